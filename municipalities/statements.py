"""The SQL of figures: what is counted at a moment and over some days, by neighbourhood, wijk and municipality.

`at` is the moment as which a Monday (or the first of a month) begins, `begins` that day; `until` and `ends` the same of
the end, which is not in it. Where somebody lives is told as of `at`: the history of a resident holds what was before
each change, so the first change after a moment tells what held then (docs/figures.md: where).
"""

_HERE = "municipality_id = %(municipality)s"
_WEIGHT = (
    "CASE WHEN {medium} <= 3 THEN 100 WHEN {medium} = 4 THEN p.video"
    " WHEN {medium} = 5 THEN p.phone ELSE p.message END"
)
# Millionths of a point a day, rounded up (docs/rules.md: rate).
_RATE = "(1000000::bigint * {n} * {weight} + {p} - 1) / {p}"
_DAY_OF = "({moment} AT TIME ZONE %(zone)s)::date"

MOVED = f"""
moved AS MATERIALIZED (
    SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id AS resident_id, neighbourhood_id
    FROM residents_residentevent
    WHERE {_HERE} AND pgh_created_at > %(at)s
    ORDER BY pgh_obj_id, pgh_created_at, pgh_id
)"""
# The weights of each target group on a day: of its own policy, else of the municipality's, else the defaults.
POLICIES = f"""
policies AS MATERIALIZED (
    SELECT coalesce(g.id, 0) AS target_group, coalesce(p.video, 50) AS video, coalesce(p.phone, 40) AS phone,
           coalesce(p.message, 20) AS message
    FROM (SELECT id FROM cases_targetgroup WHERE {_HERE} UNION ALL SELECT NULL) AS g
    LEFT JOIN LATERAL (
        SELECT video, phone, message FROM cases_policy
        WHERE {_HERE} AND (target_group_id = g.id OR target_group_id IS NULL) AND valid_from <= %(on)s
        ORDER BY target_group_id IS NULL, valid_from DESC LIMIT 1
    ) AS p ON true
)"""
# Cases that were open for some of the days, with where they counted and how contacts weigh.
_PICKED = f"""
picked AS MATERIALIZED (
    SELECT c.id, c.resident_id, c.opened_on, coalesce(c.closed_on, 'infinity') AS closed_on,
           coalesce(m.neighbourhood_id, r.neighbourhood_id) AS neighbourhood_id,
           p.video, p.phone, p.message
    FROM cases_case c
    JOIN residents_resident r ON r.id = c.resident_id AND r.{_HERE}
    JOIN policies p ON p.target_group = coalesce(c.target_group_id, 0)
    LEFT JOIN moved m ON m.resident_id = r.id
    WHERE c.{_HERE} AND {{open}}
)"""
_OPEN_THEN = "c.opened_on < %(begins)s AND (c.closed_on IS NULL OR c.closed_on >= %(begins)s)"
_OPEN_BETWEEN = "c.opened_on < %(ends)s AND (c.closed_on IS NULL OR c.closed_on > %(begins)s)"
_AREAS = "n.id, n.district_id"

# What holds as a day begins is what held at the end of the day before.
CASES_THEN = f"""
WITH {MOVED}, {POLICIES}, {_PICKED.format(open=_OPEN_THEN)}, need AS (
    SELECT DISTINCT ON (case_id) case_id, contacts, per_days, medium FROM cases_need
    WHERE {_HERE} AND valid_from < %(begins)s ORDER BY case_id, valid_from DESC
), first_need AS (
    SELECT DISTINCT ON (n.case_id) n.case_id, n.contacts, n.per_days, n.medium
    FROM cases_need n JOIN picked ON picked.id = n.case_id
    WHERE n.{_HERE} AND n.valid_from <= picked.opened_on ORDER BY n.case_id, n.valid_from DESC
), agreement AS (
    SELECT DISTINCT ON (case_id) case_id, contacts, per_days, medium FROM cases_agreement
    WHERE {_HERE} AND valid_from < %(begins)s ORDER BY case_id, valid_from DESC
), each AS (
    SELECT p.neighbourhood_id, p.resident_id,
           {
    _RATE.format(n="f.contacts", p="f.per_days", weight=f"({_WEIGHT.format(medium='f.medium')})")
} AS first,
           {
    _RATE.format(n="n.contacts", p="n.per_days", weight=f"({_WEIGHT.format(medium='n.medium')})")
} AS needed,
           {
    _RATE.format(
        n="a.contacts",
        p="a.per_days",
        weight=f"least({_WEIGHT.format(medium='a.medium')}, {_WEIGHT.format(medium='n.medium')})",
    )
} AS agreed,
           (%(begins)s::date - coalesce(seen.day, p.opened_on) + %(half)s) / %(step)s * %(step)s AS unseen
    FROM picked p
    LEFT JOIN first_need f ON f.case_id = p.id
    LEFT JOIN need n ON n.case_id = p.id
    LEFT JOIN agreement a ON a.case_id = p.id
    LEFT JOIN LATERAL (
        SELECT day FROM cases_contact
        WHERE case_id = p.id AND day < %(begins)s AND day >= p.opened_on AND reached AND medium <= 3
        ORDER BY day DESC LIMIT 1
    ) AS seen ON true
)
SELECT {_AREAS}, count(*), count(DISTINCT resident_id), coalesce(sum(first), 0), coalesce(sum(needed), 0),
       coalesce(sum(agreed), 0), percentile_disc(0.5) WITHIN GROUP (ORDER BY unseen)
FROM each JOIN neighbourhoods_neighbourhood n ON n.id = each.neighbourhood_id AND n.{_HERE}
GROUP BY GROUPING SETS (({_AREAS}), (n.district_id), ())
"""

