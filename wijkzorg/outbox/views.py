"""The demo's post, to be read by whoever tries it. Elsewhere this page is not there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wijkzorg.outbox import mailbox

SHOWN = 50


@require_safe
def demo_mailbox(request: HttpRequest) -> HttpResponse:
    """Show the letters that the demo sent, the newest first, also to who is not signed in: a code to do so is one."""
    if not settings.WIJKZORG_DEMO:
        raise Http404
    # A link leads to this demo, also in a letter of one that ran on another port.
    here = f"{request.scheme}://{request.get_host()}/"
    letters = [
        replace(letter, text=re.sub(r"http://localhost:\d+/", here, letter.text))
        for letter in mailbox.newest(Path(settings.EMAIL_FILE_PATH), SHOWN)
    ]
    return render(request, "outbox/mailbox.html", {"letters": letters, "most": SHOWN})
