"""Checks of the audit trail, forged rows, backups and the erasure journal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.checks import DOCTOR, FLASK, N_, Alerted, Check, Finding, OnPages, Shown, State, ago, ok, quoted
from app.config import Settings
from app.services import Services
from app.store import AuditFilters, Member, Transaction, milestones, staff, tombstones, versions
from app.store.audit_chain import oldest_unlinked
from app.store.backup.place import missing
from app.store.clinic_profiles import ClinicVersion
from app.store.erasure_journal import BrokenJournal, standing
from app.store.milestones import BACKUP_REHEARSED, BACKUP_TAKEN, REHEARSED_WITHIN, TAKEN_WITHIN
from app.store.model import DoorSeal, NoSeal, OwnSeal, models
from app.store.recorded import (
    CONSENT_TEXT_CHANGED,
    RETENTION_CHANGED,
    ROLE_CHANGED,
    SETTINGS_CHANGED,
    STAFF_DISABLED,
    STAFF_ENABLED,
    STAFF_INVITED,
    VOUCHED_AGAIN,
)
from app.store.retention_rules import RulesVersion

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
_CALLED: Final = {
    "patients": "records",
    "patient_versions": "earlier answers",
    "outbound_messages": "messages",
    "exports": "exports",
    "conversations": "conversations",
}
_ROLES: Final = (STAFF_INVITED.code, ROLE_CHANGED.code, VOUCHED_AGAIN.code)
_STATES: Final = (STAFF_DISABLED.code, STAFF_ENABLED.code)
_SETTINGS: Final = {
    "settings": (SETTINGS_CHANGED.code, CONSENT_TEXT_CHANGED.code),
    "retention rules": (RETENTION_CHANGED.code,),
}
"""Kind of settings -> the audit events that name the saved version."""


def door(services: Services) -> list[Finding]:
    """Return forged rows, and members and settings that the audit trail contradicts.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        found = [*_forged(unit), *_put_back(unit), *_taken_away(unit)]
    return found or [ok("door", "Anteroom wrote all members, sessions, links and settings")]


DOOR_CHECK = Check("door", door, position=200)


def called() -> dict[str, str]:
    """Return by table what doctor calls the rows that are vouched for."""
    of_classes = {kind.__tablename__: kind.called for kind in models() if not isinstance(kind.seal, NoSeal)}
    return _CALLED | of_classes


def _forged(unit: Transaction) -> Iterator[Finding]:
    by_secret_key = {
        kind.__tablename__
        for kind in models()
        if isinstance(kind.seal, OwnSeal | DoorSeal) and kind.seal.by_secret_key
    }
    for table, rows in unit.forgeries.found().items():
        said = f"{len(rows)} {called()[table]} were written or changed by something other than Anteroom"
        if table in by_secret_key:
            said += ", or with a SECRET_KEY that is no longer listed"
        mend = f"They give no access, and nothing is sent or leaves by them. To remove them, or put them back as they were: {FLASK} db remove-forged"
        if table == "alarms":
            mend = f"They may hide a cry for help. To have those whose words are ours wait again: {FLASK} db remove-forged"
        if table == "staff":
            mend = f"They cannot sign in. To see them: {FLASK} staff list. To repair one: {FLASK} staff reset-code EMAIL --role ROLE"
        yield Finding("door", State.BAD, f"{said} ({table})", _WHY, mend)


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
    roles = unit.audit.page(AuditFilters(action=_ROLES, subject_id=member.id), 1)
    states = unit.audit.page(AuditFilters(action=_STATES, subject_id=member.id), 1)
    role = (roles[0].details.get("to") or roles[0].details.get("role")) if roles else None
    return role, (states[0].action == STAFF_DISABLED.code) if states else None


