"""The contents that we created at Twilio, each of which is sent by its id.

A text that changes gets a new row. Until WhatsApp has approved it, the version that was approved last is sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select, update

from app.store.database import upsert_into
from app.store.rows import SealedRows, columns_of, of_columns
from app.store.tables import contents
from app.store.vouched import Vouched

CHECK: Final = "content.check"
"""The kind of job that asks Twilio what WhatsApp decided."""
_table = contents.c
_vouched: Final = Vouched(contents)
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


@dataclass(frozen=True, slots=True)
class Content:
    """One version of a text."""

    id: UUID
    name: str
    language: str
    digest: str
    kind: str
    """`text` for a template; for buttons and lists, Twilio's name for them."""
    body: str
    variables: str
    """Their names, in the order of their numbers, with commas between."""
    sid: str | None
    state: str
    reason: str | None
    """Why WhatsApp rejected it."""
    created_at: datetime
    checked_at: datetime | None

    @property
    def known_as(self) -> str:
        """Return the name by which Twilio and WhatsApp know it.

        It holds the text's digest, because WhatsApp never takes the name of a rejected template again.
        """
        return f"anteroom_{self.name}_{self.language}_{self.digest[:12]}"


@dataclass(frozen=True, slots=True)
class Template:
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


_CONTENT: Final = columns_of(Content, contents)


class Contents(SealedRows):
    """The contents of one transaction. One that was changed by hand is none."""

    def all(self) -> list[Content]:
        """Return every version of every text, by name and language, newest first."""
        return self._found()

    def approved(self, name: str, language: str) -> Template | None:
        """Return the newest version that may be sent at any time, if there is one."""
        found = self._found(_table.name == name, _table.language == language, _table.state == State.APPROVED)
        return _template(found[0]) if found else None

    def is_any_approved(self, name: str) -> bool:
        """Return whether a text may be sent at any time in some language."""
        return bool(self._found(_table.name == name, _table.state == State.APPROVED))

    def templates(self, language: str) -> list[Template]:
        """Return each text of a language that may be sent at any time, by name."""
        newest: dict[str, Content] = {}
        for content in self._found(_table.language == language, _table.state == State.APPROVED):
            newest.setdefault(content.name, content)
        return [_template(content) for content in newest.values()]

    def session_sids(self) -> dict[tuple[str, str, str], str]:
        """Return name, language and digest of buttons and lists -> Twilio's id."""
        found = self._found(_table.state == State.SESSION)
        return {(each.name, each.language, each.digest): each.sid or "" for each in found}

    def put(  # noqa: PLR0917  (one row)
        self,
        name: str,
        language: str,
        digest: str,
        kind: str,
        body: str,
        variables: Sequence[str],
        now: datetime,
    ) -> Content:
        """Return the row of this version; write it if it is missing or not genuine.

        It becomes the newest one, even if it was used before and another came in between.
        """
        values = {
            "name": name,
            "language": language,
            "digest": digest,
            "kind": kind,
            "body": body,
            "variables": ",".join(variables),
            "sid": None,
            "state": State.NEW,
            "created_at": now,
        }
        same = (_table.name == name, _table.language == language, _table.digest == digest)
        put = upsert_into(self._connection.dialect.name, contents).on_conflict_do_nothing()
        if (
            self._connection.execute(put.values(self._new(uuid4(), values)).returning(_table.id)).first()
            is None
        ):
            is_ours = _vouched.change(self._connection, self._sealer, *same, created_at=now)
            if not is_ours:
                row = self._connection.execute(select(_table.id).where(*same)).scalar_one()
                written = update(contents).where(_table.id == row)
                self._connection.execute(written.values(self._new(row, values)))
        (content,) = self._found(*same)
        return content

    def made(self, content: Content, sid: str, state: str, now: datetime) -> None:
        """Record that Twilio has created it, under this id."""
        self._change(content, sid=sid, state=state, checked_at=now)

    def judged(self, content: Content, state: str, reason: str | None, now: datetime) -> bool:
        """Record what WhatsApp decided, and return whether the state has changed."""
        self._change(content, state=state, reason=reason, checked_at=now)
        return state != content.state

    def lost(self, content: Content) -> None:
        """Record that Twilio no longer has it, so that it is created again."""
        self._change(content, sid=None, state=State.NEW, reason=None)

    def _new(self, row: UUID, values: Mapping[str, Any]) -> dict[str, Any]:
        return _vouched.by(self._sealer, {"id": row}, **values) | {"id": row}

    def _change(self, content: Content, **changes: Any) -> None:
        _vouched.change(self._connection, self._sealer, _table.id == content.id, **changes)

    def _found(self, *which: ColumnElement[bool]) -> list[Content]:
        order = (_table.name, _table.language, _table.created_at.desc(), _table.id)
        found = select(*_CONTENT, *_vouched.beside(_CONTENT)).where(*which).order_by(*order)
        rows = _vouched.ours(self._sealer, self._connection.execute(found).all())
        return [of_columns(Content, row, _CONTENT) for row in rows]


def _template(content: Content) -> Template:
    names = tuple(filter(None, content.variables.split(",")))
    return Template(content.name, content.language, content.sid or "", content.body, names)
