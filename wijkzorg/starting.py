"""Refuse to serve or to work where a check finds something wrong: in words, before anything is answered or done."""

from __future__ import annotations

import sys

from django.core import checks

# By this gunicorn knows that starting again does not help, and ends.
DO_NOT_TRY_AGAIN = 3


def refuse_what_is_wrong() -> None:
    """End this process with a sentence for each thing that a check of safety or of the database refuses.

    A command is checked by Django itself; a web server and a worker are not.
    """
    found = checks.run_checks(tags=[checks.Tags.security, checks.Tags.database], databases=["default"])
    wrong = [str(each.msg) for each in found if each.is_serious()]
    if wrong:
        print(f"Wijkzorg does not start. {' '.join(wrong)}", file=sys.stderr, flush=True)
        raise SystemExit(DO_NOT_TRY_AGAIN)
