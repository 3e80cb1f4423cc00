"""The bench at a size that takes seconds: it comes to its end, says all that was asked, and leaves nothing behind."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from bench import working

ASKED = [
    "reassessment, nothing changed",
    "the same with --distrust",
    "first assessment, whole history",
    "reassessment a case",
    "first assessment a case",
    "periodic task, nothing due",
    "periodic task, 300 against 120 cases",
    "recording a contact, with commit",
    "recording a contact, queries",
    "Vandaag with 60 of 300 cases, ms",
    "Vandaag with 60 of 300 cases, queries",
    "Vandaag with wall and log, against without",
    "a case with wall and log, against without",
    "5 workers at once on 300 cases,",
    "5 workers at once on 300 cases,",
    "  Vandaag: median",
    "  case: median",
    "  contact: median",
    "  search: median",
    "Vandaag over the line, first visit",
    "Vandaag over the line, after that",
    "a line for a list of 60, ms in the page",
    "a page with a line, with commit",
    "8 writers of lines while sealing",
    "lines sealed a second",
    "lines proved a second",
    "all figures of a week, 300 cases",
    "statistieken of a municipality over two years: 95 of 100 within",
    "16 systems at once,",
    "  95 of 100 within",
    "wijzigingen,",
    "an export of",
    "an export of",
    "memory of an export of all",
    "import of",
    "import, most memory",
    "tolerant search over 2,000 residents, slowest",
    "tolerant search over 2,000 residents, against a bare LIKE",
    "100 open requests × 500 volunteers, s",
    "sharing out, most memory",
    "one new request alone, slowest",
    "  median",
    *(
        line
        for way in ("by elasticity", "  nearest first", "  nearest first, with a cap")
        for line in (
            f"{way}: upper tiers answered",
            f"{way}: overloaded volunteer-weeks",
            "  all requests answered",
            "  metres to go",
            "  help between neighbourhoods",
        )
    ),
    "the page of a wijk with 10 doors and its map, made anew",
    "the page of a wijk with 10 doors and its map, kept",
    "the page of a wijk over the line",
    "  the page alone",
    *(f"the desk: {page}, ms" for page in (*working.DESK, "residents, a page far on")),
    *(f"a coordinator: {page}, ms" for page in working.COORDINATOR),
]


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db
def test_a_small_run_prints_every_figure_and_drops_its_databases() -> None:
    name = f"wijkzorg_bench_{os.getpid()}"
    ran = bench(
        *("--cases", "300", "--contacts", "8", "--small", "120", "--residents", "2000"),
        *("--requests", "100", "--volunteers", "500", "--weeks", "1", "--listed", "200"),
        *("--seconds", "15", "--database", name),
    )
    assert ran.returncode == 0, ran.stderr
    head, *lines = ran.stdout.splitlines()
    assert head.split() == ["what", "measured", "floor", "ratio", "asked", "met"]
    for line, asked in zip(lines, ASKED, strict=True):
        assert line.startswith(asked)
        told_only = asked == "the same with --distrust" or asked.startswith("  ")
        assert line.endswith("–" if told_only else ("yes", "not met"))
    # What does not depend on how busy the machine is.
    for count in (
        "recording a contact, queries",
        "Vandaag with 60 of 300 cases, queries",
        "import, most memory",
        "Vandaag over the line, first visit",
        "Vandaag over the line, after that",
        "the page of a wijk over the line",
    ):
        assert next(line for line in lines if line.startswith(count)).endswith("yes")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE starts_with(datname, %s)", [name])
        assert cursor.fetchone() == (0,)


def test_an_unknown_part_is_refused_in_words() -> None:
    ran = bench("rulez")
    assert ran.returncode == 2
    assert "there is no part 'rulez'" in ran.stderr
