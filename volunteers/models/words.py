"""What help is about, in choices: codes in the database, Dutch on the screen."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is asked for; how heavy each weighs, the policy says."""

    CARDS = "cards", _("kaarten of een spelletje")
    GROCERIES = "groceries", _("boodschappen")
    DOG = "dog", _("de hond uitlaten")
    COMPANY = "company", _("gezelschap")
    DISTRESS = "distress", _("een luisterend oor bij zorgen")
    OTHER = "other", _("iets anders")


class DayPart(models.TextChoices):
    """When on a day; which hours those are, volunteers.dayparts says."""

    MORNING = "morning", _("ochtend")
    AFTERNOON = "afternoon", _("middag")
    EVENING = "evening", _("avond")
    ANY = "any", _("maakt niet uit")


class Skill(models.TextChoices):
    """What somebody must be able to do for some requests."""

    CAR = "car", _("heeft een auto")
    LIFTING = "lifting", _("kan tillen")
    FORMS = "forms", _("kan helpen met formulieren")
    PHONE = "phone", _("kan helpen met een telefoon of computer")
    COOKING = "cooking", _("kan koken")
    DOGS = "dogs", _("kan met honden omgaan")
    DEMENTIA = "dementia", _("heeft ervaring met dementie")


class Language(models.TextChoices):
    """Languages that neighbours speak, by their ISO 639 codes."""

    NL = "nl", _("Nederlands")
    NGT = "dse", _("Nederlandse gebarentaal")
    EN = "en", _("Engels")
    TR = "tr", _("Turks")
    AR = "ar", _("Arabisch")
    ZGH = "zgh", _("Tamazight")
    PL = "pl", _("Pools")
    UK = "uk", _("Oekraïens")
    TI = "ti", _("Tigrinya")
    FA = "fa", _("Perzisch")
    SO = "so", _("Somalisch")
    PAP = "pap", _("Papiaments")
    ES = "es", _("Spaans")
    PT = "pt", _("Portugees")
    FR = "fr", _("Frans")
    DE = "de", _("Duits")
    ZH = "zh", _("Chinees")


def chosen(label: Any, choices: type[models.TextChoices]) -> ArrayField[Any, Any]:
    """Return a column for several choices."""
    return ArrayField(
        models.CharField(max_length=16, choices=choices), verbose_name=label, default=list, blank=True
    )
