"""What is wrong with a form is said by the page, in Dutch and all at once, and not by the browser, one by one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOMS = (
    "account", "accounts", "agreements", "audit", "cases", "mfa", "outreach", "reports", "rights", "teams", "volunteers"
)  # fmt: skip
_FORM = re.compile(r"<form\b(?:\{[%{].*?[%}]\}|[^>{])*>")
_FILLED_IN = re.compile(
    r'_field\.html|account/_form\.html|<textarea|type="(?:date|datetime-local|number|email|password|text)"'
)
# The line of Vandaag stays as it is: where a moment is half typed, the browser keeps what is there.
KEEPS_HALF_A_MOMENT = {"_record.html", "_moment.html"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_form_in_which_something_is_filled_in_is_sent_whatever_stands_in_it(room: str) -> None:
    found = 0
    for path in sorted((Path(settings.BASE_DIR) / "templates" / room).rglob("*.html")):
        words = path.read_text()
        for form in _FORM.finditer(words):
            inside = words[form.end() : words.find("</form>", form.end())]
            if (
                'method="post"' in form[0]
                and _FILLED_IN.search(inside)
                and path.name not in KEEPS_HALF_A_MOMENT
            ):
                found += 1
                assert "novalidate" in form[0], path
    assert found
