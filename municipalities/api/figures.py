"""Statistieken: what was published, as JSON or CSV; indicatoren: what each figure is; edities: when."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import models
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from cases.exporting import as_text
from cases.models import Decision
from municipalities.api.areas import AREA
from municipalities.definitions import DEFINITIONS, OF_DECISIONS, Level, Nature, Topic, Unit
from municipalities.models import Edition, Published
from municipalities.querysets import PublishedQuerySet
from wijkzorg.clients.scopes import Scope
from wijkzorg.rest.fields import Code, Day, Moment, Several, Shape, Whole
from wijkzorg.rest.operations import LINK, Operation, page_of
from wijkzorg.rest.paging import Collection, Paged, PagedQuestion
from wijkzorg.rest.problems import Fault
from wijkzorg.rest.renderers import CSVRenderer
from wijkzorg.rest.views import Resource

MOST = 10_000
# The order of the answers, and the columns that are read for a row; an index has both.
ORDER = ("area_code", "indicator", "begins", "ends", "part")
COLUMNS = ("area_code", "level", "indicator", "part", "begins", "ends", "value", "edition__number")
_DAY = dt.timedelta(days=1)
_LEVELS = [level.value for level in Level]


class Figure(Shape):
    """One published figure."""

    noun = "Statistiek"

    gebiedCode = serializers.CharField(help_text=_("Van welk gebied."))
    niveau = serializers.ChoiceField(_LEVELS, help_text=_("Hoe groot dat gebied is."))
    indicator = serializers.CharField(help_text=_("Welk cijfer; /indicatoren zegt wat het is."))
    onderdeel = serializers.CharField(
        allow_null=True, help_text=_("Welk deel ervan; leeg is het totaal, of het hele cijfer.")
    )
    onderdeelTitel = serializers.CharField(
        allow_null=True, help_text=_("Hoe dat deel heet; bij een besluit de titel die het nu heeft.")
    )
    beginDatum = serializers.DateField(help_text=_("De eerste dag; bij een stand de maandag van de meting."))
    eindDatum = serializers.DateField(help_text=_("De laatste dag; bij een stand dezelfde dag."))
    waarde = serializers.IntegerField(allow_null=True, help_text=_("Het getal; leeg als het is afgeschermd."))
    afgeschermd = serializers.BooleanField(
        help_text=_("Of het getal niet wordt getoond, omdat het over te weinig mensen kan gaan.")
    )
    eenheid = serializers.ChoiceField([unit.value for unit in Unit], help_text=_("Waarin het is geteld."))
    editie = serializers.IntegerField(help_text=_("In welke editie dit getal is gepubliceerd."))


class FiguresFilter(Shape):
    """Which figures, for a list and for an export alike."""

    gebiedCode = Several(
        child=Code(rf"^{AREA}\Z"),
        required=False,
        max_length=100,
        min_length=1,
        help_text=_("Alleen deze gebieden."),
    )
    niveau = serializers.ChoiceField(_LEVELS, required=False, help_text=_("Alleen gebieden van dit niveau."))
    indicator = Several(
        child=serializers.ChoiceField(list(DEFINITIONS)), required=False, max_length=30, min_length=1,
        help_text=_("Alleen deze cijfers."),
    )  # fmt: skip
    onderdeel = Several(
        child=Code(r"^[A-Za-z0-9-]{1,32}\Z"), required=False, max_length=30, min_length=1,
        help_text=_("Alleen deze onderdelen; zonder dit ook de totalen."),
    )  # fmt: skip
    periodeVanaf = Day(required=False, help_text=_("Alleen wat op of na deze dag begint."))
    periodeTot = Day(required=False, help_text=_("Alleen wat voor deze dag begint."))
    editie = Whole(
        required=False, min_value=1, max_value=2**31 - 1,
        help_text=_("Zoals het was toen deze editie de laatste was; zonder dit zoals het nu is."),
    )  # fmt: skip


class FiguresQuestion(FiguresFilter, PagedQuestion):
    """Which figures, and how many on a page."""

    limit = Whole(
        required=False,
        min_value=1,
        max_value=MOST,
        default=1000,
        help_text=_("Hoeveel er op een bladzijde staan."),
    )


EXAMPLE = {
    "gebiedCode": "WK999901",
    "niveau": "wijk",
    "indicator": "signaleringenGeopend",
    "onderdeel": "uitBeeld",
    "onderdeelTitel": "uit beeld",
    "beginDatum": "2026-10-01",
    "eindDatum": "2026-10-31",
    "waarde": 15,
    "afgeschermd": False,
    "eenheid": "aantal",
    "editie": 47,
}


class Figures(Paged):
    """Published figures: the newest that was said of each, or what an older edition said."""

    name = "statistieken"
    scope = Scope.FIGURES
    question = FiguresQuestion
    shape = Figure
    renderer_classes = [JSONRenderer, CSVRenderer]
    operations = {
        "GET": Operation(
            "statistiekenOphalen",
            "Gepubliceerde cijfers",
            "In vaste volgorde: op gebied, cijfer, periode en onderdeel. Met `Accept: text/csv` als CSV, met een regel"
            " namen erboven; voor een titel die een rekenblad voor een formule zou houden, staat daar een '. Voor heel"
            " veel cijfers is er /exports.",
            answer=page_of("statistieken", Figure),
            example={"statistieken": [EXAMPLE]},
            headers=LINK,
            kinds=("application/json", "text/csv"),
        )
    }

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Return one page; its rows come as tuples, as there may be many."""
        found = published(self.asked, self.place.municipality_id)
        cut, links = self.page(found.values(*COLUMNS), ORDER)
        titles = titles_of(self.place.municipality_id)
        if self.request.accepted_renderer.media_type == CSVRenderer.media_type:
            text = io.StringIO(newline="")
            csv.writer(text).writerows(table((row.values() for row in cut), titles))
            return HttpResponse(text.getvalue(), content_type=CSVRenderer.content_type, headers=links)
        return Response({self.name: [told(row.values(), titles) for row in cut]}, headers=links)


