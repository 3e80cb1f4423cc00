"""The week of duty on the screen: who has it, who takes it when they are away, where nobody has, and planning it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from neighbourhoods.models import Neighbourhood
from roster.actions import version_of
from roster.models import DutyShift
from tests.cases.screens import words_of
from tests.conftest import ZONE, Place, moment
from tests.teams.conftest import Away
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.workdays import is_workday

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2027, 3, 15)
WEEK = f"/dienst/?week={MONDAY.isoformat()}"


@pytest.fixture
def plan(lead: Client, place: Place, worker: User) -> Any:
    """Plan duty of the worker."""

    def send(**sent: Any) -> Any:
        values = {
            "neighbourhood": place.neighbourhood.pk,
            "kind": "social",
            "first_day": MONDAY.isoformat(),
            "last_day": "",
            "starts": "09:00",
            "ends": "17:00",
            "worker": worker.pk,
            "deputy": "",
        }
        return lead.post("/dienst/nieuw/", values | sent)

    return send


def moments() -> list[tuple[str, str]]:
    """Return the shifts as local moments."""
    rows = DutyShift.objects.order_by("starts_at")
    return [(local(row.starts_at), local(row.ends_at)) for row in rows]


def local(at: dt.datetime) -> str:
    """Say a moment on the municipality's clock."""
    return f"{at.astimezone(ZONE):%d-%m %H:%M}"


def test_a_week_is_planned_at_once_on_its_working_days(lead: Client, plan: Any, colleague: User) -> None:
    page = plan(last_day="2027-03-21", deputy=colleague.pk)
    assert page.headers["Location"] == WEEK
    assert [start for start, _end in moments()] == [f"{day}-03 09:00" for day in range(15, 20)]
    words = words_of(lead.get(WEEK))
    assert "5 diensten gepland." in words and "achterwacht Pim" in words
    assert "geen sociaal werker dienst" not in words


def test_a_turn_that_overlaps_another_is_refused_and_none_of_the_days_is_planned(plan: Any) -> None:
    plan(first_day="2027-03-17")
    page = plan(last_day="2027-03-21", starts="16:59", ends="18:00")
    assert page.status_code == 422 and "heeft dan al iemand dienst" in words_of(page)
    assert 'value="16:59"' in page.content.decode() and DutyShift.objects.count() == 1
    assert plan(first_day="2027-03-17", starts="17:00", ends="18:00").status_code == 302
    assert plan(first_day="2027-03-17", kind="youth").status_code == 302, "another kind of work"


def test_all_that_is_wrong_with_a_turn_is_said_at_once(plan: Any, worker: User) -> None:
    page = plan(neighbourhood="", worker="", starts="10:00", ends="10:00", last_day="2027-03-01")
    words = words_of(page)
    assert page.status_code == 422 and not DutyShift.objects.exists()
    for said in ("Kies een buurt.", "Kies iemand.", "hetzelfde als het begin", "Kies een dag na de eerste"):
        assert said in words
    words = words_of(plan(starts="", ends="25:00", first_day="", deputy=worker.pk))
    assert "Vul een dag in." in words and "Vul een tijd in." in words and "iemand anders dan wie" in words


def test_a_turn_over_midnight_ends_on_the_day_after_and_the_hour_that_is_skipped_does_not_exist(
    plan: Any,
) -> None:
    plan(starts="22:00", ends="02:00")
    assert moments() == [("15-03 22:00", "16-03 02:00")]
    page = plan(first_day="2027-03-28", starts="02:30", ends="09:00")
    assert page.status_code == 422 and "Deze tijd bestaat niet op 28-03-2027" in words_of(page)


def test_a_working_day_without_a_social_worker_is_a_gap_with_a_way_to_fill_it(
    lead: Client, plan: Any, place: Place
) -> None:
    plan(last_day="2027-03-18")
    page = lead.get(WEEK)
    assert "Op 1 werkdag in een buurt heeft geen sociaal werker dienst." in words_of(page)
    assert f"/dienst/nieuw/?dag=2027-03-19&amp;buurt={place.neighbourhood.pk}" in page.content.decode()
    filled = lead.get(f"/dienst/nieuw/?dag=2027-03-19&buurt={place.neighbourhood.pk}&soort=social")
    assert 'value="2027-03-19"' in filled.content.decode()


def test_neighbourhoods_and_days_that_look_the_same_are_said_once_and_each_turn_can_be_changed(
    lead: Client, plan: Any, place: Place, worker: User, colleague: User, outsider: User
) -> None:
    other = Neighbourhood.objects.create(
        municipality=place.municipality, district=place.neighbourhood.district, code="BU99990199",
        reference_year=2026, name="Aan de Vaart",
    )  # fmt: skip
    for where in (place.neighbourhood, other):
        plan(last_day="2027-03-19", neighbourhood=where.pk)
    (group,) = [one for one in lead.get(WEEK).context["week"].groups if other in one.places]
    assert group.names == "Aan de Vaart, Lindenhof"
    (row,) = group.rows
    assert [(span.word, span.count, len(span.entries)) for span in row.spans] == [
        ("ma 15 mrt 2027 t/m vr 19 mrt 2027", 5, 1), ("za 20 mrt 2027 t/m zo 21 mrt 2027", 2, 0),
    ]  # fmt: skip
    (entry,) = row.spans[0].entries
    assert {pk for pk, _words in entry.turns} == set(DutyShift.objects.values_list("pk", flat=True))
    assert "Aan de Vaart, wo 17 mrt 2027" in [words for _pk, words in entry.turns]
    # Of somebody whom one does not lead, nothing leads to where one may not come.
    DutyShift.objects.filter(neighbourhood=other).update(worker=outsider)
    page = lead.get(WEEK)
    of_others = DutyShift.objects.filter(neighbourhood=other).first()
    assert of_others is not None and f'href="/dienst/{of_others.pk}/"' not in page.content.decode()
    assert lead.get(f"/dienst/{of_others.pk}/").status_code == 404
    DutyShift.objects.filter(neighbourhood=other).update(worker=worker)
    # One day of one neighbourhood is somebody else's: it stands apart, with that day by itself.
    DutyShift.objects.filter(neighbourhood=other, starts_at__date=dt.date(2027, 3, 17)).update(
        worker=colleague
    )
    groups = {one.names: one for one in lead.get(WEEK).context["week"].groups}
    assert [span.count for span in groups["Aan de Vaart"].rows[0].spans] == [2, 1, 2, 2]
    assert [span.count for span in groups["Lindenhof"].rows[0].spans] == [5, 2]


