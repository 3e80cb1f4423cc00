"""How gunicorn serves the web part: python -m gunicorn --config python:wijkzorg.gunicorn_conf wijkzorg.wsgi."""

import contextlib
import datetime as dt
import logging.config
import os
from http import HTTPStatus
from pathlib import Path
from typing import Any

from gunicorn import util
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http import errors
from gunicorn.workers.gthread import ThreadWorker

from wijkzorg import logs

bind = os.environ.get("WIJKZORG_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WIJKZORG_WEB_WORKERS", "2"))
threads = int(os.environ.get("WIJKZORG_WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 20
keepalive = 5
# The heartbeat of the workers; on a disk it can stall. A read-only container has this one.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
# A question of the API may name many areas and figures, and a browser sends some twenty headers: what is larger answers
# 414 or 431 at once.
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190
loglevel = "info"


class Lines(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Log as all other processes do. No address, path, query or referrer: they can say who looked at whom."""

    def setup(self, cfg: Config) -> None:
        """Send everything to the one handler."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True
        logging.config.dictConfig(logs.configuration(os.environ.get("WIJKZORG_LOG_LEVEL", "INFO")))

    # The lines name who logged them and not this class.

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Log a warning."""
        self.error_log.warning(msg, *args, stacklevel=2, **kwargs)

    def error(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Log an error."""
        self.error_log.error(msg, *args, stacklevel=2, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Log an error with its trace."""
        self.error_log.exception(msg, *args, stacklevel=2, **kwargs)

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: dt.timedelta) -> None:
        """Log that a request was answered: what kind of page, how, how long."""
        line = environ.get(logs.ENVIRON) or logs.Line("")
        facts = {
            "method": environ.get("REQUEST_METHOD"),
            "status": int(str(resp.status).split(None, 1)[0]),
            "bytes": getattr(resp, "sent", None),
            "ms": round(request_time.total_seconds() * 1000),
        }
        with logs.within(line):
            self.access_log.info("answered", extra={"facts": facts})

    def _compute_access_log_enabled(self) -> bool:
        return True


_OURS = (errors.ConfigurationProblem, errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)
_STATUS = {
    errors.ForbiddenProxyRequest: HTTPStatus.FORBIDDEN,
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
}


class Threads(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answer in threads. What is no HTTP is refused as the API refuses: nobody knows yet of which page it would be."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Refuse what could not be read; an error of our own stays gunicorn's."""
        if not isinstance(exc, errors.ParseException) or isinstance(exc, _OURS):
            super().handle_error(req, client, addr, exc)
            return
        from wijkzorg.rest import middleware, problems  # the application is there once it is asked something

        status = _STATUS.get(type(exc), HTTPStatus.BAD_REQUEST)
        answer = problems.problem(status)
        headers = {**answer.headers, **middleware.HEADERS, "Connection": "close"}
        headers["Content-Length"] = str(len(answer.content))
        head = [
            f"HTTP/1.1 {status} {status.phrase}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        self.log.warning("refused what is no request: %s", type(exc).__name__)  # its words can be somebody's
        with contextlib.suppress(OSError):  # who asked is gone
            util.write_nonblock(client, "\r\n".join([*head, "", ""]).encode("latin-1") + answer.content)


worker_class = Threads
logger_class = Lines
