"""What an administrator does to subscriptions and deliveries: what it will do is said first, with its numbers."""

from __future__ import annotations

import abc
import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.events import actions, words
from wijkzorg.events.kinds import ALL
from wijkzorg.events.models import Delivery, Subscription
from wijkzorg.shell.form_fields import DayAndHourField
from wijkzorg.tenancy.deeds import Deed, Line

_KEPT = dt.timedelta(days=30)


class _Logged(Deed):
    """A deed whose verb writes no line in the log itself."""

    kind: str

    def do(self, row: Any, by: Any, now: dt.datetime) -> None:
        """Do it, and log it."""
        self.act(row, now)
        log_event(
            action=Action.WRITE,
            municipality_id=row.municipality_id,
            user_id=by.pk,
            object_kind=f"events.{self.kind}",
            object_id=row.pk,
        )

    @abc.abstractmethod
    def act(self, row: Any, now: dt.datetime) -> None:
        """Do it."""


class Hold(_Logged):
    """Hold subscriptions still."""

    kind = "pause"
    title = gettext_lazy("Abonnementen stilzetten")
    button = gettext_lazy("Zet stil")

    def line(self, row: Subscription) -> Line:
        """Say that nothing goes out and nothing is lost."""
        if row.ended_at or row.paused_at:
            return Line(row.name, words.standing(row), done=False)
        return Line(
            row.name,
            _("Er gaat niets meer uit tot iemand het hervat. Wat gebeurt, wordt dertig dagen bewaard."),
        )

    def act(self, row: Subscription, now: dt.datetime) -> None:
        """Hold it still."""
        actions.pause(subscription=row, why=Subscription.Why.BY_HAND, now=now)


class Resume(_Logged):
    """Go on."""

    kind = "resume"
    title = gettext_lazy("Abonnementen hervatten")
    button = gettext_lazy("Hervat")

    def line(self, row: Subscription) -> Line:
        """Say how much goes out."""
        if row.ended_at:
            return Line(row.name, words.standing(row), done=False)
        waiting = row.deliveries.waiting().count()
        said = ngettext(
            "%(count)s bericht dat wacht gaat nu uit.",
            "%(count)s berichten die wachten gaan nu uit.",
            waiting,
        ) % {"count": waiting}
        if not waiting:
            said = _("Er wacht niets; wat vanaf nu gebeurt, gaat uit.")
        if row.to_confirm:
            said = f"{_('Eerst krijgt het adres de vraag of het instemt.')} {said}"
        return Line(row.name, said)

    def act(self, row: Subscription, now: dt.datetime) -> None:
        """Resume it."""
        actions.resume(subscription=row, now=now)


class SinceForm(forms.Form):
    """From which moment."""

    since = DayAndHourField(
        label=gettext_lazy("Vanaf"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M"],
        help_text=gettext_lazy(
            "Kies je een ander moment, dan staat hier eerst weer wat er dan gaat gebeuren."
        ),
        error_messages={
            "required": gettext_lazy("Kies een moment."),
            "invalid": gettext_lazy("Dit is geen moment, zoals 31-12-2026 09:00."),
        },
    )
    looked_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_since(self) -> dt.datetime:
        """Refuse a moment that is to come, or of which nothing is kept."""
        since: dt.datetime = self.cleaned_data["since"]
        if since > timezone.now():
            raise ValidationError(_("Kies een moment dat al geweest is."))
        if since < timezone.now() - _KEPT:
            raise ValidationError(_("Wat langer dan dertig dagen geleden gebeurde, is er niet meer."))
        return since


class Replay(_Logged):
    """Send what happened since a moment again."""

    kind = "replay"
    title = gettext_lazy("Berichten opnieuw sturen")
    button = gettext_lazy("Stuur opnieuw")

    def __init__(self, sent: Any, now: dt.datetime) -> None:
        local = timezone.localtime(now - dt.timedelta(days=1)).replace(second=0, microsecond=0)
        self.since: dt.datetime = local
        self._looked_at = ""
        self.form = SinceForm(initial={"since": local, "looked_at": local.isoformat()})
        if sent is not None:
            told = sent.copy()
            form = SinceForm(told)
            if form.is_valid():
                self.since = form.cleaned_data["since"]
                self._looked_at = form.cleaned_data["looked_at"]
                told["looked_at"] = self.since.isoformat()  # what is shown now
            self.form = form

    def line(self, row: Subscription) -> Line:
        """Say how many go again, and since when."""
        if row.ended_at:
            return Line(row.name, words.standing(row), done=False)
        count = actions.foresee_replay(subscription=row, since=self.since)
        when = date_format(timezone.localtime(max(self.since, row.made_at)), "j F Y H:i")
        told = {"count": count, "when": when}
        if not count:
            return Line(row.name, _("Sinds %(when)s gebeurde er niets om te sturen.") % told, done=False)
        said = ngettext(
            "%(count)s bericht van sinds %(when)s gaat uit, ook als het al aankwam, met hetzelfde kenmerk.",
            "%(count)s berichten van sinds %(when)s gaan uit, ook wat al aankwam, met dezelfde kenmerken.",
            count,
        )
        said = said % told
        if row.paused_at:
            said += " " + _("Dat gebeurt zodra het abonnement is hervat.")
        elif row.to_confirm:
            said += " " + _("Dat gebeurt zodra de ontvanger instemt.")
        return Line(row.name, said)

    def act(self, row: Subscription, now: dt.datetime) -> None:
        """Send it again."""
        actions.replay(subscription=row, since=self.since, now=now)

    def seen(self) -> bool:
        """Return whether the moment is the one whose messages were counted."""
        return self._looked_at == self.since.isoformat()


class GiveUp(_Logged):
    """Stop trying to deliver some events."""

    kind = "give_up"
    title = gettext_lazy("Berichten opgeven")
    button = gettext_lazy("Geef op")

    def line(self, row: Delivery) -> Line:
        """Say what goes then."""
        name = f"{row.subscription} · {ALL[row.event.type].title}"
        if row.delivered_at or row.given_up_at:
            return Line(name, _("dit bericht wacht niet meer"), done=False)
        later = row.subscription.deliveries.waiting().filter(subject=row.subject, event_id__gt=row.event_id)
        said = _("Dit bericht wordt niet meer bezorgd.")
        if count := later.count():
            said += " " + ngettext(
                "%(count)s later bericht over hetzelfde kan dan gaan.",
                "%(count)s latere berichten over hetzelfde kunnen dan gaan.",
                count,
            ) % {"count": count}
        return Line(name, said)

    def act(self, row: Delivery, now: dt.datetime) -> None:
        """Give it up."""
        actions.give_up(delivery=row, now=now)
