"""Looking for somebody who is not found: the plan with its rows, and the desk that is asked to tell."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Flag
from cases.models.records import walled_municipality
from cases.querysets import OfCaseQuerySet
from outreach.querysets import DeskAskQuerySet, SearchPlanQuerySet
from wijkzorg.accounts.models import User


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class SearchPlan(models.Model):
    """A search plan (zoekplan). It ends with who saw the resident, or with a decision of two, and with nothing else."""

    class End(models.TextChoices):
        SEEN = "seen", _("de bewoner is gezien")
        DECISION = "decision", _("besluit van twee professionals")

    municipality = walled_municipality()
    case = models.ForeignKey(Case, models.PROTECT, related_name="search_plans", db_constraint=False)  # 0004
    flag = models.ForeignKey(  # the flag that opened it; None: somebody did
        Flag, models.PROTECT, null=True, related_name="+", db_constraint=False
    )  # walled: 0004
    reason = models.TextField(_("waarom"), blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(_("begonnen op"))
    end = models.CharField(_("hoe geëindigd"), max_length=16, choices=End, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("geëindigd op"), null=True)
    seen_by = models.CharField(_("wie zag de bewoner"), max_length=200, blank=True)
    seen_on = models.DateField(_("wanneer gezien"), null=True)
    decision = models.TextField(_("besluit"), blank=True)
    second = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    second_name = models.CharField(_("naam en functie van de tweede"), max_length=200, blank=True)
    next_on = models.DateField(_("opnieuw kijken op"), null=True)

    objects = SearchPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("zoekplan")
        verbose_name_plural = _("zoekplannen")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="search_plan_wall"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="search_plan_one_open"
            ),
            models.CheckConstraint(
                condition=Q(end="", ended_at__isnull=True, ended_by__isnull=True)
                | Q(end="seen", ended_at__isnull=False, ended_by__isnull=False, seen_on__isnull=False)
                & ~Q(seen_by="")
                | Q(end="decision", ended_at__isnull=False, ended_by__isnull=False, next_on__isnull=False)
                & ~Q(decision=""),
                name="search_plan_ends_with_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(end="decision")
                | Q(second__isnull=False, second_name="") & ~Q(second=F("ended_by"))
                | Q(second__isnull=True) & ~Q(second_name=""),
                name="search_plan_decided_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.opened_at:%Y-%m-%d}"


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class SearchStep(models.Model):
    """One row of a search plan: who tries what, on which part of which day, and what came of it."""

    class Way(models.TextChoices):
        HOME_VISIT = "home_visit", _("huisbezoek")
        WALK_IN = "walk_in", _("inloop")
        OUTDOORS = "outdoors", _("buiten")
        VIDEO = "video", _("beeldbellen")
        PHONE = "phone", _("telefoon")
        MESSAGE = "message", _("bericht")
        NETWORK = "network", _("iemand uit het netwerk vragen")
        DESK = "desk", _("de balie vragen")

    class Part(models.TextChoices):
        MORNING = "morning", _("ochtend")
        AFTERNOON = "afternoon", _("middag")
        EVENING = "evening", _("avond")

    class Outcome(models.TextChoices):
        WAITS = "", _("nog te doen")
        REACHED = "reached", _("gelukt")
        NOT_REACHED = "not_reached", _("niet gelukt")
        SIGN = "sign", _("iemand zag de bewoner")
        NOTHING = "nothing", _("niemand weet iets")
        DROPPED = "dropped", _("niet gedaan")

    municipality = walled_municipality()
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_constraint=False)  # walled: 0004
    plan = models.ForeignKey(
        SearchPlan, models.PROTECT, related_name="steps", db_constraint=False
    )  # walled: 0004
    who = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("wie"))
    way = models.CharField(_("hoe"), max_length=16, choices=Way)
    part = models.CharField(_("dagdeel"), max_length=16, choices=Part)
    on = models.DateField(_("dag"))
    outcome = models.CharField(_("uitkomst"), max_length=16, choices=Outcome, blank=True, default="")
    note = models.TextField(_("toelichting"), blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    # Of the form that added it, and of the contact or the sign of life that doing it records: each of them once.
    token = models.UUIDField(unique=True)

    objects = OfCaseQuerySet["SearchStep"].as_manager()

    class Meta:
        verbose_name = _("regel van een zoekplan")
        verbose_name_plural = _("regels van een zoekplan")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", done_at__isnull=True, done_by__isnull=True)
                | ~Q(outcome="") & Q(done_at__isnull=False, done_by__isnull=False),
                name="search_step_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.way} {self.on}"


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class DeskAsk(models.Model):
    """The desks of the centres are asked to tell when a resident was there (vraag aan de balie)."""

    class End(models.TextChoices):
        PLAN = "plan", _("het zoekplan is geëindigd")
        HAND = "hand", _("uitgezet")

    municipality = walled_municipality()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="desk_asks", db_constraint=False
    )  # walled: 0004
    plan = models.ForeignKey(  # with which it ends; None: it ends by hand
        SearchPlan, models.PROTECT, null=True, related_name="+", db_constraint=False
    )  # walled: 0004
    reason = models.TextField(_("waarom"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("sinds"))
    end = models.CharField(_("hoe geëindigd"), max_length=8, choices=End, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = DeskAskQuerySet.as_manager()

    class Meta:
        verbose_name = _("vraag aan de balie")
        verbose_name_plural = _("vragen aan de balie")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="desk_ask_one_open"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="desk_ask_has_reason"),
            models.CheckConstraint(
                condition=Q(end="", ended_at__isnull=True, ended_by__isnull=True)
                | ~Q(end="") & Q(ended_at__isnull=False, ended_by__isnull=False),
                name="desk_ask_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_at:%Y-%m-%d}"
