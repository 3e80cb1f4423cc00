"""What the start page of the admin shows to each role: the desk, who waits, what ends, what is to be set up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import phrases
from cases.models import Policy
from centres.at_work import OwnDoor, doors
from centres.models import Catchment, Centre
from neighbourhoods.models import Neighbourhood
from volunteers.board import lines, people
from volunteers.board.doors import coordinates
from volunteers.course import State
from volunteers.models import Application, HelpRequest
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Invitation, Membership, Team, User
from wijkzorg.events.models import Subscription
from wijkzorg.tenancy.models import Municipality
from workplace import walk_in

Role = Membership.Role
MOST = 1000  # more than this is not counted: "meer dan 1000" says enough
FEW = 5
SOON = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Tile:
    """One number with where it leads."""

    title: str
    number: str
    sentence: str
    url: str
    tone: str = "is-plain"


@dataclass(frozen=True, slots=True)
class Start:
    """The start page of somebody, by what their roles are there for; what is not theirs is empty."""

    at_desk: bool = False
    doors: Sequence[OwnDoor] = ()
    expected: int = 0
    requests: Sequence[lines.Line] = ()
    tiles: Sequence[Tile] = ()
    volunteers: Sequence[people.Attention] = ()
    set_up: Sequence[Tile] = ()
    ending: Sequence[Membership] = ()
    residents: frozenset[int] = field(default_factory=frozenset)


def make(desk: Desk) -> Start:
    """Make the start page of whoever is at the desk; it takes as many queries for much as for little."""
    municipality = desk.municipality
    if municipality is None:
        return Start()
    today = municipality.day_of(desk.now)
    at_desk, set_up = Role.CENTRE_STAFF in desk.roles, Role.ADMINISTRATOR in desk.roles
    works = at_desk or coordinates(desk)
    rows = list(lines.listed(desk, "")[:FEW]) if works else []
    return Start(
        at_desk=at_desk,
        doors=doors(desk, Centre.objects.own(desk)) if works else (),
        expected=_number(walk_in.asked_rows(desk, today)) if at_desk else 0,
        requests=lines.lines(desk, rows),
        tiles=_requests(desk) if works else (),
        volunteers=people.attention(desk) if coordinates(desk) else (),
        set_up=_set_up(municipality, today, desk.now) if set_up else (),
        ending=_ending(municipality, today) if set_up else (),
        residents=frozenset(row.resident_id for row in rows if row.resident_id is not None),
    )


def _number(rows: QuerySet[Any]) -> int:
    """Count, but not further than anybody needs to know."""
    return rows.order_by().values("pk")[: MOST + 1].count()


def _said(number: int) -> str:
    return _("meer dan %(number)s") % {"number": MOST} if number > MOST else str(number)


def _requests(desk: Desk) -> list[Tile]:
    going = HelpRequest.objects.visible_to(desk).going()
    sought, coming = _number(lines.listed(desk, "")), _number(lines.listed(desk, "afgesproken"))
    escalated = _number(going.filter(state=State.ESCALATED))
    board = reverse("help-requests")
    tiles = [
        Tile(
            _("Zoekt iemand"),
            _said(sought),
            _("hulpvragen in jouw buurten waarvoor nog niemand komt"),
            board,
            "is-warn" if sought else "is-done",
        ),
        Tile(
            _("Er komt iemand"), _said(coming), _("hulpvragen zijn afgesproken"), f"{board}?toon=afgesproken"
        ),
    ]
    if escalated:
        tiles.append(
            Tile(
                _("Bij een professional"),
                _said(escalated),
                _("hulpvragen waarop geen vrijwilliger antwoordde"),
                board,
                "is-alarm",
            )
        )
    if coordinates(desk):
        waiting = _number(Application.objects.visible_to(desk).waiting())
        tiles.append(
            Tile(
                _("Wil helpen"),
                _said(waiting),
                ngettext("aanmelding wacht op antwoord", "aanmeldingen wachten op antwoord", waiting),
                reverse("applications"),
                "is-warn" if waiting else "is-done",
            )
        )
    return tiles


def _set_up(municipality: Municipality, today: dt.date, now: dt.datetime) -> list[Tile]:
    """Return what the administrator keeps: accounts, invitations, teams, policy."""
    here = Membership.objects.filter(municipality=municipality).on(today)
    people_here = User.objects.filter(pk__in=here.values("user_id"), is_active=True)
    never = people_here.filter(last_login__isnull=True)
    invited = Invitation.objects.filter(
        municipality=municipality, accepted_at__isnull=True, revoked_at__isnull=True
    )
    lapsed = invited.filter(expires_at__lt=now)
    led = here.filter(team=OuterRef("pk"), role=Role.TEAM_LEAD, user__is_active=True)
    teams = Team.objects.filter(municipality=municipality)
    leaderless = _number(teams.filter(~Exists(led)))
    return [
        Tile(
            _("Accounts"),
            _said(_number(people_here)),
            _("%(never)s nog nooit ingelogd") % {"never": _said(_number(never))},
            reverse("admin:accounts_user_changelist"),
        ),
        Tile(
            _("Uitnodigingen"),
            _said(_number(invited)),
            _("open; %(lapsed)s daarvan verlopen") % {"lapsed": _said(_number(lapsed))},
            reverse("admin:accounts_invitation_changelist"),
        ),
        Tile(
            _("Teams"),
            _said(_number(teams)),
            ngettext("%(n)s zonder teamleider", "%(n)s zonder teamleider", leaderless) % {"n": leaderless}
            if leaderless
            else _("elk team heeft een teamleider"),
            reverse("admin:accounts_team_changelist"),
            "is-warn" if leaderless else "is-plain",
        ),
        _areas(municipality),
        _policy(municipality, today),
        *_subscriptions(),
    ]


def _subscriptions() -> list[Tile]:
    """Return how many systems hear what happens, how many stand still or hear nothing; nothing where there is none."""
    going = Subscription.objects.filter(ended_at=None).aggregate(
        number=Count("pk"),
        still=Count("pk", filter=Q(paused_at__isnull=False)),
        failing=Count("pk", filter=Q(paused_at=None, failures__gt=0)),
    )
    if not going["number"]:
        return []
    still, failing = going["still"], going["failing"]
    wrong = []
    if still:
        wrong.append(ngettext("%(n)s staat stil", "%(n)s staan stil", still) % {"n": still})
    if failing:
        wrong.append(
            ngettext("bij %(n)s komt niets aan", "bij %(n)s komt niets aan", failing) % {"n": failing}
        )
    return [
        Tile(
            _("Abonnementen"),
            _said(going["number"]),
            ", ".join(wrong) or _("alle berichten gaan uit"),
            reverse("admin:events_subscription_changelist"),
            "is-warn" if wrong else "is-plain",
        )
    ]


def _areas(municipality: Municipality) -> Tile:
    here = Neighbourhood.objects.filter(municipality=municipality).current()
    told = here.aggregate(
        number=Count("pk"),
        newest=Max("reference_year"),
        alone=Count("pk", filter=~Exists(Catchment.objects.filter(neighbourhood=OuterRef("pk")))),
    )
    sentence = _("geen lijst ingelezen")
    if told["number"]:
        sentence = _("buurten in de lijst van %(year)s") % {"year": told["newest"]}
    if told["alone"]:
        sentence += _(", %(alone)s zonder centrum") % {"alone": told["alone"]}
    tone = "is-plain" if told["number"] and not told["alone"] else "is-warn"
    return Tile(_("Gebieden"), _said(told["number"]), sentence, reverse("areas-choose"), tone)


def _policy(municipality: Municipality, today: dt.date) -> Tile:
    held = Policy.objects.filter(municipality=municipality, target_group__isnull=True, valid_from__lte=today)
    row = held.order_by("-valid_from").first()
    percent = row.threshold_percent if row else Policy._meta.get_field("threshold_percent").default
    said = _("sinds %(day)s") % {"day": phrases.day(row.valid_from, today)} if row else _("de standaard")
    return Tile(
        _("Drempel"),
        _("%(percent)s procent") % {"percent": percent},
        said,
        reverse("admin:cases_policy_changelist"),
    )


def _ending(municipality: Municipality, today: dt.date) -> list[Membership]:
    """Return which memberships end soon, the first first."""
    rows = Membership.objects.filter(
        municipality=municipality, ends_on__gte=today, ends_on__lte=today + SOON
    ).select_related("user", "team")
    return list(rows.order_by("ends_on", "user__name", "pk")[:FEW])
