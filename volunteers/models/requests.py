"""Help requests: what is asked, for whom and when, each step that it made, and the clock that calls somebody."""

from __future__ import annotations

import datetime as dt

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Case as Either
from django.db.models import F, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.models.records import walled_municipality
from neighbourhoods.models import Neighbourhood
from reports.models import Report
from residents.address import POSTCODE
from residents.models import Resident
from volunteers import clock, course
from volunteers.models.words import DayPart, Kind, Language, Skill, chosen
from volunteers.querysets import HelpRequestQuerySet, OfRequestQuerySet
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality

LEAST_MINUTES, MOST_MINUTES = 15, 8 * 60
MOST_HELPERS = 4


class Channel(models.TextChoices):
    """By which way a request came."""

    PUBLIC = "public", _("het formulier")
    DESK = "desk", _("de balie")
    PHONE = "phone", _("telefoon")
    NEIGHBOUR = "neighbour", _("een buur")
    WORKER = "worker", _("een professional")
    SERIES = "series", _("een keer uit een reeks")


class Consent(models.TextChoices):
    """Why somebody may ask on behalf of another."""

    KNOWS = "knows", _("die persoon weet ervan en vindt het goed")
    REPRESENTATIVE = "representative", _("ik regel het voor die persoon, ook volgens de wet")
    UNABLE = "unable", _("die persoon kan het zelf niet zeggen, en de hulp is nodig")


class State(models.TextChoices):
    """Where a request is on its way (volunteers.course)."""

    NEW = course.State.NEW.value, _("nieuw")
    OPEN = course.State.OPEN.value, _("open")
    OFFERED = course.State.OFFERED.value, _("gevraagd aan iemand")
    ACCEPTED = course.State.ACCEPTED.value, _("er komt iemand")
    DONE = course.State.DONE.value, _("gedaan")
    WITHDRAWN = course.State.WITHDRAWN.value, _("ingetrokken")
    ESCALATED = course.State.ESCALATED.value, _("ligt bij een professional")
    NOT_SOLVED = course.State.NOT_SOLVED.value, _("niet gelukt")


