"""What stands about single persons, as it is now: lists and one of them, without a name, each looking in the log."""

from __future__ import annotations

import abc
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.http import Http404
from rest_framework.response import Response

from care.acting import OfMunicipality
from wijkzorg.rest.fields import Shape
from wijkzorg.rest.paging import Collection

BUURT = r"^BU[0-9]{4}[0-9A-Z]{4}\Z"


class Live(OfMunicipality, abc.ABC):
    """Rows of a municipality, or of the organisation that the system is bound to."""

    shape: ClassVar[type[Shape]]

    @abc.abstractmethod
    def all(self) -> models.QuerySet[Any, Any]:
        """Return what this system sees, with all that is told of it."""

    @abc.abstractmethod
    def about(self, row: Any) -> tuple[int | None, int | None]:
        """Return the case and the resident that a row is about, as far as there are."""

    @abc.abstractmethod
    def told(self, row: Any) -> dict[str, Any]:
        """Say a row as its shape has it."""

    def look(self, rows: Sequence[Any], object_id: object = "") -> list[dict[str, Any]]:
        """Say rows, and tell the log whom they are about."""
        about = [self.about(row) for row in rows]
        self.saw(
            cases=[case for case, _resident in about if case],
            residents=[resident for _case, resident in about if resident],
            object_id=object_id,
        )
        return [self.told(row) for row in rows]


class LiveList(Live, Collection):
    """A list in the order in which the rows came."""

    order = ("id",)
    # What may be asked: the condition on a row, and which code a word stands for, where it is one.
    filters: ClassVar[Mapping[str, tuple[str, Mapping[str, Any]]]]

    def rows(self) -> models.QuerySet[Any, Any]:
        """Return those that are asked for."""
        found = self.all()
        for name, (condition, words) in self.filters.items():
            if name in self.asked:
                value = self.asked[name]
                found = found.filter(**{condition: words[value] if words else value})
        return found

    def page(self, rows: Any, order: Any) -> tuple[list[Any], dict[str, str]]:
        """Cut out a page, and look at it."""
        found, links = super().page(rows, order)
        return self.look(found), links


class LiveOne(Live):
    """One of them."""

    def get(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Return it; raises Http404 for what this system does not see."""
        row = self.all().filter(uuid=uuid).first()
        if row is None:
            raise Http404
        (told,) = self.look([row], uuid)
        return Response(self.shape(told).data)
