"""The agreement on paper for the resident, and the wish to see somebody: by its code, or said at a desk."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.models.records import walled_municipality
from outreach.querysets import PaperQuerySet, WishQuerySet
from wijkzorg.accounts.models import User


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), exclude=["token_hash"])
class Paper(models.Model):
    """One print of the agreement. Its code works until the case closes or somebody lets it lapse (ADR 0017)."""

    municipality = walled_municipality()
    case = models.ForeignKey(Case, models.PROTECT, related_name="papers", db_constraint=False)  # walled: 0006
    # Of the code in its QR only the hash: who reads the database cannot ask for anybody.
    token_hash = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, help_text=_("Van wat erop staat: zo blijkt of het nog klopt."))
    printed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(_("geprint op"))
    lapsed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lapsed_at = models.DateTimeField(_("code vervallen op"), null=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("afspraak op papier")
        verbose_name_plural = _("afspraken op papier")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="paper_wall"),
            models.CheckConstraint(
                condition=Q(lapsed_at__isnull=True, lapsed_by__isnull=True)
                | Q(lapsed_at__isnull=False, lapsed_by__isnull=False),
                name="paper_lapsed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.printed_at:%Y-%m-%d}"


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Wish(models.Model):
    """A resident wants to see somebody: by paper or at a desk; again while it waits, it is the same wish."""

    municipality = walled_municipality()
    case = models.ForeignKey(Case, models.PROTECT, related_name="wishes", db_constraint=False)  # walled: 0006
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, related_name="+", db_constraint=False
    )  # walled: 0006; None: said at a desk
    passed_on_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # who is at that desk
    asked_at = models.DateTimeField(_("gevraagd op"))
    asked_on = models.DateField(_("dag"))
    taps = models.PositiveSmallIntegerField(_("hoe vaak"), default=1)
    answer = models.TextField(_("antwoord"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("beantwoord op"), null=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = _("wens om iemand te zien")
        verbose_name_plural = _("wensen om iemand te zien")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="wish_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(paper__isnull=False, passed_on_by__isnull=True)
                | Q(paper__isnull=True, passed_on_by__isnull=False),
                name="wish_by_paper_or_desk",
            ),
        ]
        indexes = [models.Index(fields=["case"], condition=Q(answered_at__isnull=True), name="wish_waits")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_on}"
