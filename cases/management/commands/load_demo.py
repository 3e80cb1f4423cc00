"""Load Voorbeeldstad (GM9999): a fictional municipality with two years of cases, up to the day of loading."""

import datetime as dt
import json
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.auth.hashers import check_password, is_password_usable, make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from cases import demo
from cases.demo import places, staff
from cases.management.arguments import iso_date
from cases.management.demo_rows import Rows, employ_at_centres
from cases.models import Case
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

PASSWORD = "wijkzorg-voorbeeld"
LOCK = 0x574A5A44  # the advisory lock of this command: "WJZD"


class Command(BaseCommand):
    """Load the demo once; loading it again changes nothing."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to print, whether the logins work, and a day."""
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--passwords",
            action="store_true",
            help="let the demo's people sign in, all with one public password",
        )
        parser.add_argument("--today", type=iso_date, help="YYYY-MM-DD, the day on which the history ends")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load in one transaction, and say who can sign in; leaves the assessing to the workers."""
        with_passwords = options["passwords"] or settings.WIJKZORG_DEMO
        with transaction.atomic(), pghistory.context(command="load_demo"), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            municipality, new = Municipality.objects.get_or_create(
                code=places.MUNICIPALITY_CODE, defaults={"name": places.MUNICIPALITY_NAME}
            )
            with inside(municipality.pk):
                made_for = self._load(municipality, options["today"]) if new else self._found(municipality)
                employ_at_centres(municipality, made_for)
                cases = Case.objects.filter(municipality=municipality).count()
            if with_passwords:
                self._open_logins()
        self._report(options["format"], made_for, cases)

    def _load(self, municipality: Municipality, today: dt.date | None) -> dt.date:
        current = municipality.day_of(timezone.now())
        today = today or current
        if today > current:
            raise CommandError(f"--today: {today} is in the future")
        if User.objects.filter(email__in=staff.people()).exists():
            raise CommandError("someone here has an address of the demo, so it is not loaded")
        Rows(municipality, today).write(demo.make(today))
        self._say(
            f"{municipality.name} is loaded. Now assess it: reassess --municipality {municipality.code}"
        )
        return today

    def _found(self, municipality: Municipality) -> dt.date:
        """Return the day for which what is there was made; raises CommandError where it is not the demo."""
        made_for = (
            Membership.objects.filter(
                municipality=municipality,
                user__email=staff.email(staff.ADMINISTRATOR),
                role=Membership.Role.ADMINISTRATOR,
            )
            .values_list("starts_on", flat=True)
            .first()
        )
        if made_for is None:
            raise CommandError(
                f"{municipality.code} is here already and is not the demo, so nothing is loaded"
            )
        self._say(f"{municipality.name} was loaded before; nothing is changed.")
        if made_for < municipality.day_of(timezone.now()):
            self._say(
                f"Its history was made for {made_for} and ends there; since then time has passed, as it would."
            )
        return made_for

    def _open_logins(self) -> None:
        """Give the one password to those who cannot sign in yet."""
        shared = make_password(PASSWORD)  # once: it is slow on purpose
        closed = [user for user in self._people() if not is_password_usable(user.password)]
        for user in closed:
            user.password = shared
        User.objects.bulk_update(closed, ["password"])
        if closed:
            self._say(
                "All its people can sign in with a password that anyone can read: never beside real cases."
            )

    def _report(self, form: str, made_for: dt.date, cases: int) -> None:
        logins = self._logins()
        if form == "json":
            found = {
                "municipality": places.MUNICIPALITY_CODE,
                "made_for": made_for.isoformat(),
                "cases": cases,
                "logins": logins,
            }
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        self._say(
            f"{places.MUNICIPALITY_NAME} ({places.MUNICIPALITY_CODE}), made for {made_for}: {cases} cases"
        )
        for login in logins:
            self._say(f"  {login['email']:<42} {login['role']:<14} {login['password'] or '(no password)'}")

    def _logins(self) -> list[dict[str, str | None]]:
        """List who works here: the worker of the demo first, then her team lead and the administrator."""
        people = {user.email: user for user in self._people()}
        opens = {
            hashed: is_password_usable(hashed) and check_password(PASSWORD, hashed)
            for hashed in {user.password for user in people.values()}
        }
        return [
            {
                "email": user.email,
                "name": user.name,
                "role": role,
                "password": PASSWORD if opens[user.password] else None,
            }
            for email, role in staff.people().items()
            if (user := people.get(email)) is not None
        ]

    def _people(self) -> list[User]:
        return list(User.objects.filter(email__in=staff.people()))

    def _say(self, words: str) -> None:
        self.stderr.write(words)
