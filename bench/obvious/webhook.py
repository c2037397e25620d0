"""The obvious webhook: Talisman, Limiter, RequestValidator, an ORM, Fernet, TwiML.

It is what a developer would write for the same promises: a message is taken once, a sender sends so much a minute and
a day, an answer that cannot be one is asked for again, a consent is kept with the text that it is about, numbers and
answers are sealed, and the trail has a line where Anteroom's has one. Each message of the bench leads to the same step
in both. It speaks one language and knows no danger, and has no other way through its questions than forward.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_bytes
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet
from flask import Flask, abort, request
from flask_limiter import Limiter
from flask_talisman import Talisman
from sqlalchemy import ForeignKey, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any


def choice(text: str) -> str | None:
    return text if text in {"1", "2"} else None


def yes(text: str) -> str | None:
    return "yes" if text.lower() in {"1", "yes"} else None


def name(text: str) -> str | None:
    words = text.split()
    return " ".join(words) if words and not any(char.isdigit() for char in text) else None


def birth_date(text: str) -> str | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"):
        try:
            day = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return day.date().isoformat() if day <= datetime.now(UTC) else None
    return None


def anything(text: str) -> str | None:
    return text or None


QUESTIONS: tuple[tuple[str, Callable[[str], str | None]], ...] = (
    ("Who are these questions about? 1) you or 2) somebody else", choice),
    ("We store what you tell us. Do you agree? Please answer 1 for yes.", yes),
    ("What is your full name?", name),
    ("What is your date of birth?", birth_date),
    ("What is your address?", anything),
    ("What illnesses have you had?", anything),
    ("What medicines do you take?", anything),
)
"""What is asked, and what reads an answer to it: None asks again."""
CONSENT = 1


class Base(DeclarativeBase):
    """The tables."""


class Sender(Base):
    """Somebody who writes, and how far they have come."""

    __tablename__ = "senders"
    id: Mapped[int] = mapped_column(primary_key=True)
    number_hash: Mapped[str] = mapped_column(unique=True)
    number: Mapped[bytes]
    step: Mapped[int]
    written_at: Mapped[datetime]


class Answer(Base):
    """What they answered."""

    __tablename__ = "answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey(Sender.id), index=True)
    step: Mapped[int]
    words: Mapped[bytes]
    at: Mapped[datetime]


class Consent(Base):
    """A yes to the privacy text."""

    __tablename__ = "consents"
    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey(Sender.id), index=True)
    text: Mapped[str]
    text_hash: Mapped[str]
    given_at: Mapped[datetime]


class Event(Base):
    """A line of the audit trail."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(index=True)
    action: Mapped[str]
    at: Mapped[datetime]


class Message(Base):
    """A message that was taken: Twilio may send it twice."""

    __tablename__ = "messages"
    sid: Mapped[str] = mapped_column(primary_key=True)
    reply: Mapped[bytes]
    taken_at: Mapped[datetime]


def create_app(database: Path, token: str, url: str) -> Flask:
    """Return an app that answers `/webhook`, signed for `url`."""
    app = Flask(__name__)
    Talisman(app, force_https=False)
    limiter = Limiter(lambda: request.form.get("From", ""), app=app, storage_uri="memory://")
    engine = create_engine(f"sqlite:///{database}")

    @event.listens_for(engine, "connect")
    def _durable(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    Base.metadata.create_all(engine)
    fernet, index_key, validator = Fernet(Fernet.generate_key()), token_bytes(32), RequestValidator(token)

    @app.post("/webhook")
    @limiter.limit("20/minute;200/day")
    def webhook() -> tuple[str, dict[str, str]]:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(f"{url}/webhook", request.form, signature):
            abort(403)
        with Session(engine) as session:
            taken = session.get(Message, request.form["MessageSid"])
            reply = fernet.decrypt(taken.reply).decode() if taken else answer(session)
            session.commit()
        response = MessagingResponse()
        response.message(reply)
        return str(response), {"Content-Type": "text/xml"}

    def answer(session: Session) -> str:
        address, now = request.form["From"], datetime.now(UTC)
        number_hash = hmac.digest(index_key, address.encode(), "sha256").hex()
        sender = session.scalars(select(Sender).where(Sender.number_hash == number_hash)).one_or_none()
        if sender is None:
            number = fernet.encrypt(address.encode())
            sender = Sender(number_hash=number_hash, number=number, step=0, written_at=now)
            session.add(sender)
            session.flush()
            session.add(Event(sender_id=sender.id, action="started", at=now))
        elif (words := read(sender.step, request.form["Body"].strip())) is not None:
            if sender.step == CONSENT:
                text, _ = QUESTIONS[CONSENT]
                digest = sha256(text.encode()).hexdigest()
                session.add(Consent(sender_id=sender.id, text=text, text_hash=digest, given_at=now))
                session.add(Event(sender_id=sender.id, action="consent given", at=now))
            else:
                sealed = fernet.encrypt(words.encode())
                session.add(Answer(sender_id=sender.id, step=sender.step, words=sealed, at=now))
            sender.step, sender.written_at = sender.step + 1, now
        reply = (
            QUESTIONS[sender.step][0] if sender.step < len(QUESTIONS) else "Thank you, the clinic has it all."
        )
        sealed = fernet.encrypt(reply.encode())
        session.add(Message(sid=request.form["MessageSid"], reply=sealed, taken_at=now))
        return reply

    def read(step: int, body: str) -> str | None:
        return QUESTIONS[step][1](body) if step < len(QUESTIONS) else None

    return app
