"""A whole number in an address or a hidden field: the digits 0 to 9, and no more of them than a row's number has.

str.isdecimal and int() read those of every script, and int() reads 1_0 and -1: one page would have many addresses.
"""

LONGEST = 18  # what fits in a bigint, whatever the digits


def whole(text: str, longest: int = LONGEST) -> int | None:
    """Return the number that a text is; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= longest else None