_ENDED = Q(state__in=sorted(state.value for state in course.ENDED))
LISTED = sorted(
    state.value for state in {*course.SOUGHT, course.State.NEW}
)  # for which somebody is sought, or is to be
# In which order they stand on the board: what presses first (danger, both reasons, one, none), then the oldest.
PRESSING = Either(
    When(Q(danger=True), then=Value(3)),
    When(Q(urgent=True, no_network=True), then=Value(2)),
    When(Q(urgent=True) | Q(no_network=True), then=Value(1)),
    default=Value(0),
    output_field=IntegerField(),
)


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), exclude=["uuid"])
class HelpRequest(models.Model):
    """One request for help. A date of a series that its volunteer handed back is one too (`part_of`)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    # What another system knows it by; it never changes, so history need not keep it.
    uuid = models.UUIDField(_("kenmerk"), unique=True, editable=False, db_default=RandomUUID())
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("buurt")
    )  # walled: 0002
    # Where: as the place of the postcode, rijksdriehoek in whole metres; not known where no postcode is.
    x = models.IntegerField(_("x"), null=True)
    y = models.IntegerField(_("y"), null=True)
    street = models.CharField(_("straat"), max_length=200, blank=True)
    house_number = models.CharField(_("huisnummer"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=7, blank=True)

    kind = models.CharField(_("wat"), max_length=16, choices=Kind)
    text = models.TextField(_("toelichting"), blank=True, max_length=2000)
    first_on = models.DateField(_("wanneer"))  # the day, or the first of a series
    day_part = models.CharField(_("dagdeel"), max_length=16, choices=DayPart, default=DayPart.ANY)
    starts_at = models.TimeField(_("hoe laat"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("hoe lang, in minuten"), default=60)
    rrule = models.CharField(_("herhaling"), max_length=200, blank=True)  # RFC 5545, of days; "" is once
    last_on = models.DateField(
        _("laatste keer"), null=True, blank=True
    )  # of a series; None: it has no end yet
    helpers = models.PositiveSmallIntegerField(_("hoeveel mensen"), default=1)
    urgent = models.BooleanField(_("dringend"), default=False)
    danger = models.BooleanField(_("gevaar"), default=False)
    no_network = models.BooleanField(_("heeft niemand anders"), default=False)
    needs_vog = models.BooleanField(_("VOG nodig"), default=False)
    skills = chosen(_("wat iemand moet kunnen"), Skill)
    language = models.CharField(_("taal"), max_length=8, choices=Language, blank=True)
    language_essential = models.BooleanField(_("zonder die taal lukt het niet"), default=False)

    # For whom: a resident whom we know, or as it was typed.
    resident = models.ForeignKey(
        Resident,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        db_column="for_resident",
    )
    case = models.ForeignKey(
        Case, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_column="for_case"
    )
    report = models.ForeignKey(
        Report, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_column="from_report"
    )
    name = models.CharField(_("voor wie"), max_length=200, blank=True)
    on_behalf = models.BooleanField(_("namens iemand anders"), default=False)
    asker_name = models.CharField(_("wie vraagt het"), max_length=200, blank=True)
    consent = models.CharField(_("mag dat"), max_length=16, choices=Consent, blank=True)
    phone = models.CharField(_("telefoon"), max_length=30, blank=True)  # as +31612345678: residents.address
    email = models.EmailField(_("e-mail"), blank=True)
    reads = models.CharField(_("taal van de brieven"), max_length=8, default="nl", db_default="nl")
    # How blocks and doubles know whose it is: "resident:17", "phone:+31612345678", "home:1234AB:12".
    parties = ArrayField(models.CharField(max_length=64), verbose_name=_("van wie"), default=list)

    channel = models.CharField(_("hoe gevraagd"), max_length=16, choices=Channel)
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    token = models.UUIDField(help_text=_("Van het formulier: twee keer verstuurd telt één keer."))
    # The code to follow it stands on paper and in a letter alone: who reads the database cannot use it.
    code_hash = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField(_("binnengekomen"))
    opened_at = models.DateTimeField(_("open sinds"), null=True)
    widened_at = models.DateTimeField(_("verder gezocht sinds"), null=True)
    state = models.CharField(_("stand"), max_length=16, choices=State, default=State.NEW)
    closed_at = models.DateTimeField(_("afgerond op"), null=True)
    outcome_text = models.CharField(_("hoe het afliep"), max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", db_constraint=False
    )  # walled: 0002
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="dates", db_constraint=False
    )  # walled: 0002
    # Who took it up as a professional, once it is escalated.
    taken_up_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_up_at = models.DateTimeField(_("opgepakt op"), null=True)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("hulpvraag")
        verbose_name_plural = _("hulpvragen")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="help_request_wall"),
            models.UniqueConstraint(fields=["municipality", "token"], name="help_request_sent_once"),
            models.UniqueConstraint(
                fields=["part_of", "first_on"],
                condition=Q(part_of__isnull=False) & ~Q(state__in=["withdrawn", "not_solved"]),
                name="help_request_date_once",
            ),
            models.CheckConstraint(
                condition=Q(resident__isnull=False) | ~Q(name=""), name="help_request_for_someone"
            ),
            models.CheckConstraint(
                condition=Q(on_behalf=False, consent="") | Q(on_behalf=True) & ~Q(consent=""),
                name="help_request_consent",
            ),
            models.CheckConstraint(
                condition=Q(x__isnull=True, y__isnull=True) | Q(x__isnull=False, y__isnull=False),
                name="help_request_point",
            ),
            models.CheckConstraint(
                condition=Q(postcode="") | Q(postcode__regex=POSTCODE), name="help_request_postcode"
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"), name="help_request_phone"
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(LEAST_MINUTES, MOST_MINUTES)), name="help_request_minutes"
            ),
            models.CheckConstraint(
                condition=Q(helpers__range=(1, MOST_HELPERS)), name="help_request_helpers"
            ),
            models.CheckConstraint(
                condition=Q(rrule="", last_on__isnull=True)
                | Q(rrule__regex=r"^FREQ=(DAILY|WEEKLY|MONTHLY)(;|$)"),
                name="help_request_series",
            ),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
                name="help_request_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | Q(rrule=""), name="help_request_date_is_no_series"
            ),
            models.CheckConstraint(
                condition=Q(language_essential=False) | ~Q(language=""),
                name="help_request_essential_language",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=False) | Q(state__in=["new", "withdrawn", "not_solved"]),
                name="help_request_opened",
            ),
            models.CheckConstraint(
                condition=_ENDED & Q(closed_at__isnull=False) | ~_ENDED & Q(closed_at__isnull=True),
                name="help_request_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_solved") | ~Q(outcome_text=""), name="help_request_says_why_not"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(state="withdrawn"), name="help_request_merged"
            ),
            models.CheckConstraint(
                condition=Q(taken_up_by__isnull=True, taken_up_at__isnull=True)
                | Q(taken_up_by__isnull=False, taken_up_at__isnull=False),
                name="help_request_taken_up",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "neighbourhood", "opened_at"],
                condition=Q(state__in=sorted(course.SOUGHT)),
                name="help_request_sought",
            ),
            models.Index(
                F("municipality"),
                PRESSING.desc(),
                F("opened_at"),
                F("id"),
                condition=Q(state__in=LISTED),
                name="help_request_board",
            ),
            models.Index(fields=["municipality", "state"], condition=~_ENDED, name="help_request_going"),
            models.Index(fields=["municipality", "closed_at"], name="help_request_ended"),
            models.Index(
                fields=["phone", "kind"], condition=~Q(phone="") & ~_ENDED, name="help_request_double"
            ),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="help_request_of_phone"),
            models.Index(
                fields=["resident"], condition=Q(resident__isnull=False), name="help_request_of_resident"
            ),
            models.Index(
                fields=["municipality", "last_on"], condition=~Q(rrule=""), name="help_request_series_on"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_on}"

    @property
    def repeats(self) -> bool:
        """Whether it is a series."""
        return bool(self.rrule)

    def day_is_over(self, today: dt.date) -> bool:
        """Tell whether the one day on which it was asked is past; a series goes on."""
        return not self.repeats and self.first_on < today

    @property
    def ended(self) -> bool:
        """Whether nothing more is to be done."""
        return self.state in course.ENDED

    @property
    def tier(self) -> int:
        """How much it goes before others: 2 for urgent without anybody else, 1 for either, 0 for neither."""
        return int(self.urgent) + int(self.no_network)

    @property
    def told_for_helper(self) -> bool:
        """Whether its words are for whoever helps; a professional's are about care. Of a date: those of its series."""
        asked = self.part_of or self
        return asked.channel != Channel.WORKER and asked.case_id is None and asked.report_id is None

    @property
    def who(self) -> str:
        """For whom it is, as one would say it."""
        return self.resident.name if self.resident is not None else self.name


