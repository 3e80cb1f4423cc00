"""The demo's municipality: fill it, raise its flags, show it, and compare the screens with `assess`."""

import contextlib
import datetime as dt
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management import CommandError, call_command
from django.db import Error as DatabaseError
from django.db import connections
from django.db.models import Q
from django.utils import timezone

from cases.management import workers
from cases.models import Case
from cases.rules import Rule
from roster.presence import stood_in_by
from wijkzorg.accounts.models import Membership, User
from wijkzorg.demo_visit import DemoError, Scene, ScreenFlag, Visitor
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

CODE = "GM9999"
DAYS_AHEAD = 7
NAMES_SHOWN = 10
# What fills the rooms of the day, in the order in which they build on each other.
FILLED = (
    "load_demo_centres",
    "load_demo_day",
    "load_demo_reports",
    "load_demo_teams",
    "load_demo_outreach",
    "load_demo_reaching",
    "load_demo_volunteers",
    "load_demo_areas",
    "load_demo_applications",
    "load_demo_figures",
)
ROLES = {
    "worker": "social worker",
    "team_lead": "team lead",
    "coordinator": "coordinator of volunteers",
    "centre_staff": "staff of a centre",
    "privacy_officer": "privacy officer: the log, residents' rights",
    "policy_officer": "policy officer: the figures",
    "administrator": "administrator: the set-up",
}
WORDS = {
    Rule.SCALED_DOWN: "afgeschaald (less is promised than needed)",
    Rule.ERODING: "sluipend afgeschaald (less is delivered than needed)",
    Rule.NOT_SEEN: "uit beeld (nobody has met the resident)",
    Rule.UNFINDABLE: "onvindbaar (people tried and failed)",
}


class Town:
    """The fictional municipality in the database; `logins`: who can sign in, until `prepare` finds it out."""

    def __init__(self, logins: Sequence[dict[str, str]] = ()) -> None:
        self._logins = list(logins)

    def bring_up_to_date(self) -> None:
        """Bring the database up to date; raises DemoError."""
        _say("Preparing the database ...")
        with _in_one_sentence():
            call_command("migrate", verbosity=0, interactive=False)

    def stands(self) -> bool:
        """Tell whether the municipality was loaded before."""
        return Municipality.objects.filter(code=CODE).exists()

    def load(self) -> None:
        """Load the cases that are not there yet, and what fills the rooms of the day; raises DemoError."""
        _say("Loading the municipality ...")
        logins = json.loads(_output_of("load_demo", format="json"))["logins"]
        with _in_one_sentence():
            _look_at_tables()
            for filled in FILLED:
                call_command(filled)
            _look_at_tables()
        self._logins = [login for login in logins if login["password"]]  # who has one of their own, knows it

    def worker_answers(self) -> bool:
        """Tell whether a Celery worker listens."""
        return workers.worker_answers(seconds=0.5)

    def raise_flags(self) -> None:
        """Have the Celery workers judge all cases; raises DemoError."""
        _say("The workers assess all cases ...")
        with _in_one_sentence():
            call_command("reassess", municipality=CODE, stdout=sys.stderr)

    def table(self) -> str:
        """Return the short table: cases, flags by rule, who drops out of sight this week."""
        standings = self._standings()
        flags = Counter(flag["kind"] for standing in standings for flag in standing["flags"])
        until = (self._today() + dt.timedelta(days=DAYS_AHEAD)).isoformat()
        soon = [
            each["case_ref"] for each in standings if (each["breaches_on"].get("not_seen") or "9999") <= until
        ]
        with inside(_municipality().pk):
            cases = Case.objects.filter(ref__in=soon).select_related("resident")
            names = sorted(case.resident.first_name for case in cases)
        rows = [("cases assessed", len(standings))]
        rows += [(WORDS[rule], flags[rule.value]) for rule in Rule]
        rows.append((f"drop out of sight within {DAYS_AHEAD} days", len(soon)))
        lines = [f"  {words:<56}{count:>6,}" for words, count in rows]
        if names:
            others = f" and {len(names) - NAMES_SHOWN} others" if len(names) > NAMES_SHOWN else ""
            lines.append(f"    {', '.join(names[:NAMES_SHOWN])}{others}")
        return "\n".join(["", f"Voorbeeldstad ({CODE}), {self._today()}", *lines])

    def logins(self) -> str:
        """Return who can sign in, and with what: the first of each role, and how many more there are."""
        first = {login["role"]: login for login in reversed(self._logins)}
        shown = [login for login in self._logins if first[login["role"]] is login]
        lines = [
            f"  {login['email']:<40}{login['password']:<22}{ROLES.get(login['role'], login['role'])}"
            for login in shown
        ]
        if others := len(self._logins) - len(shown):
            lines.append(f"  and {others} others, whom ./run manage load_demo lists")
        return "\n".join(lines)

    def systems(self, address: str) -> str:
        """Let other systems in over REST, and return with what, as lines for a shell (docs/api.md)."""
        found = json.loads(_output_of("load_demo_systems", format="json"))["systems"]
        lines = [
            f"  export WIJKZORG={address} CLIENT_ID={one['client_id']} CLIENT_SECRET={one['client_secret']}"
            f"  # {one['name']}"
            for one in found
            if one["client_secret"]
        ]
        return "\n".join(["Two other systems, for what docs/api.md shows:", *lines])

    def check(self, visitor: Visitor) -> str:
        """Compare a worker's screens with `assess`; returns what was found equal, raises DemoError otherwise."""
        expected = self._flags_by_case()
        login, mine = self._busiest_worker(expected)
        visitor.sign_in(login["email"], login["password"])
        wanted = {flag for ref in mine for flag in expected.get(ref, set())}
        _compare("Vandaag", visitor.flags_on("/"), wanted)
        ref = max(mine, key=lambda each: (len(expected.get(each, set())), each))
        _compare(f"the case {ref}", visitor.flags_on(f"/dossiers/{mine[ref]}/"), expected.get(ref, set()))
        return (
            f"Checked: {login['email']} sees the {len(wanted)} flags that `assess` gives, and those of {ref}."
        )

    def scenes(self) -> list[Scene]:
        """Return what the README shows, of the demo's first worker and first team lead."""
        worker, lead = (
            next(each for each in self._logins if each["role"] == role) for role in ("worker", "team_lead")
        )
        flags = self._flags_by_case()
        with inside(_municipality().pk):
            mine = _on_vandaag_of(worker["email"])
            team = Membership.objects.filter(user__email=lead["email"], role="team_lead").first()
        if not mine or team is None:
            raise DemoError("the demo's first worker has no cases or its lead no team, so nothing is shown.")
        ref = max(mine, key=lambda each: (len(flags.get(each, set())), each))
        by_worker, by_lead = ((each["email"], each["password"]) for each in (worker, lead))
        return [
            Scene("vandaag", *by_worker, "/", height=1275),
            Scene("dossier", *by_worker, f"/dossiers/{mine[ref]}/", height=1300),
            Scene("team", *by_lead, f"/team/{team.team_id}/#ruimte", height=1300),
            Scene("telefoon", *by_worker, "/#nu", width=390, height=844, sharpness=2),
        ]

    def _busiest_worker(self, expected: dict[str, set[ScreenFlag]]) -> tuple[dict[str, str], dict[str, int]]:
        """Return the login with the most flagged cases, and these cases (ref and id)."""
        found: list[tuple[int, dict[str, str], dict[str, int]]] = []
        for login in self._logins:
            with inside(_municipality().pk):
                mine = _on_vandaag_of(login["email"])
            found.append((sum(len(expected.get(ref, ())) for ref in mine), login, mine))
        count, login, mine = max(found, key=lambda each: each[0], default=(0, {}, {}))
        if not count:
            raise DemoError("none of the logins has a case with a flag, so there is nothing to compare.")
        return login, mine

    def _flags_by_case(self) -> dict[str, set[ScreenFlag]]:
        return {
            each["case_ref"]: {
                ScreenFlag(each["case_ref"], flag["kind"], flag["since"]) for flag in each["flags"]
            }
            for each in self._standings()
        }

    def _standings(self) -> list[dict[str, Any]]:
        words = _output_of("assess", municipality=CODE, date=self._today(), format="jsonl")
        return [json.loads(line) for line in words.splitlines()]

    def _today(self) -> dt.date:
        return _municipality().day_of(timezone.now())


