"""What was done, when and by whom.

Where the software cannot see it, somebody says so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple, Self

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Base, NoSeal, add_once, as_read, connection_of, put, read_columns

BACKUP_TAKEN: Final = "backup_taken"
"""Marked by `flask backup`: when the newest backup was made."""
BACKUP_REHEARSED: Final = "backup_rehearsed"
"""Marked by `flask rehearse` and `flask restore`: when a backup was last restored and opened."""
TAKEN_WITHIN: Final = timedelta(days=7)
"""A backup older than this is too old."""
REHEARSED_WITHIN: Final = timedelta(days=90)
"""A rehearsal longer ago than this proves little of today's backups."""


WORKER: Final = "worker"
"""A worker is alive."""
PART_ENDED: Final = "part_ended"
"""A process of Celery's machine ended by itself, and was started again; the actor is which, and where."""
HEARTBEAT: Final = "worker@"
"""How the name of a machine's heartbeat begins; the actor is the machine."""
_DIGITS: Final = 16
_NODE: Final = 59
NEWEST_MIGRATION: Final = max(
    path.name[:4]
    for path in (Path(__file__).resolve().parents[3] / "migrations" / "versions").glob("[0-9]*.py")
)
"""Read once: the code on the disk may be replaced while this one runs."""
_GONE: Final = timedelta(days=1)
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
SAMPLES: Final = "samples"
"""There are sample patients."""
CLOCK: Final = "clock"
"""The clock was believed, and things went by it; the actor is the computer's start, and the seconds since then."""


class Milestone(Base):
    """Something done: when it was last recorded, and by whom."""

    __tablename__ = "milestones"

    name: Mapped[str] = mapped_column(ShortText(32), primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(ShortText(64))

    seal = NoSeal("What was done when. Doctor reads them, and nothing is opened by one.")


_A_HEARTBEAT: Final = Milestone.name.startswith(HEARTBEAT, autoescape=True)
_ONE: Final = select(*read_columns(Milestone)).where(Milestone.name == bindparam("of"))


class Heard(NamedTuple):
    """A machine, and when a process of one role there was last heard of."""

    machine: str
    role: str
    at: datetime
    migration: str
    """The newest migration that its code has."""

    @classmethod
    def of(cls, name: str, actor: str, at: datetime) -> Self:
        machine, _, migration = actor.rpartition(" ")
        role = name.removeprefix(HEARTBEAT).partition(":")[0]
        return cls(machine, role, at, migration)


def mark(db: Session, name: str, actor: str, now: datetime) -> None:
    """Record that it was done, in place of the earlier time."""
    put(db, Milestone(name=name, at=now, actor=actor), {"at": now, "actor": actor})


def begin(db: Session, name: str, actor: str, now: datetime) -> bool:
    """Record that it is done, unless it is recorded already; return whether this did."""
    return add_once(db, Milestone(name=name, at=now, actor=actor))


def get(db: Session, name: str) -> Milestone | None:
    """Return the milestone, or None as long as nobody has said that it is done."""
    found = connection_of(db).execute(_ONE, {"of": name}).mappings().one_or_none()
    return None if found is None else as_read(Milestone, found)


def forget(db: Session, name: str) -> bool:
    """Remove the milestone, and return whether there was one."""
    return db.scalar(delete(Milestone).where(Milestone.name == name).returning(Milestone.name)) is not None


def heard_of(db: Session, node: str, now: datetime, role: str = "command", *, does_jobs: bool = True) -> None:
    """Record that a process of this role lives on this machine.

    Machines that were silent for a day are forgotten.
    """
    if does_jobs:
        mark(db, WORKER, "anteroom", now)
    mark(db, _heartbeat(node, role), f"{node[:_NODE].replace(' ', '-')} {NEWEST_MIGRATION}", now)
    db.execute(delete(Milestone).where(_A_HEARTBEAT, Milestone.at < now - _GONE))


def left(db: Session, node: str, role: str) -> None:
    """Record that a process of this role was stopped on this machine.

    If another one goes on there, it is heard of again within a minute.
    """
    forget(db, _heartbeat(node, role))


def machines(db: Session) -> list[Heard]:
    """Return the machines that were heard of within a day, by role."""
    found = select(Milestone.name, Milestone.actor, Milestone.at).where(_A_HEARTBEAT)
    return [Heard.of(*each) for each in db.execute(found.order_by(Milestone.actor, Milestone.name))]


def forget_machines(db: Session) -> None:
    """Forget every machine, as after a restore: they are those of another time."""
    db.execute(delete(Milestone).where(_A_HEARTBEAT))


def _heartbeat(node: str, role: str) -> str:
    return f"{HEARTBEAT}{role}:{sha256(node.encode()).hexdigest()[:_DIGITS]}"
