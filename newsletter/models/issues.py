"""What an issue tells: the events since the last one. Facts are computed, tone is written."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from actions.models import Event
from figures.models import Figure

from .subscribers import Rhythm


class Issue(models.Model):
    """A number of the newsletter: what changed between two moments of the history."""

    class State(models.TextChoices):
        DRAFT = "brouillon", "Brouillon"
        APPROVED = "approuve", "Approuvé"
        SENDING = "envoi", "En cours d’envoi"
        STOPPED = "arrete", "Arrêté"
        SENT = "envoye", "Envoyé"

    number = models.PositiveIntegerField("numéro", unique=True, editable=False)
    rhythm = models.CharField("rythme", max_length=12, choices=Rhythm)
    state = models.CharField("état", max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField("objet", max_length=120)
    introduction = models.TextField("introduction", blank=True)
    figures = models.ManyToManyField(Figure, blank=True, verbose_name="chiffres ajoutés")
    # The two ends of what it tells: ranks in the chain of events, and days.
    after_rank = models.PositiveIntegerField("après le rang", default=0, editable=False)
    after_day = models.DateField("après le", null=True, editable=False)
    up_to_rank = models.PositiveIntegerField("jusqu’au rang", editable=False)
    up_to_day = models.DateField("jusqu’au", editable=False)
    history_digest = models.CharField("empreinte de l’historique", max_length=64, editable=False)
    # What was approved, frozen: what is sent and what the archive shows.
    facts = models.JSONField(null=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    approved_at = models.DateTimeField("approuvé le", null=True, editable=False)
    send_at = models.DateTimeField("envoyer à partir du", null=True, blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True, editable=False)

    class Meta:
        verbose_name = "numéro"
        ordering = ["-number"]

    def __str__(self):
        return f"numéro {self.number}"

    def get_absolute_url(self):
        return reverse("newsletter:issue", args=[self.number])


class Item(models.Model):
    """One event in an issue: its place, and a word of introduction if the writer adds one."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="items")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    rank = models.PositiveIntegerField("ordre", default=0)
    word = models.CharField("un mot", max_length=300, blank=True)

    class Meta:
        verbose_name = "nouvelle"
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "event"], name="newsletter_item_told_once")
        ]

    def __str__(self):
        return str(self.event)
