"""How the last round of matching in a wijk went, for the coordinator's board."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from neighbourhoods.models import District
from wijkzorg.tenancy.models import Municipality


class MatchRound(models.Model):
    """The last round in a wijk: when, and whether its solver worked. Numbers alone, and one row for each wijk."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    district = models.ForeignKey(
        District, models.CASCADE, related_name="+", db_constraint=False, verbose_name=_("wijk")
    )  # walled
    at = models.DateTimeField(_("wanneer"))
    requests = models.PositiveIntegerField(_("hulpvragen"))
    offered = models.PositiveIntegerField(_("gevraagd"))
    unmatched = models.PositiveIntegerField(_("niemand gevonden"))
    # The solver failed: given out one by one, at the same costs.
    greedy = models.BooleanField(_("een voor een verdeeld"), default=False)

    class Meta:
        verbose_name = _("ronde van vragen")
        verbose_name_plural = _("rondes van vragen")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "district"], name="match_round_one_a_district")
        ]

    def __str__(self) -> str:
        return f"{self.district_id} {self.at:%Y-%m-%d %H:%M}"
