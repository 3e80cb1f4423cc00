"""The marks that screens are drawn with: an icon of the sprite; a telephone number as one reads it."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from residents import address

register = template.Library()
register.filter("spaced", address.spaced)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw an icon; it says nothing by itself, a word stands beside it."""
    return format_html(
        '<svg class="wz-icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("vendor/tabler/icons.svg"),
        name,
    )
