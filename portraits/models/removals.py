"""What the end of a consent took away, and when."""

import logging
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from pictures import places

from .consents import Consent

logger = logging.getLogger(__name__)


class Removal(models.Model):
    """The proof, for the person, of what was removed; it holds neither their name nor their words.

    It also remembers which files must go: those that a crash left are deleted by the worker.
    """

    class Reason(models.TextChoices):
        PERSON = "personne", "Retrait par la personne"
        STAFF = "collectivite", "Retrait par la collectivité"
        END = "fin", "Fin de l’autorisation"

    consent = models.ForeignKey(
        Consent, models.SET_NULL, null=True, related_name="removals", verbose_name="autorisation"
    )
    reason = models.CharField("raison", max_length=12, choices=Reason)
    at = models.DateTimeField("retiré le", default=timezone.now)
    portraits = models.PositiveIntegerField("portraits", default=0)
    folders = models.JSONField("dossiers des images", default=list)
    files = models.PositiveIntegerField("fichiers", default=0)
    files_gone_at = models.DateTimeField("fichiers effacés le", null=True)

    class Meta:
        verbose_name = "retrait"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"retrait n° {self.pk}"

    def finish(self) -> None:
        """Delete the files, and say when none was left; the worker tries again otherwise."""
        try:
            places.remove(self.folders)
        except OSError as error:
            logger.error("the files of removal %s are still there: %s", self.pk, error)
            return
        self.files_gone_at = timezone.now()
        self.save(update_fields=["files_gone_at"])


class GoneAddress(models.Model):
    """A portrait that was removed: its address, which may be a name, is kept as a digest only, to
    answer 410."""

    digest = models.CharField(max_length=64, unique=True)
    removal = models.ForeignKey(Removal, models.CASCADE, related_name="addresses")

    class Meta:
        verbose_name = "adresse retirée"

    def __str__(self) -> str:
        return f"adresse retirée n° {self.pk}"

    @staticmethod
    def digest_of(slug: Any) -> str:
        return salted_hmac("portraits.gone", str(slug), algorithm="sha256").hexdigest()
