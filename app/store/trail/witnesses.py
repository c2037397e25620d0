"""What witnesses were told of the trail's head and the erasure journal's end.

Each row says what went one way. An attacker who cuts the end off the trail can delete these rows too: the same lines in a
file or a mailbox elsewhere are what counts.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple, Self

from sqlalchemy import LargeBinary, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Model, NoSeal
from app.store.trail.audit_chain import Head

_WRITTEN_HEAD: Final = 19 + 1 + 64
LONGEST: Final = 100_000
"""Characters of a line: far more than the longest time-stamp makes."""


class Statement(NamedTuple):
    """What a witness is told, as one line of JSON."""

    at: datetime
    head: Head
    journal: Head | None
    """The end of the erasure journal; None while nobody was erased."""
    stamp: bytes = b""
    """An authority's answer (RFC 3161) about `text`, if there is one."""

    @property
    def text(self) -> str:
        """What an authority stamps."""
        return _json(self._said())

    @property
    def line(self) -> str:
        """The text with its time-stamp, as it is kept elsewhere."""
        said = self._said()
        if self.stamp:
            said["stamp"] = base64.b64encode(self.stamp).decode()
        return _json(said)

    @classmethod
    def read(cls, line: str) -> Self:
        """Return what a line says.

        Raises:
            ValueError: it is not one that we write.
        """
        if len(line) > LONGEST:
            raise ValueError("too long")
        try:
            fields = json.loads(line)
            at, journal = datetime.fromisoformat(fields["at"]), fields["journal"]
            stamp = base64.b64decode(fields.get("stamp", ""), validate=True)
            said = cls(
                at.astimezone(UTC), Head.read(fields["trail"]), Head.read(journal) if journal else None, stamp
            )
        except (KeyError, TypeError, AttributeError, RecursionError, OverflowError, binascii.Error):
            raise ValueError("no line of a witness") from None
        return said

    def _said(self) -> dict[str, str | None]:
        return {
            "at": self.at.isoformat(),
            "trail": str(self.head),
            "journal": str(self.journal) if self.journal else None,
        }


class Witness(Model):
    """What was told one way."""

    __tablename__ = "witnesses"

    at: Mapped[datetime]
    way: Mapped[str] = mapped_column(ShortText(16))
    head: Mapped[str] = mapped_column(ShortText(_WRITTEN_HEAD))
    journal: Mapped[str | None] = mapped_column(ShortText(_WRITTEN_HEAD))
    stamp: Mapped[bytes | None] = mapped_column(LargeBinary)

    seal = NoSeal("A head is a hash under the index key, and an authority has signed a time-stamp.")


def add(db: Session, way: str, said: Statement) -> None:
    """Keep what was told one way."""
    journal = str(said.journal) if said.journal else None
    row = Witness(at=said.at, way=way, head=str(said.head), journal=journal, stamp=said.stamp or None)
    db.add(row)


def newest(db: Session) -> dict[str, datetime]:
    """Return when the newest went each way."""
    found = select(Witness.way, func.max(Witness.at).label("at")).group_by(Witness.way)
    return {row.way: row.at for row in db.execute(found)}


def told(db: Session) -> list[Statement]:
    """Return all that was told, the oldest first.

    Raises:
        ValueError: a row was changed by hand, and says nothing.
    """
    return [
        Statement(
            row.at,
            Head.read(row.head),
            Head.read(row.journal) if row.journal else None,
            bytes(row.stamp or b""),
        )
        for row in db.scalars(select(Witness).order_by(Witness.at, Witness.id))
    ]


def forget(db: Session, before: datetime) -> None:
    """Forget what was told before `before`, as the trail's lines of that time go."""
    db.execute(delete(Witness).where(Witness.at < before))


def read_lines(lines: Iterable[str]) -> tuple[list[Statement], int]:
    """Return what lines say, and how many of them say nothing.

    A crash may have left half a line.
    """
    found, empty = [], 0
    for line in filter(str.strip, lines):
        try:
            found.append(Statement.read(line.strip()))
        except ValueError:
            empty += 1
    return found, empty


def _json(said: dict[str, str | None]) -> str:
    return json.dumps(said, sort_keys=True, separators=(",", ":"))
