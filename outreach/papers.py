"""The agreement on paper, and what its code brings: print, let lapse, ask to see somebody, answer. Verbs."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import qrcode
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage

from cases.models import Agreement, Case
from outreach import paper_text
from outreach.actions import CHANGED_MEANWHILE, changing
from outreach.models import Paper, Wish
from wijkzorg.accounts.models import User
from wijkzorg.audit.actions import log_access
from wijkzorg.audit.models import Action
from wijkzorg.paper import pdf

_FORM = Path(__file__).with_name("afspraak.typ")
TOKEN_BYTES = 16  # 128 bits: nobody guesses one


def agreement_of(case: Case, today: dt.date) -> Agreement | None:
    """Return the agreement that is in force on a day."""
    return case.agreements.filter(valid_from__lte=today).order_by("-valid_from").first()


def case_with_all(pk: int) -> Case:
    """Read a case with all that its paper names."""
    return Case.objects.select_related("resident", "worker", "team__organisation", "municipality").get(pk=pk)


@transaction.atomic
def print_paper(*, actor: User, case: Case, now: dt.datetime) -> bytes:
    """Print the agreement for the resident, with a code of its own; return the PDF, of which nothing is kept.

    Raises ValidationError for a case that is closed, or that has no agreement to print.
    """
    with changing(case, actor) as locked:
        today = locked.municipality.day_of(now)
        _require_open(locked, today)
        agreement = agreement_of(locked, today)
        if agreement is None:
            raise ValidationError(_("Er is nog niets afgesproken. Leg eerst een afspraak vast."))
        text = paper_text.make(case_with_all(locked.pk), agreement)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        Paper.objects.create(
            municipality_id=locked.municipality_id,
            case=locked,
            token_hash=_hash(token),
            digest=text.digest,
            printed_by=actor,
            printed_at=now,
        )
    log_access(action=Action.PRINT, user_id=actor.pk, case=case)
    return form(text, settings.WIJKZORG_URL + reverse("ask-to-see", args=[token]), today)


def form(text: paper_text.Text, url: str, today: dt.date) -> bytes:
    """Put the words of a paper on one A4."""
    code = qrcode.QRCode(border=2)
    code.add_data(url)
    icons = {block.icon for block in text.blocks} | {"hand-stop"}
    data = asdict(text) | {
        "qr": code.make_image(image_factory=SvgPathImage).to_string(encoding="unicode"),
        "icons": {name: _icon(name) for name in icons},
        "date": date_format(today, "j F Y"),
    }
    return pdf(_FORM, data)


@transaction.atomic
def let_lapse(*, actor: User, paper: Paper, now: dt.datetime) -> None:
    """Let the code of a paper that is lost work no longer."""
    with changing(paper.case, actor):
        Paper.objects.filter(pk=paper.pk, lapsed_at__isnull=True).update(lapsed_by=actor, lapsed_at=now)


def find(token: str) -> tuple[int, int] | None:
    """Return of which municipality and paper (ids) a code is, whoever asks; None for one that nobody has."""
    if not 16 <= len(token) <= 64:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id, paper_id FROM wz_paper_of(%s)", [_hash(token)])
        found: tuple[int, int] | None = cursor.fetchone()
        return found


def working(paper_id: int, now: dt.datetime) -> Paper | None:
    """Return a paper whose code works: it has not lapsed, and the case is open. Call it inside its municipality."""
    paper = (
        Paper.objects.select_related("case__team", "case__municipality")
        .filter(pk=paper_id, lapsed_at__isnull=True)
        .first()
    )
    if paper is None or _is_closed(paper.case, paper.case.municipality.day_of(now)):
        return None
    return paper


@transaction.atomic
def ask_to_see(*, paper: Paper, now: dt.datetime) -> Wish:
    """Record that a resident wants to see somebody; a tap while one waits is counted with that one."""
    with changing(paper.case, None, "ik wil iemand zien") as locked:
        return _wish(locked, now, paper=paper)


@transaction.atomic
def ask_at_desk(*, actor: User, case: Case, now: dt.datetime) -> Wish:
    """Record that a resident said at a desk that they want to see their worker; again while it waits, it counts."""
    with changing(case, actor, "wil mijn werker spreken") as locked:
        return _wish(locked, now, passed_on_by=actor)


def _wish(case: Case, now: dt.datetime, **how: Any) -> Wish:
    waiting = Wish.objects.waiting().filter(case=case).order_by("pk").first()
    if waiting is not None:
        Wish.objects.filter(pk=waiting.pk, taps__lt=1000).update(taps=F("taps") + 1)
        return waiting
    return Wish.objects.create(
        municipality_id=case.municipality_id,
        case=case,
        asked_at=now,
        asked_on=case.municipality.day_of(now),
        **how,
    )


@transaction.atomic
def answer_wish(*, actor: User, wish: Wish, answer: str, now: dt.datetime) -> Wish:
    """Answer a wish: who comes, and when; raises ValidationError where a colleague did meanwhile."""
    if not answer.strip():
        raise ValidationError({"answer": _("Schrijf op wie er komt, en wanneer.")})
    with changing(wish.case, actor):
        stored = Wish.objects.select_related("answered_by").get(pk=wish.pk)
        if stored.answered_at is not None:
            if (stored.answer, stored.answered_by_id) == (answer.strip(), actor.pk):
                return stored  # the same form, sent twice
            words = {"who": stored.answered_by, "answer": stored.answer}
            raise ValidationError(
                _("%(who)s was net iets eerder: “%(answer)s”. Er is niets overschreven.") % words,
                code=CHANGED_MEANWHILE,
            )
        stored.answer, stored.answered_by, stored.answered_at = answer.strip(), actor, now
        stored.save(update_fields=["answer", "answered_by", "answered_at"])
    return stored


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _require_open(case: Case, today: dt.date) -> None:
    if _is_closed(case, today):
        raise ValidationError(_("Dit dossier is gesloten. Er is geen afspraak meer om te printen."))


def _is_closed(case: Case, today: dt.date) -> bool:
    return case.closed_on is not None and case.closed_on <= today


@cache
def _icon(name: str) -> str:
    """Return an icon of the screens as a picture for paper."""
    sprite = (settings.BASE_DIR / "static/vendor/tabler/icons.svg").read_text(encoding="utf-8")
    found = re.search(rf'<symbol id="{name}"[^>]*>(.*?)</symbol>', sprite)
    assert found is not None, name
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#0b5f6d" stroke-width="1.75"'
        f' stroke-linecap="round" stroke-linejoin="round">{found[1]}</svg>'
    )
