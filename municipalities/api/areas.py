"""Gebieden: a municipality with its wijken and buurten, as the lists of CBS have them, those that ended too."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from municipalities.definitions import Level
from neighbourhoods.models import District, Neighbourhood
from wijkzorg.clients.scopes import Scope
from wijkzorg.rest.fields import Code, Shape, YesNo
from wijkzorg.rest.operations import LINK, Operation, page_of
from wijkzorg.rest.paging import Paged, PagedQuestion
from wijkzorg.rest.views import Resource

AREA = r"(?:GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2}|BU[0-9]{4}[0-9A-Z]{4})"
_LEVELS = [level.value for level in Level]


class Area(Shape):
    """A municipality, wijk or buurt."""

    noun = "Gebied"
    code = serializers.CharField(help_text=_("De code van CBS; een gebied heet hier naar zijn code."))
    naam = serializers.CharField(help_text=_("Hoe het gebied heet."))
    niveau = serializers.ChoiceField(_LEVELS, help_text=_("Hoe groot het gebied is."))
    ligtInCode = serializers.CharField(
        allow_null=True,
        help_text=_("De code van de wijk of gemeente waarin het ligt; leeg bij een gemeente."),
    )
    peiljaar = serializers.IntegerField(
        allow_null=True, help_text=_("Het jaar van de laatste lijst van CBS waarin deze code staat.")
    )
    vervallenJaar = serializers.IntegerField(
        allow_null=True, help_text=_("Het jaar van de eerste lijst zonder deze code; leeg als hij nu geldt.")
    )


class AreasQuestion(PagedQuestion):
    """Which areas."""

    niveau = serializers.ChoiceField(_LEVELS, required=False, help_text=_("Alleen gebieden van dit niveau."))
    ligtInCode = Code(
        r"^(GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2})\Z", required=False, help_text=_("Alleen wat hierin ligt.")
    )
    vervallen = YesNo(
        required=False, help_text=_("Alleen gebieden die vervallen zijn (true), of die nu gelden (false).")
    )


EXAMPLE = {
    "code": "BU99990001",
    "naam": "Lindenhof",
    "niveau": "buurt",
    "ligtInCode": "WK999900",
    "peiljaar": 2026,
    "vervallenJaar": None,
}


class Areas(Paged):
    """All areas of a municipality: the municipality, then its wijken, then its buurten, each by code."""

    name = "gebieden"
    scope = Scope.FIGURES
    question = AreasQuestion
    shape = Area
    operations = {
        "GET": Operation(
            "gebiedenOphalen",
            "De gemeente met haar wijken en buurten",
            "In vaste volgorde: de gemeente, de wijken, de buurten, elk op code. Ook gebieden die vervallen zijn, want"
            " cijfers van toen gaan over hen.",
            answer=page_of("gebieden", Area),
            example={"gebieden": [EXAMPLE]},
            headers=LINK,
        )
    }

    def get(self, *_args: Any, **_kwargs: Any) -> Response:
        """Return one page. A municipality has few areas, so all of them are read."""
        rows = [row for row in areas_of(self) if self._is_asked(row)]
        start = self.start(2)
        if start is not None:
            rows = [row for row in rows if _key(row) > start]
        cut, links = self.cut(rows, _key)
        return Response({self.name: Area(cut, many=True).data}, headers=links)

    def _is_asked(self, row: dict[str, Any]) -> bool:
        asked = self.asked
        return (
            row["niveau"] == asked.get("niveau", row["niveau"])
            and row["ligtInCode"] == asked.get("ligtInCode", row["ligtInCode"])
            and asked.get("vervallen") in (None, row["vervallenJaar"] is not None)
        )


class OneArea(Resource):
    """One area, by its code."""

    name = "gebieden"
    scope = Scope.FIGURES
    operations = {
        "GET": Operation("gebiedOphalen", "Eén gebied", answer=Area, example=EXAMPLE),
    }

    def get(self, *_args: Any, code: str, **_kwargs: Any) -> Response:
        """Return the area; another municipality's is not there."""
        for row in areas_of(self):
            if row["code"] == code:
                return Response(Area(row).data)
        raise Http404


def areas_of(view: Resource) -> list[dict[str, Any]]:
    """Return the areas of the municipality of which is asked, in the order of the API."""
    own = view.place
    rows = [_row(own.code, own.name, Level.MUNICIPALITY, None, None, None)]
    names = ("code", "name", "reference_year", "ended_year")
    for code, name, year, ended in District.objects.order_by("code").values_list(*names):
        rows.append(_row(code, name, Level.DISTRICT, own.code, year, ended))
    for code, name, year, ended, district in Neighbourhood.objects.order_by("code").values_list(
        *names, "district__code"
    ):
        rows.append(_row(code, name, Level.NEIGHBOURHOOD, district, year, ended))
    return rows


def _row(
    code: str, name: str, level: Level, inside: str | None, year: int | None, ended: int | None
) -> dict[str, Any]:
    return {
        "code": code,
        "naam": name,
        "niveau": level.value,
        "ligtInCode": inside,
        "peiljaar": year,
        "vervallenJaar": ended,
    }


def _key(row: dict[str, Any]) -> list[str]:
    return [str(_LEVELS.index(row["niveau"])), row["code"]]
