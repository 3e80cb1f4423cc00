"""The lines of a worklist."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from cases import stencils
from cases.lines import Line

register = template.Library()


@register.simple_tag(takes_context=True)
def lines(context: template.Context, lines: Iterable[Line]) -> SafeString:
    """Write the lines of those who need something."""
    return _written(stencils.LINES, context, lines)


@register.simple_tag(takes_context=True)
def calm_lines(context: template.Context, lines: Iterable[Line]) -> SafeString:
    """Write the rows of those who are on schedule."""
    return _written(stencils.CALM, context, lines)


def _written(stencil: stencils.Stencil, context: Any, lines: Iterable[Line]) -> SafeString:
    return mark_safe(stencil.lines(lines, context["say"]))  # a stencil escapes every word
