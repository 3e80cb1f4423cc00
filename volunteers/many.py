"""What is done to many at once from a list: first a page that says what would happen to each, then the same verbs.

Each is done in its own savepoint: what is refused is told with its reason, and the others are done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from volunteers import filing, offering, volunteering, words
from volunteers.board.forms import day
from volunteers.board.suggesting import Suggested, chances
from volunteers.course import SOUGHT
from volunteers.models import HelpRequest, Volunteer
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User
from wijkzorg.accounts.work_admin import AT_ONCE
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action


@dataclass(frozen=True, slots=True)
class Line:
    """What would happen to one: who or what it is, what is done, and whether it is."""

    name: str
    said: str
    done: bool = True


class Many(Protocol):
    """Something that is done to many."""

    desk: Desk
    title: Any  # words that are found when they are shown
    button: Any
    form: forms.Form | None

    def lines(self, rows: Sequence[Any]) -> list[Line]:
        """Say what would happen to each, without doing it."""

    def do(self, rows: Sequence[Any], row: Any) -> int:
        """Do it to one; return how many things that were. Raises ValidationError for what may not be."""


def carry_out(
    page: admin.ModelAdmin[Any], request: HttpRequest, what: Many, queryset: QuerySet[Any]
) -> HttpResponse | None:
    """Show what would happen to each of the chosen rows; once that is confirmed, do it."""
    rows = list(queryset[: AT_ONCE + 1])
    if len(rows) > AT_ONCE:
        messages.error(request, _("Kies er hoogstens %(most)s tegelijk.") % {"most": AT_ONCE})
        return None
    sure = "bevestigd" in request.POST
    if what.form is not None and sure:
        what.form = type(what.form)(request.POST)
    if sure and (what.form is None or what.form.is_valid()):
        _do(request, what, rows)
        return None
    context = {
        **page.admin_site.each_context(request),
        "title": what.title,
        "opts": page.model._meta,
        "lines": what.lines(rows),
        "form": what.form,
        "button": what.button,
        "chosen": [row.pk for row in rows],
        "name": ACTION_CHECKBOX_NAME,
        "action": request.POST.get("action", ""),
    }
    return TemplateResponse(request, "admin/many.html", context, status=422 if sure else 200)


def _do(request: HttpRequest, what: Many, rows: Sequence[Any]) -> None:
    done, refused = 0, []
    for row in rows:
        try:
            with transaction.atomic():
                done += what.do(rows, row)
        except ValidationError as error:
            refused.append(" ".join(error.messages))
    if done:
        said = ngettext("%(count)s keer gedaan.", "%(count)s keer gedaan.", done) % {"count": done}
        messages.success(request, said)
    for reason in dict.fromkeys(refused):
        count = refused.count(reason)
        messages.warning(request, _("%(count)s keer niet gedaan: %(why)s") % {"count": count, "why": reason})


def _actor(desk: Desk) -> User:
    assert isinstance(desk.user, User), "the admin lets nobody in who is not signed in"
    return desk.user


def _name(row: HelpRequest, desk: Desk) -> str:
    assert desk.municipality is not None, "who sees a request is at a desk"
    when = words.on_day(row, desk.municipality.day_of(desk.now))
    return _("%(who)s: %(what)s, %(when)s") % {"who": row.who, "what": words.what(row), "when": when}


class AskBest:
    """Put each request to the three whom it suits best."""

    title = gettext_lazy("Vraag de beste drie")
    button = gettext_lazy("Vraag hen")
    form: forms.Form | None = None

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._best: dict[int, Sequence[Suggested]] | None = None

    def best(self, rows: Sequence[HelpRequest]) -> dict[int, Sequence[Suggested]]:
        """Find the best of all chosen requests at once."""
        if self._best is None:
            sought = [row for row in rows if row.state in SOUGHT]
            self._best = {pk: one.best for pk, one in chances(self.desk, sought).items()} if sought else {}
        return self._best

    def lines(self, rows: Sequence[HelpRequest]) -> list[Line]:
        """Say who would be asked, and why they."""
        found = self.best(rows)
        return [self._line(row, found.get(row.pk, ())) for row in rows]

    def _line(self, row: HelpRequest, best: Sequence[Suggested]) -> Line:
        if row.state not in SOUGHT:
            return Line(_name(row, self.desk), _("Hiervoor wordt niemand meer gezocht."), done=False)
        if not best:
            return Line(_name(row, self.desk), _("Niemand kan nu gevraagd worden."), done=False)
        said = "; ".join(f"{one.volunteer.user} ({one.words})" for one in best)
        return Line(_name(row, self.desk), said)

    def do(self, rows: Sequence[HelpRequest], row: HelpRequest) -> int:
        """Ask them; who may not be asked any more is passed by."""
        asked, refused = 0, None
        for one in self.best(rows).get(row.pk, ()):
            try:
                with transaction.atomic():
                    offering.offer(
                        request=row,
                        volunteer=one.volunteer,
                        actor=_actor(self.desk),
                        why=_("Voorstel: %(words)s") % {"words": one.words},
                        reasons=dict(one.numbers),
                        now=self.desk.now,
                    )
                asked += 1
            except ValidationError as error:
                refused = error
        if not asked:
            raise refused or ValidationError(_("Niemand kan nu gevraagd worden."))
        return asked


class WhyForm(forms.Form):
    """Why something is not needed any more."""

    why = forms.CharField(
        label=_("Waarom is het niet meer nodig?"),
        max_length=500,
        error_messages={"required": _("Schrijf in een paar woorden waarom.")},
    )


class Close:
    """Withdraw requests that are not needed any more."""

    title = gettext_lazy("Sluit af: niet meer nodig")
    button = gettext_lazy("Sluit af")

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.form: forms.Form | None = WhyForm()

    def lines(self, rows: Sequence[HelpRequest]) -> list[Line]:
        """Say what is closed, and for which somebody already comes."""
        return [
            Line(_name(row, self.desk), _("Is al afgerond."), done=False)
            if row.ended
            else Line(_name(row, self.desk), str(row.get_state_display()))
            for row in rows
        ]

    def do(self, rows: Sequence[HelpRequest], row: HelpRequest) -> int:
        """Withdraw one."""
        assert self.form is not None, "it asks why"
        if row.ended:
            raise ValidationError(_("Is al afgerond."))
        filing.withdraw(
            actor=_actor(self.desk), request=row, now=self.desk.now, why=self.form.cleaned_data["why"]
        )
        return 1


class Join:
    """Join the chosen requests with the one that came first."""

    title = gettext_lazy("Voeg samen met de oudste")
    button = gettext_lazy("Voeg samen")
    form: forms.Form | None = None

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def _first(self, rows: Sequence[HelpRequest]) -> HelpRequest:
        return min(rows, key=lambda row: (row.received_at, row.pk))

    def lines(self, rows: Sequence[HelpRequest]) -> list[Line]:
        """Say which stays, which go into it, and which are something else."""
        first = self._first(rows)
        return [
            Line(_name(row, self.desk), _("Deze blijft."), done=False)
            if row.pk == first.pk
            else Line(_name(row, self.desk), _("Gaat hierin op."))
            if _alike(row, first)
            else Line(_name(row, self.desk), _("Vraagt iets anders, of is van iemand anders."), done=False)
            for row in rows
        ]

    def do(self, rows: Sequence[HelpRequest], row: HelpRequest) -> int:
        """Join one with the first."""
        first = self._first(rows)
        if row.pk == first.pk:
            if len(rows) == 1:
                raise ValidationError(_("Kies er minstens twee."))
            return 0
        if not _alike(row, first):
            raise ValidationError(_("Vraagt iets anders, of is van iemand anders."))
        filing.merge(actor=_actor(self.desk), request=row, into=first, now=self.desk.now)
        return 1


def _alike(one: HelpRequest, other: HelpRequest) -> bool:
    """Tell whether two requests are of the same person for the same kind of help, as `filing.doubles` does."""
    people = {party for party in one.parties if not party.startswith("home:")}
    return one.kind == other.kind and bool(people & set(other.parties))


class UntilForm(forms.Form):
    """Until when somebody is not asked."""

    last_day = day(gettext_lazy("Tot en met"), gettext_lazy("Kies de laatste dag."))


class Pause:
    """Ask nothing of volunteers until a day."""

    title = gettext_lazy("Geef rust: vraag een tijd niets")
    button = gettext_lazy("Geef rust")

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.form: forms.Form | None = UntilForm()

    def lines(self, rows: Sequence[Volunteer]) -> list[Line]:
        """Say of whom nothing is asked; what was agreed goes on."""
        return [
            Line(str(row.user), _("Krijgt geen vragen. Wat is afgesproken, gaat door."))
            if row.active
            else Line(str(row.user), _("Doet niet meer mee."), done=False)
            for row in rows
        ]

    def do(self, rows: Sequence[Volunteer], row: Volunteer) -> int:
        """Let one be away."""
        assert self.form is not None and self.desk.municipality is not None, "it asks until when"
        if not row.active:
            raise ValidationError(_("Doet niet meer mee."))
        volunteering.go_away(
            actor=_actor(self.desk),
            volunteer=row,
            first_day=self.desk.municipality.day_of(self.desk.now),
            last_day=self.form.cleaned_data["last_day"],
            tasks="keep",
            now=self.desk.now,
        )
        return 1


def wall(
    page: admin.ModelAdmin[Any], request: HttpRequest, rows: QuerySet[HelpRequest], today: dt.date
) -> HttpResponse:
    """Make a list for the wall of a centre: what, where about and when; for whom it is stands nowhere."""
    chosen = [row for row in rows[:AT_ONCE] if row.state in SOUGHT]
    desk: Desk = request.desk  # type: ignore[attr-defined]
    assert desk.municipality is not None, "who sees a request is at a desk"
    log_event(
        action=Action.PRINT,
        municipality_id=desk.municipality.pk,
        user_id=desk.user.pk,
        resident_ids=sorted({row.resident_id for row in chosen if row.resident_id is not None}),
        object_kind="help_request",
    )
    context = {
        **page.admin_site.each_context(request),
        "title": _("Wie helpt een buur?"),
        "opts": page.model._meta,
        "today": today,
        "rows": [(words.what(row), row.neighbourhood.name, words.on_day(row, today)) for row in chosen],
    }
    return TemplateResponse(request, "volunteers/admin/wall.html", context)
