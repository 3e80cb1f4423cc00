"""Settings of the parts under the API, for wijkzorg/settings.py: values, and what is read from the environment."""

import os
from typing import Any

API_APPS = ["wijkzorg.clients", "municipalities.api", "allauth.idp.oidc", "rest_framework"]
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "wijkzorg.rest.negotiation.ByQuality",
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_AUTHENTICATION_CLASSES": ["wijkzorg.rest.authentication.Bearer"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "wijkzorg.rest.description.Description",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": False,
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [],
    "DISABLE_ERRORS_AND_WARNINGS": False,
}
# How often one system may ask in a minute, and whom its makers can ask: a name, an address, a page.
WIJKZORG_API_PER_MINUTE = int(os.environ.get("WIJKZORG_API_PER_MINUTE") or 6000)
WIJKZORG_API_CONTACT = (
    os.environ.get("WIJKZORG_API_CONTACT") or "Beheer van de Wijkzorg-API",
    os.environ.get("WIJKZORG_API_EMAIL") or "api@wijkzorg.example",
    os.environ.get("WIJKZORG_API_PAGE") or "https://wijkzorg.example/api",
)
