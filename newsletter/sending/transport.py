"""One line to the mail server, kept open, that tells what became of each message.

Django's own SMTP backend opens the line (addresses, TLS and passwords are its business); the
conversation is ours, since `sendmail` does not say how far it went when it fails. Any other
backend of Django is used as it is.
"""

import smtplib
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend

from ..models import Refusal
from . import references
from .replies import CONTENT, RECIPIENT, SENDER, Fate, Outcome, judge

NO_SMTPUTF8 = "Le serveur ne sait pas écrire à une adresse accentuée."


@dataclass(frozen=True)
class Parcel:
    """A message with all that SMTP asks of it, made before anybody is called."""

    recipient: str
    wire: bytes


def on_the_wire(mail):
    """As DATA takes it: CRLF, dots doubled at the beginning of lines, the final dot."""
    data = mail.message().as_bytes(linesep="\r\n")
    if not data.endswith(b"\r\n"):
        data += b"\r\n"
    if b"\r\n." in data:
        data = data.replace(b"\r\n.", b"\r\n..")
    return data + b".\r\n"


class CannotOpenError(Exception):
    """No line to the server. `is_final`: it will not mend by waiting (password, TLS)."""

    def __init__(self, reason, is_final=False):
        super().__init__(reason)
        self.is_final = is_final


def make_transport():
    backend = get_connection()
    return SmtpLine(backend) if isinstance(backend, EmailBackend) else AnyBackend(backend)


def return_path():
    """Where servers report what they could not deliver."""
    return settings.NEWSLETTER_BOUNCES or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


class SmtpLine:
    """SMTP, one connection for as long as the server keeps it."""

    def __init__(self, backend):
        self.backend = backend
        self.sender = return_path()
        self.is_clean = True  # no message was left half-way on this line
        self.is_new = True  # none was sent over it yet
        self.is_hailed = False  # MAIL was said, its answer not read

    def wrap(self, mail):
        return Parcel(mail.to[0], on_the_wire(mail))

    @property
    def smtp(self):
        return self.backend.connection

    def open(self):
        if self.smtp is not None:
            return
        try:
            self.backend.open()
            self.smtp.ehlo_or_helo_if_needed()
            self.is_clean = self.is_new = True
        except smtplib.SMTPAuthenticationError as error:
            self.drop()
            raise CannotOpenError(said(error), is_final=500 <= error.smtp_code < 600) from error
        except smtplib.SMTPNotSupportedError as error:  # no STARTTLS, no AUTH
            self.drop()
            raise CannotOpenError(str(error), is_final=True) from error
        except smtplib.SMTPResponseException as error:
            self.drop()
            raise CannotOpenError(said(error)) from error
        except OSError as error:  # smtplib's other errors are OSErrors too
            self.drop()
            raise CannotOpenError(f"{type(error).__name__}: {error}") from error

    def close(self):
        """Say goodbye; a server that does not answer is left."""
        try:
            if self.smtp is not None:
                self.smtp.quit()
        except OSError:
            pass
        finally:
            self.drop()

    def drop(self):
        if self.smtp is not None:
            self.smtp.close()
            self.backend.connection = None
        self.is_hailed = False

    def hail(self, parcel):
        """Say MAIL ahead: the server answers while we write to the database.

        It commits nobody: a message may still not follow. What goes wrong is found by `send`.
        """
        ready = self.smtp is not None and self.is_clean and not self.is_hailed
        if not ready or not parcel.recipient.isascii():
            return
        try:
            self.smtp.putcmd("MAIL", f"FROM:{smtplib.quoteaddr(self.sender)}")
            self.is_hailed = True
        except OSError:
            self.drop()

    def send(self, parcel, meanwhile=lambda: None):
        """Send one message, over a new line if the server closed the former while we were idle."""
        try:
            self.open()
            if not self.still_there():
                self.drop()
                self.open()
            outcome = self.converse(parcel, meanwhile)
        except CannotOpenError as error:
            fate = Fate.OURS if error.is_final else Fate.LATER
            return Outcome(fate, str(error), is_trouble=True)
        if outcome.is_trouble:
            self.drop()
        return outcome

    def still_there(self):
        """Whether the server still listens: asked only when something was left half-way, since
        the first word of the next message asks it otherwise."""
        if self.is_clean:
            return True
        try:
            self.is_clean = self.smtp.rset()[0] == 250
        except OSError:
            return False
        return self.is_clean

    def converse(self, parcel, meanwhile):
        if not parcel.recipient.isascii() and not self.smtp.has_extn("smtputf8"):
            return Outcome(Fate.REFUSED, NO_SMTPUTF8, refusal=Refusal.POLICY)
        try:
            if early := self.envelope(parcel):
                return early
        except OSError as error:  # cut before the text of the message: surely not sent
            return Outcome(Fate.LATER, f"{type(error).__name__}: {error}", is_trouble=True)
        meanwhile()  # taking the text keeps the server busy for a moment
        try:
            code, text = self.smtp.getreply()
        except OSError as error:  # cut after it: nobody knows
            return Outcome(Fate.UNKNOWN, f"{type(error).__name__}: {error}", is_trouble=True)
        self.is_clean, self.is_new = True, False  # the server starts afresh after its answer
        return judge(code, decoded(text), CONTENT)

    def envelope(self, parcel):
        """Everything up to the final dot; the outcome when the server stopped us before."""
        options = [] if parcel.recipient.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
        code, text = self.first_word(options)
        smtp, self.is_clean = self.smtp, False
        if code != 250:
            return judge(code, decoded(text), SENDER)
        code, text = smtp.rcpt(parcel.recipient)
        if code not in (250, 251):
            return judge(code, decoded(text), RECIPIENT)
        code, text = smtp.docmd("DATA")
        if code != 354:
            return judge(code if code >= 400 else 451, decoded(text), CONTENT)
        # If this raises, the final dot did not leave, and the server may not deliver (RFC 5321).
        smtp.send(parcel.wire)
        return None

    def first_word(self, options):
        """MAIL FROM. A line closed while we were idle is opened again: nothing is lost by it."""
        try:
            code, text = self.hailed(options) or self.smtp.mail(self.sender, options)
        except smtplib.SMTPServerDisconnected:
            code, text = 421, b""
        if code != 421 or self.is_new:
            return code, text
        self.drop()
        self.open()
        return self.smtp.mail(self.sender, options)

    def hailed(self, options):
        """The answer to the MAIL said ahead; None when it must be said, or said otherwise."""
        if not self.is_hailed:
            return None
        self.is_hailed = False
        answer = self.smtp.getreply()
        if answer[0] == 250 and options:  # it was said without them
            self.smtp.rset()
            return None
        return answer


