"""What people record: a case and what is needed, promised and delivered in it, and the policy that weighs it.

What docs/rules.md refuses is refused here by constraints, and by the triggers of migration 0003 where a row cannot
judge alone.
"""

from __future__ import annotations

import datetime as dt

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Func, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cases import rules
from cases.querysets import CaseQuerySet, OfCaseQuerySet, PolicyQuerySet
from residents.models import Resident
from wijkzorg.accounts.models import Team, User
from wijkzorg.tenancy.models import Municipality

_MEDIA = Q(medium__range=(int(rules.Medium.HOME_VISIT), int(rules.Medium.MESSAGE)))


def walled_municipality() -> models.ForeignKey[Municipality, Municipality]:
    """Return the municipality of a row whose wall (migration 0002) already proves that it exists: no second check."""
    return models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )


class Medium(models.IntegerChoices):
    """How contact was made (RULES: words); the values of rules.Medium with their Dutch names."""

    HOME_VISIT = int(rules.Medium.HOME_VISIT), _("huisbezoek")
    WALK_IN = int(rules.Medium.WALK_IN), _("inloop")
    OUTDOORS = int(rules.Medium.OUTDOORS), _("buiten")
    VIDEO = int(rules.Medium.VIDEO), _("beeldbellen")
    PHONE = int(rules.Medium.PHONE), _("telefoon")
    MESSAGE = int(rules.Medium.MESSAGE), _("bericht")


class Reason(models.TextChoices):
    """Why less is agreed than needed (RULES: what always holds)."""

    NO_CAPACITY = "no_capacity", _("geen capaciteit")
    BUDGET = "budget", _("bezuiniging")
    RESIDENTS_WISH = "residents_wish", _("wens van de bewoner")
    UNREACHABLE = "unreachable", _("niet te bereiken")
    OTHER = "other", _("anders")


