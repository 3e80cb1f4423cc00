"""The Dutch words of hours, days away and gaps: said once for the board and its pages."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import phrases
from roster.capacity import Minutes
from roster.cover import Cover, Gap, Member
from roster.models import Absence


def hours(minutes: int) -> str:
    """Say minutes as hours with one decimal: "28,5"; the sums are made with the minutes themselves."""
    tenths = (abs(minutes) * 10 + 30) // 60
    whole, part = divmod(tenths, 10)
    return f"{whole},{part}" if part else str(whole)


def counted_in_hours(minutes: int) -> str:
    """Say how long something takes: "1,5 uur", "45 minuten"."""
    if minutes >= 60 and minutes % 6 == 0:
        return _("%(hours)s uur") % {"hours": hours(minutes)}
    return ngettext("%(count)s minuut", "%(count)s minuten", minutes) % {"count": minutes}


def reckoned_with(minutes: Minutes) -> str:
    """Say what a contact takes by each medium."""
    return _(
        "Gerekend met %(home_visit)s per huisbezoek, %(outdoors)s voor buiten afspreken, %(walk_in)s voor inloop, "
        "%(video)s voor beeldbellen, %(phone)s per telefoontje en %(message)s per bericht, met reistijd en vastleggen. "
        "Een dossier in pauze vraagt nu geen uren."
    ) % {
        name: counted_in_hours(getattr(minutes, name))
        for name in ("home_visit", "outdoors", "walk_in", "video", "phone", "message")
    }


def span(first: dt.date, last: dt.date | None, today: dt.date) -> str:
    """Say some days: "sinds ma 9 mrt", "do 26 mrt", "ma 30 mrt t/m vr 10 apr", "vanaf ma 30 mrt"."""
    words = {"first": phrases.short_day(first, today)}
    if last is None:
        return (_("sinds %(first)s") if first <= today else _("vanaf %(first)s")) % words
    if first == last:
        return words["first"]
    return _("%(first)s t/m %(last)s") % {**words, "last": phrases.short_day(last, today)}


def away(absence: Absence, today: dt.date) -> str:
    """Say why and when somebody is away: for their lead."""
    return f"{absence.get_kind_display()} {span(absence.first_day, absence.last_day, today)}"


def gap(why: Gap, member: Member | None, today: dt.date) -> str:
    """Say why nobody takes care of a case."""
    who = {"who": member.user if member else "–"}
    if why == Gap.NONE:
        return _("Heeft nog geen medewerker.")
    if why == Gap.AWAY:
        return _("%(who)s is afwezig en niemand vervangt.") % who
    last = member.last_day if member else None
    if last is None or last >= today:
        return _("%(who)s werkt niet meer in dit team.") % who
    return _("%(who)s werkt hier niet meer sinds %(day)s.") % {
        **who,
        "day": date_format(last + dt.timedelta(days=1), "j F"),
    }


def initials(name: str) -> str:
    """Say somebody in a small space: the first letters of the first and last word that have a capital."""
    words = [word for word in name.split() if word[:1].isupper()] or name.split() or ["?"]
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()


def stands_in_for(known: Cover, user_id: int, today: dt.date) -> list[str]:
    """Say for whom somebody stands in today, and until when."""
    said = []
    for other in known.members.values():
        row = known.stand_in(other.user.pk, today)
        if row is not None and row.user_id == user_id:
            absence = other.absence(today)
            ends = [day for day in (row.last_day, absence.last_day if absence else None) if day is not None]
            words = {"who": other.user, "day": phrases.short_day(min(ends), today) if ends else ""}
            said.append((_("vervangt %(who)s t/m %(day)s") if ends else _("vervangt %(who)s")) % words)
    return said
