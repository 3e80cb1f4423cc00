"""The screens of need, agreement, pause, closing, target group, opening and decisions."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import answers
from cases.changing import version_of
from cases.models import Agreement, Case, Confirmation, Decision, Need, Pause, TargetGroup
from residents.models import Resident
from tests.agreements.forms import agreement, opening
from tests.cases.screens import HTMX, words_of
from tests.conftest import Browser, Place, make_case
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def url(name: str, case: Case) -> str:
    return reverse(name, args=[case.pk])


def test_the_case_page_leads_to_each_form(at_work: Client, case: Case) -> None:
    page = at_work.get(url("case", case))
    for name in ("agree", "need", "pause", "target-group", "close-case"):
        assert url(name, case) in page.content.decode()
        assert at_work.get(url(name, case)).status_code == 200


def test_what_an_agreement_means_is_said_before_it_is_recorded(
    at_work: Client, case: Case, today: dt.date
) -> None:
    assert "100 % van wat nodig is" in words_of(at_work.get(url("agree", case)))
    form = agreement(today, doe="bekijk")
    fragment = at_work.post(url("agree", case), form, headers=HTMX)
    assert "dat is 20 % van wat nodig is" in words_of(fragment)
    assert "er komt een signaal" in words_of(fragment)
    assert "<html" not in fragment.content.decode()
    plain = at_work.post(url("agree", case), form | {"instead": ""})
    assert plain.status_code == 200
    assert "dat is 20 % van wat nodig is" in words_of(plain)
    assert "Dit ging niet goed" not in words_of(plain)
    assert "Vindt het jammer." in plain.content.decode(), "what was typed stays"
    half = at_work.post(url("agree", case), form | {"medium": "1", "per_days": "13"}, headers=HTMX)
    assert "53 %" in words_of(half)
    assert "Minder dan nodig" in words_of(half)
    assert Agreement.objects.count() == 1


def test_less_is_recorded_with_its_decision_and_stands_in_history_case_and_sum(
    at_work: Client, case: Case, today: dt.date
) -> None:
    answer = at_work.post(url("agree", case), agreement(today), follow=True)
    assert "Je teamleider moet het nog bevestigen" in words_of(answer)
    made = Agreement.objects.get(valid_from=today)
    assert made.decision == Decision.objects.get()
    assert "In plaats daarvan: De buurvrouw kijkt mee." in words_of(answer)
    assert "Wacht op de teamleider" in words_of(answer)
    page = words_of(at_work.get(reverse("decision", args=[Decision.objects.get().pk])))
    assert "Afspraken door dit besluit 1" in page
    assert "Wacht op een teamleider 1" in page
    assert "per 28 dagen 320" in page, "400 needed, 80 promised"
    assert "Minder huisbezoek" in words_of(at_work.get(reverse("decisions")))
    assert "bevestiging gevraagd" in words_of(at_work.get(url("case-history", case)))


def test_all_that_is_missing_is_said_at_its_field_and_nothing_is_lost(
    at_work: Client, case: Case, today: dt.date
) -> None:
    form = agreement(
        today,
        review_on=(today + 43 * DAY).isoformat(),
        decision_title="",
        decision_by="",
        decision_on="",
        instead="",
    )
    answer = at_work.post(url("agree", case), form)
    assert answer.status_code == 422
    said = words_of(answer)
    assert "hoogstens 42 dagen vooruit" in said
    assert "Kies het besluit" in said
    assert "Komt er niets? Schrijf dat dan." in said
    assert "Vindt het jammer." in answer.content.decode()
    assert 'href="#id_review_on"' in answer.content.decode()
    early = at_work.post(url("agree", case), agreement(today, valid_from="2001-01-01"))
    assert "pas later geopend" in words_of(early)
    assert not Decision.objects.exists(), "nothing of what was refused stays"


def test_a_decision_that_is_there_is_chosen(
    at_work: Client, case: Case, unseen: Case, today: dt.date
) -> None:
    at_work.post(url("agree", case), agreement(today))
    chosen = {
        "decision": str(Decision.objects.get().pk),
        "decision_title": "",
        "decision_by": "",
        "decision_on": "",
    }
    at_work.post(url("agree", unseen), agreement(today, **chosen))
    assert Decision.objects.get().agreements.count() == 2


def test_it_goes_better_is_a_new_need(at_work: Client, unseen: Case, today: dt.date) -> None:
    form = {
        "contacts": "1",
        "per_days": "28",
        "medium": "1",
        "valid_from": today.isoformat(),
        "reason": "Het gaat beter.",
    }
    fragment = at_work.post(url("need", unseen), form | {"doe": "bekijk"}, headers=HTMX)
    assert "Minder nodig dan eerst" in words_of(fragment)
    answer = at_work.post(url("need", unseen), form, follow=True)
    assert "Je teamleider moet het nog bevestigen" in words_of(answer)
    assert Need.objects.get(valid_from=today).reason == "Het gaat beter."
    missing = at_work.post(url("need", unseen), form | {"reason": "", "per_days": "0"})
    assert missing.status_code == 422
    assert "Schrijf in een paar woorden waarom." in words_of(missing)


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [(0, 42, "hoogstens 42 dagen"), (5, 4, "De laatste dag ligt voor de eerste"), (11, 20, "er vlak naast")],
)
def test_a_pause_that_cannot_be_says_so_at_its_field(
    at_work: Client, case: Case, today: dt.date, first: int, last: int, fault: str
) -> None:
    def sent(first: int, last: int) -> dict[str, str]:
        return {
            "first_day": (today + first * DAY).isoformat(),
            "last_day": (today + last * DAY).isoformat(),
            "reason": "ziekenhuis",
        }

    assert at_work.post(url("pause", case), sent(1, 10)).status_code == 302
    answer = at_work.post(url("pause", case), sent(first, last))
    assert answer.status_code == 422
    assert fault in words_of(answer)
    assert 'id="id_last_day_fout"' in answer.content.decode()
    assert Pause.objects.count() == 1


def test_a_pause_is_taken_back_unless_a_colleague_changed_it(
    at_work: Client, case: Case, today: dt.date
) -> None:
    row = Pause.objects.create(
        municipality_id=case.municipality_id, case=case, first_day=today, last_day=today + DAY
    )
    address = reverse("take-pause-back", args=[case.pk, row.pk])
    seen = str(version_of(row))
    Pause.objects.filter(pk=row.pk).update(last_day=today + 2 * DAY)
    answer = at_work.post(address, {"reason": "ging niet door", "seen": seen})
    assert "Iemand anders heeft dit veranderd" in words_of(answer)
    at_work.post(address, {"reason": "ging niet door", "seen": str(version_of(row))})
    assert not Pause.objects.exists()


def test_closing_with_an_open_flag_says_so_asks_why_and_waits(
    at_work: Client, unseen: Case, case: Case, today: dt.date
) -> None:
    page = words_of(at_work.get(url("close-case", unseen)))
    assert "Er staat een signaal open" in page
    assert "Er staat een signaal open" not in words_of(at_work.get(url("close-case", case)))
    form = {"closed_on": today.isoformat(), "reason": "", "seen": str(version_of(unseen))}
    assert "waarom" in words_of(at_work.post(url("close-case", unseen), form))
    at_work.post(url("close-case", unseen), form | {"reason": "verhuisd"})
    row = Confirmation.objects.get()
    assert (row.kind, row.state, "not_seen" in row.flags) == ("closing", "waiting", True)


def test_another_target_group_says_that_all_is_judged_anew(at_work: Client, place: Place, case: Case) -> None:
    group = TargetGroup.objects.create(municipality=place.municipality, name="Ouderen")
    assert "Het hele dossier wordt opnieuw beoordeeld" in words_of(at_work.get(url("target-group", case)))
    form = {"target_group": str(group.pk), "reason": "65 geworden", "seen": str(version_of(case))}
    at_work.post(url("target-group", case), form)
    case.refresh_from_db()
    assert case.target_group == group
    assert at_work.post(url("target-group", case), form | {"target_group": "999999"}).status_code == 422


def test_who_is_of_another_team_or_municipality_finds_none_of_it(
    case: Case, outsider: User, stranger: User
) -> None:
    for who in (outsider, stranger):
        browser = Browser()
        browser.force_login(who)
        for name in ("agree", "need", "pause", "target-group", "close-case"):
            assert browser.get(url(name, case)).status_code == 404
            assert browser.post(url(name, case), {"x": "1"}).status_code == 404


# The lead.


def test_a_lead_confirms_and_sends_back_from_the_list(
    at_work: Client, leading: Client, case: Case, unseen: Case, today: dt.date
) -> None:
    at_work.post(url("agree", case), agreement(today))
    at_work.post(url("agree", unseen), agreement(today))
    page = words_of(leading.get(reverse("confirmations")))
    assert "Dennis Hoekstra" in page
    assert "Nel Bos" in page
    first, second = Confirmation.objects.order_by("pk")
    refused = leading.post(
        reverse("answer-confirmation", args=[first.pk]), {"doe": "terugsturen", "answer": ""}
    )
    assert refused.status_code == 422
    assert "Schrijf waarom je dit terugstuurt." in words_of(refused)
    leading.post(
        reverse("answer-confirmation", args=[first.pk]), {"doe": "terugsturen", "answer": "te weinig"}
    )
    leading.post(reverse("answer-confirmation", args=[second.pk]), {"doe": "bevestigen"})
    assert list(Confirmation.objects.order_by("pk").values_list("state", flat=True)) == [
        "sent_back",
        "confirmed",
    ]
    assert "Er wacht niets op je." in words_of(leading.get(reverse("confirmations")))
    again = leading.post(reverse("answer-confirmation", args=[first.pk]), {"doe": "bevestigen"})
    assert again.status_code == 422
    assert "Je hebt dit al beantwoord: het is teruggestuurd." in words_of(again)
    assert Confirmation.objects.get(pk=first.pk).state == "sent_back"


def test_what_was_sent_back_stands_on_vandaag_until_it_is_read(
    at_work: Client, case: Case, team_lead: User, today: dt.date
) -> None:
    at_work.post(url("agree", case), agreement(today))
    row = Confirmation.objects.get()
    answers.send_back(actor=team_lead, confirmation=row, answer="te weinig", now=timezone.now())
    assert "Wat je vastlegde geldt niet meer: te weinig" in words_of(at_work.get(reverse("today")))
    at_work.post(reverse("answer-confirmation", args=[row.pk]), {"doe": "gelezen"})
    assert "te weinig" not in words_of(at_work.get(reverse("today")))


def test_only_a_lead_of_the_team_answers(at_work: Client, case: Case, outsider: User, today: dt.date) -> None:
    at_work.post(url("agree", case), agreement(today))
    address = reverse("answer-confirmation", args=[Confirmation.objects.get().pk])
    other = Browser()
    other.force_login(outsider)
    for browser in (at_work, other):
        assert browser.get(reverse("confirmations")).status_code == 404
        assert browser.post(address, {"doe": "bevestigen"}).status_code == 404
        assert browser.get(address).status_code == 405
    assert Confirmation.objects.get().state == "waiting"


def test_lists_cost_as_many_queries_for_ten_as_for_one(
    place: Place, worker: User, at_work: Client, leading: Client, case: Case, today: dt.date
) -> None:
    at_work.post(url("agree", case), agreement(today))
    pages = [
        reverse("confirmations"),
        reverse("decisions"),
        reverse("decision", args=[Decision.objects.get().pk]),
    ]

    def queries() -> list[int]:
        counts = []
        for address in pages:
            with CaptureQueriesContext(connection) as captured:
                assert leading.get(address).status_code == 200
            counts.append(len(captured))
        return counts

    queries()
    few = queries()
    for number in range(9):
        more = make_case(place, worker, today - 80 * DAY, ref=f"M{number}", last_name=f"Meer{number}")
        at_work.post(url("agree", more), agreement(today))
    assert Decision.objects.get().agreements.count() == 10
    assert queries() == few
    assert max(few) <= 16


# Opening.


def test_a_case_opens_for_somebody_whom_the_team_knows(at_work: Client, case: Case, today: dt.date) -> None:
    Case.objects.filter(pk=case.pk).update(closed_on=today - DAY)
    found = words_of(at_work.get(reverse("open-case"), {"q": "hoekstr"}))
    assert "Dennis Hoekstra" in found
    form = opening(today, bewoner=str(case.resident_id), team=str(case.team_id), ground="jeugdwet")
    answer = at_work.post(reverse("open-case"), form, follow=True)
    assert "Het dossier is geopend" in words_of(answer)
    made = Case.objects.exclude(pk=case.pk).get()
    assert (made.ground, made.worker_id, made.needs.get().reason) == (
        "jeugdwet",
        case.worker_id,
        "Samen besloten.",
    )


def test_a_new_resident_is_made_once_however_often_the_form_is_sent(
    place: Place, at_work: Client, worker: User, today: dt.date
) -> None:
    form = opening(
        today, neighbourhood=str(place.neighbourhood.pk), team=str(place.team.pk), token=str(uuid.uuid4())
    )
    first = at_work.post(reverse("open-case"), form)
    second = at_work.post(reverse("open-case"), form)
    assert first["Location"] == second["Location"]
    assert (Resident.objects.count(), Case.objects.count()) == (1, 1)
    wrong = at_work.post(
        reverse("open-case"), form | {"token": str(uuid.uuid4()), "ground": "", "reason": "", "last_name": ""}
    )
    assert wrong.status_code == 422
    for words in ("Kies op welke wet", "waarom", "Vul de achternaam in"):
        assert words in words_of(wrong)


def test_a_double_is_told_by_its_team_alone_and_opens_after_a_tick(
    place: Place, at_work: Client, outsider: User, case: Case, today: dt.date
) -> None:
    elsewhere = outsider.memberships.get().team
    Case.objects.filter(pk=case.pk).update(team=elsewhere)
    form = opening(
        today,
        last_name="HOEKSTRA",
        birth_date="2003-02-01",
        neighbourhood=str(place.neighbourhood.pk),
        team=str(place.team.pk),
    )
    told = at_work.post(reverse("open-case"), form)
    assert told.status_code == 422
    assert "Bekend bij Team West" in words_of(told)
    assert case.ref not in told.content.decode()
    assert AccessEntry.objects.filter(action="search", case_ids__contains=[case.pk]).exists()
    assert at_work.post(reverse("open-case"), form | {"known": "on"}).status_code == 302
    assert Case.objects.count() == 2


def test_nobody_opens_for_a_resident_of_another_team(at_work: Client, outsider: User, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(team=outsider.memberships.get().team)
    assert at_work.get(reverse("open-case"), {"bewoner": str(case.resident_id)}).status_code == 404
    assert "Hoekstra" not in words_of(at_work.get(reverse("open-case"), {"q": "hoekstra"})).replace(
        "“hoekstra”", ""
    )
