"""Write the municipality of the demo into the database, a table at a time.

Not by bulk_create: moments such as recorded_at are those of the story, and Django would fill in today's.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, models

from cases.demo import CaseFile, Demo, places, staff
from cases.demo.draft import Change
from cases.management.demo_cuts import write_cuts
from cases.models import Agreement, Case, Contact, Need, Pause, Policy, TargetGroup
from centres.demo import CENTRE_STAFF, COORDINATORS
from neighbourhoods.models import District, Neighbourhood
from residents.models import Resident
from wijkzorg.accounts.models import Membership, Organisation, Team, User
from wijkzorg.tenancy.models import Municipality

EMPLOYED_DAYS = 1200  # everyone worked here before the first case


def employ_at_centres(municipality: Municipality, today: dt.date) -> None:
    """Give the centres their coordinators and staff, also in a demo that was made before it had centres."""
    since = today - dt.timedelta(days=EMPLOYED_DAYS)
    role = Membership.Role
    for names, which in ((COORDINATORS, role.COORDINATOR), (CENTRE_STAFF, role.CENTRE_STAFF)):
        for name in names:
            user, new = User.objects.get_or_create(
                email=staff.email(name), defaults={"name": name, "password": make_password(None)}
            )
            if new:
                Membership.objects.create(municipality=municipality, user=user, role=which, starts_on=since)


class Rows:
    """Write one demo into an empty municipality, within the caller's transaction."""

    def __init__(self, municipality: Municipality, today: dt.date) -> None:
        self.municipality = municipality
        self.today = today
        self.zone: zoneinfo.ZoneInfo = municipality.zone
        self.teams: dict[str, int] = {}
        self.users: dict[str, int] = {}
        self.groups: dict[str, int] = {}

    def write(self, made: Demo) -> None:
        """Write places, people, policies and cases."""
        self._places()
        self._staff()
        self._policies(made)
        self._residents(made.cases)
        self._cases(made.cases)
        write_cuts(self.municipality, made.cases, self.users, self.today)

    def _places(self) -> None:
        for district in places.DISTRICTS:
            own = {"municipality": self.municipality, "reference_year": places.REFERENCE_YEAR}
            stored = District.objects.create(code=district.code, name=district.name, **own)
            Neighbourhood.objects.bulk_create(
                Neighbourhood(district=stored, code=code, name=name, **own)
                for code, name in district.neighbourhoods.items()
            )

    def _staff(self) -> None:
        since = self.today - dt.timedelta(days=EMPLOYED_DAYS)
        role = Membership.Role
        for team in staff.TEAMS:
            organisation, _new = Organisation.objects.get_or_create(
                municipality=self.municipality, name=team.organisation
            )
            stored = Team.objects.create(
                municipality=self.municipality, organisation=organisation, name=team.name
            )
            self.teams[team.name] = stored.pk
            self._employ([team.lead], role.TEAM_LEAD, stored, since)
            self._employ(team.workers, role.WORKER, stored, since)
        # The administrator began on the day of the demo; that tells later for which day it was made.
        self._employ([staff.ADMINISTRATOR], role.ADMINISTRATOR, None, self.today)
        self._employ([staff.PRIVACY_OFFICER], role.PRIVACY_OFFICER, None, self.today)
        self._employ([staff.POLICY_OFFICER], role.POLICY_OFFICER, None, self.today)

    def _employ(self, names: Iterable[str], role: Membership.Role, team: Team | None, since: dt.date) -> None:
        users = [
            User(
                email=staff.email(name),
                name=name,
                password=make_password(None),
            )
            for name in names
        ]
        User.objects.bulk_create(users)
        self.users |= {user.name: user.pk for user in users}
        Membership.objects.bulk_create(
            Membership(municipality=self.municipality, user=user, team=team, role=role, starts_on=since)
            for user in users
        )

    def _policies(self, made: Demo) -> None:
        for name in {one.group for one in made.cases if one.group}:
            self.groups[name] = TargetGroup.objects.create(municipality=self.municipality, name=name).pk
        rows = []
        for laid_down in made.policies:
            numbers = laid_down.version.policy
            rows.append(
                {
                    "target_group_id": self.groups[laid_down.group.name] if laid_down.group else None,
                    "valid_from": laid_down.version.valid_from,
                    **{name: getattr(numbers, name) for name in numbers.__slots__},
                    "reason": laid_down.reason,
                    "created_by_id": self.users[staff.ADMINISTRATOR],
                    "created_at": self._moment(laid_down.version.valid_from),
                }
            )
        self._insert(Policy, rows)

    def _residents(self, cases: Sequence[CaseFile]) -> None:
        homes = self._ids(Neighbourhood, "code")
        self._insert(
            Resident,
            [
                {
                    "ref": case.resident_ref,
                    "first_name": case.resident.first_name,
                    "last_name": case.resident.last_name,
                    "birth_date": case.resident.birth_date,
                    "neighbourhood_id": homes[case.resident.neighbourhood_code],
                    "street": case.home.street,
                    "house_number": case.home.house_number,
                    "postcode": case.home.postcode,
                    "phone": case.home.phone,
                }
                for case in cases
            ],
        )

    def _cases(self, cases: Sequence[CaseFile]) -> None:
        residents = self._ids(Resident, "ref")
        self._insert(
            Case,
            [
                {
                    "ref": case.ref,
                    "resident_id": residents[case.resident_ref],
                    "opened_on": case.opened_on,
                    "closed_on": case.closed_on,
                    "team_id": self.teams[case.team],
                    "worker_id": self.users[case.worker] if case.worker else None,
                    "target_group_id": self.groups[case.group] if case.group else None,
                }
                for case in cases
            ],
        )
        ids = self._ids(Case, "ref")
        self._insert(Need, [row for case in cases for row in self._needs(case, ids[case.ref])])
        self._insert(Agreement, [row for case in cases for row in self._agreements(case, ids[case.ref])])
        self._insert(Pause, [row for case in cases for row in self._pauses(case, ids[case.ref])])
        self._insert(Contact, [row for case in cases for row in self._contacts(case, ids[case.ref])])

    def _needs(self, case: CaseFile, pk: int) -> list[dict[str, Any]]:
        return [{**self._version(case, pk, need), "reason": need.text} for need in case.needs]

    def _agreements(self, case: CaseFile, pk: int) -> list[dict[str, Any]]:
        return [
            {**self._version(case, pk, agreement), "reason": agreement.code, "reason_text": agreement.text}
            for agreement in case.agreements
        ]

    def _version(self, case: CaseFile, pk: int, change: Change) -> dict[str, Any]:
        return {
            "case_id": pk,
            "valid_from": change.valid_from,
            "contacts": change.rhythm.contacts,
            "per_days": change.rhythm.per_days,
            "medium": int(change.rhythm.medium),
            **self._made(case, change.valid_from),
        }

    def _pauses(self, case: CaseFile, pk: int) -> list[dict[str, Any]]:
        return [
            {
                "case_id": pk,
                "first_day": rest.first,
                "last_day": rest.last,
                "reason": rest.reason,
                **self._made(case, rest.first),
            }
            for rest in case.rests
        ]

    def _contacts(self, case: CaseFile, pk: int) -> list[dict[str, Any]]:
        return [
            {
                "case_id": pk,
                "happened_at": moment.at,
                "recorded_at": moment.recorded_at,
                "worker_id": self.users[moment.worker],
                "recorded_by_id": self.users[moment.worker],
                "day": moment.at.date(),
                "medium": int(moment.medium),
                "reached": moment.reached,
                "note": moment.note,
            }
            for moment in case.moments
        ]

    def _made(self, case: CaseFile, day: dt.date) -> dict[str, Any]:
        """Say who recorded it and when: on its day, or yesterday where that is still to come."""
        recorder = case.worker or next(team.lead for team in staff.TEAMS if team.name == case.team)
        known = min(day, self.today - dt.timedelta(days=1))
        return {"created_by_id": self.users[recorder], "created_at": self._moment(known)}

    def _moment(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(16, 30), self.zone)

    def _ids(self, model: type[models.Model], key: str) -> dict[str, int]:
        rows = model._default_manager.filter(municipality=self.municipality)
        return dict(rows.values_list(key, "pk"))

    def _insert(self, model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows of one municipality with one statement, with an array for each column."""
        stored = {field.attname: field for field in model._meta.concrete_fields}
        fields = [stored[name] for name in ("municipality_id", *rows[0])]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.attname) for field in fields)
        arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
        values = [[self.municipality.pk] * len(rows), *([row[name] for row in rows] for name in rows[0])]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {quote(model._meta.db_table)} ({columns}) SELECT * FROM unnest({arrays})",
                values,
            )
