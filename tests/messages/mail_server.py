"""A real SMTP server for tests, on loopback."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from threading import Thread
from typing import TYPE_CHECKING

from aiosmtpd.smtp import SMTP, AuthResult, Session

if TYPE_CHECKING:
    from email.message import EmailMessage

    from aiosmtpd.smtp import Envelope, LoginPassword

USER, PASSWORD = "anteroom", "correct horse"
logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd's: its thread logs between tests, too


@dataclass
class MailBox:
    """What the server took, and how it answers."""

    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answer: str = "250 OK"
    refuses: dict[str, str] = field(default_factory=dict)
    """Address -> what it is answered in place of 250."""
    port: int = 0

    @property
    def url(self) -> str:
        """Return what SMTP_URL would be."""
        return f"smtp://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self.port}"

    def got(self, address: str) -> list[EmailMessage]:
        """Return what came for one address."""
        return [message for message, to in zip(self.received, self.recipients, strict=True) if address in to]

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take an address, or refuse it alone."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Accept a message from a client that has logged in, or refuse it with `answer`."""
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        if not envelope.content.isascii():  # type: ignore[union-attr]
            return "554 5.6.3 This server takes no 8-bit bodies"
        if self.answer.startswith("250"):
            self.received.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
            self.recipients.append(envelope.rcpt_tos)
        return self.answer


def _admits(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: LoginPassword
) -> AuthResult:
    known = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


@contextmanager
def mail_server() -> Iterator[MailBox]:
    """Run a server that demands a login, until the block ends."""
    box, loop = MailBox(), asyncio.new_event_loop()

    def protocol() -> SMTP:
        return SMTP(box, authenticator=_admits, auth_require_tls=False, loop=loop)

    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        # In its own thread: in this one a browser's loop may be running.
        starting = asyncio.run_coroutine_threadsafe(loop.create_server(protocol, "127.0.0.1", 0), loop)
        listening = starting.result()
        box.port = listening.sockets[0].getsockname()[1]
        yield box
        loop.call_soon_threadsafe(listening.close)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
