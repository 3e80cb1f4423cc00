"""Letters that wait to be sent: written in the transaction of what they tell, so neither is there without the other."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wijkzorg.tenancy.models import Municipality


class Letter(models.Model):
    """One e-mail: which text, in which language, and the numbers in it. No names, no details.

    To a colleague, or to somebody from outside whose address is kept until it was sent or given up, and no longer; so
    is the page to which it leads, encrypted, as its address may be a secret of theirs.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("gemeente")
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("aan")
    )
    address = models.EmailField(_("adres van buiten"), blank=True)
    template = models.CharField(_("tekst"), max_length=64)
    language = models.CharField(_("taal"), max_length=8, default="nl", db_default="nl")
    path_encrypted = models.CharField(_("pagina"), max_length=500, blank=True, default="", db_default="")
    numbers = models.JSONField(_("getallen"), default=dict)
    reason = models.CharField(
        _("aanleiding"),
        max_length=100,
        blank=True,
        help_text=_("Wie al een brief met deze tekst en aanleiding kreeg, krijgt er geen tweede."),
    )
    created_at = models.DateTimeField(_("gemaakt op"))
    attempts = models.PositiveSmallIntegerField(_("pogingen"), default=0)
    next_at = models.DateTimeField(_("volgende poging"))
    sent_at = models.DateTimeField(_("verstuurd op"), null=True)
    given_up_at = models.DateTimeField(_("opgegeven op"), null=True)
    failure = models.CharField(_("wat misging"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("brieven")
        constraints = [
            models.CheckConstraint(condition=Q(recipient__isnull=True) | Q(address=""), name="letter_to_one"),
            models.UniqueConstraint(
                fields=["municipality", "recipient", "template", "reason"],
                condition=~Q(reason=""),
                name="letter_once_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True), name="letter_ends_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="letter_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
