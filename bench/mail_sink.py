"""A mail server that takes everything and keeps nothing, in a process of its own.

`aiosmtpd` is a whole server, in Python; `bare` only says what the protocol asks, so that it weighs
as little as a server can: what is ours shows the more.

    python -m bench.mail_sink aiosmtpd|bare     prints its port, then serves until it is killed
"""

import asyncio
import sys


class TakesAll:
    async def handle_DATA(self, server, session, envelope):
        return "250 2.0.0 Ok"


class Bare(asyncio.Protocol):
    """Answers each line, and the final dot of each message."""

    ANSWERS = {b"DATA": b"354 Go on", b"QUIT": b"221 Bye"}

    def connection_made(self, transport):
        self.transport, self.buffer, self.is_text = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data):
        self.buffer += data
        while self.take_text() if self.is_text else self.take_line():
            pass

    def take_text(self):
        end = self.buffer.find(b"\r\n.\r\n")
        if end < 0:
            return False
        self.buffer, self.is_text = self.buffer[end + 5 :], False
        self.transport.write(b"250 2.0.0 Ok\r\n")
        return True

    def take_line(self):
        line, found, rest = self.buffer.partition(b"\r\n")
        if not found:
            return False
        self.buffer, self.is_text = rest, line.upper() == b"DATA"
        self.transport.write(self.ANSWERS.get(line.upper(), b"250 Ok") + b"\r\n")
        return True


async def serve(kind):
    loop = asyncio.get_running_loop()
    if kind == "bare":
        factory = Bare
    else:
        from aiosmtpd.smtp import SMTP

        def factory():
            return SMTP(TakesAll(), enable_SMTPUTF8=True, loop=loop)

    server = await loop.create_server(factory, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
