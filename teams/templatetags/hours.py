"""Minutes as hours on a page."""

from django import template

from teams import words

register = template.Library()
register.filter("hours", words.hours)
