"""The public form "Ik maak me zorgen", in plain words; what keeps robots out stands in wijkzorg.shell.guarded_forms."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from neighbourhoods.models import Neighbourhood
from reports.forms import ReportForm, neighbourhood_field
from reports.models import About
from wijkzorg.shell.guarded_forms import GuardedForm, limits, make_stamp

LIMITS = limits("report")
_SALT = "reports.public"


class PublicReportForm(GuardedForm, ReportForm):
    """What somebody without an account tells."""

    def __init__(self, data: Any = None, *, among: QuerySet[Neighbourhood]) -> None:
        super().__init__(data, initial={"stamp": make_stamp(), "about": About.PERSON})
        self.fields["neighbourhood"] = neighbourhood_field(among, _("In welke buurt?"), _("Kies de buurt."))
        self.order_fields(self.field_order)
        labels = {
            "topic": _("Wat speelt er op die plek?"),
            "subject": _("Wie is het, of welke plek?"),
            "text": _("Wat ziet of hoort u?"),
            "danger": _("Er is nu gevaar"),
            "reporter_name": _("Uw naam"),
            "reporter_phone": _("Uw telefoonnummer"),
            "reporter_email": _("Uw e-mailadres"),
            "reporter_protected": _("Vertel niemand wie ik ben"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["text"].error_messages["required"] = _("Vertel wat u ziet of hoort.")


def sign_answer(*, starts: dt.datetime | None, on_duty: bool, by: dt.date, danger: bool, mail: bool) -> str:
    """Put what the page of thanks says into its address: when somebody reads it, and nothing of what was sent."""
    said = {
        "s": starts.isoformat() if starts else "",
        "o": on_duty,
        "b": by.isoformat(),
        "d": danger,
        "m": mail,
    }
    return signing.dumps(said, salt=f"{_SALT}.thanks")


def read_answer(request: HttpRequest) -> dict[str, Any] | None:
    """Read what sign_answer put there; None for what is not ours."""
    try:
        said: dict[str, Any] = signing.loads(request.GET.get("wanneer", ""), salt=f"{_SALT}.thanks")
    except signing.BadSignature:
        return None
    return {
        "starts": dt.datetime.fromisoformat(said["s"]) if said["s"] else None,
        "on_duty": said["o"],
        "by": dt.date.fromisoformat(said["b"]),
        "danger": said["d"],
        "mail": said["m"],
    }
