"""A help request comes in, is corrected, joined with another, or withdrawn. Each verb locks, writes and tells."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.models import Case
from cases.upkeep import GONE
from reports.models import Report
from volunteers import course, rounds
from volunteers.asked import Asked, Whom, code_of, columns, hash_of
from volunteers.changing import (
    WITHDRAWN,
    Kind,
    State,
    changing,
    free,
    log,
    move,
    require_unchanged,
    set_clock,
    settle,
    step,
    stop_clock,
    tell_requester,
    tell_volunteers,
)
from volunteers.escalating import call_due
from volunteers.models import Channel, HelpRequest
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import Action
from wijkzorg.tenancy.models import Municipality

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Filed:
    """A request that came in, and the code to follow it, which stands nowhere."""

    request: HelpRequest
    code: str = field(repr=False)


@transaction.atomic
def file_request(
    *,
    municipality: Municipality,
    asked: Asked,
    whom: Whom,
    channel: Channel,
    token: uuid.UUID,
    now: dt.datetime,
    actor: User | None = None,
    case: Case | None = None,
    report: Report | None = None,
    ask_at_once: bool = True,
    reads: str = "",
) -> Filed:
    """Take in a help request and open it: from now on somebody is sought, and its clock runs.

    The volunteer whom it suits best is asked at once; not without `ask_at_once`, for a story that is told afterwards.
    Letters are in the language in which somebody reads the site (`reads`), else in theirs where the site has it.
    The same form (token) sent again is one request. Raises ValidationError with every fault at once: a day that is
    past, a postcode of another municipality, a telephone number that is none, somebody else's request without a ground.
    """
    sent = HelpRequest.objects.filter(municipality=municipality, token=token).first()
    if sent is not None:
        return Filed(sent, code_of(token))
    if case is not None and whom.resident is None:
        whom = replace(whom, resident=case.resident)
    fields = columns(municipality, asked, whom, now)
    code = code_of(token)
    try:
        with transaction.atomic(), pghistory.context(user=actor.pk if actor else None):
            request = HelpRequest.objects.create(
                municipality=municipality,
                **fields,
                case=case,
                report=report,
                channel=channel,
                filed_by=actor,
                token=token,
                code_hash=hash_of(code),
                received_at=now,
                reads=_letters_in(reads or asked.language),
            )
    except IntegrityError as error:  # the same form, at the same moment
        # Its number and its code are the form's: the database names whichever it looked at first.
        sent = HelpRequest.objects.filter(municipality=municipality, token=token).first()
        if sent is None:
            raise error
        return Filed(sent, code)
    step(request, Kind.RECEIVED, actor, now)
    log(request, actor, Action.WRITE)
    open_request(request, actor=actor, now=now)
    tell_requester(request, "help_danger" if asked.danger else "help_opened", now)
    if ask_at_once:
        _ask_at_once(request, now)
    call_due(request=request, now=now)
    request.refresh_from_db(fields=["state"])
    return Filed(request, code)


def _letters_in(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _ask_at_once(request: HelpRequest, now: dt.datetime) -> None:
    """Put a request to a volunteer; that this goes wrong keeps no request out: the next round sees it."""
    try:
        with transaction.atomic():
            rounds.match_one(request=request, now=now)
    except GONE:
        raise
    except Exception:
        logger.exception("request %s was put to nobody", request.pk)


def open_request(request: HelpRequest, *, actor: User | None, now: dt.datetime) -> None:
    """Open a request that is locked or new: its clock runs from this moment."""
    move(request, State.OPEN, now, opened_at=request.opened_at or now)
    set_clock(request, now)
    step(request, Kind.OPENED, actor, now)


@transaction.atomic
def edit_request(
    *, actor: User | None, request: HelpRequest, asked: Asked, whom: Whom, seen: int, now: dt.datetime
) -> HelpRequest:
    """Correct a request while somebody is sought; who was asked for what it was is asked no more.

    `seen` is `version_of` when the form was opened. Raises ValidationError as file_request does, and where it changed
    meanwhile or somebody already comes.
    """
    with changing(request, actor) as locked:
        require_unchanged(locked, seen)
        if locked.state not in course.SOUGHT:
            raise ValidationError(
                _("Deze hulpvraag is %(state)s. Je kunt hem niet meer veranderen.")
                % {"state": locked.get_state_display()}
            )
        fields = columns(locked.municipality, asked, whom, now, before=locked.first_on)
        for name, value in fields.items():
            setattr(locked, name, value)
        locked.save(update_fields=list(fields))
        users = settle(locked, course.OfferState.VOID, now)
        if locked.state == State.OFFERED:
            move(locked, State.OPEN, now)
        set_clock(locked, now)
        step(locked, Kind.EDITED, actor, now)
        tell_volunteers(locked, users, "offer_changed", now, f"help {locked.pk} {seen}")
    return locked


@transaction.atomic
def withdraw(*, actor: User | None, request: HelpRequest, now: dt.datetime, why: str = "") -> HelpRequest:
    """Withdraw a request: what was asked of volunteers is taken back, their hours are free, and they hear of it.

    Who follows it by its code does so without an account (actor None). Sent twice it is withdrawn once.
    """
    with changing(request, actor) as locked:
        if locked.state == State.WITHDRAWN:
            return locked
        move(locked, State.WITHDRAWN, now, outcome_text=why.strip()[:500])
        _end(locked, actor, now)
        step(locked, Kind.WITHDRAWN, actor, now, why.strip())
        tell_requester(locked, "help_withdrawn", now)
    for date in HelpRequest.objects.going().filter(part_of=request).order_by("pk"):
        withdraw(actor=actor, request=date, now=now, why=why)
    return locked


@transaction.atomic
def not_solved(*, actor: User, request: HelpRequest, why: str, now: dt.datetime) -> HelpRequest:
    """End a request for which no help was found, with the reason; the one who asked hears it."""
    if not why.strip():
        raise ValidationError({"why": _("Schrijf waarom het niet lukte, en wat er nu gebeurt.")})
    with changing(request, actor) as locked:
        if locked.state == State.NOT_SOLVED:
            return locked
        move(locked, State.NOT_SOLVED, now, outcome_text=why.strip()[:500])
        _end(locked, actor, now)
        step(locked, Kind.NOT_SOLVED, actor, now, why.strip())
        tell_requester(locked, "help_not_solved", now)
    return locked


@transaction.atomic
def solved(*, actor: User, request: HelpRequest, how: str, now: dt.datetime) -> HelpRequest:
    """End a request that somebody of us solved, or that solved itself: with how."""
    if not how.strip():
        raise ValidationError({"how": _("Schrijf in een paar woorden hoe het is opgelost.")})
    with changing(request, actor) as locked:
        if locked.state == State.DONE:
            return locked
        move(locked, State.DONE, now, outcome_text=how.strip()[:500])
        _end(locked, actor, now)
        step(locked, Kind.DONE, actor, now, how.strip())
        tell_requester(locked, "help_done", now)
    return locked


def doubles(request: HelpRequest) -> list[HelpRequest]:
    """Return the requests that seem the same: of the same telephone number or resident, for the same kind of help."""
    (same,) = doubles_of(request.municipality_id, [(request.kind, request.parties)])
    return [row for row in same if row.pk != request.pk]


def doubles_of(municipality_id: int, asked: Sequence[tuple[str, Collection[str]]]) -> list[list[HelpRequest]]:
    """Return for each kind of help and whose it is the requests that seem the same, in one query for all of them."""
    people = [{party for party in parties if not party.startswith("home:")} for _kind, parties in asked]
    rows = HelpRequest.objects.going().filter(
        municipality_id=municipality_id,
        part_of__isnull=True,
        kind__in={kind for kind, _parties in asked},
        parties__overlap=sorted(set().union(*people)),
    )
    of_party: dict[tuple[str, str], list[HelpRequest]] = {}
    found = list(rows.order_by("received_at", "pk"))
    for row in found:
        for party in row.parties:
            of_party.setdefault((row.kind, party), []).append(row)
    order = {row.pk: place for place, row in enumerate(found)}
    return [
        sorted(
            {row.pk: row for party in one for row in of_party.get((kind, party), [])}.values(),
            key=lambda row: order[row.pk],
        )
        for (kind, _parties), one in zip(asked, people, strict=True)
    ]


@transaction.atomic
def merge(*, actor: User, request: HelpRequest, into: HelpRequest, now: dt.datetime) -> HelpRequest:
    """Join a request with one that says the same: the other stays, with the earliest date of both and its clock.

    Raises ValidationError where either ended, where it is the same one, or where somebody already comes for the first.
    """
    if request.pk == into.pk or request.municipality_id != into.municipality_id:
        raise ValidationError(_("Kies een andere hulpvraag om mee samen te voegen."))
    # Both are locked in the order of their numbers: who joins them the other way round at once waits.
    for row in sorted((request, into), key=lambda one: one.pk):
        HelpRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
    with changing(request, actor) as gone, changing(into, actor) as kept:
        if gone.merged_into_id == kept.pk:
            return kept
        if kept.ended:
            raise ValidationError(_("De andere hulpvraag is al afgerond. Er is niets samengevoegd."))
        if gone.state == State.ACCEPTED:
            raise ValidationError(_("Voor deze hulpvraag komt al iemand. Voeg de andere hierbij."))
        kept.received_at = min(kept.received_at, gone.received_at)
        kept.opened_at = min(one for one in (kept.opened_at, gone.opened_at) if one is not None)
        if kept.state in course.SOUGHT:
            kept.first_on = min(kept.first_on, gone.first_on)
            kept.urgent, kept.no_network = kept.urgent or gone.urgent, kept.no_network or gone.no_network
            kept.danger = kept.danger or gone.danger
        kept.save(update_fields=["received_at", "opened_at", "first_on", "urgent", "no_network", "danger"])
        move(gone, State.WITHDRAWN, now, merged_into=kept)
        _end(gone, actor, now)
        step(gone, Kind.MERGED, actor, now)
        step(kept, Kind.MERGED, actor, now)
        if kept.state in course.SOUGHT:
            set_clock(kept, now)
        tell_requester(gone, "help_merged", now)
    return kept


def _end(request: HelpRequest, actor: User | None, now: dt.datetime) -> None:
    """Take back what was offered, free the hours of what was promised, and stop the clock."""
    asked = settle(request, course.OfferState.VOID, now)
    promised = free(request, actor, now, WITHDRAWN)
    stop_clock(request, actor, now)
    tell_volunteers(request, asked, "offer_over", now, f"help {request.pk}")
    tell_volunteers(request, promised, "task_cancelled", now, f"help {request.pk}")
