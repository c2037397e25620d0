"""Alarms: messages that may be cries for help, and who has taken them.

They outlive the intake and the conversation that they came from, so they have foreign keys to neither.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, bindparam, case, delete, exists, func, insert, select, update

from app.store.columns import ALARM_SEAL, ALARM_WORDS, SENDER_ADDRESS
from app.store.patient import Opened
from app.store.rows import Prepared, SealedRows, columns_of, digest_of, fields_of, one_of
from app.store.tables import alarms, conversations

ALERT: Final = "alert"
"""The kind of job that alerts staff to an alarm; its subject is the alarm."""
MOST_WAITING: Final = 20
"""At most this many alarms of one conversation wait: staff have been told by then, and a flood fills no disk."""
_MANY: Final = 200
_table = alarms.c
WAITS: Final = _table.acknowledged_at.is_(None)
_WAITING: Final = Prepared(
    lambda _dialect: (
        select(_table.id).where(WAITS, _table.conversation_id == bindparam("conversation")).limit(1)
    )
)
_SEALED_OVER: Final = (
    *("conversation_id", "patient_id", "danger", "step", "raised_at"),
    *("acknowledged_at", "acknowledged_by"),
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm. Its words are opened only where a page asks for them."""

    id: UUID
    conversation_id: UUID
    patient_id: UUID | None
    """The intake in progress, or the record, if the conversation had one."""
    danger: str
    step: str
    """The step that the conversation was at."""
    raised_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    words: Opened = field(default=None, repr=False)
    written_at: datetime | None = None
    """When it was written, if Twilio could not deliver it then."""

    @property
    def waits(self) -> bool:
        """Return whether nobody has taken it."""
        return self.acknowledged_at is None


@dataclass(frozen=True, slots=True)
class Caller:
    """The sender of an alarm, from what the conversation still holds."""

    address: Opened = field(repr=False)
    language: str | None
    opted_out: bool


_ALARM: Final = columns_of(Alarm, alarms, but=("words",))


