"""Dutch of the parts that others made: on screens it is Django's, and no answer of the API is half in English."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path
from typing import Any

import django
import pytest
import rest_framework
from django import forms
from django.conf import settings
from django.utils.translation import gettext as translated
from django.utils.translation import override
from rest_framework import serializers

OURS = settings.BASE_DIR / "locale/nl/LC_MESSAGES"
CONFLICTS = 4


def _catalog(path: Path) -> dict[Any, str]:
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined,no-any-return]


def _of(package: Any, inside: str = "locale") -> dict[Any, str]:
    return _catalog(Path(package.__file__).parent / inside / "nl/LC_MESSAGES/django.mo")


def test_a_field_that_is_needed_is_called_verplicht() -> None:
    assert forms.CharField().error_messages["required"] == "Dit veld is verplicht."
    assert serializers.CharField().error_messages["required"] == "Dit veld is verplicht."


def test_where_two_parts_say_the_same_otherwise_it_is_said_as_django_does() -> None:
    usual, other = _of(django, "conf/locale"), _of(rest_framework)
    differ = {text: usual[text] for text in usual if text and other.get(text, usual[text]) != usual[text]}
    assert len(differ) >= CONFLICTS
    assert {text: translated(text) for text in differ} == differ


@pytest.mark.parametrize(
    "field",
    [
        serializers.BooleanField,
        serializers.CharField,
        serializers.ChoiceField,
        serializers.DateField,
        serializers.DateTimeField,
        serializers.DecimalField,
        serializers.DictField,
        serializers.FloatField,
        serializers.IntegerField,
        serializers.ListField,
        serializers.ListSerializer,
        serializers.RegexField,
        serializers.Serializer,
        serializers.TimeField,
        serializers.URLField,
        serializers.UUIDField,
    ],
)
def test_no_field_of_the_api_says_in_english_what_is_wrong(
    field: type[serializers.Field[Any, Any, Any, Any]],
) -> None:
    said: dict[str, Any] = {}
    for kind in reversed(field.__mro__):
        said |= getattr(kind, "default_error_messages", {})
    with override("en"):
        english = {name: str(text) for name, text in said.items()}
    assert [name for name, text in said.items() if str(text) == english[name]] == []
    half = re.compile(r"\b(?:[Dd]ate|[Dd]atetime|Time|boolean|dictionary|karakters)\b")
    assert [str(text) for text in said.values() if half.search(str(text))] == []


def test_what_is_compiled_is_what_is_written() -> None:
    lines = re.findall(
        r'^msgid (".+")\nmsgstr (".+")$', (OURS / "django.po").read_text(encoding="utf-8"), re.M
    )
    written = {ast.literal_eval(key): ast.literal_eval(value) for key, value in lines}
    compiled = _catalog(OURS / "django.mo")
    assert len(written) > CONFLICTS
    assert {key: compiled.get(key) for key in written} == written, "msgfmt -o django.mo django.po"
