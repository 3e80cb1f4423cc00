"""The three sorts of lists, by their word in an address."""

from __future__ import annotations

from sheets.for_requests import Requests
from sheets.for_residents import Residents
from sheets.for_volunteers import Volunteers
from sheets.lines import Sort
from wijkzorg.accounts.middleware import Desk

SORTS: dict[str, Sort] = {
    "bewoners": Residents(),
    "hulpvragen": Requests(),
    "vrijwilligers": Volunteers(),
}


def open_to(desk: Desk) -> list[str]:
    """Return the sorts that somebody works with today."""
    return [word for word, sort in SORTS.items() if sort.roles & desk.roles]
