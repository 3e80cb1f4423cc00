"""The screens of destruction: the list, the second pair of eyes, the proof; and how long what is kept."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import Case
from cases.views import StaffRequest, staff
from rights import destruction, export, paper, trail
from rights.forms import PeriodsForm, TakeOffForm
from rights.models import DestructionList, RetentionPolicy
from rights.policy import periods_of, set_periods
from rights.querysets import APPROVERS, is_privacy_officer, roles_of
from rights.views import WRITING, file_of, only_privacy_officer, person, place, say
from wijkzorg.accounts.models import Membership
from wijkzorg.shell.digits import whole

State = DestructionList.State
ROWS = 200
_TABLES = {
    "cases_contact": gettext_lazy("contacten"),
    "cases_need": gettext_lazy("wat nodig was"),
    "cases_agreement": gettext_lazy("afspraken"),
    "cases_pause": gettext_lazy("pauzes"),
    "cases_confirmation": gettext_lazy("wat een teamleider bekeek"),
    "cases_flag": gettext_lazy("signalen"),
    "residents_resident": gettext_lazy("de bewoner zelf"),
    "reports_report": gettext_lazy("meldingen"),
    "volunteers_helprequest": gettext_lazy("hulpvragen"),
}
_KEPT = {
    "changed": gettext_lazy("Er is iets veranderd nadat de lijst was gemaakt."),
    "held": gettext_lazy("Dit dossier wordt langer bewaard."),
    "gone_already": gettext_lazy("Dit dossier was er al niet meer."),
    destruction.STILL_USED: gettext_lazy("De regels gebruiken deze gegevens nog."),
    "failed": gettext_lazy("Het lukte niet. De beheerder kan zien waarom."),
}


def _list_or_404(request: StaffRequest, pk: int) -> DestructionList:
    """The one door to a destruction list."""
    visible = DestructionList.objects.visible_to(request.desk.memberships)
    return get_object_or_404(
        visible.select_related("municipality", "reviewed_by", "approved_by", "request"), pk=pk
    )


@require_http_methods(WRITING)
@staff
def destruction_list(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what is to be destroyed; review, approve, take off, carry out."""
    found = _list_or_404(request, pk)
    off = request.POST.get("do") == "off"
    form = TakeOffForm(request.POST if off else None, auto_id=f"af-{request.POST.get('item', '')}-%s")
    status = 200
    if request.method == "POST":
        try:
            if _posted(request, found, form):
                return redirect(request.get_full_path())
            status = 422
        except ValidationError as error:
            if not off:
                say(request, error)
                return redirect(request.get_full_path())
            # What was typed stays, at its line.
            form.add_error(None, error)
            status = 422
    trail.looked(
        user_id=person(request).pk,
        subject=trail.Subject(None, found.municipality_id, None),
    )
    page = whole(request.GET.get("pagina", ""), 5) or 0
    rows = _rows(found, page, form)
    context = {
        "list": found,
        "rows": rows[:ROWS],
        "here": request.get_full_path(),
        "at_line": any(row["form"] is form for row in rows[:ROWS]),
        "total": found.items.count(),
        "next_page": page + 1 if len(rows) > ROWS else None,
        "form": form,
        "officer": is_privacy_officer(request.desk.memberships),
        "mine": found.reviewed_by_id == person(request).pk,
        "may_take_off": found.state in (State.PROPOSED, State.REVIEWED),
    }
    return render(request, "rights/list.html", {"section": "rights", **context}, status=status)