def _taken_away(unit: Transaction) -> Iterator[Finding]:
    """Yield settings whose newest version is in the trail but not in the database."""
    profile, rules = versions.newest(unit.db, ClinicVersion, 1), versions.newest(unit.db, RulesVersion, 1)
    newest = {
        "settings": profile[0].version if profile else 0,
        "retention rules": rules[0].version if rules else 0,
    }
    for kind, actions in _SETTINGS.items():
        changes = unit.audit.page(AuditFilters(action=actions), 1)
        kept = changes[0].details.get("kept_as", 0) if changes else 0
        if isinstance(kept, int) and kept > newest[kind]:
            yield Finding(
                "door",
                State.BAD,
                f"the audit trail has version {kept} of the {kind}, but the database has only version {newest[kind]}",
                _WHY,
                "Check the settings page, and save the right settings again.",
            )


_NAME: Final = "erasure_journal"
_ERASURES_LATE: Final = timedelta(minutes=1)
"""Other machines learn of an erasure within seconds."""
_ERASURES_WHY: Final = "Restoring an older backup would bring back patients who were erased since."


def journal_writable(services: Services) -> list[Finding]:
    """Return what keeps the journal from being written, if anything does."""
    journal = services.store.journal
    if (trouble := journal.trouble()) is None:
        return []
    said = f"it cannot be written: {trouble.strerror}"
    told = _on_pages(services.settings)
    return [Finding(_NAME, State.BAD, said, _ERASURES_WHY, journal.look(), "unwritable", on_pages=told)]


def _on_pages(settings: Settings) -> OnPages:
    todo, command = _("Its database has to answer: ERASURE_JOURNAL_URL names it. On the server:"), DOCTOR
    if settings.journal_url is None:
        file = settings.erasure_journal
        todo = _(
            "It must belong to the user the server runs as, and its disk needs free space. On the server:"
        )
        command = f"ls -ld {quoted([file.parent, file])}\ndf -h {quoted([file.parent])}\n{DOCTOR}"
    said = _(
        "The erasure journal cannot be written. Anyone erased now would come back if a backup were restored."
    )
    return OnPages(said, todo, command, "/setup", _("Set up"))


JOURNAL_WRITABLE_CHECK = Check(
    "erasure_journal",
    journal_writable,
    Shown.SETUP | Shown.READY,
    position=240,
    needs_database=False,
    desk=lambda services, _unit: journal_writable(services),
)