# Flags that were open as a day began, on cases that were. `since` is when the clock of an answer began; of who had a
# pause since, the clock itself (outreach.clock) must say whether nobody answered: those come by number.
_FLAGS_THEN = f"""
WITH {MOVED}, {POLICIES}, {_PICKED.format(open=_OPEN_THEN)}, flag AS MATERIALIZED (
    SELECT f.id, f.kind, p.neighbourhood_id, p.resident_id,
           coalesce(a.until, {_DAY_OF.format(moment="f.detected_at")}) AS since,
           EXISTS (
               SELECT FROM cases_pause s WHERE s.case_id = f.case_id AND s.first_day < %(begins)s
               AND s.last_day >= coalesce(a.until, {_DAY_OF.format(moment="f.detected_at")})
           ) AS paused
    FROM cases_flag f
    JOIN picked p ON p.id = f.case_id
    LEFT JOIN LATERAL (
        SELECT until FROM outreach_flaganswer a
        WHERE a.flag_id = f.id AND a.answered_at < %(at)s ORDER BY a.answered_at DESC, a.id DESC LIMIT 1
    ) AS a ON true
    WHERE f.{_HERE} AND f.detected_at < %(at)s AND (f.closed_at IS NULL OR f.closed_at >= %(at)s)
)"""
FLAGS_THEN = f"""{_FLAGS_THEN}, counted AS (
    SELECT 'signaleringenOpen' AS figure, kind, neighbourhood_id, resident_id FROM flag
    UNION ALL
    SELECT 'signaleringenOnbeantwoord', kind, neighbourhood_id, resident_id FROM flag
    WHERE id = ANY(%(judged)s) OR NOT paused AND since <= %(answered_by)s
)
SELECT {_AREAS}, figure, kind, count(*), count(DISTINCT resident_id), 0
FROM counted JOIN neighbourhoods_neighbourhood n ON n.id = counted.neighbourhood_id AND n.{_HERE}
GROUP BY GROUPING SETS (
    ({_AREAS}, figure, kind), ({_AREAS}, figure), (n.district_id, figure, kind), (n.district_id, figure),
    (figure, kind), (figure)
)
"""
PAUSED_FLAGS = f"{_FLAGS_THEN} SELECT id FROM flag WHERE paused AND since <= %(answered_by)s"

