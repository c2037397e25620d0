"""Conversations: one for each sender, locked while their message is answered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Row,
    Select,
    bindparam,
    func,
    select,
    tuple_,
    update,
)

from app.crypto import Unreadable
from app.intake.progress import Progress, load
from app.store import keys
from app.store.alarms import WAITS, Alarm
from app.store.columns import PROGRESS, SENDER_ADDRESS
from app.store.patient import patients
from app.store.rows import Part, Prepared, SealedRows, columns_of, one_of
from app.store.senders import LATEST_FIRST, Senders
from app.store.spellings import found_by
from app.store.tables import AT_REST, WITH_NOBODY, conversations
from app.store.vouched import Vouched

_MINUTE: Final = timedelta(minutes=1)

# Built once: building a statement costs as much as running it, and these run for every message.
_conversations = conversations.c
_vouched: Final = Vouched(conversations)
_this = _conversations.id == bindparam("conversation")
_SAVE: Final = Prepared(
    lambda _dialect: (
        update(conversations)
        .where(_this)
        .values(version=_conversations.version + 1)
        .returning(_conversations.version)
    )
)
_HOLD: Final = Prepared(lambda _dialect: select(conversations).where(_this).with_for_update())
# Spelt out, not bound: only then do both engines see that the partial index applies.
ANSWERING: Final = _conversations.step.not_in(
    bindparam("at_rest", AT_REST, expanding=True, literal_execute=True)
) & _conversations.opted_out.is_(False)
_LONGEST_SILENT_FIRST: Final = (_conversations.last_inbound_at, _conversations.id)


@dataclass(frozen=True, slots=True)
class Window:
    """When a sender's minute began, and how many messages came in it."""

    started_at: datetime
    count: int

    def counting(self, now: datetime) -> Window:
        """Return the window with one more message, which came `now`.

        A window that began in the future (the clock was put back) is over, as an old one is.
        """
        is_over = self.started_at <= now - _MINUTE or self.started_at > now
        return Window(now, 1) if is_over else Window(self.started_at, self.count + 1)


EMAIL: Final = "email"
"""The channel of somebody who was invited by e-mail. They are sent links to the form, and nothing else."""
MAILTO: Final = "mailto:"
"""How the address of such a sender begins (RFC 6068)."""
WITH_PERSON: Final = timedelta(hours=24)
"""How long the form is paused after a member's last message."""


@dataclass(frozen=True, slots=True)
class WithPerson:
    """A person at the clinic has taken over from the form, about this patient."""

    patient_id: UUID
    until: datetime
    clinical: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """One sender's conversation.

    `progress` is JSON: empty when new, None when its token does not open.
    """

    id: UUID
    created: bool
    """Whether this message began it."""
    progress: str | None = field(repr=False)
    sealed_progress: str
    """Its token as it was found. It is kept when it does not open, or when its content cannot be read."""
    step: str
    language: str | None
    opted_out: bool
    last_inbound_at: datetime
    version: int
    window: Window
    written_to: str | None = None
    """The number of ours that they last wrote to."""
    with_person: WithPerson | None = None
    wrong_owner: tuple[UUID, ...] = ()
    """Conversations that were indexed under this sender but hold another's address. They were detached; the audit trail
    names them."""

    @property
    def unreadable(self) -> bool:
        """Whether the progress is there and cannot be opened."""
        return self.progress is None

    @property
    def has_stopped(self) -> bool:
        """Whether they wrote STOP or Twilio says so: by the column or the progress."""
        try:
            return self.opted_out or (bool(self.progress) and load(self.progress or "").opted_out)
        except ValueError:
            return self.opted_out

    @property
    def answering(self) -> bool:
        """Whether they have begun to answer, and have neither handed in nor stopped us."""
        return self.step not in AT_REST and not self.opted_out

    def read(self) -> Progress | None:
        """Return their progress, or None when the draft does not open or is malformed.

        The column decides whether they have stopped us: Twilio may have reported a STOP that the conversation did not
        see.
        """
        if self.progress is None:
            return None
        try:
            progress = load(self.progress) if self.progress else Progress()
        except ValueError:
            return None
        is_same = progress.opted_out == self.opted_out
        return progress if is_same else replace(progress, opted_out=self.opted_out)


@dataclass(frozen=True, slots=True)
class Reach:
    """How a sender can be written to.

    `channel` is whatsapp, sms or email, or "" when the number is no longer theirs.
    """

    conversation_id: UUID
    channel: str
    opted_out: bool
    last_inbound_at: datetime
    with_person: WithPerson | None


