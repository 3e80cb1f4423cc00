"""What is held of somebody who helps, or wanted to, as a file for the privacy officer to hand over unseen."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.views import StaffRequest, staff
from rights.forms import HelperForm
from rights.views import WRITING, only_privacy_officer, person, place
from volunteers import held
from wijkzorg.accounts.models import User
from wijkzorg.audit.actions import log_event, log_search
from wijkzorg.audit.models import Action
from wijkzorg.shell import throttle


@require_http_methods(WRITING)
@staff
@throttle.limited(*throttle.SEARCH, when=lambda request: request.method == "POST")
def helper(request: StaffRequest) -> HttpResponse:
    """Ask whose it is by their e-mail address, and give the file; nothing of it is shown."""
    only_privacy_officer(request)
    municipality = place(request)
    form = HelperForm(request.POST or None)
    if request.method == "POST":
        log_search(user_id=person(request).pk, municipality_id=municipality.pk)
        if form.is_valid():
            user = User.objects.filter(email=form.cleaned_data["email"]).first()
            sections = (
                held.of_user(user, municipality, request.desk.now)
                if user
                else list(held.of_applications(form.cleaned_data["email"], municipality))
            )
            if sections:
                log_event(
                    action=Action.EXPORT,
                    municipality_id=municipality.pk,
                    user_id=person(request).pk,
                    object_kind="volunteer",
                )
                return _file(sections)
            form.add_error("email", ValidationError(_("Van dit adres bewaren we niets als vrijwilliger.")))
    context = {"section": "rights", "form": form}
    return render(request, "rights/helper.html", context, status=422 if request.method == "POST" else 200)


def _file(sections: list[held.Section]) -> HttpResponse:
    response = HttpResponse(held.as_json(sections), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="gegevens-vrijwilliger.json"'
    response["Cache-Control"] = "private, no-store"
    return response