def published(asked: dict[str, Any], municipality_id: int) -> PublishedQuerySet:
    """Return the figures that a filter asks for; raises Fault (404) for an edition that is not there."""
    found = Published.objects.filter(municipality_id=municipality_id)
    if number := asked.get("editie"):
        edition = Edition.objects.filter(municipality_id=municipality_id, number=number).first()
        if edition is None:
            raise Fault(404, f"Editie {number} is er niet.")
        found = found.as_of(edition)
    else:
        found = found.current()
    if parts := asked.get("onderdeel"):
        found = found.filter(part__in=parts)
    return found.about(
        indicators=asked.get("indicator", ()),
        areas=asked.get("gebiedCode", ()),
        levels=[asked["niveau"]] if "niveau" in asked else (),
    ).between(asked.get("periodeVanaf"), asked.get("periodeTot"))


Titles = Mapping[tuple[str, str], str]


def titles_of(municipality_id: int) -> Titles:
    """Return how parts are called, by indicator and part: of decisions, whose part is a number, the title."""
    decisions = Decision.objects.filter(municipality_id=municipality_id).values_list("pk", "title")
    return _PARTS | {(code, str(pk)): title for pk, title in decisions for code in OF_DECISIONS}


_PARTS = {(one.code, part): title for one in DEFINITIONS.values() for part, title in one.parts.items()}


def told(row: Iterable[Any], titles: Titles) -> dict[str, Any]:
    """Say one figure, of a row with `COLUMNS`, as a `Figure`."""
    area, level, indicator, part, begins, ends, value, edition = row
    return {
        "gebiedCode": area,
        "niveau": level,
        "indicator": indicator,
        "onderdeel": part or None,
        "onderdeelTitel": titles.get((indicator, part)),
        "beginDatum": begins.isoformat(),
        "eindDatum": last_day(begins, ends).isoformat(),
        "waarde": value,
        "afgeschermd": value is None,
        "eenheid": unit_of(indicator),
        "editie": edition,
    }


def table(rows: Iterable[Iterable[Any]], titles: Titles) -> Iterator[Iterable[Any]]:
    """Say figures as lines of a table, under their names."""
    yield list(Figure().fields)
    # The title of a decision is somebody's own words, and who opens the table in a spreadsheet is somebody else.
    titles = {part: as_text(title) for part, title in titles.items()}
    for row in rows:
        said = told(row, titles)
        yield ["true" if value is True else "false" if value is False else value for value in said.values()]


def last_day(begins: dt.date, ends: dt.date) -> dt.date:
    """Return the last day of a period, which ends before a day; a stock's is its own day."""
    return ends - _DAY if ends > begins else begins


def unit_of(indicator: str) -> str:
    """Return in what a figure is counted; one of an edition before its definition went is a plain number."""
    return DEFINITIONS[indicator].unit.value if indicator in DEFINITIONS else Unit.COUNT.value


class Part(Shape):
    """A part of a figure."""

    noun = "Onderdeel"

    code = serializers.CharField(help_text=_("Hoe het heet in de cijfers."))
    titel = serializers.CharField(help_text=_("Wat het is."))