def erasure_journal(services: Services) -> Finding:
    """Return whether a restore here would erase everybody again who was erased.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    journal = services.store.journal
    for unwritable in journal_writable(services):
        return unwritable
    if (owner := _owner_to_be(services.settings)) is not None:
        said, give = (
            "it cannot be written: it belongs to another user",
            f"As root: chown {owner} {quoted([services.settings.erasure_journal])}",
        )
        return Finding(_NAME, State.BAD, said, _ERASURES_WHY, give)
    try:
        named = _named(services)
    except BrokenJournal as broken:
        mend = f"Move {journal.name} away, find out who changed it, then: {FLASK} worker --once"
        return Finding(_NAME, State.BAD, f"it is not genuine: {broken}", _ERASURES_WHY, mend)
    now = services.clock()
    with services.store.read() as unit:
        missing = [
            each
            for each in tombstones.all_erasures(unit.db)
            if each.patient_id not in named and not timedelta() <= now - each.at <= _ERASURES_LATE
        ]
    if missing:
        said = f"{len(missing):,} erased patients are missing from it"
        return Finding(
            _NAME,
            State.BAD,
            said,
            _ERASURES_WHY,
            f"Start the server, which adds them. To add them now: {FLASK} worker --once",
        )
    return ok(_NAME, f"names every erased patient ({len(named):,})")


ERASURE_JOURNAL_CHECK = Check(
    "erasure_journal",
    erasure_journal,
    Shown.DOCTOR,
    position=250,
    alert=Alerted(
        _("the list of erased patients"),
        "/setup",
        N_("The list of erased patients is not complete or cannot be written."),
        N_("The list of erased patients is complete again."),
    ),
)


def _named(services: Services) -> set[UUID]:
    try:
        return {*standing(services.store.journal.read())}
    except FileNotFoundError:
        return set()


def _owner_to_be(settings: Settings) -> int | None:
    """Return the user who has to own the journal, if root finds that another does.

    Other users can tell by trying to write.
    """
    if os.geteuid() != 0 or settings.journal_url is not None:
        return None
    try:
        ours, theirs = settings.instance.stat().st_uid, settings.erasure_journal.stat().st_uid
    except OSError:
        return None
    return ours if ours != theirs else None


_BACKUPS_WHY: Final = "If this disk fails, every record since the last backup is lost."
_WHY_REHEARSED: Final = "A backup that has never been restored may not work."
_TAKE: Final = f"{FLASK} backup instance/intake-$(date +%F).backup"
_FIRST_OF_ALL: Final = (
    f"Make a pair of keys: {FLASK} keys new --for BACKUP_KEY. Keep the identity that it prints away from this computer, set "
    f"BACKUP_KEY in .env to its public key, and restart Anteroom. Then: {_TAKE}"
)
_TRY: Final = (
    f"Where the identity is, for nobody else can read a backup: {FLASK} rehearse FILE --identity FILE. Without --identity it "
    "only says whether FILE is whole, which is no rehearsal."
)


def backup(services: Services) -> Finding:
    """Return whether backups can be taken, and how old the newest one is.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    if not services.settings.backup_keys:
        said = "BACKUP_KEY is not set, so no backup can be taken"
        return Finding("backup", _if_missing(services), said, _BACKUPS_WHY, _FIRST_OF_ALL)
    newest = newest_backup(services)
    if newest.state is State.OK and newest.at is not None:
        gone = missing(services.settings.instance, newest.at)
        if gone is not None:
            said = f"the newest was put at {gone}, and is not there any more"
            mend = f"If you have moved it to a safe place, all is well until the next one. If not: {_TAKE}"
            return Finding("backup", State.WARN, said, _BACKUPS_WHY, mend, at=newest.at)
    return newest


BACKUP_CHECK = Check(
    "backup",
    backup,
    Shown.DOCTOR,
    position=210,
    alert=Alerted(
        _("backups"), "/setup", N_("No recent backup exists."), N_("There is a recent backup again.")
    ),
)


def newest_backup(services: Services) -> Finding:
    """Return how old the newest backup is.

    A backup that was made without Anteroom is not seen.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        taken = milestones.get(unit.db, BACKUP_TAKEN)
    state, more = _if_missing(services), (_BACKUPS_WHY, _TAKE)
    if taken is None:
        return Finding("backup", state, "no backup has ever been taken", *more)
    return _aged("backup", taken.at, services.clock(), TAKEN_WITHIN, state, more)


NEWEST_BACKUP_CHECK = Check("backup", newest_backup, Shown.SETUP, position=220)


def _if_missing(services: Services) -> State:
    return State.BAD if services.settings.production else State.WARN


def rehearsal(services: Services) -> Finding:
    """Return when a backup was last restored as a rehearsal.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        tried = milestones.get(unit.db, BACKUP_REHEARSED)
    if tried is None:
        return Finding("rehearsal", State.WARN, "no backup has ever been tried out", _WHY_REHEARSED, _TRY)
    more = (_WHY_REHEARSED, _TRY)
    return _aged("rehearsal", tried.at, services.clock(), REHEARSED_WITHIN, State.WARN, more)


REHEARSAL_CHECK = Check("rehearsal", rehearsal, Shown.DOCTOR | Shown.SETUP, position=230)


def _aged(  # noqa: PLR0917  (what is looked at, then what is said)
    check: str, at: datetime, now: datetime, within: timedelta, state: State, more: tuple[str, str]
) -> Finding:
    said = f"the newest is from {at.date().isoformat()}, {ago(now - at)}"
    return Finding(check, state, said, *more, at=at) if now - at > within else ok(check, said, at)
