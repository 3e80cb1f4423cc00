"""Files of figures: how many at once, and what a spreadsheet makes of them."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from cases.models import Decision
from municipalities.api import exporting
from municipalities.api.models import Export
from tests.api import test_figures
from tests.api.conftest import System
from tests.api.test_figures import MONDAY, content, ordered, publish
from tests.api.test_frame import problem
from tests.conftest import Place
from wijkzorg.rest.problems import Conflict
from wijkzorg.tenancy.wall import inside

exporter = test_figures.exporter


@pytest.mark.parametrize("title", ["=HYPERLINK(A1)", "+1", "-1", "@SUM(A1)", " =1", "\t=1"])
def test_no_title_in_a_table_is_a_formula(title: str, exporter: System, place: Place) -> None:
    made = {"decided_by": "het college", "decided_on": MONDAY, "created_at": timezone.now()}
    number = Decision.objects.create(municipality=place.municipality, title=title, **made).pk
    publish(place, 1, [(place.municipality.code, "besluitAfspraken", str(number), MONDAY, MONDAY, 15)])
    where = ordered(exporter, formaat="csv")["Location"]
    exporting.make(export_id=Export.objects.get().pk, now=timezone.now())
    for table in (
        exporter.ask("statistieken", Accept="text/csv").content,
        content(exporter.get(f"{where}/bestand")),
    ):
        rows = csv.DictReader(io.StringIO(table.decode()))
        assert [row["onderdeelTitel"] for row in rows] == [f"'{title}"]
    assert exporter.ask("statistieken").json()["statistieken"][0]["onderdeelTitel"] == title


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_wait_than_may(exporter: System, place: Place) -> None:
    municipality = place.municipality.pk
    asked: dict[str, Any] = {
        "municipality_id": municipality,
        "client_id": exporter.access.client_id,
        "form": Export.Form.CSV,
        "asked": {},
        "now": timezone.now(),
    }

    def another() -> Export | str:
        try:
            with inside(municipality):
                return exporting.ask(**asked)
        except Conflict as full:
            return full.sentence
        finally:
            connections.close_all()

    with inside(municipality):
        for _each in range(exporting.AT_ONCE - 1):
            exporting.ask(**asked)
    with ThreadPoolExecutor(1) as pool:
        with inside(municipality), transaction.atomic():
            exporting.ask(**asked)
            second = pool.submit(another)
            assert not wait([second], 1).done, "it waits to know whether there is room"
        assert "wachten al" in str(second.result(30))


def test_a_system_keeps_so_many_files_and_makes_room_itself(
    exporter: System, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST", 2)
    first = ordered(exporter)["Location"]
    ordered(exporter)
    Export.objects.update(state=Export.State.FAILED)
    assert "gooi er eerst een weg" in problem(ordered(exporter), 409)["detail"]
    assert exporter.delete(first).status_code == 204
    assert ordered(exporter).status_code == 202
