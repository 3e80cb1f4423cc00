"""Tasks that fail with everything in their error that must not be told."""

import logging

from celery import shared_task

from wijkzorg.tenancy.wall import inside

NAME, EMAIL, BSN = "Guusje Grootveld", "guusje.grootveld@thuis.example", "123456782"


@shared_task
def fail(who: str) -> None:
    """Fail."""
    raise ValueError(f"{who} <{EMAIL}> {BSN}")


@shared_task
def fail_in_the_second(first: int, second: int) -> None:
    """Do something in a municipality, then something in none, and fail in another."""
    logger = logging.getLogger("cases.tasks")
    with inside(first):
        logger.info("in the first")
    logger.info("between")
    with inside(second):
        raise ValueError(NAME)
