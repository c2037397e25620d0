"""`flask breach affected`: whose records were seen, which parts, and by what act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Final
from uuid import UUID, uuid4

import click
from flask.cli import with_appcontext

from app.cli.moments import MOMENT
from app.cli.output import database_errors, destination
from app.dashboard.audit import letters
from app.dashboard.audit.affected_list import Standings, as_csv, as_json
from app.records.act_names import act_name
from app.records.actors import Actors
from app.records.affected import ASKED, LIST_TAKEN, LOOKED, Ask, By, Found, find, used_sessions
from app.records.sights import SEEN_NAMES, Seen
from app.services import Services, current
from app.store import Transaction
from app.store.patients import on_file
from app.store.staff import staff
from app.store.staff.staff import normalise_email
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.web.clinic import clinic_in, reference

_ACTOR: Final = "operator"


@click.command("affected")
@click.option("--member", metavar="EMAIL", help="Somebody’s account.")
@click.option("--session", type=click.UUID, metavar="ID", help="One session: see flask breach sessions.")
@click.option("--export", type=click.UUID, metavar="ID", help="One export: its id is in its page’s address.")
@click.option("--network", metavar="ADDRESS", help="An address or a range: 203.0.113.0/24.")
@click.option("--since", type=MOMENT, metavar="TIME", help="From this moment on: 2026-03-01T09:00Z.")
@click.option("--until", type=MOMENT, metavar="TIME", help="Before this moment.")
@click.option("--list", "to_list", metavar="FILE|-", help="Write the records to a new CSV file.")
@click.option("--letters", "to_letters", metavar="FILE|-", help="Write the letters to a new ZIP file.")
@click.option("--json", "as_program", is_flag=True, help="Print everything as JSON in place of the summary.")
@click.option("--force", is_flag=True, help="Replace FILE.")
@with_appcontext
def affected(  # noqa: PLR0917  (its options)
    member: str | None,
    session: UUID | None,
    export: UUID | None,
    network: str | None,
    since: datetime | None,
    until: datetime | None,
    to_list: str | None,
    to_letters: str | None,
    as_program: bool,
    force: bool,
) -> None:
    """Print whose records were seen by an account, a session, an export or a network.

    It is read from the audit trail: first prove that it is whole, with flask audit verify. The list has references, parts
    and times. The letters have names and addresses.

    Exit status 1 when not all can be known any more: what is missing is named.
    """
    services = current()
    now = services.clock()
    with database_errors(), services.store.begin() as unit:
        by, which = _asked(unit, member, session, export, network)
        ask = Ask(by, which, since, until)
        incident, found = uuid4(), find(unit, ask)
        standings = Standings(unit, found)
        people = {"people": len(found.people)}
        audit.record(unit.db, _ACTOR, ASKED, "incident", incident, ask.details, at=now)
        audit.record(unit.db, _ACTOR, LOOKED, "incident", incident, {**people, "by": by.value}, at=now)
        if to_list or as_program:
            audit.record(unit.db, _ACTOR, LIST_TAKEN, "incident", incident, people, at=now)
        going = letters.take(unit, incident, found, standings.languages, _ACTOR, now) if to_letters else []
        clinic = clinic_in(unit, services.settings.clinic)
        before = on_file.count_before(unit.db, found.begins) if found.begins else 0
    if as_program:
        click.echo(b"".join(as_json(found, standings, before)), nl=False)
    for line in () if as_program else _summary(found, before):
        click.echo(line, err=True)
    if to_list:
        with destination(to_list, force=force) as file:
            file.writelines(as_csv(found, standings))
    if to_letters:
        with destination(to_letters, force=force) as file:
            file.writelines(letters.zipped(services.store, going, clinic, now))
    click.get_current_context().exit(int(not found.is_whole))


@click.command("sessions")
@click.option("--since", type=MOMENT, metavar="TIME", help="From this moment on. Default: a week ago.")
@click.option("--until", type=MOMENT, metavar="TIME", help="Before this moment.")
@with_appcontext
def sessions(since: datetime | None, until: datetime | None) -> None:
    """Print the sessions in which staff did something, the last used first."""
    services: Services = current()
    begin = since or services.clock() - timedelta(days=7)
    with database_errors(), services.store.read() as unit:
        lines = audit.walk(unit.db, AuditFilters(since=begin, until=until, in_a_session=True))
        used, actors = used_sessions(lines), Actors.of(unit)
        for each in used:
            period = f"{each.first:%Y-%m-%d %H:%M}Z to {each.last:%Y-%m-%d %H:%M}Z"
            click.echo(f"{each.id}  {period}  {actors.name(each.actor)}, from {each.address or 'unknown'}")
    if not used:
        click.echo("Nobody did anything in this time.", err=True)


def _asked(
    unit: Transaction, member: str | None, session: UUID | None, export: UUID | None, network: str | None
) -> tuple[By, str]:
    """Return what it is about.

    Raises:
        UsageError: not one of the four is given.
        BadParameter: there is no such member, or it is no network.
    """
    given = [each for each in (member, session, export, network) if each is not None]
    if len(given) != 1:
        raise click.UsageError("Give one of --member, --session, --export and --network.")
    if session is not None:
        return By.SESSION, session.hex
    if export is not None:
        return By.EXPORT, export.hex
    if member is not None:
        found = staff.by_email(unit.db, normalise_email(member))
        if found is None:
            raise click.BadParameter("nobody with this e-mail is on the list of staff", param_hint="--member")
        return By.MEMBER, found.id.hex
    try:
        return By.NETWORK, str(ip_network(network or "", strict=False))
    except ValueError:
        raise click.BadParameter(
            "write an address or a range, such as 198.51.100.9 or 203.0.113.0/24", param_hint="--network"
        ) from None


def _summary(found: Found, before: int) -> Iterable[str]:
    count = len(found.people)
    least = "" if found.is_whole else "at least "
    yield f"Affected: {least}{count:,} people. Read: {found.lines:,} entries of the audit trail."
    if found.begins:
        yield (
            f"The trail begins on {found.begins:%Y-%m-%d %H:%M}Z: what was seen before cannot be known. "
            f"Records on file that are older: {before:,}."
        )
    for export_id in sorted(found.unknown):
        yield f"Of the export {export_id}, not every record is known: see its filters in the audit trail."
    for part in Seen:
        yield f"  {SEEN_NAMES[part]}: {found.who_lost(part):,}"
    for act in found.acts.values():
        parts = ", ".join(str(SEEN_NAMES[part]) for part in Seen if part in act.parts)
        yield f"  {act_name(act.code)}: {len(act.people):,} people ({parts})"
    for one in found.ranked:
        parts = ", ".join(part.value for part in Seen if part in one.parts)
        yield f"{reference(one.id)}  {parts}  {one.times} times, {one.first:%Y-%m-%d %H:%M}Z to {one.last:%Y-%m-%d %H:%M}Z"
