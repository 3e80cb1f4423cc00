"""What docs/api.md gives to whoever builds a client works as it stands, and says the truth."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.api.conftest import BASE, MakeSystem, System
from tests.conftest import Place
from wijkzorg import rest
from wijkzorg.clients import actions, keys
from wijkzorg.clients.management.commands.load_demo_systems import SYSTEMS
from wijkzorg.clients.models import Access, Credential
from wijkzorg.demo_town import Town
from wijkzorg.rest import problems

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/api.md").read_text(encoding="utf-8")


def block(language: str, number: int = 0) -> str:
    """Return a piece of code of the page."""
    found: str = re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)[number]
    return found


def run(words: list[str], environment: dict[str, str]) -> str:
    """Run what a reader would run, and return what it prints."""
    done = subprocess.run(
        words, env=os.environ | environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def reader(live_server: Any, place: Place, make_system: MakeSystem) -> tuple[System, dict[str, str]]:
    """Who reads the page: a system, and what it knows."""
    system = make_system(place)
    return system, {
        "WIJKZORG": live_server.url,
        "CLIENT_ID": system.credential.oauth_id,
        "CLIENT_SECRET": system.secret,
    }


def test_ten_lines_of_python_read_figures(reader: Any, place: Place) -> None:
    code = block("python")
    assert len([line for line in code.splitlines() if line.strip()]) <= 12
    publish(place)
    assert run([sys.executable, "-c", code], reader[1]) == "GM9999 openDossiers 2026-09-07 95\n"


def test_curl_reads_figures_too(reader: Any, place: Place, tmp_path: Path) -> None:
    publish(place)
    environment = reader[1]
    if shutil.which("curl") is None:  # a machine with only Python
        script = tmp_path / "curl"
        script.write_text(f"#!{sys.executable}\n" + (ROOT / "tests/api/curl.py").read_text(encoding="utf-8"))
        script.chmod(0o755)
        environment = environment | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    lines = run(["sh", "-eu", "-c", block("sh")], environment).splitlines()
    assert lines[0].startswith("gebiedCode,niveau,indicator")
    assert lines[1] == "GM9999,gemeente,openDossiers,,,2026-09-07,2026-09-07,95,false,aantal,1"


def test_the_systems_of_the_demo_run_the_ten_lines_as_they_stand(
    live_server: Any, place: Place, settings: Any
) -> None:
    settings.WIJKZORG_DEMO = True
    lines = Town().systems(live_server.url).splitlines()[1:]
    assert [line.partition("#")[2].strip() for line in lines] == [one.name for one in SYSTEMS]
    assert Town().systems(live_server.url).splitlines()[1:] == lines, "again it changes nothing"
    publish(place)
    for line in lines:
        words = line.partition("#")[0].replace("export", "", 1)
        told = dict(word.split("=", 1) for word in words.split())
        assert run([sys.executable, "-c", block("python")], told) == "GM9999 openDossiers 2026-09-07 95\n"


def test_without_the_demo_its_systems_come_in_with_nothing(place: Place) -> None:
    out = io.StringIO()
    call_command("load_demo_systems", format="json", stdout=out)
    assert [one["client_secret"] for one in json.loads(out.getvalue())["systems"]] == [None, None]
    assert Access.objects.count() == 2 and not Credential.objects.exists()


def test_the_systems_of_the_demo_are_not_made_without_it(db: None) -> None:
    with pytest.raises(CommandError, match="load_demo first"):
        call_command("load_demo_systems")


def test_a_key_of_ones_own_gets_a_token(reader: Any, place: Place, tmp_path: Path) -> None:
    system, environment = reader
    where = {"CLIENT_KEY": str(tmp_path / "key.json")}
    public = run([sys.executable, "-c", block("python", 2)], where)
    credential = actions.take_key(
        client=system.access.client,
        municipality_id=place.municipality.pk,
        jwks=keys.checked(public),
        actor=None,
        now=system.access.given_at,
    )
    told = where | {"CLIENT_ID": credential.oauth_id}
    token = run([sys.executable, "-c", block("python", 1)], environment | told).strip()
    assert system.get(f"{BASE}/gebieden", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def publish(place: Place) -> None:
    """Publish one figure."""
    from tests.api.test_figures import MONDAY
    from tests.api.test_figures import publish as publish_rows

    publish_rows(place, 1, [("GM9999", "openDossiers", "", MONDAY, MONDAY, 95)])


def test_the_page_names_every_rule_and_every_error() -> None:
    assert f"`{rest.VERSION}` now" in PAGE
    assert f"| {rest.VERSION} |" in PAGE
    told = {int(code) for code in re.findall(r"\b(4\d\d)\b", PAGE)}
    assert {code for code in problems.KNOWN if 400 <= code < 500} <= told
    assert len(re.findall(r"^\| /core/", PAGE, re.M)) == 36
