"""`flask upgrade-check`: what an upgrade will do, and what to put right before."""

from __future__ import annotations

import sys
from typing import Final

import click
from flask.cli import with_appcontext

from app.checks.upgrade import findings
from app.cli.doctor import exit_code, tell, to_json, to_text
from app.cli.output import database_errors
from app.services import current
from app.store import StoreUnavailable
from app.web.feature import brought

_NO_FILE: Final = "no_database_file"
_LINK: Final = (
    "The database file is not there. This folder has to lead to the database that the old code runs on: put links to `.env` and "
    "`instance` of the old folder here, as in docs/upgrading.md."
)


@click.command("upgrade-check", short_help="Say what an upgrade will do.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@with_appcontext
def upgrade_check(as_json: bool) -> None:
    """Check, with this code, the database that the earlier version runs on.

    Nothing is changed. Exit status 1 when something is bad: then do not upgrade yet.
    """
    with database_errors():
        try:
            found = list(findings(current(), brought().jobs))
        except StoreUnavailable as error:
            if error.reason == _NO_FILE:  # the usual advice, to begin a new database, would be wrong here
                raise click.ClickException(_LINK) from None
            raise
    tell((to_json if as_json else to_text)(found))
    sys.exit(exit_code(found))
