"""The screens of a contact: recording it, taking it back, putting it right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import phrases, rules
from cases.actions import (
    ALREADY_SENT,
    SameVisit,
    correct_contact,
    delete_contact,
    record_contact,
)
from cases.changing import CHANGED_MEANWHILE, version_of
from cases.contacts import TOGETHER_MOST, UNDO_WITHIN, undo
from cases.forms import ContactForm, CorrectionForm
from cases.models import Case, Contact, EmergencyAccess, Medium
from cases.views import (
    StaffRequest,
    case_or_404,
    caseworker,
    clock,
    glass,
    own_worklist,
    place_of,
    staff,
    until_of,
    worker_of,
)
from wijkzorg.audit.actions import log_read
from wijkzorg.shell.digits import whole

TODAY, DOSSIER = "vandaag", "dossier"  # where recording a contact began, and where it returns to


@dataclass(frozen=True, slots=True)
class Recording:
    """The case for which a contact is recorded, and where that began."""

    case: Case
    origin: str
    broken: EmergencyAccess | None = None
    in_line: bool = False  # inside a line of Vandaag, and not on a page of its own

    @property
    def back(self) -> str:
        """Where the worker came from."""
        return _back(self.case.pk, self.origin)


def _back(case_id: int, origin: str) -> str:
    if origin == DOSSIER:
        return reverse("case", args=[case_id])
    return f"{reverse('today')}#dossier-{case_id}"


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
def record(request: StaffRequest, pk: int) -> HttpResponse:
    """Record a contact: the form as a page, or as a part of one for htmx."""
    found = case_or_404(request, pk)
    municipality, today = place_of(request)
    origin = request.POST.get("origin") or request.GET.get("terug")
    broken = glass(request, found)
    # What is seen through broken glass does not stand on Vandaag.
    recording = Recording(
        found,
        DOSSIER if origin == DOSSIER or broken else TODAY,
        broken,
        in_line=bool(request.htmx) and "page" not in request.POST and origin != DOSSIER and not broken,
    )
    prefix = f"contact-{pk}"
    if request.method != "POST":
        usual = _usual_medium(found, today)
        form = ContactForm(zone=municipality.zone, now=request.desk.now, medium=usual, prefix_id=prefix)
        return _form_page(request, recording, form)
    form = ContactForm(request.POST, zone=municipality.zone, now=request.desk.now, prefix_id=prefix)
    same: Sequence[Contact] = ()
    if form.is_valid():
        sent = form.cleaned_data | {"offered": form.cleaned_data["offered"] or 0}
        try:
            made = record_contact(
                actor=worker_of(request), case=found, now=request.desk.now, through=broken, **sent
            )
        except ValidationError as error:
            same = refused(form, error)
        else:
            return _recorded(request, recording, made)
    return _form_page(request, recording, form, same, status=422)


def refused(form: ContactForm, error: ValidationError) -> Sequence[Contact]:
    """Show what an action refused at its field; return the contacts of colleagues that may be the same."""
    if isinstance(error, SameVisit):
        form.offer(max(contact.pk for contact in error.contacts))
        form.add_error(None, str(error.message))
        return error.contacts
    if getattr(error, "code", None) == ALREADY_SENT:
        form.renew_token()
    form.add_error(None, error)
    return ()


def _usual_medium(case: Case, today: dt.date) -> Medium | None:
    """Return the medium that is agreed, else the one that is needed."""
    for versions in (case.agreements, case.needs):
        version = versions.filter(valid_from__lte=today).order_by("-valid_from").first()
        if version is not None:
            return Medium(version.medium)
    return None


def shown(request: StaffRequest, form: ContactForm, same: Sequence[Contact] = ()) -> dict[str, Any]:
    """Return what each page with this form shows."""
    _municipality, today = place_of(request)
    chosen = str(form["medium"].value() or "")
    which = str(form["which"].value() or "")
    return {
        "form": form,
        "media": [
            {
                "value": choice.value,
                "label": phrases.capital(str(choice.label)),
                "icon": phrases.MEDIUM_ICONS[rules.Medium(choice)],
                "checked": str(choice.value) == chosen,
            }
            for choice in Medium
        ],
        "which": [
            {"value": value, "label": label, "checked": value == which}
            for value, label in form.fields["which"].choices  # type: ignore[attr-defined]
        ],
        "today": today,
        "same": [_same_words(request, contact) for contact in same],
    }


def _same_words(request: StaffRequest, contact: Contact) -> str:
    _municipality, today = place_of(request)
    words = {
        "who": contact.worker,
        "name": contact.case.resident.name,
        "medium": phrases.medium(contact.medium),
        "when": phrases.coming_day(contact.day, today) if contact.day == today else _day(contact.day, today),
        "clock": clock(request, contact.happened_at),
    }
    if contact.reached:
        return _("%(who)s legde vast: %(medium)s met %(name)s, %(when)s om %(clock)s.") % words
    return _("%(who)s legde vast: %(medium)s met %(name)s, niet gelukt, %(when)s om %(clock)s.") % words


def _day(day: dt.date, today: dt.date) -> str:
    return phrases.short_day(day, today)


def _form_page(
    request: StaffRequest,
    recording: Recording,
    form: ContactForm,
    same: Sequence[Contact] = (),
    status: int = 200,
) -> HttpResponse:
    reason = recording.broken.reason if recording.broken else ""
    log_read(user_id=request.desk.user.pk, case=recording.case, reason=reason)  # it shows of whom
    resident = recording.case.resident
    context = shown(request, form, same) | {
        "section": "today" if recording.origin == TODAY else "cases",
        "url": reverse("record-contact", args=[recording.case.pk]),
        "origin": recording.origin,
        "emergency": until_of(request, recording.broken),
        "back": recording.back,
        "case_pk": recording.case.pk,
        "name": resident.name,
        "first_name": resident.first_name,
        "in_place": recording.in_line,
    }
    template = "cases/_record.html" if request.htmx else "cases/record.html"
    response = render(request, template, context, status=status)
    if recording.in_line and request.method == "POST":
        # A wrong form takes the place of the form alone; a right one that of the whole line.
        response["HX-Retarget"], response["HX-Reswap"] = (
            f"#dossier-{recording.case.pk} .wz-line__record",
            "innerHTML",
        )
    return response


def recorded_words(request: StaffRequest, contact: Contact) -> str:
    """Say what was recorded: how, whether it worked, when."""
    municipality, today = place_of(request)
    day = municipality.day_of(contact.happened_at)
    words = {
        "medium": phrases.capital(phrases.medium(contact.medium)),
        "when": phrases.coming_day(day, today) if day == today else _day(day, today),
        "clock": clock(request, contact.happened_at),
    }
    if contact.reached:
        return _("%(medium)s vastgelegd: %(when)s om %(clock)s.") % words
    return _("%(medium)s, niet gelukt, vastgelegd: %(when)s om %(clock)s.") % words


def _recorded(request: StaffRequest, recording: Recording, made: Contact) -> HttpResponse:
    """Answer a recorded contact: the corrected line and counts for htmx, else back to where it began."""
    words = recorded_words(request, made)
    if recording.in_line and (line := _line(request, recording.case.pk, words, [made])):
        return line
    say(request, f"{recording.case.resident.name}: {words}", [made], recording.origin)
    return _go(request, recording.back)


def _line(
    request: StaffRequest, case_id: int, words: str, undoable: Sequence[Contact] = ()
) -> HttpResponse | None:
    """Return the line of a case as it stands now, with the counts; None where Vandaag has none."""
    context = own_worklist(request, case_id)
    line = context["list"].line_of(case_id)
    if line is None:
        return None
    context |= {"lines": [line], "recorded": words, "undo": undoable, "origin": TODAY}
    context["undo_seconds"] = int(UNDO_WITHIN.total_seconds())
    return render(request, "cases/_recorded.html", context)


def say(request: HttpRequest, words: str, undoable: Sequence[Contact], origin: str) -> None:
    """Say on the next page what was done, with a button that takes it back."""
    context = {
        "words": words,
        "undo": undoable,
        "origin": origin,
        "csrf_token": get_token(request),
        "undo_seconds": int(UNDO_WITHIN.total_seconds()),
    }
    messages.success(
        request, render_to_string("cases/_said.html", context)
    )  # as it is: markup, and not words


def _go(request: StaffRequest, where: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": where})
    return redirect(where)


@require_POST
@staff
@caseworker
def take_back(request: StaffRequest) -> HttpResponse:
    """Take back what was recorded a moment ago, by whoever did that."""
    asked = [pk for value in request.POST.getlist("contact") if (pk := whole(value)) is not None]
    contacts = list(
        Contact.objects.visible_to(request.desk)
        .filter(pk__in=asked[:TOGETHER_MOST], recorded_by=worker_of(request))
        .select_related("case__resident")
    )
    origin = DOSSIER if request.POST.get("origin") == DOSSIER else TODAY
    first = next((contact.case for contact in contacts), None)
    if first is None:
        # Sent twice: the first time took it back. Or never one's own; both look the same.
        messages.info(request, _("Dit contact is er niet meer."))
        return _go(request, reverse("today"))
    where = _back(first.pk, origin) if len(contacts) == 1 else reverse("today")
    try:
        broken = glass(request, first)  # of several at once, all are of own teams
        undo(actor=worker_of(request), contacts=contacts, now=request.desk.now, through=broken)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return _go(request, reverse("case", args=[first.pk]) + "#tijd")
    words = _("Ongedaan gemaakt: dit contact staat er niet meer.")
    if len(contacts) == 1 and request.htmx and origin == TODAY and (line := _line(request, first.pk, words)):
        return line
    messages.success(request, words)
    return _go(request, where)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a contact right, or take it away, with a reason; a case behind broken glass is not there."""
    found = get_object_or_404(
        Contact.objects.filter(case__in=Case.objects.of_own_teams(request.desk)).select_related(
            "case__resident", "case__municipality", "worker"
        ),
        pk=pk,
    )
    municipality, _today = place_of(request)
    named: dict[str, Any] = {"zone": municipality.zone, "now": request.desk.now}
    if request.method != "POST":
        form = CorrectionForm(**named, of=found, seen=version_of(found))
        return _correction_page(request, found, form)
    form = CorrectionForm(request.POST, **named)
    if form.is_valid():
        sent = form.cleaned_data
        who: dict[str, Any] = {"actor": worker_of(request), "contact": found, "now": request.desk.now}
        try:
            if "weghalen" in request.POST:
                delete_contact(**who, reason=sent["reason"], seen=sent["seen"])
                words = _("Het contact is weggehaald. Het staat nog in “Wie veranderde wat”.")
            else:
                kept = ("happened_at", "medium", "reached", "note", "reason", "seen", "follow_up_on")
                correct_contact(**who, **{name: sent[name] for name in kept})
                words = _("Het contact is verbeterd. Hoe het was, staat in “Wie veranderde wat”.")
        except ValidationError as error:
            if getattr(error, "code", None) == CHANGED_MEANWHILE:
                found.refresh_from_db()
                form.see(version_of(found))
            form.add_error(None, error)
        else:
            messages.success(request, words)
            return redirect(reverse("case", args=[found.case_id]) + "#tijd")
    return _correction_page(request, found, form, status=422)


def _correction_page(
    request: StaffRequest, contact: Contact, form: CorrectionForm, status: int = 200
) -> HttpResponse:
    log_read(user_id=request.desk.user.pk, case=contact.case)
    context = shown(request, form) | {
        "section": "cases",
        "url": reverse("correct-contact", args=[contact.pk]),
        "back": reverse("case", args=[contact.case_id]) + "#tijd",
        "case_pk": contact.case_id,
        "name": contact.case.resident.name,
        "now_there": recorded_words(request, contact),
        "contact": contact,
        "chosen": str(form["reached"].value() or ""),
    }
    return render(request, "cases/correct.html", context, status=status)
