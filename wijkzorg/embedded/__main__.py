"""Start, stop or show the embedded servers: python -m wijkzorg.embedded start|stop|status."""

import sys

from wijkzorg import embedded


def main(arguments: list[str]) -> int:
    """Do one of three verbs; returns the exit status (`status`: 0 when both servers answer)."""
    verb = arguments[0] if len(arguments) == 1 else ""
    if verb not in {"start", "stop", "status"}:
        print("usage: python -m wijkzorg.embedded start|stop|status", file=sys.stderr)
        return 2
    try:
        if verb == "start":
            embedded.ensure()
        elif verb == "stop":
            embedded.stop()
            return 0
    except embedded.EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    servers = embedded.status()
    for server in servers:
        word = "answers" if server.answers else "does not answer"
        print(f"{server.name} {word}, {len(server.processes)} processes, {server.socket}")
    return 0 if all(server.answers for server in servers) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
