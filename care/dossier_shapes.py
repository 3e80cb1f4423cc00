"""Dossiers as other systems say and read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from care.acting import OfOrganisation
from care.rhythms import VersionShape
from care.shapes import Channel, Judged, refuse
from care.words import FLAG_KINDS, FLAG_STATES, GROUNDS
from cases.lifecycle import opening_faults
from cases.models import TargetGroup
from neighbourhoods.models import Neighbourhood
from residents.registering import birth_faults
from wijkzorg.accounts.models import Membership, Team, User
from wijkzorg.rest.fields import Code, Day, Shape, Text, Whole, Words, YesNo
from wijkzorg.rest.paging import PagedQuestion
from wijkzorg.rest.problems import MISSING

BUURT = r"^BU[0-9]{4}[0-9A-Z]{4}\Z"
# What the verbs call the fields.
NAMES = {
    "opened_on": "geopendDatum",
    "birth_date": "bewoner.geboorteDatum",
    "reason": "nodig.reden",
}
NAME_LENGTH, REASON_LENGTH, MOST_DAYS = 200, 2000, 365


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known beforehand of what an opening names."""

    today: dt.date
    teams: Mapping[str, Team]
    groups: Mapping[str, TargetGroup]
    places: Mapping[str, Neighbourhood]
    workers: Mapping[str, set[int]]
    users: Mapping[str, User]

    @classmethod
    def of(cls, view: OfOrganisation, said: Any, now: dt.datetime) -> Surroundings:
        """Look up what a body may name: the organisation's teams and who works there, target groups, the buurt."""
        told: dict[str, Any] = said if isinstance(said, dict) else {}
        who: Any = told.get("bewoner")
        code = who.get("buurtCode") if isinstance(who, dict) else None
        today = view.municipality.day_of(now)
        here = Neighbourhood.objects.current().filter(code=code) if Text.is_text(code) else ()
        workers: dict[str, set[int]] = {}
        users: dict[str, User] = {}
        address = told.get("medewerker")
        if Text.is_text(address):
            members = Membership.objects.on(today).filter(
                team__organisation_id=view.organisation_id,
                role=Membership.Role.WORKER,
                user__is_active=True,
                user__email=address.lower(),
            )
            for row in members.select_related("user"):
                assert row.team_id is not None, "a member of a team"
                workers.setdefault(row.user.email, set()).add(row.team_id)
                users[row.user.email] = row.user
        return cls(
            today=today,
            teams={team.name: team for team in Team.objects.filter(organisation_id=view.organisation_id)},
            groups={group.name: group for group in TargetGroup.objects.all()},
            places={place.code: place for place in here},
            workers=workers,
            users=users,
        )


class ResidentAsked(Shape):
    """Who it is about."""

    noun = "BewonerOpdracht"

    voornaam = Words(max_length=NAME_LENGTH, help_text=gettext_lazy("De voornaam of roepnaam."))
    achternaam = Words(max_length=NAME_LENGTH, help_text=gettext_lazy("De achternaam, met tussenvoegsel."))
    geboorteDatum = Day(help_text=gettext_lazy("De geboortedatum."))
    buurtCode = Code(BUURT, help_text=gettext_lazy("De buurt waar de bewoner woont; een buurt die nu geldt."))

    def validate_geboorteDatum(self, value: dt.date) -> dt.date:
        """Refuse a day on which nobody was born."""
        refuse(birth_faults(value, self.context["around"].today).get("birth_date"))
        return value

    def validate_buurtCode(self, value: str) -> Neighbourhood:
        """Refuse what is no buurt of the municipality now."""
        found: Neighbourhood | None = self.context["around"].places.get(value)
        if found is None:
            refuse(_("Deze buurt is er niet, of geldt niet meer."), MISSING)
        assert found is not None
        return found


