"""Published figures over REST: what is asked, in which form, page after page, changes, and files."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import hashlib
import io
import json
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Decision
from municipalities.api import exporting, tasks
from municipalities.api.models import Export, ExportPiece
from municipalities.definitions import DEFINITIONS
from municipalities.models import Edition, Published
from tests.api.conftest import BASE, MakeSystem, System
from tests.api.test_frame import problem
from tests.conftest import Place
from wijkzorg.clients.scopes import Scope
from wijkzorg.tenancy.wall import inside

MONDAY = dt.date(2026, 9, 7)
WEEK = dt.timedelta(days=7)


def publish(
    place: Place, number: int, rows: list[tuple[str, str, str, dt.date, dt.date, int | None]]
) -> Edition:
    """Publish figures as they are; a later edition takes the place of an earlier one's."""
    told = {"municipality": place.municipality}
    with inside(place.municipality.pk):
        edition = Edition.objects.create(
            **told,
            number=number,
            since=MONDAY,
            through=MONDAY + 4 * WEEK,
            published_at=timezone.now(),
            open_from=MONDAY,
        )
        for area, indicator, part, begins, ends, value in rows:
            cell = {"area_code": area, "indicator": indicator, "part": part, "begins": begins, "ends": ends}
            Published.objects.filter(**told, **cell, latest=True).update(latest=False, replaced_in=number)
            level = {"GM": "gemeente", "WK": "wijk", "BU": "buurt"}[area[:2]]
            Published.objects.create(**told, **cell, edition=edition, level=level, value=value)
    return edition


@pytest.fixture
def figures(place: Place) -> Edition:
    """Two editions: five weeks of two figures, of which one was corrected, and one of the wijk."""
    code = place.municipality.code
    weeks = [MONDAY + n * WEEK for n in range(5)]
    rows: list[Any] = [(code, "openDossiers", "", day, day, 100 + 5 * n) for n, day in enumerate(weeks)]
    rows += [(code, "signaleringenGeopend", "uitBeeld", day, day + WEEK, 15) for day in weeks]
    rows += [("WK999900", "openDossiers", "", weeks[0], weeks[0], None)]
    publish(place, 1, rows)
    return publish(place, 2, [(code, "openDossiers", "", weeks[0], weeks[0], 95)])


def shown(answer: Any) -> list[tuple[Any, ...]]:
    """Return what was answered, shortly."""
    assert answer.status_code == 200, answer.content
    return [
        (row["gebiedCode"], row["indicator"], row["onderdeel"], row["beginDatum"], row["waarde"])
        for row in answer.json()["statistieken"]
    ]


@pytest.mark.usefixtures("figures")
def test_figures_are_read_in_their_order_and_a_hidden_one_says_so(system: System, place: Place) -> None:
    code = place.municipality.code
    found = shown(system.ask("statistieken"))
    assert len(found) == 11
    assert found == sorted(found, key=lambda row: (row[0], row[1], row[3]))
    assert found[0] == (code, "openDossiers", None, "2026-09-07", 95)
    hidden = system.ask("statistieken", {"gebiedCode": "WK999900"}).json()["statistieken"]
    assert hidden == [
        {
            "gebiedCode": "WK999900",
            "niveau": "wijk",
            "indicator": "openDossiers",
            "onderdeel": None,
            "onderdeelTitel": None,
            "beginDatum": "2026-09-07",
            "eindDatum": "2026-09-07",
            "waarde": None,
            "afgeschermd": True,
            "eenheid": "aantal",
            "editie": 1,
        }
    ]
    week = system.ask("statistieken", {"indicator": "signaleringenGeopend", "limit": 1}).json()[
        "statistieken"
    ][0]
    assert (week["beginDatum"], week["eindDatum"]) == ("2026-09-07", "2026-09-13")


