"""Messages that we send: replies of staff, reminders, invitations, alerts.

Ask for one in the transaction of what needs it:

    outbound.send(
        unit.db,
        NewMessage(Purpose.REPLY, actor, conversation_id=talk, patient_id=patient, body="Please call us."),
        now,
    )

Nothing is sent within that transaction. `send` writes a sealed row and a job, which names the row. Once both are
committed, a worker sends the message: `app/messages/send.py`. Only then does it look at what may have changed meanwhile:
STOP, the 24 hours in which WhatsApp takes free text, quiet hours, a number with a new owner, Twilio's pace.

A row is `queued`, then `sending` (claimed: Twilio may have it), then `sent` with Twilio's MessageSid, then `delivered`
and perhaps `read`. It ends as `failed` or `undelivered` where Twilio could not deliver it, and as `given_up` where we
did not send it; `error` says why, by Twilio's code or ours.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Update,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.clinic import milestones
from app.store.engine.database import ShortText
from app.store.messages.deliveries import NOT_DELIVERED
from app.store.messages.new_message import KEPT, NewMessage, Purpose
from app.store.messages.outbound_errors import reaction_to
from app.store.model import (
    Expiry,
    InConversation,
    Model,
    Seal,
    Sealed,
    connection_of,
    keys_of,
    leave_sealed,
    ours,
    sealed,
    table_of,
)
from app.store.model import opened as open_all
from app.store.patients.legal_holds import in_held_conversation
from app.store.prepared import Prepared
from app.store.row_text import Forged
from app.store.vouched import Vouched
from app.store.work import jobs

SEND: Final = "message.send"
SEND_ALERT: Final = "message.send_alert"
"""The kinds of job that send a message, their subject. Alerts have their own, and wait for no other message."""
WINDOW: Final = timedelta(hours=24)
"""How long after a patient's last message WhatsApp takes free text for them."""
SPARE: Final = timedelta(minutes=10)
"""How much earlier we stop, because a message is on its way for a while."""
BUTTONS_PAUSED: Final = "buttons_paused"
"""The milestone until which the form replies without buttons, because Twilio failed to send some."""
PAUSE_OF_BUTTONS: Final = timedelta(minutes=10)
PAUSE_OF_REFUSED_BUTTONS: Final = timedelta(days=1)
"""After a refusal that will come again. `content push` ends it."""
_SHOWN: Final = 200
_A_MOMENT: Final = timedelta(minutes=1)
_OF_THE_FORM: Final = (Purpose.CHAT.value, Purpose.LATE.value)

OPEN: Final = ("queued", "sending")
FAILED: Final = (*NOT_DELIVERED, "given_up")


def _forget(db: Session, conversation_id: UUID) -> None:
    """Forget the messages to a conversation that are about nobody."""
    _FORGET.run(connection_of(db), {"conversation": conversation_id})


def _forget_draft(db: Session, conversation_id: UUID) -> None:
    """Forget what staff wrote to somebody within an intake that is not handed in."""
    db.execute(delete(OutboundMessage).where(*of_unfinished(conversation_id)))


