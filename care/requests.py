"""Hulpvragen as they stand: what, where, when and how far; no name, address, telephone or words of anybody."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from care.acting import OfMunicipality
from care.words import DAY_PARTS, HELP_KINDS, HELP_STATES, HELP_STEPS, word_of
from volunteers.models import HelpRequest, RequestStep
from wijkzorg.clients.scopes import Scope
from wijkzorg.rest.fields import Code, Day, Moment, Shape
from wijkzorg.rest.operations import LINK, Operation, page_of
from wijkzorg.rest.paging import Collection, PagedQuestion

# Each is about one person, so it needs what dossiers need (PRODUCT: what municipalities get).
LIVE = (Scope.HELP_REQUESTS, Scope.CASES)
_BUURT = r"^BU[0-9]{4}[0-9A-Z]{4}\Z"


class StepShape(Shape):
    """One step of a request."""

    noun = "HulpvraagStap"

    soort = serializers.ChoiceField(list(HELP_STEPS), help_text=_("Wat er gebeurde."))
    gebeurdeOp = Moment(help_text=_("Wanneer."))
    toestand = serializers.ChoiceField(list(HELP_STATES), help_text=_("De toestand daarna."))


class HelpRequestShape(Shape):
    """One request for help."""

    noun = "Hulpvraag"

    id = serializers.UUIDField(help_text=_("Het kenmerk."))
    soort = serializers.ChoiceField(list(HELP_KINDS), help_text=_("Wat er wordt gevraagd."))
    toestand = serializers.ChoiceField(list(HELP_STATES), help_text=_("Hoe het er nu voor staat."))
    buurtCode = serializers.CharField(help_text=_("In welke buurt."))
    beginDatum = Day(help_text=_("De dag, of de eerste van een reeks."))
    eindDatum = Day(allow_null=True, help_text=_("De laatste dag van een reeks; leeg als er geen einde is."))
    herhaalt = serializers.BooleanField(help_text=_("Of het een reeks is."))
    dagdeel = serializers.ChoiceField(list(DAY_PARTS), help_text=_("Wanneer op de dag."))
    duurMinuten = serializers.IntegerField(help_text=_("Hoe lang, in minuten."))
    aantalHelpers = serializers.IntegerField(help_text=_("Hoeveel mensen er nodig zijn."))
    dringend = serializers.BooleanField(help_text=_("Of het dringend is."))
    heeftNiemandAnders = serializers.BooleanField(help_text=_("Of er niemand anders is die kan helpen."))
    vogNodig = serializers.BooleanField(help_text=_("Of een verklaring omtrent het gedrag nodig is."))
    ontvangenOp = Moment(help_text=_("Wanneer het binnenkwam."))
    geopendOp = Moment(allow_null=True, help_text=_("Sinds wanneer er iemand wordt gezocht."))
    geslotenOp = Moment(allow_null=True, help_text=_("Wanneer het is afgerond."))
    stappen = StepShape(many=True, help_text=_("Wat er gebeurde, in volgorde; van niemand een naam."))


class HelpRequestsQuestion(PagedQuestion):
    """Which requests."""

    soort = serializers.ChoiceField(list(HELP_KINDS), required=False, help_text=_("Alleen deze soort."))
    toestand = serializers.ChoiceField(
        list(HELP_STATES), required=False, help_text=_("Alleen met deze toestand.")
    )
    buurtCode = Code(_BUURT, required=False, help_text=_("Alleen in deze buurt."))
    ontvangenOpVanaf = Moment(required=False, help_text=_("Alleen wat vanaf dit moment binnenkwam."))
    geslotenOpVanaf = Moment(required=False, help_text=_("Alleen wat vanaf dit moment is afgerond."))


EXAMPLE = {
    "id": "1c7f1f0a-2a0b-4a0e-9d0c-5b8e5c3c7e10",
    "soort": "boodschappen",
    "toestand": "open",
    "buurtCode": "BU99990001",
    "beginDatum": "2026-11-28",
    "eindDatum": None,
    "herhaalt": False,
    "dagdeel": "middag",
    "duurMinuten": 60,
    "aantalHelpers": 1,
    "dringend": False,
    "heeftNiemandAnders": True,
    "vogNodig": False,
    "ontvangenOp": "2026-11-26T08:12:00Z",
    "geopendOp": "2026-11-26T08:30:00Z",
    "geslotenOp": None,
    "stappen": [
        {"soort": "binnengekomen", "gebeurdeOp": "2026-11-26T08:12:00Z", "toestand": "nieuw"},
        {"soort": "geopend", "gebeurdeOp": "2026-11-26T08:30:00Z", "toestand": "open"},
    ],
}


class HelpRequests(OfMunicipality, Collection):
    """The help requests of a municipality, or of the residents of the organisation that the system is bound to."""

    name = "hulpvragen"
    scope = Scope.HELP_REQUESTS
    scopes = {"GET": LIVE}
    question = HelpRequestsQuestion
    shape = HelpRequestShape
    order = ("id",)
    operations = {
        "GET": Operation(
            "hulpvragenOphalen",
            "Hulpvragen zoals ze nu zijn",
            "In de volgorde waarin ze binnenkwamen, ook afgeronde. Zonder naam, adres, telefoon of toelichting; wel"
            " over één mens, en dus alleen met een vastgelegde grondslag. Een systeem van een organisatie ziet die van"
            " mensen van wie zij een dossier heeft.",
            answer=page_of("hulpvragen", HelpRequestShape),
            example={"hulpvragen": [EXAMPLE]},
            headers=LINK,
        )
    }

    def rows(self) -> models.QuerySet[Any, Any]:
        """Return those that are asked for."""
        asked, found = self.asked, _all(self)
        if "soort" in asked:
            found = found.filter(kind=HELP_KINDS[asked["soort"]])
        if "toestand" in asked:
            found = found.filter(state=HELP_STATES[asked["toestand"]])
        if "buurtCode" in asked:
            found = found.filter(neighbourhood__code=asked["buurtCode"])
        if "ontvangenOpVanaf" in asked:
            found = found.filter(received_at__gte=asked["ontvangenOpVanaf"])
        if "geslotenOpVanaf" in asked:
            found = found.filter(closed_at__gte=asked["geslotenOpVanaf"])
        return found

    def page(self, rows: Any, order: Any) -> tuple[list[Any], dict[str, str]]:
        """Cut out a page, tell each request, and tell the log whom it is about."""
        found, links = super().page(rows, order)
        _saw(self, found)
        return [_told(row) for row in found], links


class OneHelpRequest(OfMunicipality):
    """One request for help."""

    name = "hulpvragen"
    scope = Scope.HELP_REQUESTS
    scopes = {"GET": LIVE}
    operations = {
        "GET": Operation("hulpvraagOphalen", "Eén hulpvraag", answer=HelpRequestShape, example=EXAMPLE)
    }

    def get(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Return it."""
        row = _all(self).filter(uuid=uuid).first()
        if row is None:
            raise Http404
        _saw(self, [row], uuid)
        return Response(HelpRequestShape(_told(row)).data)


