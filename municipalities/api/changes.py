"""Wijzigingen: for a system that keeps a copy, all that was ever published and each change of an area, in one order.

A system begins without a cursor and goes on from the cursor that it got last; so it misses nothing, also when it was
away for a year. What is no longer there has its tombstone. Areas come before the figures that are about them.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from municipalities.api.areas import EXAMPLE as AREA_EXAMPLE
from municipalities.api.areas import Area, areas_of
from municipalities.api.figures import COLUMNS, EXAMPLE, MOST, Figure, Titles, titles_of, told
from municipalities.models import Published
from wijkzorg.clients.scopes import Scope
from wijkzorg.rest import cursors
from wijkzorg.rest.fields import Code, Shape, Whole
from wijkzorg.rest.operations import LINK, Operation
from wijkzorg.rest.paging import Paged, PagedQuestion

# A change is shown once every transaction that began before its own is over: what comes later stands later.
_AREAS = """
SELECT xid::text, id, code, gone FROM municipality_api_areachange
WHERE municipality_id = %(municipality)s AND (xid, id) > (%(xid)s::xid8, %(id)s)
    AND (xid < pg_snapshot_xmin(pg_current_snapshot()) OR xid = pg_current_xact_id_if_assigned())
ORDER BY xid, id LIMIT %(limit)s
"""


MARK = "sinds."


class Change(Shape):
    """One change."""

    noun = "Wijziging"

    soort = serializers.ChoiceField(["gebied", "statistiek"], help_text=_("Waarvan het een wijziging is."))
    bewerking = serializers.ChoiceField(
        ["bijgewerkt", "verwijderd"],
        help_text=_("Bijgewerkt: neem over wat hier staat, nieuw of niet. Verwijderd: het is er niet meer."),
    )
    sleutel = serializers.CharField(
        help_text=_("Waaraan het te herkennen is: twee wijzigingen met dezelfde sleutel gaan over hetzelfde.")
    )
    gebied = Area(required=False, help_text=_("Bij een gebied: zoals het nu is."))
    statistiek = Figure(required=False, help_text=_("Bij een cijfer: zoals het in die editie staat."))


class ChangesPage(Shape):
    """Some changes."""

    noun = "WijzigingBladzijde"

    wijzigingen = Change(many=True)
    cursor = serializers.CharField(help_text=_("Ga later hiermee verder, ook als er nu niets meer is."))


class ChangesQuestion(PagedQuestion):
    """Where to go on, and how many."""

    cursor = Code(
        cursors.form(MARK),
        required=False,
        max_length=cursors.LONGEST,
        help_text=_("Waar het vorige antwoord ophield: de cursor daaruit, en nooit zelf gemaakt."),
    )
    limit = Whole(
        required=False,
        min_value=1,
        max_value=MOST,
        default=1000,
        help_text=_("Hoeveel er op een bladzijde staan."),
    )


class Changes(Paged):
    """All changes since the beginning, or since a cursor."""

    name = "wijzigingen"
    mark = MARK
    scope = Scope.FIGURES
    question = ChangesQuestion
    shape = Change
    operations = {
        "GET": Operation(
            "wijzigingenOphalen",
            "Alles wat er sinds de vorige keer veranderde",
            "Begin zonder cursor, en ga verder met de cursor uit het vorige antwoord. Wat er niet meer is, komt voorbij"
            " als verwijderd. Een verbeterd cijfer komt opnieuw voorbij, met dezelfde sleutel.",
            answer=ChangesPage,
            example={
                "wijzigingen": [
                    {
                        "soort": "gebied", "bewerking": "bijgewerkt", "sleutel": "BU99990001",
                        "gebied": AREA_EXAMPLE,
                    },
                    {
                        "soort": "statistiek", "bewerking": "bijgewerkt",
                        "sleutel": "WK999901/signaleringenGeopend/uitBeeld/2026-10-01/2026-10-31",
                        "statistiek": EXAMPLE,
                    },
                ],
                "cursor": "sinds.bWfL0b3WtQ0fWm6cY8nY1kqk0o9mZ3hXvV2dQm5oJ4sXgN0aT7uRbWfL0b3W",
            },
            headers=LINK,
        )
    }  # fmt: skip

    def get(self, *_args: Any, **_kwargs: Any) -> Response:
        """Return one page: areas first, and figures in what is left of it."""
        xid, number, published = self.start(3) or ["0", "0", "0"]
        limit: int = self.asked["limit"]
        areas = self._areas(xid, number, limit + 1)
        figures = self._figures(published, limit + 1 - len(areas))
        more = len(areas) + len(figures) > limit
        areas, figures = areas[:limit], figures[: max(0, limit - len(areas))]
        if areas:
            xid, number = areas[-1][:2]
        if figures:
            published = str(figures[-1][-1])
        titles = titles_of(self.place.municipality_id) if figures else {}
        shown = [change for _xid, _id, change in areas] + [_of_figure(row[:-1], titles) for row in figures]
        cursor = self.cursor([xid, number, published])
        links = [f'<{self._address(None)}>; rel="first"']
        links += [f'<{self._address(cursor)}>; rel="next"'] if more else []
        return Response({self.name: shown, "cursor": cursor}, headers={"Link": ", ".join(links)})

    def _areas(self, xid: str, number: str, limit: int) -> list[tuple[str, str, dict[str, Any]]]:
        """Return the changes of areas after a place in their order, each with its own place."""
        with connection.cursor() as cursor:
            cursor.execute(
                _AREAS,
                {"municipality": self.place.municipality_id, "xid": xid, "id": number, "limit": limit},
            )
            rows = cursor.fetchall()
        now = {area["code"]: area for area in areas_of(self)} if rows else {}
        return [(at, str(pk), _of_area(code, None if gone else now.get(code))) for at, pk, code, gone in rows]

    def _figures(self, after: str, limit: int) -> list[tuple[Any, ...]]:
        rows = Published.objects.filter(municipality_id=self.place.municipality_id, id__gt=after).order_by(
            "id"
        )
        return list(rows.values_list(*COLUMNS, "id")[:limit])


def _of_area(code: str, area: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "soort": "gebied",
        "bewerking": "bijgewerkt" if area else "verwijderd",
        "sleutel": code,
    } | ({"gebied": area} if area else {})


def _of_figure(row: tuple[Any, ...], titles: Titles) -> dict[str, Any]:
    figure = told(row, titles)
    names = ("gebiedCode", "indicator", "onderdeel", "beginDatum", "eindDatum")
    return {
        "soort": "statistiek",
        "bewerking": "bijgewerkt",
        "sleutel": "/".join(figure[name] or "" for name in names),
        "statistiek": figure,
    }
