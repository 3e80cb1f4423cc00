"""Pages of a long answer: each says where the next begins, in a fixed order, by a key and never by a count."""

from __future__ import annotations

import abc
import json
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from rest_framework.response import Response

from wijkzorg.rest import cursors
from wijkzorg.rest.fields import Code, Question, Shape, Whole
from wijkzorg.rest.views import Resource

MOST = 1000
USUAL = 100


class PagedQuestion(Question):
    """What may be asked of a list: where a page begins, and how long it is."""

    cursor = Code(
        cursors.FORM,
        required=False,
        max_length=cursors.LONGEST,
        help_text=gettext_lazy(
            "Waar de bladzijde begint: een waarde uit de header Link, en nooit zelf gemaakt."
        ),
    )
    limit = Whole(
        required=False,
        min_value=1,
        max_value=MOST,
        default=USUAL,
        help_text=gettext_lazy("Hoeveel er op een bladzijde staan."),
    )


class Paged(Resource):
    """An address that answers in pages, in a fixed order. A row's key says where it stands; it is unique."""

    question = PagedQuestion
    shape: ClassVar[type[Shape]]
    # With what its cursors begin, where they are told in the answer itself: so nobody takes one for another list's.
    mark: ClassVar[str] = ""

    def page(self, rows: models.QuerySet[Any, Any], order: Sequence[str]) -> tuple[list[Any], dict[str, str]]:
        """Cut one page out of a set, and return it with its header Link."""
        found, start = rows.order_by(*order), self.start(len(order))
        if start is not None:
            found = found.filter(_after(order, start))
        return self.cut(
            list(found[: self.asked["limit"] + 1]), lambda row: [_value(row, name) for name in order]
        )

    def start(self, length: int) -> list[str] | None:
        """Return after which key the page begins, None for the first; raises Invalid for a cursor that is not of it."""
        if "cursor" not in self.asked:
            return None
        return cursors.read(self.asked["cursor"].removeprefix(self.mark), self._salt(), length)

    def cursor(self, key: list[str]) -> str:
        """Return the cursor of the page after a key."""
        return self.mark + cursors.write(key, self._salt())

    def cut(self, rows: list[Any], key: Callable[[Any], list[Any]]) -> tuple[list[Any], dict[str, str]]:
        """Keep a page of rows, and return it with its header Link; one row more than a page says that more follow."""
        links = [f'<{self._address(None)}>; rel="first"']
        limit: int = self.asked["limit"]
        if len(rows) > limit:
            after = self.cursor([str(value) for value in key(rows[limit - 1])])
            links.append(f'<{self._address(after)}>; rel="next"')
        return rows[:limit], {"Link": ", ".join(links)}

    def _salt(self) -> str:
        """Return what a cursor belongs to: who asks what of which municipality, but for the length of a page."""
        asked = {
            name: str(value)
            for name, value in self.asked.items()
            if name not in {"cursor", "limit", "gemeenteCode"}
        }
        return "wijkzorg.rest.cursor:" + json.dumps(
            [
                str(self.caller.uuid),
                self.name,
                self.place.municipality_id,
                sorted(asked.items()),
                sorted(map(str, self.kwargs.values())),
            ]
        )

    def _address(self, cursor: str | None) -> str:
        query = self.request._request.GET.copy()
        query.pop("cursor", None)
        if cursor is not None:
            query["cursor"] = cursor
        return self.request.build_absolute_uri(self.request.path) + (f"?{query.urlencode()}" if query else "")


class Collection(Paged, abc.ABC):
    """A list that is a set of rows: `order` names the fields that are the key."""

    order: ClassVar[tuple[str, ...]]

    @abc.abstractmethod
    def rows(self) -> models.QuerySet[Any, Any]:
        """Return the set that is asked for, in any order."""

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Return one page, and in the header Link where the next one is."""
        rows, links = self.page(self.rows(), self.order)
        shown = self.shape(rows, many=True, context={"view": self})
        return Response({self.name: shown.data}, headers=links)


def _after(order: Sequence[str], key: Sequence[str]) -> Any:
    """Return the condition that a row comes after a key: a comparison of rows, which an index can answer."""
    return TupleGreaterThan(Tuple(*(models.F(name) for name in order)), tuple(key))


def _value(row: Any, name: str) -> Any:
    """Return what a row, or a row of values, has under a name."""
    if isinstance(row, dict):
        return row[name]
    for part in name.split("__"):
        row = getattr(row, part)
    return row
