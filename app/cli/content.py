"""`flask content`: the templates at Twilio, and their approval by WhatsApp."""

from __future__ import annotations

from typing import Final

import click
from flask.cli import AppGroup

from app.checks import FLASK
from app.cli.output import database_errors, twilio_errors
from app.messages.content import everything, push, refresh
from app.messages.templates import TEXT
from app.services import current
from app.store.messages import contents
from app.store.messages.contents import Content, State

_WORDS: Final = {
    State.NEW: "not at Twilio",
    State.UNSUBMITTED: "at Twilio, approval not requested",
    State.RECEIVED: "waiting for WhatsApp",
    State.PENDING: "waiting for WhatsApp",
    State.APPROVED: "approved",
    State.REJECTED: "rejected",
    State.PAUSED: "paused by WhatsApp",
    State.DISABLED: "disabled by WhatsApp",
    State.SESSION: "ready, needs no approval",
}
content = AppGroup("content", short_help="Send templates to Twilio for approval.")


@content.command("push")
def push_command() -> None:
    """Create each text that Twilio lacks, and ask for WhatsApp's approval.

    It may be run at any time, and again: nothing is created twice. A worker asks each hour what was decided.
    """
    services = current()
    with database_errors(), twilio_errors():
        made = push(services, "operator")
    click.echo(f"{made} new at Twilio." if made else "Twilio has every text already.")
    _list()


@content.command("status")
def status_command() -> None:
    """Ask Twilio how far each text is, and print it."""
    with database_errors(), twilio_errors():
        refresh(current())
    _list()


def _list() -> None:
    """Print each text of this release, and earlier ones that are still used."""
    ours = {each.digest for each in everything(current().settings.intake_mode)}
    with database_errors(), current().store.read() as unit:
        rows = contents.all_contents(unit.db)
        used = {each.sid for row in rows if (each := contents.approved(unit.db, row.name, row.language))}
    shown = [row for row in rows if row.digest in ours or row.sid in used]
    for row in shown:
        click.echo(_line(row, is_old=row.digest not in ours))
    if not shown:
        click.echo(f"Twilio has none of our texts. Run: {FLASK} content push", err=True)


def _line(row: Content, *, is_old: bool) -> str:
    said = _WORDS.get(row.state, row.state) + (f": {row.reason}" if row.reason else "")
    old = (
        ", an earlier text that is sent until the new one is approved" if is_old and row.kind == TEXT else ""
    )
    return f"{row.name:<16} {row.language:<3} {said}{old}"
