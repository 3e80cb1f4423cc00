"""Store a rules.History as rows, so that the database can be asked the same as the Python rules."""

from typing import Any

from cases import rules
from cases.models import Agreement, Case, Contact, Need, Pause, Policy, TargetGroup
from residents.models import Resident
from tests.conftest import Place, moment
from wijkzorg.accounts.models import User


def store(place: Place, worker: User, ref: str, history: rules.History) -> Case:
    """Store a history as a case with a target group of its own, so that its policies are its own too."""
    municipality = place.municipality
    group = TargetGroup.objects.create(municipality=municipality, name=ref)
    resident = Resident.objects.create(
        municipality=municipality,
        ref=ref,
        first_name="R",
        last_name=ref,
        birth_date=history.opened_on,
        neighbourhood=place.neighbourhood,
    )
    case = Case.objects.create(
        municipality=municipality,
        ref=ref,
        resident=resident,
        opened_on=history.opened_on,
        closed_on=history.closed_on,
        team=place.team,
        worker=worker,
        target_group=group,
    )
    Need.objects.bulk_create(Need(**_version(case, version)) for version in history.needs)
    Agreement.objects.bulk_create(Agreement(**_version(case, version)) for version in history.agreements)
    Pause.objects.bulk_create(
        Pause(municipality=municipality, case=case, first_day=pause.first, last_day=pause.last)
        for pause in history.pauses
    )
    Contact.objects.bulk_create(
        Contact(
            municipality=municipality,
            case=case,
            happened_at=moment(contact.day),
            day=contact.day,
            medium=contact.medium,
            reached=contact.reached,
            worker=worker,
        )
        for contact in history.contacts
    )
    store_policies(place, group, history.group_policies)
    return case


def _version(case: Case, version: rules.Version) -> dict[str, Any]:
    return {
        "municipality_id": case.municipality_id,
        "case": case,
        "valid_from": version.valid_from,
        "contacts": version.rhythm.contacts,
        "per_days": version.rhythm.per_days,
        "medium": version.rhythm.medium,
    }


def store_policies(
    place: Place, group: TargetGroup | None, versions: tuple[rules.PolicyVersion, ...]
) -> None:
    """Store the versions of a policy of a target group, or of the municipality."""
    Policy.objects.bulk_create(
        Policy(
            municipality=place.municipality,
            target_group=group,
            valid_from=version.valid_from,
            reason="test",
            **{name: getattr(version.policy, name) for name in rules.Policy.__slots__},
        )
        for version in versions
    )
