"""What people do about a flag. Every verb locks the case, writes, and logs; none of them changes what the rules say."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cases.models import Case, Flag
from outreach import clock
from outreach.models import FlagAnswer, SignOfLife
from wijkzorg.accounts.models import User
from wijkzorg.audit.actions import log_access
from wijkzorg.audit.models import Action

CHANGED_MEANWHILE = "changed_meanwhile"
ALREADY_SENT = "already_sent"
EARLIEST = dt.date(1900, 1, 1)


@transaction.atomic
def answer_flags(
    *,
    actor: User,
    case: Case,
    flags: Collection[Flag],
    plan: str,
    until: dt.date,
    seen: int,
    token: uuid.UUID,
    now: dt.datetime,
) -> list[FlagAnswer]:
    """Answer one flag of a case or several with one plan, and the day on which somebody looks again.

    `seen` is the `last_answer_of` the case when the form was opened. Raises ValidationError where all flags are closed,
    for a day that is past or too far ahead, and where a colleague answered meanwhile.
    """
    with changing(case, actor) as locked:
        tokens = {flag.pk: uuid.uuid5(token, str(flag.pk)) for flag in flags}
        if sent := list(FlagAnswer.objects.filter(token__in=tokens.values())):
            require_same(all((one.plan, one.until) == (plan, until) for one in sent))
            return sent
        wanted = Flag.objects.filter(pk__in=tokens, case=locked).exclude(state=Flag.State.CLOSED)
        answered = list(wanted.order_by("pk"))
        if not answered:
            raise ValidationError(_("Dit signaal is al voorbij. Een antwoord is niet meer nodig."))
        _require_plan(plan, until, locked.municipality.day_of(now))
        _require_unchanged(last_answer_of(locked), seen)
        return [
            FlagAnswer.objects.create(
                municipality_id=locked.municipality_id,
                case=locked,
                flag=flag,
                plan=plan,
                until=until,
                answered_by=actor,
                answered_at=now,
                token=tokens[flag.pk],
            )
            for flag in answered
        ]


def _require_plan(plan: str, until: dt.date, today: dt.date) -> None:
    faults = until_faults(until, today)
    if not plan.strip():
        faults["plan"] = _("Schrijf op wat je gaat doen.")
    if faults:
        raise ValidationError(faults)


def until_faults(until: dt.date, today: dt.date) -> dict[str, str]:
    """Say what is wrong with the day on which somebody looks again."""
    if until < today:
        return {"until": _("Deze dag is voorbij. Kies vandaag of een dag die nog komt.")}
    if (until - today).days > clock.PLAN_AT_MOST:
        words = {"days": clock.PLAN_AT_MOST}
        return {"until": _("Kies een dag binnen %(days)s dagen. Dan kijk je opnieuw.") % words}
    return {}


@transaction.atomic
def record_sign(
    *,
    actor: User,
    case: Case,
    source: SignOfLife.Source,
    seen_at: dt.datetime,
    note: str,
    token: uuid.UUID,
    now: dt.datetime,
) -> SignOfLife:
    """Record that somebody who is no professional saw the resident; no rule hears of it.

    The case's worker reads it on Vandaag; what they record themselves they have read. Raises ValidationError for a
    moment in the future or before 1900.
    """
    with changing(case, actor) as locked:
        sent = SignOfLife.objects.filter(token=token).first()
        if sent is not None:
            same = (sent.source, sent.seen_at, sent.note) == (source, seen_at, note)
            require_same(sent.case_id == case.pk and same)
            return sent
        day = locked.municipality.day_of(seen_at)
        if faults := seen_faults(seen_at, day, now):
            raise ValidationError(faults)
        own = locked.worker_id == actor.pk
        return SignOfLife.objects.create(
            municipality_id=locked.municipality_id,
            case=locked,
            source=source,
            seen_at=seen_at,
            day=day,
            note=note,
            recorded_by=actor,
            recorded_at=now,
            read_by=actor if own else None,
            read_at=now if own else None,
            token=token,
        )


def seen_faults(seen_at: dt.datetime, day: dt.date, now: dt.datetime) -> dict[str, str]:
    """Say what is wrong with when a resident was seen."""
    if seen_at > now:
        return {"seen_at": _("Dit ligt in de toekomst. Vul in wanneer het was.")}
    if day < EARLIEST:
        return {"seen_at": _("Dit is voor 1900. Controleer het jaar.")}
    return {}


@transaction.atomic
def read_sign(*, actor: User, sign: SignOfLife, now: dt.datetime) -> SignOfLife:
    """Say that a sign of life was read, so that it stands on Vandaag no longer; the first to say so is kept."""
    with changing(sign.case, actor):
        SignOfLife.objects.filter(pk=sign.pk, read_at__isnull=True).update(read_by=actor, read_at=now)
    sign.refresh_from_db()
    return sign


@transaction.atomic
def take_back_sign(*, actor: User, sign: SignOfLife, reason: str, seen: int, now: dt.datetime) -> None:
    """Take back a sign of life that was recorded by mistake, unless it changed since it was seen; its history stays."""
    if not reason.strip():
        raise ValidationError({"reason": _("Schrijf in een paar woorden waarom.")})
    with changing(sign.case, actor, reason):
        _require_unchanged(version_of(sign), seen)
        sign.delete()


def last_answer_of(case: Case) -> int:
    """Return the number of the last answer to a flag of a case, 0 for none. A form keeps it."""
    return int(FlagAnswer.objects.filter(case=case).aggregate(last=Max("pk"))["last"] or 0)


def version_of(row: SignOfLife) -> int:
    """Return a number that every change of a row raises: that of its last change, 0 for none."""
    return int(row.events.aggregate(last=Max("pgh_id"))["last"] or 0)  # type: ignore[attr-defined]


@contextmanager
def changing(case: Case, actor: User | None, reason: str = "") -> Iterator[Case]:
    """Lock a case against other writers, let the caller write, and log that it was written to."""
    locked = (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("municipality")
        .get(pk=case.pk)
    )
    with pghistory.context(user=actor.pk if actor else None, reason=reason):
        yield locked
    log_access(action=Action.WRITE, user_id=actor.pk if actor else None, case=locked)


def require_same(same: bool) -> None:
    """Refuse a form that was sent before with other contents: nothing of them is lost without a word."""
    if not same:
        raise ValidationError(
            _(
                "Dit formulier is al verstuurd, met andere gegevens: die staan in het dossier. "
                "Is dit iets nieuws? Verstuur het dan nog een keer."
            ),
            code=ALREADY_SENT,
        )


def _require_unchanged(now_there: int, seen: int) -> None:
    if now_there != seen:
        raise ValidationError(
            _(
                "Een collega was net iets eerder. Er is niets overschreven en wat je typte staat er nog. "
                "Kijk wat er nu staat en verstuur het dan opnieuw."
            ),
            code=CHANGED_MEANWHILE,
        )
