"""A case whose days pass: what happens to it, said shortly, and which flags are open."""

import datetime as dt

from cases import actions, assessment, lifecycle, promises, rules
from cases.changing import version_of
from cases.models import Case, Contact, Flag, Medium, Reason
from tests.cases.less import less
from tests.conftest import moment
from wijkzorg.accounts.models import User

OPENED = dt.date(2026, 1, 5)
WEEKLY_CALL = rules.Rhythm(1, 7, rules.Medium.PHONE)
WEEKLY_VISIT = rules.Rhythm(1, 7, rules.Medium.HOME_VISIT)


def day(text: str) -> dt.date:
    """Read a day of 2026 as mm-dd."""
    return dt.date.fromisoformat(f"2026-{text}")


def bring(case: Case, on: dt.date) -> None:
    """Judge a case on a day as the import does."""
    assessment.refresh(case_ids=[case.pk], on=on, now=moment(on), cause=Flag.Cause.CORRECTED)


def open_flags(case: Case) -> dict[str, dt.date]:
    """Return the open flags of a case with their days."""
    return dict(Flag.objects.filter(case=case, state="open").values_list("kind", "since"))


def record(
    case: Case, worker: User, on: str, medium: Medium = Medium.HOME_VISIT, *, now: dt.datetime
) -> None:
    """Record a contact that succeeded."""
    actions.record_contact(
        actor=worker, case=case, happened_at=moment(day(on)), medium=medium, reached=True, now=now
    )


def correct(contact: Contact, worker: User, *, reached: bool, on: str) -> None:
    """Correct whether a home visit succeeded."""
    actions.correct_contact(
        actor=worker,
        contact=contact,
        happened_at=contact.happened_at,
        medium=Medium.HOME_VISIT,
        reached=reached,
        note="",
        reason="verkeerd aangeklikt",
        seen=version_of(contact),
        now=moment(day(on)),
    )


def pause(case: Case, worker: User, first: str, last: str, *, on: str) -> None:
    """Record a pause."""
    lifecycle.pause(
        actor=worker,
        case=case,
        first_day=day(first),
        last_day=day(last),
        reason="ziekenhuis",
        now=moment(day(on)),
    )


def agree(case: Case, worker: User, on: str, rhythm: rules.Rhythm, reason: Reason | None = None) -> None:
    """Promise a rhythm from a day on; all of it is said on 6 January."""
    promises.agree(
        actor=worker,
        case=case,
        valid_from=day(on),
        rhythm=rhythm,
        less=less(case, reason, max(day("01-06"), day(on))) if reason else None,
        now=moment(day("01-06")),
    )
