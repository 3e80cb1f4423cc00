"""What people outside read of help requests: every letter is there in both languages, short and plain, without a name.

It leads to what it is about, and nothing in its link is of anybody, or can be guessed.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from tests.cases.screens import words_of
from tests.conftest import Place, signed_in, stay_inside
from tests.volunteers.conftest import NOW, Ask, Neighbour, days, letters
from volunteers import applying, filing, offering, volunteering
from volunteers.asked import code_of
from volunteers.models import Volunteer
from volunteers.volunteering import Gives
from wijkzorg.accounts.models import User
from wijkzorg.outbox.actions import deliver
from wijkzorg.outbox.models import Letter
from wijkzorg.tenancy.plain_dutch import plain_faults

LETTERS = Path(settings.BASE_DIR) / "templates" / "letters"
SIGNING_IN = Path(settings.BASE_DIR) / "templates" / "account" / "email"
ROOM = Path(settings.BASE_DIR) / "volunteers"
NUMBERS = {
    "day": 3,
    "month": 12,
    "year": 2026,
    "hour": 9,
    "minute": 5,
    "count": 2,
    "home": "https://wijk.example",
    "path": "/hulp/GM9999/volgen/1234567890123456/",
}
POSTED = re.compile(r'"((?:help|offer|task|vog|volunteer|application)_[a-z_]+)"')
NO_LETTER = re.compile(
    r"__|help_request|task_one|volunteer_task|offer_(?:wall|open|is|answered|held|of)|_wall$|_once$"
)
STAFF = {"volunteer_call"}
DUTCH = re.compile(r"\b(?:je|jij|u|uw|het|een|niet|van|wij|ook|voor|dat|met|er|is nu)\b", re.I)
CODE = r"[0-9]{16}"


def _posted() -> set[str]:
    source = "".join(
        (ROOM / f"{name}.py").read_text(encoding="utf-8")
        for name in (
            "filing",
            "offering",
            "keeping",
            "volunteering",
            "escalating",
            "changing",
            "planning",
            "applying",
        )
    )
    return {name for name in POSTED.findall(source) if not NO_LETTER.search(name)}


def test_every_letter_that_is_posted_is_there() -> None:
    names = _posted() | {f"called_{kind}" for kind in ("coordinator", "worker", "duty")}
    assert len(names) > 20
    assert [name for name in sorted(names) if not (LETTERS / f"{name}.txt").exists()] == []


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", sorted(_posted()))
def test_a_letter_is_plain_and_has_no_name_in_it(name: str, language: str) -> None:
    with translation.override("nl" if name in STAFF else language):
        said = render_to_string(f"letters/{name}.txt", NUMBERS)
        subject = render_to_string(f"letters/{name}_subject.txt", NUMBERS)
    assert plain_faults(said) == [] and plain_faults(subject) == []
    assert len(subject.split()) <= 9
    assert "{" not in said and "{" not in subject
    assert set(re.findall(r"\d+", said)) <= {
        "3",
        "12",
        "2026",
        "9",
        "05",
        "2",
        "112",
        "9999",
        "1234567890123456",
    }
    if language == "en" and name not in STAFF:
        told = said.partition("https://")[0]
        assert not DUTCH.findall(f"{subject} {told}"), said


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", sorted(SIGNING_IN.glob("*.txt")), ids=lambda path: path.stem)
def test_a_letter_about_signing_in_is_plain_too(path: Path, language: str) -> None:
    with translation.override(language):
        said = render_to_string(
            f"account/email/{path.name}",
            {
                "code": "ABC-DEF",
                "link": "https://wijk.example/x",
                "password_reset_url": "https://wijk.example/y",
            },
        )
    assert plain_faults(said) == []
    if language == "en" and not path.stem.startswith("password"):
        assert not DUTCH.findall(said), said


# --- Where they lead, and in which language ---------------------------------------------------------------------


def _sent(letter: Letter) -> str:
    """Send a letter, and return its subject and text."""
    mail.outbox.clear()
    assert deliver(
        municipality_id=letter.municipality_id, letter_id=letter.pk, now=NOW + dt.timedelta(days=40)
    )
    (one,) = mail.outbox
    return f"{one.subject}\n{one.body}"


def _link(said: str) -> str:
    (link,) = re.findall(r"https?://[^/]+(/\S*)", said)
    return str(link)


@pytest.mark.django_db(transaction=True)
def test_who_asked_for_help_comes_to_their_own_request_by_its_code_alone(
    client: Client, place: Place, ask: Ask
) -> None:
    request = ask(email="wit@voorbeeldstad.example")
    (letter,) = letters("help_opened")
    assert code_of(request.token) not in letter.path_encrypted, "who reads the database cannot use it"
    link = _link(_sent(letter))
    assert re.fullmatch(rf"/hulp/GM9999/volgen/{CODE}/", link)
    assert "We zoeken iemand die kan helpen." in words_of(client.get(link))
    (kept,) = letters("help_opened")
    assert (kept.path_encrypted, kept.address) == ("", ""), "and when it is sent nothing of it is kept"


@pytest.mark.django_db(transaction=True)
def test_who_asked_in_english_reads_the_letters_and_the_page_in_english(
    client: Client, place: Place, ask: Ask
) -> None:
    request = ask(email="white@voorbeeldstad.example", reads="en")
    filing.withdraw(actor=None, request=request, now=NOW)
    (letter,) = letters("help_withdrawn")
    said = _sent(letter)
    assert "Your request for help has been withdrawn." in said
    assert _link(said).endswith("/?taal=en")
    assert "This request was withdrawn." in words_of(client.get(_link(said)))


@pytest.mark.django_db
def test_a_language_that_somebody_speaks_is_that_of_their_letters_where_the_site_has_it(ask: Ask) -> None:
    spoken = [ask(language=language).reads for language in ("en", "tr", "")]
    assert spoken == ["en", "nl", "nl"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("reads", "subject"), [("nl", "Een buur vraagt hulp"), ("en", "A neighbour asks for help")]
)
def test_a_volunteer_comes_to_the_question_in_the_language_in_which_they_read(
    client: Client, place: Place, ask: Ask, neighbour: Neighbour, reads: str, subject: str
) -> None:
    volunteer = neighbour(reads=reads)
    offering.offer(request=ask(), volunteer=volunteer, now=NOW)
    (letter,) = letters("offer_new")
    said = _sent(letter)
    assert said.startswith(subject)
    link = _link(said)
    assert link == ("/vrijwilliger/" if reads == "nl" else "/vrijwilliger/?taal=en"), "no number in it"
    with_next = client.get(link)
    assert with_next.status_code == 302 and "/inloggen/" in with_next["Location"]
    stay_inside(place.municipality.pk)
    heading = "Vragen bij mij in de buurt" if reads == "nl" else "Questions near me"
    assert heading in words_of(signed_in(client, volunteer.user).get(link))


@pytest.mark.django_db
def test_each_letter_to_a_volunteer_leads_to_the_page_that_it_is_about() -> None:
    pages = {
        "offer_new": "/vrijwilliger/",
        "offer_changed": "/vrijwilliger/",
        "offer_over": "/vrijwilliger/",
        "task_cancelled": "/vrijwilliger/taken/",
        "task_thanks": "/vrijwilliger/week/",
        "vog_ends": "/vrijwilliger/week/",
        "volunteer_waits": "/vrijwilliger/week/kan/",
        "volunteer_call": "/hulpvragen/",
        "called_coordinator": "/hulpvragen/",
    }
    for name, page in pages.items():
        said = render_to_string(f"letters/{name}.txt", NUMBERS)
        assert said.rstrip().endswith(f"https://wijk.example{page}"), name


@pytest.mark.django_db
def test_a_volunteer_who_chooses_a_language_gets_letters_in_it(
    client: Client, place: Place, neighbour: Neighbour
) -> None:
    volunteer = neighbour()
    phone = signed_in(client, volunteer.user)
    for chosen, kept in (("en", "en"), ("xx", "en"), ("nl", "nl")):
        phone.get("/vrijwilliger/", {"taal": chosen})
        stay_inside(place.municipality.pk)
        assert Volunteer.objects.get().reads == kept
    volunteering.read_in(actor=volunteer.user, volunteer=volunteer, language="en")
    held = Volunteer.objects.get(pk=volunteer.pk)
    Volunteer.objects.filter(pk=volunteer.pk).update(joined_on=days(-15))
    held.refresh_from_db()
    assert volunteering.tell_idle(volunteer=held, now=NOW)
    assert letters("volunteer_waits")[0].language == "en"


@pytest.mark.django_db
@pytest.mark.usefixtures("postcode")
def test_who_offered_help_in_english_is_answered_and_comes_in_in_english(
    place: Place, coordinator: User, volunteer: User
) -> None:
    made = applying.apply(
        municipality=place.municipality,
        name="Amy Ford",
        email=volunteer.email,
        gives=Gives(postcode="1892 AB", kinds=["dog"]),
        text="",
        token=uuid.uuid4(),
        now=NOW,
        reads="en",
    )
    assert letters("application_received")[0].language == "en"
    applying.approve(actor=coordinator, application=made, link=lambda token: token, now=NOW)
    come = applying.come_in(user=volunteer, municipality=place.municipality, now=NOW)
    assert come is not None and come.reads == "en"
