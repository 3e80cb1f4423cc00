"""Voorbeeldstad has five doors with people behind them; loaded twice once."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases.demo import places, staff
from centres import demo
from centres.models import Catchment, Centre, CentreStaff, Closure
from centres.opening import openings
from centres.timetables import timetables_of
from neighbourhoods.models import Neighbourhood
from tests.conftest import stay_inside
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.plain_dutch import plain_faults

pytestmark = pytest.mark.django_db


def test_without_the_demo_there_is_nothing_to_load_into() -> None:
    with pytest.raises(CommandError, match="load_demo first"):
        call_command("load_demo_centres")


def test_the_demo_has_five_doors_each_with_a_coordinator_and_staff() -> None:
    stdout = StringIO()
    call_command("load_demo", format="json", stdout=stdout, stderr=StringIO())
    municipality = Municipality.objects.get(code=places.MUNICIPALITY_CODE)
    for _twice in range(2):
        call_command("load_demo_centres")
    stay_inside(municipality.pk)
    now = timezone.now()
    today = municipality.day_of(now)
    centres = list(Centre.objects.on(today))
    assert len(centres) == len(demo.HOUSES) == 5
    served = set(Catchment.objects.values_list("neighbourhood", flat=True))
    assert served == set(Neighbourhood.objects.values_list("pk", flat=True)), "each buurt has a door"
    assert [closure.centre.name for closure in Closure.objects.at(now)] == ["Het Dok"]
    for centre in centres:
        assert {row.role for row in centre.staff.all()} == set(CentreStaff.Role.values)
    tables = timetables_of(centres, zone=municipality.zone, since=today)
    fortnight = today + dt.timedelta(days=14)
    opens = {centre.name for centre in centres if openings(tables[centre.pk], today, fortnight)}
    assert opens == {house.name for house in demo.HOUSES} - {"Het Dok"}
    coordinator = User.objects.get(email=staff.email(demo.COORDINATORS[0]))
    own = Centre.objects.coordinated_by(Desk.at(coordinator, municipality, now))
    assert sorted(centre.name for centre in own) == ["Buurthuis De Linde", "Het Dok"]
    logins = json.loads(stdout.getvalue())["logins"]
    assert {"coordinator", "centre_staff"} <= {login["role"] for login in logins}
    stay_inside(None)


def test_a_demo_from_before_the_centres_gets_their_people_and_keeps_what_it_has() -> None:
    call_command("load_demo", format="json", stdout=StringIO(), stderr=StringIO())
    municipality = Municipality.objects.get(code=places.MUNICIPALITY_CODE)
    at_centres = [staff.email(name) for name in (*demo.COORDINATORS, *demo.CENTRE_STAFF)]
    stay_inside(municipality.pk)
    Membership.objects.filter(user__email__in=at_centres).delete()
    User.objects.filter(email__in=at_centres).delete()
    stay_inside(None)
    before = User.objects.count()
    for _twice in range(2):
        call_command("load_demo", format="json", stdout=StringIO(), stderr=StringIO())
    assert User.objects.count() == before + len(at_centres)
    stay_inside(municipality.pk)
    assert Membership.objects.filter(user__email__in=at_centres).count() == len(at_centres)
    stay_inside(None)


def test_what_hangs_on_the_doors_is_plain() -> None:
    for house in demo.HOUSES:
        said = [offer.text for offer in house.offers]
        said += [one.note for one in house.specials] + [one.reason for one in house.shut]
        assert [fault for text in said for fault in plain_faults(text)] == []
