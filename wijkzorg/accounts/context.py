"""What every page's frame shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from wijkzorg.accounts.invitations import roles_to_give
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User
from wijkzorg.accounts.roles import may_see_history
from wijkzorg.accounts.screen_lock import idle_seconds


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give the templates the desk of the user, whether this is the demo, and how the screen locks."""
    # At the door, before the second factor or behind the lock, there is no menu to what is inside.
    at_door = getattr(request, "at_door", False)
    session = getattr(request, "session", None)
    desk = getattr(request, "desk", None)
    return {
        "desk": desk,
        "demo": settings.WIJKZORG_DEMO,
        "at_door": at_door,
        "idle_seconds": idle_seconds(request) if session is not None and not at_door else 0,
        **({} if at_door else _menu(desk)),
    }


def _menu(desk: Desk | None) -> dict[str, bool]:
    """Say which pages about people the user may open."""
    if desk is None or not isinstance(desk.user, User):
        return {}
    return {
        "may_invite": bool(roles_to_give(desk.memberships)),
        "may_see_roles": may_see_history(desk.user, desk.memberships),
    }
