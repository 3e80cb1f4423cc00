"""What a municipality decided about volunteers: how heavy help weighs, how much may be asked, when somebody else comes.

Whole numbers: weights and points in hundredths, times in the unit of their name. A new version, with its reason, holds
from its day; nothing is ever weighed with zero where that would let work or people count for nothing.
"""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from volunteers.querysets import VolunteerPolicyQuerySet
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality


def _number(label: Any, default: int) -> models.PositiveIntegerField[int, int]:
    return models.PositiveIntegerField(label, default=default)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class VolunteerPolicy(models.Model):
    """The numbers of a municipality from a day on; without one, the defaults here hold."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", editable=False)
    valid_from = models.DateField(_("geldt vanaf"))
    reason = models.TextField(_("waarom"))
    changed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(_("gewijzigd op"), editable=False)

    # How heavy an hour of each kind weighs, in hundredths.
    weight_cards = _number(_("gewicht van kaarten"), 50)
    weight_groceries = _number(_("gewicht van boodschappen"), 100)
    weight_dog = _number(_("gewicht van de hond uitlaten"), 100)
    weight_company = _number(_("gewicht van gezelschap"), 120)
    weight_distress = _number(_("gewicht van een luisterend oor"), 150)
    weight_other = _number(_("gewicht van iets anders"), 100)
    travel_km_an_hour = _number(_("kilometer per uur onderweg"), 12)

    # Elasticity. Of last week's strain so many thousandths stay; the rest comes from this week.
    strain_kept = _number(_("wat blijft van vorige week, in duizendsten"), 707)
    asks_half_life_days = _number(_("dagen waarin een vraag half zo zwaar telt"), 7)
    asks_free = _number(_("vragen die niet tellen, in honderdsten"), 100)
    ask_weight = _number(_("gewicht van een vraag, in honderdsten"), 15)
    pulse_weight = _number(_("gewicht van “te veel”, in honderdsten"), 25)
    pulse_days = _number(_("dagen dat “te veel” telt"), 14)
    rest_until = _number(_("rust tot, in honderdsten"), 20)
    roomy_from = _number(_("ruim vanaf, in honderdsten"), 50)

    # Whom to ask: what each thing costs.
    cost_distance = _number(_("kosten van afstand"), 40)
    cost_strain = _number(_("kosten van belasting"), 60)
    cost_unreliable = _number(_("kosten van niet nagekomen"), 20)
    cost_unfit = _number(_("kosten van wat niet past"), 15)
    gain_continuity = _number(_("voordeel van vorige keer ook"), 30)
    gain_bridge = _number(_("voordeel van een andere buurt"), 10)
    gain_idle = _number(_("voordeel van lang niets gedaan"), 8)
    cost_spread = _number(_("kosten van nog een taak"), 15)
    reliable_days = _number(_("dagen waarover nakomen telt"), 182)
    continuity_days = _number(_("dagen waarin samen gedaan telt"), 180)
    idle_days = _number(_("dagen zonder taak"), 14)
    late_hand_back_hours = _number(_("teruggeven telt binnen zoveel uur"), 24)

    # Who may be asked.
    vog_years = _number(_("een VOG geldt zoveel jaar"), 3)
    most_open_offers = _number(_("open vragen tegelijk"), 2)
    most_offers_a_week = _number(_("vragen per week"), 3)
    quiet_from_hour = _number(_("stil vanaf, in uren"), 21)
    quiet_until_hour = _number(_("stil tot, in uren"), 8)
    hold_minutes = _number(_("minuten dat een vraag wacht"), 240)
    hold_urgent_minutes = _number(_("minuten dat een dringende vraag wacht"), 30)
    widen_percent = _number(_("zoveel procent verder zoeken"), 150)

    # Nobody answers: hours from the moment at which a request was opened.
    urgent_worker_hours = _number(_("dringend: na zoveel uur de eigen werker"), 2)
    urgent_duty_hours = _number(_("dringend: na zoveel uur de dienst"), 4)
    widen_hours = _number(_("na zoveel uur verder zoeken"), 24)
    coordinator_hours = _number(_("na zoveel uur de coördinator"), 48)
    duty_hours = _number(_("na zoveel uur de dienst"), 72)
    no_shows = _number(_("niet gekomen: na zoveel keer een gesprek"), 2)
    no_show_days = _number(_("niet gekomen: binnen zoveel dagen"), 60)

    objects = VolunteerPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("beleid voor vrijwilligers")
        verbose_name_plural = _("beleid voor vrijwilligers")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "valid_from"], name="volunteer_policy_one_a_day"),
            models.CheckConstraint(condition=~Q(reason=""), name="volunteer_policy_says_why"),
            models.CheckConstraint(
                condition=Q(
                    weight_cards__range=(1, 1000),
                    weight_groceries__range=(1, 1000),
                    weight_dog__range=(1, 1000),
                    weight_company__range=(1, 1000),
                    weight_distress__range=(1, 1000),
                    weight_other__range=(1, 1000),
                    travel_km_an_hour__range=(3, 50),
                ),
                name="volunteer_policy_weights",
            ),
            models.CheckConstraint(
                condition=Q(
                    strain_kept__range=(1, 999),
                    asks_half_life_days__range=(1, 90),
                    asks_free__lte=1000,
                    ask_weight__range=(1, 100),
                    pulse_weight__range=(1, 100),
                    pulse_days__range=(1, 90),
                    rest_until__range=(1, 99),
                    roomy_from__range=(1, 100),
                    roomy_from__gt=F("rest_until"),
                ),
                name="volunteer_policy_elasticity",
            ),
            models.CheckConstraint(
                condition=Q(
                    cost_distance__range=(1, 1000),
                    cost_strain__range=(1, 1000),
                    cost_unreliable__range=(1, 1000),
                    cost_unfit__range=(1, 1000),
                    gain_continuity__range=(1, 1000),
                    gain_bridge__range=(1, 1000),
                    gain_idle__range=(1, 1000),
                    cost_spread__range=(1, 1000),
                    reliable_days__range=(7, 730),
                    continuity_days__range=(7, 730),
                    idle_days__range=(1, 365),
                    late_hand_back_hours__range=(1, 168),
                ),
                name="volunteer_policy_costs",
            ),
            models.CheckConstraint(
                condition=Q(
                    vog_years__range=(1, 10),
                    most_open_offers__range=(1, 10),
                    most_offers_a_week__range=(1, 20),
                    quiet_from_hour__range=(18, 23),
                    quiet_until_hour__range=(6, 11),
                    hold_minutes__range=(15, 2880),
                    hold_urgent_minutes__range=(5, 240),
                    widen_percent__range=(100, 500),
                ),
                name="volunteer_policy_limits",
            ),
            models.CheckConstraint(
                condition=Q(
                    urgent_worker_hours__range=(1, 24),
                    urgent_duty_hours__range=(1, 48),
                    urgent_duty_hours__gte=F("urgent_worker_hours"),
                    widen_hours__range=(1, 168),
                    coordinator_hours__range=(1, 336),
                    coordinator_hours__gte=F("widen_hours"),
                    duty_hours__range=(1, 336),
                    duty_hours__gte=F("coordinator_hours"),
                    no_shows__range=(1, 10),
                    no_show_days__range=(1, 365),
                ),
                name="volunteer_policy_clocks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}"

    def weight(self, kind: str) -> int:
        """Return how heavy an hour of a kind weighs, in hundredths."""
        return int(getattr(self, f"weight_{kind}"))
