"""`flask staff`: manage who may sign in, even when no admin can."""

from __future__ import annotations

import sys
from typing import Final
from uuid import UUID

import click
from flask.cli import AppGroup

from app.cli.output import database_errors
from app.config.mail_address import is_mail_address
from app.guard.doors import ROLES
from app.services import current
from app.staff import enrolment, factors
from app.staff.administration import SESSIONS_REVOKED
from app.staff.enrolment import ENROLLED
from app.staff.shut_out import disable_member, note_reset, shut_out
from app.staff.sign_in import staff_services
from app.store import Transaction
from app.store.staff import staff as members
from app.store.staff.staff import EmailTaken, Member, normalise_email
from app.store.trail import audit
from app.store.trail.events import TrailEvent
from app.store.trail.recorded import STAFF_INVITED, VOUCHED_AGAIN
from app.web import qr

staff = AppGroup("staff", short_help="Manage who may sign in.")
ACTOR: Final = "operator"
FIRST_ADMIN: Final = "admin@clinic.example"


@staff.command("add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(sorted(ROLES)))
@click.option("--name", help="What other members see. Default: the part of the address before the @.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input and enrol at once."
)
def add(email: str, role: str, name: str | None, password_stdin: bool) -> None:
    """Add a member and print a one-time link.

    With --password-stdin, print the authenticator's QR code instead.
    """
    services, address = current(), normalise_email(email)
    if not is_mail_address(address):
        raise click.BadParameter("write a whole e-mail address", param_hint="EMAIL")
    full_name = name or address.partition("@")[0]
    password = _password(address, full_name) if password_stdin else None
    try:
        with database_errors(), services.store.begin() as unit:
            staff_id = members.add(unit.db, address, full_name, role, services.clock())
            link = enrolment.make_link(services, unit, staff_id, created_by=None) if password is None else ""
            _audit(unit, STAFF_INVITED, staff_id, {"role": role})
    except EmailTaken:
        raise click.ClickException(
            f"{address} is already on the list. Try: flask staff reset-code {address}"
        ) from None
    if password is None:
        _print_link(link)
    else:
        _enrol_at_once(staff_id, address, password)


@staff.command("list")
def list_members() -> None:
    """Print every member: e-mail, role, state, recovery codes left."""
    with database_errors(), current().store.read() as unit:
        for member in members.all_members(unit.db):
            click.echo(
                f"{member.email}\t{member.role}\t{_state(member)}\t{member.recovery_left} recovery codes"
            )


def _state(member: Member) -> str:
    if not member.is_genuine:
        return "not written by Anteroom"
    return "disabled" if member.disabled_at else "active" if member.can_sign_in else "invited"


@staff.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Stop a member from signing in, and end their sessions."""
    services = current()
    with database_errors(), services.store.begin() as unit:
        member = _find(unit, email)
        if not disable_member(unit, member.id, ACTOR, services.clock()):
            raise click.ClickException(
                "This is the last admin who can sign in. Make somebody else an admin first."
            )
    click.echo(f"{member.email} cannot sign in any more.")


@staff.command("reset-code")
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice(sorted(ROLES)),
    help="The role for a row that Anteroom did not write. Check its name and address first.",
)
def reset_code(email: str, role: str | None) -> None:
    """Remove a member's password and codes, and print a new one-time link.

    Their sessions end.
    """
    services = current()
    with database_errors(), services.store.begin() as unit:
        member = _find(unit, email)
        if role is not None:
            members.vouch_again(unit.db, member.id, role)
            _audit(unit, VOUCHED_AGAIN, member.id, {"role": role})
        members.reset_code(unit.db, member.id)
        shut_out(unit, member.id)
        link = enrolment.make_link(services, unit, member.id, created_by=None)
        note_reset(unit, member.id, ACTOR, services.clock())
    _print_link(link)


@staff.command("revoke-sessions")
@click.argument("email")
def revoke_sessions(email: str) -> None:
    """End every session of a member."""
    with database_errors(), current().store.begin() as unit:
        member = _find(unit, email)
        ended = shut_out(unit, member.id)
        _audit(unit, SESSIONS_REVOKED, member.id, {"sessions": ended})
    click.echo(f"{ended} sessions of {member.email} have ended.")


def first_admin_link() -> str | None:
    """Return a one-time link for the first admin, or None if somebody can sign in."""
    services = current()
    with database_errors(), services.store.begin() as unit:
        if any(member.can_sign_in for member in members.all_members(unit.db)):
            return None
        known = members.by_email(unit.db, FIRST_ADMIN)
        staff_id = (
            known.id if known else members.add(unit.db, FIRST_ADMIN, "Admin", "admin", services.clock())
        )
        link = enrolment.make_link(services, unit, staff_id, created_by=None)
        _audit(unit, STAFF_INVITED, staff_id, {"role": "admin"})
    return link


def _find(unit: Transaction, email: str) -> Member:
    member = members.by_email(unit.db, normalise_email(email))
    if member is None:
        raise click.ClickException("Nobody with this e-mail is on the list. See: flask staff list")
    return member


def _audit(
    unit: Transaction, event: TrailEvent, staff_id: UUID, details: dict[str, object] | None = None
) -> None:
    audit.record(unit.db, ACTOR, event, "staff", staff_id, details or {}, at=current().clock())


def _print_link(link: str) -> None:
    click.echo(
        f"One-time link, valid for 72 hours. Hand it over in person; it is not shown again:\n\n  {link}\n"
    )


def _password(email: str, name: str) -> str:
    password = sys.stdin.readline().rstrip("\n")
    if problem := staff_services().passwords.problem(password, email, name):
        raise click.ClickException(problem)
    return password


def _enrol_at_once(staff_id: UUID, email: str, password: str) -> None:
    services, passwords = current(), staff_services().passwords
    seed = factors.new_seed()
    plain, salt, hashes = enrolment.new_recovery(passwords)
    hashed = passwords.hash(password)
    with database_errors(), services.store.begin() as unit:
        members.enrol(unit.db, staff_id, hashed, seed, -1, salt, hashes, services.clock())
        _audit(unit, ENROLLED, staff_id)
    uri = factors.provisioning_uri(seed, email, services.settings.clinic.name)
    click.echo(
        f"Scan this with an authenticator app. It is not shown again.\n\n{qr.in_terminal(uri)}\n{uri}\n"
    )
    click.echo("Recovery codes, each works once:\n\n" + "\n".join(f"  {code}" for code in plain))
