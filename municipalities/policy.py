"""The administrator's page about the numbers of the rules: what holds, and a new version with its effect before it.

It stands here because what it tells of cases it tells as figures do: to somebody who sees no case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields as fields_of
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import phrases
from cases.foreseeing import Effect, Foresight, foresee_policy, in_force
from cases.models import Policy, TargetGroup
from cases.rules import Policy as Numbers
from cases.rules import Rule
from cases.upkeep import set_policy
from municipalities.limits import Limits
from municipalities.publishing import limits_of
from wijkzorg.accounts.models import User
from wijkzorg.shell.digits import whole
from wijkzorg.tenancy.admin import SetUpAdmin

if TYPE_CHECKING:
    PolicyFormBase = forms.ModelForm[Policy]
else:
    PolicyFormBase = forms.ModelForm

_NUMBERS = tuple(field.name for field in fields_of(Numbers))
_SALT = "cases.policy"
_HELP = {
    "video": gettext_lazy("Een huisbezoek is 100 punten. Kies 1 tot en met 50."),
    "phone": gettext_lazy("1 tot en met 50."),
    "message": gettext_lazy("1 tot en met 50."),
    "threshold_percent": gettext_lazy(
        "Krijgt iemand hoogstens dit deel van wat nodig is, dan komt er een signaal. Kies 50 tot en met 90."
    ),
    "window_intervals": gettext_lazy(
        "Zo ver kijkt de regel terug: de tijd waarin iemand zo veel keer contact nodig heeft."
    ),
    "window_min_days": gettext_lazy("Nooit korter dan dit, ook bij veel contact. Minstens 14."),
    "window_max_days": gettext_lazy("Niet langer dan dit, ook bij weinig contact."),
    "unfindable_attempts": gettext_lazy("Op zo veel dagen is iemand geprobeerd en niet bereikt."),
    "unfindable_intervals": gettext_lazy(
        "En zo lang is niemand bereikt: de tijd waarin iemand zo veel keer contact nodig heeft."
    ),
    "unfindable_min_days": gettext_lazy("Nooit eerder dan na zo veel dagen."),
    "unfindable_max_days": gettext_lazy("Na zo veel dagen is het lang genoeg."),
    "reason": gettext_lazy("Dit staat bij elk cijfer uit deze tijd."),
}


class PolicyForm(PolicyFormBase):
    """A version of the policy: from when, for whom, which numbers, and why."""

    class Meta:
        model = Policy
        fields = ("valid_from", "target_group", *_NUMBERS, "reason")
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "reason": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, data: Any = None, *, desk: Any, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self._today = desk.municipality.day_of(desk.now)
        self._municipality = desk.municipality
        groups = self.fields["target_group"]
        assert isinstance(groups, forms.ModelChoiceField)
        groups.queryset = TargetGroup.objects.filter(municipality=desk.municipality).order_by("name")
        groups.empty_label = str(_("Iedereen, tenzij de doelgroep eigen beleid heeft"))
        groups.label = str(_("Voor wie"))
        for name, words in _HELP.items():
            self.fields[name].help_text = words
        self.fields["reason"].error_messages["required"] = _("Schrijf waarom. Het staat bij elk cijfer.")

    def clean_valid_from(self) -> Any:
        """Refuse a day that is past: what was judged stays as it was."""
        day = self.cleaned_data["valid_from"]
        if day < self._today:
            raise forms.ValidationError(_("Kies vandaag of een dag die nog komt."))
        return day

    def clean(self) -> dict[str, Any]:
        """Say beside the field which bounds a number has."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        bounds = {"threshold_percent": (50, 90), "video": (1, 50), "phone": (1, 50), "message": (1, 50)}
        for name, (least, most) in bounds.items():
            value = cleaned.get(name)
            if value is not None and not least <= value <= most:
                words = {"least": least, "most": most}
                self.add_error(name, _("Kies een getal van %(least)s tot en met %(most)s.") % words)
        for kind in ("window", "unfindable"):
            few, many = cleaned.get(f"{kind}_min_days"), cleaned.get(f"{kind}_max_days")
            if few and many and few > many:
                self.add_error(f"{kind}_max_days", _("Dit is minder dan het minste."))
        for name in _NUMBERS[4:]:
            if cleaned.get(name) == 0:
                self.add_error(name, _("Kies 1 of meer."))
        if "window_min_days" in cleaned and cleaned["window_min_days"] < 14:
            self.add_error("window_min_days", _("Kies 14 dagen of meer."))
        return cleaned

    def _post_clean(self) -> None:
        """Leave the rest to the verb, which has the municipality."""
        self.instance.municipality = self._municipality
        super()._post_clean()  # type: ignore[misc]  # not in its stubs

    @property
    def numbers(self) -> Numbers:
        """The numbers, as the rules read them."""
        return Numbers(**{name: self.cleaned_data[name] for name in _NUMBERS})

    @property
    def seal(self) -> str:
        """A sign of what was filled in: what is recorded is what was shown."""
        said = {name: str(self.cleaned_data[name]) for name in ("valid_from", *_NUMBERS)}
        group = self.cleaned_data["target_group"]
        return signing.dumps([said, group.pk if group else None], salt=_SALT)


