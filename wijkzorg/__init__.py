"""The frame of Wijkzorg: settings, urls and the Celery app (roof), tenancy, audit and accounts (foundation)."""

from wijkzorg.celery import app as celery_app

__all__ = ["celery_app"]
