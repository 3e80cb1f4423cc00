"""What went wrong, as problem+json (RFC 9457): one form for every error under /api/, whoever finds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status

from wijkzorg import logs

CONTENT_TYPE = "application/problem+json"
_TYPE = "urn:wijkzorg:fout:"
_WORDS: Mapping[int, tuple[str, Promise, Promise]] = {
    400: (
        "ongeldige-invoer",
        gettext_lazy("Ongeldige invoer"),
        gettext_lazy("De vraag klopt niet; invalidParams zegt wat er mis is."),
    ),
    401: (
        "niet-aangemeld",
        gettext_lazy("Niet aangemeld"),
        gettext_lazy("Stuur een geldig token mee: Authorization: Bearer …"),
    ),
    403: (
        "niet-toegestaan",
        gettext_lazy("Niet toegestaan"),
        gettext_lazy("Dit systeem heeft hier geen toegang toe."),
    ),
    404: (
        "niet-gevonden",
        gettext_lazy("Niet gevonden"),
        gettext_lazy("Er is niets op dit adres, of niet voor dit systeem."),
    ),
    405: (
        "methode-kan-niet",
        gettext_lazy("Methode kan niet"),
        gettext_lazy("Dit adres kent deze methode niet; Allow noemt welke wel."),
    ),
    406: (
        "vorm-kan-niet",
        gettext_lazy("Gevraagde vorm kan niet"),
        gettext_lazy("Dit adres antwoordt niet in de vorm die Accept noemt."),
    ),
    409: ("botsing", gettext_lazy("Botsing"), gettext_lazy("Dit gaat niet samen met hoe het nu is.")),
    411: ("lengte-ontbreekt", gettext_lazy("Lengte ontbreekt"), gettext_lazy("Stuur Content-Length mee.")),
    412: (
        "intussen-gewijzigd",
        gettext_lazy("Intussen gewijzigd"),
        gettext_lazy("De ETag is niet meer die van nu."),
    ),
    413: ("te-groot", gettext_lazy("Te groot"), gettext_lazy("De inhoud is groter dan dit adres aanneemt.")),
    415: (
        "inhoud-kan-niet",
        gettext_lazy("Soort inhoud kan niet"),
        gettext_lazy("Stuur JSON, met Content-Type: application/json."),
    ),
    429: (
        "te-vaak",
        gettext_lazy("Te vaak gevraagd"),
        gettext_lazy("Wacht zoveel seconden als Retry-After zegt."),
    ),
    500: (
        "fout-bij-ons",
        gettext_lazy("Fout bij ons"),
        gettext_lazy("Er ging iets mis. Noem bij een melding de instance hierbij."),
    ),
    503: ("nu-niet", gettext_lazy("Nu niet"), gettext_lazy("Probeer het later opnieuw.")),
}
KNOWN = tuple(_WORDS)
# Of a body that is as described: it clashes with today, with what is on record or with another field of its own ...
CLASHES = "conflict"
# ... or it names what is not there.
MISSING = "does_not_exist"
# What the web server refuses before it is asked of any address, so that no address describes it.
_UNREAD: Mapping[int, tuple[str, Promise, Promise]] = {
    414: (
        "adres-te-lang",
        gettext_lazy("Adres te lang"),
        gettext_lazy("Vraag minder tegelijk: een adres heeft hoogstens zo'n 8.000 tekens."),
    ),
    417: (
        "verwachting-kan-niet",
        gettext_lazy("Verwachting kan niet"),
        gettext_lazy("Van de header Expect is alleen 100-continue bekend."),
    ),
    501: (
        "overdracht-kan-niet",
        gettext_lazy("Overdracht kan niet"),
        gettext_lazy("Stuur de inhoud zonder Transfer-Encoding, met Content-Length."),
    ),
    431: (
        "headers-te-groot",
        gettext_lazy("Headers te groot"),
        gettext_lazy("Er zijn te veel headers, of te lange."),
    ),
}


class Fault(exceptions.APIException):
    """An error with a status, a sentence of ours, and headers that go with it."""

    def __init__(self, code: int, detail: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status_code = code
        self.sentence = detail
        self.headers = dict(headers or {})


class Conflict(Fault):
    """What is asked does not go with how things are now (409)."""

    def __init__(self, detail: str) -> None:
        super().__init__(status.HTTP_409_CONFLICT, detail)


class Changed(Fault):
    """It was changed meanwhile: the ETag that was named is not its ETag now (412)."""

    def __init__(self) -> None:
        super().__init__(
            status.HTTP_412_PRECONDITION_FAILED,
            _("Dit is intussen gewijzigd. Haal het opnieuw op, en stuur de wijziging met de nieuwe ETag."),
        )


class Invalid(Fault):
    """What was asked is wrong; `errors` has all that is wrong with it, each with where it stands.

    It is a 400, or a 409 where all of it is as described and only clashes with how things are.
    """

    def __init__(self, errors: Sequence[dict[str, str]], status_code: int | None = None) -> None:
        super().__init__(status_code or status_of(errors))
        self.errors = list(errors)

    @classmethod
    def at(
        cls, name: str, reason: str, *, code: str = "invalid", where: str = "query", status: int | None = None
    ) -> Invalid:
        """Return the error of one place."""
        return cls([error(name, reason, code, where)], status)


def status_of(errors: Sequence[Mapping[str, str]]) -> int:
    """Return with which status errors are told: 409 where no description could have told any of them, else 400."""
    untold = {_camel(CLASHES), _camel(MISSING)}
    clashing = bool(errors) and all(one["code"] in untold for one in errors)
    return status.HTTP_409_CONFLICT if clashing else status.HTTP_400_BAD_REQUEST


def error(name: str, reason: str, code: str, where: str) -> dict[str, str]:
    """Return one line of `invalidParams`: where it is wrong, what is wrong in words, and a word for programs."""
    return {"in": where, "name": name, "code": _camel(code), "reason": reason}


def errors_of(detail: Any, where: str, path: str = "") -> Iterator[dict[str, str]]:
    """Return what a serializer found wrong, each at its place: `contactmomenten.3.kanaal`."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            known = path if name == "non_field_errors" else f"{path}.{name}".lstrip(".")
            yield from errors_of(inner, where, known)
    elif isinstance(detail, list | tuple):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list | tuple)
            yield from errors_of(inner, where, f"{path}.{number}".lstrip(".") if nested else path)
    elif detail:
        yield error(path, str(detail), getattr(detail, "code", "invalid"), where)