class GroupFilter(admin.SimpleListFilter):
    """For whom: everybody, or a target group that has a policy of its own."""

    title = gettext_lazy("doelgroep")
    parameter_name = "voor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Name them."""
        own = TargetGroup.objects.filter(policies__isnull=False).distinct().order_by("name")
        return [("iedereen", _("iedereen")), *((str(pk), name) for pk, name in own.values_list("pk", "name"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Keep those."""
        if self.value() == "iedereen":
            return queryset.filter(target_group=None)
        number = whole(self.value() or "")
        return queryset if number is None else queryset.filter(target_group=number)


@admin.register(Policy)
class PolicyAdmin(SetUpAdmin):
    """The numbers of the rules with their days: a new version is added, and none is changed."""

    heading = gettext_lazy("Beleid: de getallen waarmee de regels rekenen")
    about = gettext_lazy(
        "Wat hier voor een dag geldt, verandert niet meer. Iets anders is nieuw beleid, vanaf een dag die nog komt."
    )
    list_display = ("valid_from", "for_whom", "threshold_percent", "reason", "by")
    list_select_related = ("target_group", "created_by", "municipality")
    list_filter = (GroupFilter,)
    show_facets = admin.ShowFacets.NEVER
    never_changed = True
    search_fields = ("reason",)
    ordering = ("-valid_from", "target_group__name")
    fields = ("valid_from", "for_whom", *_NUMBERS, "reason", "by")

    @admin.display(description=gettext_lazy("voor wie"), ordering="target_group__name")
    def for_whom(self, obj: Policy) -> str:
        """Show of which target group it is, or that it is of everybody else."""
        return obj.target_group.name if obj.target_group else _("iedereen")

    @admin.display(description=gettext_lazy("vastgelegd door"))
    def by(self, obj: Policy) -> str:
        """Show who recorded it."""
        return str(obj.created_by) if obj.created_by else "-"

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False: what held on a day is not changed afterwards."""
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Fill in a version, look at what it would do, and record it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        desk: Any = request.desk  # type: ignore[attr-defined]
        form = PolicyForm(request.POST or None, desk=desk, initial=_start(desk))
        foreseen: Foresight | None = None
        if request.method == "POST" and form.is_valid():
            if _unseal(request.POST.get("gezien", "")) == _unseal(form.seal) and self._record(request, form):
                return redirect("admin:cases_policy_changelist")
            if not form.errors:  # or it could not be recorded
                foreseen = foresee_policy(
                    municipality=desk.municipality,
                    target_group=form.cleaned_data["target_group"],
                    numbers=form.numbers,
                    on=desk.municipality.day_of(desk.now),
                )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Nieuw beleid"),
            "opts": self.model._meta,
            "form": form,
            "effect": foreseen,
            "changes": _changes(foreseen, limits_of(desk.municipality)) if foreseen else (),
            "by_group": any(len(one.begins[None]) > 1 for one in (foreseen.effects if foreseen else ())),
            "together": [_named(name) for name in foreseen.together] if foreseen else (),
            "seal": form.seal if form.is_bound and form.is_valid() else "",
        }
        status = 422 if form.is_bound and not form.is_valid() else 200
        return render(request, "cases/policy.html", context, status=status)

    def _record(self, request: HttpRequest, form: PolicyForm) -> bool:
        desk: Any = request.desk  # type: ignore[attr-defined]
        assert isinstance(request.user, User), "the admin lets nobody in who is not signed in"
        try:
            with transaction.atomic():
                set_policy(
                    actor=request.user,
                    municipality=desk.municipality,
                    target_group=form.cleaned_data["target_group"],
                    valid_from=form.cleaned_data["valid_from"],
                    numbers=form.numbers,
                    reason=form.cleaned_data["reason"].strip(),
                    now=desk.now,
                )
        except IntegrityError as error:
            if "policy_one_a_day" not in str(error):
                raise
            form.add_error("valid_from", _("Voor deze dag is er al beleid. Kies een andere dag."))
            return False
        messages.success(request, _("Het beleid ligt vast. Alle dossiers worden opnieuw bekeken."))
        return True


def _start(desk: Any) -> dict[str, Any]:
    """Begin with the numbers that hold today."""
    today = desk.municipality.day_of(desk.now)
    numbers = in_force(municipality=desk.municipality, target_group=None, on=today)
    return {"valid_from": today, **{name: getattr(numbers, name) for name in _NUMBERS}}


def _unseal(text: str) -> Any:
    try:
        return signing.loads(text, salt=_SALT, max_age=3600)
    except signing.BadSignature:
        return None


def _changes(foreseen: Foresight, limits: Limits) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Say for each number that would change what that alone would do."""
    return [
        (f"{_named(effect.name)}: {effect.before} → {effect.after}", _rows(effect, limits))
        for effect in foreseen.effects
    ]


def _named(name: str) -> str:
    return phrases.capital(str(Policy._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _rows(effect: Effect, limits: Limits) -> list[tuple[str, str, str]]:
    """Say for each rule of how many cases it would begin to hold, and of how many it would no longer."""
    whole = str(gettext_lazy("Dossiers met een signaal"))
    return [
        (
            phrases.capital(phrases.of_rule(rule)) if rule else whole,
            _about(effect.begins[rule], limits),
            _about(effect.ends[rule], limits),
        )
        for rule in (*Rule, None)
    ]


def _about(numbers: Sequence[int], limits: Limits) -> str:
    """Say between which numbers: whoever tries one policy after the other learns no more (suppression.md: previews)."""
    least, most = limits.between_all(numbers)
    if not least:
        return _("minder dan %(n)s") % {"n": most + 1}
    return _("%(least)s tot en met %(most)s") % {"least": least, "most": most}
