"""How rhythms are told: so many contacts in so many days, and from which day on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from care.words import CHANNELS
from wijkzorg.rest.fields import Day, Shape


class RhythmShape(Shape):
    """So many contacts in so many days."""

    noun = "Ritme"

    aantal = serializers.IntegerField(help_text=_("Hoeveel contacten."))
    perDagen = serializers.IntegerField(help_text=_("In hoeveel dagen."))
    kanaal = serializers.ChoiceField(list(CHANNELS), help_text=_("Hoe."))


class VersionShape(RhythmShape):
    """A rhythm from a day on."""

    noun = "RitmeVanaf"

    vanafDatum = Day(help_text=_("Vanaf welke dag."))
