"""What stands on paper of a case: the words of its page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.formats import date_format

from cases import phrases
from cases.dossier import Dossier, Version
from cases.models import Case


def of_case(case: Case, shown: Dossier, today: dt.date, printed_by: str) -> dict[str, Any]:
    """Return the page of a case as plain data for the form of day.paper."""
    return {
        "naam": case.resident.name,
        "dossiernummer": case.ref,
        "vandaag": date_format(today, "j F Y"),
        "door": printed_by,
        "over": shown.about,
        "met": shown.with_whom,
        "adres": " · ".join(part for part in (case.resident.address, case.resident.phone) if part),
        "stand": shown.state,
        "nodig": shown.needed,
        "beloofd": shown.promised,
        "gekomen": shown.delivered,
        "beloofdProcent": shown.promised_percent,
        "gekomenProcent": shown.delivered_percent,
        "klokken": [
            {"titel": clock.title, "laatst": clock.last, "dreigt": f"{clock.threat}." if clock.threat else ""}
            for clock in shown.clocks
        ],
        "afspraak": shown.next_contact,
        "signalen": [
            {
                "wat": phrases.capital(card.flag.look.words),
                "zin": card.sentence,
                "sinds": phrases.capital(card.since),
                "som": card.sum.caption,
                "regels": [list(row) for row in card.sum.rows],
                "totaal": list(card.sum.total),
            }
            for card in shown.cards
        ],
        "jaar": [
            [
                month.name,
                month.needed,
                month.promised,
                month.delivered,
                str(month.seen),
                str(month.spoken),
                str(month.failed),
                month.paused,
                month.flags,
            ]
            for month in shown.year.months
        ],
        "nodigVersies": [_version(version) for version in shown.needs],
        "beloofdVersies": [_version(version) for version in shown.agreements],
        "gebeurd": [
            {"wat": event.title, "wanneer": event.when, "wie": event.who, "tekst": event.text}
            for event in shown.events
        ],
    }


def _version(version: Version) -> dict[str, str]:
    return {
        "ritme": version.rhythm,
        "vanaf": version.valid_from,
        "wie": version.who,
        "waarom": version.ground,
    }
