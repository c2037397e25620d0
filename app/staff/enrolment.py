"""One-time links: making one, showing what it is for, and using it up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.guard.clinic import clinic_profile
from app.guard.language import page_language
from app.guard.roles import role_name
from app.guard.tokens import new_token, token_hash
from app.staff import codes, recovery
from app.staff.access import hash_of

if TYPE_CHECKING:
    from uuid import UUID

    from app.services import Services
    from app.staff.passwords import Passwords
    from app.store import Unit

LINK_LASTS: Final = timedelta(hours=72)


def make_link(
    services: Services, unit: Unit, staff_id: UUID, created_by: UUID | None, lasts: timedelta = LINK_LASTS
) -> str:
    """Make a link for a member within a transaction, void their earlier ones, and return its address, this once."""
    token = new_token()
    now = services.clock()
    unit.links.make(staff_id, hash_of(token), codes.new_seed(), created_by, now, now + lasts)
    return f"{services.settings.public_url}/enrol/{token}"


def invitation(services: Services, token: str) -> dict[str, Any] | None:
    """Return what the page of a link shows, or None when the link is unknown, used or too old. Consumes nothing."""
    hashed = token_hash(token)
    if hashed is None:
        return None
    with services.store.read() as unit:
        link = unit.links.find(hashed, services.clock())
        invitee = unit.staff.get(link.staff_id) if link else None
        inviter = unit.staff.get(link.created_by) if link and link.created_by else None
    if link is None or invitee is None or invitee.disabled_at is not None or not isinstance(link.totp, str):
        return None
    uri = codes.provisioning_uri(link.totp, invitee.email, clinic_profile().name)
    return {
        "invitee": invitee,
        "inviter": inviter.name if inviter else None,
        "role": role_name(invitee.role).capitalize(),
        "until": link.expires_at,
        "qr": codes.qr_svg(uri, _("QR code for your authenticator app")),
        "key": " ".join(link.totp[at : at + 4] for at in range(0, len(link.totp), 4)),
    }


def enrol(
    services: Services, passwords: Passwords, token: str, password: str, code: str
) -> tuple[str, ...] | dict[str, str] | None:
    """Set up a member's sign-in and return their recovery codes, this once.

    Returns the problems by field when password or code will not do (the link stays good), and None when the link
    is unknown, used or too old.
    """
    hashed = token_hash(token)
    if hashed is None:
        return None
    with services.store.read() as unit:
        link = unit.links.find(hashed, services.clock())
        member = unit.staff.get(link.staff_id) if link else None
    if link is None or member is None or member.disabled_at is not None or not isinstance(link.totp, str):
        return None
    step = codes.matching_step(link.totp, code, services.clock())
    problems = {
        field: problem
        for field, problem in (
            ("password", passwords.problem(password, member.email, member.name)),
            ("code", None if step is not None else str(WRONG_CODE)),
        )
        if problem
    }
    if problems or step is None:
        return problems
    password_hash = passwords.hash(password)
    plain, salt, hashes = new_recovery(passwords)
    with services.store.begin() as unit:
        held = unit.staff.lock(member.id)
        if held is None or held.disabled_at is not None or unit.links.use(hashed, services.clock()) is None:
            return None  # somebody was faster, or has shut the member out
        unit.staff.enrol(member.id, password_hash, link.totp, step, salt, hashes, services.clock())
        unit.staff.set_language(member.id, page_language())  # the one they have just read
        unit.sessions.end_all(member.id)
        unit.devices.forget_all(member.id)
        unit.audit.record(f"staff:{member.id}", "staff.enrolled", "staff", member.id, at=services.clock())
    return plain


def new_recovery(passwords: Passwords) -> tuple[tuple[str, ...], bytes, tuple[bytes, ...]]:
    """Return ten new codes, their salt, and the hashes to keep."""
    plain, salt = recovery.new_codes(), recovery.new_salt()
    with passwords.turn():
        hashes = tuple(recovery.hash_code(code, salt, passwords.parameters) for code in plain)
    return plain, salt, hashes


WRONG_CODE: Final = lazy_gettext(
    "That is not the code the app shows now. Check that the phone's clock is right, and type the next one."
)
