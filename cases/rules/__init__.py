"""The contact rules of docs/rules.md in plain Python: values in, a standing out.

This is the readable reference; `assessment.py` gives the same answers set-based in SQL. Nothing here reads
the clock, a database or a setting, and all arithmetic is on integers. Each file is one part of docs/rules.md:

- words.py: Words; what a case, a rhythm, a contact, a pause and a policy are
- rhythms.py: a rhythm against a need: windows, rates, less than is needed
- pauses.py: which pauses are refused
- record.py: Time, and the four rules on any day of a case
- standing.py: `since`, `breaches_on` and `due_on`, together the standing of a case
- measures.py: the numbers behind the rules on one day
"""

from cases.rules.measures import CountedContact, Measures, measure
from cases.rules.pauses import PauseFault, refuse_pauses
from cases.rules.rhythms import (
    MILLIONTHS,
    asks_reason,
    percent_of,
    rate,
    scaled_down,
    unfindable_days,
    window_days,
)
from cases.rules.standing import HORIZON_DAYS, Flag, Standing, assess
from cases.rules.words import (
    DEFAULT_POLICY,
    Contact,
    History,
    Medium,
    Pause,
    Policy,
    PolicyVersion,
    Rhythm,
    Rule,
    Version,
)

__all__ = [
    "DEFAULT_POLICY",
    "HORIZON_DAYS",
    "MILLIONTHS",
    "Contact",
    "CountedContact",
    "Flag",
    "History",
    "Measures",
    "Medium",
    "Pause",
    "PauseFault",
    "Policy",
    "PolicyVersion",
    "Rhythm",
    "Rule",
    "Standing",
    "Version",
    "asks_reason",
    "assess",
    "measure",
    "percent_of",
    "rate",
    "refuse_pauses",
    "scaled_down",
    "unfindable_days",
    "window_days",
]
