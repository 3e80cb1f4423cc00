"""Ending a system's access, or one of its secrets and keys: what stops then is said first. There is no way back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wijkzorg.clients import actions
from wijkzorg.clients.models import Access, Credential
from wijkzorg.events.models import Subscription
from wijkzorg.tenancy.deeds import Deed, Line


def _over(moment: dt.datetime) -> str:
    return _("Al beëindigd op %(when)s.") % {"when": date_format(localtime(moment), "j F Y H:i")}


class EndAccess(Deed):
    """Let systems in no more."""

    title = gettext_lazy("Toegang beëindigen")
    button = gettext_lazy("Beëindig de toegang")

    def line(self, row: Access) -> Line:
        """Say what the system cannot do from then on, and what it no longer hears."""
        if row.ended_at:
            return Line(str(row), _over(row.ended_at), done=False)
        said = [_("Het systeem komt er hier meteen niet meer in.")]
        hears = Subscription.objects.filter(client=row.client.uuid, ended_at=None).count()
        if hears:
            told = ngettext(
                "%(count)s abonnement wordt opgezegd; wat daarvoor nog wacht, gaat niet meer uit.",
                "%(count)s abonnementen worden opgezegd; wat daarvoor nog wacht, gaat niet meer uit.",
                hears,
            )
            said.append(told % {"count": hears})
        said.append(_("Dit kan niet ongedaan worden gemaakt."))
        return Line(str(row), " ".join(said))

    def do(self, row: Access, by: Any, now: dt.datetime) -> None:
        """End it."""
        actions.end_access(access=row, actor=by, now=now)


class EndCredential(Deed):
    """End secrets and keys."""

    title = gettext_lazy("Geheimen en sleutels beëindigen")
    button = gettext_lazy("Beëindig")

    def __init__(self, chosen: set[int], municipality_id: int) -> None:
        """Take the numbers of all that were chosen together, and where that is."""
        self._chosen, self._municipality_id = chosen, municipality_id

    def line(self, row: Credential) -> Line:
        """Say whether the system still has something to come in with."""
        name = f"{row.client} · {row.oauth_id}"
        if row.ended_at:
            return Line(name, _over(row.ended_at), done=False)
        left = Credential.objects.open().filter(client=row.client_id).exclude(pk__in=self._chosen).count()
        if left:
            said = ngettext(
                "Hiermee komt het systeem er meteen niet meer in. Het houdt nog %(count)s ander geheim of sleutel.",
                "Hiermee komt het systeem er meteen niet meer in. Het houdt nog %(count)s andere geheimen of sleutels.",
                left,
            ) % {"count": left}
        else:
            said = _(
                "Het systeem heeft dan niets meer en komt er meteen niet meer in, ook niet bij een andere gemeente."
                " Maak eerst een nieuw geheim als het moet blijven werken."
            )
        return Line(name, f"{said} {_('Dit kan niet ongedaan worden gemaakt.')}")

    def do(self, row: Credential, by: Any, now: dt.datetime) -> None:
        """End it, and every token that was given for it."""
        actions.end_credential(credential=row, municipality_id=self._municipality_id, actor=by, now=now)
