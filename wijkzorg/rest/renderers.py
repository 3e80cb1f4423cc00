"""Forms of an answer besides JSON. They are chosen by the header Accept; the view itself writes them."""

from __future__ import annotations

from rest_framework.renderers import BaseRenderer


class CSVRenderer(BaseRenderer):
    """A table with names above it (RFC 4180)."""

    media_type = "text/csv"
    format = "csv"
    content_type = "text/csv; charset=utf-8; header=present"


class NDJSONRenderer(CSVRenderer):
    """A line of JSON a row."""

    media_type = "application/x-ndjson"
    format = "ndjson"
    content_type = "application/x-ndjson"
