"""The description against the NL API Design Rules 2.2: the rules of docs/api-rules.yaml, without Node."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from wijkzorg.rest.description import document

CAMEL = re.compile(r"[a-z][a-z\d]*([A-Z][a-z\d]*)*")
Doc = dict[str, Any]


def operations(doc: Doc) -> Iterator[tuple[str, str, Doc]]:
    """Return every method of every address."""
    for path, methods in doc["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def resolved(doc: Doc, part: Doc) -> Doc:
    """Follow a reference."""
    while "$ref" in part:
        found: Any = doc
        for word in part["$ref"].removeprefix("#/").split("/"):
            found = found[word]
        part = found
    return part


def properties(part: Any) -> Iterator[tuple[str, Doc]]:
    """Return every property of every schema in a part of the document."""
    if isinstance(part, dict):
        for name, inner in part.items():
            if name == "properties" and isinstance(inner, dict):
                yield from inner.items()
            yield from properties(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from properties(inner)


def faults(doc: Doc) -> list[str]:
    """Return every rule that is not kept, with where."""
    found: list[str] = []

    def keep(holds: object, rule: str, where: str = "") -> None:
        if not holds:
            found.append(f"{rule} {where}".strip())

    keep(re.fullmatch(r"3\.\d+(\.\d+)?", doc.get("openapi", "")), "doc-openapi")
    keep("/openapi.json" in doc["paths"], "publish-openapi")
    keep({"name", "email", "url"} <= doc["info"].get("contact", {}).keys(), "doc-openapi-contact")
    keep(re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", doc["info"]["version"]), "semver")
    for server in doc["servers"]:
        keep(re.search(r"/v\d+$", server["url"]), "uri-version", server["url"])
        keep(not server["url"].startswith("http://"), "transport/tls", server["url"])
    for path in doc["paths"]:
        keep(path == "/" or not path.endswith("/"), "no-trailing-slash", path)
        kebab = r"(/([a-z0-9]+(-[a-z0-9]+)*|\{[^}]+\}))*(/_[a-z]+)?"
        keep(path == "/openapi.json" or re.fullmatch(kebab, path), "path-segments-kebab-case", path)
    ids = [operation["operationId"] for _path, _method, operation in operations(doc)]
    keep(len(ids) == len(set(ids)), "operation ids")
    known = {tag["name"] for tag in doc["tags"]}
    for path, method, operation in operations(doc):
        where = f"{method} {path}"
        keep(method in {"get", "post", "put", "patch", "delete"}, "http-methods", where)
        keep(set(operation["tags"]) <= known, "tags", where)
        told = operation.get("parameters", [])
        for one in told:
            keep(one["in"] != "query" or CAMEL.fullmatch(one["name"]), "query-keys-camel-case", one["name"])
            keep(one.get("description"), "descriptions", f"{where} {one['name']}")
        named = {one["name"] for one in told if one["in"] == "path"}
        keep(named == set(re.findall(r"\{([^}]+)\}", path)), "path-params", where)
        answers = operation["responses"]
        keep("422" not in answers, "error-handling/invalid-input", where)
        keep((method == "get" and not told) or "400" in answers, "error-handling/invalid-input", where)
        if path != "/openapi.json":
            keep({"401", "403", "405", "406", "429"} <= answers.keys(), "errors", where)
        for code, answer in answers.items():
            shown = resolved(doc, answer)
            keep("API-Version" in shown.get("headers", {}), "version-header", f"{where} {code}")
            keep(shown.get("description"), "descriptions", f"{where} {code}")
            if code[0] in "45":
                problem = shown["content"].get("application/problem+json", {}).get("schema", {})
                required = resolved(doc, problem).get("required", [])
                keep({"status", "title", "detail"} <= set(required), "error-handling/problem-details", where)
    for name, schema in doc["components"]["schemas"].items():
        keep(re.fullmatch(r"([A-Z][a-z\d]*)+", name), "schema names", name)
        keep("English" not in str(schema), "interface-language", name)
    for name, one in properties(doc):
        keep(CAMEL.fullmatch(name), "property names", name)
        form = one.get("format", "")
        keep("nullable" not in one or "type" in one, "valid-schema", name)
        keep(form not in {"time", "date-time-local"}, "date-time/format", name)
        keep(not re.search(r"(^datum|Datum)$", name) or form == "date", "date-omit-time-portion", name)
        keep(not re.search(r"[a-z]Op$", name) or form == "date-time", "date-time/format", name)
    return found


def test_the_description_keeps_the_rules() -> None:
    assert faults(document()) == []


def _first(doc: Doc, path: str, method: str = "get") -> Doc:
    operation: Doc = doc["paths"][path][method]
    return operation


BROKEN: dict[str, Callable[[Doc], Any]] = {
    "doc-openapi": lambda doc: doc.update(openapi="2.0"),
    "publish-openapi": lambda doc: doc["paths"].pop("/openapi.json"),
    "doc-openapi-contact": lambda doc: doc["info"]["contact"].pop("email"),
    "semver": lambda doc: doc["info"].update(version="1.0"),
    "uri-version": lambda doc: doc["servers"][0].update(url="https://wijkzorg.example/api"),
    "transport/tls": lambda doc: doc["servers"][0].update(url="http://wijkzorg.example/api/v1"),
    "no-trailing-slash": lambda doc: doc["paths"].update({"/gebieden/": doc["paths"]["/gebieden"]}),
    "path-segments-kebab-case": lambda doc: doc["paths"].update({"/buurtCentra": doc["paths"]["/gebieden"]}),
    "query-keys-camel-case": lambda doc: _first(doc, "/gebieden")["parameters"][1].update(name="in_code"),
    "path-params": lambda doc: _first(doc, "/gebieden/{code}").pop("parameters"),
    "http-methods": lambda doc: doc["paths"]["/gebieden"].update(trace=_first(doc, "/gebieden")),
    "version-header": lambda doc: doc["components"]["responses"]["Fout404"]["headers"].pop("API-Version"),
    "error-handling/invalid-input": lambda doc: _first(doc, "/gebieden")["responses"].pop("400"),
    "error-handling/problem-details": lambda doc: doc["components"]["schemas"]["Probleem"]["required"].remove("detail"),
    "errors": lambda doc: _first(doc, "/gebieden")["responses"].pop("429"),
    "schema names": lambda doc: doc["components"]["schemas"].update(gebied_een={}),
    "property names": lambda doc: doc["components"]["schemas"]["Gebied"]["properties"].update(ligt_in={}),
    "valid-schema": lambda doc: doc["components"]["schemas"]["Gebied"]["properties"].update(
        ligtIn={"nullable": True, "allOf": []}
    ),
    "date-time/format": lambda doc: doc["components"]["schemas"]["Editie"]["properties"]["gepubliceerdOp"].update(
        format="time"
    ),
    "date-omit-time-portion": lambda doc: doc["components"]["schemas"]["Editie"]["properties"]["beginDatum"].update(
        format="date-time"
    ),
    "descriptions": lambda doc: doc["components"]["responses"]["Fout404"].pop("description"),
}  # fmt: skip


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_a_rule_that_is_broken_is_found(rule: str) -> None:
    doc = copy.deepcopy(document())
    BROKEN[rule](doc)
    assert rule in {
        fault.partition(" ")[0] if " " not in rule else fault[: len(rule)] for fault in faults(doc)
    }
