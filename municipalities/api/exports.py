"""Exports: large files of figures. Asked for, made by a worker, fetched within a day, by whoever asked alone."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from django.db import models, transaction
from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from municipalities.api import exporting, tasks
from municipalities.api.figures import FiguresFilter, published
from municipalities.api.models import Export, ExportPiece
from wijkzorg.audit.models import Action
from wijkzorg.clients.scopes import Scope
from wijkzorg.rest import BASE
from wijkzorg.rest.fields import Moment, Shape
from wijkzorg.rest.operations import LINK, Operation, page_of
from wijkzorg.rest.paging import Collection
from wijkzorg.rest.problems import Conflict
from wijkzorg.rest.renderers import CSVRenderer, NDJSONRenderer
from wijkzorg.rest.views import Resource
from wijkzorg.tenancy.wall import inside

WAIT = "5"  # seconds until it is worth asking again
_KINDS = {Export.Form.NDJSON: NDJSONRenderer, Export.Form.CSV: CSVRenderer}


class ExportAsked(FiguresFilter):
    """What a file should hold: the same as may be asked of /statistieken."""

    noun = "ExportVraag"

    formaat = serializers.ChoiceField(
        Export.Form.values, help_text=_("Een regel JSON per cijfer, of een tabel.")
    )


class ExportShape(Shape):
    """A file, made or not yet."""

    noun = "Export"

    id = serializers.UUIDField(source="uuid", help_text=_("Het kenmerk."))
    formaat = serializers.ChoiceField(Export.Form.values, source="form", help_text=_("In welke vorm."))
    toestand = serializers.ChoiceField(
        Export.State.values, source="state", help_text=_("Of het wacht, klaar is, of mislukt is.")
    )
    gevraagdOp = Moment(source="asked_at", help_text=_("Wanneer het is gevraagd."))
    klaarOp = Moment(source="done_at", allow_null=True, help_text=_("Wanneer het klaar was."))
    vervaltOp = Moment(source="expires_at", help_text=_("Tot wanneer het op te halen is."))
    aantalRegels = serializers.IntegerField(
        source="rows", allow_null=True, help_text=_("Hoeveel cijfers erin staan.")
    )
    aantalBytes = serializers.IntegerField(
        source="size", allow_null=True, help_text=_("Hoe groot het bestand is.")
    )
    sha256 = serializers.SerializerMethodField(
        help_text=_("De controlesom van het bestand, in hexadecimale tekens.")
    )
    bestand = serializers.SerializerMethodField(help_text=_("Waar het bestand is, zodra het klaar is."))

    def get_sha256(self, row: Export) -> str | None:
        """Return the checksum."""
        return bytes(row.sha256).hex() if row.sha256 else None

    def get_bestand(self, row: Export) -> str | None:
        """Return where the file is."""
        if row.state != Export.State.DONE:
            return None
        request: Any = self.context["view"].request
        return str(request.build_absolute_uri(f"{BASE}/exports/{row.uuid}/bestand"))


EXAMPLE = {
    "id": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
    "formaat": "ndjson",
    "toestand": "klaar",
    "gevraagdOp": "2026-11-26T08:00:00Z",
    "klaarOp": "2026-11-26T08:00:04Z",
    "vervaltOp": "2026-11-27T08:00:00Z",
    "aantalRegels": 128934,
    "aantalBytes": 26175320,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "bestand": "https://wijkzorg.example/api/v1/exports/6f9619ff-8b86-4d01-b42d-00cf4fc964ff/bestand",
}
_WAITING = EXAMPLE | {
    "toestand": "wacht", "klaarOp": None, "aantalRegels": None, "aantalBytes": None, "sha256": None, "bestand": None,
}  # fmt: skip


class Exports(Collection):
    """The files that a system asked for."""

    name = "exports"
    scope = Scope.EXPORTS
    shape = ExportShape
    order = ("id",)
    operations = {
        "GET": Operation(
            "exportsOphalen",
            "De exports van dit systeem",
            "In de volgorde waarin ze zijn gevraagd; na een dag vervallen ze.",
            answer=page_of("exports", ExportShape),
            example={"exports": [EXAMPLE]},
            headers=LINK,
        ),
        "POST": Operation(
            "exportAanmaken",
            "Een export vragen",
            "Het bestand wordt gemaakt terwijl u wacht: kijk op het adres in de header Location tot het klaar is.",
            answer=ExportShape,
            status=202,
            example=_WAITING,
            body=ExportAsked,
            body_example={"formaat": "ndjson", "niveau": "wijk", "periodeVanaf": "2026-01-01"},
            errors=(404, 409),
            headers={
                "Location": "Waar te zien is hoe ver het is.",
                "Retry-After": "Over hoeveel seconden te kijken.",
            },
        ),
    }

    def rows(self) -> models.QuerySet[Any, Any]:
        """Return the files that are still there."""
        return _own(self)

    def post(self, *_args: Any, **_kwargs: Any) -> Response:
        """Note what is asked, and send it to a worker once that is certain."""
        asked = self.body(ExportAsked)
        published(asked, self.place.municipality_id)  # an edition that is not there is said now
        form = asked.pop("formaat")
        plain = ExportAsked(asked).fields
        export = exporting.ask(
            municipality_id=self.place.municipality_id,
            client_id=self.caller.client_id,
            form=form,
            asked={name: plain[name].to_representation(value) for name, value in asked.items()},
            now=timezone.now(),
        )
        told = (export.municipality_id, export.pk)
        transaction.on_commit(lambda: tasks.make_export.delay(*told), robust=True)
        self.saw(object_id=export.uuid)
        where = self.request.build_absolute_uri(f"{BASE}/exports/{export.uuid}")
        headers = {"Location": where, "Retry-After": WAIT}
        return Response(ExportShape(export, context={"view": self}).data, status=202, headers=headers)


class OneExport(Resource):
    """How far a file is."""

    name = "exports"
    scope = Scope.EXPORTS
    operations = {
        "GET": Operation(
            "exportOphalen", "Hoe ver een export is", answer=ExportShape, example=EXAMPLE,
            headers={"Retry-After": "Als het nog niet klaar is: over hoeveel seconden te kijken."},
        ),
        "DELETE": Operation("exportVerwijderen", "Een export weggooien", status=204),
    }  # fmt: skip

    def get(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Return its state."""
        export = _one(self, uuid)
        headers = {"Retry-After": WAIT} if export.state == Export.State.WAITING else {}
        return Response(ExportShape(export, context={"view": self}).data, headers=headers)

    def delete(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Throw it away before its day is over."""
        _one(self, uuid).delete()
        return Response(status=204)


class ExportFile(Resource):
    """The file itself."""

    name = "exports"
    scope = Scope.EXPORTS
    reading = Action.EXPORT
    renderer_classes = [NDJSONRenderer, CSVRenderer, JSONRenderer]
    operations = {
        "GET": Operation(
            "exportBestandOphalen",
            "Het bestand van een export",
            "In de vorm die gevraagd is. De header Repr-Digest (RFC 9530) heeft de controlesom.",
            kinds=("application/x-ndjson", "text/csv"),
            errors=(409,),
            headers={
                "Repr-Digest": "De controlesom.",
                "Content-Disposition": "Onder welke naam het te bewaren is.",
            },
        )
    }

    def get(self, *_args: Any, uuid: Any, **_kwargs: Any) -> StreamingHttpResponse:
        """Return it piece by piece, and as it is: compressed on its way, it would have another checksum."""
        export = _one(self, uuid)
        if export.state != Export.State.DONE or export.sha256 is None:
            raise Conflict("Deze export is nog niet klaar.")
        self.request.META.pop("HTTP_ACCEPT_ENCODING", None)
        kind = _KINDS[Export.Form(export.form)]
        digest = base64.b64encode(bytes(export.sha256)).decode()
        return StreamingHttpResponse(
            _pieces(export.pk, export.municipality_id),
            content_type=kind.content_type,
            headers={
                "Content-Length": str(export.size),
                "Content-Disposition": f'attachment; filename="wijkzorg-{export.uuid}.{kind.format}"',
                "Repr-Digest": f"sha-256=:{digest}:",
            },
        )


def _pieces(export_id: int, municipality_id: int) -> Iterator[bytes]:
    """Read a piece at a time, each in a transaction of its own: whoever fetches slowly keeps none open."""
    number = 0
    while True:
        with inside(municipality_id):
            found = ExportPiece.objects.filter(export_id=export_id, number=number)
            content = found.values_list("content", flat=True).first()
        if content is None:
            return
        yield bytes(content)
        number += 1


def _own(view: Resource) -> models.QuerySet[Export, Export]:
    own = Export.objects.of_client(view.caller.client_id, view.place.municipality_id)
    return own.filter(expires_at__gt=timezone.now())


def _one(view: Resource, uuid: Any) -> Export:
    found = _own(view).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found
