"""Beyond one's own teams: an exact question, and in an emergency the glass; never another municipality."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.access import break_glass
from cases.models import Agreement, Case, Contact, EmergencyAccess, Flag, Need
from residents.models import Resident
from tests.cases.screens import days_ago, sent_form, words_of
from tests.conftest import Place, make_case, make_member
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership, Team, User
from wijkzorg.audit.models import AccessEntry
from wijkzorg.outbox import tasks
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db
REASON = "Staat bij ons aan de deur, verward, zonder jas"
DAY = dt.timedelta(hours=24)
MOMENT = dt.timedelta(microseconds=1)


@pytest.fixture
def case(place: Place, worker: User, today: dt.date) -> Case:
    return make_case(place, worker, days_ago(today, 60))


def desk_of(user: User, now: dt.datetime | None = None) -> Desk:
    """The desk of a user at a moment."""

    class Request:
        def __init__(self) -> None:
            self.user = user
            self.session: dict[str, Any] = {}

    desk = Desk(Request())  # type: ignore[arg-type]
    if now is not None:
        desk.now = now
    return desk


# --- Who sees what ---


@pytest.mark.parametrize(("who", "sees"), [("worker", 1), ("colleague", 1), ("team_lead", 1)])
def test_the_team_sees_its_cases_and_what_hangs_on_them(
    case: Case, request: pytest.FixtureRequest, who: str, sees: int
) -> None:
    desk = desk_of(request.getfixturevalue(who))
    assert Case.objects.visible_to(desk).count() == sees
    assert Need.objects.visible_to(desk).count() == Agreement.objects.visible_to(desk).count() == sees
    assert Resident.objects.visible_to(desk).count() == sees


OTHERS = sorted(set(Membership.Role.values) - {"worker", "team_lead"})


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_sees_a_case_not_even_in_a_team(place: Place, case: Case, role: str) -> None:
    desk = desk_of(make_member(place, f"{role}@voorbeeldstad.example", role, place.team))
    for rows in (Case, Need, Agreement, Contact, Flag, Resident, EmergencyAccess):
        assert not rows.objects.visible_to(desk).exists(), rows


@pytest.mark.parametrize("who", ["outsider", "stranger"])
def test_another_team_and_another_municipality_see_nothing(
    case: Case, request: pytest.FixtureRequest, who: str
) -> None:
    desk = desk_of(request.getfixturevalue(who))
    for rows in (Case, Need, Agreement, Contact, Flag, Resident):
        assert not rows.objects.visible_to(desk).exists(), rows


@pytest.mark.parametrize(
    ("ends", "sees"), [(dt.timedelta(0), True), (dt.timedelta(days=-1), False)], ids=["today", "yesterday"]
)
def test_a_membership_that_ended_shows_nothing_from_the_next_day(
    case: Case, worker: User, today: dt.date, ends: dt.timedelta, sees: bool
) -> None:
    Membership.objects.filter(user=worker).update(ends_on=today + ends)
    assert Case.objects.visible_to(desk_of(worker)).exists() == sees


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize(
    "path",
    ["/dossiers/", "/dossiers/{}/", "/dossiers/{}/geschiedenis/", "/dossiers/elders/", "/noodtoegang/"],
)
def test_who_works_on_no_cases_finds_no_pages_of_them(
    client: Client, place: Place, case: Case, role: str, path: str
) -> None:
    client.force_login(make_member(place, f"{role}@voorbeeldstad.example", role))
    assert client.get(path.format(case.pk)).status_code == 404
    front = client.get("/", follow=True)  # an administrator and a privacy officer have pages of their own
    assert front.status_code == 200
    assert "/dossiers/" not in front.content.decode()


# --- Known elsewhere ---


def ask(client: Client, last_name: str = "Hoekstra", birth_date: str = "2003-02-01") -> Any:
    return client.post("/dossiers/elders/", {"last_name": last_name, "birth_date": birth_date})


def test_the_answer_is_the_team_and_whom_to_call_and_nothing_else(
    client: Client, case: Case, outsider: User, team_lead: User
) -> None:
    client.force_login(outsider)
    answer = ask(client)
    words = words_of(answer)
    assert "Bekend bij Team Oost" in words
    assert team_lead.email in words
    for detail in ("Dennis", case.ref, "Lindenhof", "Farida"):
        assert detail not in words
    (entry,) = AccessEntry.objects.filter(action=AccessEntry.Action.SEARCH)
    assert (entry.user_id, entry.resident_ids, entry.case_ids) == (outsider.pk, [case.resident_id], [case.pk])


@pytest.mark.parametrize(
    ("name", "birth_date", "known"),
    [
        ("hoekstra", "2003-02-01", True),
        ("  HOEKSTRA ", "2003-02-01", True),
        ("Hoekstr", "2003-02-01", False),
        ("Hoek%", "2003-02-01", False),
        ("Hoekstra", "2003-02-02", False),
        ("Dennis", "2003-02-01", False),
    ],
)
def test_only_exactly_the_surname_and_the_birth_date_are_answered(
    client: Client, case: Case, outsider: User, name: str, birth_date: str, known: bool
) -> None:
    client.force_login(outsider)
    assert ("Bekend bij Team" in words_of(ask(client, name, birth_date))) == known
    assert AccessEntry.objects.filter(action=AccessEntry.Action.SEARCH, user_id=outsider.pk).count() == 1


def test_a_closed_case_and_another_municipality_are_not_known(
    client: Client, case: Case, outsider: User, stranger: User, today: dt.date
) -> None:
    client.force_login(stranger)
    assert "Bekend bij Team" not in words_of(ask(client))
    Case.objects.filter(pk=case.pk).update(closed_on=today)
    client.force_login(outsider)
    assert "Bekend bij Team" not in words_of(ask(client))


def test_of_the_own_team_the_case_is_opened_at_once(client: Client, case: Case, worker: User) -> None:
    client.force_login(worker)
    assert f'href="/dossiers/{case.pk}/"' in ask(client).content.decode()


def test_a_wrong_form_is_said_at_the_field(client: Client, outsider: User) -> None:
    client.force_login(outsider)
    answer = ask(client, "", "31-31-2020")
    assert answer.status_code == 422
    assert words_of(answer).count("Vul de achternaam in.") == 2
    assert not AccessEntry.objects.filter(action=AccessEntry.Action.SEARCH).exists()


def test_a_name_never_stands_in_an_address(client: Client, case: Case, outsider: User) -> None:
    client.force_login(outsider)
    answer = client.get("/dossiers/elders/", {"last_name": "Hoekstra", "birth_date": "2003-02-01"})
    assert "Bekend bij Team" not in words_of(answer)


# --- The glass ---


def test_behind_the_glass_is_nothing_until_it_is_broken_with_a_reason(
    client: Client, case: Case, outsider: User, team_lead: User
) -> None:
    client.force_login(outsider)
    address = f"/dossiers/{case.pk}/noodtoegang/"
    page = words_of(client.get(address))
    assert "Team Oost" in page and team_lead.email in page
    assert "Hoekstra" not in page and case.ref not in page
    assert client.get(f"/dossiers/{case.pk}/").status_code == 404
    refused = client.post(address, {"reason": "te kort"})
    assert refused.status_code == 422 and "minstens 20 tekens" in words_of(refused)
    assert "te kort" in refused.content.decode()
    assert not EmergencyAccess.objects.exists()
    assert client.post(address, {"reason": REASON})["Location"] == f"/dossiers/{case.pk}/"
    page = words_of(client.get(f"/dossiers/{case.pk}/"))
    assert "Dennis Hoekstra" in page and "Je ziet dit dossier door noodtoegang tot" in page


@pytest.mark.parametrize(
    ("reason", "enough"),
    [("x" * 19, False), (f"{'x' * 19} ", False), ("x " + " " * 30, False), ("x" * 20, True)],
)
def test_a_reason_has_at_least_twenty_characters_that_say_something(
    case: Case, outsider: User, reason: str, enough: bool
) -> None:
    if enough:
        break_glass(actor=outsider, case=case, reason=reason, now=timezone.now())
        return
    with pytest.raises(ValidationError, match="minstens 20 tekens"):
        break_glass(actor=outsider, case=case, reason=reason, now=timezone.now())
    with pytest.raises(IntegrityError, match="emergency_reason"), transaction.atomic():
        EmergencyAccess.objects.create(
            municipality_id=case.municipality_id,
            case=case,
            team_id=case.team_id,
            user=outsider,
            reason=reason,
            starts_at=(now := timezone.now()),
            ends_at=now + DAY,
        )


@pytest.mark.parametrize(
    ("after", "sees"),
    [(-MOMENT, False), (dt.timedelta(0), True), (DAY - MOMENT, True), (DAY, False)],
    ids=["before", "from", "last", "ended"],
)
def test_it_lasts_24_hours_exactly(case: Case, outsider: User, after: dt.timedelta, sees: bool) -> None:
    now = timezone.now()
    break_glass(actor=outsider, case=case, reason=REASON, now=now)
    desk = desk_of(outsider, now + after)
    assert Case.objects.visible_to(desk).exists() == sees
    assert Need.objects.visible_to(desk).exists() == sees
    assert not Case.objects.of_own_teams(desk).exists(), "it never stands on a list"


def test_it_is_red_in_the_log_and_each_look_carries_the_reason(
    client: Client, case: Case, outsider: User
) -> None:
    client.force_login(outsider)
    client.post(f"/dossiers/{case.pk}/noodtoegang/", {"reason": REASON})
    client.get(f"/dossiers/{case.pk}/")
    client.get(f"/dossiers/{case.pk}/geschiedenis/")
    client.get(f"/dossiers/{case.pk}/contact/")
    entries = (
        AccessEntry.objects.filter(case_id=case.pk).order_by("pk").values_list("action", "user_id", "reason")
    )
    assert list(entries) == [
        ("break_glass", outsider.pk, REASON),
        *[("read", outsider.pk, REASON)] * 3,
    ]


def test_the_team_lead_is_told_by_letter_without_a_name_and_reads_who_and_why(
    client: Client, case: Case, outsider: User, team_lead: User
) -> None:
    break_glass(actor=outsider, case=case, reason=REASON, now=timezone.now())
    tasks.send_letters()
    (letter,) = mail.outbox
    assert letter.to == [team_lead.email]
    assert "/noodtoegang/" in letter.body
    for detail in ("Hoekstra", case.ref, "Buiten", REASON):
        assert detail not in f"{letter.subject} {letter.body}"
    client.force_login(team_lead)
    page = words_of(client.get("/noodtoegang/"))
    for detail in ("Buiten", "Dennis Hoekstra", REASON, "nu open"):
        assert detail in page


def test_without_a_team_lead_the_privacy_officer_is_told(place: Place, case: Case, outsider: User) -> None:
    officer = make_member(place, "fg@voorbeeldstad.example", Membership.Role.PRIVACY_OFFICER)
    break_glass(actor=outsider, case=case, reason=REASON, now=timezone.now())
    tasks.send_letters()
    assert [letter.to for letter in mail.outbox] == [[officer.email]]


def test_sent_twice_it_is_broken_once(case: Case, outsider: User, team_lead: User) -> None:
    now = timezone.now()
    first = break_glass(actor=outsider, case=case, reason=REASON, now=now)
    assert break_glass(actor=outsider, case=case, reason=REASON + "!", now=now + DAY - MOMENT) == first
    again = break_glass(actor=outsider, case=case, reason=REASON, now=now + DAY)
    assert again != first and again.ends_at == now + 2 * DAY


def test_a_contact_may_be_recorded_and_stays_when_the_glass_closed(
    client: Client, case: Case, outsider: User
) -> None:
    client.force_login(outsider)
    client.post(f"/dossiers/{case.pk}/noodtoegang/", {"reason": REASON})
    answer = client.post(f"/dossiers/{case.pk}/contact/", sent_form())
    assert answer["Location"] == f"/dossiers/{case.pk}/", "it does not stand on Vandaag"
    assert Contact.objects.get().worker == outsider


def test_a_contact_that_is_recorded_by_it_is_red_in_the_log_with_the_reason(
    client: Client, case: Case, outsider: User, worker: User
) -> None:
    client.force_login(outsider)
    client.post(f"/dossiers/{case.pk}/noodtoegang/", {"reason": REASON})
    client.post(f"/dossiers/{case.pk}/contact/", sent_form())
    client.force_login(worker)
    client.post(f"/dossiers/{case.pk}/contact/", sent_form(medium=5))
    red = AccessEntry.objects.by_break_glass().filter(action="write")
    assert list(red.values_list("user_id", "reason")) == [(outsider.pk, REASON)]
    lines = AccessEntry.objects.filter(action="write").order_by("pk")
    assert [line.is_break_glass for line in lines] == [True, False]


@pytest.mark.parametrize("who", ["stranger", "team_lead", "volunteer", "worker"])
def test_nobody_else_breaks_the_glass(
    client: Client, case: Case, request: pytest.FixtureRequest, who: str
) -> None:
    user = request.getfixturevalue(who)
    client.force_login(user)
    answer = client.post(f"/dossiers/{case.pk}/noodtoegang/", {"reason": REASON})
    assert answer.status_code == (302 if who == "worker" else 404), "who sees the case anyway goes to it"
    assert not EmergencyAccess.objects.exists()
    with pytest.raises(PermissionDenied):
        break_glass(actor=user, case=case, reason=REASON, now=timezone.now())


def test_who_is_no_worker_any_more_sees_nothing_through_old_glass(
    case: Case, outsider: User, today: dt.date
) -> None:
    break_glass(actor=outsider, case=case, reason=REASON, now=timezone.now())
    Membership.objects.filter(user=outsider).update(ends_on=days_ago(today, 1))
    assert not Case.objects.visible_to(desk_of(outsider)).exists()


def test_it_opens_that_case_and_no_other(
    place: Place, case: Case, worker: User, outsider: User, today: dt.date
) -> None:
    other = make_case(place, worker, days_ago(today, 60), ref="D00002", last_name="Bakker")
    break_glass(actor=outsider, case=case, reason=REASON, now=timezone.now())
    assert list(Case.objects.visible_to(desk_of(outsider))) == [case]
    assert not Need.objects.visible_to(desk_of(outsider)).filter(case=other).exists()


def test_a_row_is_never_changed_or_taken_back(case: Case, outsider: User) -> None:
    broken = break_glass(actor=outsider, case=case, reason=REASON, now=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        EmergencyAccess.objects.filter(pk=broken.pk).update(reason="iets heel anders dan het was")
    with pytest.raises(DatabaseError), transaction.atomic():
        broken.delete()
    assert EmergencyAccess.objects.get().reason == REASON


def test_the_page_of_a_lead_holds_the_own_teams_only_and_the_worker_reads_the_own(
    client: Client, place: Place, case: Case, outsider: User
) -> None:
    break_glass(actor=outsider, case=case, reason=REASON, now=timezone.now())
    west = Team.objects.get(name="Team West")
    client.force_login(make_member(place, "west@voorbeeldstad.example", Membership.Role.TEAM_LEAD, west))
    assert REASON not in words_of(client.get("/noodtoegang/"))
    client.force_login(outsider)
    assert REASON in words_of(client.get("/noodtoegang/"))


def test_the_page_takes_as_many_queries_for_twenty_rows_as_for_one(
    client: Client, place: Place, worker: User, outsider: User, team_lead: User, today: dt.date
) -> None:
    client.force_login(team_lead)
    counts = []
    for number in range(21):
        case = make_case(place, worker, days_ago(today, 60), ref=f"D{number:05}")
        break_glass(actor=outsider, case=case, reason=REASON, now=timezone.now())
        if number in (0, 20):
            client.get("/noodtoegang/")
            with CaptureQueriesContext(connection) as queries:
                client.get("/noodtoegang/")
            counts.append(len(queries))
    assert counts[0] == counts[1]


def test_never_for_another_municipality(
    client: Client, elsewhere: Place, outsider: User, today: dt.date
) -> None:
    with inside(elsewhere.municipality.pk):
        case = make_case(elsewhere, None, days_ago(today, 60))
    client.force_login(outsider)
    assert client.get(f"/dossiers/{case.pk}/noodtoegang/").status_code == 404
    assert client.post(f"/dossiers/{case.pk}/noodtoegang/", {"reason": REASON}).status_code == 404
    assert "Bekend bij Team" not in words_of(ask(client))
    assert not EmergencyAccess.objects.exists()
