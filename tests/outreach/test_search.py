"""Looking for somebody: the plan that opens by itself, its rows, what is untried, and the two ways in which it ends."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions import record_contact
from cases.models import Case, Contact, Flag, Medium
from outreach import agenda, searching
from outreach.models import DeskAsk, SearchPlan, SearchStep, SignOfLife
from outreach.tasks import open_search_plans
from tests.cases.screens import days_ago, words_of
from tests.centres.conftest import employ, make_centre
from tests.conftest import ZONE, Place, add_contact, make_case, make_member, signed_in
from tests.outreach.conftest import desk_of, judge
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(lost: Case) -> SearchPlan:
    """The search plan that opened by itself."""
    assert open_search_plans() == 1
    return SearchPlan.objects.get()


def row(by: User, today: dt.date, **changed: Any) -> dict[str, Any]:
    filled = {"who": by.pk, "way": "home_visit", "part": "evening", "on": today.isoformat()}
    return filled | {"token": str(uuid.uuid4())} | changed


def done(**changed: Any) -> dict[str, Any]:
    now = timezone.now().astimezone(ZONE)
    return {"outcome": "not_reached", "happened_at": f"{now:%Y-%m-%dT%H:%M}", "note": ""} | changed


def add(browser: Client, plan: SearchPlan, who: User, today: dt.date, **changed: Any) -> SearchStep:
    address = f"/dossiers/{plan.case_id}/zoekplan/"
    assert browser.post(address, row(who, today, **changed)).status_code == 302
    return SearchStep.objects.latest("pk")


def test_a_plan_opens_by_itself_once_for_the_flag_and_not_for_others(
    lost: Case, flagged: Case, today: dt.date
) -> None:
    assert open_search_plans() == 1
    opened = SearchPlan.objects.get()
    assert (opened.case, opened.opened_by) == (lost, None)
    assert opened.flag == lost.flags.get(kind="unfindable")
    assert open_search_plans() == 0


def test_the_task_sees_the_flags_of_every_municipality(
    lost: Case, elsewhere: Place, stranger: User, today: dt.date
) -> None:
    with inside(elsewhere.municipality.pk):
        theirs = make_case(elsewhere, stranger, days_ago(today, 60), ref="E1")
        for days in (30, 20, 10):
            add_contact(theirs, stranger, days_ago(today, days), reached=False)
        judge(theirs, today)
    assert open_search_plans() == 2
    with inside(elsewhere.municipality.pk):
        assert SearchPlan.objects.get().case_id == theirs.pk
    assert SearchPlan.objects.get().case_id == lost.pk


def test_the_page_says_what_is_untried_and_a_row_that_is_done_is_not(
    at_work: Client, plan: SearchPlan, worker: User, today: dt.date
) -> None:
    address = f"/dossiers/{plan.case_id}/zoekplan/"
    words = words_of(at_work.get(address))
    assert (
        "Hoe: inloop, buiten, beeldbellen, telefoon, bericht, iemand uit het netwerk vragen, de balie vragen."
        in words
    )
    assert "’s avonds" in words
    step = add(at_work, plan, worker, today, way="phone")
    assert "telefoon, bericht" in words_of(at_work.get(address))  # planned is not tried
    at_work.post(f"{address}regels/{step.pk}/", done())
    words = words_of(at_work.get(address))
    assert "Hoe: inloop, buiten, beeldbellen, bericht," in words and "’s avonds" not in words


def test_doing_a_row_that_is_an_attempt_records_a_contact_once(
    at_work: Client, plan: SearchPlan, worker: User, today: dt.date
) -> None:
    step = add(at_work, plan, worker, today)
    form = done(note="Gordijnen dicht.")
    address = f"/dossiers/{plan.case_id}/zoekplan/regels/{step.pk}/"
    assert [at_work.post(address, form).status_code for _turn in range(2)] == [302, 302]
    contact = Contact.objects.get(token=step.token)
    assert (contact.medium, contact.reached, contact.note) == (Medium.HOME_VISIT, False, "Gordijnen dicht.")
    assert contact.worker == worker
    step.refresh_from_db()
    assert (step.outcome, step.done_by) == ("not_reached", worker)


def test_a_row_that_reaches_closes_the_flag_by_the_rules_and_not_the_plan(
    at_work: Client, plan: SearchPlan, worker: User, today: dt.date
) -> None:
    step = add(at_work, plan, worker, today, way="phone")
    at_work.post(f"/dossiers/{plan.case_id}/zoekplan/regels/{step.pk}/", done(outcome="reached"))
    assert Flag.objects.get(case=plan.case, kind="unfindable").state == "closed"
    plan.refresh_from_db()
    assert plan.ended_at is None
    assert "Zoekplan zonder volgende stap." in words_of(at_work.get("/"))


def test_asking_the_network_records_a_sign_of_life_and_no_contact(
    at_work: Client, plan: SearchPlan, worker: User, today: dt.date
) -> None:
    step = add(at_work, plan, worker, today, way="network")
    address = f"/dossiers/{plan.case_id}/zoekplan/regels/{step.pk}/"
    assert at_work.post(address, done(outcome="reached")).status_code == 422
    before = Contact.objects.count()
    assert at_work.post(address, done(outcome="sign", note="Zijn zus zag hem.")).status_code == 302
    assert Contact.objects.count() == before
    assert SignOfLife.objects.get().note == "Zijn zus zag hem."


def test_a_row_that_a_colleague_did_meanwhile_is_not_overwritten(
    at_work: Client, plan: SearchPlan, worker: User, colleague: User, today: dt.date
) -> None:
    step = add(at_work, plan, worker, today)
    address = f"/dossiers/{plan.case_id}/zoekplan/regels/{step.pk}/"
    signed_in(Client(), colleague).post(address, done(outcome="dropped"))
    mine = at_work.post(address, done(outcome="reached", note="Wel gezien"))
    assert mine.status_code == 422
    assert "Hier stond net al een uitkomst: “niet gedaan”, door Pim." in words_of(mine)
    assert "Wel gezien" in mine.content.decode()
    assert not Contact.objects.filter(token=step.token).exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"who": ""}, "Kies een collega."),
        ({"who": "999999"}, "Kies een collega uit de lijst."),
        ({"way": "pigeon"}, "Kies een manier uit de lijst."),
        ({"part": ""}, "Kies een dagdeel."),
        ({"on": "gisteren"}, "Vul een datum in"),
        ({"on": -1}, "Deze dag is voorbij."),
    ],
)
def test_a_row_that_is_wrong_says_so_at_its_field(
    at_work: Client, plan: SearchPlan, worker: User, today: dt.date, changed: dict[str, Any], said: str
) -> None:
    if isinstance(changed.get("on"), int):
        changed = {"on": days_ago(today, 1).isoformat()}
    answer = at_work.post(f"/dossiers/{plan.case_id}/zoekplan/", row(worker, today, **changed))
    assert answer.status_code == 422 and said in words_of(answer)
    assert not SearchStep.objects.exists()


def test_a_row_stands_on_vandaag_of_who_does_it_on_its_day(
    at_work: Client, plan: SearchPlan, colleague: User, today: dt.date
) -> None:
    add(at_work, plan, colleague, today)
    add(at_work, plan, colleague, today + dt.timedelta(days=1))
    assert [item.code for item in agenda.ROOM.for_worker(desk_of(colleague), today)] == ["search-step"]
    assert "Uit het zoekplan. Huisbezoek, avond. Wat kwam eruit?" in words_of(
        signed_in(Client(), colleague).get("/")
    )


def test_the_plan_ends_with_who_saw_the_resident_and_when(
    at_work: Client, plan: SearchPlan, worker: User, today: dt.date
) -> None:
    address = f"/dossiers/{plan.case_id}/zoekplan/gezien/"
    for wrong in ({"seen_by": " ", "seen_on": today}, {"seen_by": "Buur", "seen_on": ""}):
        assert at_work.post(address, wrong).status_code == 422
    for day in (today + dt.timedelta(days=1), days_ago(today, 1)):
        assert at_work.post(address, {"seen_by": "Buur", "seen_on": day}).status_code == 422
    assert at_work.post(address, {"seen_by": "Aïcha, buurvrouw", "seen_on": today}).status_code == 302
    plan.refresh_from_db()
    assert (plan.end, plan.seen_by, plan.seen_on, plan.ended_by) == (
        "seen",
        "Aïcha, buurvrouw",
        today,
        worker,
    )
    words = words_of(at_work.get(f"/dossiers/{plan.case_id}/"))
    assert "door Aïcha, buurvrouw. Afgesloten door Farida." in words
    assert at_work.post(address, {"seen_by": "Buur", "seen_on": today}).status_code == 404


def test_who_saw_the_resident_is_filled_in_from_the_contact(
    at_work: Client, plan: SearchPlan, worker: User, today: dt.date
) -> None:
    step = add(at_work, plan, worker, today)
    at_work.post(f"/dossiers/{plan.case_id}/zoekplan/regels/{step.pk}/", done(outcome="not_reached"))
    page = at_work.get(f"/dossiers/{plan.case_id}/zoekplan/gezien/").content.decode()
    assert 'value="Farida"' not in page
    later = timezone.now()
    record_contact(
        actor=worker, case=plan.case, happened_at=later, medium=Medium.OUTDOORS, reached=True, now=later
    )
    page = at_work.get(f"/dossiers/{plan.case_id}/zoekplan/gezien/").content.decode()
    assert 'value="Farida"' in page and f'value="{today.isoformat()}"' in page


def test_or_with_a_decision_of_two_named_professionals_and_a_next_date(
    at_work: Client, plan: SearchPlan, worker: User, colleague: User, today: dt.date
) -> None:
    address = f"/dossiers/{plan.case_id}/zoekplan/besluit/"
    next_on = today + dt.timedelta(days=14)
    whole = {
        "decision": "Hij is bij zijn broer.",
        "second": colleague.pk,
        "second_name": "",
        "next_on": next_on,
    }
    for wrong, said in (
        ({"decision": ""}, "Schrijf op wat jullie besloten"),
        ({"second": ""}, "Twee mensen besluiten."),
        ({"second": worker.pk}, "Kies een collega uit de lijst."),
        ({"second": "", "second_name": "farida"}, "Dat ben jij."),
        ({"second_name": "Dr. Blok, huisarts"}, "niet allebei"),
        ({"next_on": today}, "Kies een dag die nog komt"),
        ({"next_on": today + dt.timedelta(days=43)}, "binnen 42 dagen"),
        ({"next_on": ""}, "Kies een dag."),
    ):
        answer = at_work.post(address, whole | wrong)
        assert answer.status_code == 422 and said in words_of(answer), said
    assert at_work.post(address, whole).status_code == 302
    plan.refresh_from_db()
    assert (plan.end, plan.ended_by, plan.second, plan.next_on) == ("decision", worker, colleague, next_on)
    assert "Besluit van Farida en Pim." in words_of(at_work.get(f"/dossiers/{plan.case_id}/"))
    assert open_search_plans() == 0


def test_a_decision_comes_back_on_its_date_until_somebody_reached_or_seeks_again(
    plan: SearchPlan, worker: User, colleague: User, today: dt.date
) -> None:
    searching.end_by_decision(
        actor=worker, plan=plan, decision="Wachten", second=None, second_name="Dr. Blok, huisarts",
        next_on=today + dt.timedelta(days=7), now=timezone.now(),
    )  # fmt: skip

    def asked(days: int) -> list[str]:
        items = agenda.ROOM.for_worker(desk_of(worker), today + dt.timedelta(days=days))
        return [item.code for item in items if item.code.startswith("search")]

    assert asked(6) == []
    assert asked(7) == ["search-decision"]
    assert asked(70) == ["search-decision"]
    again = searching.open_plan(actor=worker, case=plan.case, now=timezone.now())
    assert asked(70) == ["search"]
    assert again.pk != plan.pk


def test_a_plan_that_a_colleague_ended_meanwhile_says_so(
    plan: SearchPlan, worker: User, colleague: User, today: dt.date
) -> None:
    now = timezone.now()
    searching.end_seen(actor=colleague, plan=plan, seen_by="Pim", seen_on=today, now=now)
    with pytest.raises(Exception, match="Pim heeft dit zoekplan net beëindigd"):
        searching.end_seen(actor=worker, plan=plan, seen_by="Farida", seen_on=today, now=now)
    with pytest.raises(Exception, match="Pim heeft dit zoekplan net beëindigd"):
        searching.add_step(
            actor=worker, plan=plan, who=worker, way="phone", part="evening", on=today,
            token=uuid.uuid4(), now=now,
        )  # fmt: skip


def test_the_database_ends_no_plan_without_somebody(plan: SearchPlan, worker: User, today: dt.date) -> None:
    now = timezone.now()
    half: list[dict[str, Any]] = [
        {"end": "seen", "ended_by": worker, "ended_at": now},
        {"end": "seen", "ended_by": worker, "ended_at": now, "seen_by": "Buur"},
        {"end": "decision", "ended_by": worker, "ended_at": now, "decision": "Wachten", "next_on": today},
        {
            "end": "decision", "ended_by": worker, "ended_at": now, "decision": "Wachten", "next_on": today,
            "second": worker,
        },
    ]  # fmt: skip
    for values in half:
        with pytest.raises(IntegrityError), transaction.atomic():
            SearchPlan.objects.filter(pk=plan.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchPlan.objects.create(
            municipality=plan.municipality, case=plan.case, opened_by=worker, opened_at=now
        )


def test_a_plan_is_begun_by_hand_too(at_work: Client, flagged: Case, worker: User) -> None:
    assert "Er is nu geen zoekplan." in words_of(at_work.get(f"/dossiers/{flagged.pk}/zoekplan/"))
    for _turn in range(2):
        at_work.post(f"/dossiers/{flagged.pk}/zoekplan/begin/", {"reason": "Niemand doet open."})
    begun = SearchPlan.objects.get()
    assert (begun.opened_by, begun.flag, begun.reason) == (worker, None, "Niemand doet open.")


def test_nobody_else_searches(plan: SearchPlan, outsider: User, stranger: User) -> None:
    for user in (outsider, stranger):
        browser = signed_in(Client(), user)
        for part in ("zoekplan/", "zoekplan/gezien/", "zoekplan/besluit/", "balie/"):
            assert browser.get(f"/dossiers/{plan.case_id}/{part}").status_code == 404
            assert browser.post(f"/dossiers/{plan.case_id}/{part}", {"reason": "x"}).status_code == 404
    assert not DeskAsk.objects.exists()


def test_the_desk_is_asked_with_a_reason_and_reads_no_more_than_whom_to_tell(
    at_work: Client, place: Place, plan: SearchPlan, worker: User, today: dt.date
) -> None:
    address = f"/dossiers/{plan.case_id}/balie/"
    assert at_work.post(address, {"reason": " "}).status_code == 422
    for _turn in range(2):
        assert at_work.post(address, {"reason": "Hij komt weleens koffie drinken."}).status_code == 302
    clerk = make_member(place, "balie@voorbeeldstad.example", Membership.Role.CENTRE_STAFF)
    employ(make_centre(place), clerk, Membership.Role.CENTRE_STAFF)
    ask = DeskAsk.objects.for_desk(desk_of(clerk), today).get()
    assert searching.what_desk_reads(ask) == "Laat Farida weten dat deze persoon hier was"
    assert DeskAsk.objects.for_desk(desk_of(worker), today).count() == 0
    assert AccessEntry.objects.filter(action="write", case_id=plan.case_id, user_id=worker.pk).exists()

    told = searching.tell_from_desk(actor=clerk, ask=ask, token=uuid.uuid4(), now=timezone.now())
    assert (told.source, told.recorded_by, told.case_id) == ("desk", clerk, plan.case_id)
    assert "Gezien door de balie van een buurtcentrum" in words_of(at_work.get("/"))
    assert "de balie vragen" not in words_of(at_work.get(f"/dossiers/{plan.case_id}/zoekplan/"))


def test_asking_the_desk_ends_with_the_plan_by_hand_or_when_the_case_is_closed(
    at_work: Client, place: Place, plan: SearchPlan, worker: User, today: dt.date
) -> None:
    clerk = make_member(place, "balie@voorbeeldstad.example", Membership.Role.CENTRE_STAFF)
    employ(make_centre(place), clerk, Membership.Role.CENTRE_STAFF)
    now = timezone.now()

    def asked() -> int:
        return DeskAsk.objects.for_desk(desk_of(clerk), today).count()

    first = searching.ask_desk(actor=worker, case=plan.case, reason="Koffie", now=now)
    assert asked() == 1
    searching.end_seen(actor=worker, plan=plan, seen_by="Farida", seen_on=today, now=now)
    first.refresh_from_db()
    assert (asked(), first.end) == (0, "plan")
    second = searching.ask_desk(actor=worker, case=plan.case, reason="Toch nog", now=now)
    assert asked() == 1
    at_work.post(f"/dossiers/{plan.case_id}/balie/uit/")
    second.refresh_from_db()
    assert (asked(), second.end) == (0, "hand")
    with pytest.raises(Exception, match="Dit wordt niet meer gevraagd"):
        searching.tell_from_desk(actor=clerk, ask=second, token=uuid.uuid4(), now=now)
    searching.ask_desk(actor=worker, case=plan.case, reason="Weer", now=now)
    Case.objects.filter(pk=plan.case_id).update(closed_on=today)
    assert asked() == 0


def test_vandaag_and_the_plan_cost_as_many_queries_for_thirty_as_for_one(
    at_work: Client, place: Place, worker: User, plan: SearchPlan, today: dt.date
) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert at_work.get(address).status_code == 200
        return len(captured)

    plan_address = f"/dossiers/{plan.case_id}/zoekplan/"
    add(at_work, plan, worker, today)
    at_work.get("/")
    once = queries("/"), queries(plan_address)
    for number in range(20):
        add(at_work, plan, worker, today)
        case = make_case(place, worker, days_ago(today, 60), ref=f"X{number}")
        searching.open_plan(actor=worker, case=case, now=timezone.now())
    at_work.get("/")
    assert (queries("/"), queries(plan_address)) == once
