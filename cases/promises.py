"""What is needed and what is promised: verbs. Less than needed says why, until when, and by whose decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases import assessment, rules
from cases.changing import Cause, changing, require_open, require_reason
from cases.confirming import ask, change_in_words, in_force, rules_held
from cases.models import Agreement, Case, Confirmation, Decision, Need, Reason
from cases.rules.record import Record
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality

REVIEW_DAYS = 42  # a promise of less holds so long at most, until somebody looks again
AHEAD_DAYS = 366  # a version begins at most a year ahead
# Who cuts for these names the decision.
BY_DECISION = frozenset({Reason.NO_CAPACITY, Reason.BUDGET})


@dataclass(frozen=True, slots=True, kw_only=True)
class Less:
    """What a promise of less than needed says (docs/product.md: less than needed)."""

    reason: Reason | None = None
    reason_text: str = ""
    review_on: dt.date | None = None
    instead: str = ""
    residents_words: str = ""
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Against:
    """What is promised on the first day of a new need, against that need."""

    promise: rules.Rhythm
    percent: int
    less: bool


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an agreement would mean on its first day, by the rules."""

    need: rules.Rhythm
    percent: int
    less: bool
    scaled_down: bool


@transaction.atomic
def assess_need(
    *, actor: User, case: Case, valid_from: dt.date, rhythm: rules.Rhythm, reason: str, now: dt.datetime
) -> Need:
    """Record what is needed from a day on, and on what ground; raises ValidationError for a second version that day.

    Less than was needed, while a flag is open, waits for the team's lead (no back doors).
    """
    require_reason(reason)
    with changing(case, actor, now, Cause.NEED_CHANGED) as locked, _one_version_a_day():
        sent = _sent_before(locked.needs.filter(reason=reason), actor, valid_from, rhythm)
        if isinstance(sent, Need):
            return sent
        today = locked.municipality.day_of(now)
        require_open(locked, today)
        if faults := day_faults(locked, valid_from, today):
            raise ValidationError(faults)
        flags = rules_held(locked, today)
        former, lower = lowers_need(locked, valid_from, rhythm)
        need = Need.objects.create(
            municipality_id=locked.municipality_id,
            case=locked,
            valid_from=valid_from,
            contacts=rhythm.contacts,
            per_days=rhythm.per_days,
            medium=rhythm.medium,
            reason=reason,
            created_by=actor,
        )
        if lower and flags:
            ask(
                case=locked,
                kind=Confirmation.Kind.NEED,
                why=Confirmation.Why.OPEN_FLAG,
                said=change_in_words(former, rhythm),
                reason=reason,
                flags=flags,
                actor=actor,
                now=now,
                need=need,
            )
    return need


@transaction.atomic
def agree(
    *,
    actor: User,
    case: Case,
    valid_from: dt.date,
    rhythm: rules.Rhythm,
    now: dt.datetime,
    less: Less | None = None,
) -> Agreement:
    """Record what is promised from a day on; what is said about less is kept where it is less.

    Raises ValidationError with everything that less than needed does not say yet. At or below the threshold it is in
    force at once and waits for the team's lead.
    """
    with changing(case, actor, now, Cause.RESTORED) as locked, _one_version_a_day():
        said_before = locked.agreements.filter(reason__in=["", (less and less.reason) or ""])
        sent = _sent_before(said_before, actor, valid_from, rhythm)
        if isinstance(sent, Agreement):
            return sent
        today = locked.municipality.day_of(now)
        require_open(locked, today)
        meaning = meaning_of(locked, valid_from, rhythm)
        faults = day_faults(locked, valid_from, today)
        if meaning.less:
            faults |= less_faults(less or Less(), max(today, valid_from))
        if faults:
            raise ValidationError(faults)
        said = _tidy(less) if meaning.less and less else Less()
        flags = rules_held(locked, today) if meaning.scaled_down else []
        former = locked.agreements.filter(valid_from__lt=valid_from).order_by("-valid_from").first()
        agreement = _sent_back(locked, valid_from) or Agreement(
            municipality_id=locked.municipality_id, case=locked, valid_from=valid_from
        )
        agreement.contacts, agreement.per_days = rhythm.contacts, rhythm.per_days
        agreement.medium = rhythm.medium
        agreement.reason, agreement.reason_text = said.reason or "", said.reason_text
        agreement.review_on, agreement.instead = said.review_on, said.instead
        agreement.residents_words, agreement.decision = said.residents_words, said.decision
        agreement.created_by = actor
        agreement.save()
        if valid_from <= today:
            _let_lapse(locked, agreement, now)
        if meaning.scaled_down:
            label = str(Reason(said.reason).label) if said.reason else ""
            ask(
                case=locked,
                kind=Confirmation.Kind.CUT,
                why=Confirmation.Why.SCALED_DOWN,
                said=change_in_words(former.rhythm if former else None, rhythm),
                reason=": ".join(words for words in (label, said.reason_text) if words),
                flags=flags,
                actor=actor,
                now=now,
                agreement=agreement,
                decision=said.decision,
            )
    return agreement


