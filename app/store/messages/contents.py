"""The contents that we created at Twilio, each of which is sent by its id.

A text that changes gets a new row. Until WhatsApp has approved it, the version that was approved last is sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Text, UniqueConstraint, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Model, Seal, add_once, ours

CHECK: Final = "content.check"
"""The kind of job that asks Twilio what WhatsApp decided."""
_NUMBERED: Final = re.compile(r"\{\{(\d+)\}\}")


class State:
    """How far a content has come: Twilio's words for it, and two of ours."""

    NEW: Final = "new"
    """Not known to be at Twilio."""
    UNSUBMITTED: Final = "unsubmitted"
    """At Twilio, but nobody has asked for WhatsApp's approval."""
    RECEIVED: Final = "received"
    PENDING: Final = "pending"
    APPROVED: Final = "approved"
    REJECTED: Final = "rejected"
    PAUSED: Final = "paused"
    DISABLED: Final = "disabled"
    SESSION: Final = "session"
    """At Twilio, and used only within the 24 hours in which nothing has to be approved."""


WAITING: Final = (State.NEW, State.UNSUBMITTED, State.RECEIVED, State.PENDING)
"""States in which something is still to come."""


class Content(Model):
    """One version of a text."""

    __tablename__ = "contents"
    __table_args__ = (UniqueConstraint("name", "language", "digest"),)

    name: Mapped[str] = mapped_column(ShortText(32))
    language: Mapped[str] = mapped_column(ShortText(8))
    digest: Mapped[str] = mapped_column(ShortText(64))
    kind: Mapped[str] = mapped_column(ShortText(16))
    """`text` for a template; for buttons and lists, Twilio's name for them."""
    body: Mapped[str] = mapped_column(Text)
    variables: Mapped[str] = mapped_column(ShortText(255))
    """Their names, in the order of their numbers, with commas between."""
    sid: Mapped[str | None] = mapped_column(ShortText(34), default=None)
    state: Mapped[str] = mapped_column(ShortText(16), default=State.NEW)
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    """Why WhatsApp rejected it."""
    created_at: Mapped[datetime]
    checked_at: Mapped[datetime | None] = mapped_column(default=None)

    seal = Seal("name", "language", "digest", "kind", "body", "variables", "sid", "state", "created_at")
    called = "texts at Twilio"

    @property
    def known_as(self) -> str:
        """Return the name by which Twilio and WhatsApp know it.

        It holds the text's digest, because WhatsApp never takes the name of a rejected template again.
        """
        return f"anteroom_{self.name}_{self.language}_{self.digest[:12]}"


class Template(NamedTuple):
    """A text that WhatsApp approved: it may be sent outside the 24 hours."""

    name: str
    language: str
    sid: str
    body: str
    variables: tuple[str, ...]
    """Their names, in the order of their numbers."""

    def filled(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the variables as a message takes them: number -> value, each on one line.

        Raises:
            KeyError: a value is missing.
        """
        return {str(number): _on_one_line(values[name]) for number, name in enumerate(self.variables, 1)}

    def shown(self, values: Mapping[str, str]) -> str:
        """Return what the receiver reads.

        Raises:
            KeyError: a value is missing.
        """
        filled = self.filled(values)
        return _NUMBERED.sub(lambda found: filled[found[1]], self.body)


def _on_one_line(value: str) -> str:
    """Return a value as WhatsApp takes it: no line breaks, no runs of blanks."""
    return " ".join(value.split())


def all_contents(db: Session) -> list[Content]:
    """Return every version of every text, by name and language, newest first.

    One that was changed by hand is none, here and below.
    """
    return _found(db)


def approved(db: Session, name: str, language: str) -> Template | None:
    """Return the newest version that may be sent at any time, if there is one."""
    found = ours(db.scalars(_APPROVED, {"name": name, "language": language}))
    return _template(found[0]) if found else None


def is_any_approved(db: Session, name: str) -> bool:
    """Return whether a text may be sent at any time in some language."""
    return bool(_found(db, Content.name == name, _IS_APPROVED))


def templates(db: Session, language: str) -> list[Template]:
    """Return each text of a language that may be sent at any time, by name."""
    newest: dict[str, Content] = {}
    for content in ours(db.scalars(_ALL_APPROVED, {"language": language})):
        newest.setdefault(content.name, content)
    return [_template(content) for content in newest.values()]


def session_sids(db: Session) -> dict[tuple[str, str, str], str]:
    """Return name, language and digest of buttons and lists -> Twilio's id."""
    found = _found(db, Content.state == State.SESSION)
    return {(each.name, each.language, each.digest): each.sid or "" for each in found}


def put(db: Session, new: Content) -> Content:
    """Return the row of this version; write it if it is missing or not genuine.

    It becomes the newest one, even if it was used before and another came in between.
    """
    if add_once(db, new):
        return new
    same = Content.name == new.name, Content.language == new.language, Content.digest == new.digest
    there = db.scalars(select(Content).where(*same).with_for_update()).one()
    if ours([there]):
        there.created_at = new.created_at
        db.flush()
        return there
    db.execute(delete(Content).where(Content.id == there.id))
    add_once(db, new)
    return new


def made(db: Session, content: Content, sid: str, state: str, now: datetime) -> None:
    """Record that Twilio has created it, under this id."""
    _change(db, content, sid=sid, state=state, checked_at=now)


def judged(db: Session, content: Content, state: str, reason: str | None, now: datetime) -> None:
    """Record what WhatsApp decided."""
    _change(db, content, state=state, reason=reason, checked_at=now)


def lost(db: Session, content: Content) -> None:
    """Record that Twilio no longer has it, so that it is created again."""
    _change(db, content, sid=None, state=State.NEW, reason=None)


_IS_APPROVED: Final = Content.state == State.APPROVED


def _change(db: Session, content: Content, **changes: object) -> None:
    for row in ours(db.scalars(select(Content).where(Content.id == content.id).with_for_update())):
        for name, value in changes.items():
            setattr(row, name, value)
    db.flush()


_FOUND: Final = select(Content).order_by(
    Content.name, Content.language, Content.created_at.desc(), Content.id
)
_ALL_APPROVED: Final = _FOUND.where(_IS_APPROVED, Content.language == bindparam("language"))
_APPROVED: Final = _ALL_APPROVED.where(Content.name == bindparam("name"))


def _found(db: Session, *which: ColumnElement[bool]) -> list[Content]:
    return ours(db.scalars(_FOUND.where(*which)))


def _template(content: Content) -> Template:
    names = tuple(filter(None, content.variables.split(",")))
    return Template(content.name, content.language, content.sid or "", content.body, names)
