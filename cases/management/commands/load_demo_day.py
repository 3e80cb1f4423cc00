"""Load the last days of Voorbeeldstad: next times, a shared meal, corrections, a double; again changes nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from typing import Any

from django.core.management.base import BaseCommand

from cases import assessment, contacts, doubles, lifecycle
from cases.actions import correct_contact, record_contact
from cases.answers import send_back
from cases.changing import version_of
from cases.demo import lately, staff
from cases.demo.workdays import workday_from
from cases.filling import fill, people
from cases.models import Case, Confirmation, Contact, Ground, Medium
from cases.rules import Medium as RuleMedium
from cases.rules import Rhythm
from cases.worklist import SOON_DAYS
from residents.models import Resident
from wijkzorg.accounts.models import Team
from wijkzorg.tenancy.models import Municipality

WRITTEN_AFTER = dt.timedelta(minutes=25)


class Command(BaseCommand):
    """Record what people did, each at its own moment."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load in one transaction; raises CommandError where the demo itself is not there."""
        fill(
            lambda municipality, now: _Loading(municipality, now).load(),
            unless=Contact.objects.filter(follow_up_on__isnull=False),
        )


class _Loading:
    def __init__(self, municipality: Municipality, now: dt.datetime) -> None:
        self.municipality, self.now = municipality, now
        self.today = municipality.day_of(now)
        self.people = people()
        self.touched: set[int] = set()

    def load(self) -> None:
        """Write it in the order of the days, and let the rules judge today what was written."""
        calm = self._calm()
        self._double(calm)
        self._table(calm)
        self._corrected(calm)
        for one in lately.chosen(calm, self.today):
            self._chosen(one)
        self._sent_back()
        doubles.find(municipality=self.municipality, now=self.now)
        assessment.refresh(case_ids=sorted(self.touched), on=self.today, now=self.now, cause=None)

    def _calm(self) -> dict[str, list[str]]:
        """Return the cases (refs) of each worker with which nothing is the matter, and nothing is due."""
        soon = self.today + dt.timedelta(days=SOON_DAYS)
        judged = assessment.assess(municipality_id=self.municipality.pk, on=self.today)
        quiet = [
            ref
            for ref, standing in judged
            if standing.live
            and not standing.flags
            and all(day is None or day > soon for day in standing.breaches_on.values())
            and standing.due_on is not None
            and standing.due_on > self.today
        ]
        found: dict[str, list[str]] = defaultdict(list)
        rows = Case.objects.filter(ref__in=quiet, worker__isnull=False).order_by("ref")
        for ref, name in rows.values_list("ref", "worker__name"):
            found[name].append(ref)
        return found

    def _case(self, ref: str) -> Case:
        case = Case.objects.select_related("municipality", "resident").get(ref=ref)
        self.touched.add(case.pk)
        return case

    def _double(self, calm: dict[str, list[str]]) -> None:
        if not calm[lately.DOUBLE_OF]:
            return
        known = self._case(calm[lately.DOUBLE_OF][0])
        worker = self.people[lately.DOUBLE_WORKER]
        same = Resident.objects.create(
            municipality=self.municipality,
            ref=lately.DOUBLE_REF,
            first_name=known.resident.first_name[:1] + ".",
            last_name=known.resident.last_name,
            birth_date=known.resident.birth_date,
            neighbourhood_id=known.resident.neighbourhood_id,
            street=known.resident.street,
            house_number=known.resident.house_number,
            postcode=known.resident.postcode,
        )
        day = workday_from(self.today, lately.DOUBLE_DAY)
        opened = lifecycle.open_case(
            actor=worker,
            resident=same,
            team=Team.objects.get(municipality=self.municipality, name=lately.DOUBLE_TEAM),
            worker=worker,
            opened_on=day,
            ground=Ground.WMO,
            target_group=known.target_group,
            need=Rhythm(1, 14, RuleMedium.HOME_VISIT),
            need_reason=lately.DOUBLE_NEED,
            now=self._at(day, 11 * 60),
        )
        self.touched.add(opened.pk)

    def _table(self, calm: dict[str, list[str]]) -> None:
        there = [self._case(ref) for ref in lately.table(calm)]
        if not there:
            return
        at = self._at(workday_from(self.today, lately.TABLE_DAY), lately.TABLE_MINUTE)
        contacts.record_together(
            actor=self.people[lately.TABLE_WORKER],
            cases=there,
            happened_at=at,
            medium=Medium.WALK_IN,
            reached=True,
            note=lately.TABLE_NOTE,
            token=uuid.uuid4(),
            now=at + 4 * WRITTEN_AFTER,
        )

    def _corrected(self, calm: dict[str, list[str]]) -> None:
        before = workday_from(self.today, lately.CORRECTED_BEFORE)
        for who, reason in lately.CORRECTED:
            own = Contact.objects.filter(case__ref__in=calm[who], day__lte=before).select_related("case")
            contact = own.order_by("-happened_at").first()
            if contact is None:
                continue
            self.touched.add(contact.case_id)
            correct_contact(
                actor=self.people[who],
                contact=contact,
                happened_at=contact.happened_at - dt.timedelta(hours=1),
                medium=Medium(contact.medium),
                reached=contact.reached,
                note=contact.note,
                reason=reason,
                seen=version_of(contact),
                now=max(contact.recorded_at, self._at(workday_from(self.today, -1), 8 * 60 + 50)),
            )

    def _chosen(self, one: lately.Chosen) -> None:
        case, at = self._case(one.ref), self._at(one.day, one.minute)
        agreed = case.agreements.filter(valid_from__lte=self.today).latest("valid_from")
        record_contact(
            actor=self.people[one.worker],
            case=case,
            happened_at=at,
            medium=Medium(agreed.medium),
            reached=True,
            note=one.note,
            follow_up_on=one.follow_up_on,
            now=at + WRITTEN_AFTER,
        )

    def _sent_back(self) -> None:
        """Let a lead send one cut back that somebody else than the demo's own worker made."""
        team = next(team for team in staff.TEAMS if team.name == lately.SENT_BACK_IN)
        waits = Confirmation.objects.filter(
            case__team__name=team.name,
            kind=Confirmation.Kind.CUT,
            state=Confirmation.State.WAITING,
            agreement__valid_from__lt=self.today,
        ).exclude(asked_by=self.people[staff.HEADLINE])
        row = waits.select_related("case__municipality").order_by("case__ref").first()
        if row is not None:
            at = self._at(workday_from(self.today, -1), 15 * 60 + 40)
            send_back(actor=self.people[team.lead], confirmation=row, answer=lately.SENT_BACK, now=at)
            self.touched.add(row.case_id)

    def _at(self, day: dt.date, minute: int) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), self.municipality.zone) + dt.timedelta(minutes=minute)
