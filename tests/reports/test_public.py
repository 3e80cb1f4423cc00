"""The public form "Ik maak me zorgen": works for anybody, loses nothing in silence, and counts once."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from reports import actions
from reports.models import TEXT_LENGTH, CallInstead, Report
from tests.cases.screens import words_of
from tests.conftest import Place, make_place
from tests.reports.conftest import WEDNESDAY, Shift, at, days
from tests.volunteers.public.conftest import told_beside, told_first
from wijkzorg.accounts.models import User
from wijkzorg.outbox.models import Letter
from wijkzorg.shell.guarded_forms import make_stamp
from wijkzorg.tenancy.plain_dutch import plain_faults

pytestmark = pytest.mark.django_db
ADDRESS = "/zorgen/GM9999/"
OPENED = at(WEDNESDAY, 10)
SENT = OPENED + dt.timedelta(minutes=2)


@pytest.fixture(autouse=True)
def counted_anew() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def _open(client: Client, now: dt.datetime = OPENED) -> str:
    """Open the form and return its stamp."""
    with time_machine.travel(now, tick=False):
        page = client.get(ADDRESS).content.decode()
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found is not None
    return html.unescape(found[1])


def _form(place: Place, stamp: str, **changed: Any) -> dict[str, Any]:
    return {
        "about": "person",
        "neighbourhood": place.neighbourhood.pk,
        "text": "De gordijnen gaan niet meer open.",
        "stamp": stamp,
    } | changed


def _send(client: Client, form: dict[str, Any], now: dt.datetime = SENT) -> Any:
    with time_machine.travel(now, tick=False):
        return client.post(ADDRESS, form, follow=True)


def test_somebody_without_an_account_tells_it_and_reads_what_happens_now(
    client: Client, place: Place, worker: User, shift: Shift
) -> None:
    shift(worker, at(WEDNESDAY, 9), at(WEDNESDAY, 17))
    words = words_of(_send(client, _form(place, _open(client))))
    assert "Dank u. Uw bericht is binnen." in words
    assert "Uw bericht is opgepakt, uiterlijk op donderdag 26 november." in words
    report = Report.objects.get()
    assert (report.channel, report.filed_by, report.received_at) == ("public", None, SENT)
    assert (report.reporter_name, report.duty_kind) == ("", "social")


def test_with_nobody_on_duty_one_reads_when_somebody_is_and_whom_to_call_meanwhile(
    client: Client, place: Place, worker: User, shift: Shift
) -> None:
    shift(worker, at(days(5), 9), at(days(5), 17))
    form = _form(place, _open(client))
    words = words_of(_send(client, form))
    assert (
        "Er is nu niemand aan het werk. Een medewerker leest uw bericht vanaf maandag 30 november om 09:00."
        in words
    )
    assert "Veilig Thuis" in words and "0800 2000" in words
    CallInstead.objects.create(
        municipality=place.municipality, name="Wijkteam Oost", phone="0999 120010", hours="tot 17.00 uur"
    )
    words = words_of(_send(client, form))
    assert "Bel dan Wijkteam Oost (tot 17.00 uur): 0999 120010" in words and "Veilig Thuis" not in words


def test_with_nobody_on_the_roster_a_day_is_named_all_the_same(client: Client, place: Place) -> None:
    words = words_of(_send(client, _form(place, _open(client))))
    assert "Iemand leest uw bericht uiterlijk op donderdag 26 november." in words


def test_who_ticks_danger_reads_112_first_and_then_sends_with_what_was_typed(
    client: Client, place: Place, worker: User, shift: Shift
) -> None:
    shift(worker, at(WEDNESDAY, 9), at(WEDNESDAY, 17))
    form = _form(place, _open(client), danger="on", text="Hij slaat haar")
    first = _send(client, form)
    assert first.status_code == 422 and not Report.objects.exists()
    page = first.content.decode()
    assert "Is er nu gevaar? Bel 112." in words_of(first) and 'href="tel:112"' in page
    assert "Hij slaat haar" in page
    assert 'name="read_112" value="on"' in page
    words = words_of(_send(client, form | {"read_112": "on"}))
    assert "Dank u." in words and "Is er nu gevaar? Bel 112." in words
    assert Report.objects.get().danger


def test_a_wrong_form_with_danger_shows_112_too(client: Client, place: Place) -> None:
    answer = _send(client, _form(place, _open(client), danger="on", text=""))
    assert answer.status_code == 422 and "Is er nu gevaar? Bel 112." in words_of(answer)


def test_the_same_form_sent_again_counts_once_and_is_thanked_again(client: Client, place: Place) -> None:
    form = _form(place, _open(client))
    for _twice in range(2):
        assert "Dank u." in words_of(_send(client, form))
    assert Report.objects.count() == 1


def test_a_robot_that_posts_five_hundred_times_is_held_off_and_a_person_reads_why(
    client: Client, place: Place
) -> None:
    codes = []
    for _number in range(500):
        with time_machine.travel(SENT, tick=False):
            codes.append(client.post(ADDRESS, _form(place, _another_stamp())).status_code)
    assert Report.objects.count() == 10 and codes.count(302) == 10 and codes.count(429) == 490
    answer = _send(client, _form(place, _open(client), text="Dit typte ik"))
    assert answer.status_code == 429 and answer["Retry-After"]
    assert "Dit is nog niet verstuurd" in words_of(answer) and "Dit typte ik" in answer.content.decode()
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert "Dank u." in words_of(_send(other, _form(place, _open(other))))


def _another_stamp() -> str:
    with time_machine.travel(OPENED, tick=False):
        return make_stamp()


def test_who_fills_in_the_robots_field_or_is_too_quick_reads_so_and_loses_nothing(
    client: Client, place: Place
) -> None:
    stamp = _open(client)
    trapped = _send(client, _form(place, stamp, website="https://koop.example", text="Dit typte ik"))
    assert trapped.status_code == 422 and "Dit vak is voor robots" in words_of(trapped)
    quick = _send(client, _form(place, stamp, text="Dit typte ik"), now=OPENED + dt.timedelta(seconds=1))
    assert quick.status_code == 422 and "Dat ging erg snel" in words_of(quick)
    for answer in (trapped, quick):
        assert "Dit typte ik" in answer.content.decode()
    assert not Report.objects.exists()
    assert "Dank u." in words_of(_send(client, _form(place, stamp)))


@pytest.mark.parametrize("stamp", ["", "verzonnen", "x:y:z"])
def test_a_stamp_that_is_not_ours_files_nothing(client: Client, place: Place, stamp: str) -> None:
    answer = _send(client, _form(place, stamp, text="Dit typte ik"))
    assert answer.status_code == 422 and "te lang open" in words_of(answer)
    assert "Dit typte ik" in answer.content.decode() and not Report.objects.exists()


def test_a_form_that_lay_open_for_two_days_is_sent_with_its_new_stamp(client: Client, place: Place) -> None:
    stamp = _open(client, OPENED - dt.timedelta(days=2))
    answer = _send(client, _form(place, stamp))
    assert answer.status_code == 422
    new = html.unescape(re.search(r'name="stamp" value="([^"]+)"', answer.content.decode())[1])  # type: ignore[index]
    assert new != stamp
    again = _send(client, _form(place, new), now=SENT + dt.timedelta(seconds=10))
    assert "Dank u." in words_of(again)


@pytest.mark.parametrize(
    "text",
    [
        "😟🏚️ hulp 👵🏽",
        "שלום השכן שלי לא פותח",
        "مرحبا\u202eabc",
        "<script>alert(1)</script>",
        "a\u0301" * 100,
    ],
)
def test_any_writing_is_kept_as_it_was_typed(client: Client, place: Place, text: str) -> None:
    _send(client, _form(place, _open(client), text=text))
    assert Report.objects.get().text == text


@pytest.mark.parametrize("field", ["text", "subject", "reporter_name"])
def test_what_is_too_long_or_not_text_is_refused_at_its_field_and_kept(
    client: Client, place: Place, field: str
) -> None:
    long = "x" * 100_000
    answer = _send(client, _form(place, _open(client), **{field: long}))
    assert answer.status_code == 422 and long in answer.content.decode()
    assert f'id="id_{field}_fout"' in answer.content.decode()
    assert "100000" in words_of(answer)
    assert not Report.objects.exists()


def test_exactly_as_long_as_allowed_goes(client: Client, place: Place) -> None:
    _send(client, _form(place, _open(client), text="x" * TEXT_LENGTH))
    assert Report.objects.count() == 1


def test_all_faults_are_told_at_once(client: Client, place: Place) -> None:
    answer = _send(
        client,
        {
            "about": "place",
            "stamp": _open(client),
            "reporter_email": "geen adres",
            "reporter_phone": "bel maar aan",
            "neighbourhood": "x",
        },
    )
    words = words_of(answer)
    for fault in (
        "Kies de buurt.",
        "Vertel wat u ziet of hoort.",
        "Kies wat er speelt.",
        "Dit is geen e-mailadres.",
        "Dit is geen telefoonnummer, zoals 06 1234 5678.",
    ):
        assert words.count(fault) == 2  # above the form and at the field
    page = answer.content.decode()
    assert 'value="bel maar aan"' in page
    assert told_first(page) == told_beside(page), "in the order of the page"


def test_a_telephone_number_is_kept_as_one_dials_it_and_need_not_be_there(
    client: Client, place: Place
) -> None:
    for typed in ("+31 (0)6 12345678", ""):
        _send(client, _form(place, _another_stamp(), reporter_phone=typed))
    assert list(Report.objects.order_by("pk").values_list("reporter_phone", flat=True)) == [
        "06 12 34 56 78",
        "",
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "Iemand is met uw bericht bezig"), ("en", "Somebody is on your message")],
)
def test_the_letter_comes_in_the_language_in_which_the_form_was_filled_in(
    client: Client, place: Place, worker: User, language: str, said: str
) -> None:
    client.get(f"{ADDRESS}?taal={language}")  # chosen once, remembered by the browser
    _send(client, _form(place, _open(client), reporter_email="buur@voorbeeld.example"))
    with transaction.atomic():
        actions.take_up(actor=worker, report=Report.objects.get(), now=SENT)
    (letter,) = Letter.objects.all()
    assert letter.language == language
    with translation.override(language):
        assert render_to_string("letters/report_taken_up_subject.txt").strip() == said
        body = render_to_string("letters/report_taken_up.txt")
    assert plain_faults(body) == []
    assert ("privé" in body) is (language == "nl") and ("private" in body) is (language == "en")


def test_a_neighbourhood_of_another_municipality_is_no_choice(
    client: Client, place: Place, elsewhere: Place
) -> None:
    answer = _send(client, _form(elsewhere, _open(client)))
    assert answer.status_code == 422 and "Kies de buurt." in words_of(answer)
    assert "Buurstad" not in words_of(answer)


def test_each_municipality_has_its_own_form_and_an_unknown_one_none(client: Client, place: Place) -> None:
    make_place("GM9997", "Verderop")
    assert "Verderop" in words_of(client.get("/zorgen/GM9997/"))
    assert client.get("/zorgen/GM0000/").status_code == 404
    assert client.get("/zorgen/GM9999/verstuurd/").status_code == 404
    assert client.get("/zorgen/GM9999/verstuurd/?wanneer=verzonnen").status_code == 404
    assert client.put(ADDRESS).status_code == 405


def test_the_public_pages_load_nothing_from_elsewhere_and_need_no_script(
    client: Client, place: Place
) -> None:
    pages = [client.get(ADDRESS), _send(client, _form(place, _open(client))), _send(client, {"danger": "on"})]
    for page in pages:
        content = page.content.decode()
        assert "<script" not in content
        assert not re.search(r'(?:src|href|action)="https?://', content)


def test_the_public_pages_are_in_plain_short_sentences(client: Client, place: Place) -> None:
    pages = [client.get(ADDRESS), _send(client, _form(place, _open(client))), _send(client, {"danger": "on"})]
    for page in pages:
        said = re.sub(r"</(?:p|h1|h2|label|legend|li|option|a|button)>", ". ", page.content.decode())
        words = re.sub(r"<(style|svg).*?</\1>|<head.*?</head>|<[^>]*>", " ", said, flags=re.DOTALL)
        for sentence in re.split(r"[.?!:]\s", html.unescape(words)):
            assert len(sentence.split()) <= 15, sentence
        assert not re.search(r"integraal|positionering|aansturing|opschalen|onvindbaar|signalering", words)
