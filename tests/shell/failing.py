"""A task that fails with everything in its error that must not be told."""

from celery import shared_task

NAME, EMAIL, BSN = "Guusje Grootveld", "guusje.grootveld@thuis.example", "123456782"


@shared_task
def fail(who: str) -> None:
    """Fail."""
    raise ValueError(f"{who} <{EMAIL}> {BSN}")
