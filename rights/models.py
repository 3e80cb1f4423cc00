"""What the rights of a resident and the duty to destroy leave behind: requests, reviews, lists, tombstones.

Numbers of cases and residents stand here without a foreign key where the row outlives what it is about.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Ground
from rights import retention
from rights.querysets import DestructionListQuerySet, ReviewQuerySet
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality

_LEAST = retention.LEAST


def _municipality() -> models.ForeignKey[Municipality, Municipality]:
    return models.ForeignKey(Municipality, models.PROTECT, related_name="+")


def _user() -> models.ForeignKey[User, User]:
    return models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)


def _nobody_yet() -> models.ForeignKey[User | None, User | None]:
    return models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)


def _case(related_name: str) -> models.ForeignKey[Case, Case]:
    return models.ForeignKey(
        Case, models.PROTECT, related_name=related_name, db_constraint=False
    )  # walled: 0002


class RetentionPolicy(models.Model):
    """How long a municipality keeps what, in whole years; the latest row holds, the former ones are its history."""

    municipality = _municipality()
    wmo_years = models.PositiveSmallIntegerField(_("Wmo, vanaf het maken"), default=15)
    jeugdwet_years = models.PositiveSmallIntegerField(_("Jeugdwet, na het einde van de hulp"), default=20)
    none_granted_years = models.PositiveSmallIntegerField(_("geen steun toegekend"), default=5)
    request_years = models.PositiveSmallIntegerField(_("hulpvragen en meldingen"), default=2)
    log_years = models.PositiveSmallIntegerField(_("logboek van inzage"), default=5)
    roster_years = models.PositiveSmallIntegerField(
        _("rooster: afwezigheid, contracten en diensten"), default=2, db_default=2
    )
    reason = models.TextField(_("waarom"))
    set_by = _nobody_yet()
    set_at = models.DateTimeField(_("vastgesteld op"))

    class Meta:
        verbose_name = _("bewaartermijnen")
        verbose_name_plural = _("bewaartermijnen")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    wmo_years__range=(_LEAST.wmo, retention.MOST_YEARS),
                    jeugdwet_years__range=(_LEAST.jeugdwet, retention.MOST_YEARS),
                    none_granted_years__range=(_LEAST.none_granted, retention.MOST_YEARS),
                    request_years__range=(_LEAST.requests, retention.MOST_YEARS),
                    log_years__range=(_LEAST.log, retention.MOST_YEARS),
                    roster_years__range=(_LEAST.roster, retention.MOST_YEARS),
                ),
                name="retention_at_least_the_law",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="retention_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.set_at:%Y-%m-%d}"

    @property
    def periods(self) -> retention.Periods:
        """The years as rights.retention reads them."""
        return retention.Periods(
            wmo=self.wmo_years,
            jeugdwet=self.jeugdwet_years,
            none_granted=self.none_granted_years,
            requests=self.request_years,
            log=self.log_years,
            roster=self.roster_years,
        )


class SubjectRequest(models.Model):
    """What a resident asks about their own data (AVG art. 15, 16, 17); it outlives them, so without a key."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("inzage")
        CORRECTION = "correction", _("correctie")
        ERASURE = "erasure", _("verwijderen")

    municipality = _municipality()
    kind = models.CharField(_("soort"), max_length=16, choices=Kind)
    resident_id = models.BigIntegerField(_("bewoner"))
    received_on = models.DateField(_("binnengekomen op"))
    due_on = models.DateField(_("uiterlijk beantwoorden op"))
    statement = models.TextField(_("wat de bewoner vraagt"), blank=True)
    started_by = _user()
    started_at = models.DateTimeField()
    closed_by = _nobody_yet()
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(_("antwoord"), blank=True)

    class Meta:
        verbose_name = _("verzoek van een bewoner")
        verbose_name_plural = _("verzoeken van bewoners")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="subject_request_wall"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("received_on")), name="subject_request_due_after"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="subject_request_closed_by_someone",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "due_on"], condition=Q(closed_at__isnull=True), name="request_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Review(models.Model):
    """The part of a request that is about one case: its team lead decides what goes out, or what is put right."""

    class Decision(models.TextChoices):
        RELEASED = "released", _("vrijgegeven")
        CORRECTED = "corrected", _("verbeterd")
        STATEMENT = "statement", _("verklaring toegevoegd")
        REFUSED = "refused", _("geweigerd")

    municipality = _municipality()
    request = models.ForeignKey(
        SubjectRequest, models.PROTECT, related_name="reviews", db_constraint=False
    )  # walled: 0002
    case = _case("rights_reviews")
    decision = models.CharField(_("besluit"), max_length=16, choices=Decision, blank=True)
    reason = models.TextField(_("toelichting"), blank=True)
    # Of each part that goes out its digest, no content: what was added or changed later was not reviewed.
    released = models.JSONField(default=dict)
    decided_by = _nobody_yet()
    decided_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("beoordeling")
        verbose_name_plural = _("beoordelingen")
        constraints = [
            models.UniqueConstraint(fields=["request", "case"], name="review_once_a_case"),
            models.UniqueConstraint(fields=["municipality", "id"], name="review_wall"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="review_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(decision="refused") | ~Q(reason=""), name="review_refusal_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.case_id}"


class LeftOut(models.Model):
    """One part of a case that does not go out, and why: a third party, a reporter who is protected."""

    class Why(models.TextChoices):
        THIRD_PARTY = "third_party", _("gaat over iemand anders")
        REPORTER = "reporter", _("beschermt wie iets heeft gemeld")
        WORK_NOTE = "work_note", _("persoonlijke werkaantekening")
        OTHER = "other", _("anders")

    municipality = _municipality()
    review = models.ForeignKey(
        Review, models.CASCADE, related_name="left_out", db_constraint=False
    )  # walled: 0002
    case = _case("+")
    key = models.CharField(max_length=64)
    why = models.CharField(_("waarom"), max_length=16, choices=Why)
    reason = models.TextField(_("toelichting"))
    left_out_by = _user()
    left_out_at = models.DateTimeField()

    class Meta:
        verbose_name = _("weggelaten deel")
        verbose_name_plural = _("weggelaten delen")
        constraints = [
            models.UniqueConstraint(fields=["review", "key"], name="left_out_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="left_out_has_reason"),
        ]

    def __str__(self) -> str:
        return self.key


class Statement(models.Model):
    """What a resident says about what stands in the case, kept beside it (AVG art. 16)."""

    municipality = _municipality()
    case = _case("statements")
    request = models.ForeignKey(
        SubjectRequest, models.PROTECT, null=True, related_name="+", db_constraint=False
    )  # walled: 0002
    text = models.TextField(_("verklaring van de bewoner"))
    added_by = _user()
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("verklaring van de bewoner")
        verbose_name_plural = _("verklaringen van bewoners")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="statement_filled")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.added_at:%Y-%m-%d}"


