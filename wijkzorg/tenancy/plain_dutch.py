"""Plain Dutch for whoever is no professional: short sentences, and no words of the trade."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

WORDS_AT_MOST = 15
NEVER = (
    "afgeschaald",
    "uit beeld",
    "onvindbaar",
    "integraal",
    "integrale",
    "positionering",
    "aansturing",
    "opschalen",
)
# A full stop in a number or an hour ends no sentence.
_END = re.compile(r"[.?!:…](?=\s|$)|\n")


def sentences(text: str) -> list[str]:
    """Cut a text into its sentences; a line of its own is one."""
    return [part.strip() for part in _END.split(text) if part.strip()]


def too_long(text: str) -> list[str]:
    """Return the sentences with more words than somebody reads easily."""
    return [one for one in sentences(text) if len(_words(one)) > WORDS_AT_MOST]


def forbidden(text: str) -> list[str]:
    """Return the words of the trade that stand in a text."""
    said = " ".join(text.casefold().split())
    return [word for word in NEVER if re.search(rf"\b{word}\b", said)]


def plain_faults(text: str) -> list[str]:
    """Say what is not plain in a text for residents that somebody fills in."""
    faults = [
        _("Deze zin is langer dan %(most)s woorden: “%(sentence)s”")
        % {"most": WORDS_AT_MOST, "sentence": one}
        for one in too_long(text)
    ]
    return faults + [
        _("Dit woord begrijpt niet iedereen: “%(word)s”") % {"word": word} for word in forbidden(text)
    ]


def _words(sentence: str) -> list[str]:
    return [word for word in sentence.split() if any(sign.isalnum() for sign in word)]
