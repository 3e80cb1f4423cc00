"""What stands about a resident in the room outreach: what was done about flags, and who saw them."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cases import phrases
from cases.models import Case
from cases.rules import Rule
from outreach.models import DeskAsk, FlagAnswer, Paper, SearchPlan, SearchStep, SignOfLife, Wish
from rights.parts import Part, date_said, moment_said
from wijkzorg.accounts.models import User


def of_case(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    """Return the parts of a case that this room holds."""
    yield from _answers(case, zone)
    yield from _plans(case, zone)
    yield from _steps(case)
    yield from _desk(case, zone)
    yield from _signs(case, zone)
    yield from _papers(case, zone)
    yield from _wishes(case, zone)


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


def _plans(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    for row in SearchPlan.objects.filter(case=case).select_related("opened_by", "ended_by", "second"):
        lines = [row.reason]
        if row.end == SearchPlan.End.SEEN and row.seen_on:
            words = {"who": row.seen_by, "day": date_said(row.seen_on)}
            lines.append(_("Geëindigd: je bent gezien door %(who)s op %(day)s.") % words)
        if row.end == SearchPlan.End.DECISION and row.next_on:
            words = {"by": str(row.ended_by), "second": str(row.second or row.second_name)}
            words["day"] = date_said(row.next_on)
            lines.append(_("Besluit van %(by)s en %(second)s. Opnieuw gekeken op %(day)s.") % words)
            lines.append(row.decision)
        yield Part(
            key=f"search:{row.pk}",
            section="search",
            day=row.opened_at.astimezone(zone).date(),
            when=moment_said(row.opened_at, zone),
            title=_("Zoekplan"),
            who=str(row.opened_by or _("het systeem")),
            text="\n".join(line for line in lines if line),
        )


def _steps(case: Case) -> Iterator[Part]:
    for row in SearchStep.objects.filter(case=case).select_related("who").order_by("on", "pk"):
        words = {"way": phrases.capital(row.get_way_display()), "outcome": row.get_outcome_display()}
        yield Part(
            key=f"search-step:{row.pk}",
            section="search",
            day=row.on,
            when=f"{date_said(row.on)}, {row.get_part_display()}",
            title=_("%(way)s: %(outcome)s") % words,
            who=str(row.who),
            text=row.note,
        )


def _desk(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    for row in DeskAsk.objects.filter(case=case).select_related("asked_by"):
        when = moment_said(row.asked_at, zone)
        if row.ended_at is not None:
            when = _("%(since)s tot %(until)s") % {"since": when, "until": moment_said(row.ended_at, zone)}
        yield Part(
            key=f"desk-ask:{row.pk}",
            section="search",
            day=row.asked_at.astimezone(zone).date(),
            when=when,
            title=_("Vraag aan de balie: laat weten dat deze persoon hier was"),
            who=str(row.asked_by),
            text=row.reason,
        )


def _papers(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    for row in Paper.objects.filter(case=case).select_related("printed_by"):
        lapsed = row.lapsed_at and _("De code verviel op %(when)s.") % {
            "when": moment_said(row.lapsed_at, zone)
        }
        yield Part(
            key=f"paper:{row.pk}",
            section="paper",
            day=row.printed_at.astimezone(zone).date(),
            when=moment_said(row.printed_at, zone),
            title=_("Afspraak op papier geprint"),
            who=str(row.printed_by),
            text=lapsed or "",
        )


def _wishes(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    for row in Wish.objects.filter(case=case).select_related("answered_by"):
        words = {"who": row.answered_by, "answer": row.answer}
        yield Part(
            key=f"wish:{row.pk}",
            section="paper",
            day=row.asked_on,
            when=moment_said(row.asked_at, zone),
            title=_("Je wilde iemand zien"),
            text=_("%(who)s: %(answer)s") % words if row.answered_at else "",
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
