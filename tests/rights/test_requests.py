"""A resident asks what stands about them, to put it right, or to remove it."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone

from cases.actions import correct_contact, record_contact
from cases.models import Case, Contact, Ground, Medium
from residents.models import Resident
from rights import destruction
from rights.models import DestructionList, LeftOut, Review, Statement, SubjectRequest
from tests.cases.screens import words_of
from tests.conftest import Place, make_case, moment
from tests.rights.asking import SECRET, as_user, asked, data_of, released, started
from tests.rights.conftest import old_case
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    """A case with two notes, of which one is about a neighbour."""
    made = make_case(place, worker, dt.date(2026, 1, 5))
    for day, note in ((6, "Samen koffie gedronken."), (7, SECRET)):
        record_contact(
            actor=worker,
            case=made,
            happened_at=moment(dt.date(2026, 1, day)),
            medium=Medium.HOME_VISIT,
            reached=True,
            note=note,
            now=timezone.now(),
        )
    return made


def test_the_privacy_officer_starts_a_request_and_sees_nothing_of_the_case(
    place: Place, case: Case, privacy_officer: User, team_lead: User
) -> None:
    made = started(privacy_officer, case)
    assert (made.due_on, made.resident_id) == (dt.date(2026, 2, 15), case.resident_id)
    page = words_of(as_user(privacy_officer).get(f"/rechten/verzoeken/{made.pk}/"))
    assert "Team Oost" in page and "Wacht op de teamleider" in page
    assert "Hoekstra" not in page and "koffie" not in page
    assert as_user(privacy_officer).get(f"/rechten/verzoeken/{made.pk}/gegevens.json").status_code == 404


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"ref": "R-D00001"}, True),
        ({"ref": "", "last_name": "hoekstra", "birth_date": "2003-02-01"}, True),
        ({"ref": "", "last_name": "Hoek", "birth_date": "2003-02-01"}, False),
        ({"ref": "", "last_name": "Hoekstra", "birth_date": "2003-02-02"}, False),
        ({"ref": "", "last_name": "Hoekstra"}, False),
        ({"ref": "R-D0000"}, False),
        ({"ref": "R\0"}, False),
    ],
)
def test_a_resident_is_found_by_number_or_by_exact_surname_and_birth_date(
    case: Case, privacy_officer: User, fields: dict[str, str], found: bool
) -> None:
    answer = asked(as_user(privacy_officer), case, **fields)
    assert (answer.status_code == 302) == found
    assert SubjectRequest.objects.exists() == found
    if "R-" in fields["ref"] or "birth_date" in fields:
        assert AccessEntry.objects.filter(action="search", user_id=privacy_officer.pk).exists()


def test_the_team_lead_is_reminded_and_sees_all_that_goes_out(
    case: Case, privacy_officer: User, team_lead: User
) -> None:
    made = started(privacy_officer, case)
    at_lead = as_user(team_lead)
    for path in ("/rechten/", "/rechten/herinnering/"):
        assert "Dennis Hoekstra" in words_of(at_lead.get(path)) and "15 februari" in words_of(
            at_lead.get(path)
        )
    assert as_user(privacy_officer).get("/rechten/herinnering/").status_code == 404, "of the team lead alone"
    page = words_of(at_lead.get(f"/rechten/beoordelen/{made.reviews.get().pk}/"))
    assert "Samen koffie gedronken." in page and SECRET in page
    assert AccessEntry.objects.filter(user_id=team_lead.pk, case_id=case.pk, action="read").exists()


def test_what_is_left_out_has_a_reason_is_logged_and_does_not_go_out(
    case: Case, privacy_officer: User, team_lead: User
) -> None:
    contact = Contact.objects.get(note=SECRET)
    made = released(privacy_officer, team_lead, case, f"contact:{contact.pk}")
    out = LeftOut.objects.get()
    assert (out.left_out_by, out.reason) == (team_lead, "over de buurvrouw")
    assert AccessEntry.objects.filter(user_id=team_lead.pk, case_id=case.pk, action="write").count() == 2
    data = data_of(privacy_officer, made)
    said = json.dumps(data, ensure_ascii=False)
    assert "Samen koffie gedronken." in said and "Visser" not in said and "over de buurvrouw" not in said
    assert data["dossiers"][0]["weggelaten"] == [{"waarom": "gaat over iemand anders", "aantal": 1}]


def test_leaving_out_without_a_reason_is_refused(case: Case, privacy_officer: User, team_lead: User) -> None:
    review = started(privacy_officer, case).reviews.get()
    form = {"do": "leave_out", "key": f"case:{case.pk}", "why": "other", "reason": " "}
    answer = as_user(team_lead).post(f"/rechten/beoordelen/{review.pk}/", form)
    assert answer.status_code == 422 and not LeftOut.objects.exists()
    page = answer.content.decode()
    assert page.count("is-wrong") == 1 and page.count('class="wz-why" open') == 1, "at that part alone"
    assert f'href="#case:{case.pk}weg-reason"' in page and f'id="case:{case.pk}weg-reason"' in page


def test_a_part_that_was_left_out_can_be_given_after_all_until_the_decision(
    case: Case, privacy_officer: User, team_lead: User
) -> None:
    made = started(privacy_officer, case)
    url = f"/rechten/beoordelen/{made.reviews.get().pk}/"
    key = f"case:{case.pk}"
    at_lead = as_user(team_lead)
    at_lead.post(url, {"do": "leave_out", "key": key, "why": "other", "reason": "vergissing"})
    at_lead.post(url, {"do": "put_back", "key": key})
    assert not LeftOut.objects.exists()
    at_lead.post(url, {"do": "decide", "decision": "released", "reason": ""})
    assert (
        at_lead.post(url, {"do": "leave_out", "key": key, "why": "other", "reason": "te laat"}).status_code
        == 422
    )
    assert not LeftOut.objects.exists()
    told = at_lead.post(url, {"do": "put_back", "key": key}, follow=True)
    assert "Over dit dossier is al besloten." in words_of(told)


def test_what_was_added_or_changed_after_the_review_does_not_go_out(
    case: Case, worker: User, privacy_officer: User, team_lead: User
) -> None:
    made = released(privacy_officer, team_lead, case)
    contact = Contact.objects.get(note="Samen koffie gedronken.")
    correct_contact(
        actor=worker,
        contact=contact,
        happened_at=contact.happened_at,
        medium=Medium.PHONE,
        reached=True,
        note="Nieuw en ongezien.",
        reason="was bellen",
        seen=0,
        now=timezone.now(),
    )
    data = data_of(privacy_officer, made)
    said = json.dumps(data, ensure_ascii=False)
    assert "ongezien" not in said and "koffie" not in said and SECRET in said
    assert data["dossiers"][0]["sindsDeBeoordeling"] >= 2


def test_the_data_hold_who_they_are_what_was_done_and_who_looked(
    case: Case, worker: User, privacy_officer: User, team_lead: User
) -> None:
    as_user(worker).get(f"/dossiers/{case.pk}/")
    data = data_of(privacy_officer, released(privacy_officer, team_lead, case))
    assert {"wat": "Achternaam", "waarde": "Hoekstra"} in data["bewoner"]
    kinds = {part["soort"] for part in data["dossiers"][0]["onderdelen"]}
    assert {"Het dossier", "Wat nodig is", "Wat is beloofd", "Contacten"} <= kinds
    assert {"Farida", "Joke"} <= {look["wie"] for look in data["wieKeek"]}
    assert data["formaat"] == "wijkzorg-inzage/1" and data["uitleg"]


def test_the_pdf_is_one_is_made_anew_and_every_time_is_logged(
    case: Case, privacy_officer: User, team_lead: User
) -> None:
    made = released(privacy_officer, team_lead, case)
    before = AccessEntry.objects.filter(user_id=privacy_officer.pk, resident_id=case.resident_id).count()
    for times in (1, 2):
        answer = as_user(privacy_officer).get(f"/rechten/verzoeken/{made.pk}/gegevens.pdf")
        assert answer.content.startswith(b"%PDF-") and "attachment" in answer["Content-Disposition"]
        assert "no-store" in answer["Cache-Control"]
        after = AccessEntry.objects.filter(user_id=privacy_officer.pk, resident_id=case.resident_id).count()
        assert after == before + times


def test_a_correction_becomes_a_statement_beside_the_record(
    case: Case, worker: User, privacy_officer: User, team_lead: User
) -> None:
    assert asked(as_user(privacy_officer), case, "correction").status_code == 422
    made = started(privacy_officer, case, "correction", statement="Ik schreeuwde niet.")
    form = {"do": "decide", "decision": "statement", "reason": ""}
    as_user(team_lead).post(f"/rechten/beoordelen/{made.reviews.get().pk}/", form)
    assert Statement.objects.get(case=case).text == "Ik schreeuwde niet."
    assert "Ik schreeuwde niet." in words_of(
        as_user(worker).get(f"/rechten/dossiers/{case.pk}/verklaringen/")
    )
    letter = as_user(privacy_officer).get(f"/rechten/verzoeken/{made.pk}/brief.pdf")
    assert letter.content.startswith(b"%PDF-")


def test_whoever_reads_a_statement_stands_in_the_log_also_without_the_page_around_it(
    case: Case, place: Place, worker: User
) -> None:
    def lines() -> int:
        return AccessEntry.objects.filter(user_id=worker.pk, case_id=case.pk, action="read").count()

    url = f"/rechten/dossiers/{case.pk}/verklaringen/"
    part = {"HX-Request": "true"}
    assert words_of(as_user(worker).get(url, headers=part)).strip() == "" and lines() == 0
    Statement.objects.create(
        municipality=place.municipality,
        case=case,
        text="Ik schreeuwde niet.",
        added_by=worker,
        added_at=timezone.now(),
    )
    assert "Ik schreeuwde niet." in words_of(as_user(worker).get(url, headers=part)) and lines() == 1
    page = words_of(as_user(worker).get(url))
    assert "Ik schreeuwde niet." in page and case.resident.name in page and lines() == 2


def test_a_refusal_needs_a_reason(case: Case, privacy_officer: User, team_lead: User) -> None:
    made = started(privacy_officer, case, "correction", statement="Dit klopt niet.")
    url = f"/rechten/beoordelen/{made.reviews.get().pk}/"
    refused = {"do": "decide", "decision": "refused", "reason": ""}
    assert as_user(team_lead).post(url, refused).status_code == 422
    assert as_user(team_lead).post(url, refused | {"reason": "Het is zo gezien."}).status_code == 302
    assert Review.objects.get().decision == "refused"


def test_a_request_cannot_be_closed_while_a_case_waits(
    case: Case, privacy_officer: User, team_lead: User
) -> None:
    made = started(privacy_officer, case)
    typed = {"do": "close", "outcome": "Het ligt bij de balie."}
    answer = as_user(privacy_officer).post(f"/rechten/verzoeken/{made.pk}/", typed)
    made.refresh_from_db()
    assert made.closed_at is None and answer.status_code == 422
    assert "Nog niet alle dossiers zijn beoordeeld." in words_of(answer)
    assert "Het ligt bij de balie." in answer.content.decode(), "what was typed stays"
    form = {"do": "decide", "decision": "released", "reason": ""}
    as_user(team_lead).post(f"/rechten/beoordelen/{made.reviews.get().pk}/", form)
    as_user(privacy_officer).post(f"/rechten/verzoeken/{made.pk}/", {"do": "close", "outcome": "Opgehaald."})
    made.refresh_from_db()
    assert made.closed_by == privacy_officer and made.outcome == "Opgehaald."


def test_erasure_says_what_stays_on_what_ground_and_destroys_only_the_rest(
    place: Place, worker: User, privacy_officer: User, team_lead: User
) -> None:
    closed = timezone.now().date() - dt.timedelta(days=300)
    begun = closed - dt.timedelta(days=30)
    gone = old_case(place, worker, begun, closed, ground=Ground.NONE_GRANTED)
    kept = old_case(place, worker, begun, closed, ref="D00002")
    Case.objects.filter(pk=kept.pk).update(resident_id=gone.resident_id)
    made = started(privacy_officer, gone, "erasure")
    at_officer = as_user(privacy_officer)
    page = words_of(at_officer.get(f"/rechten/verzoeken/{made.pk}/"))
    assert "Dossier D00001, geen steun toegekend: mag weg" in page
    assert "Dossier D00002, Wmo: blijft De Wmo vraagt 15 jaar bewaren" in page
    at_officer.post(f"/rechten/verzoeken/{made.pk}/", {"do": "erase"})
    one = DestructionList.objects.get()
    url = f"/rechten/vernietigen/{one.pk}/"
    at_officer.post(url, {"do": "review"})
    at_officer.post(url, {"do": "approve"})
    one.refresh_from_db()
    assert one.state == "reviewed"
    as_user(team_lead).post(url, {"do": "approve"})
    at_officer.post(url, {"do": "carry_out"})
    assert not Case.objects.filter(pk=gone.pk).exists() and Case.objects.filter(pk=kept.pk).exists()
    assert Resident.objects.filter(pk=gone.resident_id).exists()
    letter = at_officer.get(f"/rechten/verzoeken/{made.pk}/brief.pdf")
    assert letter.content.startswith(b"%PDF-")
    for form in ("pdf", "json"):
        assert at_officer.get(f"{url}bewijs.{form}").status_code == 200


def test_a_resident_without_a_case_can_be_erased_and_the_request_forgets_what_they_wrote(
    place: Place, worker: User, privacy_officer: User, second_officer: User
) -> None:
    resident = Resident.objects.create(
        municipality=place.municipality,
        ref="R9",
        first_name="An",
        last_name="Bos",
        birth_date=dt.date(1950, 1, 1),
        neighbourhood=place.neighbourhood,
    )
    form = {"kind": "erasure", "ref": "R9", "received_on": "2026-01-15", "statement": "Ik, An, wil weg."}
    as_user(privacy_officer).post("/rechten/verzoeken/nieuw/", form)
    made = SubjectRequest.objects.get()
    now = timezone.now()
    one = destruction.propose_erasure(actor=privacy_officer, request=made, now=now)
    destruction.review(actor=privacy_officer, destruction=one, now=now)
    destruction.approve(actor=second_officer, destruction=one, now=now)
    destruction.carry_out(destruction=one, now=now)
    made.refresh_from_db()
    assert not Resident.objects.filter(pk=resident.pk).exists() and made.statement == ""
    page = words_of(as_user(privacy_officer).get(f"/rechten/verzoeken/{made.pk}/"))
    assert "Bos" not in page
