"""Words for a browser."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first that is found: each of them also names the ones below it.
_BROWSERS = {"Edg": "Edge", "Firefox": "Firefox", "Chrom": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@register.filter
def browser(user_agent: str) -> str:
    """Say in a few words which browser on what; what cannot be told is an unknown one."""
    name = next((words for mark, words in _BROWSERS.items() if mark in user_agent), _("Onbekende browser"))
    system = next((words for mark, words in _SYSTEMS.items() if mark in user_agent), None)
    return _("%(browser)s op %(system)s") % {"browser": name, "system": system} if system else name
