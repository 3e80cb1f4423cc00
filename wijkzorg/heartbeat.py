"""Show from outside that a worker or beat is alive: a file that is touched while it works. Costs a container nothing.

Only where WIJKZORG_HEARTBEAT names the file. The worker's heart stops beating when it loses the queue; beat touches
the file with every task that it sends, at least once a minute.
"""

import os
from pathlib import Path
from typing import Any

from celery.signals import before_task_publish, heartbeat_sent


def _touch(**_signal: Any) -> None:
    Path(os.environ["WIJKZORG_HEARTBEAT"]).touch()


if os.environ.get("WIJKZORG_HEARTBEAT"):
    # Not weakly: nothing else holds this function.
    heartbeat_sent.connect(_touch, weak=False)
    before_task_publish.connect(_touch, weak=False)
