"""Run Django's commands; where no servers are named, on embedded servers that are up and have their tables."""

import errno
import os
import sys

NEED_TABLES = {
    "assess",
    "changepassword",
    "createsuperuser",
    "flags",
    "import_dossiers",
    "load_demo",
    "reassess",
    "runserver",
    "shell",
}


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wijkzorg.settings")
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        _ready_own_servers(set(sys.argv[1:2]))
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except BrokenPipeError:
        # Whoever read our lines has seen enough, as `head` does. Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(f"The disk is full: {error.strerror}. Make room and try again.")


def _ready_own_servers(command: set[str]) -> None:
    from wijkzorg import embedded

    try:
        embedded.ensure()
    except embedded.EmbeddedError as error:
        sys.exit(str(error))
    if command & NEED_TABLES:
        import django

        django.setup()
        from wijkzorg.first_use import migrate_if_needed

        migrate_if_needed()


if __name__ == "__main__":
    main()
