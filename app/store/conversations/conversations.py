"""Conversations: one for each sender, locked while their message is answered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Index, LargeBinary, bindparam, false, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.crypto import Unreadable
from app.intake.progress import Progress, load
from app.store import keys
from app.store.conversations.spellings import SENDER_ADDRESS, found_by
from app.store.engine.database import ShortText
from app.store.model import Model, Seal, Sealed, connection_of, keys_of, sealed, table_of
from app.store.patients.patient import patients
from app.store.prepared import Prepared
from app.store.vouched import Vouched

_MINUTE: Final = timedelta(minutes=1)
AT_REST: Final = ("language", "submitted", "declined", "closed")
"""The steps at which nobody is answering: before the first answer, and after the last."""
_WITH_NOBODY: Final = {"with_person_about": None, "with_person_until": None, "with_person_clinical": False}
"""What the columns hold while no person at the clinic writes with a sender."""
AT_FIRST: Final = {**_WITH_NOBODY, "reminded_of": None, "no_reminders": False}
"""What the columns that the seal is over hold of a new sender."""


class ConversationRow(Model):
    """The table, for queries and what asks every table.

    A row is never made an object of this class, which would cost a message more than its statement: it is read as a
    `Conversation`.
    """

    __tablename__ = "conversations"
    __table_args__ = (Index(None, "last_inbound_at", "id"),)

    address_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    external_user_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    address: Sealed[str] = sealed()
    external_user: Sealed[str | None] = sealed(default=None)
    address_end_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    """Of the number's last digits."""
    progress: Sealed[str] = sealed(padded=True)
    step: Mapped[str] = mapped_column(ShortText(32))
    language: Mapped[str | None] = mapped_column(ShortText(8))
    opted_out: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(index=True)
    last_inbound_at: Mapped[datetime]
    version: Mapped[int]
    window_started_at: Mapped[datetime]
    window_count: Mapped[int]
    written_to: Mapped[str | None] = mapped_column(ShortText(32))
    """The number of ours that they last wrote to."""
    with_person_about: Mapped[UUID | None]
    """The patient about whom a person at the clinic writes with them. No foreign key: patients refer to conversations."""
    with_person_until: Mapped[datetime | None]
    with_person_clinical: Mapped[bool] = mapped_column(server_default=false())
    """Whether only clinicians read it."""
    reminded_at: Mapped[datetime | None]
    reminded_of: Mapped[UUID | None]
    """The intake that they were reminded of, once. No foreign key: it is not yet a patient."""
    no_reminders: Mapped[bool] = mapped_column(server_default=false())
    asked_by: Mapped[UUID | None]
    """The reply that asked the open question: the id of a receipt, or of a message of ours."""
    seen_at: Mapped[datetime | None]
    """When the patient may have seen that reply first: when it was sent, or reported as delivered or read."""

    seal = Seal(*AT_FIRST, harmless=AT_FIRST | {"no_reminders": True})


EXTERNAL_USER: Final = ConversationRow.external_user.column
PROGRESS: Final = ConversationRow.progress.column
_conversations: Final = table_of(ConversationRow)
_table = _conversations.c
_answering = _table.step.not_in(AT_REST) & _table.opted_out.is_(False)
Index(
    "ix_conversations_answering",
    *(_table.last_inbound_at, _table.id),
    sqlite_where=_answering,
    postgresql_where=_answering,
)
OPTED_OUT: Final = _table.opted_out.is_(True)
Index("ix_conversations_opted_out", _table.id, sqlite_where=OPTED_OUT, postgresql_where=OPTED_OUT)
_ALONE: Final = _table.external_user_index.is_(None)
Index(
    "uq_conversations_address_index_alone",
    _table.address_index,
    unique=True,
    sqlite_where=_ALONE,
    postgresql_where=_ALONE,
)
# Spelt out, not bound: only then do both engines see that the partial index applies.
ANSWERING: Final = _table.step.not_in(
    bindparam("at_rest", AT_REST, expanding=True, literal_execute=True)
) & _table.opted_out.is_(False)
LATEST_FIRST: Final = (_table.last_inbound_at.desc(), _table.id)
"""One number may have had several owners; the latest has it now."""