class Hold(models.Model):
    """A case that is kept longer than its period, with the reason and the day until which."""

    municipality = _municipality()
    case = _case("holds")
    reason = models.TextField(_("waarom langer nodig"))
    until = models.DateField(_("tot en met"))
    placed_by = _user()
    placed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("langer bewaren")
        verbose_name_plural = _("langer bewaren")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="hold_has_reason")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.until}"


class DestructionList(models.Model):
    """A proposal of what is to be destroyed; two people look at it before anything goes."""

    class Cause(models.TextChoices):
        RETENTION = "retention", _("bewaartermijn voorbij")
        ERASURE = "erasure", _("verzoek van een bewoner")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("voorstel")
        REVIEWED = "reviewed", _("nagekeken")
        APPROVED = "approved", _("goedgekeurd")
        CARRIED_OUT = "carried_out", _("vernietigd")
        DROPPED = "dropped", _("ingetrokken")

    municipality = _municipality()
    cause = models.CharField(_("aanleiding"), max_length=16, choices=Cause)
    month = models.DateField(_("maand"), null=True)
    request = models.ForeignKey(
        SubjectRequest, models.PROTECT, null=True, related_name="lists", db_constraint=False
    )  # walled: 0002
    made_on = models.DateField(_("gemaakt op"))
    made_at = models.DateTimeField()
    periods = models.JSONField(_("termijnen"))
    state = models.CharField(_("toestand"), max_length=16, choices=State, default=State.PROPOSED)
    reviewed_by = _nobody_yet()
    reviewed_at = models.DateTimeField(null=True)
    approved_by = _nobody_yet()
    approved_at = models.DateTimeField(null=True)
    carried_out_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = DestructionListQuerySet.as_manager()

    class Meta:
        verbose_name = _("vernietigingslijst")
        verbose_name_plural = _("vernietigingslijsten")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="destruction_list_wall"),
            models.UniqueConstraint(
                fields=["municipality", "month"],
                condition=Q(cause="retention"),
                name="destruction_list_a_month",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(reviewed_by__isnull=False) & ~Q(approved_by=F("reviewed_by")),
                name="destruction_second_pair_of_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "carried_out"]) | Q(approved_by__isnull=False),
                name="destruction_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(cause="retention", month__isnull=False, request__isnull=True)
                | Q(cause="erasure", month__isnull=True, request__isnull=False),
                name="destruction_list_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()} {self.made_on}"


class DestructionItem(models.Model):
    """One case on a list: as a whole, or its records made until a day; outlives the case."""

    class Outcome(models.TextChoices):
        WAITING = "", _("nog te doen")
        DESTROYED = "destroyed", _("vernietigd")
        KEPT = "kept", _("bewaard")

    municipality = _municipality()
    list = models.ForeignKey(
        DestructionList, models.PROTECT, related_name="items", db_constraint=False
    )  # walled: 0002
    case_id = models.BigIntegerField(null=True)
    resident_id = models.BigIntegerField()
    whole = models.BooleanField(_("hele dossier"))
    ground = models.CharField(_("grond"), max_length=16, choices=Ground)
    years = models.PositiveSmallIntegerField(_("termijn in jaren"))
    due_since = models.DateField(_("mag sinds"), null=True)
    made_until = models.DateField(_("gemaakt tot en met"), null=True)
    counts = models.JSONField(_("aantallen"), default=dict)
    off_reason = models.TextField(_("waarom van de lijst"), blank=True)
    off_until = models.DateField(_("bewaren tot en met"), null=True)
    off_by = _nobody_yet()
    off_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("uitkomst"), max_length=16, choices=Outcome, blank=True, default="")
    outcome_reason = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("dossier op de lijst")
        verbose_name_plural = _("dossiers op de lijst")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="destruction_item_wall"),
            models.UniqueConstraint(
                fields=["list", "case_id", "resident_id"], nulls_distinct=False, name="destruction_item_once"
            ),
            models.CheckConstraint(
                condition=Q(whole=True) | Q(made_until__isnull=False), name="item_part_until"
            ),
            models.CheckConstraint(
                condition=Q(off_at__isnull=True) | ~Q(off_reason=""), name="item_off_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id}: {self.case_id}"


class Tombstone(models.Model):
    """That something was here and is destroyed: numbers, no names. The database refuses to change or delete it."""

    municipality = _municipality()
    item = models.OneToOneField(
        DestructionItem, models.PROTECT, related_name="tombstone", db_constraint=False
    )  # 0002
    case_id = models.BigIntegerField(null=True)
    resident_gone = models.BooleanField()
    whole = models.BooleanField()
    ground = models.CharField(max_length=16, choices=Ground)
    years = models.PositiveSmallIntegerField()
    counts = models.JSONField()
    digest = models.CharField(max_length=64)
    reviewed_by = _user()
    approved_by = _user()
    destroyed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("grafsteen")
        verbose_name_plural = _("grafstenen")
        indexes = [models.Index(fields=["municipality", "case_id"], name="tombstone_by_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.destroyed_at:%Y-%m-%d}"
