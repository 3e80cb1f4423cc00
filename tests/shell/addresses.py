"""Every address of the project, with something in the place of each of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern


def every_address(parts: dict[str, object] | None = None) -> list[str]:
    """Return a path for each pattern; `parts` says what to put in the place of a named part, else it is 1."""
    return sorted(set(_under(get_resolver().url_patterns, "/", parts or {})))


def _under(patterns: list[URLPattern | URLResolver], prefix: str, parts: dict[str, object]) -> Iterator[str]:
    for pattern in patterns:
        path = prefix + _filled(pattern, parts)
        if isinstance(pattern, URLResolver):
            yield from _under(pattern.url_patterns, path, parts)
        else:
            yield path


def _filled(pattern: URLPattern | URLResolver, parts: dict[str, object]) -> str:
    route = str(pattern.pattern)
    named = r"<(?:\w+:)?(\w+)>" if isinstance(pattern.pattern, RoutePattern) else r"\(\?P<(\w+)>[^()]*\)"
    filled = re.sub(named, lambda found: str(parts.get(found[1], 1)), route)
    return filled if isinstance(pattern.pattern, RoutePattern) else re.sub(r"[\^$\\]", "", filled)
