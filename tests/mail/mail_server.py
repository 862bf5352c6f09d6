"""A real SMTP server on this machine, whose answers a test chooses."""

import contextlib
import socket

from aiosmtpd.controller import Controller
from django.test import override_settings


class Handler:
    def __init__(self):
        self.received, self.answers = [], {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        answer = self.answers.get("data", "250 OK")
        if answer.startswith("250"):
            self.received.append((envelope.rcpt_tos[0], envelope.content))
        return answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def speaking_to(port):
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_TIMEOUT=5,
        EMAIL_PER_MINUTE=0,
    )


@contextlib.contextmanager
def mail_server():
    """The handler of a server that the site writes to within this context."""
    handler = Handler()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with speaking_to(controller.port):
            yield handler
    finally:
        controller.stop()