# What was needed, agreed and given over some days within one week and month, and who was there.
CASES_BETWEEN = f"""
WITH {MOVED}, {POLICIES}, {_PICKED.format(open=_OPEN_BETWEEN)}, paused AS MATERIALIZED (
    SELECT case_id, greatest(first_day, %(begins)s) AS since, least(last_day + 1, %(ends)s) AS until
    FROM cases_pause WHERE {_HERE} AND first_day < %(ends)s AND last_day >= %(begins)s
), need AS (
    SELECT case_id, contacts, per_days, medium, greatest(valid_from, %(begins)s) AS since,
           least(lead(valid_from) OVER (PARTITION BY case_id ORDER BY valid_from), %(ends)s) AS until
    FROM cases_need WHERE {_HERE} AND valid_from < %(ends)s
), agreement AS (
    SELECT case_id, contacts, per_days, medium, greatest(valid_from, %(begins)s) AS since,
           least(lead(valid_from) OVER (PARTITION BY case_id ORDER BY valid_from), %(ends)s) AS until
    FROM cases_agreement WHERE {_HERE} AND valid_from < %(ends)s
), needed AS MATERIALIZED (
    SELECT p.id, p.neighbourhood_id, p.video, p.phone, p.message, n.contacts, n.per_days,
           {_WEIGHT.format(medium="n.medium")} AS weight,
           greatest(n.since, p.opened_on) AS since, least(n.until, p.closed_on) AS until
    FROM picked p JOIN need n ON n.case_id = p.id
    WHERE greatest(n.since, p.opened_on) < least(n.until, p.closed_on)
), agreed AS (
    SELECT p.id, p.neighbourhood_id, a.contacts, a.per_days,
           least({_WEIGHT.format(medium="a.medium")}, p.weight) AS weight,
           greatest(a.since, p.since) AS since, least(a.until, p.until) AS until
    FROM needed p JOIN agreement a ON a.case_id = p.id
    WHERE greatest(a.since, p.since) < least(a.until, p.until)
), spans AS (
    SELECT 'nodig' AS part, id, neighbourhood_id, since, until,
           {_RATE.format(n="contacts", p="per_days", weight="weight")} AS rate
    FROM needed
    UNION ALL
    SELECT 'afgesproken', id, neighbourhood_id, since, until,
           {_RATE.format(n="contacts", p="per_days", weight="weight")}
    FROM agreed
), contact AS MATERIALIZED (
    SELECT p.id, p.neighbourhood_id, c.day, c.medium, {_WEIGHT.format(medium="c.medium")} AS weight
    FROM picked p JOIN cases_contact c ON c.case_id = p.id
    WHERE c.day >= %(begins)s AND c.day < %(ends)s AND c.reached AND c.day >= p.opened_on AND c.day < p.closed_on
), given AS (
    SELECT b.neighbourhood_id, least(b.weight, n.weight) AS points
    FROM (SELECT id, neighbourhood_id, day, max(weight) AS weight FROM contact GROUP BY 1, 2, 3) AS b
    JOIN needed n ON n.id = b.id AND b.day >= n.since AND b.day < n.until
    WHERE NOT EXISTS (SELECT FROM paused s WHERE s.case_id = b.id AND b.day >= s.since AND b.day < s.until)
)
SELECT 'punten' AS figure, part, neighbourhood_id, sum(rate * days)
FROM (
    SELECT part, neighbourhood_id, rate, until - since AS days FROM spans
    UNION ALL
    SELECT part, neighbourhood_id, rate, greatest(s.since, spans.since) - least(s.until, spans.until)
    FROM spans JOIN paused s ON s.case_id = spans.id
    WHERE greatest(s.since, spans.since) < least(s.until, spans.until)
) AS days
GROUP BY part, neighbourhood_id
UNION ALL
SELECT 'punten', 'gegeven', neighbourhood_id, sum(points) * 1000000 FROM given GROUP BY neighbourhood_id
UNION ALL
SELECT 'contactmomenten', CASE WHEN medium = 1 THEN 'huisbezoek' WHEN medium <= 3 THEN 'elders' ELSE 'opAfstand' END,
       neighbourhood_id, count(*)
FROM contact GROUP BY 2, 3
UNION ALL
SELECT 'pauzedagen', '', p.neighbourhood_id,
       sum(greatest(0, least(s.until, p.closed_on) - greatest(s.since, p.opened_on)))
FROM picked p JOIN paused s ON s.case_id = p.id GROUP BY p.neighbourhood_id
UNION ALL
SELECT 'personen', '', neighbourhood_id, count(DISTINCT resident_id) FROM picked GROUP BY neighbourhood_id
"""

# Where a resident lived as the week or the month of a day began.
_LIVED = f"""coalesce((
    SELECT e.neighbourhood_id FROM residents_residentevent e
    WHERE e.{_HERE} AND e.pgh_obj_id = r.id AND e.pgh_created_at > (
        greatest(date_trunc('week', {{day}}), date_trunc('month', {{day}}))::timestamp AT TIME ZONE %(zone)s)
    ORDER BY e.pgh_created_at, e.pgh_id LIMIT 1
), r.neighbourhood_id)"""
_OF_CASE = (
    "JOIN cases_case c ON c.id = {row}.case_id"
    f" JOIN residents_resident r ON r.id = c.resident_id AND r.{_HERE}"
)


def _of_case(figure: str, part: str, row: str, day: str, table: str, where: str) -> str:
    return (
        f"SELECT '{figure}' AS figure, {part} AS part, {_LIVED.format(day=f'({day})::date')} AS neighbourhood_id,"
        f" 'r' || c.resident_id AS person, NULL::int AS hours FROM {table} {row} {_OF_CASE.format(row=row)}"
        f" WHERE {row}.{_HERE} AND {where}"
    )


