"""`flask doctor`: is everything in order, why does it matter, and what mends it?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from app.cli.doctor import report
from app.cli.doctor.examination import examine
from app.services import current

if TYPE_CHECKING:
    from app.services import Services


@click.command
@click.option(
    "--json", "as_json", is_flag=True, help="For machines: a list of check, state, said, why, mend."
)
@click.option("--offline", is_flag=True, help="Leave out what goes over the network.")
@with_appcontext
def doctor(as_json: bool, offline: bool) -> None:
    """Check configuration, files, database, keys, the clock, the way in and what runs. Exit 1 when something is bad."""
    services: Services = current()
    findings = examine(services, offline=offline)
    if as_json:
        report.tell(report.as_json(findings))
    else:
        report.tell(report.as_text(findings))
        click.echo(
            f"\nFor Twilio's console, “When a message comes in”, POST:\n  {services.settings.public_url}/webhook"
        )
    sys.exit(report.exit_code(findings))