@pytest.mark.usefixtures("figures")
@pytest.mark.parametrize(
    ("asked", "many"),
    [
        ({"niveau": "wijk"}, 1),
        ({"indicator": "openDossiers"}, 6),
        ({"indicator": ["openDossiers", "signaleringenGeopend"]}, 11),
        ({"indicator": "openDossiers,signaleringenGeopend"}, 11),
        ({"onderdeel": "uitBeeld"}, 5),
        ({"gebiedCode": "GM9999,WK999900"}, 11),
        ({"gebiedCode": "BU12345678"}, 0),
        ({"periodeVanaf": "2026-09-21"}, 6),
        ({"periodeTot": "2026-09-14"}, 3),
        ({"periodeVanaf": "1999-01-01", "periodeTot": "1999-12-31"}, 0),
        ({"editie": 1}, 11),
    ],
)
def test_a_filter_keeps_what_it_names(asked: dict[str, Any], many: int, system: System) -> None:
    assert len(shown(system.ask("statistieken", asked))) == many


@pytest.mark.usefixtures("figures")
def test_an_older_edition_says_what_it_said(system: System) -> None:
    first = {"indicator": "openDossiers", "niveau": "gemeente", "limit": 1}
    assert shown(system.ask("statistieken", first))[0][-1] == 95
    assert shown(system.ask("statistieken", first | {"editie": 1}))[0][-1] == 100
    problem(system.ask("statistieken", first | {"editie": 3}), 404)


@pytest.mark.usefixtures("figures")
def test_pages_of_figures_add_up_to_all_of_them(system: System) -> None:
    whole = shown(system.ask("statistieken"))
    assert (
        pages(system, f"{BASE}/statistieken?limit=3", "statistieken")
        == system.ask("statistieken").json()["statistieken"]
    )
    assert len(whole) == 11


def pages(system: System, address: str, name: str) -> list[Any]:
    """Follow the links to the end."""
    found: list[Any] = []
    while address:
        answer = system.get(address)
        assert answer.status_code == 200, answer.content
        found += answer.json()[name]
        links = [part.partition("; ") for part in answer["Link"].split(", ")]
        address = next((where.strip("<>") for where, _sign, rel in links if rel == 'rel="next"'), "")
    return found


