"""What is done about a flag, until somebody has seen the resident."""

from outreach.models.answers import FlagAnswer, SignOfLife
from outreach.models.paper import Paper, Wish
from outreach.models.search import DeskAsk, SearchPlan, SearchStep

__all__ = ["DeskAsk", "FlagAnswer", "Paper", "SearchPlan", "SearchStep", "SignOfLife", "Wish"]