class AnyBackend:
    """A backend of Django that is not SMTP: files, the console, a provider's interface."""

    def __init__(self, backend):
        self.backend = backend
        self.is_open = False

    def open(self):
        if self.is_open:
            return
        try:
            self.backend.open()
            self.is_open = True
        except OSError as error:
            raise CannotOpenError(f"{type(error).__name__}: {error}") from error

    def close(self):
        if self.is_open:
            self.is_open = False
            self.backend.close()

    def wrap(self, mail):
        # What providers give back with each event; other backends do not look at it.
        mail.metadata = {"envoi": mail.extra_headers[references.HEADER]}
        return mail

    def hail(self, mail):
        """Nothing can be said ahead."""

    def send(self, mail, meanwhile=None):
        try:
            count = self.backend.send_messages([mail])
        except Exception as error:  # each provider has its own; what it proves is read below
            return outcome_of(error)
        if count:
            return Outcome(Fate.SENT, provider_s_answer(mail))
        return Outcome(Fate.UNKNOWN, "rien n’a été envoyé, sans raison", is_trouble=True)


def outcome_of(error):
    """What a provider's failure proves. An HTTP status of refusal is one; in doubt, doubt."""
    answer = f"{type(error).__name__}: {error}"
    status = getattr(error, "status_code", None)
    if type(error).__name__ == "AnymailRecipientsRefused":
        return Outcome(Fate.REFUSED, answer, refusal=Refusal.POLICY)
    if isinstance(error, ConnectionRefusedError) or status in (408, 425, 429, 503):
        return Outcome(Fate.LATER, answer, is_trouble=True)
    if status in (401, 402, 403, 404):
        return Outcome(Fate.OURS, answer)
    if status is not None and 400 <= status < 500:
        return Outcome(Fate.REFUSED, answer, refusal=Refusal.POLICY)
    return Outcome(Fate.UNKNOWN, answer, is_trouble=True)


def provider_s_answer(mail):
    """What a provider told of the message that it took (django-anymail), or nothing."""
    status = getattr(mail, "anymail_status", None)
    return f"accepté : {status.message_id}" if status else ""


def decoded(text):
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)


def said(error):
    return f"{error.smtp_code} {decoded(error.smtp_error)}"
