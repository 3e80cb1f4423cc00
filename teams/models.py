"""Handing a case over: offered with a note, and the giver's until the receiver takes it."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from teams.querysets import TransferQuerySet
from wijkzorg.accounts.models import Team, User
from wijkzorg.tenancy.models import Municipality

NOTE_LENGTH = 4000


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Transfer(models.Model):
    """One offer of a case to another worker, or to another team whose lead then chooses one (overdracht)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wacht op antwoord")
        ACCEPTED = "accepted", _("overgenomen")
        REFUSED = "refused", _("niet overgenomen")
        WITHDRAWN = "withdrawn", _("ingetrokken")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="transfers", db_constraint=False
    )  # walled: 0002
    from_team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_constraint=False)  # walled: 0002
    from_worker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_constraint=False)  # walled: 0002
    to_worker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("overdracht"))
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(_("aangeboden op"))
    state = models.CharField(_("toestand"), max_length=16, choices=State, default=State.WAITING)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("beantwoord op"), null=True)
    answer = models.TextField(_("antwoord"), blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("overdracht")
        verbose_name_plural = _("overdrachten")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="waiting"), name="transfer_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at__isnull=True, answered_by__isnull=True)
                | ~Q(state="waiting") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="transfer_answered_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="transfer_note_filled"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "accepted", "refused", "withdrawn"]), name="transfer_state"
            ),
        ]
        indexes = [
            models.Index(fields=["to_team"], condition=Q(state="waiting"), name="transfer_waits_in"),
            models.Index(fields=["from_team"], condition=Q(state="waiting"), name="transfer_waits_out"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.state}"

    @property
    def receiver(self) -> str:
        """Who is asked: somebody, or a team."""
        return str(self.to_worker or self.to_team)