@pytest.mark.usefixtures("figures")
def test_figures_are_a_table_too(system: System) -> None:
    answer = system.ask("statistieken", {"limit": 4}, Accept="text/csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert 'rel="next"' in answer["Link"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    plain = system.ask("statistieken", {"limit": 4}).json()["statistieken"]
    assert [row["beginDatum"] for row in rows] == [row["beginDatum"] for row in plain]
    assert rows[0] | {"waarde": "95", "afgeschermd": "false", "onderdeel": ""} == rows[0]
    assert [row["waarde"] for row in csv.DictReader(io.StringIO(
        system.ask("statistieken", {"niveau": "wijk"}, Accept="text/csv").content.decode()
    ))] == [""]  # fmt: skip


def test_a_part_is_called_by_its_title_and_a_decision_by_its_own(
    system: System, place: Place, elsewhere: Place
) -> None:
    made = {"decided_by": "het college", "decided_on": MONDAY, "created_at": timezone.now()}
    numbers = []
    for one in (elsewhere, place):
        with inside(one.municipality.pk):
            title = f"Minder uren in {one.municipality.code}"
            numbers.append(Decision.objects.create(municipality=one.municipality, title=title, **made).pk)
    code, parts = place.municipality.code, [str(number) for number in numbers]
    publish(place, 1, [
        (code, "besluitAfspraken", parts[0], MONDAY, MONDAY, 15),  # of no decision here
        (code, "besluitAfspraken", parts[1], MONDAY, MONDAY, 15),
        (code, "openDossiers", "", MONDAY, MONDAY, 95),
        (code, "signaleringenOpen", "uitBeeld", MONDAY, MONDAY, None),
    ])  # fmt: skip
    expected = [None, f"Minder uren in {code}", None, DEFINITIONS["signaleringenOpen"].parts["uitBeeld"]]
    assert [row["onderdeelTitel"] for row in system.ask("statistieken").json()["statistieken"]] == expected
    text = system.ask("statistieken", Accept="text/csv").content.decode()
    assert [row["onderdeelTitel"] or None for row in csv.DictReader(io.StringIO(text))] == expected
    changes = system.ask("wijzigingen").json()["wijzigingen"]
    assert [
        one["statistiek"]["onderdeelTitel"] for one in changes if one["soort"] == "statistiek"
    ] == expected


def test_each_figure_says_what_it_is(system: System) -> None:
    told = system.ask("indicatoren").json()["indicatoren"]
    assert [one["code"] for one in told] == list(DEFINITIONS)
    assert system.ask("indicatoren/openDossiers").json() == told[0]
    problem(system.ask("indicatoren/niets"), 404)


def test_editions_are_listed(
    system: System, figures: Edition, elsewhere: Place, make_system: MakeSystem
) -> None:
    told = system.ask("edities").json()["edities"]
    assert [(one["nummer"], one["soort"]) for one in told] == [(1, "nieuw"), (2, "nieuw")]
    assert told[0]["gepubliceerdOp"].endswith("Z")
    assert system.ask(f"edities/{figures.uuid}").json() == told[1]
    problem(make_system(elsewhere).ask(f"edities/{figures.uuid}"), 404)


# --- Files ----------------------------------------------------------------------------------------


@pytest.fixture
def exporter(place: Place, make_system: MakeSystem) -> System:
    """A system that asks for files."""
    return make_system(place, scopes=[Scope.FIGURES, Scope.EXPORTS])


def ordered(system: System, **asked: Any) -> Any:
    """Ask for a file."""
    return system.post(
        f"{BASE}/exports", json.dumps({"formaat": "ndjson"} | asked), content_type="application/json"
    )


def content(answer: Any) -> bytes:
    """Return the whole of what is streamed."""
    return b"".join(answer.streaming_content)


@pytest.mark.usefixtures("figures")
def test_a_file_is_asked_for_made_and_fetched(
    exporter: System, place: Place, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(tasks.make_export, "delay", lambda *told: sent.append(told))
    monkeypatch.setattr(exporting, "PIECE", 300)
    with django_capture_on_commit_callbacks(execute=True):
        answer = ordered(exporter, niveau="gemeente")
    assert answer.status_code == 202
    assert answer.json()["toestand"] == "wacht"
    where = answer["Location"]
    status = exporter.get(where)
    assert (status.json()["bestand"], status["Retry-After"]) == (None, "5")
    problem(exporter.get(f"{where}/bestand"), 409)
    ((municipality, number),) = sent
    tasks.make_export(municipality, number)
    told = exporter.get(where).json()
    assert (told["toestand"], told["aantalRegels"]) == ("klaar", 10)
    answer = exporter.get(told["bestand"], headers={"Accept-Encoding": "gzip"})
    got = content(answer)
    assert [json.loads(line) for line in got.splitlines()] == exporter.ask(
        "statistieken", {"niveau": "gemeente"}
    ).json()["statistieken"]
    assert hashlib.sha256(got).hexdigest() == told["sha256"]
    assert answer["Repr-Digest"] == f"sha-256=:{base64.b64encode(hashlib.sha256(got).digest()).decode()}:"
    assert int(answer["Content-Length"]) == len(got) == told["aantalBytes"]
    assert ExportPiece.objects.count() > 3
    tasks.make_export(municipality, number)  # once more changes nothing
    assert exporter.get(where).json() == told


@pytest.mark.usefixtures("figures")
def test_a_file_can_be_a_table(exporter: System) -> None:
    where = ordered(exporter, formaat="csv")["Location"]
    exporting.make(export_id=Export.objects.get().pk, now=timezone.now())
    answer = exporter.get(f"{where}/bestand")
    rows = list(csv.DictReader(io.StringIO(content(answer).decode())))
    assert len(rows) == exporter.get(where).json()["aantalRegels"] == 11
    assert answer["Content-Disposition"].endswith('.csv"')


def test_a_file_is_for_whoever_asked_alone(
    exporter: System, place: Place, elsewhere: Place, make_system: MakeSystem
) -> None:
    where = ordered(exporter)["Location"]
    for other in (make_system(place, scopes=[Scope.EXPORTS]), make_system(elsewhere, scopes=[Scope.EXPORTS])):
        problem(other.get(where), 404)
        problem(other.get(f"{where}/bestand"), 404)
        problem(other.delete(where), 404)
        assert other.ask("exports").json() == {"exports": []}
    assert len(exporter.ask("exports").json()["exports"]) == 1
    assert exporter.delete(where).status_code == 204
    problem(exporter.get(where), 404)


def test_a_file_is_gone_after_a_day(exporter: System, place: Place) -> None:
    where = ordered(exporter)["Location"]
    export = Export.objects.get()
    exporting.make(export_id=export.pk, now=timezone.now())
    Export.objects.update(expires_at=timezone.now())
    problem(exporter.get(where), 404)
    assert exporting.forget(now=timezone.now()) == 1
    assert not ExportPiece.objects.exists()


def test_a_worker_that_dies_again_and_again_gives_up_visibly(exporter: System) -> None:
    where = ordered(exporter)["Location"]
    export = Export.objects.get()
    Export.objects.update(tries=exporting.TRIES)
    exporting.make(export_id=export.pk, now=timezone.now())
    assert exporter.get(where).json()["toestand"] == "mislukt"


def test_what_waits_too_long_is_sent_again(
    exporter: System, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(tasks.make_export, "delay", lambda *told: sent.append(told))
    ordered(exporter)
    assert tasks.keep_exports() == 0
    with inside(place.municipality.pk):
        Export.objects.update(asked_at=timezone.now() - dt.timedelta(minutes=2))
    assert tasks.keep_exports() == 1
    assert sent == [(place.municipality.pk, Export.objects.get().pk)]


def test_an_edition_that_is_not_there_is_said_at_once(exporter: System) -> None:
    problem(ordered(exporter, editie=7), 404)
    assert not Export.objects.exists()


def test_so_many_may_wait_and_no_more(exporter: System) -> None:
    for _ in range(exporting.AT_ONCE):
        assert ordered(exporter).status_code == 202
    problem(ordered(exporter), 409)


BAD = [
    (b" ", "application/json", 400),
    (b"{", "application/json", 400),
    (b"[]", "application/json", 400),
    (b"null", "application/json", 400),
    (b"\xff", "application/json", 400),
    (b'{"formaat": NaN}', "application/json", 400),
    (b'{"formaat": "csv", "formaat": "ndjson"}', "application/json", 400),
    (b'{"formaat": "\\u0000"}', "application/json", 400),
    (b'{"formaat": "\\ud800"}', "application/json", 400),
    (b'{"formaat": ' + b"9" * 5000 + b"}", "application/json", 400),
    (b"[" * 10_000 + b"]" * 10_000, "application/json", 400),
    (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "application/json", 400),
    (b'{"formaat": "csv"}', "text/plain", 415),
    (b'{"formaat": "csv"}', "", 415),
    (b'{"formaat": "csv"}', "application/json; charset=utf-16", 415),
    (b"formaat=csv", "application/x-www-form-urlencoded", 415),
]


@pytest.mark.parametrize(("body", "kind", "status"), BAD)
def test_a_body_that_is_no_body_is_refused(body: bytes, kind: str, status: int, exporter: System) -> None:
    problem(exporter.post(f"{BASE}/exports", body, content_type=kind), status)
    assert not Export.objects.exists()


def test_all_that_is_wrong_with_a_body_is_said_at_once(exporter: System) -> None:
    answer = ordered(
        exporter, formaat="pdf", gebiedCode=["GM1", "GM9999"], periodeVanaf="gisteren", kleur="rood"
    )
    said = problem(answer, 400)
    assert {(one["name"], one["in"]) for one in said["invalidParams"]} == {
        ("formaat", "body"),
        ("gebiedCode.0", "body"),
        ("periodeVanaf", "body"),
        ("kleur", "body"),
    }


def test_reading_figures_costs_as_much_for_many_as_for_few(
    system: System, place: Place, django_assert_max_num_queries: Any
) -> None:
    publish(
        place,
        1,
        [("GM9999", "openDossiers", "", MONDAY + n * WEEK, MONDAY + n * WEEK, 50) for n in range(50)],
    )
    for limit in (1, 50):
        with django_assert_max_num_queries(8):
            assert len(shown(system.ask("statistieken", {"limit": limit}))) == limit
