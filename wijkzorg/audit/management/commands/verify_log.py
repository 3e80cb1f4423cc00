"""Prove that no line of the access log was altered, removed or slipped in since it was sealed."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wijkzorg.audit import chain
from wijkzorg.tenancy import wall
from wijkzorg.tenancy.models import Municipality


class Command(BaseCommand):
    """Say nothing on stdout and end with 0 when all is well; else name every place and end with 1."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a municipality."""
        parser.add_argument(
            "--municipality", metavar="GM9999", help="the CBS code of one municipality (default: all)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prove the chains, one after another."""
        municipalities = Municipality.objects.order_by("code")
        if options["municipality"]:
            municipalities = municipalities.filter(code=options["municipality"])
            if not municipalities:
                raise CommandError(f"--municipality: {options['municipality']} is not known here")
        whole = True
        for municipality in municipalities:
            with wall.inside(municipality.pk):
                proof = chain.prove(municipality.pk)
            for fault in proof.faults:
                self.stdout.write(f"{municipality.code}: {fault}")
            whole = whole and not proof.faults
            if proof.waiting:
                since = f"{proof.waits_since:%Y-%m-%d %H:%M:%S} UTC"
                self.stderr.write(f"{municipality.code}: {proof.waiting} lines not sealed yet, since {since}")
            if options["verbosity"] > 1:
                self.stderr.write(
                    f"{municipality.code}: {proof.rows} lines in {proof.links} seals, head {proof.head or 'none'}"
                )
        if not whole:
            sys.exit(1)
