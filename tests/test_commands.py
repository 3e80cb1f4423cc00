"""The commands as a script would call them: lines of JSON on stdout and nothing else, words and errors on stderr."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from cases.models import Case, Flag, ReassessmentChunk, Standing
from cases.rules import Medium, Rhythm, Version
from tests.cases.stored import store
from tests.cases.test_rules_examples import (
    BASE,
    BUSY_DAY,
    CALLS,
    NOT_AT_HOME,
    ONLY_VIDEO,
    PAUSED,
    RAISED,
    WEEKLY,
    day,
)
from tests.conftest import Place, make_case
from wijkzorg import embedded
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.wall import inside

ROOT = Path(__file__).resolve().parents[1]
HERE = "--municipality=GM9999"
VIDEO_AGREED = replace(ONLY_VIDEO, agreements=(WEEKLY, Version(day("02-02"), Rhythm(1, 7, Medium.VIDEO))))
EXAMPLES = {
    "1": CALLS,
    "2": BASE,
    "3": NOT_AT_HOME,
    "4": PAUSED,
    "5": RAISED,
    "6": ONLY_VIDEO,
    "6a": VIDEO_AGREED,
    "7": BUSY_DAY,
}
# What RULES.md says of each example: the day, the rules that hold, and of the rest what is said.
CUT, ERODES, UNSEEN, UNFOUND = "scaled_down", "eroding", "not_seen", "unfindable"
ON, DUE = "breaches_on", "due_on"
SAID: list[tuple[str, str, dict[str, str], dict[str, Any]]] = [
    ("1", "03-01", {}, {ON: {CUT: "03-02", ERODES: "03-10", UNSEEN: "03-25"}, DUE: "03-03"}),
    ("1", "03-02", {CUT: "03-02"}, {}),
    ("1", "03-16", {CUT: "03-02"}, {ON: {ERODES: "03-17"}}),
    ("1", "03-17", {CUT: "03-02", ERODES: "03-17"}, {ON: {UNSEEN: "03-25", UNFOUND: None}, DUE: "03-24"}),
    ("1", "03-25", {CUT: "03-02", ERODES: "03-17", UNSEEN: "03-25"}, {DUE: "04-07"}),
    ("2", "01-17", {}, {ON: {ERODES: "01-18", UNSEEN: "02-02", UNFOUND: None}, DUE: "01-12"}),
    ("2", "01-18", {ERODES: "01-18"}, {ON: {UNFOUND: None}, DUE: "01-12"}),
    ("2", "02-02", {ERODES: "01-18", UNSEEN: "02-02"}, {ON: {UNFOUND: None}, DUE: "01-12"}),
    ("3", "01-20", {}, {ON: {UNFOUND: None}}),
    ("3", "01-25", {ERODES: "01-25"}, {}),
    ("3", "01-27", {ERODES: "01-25", UNFOUND: "01-27"}, {}),
    ("3", "02-04", {ERODES: "01-25", UNSEEN: "02-04", UNFOUND: "01-27"}, {}),
    ("4", "02-05", {}, {ON: {ERODES: "02-24", UNSEEN: "03-11"}, DUE: None}),
    ("4", "02-16", {}, {DUE: "02-17"}),
    ("5", "03-02", {}, {DUE: "03-02"}),
    ("5", "03-09", {ERODES: "03-09"}, {}),
    ("5", "03-10", {ERODES: "03-09", UNSEEN: "03-10"}, {}),
    ("6", "02-23", {}, {}),
    ("6", "02-24", {ERODES: "02-24"}, {}),
    ("6", "02-25", {ERODES: "02-24", UNSEEN: "02-25"}, {}),
    ("6a", "02-02", {CUT: "02-02"}, {}),
    ("7", "01-30", {}, {ON: {ERODES: "02-03", UNSEEN: "02-11"}, DUE: "01-20"}),
]


def output_of(*words: str) -> tuple[list[dict[str, Any]], str]:
    """Call a command; return its lines of JSON, and its words."""
    stdout, stderr = io.StringIO(), io.StringIO()
    call_command(*words, stdout=stdout, stderr=stderr)
    return [json.loads(line) for line in stdout.getvalue().splitlines()], stderr.getvalue()


def short(date: str | None) -> str | None:
    """Write a day of 2026 as RULES.md does."""
    return date and date.removeprefix("2026-")


@pytest.fixture
def unseen(place: Place, worker: User) -> dt.date:
    """Two cases that had no contact for sixty days, never judged; the day that it is."""
    today = place.municipality.day_of(timezone.now())
    for ref in ("D2", "D1"):
        make_case(place, worker, today - dt.timedelta(days=60), ref=ref)
    return today


def test_the_worked_examples_hold_through_the_database(place: Place, worker: User) -> None:
    for ref, history in EXAMPLES.items():
        store(place, worker, ref, history)
    by_day: dict[str, list[tuple[str, dict[str, str], dict[str, Any]]]] = defaultdict(list)
    for ref, on, holding, rest in SAID:
        by_day[on].append((ref, holding, rest))
    for on, sentences in sorted(by_day.items()):
        lines, words = output_of("assess", HERE, f"--date=2026-{on}", "--format=jsonl")
        assert words == ""
        assert [line["case_ref"] for line in lines] == sorted(EXAMPLES)
        found = {line["case_ref"]: line for line in lines}
        for ref, flags, rest in sentences:
            line = found[ref]
            assert {flag["kind"]: short(flag["since"]) for flag in line["flags"]} == flags, (ref, on)
            coming = {kind: short(date) for kind, date in line[ON].items()}
            assert rest.get(ON, {}).items() <= coming.items(), (ref, on)
            assert coming.keys() | flags.keys() == {CUT, ERODES, UNSEEN, UNFOUND}
            assert short(line[DUE]) == rest.get(DUE, short(line[DUE])), (ref, on)
    assert not Standing.objects.exists(), "assess writes nothing"


def test_a_line_of_assess_reads_as_in_the_rules(
    place: Place, worker: User, capsys: pytest.CaptureFixture[str]
) -> None:
    store(place, worker, "D00001", CALLS)
    call_command("assess", HERE, "--date=2026-03-17")
    said = capsys.readouterr()
    assert said.out == (
        '{"case_ref": "D00001", "date": "2026-03-17", "live": true, '
        '"flags": [{"kind": "scaled_down", "since": "2026-03-02"}, {"kind": "eroding", "since": "2026-03-17"}], '
        '"breaches_on": {"not_seen": "2026-03-25", "unfindable": null}, "due_on": "2026-03-24"}\n'
    )
    assert said.err == ""


def test_reassess_says_how_far_it_is_and_flags_shows_what_it_found(unseen: dt.date) -> None:
    assert output_of("flags", HERE) == ([], "")
    lines, words = output_of("reassess", HERE, "--inline", "--chunk", "1")
    assert lines == []
    assert words.splitlines() == [
        "0 of 2 cases",
        "1 of 2 cases",
        "2 of 2 cases",
        "2 cases assessed.",
    ]
    found, words = output_of("flags", HERE, "--format=jsonl")
    assert words == ""
    opened = unseen - dt.timedelta(days=60)
    eroding, not_seen = ((opened + dt.timedelta(days=days)).isoformat() for days in (13, 28))
    assert found == [
        {"case_ref": ref, "kind": kind, "since": since, "state": "open"}
        for ref in ("D1", "D2")
        for kind, since in (("eroding", eroding), ("not_seen", not_seen))
    ]
    assessed, _words = output_of("assess", HERE)
    assert [
        (line["case_ref"], flag["kind"], flag["since"]) for line in assessed for flag in line["flags"]
    ] == [(flag["case_ref"], flag["kind"], flag["since"]) for flag in found]


def test_reassessing_again_finds_every_flag_there_already(unseen: dt.date) -> None:
    output_of("reassess", HERE, "--inline")
    before = list(Flag.objects.order_by("id").values())
    assert len(before) == 4
    output_of("reassess", HERE, "--inline", "--chunk=1")
    assert list(Flag.objects.order_by("id").values()) == before


@contextmanager
def damaged(condition: str) -> Iterator[None]:
    """Let no standing be stored of the cases that meet a condition, as damaged rows would; the owner can do that."""
    with connections["owner"].cursor() as owner:
        owner.execute(
            f"ALTER TABLE cases_standing ADD CONSTRAINT damaged CHECK (NOT ({condition})) NOT VALID"
        )
        try:
            yield
        finally:
            owner.execute("ALTER TABLE cases_standing DROP CONSTRAINT damaged")


@pytest.mark.django_db(transaction=True)
def test_a_case_that_cannot_be_judged_is_named_and_the_others_are_done(unseen: dt.date) -> None:
    case_id = Case.objects.get(ref="D2").pk
    words = f"could not be judged .*: {case_id} "
    with damaged(f"case_id = {case_id}"), pytest.raises(CommandError, match=words) as refused:
        output_of("reassess", HERE, "--inline")
    assert refused.value.returncode == 1
    assert [flag["case_ref"] for flag in output_of("flags", HERE)[0]] == ["D1", "D1"]
    assert ReassessmentChunk.objects.get().failure.startswith(f"{case_id} ")


@pytest.mark.django_db(transaction=True)
def test_a_chunk_that_kills_whoever_takes_it_is_given_up_in_the_end_and_the_others_are_done(
    unseen: dt.date, place: Place
) -> None:
    case_id = Case.objects.get(ref="D2").pk
    words = f"{case_id}-{case_id} given up after 5 attempts"
    with deadly(f"NEW.case_id = {case_id}"), pytest.raises(CommandError, match=words):
        output_of("reassess", HERE, "--inline", "--chunk=1")
    assert [flag["case_ref"] for flag in output_of("flags", HERE)[0]] == ["D1", "D1"]
    with inside(place.municipality.pk):
        assert sorted(ReassessmentChunk.objects.values_list("attempts", flat=True)) == [1, 5]


@contextmanager
def deadly(condition: str) -> Iterator[None]:
    """Let whoever stores the standing of cases that meet a condition lose its connection, every time."""
    with connections["owner"].cursor() as owner:
        owner.execute(
            "CREATE FUNCTION deadly() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$"
        )
        owner.execute(
            "CREATE TRIGGER deadly BEFORE INSERT ON cases_standing FOR EACH ROW"
            f" WHEN ({condition}) EXECUTE FUNCTION deadly()"
        )
        try:
            yield
        finally:
            owner.execute("DROP TRIGGER deadly ON cases_standing; DROP FUNCTION deadly()")


def test_reassess_mends_a_flag_that_was_lost(unseen: dt.date) -> None:
    output_of("reassess", HERE, "--inline")
    before, _words = output_of("flags", HERE)
    Flag.objects.filter(kind="eroding").delete()
    output_of("reassess", HERE, "--inline")
    assert output_of("flags", HERE)[0] == before


@pytest.mark.django_db(transaction=True)
def test_of_many_cases_that_cannot_be_judged_the_first_are_named(place: Place, worker: User) -> None:
    for number in range(12):
        make_case(place, worker, dt.date(2026, 1, 5), ref=f"D{number}")
    with damaged("case_id > 0"), pytest.raises(CommandError) as refused:
        output_of("reassess", HERE, "--inline")
    words = str(refused.value)
    assert words.count("IntegrityError") == 10
    assert words.endswith(" and 2 more")


def test_one_municipality_is_shown_without_its_neighbour(unseen: dt.date, elsewhere: Place) -> None:
    for command in ("assess", "flags", "reassess"):
        lines, _words = output_of(command, "--municipality=GM9998", *(["--inline"] * (command == "reassess")))
        assert lines == []
    assert not Flag.objects.exists()


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("assess", "--municipality=GM1111"), 1, "GM1111 is not known here; import its cases first"),
        (("flags", "--municipality=GM1111"), 1, "GM1111 is not known here; import its cases first"),
        (("reassess", "--municipality=GM1111"), 1, "GM1111 is not known here; import its cases first"),
        (("assess",), 2, "the following arguments are required: --municipality"),
        (("assess", HERE, "--date=2026-02-30"), 2, "'2026-02-30' is not a date as YYYY-MM-DD"),
        (("assess", HERE, "--date=20260228"), 2, "'20260228' is not a date as YYYY-MM-DD"),
        (("assess", HERE, "--date=2026-W10-1"), 2, "'2026-W10-1' is not a date as YYYY-MM-DD"),
        (("assess", HERE, "--format=csv"), 2, "argument --format: invalid choice: 'csv'"),
        (("reassess", HERE, "--chunk=0"), 2, "'0' is not a whole number from 1"),
        (("reassess", HERE, "--chunk=many"), 2, "'many' is not a whole number from 1"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    words: tuple[str, ...], status: int, sentence: str
) -> None:
    # The database of manage.py is not that of the tests: it is empty.
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=os.environ | {"WIJKZORG_DATA": str(embedded.data_dir())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (status, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