def _posted(request: StaffRequest, found: DestructionList, form: TakeOffForm) -> bool:
    """Do what was asked; return False for a form with faults. A team lead or administrator may only approve."""
    what = request.POST.get("do")
    actor, now = person(request), request.desk.now
    if what == "approve":
        destruction.approve(actor=actor, destruction=found, now=now)
        messages.success(request, _("De lijst is goedgekeurd. Vannacht wordt ze uitgevoerd."))
        return True
    only_privacy_officer(request)
    if what == "off":
        if not form.is_valid():
            return False
        item = get_object_or_404(found.items, pk=form.cleaned_data["item"])
        reason, until = form.cleaned_data["reason"], form.cleaned_data["until"]
        destruction.take_off(actor=actor, item=item, reason=reason, until=until, now=now)
    elif what == "review":
        destruction.review(actor=actor, destruction=found, now=now)
        messages.success(request, _("Nagekeken. Nu moet iemand anders de lijst goedkeuren."))
    elif what == "carry_out":
        done = destruction.carry_out(destruction=found, now=now)
        left = _("Een deel is vernietigd. De rest volgt vannacht.")
        messages.success(request, _("De lijst is uitgevoerd.") if done.state == State.CARRIED_OUT else left)
    elif what == "drop":
        destruction.drop(actor=actor, destruction=found, now=now)
    else:
        return False
    return True


def _rows(found: DestructionList, page: int, form: TakeOffForm) -> list[dict[str, Any]]:
    """Show the items of a page; each has a form of its own, so that a fault stands at the one it is about."""
    wrong = form.data.get("item", "") if form.is_bound else ""
    first = page * ROWS
    items = list(found.items.select_related("off_by").order_by("due_since", "pk")[first : first + ROWS + 1])
    refs = dict(Case.objects.filter(pk__in=[item.case_id for item in items]).values_list("pk", "ref"))
    return [
        {
            "item": item,
            "ref": refs.get(item.case_id or 0, ""),
            "words": _words(item.counts),
            "kept": _KEPT.get(item.outcome_reason, item.outcome_reason),
            "form": form if wrong == str(item.pk) else TakeOffForm(auto_id=f"af-{item.pk}-%s"),
        }
        for item in items
    ]


def _words(counts: dict[str, int]) -> str:
    """Say how many rows go: the well-known kinds by name, and all history together."""
    said = [f"{name}: {counts[table]}" for table, name in _TABLES.items() if table in counts]
    rest = sum(count for table, count in counts.items() if table.endswith("event"))
    return ", ".join([*said, *([_("geschiedenis: %(count)s") % {"count": rest}] if rest else [])])


@require_safe
@staff
def proof(request: StaffRequest, pk: int, form: str) -> HttpResponse:
    """Give the proof of a list that was carried out."""
    found = _list_or_404(request, pk)
    if found.state != State.CARRIED_OUT:
        raise Http404
    trail.looked(
        user_id=person(request).pk,
        subject=trail.Subject(None, found.municipality_id, None),
    )
    data = export.proof(found)
    if form == "bewijs.json":
        return file_of(json.dumps(data, ensure_ascii=False, indent=1).encode(), f"bewijs-{pk}.json")
    return file_of(paper.pdf("bewijs", data), f"bewijs-{pk}.pdf")


@require_http_methods(WRITING)
@staff
def periods(request: StaffRequest) -> HttpResponse:
    """Show how long what is kept and since when; the privacy officer and the administrator lay it down."""
    roles = roles_of(request.desk.memberships)
    if not roles & APPROVERS:
        raise Http404
    may_change = bool(roles & {Membership.Role.PRIVACY_OFFICER, Membership.Role.ADMINISTRATOR})
    now_kept = periods_of(place(request).pk)
    form = PeriodsForm(request.POST or None, periods=now_kept)
    status = 200
    if request.method == "POST":
        if not may_change:
            raise Http404
        if form.is_valid():
            try:
                set_periods(
                    actor=person(request),
                    municipality=place(request),
                    periods=form.periods,
                    reason=form.cleaned_data["reason"],
                    now=request.desk.now,
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("De bewaartermijnen zijn vastgelegd."))
                return redirect("rights-periods")
        status = 422
    history = RetentionPolicy.objects.filter(municipality=place(request)).select_related("set_by")
    context = {
        "form": form if may_change else None,
        "periods": now_kept,
        "history": history.order_by("-pk"),
    }
    return render(request, "rights/periods.html", {"section": "rights", **context}, status=status)