def test_the_deputy_has_it_while_the_worker_is_away_and_the_week_says_so(
    client: Client, plan: Any, away: Away, worker: User, colleague: User, today: dt.date
) -> None:
    day = next(d for n in range(8) if is_workday(d := today + dt.timedelta(days=n)))
    plan(first_day=day.isoformat(), deputy=colleague.pk)
    plan(first_day=day.isoformat(), kind="youth", starts="12:00")
    away(worker, 0, 9)
    client.force_login(colleague)
    words = words_of(client.get(f"/dienst/?week={day.isoformat()}"))
    assert "is afwezig: Pim heeft dienst" in words and "niemand is er" in words


def test_a_turn_is_changed_and_removed_unless_somebody_else_did(
    lead: Client, plan: Any, place: Place, worker: User, colleague: User
) -> None:
    plan()
    shift = DutyShift.objects.get()
    sent = {
        "neighbourhood": place.neighbourhood.pk, "kind": "social", "first_day": "2027-03-16",
        "starts": "10:00", "end_day": "2027-03-16", "ends": "12:00", "worker": colleague.pk, "deputy": "",
        "seen": version_of(shift), "stap": "wijzigen",
    }  # fmt: skip
    assert lead.post(f"/dienst/{shift.pk}/", sent).status_code == 302
    assert moments() == [("16-03 10:00", "16-03 12:00")]
    assert lead.post(f"/dienst/{shift.pk}/", sent).status_code == 302, "sent twice is once"
    for step in ("wijzigen", "weg"):
        page = lead.post(f"/dienst/{shift.pk}/", sent | {"stap": step, "starts": "11:00"})
        words = words_of(page)
        assert page.status_code == 422 and "Iemand anders heeft dit veranderd" in words
        assert "Nu staat er: Pim" in words and "dinsdag 16 maart, 10:00" in words
    shift.refresh_from_db()
    assert f'value="{version_of(shift)}"' in page.content.decode(), "who has read it may send it again"
    sent |= {"stap": "weg", "seen": version_of(shift)}
    assert lead.post(f"/dienst/{shift.pk}/", sent).status_code == 302 and not moments()


def test_a_turn_of_a_week_stays_one_of_a_week_when_its_deputy_changes(
    lead: Client, plan: Any, place: Place, worker: User, colleague: User
) -> None:
    plan()
    shift = DutyShift.objects.get()
    shift.starts_at, shift.ends_at = moment(MONDAY, 0), moment(MONDAY + dt.timedelta(days=7), 0)
    shift.save()
    form = lead.get(f"/dienst/{shift.pk}/").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else value for name, value in shown.items()} | {"deputy": colleague.pk}
    wrong = lead.post(f"/dienst/{shift.pk}/", sent | {"end_day": MONDAY.isoformat(), "stap": "wijzigen"})
    assert wrong.status_code == 422 and "Het einde ligt niet na het begin." in words_of(wrong)
    assert lead.post(f"/dienst/{shift.pk}/", sent | {"stap": "wijzigen"}).status_code == 302
    assert moments() == [("15-03 00:00", "22-03 00:00")]
    shift.refresh_from_db()
    assert shift.deputy == colleague


def test_everybody_with_cases_reads_the_roster_and_leads_alone_plan(
    client: Client, plan: Any, worker: User, outsider: User, volunteer: User, stranger: User
) -> None:
    plan()
    shift = DutyShift.objects.get()
    for user in (worker, outsider):
        client.force_login(user)
        page = client.get(WEEK)
        assert "Farida" in words_of(page) and "/dienst/nieuw/" not in page.content.decode()
        assert client.get("/dienst/nieuw/").status_code == 404
        assert client.post(f"/dienst/{shift.pk}/", {"stap": "weg"}).status_code == 404
    client.force_login(stranger)
    assert "Farida" not in words_of(client.get(WEEK))
    client.force_login(volunteer)
    assert client.get(WEEK).status_code == 404
    assert DutyShift.objects.exists()


@pytest.mark.parametrize("asked", ["gisteren", "9999-12-31", "0001-01-01", ""])
def test_a_week_that_makes_no_sense_is_this_week(lead: Client, today: dt.date, asked: str) -> None:
    page = lead.get(f"/dienst/?week={asked}")
    assert page.status_code == 200
    assert page.context["week"].first == today - dt.timedelta(days=today.weekday())
