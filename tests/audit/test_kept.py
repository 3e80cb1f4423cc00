"""How long the log is kept: what is past its years goes at night, what is not whole is told, nothing else moves."""

from __future__ import annotations

import datetime as dt
import io
import time

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from pytest_django import Settings

from rights.policy import set_periods
from rights.retention import Periods
from rights.tasks import drop_old_log
from tests.audit.sealed import by_the_owner, look, old_lines, owner_says, seal, verify
from tests.conftest import Place
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry, VisitorEntry
from wijkzorg.audit.tasks import forget_visitors, seal_log, verify_log_of
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_a_month_of_more_than_five_years_ago_is_dropped_and_leaves_its_seal(place: Place) -> None:
    old_lines(place, dt.date(2020, 3, 1))
    look(place)
    seal(place)
    call_command("drop_log_month", "2020-03", stderr=io.StringIO())
    with inside(place.municipality.pk):
        assert AccessEntry.objects.count() == 1
    assert verify() == ("", "")
    look(place)
    for _ in range(600):  # what was dropped stands in the seals: `seal` cannot see that a line waits
        seal_log()
        if verify() == ("", ""):
            break
        time.sleep(0.1)
    assert verify() == ("", "")


def test_a_month_that_is_not_old_enough_not_sealed_or_not_whole_is_not_dropped(place: Place) -> None:
    with pytest.raises(CommandError, match="kept for 5 years"):
        call_command("drop_log_month", f"{dt.datetime.now(dt.UTC):%Y-%m}")
    with pytest.raises(CommandError, match="kept for 5 years"):
        call_command("drop_log_month", "2020-03", "--years", "1")
    old_lines(place, dt.date(2020, 3, 1))
    with pytest.raises(CommandError, match="not whole"):
        call_command("drop_log_month", "2020-03")
    seal(place)
    with pytest.raises(CommandError, match="kept for 20 years"):
        call_command("drop_log_month", "2020-03", "--years", "20")
    with by_the_owner():
        owner_says("UPDATE audit_accessentry SET reason = 'x'")
    with pytest.raises(CommandError, match="not whole"):
        call_command("drop_log_month", "2020-03")


def test_at_night_the_months_past_their_years_are_dropped_and_no_others(place: Place) -> None:
    old_lines(place, dt.date(2019, 3, 1))
    old_lines(place, dt.date(2020, 3, 1))
    look(place)
    seal(place)
    drop_old_log()
    with inside(place.municipality.pk):
        assert AccessEntry.objects.count() == 1
    assert verify() == ("", "")
    drop_old_log()
    assert verify() == ("", "")


def test_the_municipality_that_keeps_its_log_for_longest_decides(
    place: Place, elsewhere: Place, team_lead: User
) -> None:
    old_lines(place, dt.date(2010, 3, 1))
    seal(place)
    for years, left in ((30, 3), (6, 0)):
        with inside(elsewhere.municipality.pk):
            set_periods(
                actor=team_lead,
                municipality=elsewhere.municipality,
                periods=Periods(log=years),
                reason="archief",
                now=dt.datetime.now(dt.UTC),
            )
        drop_old_log()
        with inside(place.municipality.pk):
            assert AccessEntry.objects.count() == left


def test_a_month_past_its_years_that_is_not_whole_stays_and_is_told(
    place: Place, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ADMINS = [("beheer", "beheer@voorbeeldstad.example")]
    old_lines(place, dt.date(2019, 3, 1))
    seal(place)
    with by_the_owner():
        owner_says("UPDATE audit_accessentry SET reason = 'x'")
    drop_old_log()
    with inside(place.municipality.pk):
        assert AccessEntry.objects.count() == 3
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "not whole" in mail.outbox[0].subject


def test_every_night_the_chain_is_proved_loudly_where_it_does_not_hold(
    place: Place, elsewhere: Place, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ADMINS = [("beheer", "beheer@voorbeeldstad.example")]
    (line,) = look(place)
    look(elsewhere)
    seal(place)
    verify_log_of(place.municipality.pk)
    verify_log_of(elsewhere.municipality.pk)
    assert not mail.outbox and not caplog.records
    with by_the_owner():
        owner_says("UPDATE audit_accessentry SET reason = 'geheim' WHERE id = %s", [line])
    verify_log_of(place.municipality.pk)
    verify_log_of(elsewhere.municipality.pk)
    (letter,) = mail.outbox
    assert "GM9999" in letter.subject and f"line {line}: altered" in letter.body
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "geheim" not in letter.body


def test_visitors_are_forgotten_after_a_year_and_not_before(place: Place) -> None:
    owner_says(
        "INSERT INTO audit_visitorentry (action, at) VALUES ('sign_in', now() - interval '366 days 1 hour'),"
        " ('sign_in', now() - interval '364 days')"
    )
    forget_visitors()
    assert VisitorEntry.objects.count() == 1
    with pytest.raises(DatabaseError, match="append-only"):
        owner_says("DELETE FROM audit_visitorentry")
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_visitorentry")
