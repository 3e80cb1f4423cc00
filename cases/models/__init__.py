"""The heart: what people record of a case, and what the rules make of it."""

from cases.models.access import EMERGENCY_LASTS, REASON_AT_LEAST, EmergencyAccess
from cases.models.confirmations import Confirmation, Decision
from cases.models.doubles import Double
from cases.models.judgements import Flag, Reassessment, ReassessmentChunk, Standing, StandingCheck
from cases.models.records import (
    Agreement,
    Case,
    Contact,
    Ground,
    Medium,
    Need,
    Pause,
    Policy,
    Reason,
    TargetGroup,
)

__all__ = [
    "EMERGENCY_LASTS",
    "REASON_AT_LEAST",
    "Agreement",
    "Case",
    "Confirmation",
    "Contact",
    "Decision",
    "Double",
    "EmergencyAccess",
    "Flag",
    "Ground",
    "Medium",
    "Need",
    "Pause",
    "Policy",
    "Reason",
    "Reassessment",
    "ReassessmentChunk",
    "Standing",
    "StandingCheck",
    "TargetGroup",
]
