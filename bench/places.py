"""The municipality around the made cases: districts, neighbourhoods, teams, workers, target groups, two policies."""

import zoneinfo

MUNICIPALITY = 1
ZONE = zoneinfo.ZoneInfo("Europe/Amsterdam")
CASES_A_WORKER = 60
WORKERS_A_TEAM = 12
# Tables whose rows are made with a number of their own; their sequences go on from there.
NUMBERED = (
    "tenancy_municipality", "neighbourhoods_district", "neighbourhoods_neighbourhood", "accounts_organisation",
    "accounts_team", "accounts_user", "cases_targetgroup", "residents_resident", "cases_case",
)  # fmt: skip

STATEMENTS = (
    """
INSERT INTO tenancy_municipality (id, code, name, timezone)
VALUES (%(municipality)s, 'GM9999', 'Voorbeeldstad', 'Europe/Amsterdam')
""",
    """
INSERT INTO neighbourhoods_district (id, municipality_id, code, name, reference_year)
SELECT i, %(municipality)s, 'WK9999' || lpad(i::text, 2, '0'), 'Wijk ' || i, 2026 FROM generate_series(1, 4) AS i
""",
    """
INSERT INTO neighbourhoods_neighbourhood (id, municipality_id, district_id, code, name, reference_year)
SELECT i, %(municipality)s, (i - 1) / 14 + 1, 'BU9999' || lpad(i::text, 4, '0'), 'Buurt ' || i, 2026
FROM generate_series(1, 56) AS i
""",
    """
INSERT INTO accounts_organisation (id, municipality_id, name)
SELECT i, %(municipality)s, 'Organisatie ' || i FROM generate_series(1, 3) AS i
""",
    """
INSERT INTO accounts_team (id, municipality_id, organisation_id, name)
SELECT i, %(municipality)s, (i - 1) %% 3 + 1, 'Team ' || i FROM generate_series(1, %(teams)s) AS i
""",
    """
INSERT INTO accounts_user (id, password, is_superuser, email, name, is_active, is_staff, date_joined)
SELECT i, '!', false, 'w' || i || '@bench.example', 'Werker ' || i, true, false, %(today)s
FROM generate_series(1, %(workers)s) AS i
""",
    """
INSERT INTO accounts_membership (municipality_id, user_id, team_id, role, starts_on)
SELECT %(municipality)s, i, (i - 1) %% %(teams)s + 1, 'worker', %(today)s - 1000
FROM generate_series(1, %(workers)s) AS i
""",
    """
INSERT INTO cases_targetgroup (id, municipality_id, name)
SELECT i, %(municipality)s, 'Doelgroep ' || i FROM generate_series(1, 5) AS i
""",
    # One of the municipality, one of a target group that is watched more closely.
    """
INSERT INTO cases_policy (
    municipality_id, target_group_id, valid_from, video, phone, message, threshold_percent, window_intervals,
    window_min_days, window_max_days, unfindable_attempts, unfindable_intervals, unfindable_min_days,
    unfindable_max_days, reason, created_at)
VALUES
    (%(municipality)s, NULL, %(today)s - 200, 50, 40, 20, 55, 4, 14, 84, 3, 2, 7, 28, 'vastgesteld', %(today)s - 210),
    (%(municipality)s, 1, %(today)s - 150, 50, 30, 10, 60, 3, 14, 84, 2, 2, 7, 21, 'vastgesteld', %(today)s - 160)
""",
)
