"""Measure speed and memory and print a table of ratios: ./run bench [PART ...]."""

from __future__ import annotations

import argparse
import os
import sys

PARTS = ("rules", "record", "today", "http", "log", "import", "search", "matching", "public", "admin", "api")


def main(arguments: list[str]) -> int:
    """Measure the parts that are named; 0 unless `--strict` and something is not met."""
    options = _parser().parse_args(arguments)
    # Measured as it is served: no debugging, and no HTTPS in front.
    os.environ.update(DJANGO_SETTINGS_MODULE="wijkzorg.settings", WIJKZORG_PRODUCTION="0", WIJKZORG_DEBUG="0")
    from wijkzorg import embedded

    try:
        if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
            embedded.ensure()
    except embedded.EmbeddedError as error:
        sys.exit(str(error))
    import django

    django.setup()
    from bench import databases, run, table

    if sentence := databases.room_for(options.cases + options.small, options.contacts):
        sys.exit(sentence)
    try:
        lines = run.measure(options)
    except KeyboardInterrupt:
        sys.exit(130)
    print(table.render(lines))
    return int(options.strict and not all(line.met for line in lines))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="run bench", description="Speed and memory, as ratios within one run."
    )
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        type=_part,
        default=list(PARTS),
        help=f"what to measure: {', '.join(PARTS)} (default: all)",
    )
    parser.add_argument("--cases", type=_count, default=100_000)
    parser.add_argument("--contacts", type=_count, default=40, help="contacts a case, on average")
    parser.add_argument("--small", type=_count, default=10_000, help="cases of the town to compare with")
    parser.add_argument(
        "--imported", type=_count, default=1_000_000, help="contacts to import, at most those made"
    )
    parser.add_argument("--residents", type=_count, default=1_000_000, help="residents to search among")
    parser.add_argument("--requests", type=_count, default=10_000, help="open help requests to share out")
    parser.add_argument(
        "--listed", type=_count, default=100_000, help="open help requests to list in the admin"
    )
    parser.add_argument("--volunteers", type=_count, default=50_000, help="volunteers to share them out to")
    parser.add_argument("--weeks", type=_count, default=52, help="how long the year of a neighbourhood is")
    parser.add_argument("--seconds", type=_count, default=40, help="how long workers open pages over HTTP")
    parser.add_argument(
        "--rounds", type=_count, default=0, help="how often each is measured (default: by size)"
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="keep the made data, and use what was kept today (a run without it drops them)",
    )
    parser.add_argument("--strict", action="store_true", help="end with 1 when something is not met")
    parser.add_argument("--database", default="wijkzorg_bench", help="the names of the databases begin so")
    return parser


def _part(word: str) -> str:
    if word not in PARTS:
        raise argparse.ArgumentTypeError(f"there is no part '{word}'; there are {', '.join(PARTS)}")
    return word


def _count(word: str) -> int:
    number = int(word.replace(",", "").replace("_", ""))
    if number < 1:
        raise ValueError(word)
    return number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
