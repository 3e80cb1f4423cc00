"""The Dutch words of what went wrong, said once: for the API and for the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wijkzorg.events.targets import Fault

if TYPE_CHECKING:
    from wijkzorg.events.models import Subscription


def address_fault(fault: Fault) -> str:
    """Say why an address may not be sent to."""
    return {
        Fault.FORM: _("Dit is geen adres waar een bericht naartoe kan."),
        Fault.HTTPS: _("Dit adres moet met https:// beginnen."),
        Fault.ACCOUNT: _("In dit adres mag geen gebruikersnaam of wachtwoord staan."),
        Fault.NAME: _(
            "Dit adres moet een naam op internet hebben, zoals berichten.gemeente.nl, en geen nummer."
        ),
        Fault.PORT: _("Alleen poort 443 of 8443 mag."),
    }[fault]


def standing(subscription: Subscription) -> str:
    """Say how a subscription stands."""
    if subscription.ended_at is not None:
        return _("opgezegd")
    if subscription.paused_at is not None:
        by_somebody = subscription.paused_why in ("by_hand", "by_client")
        why = subscription.get_paused_why_display()
        return why if by_somebody else _("stilgezet: %(why)s") % {"why": why}
    if subscription.to_confirm:
        return _("wacht tot de ontvanger instemt")
    if subscription.failures:
        return _("actief, maar er komt niets aan")
    return _("actief")


def failure(code: str) -> str:
    """Say what went wrong with a message, or why it was given up; "" where nothing did."""
    if code.isdigit():
        return _("antwoord %(status)s") % {"status": code}
    return {
        "": "",
        "no_name": _("de naam van het adres is niet te vinden"),
        "forbidden": _("de naam wijst naar een adres dat niet mag"),
        "no_connection": _("er is geen verbinding te krijgen"),
        "certificate": _("het certificaat klopt niet"),
        "no_tls": _("er is geen beveiligde verbinding te krijgen"),
        "too_slow": _("er kwam niet op tijd antwoord"),
        "cut_off": _("de verbinding werd verbroken"),
        "no_http": _("het antwoord was geen HTTP"),
        "redirect": _("het adres stuurt door, en dat volgen we niet"),
        "no_consent": _("de ontvanger stemde niet in met berichten van hier"),
        "address": _("het adres mag niet"),
        "secret": _("het geheim is niet te lezen"),
        "too old": _("na dertig dagen"),
        "by_hand": _("door een beheerder"),
        "ended": _("het abonnement is opgezegd"),
        "unwanted": _("deze soort wordt niet meer gevraagd of mag niet meer"),
    }.get(code, code)
