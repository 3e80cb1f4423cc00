"""What the rules make of it: standings, flags, and the runs that keep both true.

Written only by cases.assessment and cases.upkeep.
"""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases import rules
from cases.models.records import Case, walled_municipality
from cases.querysets import OfCaseQuerySet
from wijkzorg.tenancy.models import Municipality


class Standing(models.Model):
    """What the rules say of a case, as dates: true on every day from `as_of` until the day before `next_on`.

    A rule's day on or before `as_of` is the day since which it holds; a later one is the day on which it would.
    Written only by cases.assessment.
    """

    case = models.OneToOneField(
        Case, models.CASCADE, primary_key=True, related_name="standing", db_constraint=False
    )  # walled: 0002
    municipality = walled_municipality()
    revision = models.BigIntegerField(default=0)
    as_of = models.DateField()
    # What it was judged from (sql/0011_digest.sql): contacts from `read_from` on, and all else, in one number.
    # None: nobody remembers, so judge it.
    read_from = models.DateField(null=True)
    digest = models.BigIntegerField(null=True)
    live = models.BooleanField()
    scaled_down_on = models.DateField(null=True)
    eroding_on = models.DateField(null=True)
    not_seen_on = models.DateField(null=True)
    unfindable_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    next_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("stand")
        verbose_name_plural = _("standen")
        indexes = [models.Index(fields=["municipality", "next_on"], name="standing_next")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.as_of}"


class Flag(models.Model):
    """One episode in which one rule holds for a case (signalering); closing is never deleting."""

    class Kind(models.TextChoices):
        SCALED_DOWN = rules.Rule.SCALED_DOWN.value, _("afgeschaald")
        ERODING = rules.Rule.ERODING.value, _("sluipend afgeschaald")
        NOT_SEEN = rules.Rule.NOT_SEEN.value, _("uit beeld")
        UNFINDABLE = rules.Rule.UNFINDABLE.value, _("onvindbaar")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SUSPENDED = "suspended", _("stil door een pauze")
        CLOSED = "closed", _("gesloten")

    class Cause(models.TextChoices):
        RESTORED = "restored", _("hersteld")
        CORRECTED = "corrected", _("gecorrigeerd")
        NEED_CHANGED = "need_changed", _("wat nodig is veranderde")
        POLICY_CHANGED = "policy_changed", _("het beleid veranderde")
        CASE_CLOSED = "case_closed", _("dossier gesloten")

    municipality = walled_municipality()
    # What another system knows it by (wijkzorg.events): nothing of the case can be read from it.
    uuid = models.UUIDField(_("kenmerk"), unique=True, editable=False, db_default=RandomUUID())
    case = models.ForeignKey(Case, models.PROTECT, related_name="flags", db_constraint=False)  # walled: 0002
    kind = models.CharField(_("soort"), max_length=16, choices=Kind)
    since = models.DateField(_("sinds"))
    detected_at = models.DateTimeField(_("gezien op"))
    evidence = models.JSONField(_("cijfers"), default=dict)
    state = models.CharField(_("toestand"), max_length=16, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(_("gesloten op"), null=True)
    close_cause = models.CharField(_("waarom gesloten"), max_length=16, choices=Cause, blank=True)

    objects = OfCaseQuerySet["Flag"].as_manager()

    class Meta:
        verbose_name = _("signalering")
        verbose_name_plural = _("signaleringen")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=~Q(state="closed"), name="flag_one_open_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(close_cause="")
                | ~Q(state="closed") & Q(closed_at__isnull=True, close_cause=""),
                name="flag_closed_with_cause",
            ),
            models.UniqueConstraint(fields=["municipality", "id"], name="flag_wall"),
        ]
        indexes = [
            models.Index(fields=["municipality", "kind"], condition=~Q(state="closed"), name="flag_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since}"


class Reassessment(models.Model):
    """One run of the rules over a municipality's cases, cut in chunks that the workers share."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=16, choices=Flag.Cause)
    requested_at = models.DateTimeField()
    distrust = models.BooleanField(default=False)  # judge every case, whatever its digest says

    class Meta:
        verbose_name = _("herbeoordeling")
        verbose_name_plural = _("herbeoordelingen")
        constraints = [models.UniqueConstraint(fields=["municipality", "id"], name="reassessment_wall")]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.requested_at}"


class ReassessmentChunk(models.Model):
    """A range of cases of a reassessment; done once, whoever did it."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    reassessment = models.ForeignKey(
        Reassessment, models.CASCADE, related_name="chunks", db_constraint=False
    )  # walled: 0007
    first_case = models.BigIntegerField()
    last_case = models.BigIntegerField()
    cases = models.PositiveIntegerField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(
        default=0
    )  # begun so often; each ended by itself or by a death
    done_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reassessment", "first_case"], name="reassessment_chunk_once")
        ]
        indexes = [
            models.Index(
                fields=["municipality"], condition=Q(done_at__isnull=True), name="reassessment_chunk_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_case}–{self.last_case}"


class StandingCheck(models.Model):
    """The nightly comparison of what is stored with a full reassessment; any difference is a defect."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    on = models.DateField()
    checked_at = models.DateTimeField()
    cases = models.PositiveIntegerField()
    differing = models.JSONField(default=list, help_text=_("Ten hoogste honderd dossiers (id) die afweken."))
    differences = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["municipality", "-checked_at"], name="standing_check_latest")]

    def __str__(self) -> str:
        return f"{self.on}: {self.differences}"
