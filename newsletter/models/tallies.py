"""How many came and went each month: numbers, and no person behind them."""

from django.db import models, transaction
from django.utils import timezone


class Tally(models.Model):
    """How many times something happened in a month; kept when those it counted are erased."""

    class Kind(models.TextChoices):
        ASKED = "demande", "Demandes"
        CONFIRMED = "confirmation", "Confirmations"
        IMPORTED = "import", "Importés"
        LEFT = "depart", "Départs"
        SILENT = "silence", "Sans réponse après trois ans"
        UNREACHABLE = "injoignable", "Adresses mortes effacées"
        UNCONFIRMED = "sans-suite", "Demandes jamais confirmées"
        LIMITED = "freinee", "Demandes freinées (trop fréquentes)"
        RETURNED = "retour", "Retours aussitôt après un départ"
        ERASED = "efface", "Effacés par l’équipe"

    month = models.DateField("mois")
    kind = models.CharField("quoi", max_length=12, choices=Kind)
    count = models.PositiveIntegerField("combien", default=0)

    class Meta:
        verbose_name = "décompte du mois"
        verbose_name_plural = "décomptes du mois"
        ordering = ["-month", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["month", "kind"], name="newsletter_tally_once_a_month")
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.month:%m/%Y}"

    @classmethod
    @transaction.atomic
    def add(cls, kind, count=1):
        if not count:
            return
        month = timezone.localdate().replace(day=1)
        tally, _ = cls.objects.get_or_create(month=month, kind=kind)
        cls.objects.filter(pk=tally.pk).update(count=models.F("count") + count)
