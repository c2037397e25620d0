"""The clinic's profile and other settings, as its admins last wrote them.

Every version of the profile is kept: it is what patients were told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final, Self
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, delete, insert, select

from app.intake.model import Clinic
from app.intake.phrases import SHIPPED
from app.store.columns import CONSENT_SENDER, PROFILE_SEAL, PROGRESS, RULES_SEAL, SENDER_ADDRESS
from app.store.database import upsert_into
from app.store.fragments import end_index
from app.store.messages import ConsentText
from app.store.rows import Keys, NewestVersions, Rows, SealedRows, Version, VersionedTable, Versions, one_of
from app.store.tables import (
    AT_FIRST,
    clinic_profiles,
    consents,
    conversation_steps,
    conversations,
    milestones,
    retention_rules,
    twilio_tokens,
)
from app.store.vouched import Vouched

PROFILES: Final = VersionedTable(clinic_profiles, "profile", PROFILE_SEAL)
RULES: Final = VersionedTable(retention_rules, "rules", RULES_SEAL)


QUIET_FROM: Final = "20:00"
QUIET_UNTIL: Final = "08:00"
_NO_SUCH_FILE: Final = (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError)


class NewestSettings(NewestVersions):
    """The clinic's profile and its retention rules."""

    kinds = (PROFILES, RULES)


