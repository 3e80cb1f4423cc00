"""Who looked at what: lines that outlive what they are about, so they hold ids and no keys to people, and their seals.

The tables and what guards them are made by migrations/sql/: lines are kept in months, are added and read and nothing
else, and the columns that say when and in which transaction are the database's own.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from wijkzorg.audit.querysets import THROUGH_GLASS, AccessQuerySet
from wijkzorg.tenancy.models import Municipality


class Action(models.TextChoices):
    """What somebody did (NEN 7513: the event)."""

    READ = "read", _("dossier gelezen")
    LIST = "list", _("in een lijst gezien")
    SEARCH = "search", _("gezocht")
    WRITE = "write", _("iets vastgelegd")
    EXPORT = "export", _("naar een bestand gehaald")
    PRINT = "print", _("afgedrukt")
    BREAK_GLASS = "break_glass", _("noodtoegang genomen")
    IMPORT = "import", _("ingelezen uit bestanden")
    SIGN_IN = "sign_in", _("ingelogd")
    SIGN_OUT = "sign_out", _("uitgelogd")
    LOG = "log", _("in het logboek gekeken")
    OPEN = "open", _("pagina gevraagd")
    BSN_GROUND = "bsn_ground", _("burgerservicenummer: grondslag of recht geregeld")
    BSN_READ = "bsn_read", _("burgerservicenummer bekeken")
    BSN_SEARCH = "bsn_search", _("op burgerservicenummer gezocht")
    BSN_WRITE = "bsn_write", _("burgerservicenummer vastgelegd of vernietigd")


class Result(models.TextChoices):
    """How it ended."""

    DONE = "done", _("gelukt")
    REFUSED = "refused", _("geweigerd")


class AccessEntry(models.Model):
    """One look at personal data: who, whom, what, when, why and from where (NEN 7513)."""

    Action = Action
    Result = Result

    municipality = models.ForeignKey(Municipality, models.DO_NOTHING, related_name="+", db_constraint=False)
    at = models.DateTimeField(_("moment"))
    action = models.CharField(_("handeling"), max_length=24)
    result = models.CharField(_("uitkomst"), max_length=8, default=Result.DONE)
    user_id = models.BigIntegerField(_("gebruiker"), null=True)
    role = models.CharField(_("rol"), max_length=200, blank=True)
    responsible_user_id = models.BigIntegerField(_("namens"), null=True)
    resident_id = models.BigIntegerField(_("bewoner"), null=True)
    case_id = models.BigIntegerField(_("dossier"), null=True)
    # Who stood in a list.
    resident_ids = ArrayField(models.BigIntegerField(), verbose_name=_("bewoners"), default=list)
    case_ids = ArrayField(models.BigIntegerField(), verbose_name=_("dossiers"), default=list)
    object_kind = models.CharField(_("soort"), max_length=64, blank=True)
    object_id = models.CharField(_("nummer"), max_length=64, blank=True)
    origin = models.CharField(_("herkomst"), max_length=64, blank=True)
    reason = models.TextField(_("reden"), blank=True)
    request_id = models.UUIDField(_("verzoek"), null=True)

    objects: ClassVar[AccessQuerySet] = AccessQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("inzage")
        verbose_name_plural = _("inzagen")

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"

    def get_action_display(self) -> str:
        """Return what was done in words; a new kind of event asks no migration."""
        return str(Action(self.action).label) if self.action in Action.values else self.action

    @property
    def is_break_glass(self) -> bool:
        """Whether it was by break-glass: taking that leave, and each look and contact with its reason."""
        return self.action == Action.BREAK_GLASS or (self.action in THROUGH_GLASS and bool(self.reason))


class VisitorEntry(models.Model):
    """Somebody from outside who is nobody here: no name, no municipality, and of the address only the network."""

    at = models.DateTimeField(_("moment"))
    action = models.CharField(_("handeling"), max_length=24)
    network = models.CharField(_("netwerk"), max_length=64, blank=True)
    request_id = models.UUIDField(_("verzoek"), null=True)

    class Meta:
        verbose_name = _("bezoek van buiten")
        verbose_name_plural = _("bezoeken van buiten")

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"


class Seal(models.Model):
    """One link of a municipality's chain: the lines of one batch, and the hash of the link before."""

    class Kind(models.TextChoices):
        ROWS = "rows", _("regels")
        DROPPED = "dropped", _("maand opgeruimd")

    municipality = models.ForeignKey(Municipality, models.DO_NOTHING, related_name="+", db_constraint=False)
    number = models.BigIntegerField(_("nummer"))
    kind = models.CharField(_("soort"), max_length=8)
    month = models.DateField(_("maand"))
    rows = models.IntegerField(_("regels"))
    sealed_at = models.DateTimeField(_("verzegeld op"))
    ids = ArrayField(models.BigIntegerField())
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        verbose_name = _("zegel")
        verbose_name_plural = _("zegels")

    def __str__(self) -> str:
        return f"{self.number}"
