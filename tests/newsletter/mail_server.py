"""A real SMTP server on the loopback, that misbehaves on demand.

`behave(address, *acts)` says what it does at each next message to an address, then it behaves.
An act is an answer (« 451 4.7.1 Later »), given at RCPT unless `at_data`, or one of the cuts.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

CUT_BEFORE_TEXT = "the line is cut when the recipient is named"
CUT_DURING_TEXT = "the line is cut when the text is due"
CUT_AFTER_TEXT = "the message is taken, and the line is cut before the answer"
SILENT_BEFORE_TEXT = "no answer to the recipient's name, ever"
SILENT_AFTER_TEXT = "the message is taken, and no answer comes, ever"
CLOSING = "421 4.3.2 Closing"


@dataclass(frozen=True)
class Refused:
    """An answer given once the text was received."""

    answer: str


@dataclass
class MailServer:
    """Listens while it is entered; `received` holds what it took, in order."""

    received: list = field(default_factory=list)
    acts: dict = field(default_factory=lambda: defaultdict(list))
    sender_answer: str = ""
    everybody_answer: str = ""
    sessions: int = 0
    has_smtputf8: bool = True
    closes_after: int = 0  # messages: then the line is closed, politely, as after a time of rest

    handler: object = None

    def handled_by(self, handler):
        self.handler = handler
        return self

    def __enter__(self):
        self.controller = Listener(
            self.handler or Handler(self),
            hostname="127.0.0.1",
            port=0,
            enable_SMTPUTF8=self.has_smtputf8,
            mail_server=self,
        )
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()

    @property
    def port(self):
        return self.controller.server.sockets[0].getsockname()[1]

    def behave(self, address, *acts):
        self.acts[address] = list(acts)

    def act_for(self, address):
        return self.acts[address][0] if self.acts[address] else None

    def done(self, address):
        if self.acts[address]:
            self.acts[address].pop(0)

    @property
    def recipients(self):
        return [recipient for recipient, _ in self.received]

    def messages_to(self, address):
        return [
            message_from_bytes(content, policy=policy.default)
            for recipient, content in self.received
            if recipient == address
        ]


class Session(SMTP):
    """aiosmtpd's own, that cuts the line when the text is due."""

    def __init__(self, mail_server, *args, **options):
        super().__init__(*args, **options)
        self.mail_server = mail_server

    async def smtp_EHLO(self, hostname):
        self.mail_server.sessions += 1
        await super().smtp_EHLO(hostname)

    async def smtp_DATA(self, arg):
        for address in self.envelope.rcpt_tos:
            if self.mail_server.act_for(address) == CUT_DURING_TEXT:
                self.mail_server.done(address)
                await self.push("354 Go on")
                self.transport.abort()
                return
        await super().smtp_DATA(arg)


class Listener(Controller):
    def __init__(self, handler, mail_server, **options):
        self.mail_server = mail_server
        super().__init__(handler, **options)

    def factory(self):
        return Session(self.mail_server, self.handler, **self.SMTP_kwargs)

    def _trigger_server(self):
        """The port was chosen by the system: nothing to knock at before it is known."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Handler:
    def __init__(self, mail_server):
        self.mail_server = mail_server

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.mail_server.closes_after and len(self.mail_server.received) >= (
            self.mail_server.closes_after
        ):
            self.mail_server.closes_after = 0
            server.transport.close()
            return CLOSING
        if self.mail_server.sender_answer:
            return self.mail_server.sender_answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Sender accepted"

    async def handle_RCPT(self, server, session, envelope, address, options):
        act = self.mail_server.act_for(address)
        if act == CUT_BEFORE_TEXT:
            self.mail_server.done(address)
            server.transport.abort()
            return "451 never read"
        if act == SILENT_BEFORE_TEXT:
            self.mail_server.done(address)
            await asyncio.Event().wait()
        if isinstance(act, str) and act[0].isdigit():
            self.mail_server.done(address)
            return act
        if self.mail_server.everybody_answer:
            return self.mail_server.everybody_answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient accepted"

    async def handle_DATA(self, server, session, envelope):
        (address,) = envelope.rcpt_tos
        act = self.mail_server.act_for(address)
        self.mail_server.done(address)
        if isinstance(act, Refused):
            return act.answer
        self.mail_server.received.append((address, envelope.original_content))
        if act == CUT_AFTER_TEXT:
            server.transport.abort()
        elif act == SILENT_AFTER_TEXT:
            await asyncio.Event().wait()
        return f"250 2.0.0 Taken for <{address}>"
