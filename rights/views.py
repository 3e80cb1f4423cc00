"""The screens of requests: the privacy officer starts one unseen, the team lead reviews, the officer hands over."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from cases.views import StaffRequest, case_or_404, read, staff
from residents.actions import keeps_bsn, may_use, show_bsn
from residents.models import Resident
from rights import answering, content, destruction, export, paper, trail
from rights.erasure import fates
from rights.forms import CloseForm, DecisionForm, LeaveOutForm, StartForm
from rights.models import DestructionList, LeftOut, Review, Statement, SubjectRequest
from rights.policy import periods_of
from rights.querysets import APPROVERS, is_privacy_officer, roles_of
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.actions import log_search
from wijkzorg.shell import throttle
from wijkzorg.tenancy.models import Municipality

WRITING = ["GET", "HEAD", "POST"]
Kind = SubjectRequest.Kind


def place(request: StaffRequest) -> Municipality:
    """Return the municipality of the desk."""
    assert request.desk.municipality is not None, "staff() lets nobody in without one"
    return request.desk.municipality


def person(request: StaffRequest) -> User:
    """Return who is at the desk."""
    assert isinstance(request.desk.user, User), "staff() lets nobody in who is not signed in"
    return request.desk.user


def only_privacy_officer(request: StaffRequest) -> None:
    """Raise Http404 for everybody else."""
    if not is_privacy_officer(request.desk.memberships):
        raise Http404


def say(request: StaffRequest, error: ValidationError) -> None:
    """Show what was refused on the page that follows."""
    for message in error.messages:
        messages.error(request, message)


@require_safe
@staff
def home(request: StaffRequest) -> HttpResponse:
    """Show what waits: requests for the privacy officer, reviews for the team lead, lists for both."""
    memberships = request.desk.memberships
    if not roles_of(memberships) & APPROVERS:
        raise Http404
    officer = is_privacy_officer(memberships)
    today = place(request).day_of(request.desk.now)
    requests = SubjectRequest.objects.filter(municipality=place(request)) if officer else None
    lists = DestructionList.objects.visible_to(memberships).order_by("-pk")
    context = {
        "officer": officer,
        "open": list(requests.filter(closed_at=None).order_by("due_on", "pk")) if requests else [],
        "closed": list(requests.exclude(closed_at=None).order_by("-closed_at")[:20]) if requests else [],
        "reviews": _waiting(request),
        "lists": list(lists[:20]),
        "today": today,
    }
    return render(request, "rights/home.html", {"section": "rights", **context})


def _waiting(request: StaffRequest) -> list[Review]:
    reviews = Review.objects.of_lead(request.desk.memberships).waiting()
    return list(reviews.select_related("request", "case__resident")[:50])


@require_safe
@staff
def reminder(request: StaffRequest) -> HttpResponse:
    """Remind a team lead on Vandaag of the requests that wait; a part of that page, or opened by itself a page."""
    if Membership.Role.TEAM_LEAD not in roles_of(request.desk.memberships):
        raise Http404
    today = place(request).day_of(request.desk.now)
    template = "rights/_reminder.html" if request.htmx else "rights/reminder.html"
    return render(request, template, {"section": "today", "reviews": _waiting(request), "today": today})


@require_http_methods(WRITING)
@staff
@throttle.limited(*throttle.SEARCH, when=lambda request: request.method == "POST")
def start(request: StaffRequest) -> HttpResponse:
    """Start a request of a resident, without seeing anything of the case."""
    only_privacy_officer(request)
    municipality = place(request)
    today = municipality.day_of(request.desk.now)
    form = StartForm(request.POST or None, municipality_id=municipality.pk, today=today)
    status = 200
    if request.method == "POST":
        valid = form.is_valid()
        if form.searched:
            log_search(user_id=person(request).pk, municipality_id=municipality.pk)
        if valid and form.resident is not None:
            cleaned = form.cleaned_data
            try:
                made = answering.start_request(
                    actor=person(request),
                    municipality=municipality,
                    resident=form.resident,
                    kind=Kind(cleaned["kind"]),
                    received_on=cleaned["received_on"],
                    statement=cleaned["statement"],
                    now=request.desk.now,
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect("rights-request", made.pk)
        status = 422
    return render(request, "rights/start.html", {"section": "rights", "form": form}, status=status)


def _request_or_404(request: StaffRequest, pk: int) -> SubjectRequest:
    """The door of the privacy officer to a request."""
    only_privacy_officer(request)
    found = SubjectRequest.objects.filter(municipality=place(request)).select_related("municipality")
    return get_object_or_404(found, pk=pk)


@require_http_methods(WRITING)
@staff
def subject_request(request: StaffRequest, pk: int) -> HttpResponse:
    """Show how far a request is, nothing of its content; close it, or propose what may be erased."""
    found = _request_or_404(request, pk)
    erases = request.POST.get("do") == "erase"
    form = CloseForm(None if erases else request.POST or None, auto_id="sluiten-%s")
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if erases:
                made = destruction.propose_erasure(actor=person(request), request=found, now=request.desk.now)
                return redirect("rights-list", made.pk)
            if form.is_valid():
                answering.close_request(
                    actor=person(request),
                    request=found,
                    outcome=form.cleaned_data["outcome"],
                    now=request.desk.now,
                )
                messages.success(request, _("Het verzoek is afgerond."))
                return redirect("rights")
        except ValidationError as error:
            if erases:
                say(request, error)
                return redirect("rights-request", pk)
            # What was typed stays.
            form.add_error(None, error)
    reviews = list(found.reviews.select_related("case__team", "decided_by").order_by("pk"))
    municipality = place(request)
    today = municipality.day_of(request.desk.now)
    trail.looked(
        user_id=person(request).pk,
        subject=trail.Subject(None, municipality.pk, found.resident_id),
    )
    judged = []
    if found.kind == Kind.ERASURE:
        periods = periods_of(municipality.pk)
        judged = fates(municipality.pk, found.resident_id, periods, today, municipality.zone)
    context = {
        "asked": found,
        # Said before the file is made: without the right to read it, the number is not in there.
        "number_kept": found.kind == Kind.ACCESS
        and any(keeps_bsn(resident=resident) for resident in _residents(found)),
        "may_use_bsn": may_use(request.desk),
        "reviews": reviews,
        "leads": _leads([review.case.team_id for review in reviews]),
        "ready": all(review.decision for review in reviews),
        "fates": judged,
        "lists": (lists := list(found.lists.order_by("pk"))),
        "may_erase": found.closed_at is None
        and all(one.state == DestructionList.State.DROPPED for one in lists)
        and (not judged or any(fate.may_go for fate in judged)),
        "form": form,
        "today": today,
    }
    return render(request, "rights/request.html", {"section": "rights", **context}, status=status)


def _leads(team_ids: list[int]) -> set[int]:
    """Return the teams that have someone to review for them."""
    leads = Membership.objects.filter(role=Membership.Role.TEAM_LEAD, team_id__in=team_ids)
    return set(leads.values_list("team_id", flat=True))


def _residents(found: SubjectRequest) -> QuerySet[Resident]:
    """Return who asks, unless they were erased since."""
    return Resident.objects.filter(municipality_id=found.municipality_id, pk=found.resident_id)


@sensitive_variables()
def _number(request: StaffRequest, found: SubjectRequest, resident: Resident) -> str:
    """Return what goes out of a citizen number: all of it if who makes the file may read it; empty where none is."""
    if not keeps_bsn(resident=resident):
        return ""
    if not may_use(request.desk):
        return _("We bewaren dit nummer. Het staat niet in dit bestand. Vraag het bij de gemeente.")
    return show_bsn(
        desk=request.desk, resident=resident, reason=_("inzage, verzoek %(pk)s") % {"pk": found.pk}
    )


@require_safe
@staff
@sensitive_variables()
def take_along(request: StaffRequest, pk: int, form: str) -> HttpResponse:
    """Give what was released as PDF or JSON, or the letter: made anew, logged, kept nowhere."""
    found = _request_or_404(request, pk)
    letter = form == "brief.pdf"
    if letter == (found.kind == Kind.ACCESS) or found.reviews.filter(decision="").exists():
        raise Http404
    trail.looked(
        user_id=person(request).pk,
        subject=trail.Subject(None, found.municipality_id, found.resident_id),
    )
    if letter:
        return file_of(paper.pdf("brief", export.letter(found, request.desk.now)), f"brief-{pk}.pdf")
    resident = get_object_or_404(_residents(found).select_related("neighbourhood"))
    data = export.inzage(found, resident, _number(request, found, resident), request.desk.now)
    if form == "gegevens.json":
        return file_of(json.dumps(data, ensure_ascii=False, indent=1).encode(), f"gegevens-{pk}.json")
    return file_of(paper.pdf("inzage", data), f"gegevens-{pk}.pdf")


def file_of(content_of: bytes, name: str) -> HttpResponse:
    """Answer with a file that no browser or proxy keeps."""
    kind = "application/json" if name.endswith(".json") else "application/pdf"
    response = HttpResponse(content_of, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(WRITING)
@staff
def review(request: StaffRequest, pk: int) -> HttpResponse:
    """Let the team lead see all that would go out of a case, leave parts out, and decide."""
    reviews = Review.objects.of_lead(request.desk.memberships).select_related(
        "request", "municipality", "decided_by", "case__resident", "case__team", "case__worker"
    )
    found = get_object_or_404(reviews, pk=pk)
    kind = found.request.kind
    leave_out = LeaveOutForm(auto_id="weg-%s")
    decision = DecisionForm(kind=kind)
    status = 200
    if request.method == "POST":
        leave_out, decision, done = _review_posted(request, found)
        if done:
            return redirect("rights-review", pk)
        status = 422
    trail.looked(
        user_id=person(request).pk,
        subject=trail.Subject(found.case_id, found.municipality_id, found.case.resident_id),
    )
    out = {row.key: row for row in found.left_out.select_related("left_out_by")}
    parts = content.of_case(found.case, found.municipality.zone)
    rows = [
        {"part": part, "out": out.get(part.key), "name": content.SECTIONS[part.section]} for part in parts
    ]
    context: dict[str, Any] = {
        "review": found,
        "asked": found.request,
        "rows": rows,
        "form": leave_out,
        # The fault of a part stands at that part; the others have the form as it was.
        "blank": LeaveOutForm(auto_id="weg-%s"),
        "wrong_key": leave_out.data.get("key", "") if leave_out.is_bound else "",
        "decision": decision,
        "today": place(request).day_of(request.desk.now),
    }
    return render(request, "rights/review.html", {"section": "rights", **context}, status=status)


def _review_posted(request: StaffRequest, found: Review) -> tuple[LeaveOutForm, DecisionForm, bool]:
    """Do what the team lead asks; return the forms with their faults, and whether it was done."""
    what = request.POST.get("do")
    actor, now = person(request), request.desk.now
    leave_out = LeaveOutForm(request.POST if what == "leave_out" else None, auto_id="weg-%s")
    decision = DecisionForm(request.POST if what == "decide" else None, kind=found.request.kind)
    if what == "put_back":
        try:
            answering.put_back(actor=actor, review=found, key=request.POST.get("key", ""), now=now)
        except ValidationError as error:
            say(request, error)
        return leave_out, decision, True
    try:
        if what == "leave_out" and leave_out.is_valid():
            cleaned = leave_out.cleaned_data
            answering.leave_out(
                actor=actor,
                review=found,
                key=cleaned["key"],
                why=LeftOut.Why(cleaned["why"]),
                reason=cleaned["reason"],
                now=now,
            )
            return leave_out, decision, True
        if what == "decide" and decision.is_valid():
            chosen = Review.Decision(decision.cleaned_data["decision"])
            reason = decision.cleaned_data["reason"]
            answering.decide(actor=actor, review=found, decision=chosen, reason=reason, now=now)
            messages.success(request, _("Je besluit staat vast."))
            return leave_out, decision, True
    except ValidationError as error:
        (decision if what == "decide" else leave_out).add_error(None, error)
    return leave_out, decision, False


@require_safe
@staff
def statements(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what the resident said about the case: as a part of its page, without JavaScript as a page."""
    found = case_or_404(request, pk)
    rows = list(Statement.objects.filter(case=found).order_by("added_at"))
    context: dict[str, Any] = {"section": "cases", "case": found, "statements": rows}
    if request.htmx:
        # The page around it was logged; whoever asks for the part alone reads what the resident said as well.
        if rows:
            read(request, found)
        return render(request, "rights/_statements.html", context)
    context["emergency"] = read(request, found)
    return render(request, "rights/statements.html", context)
