"""Cells of the admin's lists that bear their heading, for where a row stands below itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def under(cells: Iterable[str], headers: Iterable[Mapping[str, Any]]) -> list[SafeString]:
    """Give each cell, as Django wrote it, the words of its heading; what names the row (th) and its box have none."""
    made = []
    for cell, header in zip(cells, headers, strict=False):
        words = escape(capfirst(strip_tags(str(header["text"])).strip()))
        named = cell.replace("<td", f'<td data-label="{words}"', 1) if words else cell
        made.append(mark_safe(named))  # Django's own cell, and words that were escaped
    return made
