"""The public form "Ik maak me zorgen": plain words, and what keeps robots out without keeping people out.

Nobody is refused in silence: whoever fills in the field for robots, or is quicker than a person can be, reads so and
may send again; what was typed stays.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from neighbourhoods.models import Neighbourhood
from reports.forms import ReportForm, neighbourhood_field
from reports.models import About
from wijkzorg.shell.throttle import Limit, address

QUICKEST = dt.timedelta(seconds=3)  # a person takes longer to read one line
OLDEST = dt.timedelta(hours=24)  # a form that lay open for a day is a new one
# An address may be that of a whole library; a robot sends more in a minute than all of them in an hour.
LIMITS = (Limit("report-hour", 10, 3600, address), Limit("report-day", 40, 86_400, address))
_SALT = "reports.public"


def make_stamp() -> str:
    """Make the mark of a form: when it was opened and by which number it counts once, signed."""
    return signing.TimestampSigner(salt=_SALT).sign(uuid.uuid4().hex)


class PublicReportForm(ReportForm):
    """What somebody without an account tells."""

    website = forms.CharField(required=False, label=_("Laat dit leeg"), widget=forms.TextInput)
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
    read_112 = forms.BooleanField(required=False, widget=forms.HiddenInput)

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
        self.token: uuid.UUID | None = None

    def clean_website(self) -> str:
        """Refuse what only a robot fills in, in words for a person who did."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Dit vak is voor robots. Maak het leeg en verstuur opnieuw."))
        return ""

    def clean(self) -> dict[str, Any]:
        """Check when the form was opened, and that who ticked danger has read about 112."""
        cleaned = super().clean()
        signer = signing.TimestampSigner(salt=_SALT)
        try:
            number = signer.unsign(cleaned.get("stamp", ""), max_age=OLDEST)
        except signing.BadSignature:  # too old, or not ours
            self._renew()
            self.add_error(
                None, _("Dit formulier was te lang open. Kijk het na en verstuur het nog een keer.")
            )
            return cleaned
        self.token = uuid.UUID(number)
        try:
            signer.unsign(cleaned["stamp"], max_age=QUICKEST)
        except signing.SignatureExpired:
            pass
        else:
            self.add_error(None, _("Dat ging erg snel. Kijk het na en verstuur het nog een keer."))
        return cleaned

    @property
    def asks_112(self) -> bool:
        """Whether danger was ticked and the page about 112 was not shown yet."""
        return bool(self.cleaned_data.get("danger")) and not self.cleaned_data.get("read_112")

    def after_112(self) -> None:
        """Let what is sent next count as sent by somebody who read about 112."""
        self.data = {**self.data.dict(), "read_112": "on"}  # type: ignore[attr-defined]

    def _renew(self) -> None:
        self.data = {**self.data.dict(), "stamp": make_stamp()}  # type: ignore[attr-defined]


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
