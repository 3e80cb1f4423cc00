"""What somebody gets at an address of a case that was theirs or their team's and is with another team now.

One place for every address of a case: where a page finds no case that may be seen, this says which team has it and whom
to call there, and gives back what was typed. For everybody else there is nothing at that address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.access import leads_of, teams_of_moved
from cases.models import Confirmation, Contact, Reason
from cases.together_views import numbers
from cases.views import place_of
from teams.models import Transfer
from wijkzorg.accounts.models import Team
from wijkzorg.audit import asker

_WITH_DASHES = re.compile(r"\d{4}-\d\d-\d\d(?:$|T)")
# What can be typed in the forms of a case, as the page calls it that gives it back.
TYPED: dict[str, Promise] = {
    "note": _("Verslag"),
    "happened_at": _("Wanneer"),
    "seen_at": _("Wanneer"),
    "follow_up_on": _("Volgende keer"),
    "plan": _("Plan"),
    "until": _("Opnieuw kijken"),
    "answer": _("Antwoord"),
    "contacts": _("Hoeveel keer"),
    "per_days": _("Per hoeveel dagen"),
    "valid_from": _("Vanaf"),
    "reason": _("Waarom"),
    "reason_text": _("Toelichting"),
    "decision": _("Besluit"),
    "decision_title": _("Besluit"),
    "decision_by": _("Wie besloot"),
    "decision_on": _("Besloten op"),
    "review_on": _("Opnieuw bekijken"),
    "instead": _("Ervoor in de plaats"),
    "residents_words": _("Wat de bewoner zei"),
    "first_day": _("Eerste dag"),
    "last_day": _("Laatste dag"),
    "closed_on": _("Gesloten op"),
    "on": _("Dag"),
    "seen_by": _("Wie de bewoner zag"),
    "seen_on": _("Gezien op"),
    "second_name": _("Samen met"),
    "next_on": _("Opnieuw kijken"),
    "first_name": _("Voornaam"),
    "last_name": _("Achternaam"),
    "birth_date": _("Geboortedatum"),
    "street": _("Straat"),
    "house_number": _("Huisnummer"),
    "postcode": _("Postcode"),
    "phone": _("Telefoon"),
    "name": _("Voor wie?"),
    "text": _("Wat is er nodig?"),
    "first_on": _("Welke dag?"),
    "email": _("E-mailadres"),
    "asker_name": _("Wie vraagt het?"),
}


class CaseThatMoved:
    """Answer for a case that moved where its page is not there; goes inside the wall."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say where a case is whose page was not found; it is logged as refused, and nothing of the request is kept."""
        desk: Any = getattr(request, "desk", None)
        if not isinstance(exception, Http404) or desk is None or not desk.user.is_authenticated:
            return None
        moved = teams_of_moved(_cases_of(request), desk)
        case_id = next(iter(moved), None)
        if case_id is None or request.resolver_match is None:
            return None
        asker.refuse(request.resolver_match.view_name, str(case_id))
        request.failed = True  # type: ignore[attr-defined]
        return _answer(request, moved[case_id])


def _cases_of(request: HttpRequest) -> list[int]:
    """Return the numbers of the cases that an address is about: itself, or by what of a case it names."""
    match = request.resolver_match
    if match is None:
        return []
    if match.view_name == "record-together":
        return numbers(request.GET.getlist("met"))
    number = match.kwargs.get("transfer" if match.view_name == "transfer" else "pk")
    if not isinstance(number, int):
        return []
    rows: Any = {
        "correct-contact": Contact.objects,
        "answer-confirmation": Confirmation.objects,
        "transfer": Transfer.objects,
    }.get(match.view_name)
    if rows is not None:
        return list(rows.filter(pk=number).values_list("case_id", flat=True))
    return [number] if "dossiers/<int:pk>/" in match.route else []


def _answer(request: Any, team: Team) -> HttpResponse:
    """Return the page that says which team has a case."""
    _municipality, today = place_of(request)
    context = {"section": "cases", "team": team, "leads": leads_of([team.pk], today)[team.pk]}
    # The form in a line of a list keeps what was typed, and shows this above it.
    within = request.htmx and request.method == "POST"
    context["typed"] = [] if within else list(_typed(request))
    template = "teams/_moved.html" if within else "teams/moved.html"
    return render(request, template, context, status=410)


def _typed(request: HttpRequest) -> Iterator[tuple[Promise, str]]:
    """Yield what was typed into a form, by the words that stood beside it."""
    for name, words in TYPED.items():
        value = request.POST.get(name, "").strip()
        if value and not (name == "decision" and value.isdecimal()):  # chosen from a list, and not typed
            yield words, _plain(value)


def _plain(value: str) -> str:
    """Return a value as it stood in the form: a day as one reads it, a reason from the list in its words."""
    if _WITH_DASHES.match(value) is None:  # to Python eight digits are a day as well
        return str(dict(Reason.choices).get(value, value))
    try:
        if day := parse_date(value):  # first: to Python a day is a moment as well
            return date_format(day, "j F Y")
        if moment := parse_datetime(value):
            return date_format(moment, "j F Y, H:i")
    except ValueError:
        return value
    return value
