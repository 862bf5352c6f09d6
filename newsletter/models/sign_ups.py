"""Somebody, maybe not the owner of the address, asked that this address be written to."""

import datetime

from django.db import models, transaction
from django.utils import timezone

from actions.models import Action, Theme
from mail.addresses import key_of

from .subscribers import Consent, ForgottenAddress, Rhythm, Subscriber
from .tallies import Tally


class SignUp(models.Model):
    """A request that waits for the owner's confirmation.

    The form writes one whoever asks, and the worker answers: so neither the page nor its delay
    tells whether the address was known. It touches no subscriber until the link is used.
    """

    RETENTION = datetime.timedelta(days=7)

    email = models.EmailField("adresse électronique", max_length=254)
    email_key = models.CharField(max_length=254, db_index=True, editable=False)
    # Given when a subscriber asks to be written to elsewhere.
    subscriber = models.ForeignKey(
        Subscriber, models.CASCADE, related_name="sign_ups", null=True, blank=True
    )
    rhythm = models.CharField("rythme", max_length=12, choices=Rhythm, default=Rhythm.MONTHLY)
    themes = models.JSONField("thèmes", default=list, blank=True)
    actions = models.JSONField("actions", default=list, blank=True)
    text_shown = models.TextField("texte affiché")
    source = models.CharField("origine", max_length=200)
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)

    class Meta:
        verbose_name = "demande d’abonnement"
        verbose_name_plural = "demandes d’abonnement"
        ordering = ["asked_at", "pk"]

    def __str__(self):
        return f"demande n° {self.pk}"

    def save(self, **options):
        self.email_key = key_of(self.email)
        super().save(**options)

    def choices(self):
        """What it asks to follow, among what is still there."""
        return {
            "rhythm": self.rhythm,
            "themes": Theme.objects.filter(slug__in=self.themes),
            "actions": Action.objects.published().named(self.actions),
        }

    @property
    def is_replaced(self):
        """The same address was given again since."""
        return SignUp.objects.filter(email_key=self.email_key, pk__gt=self.pk).exists()

    def settle(self):
        """Mark it as answered; the former requests for that address, and their links, die."""
        SignUp.objects.filter(email_key=self.email_key, pk__lt=self.pk).delete()
        self.answered_at = timezone.now()
        self.save(update_fields=["answered_at"])

    @transaction.atomic
    def confirm(self):
        """The owner of the address says yes: return the subscriber, or None if the link has just
        been used by another click."""
        if not SignUp.objects.select_for_update().filter(pk=self.pk).first():
            return None
        subscriber = self.move() if self.subscriber else self.welcome()
        Consent.objects.create(
            subscriber=subscriber,
            text_shown=self.text_shown,
            source=self.source,
            asked_at=self.asked_at,
            confirmed_at=timezone.now(),
        )
        ForgottenAddress.pardon(self.email)
        self.delete()
        return subscriber

    def welcome(self):
        subscriber, _ = Subscriber.objects.get_or_create(
            email_key=self.email_key,
            defaults={"email": self.email, "asked_at": self.asked_at},
        )
        subscriber.confirmed_at = timezone.now()
        subscriber.refused_at = None
        subscriber.follow(self.choices())
        Tally.add(Tally.Kind.CONFIRMED)
        return subscriber

    def move(self):
        """The subscriber takes the new address; if it has its own subscription, that one goes."""
        subscriber = self.subscriber
        Subscriber.objects.with_address(self.email).exclude(pk=subscriber.pk).delete()
        subscriber.move_to(self.email)
        return subscriber
