"""Days, times and numbers are typed in the digits 0 to 9: at every field of every form, in the same words otherwise."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from wijkzorg.shell.form_fields import (
    AmountField,
    DayAndHourField,
    DayField,
    DayWithHourField,
    HourField,
    NumberField,
    PlainDigits,
)

READS_DIGITS = (
    forms.IntegerField,  # and its subclasses for decimals and floats
    forms.DateField,
    forms.TimeField,
    forms.DateTimeField,
    forms.SplitDateTimeField,
)
ROOMS = sorted(
    {path.parent.name for path in Path(settings.BASE_DIR).glob("*/__init__.py")} - {"tests", "bench"}
)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (DayField, "٢٠٢٦-11-20"),
        (DayField, "٢٠-١١-٢٠٢٦"),
        (DayField, "２０２６-11-20"),
        (HourField, "1０:30"),
        (DayAndHourField, "٢٠٢٦-١١-٢٠T١٠:٣٠"),
        (DayWithHourField, ["2026-11-20", "١٠:٣٠"]),
        (NumberField, "٣"),
        (NumberField, "３"),
        (NumberField, "5²"),
        (AmountField, "٣,5"),
    ],
)
def test_other_digits_are_refused_by_saying_which_to_use(field: type[forms.Field], typed: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        field().clean(typed)
    assert refused.value.messages == ["Gebruik hier de cijfers 0 tot en met 9."]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (NumberField, "1_0"),
        (AmountField, "1_0,5"),
        (NumberField, "drie"),
        (NumberField, "één"),
        (DayField, "overmorgen"),
        (HourField, "’s middags"),
        (DayField, "20–11–2026"),
    ],
)
def test_what_is_no_number_at_all_is_said_as_ever(field: type[forms.Field], typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field().clean(typed)
    assert [error.code for error in refused.value.error_list] == ["invalid"]


@pytest.mark.parametrize(
    ("typed", "number"), [("3", 3), (" 3 ", 3), ("-3", -3), ("", None), (None, None), (3, 3)]
)
def test_a_number_is_read_as_it_was(typed: Any, number: int | None) -> None:
    assert NumberField(required=False).clean(typed) == number


def own_forms() -> Iterator[type[forms.BaseForm]]:
    """Return every form of our own, of every module of every room."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not {"migrations", "management", "embedded", "demo_pictures", "wsgi"} & set(
                module.name.split(".")
            ):
                importlib.import_module(module.name)
    waiting: list[type[forms.BaseForm]] = [forms.BaseForm]
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        yield from (each for each in below if each.__module__.partition(".")[0] in ROOMS)


def test_every_field_of_every_form_of_ours_reads_plain_digits() -> None:
    seen = 0
    for form in set(own_forms()):
        # What a form has of a model, the admin makes: below.
        for name, field in form.declared_fields.items():  # type: ignore[attr-defined]  # of its metaclass
            if isinstance(field, READS_DIGITS):
                seen += 1
                assert isinstance(field, PlainDigits), f"{form.__module__}.{form.__name__}.{name}"
    assert seen > 50


def test_every_field_of_the_admin_reads_plain_digits() -> None:
    request, seen = RequestFactory().get("/"), 0
    for model, page in admin.site._registry.items():
        parts = [inline(model, admin.site) for inline in getattr(page, "inlines", ())]
        for each in [page, *parts]:
            for column in each.model._meta.fields:
                if column.remote_field or not column.editable:
                    continue
                field = each.formfield_for_dbfield(column, request)
                if isinstance(field, READS_DIGITS):
                    seen += 1
                    assert isinstance(field, PlainDigits), (type(each), column.name)
    assert seen > 20
