"""When a buurt ends, whoever lives there is in another one: that of their address in the newest list."""

from __future__ import annotations

import pghistory
from django.db import transaction

from neighbourhoods.addresses import neighbourhood_of
from residents.models import Resident
from wijkzorg.tenancy.models import Municipality


@transaction.atomic
def follow_addresses(*, municipality: Municipality) -> tuple[int, int]:
    """Move who lives in a neighbourhood that ended to that of their address; return how many moved and stayed.

    Who lives in one that is there stays: a professional may have chosen it. Who has no address that is known in one
    neighbourhood stays too, until somebody chooses.
    """
    moved = left = 0
    ended = Resident.objects.filter(municipality=municipality, neighbourhood__ended_year__isnull=False)
    known: dict[tuple[str, str], int | None] = {}
    with pghistory.context(command="import_areas", reason="buurt vervallen"):
        for resident in ended.select_for_update(no_key=True, of=("self",)).order_by("pk"):
            at = (resident.postcode, resident.house_number)
            if at not in known:
                found = neighbourhood_of(municipality, *at).neighbourhood
                known[at] = found.pk if found is not None and found.ended_year is None else None
            place = known[at]
            if place is None:
                left += 1
                continue
            Resident.objects.filter(pk=resident.pk).update(neighbourhood_id=place)
            moved += 1
    return moved, left
