"""Load the centres of Voorbeeldstad with hours and staff, where there are none yet; again changes nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pghistory
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from centres import actions, demo
from centres.models import (
    Activity,
    CameForNothing,
    Catchment,
    Centre,
    CentreStaff,
    DeskShift,
    OpeningException,
    OpeningHours,
)
from neighbourhoods.models import Neighbourhood
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

CODE = "GM9999"


class Command(BaseCommand):
    """Make each house of the demo, as an administrator would, and its closures as they were announced."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load in one transaction; raises CommandError where the demo itself is not there."""
        municipality = Municipality.objects.filter(code=CODE).first()
        if municipality is None:
            raise CommandError("load_demo first")
        with transaction.atomic(), inside(municipality.pk):
            if not Centre.objects.filter(municipality=municipality).exists():
                _Loading(municipality, timezone.now()).load()


class _Loading:
    def __init__(self, municipality: Municipality, now: dt.datetime) -> None:
        self.municipality, self.now = municipality, now
        self.today = municipality.day_of(now)
        here = User.objects.filter(memberships__municipality=municipality)
        self.people = {user.name: user for user in here}
        self.places = {place.code: place for place in Neighbourhood.objects.all()}
        self.houses: dict[str, Centre] = {}

    def load(self) -> None:
        """Make the houses, then what shuts them: one may be open for another."""
        with pghistory.context(command="load_demo_centres"):
            for house in demo.HOUSES:
                self.houses[house.name] = self._make(house)
        for house in demo.HOUSES:
            for shut in house.shut:
                self._shut(house, shut)

    def _make(self, house: demo.House) -> Centre:
        own = {"municipality": self.municipality}
        centre = Centre.objects.create(
            name=house.name,
            street=house.street,
            house_number=house.house_number,
            postcode=house.postcode,
            x=house.x,
            y=house.y,
            phone=house.phone,
            capacity=house.capacity,
            wheelchair=house.wheelchair,
            accessible_toilet=house.accessible_toilet,
            hearing_loop=house.hearing_loop,
            **own,
        )
        Catchment.objects.bulk_create(
            Catchment(centre=centre, neighbourhood=self.places[code], **own) for code in house.neighbourhoods
        )
        OpeningHours.objects.bulk_create(
            OpeningHours(
                centre=centre, weekday=weekday, opens=_time(times.opens), closes=_time(times.closes), **own
            )
            for times in house.times
            for weekday in times.weekdays
        )
        OpeningException.objects.bulk_create(
            OpeningException(
                centre=centre,
                day=self._day(special.days),
                opens=_time(special.opens) if special.opens else None,
                closes=_time(special.closes) if special.closes else None,
                note=special.note,
                **own,
            )
            for special in house.specials
        )
        Activity.objects.bulk_create(
            Activity(
                centre=centre,
                name=offer.name,
                text=offer.text,
                weekday=offer.weekday,
                starts=_time(offer.starts),
                ends=_time(offer.ends),
                **own,
            )
            for offer in house.offers
        )
        roles = {house.coordinator: CentreStaff.Role.COORDINATOR, house.staff: CentreStaff.Role.CENTRE_STAFF}
        CentreStaff.objects.bulk_create(
            CentreStaff(
                centre=centre,
                user=self.people[name],
                role=role,
                first_day=self._day(-demo.EMPLOYED_DAYS),
                **own,
            )
            for name, role in roles.items()
            if name in self.people
        )
        DeskShift.objects.bulk_create(
            DeskShift(
                centre=centre,
                user=self.people[house.staff],
                weekday=weekday,
                starts=_time(times.opens),
                ends=_time(times.closes),
                **own,
            )
            for times in house.times
            for weekday in times.weekdays
            if house.staff in self.people
        )
        return centre

    def _shut(self, house: demo.House, shut: demo.Shutting) -> None:
        closure = actions.announce_closure(
            actor=self.people[house.coordinator],
            centre=self.houses[house.name],
            starts_at=self._midnight(shut.first),
            ends_at=None if shut.last is None else self._midnight(shut.last + 1),
            reason=shut.reason,
            decided_by=shut.decided_by,
            instead=self.houses.get(shut.instead),
            instead_elsewhere=shut.elsewhere,
            now=min(self.now, self._midnight(shut.first) - dt.timedelta(days=20)),
        )
        CameForNothing.objects.bulk_create(
            CameForNothing(
                municipality=self.municipality,
                centre=closure.centre,
                closure=closure,
                at=at + dt.timedelta(minutes=7 * n),
                way=CameForNothing.Way.POSTER if n % 3 else CameForNothing.Way.DESK,
                token=uuid.uuid5(uuid.NAMESPACE_URL, f"demo/{house.name}/{days}/{n}"),
            )
            for days, hour, times in demo.FOR_NOTHING
            for n in range(times)
            if closure.starts_at <= (at := self._midnight(-days) + dt.timedelta(hours=hour)) < self.now
        )

    def _day(self, days: int) -> dt.date:
        return self.today + dt.timedelta(days=days)

    def _midnight(self, days: int) -> dt.datetime:
        return dt.datetime.combine(self._day(days), dt.time(), self.municipality.zone)


def _time(text: str) -> dt.time:
    return dt.time.fromisoformat(text)