# Built once: building a statement costs as much as running it, and these run for every message.
_vouched: Final = Vouched(_conversations)
_KNOWN: Final = (
    *(_table.id, _table.address_index, _table.external_user_index, _table.address, _table.external_user),
    *(_table.progress, _table.step, _table.language, _table.opted_out, _table.last_inbound_at),
    *(_table.version, _table.window_started_at, _table.window_count, _table.written_to),
    *(_table.asked_by, _table.seen_at),
    *(_table[name] for name in AT_FIRST),
    _table.seal,
)
READ: Final = select(*_KNOWN)
"""Reads what `opened` takes."""
_this = _table.id == bindparam("conversation")
_REACHED: Final = READ.where(_this)
_SPOKE_LAST: Final = (
    select(_table.id)
    .where(_table.address_index.in_(bindparam("indexes", expanding=True)))
    .order_by(*LATEST_FIRST)
    .limit(1)
)
_SAVE: Final = Prepared(
    lambda _dialect: (
        update(_conversations).where(_this).values(version=_table.version + 1).returning(_table.version)
    )
)
_NOTE_SEEN: Final = Prepared(
    lambda _dialect: (
        update(_conversations)
        .where(_this, _table.asked_by == bindparam("reply"))
        .where(or_(_table.seen_at.is_(None), _table.seen_at < bindparam("seen")))
        .values(seen_at=bindparam("seen"))
    )
)
_HOLD: Final = Prepared(lambda _dialect: READ.where(_this).with_for_update())
_HAS_PATIENTS: Final = Prepared(
    lambda _dialect: (
        select(patients.c.id).where(patients.c.conversation_id == bindparam("conversation")).limit(1)
    )
)


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


class WithPerson(NamedTuple):
    """A person at the clinic writes with a sender about this patient.

    The form then waits. It goes on where the patient is one whose intake is not handed in yet.
    """

    patient_id: UUID
    until: datetime
    clinical: bool

    @property
    def since(self) -> datetime:
        """When the person last wrote, or took over."""
        return self.until - WITH_PERSON


class Asked(NamedTuple):
    """Which reply asked the open question, and when it may have been seen first.

    The time is None if nobody has told it.
    """

    by: UUID | None = None
    seen_at: datetime | None = None


UNTOLD: Final = Asked()


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
    asked: Asked = UNTOLD
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


class Reach(NamedTuple):
    """How a sender can be written to.

    `channel` is whatsapp, sms or email, or "" when the number is no longer theirs.
    """

    conversation_id: UUID
    channel: str
    opted_out: bool
    last_inbound_at: datetime
    with_person: WithPerson | None


def hold(db: Session, conversation_id: UUID) -> Conversation | None:
    """Return the conversation, held until the transaction ends; None if there is none.

    A message of the same sender waits meanwhile. A caller that also locks patients' rows must do so after this, as a
    message does.
    """
    found = _HOLD.rows(connection_of(db), {"conversation": conversation_id})
    return opened(db, found[0]) if found else None


def get(db: Session, conversation_id: UUID) -> Conversation | None:
    """Return the conversation, or None. Locks nothing."""
    row = db.execute(READ.where(_table.id == conversation_id)).one_or_none()
    return None if row is None else opened(db, row)


def save(  # noqa: PLR0917  (the values, in the order of their columns)
    db: Session,
    conversation_id: UUID,
    progress_json: str,
    step: str,
    language: str | None,
    opted_out: bool,
    now: datetime,
    window: Window | None = None,
    written_to: str | None = None,
    asked: Asked = UNTOLD,
) -> None:
    """Save the conversation's progress after a message that came `now`.

    `window` is the held conversation's, with that message counted; `written_to` is the number of ours that it came to.
    Without `asked`, no report of a reply says any more when the open question was seen.
    """
    values: dict[str, object] = {
        "conversation": conversation_id,
        "progress": keys_of(db).sealer.seal(PROGRESS, conversation_id, progress_json),
        "step": step,
        "language": language,
        "opted_out": opted_out,
        "last_inbound_at": now,
        "asked_by": asked.by,
        "seen_at": asked.seen_at,
    }
    if window is not None:
        values |= {"window_started_at": window.started_at, "window_count": window.count}
    if written_to is not None:
        values["written_to"] = written_to
    [_] = _SAVE.run(connection_of(db), values)


def note_seen(db: Session, conversation_id: UUID, reply: UUID, seen_at: datetime) -> None:
    """Note when the reply that asked the open question was sent, delivered or read.

    One statement decides, so reports may come in any order, twice, or late: the time only moves forward, and a report of
    another reply changes nothing.
    """
    _NOTE_SEEN.run(connection_of(db), {"conversation": conversation_id, "reply": reply, "seen": seen_at})