class NeedAsked(Judged):
    """What is needed, and on what ground."""

    noun = "NodigOpdracht"

    aantal = Whole(min_value=1, max_value=MOST_DAYS, help_text=gettext_lazy("Hoeveel contacten."))
    perDagen = Whole(min_value=1, max_value=MOST_DAYS, help_text=gettext_lazy("In hoeveel dagen."))
    kanaal = Channel(help_text=gettext_lazy("Hoe."))
    reden = Words(
        max_length=REASON_LENGTH,
        error_messages={"blank": gettext_lazy("Schrijf op welke grond dit nodig is.")},
        help_text=gettext_lazy("Op welke grond dit nodig is."),
    )

    def faults(self, said: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Refuse more contacts than days."""
        if {"aantal", "perDagen"} <= said.keys() and said["aantal"] > said["perDagen"]:
            yield "aantal", _("Dit is vaker dan één keer per dag.")


class DossierAsked(Judged):
    """A dossier that is to be opened."""

    noun = "DossierOpdracht"

    bewoner = ResidentAsked(help_text=gettext_lazy("Over wie het gaat."))
    team = Text(
        required=False,
        allow_null=True,
        default=None,
        max_length=NAME_LENGTH,
        help_text=gettext_lazy("Het team, bij naam; mag weg als de organisatie er één heeft."),
    )
    medewerker = Text(
        required=False,
        allow_null=True,
        default=None,
        max_length=254,
        help_text=gettext_lazy(
            "Het e-mailadres van wie in dat team het dossier krijgt; anders ziet de teamleider het."
        ),
    )
    doelgroep = Text(
        required=False,
        allow_null=True,
        default=None,
        max_length=NAME_LENGTH,
        help_text=gettext_lazy("De doelgroep, bij naam; een doelgroep kan eigen beleid hebben."),
    )
    grondslag = serializers.ChoiceField(
        list(GROUNDS),
        error_messages={"invalid_choice": gettext_lazy("Dit is geen van de grondslagen.")},
        help_text=gettext_lazy("Op welke grond het dossier er is; daarvan hangt af hoe lang het blijft."),
    )
    geopendDatum = Day(help_text=gettext_lazy("Sinds wanneer het loopt; niet in de toekomst."))
    nodig = NeedAsked(help_text=gettext_lazy("Wat nodig is."))

    def validate_team(self, value: str | None) -> Team:
        """Refuse a team that is not of the organisation, and none where there are several."""
        teams: Mapping[str, Team] = self.context["around"].teams
        found = next(iter(teams.values())) if value is None and len(teams) == 1 else teams.get(value or "")
        if found is None:
            refuse(_("Noem een team van deze organisatie."), MISSING)
        assert found is not None
        return found

    def validate_medewerker(self, value: str | None) -> User | None:
        """Refuse who works in none of the organisation's teams now."""
        if value is None:
            return None
        found: User | None = self.context["around"].users.get(value.lower())
        if found is None:
            refuse(_("Wij kennen deze medewerker niet bij deze organisatie."), MISSING)
        return found

    def validate_doelgroep(self, value: str | None) -> TargetGroup | None:
        """Refuse a group that the municipality does not have."""
        if value is None:
            return None
        found: TargetGroup | None = self.context["around"].groups.get(value)
        if found is None:
            refuse(_("Deze doelgroep is er niet."), MISSING)
        return found

    def faults(self, said: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Refuse a worker of another team, and a day to come or before the birth."""
        around: Surroundings = self.context["around"]
        team, worker = said.get("team"), said.get("medewerker")
        if team and worker and team.pk not in around.workers[worker.email]:
            yield "medewerker", _("Deze medewerker werkt niet in dat team.")
        if "geopendDatum" in said:
            born = said.get("bewoner", {}).get("geboorteDatum")
            for reason in opening_faults(said["geopendDatum"], born, around.today).values():
                yield "geopendDatum", reason


class ResidentShape(Shape):
    """Who it is about."""

    noun = "Bewoner"

    voornaam = serializers.CharField(help_text=gettext_lazy("De voornaam."))
    achternaam = serializers.CharField(help_text=gettext_lazy("De achternaam."))
    geboorteDatum = Day(help_text=gettext_lazy("De geboortedatum."))
    buurtCode = serializers.CharField(help_text=gettext_lazy("De buurt waar de bewoner woont."))


class RuleShape(Shape):
    """What one rule says."""

    noun = "RegelStand"

    soort = serializers.ChoiceField(list(FLAG_KINDS), help_text=gettext_lazy("Welke regel."))
    geldt = serializers.BooleanField(help_text=gettext_lazy("Of de regel nu geldt."))
    sindsDatum = Day(allow_null=True, help_text=gettext_lazy("Sinds wanneer; leeg als de regel niet geldt."))
    vanafDatum = Day(
        allow_null=True,
        help_text=gettext_lazy(
            "Vanaf wanneer de regel zou gelden als er niets gebeurt; leeg als dat niet zo is."
        ),
    )


class StandingShape(Shape):
    """What the rules say of a case."""

    noun = "Stand"

    peilDatum = Day(help_text=gettext_lazy("Van welke dag dit de stand is."))
    loopt = serializers.BooleanField(help_text=gettext_lazy("Of de klok loopt: open, en geen pauze."))
    gepauzeerd = serializers.BooleanField(help_text=gettext_lazy("Of het dossier in een pauze is."))
    volgendContactDatum = Day(
        allow_null=True, help_text=gettext_lazy("Wanneer het volgende afgesproken contact zou moeten zijn.")
    )
    regels = RuleShape(many=True, help_text=gettext_lazy("Alle vier de regels, in vaste volgorde."))


class FlagOfCaseShape(Shape):
    """A flag that is not closed."""

    noun = "SignaleringVanDossier"

    id = serializers.UUIDField(help_text=gettext_lazy("Het kenmerk, zoals bij /signaleringen."))
    soort = serializers.ChoiceField(list(FLAG_KINDS), help_text=gettext_lazy("Welke regel geldt."))
    sindsDatum = Day(help_text=gettext_lazy("Sinds welke dag."))
    toestand = serializers.ChoiceField(list(FLAG_STATES), help_text=gettext_lazy("Open of gepauzeerd."))


class DossierShape(Shape):
    """One dossier."""

    noun = "Dossier"

    id = serializers.UUIDField(help_text=gettext_lazy("Het kenmerk."))
    dossiernummer = serializers.CharField(help_text=gettext_lazy("Het nummer dat mensen noemen."))
    bewoner = ResidentShape(help_text=gettext_lazy("Over wie het gaat."))
    team = serializers.CharField(help_text=gettext_lazy("Welk team."))
    medewerker = serializers.CharField(
        allow_null=True,
        help_text=gettext_lazy("Het e-mailadres van wie het dossier heeft; leeg als niemand."),
    )
    doelgroep = serializers.CharField(
        allow_null=True, help_text=gettext_lazy("De doelgroep; leeg als er geen is.")
    )
    grondslag = serializers.ChoiceField(
        list(GROUNDS), help_text=gettext_lazy("Op welke grond het dossier er is.")
    )
    geopendDatum = Day(help_text=gettext_lazy("Sinds wanneer het loopt."))
    geslotenDatum = Day(allow_null=True, help_text=gettext_lazy("Op welke dag het sluit of sloot."))
    nodig = VersionShape(allow_null=True, help_text=gettext_lazy("Wat nu nodig is."))
    afgesproken = VersionShape(
        allow_null=True, help_text=gettext_lazy("Wat nu is afgesproken; leeg zonder afspraak.")
    )
    stand = StandingShape(help_text=gettext_lazy("Wat de regels vandaag zeggen."))
    signaleringen = FlagOfCaseShape(
        many=True, help_text=gettext_lazy("Signaleringen die niet gesloten zijn.")
    )


class DossiersQuestion(PagedQuestion):
    """Which cases."""

    dossiernummer = Code(
        r"^[^\x00-\x1f\x7f]{1,64}\Z",
        required=False,
        max_length=64,
        help_text=gettext_lazy("Alleen met dit nummer."),
    )
    gesloten = YesNo(
        required=False, help_text=gettext_lazy("Alleen wat gesloten is (true), of wat nog open is (false).")
    )


EXAMPLE: dict[str, Any] = {
    "id": "7d0e3a3c-0f53-4a8e-9a55-2f6f3f0f6c01",
    "dossiernummer": "W0412233",
    "bewoner": {
        "voornaam": "Dennis",
        "achternaam": "Hoekstra",
        "geboorteDatum": "2003-02-01",
        "buurtCode": "BU99990001",
    },
    "team": "Team Oost",
    "medewerker": "farida@voorbeeldstad.example",
    "doelgroep": None,
    "grondslag": "wmo",
    "geopendDatum": "2026-09-01",
    "geslotenDatum": None,
    "nodig": {"aantal": 1, "perDagen": 7, "kanaal": "huisbezoek", "vanafDatum": "2026-09-01"},
    "afgesproken": {"aantal": 1, "perDagen": 7, "kanaal": "huisbezoek", "vanafDatum": "2026-09-01"},
    "stand": {
        "peilDatum": "2026-11-26",
        "loopt": True,
        "gepauzeerd": False,
        "volgendContactDatum": "2026-12-01",
        "regels": [
            {"soort": kind, "geldt": False, "sindsDatum": None, "vanafDatum": day}
            for kind, day in zip(FLAG_KINDS, (None, "2026-12-09", "2026-12-23", None), strict=True)
        ],
    },
    "signaleringen": [],
}
ASKED_EXAMPLE: dict[str, Any] = {
    "bewoner": EXAMPLE["bewoner"],
    "medewerker": "farida@voorbeeldstad.example",
    "grondslag": "wmo",
    "geopendDatum": "2026-11-24",
    "nodig": {
        "aantal": 1,
        "perDagen": 7,
        "kanaal": "huisbezoek",
        "reden": "In het gesprek op 24 november samen bepaald.",
    },
}
