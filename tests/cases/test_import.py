"""A folder of dossiers comes in whole: what becomes of its rows (RULES: Import)."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from cases import assessment, rules
from cases.models import Agreement, Case, Contact, Flag, Need, Pause, Standing, TargetGroup
from cases.rules import Medium, Rhythm
from neighbourhoods.models import District, Neighbourhood
from residents.models import Resident
from tests.cases.histories import AROUND, random_history
from tests.cases.import_folder import NOW, WORKER, Folder, write_histories
from tests.conftest import Place
from wijkzorg.accounts.models import Membership, Organisation, Team, User
from wijkzorg.tenancy.models import Municipality

pytestmark = pytest.mark.django_db
VISIT = Medium.HOME_VISIT


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def rows_of_history() -> dict[str, int]:
    """Count the rows of every table of events."""
    return {
        model.__name__: model._default_manager.count()
        for model in apps.get_models()
        if model.__name__.endswith("Event") and model._meta.app_label == "cases"
    }


def test_every_column_arrives(folder: Folder) -> None:
    folder.load()
    case = Case.objects.select_related(
        "resident__neighbourhood__district", "team", "worker", "target_group"
    ).get()
    resident = case.resident
    assert (case.ref, case.opened_on, case.closed_on) == ("D1", dt.date(2026, 1, 5), None)
    assert (resident.ref, resident.name, resident.birth_date) == (
        "R1",
        "Dennis Hoekstra",
        dt.date(2003, 2, 1),
    )
    assert (resident.neighbourhood.code, resident.neighbourhood.district.code) == ("BU99990101", "WK999901")
    assert case.worker is not None and case.target_group is not None
    assert (case.team.name, case.worker.email, case.target_group.name) == ("Team Oost", WORKER, "jongeren")
    need, agreement, pause = case.needs.get(), case.agreements.get(), case.pauses.get()
    assert (need.valid_from, need.rhythm, need.reason) == (dt.date(2026, 1, 5), Rhythm(1, 7, VISIT), "intake")
    assert (agreement.valid_from, agreement.rhythm, agreement.reason) == (need.valid_from, need.rhythm, "")
    assert (pause.first_day, pause.last_day, pause.reason) == (
        dt.date(2026, 2, 2),
        dt.date(2026, 2, 15),
        "vakantie",
    )
    seen, missed = case.contacts.order_by("happened_at")
    assert seen.happened_at == dt.datetime(2026, 1, 6, 9, tzinfo=dt.UTC)
    assert (seen.day, seen.medium, seen.reached, seen.worker) == (
        dt.date(2026, 1, 6),
        VISIT,
        True,
        case.worker,
    )
    assert (missed.medium, missed.reached, missed.recorded_at) == (Medium.PHONE, False, NOW)


def test_standing_and_flags_are_there_at_once(folder: Folder) -> None:
    folder.load()
    case = Case.objects.get()
    expected = rules.assess(assessment.history_of(case), AROUND)
    assert {flag.kind: flag.since for flag in Flag.objects.filter(state="open")} == {
        flag.kind: flag.since for flag in expected.flags
    }
    assert expected.flags, "the example has a rule that holds"
    assert Standing.objects.get().case_id == case.pk


def test_assess_says_of_imported_histories_what_the_rules_say(folder: Folder) -> None:
    rng = random.Random(20260317)
    histories = {
        f"D{number:03d}": replace(random_history(rng, AROUND), group_policies=(), municipality_policies=())
        for number in range(150)
    }
    write_histories(folder, histories.items())
    folder.load()
    for day in (AROUND, AROUND - dt.timedelta(days=45)):
        out = io.StringIO()
        call_command("assess", municipality="GM9999", date=day, stdout=out)
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        assert [line["case_ref"] for line in lines] == sorted(histories)
        for line in lines:
            assert line == rules.assess(histories[line["case_ref"]], day).as_json(line["case_ref"])
    ids = list(Case.objects.values_list("id", flat=True))
    municipality = Municipality.objects.get()
    assert not assessment.differences(
        municipality_id=municipality.pk, first=min(ids), last=max(ids), on=AROUND
    )


def test_the_same_folder_twice_changes_nothing(folder: Folder) -> None:
    folder.add("contacts.csv", f"D1,2026-01-20T10:00:00+01:00,message,true,{WORKER}")
    folder.add("agreements.csv", "D1,2026-02-02,1,28,phone,", "D1,2026-03-02,1,28,phone,te duur")
    first = folder.counts()
    assert first["contacts.csv"] == (3, 0, 0)
    before = (
        rows_of_history(),
        list(Contact.objects.values()),
        list(Agreement.objects.values()),
        list(Flag.objects.values()),
    )
    assert {name: count[:2] for name, count in folder.counts().items()} == dict.fromkeys(first, (0, 0))
    after = (
        rows_of_history(),
        list(Contact.objects.values()),
        list(Agreement.objects.values()),
        list(Flag.objects.values()),
    )
    assert after == before
    assert (User.objects.count(), Membership.objects.count(), Team.objects.count()) == (1, 1, 1)


def test_a_key_that_is_stored_is_updated_and_nothing_is_deleted(folder: Folder) -> None:
    folder.load()
    folder.replace("residents.csv", "R1,Denise,Hoekstra,2003-02-01,BU99990202")
    folder.replace("cases.csv", "D1,R1,2026-01-05,2026-03-10,Team West,pim@voorbeeldstad.example,")
    folder.replace("needs.csv", "D1,2026-01-05,2,7,walk_in,", "D1,2026-02-01,1,7,home_visit,beter")
    folder.replace("agreements.csv")
    folder.replace("contacts.csv", f"D1,2026-01-27T10:00:00+01:00,home_visit,true,{WORKER}")
    folder.replace("pauses.csv", "D1,2026-02-02,2026-02-05,korter", "D1,2026-02-07,2026-02-10,nog een")
    assert folder.counts() == {
        "residents.csv": (0, 1, 0),
        "cases.csv": (0, 1, 0),
        "needs.csv": (1, 1, 0),
        "agreements.csv": (0, 0, 0),
        "contacts.csv": (1, 0, 0),
        "pauses.csv": (1, 1, 0),
    }
    case = Case.objects.get()
    assert case.worker is not None
    assert (case.closed_on, case.team.name, case.worker.email) == (
        dt.date(2026, 3, 10),
        "Team West",
        "pim@voorbeeldstad.example",
    )
    assert case.target_group is None and TargetGroup.objects.exists()
    assert (case.resident.first_name, case.resident.neighbourhood.code) == ("Denise", "BU99990202")
    assert [need.rhythm for need in case.needs.order_by("valid_from")] == [
        Rhythm(2, 7, Medium.WALK_IN),
        Rhythm(1, 7, VISIT),
    ]
    assert (case.agreements.count(), case.contacts.count(), case.pauses.count()) == (1, 3, 2)
    closed = Flag.objects.get(kind="eroding")
    assert (closed.state, closed.close_cause) == ("closed", "case_closed")


def test_a_change_is_kept_with_where_it_came_from(folder: Folder) -> None:
    folder.load()
    folder.replace("needs.csv", "D1,2026-01-05,1,14,home_visit,").load()
    event = apps.get_model("cases", "NeedEvent")._default_manager.order_by("-pgh_id").first()
    assert event is not None and event.pgh_context == {"command": "import_dossiers"}


def test_identical_contacts_are_one_also_if_they_are_written_differently(folder: Folder) -> None:
    folder.replace(
        "contacts.csv",
        f"D1,2026-01-06T10:00:00+01:00,home_visit,true,{WORKER}",
        f"D1,2026-01-06T10:00:00+01:00,home_visit,true,{WORKER.upper()}",
        f"D1,2026-01-06T09:00Z,home_visit,true,{WORKER}",
        f"D1,2026-01-06T10:00:00+01:00,home_visit,false,{WORKER}",
    )
    assert folder.counts()["contacts.csv"] == (2, 0, 2)


def test_the_day_of_a_contact_is_the_local_one_of_the_municipality(folder: Folder) -> None:
    folder.replace("contacts.csv", f"D1,2026-01-05T23:30:00Z,home_visit,true,{WORKER}").load()
    assert Contact.objects.get().day == dt.date(2026, 1, 6)
    Municipality.objects.update(timezone="America/Curacao")
    folder.replace("contacts.csv", f"D1,2026-01-07T03:30:00Z,home_visit,true,{WORKER}").load()
    assert Contact.objects.order_by("day").last().day == dt.date(2026, 1, 6)  # type: ignore[union-attr]


def test_a_contact_before_the_opening_is_kept(folder: Folder) -> None:
    folder.add("contacts.csv", f"D1,1900-01-01T00:30:00+00:20,phone,true,{WORKER}").load()
    assert Contact.objects.filter(day=dt.date(1900, 1, 1)).exists()


def test_pauses_may_be_absent_and_columns_in_another_order(folder: Folder) -> None:
    folder.remove("pauses.csv")
    folder.write(
        "needs.csv", "medium,reason,case_ref,per_days,contacts,valid_from", "phone,,D1,7,1,2026-01-05"
    )
    folder.load()
    assert Need.objects.get().rhythm == Rhythm(1, 7, Medium.PHONE)
    assert not Pause.objects.exists()


def test_quotes_lines_ends_and_a_byte_order_mark_are_read(folder: Folder) -> None:
    header = folder.path / "residents.csv"
    head = header.read_text().splitlines()[0]
    rows = '"R1","Jan ""Piet""\r\nJunior","O\'Brien, de jonge",2003-02-01,BU99990101\r\n\r\n'
    folder.raw("residents.csv", b"\xef\xbb\xbf" + f"{head}\r\n{rows}".encode()).load()
    resident = Resident.objects.get()
    assert (resident.first_name, resident.last_name) == ('Jan "Piet"\r\nJunior', "O'Brien, de jonge")


def test_the_signs_that_copy_knows_are_only_signs(folder: Folder) -> None:
    folder.replace("residents.csv", r"R1,\N,a\tb	c,2003-02-01,BU99990101")
    folder.replace("pauses.csv", r"D1,2026-02-02,2026-02-15,\.").load()
    assert (Resident.objects.get().name, Pause.objects.get().reason) == (r"\N a\tb	c", r"\.")


def test_what_does_not_exist_yet_is_made(folder: Folder) -> None:
    folder.add("contacts.csv", "D1,2026-01-20T10:00:00+01:00,phone,true,Oud@Voorbeeldstad.Example")
    imported = folder.load()
    assert (imported.municipality.code, imported.municipality.name) == ("GM9999", "Voorbeeldstad")
    assert District.objects.get().reference_year == Neighbourhood.objects.get().reference_year == 2026
    assert Team.objects.get().organisation == Organisation.objects.get()
    assert {user.email for user in User.objects.all()} == {WORKER, "oud@voorbeeldstad.example"}
    assert not any(user.has_usable_password() for user in User.objects.all())
    # Who only made a contact once does not see the team's cases.
    membership = Membership.objects.get()
    assert (membership.user.email, membership.team, membership.role) == (WORKER, Team.objects.get(), "worker")
    assert membership.starts_on == dt.date(2026, 3, 17)


def test_what_exists_is_used_and_left_as_it_is(place: Place, worker: User, folder: Folder) -> None:
    Membership.objects.update(ends_on=dt.date(2026, 1, 1))
    Neighbourhood.objects.update(code="BU99990101", name="Lindenhof")
    folder.load(name=None)
    assert Municipality.objects.get().name == "Voorbeeldstad"
    assert (Team.objects.get(), User.objects.get(), Neighbourhood.objects.get().name) == (
        place.team,
        worker,
        "Lindenhof",
    )
    assert Membership.objects.get().ends_on == dt.date(2026, 1, 1), "a membership that ended stays ended"
    assert worker.check_password("x") is False and User.objects.get().has_usable_password()


def test_two_municipalities_may_use_the_same_references(elsewhere: Place, folder: Folder) -> None:
    folder.load()
    folder.replace("residents.csv", "R1,Ander,Mens,1990-01-01,BU99980001")
    assert [resident.first_name for resident in Resident.objects.all()] == ["Dennis"]
    assert folder.load(code="GM9998").municipality == elsewhere.municipality
    assert [resident.first_name for resident in Resident.objects.all()] == ["Ander"]
    assert Case.objects.get(ref="D1").resident.first_name == "Ander"


def test_a_new_contact_restores_and_a_new_need_is_a_new_need(folder: Folder) -> None:
    folder.replace("pauses.csv").load()
    assert Flag.objects.filter(kind="not_seen", state="open").exists()
    folder.replace("contacts.csv", f"D1,2026-03-16T10:00:00+01:00,home_visit,true,{WORKER}").load()
    assert Flag.objects.get(kind="not_seen").close_cause == "restored"
    folder.replace(
        "needs.csv", "D1,2026-01-05,1,7,home_visit,intake", "D1,2026-03-01,1,84,home_visit,"
    ).load()
    assert {flag.close_cause for flag in Flag.objects.filter(kind="eroding")} == {"need_changed"}


def test_a_case_that_was_judged_before_is_only_judged_again_when_it_changes(folder: Folder) -> None:
    folder.load()
    Standing.objects.update(revision=41)
    folder.load()
    assert Standing.objects.get().revision == 41
    folder.add("contacts.csv", f"D1,2026-03-16T10:00:00+01:00,phone,false,{WORKER}").load()
    assert Standing.objects.get().revision == 42


def test_the_command_tells_all_on_stderr(folder: Folder) -> None:
    out, err = io.StringIO(), io.StringIO()
    call_command(
        "import_dossiers", folder.path, municipality="GM9999", name="Voorbeeldstad", stdout=out, stderr=err
    )
    assert not out.getvalue()
    assert "contacts.csv: 2 new, 0 changed, 0 unchanged\n" in err.getvalue()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"municipality": "GM99"}, "--municipality: 'GM99' is not a municipality's code as GM9999"),
        ({"folder": "nowhere"}, "nowhere is not a folder"),
    ],
)
def test_the_command_refuses_what_it_cannot_use(folder: Folder, options: dict[str, Any], said: str) -> None:
    given = {"folder": folder.path, "municipality": "GM9999", **options}
    with pytest.raises(CommandError, match=said.replace("(", r"\(")):
        call_command(
            "import_dossiers", given["folder"], municipality=given["municipality"], stderr=io.StringIO()
        )
    assert not Municipality.objects.exists()


def test_many_contacts_come_in_parts_and_all_of_them(folder: Folder) -> None:
    start = dt.datetime(2026, 1, 6, tzinfo=dt.UTC)
    times = [start + dt.timedelta(seconds=second) for second in range(130_000)]
    folder.replace("contacts.csv", *(f"D1,{at.isoformat()},phone,false,{WORKER}" for at in times))
    assert folder.counts()["contacts.csv"] == (130_000, 0, 0)
    assert Contact.objects.count() == 130_000
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT happened_at), min(happened_at), max(happened_at) FROM cases_contact"
        )
        assert cursor.fetchone() == (130_000, times[0], times[-1])


def test_a_municipality_without_a_name_is_called_by_its_code(folder: Folder) -> None:
    assert folder.load(name=None).municipality.name == "GM9999"
    assert folder.load(name="Voorbeeldstad").municipality.name == "Voorbeeldstad"
    assert folder.load(name=None).municipality.name == "Voorbeeldstad"
