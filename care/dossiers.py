"""Dossiers of the organisation that a system is bound to: read with what the rules say of them, opened and closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.response import Response

from agreements.actions import open_for_new
from care import sending
from care.acting import OfOrganisation, is_system, refuse_waiting, refused
from care.course_shapes import CLOSING_ASKED, DossierChange
from care.course_shapes import NAMES as COURSE_NAMES
from care.dossier_shapes import (
    ASKED_EXAMPLE,
    EXAMPLE,
    NAMES,
    DossierAsked,
    DossierShape,
    DossiersQuestion,
    Surroundings,
)
from care.words import CHANNELS, FLAG_KINDS, FLAG_STATES, GROUNDS, word_of
from cases import assessment, rules
from cases.changing import version_of
from cases.lifecycle import close_case, open_case
from cases.models import Agreement, Case, Confirmation, Flag, Need
from cases.models.records import RhythmVersion
from cases.rules import Rhythm
from residents.models import Resident
from wijkzorg.clients.scopes import Scope
from wijkzorg.rest import BASE, etags
from wijkzorg.rest.operations import LINK, Operation, page_of
from wijkzorg.rest.paging import Collection
from wijkzorg.rest.problems import Conflict

_ETAG = {"ETag": "De versie, om mee te wijzigen (If-Match)."}
_WHAT = (
    "Alleen dossiers van de teams van de organisatie waarbij het systeem hoort. De stand is die van vandaag, volgens"
    " dezelfde regels als op het scherm."
)


class Dossiers(OfOrganisation, Collection):
    """The cases of an organisation, and opening one."""

    name = "dossiers"
    scope = Scope.CASES
    # Opening is writing: whoever may only look opens nothing.
    scopes = {"POST": Scope.CONTACTS}
    question = DossiersQuestion
    shape = DossierShape
    order = ("id",)
    operations = {
        "GET": Operation(
            "dossiersOphalen",
            "De dossiers van een organisatie",
            f"In de volgorde waarin ze zijn vastgelegd. {_WHAT}",
            answer=page_of("dossiers", DossierShape),
            example={"dossiers": [EXAMPLE]},
            headers=LINK,
        ),
        "POST": Operation(
            "dossierOpenen",
            "Een dossier openen",
            "Met wat nodig is, en de grondslag. Kent de organisatie iemand met precies deze naam en geboortedatum al,"
            " dan is het een dossier van die bewoner; een team heeft van een bewoner hoogstens één open dossier (409).",
            answer=DossierShape,
            status=201,
            example=EXAMPLE,
            body=DossierAsked,
            body_example=ASKED_EXAMPLE,
            asks=sending.ASKS,
            errors=(404, 409),
            headers=_ETAG | {"Location": "Waar het dossier staat."},
        ),
    }

    def rows(self) -> models.QuerySet[Any, Any]:
        """Return those that are asked for."""
        asked, found = self.asked, _read(self)
        today = self.municipality.day_of(timezone.now())
        if "dossiernummer" in asked:
            found = found.filter(ref=asked["dossiernummer"])
        if "gesloten" in asked:
            going = Q(closed_on__isnull=True) | Q(closed_on__gt=today)
            found = found.filter(~going if asked["gesloten"] else going)
        return found

    def page(self, rows: Any, order: Any) -> tuple[list[Any], dict[str, str]]:
        """Cut out a page, and tell of each what the rules say of it, in one query for all."""
        found, links = super().page(rows, order)
        self.saw(cases=[row.pk for row in found], residents=[row.resident_id for row in found])
        return _told(self, found), links

    def post(self, *_args: Any, **_kwargs: Any) -> Response:
        """Open one; the same request sent again is answered with the same dossier."""
        _bound, now, said = self.organisation_id, timezone.now(), self.said
        wrong = sending.faults(self)
        if not wrong:
            taken = sending.take(self, said, now)
            if taken.answer is not None:
                return _opened(self, taken.answer["case"])
        around = Surroundings.of(self, said, now)
        asked = self.body(DossierAsked, context={"around": around}, also=wrong)
        try:
            made = self._open(asked, now)
        except ValidationError as error:
            raise refused(error, NAMES) from None
        taken.keep(case=made.pk)
        return _opened(self, made.pk)

    def _open(self, asked: dict[str, Any], now: dt.datetime) -> Case:
        who, need = asked["bewoner"], asked["nodig"]
        opening: dict[str, Any] = {
            "actor": self.actor,
            "team": asked["team"],
            "worker": asked["medewerker"],
            "opened_on": asked["geopendDatum"],
            "ground": GROUNDS[asked["grondslag"]],
            "target_group": asked["doelgroep"],
            "need": Rhythm(need["aantal"], need["perDagen"], rules.Medium(CHANNELS[need["kanaal"]])),
            "need_reason": need["reden"],
            "now": now,
        }
        known = _known(self, who)
        if known is not None:
            return open_case(resident=known, **opening)
        return open_for_new(
            municipality=self.municipality,
            first_name=who["voornaam"],
            last_name=who["achternaam"],
            birth_date=who["geboorteDatum"],
            neighbourhood=who["buurtCode"],
            token=None,
            **opening,
        )


class OneDossier(OfOrganisation):
    """One case; another organisation's is not there."""

    name = "dossiers"
    scope = Scope.CASES
    # The answer is the dossier, and a refusal tells whether a flag is open.
    scopes = {"PATCH": (Scope.CONTACTS, Scope.CASES)}
    operations = {
        "GET": Operation(
            "dossierOphalen", "Eén dossier", _WHAT, answer=DossierShape, example=EXAMPLE, headers=_ETAG
        ),
        "PATCH": Operation(
            "dossierSluiten",
            "Een dossier sluiten",
            "Op een dag, met de reden. Staat er een signalering open? Dat bevestigt een teamleider: het wordt geweigerd"
            " (409), en iemand van het team sluit het op het scherm. Een dag die er al staat verandert alleen daar.",
            answer=DossierShape,
            example=EXAMPLE | {"geslotenDatum": CLOSING_ASKED["geslotenDatum"]},
            body=DossierChange,
            body_example=CLOSING_ASKED,
            asks=sending.ASKS | {"If-Match": "De ETag van het dossier zoals u het las."},
            errors=(404,),
            headers=_ETAG,
        ),
    }

    def get(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Return it."""
        return self._answer(self._row(uuid))

    def patch(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Close it, unless it was changed since it was read; the same request sent again closes nothing anew."""
        row, now, said = self._row(uuid), timezone.now(), self.said
        wrong = [*sending.faults(self), *etags.faults(self.request)]
        if not wrong:
            taken = sending.take(self, said, now)
            if taken.answer is not None:
                return self._answer(row)
        version = version_of(row)
        if not etags.faults(self.request):
            etags.check(self.request, _etag(row, _told(self, [row])[0], version))
        asked = self.body(DossierChange, context={"case": row, "now": now}, also=wrong)
        if row.closed_on not in {None, asked["geslotenDatum"]}:
            raise Conflict(
                _("Er staat al op welke dag dit dossier sluit. Een andere dag kiest u op het scherm.")
            )
        try:
            closed = close_case(
                actor=self.actor,
                case=row,
                closed_on=asked["geslotenDatum"],
                reason=asked["reden"].strip(),
                seen=version,
                now=now,
            )
        except ValidationError as error:
            raise refused(error, COURSE_NAMES) from None
        if row.closed_on is None:
            refuse_waiting(closed.confirmations.filter(kind=Confirmation.Kind.CLOSING))
        taken.keep(case=row.pk)
        return self._answer(self._row(uuid))

    def _row(self, uuid: Any) -> Case:
        row = _read(self).select_related("municipality").filter(uuid=uuid).first()
        if row is None:
            raise Http404
        return row

    def _answer(self, row: Case) -> Response:
        self.saw(cases=[row.pk], residents=[row.resident_id], object_id=row.uuid)
        told = _told(self, [row])[0]
        return Response(DossierShape(told).data, headers={"ETag": _etag(row, told, version_of(row))})


def _known(view: OfOrganisation, who: dict[str, Any]) -> Resident | None:
    """Return who has or had a case of the organisation under exactly this name and birth date."""
    same = Resident.objects.filter(
        cases__in=view.cases(),
        birth_date=who["geboorteDatum"],
        first_name__iexact=" ".join(who["voornaam"].split()),
        last_name__iexact=" ".join(who["achternaam"].split()),
    )
    return same.order_by("pk").first()


def _read(view: OfOrganisation) -> models.QuerySet[Case, Case]:
    """Return the cases of the organisation with all that is told of them."""
    flags: Any = Flag.objects.exclude(state=Flag.State.CLOSED).order_by("pk")
    needs: Any = Need.objects.order_by("valid_from")
    agreements: Any = Agreement.objects.order_by("valid_from")
    return (
        view.cases()
        .select_related("resident__neighbourhood", "team", "worker", "target_group")
        .prefetch_related(
            Prefetch("needs", needs),
            Prefetch("agreements", agreements),
            Prefetch("flags", flags, "open_flags"),
        )
    )


def _opened(view: OfOrganisation, pk: int) -> Response:
    row = _read(view).filter(pk=pk).first()
    if row is None:
        raise Http404
    view.saw(object_id=row.uuid)
    where, told = view.request.build_absolute_uri(f"{BASE}/dossiers/{row.uuid}"), _told(view, [row])[0]
    headers = {"ETag": _etag(row, told, version_of(row)), "Location": where}
    return Response(DossierShape(told).data, status=201, headers=headers)


def _etag(row: Case, told: dict[str, Any], version: int) -> str:
    """Return the version of a dossier: of all that is told of it but for what each day says anew."""
    kept = {name: value for name, value in told.items() if name != "stand"}
    return etags.etag_of("dossier", row.municipality_id, row.pk, version, kept)


def _told(view: OfOrganisation, rows: list[Case]) -> list[dict[str, Any]]:
    today = view.municipality.day_of(timezone.now())
    standings = assessment.standings([row.pk for row in rows], today) if rows else {}
    return [_one(row, standings[row.pk], today) for row in rows]


def _one(row: Case, standing: assessment.CaseStanding, today: dt.date) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "dossiernummer": row.ref,
        "bewoner": {
            "voornaam": row.resident.first_name,
            "achternaam": row.resident.last_name,
            "geboorteDatum": row.resident.birth_date,
            "buurtCode": row.resident.neighbourhood.code,
        },
        "team": row.team.name,
        "medewerker": None if row.worker is None or is_system(row.worker) else row.worker.email,
        "doelgroep": row.target_group.name if row.target_group else None,
        "grondslag": word_of(GROUNDS, row.ground),
        "geopendDatum": row.opened_on,
        "geslotenDatum": row.closed_on,
        "nodig": _rhythm(row.needs.all(), max(today, row.opened_on)),
        "afgesproken": _rhythm(row.agreements.all(), today),
        "stand": {
            "peilDatum": today,
            "loopt": standing.live,
            "gepauzeerd": standing.paused,
            "volgendContactDatum": standing.due_on,
            "regels": [
                {
                    "soort": word_of(FLAG_KINDS, rule.value),
                    "geldt": state.holds,
                    "sindsDatum": state.on if state.holds else None,
                    "vanafDatum": None if state.holds else state.on,
                }
                for rule, state in standing.rules.items()
            ],
        },
        "signaleringen": [
            {
                "id": flag.uuid,
                "soort": word_of(FLAG_KINDS, flag.kind),
                "sindsDatum": flag.since,
                "toestand": word_of(FLAG_STATES, flag.state),
            }
            for flag in row.open_flags  # type: ignore[attr-defined]  # of the prefetch
        ],
    }


def _rhythm(versions: Any, day: dt.date) -> dict[str, Any] | None:
    """Return the version in force on a day; None before the first."""
    found: RhythmVersion | None = None
    for version in versions:
        if version.valid_from <= day:
            found = version
    if found is None:
        return None
    return {
        "aantal": found.contacts,
        "perDagen": found.per_days,
        "kanaal": word_of(CHANNELS, found.medium),
        "vanafDatum": found.valid_from,
    }