def _within(moment: str) -> str:
    return f"{moment} >= %(at)s AND {moment} < %(until)s"


_REASON = (
    "CASE v.reason WHEN 'no_capacity' THEN 'geenCapaciteit' WHEN 'budget' THEN 'bezuiniging'"
    " WHEN 'residents_wish' THEN 'wensBewoner' WHEN 'unreachable' THEN 'onbereikbaar' ELSE 'anders' END"
)
# A version of the need that asks less than the one before it, weighed by the policy of its first day.
_LOWERED = f"""
SELECT 'behoeftesVerlaagd', CASE WHEN EXISTS (
           SELECT FROM cases_confirmation k WHERE k.need_id = v.id AND k.why = 'open_flag'
       ) THEN 'metSignalering' ELSE 'zonderSignalering' END,
       {_LIVED.format(day="v.valid_from")}, 'r' || c.resident_id, NULL
FROM cases_need v
{_OF_CASE.format(row="v")}
JOIN LATERAL (
    SELECT contacts, per_days, medium FROM cases_need o
    WHERE o.case_id = v.case_id AND o.valid_from < v.valid_from ORDER BY o.valid_from DESC LIMIT 1
) AS o ON true
JOIN LATERAL (
    SELECT coalesce(max(video), 50) AS video, coalesce(max(phone), 40) AS phone, coalesce(max(message), 20) AS message
    FROM (
        SELECT video, phone, message FROM cases_policy
        WHERE {_HERE} AND (target_group_id = c.target_group_id OR target_group_id IS NULL)
          AND valid_from <= v.valid_from
        ORDER BY target_group_id IS NULL, valid_from DESC LIMIT 1
    ) AS latest
) AS p ON true
WHERE v.{_HERE} AND v.valid_from >= %(begins)s AND v.valid_from < %(ends)s
  AND v.contacts * ({_WEIGHT.format(medium="v.medium")}) * o.per_days
    < o.contacts * ({_WEIGHT.format(medium="o.medium")}) * v.per_days
"""
_ASKED = "q.part_of_id IS NULL AND q.merged_into_id IS NULL"
_ASKER = "coalesce('r' || q.for_resident, 'h' || q.id)"
_STEPS = f"volunteers_requeststep s JOIN volunteers_helprequest q ON q.id = s.request_id AND {_ASKED}"
_NOT_BEFORE = (
    "NOT EXISTS (SELECT FROM volunteers_requeststep b"
    " WHERE b.request_id = q.id AND {what} AND (b.at, b.id) < (s.at, s.id))"
)
_NO_ANSWER = "{0}.state IN ('escalated', 'not_solved')"
_HELP = f"""
SELECT 'hulpvragenBinnen', '', q.neighbourhood_id, {_ASKER}, NULL
FROM volunteers_helprequest q WHERE q.{_HERE} AND {_ASKED} AND {_within("q.received_at")}
UNION ALL
SELECT 'hulpvragenBeantwoord', '', q.neighbourhood_id, {_ASKER},
       floor(extract(epoch FROM s.at - q.received_at) / 3600)::int
FROM {_STEPS}
WHERE s.{_HERE} AND s.kind = 'accepted' AND {_within("s.at")} AND {_NOT_BEFORE.format(what="b.kind = 'accepted'")}
UNION ALL
SELECT 'hulpvragenOnbeantwoord', '', q.neighbourhood_id, {_ASKER}, NULL
FROM {_STEPS}
WHERE s.{_HERE} AND {_NO_ANSWER.format("s")} AND {_within("s.at")}
  AND {_NOT_BEFORE.format(what=f"(b.kind = 'accepted' OR {_NO_ANSWER.format('b')})")}
UNION ALL
SELECT 'taken', CASE WHEN v.neighbourhood_id = q.neighbourhood_id THEN 'eigenBuurt' ELSE 'andereBuurt' END,
       q.neighbourhood_id, 'v' || v.id, NULL
FROM volunteers_task t
JOIN volunteers_helprequest q ON q.id = t.request_id
JOIN volunteers_volunteer v ON v.id = t.volunteer_id
WHERE t.{_HERE} AND t.state = 'done' AND t.day >= %(begins)s AND t.day < %(ends)s
"""
_PLACES = f"""
SELECT 'meldingenPlek', '', m.neighbourhood_id, 'm' || m.id, NULL
FROM reports_report m WHERE m.{_HERE} AND m.about = 'place' AND {_within("m.received_at")}
UNION ALL
SELECT 'meldingenPlekAfgerond', CASE WHEN m.outcome = 'talked' THEN 'doorPraten' ELSE 'anders' END,
       m.neighbourhood_id, 'm' || m.id, NULL
FROM reports_report m WHERE m.{_HERE} AND m.about = 'place' AND {_within("m.closed_at")}
UNION ALL
SELECT 'rondes', '', s.neighbourhood_id, 's' || s.id, NULL
FROM reports_streetround s WHERE s.{_HERE} AND {_within("s.ended_at")}
"""
_EVENTS = " UNION ALL ".join(
    [
        _of_case("signaleringenGeopend", "f.kind", "f", _DAY_OF.format(moment="f.detected_at"), "cases_flag",
                 _within("f.detected_at")),
        _of_case("signaleringenGesloten", "f.kind", "f", _DAY_OF.format(moment="f.closed_at"), "cases_flag",
                 _within("f.closed_at")),
        _of_case("sluitingenMetSignalering", "''", "k", _DAY_OF.format(moment="k.asked_at"), "cases_confirmation",
                 f"k.kind = 'closing' AND k.why = 'open_flag' AND {_within('k.asked_at')}"),
        _of_case("minderAfgesproken", _REASON, "v", "v.valid_from", "cases_agreement",
                 "v.reason <> '' AND v.valid_from >= %(begins)s AND v.valid_from < %(ends)s"),
        _LOWERED,
        _HELP,
        _PLACES,
    ]
)  # fmt: skip
# What happened over some days; the persons behind it are counted for each area by itself. Hours are rounded first.
EVENTS = f"""
WITH event AS ({_EVENTS})
SELECT {_AREAS}, figure, part, count(*), count(DISTINCT person),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY (hours + %(half)s) / %(step)s * %(step)s)
FROM event JOIN neighbourhoods_neighbourhood n ON n.id = event.neighbourhood_id AND n.{_HERE}
GROUP BY GROUPING SETS (
    ({_AREAS}, figure, part), ({_AREAS}, figure), (n.district_id, figure, part), (n.district_id, figure),
    (figure, part), (figure)
)
"""

