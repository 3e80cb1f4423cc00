"""What the Celery workers do here: read the clock, and for each row that waits call one action.

What is to be done when stands in the database. Each task may run twice, at once with another, or not for ten days; one
row that fails is logged, and the others go on.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from celery import shared_task
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from cases.upkeep import GONE
from neighbourhoods.models import District
from volunteers import applying, course, escalating, keeping, offering, rounds, volunteering
from volunteers.models import EscalationStep, HelpRequest, Offer, Task, Volunteer
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

logger = logging.getLogger(__name__)
MOST = 1000  # rows of a municipality in one run; the rest comes with the next
_Row = TypeVar("_Row", bound=models.Model)


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def expire_offers() -> int:
    """End the offers that nobody answered while they were held; the schedule starts it every minute."""
    now = timezone.now()
    return _each(lambda _place: Offer.objects.held_past(now), lambda row: offering.expire(offer=row, now=now))


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def match_wijken() -> int:
    """Put the open requests of every wijk to volunteers, at the least cost in all; every quarter of an hour."""
    now, offered = timezone.now(), 0
    for municipality in Municipality.objects.order_by("pk"):
        with inside(municipality.pk):
            districts = list(District.objects.filter(municipality=municipality).order_by("pk"))
        for district in districts:
            district.municipality = municipality
            try:
                offered += len(rounds.match_wijk(district=district, now=now).offers)
            except GONE:
                raise
            except Exception:
                logger.exception("district %s could not be matched", district.pk)
    return offered


def _match_pressing(now: dt.datetime) -> None:
    """Put what is new or urgent to volunteers at once: before somebody is called because nobody was asked."""
    for municipality in Municipality.objects.order_by("pk"):
        try:
            rounds.match_pressing(municipality=municipality, now=now)
        except GONE:
            raise
        except Exception:
            logger.exception("municipality %s could not be matched", municipality.pk)


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def call_who_is_due() -> int:
    """Reach the steps of the clocks whose moment has come, and replace who is not there; every minute."""
    now = timezone.now()
    _match_pressing(now)

    def due(_place: Municipality) -> models.QuerySet[HelpRequest]:
        waiting = EscalationStep.objects.filter(
            done_at__isnull=True, reached_at__isnull=True, due_at__lte=now
        )
        rows = HelpRequest.objects.sought().filter(pk__in=waiting.values("request"))
        return rows.select_related("municipality")

    def owned(_place: Municipality) -> models.QuerySet[HelpRequest]:
        called = EscalationStep.objects.filter(done_at__isnull=True, reached_at__isnull=False)
        rows = HelpRequest.objects.sought().filter(taken_up_by__isnull=True)
        return rows.filter(pk__in=called.values("request"))

    done = _each(due, lambda row: rounds.ask_or_call(request=row, now=now))
    return done + _each(owned, lambda row: escalating.keep_owned(request=row, now=now))


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def settle_tasks() -> int:
    """Take as done what nobody said anything of, and plan the dates of series that came nearer; every hour."""
    now = timezone.now()
    over = now - keeping.SETTLE_AFTER
    done = _each(
        lambda _place: Task.objects.going().filter(ends_at__lte=over).select_related("request"),
        lambda row: keeping.settle_past(task=row, now=now),
    )
    return done + _each(
        lambda _place: HelpRequest.objects.repeating().filter(state=course.State.ACCEPTED),
        lambda row: keeping.extend(request=row, now=now),
    )


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def forget_applications() -> int:
    """Delete the applications that were answered more than four weeks ago; every night."""
    now, gone = timezone.now(), 0
    for municipality in Municipality.objects.order_by("pk"):
        with inside(municipality.pk):
            gone += applying.forget(now=now)
    return gone


@shared_task(autoretry_for=GONE, retry_backoff=1, retry_backoff_max=60, max_retries=10)
def write_to_volunteers() -> int:
    """Warn the volunteers whose VOG is nearly over, and write to who is new and idle; every morning."""
    now = timezone.now()

    def nearly_over(place: Municipality) -> models.QuerySet[Volunteer]:
        # Of some years ago: which day exactly, the policy says.
        return (
            Volunteer.objects.filter(active=True, vog_on__lte=place.day_of(now) - dt.timedelta(days=200))
            .exclude(vog_outcome="")
            .select_related("municipality")
        )

    def new(place: Municipality) -> models.QuerySet[Volunteer]:
        rows = Volunteer.objects.filter(
            active=True, joined_on__gte=place.day_of(now) - dt.timedelta(days=370)
        )
        return rows.filter(tasks__isnull=True).select_related("municipality")

    done = _each(nearly_over, lambda row: volunteering.warn_of_vog(volunteer=row, now=now))
    return done + _each(new, lambda row: volunteering.tell_idle(volunteer=row, now=now))


def _each(wanted: Callable[[Municipality], models.QuerySet[_Row]], act: Callable[[_Row], object]) -> int:
    """Call an action for each row that is wanted in each municipality, in a transaction of its own; return how many."""
    done = 0
    for municipality in Municipality.objects.order_by("pk"):
        with inside(municipality.pk):
            rows: Iterable[_Row] = list(wanted(municipality).order_by("pk")[:MOST])
        for row in rows:
            try:
                with inside(municipality.pk):
                    act(row)
                    done += 1
            except GONE:
                raise
            except ValidationError:
                continue  # somebody was first, between the list and this row
            except Exception:
                logger.exception("%s %s could not be done", type(row).__name__, row.pk)
    return done
