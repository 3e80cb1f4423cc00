"""What every page's frame shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give the templates the desk of the user and whether this is the demo."""
    return {"desk": getattr(request, "desk", None), "demo": settings.WIJKZORG_DEMO}
