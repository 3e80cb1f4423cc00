"""Start the provider, and twist what it says."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parents[2]
CLIENT_ID, CLIENT_SECRET, PASSWORD = "wijkzorg", "geheim-van-de-gemeente", "wachtwoord-bij-de-gemeente"


@dataclass(frozen=True)
class Provider:
    """A provider that runs."""

    url: str
    folder: Path

    def twist(self, **claims: Any) -> None:
        """Have the tokens say this instead; without claims they are honest again."""
        (self.folder / "twist.json").write_text(json.dumps(claims))


@contextmanager
def serve(folder: Path, *, redirect_uri: str, people: list[str]) -> Iterator[Provider]:
    """Run a provider on a free port for the people with these addresses; it is gone afterwards."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    start = {
        "people": dict.fromkeys(people, PASSWORD),
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "redirect_uri": redirect_uri,
    }
    (folder / "start.json").write_text(json.dumps(start))
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.identity_provider", str(port)],
            cwd=ROOT,
            env=os.environ | {"IDP_FOLDER": str(folder)},
            stdout=log,
            stderr=log,
        )
        try:
            provider = Provider(f"http://127.0.0.1:{port}", folder)
            _wait(provider, process)
            yield provider
        finally:
            process.kill()
            process.wait()


def _wait(provider: Provider, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            requests.get(f"{provider.url}/.well-known/openid-configuration", timeout=5).raise_for_status()
        except requests.RequestException:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((provider.folder / "log").read_text()) from None
            time.sleep(0.1)
        else:
            return
