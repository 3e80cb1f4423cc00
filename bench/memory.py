"""The most memory that a process had at once."""

from __future__ import annotations

import re
from pathlib import Path

import psutil

MEGABYTE = 1 << 20


def peak(pid: int) -> int:
    """Return the most memory that a process has had so far, in bytes; where nobody keeps that, what it has now."""
    # Not getrusage: its figure begins with that of the process that started it.
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return _present(pid)
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def _present(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
