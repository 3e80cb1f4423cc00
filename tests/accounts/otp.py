"""An authenticator app, as on somebody's phone (RFC 6238), written without the code under test."""

import base64
import hashlib
import hmac
import struct
import time


def code_now(secret: str, *, periods: int = 0) -> str:
    """Return the code that the app shows now, or so many periods of 30 seconds later."""
    counter = struct.pack(">Q", int(time.time()) // 30 + periods)
    digest = hmac.digest(base64.b32decode(secret), counter, hashlib.sha1)
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
