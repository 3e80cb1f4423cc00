"""What this room keeps: under which names contacts are known outside, and what was sent already."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.records import walled_municipality

KEPT = dt.timedelta(hours=24)


def new_key() -> bytes:
    """Return a key that nobody guesses."""
    return secrets.token_bytes(32)


class Naming(models.Model):
    """The key by which the contacts of a municipality are named outside (care.naming). It never changes: names stay."""

    municipality = walled_municipality()
    key = models.BinaryField(default=new_key)

    class Meta:
        verbose_name = _("sleutel van kenmerken")
        verbose_name_plural = _("sleutels van kenmerken")
        constraints = [models.UniqueConstraint(fields=["municipality"], name="care_naming_once")]

    def __str__(self) -> str:
        return str(self.municipality_id)


class SentQuerySet(models.QuerySet["Sent"]):
    """Sets of what was sent."""

    def of_client(self, client: uuid.UUID) -> SentQuerySet:
        """Keep what one system sent: another's keys are not there."""
        return self.filter(client=client)

    def older_than(self, moment: dt.datetime) -> SentQuerySet:
        """Keep what was sent before a moment."""
        return self.filter(made_at__lt=moment)


class Sent(models.Model):
    """A request that a system sent with a key, and what came of it, by numbers: sent again, it gets the same answer.

    No content is kept here: what was written is read where it stands.
    """

    municipality = walled_municipality()
    client = models.UUIDField(_("systeem"))
    key_hash = models.CharField(max_length=64)
    # Of the address and the body: the same key with something else is refused.
    asked_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("ontvangen op"))
    answer = models.JSONField(default=dict)

    objects = SentQuerySet.as_manager()

    class Meta:
        verbose_name = _("ontvangen opdracht")
        verbose_name_plural = _("ontvangen opdrachten")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "client", "key_hash"], name="care_sent_once"),
        ]
        indexes = [models.Index(fields=["municipality", "made_at"], name="care_sent_age")]

    def __str__(self) -> str:
        return f"{self.client} {self.made_at:%Y-%m-%d %H:%M}"
