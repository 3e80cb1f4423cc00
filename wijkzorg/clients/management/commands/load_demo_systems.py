"""Let two fictional systems into Voorbeeldstad, over REST: one of the municipality, one of a care organisation."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from allauth.idp.oidc.models import Client as OAuthClient
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wijkzorg.accounts.models import Organisation
from wijkzorg.clients import actions
from wijkzorg.clients.door import hash_of
from wijkzorg.clients.models import Access, Credential
from wijkzorg.clients.scopes import Scope
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

CODE = "GM9999"
SECRET = "wijkzorg-voorbeeld-geheim"
GROUND = "Verzonnen, voor het voorbeeld: Wmo 2015, artikel 5.1.1, het eigen dossier bijhouden."


class System(NamedTuple):
    """A system of the demo: what it may, and whether that ends at the dossiers of one organisation."""

    name: str
    scopes: Sequence[Scope]
    of_organisation: bool


SYSTEMS = (
    System("Voorbeeld: cijferplatform", (Scope.FIGURES, Scope.EXPORTS, Scope.SUBSCRIPTIONS), False),
    System("Voorbeeld: dossiersysteem", tuple(Scope), True),
)


class Command(BaseCommand):
    """Make them once; making them again changes nothing."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to print, and whether they come in."""
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--secrets", action="store_true", help="let them in, both with one public secret")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is not there, and say with what each comes in; raises CommandError without the demo."""
        municipality = Municipality.objects.filter(code=CODE).first()
        if municipality is None:
            raise CommandError("load_demo first")
        opens = options["secrets"] or settings.WIJKZORG_DEMO
        with inside(municipality.pk):
            found = [self._told(self._let_in(municipality, one), opens) for one in SYSTEMS]
        if options["format"] == "json":
            self.stdout.write(json.dumps({"systems": found}, ensure_ascii=False))
            return
        for one in found:
            words = (one["client_id"] or "(no client_id)", one["client_secret"] or "(no secret)", one["name"])
            self.stderr.write("  {:<26} {:<28} {}".format(*words))

    def _let_in(self, municipality: Municipality, one: System) -> Access:
        there = Access.objects.open().filter(client__name=one.name, municipality=municipality).first()
        if there is not None:
            return there
        bound = (
            Organisation.objects.filter(municipality=municipality).order_by("pk").first()
            if one.of_organisation
            else None
        )
        return actions.let_in(
            municipality_id=municipality.pk,
            name=one.name,
            organisation=bound.name if bound else municipality.name,
            scopes=one.scopes,
            legal_ground=GROUND if one.of_organisation else "",
            bound_to=bound,
            actor=None,
            now=timezone.now(),
        )

    def _told(self, access: Access, opens: bool) -> dict[str, str | None]:
        """Say how a system is called and comes in; with `opens` it gets the one secret, where it has it not."""
        secrets = Credential.objects.open().filter(client=access.client, kind=Credential.Kind.SECRET)
        known = secrets.filter(oauth__secret=hash_of(SECRET)).first()
        if known is None and opens:
            known, _other = actions.make_secret(
                client=access.client,
                municipality_id=access.municipality_id,
                actor=None,
                now=timezone.now(),
            )
            # That anyone can read, as the password of the demo's people: never beside real cases.
            OAuthClient.objects.filter(pk=known.oauth_id).update(secret=hash_of(SECRET))
        return {
            "name": access.client.name,
            "client_id": known.oauth_id if known else None,
            "client_secret": SECRET if known else None,
        }
