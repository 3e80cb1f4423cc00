"""Ask the web part of this container whether it serves: python -P wijkzorg/health.py. No imports of the product."""

import os
import sys
import urllib.request


def main() -> int:
    """Return 0 when the page for this purpose answers."""
    port = os.environ.get("WIJKZORG_BIND", ":8000").rpartition(":")[2]
    # Under a name that the application answers to; a leading dot stands for any name below it.
    host = os.environ.get("WIJKZORG_ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=4) as answer:
            return 0 if answer.status == 200 else 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