def _all(view: OfMunicipality) -> models.QuerySet[HelpRequest, HelpRequest]:
    steps = RequestStep.objects.filter(kind__in=list(HELP_STEPS.values())).order_by("at", "pk")
    here = HelpRequest.objects.filter(municipality_id=view.place.municipality_id)
    if view.bound_id is not None:
        here = here.of_organisation(view.bound_id, view.municipality.day_of(timezone.now()))
    return here.select_related("neighbourhood").prefetch_related(Prefetch("steps", steps))


def _saw(view: OfMunicipality, rows: list[HelpRequest], object_id: object = "") -> None:
    view.saw(
        residents=[row.resident_id for row in rows if row.resident_id],
        cases=[row.case_id for row in rows if row.case_id],
        object_id=object_id,
    )


def _told(row: HelpRequest) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "soort": word_of(HELP_KINDS, row.kind),
        "toestand": word_of(HELP_STATES, row.state),
        "buurtCode": row.neighbourhood.code,
        "beginDatum": row.first_on,
        "eindDatum": row.last_on,
        "herhaalt": row.repeats,
        "dagdeel": word_of(DAY_PARTS, row.day_part),
        "duurMinuten": row.minutes,
        "aantalHelpers": row.helpers,
        "dringend": row.urgent,
        "heeftNiemandAnders": row.no_network,
        "vogNodig": row.needs_vog,
        "ontvangenOp": row.received_at,
        "geopendOp": row.opened_at,
        "geslotenOp": row.closed_at,
        "stappen": [
            {
                "soort": word_of(HELP_STEPS, step.kind),
                "gebeurdeOp": step.at,
                "toestand": word_of(HELP_STATES, step.state),
            }
            for step in row.steps.all()
        ],
    }
