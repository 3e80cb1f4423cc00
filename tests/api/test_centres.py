"""Centres over REST: what hangs on the door."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone

from centres.actions import announce_closure
from centres.models import Centre, OpeningException, OpeningHours
from tests.api.conftest import MakeSystem, System
from tests.api.test_frame import problem
from tests.centres.conftest import make_centre
from tests.conftest import Place
from wijkzorg.accounts.models import User


def test_a_centre_says_where_it_is_and_when_it_is_open(system: System, place: Place, worker: User) -> None:
    centre = make_centre(place)
    now = timezone.now()
    today = place.municipality.day_of(now)
    told = {"municipality": place.municipality, "centre": centre}
    OpeningHours.objects.filter(centre=centre).delete()
    OpeningHours.objects.create(**told, weekday=1, opens=dt.time(9), closes=dt.time(17))
    OpeningException.objects.create(**told, day=today, note="Feest")
    OpeningException.objects.create(**told, day=today - dt.timedelta(days=1), note="Voorbij")
    announce_closure(
        actor=worker, centre=centre, starts_at=now, ends_at=None, reason="Er is een lek.",
        decided_by="de beheerder", instead=None, now=now,
    )  # fmt: skip
    (one,) = system.ask("buurtcentra").json()["buurtcentra"]
    centre.refresh_from_db()
    assert one["id"] == str(centre.uuid)
    assert one["adres"] == {
        "straat": centre.street,
        "huisnummer": centre.house_number,
        "postcode": centre.postcode,
    }
    assert one["buurtCodes"] == [place.neighbourhood.code]
    assert [(each["dag"], each["openTijd"], each["sluitTijd"]) for each in one["openingstijden"]] == [
        ("dinsdag", "09:00:00", "17:00:00")
    ]
    assert [(each["toelichting"], each["openTijd"]) for each in one["uitzonderingen"]] == [("Feest", None)]
    (shut,) = one["sluitingen"]
    assert (shut["reden"], shut["eindOp"], shut["zonderAlternatief"]) == ("Er is een lek.", None, True)
    assert shut["beginOp"].endswith("Z")
    assert "de beheerder" not in str(one)
    assert system.ask(f"buurtcentra/{centre.uuid}").json() == one


def test_a_centre_is_found_by_its_neighbourhood_and_not_once_it_was_given_up(
    system: System, place: Place
) -> None:
    centre = make_centre(place)
    code = place.neighbourhood.code
    assert len(system.ask("buurtcentra", {"buurtCode": code}).json()["buurtcentra"]) == 1
    assert system.ask("buurtcentra", {"buurtCode": "BU99990002"}).json() == {"buurtcentra": []}
    problem(system.ask("buurtcentra", {"buurtCode": "Lindenhof"}), 400)
    Centre.objects.update(last_day=dt.date(2020, 1, 1), first_day=None)
    centre.refresh_from_db()
    assert system.ask("buurtcentra").json() == {"buurtcentra": []}
    problem(system.ask(f"buurtcentra/{centre.uuid}"), 404)


def test_another_municipalitys_centre_is_not_there(
    place: Place, elsewhere: Place, make_system: MakeSystem
) -> None:
    centre = make_centre(place)
    centre.refresh_from_db()
    other = make_system(elsewhere)
    assert other.ask("buurtcentra").json() == {"buurtcentra": []}
    problem(other.ask(f"buurtcentra/{centre.uuid}"), 404)
    problem(other.ask(f"buurtcentra/{uuid.uuid4()}"), 404)
