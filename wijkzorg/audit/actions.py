"""Write the access log."""

import datetime as dt

from wijkzorg.audit.models import AccessEntry


def log_access(
    *,
    action: AccessEntry.Action,
    municipality_id: int,
    user_id: int | None,
    at: dt.datetime,
    resident_id: int | None = None,
    case_id: int | None = None,
    origin: str = "",
) -> None:
    """Add one line to the access log, in the transaction of what is logged."""
    AccessEntry.objects.create(
        municipality_id=municipality_id,
        at=at,
        user_id=user_id,
        action=action,
        resident_id=resident_id,
        case_id=case_id,
        origin=origin[:64],
    )
