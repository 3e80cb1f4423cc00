"""An honest provider, until a test writes into twist.json what its tokens should say instead."""

import json
import os
from pathlib import Path
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter


class Twisted(DefaultOIDCAdapter):  # type: ignore[misc]  # allauth has no types
    """Put what the test wrote into the signed token; null takes a claim out."""

    def populate_id_token(self, id_token: dict[str, Any], client: Any, scopes: Any, **kwargs: Any) -> None:
        """Change the token just before it is signed."""
        file = Path(os.environ["IDP_FOLDER"]) / "twist.json"
        for name, value in json.loads(file.read_text() if file.exists() else "{}").items():
            id_token[name] = value
            if value is None:
                del id_token[name]
