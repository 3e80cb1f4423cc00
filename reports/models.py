"""Reports of concern ("ik maak me zorgen"), what was done about each, and rounds in the street.

A report has a term of its own (docs/privacy.md), so it names a case and a resident by number, without a key. Which rows
go with a resident, the function of the database that destroys says.
"""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.models.records import walled_municipality
from neighbourhoods.models import Neighbourhood
from reports import course
from reports.querysets import ReportQuerySet, RoundQuerySet
from residents.models import Resident
from roster.models import DutyShift
from wijkzorg.accounts.models import Team, User
from wijkzorg.tenancy.models import Municipality

TEXT_LENGTH = 4000


class About(models.TextChoices):
    """Whether a report concerns a person, or a place or the mood in a street."""

    PERSON = "person", _("een persoon")
    PLACE = "place", _("een plek of straat")


class Topic(models.TextChoices):
    """What is the matter at a place."""

    YOUNG_PEOPLE = "young_people", _("jongeren die rondhangen")
    NO_SEATS = "no_seats", _("geen plek om te zitten")
    CONFLICT = "conflict", _("ruzie in de straat")
    LONELINESS = "loneliness", _("mensen zijn alleen")
    OTHER = "other", _("iets anders")


class Channel(models.TextChoices):
    """By which way a report came."""

    PUBLIC = "public", _("het formulier")
    DESK = "desk", _("de balie")
    VOLUNTEER = "volunteer", _("een vrijwilliger")
    PHONE = "phone", _("telefoon")


class State(models.TextChoices):
    """Where a report is on its way (reports.course)."""

    NEW = course.State.NEW.value, _("nieuw")
    TAKEN_UP = course.State.TAKEN_UP.value, _("opgepakt")
    CLOSED = course.State.CLOSED.value, _("afgerond")


class Outcome(models.TextChoices):
    """How a report ended."""

    TALKED = "talked", _("opgelost door te praten")
    CASE_OPENED = "case_opened", _("dossier geopend")
    HELP_FOUND = "help_found", _("hulp gevonden")
    PASSED_ON = "passed_on", _("met toestemming doorgegeven")
    NOTHING_NEEDED = "nothing_needed", _("niets nodig")
    NOT_FOUND = "not_found", _("niet gevonden")


