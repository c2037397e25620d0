"""`flask patients copy`: one patient's copy into a file, for whoever has the server's shell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click
from flask.cli import with_appcontext

from app.cli.destination import destination
from app.cli.failures import told
from app.cli.record_id import RECORD_ID
from app.copies.formats import FORMATS
from app.copies.making import make
from app.records.copy_reasons import COPY_REASONS
from app.services import current

if TYPE_CHECKING:
    from uuid import UUID

_ACTOR: Final = "operator"


@click.command("copy")
@click.argument("patient_id", type=RECORD_ID, metavar="ID")
@click.option("--to", "target", required=True, metavar="FILE|-", help="A new file; `-` is standard output.")
@click.option("--format", "kind", type=click.Choice(sorted(FORMATS)), default="json", show_default=True)
@click.option(
    "--reason", type=click.Choice(sorted(COPY_REASONS)), default="access", show_default=True, help="Why."
)
@click.option("--force", is_flag=True, help="Replace FILE.")
@with_appcontext
def copy_patient(patient_id: UUID, target: str, kind: str, reason: str, force: bool) -> None:
    """Write everything that is kept about one patient to a file, 0600, that is there only when it is whole."""
    services = current()
    with told(), destination(target, force=force) as file:
        with services.store.begin() as unit:
            content = make(unit, patient_id, kind, reason, _ACTOR, services.clock())
        if content is None:
            raise click.ClickException("There is no record of this id.")
        file.write(content)
    click.echo(f"Written: {len(content):,} bytes.", err=True)
    click.echo("Whoever has the copy can read it. Delete it once the patient has it.", err=True)
