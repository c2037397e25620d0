"""Make one-time links, show what they are for, and use them up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.guard.doors import role_name
from app.guard.session import remove_forged
from app.guard.tokens import new_token, token_hash
from app.services import Services
from app.staff import factors, recovery_codes
from app.staff.factors import hash_of
from app.staff.passwords import Passwords
from app.store import Forged, Transaction
from app.store.staff import devices, links, sessions, staff
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web import qr
from app.web.clinic import current_clinic
from app.web.languages import page_language

ENROLLED = TrailEvent("staff.enrolled", "Set up their sign-in", TrailGroup.STAFF)
_LINK_OPENED = TrailEvent("staff.link_opened", "One-time link opened, from {network}", TrailGroup.STAFF)

LINK_LASTS: Final = timedelta(hours=72)


def make_link(
    services: Services,
    unit: Transaction,
    staff_id: UUID,
    created_by: UUID | None,
    lasts: timedelta = LINK_LASTS,
) -> str:
    """Make a link for a member, void their earlier ones, and return its address once."""
    token = new_token()
    now = services.clock()
    links.make(unit.db, staff_id, hash_of(token), now, now + lasts, created_by=created_by)
    return f"{services.settings.public_url}/enrol/{token}"


def open_link(services: Services, token: str, network: str) -> dict[str, Any] | None:
    """Return what a link's page shows, with a new seed, or None for an invalid link.

    Nothing is used up, because chat programs fetch links to preview them. The opening is recorded, and the next
    person who opens the link is told.
    """
    link = _good_link(services, token)
    if link is None:
        return None
    shown = _page(services, link, factors.new_seed())
    if shown is not None:
        _note(services, link, token, network)
    return shown


def page_again(services: Services, token: str, carried: str) -> dict[str, Any] | None:
    """Return what a link's page shows again, after a form that was refused.

    The seed is the one that the form carried, or a new one if the form is old.
    """
    link = _good_link(services, token)
    if link is None:
        return None
    with services.store.read() as unit:
        seed = links.open_seed(unit.db, link, carried, services.clock())
    return _page(services, link, seed or factors.new_seed())


@dataclass(frozen=True, slots=True)
class EnrolmentForm:
    """Hold what an enrolment's page sends back."""

    carried: str = field(repr=False)
    """The seed that the page showed, sealed."""
    password: str = field(repr=False)
    code: str = field(repr=False)


def enrol(
    services: Services,
    passwords: Passwords,
    token: str,
    form: EnrolmentForm,
    let_in: Callable[[Transaction, Member], None],
) -> tuple[str, ...] | dict[str, str] | None:
    """Set up a member's sign-in, and return their recovery codes once.

    `let_in` opens the session in the same transaction, because the member has just given a code. The code is checked
    against the seed that the form carried, which is the one that its page showed. Returns the problems by field if the
    password or the code is wrong (the link stays valid), and None if the link is unknown, used or too old.
    """
    link = _good_link(services, token)
    if link is None:
        return None
    with services.store.read() as unit:
        member = staff.get(unit.db, link.staff_id)
        seed = links.open_seed(unit.db, link, form.carried, services.clock())
    if member is None or member.disabled_at is not None:
        return None
    if seed is None:
        return {"code": str(_TOO_OLD)}
    step = factors.matching_step(seed, form.code, services.clock())
    problems = {
        name: problem
        for name, problem in (
            ("password", passwords.problem(form.password, member.email, member.name)),
            ("code", None if step is not None else str(WRONG_CODE)),
        )
        if problem
    }
    if problems or step is None:
        return problems
    password_hash = passwords.hash(form.password)
    plain, salt, hashes = new_recovery(passwords)
    with services.store.begin() as unit:
        held = staff.lock(unit.db, member.id)
        now = services.clock()
        if held is None or held.disabled_at is not None or links.use(unit.db, hash_of(token), now) is None:
            return None  # somebody was faster, or disabled the member
        staff.enrol(unit.db, member.id, password_hash, seed, step, salt, hashes, now)
        staff.set_language(unit.db, member.id, page_language())  # the language they have just read
        sessions.end_all(unit.db, member.id)
        devices.forget_all(unit.db, member.id)
        audit.record(unit.db, f"staff:{member.id}", ENROLLED, "staff", member.id, at=now)
        if (enrolled := staff.get(unit.db, member.id)) is not None and enrolled.can_sign_in:
            let_in(unit, enrolled)
    return plain


def _good_link(services: Services, token: str) -> links.Link | None:
    hashed = token_hash(token)
    if hashed is None:
        return None
    try:
        with services.store.read() as unit:
            return links.find(unit.db, hashed, services.clock())
    except Forged as forged:
        remove_forged(services, forged)
        return None


def _page(services: Services, link: links.Link, seed: str) -> dict[str, Any] | None:
    now = services.clock()
    with services.store.read() as unit:
        invitee = staff.get(unit.db, link.staff_id)
        inviter = staff.get(unit.db, link.created_by) if link.created_by else None
        carried = links.seal_seed(unit.db, link, seed, now)
    if invitee is None or invitee.disabled_at is not None:
        return None
    uri = factors.provisioning_uri(seed, invitee.email, current_clinic().name)
    return {
        "invitee": invitee,
        "inviter": inviter.name if inviter else None,
        "role": role_name(invitee.role).capitalize(),
        "until": link.expires_at,
        "qr": qr.svg(uri, _("QR code for your authenticator app")),
        "key": " ".join(seed[at : at + 4] for at in range(0, len(seed), 4)),
        "carried": carried,
        "opened_at": link.opened_at,
        "opened_from": link.opened_from,
    }


def _note(services: Services, link: links.Link, token: str, network: str) -> None:
    now = services.clock()
    if not link.is_opened_by(
        network, now
    ):  # checked first, so that a reload does not wait for the writer's lock
        return
    with services.store.begin() as unit:
        if links.note_opening(unit.db, hash_of(token), network, now):
            details = {"network": network}
            audit.record(unit.db, "internet", _LINK_OPENED, "staff", link.staff_id, details, at=now)


def new_recovery(passwords: Passwords) -> tuple[tuple[str, ...], bytes, tuple[bytes, ...]]:
    """Return ten new codes, their salt, and the hashes to keep.

    Each hash takes its own turn, so that a sign-in waits for one hash and not for ten.
    """
    plain, salt = recovery_codes.new_codes(), recovery_codes.new_salt()
    hashes = []
    for code in plain:
        with passwords.turn():
            hashes.append(recovery_codes.hash_code(code, salt, passwords.parameters))
    return plain, salt, tuple(hashes)


_TOO_OLD: Final = lazy_gettext(
    "This page was open for too long. Scan the new QR code below and type the code that the app shows."
)
WRONG_CODE: Final = lazy_gettext(
    "That is not the code the app shows now. Check that the phone's clock is right, and type the next one."
)