@dataclass(frozen=True, slots=True)
class ClinicProfile:
    """What patients are told, how staff read times, and how much may be exported.

    `languages` are the codes offered, in order; () means every shipped one. `consent_texts` replace, by language, the
    middle of the shipped consent; a higher `consent_version` asks everyone again. `timezone` is an IANA name; while it
    is "", nobody has said where the clinic is, and nothing is sent that must not come at night.
    `opening_hours` are the clinic's own words by language; under "" they are for the languages that have none.
    `crisis_numbers` are, likewise by language, those of a line for people who may harm themselves. `left_out` are the
    keys of questions that patients are not asked; somebody younger than `consent_age` may not answer alone.
    `country` (ISO 3166) is that of numbers without a country code; if it is "", the clinic's phone number tells it.

    With `reminders`, a sender who falls silent is reminded once. Reminders and invitations wait from `quiet_from` until
    `quiet_until` in the clinic's zone; they never wait if both are the same.
    With `export_approval` an export waits for a second person; `exports_per_hour` is what one person may start.
    """

    name: str
    phone: str
    emergency_number: str
    languages: tuple[str, ...] = ()
    timezone: str = ""
    consent_version: int = 1
    consent_texts: Mapping[str, str] = field(default_factory=dict)
    export_approval: bool = False
    exports_per_hour: int = 10
    opening_hours: Mapping[str, str] = field(default_factory=dict)
    crisis_numbers: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    consent_age: int = 16
    country: str = ""
    quiet_from: str = QUIET_FROM
    quiet_until: str = QUIET_UNTIL
    reminders: bool = True

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the clinic's staff read times.

        UTC when this computer does not know it, or nobody has said which it is.

        Raises:
            OSError: it cannot be read just now. Another zone in its place would record a wrong day.
        """
        try:
            return ZoneInfo(self.timezone or "UTC")
        except (ZoneInfoNotFoundError, ValueError, *_NO_SUCH_FILE):
            return ZoneInfo("UTC")

    @property
    def clinic(self) -> Clinic:
        """The clinic as its patients meet it on WhatsApp."""
        return self.clinic_on("whatsapp")

    def clinic_on(self, channel: str) -> Clinic:
        """Return the clinic as its patients meet it on a channel.

        A language that no longer ships is not offered.
        """
        return Clinic(
            self.name,
            self.phone,
            self.emergency_number,
            tuple(code for code in SHIPPED if code in self.languages),
            self.consent_version,
            self.consent_texts,
            self.opening_hours,
            self.crisis_numbers,
            self.left_out,
            self.consent_age,
            channel,
        )


@dataclass(frozen=True, slots=True)
class KeptProfile:
    """A profile as it was kept."""

    version: int
    at: datetime
    actor: str
    profile: ClinicProfile


class ClinicProfiles(SealedRows):
    """The profiles of one transaction."""

    def __init__(self, connection: Connection, keys: Keys, newest: NewestSettings | None = None) -> None:
        super().__init__(connection, keys)
        self._newest = newest or NewestSettings(connection, keys)
        self._versions = Versions(connection, self._sealer, PROFILES)

    def counting(self, otherwise: ClinicProfile) -> ClinicProfile:
        """Return the profile in force, or `otherwise` as long as nobody has written one."""
        kept = self.current(otherwise)
        return kept.profile if kept else otherwise

    def current(self, otherwise: ClinicProfile | None = None) -> KeptProfile | None:
        """Return the newest version, or None as long as nobody has written one.

        If the newest was written by hand, the newest one that was not is used, or `otherwise` if there is none. Exports
        then need a second person, so that nobody takes that away by writing into the database.
        """
        newest = self._newest.of(PROFILES)
        if newest is None or newest.is_genuine:
            return _kept(newest) if newest else None
        last = next(self._versions.genuine(), None)
        profile = _profile(last.text) if last else otherwise
        if profile is None:
            return None
        return KeptProfile(newest.version, newest.at, newest.actor, replace(profile, export_approval=True))

    def versions(self, limit: int = 20) -> list[KeptProfile]:
        """Return the versions that count, newest first."""
        return [_kept(each) for each in islice(self._versions.genuine(), limit)]

    def at(self, version: int) -> KeptProfile | None:
        """Return that version, or None when there is none."""
        found = self._versions.at(version)
        return None if found is None else _kept(found)

    def keep(self, after: int, profile: ClinicProfile, actor: str, now: datetime) -> bool:
        """Keep a profile as the version after `after` (0: none), as `Versions.keep` does."""
        text = json.dumps(asdict(profile), ensure_ascii=False, sort_keys=True)
        self._newest.forget()
        return self._versions.keep(after, text, actor, now)

    def forged(self) -> Iterator[UUID]:
        """Yield the rows that were written by hand."""
        return self._versions.forged()


def _kept(version: Version) -> KeptProfile:
    return KeptProfile(version.version, version.at, version.actor, _profile(version.text))


@lru_cache(maxsize=8)  # each message asks for the newest version
def _profile(text: str) -> ClinicProfile:
    stored = json.loads(text)
    lists = {name: tuple(stored.get(name, ())) for name in ("languages", "left_out")}
    return ClinicProfile(**{**stored, **lists})


# What was done, when and by whom. Where the software cannot see it, somebody says so.

_milestones = milestones.c
BACKUP_TAKEN: Final = "backup_taken"
"""Marked by `flask backup`: when the newest backup was made."""
BACKUP_REHEARSED: Final = "backup_rehearsed"
"""Marked by `flask rehearse` and `flask restore`: when a backup was last restored and opened."""
TAKEN_WITHIN: Final = timedelta(days=7)
"""A backup older than this is too old."""
REHEARSED_WITHIN: Final = timedelta(days=90)
"""A rehearsal longer ago than this proves little of today's backups."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something done: when it was last recorded, and by whom."""

    name: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A machine, and when a process of one role there was last heard of."""

    machine: str
    role: str
    at: datetime
    migration: str
    """The newest migration that its code has."""

    @classmethod
    def of(cls, name: str, actor: str, at: datetime) -> Self:
        """Return what a milestone says."""
        machine, _, migration = actor.rpartition(" ")
        role = name.removeprefix(HEARTBEAT).partition(":")[0]
        return cls(machine, role, at, migration)


class Milestones(Rows):
    """The milestones of one transaction."""

    def mark(self, name: str, actor: str, now: datetime) -> None:
        """Record that it was done, in place of the earlier time."""
        news = {"at": now, "actor": actor}
        marked = (
            upsert_into(self._connection.dialect.name, milestones)
            .values(name=name, **news)
            .on_conflict_do_update(index_elements=["name"], set_=news)
        )
        self._connection.execute(marked)

    def heard_of(self, node: str, now: datetime, role: str = "command", *, does_jobs: bool = True) -> None:
        """Record that a process of this role lives on this machine.

        Machines that were silent for a day are forgotten.
        """
        if does_jobs:
            self.mark(WORKER, "anteroom", now)
        self.mark(_heartbeat(node, role), f"{node[:_NODE].replace(' ', '-')} {NEWEST_MIGRATION}", now)
        self._connection.execute(delete(milestones).where(_A_HEARTBEAT, _milestones.at < now - _GONE))

    def left(self, node: str, role: str) -> None:
        """Record that a process of this role was stopped on this machine.

        If another one goes on there, it is heard of again within a minute.
        """
        self._connection.execute(delete(milestones).where(_milestones.name == _heartbeat(node, role)))

    def machines(self) -> list[Heard]:
        """Return the machines that were heard of within a day, by role."""
        found = self._connection.execute(
            select(milestones).where(_A_HEARTBEAT).order_by(_milestones.actor, _milestones.name)
        )
        return [Heard.of(row.name, row.actor, row.at) for row in found]

    def forget(self, name: str) -> bool:
        """Remove the milestone, and return whether there was one."""
        gone = delete(milestones).where(_milestones.name == name).returning(_milestones.name)
        return self._connection.execute(gone).first() is not None

    def get(self, name: str) -> Milestone | None:
        """Return the milestone, or None as long as nobody has said that it is done."""
        found = self._connection.execute(select(milestones).where(_milestones.name == name)).one_or_none()
        return None if found is None else one_of(Milestone, found)


# Milestones that the software records.

WORKER: Final = "worker"
"""A worker is alive."""
PART_ENDED: Final = "part_ended"
"""A process of Celery's machine ended by itself, and was started again; the actor is which, and where."""
HEARTBEAT: Final = "worker@"
"""How the name of a machine's heartbeat begins; the actor is the machine."""
_A_HEARTBEAT: Final = _milestones.name.startswith(HEARTBEAT, autoescape=True)
_DIGITS: Final = 16
_NODE: Final = 59
NEWEST_MIGRATION: Final = max(
    path.name[:4]
    for path in (Path(__file__).resolve().parents[2] / "migrations" / "versions").glob("[0-9]*.py")
)
"""Read once: the code on the disk may be replaced while this one runs."""
_GONE: Final = timedelta(days=1)