@transaction.atomic
def record_decision(
    *,
    actor: User,
    municipality: Municipality,
    title: str,
    decided_by: str,
    decided_on: dt.date,
    now: dt.datetime,
) -> Decision:
    """Record a decision that many agreements may name; the same one again is the one that is there."""
    title, decided_by = " ".join(title.split()), " ".join(decided_by.split())
    if faults := decision_faults(title, decided_by, decided_on, municipality.day_of(now)):
        raise ValidationError(faults)
    with pghistory.context(user=actor.pk):
        decision, _made = Decision.objects.get_or_create(
            municipality_id=municipality.pk,
            title=title,
            decided_on=decided_on,
            defaults={"decided_by": decided_by, "created_by": actor, "created_at": now},
        )
    return decision


def decision_faults(title: str, decided_by: str, decided_on: dt.date, today: dt.date) -> dict[str, str]:
    """Say what is wrong with a decision, field by field."""
    faults: dict[str, str] = {}
    if not title.strip():
        faults["title"] = _("Schrijf hoe het besluit heet.")
    if not decided_by.strip():
        faults["decided_by"] = _("Schrijf wie het besluit nam.")
    if decided_on > today:
        faults["decided_on"] = _("Deze dag is nog niet geweest. Wanneer is het besloten?")
    return faults


def meaning_of(case: Case, valid_from: dt.date, rhythm: rules.Rhythm) -> Meaning:
    """Judge an agreement against the need and the policy in force on its first day."""
    day = max(valid_from, case.opened_on)
    record = Record(assessment.history_of(case), day, through=day)
    need, policy = record.need(day).rhythm, record.policy(day)
    return Meaning(
        need=need,
        percent=rules.percent_of(rhythm, need, policy),
        less=rules.asks_reason(rhythm, need, policy),
        scaled_down=rules.scaled_down(rhythm, need, policy),
    )


def lowers_need(case: Case, valid_from: dt.date, rhythm: rules.Rhythm) -> tuple[rules.Rhythm, bool]:
    """Return the need that a new one follows, and whether the new one is less; one that changes nothing is not."""
    former = in_force(case, valid_from)
    if valid_from < former.valid_from:
        return former.rhythm, False
    day = max(valid_from, case.opened_on)
    policy = Record(assessment.history_of(case), day, through=day).policy(day)
    return former.rhythm, rules.asks_reason(rhythm, former.rhythm, policy)


def need_against_promise(case: Case, valid_from: dt.date, need: rules.Rhythm) -> Against | None:
    """Judge what is promised on the first day of a new need against it; None where nothing is."""
    day = max(valid_from, case.opened_on)
    record = Record(assessment.history_of(case), day, through=day)
    promise, policy = record.agreement(day), record.policy(day)
    if promise is None:
        return None
    return Against(
        promise=promise.rhythm,
        percent=rules.percent_of(promise.rhythm, need, policy),
        less=rules.asks_reason(promise.rhythm, need, policy),
    )


