"""Who writes when a system does, and of whose cases: its own account, and those of the organisation it is bound to."""

from __future__ import annotations

from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care import naming
from care.models import Naming
from cases.changing import CHANGED_MEANWHILE
from cases.models import Case, Confirmation, Contact
from wijkzorg.accounts.models import CASE_ROLES, Membership, User
from wijkzorg.clients.door import Caller
from wijkzorg.clients.models import Access
from wijkzorg.rest.problems import CLASHES, Changed, Conflict, Fault, Invalid, error
from wijkzorg.rest.views import Resource

_ADDRESS = "koppeling.invalid"  # RFC 2606: nobody is mailed there, nobody signs in with it

_Kind, _Why = Confirmation.Kind, Confirmation.Why
_ON_SCREEN = {
    (_Kind.CUT, _Why.SCALED_DOWN): gettext_lazy("Dit is zo weinig dat het afgeschaald heet."),
    (_Kind.NEED, _Why.OPEN_FLAG): gettext_lazy(
        "Dit is minder dan er nodig was, terwijl er een signalering openstaat."
    ),
    (_Kind.PAUSE, _Why.OPEN_FLAG): gettext_lazy("Dit is een pauze terwijl er een signalering openstaat."),
    (_Kind.PAUSE, _Why.PAUSE_AFTER_PAUSE): gettext_lazy("Deze pauze ligt binnen 28 dagen van een andere."),
    (_Kind.CLOSING, _Why.OPEN_FLAG): gettext_lazy("Dit sluit een dossier waarin een signalering openstaat."),
}
# What is read with a contact to tell it.
CONTACT_NEEDS = ("case__municipality", "worker", "recorded_by")


class OfMunicipality(Resource):
    """A resource about people of the whole municipality; a system that is bound to an organisation sees its own."""

    @cached_property
    def bound_id(self) -> int | None:
        """The organisation that the system is bound to here, if any."""
        return Access.objects.organisation_of(self.caller.client_id, self.place.municipality_id)


class OfOrganisation(OfMunicipality):
    """A resource about the cases of the organisation that a system is bound to; another's are not there."""

    @cached_property
    def organisation_id(self) -> int:
        """The organisation that the system is bound to here; raises Fault (403) where it is bound to none."""
        if self.bound_id is None:
            raise Fault(
                403, _("Dit systeem hoort bij geen organisatie. De beheerder van de gemeente regelt dat.")
            )
        return self.bound_id

    @cached_property
    def key(self) -> bytes:
        """The key by which the contacts of this municipality are named."""
        return bytes(Naming.objects.get_or_create(municipality_id=self.place.municipality_id)[0].key)

    @cached_property
    def actor(self) -> User:
        """The account of the system: whoever reads the history reads that a system wrote it."""
        return account_of(self.caller)

    def cases(self) -> models.QuerySet[Case, Case]:
        """Return the cases that the system sees."""
        return Case.objects.of_organisation(self.organisation_id)

    def contact(self, uuid: object) -> Contact:
        """Return a contact by its name; raises Http404."""
        number = naming.number_of(self.key, uuid)  # type: ignore[arg-type]  # a uuid, by the address
        row = None
        if number is not None:
            found = Contact.objects.of_organisation(self.organisation_id).filter(pk=number)
            row = found.select_related(*CONTACT_NEEDS).first()
        if row is None:
            raise Http404
        return row

    def workers(self, addresses: set[str]) -> dict[str, User]:
        """Return who works or worked with the organisation's cases, by e-mail address in lower case."""
        if not addresses:
            return {}
        members = Membership.objects.filter(
            team__organisation_id=self.organisation_id, role__in=CASE_ROLES, user__email__in=addresses
        )
        return {row.user.email: row.user for row in members.select_related("user")}


def address_of(caller: Caller) -> str:
    """Return by which address the account of a system is known."""
    return f"{caller.uuid}@{_ADDRESS}"


def is_system(user: User) -> bool:
    """Tell whether an account is that of a system."""
    return user.email.endswith(f"@{_ADDRESS}")


def account_of(caller: Caller) -> User:
    """Return the account under which a system writes, made when it first does; nobody signs in with it."""
    address = address_of(caller)
    found = User.objects.filter(email=address).first()
    if found is not None:
        return found
    made, _new = User.objects.get_or_create(
        email=address,
        defaults={"name": f"{caller.name} (koppeling)"[:200], "is_active": False, "password": "!"},
    )
    return made


def refuse_waiting(asked: models.QuerySet[Confirmation, Confirmation]) -> None:
    """Refuse a change, made in this transaction, that the verb put on the board of a lead; raises Conflict.

    The verb alone knows what needs a second person: it is asked, and what it wrote is taken back. A lead's answer must
    be read where it was asked, and a system has no Vandaag (ADR 29).
    """
    waiting = asked.filter(state=Confirmation.State.WAITING).first()
    if waiting is not None:
        what = _ON_SCREEN[_Kind(waiting.kind), _Why(waiting.why)]
        raise Conflict(
            f"{what} {_('Een teamleider bevestigt dat: leg het op het scherm vast, in het dossier.')}"
        )


def refused(wrong: ValidationError, names: dict[str, str]) -> Fault:
    """Return what a verb refuses, at the fields of the API, in the same words: the body itself was as described."""
    if not hasattr(wrong, "error_dict"):
        if CHANGED_MEANWHILE in {getattr(one, "code", None) for one in wrong.error_list}:
            return Changed()
        return Fault(409, " ".join(wrong.messages))
    return Invalid(
        [
            error(names.get(name, name), message, CLASHES, "body")
            for name, messages in wrong.message_dict.items()
            for message in messages
        ]
    )
