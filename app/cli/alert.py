"""`flask alert`: an e-mail about a failed unit, sent without the database."""

from __future__ import annotations

import platform
import re
from typing import Final
from uuid import uuid4

import click
from flask.cli import with_appcontext

from app.messages import mail
from app.services import current
from app.store import Delayed, Hopeless

_UNIT: Final = re.compile(r"[A-Za-z0-9:_.@\\-]{1,256}")
"""What systemd.unit(5) allows in a name."""


@click.command
@click.argument("unit")
@with_appcontext
def alert(unit: str) -> None:
    """Mail ALERT_EMAIL_TO that a systemd unit failed.

    deploy/failure.sh calls this. No job and no database is needed, because they may be what has failed.
    """
    if not _UNIT.fullmatch(unit):
        raise click.ClickException("This is not the name of a systemd unit.")
    services = current()
    settings = services.settings
    if settings.alerts.mail is None:
        click.echo("ALERT_EMAIL_TO is not set, so nobody gets an e-mail.", err=True)
        return
    host = platform.node()
    message = mail.compose(
        settings.alerts.mail,
        settings.public_url,
        uuid4(),
        settings.alerts.email_to,
        f"Anteroom: {unit} has failed on {host}",
        f"{unit} has failed on {host}, which serves {settings.public_url}.\n\n"
        f"What it said:\n    journalctl -u {unit} --since -1h\n",
        services.clock(),
    )
    try:
        mail.send(settings.alerts.mail, message)
    except (Delayed, Hopeless) as failure:
        raise click.ClickException(f"The e-mail was not sent: {failure.code}.") from None
