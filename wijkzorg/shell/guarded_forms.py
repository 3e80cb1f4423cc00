"""Forms that anybody may send, without an account: what keeps robots out without keeping people out.

Nobody is refused in silence: whoever fills in the field for robots, or is quicker than a person can be, reads so and
may send again; what was typed stays. Who ticks danger reads about 112 first.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wijkzorg.shell.throttle import Limit, address, seconds_to_wait

QUICKEST = dt.timedelta(seconds=3)  # a person takes longer to read one line
OLDEST = dt.timedelta(hours=24)  # a form that lay open for a day is a new one
_SALT = "wijkzorg.guarded"


def limits(name: str, *, hour: int = 10, day: int = 40) -> tuple[Limit, ...]:
    """Return how often a form may be sent from one address, which may be that of a whole library.

    A robot sends more in a minute than all of them in an hour.
    """
    return (Limit(f"{name}-hour", hour, 3600, address), Limit(f"{name}-day", day, 86_400, address))


def make_stamp() -> str:
    """Make the mark of a form: when it was opened and by which number it counts once, signed."""
    return signing.TimestampSigner(salt=_SALT).sign(uuid.uuid4().hex)


def number_of(stamp: str) -> uuid.UUID | None:
    """Return the number of a form by its mark; None for one that is too old, or not ours."""
    try:
        return uuid.UUID(signing.TimestampSigner(salt=_SALT).unsign(stamp, max_age=OLDEST))
    except (signing.BadSignature, ValueError):
        return None


def minutes_to_wait(request: HttpRequest, some: Sequence[Limit]) -> int:
    """Count what would be kept against the limits; return in how many minutes it may be sent again, 0 for now.

    Only what would be kept is counted: whoever corrects a fault is not held up by it.
    """
    return -(-seconds_to_wait(request, some, time.time()) // 60)


def refuse(form: forms.Form, error: forms.ValidationError, names: Mapping[str, str] | None = None) -> None:
    """Put what an action refused beside the fields of a form; what is no field there, above it.

    `names` says what the form calls otherwise than the action. A field of which a fault was told already gets no other.
    """
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    told = set(form.errors)
    for said, faults in error.error_dict.items():
        name = (names or {}).get(said, said)
        if name not in told:
            form.add_error(name if name in form.fields else None, faults)


def follow(form: forms.Form, rules: Callable[[], object], names: Mapping[str, str] | None = None) -> None:
    """Let the rules of an action judge a form that was sent, so that all that is wrong is told at once.

    They get what was filled in right; `names` as in refuse().
    """
    form.is_valid()  # what is wrong by itself is told first
    try:
        rules()
    except forms.ValidationError as error:
        refuse(form, error, names)


class GuardedForm(forms.Form):
    """What stands in every such form; `token` is the number by which it counts once, after it was found valid."""

    website = forms.CharField(required=False, label=_("Laat dit leeg"), widget=forms.TextInput)
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
    read_112 = forms.BooleanField(required=False, widget=forms.HiddenInput)
    token: uuid.UUID | None = None

    def clean_website(self) -> str:
        """Refuse what only a robot fills in, in words for a person who did."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Dit vak is voor robots. Maak het leeg en verstuur opnieuw."))
        return ""

    def clean(self) -> dict[str, Any]:
        """Check when the form was opened."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
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

    def sent_before(self, rows: QuerySet[Any]) -> bool:
        """Tell whether this very form was taken in already, among the rows that came by such a form."""
        return not self.errors and rows.filter(token=self.sent_as).exists()

    @property
    def sent_as(self) -> uuid.UUID:
        """The number of a form that is valid."""
        assert self.token is not None, "a form without a stamp is not valid"
        return self.token

    @property
    def asks_112(self) -> bool:
        """Whether danger was ticked and the page about 112 was not shown yet."""
        return bool(self.cleaned_data.get("danger")) and not self.cleaned_data.get("read_112")

    def after_112(self) -> None:
        """Let what is sent next count as sent by somebody who read about 112."""
        self._fill_in("read_112", "on")

    def _renew(self) -> None:
        self._fill_in("stamp", make_stamp())

    def _fill_in(self, name: str, value: str) -> None:
        sent: Any = self.data  # a QueryDict, which keeps several values of a name
        self.data = sent.copy()
        self.data[self.add_prefix(name)] = value  # type: ignore[index]