class Alarms(SealedRows):
    """The alarms of one transaction."""

    def add(  # noqa: PLR0917  (the values, in the order of their columns)
        self,
        conversation_id: UUID,
        patient_id: UUID | None,
        danger: str,
        step: str,
        words: str,
        now: datetime,
        written_at: datetime | None = None,
    ) -> UUID | None:
        """Keep an alarm of a conversation that the transaction holds; return its id.

        `written_at` is when it was written, if Twilio could not deliver it then.

        Return None when too many wait already.
        """
        waiting = select(func.count()).where(_table.conversation_id == conversation_id, WAITS)
        if self._connection.execute(waiting).scalar_one() >= MOST_WAITING:
            return None
        new = uuid4()
        values: dict[str, Any] = {
            "id": new,
            "conversation_id": conversation_id,
            "patient_id": patient_id,
            "danger": danger,
            "step": step,
            "raised_at": now,
            "acknowledged_at": None,
            "acknowledged_by": None,
            "written_at": written_at,
        }
        sealed = {"words": self._sealer.seal(ALARM_WORDS, new, words), "seal": self._seal(values)}
        self._connection.execute(insert(alarms), values | sealed)
        return new

    def acknowledge(self, conversation_id: UUID, seen: UUID, actor: str, now: datetime) -> list[Alarm]:
        """Take the alarms that wait in a conversation, and return those taken.

        `seen` is the newest alarm that the member has seen; a later one still waits. One UPDATE decides: when two
        members take an alarm at once, one of them gets it.
        """
        until = select(_table.raised_at).where(_table.id == seen).scalar_subquery()
        theirs = (_table.conversation_id == conversation_id, WAITS, _table.raised_at <= until)
        rows = self._connection.execute(select(*_ALARM).where(*theirs)).mappings().all()
        if not rows:
            return []
        taken = {"acknowledged_at": now, "acknowledged_by": actor}
        seals = {row["id"]: self._seal({**row, **taken}) for row in rows}
        ours = update(alarms).where(_table.id.in_(seals), WAITS)
        changed = ours.values(**taken, seal=case(seals, value=_table.id)).returning(*_ALARM)
        return [one_of(Alarm, row) for row in self._connection.execute(changed)]

    def get(self, alarm_id: UUID) -> Alarm | None:
        """Return an alarm, held until the transaction ends; None when it was erased."""
        found = select(*_ALARM).where(_table.id == alarm_id).with_for_update()
        row = self._connection.execute(found).one_or_none()
        return None if row is None else one_of(Alarm, row)

    def of(self, conversation_id: UUID, *, with_words: bool = False, limit: int = _MANY) -> list[Alarm]:
        """Return a conversation's alarms, newest first; their words only on request."""
        theirs = _table.conversation_id == conversation_id
        return self._latest(theirs, with_words=with_words, limit=limit)

    def about(self, patient_id: UUID, limit: int = _MANY) -> list[Alarm]:
        """Return the alarms that name a patient, newest first, opened."""
        return self._latest(_table.patient_id == patient_id, with_words=True, limit=limit)

    def waiting_for(self, patient_id: UUID) -> UUID | None:
        """Return the conversation in which an alarm of a patient waits, or None."""
        found = select(_table.conversation_id).where(_table.patient_id == patient_id, WAITS)
        return self._connection.execute(found.limit(1)).scalar_one_or_none()

    def steps_of(self, patient_id: UUID) -> list[str]:
        """Return the steps at which the alarms of a patient were raised."""
        found = select(_table.step).where(_table.patient_id == patient_id)
        return list(self._connection.execute(found.distinct().order_by(_table.step)).scalars())

    def latest(self, limit: int = _MANY) -> list[Alarm]:
        """Return all alarms, newest first, without their words."""
        return self._latest(limit=limit)

    def waiting(self, conversations_shown: int) -> list[Alarm]:
        """Return what nobody has taken, oldest first.

        Only those of the `conversations_shown` conversations that have waited longest.
        """
        longest = (
            select(_table.conversation_id)
            .where(WAITS)
            .group_by(_table.conversation_id)
            .order_by(func.min(_table.raised_at))
            .limit(conversations_shown)
        )
        found = select(*_ALARM).where(WAITS, _table.conversation_id.in_(longest))
        rows = self._connection.execute(found.order_by(_table.raised_at, _table.id))
        return [one_of(Alarm, row) for row in rows]

    def count_waiting(self) -> int:
        """Return in how many conversations an alarm waits."""
        counted = select(func.count(_table.conversation_id.distinct())).where(WAITS)
        return int(self._connection.execute(counted).scalar_one())

    def mark(self) -> str:
        """Return a text that changes with each alarm that comes or is taken."""
        counted = select(func.count(), func.max(_table.raised_at)).where(WAITS)
        count, newest = self._connection.execute(counted).one()
        return f"{count}-{newest:%Y%m%dT%H%M%S.%f}" if count else "0"

    def waits(self, conversation_id: UUID) -> bool:
        """Return whether an alarm waits in the conversation."""
        return bool(_WAITING.run(self._connection, {"conversation": conversation_id}))

    def count(self, since: datetime, until: datetime) -> int:
        """Return how many were raised from `since` to before `until`."""
        within = (_table.raised_at >= since, _table.raised_at < until)
        return int(self._connection.execute(select(func.count()).where(*within)).scalar_one())

    def callers(self, conversation_ids: Collection[UUID]) -> dict[UUID, Caller]:
        """Return the sender of each conversation; one that is gone is left out."""
        sender = conversations.c
        found = select(sender.id, sender.address, sender.language, sender.opted_out)
        rows = self._connection.execute(found.where(sender.id.in_(conversation_ids))).all()
        opened = self._sealer.open_many(SENDER_ADDRESS, ((row.id, row.address) for row in rows))
        return {
            row.id: Caller(address, row.language, row.opted_out)
            for row, address in zip(rows, opened, strict=True)
        }

    def forget(self, patient_id: UUID) -> None:
        """Forget the alarms that name an erased patient."""
        self._connection.execute(delete(alarms).where(_table.patient_id == patient_id))

    def forget_taken(self, conversation_id: UUID) -> None:
        """Forget the taken alarms of a conversation that name no patient.

        Their words may be those of a patient who was erased.
        """
        taken = (_table.conversation_id == conversation_id, _table.patient_id.is_(None), ~WAITS)
        self._connection.execute(delete(alarms).where(*taken))

    def forget_all_in(self, conversation_id: UUID) -> None:
        """Forget every alarm of a conversation that is erased."""
        self._connection.execute(delete(alarms).where(_table.conversation_id == conversation_id))

    def forged(self) -> Iterator[UUID]:
        """Yield the alarms that were written or changed by hand."""
        rows = self._connection.execute(select(*_ALARM, _table.seal)).mappings().all()
        seals = self._sealer.open_many(ALARM_SEAL, ((row["id"], row["seal"]) for row in rows))
        return (row["id"] for row, seal in zip(rows, seals, strict=True) if seal != _vouched(row))

    def raise_again(self, forged: Collection[UUID]) -> set[UUID]:
        """Let forged alarms whose words are ours wait again, and return which they are.

        Somebody who writes into the database must not be able to hide a cry for help.
        """
        rows = (
            self._connection.execute(select(*_ALARM, _table.words).where(_table.id.in_(forged)))
            .mappings()
            .all()
        )
        opened = self._sealer.open_many(ALARM_WORDS, ((row["id"], row["words"]) for row in rows))
        ours = [row for row, words in zip(rows, opened, strict=True) if isinstance(words, str)]
        for row in ours:
            untaken = {"acknowledged_at": None, "acknowledged_by": None}
            values = {**untaken, "seal": self._seal({**row, **untaken})}
            self._connection.execute(update(alarms).where(_table.id == row["id"]).values(values))
        return {row["id"] for row in ours}

    def _latest(
        self, *which: ColumnElement[bool], with_words: bool = False, limit: int = _MANY
    ) -> list[Alarm]:
        columns = (*_ALARM, _table.words) if with_words else _ALARM
        newest: Select[*tuple[Any, ...]] = select(*columns).where(*which)
        newest = newest.order_by(_table.raised_at.desc(), _table.id.desc()).limit(limit)
        rows = self._connection.execute(newest).all()
        sealed = [(row.id, row.words) for row in rows] if with_words else []
        opened = self._sealer.open_many(ALARM_WORDS, sealed)
        words = {row: text for (row, _), text in zip(sealed, opened, strict=True)}
        return [one_of(Alarm, row, words=words.get(row.id)) for row in rows]

    def _seal(self, values: Mapping[Any, Any]) -> str:
        return self._sealer.seal(ALARM_SEAL, values["id"], _vouched(values))


def _vouched(values: Mapping[Any, Any]) -> str:
    # The seal of an alarm that came in time leaves `written_at` out, as it did before the column existed.
    late = ("written_at",) if values["written_at"] is not None else ()
    return digest_of(fields_of(values, (*_SEALED_OVER, *late)))


def alarm_waits_in(conversation: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Return the condition that an alarm waits in a conversation."""
    return exists().where(_table.conversation_id == conversation, WAITS).correlate_except(alarms)
