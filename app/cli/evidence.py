"""`flask evidence`: the papers that auditors ask for."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.cli.output import database_errors
from app.evidence.document import to_json, to_markdown
from app.evidence.facts import gather
from app.evidence.papers import PAPERS
from app.services import current


@click.command(short_help="Write a paper for auditors from the settings as they are.")
@click.argument("paper", type=click.Choice(list(PAPERS)))
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print JSON: each question with its answer, or with who has to answer it.",
)
@with_appcontext
def evidence(paper: str, as_json: bool) -> None:
    """Write PAPER to standard output, in English.

    Each answer is known to the software, or names the person who has to give it. It reads nothing that patients said.
    """
    with database_errors():
        facts = gather(current())
    click.echo((to_json if as_json else to_markdown)(PAPERS[paper], facts), nl=as_json)
