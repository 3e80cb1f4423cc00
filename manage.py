"""Run Django's commands; bring up the embedded servers first where no other servers are named."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wijkzorg.settings")
    from wijkzorg import embedded

    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        try:
            embedded.ensure()
        except embedded.EmbeddedError as error:
            sys.exit(str(error))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
