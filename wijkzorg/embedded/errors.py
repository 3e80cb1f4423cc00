"""What the embedded servers say when they cannot run."""

import errno


class EmbeddedError(Exception):
    """Say in one sentence why a server cannot run; meant for a person, so shown without a traceback."""


def sentence_for(error: OSError, what: str) -> EmbeddedError:
    """Turn a refusal of the operating system into one sentence."""
    if error.errno == errno.ENOSPC:
        return EmbeddedError(f"The disk is full: {what}.")
    return EmbeddedError(f"{what}: {error.strerror or error}.")


def full_disk(output: str) -> bool:
    """Tell whether a server's own words mean a full disk."""
    return "No space left on device" in output or "Disk quota exceeded" in output
