"""Log lines of tasks: the id of the request that asked for a task, and its municipality, go along through the queue."""

import logging.config
from contextvars import Token
from typing import Any

from celery import Task
from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun
from django.conf import settings

from wijkzorg import logs

HEADER = "request_id"
PLACE = "municipality_id"
_begun: dict[str, Token[logs.Line | None]] = {}


def _one_form(**_signal: Any) -> None:
    """Keep Celery from setting up lines of its own."""
    logging.config.dictConfig(settings.LOGGING)


def _send_along(headers: dict[str, Any] | None = None, **_signal: Any) -> None:
    if headers is not None:
        # What the schedule sends was asked for by nobody: its id begins here.
        headers.setdefault(HEADER, logs.request_id() or logs.new_request_id())
        if (place := logs.municipality()) is not None:
            headers.setdefault(PLACE, place)


def _begin(task_id: str, task: Task[Any, Any], **_signal: Any) -> None:
    asked_by = getattr(task.request, HEADER, None) or logs.request_id() or logs.new_request_id()
    place = getattr(task.request, PLACE, None)
    _begun[task_id] = logs.begin(logs.Line(asked_by, municipality_id=place, task=task.name, task_id=task_id))


def _end(task_id: str, **_signal: Any) -> None:
    token = _begun.pop(task_id, None)
    if token is not None:
        logs.end(token)


# Not weakly: nothing else holds these functions.
setup_logging.connect(_one_form, weak=False)
before_task_publish.connect(_send_along, weak=False)
task_prerun.connect(_begin, weak=False)
task_postrun.connect(_end, weak=False)
