"""What witnesses have seen, from the database and files; stamps are proved."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from app.crypto import time_stamp
from app.crypto.time_stamp import NotStamped
from app.jobs.witness import ERRORS, NO_CERTIFICATE, certificates
from app.services import Services
from app.store.patients.journal_end import cut_after
from app.store.trail import witnesses
from app.store.trail.audit_chain import Head
from app.store.trail.witnesses import LONGEST, Statement
from app.store.work.jobs import Hopeless


class NotProved(Exception):
    """Something is kept as a witness's word, and is not.

    The text says what, for an operator.
    """


class Seen(NamedTuple):
    """What witnesses were told, the oldest first."""

    said: list[Statement]
    idle: int
    """How many lines of files say nothing, as half a line that a crash left."""
    unproved: int
    """How many time-stamps could not be proved, because WITNESS_CA is not set."""

    @property
    def heads(self) -> set[Head]:
        """The heads of the trail."""
        return {each.head for each in self.said}

    @property
    def newest(self) -> Statement | None:
        """The newest; None if there is none."""
        return self.said[-1] if self.said else None

    def first_with(self, position: int) -> datetime | None:
        """Return when the trail was first seen to reach a position as a head."""
        return next((each.at for each in self.said if each.head.position == position), None)


def gather(services: Services, copies: Iterable[Path]) -> Seen:
    """Return what the database, the file that is set, and copies of it hold.

    Raises:
        NotProved: a row or a time-stamp is not genuine, or WITNESS_CA cannot be read.
        OSError: a file cannot be read.
    """
    file = services.settings.witness.file
    said, idle = _in_the_database(services), 0
    for each in [*([file] if file else []), *copies]:
        with each.open(encoding="utf-8", errors="replace") as opened:
            lines, empty = witnesses.read_lines(iter(lambda: opened.readline(LONGEST + 1), ""))
        said, idle = [*said, *lines], idle + empty
    stamped = {(each.text, each.stamp): each for each in said if each.stamp}.values()
    is_set = services.settings.witness.trusted is not None
    if is_set:
        _prove(services, stamped)
    bare = sorted({each._replace(stamp=b"") for each in said}, key=lambda each: each.at)
    return Seen(bare, idle, 0 if is_set else len(stamped))


def cut_journal(services: Services, said: Collection[Statement]) -> Head | None:
    """Return the first end of the erasure journal that was seen and is gone.

    Raises:
        BrokenJournal: a line is not the one that was written.
        OSError: it cannot be read.
    """
    ends = {each.journal for each in said if each.journal}
    if not ends:
        return None
    try:
        lines = services.store.journal.read()
    except FileNotFoundError:
        lines = []
    return cut_after(lines, ends)


def _in_the_database(services: Services) -> list[Statement]:
    with services.store.read() as unit:
        try:
            return witnesses.told(unit.db)
        except ValueError:
            raise NotProved(
                "A row of the table witnesses was changed by something other than Anteroom."
            ) from None


def _prove(services: Services, stamped: Collection[Statement]) -> None:
    """Prove each time-stamp by the certificates in WITNESS_CA."""
    try:
        trusted = certificates(services.settings.witness.trusted) if stamped else b""
        for each in stamped:
            time_stamp.stamped_at(each.stamp, each.text, each.at, trusted)
    except NotStamped as doubt:
        raise NotProved(
            f"The time-stamp of {each.at:%Y-%m-%d %H:%M} UTC is refused: {ERRORS[doubt.why]}."
        ) from None
    except (Hopeless, ValueError):
        raise NotProved(f"Time-stamps cannot be proved: {ERRORS[NO_CERTIFICATE]}.") from None
