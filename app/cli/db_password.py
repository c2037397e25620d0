"""`flask db new-password`: another password for PostgreSQL, in the server and in `.env` at once."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit, urlunsplit

import click
from flask.cli import with_appcontext

from app.cli import dotenv
from app.cli.endings import undisturbed
from app.cli.failures import told
from app.services import current
from app.store.own_password import change_own_password


@click.command("new-password")
@with_appcontext
def new_password() -> None:
    """Make another password for DATABASE_URL's user, tell PostgreSQL, and put it into `.env`. It is not shown."""
    url = urlsplit(current().settings.database_url.reveal())
    if not url.password:
        raise click.ClickException("DATABASE_URL has no password in it: there is none to change.")
    dotenv.refuse_unless_it_names("DATABASE_URL")
    dotenv.refuse_wrapped("DATABASE_URL")
    password = secrets.token_urlsafe(32)
    user, _, host = url.netloc.rpartition("@")
    netloc = f"{user.partition(':')[0]}:{password}@{host}"
    changes = {"DATABASE_URL": urlunsplit(url._replace(netloc=netloc))}
    with undisturbed(), dotenv.changing(changes), told():  # else PostgreSQL had a password that nobody knows
        change_own_password(current().store.engine, password)
    click.echo("PostgreSQL and .env have another password. Start Anteroom again: it still has the old one.")
