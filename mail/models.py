"""The rows of the outbox, and the mail server as all workers see it."""

import logging
from datetime import timedelta
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

logger = logging.getLogger(__name__)


class Refusal(models.TextChoices):
    """What a refusal says of the address, and so whether to write there again."""

    ADDRESS = "adresse", "Adresse inconnue"
    MAILBOX = "boite", "Boîte pleine ou fermée"
    POLICY = "message", "Message refusé"
    DELAY = "delai", "Trois jours sans succès"


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def claimable(self) -> Self:
        """Those to send now that no worker holds; messages to one person before mailings."""
        now = timezone.now()
        return self.filter(
            Q(claimed_until__isnull=True) | Q(claimed_until__lte=now),
            Q(expires_at__isnull=True) | Q(expires_at__gt=now),
            state=OutgoingMail.State.WAITING,
            is_held=False,
            try_at__lte=now,
        ).order_by("mailing", "try_at", "pk")

    def abandoned(self) -> Self:
        """Those whose sending began and whose worker gave no sign for the time of its lease."""
        return self.filter(state=OutgoingMail.State.SENDING, claimed_until__lt=timezone.now())

    def give_up(self) -> None:
        """Forget what nobody took while it was worth sending."""
        if count := self.filter(expires_at__lte=timezone.now()).delete()[0]:
            logger.error("%d messages were never taken by the mail server and are given up", count)


class OutgoingMail(models.Model):
    """A message to one address: its sending, and what became of it.

    Either the row carries the message, and is erased once sent; or it belongs to a mailing, whose
    app writes the message when it leaves: then it holds no address, and stays for the counts.
    """

    class State(models.TextChoices):
        WAITING = "attente", "En attente"
        SENDING = "envoi", "En cours"
        SENT = "envoye", "Envoyé"
        REFUSED = "refuse", "Refusé"
        DOUBTFUL = "douteux", "Douteux"
        DROPPED = "annule", "Sans objet"  # there was nothing, or nobody, to write to any more

    # The name under which an app registered who writes these messages; empty: the row carries it.
    mailing = models.CharField("envoi groupé", max_length=20, blank=True)
    recipient = models.EmailField("destinataire", max_length=254, blank=True)
    subject = models.CharField("objet", max_length=200, blank=True)
    text = models.TextField("texte", blank=True)
    html = models.TextField("texte mis en forme", blank=True)
    reply_to = models.EmailField("répondre à", max_length=254, blank=True)
    expires_at = models.DateTimeField("sans objet après le", null=True, blank=True)

    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    is_held = models.BooleanField("retenu", default=False)
    # Counted when a sending begins: whoever ends it names the attempt that it was.
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    try_at = models.DateTimeField("prochain essai", default=timezone.now)
    worker = models.CharField("travailleur", max_length=80, blank=True)
    claimed_until = models.DateTimeField("réservé jusqu’au", null=True, blank=True)
    answer = models.CharField("réponse du serveur", max_length=200, blank=True)
    refusal = models.CharField("motif du refus", max_length=10, choices=Refusal, blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "message à envoyer"
        verbose_name_plural = "messages à envoyer"
        indexes = [models.Index(fields=["state", "mailing", "try_at"], name="mail_outgoing_queue")]

    def __str__(self) -> str:
        return f"message n° {self.pk}"  # no address: this is written in logs

    def hold_as_sent(self) -> bool:
        """Staff think that it arrived; False when its fate became known meanwhile."""
        return self._decide(state=self.State.SENT, sent_at=timezone.now())

    def send_again(self) -> bool:
        """Staff prefer a second message to none; False when its fate became known meanwhile."""
        return self._decide(state=self.State.WAITING, try_at=timezone.now())

    def _decide(self, **changes: Any) -> bool:
        doubtful = OutgoingMail.objects.filter(pk=self.pk, state=self.State.DOUBTFUL)
        return bool(doubtful.update(worker="", claimed_until=None, **changes))


def post(
    recipient: str,
    subject: str,
    text: str,
    html: str = "",
    *,
    lasts: timedelta = timedelta(days=2),
    reply_to: str = "",
) -> OutgoingMail:
    """Have a message sent; after `lasts` it is no longer worth sending. Call it in the transaction
    that makes it due."""
    now = timezone.now()
    return OutgoingMail.objects.create(
        recipient=recipient,
        subject=" ".join(subject.split()),
        text=text,
        html=html,
        reply_to=reply_to,
        try_at=now,
        expires_at=now + lasts,
    )


class MailServer(models.Model):
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

    def __str__(self) -> str:
        return "serveur de messagerie"

    @classmethod
    def current(cls) -> Self:
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @classmethod
    def locked(cls) -> Self:
        """The row, held until the end of the transaction."""
        cls.objects.bulk_create([cls(pk=1, next_slot_at=timezone.now())], ignore_conflicts=True)
        return cls.objects.select_for_update().get(pk=1)

    @property
    def is_resting(self) -> bool:
        return self.pause_until is not None and timezone.now() < self.pause_until

    @property
    def is_open(self) -> bool:
        return self.stopped_at is None and not self.is_resting

    @classmethod
    @transaction.atomic
    def rest(cls, reason: str, jitter: float) -> None:
        """Leave the server alone for a while; nobody's message is counted as tried."""
        server = cls.locked()
        if server.is_resting:  # another worker met the same trouble
            return
        pause = cls.RESTS[min(server.troubles, len(cls.RESTS) - 1)]
        server.troubles = min(server.troubles + 1, 1000)
        server.pause_until = timezone.now() + pause * jitter
        server.reason = reason[:300]
        server.save()

    @classmethod
    @transaction.atomic
    def stop(cls, reason: str) -> None:
        """Send nothing more until somebody says so: the next messages would be refused as well."""
        server = cls.locked()
        server.stopped_at = server.stopped_at or timezone.now()
        server.reason = reason[:300]
        server.save()

    @classmethod
    def reset_backoff(cls) -> None:
        """The server took a message: the next rest will be a short one again."""
        cls.objects.filter(pk=1, troubles__gt=0).update(troubles=0, pause_until=None)

    @classmethod
    def resume(cls) -> bool:
        """Somebody mended what was wrong; False when nothing was stopped or resting."""
        halted = Q(stopped_at__isnull=False) | Q(pause_until__isnull=False)
        return bool(
            cls.objects.filter(halted, pk=1).update(
                stopped_at=None, pause_until=None, troubles=0, reason=""
            )
        )
