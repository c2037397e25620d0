"""`flask questions`: show, check, bring in, export and publish what is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

import click
from flask.cli import AppGroup

from app.cli.output import STDOUT, database_errors, destination, whose
from app.dashboard.questions.difference import changes, in_short, keys_of
from app.dashboard.questions.draft import Opened, keep, opened
from app.dashboard.questions.publish import put_in_force
from app.dashboard.questions.words import condition_of, kind_of, label_of
from app.fhir import imported
from app.fhir.imported import Imported, Refused
from app.fhir.questionnaire import Publication, encoded, questionnaire
from app.intake.definition import Definition, Item
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.lint.fault import WHATSAPP, Finding
from app.intake.model import Message, Submitted
from app.intake.progress import Progress
from app.intake.questionnaire import Questionnaire
from app.intake.sets import SETS, add_set
from app.records.findings import judged, told
from app.services import current
from app.store import Overtaken, Transaction
from app.web.clinic import clinic_in, zone_of

_ACTOR: Final = "operator"
_DRAFT: Final = click.option("--draft", is_flag=True, help="Take the draft, not what is asked now.")

questions = AppGroup(
    "questions", short_help="Show, check, bring in, export and publish what patients are asked."
)


@questions.command("show")
@_DRAFT
def show(draft: bool) -> None:
    """List what patients are asked, in order."""
    with database_errors(), current().store.read() as unit:
        at = opened(unit)
    asked = _chosen(at, draft)
    click.echo(_where(at, draft), err=True)
    for place, item in enumerate(asked.items, start=1):
        click.echo("\t".join((str(place), item.key, label_of(item), *_facts(asked, item))))


def _facts(asked: Definition, item: Item) -> Iterator[str]:
    yield kind_of(item)
    yield "about health" if item.about_health else "not about health"
    if item.asks and not item.required:
        yield "may be skipped"
    if item.only_if or item.visits:
        yield condition_of(asked, item)
    if item.is_off:
        yield "off"


@questions.command("lint")
@click.argument("source", metavar="[FILE|-]", required=False)
@_DRAFT
def lint(source: str | None, draft: bool) -> None:
    """Say what is wrong with what patients are asked, or with a FHIR Questionnaire.

    Ends with 1 if anything blocks publishing. Nothing is changed.
    """
    brought = _read(source) if source else None
    with database_errors(), current().store.read() as unit:
        at = opened(unit)
        asked = _onto(brought, at) if brought else _chosen(at, draft)
        found = _found(unit, at, asked)
    if brought:
        _tell_notes(brought)
    _tell(found)
    if any(finding.blocks for finding in found):
        raise click.exceptions.Exit(1)


@questions.command("sets")
def sets() -> None:
    """List the sets that are ready to be added."""
    for code, each in SETS.items():
        click.echo(f"{code}\t{each.title}\t{each.about}")


@questions.command("add")
@click.argument("name", metavar="SET", type=click.Choice(sorted(SETS)))
def add(name: str) -> None:
    """Add a set to the draft. Nothing is published."""
    _change(lambda at: add_set(at.definition, name))


@questions.command("import")
@click.argument("source", metavar="FILE|-")
def bring_in(source: str) -> None:
    """Read a FHIR Questionnaire into the draft. Nothing is published.

    What cannot be asked here is named, item by item.
    """
    brought = _read(source)
    _tell_notes(brought)
    _change(lambda at: _onto(brought, at))


@questions.command("export")
@click.argument("target", metavar="FILE|-")
@_DRAFT
@click.option("--force", is_flag=True, help="Replace FILE.")
def export(target: str, draft: bool, force: bool) -> None:
    """Write what patients are asked as a FHIR Questionnaire (R4B)."""
    services = current()
    with database_errors(), services.store.read() as unit:
        at, clinic = opened(unit), clinic_in(unit, services.settings.clinic)
    version = at.asked.version + draft
    published = Publication(services.settings.public_url, clinic.name, is_draft=draft)
    with destination(target, force=force) as file:
        file.write(encoded(questionnaire(Questionnaire(version, _chosen(at, draft)), published)))
    click.echo(f"Written: {_where(at, draft)}", err=True)


@questions.command("publish")
@click.option("--yes", is_flag=True, help="Do not ask.")
def publish(yes: bool) -> None:
    """Publish the draft, after saying what it changes.

    People who are answering now finish with the version that they began.
    """
    services = current()
    with database_errors(), services.store.read() as unit:
        seen = opened(unit)
        found = _found(unit, seen, seen.definition)
    different = changes(seen.asked.definition, seen.definition)
    if seen.held is None or not different:
        raise click.ClickException("There is nothing to publish.")
    for line in in_short(different):
        click.echo(line, err=True)
    _tell(found)
    if any(finding.blocks for finding in found):
        raise click.ClickException("Mend what blocks first. Nothing was published; the draft is as it was.")
    if not yes:
        click.confirm(f"Publish version {seen.asked.version + 1}?", abort=True, err=True)
    with _alone(), database_errors(), services.store.begin() as unit:
        at = opened(unit)
        if (at.version, at.asked.version) != (seen.version, seen.asked.version):
            raise Overtaken
        new = put_in_force(unit, at, keys_of(different), by=_ACTOR, now=services.clock())
        if new is None:
            raise Overtaken
    click.echo(f"Version {new.version} is in use.", err=True)


@questions.command("try")
def try_out() -> None:
    """Answer the draft in the terminal, as a patient on WhatsApp does.

    Nothing is kept, and nobody is told.
    """
    services = current()
    with database_errors(), services.store.read() as unit:
        at, clinic = opened(unit), clinic_in(unit, services.settings.clinic)
    flow = Flow(clinic.on(WHATSAPP), Questionnaire(at.asked.version + 1, at.definition))
    progress, zone = Progress(), zone_of(clinic)
    click.echo("Write as a patient does, a message a line. Begin with hello.", err=True)
    for line in sys.stdin:
        message = Message(line, Kind.TEXT, uuid4())
        turn = flow.step(progress, message, services.clock().astimezone(zone))
        progress = turn.progress
        click.echo("\n\n".join((*turn.replies, "")))
        if any(isinstance(event, Submitted) for event in turn.events):
            click.echo("That is the end. Nothing was kept.", err=True)
            return


def _chosen(at: Opened, draft: bool) -> Definition:
    if draft and at.held is None:
        raise click.ClickException("There is no draft.")
    return at.definition if draft else at.asked.definition


def _where(at: Opened, draft: bool) -> str:
    return f"the draft of version {at.asked.version + 1}." if draft else f"version {at.asked.version}."


def _read(source: str) -> Imported:
    try:
        if source == STDOUT:
            content = sys.stdin.buffer.read(imported.MOST_BYTES + 1)
        else:
            with Path(source).open("rb") as file:
                content = file.read(imported.MOST_BYTES + 1)
    except OSError as error:
        raise click.ClickException(f"{source} cannot be read: {error.strerror}.{whose(error)}") from None
    with _refusing(source):
        return imported.read(content)


def _onto(brought: Imported, at: Opened) -> Definition:
    with _refusing("What would be asked"):
        return brought.onto(at.definition)


@contextmanager
def _refusing(what: str) -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise click.ClickException(
            f"{what}: {refused.sentence % refused.values} Nothing was changed."
        ) from None


def _found(unit: Transaction, at: Opened, asked: Definition) -> Sequence[Finding]:
    settings = current().settings
    return judged(asked, at.asked.definition, clinic_in(unit, settings.clinic), settings)


def _tell(found: Sequence[Finding]) -> None:
    for finding in found:
        sentence, mend = told(finding)
        severity = "blocks" if finding.blocks else "advice"
        click.echo(f"{severity}\t{finding.code}\t{finding.key or '-'}\t{sentence} {mend}")
    if not found:
        click.echo("Nothing is wrong with it.", err=True)


def _tell_notes(brought: Imported) -> None:
    for note in brought.notes:
        click.echo(f"{note.link_id or 'the file'}\t{note.what}\t{note.done.value}")


@contextmanager
def _alone() -> Iterator[None]:
    try:
        yield
    except Overtaken:
        raise click.ClickException(
            "Somebody else changed it at the same moment. Nothing was done: try again."
        ) from None


def _change(edit: Callable[[Opened], Definition]) -> None:
    services = current()
    with _alone(), database_errors(), services.store.begin() as unit:
        at = opened(unit)
        after = edit(at)
        different = changes(at.definition, after)
        is_new = keep(unit, at, after, keys_of(different), by=_ACTOR, at=services.clock())
        found = _found(unit, at, after)
    for line in in_short(different):
        click.echo(line, err=True)
    _tell(found)
    click.echo("It is in the draft. Nothing was published." if is_new else "Nothing is different.", err=True)