class OutboundMessage(Model):
    """A message of ours. One about a patient is erased with them.

    A reply about nobody on file is part of the intake that its conversation has not handed in yet: it goes with that, or
    to the record. Words that were forgotten are None.
    """

    __tablename__ = "outbound_messages"
    __table_args__ = (Index(None, "patient_id", "created_at"), Index(None, "conversation_id", "tried_at"))

    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    patient_id: Mapped[UUID | None] = mapped_column(ForeignKey("patients.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(ShortText(16))
    actor: Mapped[str] = mapped_column(ShortText(64))
    address: Sealed[str | None] = sealed(default=None)
    body: Sealed[str | None] = sealed(padded=True, default=None)
    content_sid: Mapped[str | None] = mapped_column(ShortText(34))
    variables: Sealed[str | None] = sealed(padded=True, default=None)
    state: Mapped[str] = mapped_column(ShortText(16))
    attempts: Mapped[int]
    """How often it was claimed to be sent."""
    created_at: Mapped[datetime] = mapped_column(index=True)
    send_by: Mapped[datetime | None]
    tried_at: Mapped[datetime | None] = mapped_column(index=True)
    sender: Mapped[str | None] = mapped_column(ShortText(32))
    """Our number, as of the last attempt."""
    message_sid: Mapped[str | None] = mapped_column(ShortText(34), unique=True)
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(ShortText(32))
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    asked_at: Mapped[datetime | None]
    """When Twilio was last asked what became of it, because no callback came."""
    clinical: Mapped[bool] = mapped_column(server_default=false())

    called = "messages"
    seal = Seal(
        *("conversation_id", "patient_id", "purpose", "actor", "content_sid"),
        *("created_at", "send_by", "sent_at", "clinical"),
    )
    expires = (Expiry("receipt", "finished_at", lambda: _IS_NO_PART_OF_A_RECORD),)
    in_conversation = InConversation(words=_forget, draft=_forget_draft)

    is_genuine = True
    """Whether we wrote to whom it goes, what for, and with which template. If not, nothing of it is opened or sent."""

    @property
    def waits(self) -> bool:
        """Whether it is still to be sent."""
        return self.state in OPEN

    @property
    def may_be_sent(self) -> bool:
        """Whether we wrote it, and have not sent it. The database alone may say otherwise."""
        return self.is_genuine and self.sent_at is None

    @property
    def failed(self) -> bool:
        """Whether it did not reach its receiver, and will not."""
        return self.state in FAILED


_messages: Final = table_of(OutboundMessage)
_table = _messages.c
_vouched: Final = Vouched(_messages)
UNSENT: Final = _table.state == literal_column("'given_up'")
"""The condition of an index: the messages that were given up, which are few."""
NOT_ARRIVED: Final = _table.state.in_([literal_column(f"'{state}'") for state in FAILED])
"""The condition of another index: the messages that did not reach their receiver."""
Index(
    "ix_outbound_messages_not_arrived",
    _table.actor,
    _table.finished_at,
    sqlite_where=NOT_ARRIVED,
    postgresql_where=NOT_ARRIVED,
)
Index("ix_outbound_messages_unsent", _table.patient_id, sqlite_where=UNSENT, postgresql_where=UNSENT)


_FROM: Final[Mapping[str, tuple[str, ...]]] = {
    "delivered": ("sent",),
    "read": ("sent", "delivered"),
    "failed": ("sent",),
    "undelivered": ("sent",),
}
"""Twilio's status -> the states that it replaces. Callbacks come in any order, and more than once."""
_AS: Final = {"canceled": "failed"}
_IS_ABOUT_NOBODY: Final = _table.patient_id.is_(None) & (_table.purpose != Purpose.REPLY.value)
_SEND: Final = Prepared(lambda _dialect: insert(_messages).inline())
_FORGET: Final = Prepared(
    lambda _dialect: delete(_messages).where(
        _table.conversation_id == bindparam("conversation"), _IS_ABOUT_NOBODY
    )
)
_SEALED: Final = (OutboundMessage.address, OutboundMessage.body, OutboundMessage.variables)
_IS_KEPT: Final = or_(
    _table.purpose.in_([each.value for each in KEPT]), in_held_conversation(_table.conversation_id)
)
_IS_NO_PART_OF_A_RECORD: Final[ColumnElement[bool]] = _table.purpose.not_in(KEPT)
"""Words of staff belong to the record, or to the intake that will be one, and go with it."""


def of_unfinished(
    conversation_id: UUID | ColumnElement[UUID | None], table: Any = _table
) -> tuple[ColumnElement[bool], ...]:
    """Return which replies are part of a conversation's unfinished intake."""
    is_reply = table.purpose == Purpose.REPLY.value
    return table.conversation_id == conversation_id, table.patient_id.is_(None), is_reply


def send(db: Session, new: NewMessage, now: datetime, row: UUID | None = None) -> UUID:
    """Queue a message, to be sent once the transaction is committed; return its id.

    It is `row`, for the reply by which a receipt is answered: they have one id.

    Raises:
        ValueError: the words hold a lone surrogate.
    """
    values = _values(db, new, now, row or uuid4())
    _SEND.run(connection_of(db), values)
    _queue(db, new.purpose, values["id"], new.actor, now, new.not_before)
    return cast("UUID", values["id"])


def send_unless_overtaken(db: Session, new: NewMessage, now: datetime, seen: UUID | None) -> UUID | None:
    """Queue a reply, unless a colleague has replied since the one that was `seen`.

    Return its id, or None. One statement decides. The caller holds the conversation: of two that reply at once, the second
    waits for the first, and then sees its reply.
    """
    values, other = _values(db, new, now, uuid4()), _messages.alias().c
    seen_at = select(_table.created_at).where(_table.id == seen, *_beside(new, _table))
    since = or_(seen_at.scalar_subquery().is_(None), other.created_at > seen_at.scalar_subquery())
    others = *_beside(new, other), other.actor != new.actor
    row = select(*(literal(value, _table[name].type) for name, value in values.items()))
    unless = row.where(~exists().where(*others, since))
    added = insert(_messages).from_select(list(values), unless).returning(_table.id)
    if db.execute(added).first() is None:
        return None
    _queue(db, new.purpose, values["id"], new.actor, now, new.not_before)
    return cast("UUID", values["id"])


def _values(db: Session, new: NewMessage, now: datetime, row: UUID) -> dict[str, Any]:
    """Return the row of a new message, sealed."""
    seal = keys_of(db).sealer.seal
    variables = json.dumps(dict(new.variables), ensure_ascii=False) if new.content_sid else ""
    texts = zip(_SEALED, (new.to, new.body, variables), strict=True)
    values = {
        "id": row,
        "conversation_id": new.conversation_id,
        "patient_id": new.patient_id,
        "purpose": new.purpose.value,
        "actor": new.actor,
        "content_sid": new.content_sid or None,
        "state": "queued",
        "attempts": 0,
        "created_at": now,
        "send_by": new.send_by,
        "sent_at": None,
        "clinical": new.clinical,
        **{each.column.name: seal(each.column, row, text) if text else None for each, text in texts},
    }
    return values | _vouched.by(keys_of(db).sealer, values)


def is_repeated(db: Session, new: NewMessage, now: datetime) -> bool:
    """Return whether somebody has written the same words about a record a moment ago.

    A caller that holds the conversation sees an equal message of the same moment, too.
    """
    lately = (
        *_beside(new, _table),
        _table.actor == new.actor,
        _table.created_at > now - _A_MOMENT,
        _table.state.not_in(FAILED),
    )
    return any(each.body == new.body for each in _read(db, *lately, limit=_SHOWN))


def _beside(new: NewMessage, table: Any) -> tuple[ColumnElement[bool], ...]:
    """Return which messages stand in the same thread, for the same purpose."""
    if new.patient_id is None and new.conversation_id is not None and new.purpose == Purpose.REPLY:
        return of_unfinished(new.conversation_id, table)
    return table.patient_id == new.patient_id, table.purpose == new.purpose.value


def is_last_reply_clinical(db: Session, new: NewMessage) -> bool:
    """Return whether only clinicians read the newest reply; true where there is none.

    It is that of the thread in which a new message will stand.
    """
    newest = select(_table.clinical).where(*_beside(new, _table))
    newest = newest.order_by(_table.created_at.desc(), _table.id.desc())
    return connection_of(db).scalar(newest.limit(1)) in {None, True}


def get(db: Session, message_id: UUID) -> OutboundMessage | None:
    """Return a message, opened; None when there is none."""
    found = _read(db, _table.id == message_id, limit=1)
    return found[0] if found else None


def of(
    db: Session, patient_id: UUID, limit: int = _SHOWN, *, opened: bool = True, clinical: bool = True
) -> list[OutboundMessage]:
    """Return the messages about a patient, newest first, opened.

    Without `clinical`, none that only clinicians read is opened, and a link to the form never is.
    """
    rows = db.scalars(_OF_PATIENT, {"patient": patient_id, "most": limit}).all()
    return _opened(rows, opened=opened, clinical=clinical, links=False)


def unfinished(
    db: Session, conversation_id: UUID, *, opened: bool = True, clinical: bool = True
) -> list[OutboundMessage]:
    """Return the replies within an unfinished intake, newest first, as `of` does."""
    rows = db.scalars(_NEWEST.where(*of_unfinished(conversation_id)).limit(_SHOWN)).all()
    return _opened(rows, opened=opened, clinical=clinical)


def latest(db: Session, purpose: Purpose | None = None) -> OutboundMessage | None:
    """Return the message, of one kind or any, that was tried last. Opens none."""
    tried = select(OutboundMessage).where(_table.tried_at.is_not(None))
    if purpose is not None:
        tried = tried.where(_table.purpose == purpose.value)
    return db.scalar(tried.order_by(_table.tried_at.desc()).limit(1))


def states(db: Session, patient_id: UUID) -> list[tuple[UUID, str]]:
    """Return the states of the messages about a patient, newest first. Opens none."""
    return [(row.id, row.state) for row in connection_of(db).execute(_STATES, {"patient": patient_id})]


def unfinished_states(db: Session, conversation_id: UUID) -> list[tuple[UUID, str]]:
    """Return the states of the replies within an unfinished intake. Opens none."""
    found = select(_table.id, _table.state).where(*of_unfinished(conversation_id))
    newest = found.order_by(_table.created_at.desc()).limit(_SHOWN)
    return [(row.id, row.state) for row in connection_of(db).execute(newest)]


def hand_in(db: Session, conversation_id: UUID, patient_id: UUID) -> None:
    """Let the replies within an intake stand in the record that it became."""
    theirs = of_unfinished(conversation_id)
    _vouched.change(connection_of(db), keys_of(db).sealer, *theirs, patient_id=patient_id)


def states_of(db: Session, message_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the states of these messages, of those that are kept. Opens none."""
    found = select(_table.id, _table.state).where(_table.id.in_(message_ids))
    return {row.id: row.state for row in connection_of(db).execute(found)} if message_ids else {}


def where_to(db: Session, message_id: UUID) -> UUID | None:
    """Return the conversation that a message goes to, if any. Locks nothing."""
    found = select(_table.conversation_id).where(_table.id == message_id)
    return db.scalar(found)


def claim(db: Session, message: OutboundMessage, sender: str, now: datetime) -> OutboundMessage | None:
    """Claim a message to send it, and return it; None when somebody else has.

    One statement decides. From now on Twilio may have the message, until `sent` or `release` says otherwise.
    """
    claimed = _this(message, *OPEN).values(
        state="sending", attempts=_table.attempts + 1, tried_at=now, sender=sender
    )
    return None if db.scalar(claimed.returning(_table.id)) is None else get(db, message.id)


def sent(db: Session, message: OutboundMessage, message_sid: str, now: datetime) -> bool:
    """Record that Twilio took a claimed message, and return whether it is still there.

    A status that came before this is caught up with: see `follow`.
    """
    took = _this(message, "sending").values(
        state="sent", message_sid=message_sid, error=None, **_revouched(db, message, sent_at=now)
    )
    return db.scalar(took.returning(_table.id)) is not None


def mailed(db: Session, message: OutboundMessage, now: datetime) -> None:
    """Record that the mail server took a claimed message. It reports nothing more."""
    took = _this(message, "sending").values(
        state="sent",
        finished_at=now,
        error=None,
        **_revouched(db, message, sent_at=now),
        **_forgetting(),
    )
    db.execute(took)


def release(db: Session, message: OutboundMessage, error: str) -> None:
    """Let a claimed message wait again: Twilio has not taken it."""
    db.execute(_this(message, "sending").values(state="queued", error=error))


def give_up(db: Session, message: OutboundMessage, error: str, now: datetime) -> bool:
    """Record that a message is not sent, and why; return whether it was still to be."""
    over = _this(message, *OPEN).values(state="given_up", error=error, finished_at=now, **_forgetting())
    return db.scalar(over.returning(_table.id)) is not None


def follow(
    db: Session, message_sid: str, status: str, error_code: str | None, now: datetime
) -> OutboundMessage | None:
    """Record a status that Twilio reports, and return the message if it is news."""
    state = _AS.get(status, status)
    if state not in _FROM:
        return None
    news = {"state": state, "error": error_code, "finished_at": func.coalesce(_table.finished_at, now)}
    forgetting = _forgetting() if state in {"delivered", "read"} else {}
    moved = update(_messages).where(_table.message_sid == message_sid, _table.state.in_(_FROM[state]))
    row = db.scalar(moved.values(**news, **forgetting).returning(_table.id))
    return None if row is None else get(db, row)


def again(db: Session, message: OutboundMessage, now: datetime, not_before: datetime) -> None:
    """Queue again a message that only a limit kept from being delivered."""
    if not message.is_genuine:
        return
    fresh = {"state": "queued", "message_sid": None, "finished_at": None}
    fresh |= _revouched(db, message, sent_at=None)
    again = _this(message, *NOT_DELIVERED).values(fresh)
    if db.scalar(again.returning(_table.id)) is not None:
        _queue(db, message.purpose, message.id, message.actor, now, not_before)


def as_text(db: Session, message: OutboundMessage, error: str, now: datetime) -> bool:
    """Queue a reply again without its buttons, which Twilio refused or lost.

    Return whether it is queued: only once, and only while its words are kept. For a while, no other reply has buttons
    either.
    """
    has_words = message.is_genuine and isinstance(message.body, str)
    if message.purpose != Purpose.CHAT or not message.content_sid or not has_words:
        return False
    plain = _revouched(db, message, content_sid=None, sent_at=None)
    plain |= {"variables": None, "state": "queued", "error": error}
    fresh = {"message_sid": None, "finished_at": None}
    again = _this(message, "sending", *NOT_DELIVERED).values(**plain, **fresh)
    if db.scalar(again.returning(_table.id)) is None:
        return False
    pause = PAUSE_OF_REFUSED_BUTTONS if reaction_to(error).is_told else PAUSE_OF_BUTTONS
    milestones.mark(db, BUTTONS_PAUSED, "anteroom", now + pause)
    return True


def waits(db: Session, conversation_id: UUID, purpose: Purpose) -> bool:
    """Return whether a message for this purpose is still to be sent."""
    found = select(_table.id).where(
        _table.conversation_id == conversation_id, _table.purpose == purpose.value, _table.state.in_(OPEN)
    )
    return connection_of(db).execute(found.limit(1)).first() is not None


def open_before(db: Session, message_id: UUID) -> Sequence[UUID]:
    """Return the form's replies that are to be sent before this one, in order.

    One that waits for a seal holds up no other.
    """
    this = _messages.alias().c
    found = select(_table.id).where(
        this.id == message_id,
        this.purpose.in_(_OF_THE_FORM),
        _table.purpose == this.purpose,
        _table.conversation_id == this.conversation_id,
        _table.state.in_(OPEN),
        _table.created_at < this.created_at,
        _table.seal.is_not(None),
    )
    return db.scalars(found.order_by(_table.created_at)).all()


def forget_chat(db: Session, conversation_id: UUID) -> None:
    """Forget what the form has replied: it may hold answers that are gone."""
    theirs = (_table.conversation_id == conversation_id, _table.purpose.in_(_OF_THE_FORM))
    over = update(_messages).where(*theirs, _table.state.not_in(OPEN))
    db.execute(over.values({each.column.name: None for each in _SEALED}))


def tried_since(
    db: Session, since: datetime, *, sender: str | None = None, conversation: UUID | None = None
) -> int:
    """Return how many messages were tried since `since`.

    Count only those from one number of ours, or to one conversation, if it is given.
    """
    which: list[ColumnElement[bool]] = [_table.tried_at > since]
    if sender is not None:
        which.append(_table.sender == sender)
    if conversation is not None:
        which.append(_table.conversation_id == conversation)
    return db.scalars(select(func.count()).where(*which)).one()


def known(db: Session, message_sids: Collection[str]) -> set[str]:
    """Return those of Twilio's ids that belong to a message of ours."""
    found = select(_table.message_sid).where(_table.message_sid.in_(message_sids))
    return {sid for sid in db.scalars(found) if sid is not None}


def cancel(db: Session, conversation_id: UUID, purpose: Purpose, now: datetime) -> None:
    """Give up the messages for a purpose that wait for a conversation."""
    waits = (_table.conversation_id == conversation_id, _table.purpose == purpose.value)
    over = update(_messages).where(*waits, _table.state == "queued")
    values = {"state": "given_up", "error": "not_needed", "finished_at": now}
    connection_of(db).execute(over.values(**values, **_forgetting()))


def _revouched(db: Session, message: OutboundMessage, **changed: Any) -> dict[str, Any]:
    """Return changes of a message, with the seal that it then needs.

    The seal is over the row as it is now: since the message was read, its intake may have been handed in. The caller holds
    the conversation.

    Raises:
        Forged: its row was written by hand, and must not become ours.
    """
    if not message.is_genuine:
        raise Forged(_messages.name, message.id)
    row = connection_of(db).execute(select(*_vouched.read).where(_table.id == message.id)).one_or_none()
    if row is None:
        return changed
    if not _vouched.is_genuine(keys_of(db).sealer, row):
        raise Forged(_messages.name, message.id)
    return _vouched.by(keys_of(db).sealer, row._mapping, **changed)  # noqa: SLF001  (SQLAlchemy's public name)


def _this(message: OutboundMessage, *states: str) -> Update:
    """Return an UPDATE of a message as it was read: nobody has claimed it since."""
    as_read = (_table.id == message.id, _table.attempts == message.attempts, _table.state.in_(states))
    return update(_messages).where(*as_read)


def _forgetting() -> dict[str, Any]:
    """Return the values that forget words, but for those that are kept."""
    columns = (_table[each.column.name] for each in _SEALED)
    return {column.name: case((_IS_KEPT, column), else_=null()) for column in columns}


def _queue(  # noqa: PLR0917  (the values of a job)
    db: Session, purpose: str, row: UUID, actor: str, now: datetime, not_before: datetime | None
) -> None:
    kind = SEND_ALERT if purpose == Purpose.ALERT else SEND
    jobs.add(db, kind, row, actor, now, not_before)


def _read(db: Session, *which: ColumnElement[bool], limit: int) -> list[OutboundMessage]:
    return _opened(db.scalars(_NEWEST.where(*which).limit(limit)).all())


_NEWEST: Final = (
    select(OutboundMessage)
    .order_by(_table.created_at.desc(), _table.id.desc())
    .execution_options(populate_existing=True)
)
_OF_PATIENT: Final = _NEWEST.where(_table.patient_id == bindparam("patient")).limit(
    bindparam("most", type_=Integer)
)
_STATES: Final = (
    select(_table.id, _table.state)
    .where(_table.patient_id == bindparam("patient"))
    .order_by(_table.created_at.desc(), _table.id.desc())
    .limit(_SHOWN)
)


def _opened(
    rows: Sequence[OutboundMessage], *, opened: bool = True, clinical: bool = True, links: bool = True
) -> list[OutboundMessage]:
    genuine = {row.id for row in ours(rows)}
    opens: list[OutboundMessage] = []
    stay: list[OutboundMessage] = []
    for row in rows:
        row.is_genuine = row.id in genuine
        is_hidden = (row.clinical and not clinical) or (row.purpose == Purpose.FORM and not links)
        (opens if opened and not (row.is_genuine and is_hidden) else stay).append(row)
    open_all(opens, *_SEALED)
    leave_sealed(stay, *_SEALED)
    return [*rows]
