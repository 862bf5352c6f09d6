"""What the tests of the sending share: a real server, a worker, and the time that passes."""

from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from mail import worker as sending
from mail.models import MailServer as Server
from mail.models import OutgoingMail
from newsletter.models import Delivery
from publishing.clock import run_frequent_tasks

from .mail_server import MailServer

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class OutboxTestCase(TestCase):
    """Each test has its own mail server and its own worker."""

    server_options: dict = {}

    def setUp(self):
        self.server = self.enterContext(MailServer(**self.server_options))
        self.enterContext(
            self.settings(
                EMAIL_BACKEND=SMTP,
                EMAIL_HOST="127.0.0.1",
                EMAIL_PORT=self.server.port,
                EMAIL_TIMEOUT=2,
                EMAIL_PER_MINUTE=0,
                DEFAULT_FROM_EMAIL="lettre@exemple.fr",
            )
        )
        self.new_worker()

    def new_worker(self):
        """As another process would be: nothing in mind, no line open."""
        self.hang_up()
        self.addCleanup(self.hang_up)

    def hang_up(self):
        if sending.worker is not None:
            sending.worker.close()
            sending.worker = None

    def work(self):
        """What `manage.py work` does until nothing can be sent for the moment."""
        while run_frequent_tasks():
            pass

    def time_passes(self, **duration):
        """Every date of the outbox moves to the past: no clock is awaited."""
        ago = timedelta(**duration)
        for mail in OutgoingMail.objects.all():
            mail.try_at -= ago
            if mail.claimed_until:
                mail.claimed_until -= ago
            mail.save()
        server = Server.current()
        if server.pause_until:
            server.pause_until -= ago
            server.save()

    def mail_to(self, subscriber):
        return Delivery.objects.get(subscriber=subscriber).mail

    def state_of(self, subscriber):
        return self.mail_to(subscriber).state

    def minutes_before_next_try(self, subscriber):
        return (self.mail_to(subscriber).try_at - timezone.now()).total_seconds() / 60

    def retry_now(self):
        OutgoingMail.objects.filter(state="attente").update(try_at=timezone.now())
        self.work()