def _look_at_tables() -> None:
    """Tell the planner how full tables are that were filled this minute: it takes them for empty, and seconds."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _municipality() -> Municipality:
    return Municipality.objects.get(code=CODE)


def _on_vandaag_of(email: str) -> dict[str, int]:
    """Return the cases (ref and id) of a worker, and those of colleagues for whom they stand in today."""
    user = User.objects.get(email=email)
    teams = Membership.objects.filter(user=user).values_list("team_id", flat=True)
    whose = Q(worker=user)
    for one in stood_in_by(user.pk, [pk for pk in teams if pk], _municipality().day_of(timezone.now())):
        whose |= Q(worker=one.absent, team_id=one.team_id)
    return dict(Case.objects.filter(whose).values_list("ref", "pk"))


def _compare(where: str, shown: set[ScreenFlag], wanted: set[ScreenFlag]) -> None:
    if shown == wanted:
        return
    missing = (
        ", ".join(f"{flag.case} {flag.kind} {flag.since}" for flag in sorted(wanted - shown)[:5]) or "none"
    )
    extra = (
        ", ".join(f"{flag.case} {flag.kind} {flag.since}" for flag in sorted(shown - wanted)[:5]) or "none"
    )
    raise DemoError(f"{where} differs from `assess`: missing {missing}; too many {extra}.")


def _output_of(command: str, **options: Any) -> str:
    stdout = io.StringIO()
    with _in_one_sentence():
        call_command(command, stdout=stdout, **options)
    return stdout.getvalue()


@contextlib.contextmanager
def _in_one_sentence() -> Iterator[None]:
    try:
        yield
    except (CommandError, DatabaseError) as error:
        first = str(error).strip().splitlines() or [type(error).__name__]
        raise DemoError(f"{first[0]}") from error


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
