"""The administrator's page of the numbers of volunteers: how heavy help weighs, how much is asked, who comes when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from volunteers import lists
from volunteers.models import VolunteerPolicy
from volunteers.policies import policy_on
from wijkzorg.tenancy.admin import OneMunicipalityForm, SetUpAdmin

__all__ = ["VolunteerPolicyAdmin", "lists"]  # the lists of daily work are registered with them

_GROUPS = (
    (gettext_lazy("Hoe zwaar hulp weegt"), ("weight_", "travel_")),
    (gettext_lazy("Hoe vol iemand is"), ("strain_", "asks_", "ask_", "pulse_", "rest_", "roomy_")),
    (gettext_lazy("Wie we liever vragen"), ("cost_", "gain_", "reliable_", "continuity_", "idle_", "late_")),
    (gettext_lazy("Wie we mogen vragen"), ("vog_", "most_", "quiet_", "hold_", "widen_percent")),
    (
        gettext_lazy("Als niemand antwoordt"),
        ("urgent_", "widen_hours", "coordinator_", "duty_", "no_show"),
    ),
)


# Of these the second is at least so much more than the first.
_IN_ORDER = (
    ("rest_until", "roomy_from", 1),
    ("urgent_worker_hours", "urgent_duty_hours", 0),
    ("widen_hours", "coordinator_hours", 0),
    ("coordinator_hours", "duty_hours", 0),
)


def _numbers() -> list[str]:
    kept = {"id", "municipality", "valid_from", "reason", "changed_by", "changed_at"}
    return [field.name for field in VolunteerPolicy._meta.concrete_fields if field.name not in kept]


def bounds() -> dict[str, tuple[int, int]]:
    """Return the least and the most that each number may be, as the constraints of the table say it."""
    found: dict[str, tuple[int, int]] = {}
    for constraint in VolunteerPolicy._meta.constraints:
        if isinstance(constraint, CheckConstraint) and isinstance(constraint.condition, Q):
            for part in constraint.condition.children:
                if isinstance(part, tuple) and str(part[0]).endswith("__range"):
                    found[str(part[0]).removesuffix("__range")] = part[1]
    return found


class PolicyForm(OneMunicipalityForm):
    """A new version: every number that cannot be is told at its field."""

    def clean(self) -> dict[str, Any]:
        """Tell of each number between which bounds it must be."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, (least, most) in bounds().items():
            number = cleaned.get(name)
            if number is not None and not least <= number <= most:
                said = {"least": least, "most": most}
                self.add_error(name, ValidationError(_("Kies een getal van %(least)s tot %(most)s.") % said))
        for earlier, later, more in _IN_ORDER:
            one, other = cleaned.get(earlier), cleaned.get(later)
            if one is not None and other is not None and other < one + more:
                said = {"least": one + more}
                self.add_error(later, ValidationError(_("Kies een getal van %(least)s of meer.") % said))
        first, own = cleaned.get("valid_from"), self.own_municipality
        if first is not None and own is not None and first < own.day_of(timezone.now()):
            self.add_error(
                "valid_from", ValidationError(_("Kies vandaag of later: wat was, blijft wat het was."))
            )
        return cleaned


@admin.register(VolunteerPolicy)
class VolunteerPolicyAdmin(SetUpAdmin):
    """The numbers from a day on; a change is a new version with a reason, what was stays readable."""

    form = PolicyForm
    list_display = ("valid_from", "reason", "changed_by", "changed_at")
    list_select_related = ("changed_by",)
    search_fields = ("reason",)
    ordering = ("-valid_from",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Put the numbers under what they are about."""
        numbers = _numbers()
        return [
            (None, {"fields": ["valid_from", "reason"]}),
            *(
                (title, {"fields": [name for name in numbers if name.startswith(starts)]})
                for title, starts in _GROUPS
            ),
        ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the numbers that hold today."""
        municipality = request.desk.municipality  # type: ignore[attr-defined]  # of our middleware
        if municipality is None:
            return {}
        today = municipality.day_of(timezone.now())
        now = policy_on(municipality.pk, today)
        return {"valid_from": today, **{name: getattr(now, name) for name in _numbers()}}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: what was asked of people was reckoned with it."""
        return False

    def save_model(
        self, request: HttpRequest, obj: VolunteerPolicy, form: forms.ModelForm[VolunteerPolicy], change: bool
    ) -> None:
        """Save a version with who made it and when."""
        obj.changed_by, obj.changed_at = request.user, timezone.now()  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