class Indicator(Shape):
    """What a figure is."""

    noun = "Indicator"

    code = serializers.CharField(help_text=_("Hoe het cijfer heet in /statistieken."))
    titel = serializers.CharField(help_text=_("Hoe het op het scherm heet."))
    omschrijving = serializers.CharField(help_text=_("Wat er geteld wordt, en hoe."))
    eenheid = serializers.ChoiceField([unit.value for unit in Unit], help_text=_("Waarin het is geteld."))
    soort = serializers.ChoiceField(
        [nature.value for nature in Nature],
        help_text=_("Een stand op een maandag, of een stroom over een periode."),
    )
    onderwerp = serializers.ChoiceField([topic.value for topic in Topic], help_text=_("Waar het bij hoort."))
    niveaus = serializers.ListField(
        child=serializers.ChoiceField(_LEVELS), help_text=_("Voor welke gebieden het er is.")
    )
    onderdelen = Part(many=True, help_text=_("Waarin het uiteenvalt."))


def indicators() -> list[dict[str, Any]]:
    """Say what each figure is, from the one table."""
    return [
        {
            "code": one.code,
            "titel": one.title,
            "omschrijving": one.text,
            "eenheid": one.unit.value,
            "soort": one.nature.value,
            "onderwerp": one.topic.value,
            "niveaus": [level.value for level in one.levels],
            "onderdelen": [{"code": code, "titel": title} for code, title in one.parts.items()],
        }
        for one in DEFINITIONS.values()
    ]


class Indicators(Resource):
    """What each figure is."""

    name = "indicatoren"
    scope = Scope.FIGURES
    operations = {
        "GET": Operation(
            "indicatorenOphalen",
            "Wat elk cijfer is",
            "In de volgorde van de schermen.",
            answer=page_of("indicatoren", Indicator),
            example={"indicatoren": indicators()[:1]},
        )
    }

    def get(self, *_args: Any, **_kwargs: Any) -> Response:
        """Return all of them: there are few."""
        return Response({self.name: indicators()})


class OneIndicator(Resource):
    """What one figure is."""

    name = "indicatoren"
    scope = Scope.FIGURES
    operations = {
        "GET": Operation("indicatorOphalen", "Wat één cijfer is", answer=Indicator, example=indicators()[0])
    }

    def get(self, *_args: Any, indicator: str, **_kwargs: Any) -> Response:
        """Return one by its code."""
        for one in indicators():
            if one["code"] == indicator:
                return Response(one)
        raise Http404


class EditionShape(Shape):
    """One publication."""

    noun = "Editie"

    id = serializers.UUIDField(source="uuid", help_text=_("Het kenmerk van de editie."))
    nummer = serializers.IntegerField(
        source="number", help_text=_("De hoeveelste; zo heet zij in /statistieken.")
    )
    soort = serializers.SerializerMethodField(help_text=_("Nieuwe cijfers, of een verbetering van oude."))
    reden = serializers.CharField(source="reason", help_text=_("Bij een verbetering: wat er verbeterd is."))
    beginDatum = serializers.DateField(
        source="since", help_text=_("De eerste dag waarover er cijfers in staan.")
    )
    eindDatum = serializers.DateField(source="through", help_text=_("De maandag van de laatste meting erin."))
    gepubliceerdOp = Moment(source="published_at", help_text=_("Wanneer zij is gepubliceerd."))

    def get_soort(self, row: Edition) -> str:
        """Return the kind in Dutch."""
        return _KINDS[Edition.Kind(row.kind)]


_KINDS = {Edition.Kind.REGULAR: "nieuw", Edition.Kind.CORRECTION: "verbetering"}


class Editions(Collection):
    """When figures were published."""

    name = "edities"
    scope = Scope.FIGURES
    shape = EditionShape
    order = ("number",)
    operations = {
        "GET": Operation(
            "editiesOphalen",
            "Wanneer er cijfers zijn gepubliceerd",
            "In de volgorde waarin zij verschenen.",
            answer=page_of("edities", EditionShape),
            headers=LINK,
        )
    }

    def rows(self) -> models.QuerySet[Any, Any]:
        """Return the editions of the municipality."""
        return Edition.objects.filter(municipality_id=self.place.municipality_id)


class OneEdition(Resource):
    """One publication."""

    name = "edities"
    scope = Scope.FIGURES
    operations = {"GET": Operation("editieOphalen", "Eén editie", answer=EditionShape)}

    def get(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Return one by its uuid."""
        found = Edition.objects.filter(municipality_id=self.place.municipality_id, uuid=uuid).first()
        if found is None:
            raise Http404
        return Response(EditionShape(found).data)
