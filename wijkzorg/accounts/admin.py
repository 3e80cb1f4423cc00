"""The administrator's pages about people: users, organisations, teams, memberships. No content of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import allauth.account.admin  # these register what is taken away below
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wijkzorg.accounts import entrance_admin, roles  # noqa: F401  (the first registers its pages)
from wijkzorg.accounts.models import Membership, Organisation, Team, User
from wijkzorg.accounts.second_factor import reset_factor
from wijkzorg.tenancy.admin import SetUpAdmin

if TYPE_CHECKING:
    UserAdminBase = DjangoUserAdmin[User]
    UserFormBase = forms.ModelForm[User]
    CreationFormBase = AdminUserCreationForm[User]
else:
    UserAdminBase, UserFormBase, CreationFormBase = DjangoUserAdmin, UserChangeForm, AdminUserCreationForm

# Roles are memberships here, and an account has the one address that stands with it. Second factors and sessions are
# their owner's; an administrator takes them all away, and sees none.
admin.site.unregister([Group, EmailAddress, Authenticator, UserSession])


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
    actions = ("take_factor_away", "end_links")
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

    @admin.action(description=_("Tweede stap weghalen, voor wie telefoon en herstelcodes kwijt is"))
    def take_factor_away(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """Take the second factor of the chosen accounts away; at their next sign-in they set up another."""
        for user in chosen:
            reset_factor(user=user)
            self.log_change(request, user, "second factor taken away, signed out everywhere")
        self.message_user(request, _("De tweede stap is weggehaald. Overal uitgelogd."), messages.SUCCESS)

    @admin.action(description=_("Koppeling met het inloggen via de gemeente verbreken"))
    def end_links(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Forget who somebody was at the municipality's own sign-in; next time the address decides anew."""
        SocialAccount.objects.filter(user__in=queryset).delete()
        self.message_user(request, _("De koppeling is verbroken."))


@admin.register(Organisation)
class OrganisationAdmin(SetUpAdmin):
    """Organisations of a municipality."""

    list_display = ("name",)
    search_fields = ("name",)
    ordering = ("name",)


@admin.register(Team)
class TeamAdmin(SetUpAdmin):
    """Teams of an organisation."""

    list_display = ("name", "organisation")
    list_select_related = ("organisation",)
    search_fields = ("name", "organisation__name")
    ordering = ("name",)


@admin.register(Membership)
class MembershipAdmin(SetUpAdmin):
    """Who has which role where, and until when."""

    list_display = ("user", "role", "team", "starts_on", "ends_on")
    list_filter = ("role",)
    list_select_related = ("user", "team")
    search_fields = ("user__email", "user__name", "team__name")
    autocomplete_fields = ("user", "team")
    ordering = ("user__email", "starts_on")

    def save_model(
        self, request: HttpRequest, obj: Membership, form: forms.ModelForm[Membership], change: bool
    ) -> None:
        """Give or change a role by the same action as elsewhere, so that it is known who did."""
        assert isinstance(request.user, User), "the admin lets nobody in who is not signed in"
        roles.keep_role(actor=request.user, membership=obj, now=timezone.now())
