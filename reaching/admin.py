"""The pages of whoever works behind a centre's door: closures with what they bring about, and who comes here alone."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.actions import check_closure
from centres.admin import AT_THE_DOOR, own_or_all, plain_choice
from centres.models import Centre, Closure
from centres.parts import ASKED
from reaching import actions
from reaching.forms import OnlyHereForm
from reaching.models import OnlyHere
from reaching.preview import preview_of
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.shell.digits import whole
from wijkzorg.tenancy.admin import OneMunicipalityForm, SetUpAdmin

_CONFIRMED, _BACK = "_bevestigd", "_terug"
_SAID = ("reason", "decided_by", "instead", "instead_elsewhere")


class ClosureForm(OneMunicipalityForm):
    """Announce a closure, or correct one: what the action wants to know, and what it would refuse, at the field."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    is_there = False  # this very closure stands already: the form was sent twice

    class Meta:
        model = Closure
        fields = ("centre", "starts_at", "ends_at", "reason", "decided_by", "instead", "instead_elsewhere")
        labels: ClassVar[dict[str, Any]] = {"centre": gettext_lazy("welk centrum")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at"):
            if name in self.fields:
                field: Any = self.fields[name]
                for part, called in zip(field.widget.widgets, (_("datum"), _("tijd")), strict=True):
                    part.attrs["aria-label"] = f"{field.label}: {called}"
        if self.instance.pk:
            self.fields["seen"].initial = self.instance.ends_at.isoformat() if self.instance.ends_at else ""
            self.ended = self.instance.ends_at
            self.begun = self.instance.starts_at

    def _get_validation_exclusions(self) -> set[str]:
        """Leave what may not overlap to `clean`: the database's own check reads columns that are no fields here."""
        return super()._get_validation_exclusions() | {"centre"}

    def clean(self) -> dict[str, Any] | None:
        """Say at the field what the action would refuse."""
        cleaned = super().clean() or self.cleaned_data
        centre = self.instance.centre if self.instance.pk else cleaned.get("centre")
        if centre is not None and cleaned.get("instead") == centre:
            self.add_error("instead", _("Kies een ander centrum dan dat dichtgaat."))
        starts = self.begun if self.instance.pk else cleaned.get("starts_at")
        changed = not self.instance.pk or cleaned.get("ends_at") != self.ended
        if starts and "ends_at" in cleaned and changed:
            try:
                check_closure(starts, cleaned["ends_at"], timezone.now())
            except ValidationError as error:
                for name, faults in error.message_dict.items():
                    self.add_error(name, faults)
        if centre is not None and starts and "ends_at" in cleaned:
            self._refuse_over_another(centre, starts, cleaned["ends_at"])
        if self.instance.pk and cleaned.get("seen", "") != (self.ended.isoformat() if self.ended else ""):
            self.add_error(
                None, _("Een collega heeft deze sluiting net gewijzigd. Kijk eerst wat er nu staat.")
            )
        return cleaned

    def _refuse_over_another(self, centre: Centre, starts: dt.datetime, ends: dt.datetime | None) -> None:
        over = Closure.objects.not_over(starts).filter(centre=centre).exclude(pk=self.instance.pk)
        there = (over.filter(starts_at__lt=ends) if ends else over).order_by("starts_at").first()
        if there is None:
            return
        self.is_there = (there.starts_at, there.ends_at) == (starts, ends)
        zone = centre.municipality.zone
        words = {
            "first": date_format(there.starts_at.astimezone(zone), "j F Y"),
            "last": date_format(there.ends_at.astimezone(zone), "j F Y") if there.ends_at else _("later"),
        }
        self.add_error(
            "starts_at", _("In deze tijd is het centrum al gesloten gemeld: %(first)s tot %(last)s.") % words
        )


@admin.register(Closure)
class ClosureAdmin(SetUpAdmin):
    """Closures: from when until when, why, who decided, which door opens instead, and whom it shuts out."""

    form = ClosureForm
    formfield_overrides = ASKED
    also_for = AT_THE_DOOR
    add_form_template = "admin/centres/closure/add.html"
    list_display = ("door", "starts_at", "ends_at", "reason", "decided_by", "other_door", "withdrawn_at")
    list_select_related = ("centre", "instead")
    search_fields = ("centre__name", "reason", "decided_by")
    ordering = ("-starts_at",)
    actions = ("reopen",)

    @admin.display(description=gettext_lazy("buurtcentrum"), ordering="centre__name")
    def door(self, closure: Closure) -> str:
        """Name the door that is shut."""
        return closure.centre.name

    @admin.display(description=gettext_lazy("andere deur"))
    def other_door(self, closure: Closure) -> str:
        """Say where somebody can go instead."""
        named = [str(closure.instead)] if closure.instead else []
        named += [closure.instead_elsewhere] if closure.instead_elsewhere else []
        return ", ".join(named) or _("geen: zonder alternatief")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Closure]:
        """Keep those of own centres; an administrator sees all."""
        return super().get_queryset(request).filter(centre__in=own_or_all(_desk(request)))

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """Keep which door it is and when it shut; who got that wrong takes it back and announces it anew."""
        return ["centre", "starts_at"] if obj else []

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """Show the end that was seen only where there is one to change."""
        fields = ["centre", "starts_at", "ends_at", *_SAID]
        return [*fields, "seen"] if obj else fields

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return whether somebody may change a closure: one that is over or was taken back stays as it was."""
        over = isinstance(obj, Closure) and (
            obj.withdrawn_at is not None or (obj.ends_at is not None and obj.ends_at <= timezone.now())
        )
        return not over and super().has_change_permission(request, obj)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Offer own centres to shut, and every centre that is there to go to instead."""
        desk = _desk(request)
        if db_field.name == "centre":
            kwargs["queryset"] = own_or_all(desk)
        if db_field.name == "instead" and desk.municipality is not None:
            kwargs["queryset"] = Centre.objects.visible_to(desk).on(desk.municipality.day_of(desk.now))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer doors to choose from, and no way to change another's."""
        return plain_choice(super().formfield_for_dbfield(db_field, request, **kwargs))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what a closure brings about before it is announced; a second tap announces it."""
        if request.method == "POST" and self.has_add_permission(request):
            form: Any = self.get_form(request)(request.POST)
            valid = form.is_valid()
            if _BACK in request.POST:
                request.__dict__["closure_typed"] = form.cleaned_data
                request.method = "GET"
            elif valid and _CONFIRMED not in request.POST:
                return self._preview(request, _desk(request), form)
            elif _CONFIRMED in request.POST and form.is_there:
                return self.response_add(request, form.instance)
        return super().add_view(request, form_url, extra_context)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Keep what was typed for who goes back to it; of an address which door it is, else the only own one."""
        typed: dict[str, Any] = request.__dict__.get("closure_typed", {})
        centre = whole(request.GET.get("centre", ""))
        if typed or centre is not None:
            return typed or {"centre": centre}
        own = list(own_or_all(_desk(request)).values_list("pk", flat=True)[:2])
        return {"centre": own[0]} if len(own) == 1 else {}

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say in words what an action refuses that a form could not foresee: a colleague was first."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
            return redirect("admin:centres_closure_changelist")

    def response_add(
        self, request: HttpRequest, obj: Closure, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Say what was done."""
        self.message_user(request, _("De sluiting is gemeld. De openbare pagina laat het zien."))
        return redirect("admin:centres_closure_changelist")

    def response_change(self, request: HttpRequest, obj: Closure) -> HttpResponse:
        """Say what was done."""
        self.message_user(request, _("De sluiting is aangepast. De openbare pagina laat het zien."))
        return redirect("admin:centres_closure_changelist")

    def _preview(self, request: HttpRequest, desk: Desk, form: forms.ModelForm[Any]) -> HttpResponse:
        told = form.cleaned_data
        shown = preview_of(desk, told["centre"], told["starts_at"], told["ends_at"], told["instead"])
        if shown.residents:
            _log_seen(desk, [one.pk for one in shown.residents])
        sent = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"]
        context = self.admin_site.each_context(request) | {
            "title": _("Sluiting melden: dit gebeurt er"),
            "opts": self.opts,
            "told": told,
            "preview": shown,
            "sent": sent,
            "confirmed": _CONFIRMED,
            "back": _BACK,
            "without": not told["instead"] and not told["instead_elsewhere"],
            "staff": Membership.Role.CENTRE_STAFF in desk.roles,
        }
        return TemplateResponse(request, "admin/centres/closure/preview.html", context)

    def save_model(
        self, request: HttpRequest, obj: Closure, form: forms.ModelForm[Closure], change: bool
    ) -> None:
        """Announce or correct a closure by the actions, which ask that nobody is lost and write the history."""
        told, now = form.cleaned_data, timezone.now()
        said = {name: told[name] for name in _SAID}
        if not change:
            made = actions.announce(
                actor=_actor(request),
                centre=told["centre"],
                starts_at=told["starts_at"],
                ends_at=told["ends_at"],
                now=now,
                **said,
            )
            obj.pk = made.pk
            return
        stored = Closure.objects.get(pk=obj.pk)
        if told["ends_at"] != stored.ends_at:
            actions.change_end(
                actor=_actor(request), closure=stored, ends_at=told["ends_at"], seen=stored.ends_at, now=now
            )
        if any(name in form.changed_data for name in _SAID):
            actions.correct(actor=_actor(request), closure=stored, **said)

    @admin.action(description=gettext_lazy("Weer open: wat al begon eindigt nu, wat nog komt vervalt"))
    def reopen(self, request: HttpRequest, queryset: models.QuerySet[Closure]) -> None:
        """Open the chosen doors again."""
        for closure in queryset:
            actions.reopen(actor=_actor(request), closure=closure, now=timezone.now())
        self.message_user(request, _("De deur is weer open, of gaat niet dicht."))


@admin.register(OnlyHere)
class OnlyHereAdmin(SetUpAdmin):
    """Who can be reached through this centre alone. Names stand here for the desk of the centre, and nobody else."""

    also_for = frozenset({Membership.Role.CENTRE_STAFF})
    list_display = ("resident", "centre", "noted_at", "ended_at")
    list_display_links = None
    list_select_related = ("resident", "centre")
    ordering = ("resident__last_name", "resident__first_name")
    actions = ("no_longer",)

    def is_open_to(self, request: HttpRequest) -> bool:
        """Return whether the page is there for somebody: at the desk of a centre, and for no administrator."""
        return Membership.Role.CENTRE_STAFF in _desk(request).roles and super().is_open_to(request)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[OnlyHere]:
        """Keep those of the centres at whose desk somebody works, as far as it is so."""
        return (
            super()
            .get_queryset(request)
            .filter(pk__in=OnlyHere.objects.standing().visible_to(_desk(request)).values("pk"))
        )

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False for one of them: it is noted, or it is so no longer."""
        return obj is None and super().has_change_permission(request, obj)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Log who stood in the list."""
        answer = super().changelist_view(request, extra_context)
        listed = getattr(answer, "context_data", {}) or {}
        if "cl" in listed and (seen := [row.resident_id for row in listed["cl"].result_list]):
            _log_seen(_desk(request), seen)
        return answer

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Note somebody by surname and birth date: no list to look through."""
        desk = _desk(request)
        centres = Centre.objects.own(desk)
        sent = request.POST if request.method == "POST" else None
        form = OnlyHereForm(sent, desk=desk, centres=centres, initial={"centre": centres.first()})
        if sent is not None and form.is_valid() and form.resident is not None:
            try:
                actions.note_only_here(
                    actor=_actor(request),
                    resident=form.resident,
                    centre=form.cleaned_data["centre"],
                    now=timezone.now(),
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.message_user(
                    request, _("Genoteerd. Gaat dit centrum dicht, dan zoeken we een andere manier.")
                )
                return redirect("admin:reaching_onlyhere_changelist")
        context = self.admin_site.each_context(request) | {
            "title": _("Wie bereiken we alleen hier?"),
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/reaching/onlyhere/add.html", context)

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show no page of one of them: what there is stands in the list, which logs who was seen."""
        raise Http404

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show none either; the privacy officer reads the log."""
        raise Http404

    @admin.action(description=gettext_lazy("Klopt niet meer: ook ergens anders te bereiken"))
    def no_longer(self, request: HttpRequest, queryset: models.QuerySet[OnlyHere]) -> None:
        """Say that it is so no longer."""
        for only in queryset:
            actions.end_only_here(actor=_actor(request), only=only, now=timezone.now())
        self.message_user(request, _("Aangepast."), messages.SUCCESS)


def _desk(request: HttpRequest) -> Desk:
    desk: Desk = request.desk  # type: ignore[attr-defined]
    return desk


def _actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the admin lets nobody in who is not signed in"
    return request.user


def _log_seen(desk: Desk, residents: list[int]) -> None:
    assert desk.municipality is not None, "nobody is listed without a municipality"
    log_event(
        action=Action.LIST,
        municipality_id=desk.municipality.pk,
        user_id=desk.user.pk,
        resident_ids=sorted(residents),
        object_kind="only-here",
    )
