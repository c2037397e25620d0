"""`flask db`: migrations."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.cli.db_password import new_password
from app.cli.failures import told
from app.services import current
from app.store import schema

db = AppGroup("db", short_help="Bring the database up to date, back, or compare it.")
db.add_command(new_password)


@db.command()
def upgrade() -> None:
    """Apply every migration that the database has not had."""
    store = current().store
    with told():
        before = schema.upgrade(store.engine)
        store.prove_keys()
        store.settle_flags()
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
    with told():
        schema.downgrade(engine, revision)
        after = schema.current(engine)
    click.echo(f"The database is at {after or 'nothing'}.")


@db.command()
def check() -> None:
    """Exit 0 when the database is at the newest migration and has exactly the tables the code expects."""
    engine = current().store.engine
    with told():
        standing = schema.standing(engine)
        differences = schema.differences(engine) if standing is schema.Standing.OK else []
    if standing is schema.Standing.NEWER:
        raise click.ClickException(schema.NEWER)
    if standing is schema.Standing.PENDING:
        raise click.ClickException("Migrations are pending. Run: .venv/bin/flask --app wsgi db upgrade")
    if differences:
        raise click.ClickException(f"The database differs from the code: {'; '.join(differences)}.")
    click.echo(f"The database is at {schema.head()}, as the code expects.")
