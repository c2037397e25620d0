"""`flask db`: migrations."""

from __future__ import annotations

import secrets

import click
from flask.cli import AppGroup, with_appcontext

from app.checks import FLASK
from app.cli import dotenv
from app.cli.output import database_errors, undisturbed
from app.config.database_url import sign_ins, with_password
from app.services import current
from app.store import forgeries
from app.store.engine import schema
from app.store.engine.postgresql import change_own_password
from app.store.trail import audit
from app.store.trail.recorded import FORGED_REMOVED

# `flask db new-password`: another password for PostgreSQL, in the server and in `.env` at once.


@click.command("new-password")
@with_appcontext
def new_password() -> None:
    """Change the password of DATABASE_URL's user, without showing it.

    PostgreSQL and `.env` both get the new one, there for every address with which that user signs in.
    """
    settings = current().settings
    url = settings.database_url.reveal()
    if not sign_ins(url):
        raise click.ClickException("DATABASE_URL contains no password, so there is none to change.")
    given = {"DATABASE_URL": settings.database_url, "ERASURE_JOURNAL_URL": settings.journal_url}
    ours = {
        name: each.reveal()
        for name, each in given.items()
        if each and sign_ins(each.reveal()) & sign_ins(url)
    }
    for name in ours:
        dotenv.refuse_unless_it_names(name)
        dotenv.refuse_wrapped(name)
    password = secrets.token_urlsafe(32)
    changes = {name: with_password(each, password) for name, each in ours.items()}
    with (
        undisturbed(),
        dotenv.changing(changes),
        database_errors(),
    ):  # else PostgreSQL had a password that nobody knows
        change_own_password(current().store.engine, password)
    click.echo("PostgreSQL and .env have a new password. Restart Anteroom: it still uses the old one.")
    dotenv.tell_of_other_machines(*ours)


db = AppGroup("db", short_help="Migrate the database, or compare it with the code.")
db.add_command(new_password)


@db.command()
def upgrade() -> None:
    """Apply every migration that the database lacks."""
    store = current().store
    with database_errors():
        before = schema.upgrade(store.engine)
        store.prove_keys()
    after = schema.head()
    click.echo(
        f"The database is at {after}." if before == after else f"From {before or 'nothing'} to {after}."
    )


# Without `ignore_unknown_options` click takes -1 for an option.
@db.command(context_settings={"ignore_unknown_options": True})
@click.argument("revision")
@click.confirmation_option(prompt="Going back drops tables and what is in them. Is there a backup?")
def downgrade(revision: str) -> None:
    """Go back to REVISION (`base`: to nothing, `-1`: one step)."""
    engine = current().store.engine
    with database_errors():
        schema.downgrade(engine, revision)
        after = schema.current(engine)
    click.echo(f"The database is at {after or 'nothing'}.")


@db.command("remove-forged")
@click.confirmation_option(
    prompt="What flask doctor names as not written by Anteroom is put back or removed for good. Did you look at it?"
)
def remove_forged() -> None:
    """Restore rows that were changed by hand, and remove those that others wrote.

    Records and conversations are never removed. Staff cannot write to such a record, nor be in such a conversation.
    """
    services = current()
    with database_errors(), services.store.begin() as unit:
        removed = forgeries.remove(unit.db)
        for table, rows in removed.items():
            details = {"table": table, "rows": rows}
            audit.record(unit.db, "operator", FORGED_REMOVED, details=details, at=services.clock())
        stay = forgeries.found(unit.db)
    click.echo("\n".join(f"{table}: {rows} rows" for table, rows in removed.items()) or "There were none.")
    for table, left in stay.items():
        click.echo(f"{table}: {len(left)} rows stay, and give no access. To see them: {FLASK} doctor")


@db.command()
def check() -> None:
    """Check that the database has the newest migration and exactly its tables.

    Exit status 0 when it does.
    """
    engine = current().store.engine
    with database_errors():
        standing = schema.standing(engine)
        differences = schema.differences(engine) if standing is schema.Standing.OK else []
    if standing is schema.Standing.UNRELEASED:
        raise click.ClickException(schema.UNRELEASED)
    if standing in {schema.Standing.AHEAD, schema.Standing.NEWER}:
        raise click.ClickException(schema.NEWER)
    if standing is schema.Standing.PENDING:
        raise click.ClickException("Migrations are pending. Run: .venv/bin/flask --app wsgi db upgrade")
    if differences:
        raise click.ClickException(f"The database differs from the code: {'; '.join(differences)}.")
    click.echo(f"The database is at {schema.head()}, as the code expects.")
