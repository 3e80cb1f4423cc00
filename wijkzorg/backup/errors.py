"""What goes wrong with a copy, for a person to read."""

import errno


class BackupError(Exception):
    """Say in one sentence why there is no copy, or why one is refused; shown without a traceback."""


def sentence_for(error: OSError, what: str) -> BackupError:
    """Turn a refusal of the operating system into one sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return BackupError(f"the disk is full: {what}")
    return BackupError(f"{what}: {error.strerror or error}")
