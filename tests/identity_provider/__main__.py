"""Serve: python -m tests.identity_provider PORT, in the folder IDP_FOLDER, with the people and client of start.json."""

import json
import os
import sys
from pathlib import Path


def main(port: int) -> None:
    """Make the database and the key, and serve until killed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.identity_provider.settings"
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    folder = Path(os.environ["IDP_FOLDER"])
    _make_key(folder / "key.pem")

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    _fill(json.loads((folder / "start.json").read_text()))
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, verbosity=0)


def _make_key(path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _fill(start: dict[str, object]) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth import get_user_model

    people = start["people"]
    assert isinstance(people, dict), "start.json names people with their addresses and passwords"
    for number, (email, password) in enumerate(people.items()):
        user = get_user_model().objects.create_user(username=f"u{number}", email=email, password=password)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    client = Client(
        id=start["client_id"],
        name="Wijkzorg",
        scopes="openid\nprofile\nemail",
        redirect_uris=start["redirect_uri"],
    )
    client.set_secret(start["client_secret"])
    client.save()


if __name__ == "__main__":
    main(int(sys.argv[1]))