def forget_machines(connection: Connection) -> None:
    """Forget every machine, as after a restore: they are those of another time."""
    connection.execute(delete(milestones).where(_A_HEARTBEAT))


def _heartbeat(node: str, role: str) -> str:
    return f"{HEARTBEAT}{role}:{sha256(node.encode()).hexdigest()[:_DIGITS]}"


FORWARDER: Final = "forwarder"
"""A computer that TRUSTED_PROXIES does not name sent forwarded headers; the actor is its network."""
FALLBACK: Final = "fallback"
"""Twilio delivered a message to the fallback URL; the actor is the error for which it did."""
ANSWERING: Final = "answering"
"""A server was able to take a message."""
SILENT_SINCE: Final = "silent_since"
SILENT_UNTIL: Final = "silent_until"
"""From when until when no server was able to, the last time."""
RECOVERED: Final = "recovered"
"""Every message that Twilio had by then is taken; the actor is how many it could not deliver."""
CLOCK: Final = "clock"
"""The clock was believed, and things went by it; the actor is the computer's start, and the seconds since then."""


# Which of Twilio's tokens is still used, by its place in the list. Nothing of the token itself is kept.

_twilio_tokens = twilio_tokens.c
SEEN_FOR: Final = timedelta(hours=1)
"""How long a sighting is not recorded again."""


