"""Load the volunteers and help requests of Voorbeeldstad, where there are none yet; again changes nothing."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import uuid
from collections.abc import Iterator
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cases.demo import homes, places, staff
from cases.models import Case
from centres.demo import COORDINATORS
from neighbourhoods.models import Neighbourhood, Postcode
from volunteers import demo, escalating, filing, keeping, offering, rounds, volunteering
from volunteers.asked import Asked, Whom
from volunteers.changing import CHANGED_MEANWHILE
from volunteers.models import Channel, DayPart, HelpRequest, Kind, Offer, Task, TooMuch, Volunteer
from volunteers.volunteering import Gives
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

NIGHT = (21, 8)


class Command(BaseCommand):
    """Let each volunteer join and each request come in as people would, at its own moment."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load in one transaction; raises CommandError where the demo itself is not there."""
        municipality = Municipality.objects.filter(code=places.MUNICIPALITY_CODE).first()
        if municipality is None:
            raise CommandError("load_demo first")
        now = timezone.now()
        with transaction.atomic(), pghistory.context(command="load_demo_volunteers"), inside(municipality.pk):
            if not Volunteer.objects.filter(municipality=municipality).exists():
                _Loading(municipality, now).load()


class _Loading:
    def __init__(self, municipality: Municipality, now: dt.datetime) -> None:
        self.municipality, self.now = municipality, now
        self.today = municipality.day_of(now)
        self.places = {place.code: place for place in Neighbourhood.objects.filter(municipality=municipality)}
        self.lead = User.objects.get(email=staff.email(staff.TEAMS[0].lead))
        self.coordinator = User.objects.get(email=staff.email(COORDINATORS[0]))
        self.worker = User.objects.get(email=staff.email(staff.HEADLINE))
        self.colleague = User.objects.get(email=staff.email(demo.TAKES_UP))
        self.helpers: list[Volunteer] = []
        self.cases: Iterator[Case] = iter(())

    def load(self) -> None:
        """Write where the postcodes are, then the volunteers, then the requests from old to new."""
        Postcode.objects.bulk_create(
            [
                Postcode(
                    municipality=self.municipality, code=code, neighbourhood=self.places[place], x=x, y=y
                )
                for code, place, street in homes.postcodes()
                for x, y in [demo.point(place, street)]
            ],
            ignore_conflicts=True,
        )
        for helper in demo.helpers():
            self.helpers.append(self._join(helper))
        mine = Case.objects.filter(worker=self.worker, closed_on__isnull=True).select_related("resident")
        self.cases = itertools.cycle(mine.exclude(resident__postcode="").order_by("ref")[:8])
        for ask in demo.asks():
            self._ask(ask)

    def _join(self, helper: demo.Helper) -> Volunteer:
        user, _made = User.objects.get_or_create(email=helper.email, defaults={"name": helper.name})
        joined = self.today - dt.timedelta(days=helper.joined)
        Membership.objects.get_or_create(
            municipality=self.municipality,
            user=user,
            role=Membership.Role.VOLUNTEER,
            team=None,
            starts_on=joined,
        )
        gives = Gives(
            postcode=next(
                code
                for code, place, street in homes.postcodes()
                if (place, street) == (helper.neighbourhood, helper.street)
            ),
            house_number=helper.house_number,
            minutes_a_week=helper.minutes,
            radius_m=helper.radius,
            kinds=helper.kinds,
            skills=helper.skills,
            languages=helper.languages,
            available=helper.parts,
            phone=f"06-00002{len(self.helpers):03}",
        )
        began = self._moment(joined, 12)
        volunteer = volunteering.join(
            actor=self.lead, municipality=self.municipality, user=user, gives=gives, now=began
        )
        if helper.vog is not None:
            volunteer = volunteering.record_vog(
                actor=self.lead,
                volunteer=volunteer,
                on=self.today - dt.timedelta(days=helper.vog),
                outcome="given" if helper.vog_given else "refused",
                now=self.now,
            )
        if helper.away:
            first, last = (self.today + dt.timedelta(days=days) for days in helper.away)
            volunteering.go_away(
                actor=user, volunteer=volunteer, first_day=first, last_day=last, now=self.now, tasks="keep"
            )
        TooMuch.objects.bulk_create(
            TooMuch(
                municipality=self.municipality, volunteer=volunteer, at=self.now - dt.timedelta(days=days)
            )
            for days in helper.too_much
        )
        return volunteer

    def _ask(self, ask: demo.Ask) -> None:
        at = self.now - dt.timedelta(hours=ask.hours)
        case = next(self.cases, None) if ask.resident else None
        first_on = self.municipality.day_of(at) + dt.timedelta(days=ask.ahead)
        request = filing.file_request(
            municipality=self.municipality,
            asked=Asked(
                kind=Kind(ask.kind),
                text=ask.text,
                first_on=first_on,
                day_part=DayPart(ask.part),
                starts_at=dt.time(ask.at) if ask.at else None,
                minutes=ask.minutes,
                rrule="FREQ=WEEKLY" if ask.weekly else "",
                urgent=ask.urgent,
                no_network=ask.no_network,
                needs_vog=ask.vog,
                language=ask.language,
            ),
            whom=self._whom(ask, case),
            channel=Channel.WORKER if case else Channel(ask.channel),
            actor=self.worker if case else None,
            case=case,
            token=uuid.uuid4(),
            now=at,
            ask_at_once=False,
        ).request
        self._goes(request, ask, at)

    def _whom(self, ask: demo.Ask, case: Case | None) -> Whom:
        if case is not None:
            return Whom(resident=case.resident)
        return Whom(
            name=ask.name,
            street=homes.street(ask.neighbourhood, ask.street),
            house_number=ask.house_number,
            postcode=next(
                code
                for code, place, street in homes.postcodes()
                if (place, street) == (ask.neighbourhood, ask.street)
            ),
            phone=ask.phone,
            on_behalf=bool(ask.on_behalf),
            asker_name=ask.on_behalf,
            consent="knows" if ask.on_behalf else "",
        )

    def _goes(self, request: HelpRequest, ask: demo.Ask, at: dt.datetime) -> None:
        """Let a request go as far as its story says."""
        soon = at + dt.timedelta(hours=1)
        state = ask.state
        if state == "withdrawn":
            held = self._offer(request, soon) if ask.number % 2 else None
            filing.withdraw(actor=None, request=request, now=held.offered_at if held else soon)
        elif state in ("escalated", "taken_up", "not_solved", "solved"):
            self._nobody(request, ask, at)
        elif state == "open":
            escalating.call_due(request=request, now=self.now)
        elif state in ("offered", "declined"):
            self._asked(request, state)
        else:
            self._somebody(request, ask, soon)

    def _nobody(self, request: HelpRequest, ask: demo.Ask, at: dt.datetime) -> None:
        hours = (0, 2, 4) if ask.urgent else (24, 48, 72)
        for passed in hours:
            moment = at + dt.timedelta(hours=passed)
            if moment <= self.now:
                escalating.call_due(request=request, now=moment)
        if ask.state == "escalated":
            return
        later = min(at + dt.timedelta(hours=75), self.now)
        try:
            escalating.take_up(actor=self.colleague, request=request, now=later)
        except ValidationError as error:
            if error.code != CHANGED_MEANWHILE:
                raise
        if ask.state == "not_solved":
            filing.not_solved(
                actor=self.colleague,
                request=request,
                why="Niemand in de buurt kon. De zus doet het nu.",
                now=later,
            )
        elif ask.state == "solved":
            filing.solved(actor=self.colleague, request=request, how="Zelf langsgegaan.", now=later)

    def _asked(self, request: HelpRequest, state: str) -> None:
        """Ask somebody whose answer is still to come, or who said no while the next one is not asked yet."""
        held = self._offer(request, self.now - dt.timedelta(hours=1))
        if held is None:
            escalating.call_due(request=request, now=self.now)
            return
        if state == "declined":
            offering.decline(actor=held.volunteer.user, offer=held, now=held.offered_at)
        else:  # so that it waits also for who looks at the demo early in the morning
            Offer.objects.filter(pk=held.pk).update(held_until=self.now + dt.timedelta(hours=3))
        escalating.call_due(request=request, now=self.now)

    def _somebody(self, request: HelpRequest, ask: demo.Ask, soon: dt.datetime) -> None:
        tasks: list[Task] = []
        while not tasks:
            held = self._offer(request, soon)
            if held is None:
                escalating.call_due(request=request, now=self.now)
                return
            try:
                with transaction.atomic():
                    tasks = offering.accept(actor=held.volunteer.user, offer=held, now=held.offered_at)
            except ValidationError:
                offering.decline(actor=held.volunteer.user, offer=held, now=held.offered_at)
        for task in tasks:
            over = task.ends_at + dt.timedelta(hours=1)
            if ask.state == "handed_back":
                keeping.hand_back(actor=task.volunteer.user, task=task, now=self.now, why="ziek")
                escalating.call_due(request=request, now=self.now)
            elif over <= self.now and ask.state == "no_show":
                keeping.did_not_come(actor=self.lead, task=task, now=over)
            elif over <= self.now:
                keeping.did(actor=task.volunteer.user, task=task, now=over)
        if request.repeats:
            keeping.extend(request=request, now=self.now)
            for task in Task.objects.going().filter(request=request, ends_at__lt=self.now).order_by("day"):
                keeping.did(actor=task.volunteer.user, task=task, now=task.ends_at + dt.timedelta(hours=1))

    def _offer(self, request: HelpRequest, at: dt.datetime) -> Offer | None:
        """Put a request to whom the matching finds, not in the night; for a series a coordinator chose."""
        at = self._by_day(at)
        if not request.repeats:
            offers = rounds.match_one(request=request, now=at).offers
            return offers[0] if offers else None
        for volunteer in self._near(request):
            if Offer.objects.filter(request=request, volunteer=volunteer).exists():
                continue
            try:
                with transaction.atomic():
                    return offering.offer(
                        request=request,
                        volunteer=volunteer,
                        actor=self.coordinator,
                        why="Ze kennen elkaar van het eetcafé.",
                        now=at,
                    )
            except ValidationError:
                continue
        return None

    def _near(self, request: HelpRequest) -> list[Volunteer]:
        x, y = request.x or 0, request.y or 0
        near = [
            one
            for one in self.helpers
            if request.kind in one.kinds
            and one.minutes_a_week >= request.minutes
            and math.hypot(one.x - x, one.y - y) <= one.radius_m
        ]
        return sorted(near, key=lambda one: (math.hypot(one.x - x, one.y - y), one.pk))

    def _by_day(self, at: dt.datetime) -> dt.datetime:
        """Return the last moment up to one on which somebody may be asked."""
        local = at.astimezone(self.municipality.zone)
        evening, morning = NIGHT
        if local.hour < morning:
            local = (local - dt.timedelta(days=1)).replace(hour=evening - 1)
        elif local.hour >= evening:
            local = local.replace(hour=evening - 1)
        return local

    def _moment(self, day: dt.date, hour: int) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(hour), self.municipality.zone)