def _nobody_yet() -> models.ForeignKey[User | None, User | None]:
    return models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Report(models.Model):
    """One report: about whom or what, from whom if they said so, whose it is, and what became of it."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("buurt")
    )  # walled: 0002
    about = models.CharField(_("over"), max_length=8, choices=About)
    topic = models.CharField(_("wat er speelt"), max_length=16, choices=Topic, blank=True)
    channel = models.CharField(_("hoe gemeld"), max_length=16, choices=Channel)
    text = models.TextField(_("wat is er aan de hand"))
    subject = models.CharField(_("wie of waar"), max_length=200, blank=True)
    danger = models.BooleanField(_("gevaar"), default=False)
    resident = models.ForeignKey(
        Resident,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_column="about_resident",
    )
    case = models.ForeignKey(
        Case, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_column="became_case"
    )

    reporter_name = models.CharField(_("naam van de melder"), max_length=200, blank=True)
    reporter_phone = models.CharField(_("telefoon van de melder"), max_length=40, blank=True)
    reporter_email = models.EmailField(_("e-mail van de melder"), blank=True)
    reporter_protected = models.BooleanField(_("melder blijft geheim"), default=False)
    # In which language the reporter reads: their letter comes in it.
    reads = models.CharField(_("taal van de brieven"), max_length=8, default="nl", db_default="nl")

    received_at = models.DateTimeField(_("binnengekomen"))
    filed_by = _nobody_yet()  # None: from outside
    token = models.UUIDField(help_text=_("Van het formulier: twee keer verstuurd telt één keer."))

    # Whose it is while it is new: who is on duty for this kind of work. None: the roster knew nobody.
    duty_kind = models.CharField(_("dienst"), max_length=16, choices=DutyShift.Kind)
    belongs_from = models.DateTimeField(_("ligt bij de dienst vanaf"), null=True)
    take_up_by = models.DateField(_("oppakken uiterlijk"))
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="+", db_constraint=False
    )  # of who was on duty, then of who took it up; walled: 0002

    state = models.CharField(_("stand"), max_length=8, choices=State, default=State.NEW)
    taken_up_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_up_at = models.DateTimeField(_("opgepakt op"), null=True)
    tell_by = models.DateField(_("de persoon horen laten uiterlijk"), null=True)
    postponed_why = models.TextField(_("waarom later"), blank=True)
    told_at = models.DateTimeField(_("de persoon weet het sinds"), null=True)
    closed_at = models.DateTimeField(_("afgerond op"), null=True)
    outcome = models.CharField(_("uitkomst"), max_length=16, choices=Outcome, blank=True)
    outcome_text = models.TextField(_("toelichting"), blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("melding")
        verbose_name_plural = _("meldingen")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="report_wall"),
            models.UniqueConstraint(fields=["municipality", "token"], name="report_sent_once"),
            models.CheckConstraint(condition=~Q(text=""), name="report_filled"),
            models.CheckConstraint(
                condition=Q(about="person", topic="") | Q(about="place") & ~Q(topic=""),
                name="report_topic_of_place",
            ),
            models.CheckConstraint(
                condition=Q(state="new", taken_up_by__isnull=True, taken_up_at__isnull=True)
                | ~Q(state="new") & Q(taken_up_by__isnull=False, taken_up_at__isnull=False),
                name="report_taken_up_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="closed") & Q(closed_at__isnull=True, outcome=""),
                name="report_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | ~Q(outcome="case_opened"), name="report_case_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="passed_on") | ~Q(outcome_text=""), name="report_passed_on_to_someone"
            ),
            models.CheckConstraint(
                condition=Q(taken_up_at__isnull=True) | Q(taken_up_at__gte=F("received_at")),
                name="report_taken_up_after",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "state", "neighbourhood"],
                condition=~Q(state="closed"),
                name="report_going",
            ),
            models.Index(fields=["municipality", "closed_at"], name="report_closed"),
            models.Index(fields=["resident"], condition=Q(resident__isnull=False), name="report_of_resident"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.received_at:%Y-%m-%d %H:%M}"

    @property
    def of_place(self) -> bool:
        """Whether it is about a place or the mood in a street."""
        return self.about == About.PLACE


class ReportStep(models.Model):
    """One thing that was done with a report: by whom and when. Never changed: the next one follows it."""

    class Kind(models.TextChoices):
        FILED = "filed", _("gemeld")
        TAKEN_UP = "taken_up", _("opgepakt")
        NOTE = "note", _("notitie")
        REPORTER_TOLD = "reporter_told", _("de melder heeft bericht gekregen")
        PERSON_TOLD = "person_told", _("de persoon weet van de melding")
        POSTPONED = "postponed", _("het vertellen is uitgesteld")
        RESIDENT = "resident", _("bij een bewoner gezet")
        CASE = "case", _("dossier geopend")
        CLOSED = "closed", _("afgerond")

    municipality = walled_municipality()
    report = models.ForeignKey(
        Report, models.PROTECT, related_name="steps", db_constraint=False
    )  # walled: 0002, and goes with its report
    kind = models.CharField(_("wat"), max_length=16, choices=Kind)
    text = models.TextField(_("tekst"), blank=True)
    actor = _nobody_yet()
    at = models.DateTimeField(_("wanneer"))
    token = models.UUIDField(null=True, unique=True)

    class Meta:
        verbose_name = _("stap van een melding")
        verbose_name_plural = _("stappen van meldingen")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["note", "postponed"]) | ~Q(text=""), name="report_step_filled"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.kind}"


class StreetRound(models.Model):
    """A professional's round in the street: where, when and how long. It says nothing of a person."""

    municipality = walled_municipality()
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("buurt")
    )  # walled: 0002
    walked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(_("tot"))
    minutes = models.PositiveSmallIntegerField(_("minuten"))
    note = models.CharField(_("wat viel op"), max_length=500, blank=True)
    token = models.UUIDField(unique=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("ronde in de buurt")
        verbose_name_plural = _("rondes in de buurt")
        constraints = [models.CheckConstraint(condition=Q(minutes__range=(5, 480)), name="round_minutes")]
        indexes = [
            models.Index(fields=["neighbourhood", "-ended_at"], name="round_of_neighbourhood"),
            models.Index(fields=["walked_by", "-ended_at"], name="round_of_walker"),
        ]

    def __str__(self) -> str:
        return f"{self.neighbourhood_id} {self.ended_at:%Y-%m-%d}"


class CallInstead(models.Model):
    """Whom somebody can call in a municipality who cannot wait for an answer to a report."""

    municipality = models.OneToOneField(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("gemeente")
    )
    name = models.CharField(_("wie"), max_length=100, help_text=_("Zoals “Wijkteam Oost”."))
    phone = models.CharField(_("telefoonnummer"), max_length=40)
    hours = models.CharField(_("wanneer"), max_length=100, help_text=_("Zoals “dag en nacht”."))

    class Meta:
        verbose_name = _("wie te bellen bij zorgen")
        verbose_name_plural = _("wie te bellen bij zorgen")

    def __str__(self) -> str:
        return f"{self.name}, {self.phone}"
