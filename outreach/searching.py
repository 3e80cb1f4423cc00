"""What people do to find somebody: open a plan, add rows and do them, ask the desk, end it. Verbs."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.actions import record_contact
from cases.models import Case, Flag, Medium
from outreach import clock
from outreach.actions import CHANGED_MEANWHILE, changing, record_sign, require_same
from outreach.models import DeskAsk, SearchPlan, SearchStep, SignOfLife
from wijkzorg.accounts.models import User

Way, Outcome = SearchStep.Way, SearchStep.Outcome
# A row in one of these ways is an attempt at contact, and doing it records one.
MEDIA = {
    Way.HOME_VISIT: Medium.HOME_VISIT,
    Way.WALK_IN: Medium.WALK_IN,
    Way.OUTDOORS: Medium.OUTDOORS,
    Way.VIDEO: Medium.VIDEO,
    Way.PHONE: Medium.PHONE,
    Way.MESSAGE: Medium.MESSAGE,
}
_SOURCES = {Way.NETWORK: SignOfLife.Source.FAMILY, Way.DESK: SignOfLife.Source.DESK}


def outcomes(way: str) -> tuple[SearchStep.Outcome, ...]:
    """Return how a row of this kind may end."""
    if way in MEDIA:
        return (Outcome.REACHED, Outcome.NOT_REACHED, Outcome.DROPPED)
    return (Outcome.SIGN, Outcome.NOTHING, Outcome.DROPPED)


@transaction.atomic
def open_plan(
    *, actor: User | None, case: Case, now: dt.datetime, flag: Flag | None = None, reason: str = ""
) -> SearchPlan:
    """Open the search plan of a case, or return the one that is open; nobody (None) opens one for a flag."""
    with changing(case, actor) as locked:
        stored = SearchPlan.objects.open().filter(case=locked).first()
        if stored is not None:
            return stored
        unfindable = locked.flags.filter(kind=Flag.Kind.UNFINDABLE).exclude(state=Flag.State.CLOSED).first()
        return SearchPlan.objects.create(
            municipality_id=locked.municipality_id,
            case=locked,
            flag=flag or unfindable,
            reason=reason,
            opened_by=actor,
            opened_at=now,
        )


@transaction.atomic
def add_step(
    *,
    actor: User,
    plan: SearchPlan,
    who: User,
    way: str,
    part: str,
    on: dt.date,
    token: uuid.UUID,
    now: dt.datetime,
) -> SearchStep:
    """Add a row to a search plan; raises ValidationError for a day that is past, or where the plan has ended."""
    with changing(plan.case, actor) as locked:
        sent = SearchStep.objects.filter(token=token).first()
        if sent is not None:
            require_same((sent.plan_id, sent.way, sent.part, sent.on) == (plan.pk, way, part, on))
            return sent
        _require_open(plan)
        if on < locked.municipality.day_of(now):
            raise ValidationError(
                {"on": _("Deze dag is voorbij. Is het al gedaan? Leg dan een contact vast.")}
            )
        return SearchStep.objects.create(
            municipality_id=locked.municipality_id,
            case=locked,
            plan=plan,
            who=who,
            way=way,
            part=part,
            on=on,
            added_by=actor,
            added_at=now,
            token=token,
        )


@transaction.atomic
def do_step(
    *,
    actor: User,
    step: SearchStep,
    outcome: str,
    happened_at: dt.datetime,
    note: str,
    now: dt.datetime,
) -> SearchStep:
    """Say what came of a row. An attempt at contact becomes a contact, and who saw the resident a sign of life.

    Raises ValidationError where somebody else did it meanwhile, and as record_contact and record_sign do.
    """
    with changing(step.case, actor) as locked:
        stored = SearchStep.objects.select_for_update().get(pk=step.pk)
        if stored.outcome:
            if (stored.outcome, stored.note, stored.done_by_id) == (outcome, note, actor.pk):
                return stored  # the same form, sent twice
            raise ValidationError(
                _("Hier stond net al een uitkomst: “%(outcome)s”, door %(who)s. Er is niets overschreven.")
                % {"outcome": stored.get_outcome_display(), "who": stored.done_by},
                code=CHANGED_MEANWHILE,
            )
        if outcome not in outcomes(stored.way):
            raise ValidationError({"outcome": _("Kies wat er uitkwam.")})
        if outcome in (Outcome.REACHED, Outcome.NOT_REACHED):
            record_contact(
                actor=actor,
                case=locked,
                happened_at=happened_at,
                medium=MEDIA[Way(stored.way)],
                reached=outcome == Outcome.REACHED,
                note=note,
                token=stored.token,
                now=now,
            )
        elif outcome == Outcome.SIGN:
            record_sign(
                actor=actor,
                case=locked,
                source=_SOURCES[Way(stored.way)],
                seen_at=happened_at,
                note=note,
                token=stored.token,
                now=now,
            )
        stored.outcome, stored.note, stored.done_by, stored.done_at = outcome, note, actor, now
        stored.save(update_fields=["outcome", "note", "done_by", "done_at"])
    return stored


@transaction.atomic
def end_seen(
    *, actor: User, plan: SearchPlan, seen_by: str, seen_on: dt.date, now: dt.datetime
) -> SearchPlan:
    """End a search plan with who saw the resident, and when; raises ValidationError for a day before it began."""
    with changing(plan.case, actor) as locked:
        stored = _require_open(plan)
        today = locked.municipality.day_of(now)
        faults = {}
        if not seen_by.strip():
            faults["seen_by"] = _("Schrijf op wie de bewoner zag.")
        if seen_on > today:
            faults["seen_on"] = _("Deze dag moet nog komen.")
        elif seen_on < locked.municipality.day_of(stored.opened_at):
            faults["seen_on"] = _("Toen was dit zoekplan er nog niet. Wie zag de bewoner sindsdien?")
        if faults:
            raise ValidationError(faults)
        stored.seen_by, stored.seen_on = seen_by.strip(), seen_on
        return _end(stored, SearchPlan.End.SEEN, actor, now)


@transaction.atomic
def end_by_decision(
    *,
    actor: User,
    plan: SearchPlan,
    decision: str,
    second: User | None,
    second_name: str,
    next_on: dt.date,
    now: dt.datetime,
) -> SearchPlan:
    """End a search plan by a decision of two named professionals, with the day on which somebody looks again.

    One is the actor; the other a colleague, or somebody from outside by name. Raises ValidationError for one person,
    and for a day that is past or too far ahead.
    """
    with changing(plan.case, actor) as locked:
        stored = _require_open(plan)
        ahead = (next_on - locked.municipality.day_of(now)).days
        faults = {}
        if not decision.strip():
            faults["decision"] = _("Schrijf op wat jullie besloten, en waarom.")
        if second is None and not second_name.strip():
            faults["second_name"] = _(
                "Kies een collega, of vul een naam en functie in. Twee mensen besluiten."
            )
        elif second is not None and second_name.strip():
            faults["second_name"] = _("Kies een collega óf vul een naam in, niet allebei.")
        elif second == actor or second_name.strip().casefold() == str(actor).casefold():
            faults["second" if second else "second_name"] = _(
                "Dat ben jij. Een besluit nemen jullie met z’n tweeën."
            )
        if not 0 < ahead <= clock.PLAN_AT_MOST:
            words = {"days": clock.PLAN_AT_MOST}
            faults["next_on"] = _("Kies een dag die nog komt, binnen %(days)s dagen.") % words
        if faults:
            raise ValidationError(faults)
        stored.decision, stored.next_on = decision.strip(), next_on
        stored.second, stored.second_name = second, second_name.strip()
        return _end(stored, SearchPlan.End.DECISION, actor, now)


@transaction.atomic
def ask_desk(*, actor: User, case: Case, reason: str, now: dt.datetime) -> DeskAsk:
    """Ask the desk to tell when a resident was there, or return what is asked already; it ends with the open plan."""
    if not reason.strip():
        raise ValidationError({"reason": _("Schrijf in een paar woorden waarom.")})
    with changing(case, actor, reason) as locked:
        stored = DeskAsk.objects.open().filter(case=locked).first()
        if stored is not None:
            return stored
        return DeskAsk.objects.create(
            municipality_id=locked.municipality_id,
            case=locked,
            plan=SearchPlan.objects.open().filter(case=locked).first(),
            reason=reason.strip(),
            asked_by=actor,
            asked_at=now,
        )


@transaction.atomic
def stop_asking_desk(*, actor: User, case: Case, now: dt.datetime) -> None:
    """Stop asking the desk; nothing happens where nothing is asked."""
    with changing(case, actor) as locked:
        _stop_asking(Q(case=locked), DeskAsk.End.HAND, actor, now)


@transaction.atomic
def tell_from_desk(*, actor: User, ask: DeskAsk, token: uuid.UUID, now: dt.datetime) -> SignOfLife:
    """Tell the worker that a resident is at the desk now: one tap, a sign of life on the case and nothing else.

    Raises ValidationError where it is not asked any more.
    """
    if not DeskAsk.objects.open().filter(pk=ask.pk).exists():
        raise ValidationError(_("Dit wordt niet meer gevraagd. Er is niets doorgegeven."))
    return record_sign(
        actor=actor,
        case=ask.case,
        source=SignOfLife.Source.DESK,
        seen_at=now,
        note="",
        token=token,
        now=now,
    )


def what_desk_reads(ask: DeskAsk) -> str:
    """Say all that the desk reads of it: whom to tell, and nothing of why."""
    worker = str(ask.case.worker or ask.asked_by)
    return _("Laat %(worker)s weten dat deze persoon hier was") % {"worker": worker}


def _require_open(plan: SearchPlan) -> SearchPlan:
    stored = SearchPlan.objects.select_related("ended_by").get(pk=plan.pk)
    if stored.ended_at is not None:
        words = {"who": stored.ended_by, "how": stored.get_end_display()}
        raise ValidationError(
            _("%(who)s heeft dit zoekplan net beëindigd: %(how)s. Er is niets overschreven.") % words,
            code=CHANGED_MEANWHILE,
        )
    return stored


def _end(plan: SearchPlan, how: SearchPlan.End, actor: User, now: dt.datetime) -> SearchPlan:
    plan.end, plan.ended_by, plan.ended_at = how, actor, now
    plan.save()
    _stop_asking(Q(plan=plan), DeskAsk.End.PLAN, actor, now)
    return plan


def _stop_asking(which: Q, how: DeskAsk.End, actor: User, now: dt.datetime) -> None:
    DeskAsk.objects.open().filter(which).update(end=how, ended_by=actor, ended_at=now)
