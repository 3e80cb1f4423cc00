"""Sets of what is done about a flag, and who may see which. They write nothing and read no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.querysets import OfCaseQuerySet

if TYPE_CHECKING:
    from outreach.models import SignOfLife  # noqa: F401  (the types below are strings)


class SignQuerySet(OfCaseQuerySet["SignOfLife"]):
    """Sets of signs of life."""

    def news(self) -> SignQuerySet:
        """Keep those of which the case's worker has not said yet to have read them."""
        return self.filter(read_at__isnull=True)
