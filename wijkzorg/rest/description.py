"""The description of the API (OpenAPI 3.0), made from the resources themselves."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from wijkzorg.clients.scopes import NEED_GROUND, Scope
from wijkzorg.events import describing
from wijkzorg.rest import BASE, OAUTH, VERSION, problems
from wijkzorg.rest.authentication import END_USER
from wijkzorg.rest.fields import LocalTime, Question, Text
from wijkzorg.rest.operations import JSON, SENT, Operation

_TEXT = """
Gepubliceerde cijfers over hulp en contact in de wijken van een gemeente, en wat daarbij hoort. Cijfers staan vast
zodra ze gepubliceerd zijn; een verbetering is een nieuwe editie. Kleine aantallen zijn afgeschermd.

Een systeem meldt zich aan met OAuth 2 (client credentials) en krijgt een token voor tien minuten. Het ziet alleen de
gemeenten waarvoor het toegang heeft. Noem in de header X-Gebruiker voor welke gebruiker het is: zo kan een gemeente
verantwoorden wie gegevens bekeek.

Deze versie blijft ten minste een jaar beschikbaar nadat een volgende hoofdversie er is.
"""
_RATES = {
    "RateLimit-Limit": "Hoe vaak dit systeem per minuut mag vragen.",
    "RateLimit-Remaining": "Hoe vaak dat in deze minuut nog mag.",
    "RateLimit-Reset": "Over hoeveel seconden er weer een minuut begint.",
}
_IN_PATH = {
    "uuid": "Het kenmerk, zoals het in de lijst staat.",
    "code": "De code van CBS.",
    "indicator": "De code van het cijfer.",
}
_ALWAYS = (400, 401, 403, 405, 406, 429, 500)


class Description(AutoSchema):  # type: ignore[misc]  # drf-spectacular is not typed so strictly
    """How one method is described, from the `Operation` that its resource has for it."""

    @property
    def _operation(self) -> Operation:
        found: Operation = self.view.operations[self.method]
        return found

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """Return all that is said of the method, and what is sent because of it."""
        made = super().get_operation(*args, **kwargs)
        return made | {"callbacks": self._operation.callbacks} if self._operation.callbacks else made

    def get_operation_id(self) -> str:
        """Return the name of the method, as programs call it."""
        return self._operation.id

    def get_summary(self) -> str:
        """Return what it does, in a few words."""
        return str(self._operation.summary)

    def get_description(self) -> str:
        """Return what it does, and which scopes it needs."""
        needed = " en ".join(f"`{scope}`" for scope in self.view.needed(self.method))
        return "\n\n".join([part for part in (self._operation.text.strip(), f"Scope: {needed}.") if part])

    def get_tags(self) -> list[str]:
        """Return under which heading it stands."""
        return [self.view.name]

    def get_auth(self) -> list[dict[str, Any]]:
        """Return what a token must allow."""
        return [{"oauth2": [str(scope) for scope in self.view.needed(self.method)]}]

    def get_override_parameters(self) -> list[Any]:
        """Return what may stand behind the question mark, and in headers."""
        headers = {END_USER: "Voor welke gebruiker van het systeem dit is; staat in het logboek."}
        asked = [
            OpenApiParameter(
                name,
                {
                    "type": "string",
                    "maxLength": 100,
                    "pattern": r"^[!-+\--{}~]$|^[!-+\--{}~][ -+\--{}~]{0,98}[!-+\--{}~]$",
                },
                "header",
                description=text,
            )
            for name, text in headers.items()
        ]
        asked += [
            OpenApiParameter(name, SENT[name], "header", required=True, description=text)
            for name, text in self._operation.asks.items()
        ]
        return [self.view.question if self.method == "GET" else Question, *asked]

    def get_request_serializer(self) -> Any:
        """Return what a body says."""
        return self._operation.body

    def get_response_serializers(self) -> Any:
        """Return what an answer says."""
        return self._operation.answer

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """Return how a shape is called."""
        return str(serializer.noun or super().get_serializer_name(serializer, direction))

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        mapped = super()._map_serializer_field(field, direction, bypass_extensions)
        if mapped.get("nullable") and "allOf" in mapped:
            # What is told with a shape of its own, or not at all: "nullable" alone may not stand beside a reference.
            nothing = {"type": "object", "nullable": True, "enum": [None]}
            mapped = {key: value for key, value in mapped.items() if key not in {"nullable", "allOf"}}
            mapped["anyOf"] = [
                *super()._map_serializer_field(field, direction, bypass_extensions)["allOf"],
                nothing,
            ]
        return {**mapped, "format": "time-local"} if isinstance(field, LocalTime) else mapped

    def _insert_field_validators(self, field: Any, schema: Any) -> None:
        super()._insert_field_validators(field, schema)
        if isinstance(
            field, Text
        ):  # after the rest: a pattern that takes nothing too needs no second branch for it
            schema["pattern"] = field.pattern

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        mapped = super()._map_serializer(serializer, direction, bypass_extensions)
        mapped.pop("description", None)  # of the class, for whoever reads the code
        if direction == "request":
            mapped["additionalProperties"] = False
        return mapped

    def _get_parameters(self) -> Any:
        found = super()._get_parameters()
        for one in found:
            if one["in"] == "path":
                one["description"] = _IN_PATH.get(one["name"], _IN_PATH["uuid"])
        return found

    def _get_request_body(self, direction: str = "request") -> dict[str, Any] | None:
        shape = self._operation.body
        if shape is None:
            return None
        content = {"schema": self._schema_of(shape, "request")}
        if self._operation.body_example is not None:
            content["example"] = self._operation.body_example
        return {"content": {JSON: content}, "required": True}

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        told = self._operation
        headers = {"API-Version": "De versie van de API.", **_RATES, **told.headers}
        done: dict[str, Any] = {
            "description": str(told.summary),
            "headers": {name: _header(text) for name, text in headers.items()},
        }
        if told.answer is not None:
            content: dict[str, Any] = {"schema": self._schema_of(told.answer, "response")}
            if told.example is not None:
                content["example"] = told.example
            done["content"] = {JSON: content}
        for kind in told.kinds:
            if kind != JSON:
                done.setdefault("content", {})[kind] = {"schema": {"type": "string"}}
        codes = {*_ALWAYS, *told.errors}
        paged = self.method == "GET" and "cursor" in self.view.question().fields
        codes |= {404} if paged or "{" in self.path else set()
        codes |= {411, 413, 415} if told.body is not None else set()
        codes |= {409, 412} if "If-Match" in told.asks else set()
        return {str(told.status): done} | {
            str(code): {"$ref": f"#/components/responses/Fout{code}"} for code in sorted(codes)
        }

    def _schema_of(self, shape: type[Any], direction: str) -> Any:
        return self.resolve_serializer(shape(), direction).ref


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the whole description."""
    made: dict[str, Any] = SchemaGenerator(urlconf="wijkzorg.urls").get_schema(request=None, public=True)
    made["info"] = {
        "title": "Wijkzorg",
        "version": VERSION,
        "description": _TEXT.strip(),
        "license": {"name": "EUPL-1.2", "url": "https://joinup.ec.europa.eu/licence/eupl-text-eupl-12"},
        "contact": {
            "name": settings.WIJKZORG_API_CONTACT[0],
            "email": settings.WIJKZORG_API_CONTACT[1],
            "url": settings.WIJKZORG_API_CONTACT[2],
        },
    }
    # A server of a demo has no TLS, and its address is whatever it is called by; a relative one is right everywhere.
    base = f"{settings.WIJKZORG_URL}{BASE}" if settings.PRODUCTION else BASE
    made["servers"] = [{"url": base, "description": "Deze installatie"}]
    made["paths"] = {"/openapi.json": {"get": _own_address()}, **made["paths"]}
    made["tags"] = [{"name": name} for name in _names(made)]
    components = made.setdefault("components", {})
    told = json.dumps(made["paths"])
    names = {f"Fout{code}": code for code in problems.KNOWN}
    components["responses"] = {
        name: _error(code) for name, code in names.items() if f'responses/{name}"' in told
    }
    components.setdefault("schemas", {}).update({"Probleem": _PROBLEM} | describing.schemas())
    components["securitySchemes"] = {"oauth2": _oauth()}
    return made


