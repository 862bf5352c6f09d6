"""The copies of an issue: a row of the outbox for each person, once."""

from django.db import models

from mail.models import OutgoingMail, Refusal

from .issues import Issue
from .subscribers import Subscriber

State = OutgoingMail.State


class DeliveryQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(mail__state__in=[State.WAITING, State.SENDING])

    def doubtful(self):
        return self.filter(mail__state=State.DOUBTFUL)

    def refused(self):
        return self.filter(mail__state=State.REFUSED)

    def counts(self):
        """How many are in each state, every state named, in the order of their life."""
        found = dict(self.order_by().values_list("mail__state").annotate(models.Count("pk")))
        return {state: found.get(state, 0) for state in State}

    def refusals(self):
        """How many refusals of each kind."""
        refused = self.refused().order_by()
        found = dict(refused.values_list("mail__refusal").annotate(models.Count("pk")))
        return {kind: found.get(kind, 0) for kind in Refusal}


class Delivery(models.Model):
    """One copy for one person: written once, sent at most once. It keeps no address."""

    MAILING = "newsletter"  # the name of these rows in the outbox

    mail = models.OneToOneField(
        OutgoingMail, models.CASCADE, primary_key=True, verbose_name="message"
    )
    issue = models.ForeignKey(
        Issue,
        models.PROTECT,
        related_name="deliveries",
        verbose_name="numéro",
        db_index=False,  # the constraint below has one
    )
    # Erased with the person; the row stays, for the counts.
    subscriber = models.ForeignKey(
        Subscriber,
        models.SET_NULL,
        related_name="deliveries",
        null=True,
        verbose_name="abonné",
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi"
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "subscriber"], name="newsletter_delivery_once_per_person"
            )
        ]
        permissions = [("decide_delivery", "Peut décider des envois douteux et reprendre l’envoi")]

    def __str__(self):
        return f"envoi n° {self.pk}, {self.mail.get_state_display().lower()}"
