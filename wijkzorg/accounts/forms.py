"""What people type about accounts: is it well-formed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wijkzorg.accounts.invitations import (
    IN_A_TEAM,
    check_offer,
    may_invite,
    roles_to_give,
    teams_to_invite_for,
)
from wijkzorg.accounts.models import Invitation, Membership, Team, User
from wijkzorg.shell.form_fields import DayField


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class InviteForm(forms.Form):
    """Offer a role: to whom, which, where, from when until when."""

    email = forms.EmailField(label=_("E-mailadres"), max_length=254)
    role = forms.ChoiceField(label=_("Rol"))
    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        label=_("Team"),
        queryset=None,
        required=False,
        empty_label=_("geen team"),
        help_text=_("Alleen voor een sociaal werker of teamleider."),
    )
    starts_on = DayField(label=_("Vanaf"), widget=_day())
    ends_on = DayField(
        label=_("Tot en met"), widget=_day(), required=False, help_text=_("Leeg: tot je het stopt.")
    )

    def __init__(
        self, *args: Any, memberships: Collection[Membership], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.memberships = memberships
        roles = roles_to_give(memberships)
        self.fields["role"].choices = [(role.value, role.label.capitalize()) for role in roles]  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams_to_invite_for(memberships)  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = today
        if not IN_A_TEAM.intersection(roles):
            del self.fields["team"]

    def clean(self) -> dict[str, Any]:
        """Refuse a role or team that this person may not give."""
        cleaned = super().clean() or {}
        role, team = cleaned.get("role"), cleaned.get("team")
        if role is None:
            return cleaned
        try:
            check_offer(role, team, cleaned.get("starts_on"), cleaned.get("ends_on"))
        except ValidationError as error:
            self.add_error(None, error)
        else:
            if not may_invite(self.memberships, role, team.pk if team else None):
                self.add_error("role", _("Deze rol kun je niet geven."))
        return cleaned


class TakeUpForm(forms.Form):
    """Say who you are, to take up an invitation as a volunteer."""

    name = forms.CharField(
        label=_("Je naam"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation


class TakeUpWithPasswordForm(TakeUpForm):
    """Say who you are and choose a password, to take up an invitation as a colleague."""

    password = forms.CharField(
        label=_("Kies een wachtwoord"),
        help_text=_("Minstens 12 tekens. Een zin die je onthoudt is goed."),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """Refuse what is short or on the list of common ones."""
        password = str(self.cleaned_data["password"])
        validate_password(password, User(email=self.invitation.email))
        return password


class AddressForm(forms.Form):
    """Say the address at work, to sign in through the municipality."""

    login = forms.EmailField(
        label=_("E-mailadres van je werk"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
