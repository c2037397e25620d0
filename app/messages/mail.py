"""Submit mail to the clinic's server (RFC 6409), over TLS."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.config import MailServer
from app.observe import spans
from app.store.work.jobs import Delayed, Hopeless

_TIMEOUT: Final = 20.0
_FOR_GOOD: Final = 500
"""Replies of SMTP from here on are permanent (RFC 5321, section 4.2.1)."""
UNREACHABLE: Final = "mail_unreachable"
REFUSED: Final = "mail_refused"
LOGIN_REFUSED: Final = "mail_login_refused"
NO_TLS: Final = "mail_without_tls"
ERRORS: Final[Mapping[str, str]] = {
    UNREACHABLE: _("the mail server could not be reached, or was busy; we’ll retry automatically"),
    LOGIN_REFUSED: _("the mail server does not accept the user and password in SMTP_URL"),
    REFUSED: _("the mail server refused the message; check the address, and the sender in SMTP_URL"),
    NO_TLS: _(
        "the mail server has no encryption that could be verified; check the name and port in SMTP_URL"
    ),
}
"""What the codes mean, for a job."""


def compose(  # noqa: PLR0917  (the parts of a message)
    server: MailServer,
    public_url: str,
    key: UUID,
    to: str,
    subject: str,
    body: str,
    at: datetime,
) -> EmailMessage:
    """Return a message to one address.

    Of several, a server may refuse some and take the message all the same. One that is sent a second time has the same
    Message-ID. No byte of it has eight bits, which not every server takes (RFC 6152).
    """
    host = urlsplit(public_url).hostname or "localhost"
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["Subject"] = subject
    message["From"] = server.sender or f"anteroom@{host}"
    message["To"] = to
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{key}@{host}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers to it
    message.set_content(body)
    return message


def send(server: MailServer, message: EmailMessage) -> None:
    """Submit a message.

    Raises:
        Delayed: the server cannot be reached, or does not take it now (a reply 4yz of RFC 5321).
        Hopeless: the server refuses the login, the message or its address, or has no TLS that can be verified.
    """
    with connected(server) as smtp:
        smtp.send_message(message)


@contextmanager
def connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """Connect, with TLS and the login that the server asks for.

    Raises:
        Delayed, Hopeless: as `send` does, also for what goes wrong within the block.
    """
    try:
        with spans.span("SMTP", {"server.address": server.host}), _opened(server) as smtp:
            if server.user:
                smtp.login(server.user, server.password.reveal())
            yield smtp
    except smtplib.SMTPAuthenticationError as error:
        raise _judged(error.smtp_code, LOGIN_REFUSED) from None
    except smtplib.SMTPResponseException as error:
        raise _judged(error.smtp_code, REFUSED) from None
    except smtplib.SMTPRecipientsRefused as error:
        raise _judged(max(code for code, _ in error.recipients.values()), REFUSED) from None
    except (ssl.SSLError, smtplib.SMTPNotSupportedError):
        raise Hopeless(NO_TLS) from None
    except (smtplib.SMTPException, OSError):  # its text may quote an address
        raise Delayed(UNREACHABLE) from None


def _opened(server: MailServer) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    if server.implicit_tls:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT, context=trusted)
    smtp = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT)
    if not server.is_here:
        smtp.starttls(context=trusted)
    return smtp


def _judged(code: int, reason: str) -> Delayed | Hopeless:
    return Hopeless(reason) if code >= _FOR_GOOD else Delayed(UNREACHABLE)
