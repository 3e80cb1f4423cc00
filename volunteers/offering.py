"""A request is put to a volunteer, who says yes or no, or nothing. Safe when two say yes at the same moment.

One accepts; whoever comes a moment later is thanked. Both are decided under the lock of the request, then that of the
volunteer, and what a lock does not see the constraints of the database refuse.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from volunteers import course
from volunteers.changing import (
    SOLVED,
    WITHDRAWN,
    Kind,
    State,
    changing,
    locked_volunteer,
    move,
    settle,
    step,
    stop_clock,
    tell_requester,
    tell_volunteers,
)
from volunteers.models import Away, Block, HelpRequest, Offer, Task, Volunteer
from volunteers.planning import free_place, plan
from volunteers.policies import held_for, is_quiet, policy_on, vog_holds
from wijkzorg.accounts.models import User

REFUSED = "refused"
OfferState = course.OfferState


@transaction.atomic
def offer(
    *,
    request: HelpRequest,
    volunteer: Volunteer,
    now: dt.datetime,
    actor: User | None = None,
    why: str = "",
    reasons: Mapping[str, Any] | None = None,
) -> Offer:
    """Put a request to a volunteer and hold it for them a while; the one who waits already is returned as it is.

    By the matching (actor None), or by a coordinator who says why it is this one. Raises ValidationError (code refused)
    for what may not be whoever asks: nobody is sought any more, they are away or blocked, it is night, they have enough
    questions.
    """
    if actor is not None and not why.strip():
        raise ValidationError({"why": _("Schrijf in een paar woorden waarom je deze vrijwilliger vraagt.")})
    with changing(request, actor) as locked:
        asked = locked_volunteer(volunteer.pk)
        waiting = Offer.objects.open().filter(request=locked, volunteer=asked).first()
        if waiting is not None:
            return waiting
        policy = policy_on(locked.municipality_id, locked.municipality.day_of(now))
        _require_may_ask(locked, asked, policy, now)
        made = Offer.objects.create(
            municipality_id=locked.municipality_id,
            request=locked,
            volunteer=asked,
            offered_at=now,
            held_until=now + held_for(locked, policy),
            offered_by=actor,
            why=why.strip()[:500],
            reasons=dict(reasons or {}),
        )
        if locked.state == State.OPEN:
            move(locked, State.OFFERED, now)
        step(locked, Kind.OFFERED, actor, now)
        tell_volunteers(locked, [asked.user_id], "offer_new", now, f"offer {made.pk}")
    return made


def _require_may_ask(request: HelpRequest, volunteer: Volunteer, policy: Any, now: dt.datetime) -> None:
    """Refuse what holds at this very moment, under both locks; volunteers.matching says all of it in words before."""
    zone, open_offers = request.municipality.zone, Offer.objects.open().filter(volunteer=volunteer)
    today = request.municipality.day_of(now)
    monday = _monday(today)
    this_week = dt.datetime.combine(monday, dt.time(), zone)
    of_week = Offer.objects.filter(volunteer=volunteer, offered_at__gte=this_week)
    if request.state not in course.SOUGHT or free_place(request) is None:
        _refuse(_("Voor deze hulpvraag wordt niemand meer gezocht."))
    if request.day_is_over(today):
        _refuse(_("De dag van deze hulpvraag is voorbij. Kies eerst een nieuwe dag."))
    if not volunteer.active:
        _refuse(_("Deze vrijwilliger doet niet meer mee."))
    # Somebody who is on holiday is left alone, also about what comes after it.
    if (away := _away_on(volunteer, request.first_on) or _away_on(volunteer, today)) is not None:
        _refuse(_("Deze vrijwilliger is weg tot en met %(day)s.") % {"day": _day(away.last_day)})
    if Block.objects.between(volunteer, request).exists():
        _refuse(_("Deze twee brengen we niet bij elkaar."))
    if request.needs_vog and not vog_holds(volunteer, policy, request.first_on):
        _refuse(_("Deze vrijwilliger heeft geen geldige VOG."))
    if is_quiet(now, zone, policy):
        _refuse(
            _("Het is nu nacht. Vraag het morgen vanaf %(hour)s uur.") % {"hour": policy.quiet_until_hour}
        )
    if open_offers.count() >= policy.most_open_offers:
        _refuse(_("Deze vrijwilliger heeft al %(count)s open vragen.") % {"count": policy.most_open_offers})
    if of_week.count() >= policy.most_offers_a_week:
        _refuse(_("Deze vrijwilliger is deze week al vaak gevraagd."))


@transaction.atomic
def accept(*, actor: User, offer: Offer, now: dt.datetime) -> list[Task]:
    """Say yes: of once a task, of a series one for each date of the coming weeks. Sent twice it is one yes.

    A late yes counts while somebody is still sought. Raises ValidationError where somebody was first (code solved: "al
    opgelost, dank je"), where it was withdrawn (code withdrawn), and where they promised something else at that time.
    """
    with changing(offer.request, actor) as locked:
        volunteer = locked_volunteer(offer.volunteer_id)
        if volunteer.user_id != actor.pk:
            raise PermissionDenied
        held = Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
        if held.state == OfferState.ACCEPTED:
            return list(held.tasks.order_by("day"))
        _require_still_sought(locked, held)
        policy = policy_on(locked.municipality_id, locked.municipality.day_of(now))
        _require_may_come(locked, volunteer, policy, now)
        held.state, held.answered_at = OfferState.ACCEPTED.value, now
        held.save(update_fields=["state", "answered_at"])
        tasks = plan(locked, volunteer, held, policy, now)
        if not tasks:
            raise ValidationError(_("Je hebt dan al iets anders afgesproken. Kijk bij je taken."))
        if free_place(locked) is None:
            move(locked, State.ACCEPTED, now)
            others = settle(locked, OfferState.VOID, now)
            stop_clock(locked, actor, now)
            tell_volunteers(locked, others, "offer_over", now, f"help {locked.pk} {held.pk}")
        else:
            _open_again(locked, now)
        step(locked, Kind.ACCEPTED, actor, now)
        first = tasks[0].starts_at.astimezone(locked.municipality.zone)
        numbers = {"day": first.day, "month": first.month}
        if locked.starts_at is not None:  # else the two choose the time together, and no hour is promised
            numbers |= {"hour": first.hour, "minute": first.minute}
        tell_requester(locked, "help_accepted", now, numbers)
    return tasks


def _require_still_sought(request: HelpRequest, held: Offer) -> None:
    if request.state == State.WITHDRAWN:
        raise ValidationError(_("Deze vraag is ingetrokken. Dank je dat je wilde helpen."), code=WITHDRAWN)
    if request.state not in course.SOUGHT or free_place(request) is None:
        raise ValidationError(_("Al opgelost, dank je."), code=SOLVED)
    if not course.may_move(course.OFFER_MOVES, OfferState(held.state), OfferState.ACCEPTED):
        raise ValidationError(_("Deze vraag is veranderd. Kijk of hij nog bij je past."), code=REFUSED)


def _require_may_come(request: HelpRequest, volunteer: Volunteer, policy: Any, now: dt.datetime) -> None:
    """Refuse a yes that cannot be: in words that give nothing away of a block."""
    if not volunteer.active or Block.objects.between(volunteer, request).exists():
        raise ValidationError(_("Al opgelost, dank je."), code=SOLVED)
    if (away := _away_on(volunteer, request.first_on)) is not None:
        raise ValidationError(
            _("Je bent weg tot en met %(day)s. Verander dat eerst.") % {"day": _day(away.last_day)}
        )
    if request.needs_vog and not vog_holds(volunteer, policy, request.first_on):
        raise ValidationError(_("Hiervoor is een geldige VOG nodig. Vraag je coördinator."))
    if request.first_on < request.municipality.day_of(now):
        raise ValidationError(_("Deze dag is voorbij. Dank je dat je wilde helpen."), code=SOLVED)


@transaction.atomic
def decline(*, actor: User, offer: Offer, now: dt.datetime) -> Offer:
    """Say no. It is never held against anybody; the next one is asked. Sent twice, or late, it changes nothing."""
    with changing(offer.request, actor) as locked:
        held = Offer.objects.select_for_update(no_key=True).select_related("volunteer").get(pk=offer.pk)
        if held.volunteer.user_id != actor.pk:
            raise PermissionDenied
        if held.state == OfferState.OPEN:
            _answered(held, OfferState.DECLINED, now)
            _open_again(locked, now)
            step(locked, Kind.DECLINED, actor, now)
    return held


@transaction.atomic
def expire(*, offer: Offer, now: dt.datetime) -> Offer:
    """End an offer that nobody answered while it was held; a late yes is welcome as long as somebody is sought."""
    with changing(offer.request, None) as locked:
        held = Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
        if held.state == OfferState.OPEN and held.held_until <= now:
            _answered(held, OfferState.EXPIRED, now)
            _open_again(locked, now)
            step(locked, Kind.EXPIRED, None, now)
    return held


@transaction.atomic
def take_back(*, actor: User | None, offer: Offer, now: dt.datetime) -> Offer:
    """Take an open offer back: a volunteer who is away or stops is not waited for."""
    with changing(offer.request, actor) as locked:
        held = Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
        if held.state == OfferState.OPEN:
            _answered(held, OfferState.VOID, now)
            _open_again(locked, now)
    return held


def _answered(held: Offer, state: OfferState, now: dt.datetime) -> None:
    held.state, held.answered_at = state.value, now
    held.save(update_fields=["state", "answered_at"])


def _open_again(request: HelpRequest, now: dt.datetime) -> None:
    """Say of a request that waits for nobody's answer any more that it is open."""
    if request.state == State.OFFERED and not Offer.objects.open().filter(request=request).exists():
        move(request, State.OPEN, now)


def _away_on(volunteer: Volunteer, day: dt.date) -> Away | None:
    return Away.objects.filter(volunteer=volunteer, first_day__lte=day, last_day__gte=day).first()


def _refuse(message: str) -> None:
    raise ValidationError(message, code=REFUSED)


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _day(day: dt.date) -> str:
    return date_format(day, "j F")
