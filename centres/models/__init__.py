"""Centres (buurtcentra), their hours, what shuts them, what they offer, and who works there.

None of it is about a resident: it is what may hang on the door.
"""

from centres.models.at_the_door import CameForNothing, DeskShift
from centres.models.days import WEEKDAYS
from centres.models.doors import Closure, OpeningException, OpeningHours
from centres.models.houses import Activity, Catchment, Centre
from centres.models.people import CentreStaff

__all__ = [
    "WEEKDAYS",
    "Activity",
    "CameForNothing",
    "Catchment",
    "Centre",
    "CentreStaff",
    "Closure",
    "DeskShift",
    "OpeningException",
    "OpeningHours",
]
