"""Checks of the audit trail, and of rows that something else wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from flask_babel import lazy_gettext as _

from app.checks import FLASK, N_, Alerted, Check, Finding, Shown, State, ok
from app.services import Services
from app.store import Transaction, forgeries
from app.store.clinic import versions
from app.store.clinic.versions import Versioned
from app.store.model import DoorSeal, OwnSeal, models
from app.store.staff import staff
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.trail.audit_chain import oldest_unlinked
from app.store.trail.recorded import (
    ROLE_CHANGED,
    STAFF_DISABLED,
    STAFF_ENABLED,
    STAFF_INVITED,
    VOUCHED_AGAIN,
)

_LATE: Final = timedelta(minutes=5)


def trail(services: Services) -> Finding:
    """Return whether audit entries wait too long for their link.

    Checking the whole chain takes longer and has its own command.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    waiting = oldest_unlinked(services.store.engine)
    if waiting is None or services.clock() - waiting <= _LATE:
        return ok("audit", f"linked to its end. To check the whole trail: {FLASK} audit verify")
    return Finding(
        "audit",
        State.BAD,
        f"entries since {waiting.isoformat(timespec='minutes')} are not linked",
        "An entry that is not linked can be changed or removed without a trace.",
        f"Start the server, which links them. To link them now: {FLASK} audit verify",
    )


TRAIL_CHECK = Check(
    "audit",
    trail,
    Shown.DOCTOR,
    position=190,
    alert=Alerted(
        _("the audit trail"),
        "/audit",
        N_("The audit trail does not add up. Somebody may have changed it."),
        N_("The audit trail adds up again."),
    ),
)


_WHY: Final = "Somebody who can write the database may be trying to get in, or to remove a protection."
_ROLES: Final = (STAFF_INVITED.code, ROLE_CHANGED.code, VOUCHED_AGAIN.code)
_STATES: Final = (STAFF_DISABLED.code, STAFF_ENABLED.code)


def door(services: Services) -> list[Finding]:
    """Return forged rows, and members and settings that the audit trail contradicts.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        found = [*_forged(unit), *_put_back(unit), *_taken_away(unit)]
    return found or [ok("door", "Anteroom wrote all members, sessions, links and settings")]


DOOR_CHECK = Check("door", door, position=200)


def _forged(unit: Transaction) -> Iterator[Finding]:
    kinds = {kind.__tablename__: kind for kind in models()}
    for table, rows in forgeries.found(unit.db).items():
        kind = kinds[table]
        said = f"{len(rows)} {kind.called} were written or changed by something other than Anteroom"
        if isinstance(kind.seal, OwnSeal | DoorSeal) and kind.seal.by_secret_key:
            said += ", or with a SECRET_KEY that is no longer listed"
        yield Finding("door", State.BAD, f"{said} ({table})", _WHY, kind.if_forged.format(flask=FLASK))


def _put_back(unit: Transaction) -> Iterator[Finding]:
    """Yield members whose row is an older genuine one.

    A seal alone does not show that.
    """
    for member in staff.all_members(unit.db):
        role, is_disabled = _by_the_trail(unit, member)
        if role not in {None, member.role} or is_disabled not in {None, member.disabled_at is not None}:
            state = {None: "", True: ", disabled", False: ", not disabled"}[is_disabled]
            yield Finding(
                "door",
                State.BAD,
                f"{member.email} differs from the audit trail ({role or member.role}{state})",
                _WHY,
                f"{FLASK} staff disable {member.email}, then see /audit and {FLASK} audit verify",
            )


def _by_the_trail(unit: Transaction, member: Member) -> tuple[str | None, bool | None]:
    """Return the member's role and whether they are disabled, by the audit trail.

    Each is None when the trail does not go back far enough.
    """
    roles = audit.page(unit.db, AuditFilters(action=_ROLES, subject_id=member.id), 1)
    states = audit.page(unit.db, AuditFilters(action=_STATES, subject_id=member.id), 1)
    role = (roles[0].details.get("to") or roles[0].details.get("role")) if roles else None
    return role, (states[0].action == STAFF_DISABLED.code) if states else None


def _taken_away(unit: Transaction) -> Iterator[Finding]:
    """Yield settings whose newest version is in the trail but not in the database."""
    for kind in Versioned.kinds:
        newest = versions.newest(unit.db, kind, 1)
        here = newest[0].version if newest else 0
        saves = AuditFilters(action=tuple(event.code for event in kind.saved))
        changes = audit.page(unit.db, saves, 1)
        kept = changes[0].details.get("kept_as", 0) if changes else 0
        if isinstance(kept, int) and kept > here:
            yield Finding(
                "door",
                State.BAD,
                f"the audit trail has version {kept} of the {kind.of}, but the database has only version {here}",
                _WHY,
                "Check the settings page, and save the right settings again.",
            )
