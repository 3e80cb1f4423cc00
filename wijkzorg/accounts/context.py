"""What every page's frame shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from wijkzorg.accounts.screen_lock import idle_seconds


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give the templates the desk of the user, whether this is the demo, and how the screen locks."""
    # At the door, before the second factor or behind the lock, there is no menu to what is inside.
    at_door = getattr(request, "at_door", False)
    session = getattr(request, "session", None)
    return {
        "desk": getattr(request, "desk", None),
        "demo": settings.WIJKZORG_DEMO,
        "at_door": at_door,
        "idle_seconds": idle_seconds(request) if session is not None and not at_door else 0,
    }
