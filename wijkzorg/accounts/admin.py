"""The administrator's pages about people: users, organisations, teams, memberships. No content of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wijkzorg.accounts import entrance_admin, reach, roles  # noqa: F401  (the first registers its pages)
from wijkzorg.accounts.models import Membership, Organisation, Team, User
from wijkzorg.accounts.second_factor import reset_factor
from wijkzorg.audit import asker
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
    """Change an account. Who operates the installation is told to it on its own machine (createsuperuser)."""

    class Meta:
        model = User
        fields = ("email", "name", "is_active", "password")

    def clean_email(self) -> str:
        """Return the address in the one spelling that is kept."""
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class UserAdmin(SetUpAdmin, UserAdminBase):
    """Accounts of who works in the municipality; the operator has all of them.

    Of somebody who works elsewhere too, and of an operator, an administrator reads the name and changes nothing.
    """

    form = ChangedUserForm
    add_form = NewUserForm
    list_display = ("email", "name", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    actions = ("take_factor_away", "end_links")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("Toegang"), {"fields": ("is_active",)}),
        (_("Momenten"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """List the accounts of the active municipality."""
        found: QuerySet[User] = super().get_queryset(request)
        if _actor(request).is_superuser:
            return found
        municipality = request.desk.municipality  # type: ignore[attr-defined]
        return found.filter(pk__in=reach.accounts_of(municipality)) if municipality else found.none()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody is the operator: others invite."""
        return super().has_add_permission(request) and _actor(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return False for the account of somebody who works elsewhere too, and of the operator."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (not isinstance(obj, User) or _may_manage(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Leave the address of an account to the operator: whoever could give one away could await its invitations."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if obj is None or _actor(request).is_superuser else (*fixed, "email")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Show of an account that is not one's own to change who it is, and nothing of its password or moments."""
        if obj is not None and not _may_manage(request, obj):
            return ((None, {"fields": ("email", "name", "is_active")}),)
        return super().get_fieldsets(request, obj)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: User | None = None,
    ) -> HttpResponse:
        """Show the button to who changed an account where that may be read."""
        if obj is not None:
            context["may_see_changes"] = _may_see_changes(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show who changed an account here; that of another municipality's administrators is not told."""
        user = self.get_object(request, object_id)
        if user is None or not _may_see_changes(request, user):
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm[User], change: bool) -> None:
        """Save an account; an address that was changed opens the door no longer."""
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()

    @admin.action(description=_("Tweede stap weghalen, voor wie telefoon en herstelcodes kwijt is"))
    def take_factor_away(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """Take the second factor of the chosen accounts away; at their next sign-in they set up another."""
        for user in (done := self._manageable(request, chosen)):
            reset_factor(user=user)
            self.log_change(request, user, "second factor taken away, signed out everywhere")
        if done:
            self.message_user(request, _("De tweede stap is weggehaald. Overal uitgelogd."), messages.SUCCESS)

    @admin.action(description=_("Koppeling met het inloggen via de gemeente verbreken"))
    def end_links(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Forget who somebody was at the municipality's own sign-in; next time the address decides anew."""
        for user in (done := self._manageable(request, queryset)):
            SocialAccount.objects.filter(user=user).delete()
            self.log_change(request, user, "links with sign-in through the municipality ended")
        if done:
            self.message_user(request, _("De koppeling is verbroken."), messages.SUCCESS)

    def _manageable(self, request: HttpRequest, chosen: QuerySet[User]) -> list[User]:
        """Return which of the chosen accounts may be changed; say it of the others, and have it logged."""
        found = []
        for user in chosen:
            if _may_manage(request, user):
                found.append(user)
            else:
                asker.refuse("admin:accounts_user_action", user.pk)
                self.message_user(
                    request,
                    _("%(user)s hoort niet alleen hier. Niets veranderd.") % {"user": user},
                    messages.ERROR,
                )
        return found


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

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Offer the people and the teams of the municipality: somebody from elsewhere is invited."""
        municipality = request.desk.municipality  # type: ignore[attr-defined]
        if db_field.name == "user" and municipality is not None and not _actor(request).is_superuser:
            kwargs["queryset"] = reach.accounts_of(municipality)
        if db_field.name == "team":
            kwargs["queryset"] = Team.objects.filter(municipality=municipality)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Membership, form: forms.ModelForm[Membership], change: bool
    ) -> None:
        """Give or change a role by the same action as elsewhere, so that it is known who did."""
        roles.keep_role(actor=_actor(request), membership=obj, now=timezone.now())


def _actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the admin lets nobody in who is not signed in"
    return request.user


def _may_see_changes(request: HttpRequest, user: User) -> bool:
    desk = request.desk  # type: ignore[attr-defined]
    return reach.may_see_changes(_actor(request), user, desk.municipality)


def _may_manage(request: HttpRequest, user: User) -> bool:
    desk = request.desk  # type: ignore[attr-defined]
    return reach.may_manage(_actor(request), user, desk.municipality, desk.now)
