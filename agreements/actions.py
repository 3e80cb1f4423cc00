"""Verbs that join those below: promise by a decision that is named for the first time, open for somebody new."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases import lifecycle, promises, rules
from cases.models import Agreement, Case, Decision, Reason
from neighbourhoods.models import Neighbourhood
from residents.registering import NewResident, add_resident, birth_faults
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality

_DECISION_FIELDS = {"title": "decision_title", "decided_by": "decision_by", "decided_on": "decision_on"}


@transaction.atomic
def promise(
    *,
    actor: User,
    case: Case,
    valid_from: dt.date,
    rhythm: rules.Rhythm,
    said: dict[str, Any],
    now: dt.datetime,
) -> Agreement:
    """Promise a rhythm with what a form says of less than needed, and record the decision where it is a new one.

    Raises ValidationError with all that is wrong at once, of the decision too.
    """
    less = _less(said)
    try:
        if less.reason in promises.BY_DECISION:
            less = replace(less, decision=_decision(actor, case, said, now))
    except ValidationError as error:
        rest = promise_faults(case, valid_from, rhythm, said, now)
        raise ValidationError(error.message_dict | rest) from None
    return promises.agree(actor=actor, case=case, valid_from=valid_from, rhythm=rhythm, less=less, now=now)


def _less(said: dict[str, Any]) -> promises.Less:
    return promises.Less(
        reason=Reason(said["reason"]) if said.get("reason") else None,
        reason_text=said.get("reason_text", ""),
        review_on=said.get("review_on"),
        instead=said.get("instead", ""),
        residents_words=said.get("residents_words", ""),
    )


def promise_faults(
    case: Case, valid_from: dt.date, rhythm: rules.Rhythm, said: dict[str, Any], now: dt.datetime
) -> dict[str, str]:
    """Say what is wrong with a promise, field by field, but for the decision where one is named; nothing is written."""
    today = case.municipality.day_of(now)
    faults = promises.day_faults(case, valid_from, today)
    if promises.meaning_of(case, valid_from, rhythm).less:
        faults |= promises.less_faults(_less(said), max(today, valid_from))
    if said.get("decision") or any(said.get(name) for name in _DECISION_FIELDS.values()):
        faults.pop("decision", None)
    return faults


def _decision(actor: User, case: Case, said: dict[str, Any], now: dt.datetime) -> Decision | None:
    """Return the decision that was chosen, or record the one that was written down; None where there is neither."""
    if said["decision"]:
        return Decision.objects.get(municipality_id=case.municipality_id, pk=int(said["decision"]))
    if not any(said[name] for name in _DECISION_FIELDS.values()):
        return None
    if said["decision_on"] is None:
        raise ValidationError({"decision_on": _("Vul in wanneer het is besloten.")})
    try:
        return promises.record_decision(
            actor=actor,
            municipality=Municipality.objects.get(pk=case.municipality_id),
            title=said["decision_title"],
            decided_by=said["decision_by"],
            decided_on=said["decision_on"],
            now=now,
        )
    except ValidationError as error:
        raise ValidationError(
            {_DECISION_FIELDS[field]: words for field, words in error.message_dict.items()}
        ) from None


@transaction.atomic
def open_for_new(
    *,
    actor: User,
    municipality: Municipality,
    first_name: str,
    last_name: str,
    birth_date: dt.date,
    neighbourhood: Neighbourhood,
    street: str = "",
    house_number: str = "",
    postcode: str = "",
    phone: str = "",
    now: dt.datetime,
    token: uuid.UUID | None,
    **opening: Any,
) -> Case:
    """Open a case for somebody who is not known here yet; the same form sent again makes no second person.

    Raises ValidationError for a birth date that cannot be, and as cases.lifecycle.open_case does.
    """
    sent = Case.objects.filter(token=token).first() if token is not None else None
    if sent is not None:
        return sent
    if faults := birth_faults(birth_date, municipality.day_of(now)):
        raise ValidationError(
            faults | lifecycle.opening_faults(opening["opened_on"], None, municipality.day_of(now))
        )
    resident = add_resident(
        municipality=municipality,
        who=NewResident(
            first_name=first_name,
            last_name=last_name,
            birth_date=birth_date,
            neighbourhood=neighbourhood,
            street=street,
            house_number=house_number,
            postcode=postcode,
            phone=phone,
        ),
        now=now,
    )
    return lifecycle.open_case(actor=actor, resident=resident, now=now, token=token, **opening)
