"""A form with several things wrong says all of them at once, each at its field, and keeps what was typed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.changing import version_of
from cases.models import Agreement, Case, Decision, Need, Pause
from tests.agreements.forms import agreement, opening
from tests.cases.screens import sent_form, words_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def wrong(at_work: Client, case: Case, name: str, form: dict[str, Any]) -> set[str]:
    """Send a form, and return the fields at which something is said; everything that was typed is still there."""
    answer = at_work.post(reverse(name, args=[case.pk]), form)
    assert answer.status_code == 422
    page = answer.content.decode()
    for field, typed in form.items():
        assert not typed or typed in page, field
    found = {field for field in form if f'id="id_{field}_fout"' in page}
    for field in found:
        assert f'href="#id_{field}"' in page, "the summary leads to it"
        assert f"id_{field}_fout" in page.split(f'name="{field}"')[1].split(">")[0], (
            "it is read with the field"
        )
    return found


def test_a_pause_that_is_too_long_and_has_no_reason(at_work: Client, case: Case, today: dt.date) -> None:
    form = {"first_day": today.isoformat(), "last_day": (today + 42 * DAY).isoformat(), "reason": ""}
    assert wrong(at_work, case, "pause", form) == {"last_day", "reason"}
    far = today + 400 * DAY
    form = {"first_day": far.isoformat(), "last_day": far.isoformat(), "reason": ""}
    assert wrong(at_work, case, "pause", form) == {"first_day", "reason"}
    assert not Pause.objects.exists()


@pytest.mark.parametrize("days", [-100, 400])
def test_a_closing_on_a_day_that_cannot_be_and_has_no_reason(
    at_work: Client, case: Case, today: dt.date, days: int
) -> None:
    form = {"closed_on": (today + days * DAY).isoformat(), "reason": "", "seen": str(version_of(case))}
    assert wrong(at_work, case, "close-case", form) == {"closed_on", "reason"}
    case.refresh_from_db()
    assert case.closed_on is None


def test_a_need_and_an_agreement_before_the_case_opened(at_work: Client, case: Case, today: dt.date) -> None:
    need = {"contacts": "3", "per_days": "2", "medium": "1", "valid_from": "2001-01-01", "reason": ""}
    assert wrong(at_work, case, "need", need) == {"contacts", "valid_from", "reason"}
    less = agreement(today, valid_from="2001-01-01", reason="", instead="", decision_title="", decision_by="",
                     decision_on="")  # fmt: skip
    assert wrong(at_work, case, "agree", less) == {"valid_from", "reason", "instead"}
    named = agreement(today, decision_by="", review_on="", valid_from="2001-01-01")
    assert wrong(at_work, case, "agree", named) == {"valid_from", "decision_by", "review_on"}
    long = agreement(today, instead="x" * 2001, residents_words="", decision_title="", decision_by="",
                     decision_on="")  # fmt: skip
    assert wrong(at_work, case, "agree", long) == {"instead", "residents_words", "decision"}
    assert Agreement.objects.filter(case=case).count() == Need.objects.filter(case=case).count() == 1
    assert not Decision.objects.exists()


def test_an_opening_in_the_future_of_somebody_who_cannot_be_that_old(at_work: Client, today: dt.date) -> None:
    form = opening(today, reason="", birth_date="1850-01-01", opened_on=(today + DAY).isoformat())
    answer = at_work.post(reverse("open-case"), form)
    assert answer.status_code == 422
    for words in (
        "Deze geboortedatum kan niet.",
        "Deze dag moet nog komen.",
        "Schrijf in een paar woorden waarom.",
    ):
        assert words_of(answer).count(words) == 2, "in the summary and at the field"
    assert "1850-01-01" in answer.content.decode() and "Wim" in answer.content.decode()


def test_a_contact_in_the_future_without_how_it_was(at_work: Client, case: Case, today: dt.date) -> None:
    sent = sent_form(medium="", happened_at="2199-01-01T10:00", follow_up_on="2001-01-01", note="Koffie")
    answer = at_work.post(f"/dossiers/{case.pk}/contact/", sent)
    for words in ("Kies hoe je contact had.", "Dit ligt in de toekomst.", "Deze dag is al voorbij."):
        assert words_of(answer).count(words) == 2
    assert "Koffie" in answer.content.decode()


def test_a_plan_too_far_ahead_and_a_sign_of_life_in_the_future(
    at_work: Client, unseen: Case, today: dt.date
) -> None:
    flag = unseen.flags.latest("pk")
    form = {"plan": "", "until": (today + 43 * DAY).isoformat()}
    answer = at_work.post(reverse("answer-flag", args=[unseen.pk, flag.pk]), form)
    assert "Schrijf op wat je gaat doen." in words_of(answer) and "Kies een dag binnen 42 dagen." in words_of(
        answer
    )
    sign = {"source": "", "seen_at": "2199-01-01T10:00", "note": "Liep op straat"}
    answer = at_work.post(reverse("record-sign", args=[unseen.pk]), sign)
    assert "Kies wie de bewoner zag." in words_of(answer) and "Dit ligt in de toekomst." in words_of(answer)
    assert "Liep op straat" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("pause", "reason"),
        ("close-case", "reason"),
        ("need", "reason"),
        ("agree", "residents_words"),
        ("agree", "reason_text"),
        ("agree", "instead"),
        ("transfer-offer", "note"),
    ],
)
@pytest.mark.parametrize("sign", ["x", "\N{GRINNING FACE}", "\N{ARABIC LETTER ALEF}"])
def test_a_hundred_thousand_signs_in_any_form_of_a_case_come_back_whole(
    at_work: Client, case: Case, name: str, field: str, sign: str
) -> None:
    answer = at_work.post(reverse(name, args=[case.pk]), {field: sign * 100_000})
    assert answer.status_code == 422
    assert "te lang" in words_of(answer) and "het zijn er 100000." in words_of(answer)
    assert sign * 100_000 in answer.content.decode()
