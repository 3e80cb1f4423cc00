"""How a line of the access log names a system: by its uuid, and behind a streak the end user that it told of."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from wijkzorg.clients.models import Client

PREFIX = "api:"


def role_of(client: uuid.UUID, end_user: str) -> str:
    """Return what stands in a line for a system that asks, for a user of its own or for nobody in particular."""
    return f"{PREFIX}{client}" + (f"|{end_user}" if end_user else "")


class Systems:
    """The systems of some lines, read at once."""

    def __init__(self, roles: Iterable[str]) -> None:
        found = {uuid.UUID(_uuid_in(role)) for role in roles if role.startswith(PREFIX)}
        rows = Client.objects.filter(uuid__in=found) if found else ()
        self._names = {str(row.uuid): str(row) for row in rows}

    def of(self, role: str) -> str:
        """Return the name of the system in a line; empty for a line of somebody else."""
        return self._names.get(_uuid_in(role), "") if role.startswith(PREFIX) else ""

    def behalf(self, role: str) -> str:
        """Return for which of its users a system asked, in words; empty for a line of somebody else."""
        if not role.startswith(PREFIX):
            return ""
        user = role.partition("|")[2]
        return _("koppeling, voor %(user)s") % {"user": user} if user else _("koppeling")


def _uuid_in(role: str) -> str:
    return role.removeprefix(PREFIX).partition("|")[0]
