"""What stands in questions and answers: shapes that take nothing that they do not know, and moments in UTC."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar, TypeGuard

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from wijkzorg.rest.bodies import Unreadable
from wijkzorg.rest.problems import Invalid, errors_of

_DIGITS = re.compile(r"-?[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?P<offset>Z|[+-][0-9]{2}:[0-9]{2})?"
)
# Control signs but tab and ends of lines are no text; PostgreSQL keeps no NUL. Spaces: those that str.strip takes off.
_SPACE = r"\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_ANY = r"[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]"
_FILLED = rf"^[\u0009\u000A\u000D\u0020{_SPACE}]*[^\u0000-\u0020\u007F{_SPACE}]{_ANY}*$"
_NO_SIGN = re.compile("[\0\ud800-\udfff]")  # what no answer can say
_MOST_UNKNOWN = 20  # fields that are named; an answer must not be many times as long as the question
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Shape(serializers.Serializer[Any]):
    """What a body says, or an answer. Keys are Dutch and camelCase as they stand; an unknown one is an error."""

    # As the description calls it, in Dutch.
    noun = ""

    def to_internal_value(self, data: Any) -> Any:
        """Read a body; all that is wrong with it is said at once, unknown keys too."""
        wrong: dict[str, Any] = {}
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = [name for name in data if name not in known]
            wrong = {
                _NO_SIGN.sub("\ufffd", str(name)): [
                    ErrorDetail(_("Dit veld bestaat niet, of is niet te wijzigen."), "unknown")
                ]
                for name in unknown[:_MOST_UNKNOWN]
            }
            if more := len(unknown) - len(wrong):
                reason = _("Er staan nog %(count)d velden die niet bestaan.") % {"count": more}
                wrong["non_field_errors"] = [ErrorDetail(reason, "unknown")]
            wrong |= {
                name: [ErrorDetail(_("In deze tekst staat een half teken."), "character")]
                for name, value in data.items()
                if name in known and isinstance(value, Unreadable)
            }
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            detail: Any = error.detail
            raise ValidationError({**detail, **wrong}) from None
        if wrong:
            raise ValidationError(wrong)
        return value


class Several(serializers.ListField):
    """A list; of one that is too long nothing else is said."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """Read it."""
        if isinstance(data, list) and self.max_length is not None and len(data) > self.max_length:
            self.run_validators(data)
        read: list[Any] = super().to_internal_value(data)
        return read


class Code(serializers.RegexField):
    """A code of a fixed form, as it stands: nothing around it is taken off."""

    def __init__(self, regex: str, **kwargs: Any) -> None:
        super().__init__(regex, trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Read it; a number is none, whatever its digits."""
        if not isinstance(data, str):
            self.fail("invalid")
        return data


class Question(Shape):
    """What may stand behind the question mark: each parameter once, unless it is a list; an unknown one is an error."""

    gemeenteCode = Code(
        r"^GM[0-9]{4}\Z",
        required=False,
        help_text=gettext_lazy(
            "De gemeente waarover het gaat. Verplicht als het systeem toegang heeft tot meer dan één gemeente."
        ),
    )

    @classmethod
    def asked(cls, query: QueryDict, **context: Any) -> dict[str, Any]:
        """Return what was asked; raises Invalid with all that is wrong."""
        question = cls(data={}, context=context)
        told: dict[str, Any] = {}
        wrong: dict[str, Any] = {}
        for name, values in query.lists():
            field = question.fields.get(name)
            if isinstance(field, serializers.ListField | serializers.MultipleChoiceField):
                told[name] = [part for value in values for part in str(value).split(",")]
            elif len(values) > 1:
                wrong[name] = [ErrorDetail(_("Deze parameter mag er één keer staan."), "repeated")]
            else:
                told[name] = values[0]
        asked = cls(data=told, context=context)
        if not asked.is_valid() or wrong:
            raise Invalid(list(errors_of({**asked.errors, **wrong}, "query")))
        valid: dict[str, Any] = asked.validated_data
        return valid


class YesNo(serializers.BooleanField):
    """True or false, and no other word for it."""

    TRUE_VALUES = {True, "true"}
    FALSE_VALUES = {False, "false"}

    def to_internal_value(self, data: Any) -> bool:
        """Read it; 1 equals True in Python, and not here."""
        if not isinstance(data, bool | str):
            self.fail("invalid", input=data)
        value: bool = super().to_internal_value(data)
        return value


class Whole(serializers.IntegerField):
    """A whole number, in digits."""

    def to_internal_value(self, data: Any) -> int:
        """Read it: digits in an address, a number in a body."""
        fits = (
            _DIGITS.fullmatch(data)
            if isinstance(data, str)
            else isinstance(data, int) and not isinstance(data, bool)
        )
        if isinstance(data, float) and data.is_integer():
            fits, data = True, int(data)
        if not fits:
            self.fail("invalid")
        return int(data)


class Text(serializers.CharField):
    """Words, as they stand; a number is none. `pattern` is what the description says of them."""

    pattern: ClassVar[str] = rf"^{_ANY}*$"
    default_error_messages = {
        "character": gettext_lazy("Hierin staat een teken dat niet kan: een stuurteken, zoals NUL."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)

    @classmethod
    def is_text(cls, said: Any) -> TypeGuard[str]:
        """Tell whether this is text that can be looked up and kept."""
        return isinstance(said, str) and re.search(Text.pattern, said) is not None

    def to_internal_value(self, data: Any) -> str:
        """Read it."""
        if not isinstance(data, str):
            self.fail("invalid")
        if not self.is_text(data):
            self.fail("character")
        return data


class Words(Text):
    """Words that say something; spaces say nothing."""

    pattern = _FILLED

    def to_internal_value(self, data: Any) -> str:
        """Read them."""
        said = super().to_internal_value(data)
        if not re.search(self.pattern, said):
            self.fail("blank")
        return said


class Uuid(serializers.UUIDField):
    """A UUID in the one way that it is written here."""

    def to_internal_value(self, data: Any) -> uuid.UUID:
        """Read it."""
        if not isinstance(data, str) or not _UUID.fullmatch(data):
            self.fail("invalid", value=data)
        return uuid.UUID(data)


class Day(serializers.DateField):
    """A day, as 2026-11-26 (RFC 3339, full-date)."""

    def to_internal_value(self, value: Any) -> dt.date:
        """Read a day."""
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            self.fail("invalid", format="2026-11-26")
        day: dt.date = super().to_internal_value(value)
        return day


class LocalTime(serializers.TimeField):
    """A time of day where it happens; the description calls it time-local, as it has no offset (/core/date-time)."""


class Moment(serializers.DateTimeField):
    """A moment: in any offset when it comes in, in UTC (Z) when it goes out (/core/date-time/timezone)."""

    default_error_messages = {
        "no_offset": gettext_lazy("Noem bij een moment de tijdzone, zoals 2026-11-26T10:00:00+01:00."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=dt.UTC, **kwargs)

    def to_internal_value(self, value: Any) -> dt.datetime:
        """Read a moment; one without an offset could be meant in two ways."""
        found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            self.fail("invalid", format="2026-11-26T10:00:00Z")
        if not found["offset"]:
            self.fail("no_offset")
        moment: dt.datetime = super().to_internal_value(value)
        return moment

    def enforce_timezone(self, value: dt.datetime) -> dt.datetime:
        """Keep a moment in UTC; raises ValidationError for one that no calendar has."""
        try:
            return value.astimezone(dt.UTC)
        except OverflowError:
            self.fail("overflow")
