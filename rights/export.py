"""What a resident gets: everything that was released, as one plain structure for the PDF and for the JSON.

The keys are described in docs/privacy.md; a change of their meaning is a new `formaat`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from residents.models import Resident
from rights import content
from rights.answering import goes_out
from rights.erasure import fates
from rights.models import DestructionItem, DestructionList, LeftOut, Review, SubjectRequest
from rights.policy import periods_of

FORMAT = "wijkzorg-inzage/1"


def inzage(request: SubjectRequest, resident: Resident, number: str, now: dt.datetime) -> dict[str, Any]:
    """Put together what goes out, now: of each case only what its team lead released, as it was then.

    `number` is what goes out of the citizen number: who makes the file may or may not read that.
    """
    municipality = request.municipality
    reviews = request.reviews.select_related(
        "case__team__organisation", "case__worker", "case__target_group"
    ).order_by("pk")
    periods = periods_of(municipality.pk)
    return {
        "formaat": FORMAT,
        "gemeente": municipality.name,
        "opgesteldOp": now.astimezone(municipality.zone).isoformat(timespec="minutes"),
        "verzoekVan": request.received_on.isoformat(),
        "naam": resident.name,
        "bewoner": [
            {"wat": label, "waarde": value}
            for label, value in content.of_resident(resident, number, municipality.zone)
        ],
        "dossiers": [_case(review) for review in reviews],
        "wieKeek": [
            {"opMoment": look.at.isoformat(timespec="seconds"), "wanneer": look.when, "wie": look.who}
            | {"wat": look.what}
            for look in content.lookers(municipality.pk, resident.pk, municipality.zone)
        ],
        "uitleg": _explained(periods.wmo, periods.jeugdwet, periods.none_granted),
    }


def _case(review: Review) -> dict[str, Any]:
    case = review.case
    parts, since = (
        goes_out(review, content.of_case(case, review.municipality.zone))
        if review.decision == Review.Decision.RELEASED
        else ([], 0)
    )
    reasons = Counter(row.why for row in review.left_out.all()) if parts else Counter()
    return {
        "dossiernummer": case.ref,
        "organisatie": case.team.organisation.name,
        "team": case.team.name,
        "geweigerd": review.reason if review.decision == Review.Decision.REFUSED else "",
        "onderdelen": [
            {
                "soort": str(content.SECTIONS[part.section]),
                "dag": part.day.isoformat(),
                "wanneer": part.when,
                "wat": part.title,
                "wie": part.who,
                "tekst": part.text,
            }
            for part in parts
        ],
        "weggelaten": [
            {"waarom": str(LeftOut.Why(why).label), "aantal": count} for why, count in sorted(reasons.items())
        ],
        "sindsDeBeoordeling": since,
    }


def _explained(wmo: int, jeugdwet: int, none_granted: int) -> list[str]:
    """Say what AVG art. 15.1 asks: why, for whom, how long, and what the resident can do."""
    words = {"wmo": wmo, "jeugdwet": jeugdwet, "none": none_granted}
    return [
        _("We bewaren deze gegevens om jou hulp te geven en om te zien of die hulp er echt komt."),
        _(
            "Je eigen team ziet je dossier. Anderen zien het niet, of alleen met een reden die we opschrijven."
        ),
        _("Hulp uit de Wmo bewaren we %(wmo)s jaar nadat iets is opgeschreven.") % words,
        _("Jeugdhulp bewaren we %(jeugdwet)s jaar nadat de hulp is gestopt.") % words,
        _("Is er geen steun toegekend? Dan bewaren we het %(none)s jaar na sluiten.") % words,
        _("De gegevens komen van jezelf en van de mensen die je helpen."),
        _("Een computer telt contacten en waarschuwt als er te weinig zijn. Mensen beslissen."),
        _("Klopt er iets niet? Je mag vragen om verbetering, of om iets te verwijderen."),
        _("Niet tevreden? Je kunt klagen bij de Autoriteit Persoonsgegevens."),
    ]


def letter(request: SubjectRequest, now: dt.datetime) -> dict[str, Any]:
    """Put together the answer to a request to correct or to erase, as a letter."""
    municipality = request.municipality
    today = municipality.day_of(now)
    resident = Resident.objects.filter(pk=request.resident_id).first()
    lines: list[dict[str, str]] = []
    if request.kind == SubjectRequest.Kind.ERASURE:
        gone = DestructionItem.objects.filter(
            list__request=request, list__state=DestructionList.State.CARRIED_OUT, outcome="destroyed"
        )
        lines += [_gone(item) for item in gone.order_by("pk")]
        judged = fates(
            municipality.pk, request.resident_id, periods_of(municipality.pk), today, municipality.zone
        )
        lines += [{"kop": _("Dossier %(ref)s blijft") % {"ref": f.case.ref}, "tekst": f.why} for f in judged]
    else:
        for review in request.reviews.select_related("case").order_by("pk"):
            head = _("Dossier %(ref)s: %(decision)s") % {
                "ref": review.case.ref,
                "decision": review.get_decision_display() or _("nog niet besloten"),
            }
            lines.append({"kop": head, "tekst": review.reason or request.statement})
    return {
        "gemeente": municipality.name,
        "datum": date_format(today, "j F Y"),
        "naam": resident.name if resident else "",
        "onderwerp": str(request.get_kind_display()),
        "ontvangen": date_format(request.received_on, "j F Y"),
        "regels": lines,
        "antwoord": request.outcome,
    }


def _gone(item: DestructionItem) -> dict[str, str]:
    total = sum(item.counts.values())
    head = (
        _("Dossier nummer %(pk)s is vernietigd") % {"pk": item.case_id}
        if item.case_id
        else _("Je gegevens zijn vernietigd")
    )
    return {
        "kop": head,
        "tekst": _("%(count)s gegevens zijn weg, ook uit de geschiedenis.") % {"count": total},
    }


def proof(destruction: DestructionList) -> dict[str, Any]:
    """Put together the proof of a list: tombstones, who and when, digests; numbers and no names of residents."""
    zone = destruction.municipality.zone
    items = destruction.items.select_related("off_by", "tombstone").order_by("pk")

    def at(moment: dt.datetime | None) -> str:
        return date_format(moment.astimezone(zone), "j F Y, H:i") if moment else ""

    return {
        "formaat": "wijkzorg-vernietiging/1",
        "gemeente": destruction.municipality.name,
        "lijst": destruction.pk,
        "aanleiding": str(destruction.get_cause_display()),
        "gemaakt": at(destruction.made_at),
        "termijnen": destruction.periods,
        "nagekekenDoor": str(destruction.reviewed_by or ""),
        "nagekeken": at(destruction.reviewed_at),
        "goedgekeurdDoor": str(destruction.approved_by or ""),
        "goedgekeurd": at(destruction.approved_at),
        "vernietigd": at(destruction.carried_out_at),
        "kenmerk": destruction.digest,
        "dossiers": [
            {
                "dossier": item.case_id,
                "heleDossier": item.whole,
                "grond": str(item.get_ground_display()),
                "jaren": item.years,
                "aantal": sum(item.counts.values()),
                "aantallen": item.counts,
                "uitkomst": str(item.get_outcome_display())
                if item.off_at is None
                else _("langer bewaard: %(reason)s") % {"reason": item.off_reason},
                "kenmerk": item.digest,
            }
            for item in items
        ],
    }
