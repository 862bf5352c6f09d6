"""Messages to one person: written in the transaction that makes them due, sent by the worker.

A mail server that is down costs a visitor neither an error nor a wait, and no message is lost. Once
sent, or given up, nothing of it is kept.
"""

import datetime
import logging
import smtplib
import time

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import models
from django.db.models import Q
from django.utils import timezone

logger = logging.getLogger(__name__)

SECONDS_AT_ONCE = 1
# Longer than a server that answers each command at the last moment can hold one message.
LEASE = datetime.timedelta(minutes=5)
MINUTES_BEFORE_RETRIES = (1, 5, 15, 30, 60)  # then every hour
OUTAGE = datetime.timedelta(minutes=1)


class OutgoingMailQuerySet(models.QuerySet):
    def due(self):
        """Those to send now, that no worker is sending."""
        now = timezone.now()
        return self.filter(
            Q(claimed_until__isnull=True) | Q(claimed_until__lte=now),
            try_at__lte=now,
            give_up_at__gt=now,
        )

    def claim(self):
        """The next one due, reserved for this worker; None when nothing is due."""
        for pk in self.due().order_by("try_at", "pk").values_list("pk", flat=True)[:20]:
            until = timezone.now() + LEASE
            if self.due().filter(pk=pk).update(claimed_until=until):
                return self.get(pk=pk)
        return None


class OutgoingMail(models.Model):
    """A message that waits to be sent."""

    recipient = models.EmailField("destinataire", max_length=254)
    subject = models.CharField("objet", max_length=200)
    text = models.TextField("texte")
    html = models.TextField("texte mis en forme", blank=True)
    reply_to = models.EmailField("répondre à", max_length=254, blank=True)
    written_at = models.DateTimeField("écrit le", default=timezone.now)
    try_at = models.DateTimeField("prochain essai", default=timezone.now)
    give_up_at = models.DateTimeField("abandonner le")
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    claimed_until = models.DateTimeField("réservé jusqu’au", null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "message à envoyer"
        verbose_name_plural = "messages à envoyer"
        indexes = [models.Index(fields=["try_at"], name="publishing_outgoing_due")]

    def __str__(self):
        return f"message n° {self.pk}"  # no address: this is written in logs

    def message(self, connection=None):
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        headers = {
            # The same at each try: a mail program shows it once, even if it was received twice.
            "Message-ID": f"<{self.written_at:%Y%m%d%H%M%S%f}.{self.pk}@{domain}>",
            "Auto-Submitted": "auto-generated",
        }
        message = EmailMultiAlternatives(
            " ".join(self.subject.split()),
            self.text,
            to=[self.recipient],
            reply_to=[self.reply_to] if self.reply_to else None,
            headers=headers,
            connection=connection,
        )
        if self.html:
            message.attach_alternative(self.html, "text/html")
        return message

    def send(self, connection):
        """Send it and keep nothing; or keep it for later; or drop what no server will ever take."""
        try:
            self.message(connection).send()
        except (OSError, smtplib.SMTPException) as error:
            if is_final(error):
                logger.warning("%s refused for good: %s", self, type(error).__name__)
                self.delete()
            else:
                self.postpone(error)
        except ValueError as error:  # how Django and Python refuse a malformed address
            logger.warning("%s cannot be written: %s", self, type(error).__name__)
            self.delete()
        else:
            self.delete()

    def postpone(self, error):
        delays = MINUTES_BEFORE_RETRIES
        minutes = delays[min(self.attempts, len(delays) - 1)]
        self.attempts += 1
        self.try_at = timezone.now() + datetime.timedelta(minutes=minutes)
        self.claimed_until = None
        self.save(update_fields=["attempts", "try_at", "claimed_until"])
        logger.warning("%s not sent (try %d): %s", self, self.attempts, type(error).__name__)


def post(recipient, subject, text, html="", *, lasts=datetime.timedelta(days=2), reply_to=""):
    """Have a message sent; after `lasts` it is no longer worth sending. Call it in the transaction
    that makes it due."""
    now = timezone.now()
    return OutgoingMail.objects.create(
        recipient=recipient,
        subject=subject,
        text=text,
        html=html,
        reply_to=reply_to,
        written_at=now,
        try_at=now,
        give_up_at=now + lasts,
    )


def is_final(error):
    """Whether the server refuses this recipient for ever. Anything else may be our own fault, or
    pass: a refused sender, a full disk, a cut line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPNotSupportedError)


def send_waiting():
    """Send what is due for a second; return whether more is."""
    end = time.monotonic() + SECONDS_AT_ONCE
    mail = OutgoingMail.objects.claim()
    if mail is None:
        return False
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        OutgoingMail.objects.due().update(try_at=timezone.now() + OUTAGE)
        mail.postpone(error)
        return False
    try:
        while mail:
            mail.send(connection)
            if time.monotonic() > end:
                break
            mail = OutgoingMail.objects.claim()
    finally:
        connection.close()
    return OutgoingMail.objects.due().exists()


def give_up():
    """Forget what was not sent in time."""
    stale = OutgoingMail.objects.filter(give_up_at__lte=timezone.now())
    if count := stale.delete()[0]:
        logger.error("%d messages were never taken by the mail server and are given up", count)