class TwilioTokens(Rows):
    """The sightings of tokens, as one transaction reads them or adds to them."""

    def note(self, position: int, listed: int, now: datetime) -> None:
        """Record that a request was signed with the token at this place, hourly at most.

        0 is the newest of the `listed` tokens.
        """
        seen = upsert_into(self._connection.dialect.name, twilio_tokens).values(
            position=position, listed=listed, last_seen_at=now, hours=1
        )
        again = seen.on_conflict_do_update(
            index_elements=["position", "listed"],
            set_={"last_seen_at": now, "hours": _twilio_tokens.hours + 1},
            where=_twilio_tokens.last_seen_at <= now - SEEN_FOR,
        )
        self._connection.execute(again)

    def last_seen(self, listed: int) -> list[datetime | None]:
        """Return when each of the tokens was last seen, newest token first.

        Sightings in a list of another length do not count.
        """
        found = select(_twilio_tokens.position, _twilio_tokens.last_seen_at).where(
            _twilio_tokens.listed == listed
        )
        seen: dict[int, datetime] = {
            row.position: row.last_seen_at for row in self._connection.execute(found)
        }
        return [seen.get(position) for position in range(listed)]


# Invented senders, written in bulk: `flask demo` fills an empty clinic with them.


@dataclass(frozen=True, slots=True)
class InventedSender:
    """A made-up sender: where their conversation is, and its steps, oldest first."""

    conversation_id: UUID
    patient_id: UUID
    address: str = field(repr=False)
    language: str
    progress: str = field(repr=False)
    steps: tuple[tuple[str, datetime], ...]
    consent_version: str
    consent_hash: str
    """What they agreed to, where no text is given."""


class Invented(SealedRows):
    """The invented senders of one transaction."""

    def write(self, senders: Sequence[InventedSender], texts: Mapping[str, str] | None = None) -> None:
        """Write their conversations, steps and consents; `texts` are by language.

        Their addresses must be new.
        """
        kept = {language: ConsentText.of(text) for language, text in (texts or {}).items()}
        agreed = [row for sender in senders if (row := self._consent(sender, kept))]
        for text in kept.values():
            text.keep(self._connection)
        self._connection.execute(insert(conversations), [self._conversation(sender) for sender in senders])
        self._connection.execute(
            insert(conversation_steps), [row for sender in senders for row in _steps(sender)]
        )
        if agreed:
            self._connection.execute(insert(consents), agreed)

    def _conversation(self, sender: InventedSender) -> dict[str, Any]:
        row, (step, last) = sender.conversation_id, sender.steps[-1]
        vouched = Vouched(conversations).by(self._sealer, {"id": row}, **AT_FIRST)
        return vouched | {
            "id": row,
            "address_index": self._index.of(SENDER_ADDRESS, sender.address),
            "address_end_index": end_index(self._index, sender.address),
            "address": self._sealer.seal(SENDER_ADDRESS, row, sender.address),
            "progress": self._sealer.seal(PROGRESS, row, sender.progress),
            "step": step,
            "language": sender.language,
            "opted_out": False,
            "created_at": sender.steps[0][1],
            "last_inbound_at": last,
            "version": 1,
            "window_started_at": last,
            "window_count": 0,
        }

    def _consent(self, sender: InventedSender, texts: Mapping[str, ConsentText]) -> dict[str, Any] | None:
        """Return the row of the agreement, if the sender came past it."""
        steps = dict(sender.steps)
        if "name" not in steps:
            return None
        return {
            "id": uuid4(),
            "conversation_id": sender.conversation_id,
            "patient_id": sender.patient_id,
            "decision": "given",
            "version": sender.consent_version,
            "language": sender.language,
            "text_hash": text.digest if (text := texts.get(sender.language)) else sender.consent_hash,
            "message_sid": "invented",
            "channel": "whatsapp",
            "sender_index": self._index.of(CONSENT_SENDER, sender.address),
            "on_behalf": False,
            "decided_at": steps["name"],
        }


def _steps(sender: InventedSender) -> list[dict[str, Any]]:
    return [
        {
            "id": uuid4(),
            "conversation_id": sender.conversation_id,
            "patient_id": None if step in {"language", "consent"} else sender.patient_id,
            "step": step,
            "aside": None,
            "at": at,
        }
        for step, at in sender.steps
    ]
