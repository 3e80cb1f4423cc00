"""What may be said of two published numbers beside each other: never more than their rounding allows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboard import words
from municipalities.definitions import Basis, Definition, Unit
from municipalities.limits import Limits


@dataclass(frozen=True, slots=True)
class Range:
    """What a shown number can be in truth: from `least` to `most`, both included."""

    shown: int
    least: int
    most: int


def of_count(shown: int | None, definition: Definition, limits: Limits) -> Range | None:
    """Return what a number that was rounded can be; what is about nobody is never rounded. None where it is hidden."""
    if shown is None:
        return None
    if definition.basis is Basis.NOBODY:
        return Range(shown, shown, shown)
    return Range(shown, *limits.said(shown))


def of_share(part: int | None, whole: int | None, shown: int | None, limits: Limits) -> Range | None:
    """Return what a percentage can be in truth, by the two rounded numbers of which it was reckoned."""
    if part is None or whole is None or shown is None or whole < limits.base:
        return None
    (part_least, part_most), (whole_least, whole_most) = limits.said(part), limits.said(whole)
    most = min(100, -(-100 * part_most // max(whole_least, 1)))
    return Range(shown, min(shown, 100 * part_least // whole_most), max(shown, most))


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more (below zero: less) one number is than another; in truth between `least` and `most`."""

    shown: int
    least: int
    most: int

    @property
    def is_sure(self) -> bool:
        """Whether the rounding leaves no doubt that there is a difference."""
        return self.least > 0 or self.most < 0


def between(before: Range | None, after: Range | None) -> Difference | None:
    """Return how much more the second is; None where one of them is hidden."""
    if before is None or after is None:
        return None
    return Difference(after.shown - before.shown, after.least - before.most, after.most - before.least)


def said(difference: Difference | None, unit: Unit, limits: Limits) -> str:
    """Say a difference in words, with what the rounding leaves open."""
    if difference is None:
        return _("verschil niet te zeggen")
    if difference.least == difference.most == 0:
        return _("gelijk")
    if not difference.is_sure:
        return (
            _("geen verschil te zien")
            if difference.shown == 0
            else _("verschil niet te zeggen: kan afronding zijn")
        )
    least, most = (words.number(one) for one in sorted((abs(difference.least), abs(difference.most))))
    more = _("meer") if difference.shown > 0 else _("minder")
    of = _("\N{NO-BREAK SPACE}procentpunt") if unit is Unit.PERCENT else words.of_unit(unit)
    if least == most:
        return f"{most}{of} {more}"
    if unit is not Unit.PERCENT and abs(difference.shown) <= limits.step:
        return _("%(least)s tot %(most)s%(of)s %(more)s: kan bijna niets zijn") % {
            "least": least, "most": most, "of": of, "more": more,
        }  # fmt: skip
    return f"{words.number(abs(difference.shown))}{of} {more} ({least} {_('tot')} {most})"
