"""The letter of an invitation: a link and what to do, never a name or another detail."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation


def send_invitation(address: str, link: str, language: str = settings.LANGUAGE_CODE) -> None:
    """Mail the link of an invitation, at once: its secret stands nowhere else, and not in the outbox either."""
    told = {"link": link}
    with translation.override(language):
        subject = render_to_string("account/email/invitation_subject.txt", told).strip()
        body = render_to_string("account/email/invitation_message.txt", told)
    EmailMessage(settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject, body, to=[address]).send()
