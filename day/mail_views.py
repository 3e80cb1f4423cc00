"""One's own choice about the morning mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.views import StaffRequest, caseworker, place_of, staff, worker_of
from day import morning
from day.models import NoMorningMail


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@caseworker
def morning_mail(request: StaffRequest) -> HttpResponse:
    """Show whether I get the morning mail, with a button that switches it."""
    municipality, _today = place_of(request)
    if request.method == "POST":
        on = request.POST.get("aan") == "1"
        morning.switch(actor=worker_of(request), municipality=municipality, on=on, now=request.desk.now)
        messages.success(request, _("De ochtendmail staat aan.") if on else _("De ochtendmail staat uit."))
        return redirect("morning-mail")
    on = not NoMorningMail.objects.visible_to(request.desk).exists()
    return render(request, "day/morning_mail.html", {"section": "today", "on": on})
