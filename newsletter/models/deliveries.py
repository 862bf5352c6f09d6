"""The outbox: one row per issue and person, and what became of it."""

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from .issues import Issue
from .subscribers import Subscriber


class Refusal(models.TextChoices):
    """What a refusal says of the address, and so whether to write there again."""

    ADDRESS = "adresse", "Adresse inconnue"
    MAILBOX = "boite", "Boîte pleine ou fermée"
    POLICY = "message", "Message refusé"
    DELAY = "delai", "Trois jours sans succès"


class DeliveryQuerySet(models.QuerySet):
    def claimable(self):
        """Waiting rows that nobody holds, in the order of the queue. An issue that is stopped keeps
        its rows; one that is done still has those that staff sent again."""
        return self.filter(
            state=Delivery.State.WAITING,
            worker="",
            try_at__lte=timezone.now(),
            issue__state__in=Delivery.OPEN_ISSUES,
        ).order_by("try_at")

    def unfinished(self):
        return self.filter(state__in=[Delivery.State.WAITING, Delivery.State.SENDING])

    def doubtful(self):
        return self.filter(state=Delivery.State.DOUBTFUL)

    def abandoned(self):
        """Rows whose worker gave no sign for the time of its lease."""
        return self.filter(claimed_until__lt=timezone.now())

    def counts(self):
        """How many are in each state, every state named, in the order of their life."""
        found = dict(self.order_by().values_list("state").annotate(models.Count("pk")))
        return {state: found.get(state, 0) for state in Delivery.State}

    def refusals(self):
        """How many refusals of each kind."""
        refused = self.filter(state=Delivery.State.REFUSED).order_by()
        found = dict(refused.values_list("refusal").annotate(models.Count("pk")))
        return {kind: found.get(kind, 0) for kind in Refusal}


class Delivery(models.Model):
    """One message to one person: written once, sent at most once. It keeps no address."""

    class State(models.TextChoices):
        WAITING = "attente", "En attente"
        SENDING = "envoi", "En cours"
        SENT = "envoye", "Envoyé"
        REFUSED = "refuse", "Refusé"
        DOUBTFUL = "douteux", "Douteux"
        DROPPED = "annule", "Sans objet"  # the person left, or follows nothing that is told

    OPEN_ISSUES = (Issue.State.SENDING, Issue.State.SENT)

    issue = models.ForeignKey(
        Issue,
        models.PROTECT,
        related_name="deliveries",
        verbose_name="numéro",
        db_index=False,  # the constraint below has one; each costs something at each message
    )
    # Erased with the person; the row stays, for the counts.
    subscriber = models.ForeignKey(
        Subscriber,
        models.SET_NULL,
        related_name="deliveries",
        null=True,
        verbose_name="abonné",
    )
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    # Counted when a sending begins: whoever ends it names the attempt that it was.
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    try_at = models.DateTimeField("prochain essai")
    worker = models.CharField("travailleur", max_length=80, blank=True)
    claimed_until = models.DateTimeField("réservé jusqu’au", null=True)
    answer = models.CharField("réponse du serveur", max_length=200, blank=True)
    refusal = models.CharField("motif du refus", max_length=10, choices=Refusal, blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi"
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "subscriber"], name="newsletter_delivery_once_per_person"
            )
        ]
        indexes = [
            models.Index(fields=["state", "try_at"]),
            models.Index(
                fields=["claimed_until"],
                condition=models.Q(claimed_until__isnull=False),
                name="newsletter_delivery_claimed",
            ),
        ]
        permissions = [("decide_delivery", "Peut décider des envois douteux et reprendre l’envoi")]

    def __str__(self):
        return f"envoi n° {self.pk}, {self.get_state_display().lower()}"

    def hold_as_sent(self):
        """Staff think that it arrived; False when its fate became known meanwhile."""
        return self._decide(state=self.State.SENT, sent_at=timezone.now())

    def send_again(self):
        """Staff prefer a second message to none; False when its fate became known meanwhile."""
        return self._decide(state=self.State.WAITING, try_at=timezone.now())

    def _decide(self, **changes):
        doubtful = type(self).objects.doubtful().filter(pk=self.pk)
        return bool(doubtful.update(worker="", claimed_until=None, **changes))


class Relay(models.Model):
    """The mail server as all workers see it: its pace, its rests, whether it takes our mail.

    There is one row. Claims are made with it locked, so that the pace is that of all workers.
    """

    # Rests after a trouble that is nobody's address: short, then longer.
    RESTS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360)]

    next_slot_at = models.DateTimeField(default=timezone.now)
    troubles = models.PositiveSmallIntegerField(default=0)
    pause_until = models.DateTimeField("au repos jusqu’au", null=True)
    stopped_at = models.DateTimeField("arrêté le", null=True)
    reason = models.CharField("raison", max_length=300, blank=True)

    class Meta:
        verbose_name = "serveur de messagerie"
        verbose_name_plural = "serveur de messagerie"
        default_permissions = ()

    def __str__(self):
        return "serveur de messagerie"

    @classmethod
    def current(cls):
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @classmethod
    def locked(cls):
        """The row, held until the end of the transaction."""
        cls.objects.bulk_create([cls(pk=1)], ignore_conflicts=True)
        return cls.objects.select_for_update().get(pk=1)

    @property
    def is_resting(self):
        return self.pause_until is not None and timezone.now() < self.pause_until

    @property
    def is_open(self):
        return self.stopped_at is None and not self.is_resting

    @classmethod
    def rest(cls, reason, jitter):
        """Leave the server alone for a while; nobody's message is counted as tried."""
        with transaction.atomic():
            relay = cls.locked()
            if relay.is_resting:  # another worker met the same trouble
                return
            pause = cls.RESTS[min(relay.troubles, len(cls.RESTS) - 1)]
            relay.troubles = min(relay.troubles + 1, 1000)
            relay.pause_until = timezone.now() + pause * jitter
            relay.reason = reason[:300]
            relay.save()

    @classmethod
    def stop(cls, reason):
        """Send nothing more until somebody says so: the next messages would be refused as well."""
        with transaction.atomic():
            relay = cls.locked()
            relay.stopped_at = relay.stopped_at or timezone.now()
            relay.reason = reason[:300]
            relay.save()

    @classmethod
    def take_heart(cls):
        """The server took a message: the next rest will be a short one again."""
        cls.objects.filter(pk=1, troubles__gt=0).update(troubles=0, pause_until=None)

    @classmethod
    def resume(cls):
        """Somebody mended what was wrong; False when nothing was stopped or resting."""
        halted = models.Q(stopped_at__isnull=False) | models.Q(pause_until__isnull=False)
        return bool(
            cls.objects.filter(halted, pk=1).update(
                stopped_at=None, pause_until=None, troubles=0, reason=""
            )
        )
