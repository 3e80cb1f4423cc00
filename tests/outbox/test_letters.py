"""Letters: written with what they tell, sent at least once, tried again, given up where it shows; numbers only."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.cases.screens import words_of
from tests.conftest import Place
from wijkzorg.accounts.models import User
from wijkzorg.outbox import actions, tasks
from wijkzorg.outbox.models import Letter
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def texts(settings: Settings, tmp_path: Path) -> None:
    """A text of a letter for these tests alone."""
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "counted_subject.txt").write_text("{{ cases }} dossiers\nwachten")
    (folder / "counted.txt").write_text("Er wachten {{ cases }} dossiers: {{ home }}{% url 'today' %}")
    templates = [dict(settings.TEMPLATES[0])]
    templates[0]["DIRS"] = [tmp_path, *templates[0]["DIRS"]]
    settings.TEMPLATES = templates
    settings.WIJKZORG_URL = "https://wijkzorg.example"


def post(place: Place, *recipients: User, cases: int = 3, reason: str = "", at: dt.datetime = NOW) -> None:
    actions.post(
        municipality_id=place.municipality.pk,
        recipients=[user.pk for user in recipients],
        template="counted",
        numbers={"cases": cases},
        reason=reason,
        now=at,
    )


def run(now: dt.datetime = NOW) -> int:
    """Send what is due as the task does; return how many letters went."""
    return sum(
        actions.deliver(municipality_id=municipality, letter_id=pk, now=now)
        for municipality, pk in actions.due(now=now)
    )


def test_a_letter_has_numbers_and_a_link_and_goes_once(place: Place, worker: User, colleague: User) -> None:
    post(place, worker, colleague, worker)
    assert run() == 2
    assert run() == 0
    assert {letter.to[0] for letter in mail.outbox} == {worker.email, colleague.email}
    assert mail.outbox[0].subject == "3 dossiers wachten"
    assert mail.outbox[0].body == "Er wachten 3 dossiers: https://wijkzorg.example/"
    assert set(Letter.objects.values_list("attempts", "sent_at")) == {(1, NOW)}


def test_the_task_sends_what_waits(place: Place, worker: User) -> None:
    post(place, worker)
    tasks.send_letters()
    assert len(mail.outbox) == 1


def test_what_is_rolled_back_sends_nothing(place: Place, worker: User) -> None:
    with pytest.raises(ValueError, match="mislukt"), transaction.atomic():
        post(place, worker)
        raise ValueError("mislukt")
    assert run() == 0


def test_letters_of_every_municipality_go(
    place: Place, elsewhere: Place, worker: User, stranger: User
) -> None:
    post(place, worker)
    with inside(elsewhere.municipality.pk):
        post(elsewhere, stranger)
    assert run() == 2


def test_nobody_gets_the_same_letter_twice_for_the_same_reason(
    place: Place, worker: User, colleague: User
) -> None:
    post(place, worker, reason="2026-11-25")
    post(place, worker, colleague, reason="2026-11-25")
    post(place, worker, reason="2026-11-26")
    assert run() == 3


def test_a_letter_holds_no_words(place: Place, worker: User) -> None:
    with pytest.raises(IntegrityError, match="letter_numbers_only"), transaction.atomic():
        actions.post(
            municipality_id=place.municipality.pk,
            recipients=[worker.pk],
            template="counted",
            numbers={"name": "Dennis Hoekstra"},  # type: ignore[dict-item]
            now=NOW,
        )


def test_a_letter_that_fails_is_tried_again_with_growing_pauses_and_given_up_where_it_shows(
    place: Place, worker: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "no.such.Backend"
    post(place, worker)
    now = NOW
    waited = []
    while not Letter.objects.filter(given_up_at__isnull=False).exists():
        assert run(now) == 0
        letter = Letter.objects.get()
        assert run(letter.next_at - dt.timedelta(seconds=1)) == 0
        assert Letter.objects.get().attempts == letter.attempts, "not before its time"
        waited.append(letter.next_at - now)
        now = letter.next_at
    assert tuple(waited[:-1]) == actions.PAUSES
    assert list(actions.PAUSES) == sorted(set(actions.PAUSES))
    assert letter.attempts == len(actions.PAUSES) + 1
    assert "given up after 8 attempts" in caplog.text
    assert worker.email not in caplog.text
    assert run(now + dt.timedelta(days=30)) == 0


def test_a_letter_that_failed_once_goes_the_next_time(place: Place, worker: User, settings: Settings) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "no.such.Backend"
    post(place, worker)
    assert run() == 0
    settings.EMAIL_BACKEND = working
    assert run(NOW + actions.PAUSES[0]) == 1
    assert Letter.objects.get().failure == ""


def test_one_bad_letter_does_not_keep_back_the_others(place: Place, worker: User, colleague: User) -> None:
    actions.post(
        municipality_id=place.municipality.pk, recipients=[worker.pk], template="no_such_text", now=NOW
    )
    post(place, colleague)
    assert run() == 1


def test_an_account_that_was_closed_gets_no_letter(place: Place, worker: User) -> None:
    post(place, worker)
    worker.is_active = False
    worker.save()
    assert run() == 0
    assert Letter.objects.get().given_up_at == NOW
    assert mail.outbox == []


def test_a_worker_that_dies_leaves_its_letter_to_the_next(place: Place, worker: User) -> None:
    post(place, worker)
    with inside(place.municipality.pk):
        assert actions._claim(Letter.objects.get().pk, NOW) is not None
    assert run(NOW + actions.CLAIM - dt.timedelta(seconds=1)) == 0
    assert run(NOW + actions.CLAIM) == 1


def test_what_became_of_a_letter_is_forgotten_after_a_year_and_one_that_waits_never(
    place: Place, worker: User, colleague: User
) -> None:
    now = timezone.now()
    for days, ended in ((366, "sent_at"), (366, "given_up_at"), (366, ""), (364, "sent_at")):
        post(place, worker, at=now - dt.timedelta(days=days, hours=1))
        made = Letter.objects.latest("pk")
        if ended:
            setattr(made, ended, made.created_at)
            made.save()
    tasks.forget_letters()
    left = Letter.objects.order_by("pk")
    assert [(letter.sent_at is None, letter.given_up_at is None) for letter in left] == [
        (True, True),
        (False, True),
    ]
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Letter.objects.all().delete()


def test_the_administrator_reads_what_became_of_letters_and_changes_nothing(
    place: Place, worker: User, client: Client
) -> None:
    post(place, worker)
    client.force_login(User.objects.create_superuser("beheer@voorbeeldstad.example"))
    letter = Letter.objects.get()
    page = client.get("/beheer/outbox/letter/?template=counted").content.decode()
    assert "3 dossiers wachten" in page, "it is named by what stands above it"
    assert "3 dossiers wachten" not in client.get("/beheer/outbox/letter/?template=other").content.decode()
    page = client.get(f"/beheer/outbox/letter/{letter.pk}/change/").content.decode()
    assert "3 dossiers wachten" in page and "counted" not in page and "Geschiedenis" not in page
    post(place, worker, cases=7)
    Letter.objects.filter(pk=letter.pk).update(sent_at=NOW)
    for stands, told, other in (
        ("verstuurd", "verstuurd op 25 november 2026 10:00", 7),
        ("wacht", "wacht", 3),
    ):
        words = words_of(client.get(f"/beheer/outbox/letter/?toestand={stands}"))
        assert f"dossiers wachten {told}" in words and f"{other} dossiers" not in words
    late = {"attempts": 8, "sent_at": None, "given_up_at": NOW, "failure": "SMTPServerDisconnected"}
    Letter.objects.update(**late)
    words = words_of(client.get("/beheer/outbox/letter/?toestand=opgegeven"))
    assert "opgegeven op 25 november 2026 10:00, bij poging 8: SMTPServerDisconnected" in words
    Letter.objects.update(given_up_at=None, attempts=2, next_at=NOW)
    words = words_of(client.get("/beheer/outbox/letter/"))
    assert "wacht tot 25 november 2026 10:00; bij poging 2 ging het mis: SMTPServerDisconnected" in words
    Letter.objects.update(template="no_such_text", recipient=None, address="buur@voorbeeldstad.example")
    words = words_of(client.get("/beheer/outbox/letter/"))
    assert "iemand van buiten" in words and "buur@" not in words
    assert "no_such_text" in client.get("/beheer/outbox/letter/").content.decode()
    assert client.get("/beheer/outbox/letter/add/").status_code == 403
    assert client.post(f"/beheer/outbox/letter/{letter.pk}/change/", {"template": "x"}).status_code == 403
