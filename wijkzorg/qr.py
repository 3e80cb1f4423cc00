"""A code that a telephone scans, as one SVG path: no picture file, and nothing loaded from elsewhere."""

from __future__ import annotations

import qrcode

_BORDER = 4  # light squares around it, as ISO/IEC 18004 asks


def path_of(text: str) -> tuple[int, str]:
    """Return how many squares a code is wide, and the path of the dark ones."""
    code = qrcode.QRCode(border=_BORDER)
    code.add_data(text)
    rows = code.get_matrix()
    squares = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return len(rows), "".join(squares)
