"""Who gets in: was every row that lets in or protects written by Anteroom, and does the trail say the same?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.checks.finding import FLASK, Finding, State, ok
from app.store import AuditFilters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services import Services
    from app.store import Member, Unit

_WHY: Final = "Somebody who can write the database tries to get in, or to take a protection away."
_CALLED: Final = {
    "staff": "members",
    "staff_recovery_codes": "recovery codes",
    "staff_sessions": "sessions",
    "staff_links": "one-time links",
    "staff_devices": "known computers",
    "clinic_profiles": "versions of the settings",
    "retention_rules": "versions of the retention rules",
}
_OF_SECRET_KEY: Final = {"staff_sessions", "staff_links", "staff_devices"}
_ROLES: Final = ("staff.invited", "staff.role_changed", "staff.vouched_again")
_STATES: Final = ("staff.disabled", "staff.enabled")
_SETTINGS: Final = {
    "settings": ("settings.changed", "consent_text.changed"),
    "retention rules": ("retention.changed",),
}
"""Kind of settings -> the events that name the version that was kept."""


def door(services: Services) -> list[Finding]:
    """Return which rows are forged, and which members and settings are not as the trail says.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        found = [*_forged(unit), *_put_back(unit), *_taken_away(unit)]
    return found or [ok("door", "members, sessions, links and settings are as Anteroom wrote them")]


def _forged(unit: Unit) -> Iterator[Finding]:
    for table, rows in unit.forgeries.found().items():
        said = f"{len(rows)} {_CALLED[table]} were written or changed by something that is not Anteroom"
        if table in _OF_SECRET_KEY:
            said += ", or under a SECRET_KEY that is no longer listed"
        mend = f"They open nothing. To take them away: {FLASK} db remove-forged"
        if table == "staff":
            mend = f"They cannot sign in. See who: {FLASK} staff list; to set one right: {FLASK} staff reset-code EMAIL --role ROLE"
        yield Finding("door", State.BAD, f"{said} ({table})", _WHY, mend)


def _put_back(unit: Unit) -> Iterator[Finding]:
    """Yield the members whose row is a genuine one of an earlier day: a seal alone does not tell that."""
    for member in unit.staff.list():
        role, is_disabled = _by_the_trail(unit, member)
        if role not in {None, member.role} or is_disabled not in {None, member.disabled_at is not None}:
            state = {None: "", True: ", disabled", False: ", not disabled"}[is_disabled]
            yield Finding(
                "door",
                State.BAD,
                f"{member.email} is not as the audit trail says ({role or member.role}{state})",
                _WHY,
                f"{FLASK} staff disable {member.email}, then see /audit and {FLASK} audit verify",
            )


def _by_the_trail(unit: Unit, member: Member) -> tuple[str | None, bool | None]:
    """Return the member's role and whether they are disabled, as far as the trail goes back."""
    roles = unit.audit.page(AuditFilters(action=_ROLES, subject_id=member.id), 1)
    states = unit.audit.page(AuditFilters(action=_STATES, subject_id=member.id), 1)
    role = (roles[0].details.get("to") or roles[0].details.get("role")) if roles else None
    return role, (states[0].action == "staff.disabled") if states else None


def _taken_away(unit: Unit) -> Iterator[Finding]:
    """Yield the settings whose newest version the trail names and the database no longer has."""
    profile, rules = unit.clinic.versions(1), unit.retention.versions(1)
    newest = {
        "settings": profile[0].version if profile else 0,
        "retention rules": rules[0].version if rules else 0,
    }
    for kind, actions in _SETTINGS.items():
        told = unit.audit.page(AuditFilters(action=actions), 1)
        kept = told[0].details.get("kept_as", 0) if told else 0
        if isinstance(kept, int) and kept > newest[kind]:
            yield Finding(
                "door",
                State.BAD,
                f"version {kept} of the {kind} is in the audit trail and not in the database; version {newest[kind]} counts",
                _WHY,
                "Look at the settings' page, and save what is right again.",
            )
