"""The administrator's pages about people: users, organisations, teams, memberships. No content of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import allauth.account.admin  # noqa: F401  (registers what is taken away below)
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wijkzorg.accounts.models import Membership, Organisation, Team, User
from wijkzorg.tenancy.admin import SetUpAdmin

if TYPE_CHECKING:
    UserAdminBase = DjangoUserAdmin[User]
    UserFormBase = forms.ModelForm[User]
    CreationFormBase = AdminUserCreationForm[User]
else:
    UserAdminBase, UserFormBase, CreationFormBase = DjangoUserAdmin, UserChangeForm, AdminUserCreationForm

# Roles are memberships here, and an account has the one address that stands with it.
admin.site.unregister([Group, EmailAddress])


class NewUserForm(CreationFormBase):
    """Make an account by its address; with a first password, or without one until it is reset by e-mail."""

    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        """Return the address in the one spelling that is kept."""
        return str(self.cleaned_data["email"]).lower()


class ChangedUserForm(UserFormBase):
    """Change an account."""

    class Meta:
        model = User
        fields = ("email", "name", "is_active", "is_staff", "is_superuser", "password")

    def clean_email(self) -> str:
        """Return the address in the one spelling that is kept."""
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class UserAdmin(SetUpAdmin, UserAdminBase):
    """Accounts: who may sign in, and who may come here."""

    form = ChangedUserForm
    add_form = NewUserForm
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("Toegang"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Momenten"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm[User], change: bool) -> None:
        """Save an account; an address that was changed opens the door no longer."""
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()


@admin.register(Organisation)
class OrganisationAdmin(SetUpAdmin):
    """Organisations of a municipality."""

    list_display = ("name", "municipality")
    list_filter = ("municipality",)
    search_fields = ("name",)
    ordering = ("municipality__name", "name")


@admin.register(Team)
class TeamAdmin(SetUpAdmin):
    """Teams of an organisation."""

    list_display = ("name", "organisation", "municipality")
    list_filter = ("municipality",)
    list_select_related = ("organisation", "municipality")
    search_fields = ("name", "organisation__name")
    ordering = ("municipality__name", "name")


@admin.register(Membership)
class MembershipAdmin(SetUpAdmin):
    """Who has which role where, and until when."""

    list_display = ("user", "role", "team", "municipality", "starts_on", "ends_on")
    list_filter = ("municipality", "role")
    list_select_related = ("user", "team", "municipality")
    search_fields = ("user__email", "user__name", "team__name")
    autocomplete_fields = ("user", "team")
    ordering = ("municipality__name", "user__email", "starts_on")
