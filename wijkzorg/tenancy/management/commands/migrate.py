"""Migrate as the owner of the tables: the application's account may not make or change any."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as DjangoCommand

from wijkzorg.tenancy.migrating import classes_kept


class Command(DjangoCommand):
    """Django's own command, on the alias `owner` unless another is named."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take Django's arguments."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the tables up to date."""
        if options["database"] not in settings.DATABASES:
            raise CommandError(
                "set DATABASE_OWNER_URL to the account that owns the tables; they are made with it"
            )
        with classes_kept():
            super().handle(*args, **options)
