"""What stands about a resident in the room outreach: what was done about flags, and who saw them."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cases import phrases
from cases.models import Case
from cases.rules import Rule
from outreach.models import FlagAnswer, SignOfLife
from rights.parts import Part, date_said, moment_said
from wijkzorg.accounts.models import User


def of_case(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    """Return the parts of a case that this room holds."""
    yield from _answers(case, zone)
    yield from _signs(case, zone)


def _answers(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    rows = FlagAnswer.objects.filter(case=case).select_related("flag", "answered_by")
    for row in rows.order_by("answered_at", "pk"):
        words = {"rule": phrases.of_rule(Rule(row.flag.kind)), "until": date_said(row.until)}
        yield Part(
            key=f"answer:{row.pk}",
            section="answer",
            day=row.answered_at.astimezone(zone).date(),
            when=moment_said(row.answered_at, zone),
            title=_("Plan bij het signaal “%(rule)s”, tot %(until)s") % words,
            who=str(row.answered_by),
            text=row.plan,
        )


def _signs(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    for row in SignOfLife.objects.filter(case=case).select_related("recorded_by"):
        yield Part(
            key=f"sign:{row.pk}",
            section="sign",
            day=row.day,
            when=moment_said(row.seen_at, zone),
            title=_("Gezien door %(who)s") % {"who": row.get_source_display()},
            who=str(row.recorded_by),
            text=row.note,
        )
    events = SignOfLife.pgh_event_model.objects.filter(case_id=case.pk, pgh_label="delete")  # type: ignore[attr-defined]
    gone = list(events.order_by("pgh_id"))
    users = {(event.pgh_context or {}).get("user") or 0 for event in gone}
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=users)} if users else {}
    for event in gone:
        context = event.pgh_context or {}
        was = _("Was: %(when)s. %(note)s") % {"when": moment_said(event.seen_at, zone), "note": event.note}
        why = _("Reden: %(reason)s") % {"reason": context.get("reason", "")}
        yield Part(
            key=f"sign-event:{event.pgh_id}",
            section="history",
            day=event.pgh_created_at.astimezone(zone).date(),
            when=moment_said(event.pgh_created_at, zone),
            title=_("Teken van leven weggehaald"),
            who=names.get(context.get("user") or 0, ""),
            text=f"{was}\n{why}",
        )
