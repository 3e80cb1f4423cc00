"""The Dutch words of what is wrong with a file: what it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sheets.faults import Fault, Reason

R = Reason
SAID: dict[Reason, Any] = {
    R.NO_FILE: _("Kies eerst een bestand."),
    R.EMPTY_FILE: _("Het bestand is leeg."),
    R.TOO_LARGE: _(
        "Het bestand is te groot: %(size)s MB. Lees hoogstens %(most)s rijen tegelijk in, in een bestand van 5 MB."
    ),
    R.TOO_LARGE_UNPACKED: _(
        "In dit Excel-bestand zit te veel. Zet alleen de rijen die je nodig hebt in een nieuw bestand."
    ),
    R.TOO_MANY_ROWS: _("Er staan meer dan %(most)s rijen in. Verdeel ze over meer bestanden."),
    R.OLD_EXCEL: _(
        "Dit is een oud Excel-bestand (.xls), of er zit een wachtwoord op. Sla het op als .xlsx zonder wachtwoord."
    ),
    R.OPEN_DOCUMENT: _("Dit is een OpenDocument-bestand (.ods). Sla het op als .xlsx."),
    R.MACROS: _("In dit Excel-bestand zitten macro’s. Sla het op als .xlsx, zonder macro’s."),
    R.NO_TABLE: _("Dit is geen Excel-bestand (.xlsx) en geen CSV-bestand, wat de naam ook zegt."),
    R.DAMAGED: _("Dit Excel-bestand is kapot. Open het in Excel en sla het opnieuw op als .xlsx."),
    R.NOT_UTF8: _(
        "De letters in dit bestand kunnen we niet lezen. Sla het op als “CSV UTF-8”, of als .xlsx."
    ),
    R.QUOTES: _("Vanaf hier klopt het bestand niet: een aanhalingsteken gaat open en niet dicht."),
    R.NO_ROWS: _("Onder de kopjes staat niets."),
    R.MERGED: _("De cellen %(cells)s zijn samengevoegd. Maak ze los, en zet in elke cel wat erin hoort."),
    R.NO_HEADING: _("Op de eerste rij staan niet onze kopjes. Gebruik het lege bestand hieronder."),
    R.UNKNOWN_COLUMN: _(
        "Het kopje “%(value)s” kennen we niet. Haal de kolom weg, of geef hem een naam van ons."
    ),
    R.DOUBLE_COLUMN: _("Dit kopje staat er twee keer. Haal er een weg."),
    R.MISSING_COLUMN: _("Deze kolom ontbreekt."),
    R.OUTSIDE: _("Er staat iets in een kolom zonder kopje."),
    R.EMPTY: _("Dit is leeg. Vul het in."),
    R.TOO_LONG: _("Dit is te lang: hoogstens %(most)s tekens."),
    R.FORMULA: _("Dit is een formule. Die rekenen we niet uit. Zet de uitkomst neer, als waarde."),
    R.EXCEL_ERROR: _("Excel zegt hier dat er iets fout is: %(value)s."),
    R.MANGLED: _("In “%(value)s” zijn letters verloren gegaan. Typ het opnieuw."),
    R.NOT_A_DATE: _("“%(value)s” is geen datum. Schrijf 17-03-1956."),
    R.NO_CENTURY: _("“%(value)s”: schrijf het jaar met vier cijfers, zoals 17-03-1956."),
    R.ONLY_A_YEAR: _("“%(value)s” is alleen een jaar. Schrijf de hele datum, zoals 17-03-1956."),
    R.DATE_AS_NUMBER: _(
        "“%(value)s” is een getal en geen datum. Geef de kolom in Excel de vorm Datum, of schrijf 17-03-1956."
    ),
    R.NOT_A_TIME: _("“%(value)s” is geen tijd. Schrijf 14:30."),
    R.ZERO_EATEN: _(
        "“%(value)s”: de nul vooraan is weg, want Excel zag er een getal in. "
        "Geef de kolom de vorm Tekst en typ het nummer opnieuw, met de nul."
    ),
    R.NOT_A_PHONE: _("“%(value)s” is geen telefoonnummer. Schrijf het met het netnummer, zoals 06 12345678."),
    R.LETTERS_MISSING: _("“%(value)s”: de twee letters van de postcode ontbreken. Schrijf 1234 AB."),
    R.NOT_A_POSTCODE: _("“%(value)s” is geen postcode. Schrijf 1234 AB."),
    R.HOUSE_IS_DATE: _(
        "“%(value)s”: Excel heeft van dit huisnummer een datum of tijd gemaakt. "
        "Geef de kolom de vorm Tekst en typ het opnieuw, zoals 12-1."
    ),
    R.NOT_A_HOUSE_NUMBER: _("“%(value)s” is geen huisnummer. Schrijf 12 of 12-b."),
    R.NOT_YES_OR_NO: _("“%(value)s”: schrijf ja of nee."),
    R.NOT_A_CHOICE: _("“%(value)s” kennen we niet. Kies uit: %(choices)s."),
    R.NOT_A_NUMBER: _("“%(value)s”: schrijf een getal van %(least)s tot %(most)s."),
    R.NOT_AN_EMAIL: _("“%(value)s” is geen e-mailadres."),
    R.TWICE: _("Dit is dezelfde als rij %(first)s. Haal er een weg."),
    R.NOT_OURS: _("%(name)s hoort niet bij jouw buurten. Daarvoor is een ander buurtcentrum."),
    R.UNKNOWN_PLACE: _("De buurt “%(value)s” kennen we niet."),
    R.WHICH_PLACE: _("We weten niet in welke buurt dit is. Vul de buurt in."),
    R.SAID: _("%(said)s"),
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One line of what is wrong: in which row, in which column, and why."""

    row: int
    column: str
    why: str


def of(faults: Iterable[Fault]) -> list[Wrong]:
    """Return faults as they are shown."""
    return [Wrong(fault.row, fault.column, str(SAID[fault.reason]) % dict(fault.values)) for fault in faults]
