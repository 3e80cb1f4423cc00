"""The numbers of a municipality's policy, as the pure modules want them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from volunteers import elasticity, matching
from volunteers.models import Kind, VolunteerPolicy
from volunteers.policies import policy_on
from wijkzorg.tenancy.models import Municipality


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is decided on a day: of elasticity, of asking, and how heavy each kind weighs, in percent."""

    elastic: elasticity.Policy
    asking: matching.Policy
    weights: Mapping[str, int]
    widen_percent: int
    late_hours: int


def numbers_of(municipality: Municipality, day: dt.date) -> Numbers:
    """Return the numbers that hold on a day: those of the latest version, else the defaults."""
    return numbers(policy_on(municipality.pk, day))


def numbers(version: VolunteerPolicy) -> Numbers:
    """Return the numbers of a version."""
    return Numbers(
        elastic=elasticity.Policy(
            travel_kmh=version.travel_km_an_hour,
            strain_kept_thousandths=version.strain_kept,
            fatigue_percent=version.ask_weight,
            fatigue_free_percent=version.asks_free,
            fatigue_half_life_days=version.asks_half_life_days,
            pulse_percent=version.pulse_weight,
            pulse_days=version.pulse_days,
            rest_until_percent=version.rest_until,
            roomy_percent=version.roomy_from,
        ),
        asking=matching.Policy(
            vog_years=version.vog_years,
            open_offers=version.most_open_offers,
            week_offers=version.most_offers_a_week,
            quiet_from=dt.time(version.quiet_from_hour),
            quiet_until=dt.time(version.quiet_until_hour),
            reliability_days=version.reliable_days,
            continuity_days=version.continuity_days,
            idle_days=version.idle_days,
            distance=version.cost_distance,
            strain=version.cost_strain,
            unreliable=version.cost_unreliable,
            unfit=version.cost_unfit,
            continuity=version.gain_continuity,
            bridge=version.gain_bridge,
            idle=version.gain_idle,
            further=version.cost_spread,
        ),
        weights={kind: version.weight(kind) for kind in Kind.values},
        widen_percent=version.widen_percent,
        late_hours=version.late_hand_back_hours,
    )
