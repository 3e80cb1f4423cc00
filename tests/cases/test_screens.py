"""What a social worker reads on the screens, who may read it, and how a contact is recorded."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import assessment, worklist
from cases.forms import ContactForm
from cases.models import Agreement, Case, Contact, Medium, Need, Pause
from cases.rules import Rule
from tests.conftest import PASSWORD, ZONE, Place, add_contact, make_case
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_was_refused_before() -> None:
    """Sessions and the count of failed sign-ins live in the cache, which a rollback does not empty."""
    cache.clear()


@pytest.fixture
def today(place: Place) -> dt.date:
    """The day that it is in the municipality."""
    return place.municipality.day_of(timezone.now())


@pytest.fixture
def at_work(client: Client, worker: User) -> Client:
    """A browser in which the worker is signed in."""
    client.force_login(worker)
    return client


def _ago(today: dt.date, days: int) -> dt.date:
    return today - dt.timedelta(days=days)


def _text(response: Any) -> str:
    """Return the words of a page on one line, without its marks."""
    words = re.sub(r"<(script|style|svg).*?</\1>|<[^>]*>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(words.replace("\N{NO-BREAK SPACE}", " ").split())


def _sent(**changed: Any) -> dict[str, Any]:
    now = timezone.now().astimezone(ZONE)
    return {
        "medium": Medium.HOME_VISIT.value,
        "happened_at": f"{now:%Y-%m-%dT%H:%M}",
        "reached": "true",
        "note": "",
        "token": str(uuid.uuid4()),
    } | changed


HTMX = {"HX-Request": "true"}


# --- signing in --------------------------------------------------------------------------------------


def test_someone_who_is_not_signed_in_is_sent_to_sign_in_and_then_to_the_page(
    client: Client, worker: User
) -> None:
    asked = client.get("/dossiers/")
    assert asked["Location"] == "/inloggen/?next=/dossiers/"
    answer = client.post(
        asked["Location"], {"login": worker.email, "password": PASSWORD, "next": "/dossiers/"}
    )
    assert answer["Location"] == "/dossiers/"


def test_the_sign_in_page_is_dutch_and_offers_no_registration(client: Client) -> None:
    page = _text(client.get("/inloggen/"))
    assert "Inloggen" in page and "E-mailadres" in page and "Wachtwoord" in page
    assert "aanmelden" not in page.lower() and "registreren" not in page.lower()


def test_nobody_can_make_an_account_for_themselves(client: Client) -> None:
    answer = client.post(
        "/account/signup/", {"email": "ik@elders.example", "password1": "een-heel-lang-woord"}
    )
    assert "Je kunt hier zelf geen account maken" in _text(answer)
    assert not User.objects.filter(email="ik@elders.example").exists()


def test_a_wrong_password_is_said_in_dutch_and_keeps_the_address_typed(client: Client, worker: User) -> None:
    answer = client.post("/inloggen/", {"login": worker.email, "password": "fout"})
    assert "Dit ging niet goed" in _text(answer)
    assert f'value="{worker.email}"' in answer.content.decode()
    assert "fout" not in re.findall(r'value="([^"]*)"', answer.content.decode())


def test_signing_out_ends_the_session(at_work: Client) -> None:
    at_work.post("/uitloggen/")
    assert at_work.get("/").status_code == 302


def test_the_user_menu_offers_only_pages_that_are_there(at_work: Client) -> None:
    assert at_work.get("/account/password/change/").status_code == 200


@pytest.mark.parametrize("path", ["/account/email/", "/account/login/", "/accounts/login/"])
def test_pages_of_allauth_that_nobody_needs_are_not_there(at_work: Client, path: str) -> None:
    assert at_work.get(path).status_code == 404


def test_someone_without_a_role_reads_what_to_do(client: Client, place: Place) -> None:
    nobody = User.objects.create_user("niemand@voorbeeldstad.example", PASSWORD)
    client.force_login(nobody)
    answer = client.get("/")
    assert answer.status_code == 403
    assert "Vraag de beheerder van je gemeente" in _text(answer)


# --- who sees what -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["outsider", "stranger", "volunteer"])
@pytest.mark.parametrize("path", ["/dossiers/{}/", "/dossiers/{}/contact/"])
def test_a_case_of_another_team_municipality_or_role_is_not_there(
    client: Client,
    place: Place,
    worker: User,
    today: dt.date,
    request: pytest.FixtureRequest,
    who: str,
    path: str,
) -> None:
    case = make_case(place, worker, _ago(today, 30))
    client.force_login(request.getfixturevalue(who))
    assert client.get(path.format(case.pk)).status_code == 404
    if path.endswith("contact/"):
        assert client.post(path.format(case.pk), _sent()).status_code == 404
        assert not Contact.objects.exists()


@pytest.mark.parametrize("who", ["outsider", "stranger", "volunteer"])
def test_the_list_holds_nothing_of_others(
    client: Client, place: Place, worker: User, today: dt.date, request: pytest.FixtureRequest, who: str
) -> None:
    make_case(place, worker, _ago(today, 30))
    client.force_login(request.getfixturevalue(who))
    assert "Hoekstra" not in _text(client.get("/dossiers/"))
    assert "Hoekstra" not in _text(client.get("/"))


@pytest.mark.parametrize("who", ["colleague", "team_lead"])
def test_the_team_sees_the_case_but_it_stands_on_its_workers_list_only(
    client: Client, place: Place, worker: User, today: dt.date, request: pytest.FixtureRequest, who: str
) -> None:
    case = make_case(place, worker, _ago(today, 30))
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/dossiers/{case.pk}/").status_code == 200
    assert "Hoekstra" in _text(client.get("/dossiers/"))
    assert "Hoekstra" not in _text(client.get("/"))


def test_opening_a_case_is_logged_with_who_and_whom(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, _ago(today, 30))
    at_work.get(f"/dossiers/{case.pk}/")
    (entry,) = AccessEntry.objects.filter(action=AccessEntry.Action.READ)
    assert (entry.user_id, entry.case_id, entry.resident_id) == (worker.pk, case.pk, case.resident_id)


@pytest.mark.parametrize(
    ("path", "method"),
    [("/", "post"), ("/dossiers/", "post"), ("/dossiers/1/", "post"), ("/dossiers/1/contact/", "put")],
)
def test_a_wrong_method_is_refused(at_work: Client, path: str, method: str) -> None:
    assert getattr(at_work, method)(path).status_code == 405


def test_a_page_that_is_not_there_says_so_in_dutch(at_work: Client) -> None:
    answer = at_work.get("/dossiers/999999/")
    assert answer.status_code == 404
    assert "Deze pagina is er niet" in _text(answer)


def test_an_expired_form_says_that_nothing_was_saved(worker: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/inloggen/", {"login": worker.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "Er is niets opgeslagen" in _text(answer)


# --- Vandaag -----------------------------------------------------------------------------------------


def _weekly(case: Case, worker: User, today: dt.date, last: int) -> None:
    """Visit every week, the last time so many days ago."""
    for days in range(last, last + 60, 7):
        add_contact(case, worker, _ago(today, days))


def _list(place: Place, worker: User, today: dt.date) -> worklist.Worklist:
    return worklist.of_worker(Case.objects.filter(municipality=place.municipality), worker, today)


def _names(section: worklist.Section) -> list[str]:
    return [line.case.resident.last_name for line in section.lines]


def test_each_case_stands_once_in_the_order_in_which_it_needs_me(
    place: Place, worker: User, today: dt.date
) -> None:
    def case(name: str, **more: Any) -> Case:
        return make_case(place, worker, _ago(today, 100), ref=name, last_name=name, **more)

    _weekly(case("schema"), worker, today, last=1)
    fortnightly = case("afspraak", rhythm=(1, 14, Medium.HOME_VISIT))
    for days in (14, 28, 42, 56, 70):
        add_contact(fortnightly, worker, _ago(today, days))
    _weekly(case("dreigt"), worker, today, last=12)
    cut = case("minder-beloofd")
    _weekly(cut, worker, today, last=1)
    Agreement.objects.create(
        municipality=place.municipality, case=cut, valid_from=today, contacts=1, per_days=28, medium=Medium.PHONE,
        reason="budget",
    )  # fmt: skip
    _weekly(case("minder-gekomen"), worker, today, last=20)
    _weekly(case("niet-gezien"), worker, today, last=40)
    _weekly(case("langer-niet-gezien"), worker, today, last=45)
    lost = case("niet-te-vinden")
    _weekly(lost, worker, today, last=40)
    for days in (21, 14, 7):
        add_contact(lost, worker, _ago(today, days), Medium.PHONE, reached=False)

    found = _list(place, worker, today)
    assert _names(found.now) == [
        "niet-te-vinden",
        "langer-niet-gezien",
        "niet-gezien",
        "minder-gekomen",
        "minder-beloofd",
    ]
    assert _names(found.soon) == ["dreigt"]
    assert _names(found.due) == ["afspraak"]
    assert _names(found.calm) == ["schema"]
    assert [flag.kind for flag in found.now.lines[0].flags] == [Rule.UNFINDABLE, Rule.NOT_SEEN, Rule.ERODING]


def test_the_list_is_that_of_assess_for_every_open_flag(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    make_case(place, worker, _ago(today, 60))
    page = at_work.get("/").content.decode()
    shown = set(re.findall(r'data-case="([^"]+)" data-kind="([^"]+)" data-since="([^"]+)"', page))
    ((ref, standing),) = assessment.assess(municipality_id=place.municipality.pk, on=today)
    assert shown == {(ref, flag.kind.value, flag.since.isoformat()) for flag in standing.flags}
    assert len(shown) == 2


def test_a_line_says_in_plain_words_why_it_is_there(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, _ago(today, 100))
    _weekly(case, worker, today, last=40)
    words = _text(at_work.get("/"))
    assert "Niet gezien sinds" in words and "40 dagen, de grens is 28 dagen" in words
    assert "uit beeld" in words
    assert "Ook: minder gekomen dan nodig" in words
    assert not re.search(r"not_seen|eroding|scaled_down|unfindable", words)


def test_a_coming_day_is_said_as_one_says_it(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, _ago(today, 100), rhythm=(1, 7, Medium.HOME_VISIT))
    _weekly(case, worker, today, last=28)
    for days in range(1, 28, 2):
        add_contact(case, worker, _ago(today, days), Medium.VIDEO)
    assert "Morgen te lang niet gezien." in _text(at_work.get("/"))


def test_a_late_contact_says_how_many_days(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, _ago(today, 100), rhythm=(1, 28, Medium.PHONE))
    for days in (30, 58, 86):
        add_contact(case, worker, _ago(today, days), Medium.PHONE)
    assert "Bellen, 2 dagen over tijd." in _text(at_work.get("/"))


def test_a_case_that_is_closed_or_of_a_colleague_is_not_on_my_list(
    place: Place, worker: User, colleague: User, today: dt.date
) -> None:
    make_case(place, colleague, _ago(today, 60), ref="B")
    closed = make_case(place, worker, _ago(today, 60), ref="A")
    Case.objects.filter(pk=closed.pk).update(closed_on=today)
    assert _list(place, worker, today).total == 0


def test_a_paused_case_is_on_schedule_and_says_pause(place: Place, worker: User, today: dt.date) -> None:
    case = make_case(place, worker, _ago(today, 60))
    Pause.objects.create(
        municipality=place.municipality,
        case=case,
        first_day=today,
        last_day=_ago(today, -20),
        reason="opname",
    )
    _weekly(case, worker, today, last=1)
    (line,) = _list(place, worker, today).calm.lines
    assert line.next_contact == "pauze"


def test_an_empty_list_is_calm_and_says_where_the_teams_cases_are(at_work: Client) -> None:
    assert "Je hebt nu geen eigen dossiers." in _text(at_work.get("/"))


def test_when_nobody_needs_me_the_next_agreed_contact_is_named(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    _weekly(make_case(place, worker, _ago(today, 100)), worker, today, last=1)
    words = _text(at_work.get("/"))
    assert "Niemand heeft je nu met spoed nodig." in words
    assert "De eerstvolgende afspraak is" in words and "Dennis Hoekstra" in words


def test_a_list_of_sixty_costs_as_many_queries_as_a_list_of_one(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert at_work.get("/").status_code == 200
        return len(captured)

    make_case(place, worker, _ago(today, 60), ref="1")
    at_work.get("/")
    one = queries()
    for number in range(2, 61):
        make_case(place, worker, _ago(today, number), ref=str(number))
    assert queries() == one <= 10


# --- recording a contact -----------------------------------------------------------------------------


@pytest.fixture
def waiting(place: Place, worker: User, today: dt.date) -> Case:
    """A case that has never had a contact, so that two flags are open."""
    return make_case(place, worker, _ago(today, 60))


def test_the_form_comes_with_now_and_the_agreed_medium_filled_in(at_work: Client, waiting: Case) -> None:
    page = at_work.get(f"/dossiers/{waiting.pk}/contact/").content.decode()
    now = timezone.now().astimezone(ZONE)
    assert f'value="{now:%Y-%m-%dT%H:}' in page
    assert re.findall(r'value="(\d)" checked', page) == [str(Medium.HOME_VISIT.value)]


def test_without_htmx_the_form_is_a_page_and_returns_to_where_it_began(
    at_work: Client, waiting: Case
) -> None:
    path = f"/dossiers/{waiting.pk}/contact/"
    assert "<html" in at_work.get(path).content.decode()
    assert at_work.post(path, _sent())["Location"] == f"/#dossier-{waiting.pk}"
    answer = at_work.post(path, _sent(origin="dossier"), follow=True)
    assert answer.redirect_chain == [(f"/dossiers/{waiting.pk}/", 302)]
    assert "Dennis Hoekstra: Huisbezoek vastgelegd: vandaag om" in _text(answer)


def test_an_address_to_return_to_is_never_taken_from_the_form(at_work: Client, waiting: Case) -> None:
    answer = at_work.post(f"/dossiers/{waiting.pk}/contact/", _sent(origin="https://elders.example/"))
    assert answer["Location"] == f"/#dossier-{waiting.pk}"


def test_what_was_recorded_is_stored_with_who_and_when(at_work: Client, waiting: Case, worker: User) -> None:
    day = _ago(timezone.now().astimezone(ZONE).date(), 3)
    sent = _sent(medium=5, reached="false", note="Voicemail", happened_at=f"{day}T14:05")
    assert at_work.post(f"/dossiers/{waiting.pk}/contact/", sent).status_code == 302
    (contact,) = Contact.objects.all()
    assert (contact.medium, contact.reached, contact.note) == (Medium.PHONE, False, "Voicemail")
    assert (contact.worker, contact.day) == (worker, day)
    assert contact.happened_at == dt.datetime.combine(day, dt.time(14, 5), tzinfo=ZONE)


def test_with_htmx_the_line_and_the_counts_come_back_corrected(at_work: Client, waiting: Case) -> None:
    path = f"/dossiers/{waiting.pk}/contact/"
    form = at_work.get(path, headers=HTMX).content.decode()
    assert "<html" not in form and f'hx-post="{path}"' in form
    answer = at_work.post(path, _sent(), headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in page
    assert f'<li class="wz-line" id="dossier-{waiting.pk}">' in page
    assert "Huisbezoek vastgelegd: vandaag om" in page
    assert 'id="tellingen" hx-swap-oob="true"' in page
    assert "not_seen" not in page, "the resident was just seen"
    assert 'data-kind="eroding"' in page, "one visit does not make up for eight weeks"


def test_sent_twice_it_counts_once(at_work: Client, waiting: Case) -> None:
    sent = _sent()
    for _time in range(2):
        assert at_work.post(f"/dossiers/{waiting.pk}/contact/", sent).status_code == 302
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"medium": ""}, "Kies hoe je contact had."),
        ({"medium": "7"}, "Kies een van de zes manieren."),
        ({"reached": ""}, "Kies “Gelukt” of “Niet gelukt”."),
        ({"happened_at": ""}, "Vul in wanneer het was."),
        ({"happened_at": "gisteren"}, "Vul een datum en een tijd in"),
        ({"happened_at": "2199-01-01T10:00"}, "Dit ligt in de toekomst."),
        ({"happened_at": "1899-12-31T10:00"}, "Dit is voor 1900."),
        ({"happened_at": "0001-01-01T00:00"}, "Vul een datum en een tijd in"),
        ({"happened_at": "9999-12-31T23:59"}, "Dit ligt in de toekomst."),
        ({"happened_at": "2026-03-29T02:30"}, "Deze tijd bestaat niet"),
        ({"note": "x" * 4001}, "Het verslag is te lang"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_wrong_form_says_why_at_the_field_and_loses_nothing_that_was_typed(
    at_work: Client, waiting: Case, wrong: dict[str, str], words: str, headers: dict[str, str]
) -> None:
    sent = _sent(**{"medium": "5", "note": "Wat ik typte"} | wrong)
    answer = at_work.post(f"/dossiers/{waiting.pk}/contact/", sent, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert _text(answer).count(words) == 2, "in the summary and at the field"
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert sent["note"] in page and f'value="{sent["happened_at"]}"' in page and sent["token"] in page
    if sent["medium"] == "5":
        assert 'value="5" checked' in page
    assert not Contact.objects.exists()
    if headers:
        assert answer["HX-Retarget"] == f"#dossier-{waiting.pk} .wz-line__record"


def test_what_a_note_holds_is_never_markup(at_work: Client, waiting: Case) -> None:
    at_work.post(f"/dossiers/{waiting.pk}/contact/", _sent(note="<script>alert(1)</script>"))
    page = at_work.get(f"/dossiers/{waiting.pk}/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_part_of_a_page_answers_401_when_the_session_is_over(client: Client, waiting: Case) -> None:
    answer = client.post(f"/dossiers/{waiting.pk}/contact/", _sent(), headers=HTMX)
    assert answer.status_code == 401
    assert not Contact.objects.exists()


def _moment(typed: str) -> ContactForm:
    now = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    return ContactForm({"medium": "1", "reached": "true", "happened_at": typed}, zone=ZONE, now=now)


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("2026-03-29T01:59", "2026-03-29 00:59"),
        ("2026-03-29T03:00", "2026-03-29 01:00"),
        ("2026-10-25T02:30", "2026-10-25 00:30"),  # comes twice: the first
        ("17-03-2026 10:42", "2026-03-17 09:42"),
    ],
)
def test_a_typed_time_is_that_of_the_municipalitys_clock(typed: str, utc: str) -> None:
    form = _moment(typed)
    assert form.is_valid()
    assert f"{form.cleaned_data['happened_at'].astimezone(dt.UTC):%Y-%m-%d %H:%M}" == utc


@pytest.mark.parametrize("typed", ["2026-03-29T02:00", "2026-03-29T02:59"])
def test_the_hour_that_the_clock_skips_does_not_exist(typed: str) -> None:
    assert _moment(typed).errors["happened_at"].as_data()[0].code == "no_such_hour"


# --- the case ----------------------------------------------------------------------------------------


def test_the_case_shows_its_clocks_its_flags_with_their_sums_and_what_happened(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, _ago(today, 100))
    _weekly(case, worker, today, last=24)
    add_contact(case, worker, _ago(today, 10), Medium.PHONE)
    add_contact(case, worker, _ago(today, 5), Medium.PHONE, reached=False)
    words = _text(at_work.get(f"/dossiers/{case.pk}/"))
    assert "Dennis kreeg in 28 dagen 35 % van het contact dat nodig is. De grens is 50 %." in words
    assert "Gekomen: 140 van 400 punten 35 %" in words
    assert "1× huisbezoek, 1× telefoon in 28 dagen" in words
    assert "Telefoon, niet gelukt" in words
    assert "Te lang niet gezien op" in words


def test_the_flags_on_the_case_are_those_of_assess(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, _ago(today, 60))
    page = at_work.get(f"/dossiers/{case.pk}/").content.decode()
    shown = set(re.findall(r'data-case="([^"]+)" data-kind="([^"]+)" data-since="([^"]+)"', page))
    ((ref, standing),) = assessment.assess(municipality_id=place.municipality.pk, on=today)
    assert shown == {(ref, flag.kind.value, flag.since.isoformat()) for flag in standing.flags}


def test_the_sum_of_what_was_promised_names_both_rhythms(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, _ago(today, 100))
    Agreement.objects.create(
        municipality=place.municipality, case=case, valid_from=_ago(today, 9), contacts=1, per_days=14,
        medium=Medium.PHONE, reason="no_capacity", created_by=worker,
    )  # fmt: skip
    words = _text(at_work.get(f"/dossiers/{case.pk}/"))
    assert "Beloofd is 20 % van wat nodig is." in words
    assert "Nodig: 1× per week huisbezoek, 100 punten per keer 400" in words
    assert "Beloofd: 1× per 2 weken bellen, 40 punten per keer 80" in words
    assert "Geen capaciteit" in words


@pytest.mark.parametrize("opened", [-5, 0, 1, 500])
@pytest.mark.parametrize("agreed", [True, False])
def test_a_case_of_any_age_can_be_opened(
    at_work: Client, place: Place, worker: User, today: dt.date, opened: int, agreed: bool
) -> None:
    case = make_case(place, worker, _ago(today, opened), agreed=agreed)
    assert at_work.get(f"/dossiers/{case.pk}/").status_code == 200
    assert at_work.get("/").status_code == 200
    assert at_work.get("/dossiers/").status_code == 200


def test_a_closed_and_a_paused_case_say_why_nothing_is_counted(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, _ago(today, 60))
    pause = Pause.objects.create(
        municipality=place.municipality, case=case, first_day=today, last_day=today, reason="opname"
    )
    assert "de klokken staan stil" in _text(at_work.get(f"/dossiers/{case.pk}/"))
    pause.delete()
    Case.objects.filter(pk=case.pk).update(closed_on=_ago(today, 1))
    assert "Dit dossier is gesloten op" in _text(at_work.get(f"/dossiers/{case.pk}/"))


def test_a_long_history_costs_no_more_queries_and_shows_its_newest_first(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert at_work.get(f"/dossiers/{case.pk}/").status_code == 200
        return len(captured)

    case = make_case(place, worker, _ago(today, 400))
    at_work.get("/")
    short = queries()
    for days in range(1, 200):
        add_contact(case, worker, _ago(today, days))
    assert queries() == short <= 16
    few, everything = (at_work.get(f"/dossiers/{case.pk}/{more}").content.decode() for more in ("", "?alles"))
    assert few.count('class="wz-event"') == 20
    assert everything.count('class="wz-event"') >= 199
    assert "eerder)" in few and "eerder)" not in everything


# --- the list of cases -------------------------------------------------------------------------------


def test_the_list_pages_by_name_without_losing_or_repeating_anyone(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    for number in range(120):
        make_case(place, worker, today, ref=f"D{number:03}", last_name=f"Naam{number % 7}", first_name="Ali")
    seen, path = list[str](), "/dossiers/"
    for _page in range(3):
        page = at_work.get(path).content.decode()
        seen += re.findall(r"D\d{3}", page)
        following = re.search(r'href="(\?[^"]*na=[^"]*)"', page)
        path = "/dossiers/" + following[1].replace("&amp;", "&") if following else ""
    assert not path
    assert len(seen) == 120 == len(set(seen))


@pytest.mark.parametrize("query", ["hoek", "Dennis hoekstra", "d00001", "  HOEKSTRA "])
def test_a_name_is_found_by_a_part_of_it_in_any_case(
    at_work: Client, place: Place, worker: User, today: dt.date, query: str
) -> None:
    make_case(place, worker, today)
    make_case(place, worker, today, ref="D2", first_name="Nel", last_name="Bos")
    words = _text(at_work.get("/dossiers/", {"q": query}))
    assert "Hoekstra, Dennis" in words and "Bos" not in words


def test_a_query_that_finds_nobody_says_so(at_work: Client) -> None:
    assert "Geen dossier gevonden voor “<x>”" in _text(at_work.get("/dossiers/", {"q": "<x>"})).replace(
        "&lt;", "<"
    ).replace("&gt;", ">")


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "999999"])
def test_a_page_that_makes_no_sense_shows_the_first(
    at_work: Client, place: Place, worker: User, today: dt.date, after: str
) -> None:
    make_case(place, worker, today)
    assert "Hoekstra" in _text(at_work.get("/dossiers/", {"na": after}))


def test_closed_cases_are_shown_when_asked_for(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, _ago(today, 9))
    Case.objects.filter(pk=case.pk).update(closed_on=today)
    assert "Hoekstra" not in _text(at_work.get("/dossiers/"))
    assert "gesloten op" in _text(at_work.get("/dossiers/", {"gesloten": "1"}))


def test_the_list_costs_as_many_queries_for_fifty_as_for_one(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert at_work.get("/dossiers/").status_code == 200
        return len(captured)

    make_case(place, worker, today, ref="1")
    at_work.get("/dossiers/")
    one = queries()
    for number in range(2, 51):
        make_case(place, worker, today, ref=str(number))
    assert queries() == one


# --- every screen ------------------------------------------------------------------------------------


def test_no_screen_has_a_dead_link_an_inline_style_or_an_inline_script(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, _ago(today, 60))
    _weekly(make_case(place, worker, _ago(today, 60), ref="D2"), worker, today, last=2)
    paths = [
        "/",
        "/dossiers/",
        f"/dossiers/{case.pk}/",
        f"/dossiers/{case.pk}/contact/",
        "/account/password/change/",
    ]
    for path in paths:
        answer = at_work.get(path)
        page = answer.content.decode()
        assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=", page), path
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        ids = set(re.findall(r'\sid="([^"]+)"', page))
        for address in re.findall(r'href="([^"]*)"', page):
            target, _, part = address.replace("&amp;", "&").partition("#")
            if target.startswith("/static/"):
                continue
            if target and not target.startswith("?"):
                assert at_work.get(target).status_code == 200, (path, address)
            elif part:
                assert part in ids, (path, address)


def test_every_icon_that_a_screen_uses_is_in_the_sprite(
    at_work: Client, place: Place, worker: User, today: dt.date, settings: Any
) -> None:
    sprite = (settings.BASE_DIR / "static/vendor/tabler/icons.svg").read_text()
    there = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    templates = "".join(path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html"))
    code = "".join(path.read_text() for path in (settings.BASE_DIR / "cases").glob("*.py"))
    used = set(re.findall(r'{% icon "([^"]+)" %}', templates))
    used |= {name for name in re.findall(r'"([a-z]+(?:-[a-z]+)*)"', code) if name in there}
    assert used == there


def test_the_demo_says_on_every_page_that_all_is_made_up(client: Client, settings: Any) -> None:
    words = "alle mensen en gebeurtenissen zijn verzonnen"
    assert words not in _text(client.get("/inloggen/"))
    settings.WIJKZORG_DEMO = True
    assert words in _text(client.get("/inloggen/"))


def test_versions_of_need_and_agreement_say_who_and_why(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, _ago(today, 100))
    Need.objects.create(
        municipality=place.municipality, case=case, valid_from=today + dt.timedelta(days=3), contacts=2, per_days=7,
        medium=Medium.HOME_VISIT, reason="Post blijft liggen", created_by=worker,
    )  # fmt: skip
    words = _text(at_work.get(f"/dossiers/{case.pk}/"))
    assert "2× per week huisbezoek straks" in words
    assert f"door {worker.name} Post blijft liggen" in words
