"""Hulpvragen as they stand: what, where, when and how far; no name, address, telephone or words of anybody."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from care.live import BUURT, Live, LiveList, LiveOne
from care.words import DAY_PARTS, HELP_KINDS, HELP_STATES, HELP_STEPS, word_of
from volunteers.models import HelpRequest, RequestStep
from wijkzorg.clients.scopes import Scope
from wijkzorg.rest.fields import Code, Day, Moment, Shape
from wijkzorg.rest.operations import LINK, Operation, page_of
from wijkzorg.rest.paging import PagedQuestion

# Each is about one person, so it needs what dossiers need (PRODUCT: what municipalities get).
LIVE = (Scope.HELP_REQUESTS, Scope.CASES)


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
    buurtCode = Code(BUURT, required=False, help_text=_("Alleen in deze buurt."))
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


class _Live(Live):
    """Requests of a municipality, or of the residents of the organisation that the system is bound to."""

    name = "hulpvragen"
    scope = Scope.HELP_REQUESTS
    scopes = {"GET": LIVE}
    shape: ClassVar[type[Shape]] = HelpRequestShape

    def all(self) -> models.QuerySet[Any, Any]:
        """Return the requests that this system sees."""
        steps = RequestStep.objects.filter(kind__in=list(HELP_STEPS.values())).order_by("at", "pk")
        here = HelpRequest.objects.filter(municipality_id=self.place.municipality_id)
        if self.bound_id is not None:
            here = here.of_organisation(self.bound_id, self.municipality.day_of(timezone.now()))
        return here.select_related("neighbourhood").prefetch_related(Prefetch("steps", steps))

    def about(self, row: HelpRequest) -> tuple[int | None, int | None]:
        """Return whom a request is about, where we know it."""
        return row.case_id, row.resident_id

    def told(self, row: HelpRequest) -> dict[str, Any]:
        """Say a request."""
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


class HelpRequests(_Live, LiveList):
    """The requests that stand and stood."""

    question = HelpRequestsQuestion
    filters = {
        "soort": ("kind", HELP_KINDS),
        "toestand": ("state", HELP_STATES),
        "buurtCode": ("neighbourhood__code", {}),
        "ontvangenOpVanaf": ("received_at__gte", {}),
        "geslotenOpVanaf": ("closed_at__gte", {}),
    }
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


class OneHelpRequest(_Live, LiveOne):
    """One request for help."""

    operations = {
        "GET": Operation("hulpvraagOphalen", "Eén hulpvraag", answer=HelpRequestShape, example=EXAMPLE)
    }