def openapi(request: HttpRequest) -> HttpResponse:
    """Give the description to anybody, in any browser (/core/publish-openapi)."""
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        return problems.problem(405, headers={"Allow": "GET, HEAD, OPTIONS"})
    answer = HttpResponse(json.dumps(document(), ensure_ascii=False), content_type=JSON)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["Allow"] = "GET, HEAD, OPTIONS"
    return answer


def _names(made: dict[str, Any]) -> list[str]:
    found = [tag for path in made["paths"].values() for one in path.values() for tag in one.get("tags", [])]
    return list(dict.fromkeys(found))


def _own_address() -> dict[str, Any]:
    """Describe where the description is."""
    return {
        "operationId": "openapiOphalen",
        "summary": "Deze beschrijving",
        "description": "Voor iedereen, zonder token.",
        "tags": ["openapi"],
        "security": [{}],
        "responses": {
            "200": {
                "description": "De beschrijving van de API",
                "headers": {
                    "API-Version": _header("De versie van de API."),
                    "Access-Control-Allow-Origin": _header("Elke pagina mag dit lezen."),
                },
                "content": {JSON: {"schema": {"type": "object"}}},
            },
            "405": {"$ref": "#/components/responses/Fout405"},
            "406": {"$ref": "#/components/responses/Fout406"},
        },
    }


