"""Read the fictional list, boundaries and addresses of Voorbeeldstad, as a real municipality reads its own of CBS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from neighbourhoods.importing import import_areas
from neighbourhoods.models import Boundary
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

CODE = "GM9999"
SAMPLE = Path(__file__).parents[2] / "sample"
YEAR = 2026


class Command(BaseCommand):
    """Import what stands in neighbourhoods/sample, where no boundary stands yet."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load; raises CommandError where the demo itself is not there."""
        municipality = Municipality.objects.filter(code=CODE).first()
        if municipality is None:
            raise CommandError("load_demo first")
        with inside(municipality.pk):
            if not Boundary.objects.filter(municipality=municipality).exists():
                import_areas(folder=SAMPLE, municipality=municipality, year=YEAR)
