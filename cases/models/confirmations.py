"""What needs a second person: cuts and what could hide a flag; and the decisions that cuts are blamed on.

A row that waits here is in force already. It is seen by the team's lead until it is confirmed or sent back.
"""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.records import Agreement, Case, Need, Pause, walled_municipality
from cases.querysets import OfCaseQuerySet
from wijkzorg.accounts.models import User


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Decision(models.Model):
    """A decision (besluit) for which less is promised than needed: said once, named by many agreements."""

    municipality = walled_municipality()
    title = models.CharField(_("besluit"), max_length=200)
    decided_by = models.CharField(_("wie besloot"), max_length=200)
    decided_on = models.DateField(_("besloten op"))
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("vastgelegd op"))

    class Meta:
        verbose_name = _("besluit")
        verbose_name_plural = _("besluiten")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "title", "decided_on"], name="decision_recorded_once"
            ),
            models.UniqueConstraint(fields=["municipality", "id"], name="decision_wall"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(decided_by=""), name="decision_says_who"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Confirmation(models.Model):
    """One change that waits for the team's lead, or waited: about an agreement, a need, a pause or the case itself."""

    class Kind(models.TextChoices):
        CUT = "cut", _("minder afgesproken dan nodig")
        NEED = "need", _("minder nodig dan eerst")
        PAUSE = "pause", _("een pauze")
        CLOSING = "closing", _("het dossier gesloten")
        GROUP = "group", _("een andere doelgroep")

    class Why(models.TextChoices):
        SCALED_DOWN = "scaled_down", _("het is zo weinig dat het afgeschaald heet")
        OPEN_FLAG = "open_flag", _("er stond een signaal open")
        PAUSE_AFTER_PAUSE = "pause_after_pause", _("er was kort ervoor of erna al een pauze")

    class State(models.TextChoices):
        WAITING = "waiting", _("wacht op bevestiging")
        CONFIRMED = "confirmed", _("bevestigd")
        SENT_BACK = "sent_back", _("teruggestuurd")
        LAPSED = "lapsed", _("vervallen")

    municipality = walled_municipality()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="confirmations", db_constraint=False
    )  # walled: own migration, as are those below
    kind = models.CharField(_("soort"), max_length=16, choices=Kind)
    why = models.CharField(_("waarom"), max_length=24, choices=Why)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, related_name="confirmations", db_constraint=False
    )
    need = models.ForeignKey(
        Need, models.PROTECT, null=True, related_name="confirmations", db_constraint=False
    )
    # A pause that is taken back is no row any more; what was asked about it stays.
    pause = models.ForeignKey(
        Pause, models.SET_NULL, null=True, related_name="confirmations", db_constraint=False
    )
    # The decision that a cut named when it was made, also after it was sent back: it belongs to the sum.
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, related_name="confirmations", db_constraint=False
    )
    said = models.TextField(_("wat er veranderde"))  # in words, as it was when it was asked
    reason = models.TextField(_("reden"), blank=True)
    former = models.JSONField(default=dict)  # what sending back puts in its place, where no row tells it
    # Which rules held when it was made: a closing with an open flag can be counted for ever.
    flags = models.JSONField(_("open signalen"), default=list)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("door"))
    asked_at = models.DateTimeField(_("gevraagd op"))
    state = models.CharField(_("toestand"), max_length=16, choices=State, default=State.WAITING)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(_("antwoord"), blank=True)
    # Who asked reads on Vandaag that it was sent back, until they say that they read it.
    read_at = models.DateTimeField(null=True)
    # The only lead of a team has nobody to ask: it may be done alone, and it is seen that it was.
    alone = models.BooleanField(_("zelf bevestigd"), default=False)

    objects = OfCaseQuerySet["Confirmation"].as_manager()

    class Meta:
        verbose_name = _("bevestiging")
        verbose_name_plural = _("bevestigingen")
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=[name], condition=Q(state="waiting"), name=f"confirmation_once_{name}"
                )
                for name in ("agreement", "need", "pause")
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(state="waiting", kind__in=["closing", "group"]),
                name="confirmation_once_case",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at__isnull=True)
                | ~Q(state="waiting") & Q(answered_at__isnull=False),
                name="confirmation_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent_back") | ~Q(answer=""), name="confirmation_sent_back_why"
            ),
            # Nobody confirms what they asked themselves, unless it is said that they were alone.
            models.CheckConstraint(
                condition=~Q(state="confirmed", asked_by=F("answered_by")) | Q(alone=True),
                name="confirmation_second_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "asked_at"], condition=Q(state="waiting"), name="confirmation_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