class Ground(models.TextChoices):
    """On what ground a case is kept, chosen at its opening; how long that is, the room rights says."""

    WMO = "wmo", _("Wmo")
    JEUGDWET = "jeugdwet", _("Jeugdwet")
    NONE_GRANTED = "none_granted", _("geen steun toegekend")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class TargetGroup(models.Model):
    """A doelgroep of a municipality, which may have a policy of its own."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    name = models.CharField(_("naam"), max_length=200)

    class Meta:
        verbose_name = _("doelgroep")
        verbose_name_plural = _("doelgroepen")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="target_group_name_once"),
            models.UniqueConstraint(fields=["municipality", "id"], name="target_group_wall"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Policy(models.Model):
    """The numbers of the rules from a day on, for a municipality or one of its target groups (RULES: words)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    target_group = models.ForeignKey(
        TargetGroup, models.PROTECT, null=True, blank=True, related_name="policies", db_constraint=False
    )  # walled: 0002
    valid_from = models.DateField(_("geldt vanaf"))
    video = models.PositiveSmallIntegerField(_("punten beeldbellen"), default=50)
    phone = models.PositiveSmallIntegerField(_("punten telefoon"), default=40)
    message = models.PositiveSmallIntegerField(_("punten bericht"), default=20)
    threshold_percent = models.PositiveSmallIntegerField(_("drempel in procent"), default=50)
    window_intervals = models.PositiveSmallIntegerField(_("venster in keren"), default=4)
    window_min_days = models.PositiveSmallIntegerField(_("venster minstens, in dagen"), default=14)
    window_max_days = models.PositiveSmallIntegerField(_("venster hoogstens, in dagen"), default=84)
    unfindable_attempts = models.PositiveSmallIntegerField(_("onvindbaar: dagen met een poging"), default=3)
    unfindable_intervals = models.PositiveSmallIntegerField(_("onvindbaar: keren"), default=2)
    unfindable_min_days = models.PositiveSmallIntegerField(_("onvindbaar minstens, in dagen"), default=7)
    unfindable_max_days = models.PositiveSmallIntegerField(_("onvindbaar hoogstens, in dagen"), default=28)
    reason = models.TextField(_("waarom dit beleid"))
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("beleid")
        verbose_name_plural = _("beleid")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "target_group", "valid_from"],
                nulls_distinct=False,
                name="policy_one_a_day",
            ),
            models.CheckConstraint(
                condition=Q(video__range=(1, 50), phone__range=(1, 50), message__range=(1, 50)),
                name="policy_weights",
            ),
            models.CheckConstraint(condition=Q(threshold_percent__range=(50, 90)), name="policy_threshold"),
            models.CheckConstraint(
                condition=Q(
                    window_min_days__gte=14,
                    window_max_days__gte=F("window_min_days"),
                    window_intervals__gte=1,
                    unfindable_attempts__gte=1,
                    unfindable_intervals__gte=1,
                    unfindable_min_days__gte=1,
                    unfindable_max_days__gte=F("unfindable_min_days"),
                ),
                name="policy_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_group or self.municipality}: {date_format(self.valid_from, 'j F Y')}"

    @property
    def numbers(self) -> rules.Policy:
        """The policy as the rules read it."""
        return rules.Policy(
            video=self.video,
            phone=self.phone,
            message=self.message,
            threshold_percent=self.threshold_percent,
            window_intervals=self.window_intervals,
            window_min_days=self.window_min_days,
            window_max_days=self.window_max_days,
            unfindable_attempts=self.unfindable_attempts,
            unfindable_intervals=self.unfindable_intervals,
            unfindable_min_days=self.unfindable_min_days,
            unfindable_max_days=self.unfindable_max_days,
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["uuid"])
class Case(models.Model):
    """One resident's professional support: a dossier, opened on a date, perhaps closed."""

    municipality = walled_municipality()
    # What another system knows it by; it never changes, so history need not keep it.
    uuid = models.UUIDField(_("kenmerk"), unique=True, editable=False, db_default=RandomUUID())
    ref = models.CharField(_("dossiernummer"), max_length=64)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="cases", db_constraint=False)  # 0002
    opened_on = models.DateField(_("geopend op"))
    closed_on = models.DateField(_("gesloten op"), null=True, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="cases", db_constraint=False)  # walled: 0002
    worker = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="cases")
    target_group = models.ForeignKey(
        TargetGroup, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )  # walled: 0002
    # The database's own default: an import that does not know the ground opens under the Wmo.
    ground = models.CharField(
        _("grond"), max_length=16, choices=Ground, default=Ground.WMO, db_default=Ground.WMO
    )
    token = models.UUIDField(null=True, blank=True, editable=False)  # of the form that opened it: sent once

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "ref"], name="case_ref_once"),
            models.UniqueConstraint(fields=["municipality", "id"], name="case_wall"),
            models.CheckConstraint(condition=~Q(ref=""), name="case_ref_filled"),
            models.UniqueConstraint(
                fields=["token"], condition=Q(token__isnull=False), name="case_opened_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="case_closed_after_opened",
            ),
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="case_ground"),
        ]

    def __str__(self) -> str:
        return self.ref


