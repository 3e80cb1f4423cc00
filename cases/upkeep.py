"""Keep standings true as time passes and policies change: in batches, by whoever comes, as often as it takes."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from celery import current_app
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Q, Sum

from cases import assessment
from cases.models import (
    Case,
    Flag,
    Policy,
    Reassessment,
    ReassessmentChunk,
    StandingCheck,
    TargetGroup,
)
from cases.rules import Policy as PolicyNumbers
from wijkzorg import logs
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

logger = logging.getLogger(__name__)

BATCH = 500
CHUNK = 20_000
RESEND_AFTER = dt.timedelta(minutes=5)
KEPT_DIFFERENCES = 100
MOST_ATTEMPTS = 5
# The connection is gone, not the row wrong: whoever called tries the whole again.
GONE = (OperationalError, InterfaceError)


def advance(*, now: dt.datetime) -> int:
    """Open and close the flags of all cases for which a stored date has come; return how many changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_municipalities_due(%s)", [now])
        due = [row[0] for row in cursor.fetchall()]
    return sum(_advance(municipality, now) for municipality in Municipality.objects.filter(pk__in=due))


def _advance(municipality: Municipality, now: dt.datetime) -> int:
    today = municipality.day_of(now)
    advanced, failed = 0, 0
    while True:
        with inside(municipality.pk):
            batch = assessment.due_for_change(municipality_id=municipality.pk, on=today, limit=BATCH + failed)
            if len(batch) <= failed:
                return advanced
            wrong = _refresh_each(batch, on=today, now=now, cause=None)
        advanced += len(batch) - len(wrong)
        failed = len(wrong)


def _refresh_each(
    case_ids: Sequence[int], *, on: dt.date, now: dt.datetime, cause: Flag.Cause | None
) -> dict[int, str]:
    """Bring cases up to date at once; where that fails, one by one, and return what went wrong with which."""
    try:
        with transaction.atomic():
            assessment.refresh(case_ids=case_ids, on=on, now=now, cause=cause)
        return {}
    except GONE:
        raise
    except DatabaseError as error:
        if len(case_ids) == 1:
            logger.exception("case %s cannot be judged", case_ids[0])
            return {case_ids[0]: type(error).__name__}
    wrong: dict[int, str] = {}
    for case_id in case_ids:
        wrong |= _refresh_each([case_id], on=on, now=now, cause=cause)
    return wrong


@transaction.atomic
def set_policy(
    *,
    actor: User | None,
    municipality: Municipality,
    target_group: TargetGroup | None,
    valid_from: dt.date,
    numbers: PolicyNumbers,
    reason: str,
    now: dt.datetime,
) -> tuple[Policy, Reassessment]:
    """Record a policy from a day on and have its municipality judged anew in the background."""
    # Writers hold this row shared: whoever judged a case without this policy has committed before it, or waits for it.
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    values = {name: getattr(numbers, name) for name in PolicyNumbers.__slots__}
    policy = Policy.objects.create(
        municipality=municipality,
        target_group=target_group,
        valid_from=valid_from,
        reason=reason,
        created_by=actor,
        **values,
    )
    job = request_reassessment(municipality=municipality, cause=Flag.Cause.POLICY_CHANGED, now=now)
    return policy, job


@transaction.atomic
def request_reassessment(
    *,
    municipality: Municipality,
    cause: Flag.Cause,
    now: dt.datetime,
    size: int = CHUNK,
    send: bool = True,
    distrust: bool = False,
) -> Reassessment:
    """Cut a municipality's cases in chunks of a size, and send them to the workers once this is committed.

    `send`: False where the caller sends them, or does them itself. `distrust`: judge also what did not change.
    """
    job = Reassessment.objects.create(
        municipality=municipality, cause=cause, requested_at=now, distrust=distrust
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_reassessmentchunk"
            " (municipality_id, reassessment_id, first_case, last_case, cases, attempts, failure)"
            " SELECT %(municipality)s, %(job)s, min(id), max(id), count(*), 0, '' FROM ("
            "   SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(size)s AS chunk"
            "   FROM cases_case WHERE municipality_id = %(municipality)s) AS numbered GROUP BY chunk",
            {"municipality": municipality.pk, "job": job.pk, "size": size},
        )
    if send:
        # A broker that is away does not undo what is committed: the schedule sends what waits.
        transaction.on_commit(
            lambda: send_chunks(municipality_id=municipality.pk, now=now, job_id=job.pk), robust=True
        )
    return job


