"""Letters about accounts: a link and what to do, never a name or another detail."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string


def send_invitation(address: str, link: str) -> None:
    """Mail the link of an invitation."""
    _send("invitation", [address], {"link": link})


def send_self_given(addresses: Iterable[str], link: str, count: int) -> None:
    """Tell the other administrators that somebody gave themselves a role: how many roles, and where to look."""
    for address in addresses:
        _send("self_given", [address], {"link": link, "count": count})


def _send(name: str, to: list[str], context: dict[str, object]) -> None:
    subject = render_to_string(f"account/email/{name}_subject.txt", context).strip()
    body = render_to_string(f"account/email/{name}_message.txt", context)
    EmailMessage(settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject, body, to=to).send()
