"""The Celery app and the whole beat schedule, in one table."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, worker_init

from wijkzorg import heartbeat, starting, task_lines  # noqa: F401  (that a worker or beat is alive; what it logs)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wijkzorg.settings")

app = Celery("wijkzorg")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "propose-destruction": {
        "task": "rights.tasks.propose_destruction",
        "schedule": crontab(hour="2", minute="10"),
    },
    "carry-out-destruction": {
        "task": "rights.tasks.carry_out_destruction",
        "schedule": crontab(hour="2-4", minute="40"),
    },
    "open-search-plans": {"task": "outreach.tasks.open_search_plans", "schedule": crontab(minute="2-57/5")},
    "advance-standings": {"task": "cases.tasks.advance_standings", "schedule": crontab(minute="*/5")},
    "resume-reassessments": {"task": "cases.tasks.resume_reassessments", "schedule": crontab(minute="*")},
    "morning-mail": {"task": "day.tasks.morning_mail", "schedule": crontab(minute="*/5")},
    "send-letters": {"task": "wijkzorg.outbox.tasks.send_letters", "schedule": crontab(minute="*")},
    "send-events": {"task": "wijkzorg.events.tasks.send_events", "schedule": crontab(minute="*")},
    "seal-log": {"task": "wijkzorg.audit.tasks.seal_log", "schedule": crontab(minute="*")},
    "make-log-months": {
        "task": "wijkzorg.audit.tasks.make_log_months",
        "schedule": crontab(hour="4", minute="10"),
    },
    "verify-log": {"task": "wijkzorg.audit.tasks.verify_log", "schedule": crontab(hour="4", minute="30")},
    "forget-roster": {"task": "rights.tasks.forget_roster", "schedule": crontab(hour="2", minute="50")},
    "drop-old-log": {"task": "rights.tasks.drop_old_log", "schedule": crontab(hour="5", minute="10")},
    "forget-visitors": {
        "task": "wijkzorg.audit.tasks.forget_visitors",
        "schedule": crontab(hour="5", minute="20"),
    },
    "forget-letters": {
        "task": "wijkzorg.outbox.tasks.forget_letters",
        "schedule": crontab(hour="5", minute="25"),
    },
    "forget-events": {
        "task": "wijkzorg.events.tasks.forget_events",
        "schedule": crontab(hour="5", minute="35"),
    },
    "match-wijken": {"task": "volunteers.tasks.match_wijken", "schedule": crontab(minute="*/15")},
    "expire-offers": {"task": "volunteers.tasks.expire_offers", "schedule": crontab(minute="*")},
    "call-who-is-due": {"task": "volunteers.tasks.call_who_is_due", "schedule": crontab(minute="*")},
    "settle-tasks": {"task": "volunteers.tasks.settle_tasks", "schedule": crontab(minute="35")},
    "write-to-volunteers": {
        "task": "volunteers.tasks.write_to_volunteers",
        "schedule": crontab(hour="9", minute="5"),
    },
    "forget-applications": {
        "task": "volunteers.tasks.forget_applications",
        "schedule": crontab(hour="5", minute="30"),
    },
    # Every day, although a week is due on Wednesday alone: a worker that was down on that day publishes it later.
    "publish-figures": {
        "task": "municipalities.tasks.publish_figures",
        "schedule": crontab(hour="5", minute="50"),
    },
    "forget-lists": {"task": "sheets.tasks.forget_lists", "schedule": crontab(minute="3-58/5")},
    "forget-sent": {"task": "care.tasks.forget_sent", "schedule": crontab(minute="27")},
    "keep-exports": {"task": "municipalities.api.tasks.keep_exports", "schedule": crontab(minute="*")},
    "forget-tokens": {
        "task": "wijkzorg.clients.tasks.forget_tokens",
        "schedule": crontab(minute="17"),
    },
    "find-doubles": {"task": "cases.tasks.find_doubles", "schedule": crontab(hour="5", minute="40")},
    "check-standings": {"task": "cases.tasks.check_standings", "schedule": crontab(hour="3", minute="30")},
}


@worker_init.connect
@beat_init.connect
def refuse_what_is_wrong(**_signal: Any) -> None:
    """End a worker or beat that production or the wall between municipalities does not allow, as the web part ends."""
    starting.refuse_what_is_wrong()
