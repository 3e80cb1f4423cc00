"""Every number of the demo that leaves the screen is that of the rules too: in the mail, in files; and on the list."""

from __future__ import annotations

import csv
import datetime as dt
import io

from django.utils import timezone

from cases import phrases
from cases.demo import staff
from cases.models import Case
from cases.rules import Rule
from day import morning
from tests.demo.known import Known
from tests.demo.lines import WORKERS, Town, browser, cared_for, counted, why_it_is_there
from tests.pages import read
from wijkzorg.accounts.models import User
from wijkzorg.outbox.models import Letter
from wijkzorg.tenancy.models import Municipality


def test_every_number_in_the_morning_mail(town: Municipality, on: dt.date, everybody: Town) -> None:
    now = timezone.now()
    for name in WORKERS:
        user = User.objects.get(email=staff.email(name))
        morning.tell(user=user, municipality=town, now=now)
        letter = Letter.objects.get(recipient=user, template="morning_worker")
        parts = counted(cared_for(everybody, name, on))
        asks = sum(1 for _ask in read(browser(name).get("/")).every(data_ask=None))
        shown = {key: letter.numbers[key] for key in ("flagged", "soon", "due", "asked")}
        assert shown == {"flagged": parts["now"], "soon": parts["soon"], "due": parts["due"], "asked": asks}
    for team in staff.TEAMS:
        user = User.objects.get(email=staff.email(team.lead))
        morning.tell(user=user, municipality=town, now=now)
        letter = Letter.objects.get(recipient=user, template="morning_lead")
        page = read(browser(team.lead).get("/team/", {"wacht": "alles"}, follow=True))
        assert letter.numbers["asked"] == int(page.one(id="wacht").one("span").words), team.name


def rows_of(answer: object) -> list[dict[str, str]]:
    sent = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(sent.decode("utf-8-sig")), delimiter=";"))


def written(value: object) -> str:
    return f"{value:%d-%m-%Y}" if isinstance(value, dt.date) else "" if value is None else str(value)


def compare_export(row: dict[str, str], known: Known) -> None:
    """Compare a row of a file with the rules, every column that has a number or a day of theirs."""
    m, standing = known.numbers, known.standing
    wanted: dict[str, object] = {
        "Nodig": phrases.rhythm(m.need.rhythm) if m.need else "",
        "Beloofd": phrases.rhythm(m.agreement.rhythm) if m.agreement else "",
        "Beloofd in procent van nodig": m.agreed_percent,
        "Gekomen in procent van nodig": m.delivered_percent,
        "Laatst gezien op": m.last_seen,
        "Dagen niet gezien": m.days_unseen,
        "Laatst bereikt op": m.last_reached,
        "Dagen niet bereikt": m.days_unreached,
        "Volgende afspraak": standing.due_on,
    }
    for kind in phrases.BY_NEED:
        name = phrases.capital(phrases.of_rule(kind))
        wanted[f"{name} sinds"] = known.flags.get(kind)
        wanted[f"{name} vanaf, als er niets gebeurt"] = standing.breaches_on.get(kind)
    assert {name: row[name] for name in wanted} == {name: written(value) for name, value in wanted.items()}


def test_every_number_in_the_files_of_teams_and_workers(
    town: Municipality, on: dt.date, everybody: Town
) -> None:
    taken = set[str]()
    for team in staff.TEAMS:
        for row in rows_of(browser(team.lead).get("/dossiers/lijst.csv", {"gesloten": "1"})):
            compare_export(row, everybody[row["Dossier"]])
            taken.add(row["Dossier"])
    assert taken == set(everybody)
    names = {"now": "nu", "soon": "deze week", "due": "afspraak", "calm": "op schema"}
    for name in WORKERS:
        rows = rows_of(browser(name).get("/vandaag/lijst.csv"))
        assert {row["Dossier"] for row in rows} == {one.case.ref for one in cared_for(everybody, name, on)}
        for row in rows:
            known = everybody[row["Dossier"]]
            compare_export(row, known)
            assert row["Deel van de lijst"] == names[known.part]
            assert all(words_ in row["Waarom"].replace("\N{NO-BREAK SPACE}", " ")
                       for words_ in why_it_is_there(known, on)), row  # fmt: skip


def test_the_list_of_cases_shows_the_flags_of_the_rules(
    town: Municipality, on: dt.date, everybody: Town
) -> None:
    for team in staff.TEAMS:
        lead, query, found = browser(team.lead), "?gesloten=1", set[str]()
        while query:
            page = read(lead.get(f"/dossiers/{query}"))
            for row in page.one("tbody").every("tr"):
                ref = row.one("td", data_label="Dossier").words
                known = everybody[ref]
                chips = [one.words for one in row.every("span", "wz-chip")]
                assert chips == [phrases.of_rule(kind) for kind in known.flags], ref
                assert chips or any(word in row.words for word in ("op schema", "gesloten op", "pauze"))
                found.add(ref)
            more = [one.attrs["href"] for one in page.every("a") if "na=" in one.attrs.get("href", "")]
            query = more[0] if more else ""
        assert found == {ref for ref, one in everybody.items() if one.case.team.name == team.name}


def test_the_town_has_cases_of_every_kind_to_compare(everybody: Town) -> None:
    assert {one.state for one in everybody.values()} == {"live", "still", "closed"}
    assert {one.part for one in everybody.values()} == {"now", "soon", "due", "calm"}
    assert {kind for one in everybody.values() for kind in one.flags} == set(Rule)
    assert Case.objects.count() == len(everybody) > 400
