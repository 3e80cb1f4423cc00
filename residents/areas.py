"""Bring the areas of a municipality up to a list of CBS, and with them who lives where a buurt ended."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import pghistory
from django.db import transaction

from neighbourhoods.importing import Imported, import_areas
from neighbourhoods.kept import KEPT
from neighbourhoods.models import KeptAreas
from residents.moving import follow_addresses
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each kind, and how many residents of a buurt that ended moved by their address, and were left."""

    imported: list[Imported]
    moved: int
    left: int


@transaction.atomic
def bring_in(*, folder: Path, municipality: Municipality, year: int) -> Outcome:
    """Read a folder and store it, inside the municipality; raises AreasRefused, and then nothing is changed."""
    imported = import_areas(folder=folder, municipality=municipality, year=year)
    moved, left = follow_addresses(municipality=municipality)
    return Outcome(imported, moved, left)


def foresee(*, folder: Path, municipality: Municipality, year: int) -> Outcome:
    """Tell what would become of it; it is done, and undone. Raises AreasRefused."""
    with transaction.atomic():
        outcome = bring_in(folder=folder, municipality=municipality, year=year)
        transaction.set_rollback(True)
    return outcome


@transaction.atomic
def keep(
    *,
    actor: User,
    municipality: Municipality,
    year: int,
    files: Mapping[str, Iterator[bytes]],
    now: dt.datetime,
) -> KeptAreas:
    """Keep files (by the name that the import looks for) for a look; what was kept an hour ago goes."""
    KeptAreas.objects.filter(municipality=municipality, made_at__lt=now - KEPT).delete()
    KeptAreas.objects.filter(municipality=municipality, user=actor, done_at=None).delete()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, chunks in files.items():
            with archive.open(name, "w") as file:
                for chunk in chunks:
                    file.write(chunk)
    return KeptAreas.objects.create(
        municipality=municipality, user=actor, year=year, content=packed.getvalue(), made_at=now
    )


def outcome_of(kept: KeptAreas) -> Outcome:
    """Tell what would become of a list that is kept, or what became of it. Raises AreasRefused."""
    if kept.done_at is None:
        return _with_files(kept, foresee)
    told = kept.outcome
    return Outcome([Imported(**one) for one in told["imported"]], told["moved"], told["left"])


@transaction.atomic
def bring_in_kept(*, actor: User, kept: KeptAreas, now: dt.datetime) -> KeptAreas:
    """Bring a list in once, however often it is sent. Raises AreasRefused."""
    locked = KeptAreas.objects.select_for_update(no_key=True).select_related("municipality").get(pk=kept.pk)
    if locked.done_at is None:
        with pghistory.context(user=actor.pk):
            outcome = _with_files(locked, bring_in)
        locked.outcome, locked.content, locked.done_at = asdict(outcome), b"", now
        locked.save(update_fields=["outcome", "content", "done_at"])
    return locked


def drop(*, kept: KeptAreas) -> None:
    """Forget a list that is not brought in after all."""
    KeptAreas.objects.filter(pk=kept.pk, done_at=None).delete()


def _with_files(kept: KeptAreas, verb: Callable[..., Outcome]) -> Outcome:
    with _unpacked(bytes(kept.content)) as folder:
        return verb(folder=folder, municipality=kept.municipality, year=kept.year)


@contextmanager
def _unpacked(content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made, zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(made)  # of our own making: the names are ours
        yield Path(made)