def problem(
    code: int,
    detail: str = "",
    *,
    errors: Sequence[dict[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return an error as a document; nothing in it tells how we are made."""
    kind, title, usual = words(code)
    if code == 400 and not errors:
        usual = unreadable()
    if code == 409 and errors:
        usual = _("De vraag is goed gesteld, maar kan nu niet; invalidParams zegt waarom.")
    said: dict[str, Any] = {
        "type": f"{_TYPE}{kind}",
        "title": title,
        "status": code,
        "detail": detail or usual,
    }
    if logs.request_id():
        said["instance"] = f"urn:uuid:{logs.request_id()}"
    if errors:
        said["invalidParams"] = list(errors)
    return JsonResponse(said, status=code, content_type=CONTENT_TYPE, headers=dict(headers or {}))


def of_exception(wrong: Exception) -> HttpResponse | None:
    """Return the answer to what a view raised; None for what is our own fault, and is a 500 further on."""
    match wrong:
        case Invalid():
            return problem(wrong.status_code, errors=wrong.errors)
        case Fault():
            return problem(wrong.status_code, wrong.sentence, headers=wrong.headers)
        case exceptions.ValidationError():
            return of_exception(Invalid(list(errors_of(wrong.detail, "body"))))
        case Http404() | exceptions.NotFound():
            return problem(404)
        case PermissionDenied():
            return problem(403)
        case exceptions.APIException():
            return problem(wrong.status_code)
    return None


def unreadable() -> str:
    """Return the sentence for what is refused before anything in it was looked at."""
    return _("Deze vraag is niet te lezen.")


def words(code: int) -> tuple[str, str, str]:
    """Return the kind, the title and the usual sentence of a status."""
    if found := _WORDS.get(code) or _UNREAD.get(code):
        kind, title, usual = found
        return kind, str(title), str(usual)
    phrase = HTTPStatus(code).phrase
    return phrase.lower().replace(" ", "-"), phrase, phrase


def _camel(code: str) -> str:
    first, *rest = code.split("_")
    return first + "".join(word.title() for word in rest)
