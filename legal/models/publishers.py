"""Who publishes the site, who hosts it, and how to reach them."""

from django.db import models
from simple_history.models import HistoricalRecords

from legal.completeness import Completable, Singleton
from legal.validators import telephone_validator, validate_siret
from publishing.models import Body
from publishing.text.typography import NARROW

LCEN = "Mentions légales : LCEN, article 1-1."
GDPR = "Données personnelles : RGPD, articles 13, 14 et 37."
PRADA = "Accès aux documents : CRPA, articles L330-1 et R330-2."


class Publisher(Completable):
    """One of the three legal persons that answer for the site."""

    DUTIES = {
        "siret": "Usage : le numéro SIRET désigne l’organisme sans erreur possible.",
        "address": LCEN,
        "telephone": LCEN,
        "email": "Usage : une adresse électronique est attendue dans les mentions légales.",
        "director": LCEN,
        "dpo": GDPR,
        "dpo_contact": GDPR,
        "prada": PRADA,
        "prada_contact": PRADA,
    }

    body = models.CharField("organisme", max_length=20, choices=Body, unique=True)
    legal_form = models.CharField(
        "forme juridique", max_length=120, blank=True, help_text="« Commune », par exemple."
    )
    siret = models.CharField("numéro SIRET", max_length=17, blank=True, validators=[validate_siret])
    address = models.TextField("adresse du siège", blank=True)
    telephone = models.CharField(
        "téléphone", max_length=14, blank=True, validators=[telephone_validator]
    )
    email = models.EmailField("adresse électronique", blank=True)
    director = models.CharField(
        "directrice ou directeur de la publication",
        max_length=150,
        blank=True,
        help_text="Prénom, nom et fonction (maire, présidente de l’agglomération…).",
    )
    editor = models.CharField(
        "responsable de la rédaction",
        max_length=150,
        blank=True,
        help_text="S’il y en a : prénom, nom et fonction.",
    )
    dpo = models.CharField(
        "déléguée ou délégué à la protection des données",
        max_length=150,
        blank=True,
        help_text="Un nom ou un service.",
    )
    dpo_contact = models.EmailField("adresse électronique de la DPO ou du DPO", blank=True)
    prada = models.CharField(
        "responsable de l’accès aux documents administratifs (PRADA)",
        max_length=150,
        blank=True,
        help_text="Prénom, nom et fonction.",
    )
    prada_contact = models.EmailField("adresse électronique de la ou du PRADA", blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "organisme éditeur"
        verbose_name_plural = "organismes éditeurs"
        ordering = ["pk"]

    def __str__(self):
        return self.get_body_display()

    def save(self, *args, **kwargs):
        self.siret = self.siret.replace(" ", "")
        super().save(*args, **kwargs)

    @property
    def siret_display(self):
        """The SIREN in threes, then the number of the establishment."""
        siren, establishment = self.siret[:9], self.siret[9:]
        if not siren:
            return ""
        return NARROW.join([siren[:3], siren[3:6], siren[6:], establishment])


class Host(Completable, Singleton):
    """The company or service on whose machines the site runs."""

    DUTIES = {
        "name": LCEN,
        "address": LCEN,
        "telephone": LCEN,
        "place": GDPR,
    }

    name = models.CharField("nom", max_length=150, blank=True)
    address = models.TextField("adresse", blank=True)
    telephone = models.CharField(
        "téléphone", max_length=14, blank=True, validators=[telephone_validator]
    )
    place = models.CharField(
        "lieu des serveurs", max_length=150, blank=True, help_text="Ville et pays."
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "hébergeur"
        verbose_name_plural = "hébergeur"

    def __str__(self):
        return self.name or "Hébergeur"


class Identity(Completable, Singleton):
    """What the three bodies say of the site together."""

    DUTIES = {
        "contact": "Accessibilité : décret 2019-768 ; droit de réponse ; aide aux lecteurs.",
        "controller_agreement": "Données personnelles : RGPD, article 26.",
        "contents_licence": "Usage : dire ce que l’on peut faire des textes et des images.",
        "source_code_url": "Code source : CRPA, article L300-2.",
        "digital_report_url": "Numérique responsable : loi REEN, article 35.",
        "rgesn_on": "Écoconception : référentiel RGESN 2024, déclaration recommandée.",
    }

    contact = models.EmailField(
        "adresse électronique du site",
        blank=True,
        help_text="Lue chaque jour ouvré : accessibilité, droit de réponse, erreurs signalées.",
    )
    controller_agreement = models.TextField(
        "partage des responsabilités entre les trois organismes",
        blank=True,
        help_text="Qui répond aux demandes, qui tient le registre, qui notifie une violation.",
    )
    contents_licence = models.CharField(
        "conditions de réutilisation des textes et des images", max_length=250, blank=True
    )
    source_code_url = models.URLField("adresse du code source", max_length=300, blank=True)
    digital_report_url = models.URLField(
        "stratégie et bilan annuel du numérique responsable", max_length=300, blank=True
    )
    rgesn_on = models.DateField("évaluation RGESN faite le", null=True, blank=True)
    rgesn_score = models.DecimalField(
        "score RGESN (%)", max_digits=4, decimal_places=1, null=True, blank=True
    )
    rgesn_url = models.URLField("déclaration d’écoconception", max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "identité du site"
        verbose_name_plural = "identité du site"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rgesn_score__isnull=True)
                | models.Q(rgesn_score__range=(0, 100), rgesn_on__isnull=False),
                name="legal_identity_score_is_dated",
                violation_error_message="Un score va de 0 à 100, et porte sa date.",
            )
        ]

    def __str__(self):
        return "Identité du site"
