"""Who asked to follow the actions by mail, what they follow, and the proof that they asked."""

from django.db import models
from django.utils import timezone

from actions.models import Action, Theme


class Rhythm(models.TextChoices):
    """How often somebody wants to be written to; each issue is for one rhythm."""

    CHANGE = "changement", "À chaque changement"
    MONTHLY = "mensuel", "Chaque mois"
    QUARTERLY = "trimestriel", "Chaque trimestre"


class SubscriberQuerySet(models.QuerySet):
    def confirmed(self):
        """Those who proved that the address is theirs, and whose address still takes mail."""
        return self.filter(confirmed_at__isnull=False, refused_at__isnull=True)


class Subscriber(models.Model):
    """An address that asked for the newsletter: nothing else is known of its owner."""

    email = models.EmailField("adresse électronique", max_length=254)
    # One address, one subscriber, whatever the case or the spelling of its domain.
    email_key = models.CharField(max_length=254, unique=True, editable=False)
    rhythm = models.CharField("rythme", max_length=12, choices=Rhythm, default=Rhythm.MONTHLY)
    follows_everything = models.BooleanField("suit toutes les actions", default=True)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="subscribers", verbose_name="thèmes suivis"
    )
    actions = models.ManyToManyField(
        Action, blank=True, related_name="subscribers", verbose_name="actions suivies"
    )
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True)
    # The last time that the person did something: confirmed, changed a choice, re-confirmed.
    seen_at = models.DateTimeField("dernier signe le", null=True, blank=True)
    refused_at = models.DateTimeField("adresse refusée le", null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = "abonné"
        ordering = ["asked_at"]

    def __str__(self):
        return self.email

    def leave(self):
        """Erase the person."""
        self.delete()


class Consent(models.Model):
    """The proof that a subscriber asked: what was read, when, where, and the confirmation."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="consents")
    text_shown = models.TextField("texte affiché")
    source = models.CharField("origine", max_length=200, help_text="La page du formulaire.")
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True)

    class Meta:
        verbose_name = "autorisation d’écrire"
        verbose_name_plural = "autorisations d’écrire"
        ordering = ["-asked_at"]

    def __str__(self):
        return f"demande du {timezone.localtime(self.asked_at):%d/%m/%Y}"


class ForgottenAddress(models.Model):
    """What is left of somebody who left: a keyed hash, which only stops a later re-import."""

    digest = models.CharField("empreinte", max_length=64, unique=True)
    forgotten_on = models.DateField("oubliée le", default=timezone.localdate)

    class Meta:
        verbose_name = "adresse oubliée"
        verbose_name_plural = "adresses oubliées"

    def __str__(self):
        return f"adresse oubliée le {self.forgotten_on:%d/%m/%Y}"
