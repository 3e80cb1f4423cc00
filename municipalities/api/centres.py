"""Buurtcentra: where the doors are, when they are open, and which are shut; what hangs on the door, and no more."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from centres.models import Centre, Closure, OpeningException, OpeningHours
from wijkzorg.clients.scopes import Scope
from wijkzorg.rest.fields import Code, LocalTime, Moment, Shape
from wijkzorg.rest.operations import LINK, Operation, page_of
from wijkzorg.rest.paging import Collection, PagedQuestion
from wijkzorg.rest.views import Resource

DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


class Address(Shape):
    """Where it is."""

    noun = "Adres"

    # No examples of this: the official linter takes a key with "post" in it for a method.
    straat = serializers.CharField(source="street", help_text=_("De straat."))
    huisnummer = serializers.CharField(source="house_number", help_text=_("Met letter of toevoeging."))
    postcode = serializers.CharField(help_text=_("Zoals 1234 AB."))


class Hours(Shape):
    """When it is open on a day of the week."""

    noun = "Openingstijd"

    dag = serializers.SerializerMethodField(help_text=_("De dag van de week."))
    openTijd = LocalTime(source="opens", help_text=_("Vanaf hoe laat, in Nederlandse tijd."))
    sluitTijd = LocalTime(
        source="closes", help_text=_("Tot hoe laat; niet later dan het begin is op de volgende dag.")
    )
    beginDatum = serializers.DateField(
        source="first_day", allow_null=True, help_text=_("Vanaf welke dag dit geldt; leeg is al lang.")
    )
    eindDatum = serializers.DateField(
        source="last_day", allow_null=True, help_text=_("Tot en met welke dag dit geldt; leeg is voorlopig.")
    )

    def get_dag(self, row: OpeningHours) -> str:
        """Return the day in Dutch."""
        return DAYS[row.weekday]


class ExceptionShape(Shape):
    """What holds on one day instead."""

    noun = "Uitzondering"

    datum = serializers.DateField(source="day", help_text=_("De dag."))
    openTijd = LocalTime(
        source="opens", allow_null=True, help_text=_("Vanaf hoe laat; leeg is de hele dag dicht.")
    )
    sluitTijd = LocalTime(
        source="closes", allow_null=True, help_text=_("Tot hoe laat; leeg is de hele dag dicht.")
    )
    toelichting = serializers.CharField(source="note", help_text=_("Waarom, voor bezoekers."))


class ClosureShape(Shape):
    """That the door is shut for a while, or for good."""

    noun = "Sluiting"

    beginOp = Moment(source="starts_at", help_text=_("Vanaf wanneer."))
    eindOp = Moment(source="ends_at", allow_null=True, help_text=_("Tot wanneer; leeg is voorgoed."))
    reden = serializers.CharField(source="reason", help_text=_("Waarom, voor bezoekers."))
    inPlaatsDaarvanId = serializers.UUIDField(
        source="instead.uuid", default=None, allow_null=True, help_text=_("Welk buurtcentrum er dan open is.")
    )
    inPlaatsDaarvan = serializers.CharField(
        source="instead_elsewhere", help_text=_("Of waar iemand dan heen kan, als dat geen buurtcentrum is.")
    )
    zonderAlternatief = serializers.BooleanField(
        source="without_alternative", help_text=_("Of er geen andere deur is genoemd.")
    )


class CentreShape(Shape):
    """A centre."""

    noun = "Buurtcentrum"

    id = serializers.UUIDField(source="uuid", help_text=_("Het kenmerk."))
    naam = serializers.CharField(source="name", help_text=_("Hoe het heet."))
    adres = Address(source="*", help_text=_("Waar het is."))
    telefoon = serializers.CharField(source="phone", help_text=_("Leeg als er geen is."))
    buurtCodes = serializers.SerializerMethodField(help_text=_("Voor welke buurten het er is."))
    aantalPlaatsen = serializers.IntegerField(
        source="capacity",
        allow_null=True,
        help_text=_("Hoeveel mensen er tegelijk in kunnen; leeg is onbekend."),
    )
    rolstoeltoegankelijk = serializers.BooleanField(source="wheelchair", help_text=_("Voor een rolstoel."))
    aangepastToilet = serializers.BooleanField(source="accessible_toilet", help_text=_("Of dat er is."))
    ringleiding = serializers.BooleanField(source="hearing_loop", help_text=_("Voor wie slecht hoort."))
    openOpFeestdagen = serializers.BooleanField(
        source="open_on_holidays", help_text=_("Of de gewone tijden ook op feestdagen gelden.")
    )
    beginDatum = serializers.DateField(
        source="first_day", allow_null=True, help_text=_("Vanaf welke dag het er is; leeg is al lang.")
    )
    eindDatum = serializers.DateField(
        source="last_day", allow_null=True, help_text=_("De laatste dag; leeg als het blijft.")
    )
    openingstijden = Hours(many=True, source="hours.all", help_text=_("De gewone week."))
    uitzonderingen = ExceptionShape(many=True, source="coming", help_text=_("Van vandaag af."))
    sluitingen = ClosureShape(many=True, source="shut", help_text=_("Die van nu en die nog komen."))

    def get_buurtCodes(self, row: Centre) -> list[str]:
        """Return the codes of its catchment."""
        return sorted(each.neighbourhood.code for each in row.catchment.all())


class CentresQuestion(PagedQuestion):
    """Which centres."""

    buurtCode = Code(
        r"^BU[0-9]{4}[0-9A-Z]{4}\Z", required=False, help_text=_("Alleen wat er voor deze buurt is.")
    )


class Centres(Collection):
    """The centres of a municipality that were not given up."""

    name = "buurtcentra"
    scope = Scope.FIGURES
    question = CentresQuestion
    shape = CentreShape
    order = ("id",)
    operations = {
        "GET": Operation(
            "buurtcentraOphalen",
            "De buurtcentra, met wanneer zij open zijn",
            "In vaste volgorde: de oudste inschrijving eerst. Een opgeheven centrum staat er niet meer in.",
            answer=page_of("buurtcentra", CentreShape),
            headers=LINK,
        )
    }

    def rows(self) -> models.QuerySet[Any, Any]:
        """Return the centres, with all that hangs on the door."""
        found = _centres(self)
        if code := self.asked.get("buurtCode"):
            found = found.filter(pk__in=found.filter(neighbourhoods__code=code).values("pk"))
        return found


class OneCentre(Resource):
    """One centre."""

    name = "buurtcentra"
    scope = Scope.FIGURES
    operations = {"GET": Operation("buurtcentrumOphalen", "Eén buurtcentrum", answer=CentreShape)}

    def get(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Return one by its uuid."""
        found = _centres(self).filter(uuid=uuid).first()
        if found is None:
            raise Http404
        return Response(CentreShape(found).data)


def _centres(view: Resource) -> models.QuerySet[Centre, Centre]:
    now = timezone.now()
    today = view.municipality.day_of(now)
    there = Centre.objects.filter(municipality_id=view.place.municipality_id).exclude(last_day__lt=today)
    return there.prefetch_related(
        "catchment__neighbourhood",
        models.Prefetch("hours", _in_order(today)),
        models.Prefetch(
            "exceptions", OpeningException.objects.filter(day__gte=today).order_by("day", "opens"), "coming"
        ),
        models.Prefetch(
            "closures", Closure.objects.not_over(now).select_related("instead").order_by("starts_at"), "shut"
        ),
    )


def _in_order(today: dt.date) -> models.QuerySet[OpeningHours, OpeningHours]:
    hours = OpeningHours.objects.exclude(last_day__lt=today)
    return hours.order_by("weekday", "opens", "first_day")
