"""The register of what the site does with personal data."""

from django.db import models
from simple_history.models import HistoricalRecords

from legal.completeness import Completable

from .publishers import GDPR, Publisher


class ProcessingQuerySet(models.QuerySet):
    def in_service(self):
        return self.filter(is_active=True).prefetch_related("controllers")


class Processing(Completable):
    """One use of personal data (RGPD 30), told to the public (RGPD 13) and kept as a register."""

    DUTIES = {"transfers": GDPR}

    class Basis(models.TextChoices):
        CONSENT = "consentement", "Consentement (RGPD, article 6.1 a)"
        LEGAL = "obligation", "Obligation légale (RGPD, article 6.1 c)"
        PUBLIC_TASK = "mission", "Mission d’intérêt public (RGPD, article 6.1 e)"

    slug = models.SlugField("ancre", unique=True, help_text="Permanente : ne plus la changer.")
    rank = models.PositiveSmallIntegerField("rang", default=0)
    name = models.CharField("nom", max_length=120)
    is_active = models.BooleanField(
        "en service", default=True, help_text="Décoché : gardé au registre, retiré de la page."
    )
    controllers = models.ManyToManyField(
        Publisher, related_name="processings", verbose_name="responsables"
    )
    purpose = models.TextField("finalité", help_text="À quoi servent ces données.")
    basis = models.CharField("base légale", max_length=15, choices=Basis)
    people = models.TextField("personnes concernées")
    fields = models.TextField("données", help_text="Une par ligne.")
    recipients = models.TextField("destinataires")
    retention = models.TextField("durée de conservation")
    transfers = models.TextField(
        "transferts hors de l’Union européenne",
        blank=True,
        help_text="« Aucun », une fois l’hébergeur connu.",
    )
    security = models.TextField("mesures de sécurité", blank=True, help_text="Registre seulement.")
    reservation = models.TextField(
        "réserve", blank=True, help_text="Montrée au public : ce qui reste à fixer."
    )

    objects = ProcessingQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[controllers])

    class Meta:
        verbose_name = "traitement de données"
        verbose_name_plural = "traitements de données"
        ordering = ["rank", "pk"]

    def __str__(self):
        return self.name

    @property
    def rights(self):
        """What a person may ask, by the legal basis (RGPD 15 to 21)."""
        always = ["accès", "rectification", "limitation"]
        if self.basis == self.Basis.CONSENT:
            return [*always, "effacement", "retrait du consentement à tout moment"]
        if self.basis == self.Basis.PUBLIC_TASK:
            return [*always, "effacement", "opposition"]
        return always
