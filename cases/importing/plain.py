"""What surely right values look like, so that most lines of a long file pass in runs, without a look at each.

A pattern here says less than the reader of its column does: whatever it matches, the reader takes too, and stores as it
stands. What it does not match is not wrong for that; it is read and judged by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from cases import rules

# Nobody's clock is wrong by two days; near to now a moment is compared with it.
SURELY_PAST = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Plain:
    """The pattern of a column's surely right values (no comma, quote or line end), and what stands for some of them."""

    pattern: str
    stored: Mapping[str, str] = field(default_factory=dict)


# All in ASCII, so that as many bytes are as many characters; possessive, so that no line is tried twice.
REF = Plain(r"[!#-+\--~][ !#-+\--~]{0,63}+")
TRUTH = Plain("(?:true|false)")
MEDIUM = Plain(
    f"(?:{'|'.join(medium.code for medium in rules.Medium)})",
    {medium.code: str(int(medium)) for medium in rules.Medium},
)
_LABEL = "[a-z0-9]{1,20}+(?:-[a-z0-9]{1,20}+)?"
ADDRESS = Plain(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}+@{_LABEL}(?:\.{_LABEL}){{0,3}}")

# A 29th of February asks for its year.
_DAY = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
_OFFSET = "(?:Z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)"


def moments(now: dt.datetime) -> Plain:
    """Describe moments with an offset that lie surely before `now`, and after 1900."""
    before = (now - SURELY_PAST).date()
    days = [f"20{_up_to(before.year % 100)}-{_DAY}", f"19(?:0[1-9]|[1-9][0-9])-{_DAY}"]
    days.insert(0, f"{before.year}-(?={_up_to(before.month)}-){_DAY}")
    days.insert(0, f"{before:%Y-%m}-(?={_up_to(before.day)}T)(?:0[1-9]|1[0-9]|2[0-8])")
    return Plain(f"(?:{'|'.join(days)})T{_TIME}{_OFFSET}")


def _up_to(limit: int) -> str:
    """Match two digits that are a number below the limit."""
    tens, ones = divmod(limit, 10)
    below = [f"[0-{tens - 1}][0-9]"] if tens else []
    below += [f"{tens}[0-{ones - 1}]"] if ones else []
    return f"(?:{'|'.join(below)})" if below else "(?!)"
