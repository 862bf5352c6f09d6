"""The outbox: one row per issue and person, and what became of it."""

from django.db import models

from .issues import Issue
from .subscribers import Subscriber


class Delivery(models.Model):
    """One message to one person: written once, sent at most once."""

    class State(models.TextChoices):
        WAITING = "attente", "En attente"
        SENDING = "envoi", "En cours"
        SENT = "envoye", "Envoyé"
        REFUSED = "refuse", "Refusé"
        DOUBTFUL = "douteux", "Douteux"

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="deliveries")
    # Erased with the person; the row stays, for the counts.
    subscriber = models.ForeignKey(
        Subscriber, models.SET_NULL, related_name="deliveries", null=True
    )
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    try_at = models.DateTimeField("prochain essai")
    worker = models.CharField("travailleur", max_length=80, blank=True)
    claimed_until = models.DateTimeField("réservé jusqu’au", null=True)
    answer = models.CharField("réponse du serveur", max_length=200, blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True)

    class Meta:
        verbose_name = "envoi"
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "subscriber"], name="newsletter_delivery_once_per_person"
            )
        ]
        indexes = [models.Index(fields=["state", "try_at"])]

    def __str__(self):
        return f"{self.issue}, {self.get_state_display().lower()}"
