"""Reading a body: JSON, no deeper and no stranger than anything that we ask for."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.request import Request

from wijkzorg.rest.problems import Fault, Invalid

DEEPEST = 20  # levels; what we ask for has four
_HALF = re.compile("[\ud800-\udfff]")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")
_KINDS = frozenset({"application/json", "application/merge-patch+json"})


class Unreadable(tuple[()]):
    """What stands in place of a value that is JSON and nothing that can be kept, looked up or told.

    It is of no kind that JSON has, so that no field takes it for what it asks; a hash of the body can be made of it.
    """


class _Twice(ValueError):
    """An object that says a thing twice: which, where that can be told."""


def read(request: Request) -> Any:
    """Return what the body says; raises Fault (415), and Invalid for what is no JSON.

    A text with half a character is an Unreadable, and so is what is too deep to be part of anything that we ask for. It
    is refused at its field, with all else that is wrong, and in a row of many it refuses that row alone.
    """
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
    except _Twice as error:
        reason = _("Deze naam staat twee keer in hetzelfde object.")
        raise Invalid.at(str(error), reason, code="repeated", where="body") from None
    except ValueError as error:
        place = f" ({error.lineno}:{error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise _wrong(_("Dit is geen geldige JSON.") + place, "json") from None
    return _readable(said, DEEPEST)


def _readable(said: Any, levels: int) -> Any:
    """Return what is said, with something else in place of what is too deep and of halves of a character."""
    if isinstance(said, str):
        return Unreadable() if _HALF.search(said) else said
    if not isinstance(said, dict | list):
        return said
    if levels == 0:
        return Unreadable()
    if isinstance(said, list):
        return [_readable(each, levels - 1) for each in said]
    return {name: _readable(value, levels - 1) for name, value in said.items()}


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that says a thing twice: which of the two is meant is not known."""
    said: dict[str, Any] = {}
    for name, value in pairs:
        if name in said:
            raise _Twice(name if _NAME.fullmatch(name) else "")
        said[name] = value
    return said


def _wrong(reason: str, code: str) -> Invalid:
    return Invalid.at("", reason, code=code, where="body")
