"""`flask evidence`: the papers that auditors ask for."""

from __future__ import annotations

from itertools import groupby

import click
from flask import Flask, render_template
from flask.cli import with_appcontext
from markupsafe import Markup

from app.cli.audit_report import STYLES
from app.cli.output import database_errors, destination
from app.evidence.document import NO_ADVICE, first_capital, to_json, to_markdown
from app.evidence.facts import Facts, gather
from app.evidence.markup import to_html
from app.evidence.paper import Answer, Blank, Paper
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
@click.option("--html", metavar="FILE", help="Write a page in place of Markdown; - is standard output.")
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@with_appcontext
def evidence(paper: str, as_json: bool, html: str | None, force: bool) -> None:
    """Write PAPER to standard output, in English.

    Each answer is known to the software, or names the person who has to give it. It reads nothing that patients said.
    """
    with database_errors():
        facts = gather(current())
    if html:
        with destination(html, force=force) as file:
            file.write(to_page(PAPERS[paper], facts).encode())
    if as_json or not html:
        click.echo((to_json if as_json else to_markdown)(PAPERS[paper], facts), nl=as_json)


def to_page(paper: Paper, facts: Facts) -> str:
    """Return the paper as one file of HTML: it needs no script, and loads nothing."""
    answered = list(paper.answered(facts))
    bare = Flask("app.evidence", static_folder=None, template_folder=".")
    with bare.app_context():
        return render_template(
            "paper.html",
            styles=[path.read_text() for path in STYLES],
            paper=paper,
            clinic=facts.clinic.name,
            url=facts.settings.public_url,
            at=facts.now,
            version=facts.version,
            law=facts.law,
            production=facts.settings.production,
            no_advice=NO_ADVICE,
            sections=[
                (section, [(question, *_told(answer)) for _section, question, answer in questions])
                for section, questions in groupby(answered, key=lambda each: each[0])
            ],
            blanks=[
                (question, answer) for _section, question, answer in answered if isinstance(answer, Blank)
            ],
            count=len(answered),
        )


def _told(answer: Answer) -> tuple[str, str | Markup]:
    """Return who has to answer, if a person does, and the words."""
    return (first_capital(answer.who), answer.what) if isinstance(answer, Blank) else ("", to_html(answer))
