"""Load contracts, absences, duty and transfers of Voorbeeldstad; loading them again changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand

from cases.demo import staff
from cases.filling import fill, people
from cases.models import Case
from neighbourhoods.models import Neighbourhood
from roster import actions as roster
from roster.models import DutyShift, MediumMinutes, WorkContract
from teams import actions, demo
from wijkzorg.accounts.models import Team, User
from wijkzorg.tenancy.models import Municipality

CONTRACTS_SINCE = 400  # days


class Command(BaseCommand):
    """Record who works how much, who is away and what is handed over, as the team leads and workers would."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load in one transaction; raises CommandError where the demo itself is not there."""
        fill(lambda municipality, now: _Loading(municipality, now).load(), unless=WorkContract.objects.all())


class _Loading:
    def __init__(self, municipality: Municipality, now: dt.datetime) -> None:
        self.municipality, self.now = municipality, now
        self.today = municipality.day_of(now)
        self.people = people()
        self.teams = {team.name: team for team in Team.objects.filter(municipality=municipality)}

    def load(self) -> None:
        """Write what a contact takes and the contracts, then who is away or on duty, then what is handed over."""
        self._minutes()
        for team in staff.TEAMS:
            for name in (team.lead, *team.workers):
                self._contract(self.teams[team.name], name)
        for away in demo.AWAY:
            self._away(away)
        self._duty()
        for handed in demo.HANDED:
            self._hand_over(handed)

    def _minutes(self) -> None:
        for name, phone in demo.PHONES.items():
            Team.objects.filter(pk=self.teams[name].pk, phone="").update(phone=phone)
        if not MediumMinutes.objects.filter(municipality=self.municipality).exists():
            MediumMinutes.objects.create(
                municipality=self.municipality,
                valid_from=self._day(-demo.MINUTES_DAYS),
                reason=demo.MINUTES_REASON,
                changed_at=self.now,
                **demo.MINUTES,
            )

    def _duty(self) -> None:
        """Fill the roster of the neighbourhoods that have none yet."""
        planned = DutyShift.objects.filter(municipality=self.municipality).values("neighbourhood")
        found = Neighbourhood.objects.filter(municipality=self.municipality).exclude(pk__in=planned)
        homes = {place.name: place for place in found}
        DutyShift.objects.bulk_create(
            DutyShift(
                municipality=self.municipality,
                neighbourhood=homes[turn.place],
                kind=turn.kind,
                starts_at=self._midnight(turn.monday),
                ends_at=self._midnight(turn.monday + dt.timedelta(weeks=1)),
                worker=self.people[turn.worker],
                deputy=self.people[turn.deputy],
                changed_at=self.now,
            )
            for turn in demo.turns(self.today)
            if turn.place in homes
        )

    def _midnight(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), self.municipality.zone)

    def _contract(self, team: Team, name: str) -> None:
        minutes, percent = demo.CONTRACTS.get(name, demo.OFTEN)
        roster.set_contract(
            seen="",
            actor=self._lead_of(name),
            municipality=self.municipality,
            user=self.people[name],
            team=team,
            valid_from=self.today - dt.timedelta(days=CONTRACTS_SINCE),
            minutes_a_week=minutes,
            client_percent=percent,
            now=self.now,
        )

    def _away(self, away: demo.Away) -> None:
        actor, team = self._lead_of(away.who), self._team_of(away.who)
        absence = roster.report_absence(
            actor=actor,
            municipality=self.municipality,
            user=self.people[away.who],
            first_day=self._day(away.first),
            last_day=None if away.last is None else self._day(away.last),
            kind=away.kind,
            stand_ins={},
            now=self.now,
        )
        if away.stand_in:
            until = away.last if away.until is None else away.until
            roster.stand_in(
                actor=actor,
                absence=absence,
                team=team,
                user=self.people[away.stand_in],
                first_day=absence.first_day,
                last_day=None if until is None else self._day(until),
                seen=roster.version_of(absence),
                now=self.now,
            )

    def _hand_over(self, handed: demo.Handed) -> None:
        giver, at = self.people[handed.giver], self.now - dt.timedelta(days=handed.days)
        own = Case.objects.filter(worker=giver, closed_on=None, opened_on__lt=self.today).order_by("ref")
        receiver = self.people.get(handed.worker)
        made = actions.offer_transfer(
            actor=giver,
            case=own[handed.nth],
            to_team=self.teams[handed.team],
            to_worker=receiver,
            note=handed.note,
            now=at,
        )
        if receiver is None:
            return
        if handed.taken:
            actions.accept_transfer(
                actor=receiver, transfer=made, worker=receiver, now=at + dt.timedelta(days=1)
            )
        if handed.answer:
            actions.refuse_transfer(
                actor=receiver, transfer=made, answer=handed.answer, now=at + dt.timedelta(days=1)
            )

    def _team_of(self, name: str) -> Team:
        return next(self.teams[team.name] for team in staff.TEAMS if name in (team.lead, *team.workers))

    def _lead_of(self, name: str) -> User:
        return next(self.people[team.lead] for team in staff.TEAMS if name in (team.lead, *team.workers))

    def _day(self, days: int) -> dt.date:
        return self.today + dt.timedelta(days=days)
