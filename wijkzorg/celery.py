"""The Celery app and the whole beat schedule, in one table."""

import os

from celery import Celery
from celery.schedules import crontab

from wijkzorg import heartbeat, task_lines  # noqa: F401  (that a worker or beat is alive; what it logs)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wijkzorg.settings")

app = Celery("wijkzorg")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "advance-standings": {"task": "cases.tasks.advance_standings", "schedule": crontab(minute="*/5")},
    "resume-reassessments": {"task": "cases.tasks.resume_reassessments", "schedule": crontab(minute="*")},
    "check-standings": {"task": "cases.tasks.check_standings", "schedule": crontab(hour="3", minute="30")},
}