def _header(text: str) -> dict[str, Any]:
    return {"description": text, "schema": {"type": "string"}}


def _oauth() -> dict[str, Any]:
    ground = " (alleen met een vastgelegde wettelijke grondslag)"
    scopes = {str(one): f"{one.label}{ground if one in NEED_GROUND else ''}" for one in Scope}
    root = settings.WIJKZORG_URL if settings.PRODUCTION else ""
    flow = {"tokenUrl": f"{root}{OAUTH}token", "scopes": scopes}
    return {
        "type": "oauth2",
        "description": "Client credentials (RFC 6749, 4.4), met een geheim of liever met een eigen sleutel (RFC 7523).",
        "flows": {"clientCredentials": flow},
    }


def _error(code: int) -> dict[str, Any]:
    _kind, title, text = problems.words(code)
    headers = {"API-Version": _header("De versie van de API.")}
    extra = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After"}
    if code in extra:
        headers[extra[code]] = _header("Zie RFC 9110.")
    return {
        "description": f"{title}. {text}",
        "headers": headers,
        "content": {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Probleem"}}},
    }


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "Een fout, zoals RFC 9457 die beschrijft.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Het soort fout."},
        "title": {"type": "string", "description": "Het soort fout in woorden."},
        "status": {"type": "integer", "description": "De statuscode van HTTP."},
        "detail": {"type": "string", "description": "Wat er mis is."},
        "instance": {
            "type": "string",
            "format": "uri",
            "description": "Het nummer van deze vraag, voor een melding.",
        },
        "invalidParams": {
            "type": "array",
            "description": "Alles wat er mis is met de vraag.",
            "items": {
                "type": "object",
                "required": ["in", "name", "code", "reason"],
                "properties": {
                    "in": {"type": "string", "enum": ["query", "body", "header", "path"]},
                    "name": {
                        "type": "string",
                        "description": "Waar het staat, zoals contactmomenten.3.kanaal.",
                    },
                    "code": {"type": "string", "description": "Wat er mis is, voor programma's."},
                    "reason": {"type": "string", "description": "Wat er mis is, in woorden."},
                },
            },
        },
    },
}