def less_faults(less: Less, start: dt.date) -> dict[str, str]:
    """Say all that is missing in what was said about less, field by field."""
    faults: dict[str, str] = {}
    if less.reason is None:
        faults["reason"] = _("Dit is minder dan nodig. Kies waarom.")
    if less.reason == Reason.OTHER and not less.reason_text.strip():
        faults["reason_text"] = _("Schrijf in een paar woorden waarom.")
    if less.reason in BY_DECISION and less.decision is None:
        faults["decision"] = _("Kies het besluit waardoor dit minder wordt.")
    if less.review_on is None:
        faults["review_on"] = _("Vul in wanneer jullie dit opnieuw bekijken.")
    elif less.review_on <= start:
        faults["review_on"] = _("Kies een dag na het begin van de afspraak, en na vandaag.")
    elif (less.review_on - start).days > REVIEW_DAYS:
        faults["review_on"] = _("Kies een eerdere dag: hoogstens 42 dagen vooruit.")
    if not less.instead.strip():
        faults["instead"] = _("Schrijf wat ervoor in de plaats komt. Komt er niets? Schrijf dat dan.")
    if not less.residents_words.strip():
        faults["residents_words"] = _("Schrijf wat de bewoner ervan zei. Niet gesproken? Schrijf dat dan.")
    return faults


def _tidy(less: Less) -> Less:
    decision = less.decision if less.reason in BY_DECISION else None
    return Less(
        reason=less.reason,
        reason_text=less.reason_text.strip(),
        review_on=less.review_on,
        instead=less.instead.strip(),
        residents_words=less.residents_words.strip(),
        decision=decision,
    )


def day_faults(case: Case, valid_from: dt.date, today: dt.date) -> dict[str, str]:
    """Say what is wrong with the first day of a need or an agreement."""
    if valid_from < case.opened_on:
        return {"valid_from": _("Het dossier is pas later geopend. Kies die dag of later.")}
    if valid_from > today + dt.timedelta(days=AHEAD_DAYS):
        return {"valid_from": _("Dit is meer dan een jaar vooruit. Kies een eerdere dag.")}
    return {}


def _sent_before(
    versions: Any, actor: User, valid_from: dt.date, rhythm: rules.Rhythm
) -> Need | Agreement | None:
    """Return what the same form, sent before, recorded: a bad connection makes no second version and no fault."""
    same = {"contacts": rhythm.contacts, "per_days": rhythm.per_days, "medium": int(rhythm.medium)}
    found: Need | Agreement | None = versions.filter(created_by=actor, valid_from=valid_from, **same).first()
    return found


def _sent_back(case: Case, valid_from: dt.date) -> Agreement | None:
    """Return the version of a day that a lead put right by sending a cut back: a new promise takes its place."""
    asked = Confirmation.objects.filter(case=case, agreement__valid_from=valid_from)
    last = asked.select_related("agreement").order_by("-pk").first()
    return last.agreement if last is not None and last.state == Confirmation.State.SENT_BACK else None


def _let_lapse(case: Case, agreement: Agreement, now: dt.datetime) -> None:
    """Take cuts off the board that no longer hold, since another promise came after them."""
    waiting = Confirmation.objects.filter(
        case=case,
        kind=Confirmation.Kind.CUT,
        state=Confirmation.State.WAITING,
        agreement__valid_from__lt=agreement.valid_from,
    )
    waiting.update(state=Confirmation.State.LAPSED, answered_at=now, answer=_("Er kwam een nieuwe afspraak."))


@contextmanager
def _one_version_a_day() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "_one_a_day" not in str(error):
            raise
        raise ValidationError({"valid_from": _("Er is al een versie die op deze dag begint.")}) from error
