"""One round of matching in a process of its own, so that its memory is its own: what it took, as JSON on stdout."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from itertools import pairwise


def main(now: str) -> None:
    """Share all open requests out as at a moment; then one of them alone, several times."""
    import django

    django.setup()
    from django.db import connection

    from bench.memory import peak
    from bench.places import MUNICIPALITY
    from volunteers import candidates, facts, sharing
    from volunteers.solving import min_cost_flow, solve
    from wijkzorg.tenancy.models import Municipality
    from wijkzorg.tenancy.wall import inside

    with inside(MUNICIPALITY):
        municipality = Municipality.objects.get(pk=MUNICIPALITY)
        moment = facts.moment_of(municipality, dt.datetime.fromisoformat(now))
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM volunteers_helprequest WHERE state = 'open' ORDER BY opened_at")
            requests = [row[0] for row in cursor.fetchall()]
        begun = time.perf_counter()
        plan = sharing.share_out(moment, requests, min_cost_flow)
        whole = time.perf_counter() - begun
        # The same once more, in its parts.
        times = [time.perf_counter()]
        wanted = facts.wanted(moment, requests)
        looking = candidates.search(moment, wanted)
        times.append(time.perf_counter())
        found = looking.best(wanted)
        times.append(time.perf_counter())
        problem = sharing.problem(moment, wanted, found)
        solve(problem)
        times.append(time.perf_counter())
        alone = []
        for request in requests[:20]:
            started = time.perf_counter()
            sharing.share_out(moment, [request], min_cost_flow)
            alone.append(time.perf_counter() - started)
    spent = (after - before for before, after in pairwise(times))
    parts = dict(zip(("read", "candidates", "solve"), spent, strict=True))
    print(
        json.dumps(
            {
                "seconds": whole,
                "parts": parts,
                "alone": alone,
                "memory": peak(os.getpid()),
                "requests": len(requests),
                "asked": len(plan.asked),
                "people": len(looking.people),
                "pairs": len(problem.pairs),
                "method": plan.solution.method,
                "failed": plan.solution.failed,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
