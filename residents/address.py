"""How a postcode, a house number and a telephone number are written, and an address on one line. Plain Python."""

from __future__ import annotations

import re

# As the Netherlands give them out: never with a zero in front, and never SA, SD or SS. The database checks the same.
POSTCODE = r"^[1-9][0-9]{3} (?!SA|SD|SS)[A-Z]{2}$"
_HOUSE_NUMBER = re.compile(r"[0-9]{1,5}[a-z]*(?:[ -]?[0-9a-z]+)?(?:[ -][0-9a-z]+)?", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9 ()-]+")
_LEAST_DIGITS, _MOST_DIGITS = 8, 15  # a short number in the region; the most that ITU E.164 has room for


class NotAnAddress(ValueError):
    """What was typed is none; the caller says which words go with it."""


def postcode(text: str) -> str:
    """Return a postcode as it is stored, 1234 AB, however it was typed; raises NotAnAddress."""
    joined = "".join(text.split()).upper()
    said = f"{joined[:4]} {joined[4:]}" if joined else ""
    if said and not re.fullmatch(POSTCODE, said, re.ASCII):
        raise NotAnAddress
    return said


def house_number(text: str) -> str:
    """Return a house number with its addition, 12 or 12-b; raises NotAnAddress."""
    said = " ".join(text.split())
    if said and not _HOUSE_NUMBER.fullmatch(said):
        raise NotAnAddress
    return said


def phone(text: str) -> str:
    """Return a telephone number with the spaces that were typed, each one once; raises NotAnAddress."""
    said = " ".join(text.split())
    if said and not (
        _PHONE.fullmatch(said)
        and said[0] in "+0"
        and _LEAST_DIGITS <= sum(sign.isdigit() for sign in said) <= _MOST_DIGITS
    ):
        raise NotAnAddress
    return said


def line(street: str, number: str, code: str) -> str:
    """Return an address on one line: Molenweg 12-b, 1234 AB."""
    return ", ".join(part for part in (f"{street} {number}".strip(), code) if part)


def dial(number: str) -> str:
    """Return what a telephone dials: the digits, and a plus in front where there is one."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


def international(text: str) -> str:
    """Return a number as the whole world dials it, +31612345678, however it was typed; raises NotAnAddress.

    Without a country it is a Dutch one; "(0)" between the country and the rest is left out.
    """
    said = dial(phone(text.replace("(0)", "").replace(".", " ").replace("/", "-")))
    if said.startswith("00"):
        said = "+" + said[2:]
    elif said.startswith("0"):
        said = "+31" + said[1:]
    if said.startswith("+310"):
        said = "+31" + said[4:]
    if said and not re.fullmatch(r"\+[1-9][0-9]{6,14}", said, re.ASCII):
        raise NotAnAddress
    return said


def spaced(phone: str) -> str:
    """Write a Dutch number as one reads it: "06 12 34 56 78"; another one as it is."""
    if phone.startswith("+31") and len(phone) == 12:
        digits = "0" + phone[3:]
        head, rest = (digits[:2], digits[2:]) if digits.startswith("06") else (digits[:3], digits[3:])
        pairs = [rest[at : at + 2] for at in range(0, len(rest) - len(rest) % 2, 2)]
        if len(rest) % 2:
            pairs[-1] += rest[-1]
        return " ".join([head, *pairs])
    return phone