def resume(*, now: dt.datetime) -> int:
    """Send what waits of all municipalities' reassessments; return how many chunks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_municipalities_reassessing()")
        waiting = [row[0] for row in cursor.fetchall()]
    return sum(send_chunks(municipality_id=municipality_id, now=now) for municipality_id in waiting)


def send_chunks(
    *, municipality_id: int, now: dt.datetime, job_id: int | None = None, stale: dt.timedelta = RESEND_AFTER
) -> int:
    """Send a municipality's chunks that wait to the workers, those sent long ago again; return how many.

    The list is in the database, so a broker that loses a message delays a chunk and drops none.
    """
    with inside(municipality_id):
        waiting = ReassessmentChunk.objects.filter(done_at=None).filter(
            Q(sent_at=None) | Q(sent_at__lte=now - stale)
        )
        if job_id is not None:
            waiting = waiting.filter(reassessment_id=job_id)
        chunk_ids = list(waiting.order_by("id").values_list("id", flat=True))
    for chunk_id in chunk_ids:
        with logs.about(municipality_id):
            current_app.send_task("cases.tasks.reassess_chunk", args=[municipality_id, chunk_id])
        with inside(municipality_id):
            ReassessmentChunk.objects.filter(pk=chunk_id).update(sent_at=now)
    return len(chunk_ids)


def reassess_chunk(*, municipality_id: int, chunk_id: int, now: dt.datetime) -> bool:
    """Judge the cases of a chunk anew, unless it is done or in other hands; return whether it was done here.

    Every attempt is counted before it begins, so that a chunk which kills whoever takes it is given up in the end.
    """
    with inside(municipality_id):
        begun = _attempt(chunk_id, now)
    if not begun:
        return False
    with inside(municipality_id):
        return _reassess(chunk_id, now)


def _attempt(chunk_id: int, now: dt.datetime) -> bool:
    """Count an attempt at a chunk; False where nobody should try: it is done, in other hands, or given up."""
    chunk = (
        ReassessmentChunk.objects.select_for_update(skip_locked=True)
        .filter(pk=chunk_id, done_at=None)
        .first()
    )
    if chunk is None:
        return False
    if chunk.attempts >= MOST_ATTEMPTS:
        logger.error("chunk %s is given up: nobody who began it came to its end", chunk_id)
        chunk.failure = f"{chunk.first_case}-{chunk.last_case} given up after {chunk.attempts} attempts"
        chunk.done_at = now
        chunk.save(update_fields=["done_at", "failure"])
        return False
    chunk.attempts += 1
    chunk.save(update_fields=["attempts"])
    return True


def _reassess(chunk_id: int, now: dt.datetime) -> bool:
    chunk = (
        ReassessmentChunk.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("reassessment__municipality")
        .filter(pk=chunk_id, done_at=None)
        .first()
    )
    if chunk is None:
        return False
    job = chunk.reassessment
    on = job.municipality.day_of(now)
    try:
        with transaction.atomic():
            assessment.refresh_range(
                municipality_id=job.municipality_id,
                first=chunk.first_case,
                last=chunk.last_case,
                on=on,
                now=now,
                cause=Flag.Cause(job.cause),
                distrust=job.distrust,
            )
    except GONE:
        raise
    except DatabaseError:
        logger.exception("chunk %s fails as a whole, its cases are tried one by one", chunk_id)
        ids = Case.objects.filter(
            municipality_id=job.municipality_id, pk__range=(chunk.first_case, chunk.last_case)
        ).values_list("pk", flat=True)
        wrong: dict[int, str] = {}
        for case_id in ids:
            wrong |= _refresh_each([case_id], on=on, now=now, cause=Flag.Cause(job.cause))
        chunk.failure = ", ".join(f"{case_id} {name}" for case_id, name in wrong.items())
    chunk.done_at = now
    chunk.save(update_fields=["done_at", "failure"])
    return True


def progress(*, job_id: int) -> tuple[int, int, list[str]]:
    """Return how many of a reassessment's cases are done, how many there are, and what failed."""
    totals = ReassessmentChunk.objects.filter(reassessment_id=job_id).aggregate(
        all=Sum("cases", default=0), done=Sum("cases", filter=Q(done_at__isnull=False), default=0)
    )
    failures = ReassessmentChunk.objects.filter(reassessment_id=job_id).exclude(failure="")
    return totals["done"], totals["all"], list(failures.values_list("failure", flat=True))


def check(*, municipality: Municipality, now: dt.datetime) -> StandingCheck:
    """Compare all stored standings and flags of a municipality with a full reassessment; keep what differs."""
    on = municipality.day_of(now)
    ids = list(Case.objects.filter(municipality=municipality).order_by("pk").values_list("pk", flat=True))
    different: list[int] = []
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        different += assessment.differences(
            municipality_id=municipality.pk, first=part[0], last=part[-1], on=on
        )
    if different:
        logger.error(
            "%s: %s of %s cases differ from a full reassessment on %s",
            municipality.code,
            len(different),
            len(ids),
            on,
        )
    return StandingCheck.objects.create(
        municipality=municipality,
        on=on,
        checked_at=now,
        cases=len(ids),
        differences=len(different),
        differing=different[:KEPT_DIFFERENCES],
    )
