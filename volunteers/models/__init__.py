"""Who helps, who asks for help, who was asked, and what was promised.

A help request has a term of its own (docs/privacy.md), so it names a case and a resident by number, without a key.
"""

from volunteers.models.applications import Application
from volunteers.models.feeds import CalendarLink
from volunteers.models.offers import Offer, Task
from volunteers.models.people import Away, Block, Hours, TooMuch, Volunteer
from volunteers.models.policy import VolunteerPolicy
from volunteers.models.requests import Channel, Consent, EscalationStep, HelpRequest, RequestStep
from volunteers.models.rounds import MatchRound
from volunteers.models.words import DayPart, Kind, Language, Skill

__all__ = [
    "Application",
    "Away",
    "Block",
    "CalendarLink",
    "Channel",
    "Consent",
    "DayPart",
    "EscalationStep",
    "HelpRequest",
    "Hours",
    "Kind",
    "Language",
    "MatchRound",
    "Offer",
    "RequestStep",
    "Skill",
    "Task",
    "TooMuch",
    "Volunteer",
    "VolunteerPolicy",
]