def set_opted_out(db: Session, conversation_id: UUID, opted_out: bool) -> None:
    """Record whether this sender wants no more messages."""
    db.execute(update(_conversations).where(_table.id == conversation_id).values(opted_out=opted_out))


def reach(db: Session, conversation_id: UUID) -> Reach | None:
    """Return how a sender can be written to; None when there is no such conversation.

    It opens their address, and no draft. Locks nothing.
    """
    row = connection_of(db).execute(_REACHED, {"conversation": conversation_id}).one_or_none()
    if row is None:
        return None
    try:
        address = keys_of(db).sealer.open(SENDER_ADDRESS, conversation_id, row.address)
    except Unreadable:
        address = ""
    is_theirs = bool(address) and find(db, address) == conversation_id
    channel = _channel(address) if is_theirs else ""
    return Reach(conversation_id, channel, row.opted_out, row.last_inbound_at, _with_person(db, row))


def hand_over(db: Session, conversation_id: UUID, patient_id: UUID, now: datetime, *, clinical: bool) -> None:
    """Note that a person writes with this sender about a patient, or about one to be.

    It is not paused while the row is one that was changed by hand.
    """
    taken = {"with_person_about": patient_id, "with_person_until": now + WITH_PERSON}
    change(db, _table.id == conversation_id, **taken, with_person_clinical=clinical)


def hand_back(db: Session, conversation_id: UUID) -> bool:
    """Let the form answer again, and return whether it was paused."""
    held = (_table.id == conversation_id, _table.with_person_about.is_not(None))
    return change(db, *held, **_WITH_NOBODY)


def change(db: Session, *which: ColumnElement[bool], **changes: Any) -> bool:
    """Change columns that the seal is over; return whether a row was changed.

    It is the row that matches, if we wrote it. When two callers change it at once, one gets True.
    """
    return _vouched.change(db.connection(), keys_of(db).sealer, *which, **changes) > 0


def has_patients(db: Session, conversation_id: UUID) -> bool:
    """Return whether the clinic has a record that came from this conversation."""
    return bool(_HAS_PATIENTS.run(connection_of(db), {"conversation": conversation_id}))


def find(db: Session, address: str) -> UUID | None:
    """Return the id of the address's latest conversation, or None. Locks nothing.

    If there is none, it may be another spelling of the number that has one.
    """
    for indexes in found_by(keys_of(db).blind_index, address):
        found: UUID | None = connection_of(db).scalar(_SPOKE_LAST, {"indexes": list(indexes)})
        if found is not None:
            return found
    return None


def stored_address(db: Session, conversation_id: UUID) -> str | None:
    """Return the sender's address, or None when there is no such conversation.

    Raises:
        Unreadable: no key of ours opens it.
    """
    token = db.scalar(select(_table.address).where(_table.id == conversation_id))
    return None if token is None else keys_of(db).sealer.open(SENDER_ADDRESS, conversation_id, token)


def opened(
    db: Session, row: Any, *, created: bool = False, wrong_owner: tuple[UUID, ...] = ()
) -> Conversation:
    """Return a row as a conversation, with its draft opened.

    Raises:
        WrongKeys: the draft does not open, and other processes have a key that we lack.
    """
    return Conversation(
        id=row.id,
        created=created,
        progress=_progress(db, row.id, row.progress),
        sealed_progress=row.progress,
        step=row.step,
        language=row.language,
        opted_out=row.opted_out,
        last_inbound_at=row.last_inbound_at,
        version=row.version,
        window=Window(row.window_started_at, row.window_count),
        written_to=row.written_to,
        with_person=_with_person(db, row),
        asked=Asked(row.asked_by, row.seen_at),
        wrong_owner=wrong_owner,
    )


def _with_person(db: Session, row: Any) -> WithPerson | None:
    """Return who writes with them; nobody, by a row that was written by hand."""
    if row.with_person_about is None or row.with_person_until is None:
        return None
    if not _vouched.is_genuine(keys_of(db).sealer, row):
        return None
    return WithPerson(row.with_person_about, row.with_person_until, row.with_person_clinical)


def _progress(db: Session, row: UUID, token: str) -> str | None:
    sealer, index, _door = keys_of(db)
    try:
        return sealer.open(PROGRESS, row, token)
    except Unreadable:
        keys.check(db.connection(), sealer, index)
        return None


def _channel(address: str) -> str:
    if address.startswith(MAILTO):
        return EMAIL
    return "whatsapp" if address.startswith("whatsapp:") else "sms"
