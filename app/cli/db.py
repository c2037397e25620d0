"""`flask db`: migrations."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.services import current
from app.store import StoreUnavailable, schema

db = AppGroup("db", short_help="Bring the database up to date, back, or compare it.")


@db.command()
def upgrade() -> None:
    """Apply every migration that the database has not had."""
    engine = current().store.engine
    try:
        before = schema.current(engine)
        schema.upgrade(engine)
        current().store.prove_keys()
    except StoreUnavailable as error:
        raise _unreachable(error) from None
    after = schema.current(engine)
    click.echo(
        f"The database is at {after}." if before == after else f"From {before or 'nothing'} to {after}."
    )


@db.command()
@click.argument("revision")
@click.confirmation_option(prompt="Going back drops tables and what is in them. Is there a backup?")
def downgrade(revision: str) -> None:
    """Go back to REVISION (`base`: to nothing, `-1`: one step)."""
    engine = current().store.engine
    try:
        schema.downgrade(engine, revision)
    except StoreUnavailable as error:
        raise _unreachable(error) from None
    click.echo(f"The database is at {schema.current(engine) or 'nothing'}.")


@db.command()
def check() -> None:
    """Exit 0 when the database is at the newest migration and has exactly the tables the code expects."""
    engine = current().store.engine
    try:
        if schema.pending(engine):
            raise click.ClickException("Migrations are pending. Run: flask --app wsgi db upgrade")
        if differences := schema.differences(engine):
            raise click.ClickException(
                "The database differs from the code:\n" + "\n".join(map(str, differences))
            )
    except StoreUnavailable as error:
        raise _unreachable(error) from None
    click.echo(f"The database is at {schema.head()}, as the code expects.")


def _unreachable(error: StoreUnavailable) -> click.ClickException:
    return click.ClickException(f"The database cannot be used ({error.reason}). Check DATABASE_URL.")
