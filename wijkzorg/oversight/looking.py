"""Lines of the log as people read them: who looked, when, at whom, what it was and why."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from residents.models import Resident
from wijkzorg.accounts.attempts import CODE_OF_APP, MAILED_CODE, PASSKEY, RECOVERY_CODE
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry, Action, Result
from wijkzorg.audit.querysets import AccessQuerySet, Key
from wijkzorg.clients.known import Systems, role_of
from wijkzorg.clients.models import Access, Client
from wijkzorg.shell.digits import whole
from wijkzorg.tenancy.models import Municipality

PAGE = 50
_API = "api."  # before what was asked, in a line of a system
_STEPS = {
    CODE_OF_APP: gettext_lazy("code uit de app"),
    RECOVERY_CODE: gettext_lazy("herstelcode"),
    PASSKEY: gettext_lazy("passkey"),
    MAILED_CODE: gettext_lazy("code uit een e-mail"),
}
PAPER = 2000  # lines on paper: some fifty sheets


@dataclass(frozen=True, slots=True)
class Look:
    """One line, in words."""

    when: str
    who: str
    user_id: int | None
    role: str
    behalf: str
    whom: tuple[tuple[int, str], ...]
    what: str
    why: str
    origin: str
    alarm: bool
    refused: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, the newest first, and where the older ones begin."""

    looks: list[Look]
    older: str


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of a municipality."""

    first: dt.date
    last: dt.date
    zone: zoneinfo.ZoneInfo

    @property
    def since(self) -> dt.datetime:
        """The moment that the first day begins."""
        return dt.datetime.combine(self.first, dt.time(), self.zone)

    @property
    def until(self) -> dt.datetime:
        """The moment after the last day."""
        return dt.datetime.combine(self.last + dt.timedelta(days=1), dt.time(), self.zone)


def of_resident(resident_id: int, period: Period, before: Key | None, *, at_most: int = PAGE) -> Page:
    """Return who looked at a resident, alone or in a list."""
    found = AccessEntry.objects.about_resident(
        resident_id, period.since, period.until, before=before, at_most=at_most + 1
    )
    return _page(found.newest_first(), period, at_most, named=False)


def of_user(user_id: int, period: Period, before: Key | None) -> Page:
    """Return what a user did, and at whom they looked."""
    lines = AccessEntry.objects.within(period.since, period.until).filter(user_id=user_id)
    return _page(lines.older_than(before).newest_first()[: PAGE + 1], period, PAGE, named=True)


def of_system(system: Client, period: Period, before: Key | None) -> Page:
    """Return what a system asked and wrote over the API, and for which of its users."""
    lines = AccessEntry.objects.within(period.since, period.until).filter(
        role__startswith=role_of(system.uuid, "")
    )
    return _page(lines.older_than(before).newest_first()[: PAGE + 1], period, PAGE, named=True)


def systems(municipality: Municipality) -> list[Client]:
    """Return the systems that come or came in here, by name."""
    here = Access.objects.filter(municipality=municipality).values("client_id")
    return list(Client.objects.filter(pk__in=here).order_by("name", "pk"))


def alarming(period: Period, before: Key | None) -> Page:
    """Return the looks by break-glass, and the leave that was taken for them."""
    lines = AccessEntry.objects.within(period.since, period.until).by_break_glass()
    return _page(lines.older_than(before).newest_first()[: PAGE + 1], period, PAGE, named=True)


def key_of(text: str) -> Key | None:
    """Read the place where a page begins; None for what is no such place."""
    at, _mark, pk = text.partition("_")
    try:
        moment = dt.datetime.fromisoformat(at)
    except ValueError:
        return None
    number = whole(pk)
    return Key(moment, number) if moment.tzinfo and number is not None else None


def find_residents(number: str, last_name: str, birth_date: dt.date | None) -> list[Resident]:
    """Find residents by what is exactly theirs."""
    rows = Resident.objects.order_by("last_name", "first_name", "pk")
    if number:
        return list(rows.filter(ref__iexact=number)[:2])
    if birth_date is None:
        return []
    return list(rows.filter(last_name__iexact=last_name, birth_date=birth_date)[:20])


def find_users(municipality: Municipality, who: str) -> list[User]:
    """Find people who work or worked in a municipality, by a part of their name or their address."""
    members = Membership.objects.filter(municipality=municipality).values("user_id")
    rows = User.objects.filter(pk__in=members)
    return list(rows.filter(Q(name__icontains=who) | Q(email__iexact=who)).order_by("name", "email")[:20])


def _page(lines: AccessQuerySet, period: Period, size: int, *, named: bool) -> Page:
    rows = list(lines)
    shown, more = rows[:size], len(rows) > size
    older = f"{shown[-1].at.isoformat()}_{shown[-1].pk}" if more else ""
    return Page(_looks(shown, period.zone, named=named), older)


def _looks(lines: Sequence[AccessEntry], zone: zoneinfo.ZoneInfo, *, named: bool) -> list[Look]:
    """Say lines in words; names of users and residents are read once for all of them."""
    people = {pk for line in lines for pk in (line.user_id, line.responsible_user_id) if pk is not None}
    users = {user.pk: str(user) for user in User.objects.filter(pk__in=people)}
    systems = Systems([line.role for line in lines])
    seen = {pk for line in lines for pk in _whom(line)} if named else set()
    residents = {row.pk: row.name for row in Resident.objects.filter(pk__in=seen)} if seen else {}
    return [
        Look(
            when=date_format(line.at.astimezone(zone), "j b Y, H:i"),
            who=systems.of(line.role) or users.get(line.user_id or 0) or _("het systeem"),
            user_id=line.user_id,
            role=systems.behalf(line.role) or role_words(line.role),
            behalf=users.get(line.responsible_user_id or 0, ""),
            whom=tuple((pk, residents.get(pk, _("verwijderd"))) for pk in _whom(line)) if named else (),
            what=_what(line),
            why=line.reason,
            origin=line.origin,
            alarm=line.is_break_glass,
            refused=line.result == Result.REFUSED,
        )
        for line in lines
    ]


def _what(line: AccessEntry) -> str:
    words = line.get_action_display()
    if line.object_kind.startswith(_API):
        return f"{words}: {line.object_kind.removeprefix(_API)}"
    if line.is_break_glass and line.action != Action.BREAK_GLASS:
        return _("%(what)s met noodtoegang") % {"what": words}
    if line.action == Action.SIGN_IN and line.object_kind in _STEPS:
        return f"{words}: {_STEPS[line.object_kind]}"
    return words


def role_words(codes: str) -> str:
    """Say the roles that somebody had."""
    labels = dict(Membership.Role.choices)
    return ", ".join(str(labels.get(code, code)) for code in codes.split(",") if code)


def _whom(line: AccessEntry) -> Iterable[int]:
    return [line.resident_id] if line.resident_id else line.resident_ids
