"""A connection to the mail server, kept open, that tells what became of each message.

Django's own SMTP backend opens it (addresses, TLS and passwords are its business); we give each
message to `smtplib` step by step, since `sendmail` does not say how far it went when it fails. Any
other backend of Django is used as it is.
"""

import smtplib
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from .message import Message, domain_address
from .models import Refusal
from .replies import (
    CONTENT,
    RECIPIENT,
    SENDER,
    SendResult,
    SendStatus,
    judge,
)

NO_SMTPUTF8 = "Le serveur ne sait pas écrire à une adresse accentuée."


class CannotConnectError(Exception):
    """No connection to the server. `is_final`: waiting mends nothing (password, TLS)."""

    def __init__(self, reason: str, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


def make_connection() -> "SmtpConnection | AnyBackend":
    backend = get_connection()
    return SmtpConnection(backend) if isinstance(backend, EmailBackend) else AnyBackend(backend)


class SmtpConnection:
    """SMTP, one connection for as long as the server keeps it."""

    def __init__(self, backend: EmailBackend) -> None:
        self.backend = backend
        # Where servers report what they could not deliver.
        self.return_path = settings.EMAIL_BOUNCES or domain_address()
        self.has_sent = False

    @property
    def smtp(self) -> Any:
        return self.backend.connection

    def open(self) -> None:
        """Raises CannotConnectError."""
        if self.smtp is not None:
            return
        try:
            self.backend.open()
            smtp: Any = self.smtp  # there now
            smtp.ehlo_or_helo_if_needed()
            self.has_sent = False
        except OSError as error:  # those of smtplib are too
            self.drop()
            code = getattr(error, "smtp_code", 0)
            is_login = isinstance(error, smtplib.SMTPAuthenticationError) and code >= 500
            is_missing = isinstance(error, smtplib.SMTPNotSupportedError)  # STARTTLS, AUTH
            raise CannotConnectError(described(error), is_login or is_missing) from error

    def close(self) -> None:
        """Say goodbye; a server that does not answer is left."""
        if self.smtp is not None:
            with suppress(OSError):
                self.smtp.quit()
            self.drop()

    def drop(self) -> None:
        if self.smtp is not None:
            self.smtp.close()
            self.backend.connection = None

    def send(self, message: Message) -> SendResult:
        """What became of a message. Raises ValueError when its address cannot be written."""
        recipient, content = message.to[0], message.message().as_bytes(linesep="\r\n")
        try:
            self.open()
            result = self.converse(recipient, content)
        except CannotConnectError as error:
            status = SendStatus.BLOCKED if error.is_final else SendStatus.RETRY
            result = SendResult(status, str(error), is_trouble=True)
        except OSError as error:  # cut before the content: surely not sent
            result = SendResult(SendStatus.RETRY, described(error), is_trouble=True)
        if result.is_trouble:
            self.drop()
        return result

    def converse(self, recipient: str, content: bytes) -> SendResult:
        options = ["BODY=8BITMIME"] if self.smtp.has_extn("8bitmime") else []
        if not recipient.isascii():
            if not self.smtp.has_extn("smtputf8"):
                return SendResult(SendStatus.REFUSED, NO_SMTPUTF8, Refusal.POLICY)
            options.append("SMTPUTF8")
        text: bytes | str
        stage, (code, text) = SENDER, self.mail_from(options)
        if code == 250:
            stage, (code, text) = RECIPIENT, self.smtp.rcpt(recipient)
        if stage == RECIPIENT and code in (250, 251):
            stage = CONTENT
            try:
                code, text = self.smtp.data(content)
            except smtplib.SMTPDataError as error:  # refused before the content
                code, text = max(error.smtp_code, 451), error.smtp_error
            except OSError as error:  # cut before the answer: nobody knows
                return SendResult(SendStatus.UNKNOWN, described(error), is_trouble=True)
            self.has_sent = True
        if code != 250:
            with suppress(OSError):
                self.smtp.rset()
        return judge(code, decoded(text), stage)

    def mail_from(self, options: list[str]) -> tuple[int, bytes]:
        """MAIL FROM; a connection that the server closed after some messages is opened again."""
        try:
            code, text = self.smtp.mail(self.return_path, options)
        except smtplib.SMTPServerDisconnected:
            code, text = 421, b""
        if code != 421 or not self.has_sent:
            return code, text
        self.drop()
        self.open()
        return self.smtp.mail(self.return_path, options)


class AnyBackend:
    """A backend of Django that is not SMTP: files, the console, a provider's interface."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self.backend = backend

    def open(self) -> None:
        """Does nothing once it is open. Raises CannotConnectError."""
        try:
            self.backend.open()
        except OSError as error:
            raise CannotConnectError(described(error)) from error

    def close(self) -> None:
        self.backend.close()

    def send(self, message: Message) -> SendResult:
        try:
            count = self.backend.send_messages([message])
        except ValueError:  # the address cannot be written
            raise
        except Exception as error:  # each provider has its own; what it proves is read below
            return result_of(error)
        if not count:
            return SendResult(
                SendStatus.UNKNOWN, "rien n’a été envoyé, sans raison", is_trouble=True
            )
        status = getattr(message, "anymail_status", None)
        return SendResult(SendStatus.SENT, f"accepté : {status.message_id}" if status else "")


def result_of(error: Exception) -> SendResult:
    """What a provider's failure proves. An HTTP status of refusal is one; in doubt, doubt."""
    answer, status = described(error), getattr(error, "status_code", None)
    if type(error).__name__ == "AnymailRecipientsRefused":
        return SendResult(SendStatus.REFUSED, answer, Refusal.POLICY)
    if isinstance(error, ConnectionRefusedError) or status in (408, 425, 429, 503):
        return SendResult(SendStatus.RETRY, answer, is_trouble=True)
    if status in (401, 402, 403, 404):
        return SendResult(SendStatus.BLOCKED, answer)
    if status is not None and 400 <= status < 500:
        return SendResult(SendStatus.REFUSED, answer, Refusal.POLICY)
    return SendResult(SendStatus.UNKNOWN, answer, is_trouble=True)


def decoded(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)


def described(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {decoded(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"
