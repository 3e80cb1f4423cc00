"""Sets of deliveries and subscriptions."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef

if TYPE_CHECKING:
    from wijkzorg.events.models import Delivery, Subscription  # noqa: F401  (the types below are strings)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries of events."""

    def waiting(self) -> DeliveryQuerySet:
        """Those that were neither delivered nor given up."""
        return self.filter(delivered_at=None, given_up_at=None)

    def free_to_go(self, now: dt.datetime) -> DeliveryQuerySet:
        """Those whose time has come and before which nothing of the same subject waits, in the order of events."""
        earlier = self.model.objects.waiting().filter(
            subscription=OuterRef("subscription"),
            subject=OuterRef("subject"),
            event_id__lt=OuterRef("event_id"),
        )
        return self.waiting().filter(~Exists(earlier), next_at__lte=now).order_by("event_id")


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions."""

    def of_client(self, municipality_id: int, client: uuid.UUID) -> SubscriptionQuerySet:
        """Those of a client in a municipality that were not ended, the oldest first."""
        return self.filter(municipality_id=municipality_id, client=client, ended_at=None).order_by("pk")

    def counted(self) -> SubscriptionQuerySet:
        """Add how many events wait for each, and how many were given up in the days that are remembered."""
        waiting = models.Q(deliveries__delivered_at=None, deliveries__given_up_at=None)
        lost = models.Q(deliveries__given_up_at__isnull=False)
        return self.annotate(
            waiting_count=models.Count("deliveries", filter=waiting),
            lost_count=models.Count("deliveries", filter=lost),
        )