class RequestStep(models.Model):
    """One thing that happened to a request: what, when, by whom. Never changed: the next one follows it."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("binnengekomen")
        OPENED = "opened", _("iemand gezocht")
        EDITED = "edited", _("gewijzigd")
        OFFERED = "offered", _("aan iemand gevraagd")
        DECLINED = "declined", _("iemand kan niet")
        EXPIRED = "expired", _("iemand antwoordde niet op tijd")
        ACCEPTED = "accepted", _("iemand komt")
        HANDED_BACK = "handed_back", _("teruggegeven")
        NO_SHOW = "no_show", _("niet gekomen")
        DONE = "done", _("gedaan")
        DATE_DONE = "date_done", _("een keer gedaan")
        WIDENED = "widened", _("verder gezocht")
        CALLED = "called", _("iemand van ons gevraagd")
        TAKEN_UP = "taken_up", _("opgepakt door een professional")
        NOTE = "note", _("notitie")
        REQUESTER_TOLD = "requester_told", _("de aanvrager weet het")
        MERGED = "merged", _("samengevoegd")
        WITHDRAWN = "withdrawn", _("ingetrokken")
        NOT_SOLVED = "not_solved", _("niet gelukt")
        SIGN = "sign", _("gezien")
        WORRY = "worry", _("iemand maakt zich zorgen")

    municipality = walled_municipality()
    request = models.ForeignKey(
        HelpRequest, models.PROTECT, related_name="steps", db_constraint=False
    )  # walled: 0002, and goes with its request
    kind = models.CharField(_("wat"), max_length=16, choices=Kind)
    text = models.CharField(_("tekst"), max_length=1000, blank=True)
    state = models.CharField(_("stand daarna"), max_length=16, choices=State)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(_("wanneer"))
    token = models.UUIDField(null=True, unique=True)

    objects = OfRequestQuerySet["RequestStep"].as_manager()

    class Meta:
        verbose_name = _("stap van een hulpvraag")
        verbose_name_plural = _("stappen van hulpvragen")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["note", "not_solved"]) | ~Q(text=""), name="request_step_filled"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.kind}"


class EscalationStep(models.Model):
    """One moment on the clock of a request: when it comes, to whom it came, and whether they did something."""

    class Kind(models.TextChoices):
        WIDEN = clock.Step.WIDEN.value, _("verder zoeken")
        COORDINATOR = clock.Step.COORDINATOR.value, _("de coördinator")
        WORKER = clock.Step.WORKER.value, _("de eigen werker")
        DUTY = clock.Step.DUTY.value, _("de dienst")

    municipality = walled_municipality()
    request = models.ForeignKey(
        HelpRequest, models.PROTECT, related_name="clock", db_constraint=False, db_index=False
    )  # walled: 0002, and goes with its request
    kind = models.CharField(_("wie"), max_length=16, choices=Kind)
    due_at = models.DateTimeField(_("op"))
    reached_at = models.DateTimeField(_("gevraagd op"), null=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("van wie"))
    # Nobody is there now: from when somebody is. None beside no owner: the roster knows nobody, so it is the leads'.
    belongs_from = models.DateTimeField(_("ligt bij de dienst vanaf"), null=True)
    done_at = models.DateTimeField(_("afgehandeld op"), null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    objects = OfRequestQuerySet["EscalationStep"].as_manager()

    class Meta:
        verbose_name = _("stap van de klok")
        verbose_name_plural = _("stappen van de klok")
        constraints = [
            models.UniqueConstraint(fields=["request", "kind"], name="escalation_once"),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(reached_at__isnull=False),
                name="escalation_owned_when_reached",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "due_at"],
                condition=Q(done_at__isnull=True, reached_at__isnull=True),
                name="escalation_to_come",
            ),
            models.Index(
                fields=["municipality", "owner"],
                condition=Q(done_at__isnull=True, reached_at__isnull=False),
                name="escalation_owned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.kind} {self.due_at:%Y-%m-%d %H:%M}"