# What decisions brought about, of the whole municipality: agreements that hold as a day begins.
DECISIONS = f"""
WITH {POLICIES}, {MOVED}, {_PICKED.format(open=_OPEN_THEN)}, agreement AS (
    SELECT DISTINCT ON (case_id) case_id, valid_from, contacts, per_days, medium, decision_id FROM cases_agreement
    WHERE {_HERE} AND valid_from < %(begins)s ORDER BY case_id, valid_from DESC
), cut AS MATERIALIZED (
    SELECT a.decision_id, p.id, p.resident_id, a.valid_from, greatest(0,
        ({_RATE.format(n="n.contacts", p="n.per_days", weight=f"({_WEIGHT.format(medium='n.medium')})")})
        - ({
    _RATE.format(
        n="a.contacts",
        p="a.per_days",
        weight=f"least({_WEIGHT.format(medium='a.medium')}, {_WEIGHT.format(medium='n.medium')})",
    )
})) AS less
    FROM agreement a
    JOIN picked p ON p.id = a.case_id
    JOIN LATERAL (
        SELECT contacts, per_days, medium FROM cases_need n
        WHERE n.case_id = p.id AND n.valid_from < %(begins)s ORDER BY n.valid_from DESC LIMIT 1
    ) AS n ON true
    WHERE a.decision_id IS NOT NULL
), flag AS (
    SELECT cut.decision_id, cut.resident_id
    FROM cut JOIN cases_flag f ON f.case_id = cut.id
    WHERE f.detected_at >= (cut.valid_from::timestamp AT TIME ZONE %(zone)s) AND f.detected_at < %(at)s
)
SELECT d.id, (SELECT count(*) FROM cut WHERE decision_id = d.id),
       (SELECT count(DISTINCT resident_id) FROM cut WHERE decision_id = d.id),
       (SELECT coalesce(sum(less), 0) FROM cut WHERE decision_id = d.id),
       (SELECT count(*) FROM flag WHERE decision_id = d.id),
       (SELECT count(DISTINCT resident_id) FROM flag WHERE decision_id = d.id)
FROM cases_decision d WHERE d.{_HERE} AND d.created_at < %(at)s ORDER BY d.id
"""

# Who took part as a day began, by neighbourhood.
VOLUNTEERS_THEN = f"""
SELECT id, neighbourhood_id FROM volunteers_volunteer
WHERE {_HERE} AND joined_on < %(begins)s AND (left_on IS NULL AND active OR left_on >= %(begins)s) ORDER BY id
"""
