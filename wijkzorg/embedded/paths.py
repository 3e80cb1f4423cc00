"""Where the embedded servers keep their things, and the addresses that follow from it. Starts nothing."""

import base64
import hashlib
import os
import re
import secrets
import stat
from pathlib import Path
from urllib.parse import quote

from wijkzorg.embedded.errors import EmbeddedError, sentence_for

POSTGRES_SOCKET = ".s.PGSQL.5432"
VALKEY_SOCKET = "valkey.sock"
# Linux allows 107 bytes and macOS 104; the lock file beside the socket has a longer name.
LONGEST_SOCKET = 100
# A comma or a quote means something to libpq, a space or a percent sign to the URLs.
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./+-]+")


def data_dir() -> Path:
    """Return the folder of everything that belongs to this checkout on this machine: WIJKZORG_DATA, else .data."""
    named = os.environ.get("WIJKZORG_DATA")
    folder = Path(named).expanduser() if named else Path(__file__).parents[2] / ".data"
    # Two names of one folder must not give two pairs of servers.
    return folder.resolve()


def make_data_dir() -> Path:
    """Make the data folder where it does not exist yet; raises EmbeddedError."""
    folder = data_dir()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise sentence_for(error, f"the folder {folder} cannot be made") from error
    if not os.access(folder, os.W_OK):
        raise EmbeddedError(
            f"The folder {folder} belongs to another user; set WIJKZORG_DATA to a folder of your own."
        )
    return folder


def logs_dir() -> Path:
    """Return the folder of all logs, made where needed."""
    folder = make_data_dir() / "logs"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def socket_dir() -> Path:
    """Return the folder of both sockets: in the data folder, or a short one when that path is too long or odd."""
    folder = data_dir() / "run"
    longest = len(os.fsencode(str(folder / POSTGRES_SOCKET)))
    if longest <= LONGEST_SOCKET and PLAIN_PATH.fullmatch(str(folder)) and not _closed_above(data_dir()):
        return folder
    name = hashlib.sha256(os.fsencode(str(data_dir()))).hexdigest()[:12]
    # Not XDG_RUNTIME_DIR: it is there in one terminal and not in the next, and both must find the same sockets.
    return Path(f"/tmp/wijkzorg-{os.geteuid()}") / name


def _closed_above(folder: Path) -> bool:
    """Tell whether PostgreSQL, which for root may have to run as somebody else, could not get to a folder."""
    if os.geteuid() != 0:
        return False
    return any(place.exists() and not place.stat().st_mode & stat.S_IXOTH for place in folder.parents)


def make_socket_dir(owner: int) -> Path:
    """Make the sockets' folder, closed to everyone but `owner` (and root); raises EmbeddedError if it is not."""
    folder = socket_dir()
    try:
        if folder.parent != data_dir():
            folder.parent.mkdir(mode=0o700, exist_ok=True)
            _require_private(folder.parent, {os.geteuid()}, others=0o711)
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0 and owner != os.geteuid():
            folder.parent.chmod(0o711)
        if os.geteuid() == 0 and folder.lstat().st_uid != owner and not folder.is_symlink():
            os.chown(folder, owner, -1)
        if folder.lstat().st_uid == os.geteuid() and not folder.is_symlink():
            folder.chmod(0o700)
    except OSError as error:
        raise sentence_for(error, f"the folder {folder} for the sockets cannot be made") from error
    _require_private(folder, {owner}, others=0o700)
    return folder


def _require_private(folder: Path, owners: set[int], *, others: int) -> None:
    """Refuse a folder that somebody else could have laid there: the sockets in it ask for no password."""
    status = folder.lstat()
    private = (
        stat.S_ISDIR(status.st_mode)
        and status.st_uid in owners
        and not stat.S_IMODE(status.st_mode) & ~others
    )
    if not private:
        raise EmbeddedError(
            f"The folder {folder} for the sockets is not a private folder of this user; remove it and try again."
        )


def database_url() -> str:
    """Return the address of the embedded PostgreSQL, whether it runs or not."""
    return f"postgresql://wijkzorg@/wijkzorg?host={quote(str(socket_dir()), safe='/')}"


def owner_database_url() -> str:
    """Return the same database's address for its owner, who makes the tables."""
    return database_url().replace("//wijkzorg@", "//wijkzorg_owner@")


def redis_url() -> str:
    """Return Celery's address of the embedded Valkey, whether it runs or not."""
    return f"redis+socket://{socket_dir() / VALKEY_SOCKET}?virtual_host=0"


def cache_redis_url() -> str:
    """Return the cache's address of the embedded Valkey: another database than the queue's."""
    return f"unix://{socket_dir() / VALKEY_SOCKET}?db=1"


def secret_key() -> str:
    """Return this data folder's own random key for sessions, made at the first call and readable by its owner only."""
    return _kept("secret-key", secrets.token_urlsafe(50))


def field_key() -> str:
    """Return this data folder's own key for what is encrypted in its database; without it, that is lost."""
    return _kept("field-key", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii"))


def _kept(name: str, fresh: str) -> str:
    """Return what stands in a file of the data folder, which begins as something fresh."""
    path = make_data_dir() / name
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        pass
    draft = path.with_name(f"{name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(fresh)
    try:
        # A link, not a rename: of two commands that start at once, both must use the first one's key.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii")
