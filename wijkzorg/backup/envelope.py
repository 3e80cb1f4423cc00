"""The envelope around a copy: encrypted and authenticated in pieces, so that memory stays flat however large it is.

A header (magic, salt, check of the key) and then pieces of AES-256-GCM. The number of a piece and whether it is the
last are in its nonce (the STREAM construction): a piece that is altered, missing, moved or added is noticed.
The key of a file is derived from the passphrase and the file's own salt, so no nonce is used twice.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from wijkzorg.backup.errors import BackupError

MAGIC: Final = b"WIJKZORG BACKUP 1\n"
SALT: Final = 16
CHECK: Final = 16
PIECE: Final = 256 * 1024
TAG: Final = 16
SHORTEST_KEY: Final = 20


def _key(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    """Return the key of a file, and what tells a wrong passphrase from a damaged file; slow on purpose."""
    derived = Scrypt(salt=salt, length=64, n=2**15, r=8, p=1).derive(passphrase.encode())
    return derived[:32], hashlib.sha256(derived[32:]).digest()[:CHECK]


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealer:
    """Write an envelope; `close` writes the last piece, without which nobody will read it."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        if len(passphrase) < SHORTEST_KEY:
            raise BackupError(f"WIJKZORG_BACKUP_KEY is too short: give it at least {SHORTEST_KEY} characters")
        salt = os.urandom(SALT)
        key, check = _key(passphrase, salt)
        self._header = MAGIC + salt + check
        self._box, self._file, self._number = AESGCM(key), file, 0
        self._waiting = bytearray()
        file.write(self._header)

    def write(self, data: bytes) -> None:
        """Add to what is in the envelope."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def close(self) -> None:
        """Write the last piece."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._box.encrypt(_nonce(self._number, last), piece, self._header))
        self._number += 1


def opened(file: BinaryIO, passphrase: str) -> Iterator[bytes]:
    """Yield what is in an envelope, each piece only after it was found whole; raises BackupError."""
    header = file.read(len(MAGIC) + SALT + CHECK)
    if len(header) < len(MAGIC) + SALT + CHECK or not header.startswith(MAGIC):
        raise BackupError("this is no copy that Wijkzorg made, or its beginning is damaged")
    key, check = _key(passphrase, header[len(MAGIC) : len(MAGIC) + SALT])
    if not hmac.compare_digest(check, header[-CHECK:]):
        raise BackupError(
            "the key does not fit this copy: set WIJKZORG_BACKUP_KEY to the key with which it was made"
        )
    box, number = AESGCM(key), 0
    piece = file.read(PIECE + TAG)
    while True:
        following = file.read(PIECE + TAG)
        try:
            yield box.decrypt(_nonce(number, not following), piece, header)
        except InvalidTag:
            raise BackupError("the copy is damaged or not whole") from None
        if not following:
            return
        piece, number = following, number + 1
