"""What is needed, what is promised and when the clock stands still, recorded by a system of the organisation."""

from __future__ import annotations

import abc
import datetime as dt
from typing import Any, ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from rest_framework.response import Response

from agreements.actions import promise
from care import sending
from care.acting import OfOrganisation, refuse_waiting, refused
from care.course_shapes import (
    AGREEMENT_ASKED,
    AGREEMENT_EXAMPLE,
    NAMES,
    NEED_ASKED,
    NEED_EXAMPLE,
    PAUSE_ASKED,
    PAUSE_EXAMPLE,
    AgreementAsked,
    AgreementShape,
    Asked,
    NeedAsked,
    NeedShape,
    PauseAsked,
    PauseShape,
    less_of,
    rhythm_of,
)
from care.words import CHANNELS, REASONS, word_of
from cases.changing import version_of
from cases.lifecycle import pause
from cases.models import Agreement, Case, Decision, Need, Pause
from cases.promises import assess_need
from wijkzorg.clients.scopes import Scope
from wijkzorg.rest import BASE
from wijkzorg.rest.fields import Shape
from wijkzorg.rest.operations import Operation

_AT_ONCE = (
    "Het telt meteen mee: de stand en de signaleringen van het dossier zijn bijgewerkt als u antwoord krijgt."
)
_LEAD = "Dat bevestigt een teamleider: het wordt geweigerd (409), en iemand van het team legt het op het scherm vast."


class OfDossier(OfOrganisation, abc.ABC):
    """What is added to a case of the organisation; another's is not there."""

    name = "dossiers"
    scope = Scope.CONTACTS
    # A refusal tells whether a flag is open: only to whoever may read that.
    scopes: ClassVar[dict[str, Any]] = {"POST": (Scope.CONTACTS, Scope.CASES)}
    asks: ClassVar[type[Asked]]
    tells: ClassVar[type[Shape]]
    model: ClassVar[str]

    @abc.abstractmethod
    def write(self, case: Case, asked: dict[str, Any], now: dt.datetime) -> Need | Agreement | Pause:
        """Do it, by the verb; raises ValidationError."""

    @abc.abstractmethod
    def told(self, row: Any) -> dict[str, Any]:
        """Return what was recorded, of its row in the history."""

    def post(self, *_args: Any, uuid: Any, **_kwargs: Any) -> Response:
        """Record it; the same request sent again is answered as the first time, whatever came of it since."""
        case = self.cases().select_related("municipality", "resident").filter(uuid=uuid).first()
        if case is None:
            raise Http404
        now, said, wrong = timezone.now(), self.said, sending.faults(self)
        if not wrong:
            taken = sending.take(self, said, now)
            if taken.answer is not None:
                return self._made(case, taken.answer["event"])
        about = {"case": case, "now": now, "actor": self.actor}
        asked = self.body(self.asks, context=about, also=wrong)
        try:
            row = self.write(case, asked, now)
        except ValidationError as error:
            raise refused(error, NAMES) from None
        refuse_waiting(row.confirmations.all())
        event = version_of(row)
        taken.keep(event=event)
        return self._made(case, event)

    def _made(self, case: Case, event: int) -> Response:
        history: Any = apps.get_model("cases", f"{self.model}Event")  # made by pghistory
        row = history.objects.filter(case_id=case.pk, pk=event).first()
        if row is None:
            raise Http404
        self.saw(object_id=case.uuid)
        told = {"dossierId": case.uuid, "vastgelegdOp": row.created_at, **self.told(row)}
        where = self.request.build_absolute_uri(f"{BASE}/dossiers/{case.uuid}")
        return Response(self.tells(told).data, status=201, headers={"Location": where})


def _rhythm(row: Any) -> dict[str, Any]:
    return {
        "aantal": row.contacts,
        "perDagen": row.per_days,
        "kanaal": word_of(CHANNELS, row.medium),
        "vanafDatum": row.valid_from,
    }


