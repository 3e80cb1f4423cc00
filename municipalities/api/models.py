"""Files that a system asked for, in pieces; and what changed in the areas, for systems that keep a copy."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from wijkzorg.clients.models import Client
from wijkzorg.tenancy.models import Municipality

KEPT = dt.timedelta(days=1)


def _municipality() -> models.ForeignKey[Municipality, Municipality]:
    return models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )


class ExportQuerySet(models.QuerySet["Export"]):
    """Sets of exports."""

    def of_client(self, client_id: int, municipality_id: int) -> ExportQuerySet:
        """Keep those that a system asked for here, but for what is past its day."""
        return self.filter(client_id=client_id, municipality_id=municipality_id)

    def past(self, now: dt.datetime) -> ExportQuerySet:
        """Keep those whose day is over."""
        return self.filter(expires_at__lte=now)


class Export(models.Model):
    """A file of published figures, made by a worker for one system and kept for a day."""

    class Form(models.TextChoices):
        NDJSON = "ndjson", _("een regel JSON per cijfer")
        CSV = "csv", _("een tabel")

    class State(models.TextChoices):
        WAITING = "wacht", _("wacht")
        DONE = "klaar", _("klaar")
        FAILED = "mislukt", _("mislukt")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = _municipality()
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    form = models.CharField(_("formaat"), max_length=8, choices=Form)
    asked = models.JSONField(_("wat er gevraagd is"), default=dict)
    state = models.CharField(_("toestand"), max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("gevraagd op"))
    done_at = models.DateTimeField(_("klaar op"), null=True)
    expires_at = models.DateTimeField(_("bewaard tot"))
    tries = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(_("regels"), null=True)
    size = models.PositiveBigIntegerField(_("bytes"), null=True)
    sha256 = models.BinaryField(max_length=32, null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="export_wall"),
            models.CheckConstraint(
                condition=models.Q(
                    state="klaar", sha256__isnull=False, rows__isnull=False, size__isnull=False
                )
                | (~models.Q(state="klaar") & models.Q(sha256__isnull=True)),
                name="export_done_has_file",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "client", "asked_at"], name="export_of_client"),
            models.Index(fields=["municipality", "expires_at"], name="export_age"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class ExportPiece(models.Model):
    """A piece of such a file, so that nobody holds the whole of it."""

    municipality = _municipality()
    export = models.ForeignKey(
        Export, models.CASCADE, related_name="pieces", db_constraint=False
    )  # walled: 0002
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="export_piece_once")]

    def __str__(self) -> str:
        return f"{self.export_id}.{self.number}"


class AreaChange(models.Model):
    """That something changed in a wijk or buurt; triggers of the database write it (migrations/sql/0002_changes.sql).

    Its transaction stands beside it, in a column that Django does not know: what commits later comes later.
    """

    municipality = _municipality()
    code = models.CharField(max_length=10)
    gone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("wijziging van een gebied")
        verbose_name_plural = _("wijzigingen van gebieden")

    def __str__(self) -> str:
        return self.code
