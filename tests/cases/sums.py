"""Adding up what "Waarom?" opens of a case, and comparing it with the rules."""

from __future__ import annotations

import datetime as dt
import re

from cases import assessment, explaining
from cases.models import Case


def _number(shown: str) -> int:
    return int(shown.replace("−", "-")) if shown else 0


def _percent(shown: str) -> int:
    return int(re.sub(r"\D", "", shown))


def added_up(case: Case, today: dt.date) -> int:
    """Add up what is opened of a case and compare it with the rules; return how many sums that were."""
    standing = assessment.standings([case.pk], today)[case.pk]
    sums = {sum_.code: sum_ for sum_ in explaining.of_case(case, today)}
    if not standing.live:
        assert sums == {}
        return 0
    rows = {code: [_number(number) for _words, number in sum_.rows] for code, sum_ in sums.items() if code in (
        "promised", "delivered", "unseen", "tries", "unreached", "due")}  # fmt: skip
    came = sums["delivered"]
    had, asked = (int(number) for number in re.findall(r"(\d+) van (\d+)", came.total[0])[0])
    assert (sum(rows["delivered"][1:]), rows["delivered"][0]) == (had, asked), case.ref
    assert _percent(came.total[1]) == standing.delivered_percent
    assert abs(100 * had // asked - _percent(came.total[1])) <= 1, "rounded points give the same per cent"
    assert sum(rows["unseen"]) == _number(sums["unseen"].total[1]) == standing.unseen_days, case.ref
    assert sum(rows["unreached"]) == _number(sums["unreached"].total[1]) == standing.unreached_days, case.ref
    assert sum(rows["tries"]) == _number(sums["tries"].total[1]) == standing.attempts, case.ref
    if standing.promised_percent is None:
        assert "promised" not in sums
    else:
        assert _percent(sums["promised"].total[1]) == standing.promised_percent
        needed, promised = rows["promised"]
        assert abs(100 * promised // needed - standing.promised_percent) <= 1
    if standing.due_on is None:
        assert "due" not in sums
    else:
        start = sums["due"].start
        assert start is not None
        assert start + dt.timedelta(days=sum(rows["due"])) == standing.due_on, case.ref
    said = dict(sums["rules"].rows)
    assert len(said) == 4
    return len(sums)
