"""The screen of who a resident is, where they live and how they are called; for teams that have a case of theirs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.changing import CHANGED_MEANWHILE, version_of
from cases.details import Details, change_details
from cases.forms import DetailsForm
from cases.models import Case
from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from neighbourhoods.addresses import neighbourhood_of
from neighbourhoods.models import Neighbourhood
from residents.models import Resident
from wijkzorg.audit.actions import log_read

FOLLOWS = "adres"  # in place of a neighbourhood: that of the address
_TYPED = ("first_name", "last_name", "birth_date", "street", "house_number", "postcode", "phone")


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
def details(request: StaffRequest, pk: int) -> HttpResponse:
    """Show and change the details of a case's resident. Glass that is broken opens a case to read, and not this."""
    own = Case.objects.of_own_teams(request.desk).select_related("resident__neighbourhood", "municipality")
    found = get_object_or_404(own, pk=pk)
    municipality, _today = place_of(request)
    places = Neighbourhood.objects.current(keep=found.resident.neighbourhood_id).filter(
        municipality=municipality
    )
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        initial=_initial(found.resident),
        neighbourhoods=[
            (FOLLOWS, _("volgt uit postcode en huisnummer")),
            *places.order_by("name").values_list("pk", "name"),
        ],
    )
    if not form.is_bound:
        log_read(user_id=request.desk.user.pk, case=found)
    elif form.is_valid() and _changed(request, found, form):
        messages.success(request, _("De gegevens zijn bewaard."))
        return redirect("case", pk)
    context = {"section": "cases", "case": found, "form": form}
    return render(request, "cases/details.html", context, status=422 if form.is_bound else 200)


def _changed(request: StaffRequest, case: Case, form: DetailsForm) -> bool:
    """Change what the form says, or put at its fields why not."""
    said = form.cleaned_data
    place = _place(case, form)
    if place is None:
        return False
    wanted = Details(neighbourhood_id=place, **{name: said[name] for name in _TYPED})
    try:
        change_details(
            actor=worker_of(request),
            case=case,
            details=wanted,
            reason=said["reason"],
            seen=said["seen"],
            now=request.desk.now,
        )
    except ValidationError as error:
        if getattr(error, "code", None) == CHANGED_MEANWHILE:
            # What was typed stays; beside each field stands what is there now, and who saves again has seen that.
            case.resident.refresh_from_db()
            form.see(case.resident, version_of(case.resident))
        form.add_error(None, error)
        return False
    return True


def _place(case: Case, form: DetailsForm) -> int | None:
    """Return the neighbourhood that was chosen, or that of the address; None where the address has not one."""
    said = form.cleaned_data
    if said["neighbourhood"] != FOLLOWS:
        return int(said["neighbourhood"])
    found = neighbourhood_of(case.municipality, said["postcode"], said["house_number"])
    if found.neighbourhood is not None:
        return found.neighbourhood.pk
    if found.among:
        names = {"names": _(" en ").join(str(place) for place in found.among)}
        form.add_error("neighbourhood", _("Dit adres kan in %(names)s liggen. Kies de buurt.") % names)
    else:
        form.add_error("neighbourhood", _("Van dit adres is de buurt niet bekend. Kies de buurt."))
    return None


def _initial(resident: Resident) -> dict[str, Any]:
    there = {name: getattr(resident, name) for name in _TYPED}
    return there | {"neighbourhood": resident.neighbourhood_id, "seen": version_of(resident)}
