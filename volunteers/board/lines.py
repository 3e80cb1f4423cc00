"""The lines of the board: which requests, in which order, and what each says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import F, Min, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases import phrases
from volunteers import words
from volunteers.board.doors import coordinates, works_on_cases
from volunteers.board.suggesting import Chances, chances
from volunteers.course import ENDED, SOUGHT, State
from volunteers.models import EscalationStep, HelpRequest, MatchRound, Offer, Task
from volunteers.models.requests import LISTED, PRESSING
from volunteers.querysets import HelpRequestQuerySet
from wijkzorg.accounts.middleware import Desk

PAGE = 25
ENDED_FOR = dt.timedelta(days=14)  # what ended longer ago is found from its volunteer or its case
SHOWS: Mapping[str, Promise] = {
    "": gettext_lazy("Zoekt iemand"),
    "afgesproken": gettext_lazy("Er komt iemand"),
    "klaar": gettext_lazy("Afgerond"),
}
# Danger goes first, then urgent without anybody else, then either, then the others; within them the oldest.


@dataclass(frozen=True, slots=True)
class Line:
    """One request on the board."""

    request: HelpRequest
    url: str
    tone: str
    icon: str
    word: str  # how much it presses, or where it is
    about: str  # what, where and when
    age: str
    why: str  # why nobody comes yet
    waits: Sequence[str]  # who has it before them, until when
    opens: bool  # whether who can be asked may be looked at from here


def listed(desk: Desk, show: str) -> HelpRequestQuerySet:
    """Return the requests of one part of the board, in its order."""
    rows = HelpRequest.objects.visible_to(desk)
    rows = rows.select_related("neighbourhood", "resident", "municipality", "taken_up_by")
    if show == "afgesproken":
        coming = Q(tasks__state=Task.State.ACCEPTED, tasks__ends_at__gt=desk.now)
        agreed = rows.filter(state=State.ACCEPTED).annotate(next_at=Min("tasks__starts_at", filter=coming))
        # First what nobody comes for any more and is still open, then by when somebody comes.
        return agreed.order_by(F("next_at").asc(nulls_first=True), "pk")
    if show == "klaar":
        ended = rows.filter(state__in=sorted(ENDED), closed_at__gte=desk.now - ENDED_FOR)
        return ended.order_by("-closed_at", "-pk")
    return rows.filter(state__in=LISTED).order_by(PRESSING.desc(), "opened_at", "pk")


def page(desk: Desk, show: str, number: int | None) -> tuple[Page[HelpRequest], list[Line]]:
    """Return one page of a part of the board, with its lines; what came to oneself stands above it, once."""
    rows = listed(desk, show)
    if not show:
        rows = rows.exclude(pk__in=HelpRequest.objects.visible_to(desk).called_on(desk).values("pk"))
    found = Paginator(rows, PAGE).get_page(number)
    return found, lines(desk, list(found.object_list))


def lines(desk: Desk, requests: Sequence[HelpRequest]) -> list[Line]:
    """Say of some requests what stands on their lines; as many queries for fifty as for one."""
    sought = [each for each in requests if each.state in SOUGHT]
    asked = _asked(desk, sought) if sought else {}
    # Of what waits for an answer it is not said who else can: that is looked up when one opens the line.
    waiting = {pk for pk, offers in asked.items() if any(one.state == Offer.State.OPEN for one in offers)}
    unasked = [each for each in sought if each.pk not in waiting]
    able = chances(desk, unasked) if coordinates(desk) and unasked else {}
    agreed = [each for each in requests if each.state == State.ACCEPTED]
    coming = _coming(desk, agreed) if agreed else {}
    return [
        _line(desk, each, able.get(each.pk), asked.get(each.pk, []), coming.get(each.pk, ""))
        for each in requests
    ]


def _coming(desk: Desk, requests: Sequence[HelpRequest]) -> dict[int, str]:
    """Say who comes next and when, by request; to who sees no volunteers, only when."""
    assert desk.municipality is not None, "who sees a request is at a desk"
    today, zone = desk.municipality.day_of(desk.now), desk.municipality.zone
    asked = {each.pk: each for each in requests}
    rows = Task.objects.going().filter(request__in=[each.pk for each in requests], ends_at__gt=desk.now)
    rows = rows.order_by("request_id", "starts_at", "pk").distinct("request_id")
    tasks = list(rows.select_related("volunteer__user"))
    known = set(
        Task.objects.visible_to(desk).filter(pk__in=[one.pk for one in tasks]).values_list("pk", flat=True)
        if coordinates(desk)
        else ()
    )
    return {
        one.request_id: _("%(who)s komt %(when)s.")
        % {
            "who": one.volunteer.user if one.pk in known else _("Iemand"),
            "when": words.comes(one, asked[one.request_id], zone, today),
        }
        for one in tasks
    }


def _asked(desk: Desk, requests: Iterable[HelpRequest]) -> dict[int, list[Offer]]:
    """Return what was asked of volunteers, by request; to who sees no volunteers, only how many is said of it."""
    rows = Offer.objects.visible_to(desk) if coordinates(desk) else Offer.objects.all()
    rows = rows.filter(request__in=[each.pk for each in requests])
    found: dict[int, list[Offer]] = {}
    for offer in rows.select_related("volunteer__user").order_by("held_until", "pk"):
        found.setdefault(offer.request_id, []).append(offer)
    return found


def _line(
    desk: Desk, request: HelpRequest, able: Chances | None, offers: Sequence[Offer], comes: str
) -> Line:
    assert desk.municipality is not None, "who sees a request is at a desk"
    today = desk.municipality.day_of(desk.now)
    tone, icon, word = _mark(request)
    sought = request.state in SOUGHT
    about = {
        "what": phrases.capital(words.what(request)),
        "place": request.neighbourhood.name,
        "when": words.on_day(request, today),
    }
    open_ = [offer for offer in offers if offer.state == Offer.State.OPEN]
    return Line(
        request=request,
        url=reverse("help-request", args=[request.pk]),
        tone=tone,
        icon=icon,
        word=comes or word,
        about=_("%(what)s in %(place)s, %(when)s.") % about,
        age=words.waits(request.opened_at, desk.now) if request.opened_at and sought else "",
        why=_why(request, able, offers, open_),
        waits=[_waits(desk, offer) for offer in open_] if coordinates(desk) else [],
        opens=able is not None or (bool(open_) and coordinates(desk)),
    )


def _mark(request: HelpRequest) -> tuple[str, str, str]:
    """Return the tone, the icon and the word with which a line begins."""
    if request.state not in SOUGHT:
        done = request.state in (State.DONE, State.ACCEPTED)
        return ("is-done", "check", _said(request)) if done else ("is-plain", "notes", _said(request))
    if request.danger:
        return "is-alarm", "alert-circle", _("Gevaar gemeld.")
    if request.urgent and request.no_network:
        return "is-danger", "alert-triangle", _("Dringend, en heeft niemand anders.")
    if request.urgent:
        return "is-danger", "alert-triangle", _("Dringend.")
    if request.no_network:
        return "is-warn", "user-off", _("Heeft niemand anders.")
    return "is-calm", "heart-handshake", ""


def _said(request: HelpRequest) -> str:
    return f"{phrases.capital(request.get_state_display())}."


def _why(request: HelpRequest, able: Chances | None, offers: Sequence[Offer], open_: Sequence[Offer]) -> str:
    """Say why nobody comes yet: who has it, how many were asked, and who else could be."""
    if request.state not in SOUGHT:
        return ""
    said = []
    if request.state == State.ESCALATED:
        taken = request.taken_up_by
        said.append(
            _("%(who)s pakte het op.") % {"who": taken} if taken else _("Het ligt bij een professional.")
        )
    no = sum(offer.state == Offer.State.DECLINED for offer in offers)
    silent = sum(offer.state == Offer.State.EXPIRED for offer in offers)
    if open_:
        said.append(
            ngettext("%(count)s persoon is gevraagd.", "%(count)s mensen zijn gevraagd.", len(open_))
            % {"count": len(open_)}
        )
    if no:
        said.append(ngettext("%(count)s kan niet.", "%(count)s kunnen niet.", no) % {"count": no})
    if silent:
        said.append(
            ngettext("%(count)s antwoordde niet.", "%(count)s antwoordden niet.", silent) % {"count": silent}
        )
    if not offers:
        said.append(_("Nog niemand gevraagd."))
    if able is not None and not open_:
        said.append(able.said)
    return " ".join(said)


def _waits(desk: Desk, offer: Offer) -> str:
    assert desk.municipality is not None, "who sees an offer is at a desk"
    today = desk.municipality.day_of(desk.now)
    until = words.moment(offer.held_until, desk.municipality.zone, today)
    return _("%(who)s kan antwoorden tot %(until)s.") % {"who": offer.volunteer.user, "until": until}


# --- What came to somebody, and what seems to be there twice -----------------------------------------------------


def called(desk: Desk) -> list[Line]:
    """Return what came to whoever is at the desk, by name, and waits for them to do something."""
    rows = HelpRequest.objects.visible_to(desk).called_on(desk)
    rows = rows.select_related("neighbourhood", "resident", "municipality", "taken_up_by")
    return lines(desk, list(rows.order_by("opened_at", "pk")[:PAGE]))


def fell_back(desk: Desk) -> bool:
    """Tell whether in the last round of some wijk the solver failed, and requests were given out one by one."""
    assert desk.municipality is not None, "who sees a request is at a desk"
    return MatchRound.objects.filter(municipality=desk.municipality, greedy=True).exists()


@dataclass(frozen=True, slots=True)
class Double:
    """Two requests that seem the same: the later one may join the earlier."""

    earlier: HelpRequest
    later: HelpRequest
    what: str


DOUBLES = 5


# Of thousands of requests only a few are there twice: which, the database says.
_DOUBLES = """
WITH seen (id, kind, parties, received_at) AS ({seen}), whose AS (
    SELECT id, received_at, first_value(id) OVER (PARTITION BY kind, party ORDER BY received_at, id) AS earliest
    FROM seen CROSS JOIN LATERAL unnest(parties) AS party
    WHERE party NOT LIKE 'home:%%'
)
SELECT id, min(earliest) FROM whose WHERE earliest <> id GROUP BY id ORDER BY min(received_at) DESC, id DESC LIMIT %s
"""


def doubles(desk: Desk) -> list[Double]:
    """Return requests of the same person for the same kind of help, the latest pairs first."""
    going = HelpRequest.objects.visible_to(desk).going().filter(part_of__isnull=True)
    columns = (
        going.exclude(state=State.ACCEPTED).order_by().values_list("pk", "kind", "parties", "received_at")
    )
    seen, values = columns.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_DOUBLES.format(seen=seen), [*values, DOUBLES])
        latest: list[tuple[int, int]] = cursor.fetchall()
    rows = HelpRequest.objects.visible_to(desk).select_related("resident", "neighbourhood")
    there = rows.in_bulk({pk for pair in latest for pk in pair}) if latest else {}
    return [Double(there[into], there[pk], phrases.capital(words.what(there[pk]))) for pk, into in latest]


def steps_of(desk: Desk, request: HelpRequest) -> list[EscalationStep]:
    """Return the steps of a request's clock that one may know of, the first first.

    That there is a case, and so a worker of its own, only professionals know.
    """
    rows = request.clock.select_related("owner").order_by("due_at", "pk")
    return [row for row in rows if works_on_cases(desk) or row.kind != EscalationStep.Kind.WORKER]
