"""How gunicorn serves the web part: python -m gunicorn --config python:wijkzorg.gunicorn_conf wijkzorg.wsgi."""

import os
from pathlib import Path

bind = os.environ.get("WIJKZORG_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WIJKZORG_WEB_WORKERS", "2"))
threads = int(os.environ.get("WIJKZORG_WEB_THREADS", "4"))
worker_class = "gthread"
timeout = 60
graceful_timeout = 20
keepalive = 5
# The heartbeat of the workers; on a disk it can stall. A read-only container has this one.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
accesslog = "-"
# No address, no path, no query, no referrer: they can say who looked at whom. The audit log answers that.
access_log_format = "%(m)s %(s)s %(B)s bytes %(M)s ms"
errorlog = "-"
loglevel = "info"
