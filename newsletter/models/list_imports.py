"""An existing list of addresses, brought in with the proof of each consent."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ListImport(models.Model):
    """A list read, shown, then taken or not. Its addresses leave this row when it is taken, and a
    day later if it is not; what stays says who brought how many, and from which file."""

    file_digest = models.CharField("empreinte du fichier", max_length=64, editable=False)
    made_at = models.DateTimeField("lu le", default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="par",
        editable=False,
    )
    rows = models.JSONField("lignes à prendre", default=list, editable=False)
    refusals = models.JSONField("lignes refusées", default=list, editable=False)
    accepted = models.PositiveIntegerField("à prendre", default=0, editable=False)
    refused = models.PositiveIntegerField("refusées", default=0, editable=False)
    applied_at = models.DateTimeField("importé le", null=True, editable=False)
    created = models.PositiveIntegerField("abonnés ajoutés", default=0, editable=False)

    class Meta:
        verbose_name = "import de liste"
        verbose_name_plural = "imports de liste"
        ordering = ["-made_at"]
        default_permissions = ["view"]

    def __str__(self):
        return f"liste lue le {timezone.localtime(self.made_at):%d/%m/%Y à %H:%M}"
