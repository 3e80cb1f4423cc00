"""Under which name a contact is known outside: a UUID made of its number, which only a key makes or reads (ADR 29).

UUIDv8 (RFC 9562, 5.8): 48 bits are the number, hidden; 74 bits prove that the key made it. Plain Python.
"""

from __future__ import annotations

import hmac
import uuid

_NUMBER_BITS = 48
_PROOF_LOW, _PROOF_HIGH = 62, 12  # rand_c and rand_b of the RFC


def name_of(key: bytes, number: int) -> uuid.UUID:
    """Return the name of a number; always the same. Raises ValueError for a number of more than 48 bits."""
    if not 0 <= number < 1 << _NUMBER_BITS:
        raise ValueError("a number of more than 48 bits")
    proof = _proof(key, number)
    hidden = number ^ _mask(key, proof)
    high, low = proof >> _PROOF_LOW, proof & ((1 << _PROOF_LOW) - 1)
    return uuid.UUID(int=hidden << 80 | 8 << 76 | high << 64 | 0b10 << 62 | low)


def number_of(key: bytes, name: uuid.UUID) -> int | None:
    """Return the number that a name is of; None for a name that this key did not make."""
    value = name.int
    proof = (value >> 64 & ((1 << _PROOF_HIGH) - 1)) << _PROOF_LOW | value & ((1 << _PROOF_LOW) - 1)
    number = (value >> 80) ^ _mask(key, proof)
    return number if name_of(key, number) == name else None


def _proof(key: bytes, number: int) -> int:
    return _digest(key, b"proof", number) >> (256 - _PROOF_LOW - _PROOF_HIGH)


def _mask(key: bytes, proof: int) -> int:
    return _digest(key, b"mask", proof) >> (256 - _NUMBER_BITS)


def _digest(key: bytes, what: bytes, number: int) -> int:
    return int.from_bytes(hmac.digest(key, what + number.to_bytes(16, "big"), "sha256"), "big")
