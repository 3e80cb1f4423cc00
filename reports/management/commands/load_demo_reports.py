"""Load the reports of Voorbeeldstad, with a duty roster where there is none yet; loading them again changes nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pghistory
from django.core.management.base import BaseCommand

from cases.demo import staff
from cases.filling import fill
from neighbourhoods.models import Neighbourhood
from reports import actions, demo, rounds
from reports.actions import Reporter, Told
from reports.models import About, CallInstead, Channel, Outcome, Report, Topic
from roster.models import DutyShift
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality

WEEKS = range(-8, 4)


class Command(BaseCommand):
    """File each report of the demo as people would have, at its own moment."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load in one transaction; raises CommandError where the demo itself is not there."""
        with pghistory.context(command="load_demo_reports"):
            fill(lambda municipality, now: _Loading(municipality, now).load(), unless=Report.objects.all())


class _Loading:
    def __init__(self, municipality: Municipality, now: dt.datetime) -> None:
        self.municipality, self.now = municipality, now
        emails = {staff.email(name): name for name in staff.TEAMS[0].workers}
        self.people = {emails[user.email]: user for user in User.objects.filter(email__in=emails)}
        found = Neighbourhood.objects.filter(municipality=municipality, name__in=demo.PLACES)
        self.places = {place.name: place for place in found}

    def load(self) -> None:
        """Write the roster where there is none, then the reports and the rounds."""
        if not DutyShift.objects.filter(municipality=self.municipality).exists():
            self._roster()
        name, phone, hours = demo.CALL
        CallInstead.objects.create(municipality=self.municipality, name=name, phone=phone, hours=hours)
        for story in demo.STORIES:
            self._report(story)
        for place, who, days, minutes, note in demo.ROUNDS:
            rounds.note_round(
                actor=self.people[who],
                neighbourhood=self.places[place],
                minutes=minutes,
                note=note,
                token=uuid.uuid4(),
                now=self.now - dt.timedelta(days=days),
            )

    def _roster(self) -> None:
        """Let one person of each kind be on duty a week at a time, from Monday morning."""
        today = self.municipality.day_of(self.now)
        monday = today - dt.timedelta(days=today.weekday())
        for week in WEEKS:
            begins = dt.datetime.combine(
                monday + dt.timedelta(weeks=week), dt.time(0), tzinfo=self.municipality.zone
            )
            DutyShift.objects.bulk_create(
                DutyShift(
                    municipality=self.municipality,
                    neighbourhood=place,
                    kind=kind,
                    starts_at=begins,
                    ends_at=begins + dt.timedelta(weeks=1),
                    worker=self.people[who],
                    deputy=self.people["Jeroen Bakker"],
                    changed_at=self.now,
                )
                for place in self.places.values()
                for kind, who in demo.ON_DUTY.items()
            )

    def _report(self, story: demo.Story) -> None:
        at = self.now - dt.timedelta(hours=story.hours)
        name, phone, email = story.reporter
        report = actions.file_report(
            municipality=self.municipality,
            neighbourhood=self.places[story.place],
            told=Told(
                about=About.PLACE if story.topic else About.PERSON,
                text=story.text,
                subject=story.subject,
                topic=Topic(story.topic) if story.topic else None,
                danger=story.danger,
            ),
            channel=Channel(story.channel),
            reporter=Reporter(name, phone, email, story.protected),
            token=uuid.uuid4(),
            now=at,
        )
        if not story.taken_up_by:
            return
        actor = self.people[story.taken_up_by]
        at += dt.timedelta(hours=4)
        actions.take_up(actor=actor, report=report, now=at)
        for text in story.notes:
            at += dt.timedelta(hours=20)
            actions.note(actor=actor, report=report, text=text, token=uuid.uuid4(), now=at)
        if story.told:
            actions.person_told(actor=actor, report=report, now=at)
        if story.outcome:
            actions.close_report(
                actor=actor,
                report=report,
                outcome=Outcome(story.outcome),
                text=story.said,
                seen=actions.version_of(report),
                now=at + dt.timedelta(hours=30),
            )
