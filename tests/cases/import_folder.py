"""Folders to import: a good one of one case, to be made worse line by line, and whole ones from histories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from cases.importing import Imported, ImportRefused, import_folder
from cases.rules import History, Rhythm
from tests.conftest import moment, stay_inside

NOW = dt.datetime(2026, 3, 17, 12, 0, tzinfo=dt.UTC)
WORKER = "farida@voorbeeldstad.example"
GOOD = {
    "residents.csv": [
        "resident_ref,first_name,last_name,birth_date,neighbourhood_code",
        "R1,Dennis,Hoekstra,2003-02-01,BU99990101",
    ],
    "cases.csv": [
        "case_ref,resident_ref,opened_on,closed_on,team,worker,target_group",
        f"D1,R1,2026-01-05,,Team Oost,{WORKER},jongeren",
    ],
    "needs.csv": [
        "case_ref,valid_from,contacts,per_days,medium,reason",
        "D1,2026-01-05,1,7,home_visit,intake",
    ],
    "agreements.csv": [
        "case_ref,valid_from,contacts,per_days,medium,reason",
        "D1,2026-01-05,1,7,home_visit,",
    ],
    "contacts.csv": [
        "case_ref,happened_at,medium,reached,worker",
        f"D1,2026-01-06T10:00:00+01:00,home_visit,true,{WORKER}",
        f"D1,2026-01-13T10:00:00+01:00,phone,false,{WORKER}",
    ],
    "pauses.csv": ["case_ref,from,until,reason", "D1,2026-02-02,2026-02-15,vakantie"],
}


class Folder:
    """A folder of CSV files that tests change and import."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.said: list[str] = []
        for name, lines in GOOD.items():
            self.write(name, *lines)

    def write(self, name: str, *lines: str) -> Folder:
        """Write a file anew."""
        self.raw(name, "".join(f"{line}\n" for line in lines).encode())
        return self

    def raw(self, name: str, content: bytes) -> Folder:
        """Write a file of any bytes."""
        (self.path / name).write_bytes(content)
        return self

    def add(self, name: str, *lines: str) -> Folder:
        """Write more lines at the end of a file."""
        with (self.path / name).open("a") as file:
            file.writelines(f"{line}\n" for line in lines)
        return self

    def replace(self, name: str, *lines: str) -> Folder:
        """Keep the header of a file and write other lines after it."""
        return self.write(name, GOOD[name][0], *lines)

    def remove(self, name: str) -> Folder:
        """Take a file away."""
        (self.path / name).unlink()
        return self

    def load(
        self, *, code: str = "GM9999", name: str | None = "Voorbeeldstad", now: dt.datetime = NOW
    ) -> Imported:
        """Import the folder."""
        imported = import_folder(
            folder=self.path, municipality_code=code, name=name, now=now, say=self.said.append
        )
        stay_inside(imported.municipality.pk)
        return imported

    def counts(self) -> dict[str, tuple[int, int, int]]:
        """Import the folder; return what was new, changed and unchanged of each file."""
        return {count.file: (count.new, count.changed, count.same) for count in self.load().counts}

    def errors(self, *, now: dt.datetime = NOW) -> list[str]:
        """Import the folder, which is refused; return what is said of it."""
        try:
            self.load(now=now)
        except ImportRefused as refused:
            return [problem.text for problem in refused.problems.first()]
        return []


def write_histories(folder: Folder, histories: Iterable[tuple[str, History]]) -> None:
    """Write cases by their reference; policies have no file."""
    lines: dict[str, list[str]] = {name: [rows[0]] for name, rows in GOOD.items()}
    for ref, history in histories:
        lines["residents.csv"].append(f"R{ref},Voor,Achter,1980-01-01,BU99990101")
        closed = history.closed_on or ""
        lines["cases.csv"].append(f"{ref},R{ref},{history.opened_on},{closed},Team Oost,{WORKER},")
        for file, versions in (("needs.csv", history.needs), ("agreements.csv", history.agreements)):
            lines[file] += [
                f"{ref},{version.valid_from},{rhythm_cells(version.rhythm)}," for version in versions
            ]
        for number, contact in enumerate(history.contacts):
            # A minute each, so that two alike on one day stay two.
            at = moment(contact.day) + dt.timedelta(minutes=number)
            reached = "true" if contact.reached else "false"
            lines["contacts.csv"].append(f"{ref},{at.isoformat()},{contact.medium.code},{reached},{WORKER}")
        lines["pauses.csv"] += [f"{ref},{pause.first},{pause.last}," for pause in history.pauses]
    for name, rows in lines.items():
        folder.write(name, *rows)


def rhythm_cells(rhythm: Rhythm) -> str:
    """Return a rhythm as three cells."""
    return f"{rhythm.contacts},{rhythm.per_days},{rhythm.medium.code}"