class RhythmVersion(models.Model):
    """A rhythm of a case from a day on: so many contacts in so many days by a medium (RULES: words)."""

    municipality = walled_municipality()
    case = models.ForeignKey(  # walled: 0002; its index is the unique one
        Case, models.PROTECT, related_name="%(class)ss", db_constraint=False, db_index=False
    )
    valid_from = models.DateField(_("geldt vanaf"))
    contacts = models.PositiveSmallIntegerField(_("aantal keer"))
    per_days = models.PositiveSmallIntegerField(_("per aantal dagen"))
    medium = models.PositiveSmallIntegerField(_("hoe"), choices=Medium)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["case", "valid_from"], name="%(class)s_one_a_day"),
            models.UniqueConstraint(fields=["municipality", "id"], name="%(class)s_wall"),
            models.CheckConstraint(
                condition=Q(contacts__gte=1, per_days__gte=F("contacts"), per_days__lte=365),
                name="%(class)s_rhythm",
            ),
            models.CheckConstraint(condition=_MEDIA, name="%(class)s_medium"),
        ]

    def __str__(self) -> str:
        return f"{self.contacts} / {self.per_days} {self.get_medium_display()}"

    @property
    def rhythm(self) -> rules.Rhythm:
        """The rhythm as the rules read it."""
        return rules.Rhythm(self.contacts, self.per_days, rules.Medium(self.medium))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Need(RhythmVersion):
    """What the professional and the resident judged necessary, from a day on."""

    reason = models.TextField(_("op welke grond"), blank=True)

    objects = OfCaseQuerySet["Need"].as_manager()

    class Meta(RhythmVersion.Meta):
        verbose_name = _("wat nodig is")
        verbose_name_plural = _("wat nodig is")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Agreement(RhythmVersion):
    """What was promised, from a day on; less than needed has a reason."""

    reason = models.CharField(_("reden"), max_length=16, choices=Reason, blank=True)
    reason_text = models.TextField(_("toelichting"), blank=True)
    review_on = models.DateField(_("opnieuw bekijken op"), null=True, blank=True)
    instead = models.TextField(_("wat ervoor in de plaats komt"), blank=True, default="", db_default="")
    residents_words = models.TextField(_("wat de bewoner ervan zei"), blank=True, default="", db_default="")
    decision = models.ForeignKey(
        "cases.Decision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        db_constraint=False,
        verbose_name=_("besluit"),
    )  # walled: own migration

    objects = OfCaseQuerySet["Agreement"].as_manager()

    class Meta(RhythmVersion.Meta):
        verbose_name = _("afspraak")
        verbose_name_plural = _("afspraken")
        indexes = [
            models.Index(
                fields=["municipality", "review_on"],
                condition=Q(review_on__isnull=False),
                name="agreement_review",
            ),
        ]
        constraints = [
            *RhythmVersion.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(reason=Reason.OTHER) | ~Q(reason_text=""), name="agreement_other_explained"
            ),
            models.CheckConstraint(
                condition=Q(review_on__isnull=True) | Q(review_on__gt=F("valid_from")),
                name="agreement_reviewed_later",
            ),
        ]


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Contact(models.Model):
    """One attempt at contact, reached or not. A new row tells its own making, so history begins at its first change."""

    municipality = walled_municipality()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="contacts", db_constraint=False, db_index=False
    )  # walled: 0002
    happened_at = models.DateTimeField(_("wanneer"))
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now, editable=False)
    worker = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    day = models.DateField(_("dag"), help_text=_("De dag van het contact in de tijdzone van de gemeente."))
    medium = models.PositiveSmallIntegerField(_("hoe"), choices=Medium)
    reached = models.BooleanField(_("gelukt"))
    note = models.TextField(_("verslag"), blank=True)
    follow_up_on = models.DateField(
        _("volgende keer"),
        null=True,
        blank=True,
        help_text=_("Een dag die de werker koos. De regels kijken er niet naar."),
    )
    token = models.UUIDField(null=True, help_text=_("Van het formulier: twee keer verstuurd telt één keer."))

    objects = OfCaseQuerySet["Contact"].as_manager()

    class Meta:
        verbose_name = _("contactmoment")
        verbose_name_plural = _("contactmomenten")
        indexes = [
            # The rules read only this index: a case's days, newest first.
            models.Index(
                F("case"), F("day").desc(), include=["medium", "reached", "municipality"], name="contact_days"
            ),
            models.Index(
                fields=["case"], condition=Q(follow_up_on__isnull=False), name="contact_with_follow_up"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["token"], condition=Q(token__isnull=False), name="contact_sent_once"
            ),
            models.CheckConstraint(condition=_MEDIA, name="contact_medium"),
            models.CheckConstraint(condition=Q(day__gte=dt.date(1900, 1, 1)), name="contact_since_1900"),
            models.CheckConstraint(
                condition=Q(follow_up_on__isnull=True) | Q(follow_up_on__gte=F("day")),
                name="contact_followed_up_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_medium_display()}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Pause(models.Model):
    """Days on which the clock stands still, both ends included; at most 42, and never beside another."""

    municipality = walled_municipality()
    case = models.ForeignKey(  # walled: 0002; its index is the unique one
        Case, models.PROTECT, related_name="pauses", db_constraint=False, db_index=False
    )
    first_day = models.DateField(_("van"))
    last_day = models.DateField(_("tot en met"))
    reason = models.TextField(_("reden"), blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfCaseQuerySet["Pause"].as_manager()

    class Meta:
        verbose_name = _("pauze")
        verbose_name_plural = _("pauzes")
        constraints = [
            models.UniqueConstraint(fields=["case", "first_day"], name="pause_starts_once"),
            models.UniqueConstraint(fields=["municipality", "id"], name="pause_wall"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="pause_ends_after_start"),
            models.CheckConstraint(
                condition=Q(last_day__lte=F("first_day") + Value(41)), name="pause_at_most_42_days"
            ),
            # A day longer than the pause: one that begins the day after would overlap it.
            ExclusionConstraint(
                name="pause_no_overlap_or_adjoin",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    (
                        Func(F("first_day"), F("last_day") + Value(1), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"