@dataclass(frozen=True, slots=True)
class Answering:
    """A sender who has begun to answer, for a list. It holds none of their words."""

    id: UUID
    address: str | Unreadable = field(repr=False)
    step: str
    language: str | None
    created_at: datetime
    last_inbound_at: datetime
    version: int


_REACH: Final = select(
    _conversations.address,
    _conversations.opted_out,
    _conversations.last_inbound_at,
    *_vouched.read,
)
_HAS_PATIENTS: Final = Prepared(
    lambda _dialect: (
        select(patients.c.id).where(patients.c.conversation_id == bindparam("conversation")).limit(1)
    )
)
_LISTED: Final = select(*columns_of(Answering, conversations)).where(ANSWERING)


class Conversations(SealedRows):
    """The conversations of one transaction."""

    _senders = Part(Senders)

    def lock(self, address: str, external_user: str | None, now: datetime) -> Conversation:
        """Return the sender's conversation, new or known, held until the transaction ends.

        A known user id decides whatever the address is, and the stored address is then brought up to date. A user id
        that is not known yet takes over the conversation that the address began without one. A conversation whose sealed
        address or user id is another's is never returned, whatever its index says.

        Raises:
            WrongKeys: other processes have a key that we lack, and the draft may be sealed with it: writing would lose it.
        """
        found = self._senders.lock(address, external_user, now)
        return self._opened(found.row, created=found.created, wrong_owner=found.wrong_owner)

    def hold(self, conversation_id: UUID) -> Conversation | None:
        """Return the conversation, held until the transaction ends; None if there is none.

        A message of the same sender waits meanwhile. A caller that also locks patients' rows must do so after this,
        as a message does.
        """
        found = _HOLD.rows(self._connection, {"conversation": conversation_id})
        return self._opened(found[0]) if found else None

    def get(self, conversation_id: UUID) -> Conversation | None:
        """Return the conversation, or None. Locks nothing."""
        this = select(conversations).where(_conversations.id == conversation_id)
        row = self._connection.execute(this).one_or_none()
        return None if row is None else self._opened(row)

    def save(  # noqa: PLR0917  (the values, in the order of their columns)
        self,
        conversation_id: UUID,
        progress_json: str,
        step: str,
        language: str | None,
        opted_out: bool,
        now: datetime,
        window: Window | None = None,
        written_to: str | None = None,
    ) -> None:
        """Save the conversation's progress after a message that came `now`.

        `window` is the held conversation's, with that message counted; `written_to` is the number of ours that it
        came to.
        """
        values: dict[str, object] = {
            "conversation": conversation_id,
            "progress": self._sealer.seal(PROGRESS, conversation_id, progress_json),
            "step": step,
            "language": language,
            "opted_out": opted_out,
            "last_inbound_at": now,
        }
        if window is not None:
            values |= {"window_started_at": window.started_at, "window_count": window.count}
        if written_to is not None:
            values["written_to"] = written_to
        [_] = _SAVE.run(self._connection, values)

    def set_opted_out(self, conversation_id: UUID, opted_out: bool) -> None:
        """Record whether this sender wants no more messages."""
        known = update(conversations).where(_conversations.id == conversation_id)
        self._connection.execute(known.values(opted_out=opted_out))

    def reach(self, conversation_id: UUID) -> Reach | None:
        """Return how a sender can be written to; None when there is no such conversation.

        It opens their address, and no draft. Locks nothing.
        """
        row = self._connection.execute(_REACH.where(_conversations.id == conversation_id)).one_or_none()
        if row is None:
            return None
        try:
            address = self._sealer.open(SENDER_ADDRESS, conversation_id, row.address)
        except Unreadable:
            address = ""
        is_theirs = bool(address) and self.find(address) == conversation_id
        return Reach(
            conversation_id,
            _channel(address) if is_theirs else "",
            row.opted_out,
            row.last_inbound_at,
            self._with_person(row),
        )

    def hand_over(self, conversation_id: UUID, patient_id: UUID, now: datetime, *, clinical: bool) -> None:
        """Pause the form: a person writes with this sender about a patient.

        It is not paused while the row is one that was changed by hand.
        """
        taken = {"with_person_about": patient_id, "with_person_until": now + WITH_PERSON}
        taken |= {"with_person_clinical": clinical}
        _vouched.change(self._connection, self._sealer, _conversations.id == conversation_id, **taken)

    def hand_back(self, conversation_id: UUID) -> bool:
        """Let the form answer again, and return whether it was paused."""
        held = (_conversations.id == conversation_id, _conversations.with_person_about.is_not(None))
        return _vouched.change(self._connection, self._sealer, *held, **WITH_NOBODY) > 0

    def answering(
        self, limit: int, after: tuple[datetime, UUID] | None = None, *, alarmed: bool | None = None
    ) -> list[Answering]:
        """Return the senders who are answering, the longest silent first.

        `after` is `last_inbound_at` and `id` of the last one seen. `alarmed` keeps only those with, or without, a
        waiting alarm.
        """
        later = _LISTED if after is None else _LISTED.where(tuple_(*_LONGEST_SILENT_FIRST) > after)
        if alarmed is not None:
            waits = _conversations.id.in_(select(Alarm.conversation_id).where(WAITS))
            later = later.where(waits if alarmed else ~waits)
        return self._answering(later.order_by(*_LONGEST_SILENT_FIRST).limit(limit))

    def find_answering(self, conversation_id: UUID) -> Answering | None:
        """Return one sender who is answering, or None."""
        found = self._answering(_LISTED.where(_conversations.id == conversation_id))
        return found[0] if found else None

    def count_answering(self, cap: int = 1000) -> int:
        """Count the senders who have begun and not handed in, up to `cap`."""
        some = (
            select(_conversations.id).where(ANSWERING).order_by(*_LONGEST_SILENT_FIRST).limit(cap).subquery()
        )
        return int(self._connection.execute(select(func.count()).select_from(some)).scalar_one())

    def has_patients(self, conversation_id: UUID) -> bool:
        """Return whether the clinic has a record that came from this conversation."""
        return bool(_HAS_PATIENTS.run(self._connection, {"conversation": conversation_id}))

    def find(self, address: str) -> UUID | None:
        """Return the id of the address's latest conversation, or None. Locks nothing.

        If there is none, it may be another spelling of the number that has one.
        """
        latest = select(_conversations.id).order_by(*LATEST_FIRST).limit(1)
        for indexes in found_by(self._index, address):
            found = self._connection.execute(latest.where(_conversations.address_index.in_(indexes)))
            if (row := found.one_or_none()) is not None:
                return UUID(str(row.id))
        return None

    def stored_address(self, conversation_id: UUID) -> str | None:
        """Return the sender's address, or None when there is no such conversation.

        Raises:
            Unreadable: no key of ours opens it.
        """
        found = select(_conversations.address).where(_conversations.id == conversation_id)
        token = self._connection.execute(found).scalar_one_or_none()
        return None if token is None else self._sealer.open(SENDER_ADDRESS, conversation_id, token)

    def _answering(self, listed: Select[*tuple[Any, ...]]) -> list[Answering]:
        rows = self._connection.execute(listed).all()
        addresses = self._sealer.open_many(SENDER_ADDRESS, ((row.id, row.address) for row in rows))
        return [one_of(Answering, row, address=address) for row, address in zip(rows, addresses, strict=True)]

    def _opened(
        self, row: Row[Any], *, created: bool = False, wrong_owner: tuple[UUID, ...] = ()
    ) -> Conversation:
        return Conversation(
            id=row.id,
            created=created,
            progress=self._progress(row.id, row.progress),
            sealed_progress=row.progress,
            step=row.step,
            language=row.language,
            opted_out=row.opted_out,
            last_inbound_at=row.last_inbound_at,
            version=row.version,
            window=Window(row.window_started_at, row.window_count),
            written_to=row.written_to,
            with_person=self._with_person(row),
            wrong_owner=wrong_owner,
        )

    def _with_person(self, row: Any) -> WithPerson | None:
        """Return who writes with them; nobody, by a row that was written by hand."""
        if row.with_person_about is None or row.with_person_until is None:
            return None
        if not _vouched.is_genuine(self._sealer, row):
            return None
        return WithPerson(row.with_person_about, row.with_person_until, row.with_person_clinical)

    def _progress(self, row: UUID, token: str) -> str | None:
        try:
            return self._sealer.open(PROGRESS, row, token)
        except Unreadable:
            keys.check(self._connection, self._sealer, self._index)
            return None


def _channel(address: str) -> str:
    if address.startswith(MAILTO):
        return EMAIL
    return "whatsapp" if address.startswith("whatsapp:") else "sms"
