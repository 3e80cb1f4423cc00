"""What is asked of a volunteer: before they say yes only what, in which neighbourhood, how far, when, and why them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from volunteers import course, dayparts, often
from volunteers.models import HelpRequest, Language, Offer, Volunteer
from volunteers.phone import words
from volunteers.places import metres

KEPT = dt.timedelta(days=3)  # so long what is over stays on the page, with its sentence
LATE = dt.timedelta(days=14)  # so long one may still say yes to what nobody else took
MOST = 30
State = course.OfferState


@dataclass(frozen=True, slots=True)
class Question:
    """One question, as the page shows it: nothing of who asks, and no address."""

    pk: int
    what: str
    where: str
    far: str
    when: str
    together: bool  # the time is chosen together
    how_long: str
    repeats: str
    needs_vog: bool
    urgent: bool
    why: tuple[str, ...]
    until: str  # until when it is held
    said: str = ""  # what became of it


@dataclass(frozen=True, slots=True)
class Questions:
    """What waits for an answer; what one may still say yes to; what is over."""

    waiting: tuple[Question, ...]
    late: tuple[Question, ...]
    over: tuple[Question, ...]


def questions_of(volunteer: Volunteer, now: dt.datetime) -> Questions:
    """Read what is and was asked of a volunteer lately."""
    today = volunteer.municipality.day_of(now)
    rows = Offer.objects.filter(volunteer=volunteer).filter(
        Q(state=State.OPEN.value) | Q(answered_at__gt=now - LATE) & ~Q(state=State.ACCEPTED.value)
    )
    found = list(rows.select_related("request__neighbourhood").order_by("held_until", "pk")[: 2 * MOST])
    # One request may have been put to somebody twice: the last word counts.
    last = {offer.request_id: offer for offer in found}
    waiting, late, over = [], [], []
    for offer in last.values():
        if offer.state == State.OPEN:
            waiting.append(_question(offer, volunteer, today))
        elif _may_still(offer, today):
            late.append(_question(offer, volunteer, today, _late(offer)))
        elif (
            offer.answered_at is not None and offer.answered_at > now - KEPT and offer.state != State.DECLINED
        ):
            over.append(_question(offer, volunteer, today, _over(offer.request)))
    return Questions(tuple(waiting[:MOST]), tuple(late[:MOST]), tuple(over[:MOST]))


def _may_still(offer: Offer, today: dt.date) -> bool:
    """Tell whether a late yes is welcome: somebody is still sought."""
    may = course.may_move(course.OFFER_MOVES, State(offer.state), State.ACCEPTED)
    return may and offer.request.state in course.SOUGHT and offer.request.first_on >= today


def _late(offer: Offer) -> str:
    if offer.state == State.DECLINED:
        return _("Je zei nee. Dat is goed. Bedenk je je? Dan kan het nog.")
    return _("Deze vraag is nog open. Je kunt nog ja zeggen.")


def _over(request: HelpRequest) -> str:
    """Say what became of a question, in words that give nothing away of anybody."""
    match request.state:
        case course.State.ACCEPTED | course.State.DONE:
            return _("Al opgelost, dank je.")
        case course.State.WITHDRAWN:
            return _("Deze vraag is ingetrokken. Dank je dat je klaarstond.")
        case _:
            return _("Deze vraag geldt niet meer. Dank je dat je klaarstond.")


def _question(offer: Offer, volunteer: Volunteer, today: dt.date, said: str = "") -> Question:
    request = offer.request
    away = None if request.x is None else metres(request.x, request.y, volunteer.x, volunteer.y)
    return Question(
        pk=offer.pk,
        what=words.what(request),
        where=request.neighbourhood.name,
        far=words.far(away),
        when=words.when(request, request.first_on, today),
        together=words.in_consultation(request),
        how_long=words.how_long(request.minutes),
        repeats=often.repeats(request.rrule),
        needs_vog=request.needs_vog,
        urgent=request.urgent,
        why=tuple(_why(offer, volunteer)),
        until=words.moment(offer.held_until, volunteer.municipality.zone, today),
        said=said,
    )


def _why(offer: Offer, volunteer: Volunteer) -> list[str]:
    """Say why this volunteer is asked; nothing that tells who asks, or how they are."""
    request, said = offer.request, []
    if offer.offered_by_id is not None:
        said.append(_("Je coördinator dacht aan jou."))
    if request.kind in volunteer.kinds:
        said.append(_("Je zei dat je dit wilt doen."))
    if set(dayparts.slots(request.first_on, _part(request))) & set(volunteer.available):
        said.append(_("Je zei dat je dan kunt."))
    if request.language and request.language in volunteer.languages and request.language != Language.NL:
        said.append(_("Je spreekt %(language)s.") % {"language": request.get_language_display()})
    return said + [
        str(words.ABLE[skill])
        for skill in request.skills
        if skill in volunteer.skills and skill in words.ABLE
    ]


def _part(request: HelpRequest) -> str:
    return dayparts.part_of(request.starts_at) if request.starts_at else request.day_part
