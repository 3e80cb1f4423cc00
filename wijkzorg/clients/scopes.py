"""What a system may be allowed to do, and for which of it somebody must have recorded why the law allows it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """One thing that a system may do; the words stand in tokens and in the description of the API."""

    FIGURES = "statistieken.lezen", _("gepubliceerde cijfers, gebieden en buurtcentra lezen")
    EXPORTS = "exports.aanmaken", _("gepubliceerde cijfers als bestand ophalen")
    SUBSCRIPTIONS = "abonnementen.beheren", _("berichten krijgen als er iets verandert")
    FLAGS = "signaleringen.lezen", _("signaleringen lezen zoals ze nu zijn")
    HELP_REQUESTS = "hulpvragen.lezen", _("hulpvragen lezen zoals ze nu zijn")
    CASES = "dossiers.lezen", _("dossiers lezen")
    CONTACTS = "contactmomenten.schrijven", _("contactmomenten vastleggen en wijzigen")


# These are about single persons: without a legal ground on record nobody gets them (PRODUCT: people and access).
NEED_GROUND: frozenset[str] = frozenset({Scope.FLAGS, Scope.HELP_REQUESTS, Scope.CASES, Scope.CONTACTS})
# These tell of each person as it stands, and go with reading dossiers alone: "live counts and events of single flags
# need that scope" (PRODUCT: what municipalities get).
WITH_CASES: frozenset[str] = frozenset({Scope.FLAGS, Scope.HELP_REQUESTS})
# Of these a system sees what is of one organisation alone (Access.bound_to).
OF_ORGANISATION: frozenset[str] = frozenset({Scope.CASES, Scope.CONTACTS})
