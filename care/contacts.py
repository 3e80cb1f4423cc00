"""Contactmomenten of a dossier: recorded one by one, corrected and taken back by the system that recorded them."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.response import Response

from care import naming, sending
from care.acting import CONTACT_NEEDS, OfOrganisation, refused
from care.shapes import (
    ASKED_EXAMPLE,
    EXAMPLE,
    NAMES,
    ContactAsked,
    ContactChange,
    ContactShape,
    Known,
    new_contact,
    recorded_by,
    told,
)
from care.words import CHANNELS
from cases import actions
from cases.changing import version_of
from cases.models import Contact, Medium
from wijkzorg.clients.scopes import Scope
from wijkzorg.rest import BASE, etags
from wijkzorg.rest.fields import Uuid
from wijkzorg.rest.operations import LINK, Operation, page_of
from wijkzorg.rest.paging import Collection, PagedQuestion
from wijkzorg.rest.problems import Fault, Invalid

ContactEvent: Any = apps.get_model("cases", "ContactEvent")  # made by pghistory
_ETAG = {"ETag": "De versie, om mee te wijzigen (If-Match)."}
_IF_MATCH = {"If-Match": "De ETag van het contactmoment zoals u het las."}
_AT_ONCE = (
    "Het telt meteen mee: de stand en de signaleringen van het dossier zijn bijgewerkt als u antwoord krijgt."
)


class ContactsQuestion(PagedQuestion):
    """Of which case."""

    dossierId = Uuid(help_text=gettext_lazy("Van welk dossier."))


class Contacts(OfOrganisation, Collection):
    """The contact moments of a case, and recording one."""

    name = "contactmomenten"
    scope = Scope.CASES
    scopes = {"POST": Scope.CONTACTS}
    question = ContactsQuestion
    shape = ContactShape
    order = ("id",)
    operations = {
        "GET": Operation(
            "contactmomentenOphalen",
            "De contactmomenten van een dossier",
            "In de volgorde waarin ze zijn vastgelegd. Ook pogingen die niet lukten.",
            answer=page_of("contactmomenten", ContactShape),
            example={"contactmomenten": [EXAMPLE]},
            headers=LINK,
            errors=(404,),
        ),
        "POST": Operation(
            "contactmomentVastleggen",
            "Een contactmoment vastleggen",
            _AT_ONCE,
            answer=ContactShape,
            status=201,
            example=EXAMPLE,
            body=ContactAsked,
            body_example=ASKED_EXAMPLE,
            asks=sending.ASKS,
            errors=(404, 409),
            headers=_ETAG | {"Location": "Waar het contactmoment staat."},
        ),
    }

    def rows(self) -> models.QuerySet[Any, Any]:
        """Return the contacts of one case; raises Http404."""
        case = self.cases().filter(uuid=self.asked["dossierId"]).first()
        if case is None:
            raise Http404
        self.saw(cases=[case.pk], residents=[case.resident_id], object_id=case.uuid)
        return Contact.objects.filter(case=case).select_related(*CONTACT_NEEDS)

    def page(self, rows: Any, order: Any) -> tuple[list[Any], dict[str, str]]:
        """Cut out a page, and tell each contact."""
        found, links = super().page(rows, order)
        return [told(self, row) for row in found], links

    def post(self, *_args: Any, **_kwargs: Any) -> Response:
        """Record one; the same request sent again is answered as the first time."""
        _bound, now, said = self.organisation_id, timezone.now(), self.said
        wrong = sending.faults(self)
        if not wrong:
            taken = sending.take(self, said, now)
            if taken.answer is not None:
                return _made(self, as_recorded(taken.answer["contact"]), 0)
        asked = self.body(ContactAsked, context={"known": Known.of(self, [said], now)}, also=wrong)
        new = new_contact(self, asked)
        made = actions.record_contact(
            actor=self.actor,
            case=new.case,
            happened_at=new.happened_at,
            medium=new.medium,
            reached=new.reached,
            note=new.note,
            follow_up_on=new.follow_up_on,
            worker=new.worker,
            now=now,
        )
        taken.keep(contact=made.pk)
        return _made(self, made, 0)


class OneContact(OfOrganisation):
    """One contact moment; that of another organisation is not there."""

    name = "contactmomenten"
    scope = Scope.CASES
    scopes = {"PATCH": Scope.CONTACTS, "DELETE": Scope.CONTACTS}
    operations = {
        "GET": Operation(
            "contactmomentOphalen", "Eén contactmoment", answer=ContactShape, example=EXAMPLE, headers=_ETAG
        ),
        "PATCH": Operation(
            "contactmomentWijzigen",
            "Een contactmoment verbeteren",
            "Alleen wat dit systeem zelf vastlegde; wat een medewerker vastlegde, verbetert die in Wijkzorg. Wat u niet"
            f" noemt, blijft. De reden staat in de geschiedenis. {_AT_ONCE}",
            answer=ContactShape,
            example=EXAMPLE,
            body=ContactChange,
            body_example={"indicatieContactGelukt": False, "reden": "Verkeerd aangeklikt."},
            asks=_IF_MATCH,
            headers=_ETAG,
        ),
        "DELETE": Operation(
            "contactmomentTerugnemen",
            "Een contactmoment terugnemen dat er niet was",
            f"Alleen wat dit systeem zelf vastlegde. De geschiedenis blijft. {_AT_ONCE}",
            status=204,
            asks=_IF_MATCH,
        ),
    }

    def get(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Return it."""
        row = self.contact(uuid)
        self.saw(cases=[row.case_id], residents=[row.case.resident_id], object_id=uuid)
        return Response(ContactShape(told(self, row)).data, headers={"ETag": _etag(row, version_of(row))})

    def patch(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Correct what is named, unless it was changed since it was read."""
        row, now = self._own(uuid), timezone.now()
        version, missing = version_of(row), etags.faults(self.request)
        if not missing:  # else it is said with all that is wrong with the body
            etags.check(self.request, _etag(row, version))
        known = Known({}, {}, now, self.municipality.zone, row)
        asked = self.body(ContactChange, context={"known": known}, also=missing)
        channel = asked.get("kanaal")
        try:
            actions.correct_contact(
                actor=self.actor,
                contact=row,
                happened_at=asked.get("plaatsgevondenOp", row.happened_at),
                medium=CHANNELS[channel] if channel else Medium(row.medium),
                reached=asked.get("indicatieContactGelukt", row.reached),
                note=asked.get("verslag", row.note),
                follow_up_on=asked.get("volgendeKeerDatum", row.follow_up_on),
                reason=asked["reden"],
                seen=version,
                now=now,
            )
        except ValidationError as wrong:
            raise refused(wrong, NAMES) from None
        self.saw(object_id=uuid)
        row = self.contact(uuid)
        return Response(ContactShape(told(self, row)).data, headers={"ETag": _etag(row, version_of(row))})

    def delete(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Take it back, unless it was changed since it was read."""
        if missing := etags.faults(self.request):  # also for what is gone already
            raise Invalid(missing)
        row = self._own(uuid)
        version = version_of(row)
        etags.check(self.request, _etag(row, version))
        reason = _("teruggenomen in het systeem waaruit het kwam")
        try:
            actions.delete_contact(
                actor=self.actor, contact=row, reason=reason, seen=version, now=timezone.now()
            )
        except ValidationError as wrong:
            raise refused(wrong, NAMES) from None
        self.saw(object_id=uuid)
        return Response(status=204)

    def _own(self, uuid: Any) -> Contact:
        """Return a contact that this system recorded; raises Http404, and Fault (403) for one of somebody else."""
        row = self.contact(uuid)
        if not recorded_by(self, row):
            raise Fault(403, _("Een medewerker legde dit vast. Verbeter het in Wijkzorg."))
        return row


def as_recorded(pk: int) -> Contact:
    """Return a contact as it was recorded, whatever became of it since; raises Http404 where nothing is left of it."""
    row = Contact.objects.filter(pk=pk).select_related(*CONTACT_NEEDS).first()
    first = ContactEvent.objects.filter(pgh_obj_id=pk).order_by("pgh_id").first()
    if first is None:
        if row is None:
            raise Http404
        return row
    names = ("happened_at", "medium", "reached", "note", "follow_up_on", "recorded_at")
    ids = ("case_id", "worker_id", "recorded_by_id", "municipality_id", "day")
    return Contact(pk=pk, **{name: getattr(first, name) for name in (*names, *ids)})


def _etag(row: Contact, version: int) -> str:
    return etags.etag_of("contact", row.municipality_id, row.pk, version)


def _made(view: OfOrganisation, row: Contact, version: int) -> Response:
    name = naming.name_of(view.key, row.pk)
    view.saw(object_id=name)
    where = view.request.build_absolute_uri(f"{BASE}/contactmomenten/{name}")
    headers = {"ETag": _etag(row, version), "Location": where}
    return Response(ContactShape(told(view, row)).data, status=201, headers=headers)