def _operation(number: str, summary: str, text: str, **told: Any) -> dict[str, Operation]:
    made = Operation(
        number,
        summary,
        f"{text} {_AT_ONCE}",
        status=201,
        asks=sending.ASKS,
        errors=(404, 409),
        headers={"Location": "Waar het dossier staat."},
        **told,
    )
    return {"POST": made}


class Needs(OfDossier):
    """What is needed from a day on."""

    asks, tells, model = NeedAsked, NeedShape, "Need"
    operations = _operation(
        "behoefteVastleggen",
        "Vastleggen wat nodig is",
        f"Vanaf een dag, en op welke grond. Is het minder dan het was terwijl er een signalering openstaat? {_LEAD}",
        answer=NeedShape,
        example=NEED_EXAMPLE,
        body=NeedAsked,
        body_example=NEED_ASKED,
    )

    def write(self, case: Case, asked: dict[str, Any], now: dt.datetime) -> Need:
        """Record what is needed."""
        return assess_need(
            actor=self.actor,
            case=case,
            valid_from=asked["vanafDatum"],
            rhythm=rhythm_of(asked),
            reason=asked["reden"].strip(),
            now=now,
        )

    def told(self, row: Any) -> dict[str, Any]:
        """Return it with its ground."""
        return {**_rhythm(row), "reden": row.reason}


class Agreements(OfDossier):
    """What is promised from a day on."""

    asks, tells, model = AgreementAsked, AgreementShape, "Agreement"
    operations = _operation(
        "afspraakVastleggen",
        "Vastleggen wat is afgesproken",
        "Vanaf een dag. Is het minder dan nodig, dan staat erbij waarom, tot wanneer, wat ervoor in de plaats komt en"
        f" wat de bewoner zei. Is het zo weinig dat het afgeschaald heet? {_LEAD}",
        answer=AgreementShape,
        example=AGREEMENT_EXAMPLE,
        body=AgreementAsked,
        body_example=AGREEMENT_ASKED,
    )

    def write(self, case: Case, asked: dict[str, Any], now: dt.datetime) -> Agreement:
        """Record what is promised, and the decision where it is a new one."""
        return promise(
            actor=self.actor,
            case=case,
            valid_from=asked["vanafDatum"],
            rhythm=rhythm_of(asked),
            said=less_of(asked),
            now=now,
        )

    def told(self, row: Any) -> dict[str, Any]:
        """Return it with what is said of less."""
        decision = Decision.objects.filter(pk=row.decision_id).first() if row.decision_id else None
        return {
            **_rhythm(row),
            "reden": word_of(REASONS, row.reason) if row.reason else None,
            "toelichting": row.reason_text,
            "herzieningDatum": row.review_on,
            "inPlaatsDaarvan": row.instead,
            "bewonerZei": row.residents_words,
            "besluit": decision
            and {
                "titel": decision.title,
                "genomenDoor": decision.decided_by,
                "genomenDatum": decision.decided_on,
            },
        }


class Pauses(OfDossier):
    """Days on which the clock stands still."""

    asks, tells, model = PauseAsked, PauseShape, "Pause"
    operations = _operation(
        "pauzeVastleggen",
        "Een pauze vastleggen",
        f"Met een reden. Staat er een signalering open, of is er binnen 28 dagen nog een pauze? {_LEAD}",
        answer=PauseShape,
        example=PAUSE_EXAMPLE,
        body=PauseAsked,
        body_example=PAUSE_ASKED,
    )

    def write(self, case: Case, asked: dict[str, Any], now: dt.datetime) -> Pause:
        """Record the pause."""
        return pause(
            actor=self.actor,
            case=case,
            first_day=asked["eersteDatum"],
            last_day=asked["laatsteDatum"],
            reason=asked["reden"].strip(),
            now=now,
        )

    def told(self, row: Any) -> dict[str, Any]:
        """Return it with its reason."""
        return {"eersteDatum": row.first_day, "laatsteDatum": row.last_day, "reden": row.reason}
