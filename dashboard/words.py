"""The Dutch words of numbers, periods and differences, said once for screen, paper and spreadsheet."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from municipalities.definitions import Unit

NO_BREAK = "\N{NO-BREAK SPACE}"


def number(value: int) -> str:
    """Write a whole number as it is written here: 12.500."""
    return f"{value:,}".replace(",", ".").replace("-", "\N{MINUS SIGN}")


def with_unit(value: int | None, unit: Unit) -> str:
    """Write a number with its unit; a hidden one as such, and nothing of why."""
    return hidden() if value is None else f"{number(value)}{of_unit(unit)}"


def of_unit(unit: Unit) -> str:
    """Return what stands behind a number; persons and things are counted without a word."""
    if unit is Unit.PERCENT:
        return f"{NO_BREAK}%"
    said = {Unit.POINTS: _("punten"), Unit.DAYS: _("dagen"), Unit.HOURS: _("uur")}.get(unit, "")
    return f"{NO_BREAK}{said}" if said else ""


def hidden() -> str:
    """Say that a number is not shown."""
    return _("afgeschermd")


def unpublished() -> str:
    """Say that there is no such number at this level or in this period."""
    return _("niet gepubliceerd")


def day(on: dt.date) -> str:
    """Write a day: 23 november 2026."""
    return date_format(on, "j F Y")


def period(begins: dt.date, ends: dt.date) -> str:
    """Name a period whose end is not in it; a stock, which has no length, by its day."""
    last = ends - dt.timedelta(days=1)
    if begins == ends:
        return _("stand op %(day)s") % {"day": day(begins)}
    if (ends - begins).days == 7 and begins.weekday() == 0:
        first = date_format(begins, "j" if begins.month == last.month else "j F")
        return _("week %(week)s, %(first)s tot en met %(last)s") % {
            "week": begins.isocalendar().week,
            "first": first,
            "last": day(last),
        }
    if begins.day == ends.day == 1:
        if _months(begins, ends) == 1:
            return date_format(begins, "F Y")
        if _months(begins, ends) == 3 and begins.month % 3 == 1:
            months = f"{date_format(begins, 'F')} {_('tot en met')} {date_format(last, 'F')}"
            return _("%(quarter)se kwartaal van %(year)s (%(months)s)") % {
                "quarter": begins.month // 3 + 1,
                "year": begins.year,
                "months": months,
            }
    return _("%(first)s tot en met %(last)s") % {"first": day(begins), "last": day(last)}


def in_list(begins: dt.date, ends: dt.date) -> str:
    """Name a period in a list to choose from, where what stands between brackets would be cut off."""
    return period(begins, ends).partition(" (")[0]


def short(begins: dt.date, ends: dt.date) -> str:
    """Name a period in a narrow column."""
    if begins == ends:
        return date_format(begins, "j b Y")
    if (ends - begins).days == 7 and begins.weekday() == 0:
        year, week, _weekday = begins.isocalendar()
        return _("week %(week)s, %(year)s") % {"week": week, "year": year}
    if begins.day == ends.day == 1 and _months(begins, ends) == 1:
        return date_format(begins, "b Y")
    if begins.day == ends.day == 1 and _months(begins, ends) == 3:
        return _("%(quarter)se kwartaal %(year)s") % {
            "quarter": begins.month // 3 + 1,
            "year": begins.year,
        }
    return f"{date_format(begins, 'j b Y')} – {date_format(ends - dt.timedelta(days=1), 'j b Y')}"


def _months(begins: dt.date, ends: dt.date) -> int:
    return 12 * (ends.year - begins.year) + ends.month - begins.month


def heading_period() -> str:
    """Return the heading of a column of periods."""
    return _("Periode")


def heading_edition() -> str:
    """Return the heading of a column of editions."""
    return _("Editie")


def capital(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]


def month(on: dt.date) -> str:
    """Name the month of a day on an axis; a January with its year."""
    return date_format(on, "Y" if on.month == 1 else "b")


def protection() -> str:
    """Say what is done to the numbers, so that they betray nobody; never why one of them is hidden."""
    return _(
        "Kleine aantallen tonen we niet, ook geen nul: daar staat ‘afgeschermd’. Wat we wel tonen is afgerond, meestal"
        " op 5. Waar een afgeschermd cijfer uit andere cijfers te halen zou zijn, schermen we er nog een af. Waarom één"
        " cijfer is afgeschermd, zeggen we niet. Aandelen rekenen we uit de afgeronde cijfers."
    )


def absence() -> str:
    """Say what it is that a number was not published, which is something else than that it is hidden."""
    return _(
        "Staat er ‘niet gepubliceerd’, dan is dit cijfer er voor dit gebied of deze periode niet, of nog niet. Ook dat"
        " zegt niet of het veel of weinig is."
    )


def heading_figure() -> str:
    """Return the heading of a column of figures."""
    return _("Cijfer")


def heading_now() -> str:
    """Return the heading of a column of the newest numbers."""
    return _("Nu")


def heading_before() -> str:
    """Return the heading of a column of the first numbers that are shown."""
    return _("Was")
