"""`flask alert`, and `python -m app.cli.alert`: an e-mail about a failed unit.

Whatever made the unit fail may be what this would need. So it needs two settings, ALERT_EMAIL_TO and SMTP_URL, and
neither the others nor the app nor the database.
"""

from __future__ import annotations

import fcntl
import os
import platform
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import click

from app.cli import account
from app.config import ROOT, ConfigurationError, environment
from app.config.alerts import MailServer, read_mail_alone
from app.messages import mail
from app.store.work.jobs import Delayed, Hopeless

_UNIT: Final = re.compile(r"[A-Za-z0-9:_.@\\-]{1,256}")
"""What systemd.unit(5) allows in a name."""
_PAUSE: Final = 15 * 60
"""Seconds. A unit that is started again and again fails again and again."""


@click.command
@click.argument("unit")
def alert(unit: str) -> None:
    """Mail that a unit of systemd failed.

    ALERT_EMAIL_TO gets one mail in 15 minutes. deploy/failure.sh calls this.
    """
    if not _UNIT.fullmatch(unit):
        raise click.ClickException("This is not the name of a systemd unit.")
    environ = environment.what_can_be_read(ROOT)
    try:
        settings = read_mail_alone(environ)
    except ConfigurationError as error:
        raise click.ClickException(" ".join(error.problems)) from None
    if settings.mail is None:
        click.echo("ALERT_EMAIL_TO is not set, so nobody gets an e-mail.", err=True)
        return
    with _once(ROOT / "instance", unit) as is_time:
        if is_time:
            _send(settings.mail, settings.email_to, unit, _address(environ.get("PUBLIC_URL", "")))
        else:
            click.echo(f"{unit} was mailed about within the last 15 minutes, so no other e-mail is sent.")


@contextmanager
def _once(folder: Path, unit: str) -> Iterator[bool]:
    """Yield whether it is time for another mail.

    The time of a file is when the last one was sent: when a block ended well. Without a place for the file every
    failure is told.
    """
    path = folder / f"alerted-{sha256(unit.encode()).hexdigest()[:16]}"
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError:
        yield True
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX)  # of two at one moment the second one waits, and sends nothing
        found = os.fstat(file)
        is_time = not found.st_size or abs(time.time() - found.st_mtime) >= _PAUSE
        yield is_time
        if is_time:
            with suppress(OSError):  # a full disk: then the next failure is told, too
                os.pwrite(file, b"1", 0)
    finally:
        os.close(file)


def _address(public_url: str) -> str:
    """Return our public address, or nothing if it cannot be told."""
    try:
        return public_url if urlsplit(public_url).hostname else ""
    except ValueError:
        return ""


def _send(server: MailServer, to: tuple[str, ...], unit: str, public_url: str) -> None:
    """Mail each address by itself, since a server may refuse one of them.

    Raises:
        ClickException: nobody got it.
    """
    host = platform.node()
    serves = f", which serves {public_url}" if public_url else ""
    subject = f"Anteroom: {unit} has failed on {host}"
    body = (
        f"{unit} has failed on {host}{serves}.\n\n"
        f"What it said:\n    journalctl -u {unit} --since -1h\n"
        "What to do: docs/two-in-the-morning.md\n"
    )
    failed = []
    for place, address in enumerate(to, 1):
        try:
            message = mail.compose(server, public_url, uuid4(), address, subject, body, datetime.now(UTC))
            mail.send(server, message)
        except (Delayed, Hopeless) as failure:
            failed.append(f"address {place} of ALERT_EMAIL_TO: {failure.code}")
    if len(failed) == len(to):
        raise click.ClickException(f"The e-mail was not sent: {'; '.join(failed)}.")
    if failed:
        click.echo(f"Not sent to {'; '.join(failed)}.", err=True)


if __name__ == "__main__":
    environment.keep_private()
    account.step_down(ROOT / "instance", for_good=True)
    alert()
