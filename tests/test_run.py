"""The script that everything begins with, called as a person would."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BASE_PYTHON = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
PARTS = ("requirements.txt", "requirements-embedded.txt", "requirements-dev.txt")
TOOLS = ("sh", "cat", "dirname", "grep", "id", "kill", "mkdir", "readlink", "rm", "sleep", "tail")
Done = subprocess.CompletedProcess[str]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the script, on a path with a space."""
    folder = tmp_path / "een map"
    folder.mkdir()
    for name in ("run", *PARTS):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def bare_path(tmp_path: Path) -> str:
    """A PATH on which there are the usual tools, and neither Python nor uv."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        if place := shutil.which(name):
            (folder / name).symlink_to(place)
    return str(folder)


def call(script: Path, *arguments: str, cwd: Path | None = None, **environment: str) -> Done:
    """Call the script with a clean environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [str(script), *arguments],
        env=kept | environment,
        cwd=cwd or script.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def fake_python(folder: Path, body: str) -> str:
    """Make a program that stands in for a Python."""
    program = folder / "fake-python"
    program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def sentence(done: Done) -> str:
    """Return the last line of what went wrong; there is no traceback above it."""
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


def test_help_names_every_command(project: Path) -> None:
    done = call(project / "run", "help")
    assert done.returncode == 0
    for command in ("demo", "test", "check", "pictures", "bench", "manage", "web", "worker", "beat", "stop"):
        assert command in done.stderr


def test_an_unknown_command_is_refused_by_name(project: Path) -> None:
    assert sentence(call(project / "run", "dmeo")) == "run: there is no command 'dmeo'."


def test_a_python_that_is_too_old_is_named(project: Path, tmp_path: Path) -> None:
    old = fake_python(
        tmp_path, '[ "$1" = -V ] && echo "Python 3.9.2" && exit 0\n[ "$1" = -c ] && exit 0\nexit 1'
    )
    said = sentence(call(project / "run", "manage", "check", PYTHON=old))
    assert said == f"run: '{old}' is Python 3.9.2, and Wijkzorg needs Python 3.11 or newer."


def test_a_python_that_does_not_exist_is_named(project: Path) -> None:
    said = sentence(call(project / "run", "manage", "check", PYTHON="python9.9"))
    assert said == "run: there is no working Python called 'python9.9' (from the variable PYTHON)."


def test_a_machine_without_python_reads_how_to_get_it(project: Path, tmp_path: Path, bare_path: str) -> None:
    said = sentence(call(project / "run", "demo", PATH=bare_path, HOME=str(tmp_path)))
    assert "needs Python 3.11 or newer and found none; install it" in said
    assert "apt-get install python3 python3-venv" in said


def test_a_python_without_venv_reads_how_to_get_it(project: Path, tmp_path: Path, bare_path: str) -> None:
    without = fake_python(tmp_path, f'case "$*" in *ensurepip*) exit 1 ;; esac\nexec "{BASE_PYTHON}" "$@"')
    said = sentence(call(project / "run", "manage", "check", PYTHON=without, PATH=bare_path))
    assert "has no venv" in said
    assert "apt-get install python3-venv" in said


def test_without_a_network_the_installation_says_so(project: Path, bare_path: str) -> None:
    done = call(
        project / "run", "manage", "check", PATH=bare_path, PYTHON=str(BASE_PYTHON),
        PIP_INDEX_URL="http://127.0.0.1:9/", PIP_CONFIG_FILE=os.devnull, PIP_RETRIES="0",
    )  # fmt: skip
    assert sentence(done).startswith("run: no network: the parts cannot be fetched")
    assert not (project / ".data" / "install.lock").exists()


def test_a_data_folder_that_cannot_be_made_is_named(project: Path) -> None:
    (project / "file").touch()
    done = call(
        project / "run", "manage", "check", PYTHON=str(BASE_PYTHON), WIJKZORG_DATA=str(project / "file/data")
    )
    assert "file/data cannot be made; set WIJKZORG_DATA" in sentence(done)


def test_stopping_where_nothing_runs_is_no_error(project: Path) -> None:
    done = call(project / "run", "stop")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Nothing runs.\n")


@pytest.fixture
def ready_data(tmp_path: Path) -> Iterator[Path]:
    """A data folder in which the virtual environment of these tests serves."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / f"venv-{sys.version_info.major}.{sys.version_info.minor}").symlink_to(sys.prefix)
    yield folder
    call(ROOT / "run", "stop", WIJKZORG_DATA=str(folder))


def test_manage_passes_words_folder_and_status_through_and_prints_nothing_of_its_own(
    ready_data: Path, tmp_path: Path
) -> None:
    here = tmp_path / "hier"
    here.mkdir()
    # A file that would be found before the real part of that name, if the folder you are in came first.
    (here / "redis.py").write_text("raise SystemExit('the wrong redis')", encoding="utf-8")
    code = "import json, os, sys; print(json.dumps([os.getcwd(), 'a  b']), end=''); sys.exit(7)"
    done = call(
        ROOT / "run", "manage", "shell", "--no-imports", "-c", code,
        cwd=here, WIJKZORG_DATA=str(ready_data), PYTHON=str(BASE_PYTHON),
    )  # fmt: skip
    assert done.returncode == 7, done.stderr
    assert json.loads(done.stdout) == [str(here), "a  b"]


def test_a_port_that_is_taken_is_named_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "wijkzorg.demo", "--port", str(port)]
        environment = os.environ | {"WIJKZORG_DATA": str(tmp_path / "data")}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert sentence(done) == f"demo: port {port} is taken; choose another with --port."
    assert not (tmp_path / "data" / "postgres-18").exists()
