"""Reading a body: JSON, no deeper and no stranger than anything that we ask for."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.request import Request

from wijkzorg.rest.problems import Fault, Invalid

DEEPEST = 20  # levels; what we ask for has four
_KINDS = frozenset({"application/json", "application/merge-patch+json"})


def read(request: Request) -> Any:
    """Return what the body says; raises Fault (415) and Invalid."""
    kind, _semicolon, rest = request.META.get("CONTENT_TYPE", "").partition(";")
    charset = rest.partition("charset=")[2].strip(' "').lower()
    if kind.strip().lower() not in _KINDS or charset not in {"", "utf-8", "utf8"}:
        raise Fault(415)
    try:
        text = request._request.body.decode("utf-8")
        said = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_once)
    except UnicodeDecodeError:
        raise _wrong(_("Dit is geen UTF-8."), "encoding") from None
    except RecursionError:
        raise _wrong(_("De JSON is te diep genest."), "depth") from None
    except ValueError as error:
        place = f" ({error.lineno}:{error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise _wrong(_("Dit is geen geldige JSON.") + place, "json") from None
    _look_through(said)
    return said


def _look_through(said: Any) -> None:
    """Refuse what is too deep, and halves of a character. What else no text may have, its field says."""
    level = [said]
    for _depth in range(DEEPEST):
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                below += one.keys()
                below += one.values()
            elif isinstance(one, list):
                below += one
            elif isinstance(one, str) and any("\ud800" <= sign <= "\udfff" for sign in one):
                raise _wrong(_("In een tekst staat een half teken."), "character")
        if not below:
            return
        level = below
    raise _wrong(_("De JSON is te diep genest."), "depth")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that says a thing twice: which of the two is meant is not known."""
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("twice")
    return said


def _wrong(reason: str, code: str) -> Invalid:
    return Invalid.at("", reason, code=code, where="body")
