"""The store: transactions on one database, with the keys that are its own."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from sqlalchemy import Connection, Engine

from app.crypto import BlindIndex, DoorKeys, Sealer
from app.intervals import Interval
from app.store import keys
from app.store.engine import server, sqlite
from app.store.engine.connection import begin, safe_errors
from app.store.engine.database import StoreUnavailable
from app.store.engine.pace import Pace
from app.store.engine.presence import Presence
from app.store.engine.retries import Result, Retries
from app.store.engine.role import Role, play, role_of
from app.store.engine.room import Room
from app.store.engine.write_trial import WriteTrial
from app.store.model import session_on
from app.store.patients import legal_holds, tombstones
from app.store.patients.erased import scrubbed
from app.store.patients.erasure_journal import START, ErasureJournal, Journal, Mark
from app.store.patients.erasures import erased_in
from app.store.patients.journal_table import TableJournal
from app.store.patients.tombstones import Erasure
from app.store.rotation import Rotation
from app.store.rows import Keys
from app.store.trail.audit import AuditFilters
from app.store.trail.audit_anchors import AuditAnchors
from app.store.trail.audit_chain import BATCH, LINKED_AT_ONCE, Chain, Head, between
from app.store.trail.audit_entries import Linked
from app.store.trail.audit_verify import ChainReport, verify


class Transaction:
    """Everything that the store does within one transaction, which ends with it."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        """Take a connection on which a transaction has begun."""
        self.db = session_on(connection, keys)
        """The session, for the functions beside a class. It ends with the unit."""

    @classmethod
    @contextmanager
    def on(cls, connection: Connection, keys: Keys, *, read_only: bool = False) -> Iterator[Self]:
        """Run the block on a connection; write in the end what its session holds."""
        unit = cls(connection, keys)
        try:
            yield unit
            if not read_only:
                unit.db.flush()
        finally:
            if unit.db.in_transaction():
                unit.db.close()


# The database that they are run on, and its keys.

log = logging.getLogger("anteroom.store")
_PROOF_LASTS: Final = keys.PROOF_LASTS.total_seconds()


class Store:
    """One database and its keys. May be shared between threads.

    It proves the keys before the first transaction, and again every minute.
    """

    __slots__ = (
        "_journal",
        "_journal_place",
        "_monotonic",
        "_prove_again",
        "_retries",
        "_show_again",
        "engine",
        "keys",
        "presence",
        "room",
        "writes",
    )

    def __init__(
        self,
        engine: Engine,
        sealer: Sealer,
        index: BlindIndex,
        door: DoorKeys,
        monotonic: Callable[[], float] = time.monotonic,
        *,
        retries: Retries | None = None,
    ) -> None:
        self.engine = engine
        self.room = Room(engine)
        self.presence = Presence(engine)
        self.writes = WriteTrial(engine)
        self.keys = Keys(sealer, index, door)
        """Used by what works on a whole database, such as a backup."""
        self._journal: Journal | None = None
        self._journal_place: Path | str | None = None
        self._monotonic = monotonic
        self._retries = retries or Retries()
        self._prove_again = Interval(_PROOF_LASTS, monotonic)
        self._show_again = Interval(_PROOF_LASTS, monotonic)

    def close(self) -> None:
        """Close all connections, those of a journal in a database too.

        The store can still be used, and connects again. Call this before a fork, and at the end.
        """
        self.engine.dispose()
        if self._journal is not None:
            self._journal.close()

    def play(self, role: Role) -> None:
        """Say what this process is for, before it connects.

        A process is a command until then.
        """
        play(self.engine, role)

    @property
    def role(self) -> Role:
        """What this process is for."""
        return role_of(self.engine)

    @property
    def journal(self) -> Journal:
        """The journal that names the patients whom this store erases.

        Raises:
            LookupError: it has none, as that of a scratch database.
        """
        if self._journal is None:
            raise LookupError("this store has no erasure journal")
        return self._journal

    def use_journal(self, place: Path | str) -> None:
        """Name erased patients in a journal: a file, or a database given by its URL."""
        if place != self._journal_place:
            index = self.keys.blind_index
            if self._journal is not None:
                self._journal.close()
            self._journal = (
                TableJournal(place, index) if isinstance(place, str) else ErasureJournal(place, index)
            )
            self._journal_place = place

    @contextmanager
    def named_together(self) -> Iterator[list[Erasure]]:
        """Collect the erasures of several `begin` blocks, and journal them together.

        Pass the list to `begin`. What it holds when the block ends is added at once.
        """
        mark = self._journal.mark() if self._journal else START
        erased: list[Erasure] = []
        try:
            yield erased
        finally:
            self._name(erased, mark)

    @contextmanager
    def begin(self, together: list[Erasure] | None = None) -> Iterator[Transaction]:
        """Run the block in a transaction that may write; an exception undoes it.

        Patients erased in it are added to the journal, unless that is left to `named_together`. When that fails,
        `journal.trouble()` says why, and a worker tries again.

        Raises:
            Overtaken: somebody else has changed a row since the block read it, and nothing of the block is stored.
            StoreUnavailable: the database failed, and nothing of the block is stored.
            WrongKeys: the configured keys are not all that this database is written with.
        """
        self.prove_keys()
        try:
            with begin(self.engine, read_only=False) as connection:
                with Transaction.on(connection, self.keys) as unit:
                    yield unit
                erased = erased_in(unit.db)
                mark = self._journal.mark() if self._journal and erased else START
        except StoreUnavailable as error:
            self.writes.failed(error.reason)
            raise
        if together is None:
            self._name(erased, mark)
        else:
            together.extend(erased)

    def perform(self, work: Callable[[Transaction], Result]) -> Result:
        """Run a function in a transaction, and again after a failure that will pass.

        The transaction may write, and everything that the function does must be in it. The function may find its own
        effects: a COMMIT can succeed although its answer is lost. Raises what `begin` raises.
        """

        def attempt() -> Result:
            with self.begin() as unit:
                return work(unit)

        return self._retries.run(attempt)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Run the block in a read-only transaction. Raises what `begin` raises."""
        self.prove_keys(to_write=False)
        with (
            begin(self.engine, read_only=True) as connection,
            Transaction.on(connection, self.keys, read_only=True) as unit,
        ):
            yield unit

    def link_audit(self, *, sweep: bool = True, pace: Pace | None = None) -> int:
        """Link the audit entries that have no link yet, and return how many.

        Others may do so at the same time. Without `sweep` only the trail's end is looked at. When two processes find
        much to link, one leaves it to the other. Raises what `begin` raises.
        """
        pace = pace or Pace()
        total = 0
        after = head = None
        while True:
            self.prove_keys()  # each time: a key may be retired before the last of many batches
            with begin(self.engine, read_only=True) as connection:  # spares SQLite's writers a lock
                chain = Chain(connection, self.keys.blind_index)
                first = chain.first_unlinked(after, sweep=sweep)
                is_overtaken = head is not None and chain.head() != head
            if first is None or is_overtaken:
                return total
            with pace.stretch(), begin(self.engine, read_only=False) as connection:
                chain = Chain(connection, self.keys.blind_index)
                linked = chain.link(first)
                head = chain.head()
            total += len(linked)
            if len(linked) < LINKED_AT_ONCE:
                return total
            after = linked[-1]

    def audit_head(self) -> Head | None:
        """Return the newest link of the trail. Raises what `begin` raises."""
        self.prove_keys()
        with begin(self.engine, read_only=True) as connection:
            return Chain(connection, self.keys.blind_index).head()

    def verify_audit(self, *kept: Head) -> ChainReport:
        """Check the trail against its chain, and the chain against kept heads.

        Raises what `begin` raises.
        """
        self.prove_keys()
        with begin(self.engine, read_only=True) as connection:
            return verify(
                Chain(connection, self.keys.blind_index),
                AuditAnchors(connection, self.keys.blind_index),
                kept,
            )

    def trim_audit(self, before: datetime, actor: str, now: datetime) -> int:
        """Remove the audit trail's entries dated `before` or earlier, from its beginning.

        Return how many entries went; call it until none does. Raises what `begin` raises.
        """
        self.prove_keys()
        with begin(self.engine, read_only=False) as connection:
            db = session_on(connection, self.keys)
            legal_holds.settle(db)
            anchors = AuditAnchors(connection, self.keys.blind_index)
            return anchors.trim(db, Chain(connection, self.keys.blind_index), before, actor, now)

    def linked_audit(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Linked]:
        """Yield the links with their entries in order, of a time if given.

        Raises what `begin` raises.
        """
        self.prove_keys()
        with begin(self.engine, read_only=True) as connection:
            yield from Chain(connection, self.keys.blind_index).walk(*between(since, until))

    def passing_audit(self, filters: AuditFilters, limit: int = BATCH) -> Iterator[tuple[bytes, Linked]]:
        """Yield the links of entries that pass, in order, each with the hash it follows.

        No transaction stays open between batches. Raises what `begin` raises.
        """
        self.prove_keys()
        position = 0
        while True:
            with begin(self.engine, read_only=True) as connection:
                index = self.keys.blind_index
                anchor = AuditAnchors(connection, index).newest()
                start = anchor.head if anchor else None
                found = Chain(connection, index).passing(filters, position, limit, start)
            yield from found
            if len(found) < limit:
                return
            position = found[-1][1].position

    def rotation(self) -> Rotation:
        """Return the rotation, which moves everything to the newest keys and proves it."""
        return Rotation(self.engine, self.keys.sealer, self.keys.blind_index, self.prove_keys)

    def keep_erasures(self) -> int:
        """Add to the journal the erasures that it does not name yet, and return how many.

        Raises what `begin` raises, and:
            OSError: the journal cannot be written.
        """

        # It is read behind the journal's lock, so that two who catch up write each line once.
        def erasures() -> list[Erasure]:
            with self.read() as unit:
                return tombstones.all_erasures(unit.db)

        return self.journal.catch_up(erasures)

    def _name(self, erased: list[Erasure], since: Mark) -> None:
        if self._journal is None or not erased:
            return
        try:
            self._journal.add(erased, since)
        except OSError:
            log.warning("erasure journal not written")

    def connections(self) -> server.Connections | None:
        """Return how many connections PostgreSQL allows and has; None for SQLite.

        Raises:
            StoreUnavailable: it cannot be asked.
        """
        if self.engine.dialect.name == "sqlite":
            return None
        with begin(self.engine, read_only=True) as connection:
            return server.connections_of(connection)

    def scrub(self) -> None:
        """Remove what was erased from the database's files, as far as it can.

        Call it once the erasure is committed. A failure is logged, never raised. docs/security/erasure.md says what each
        engine still holds.
        """
        try:
            with safe_errors():
                if self.engine.dialect.name == "sqlite":
                    done = sqlite.scrub(self.engine)
                else:
                    done = server.scrub(self.engine, [table.name for table in scrubbed()])
        except StoreUnavailable:
            done = False
        if not done:
            log.warning("not scrubbed")

    def prove_keys(self, *, to_write: bool = True) -> None:
        """Check our keys against the database's, at most once a minute.

        Others may have begun to use a newer one. Writers (`to_write`) also record their newest keys, so that these cannot
        be retired while in use.

        Raises:
            StoreUnavailable: it cannot be read.
            WrongKeys: one of them is not ours, or our newest is retired.
        """
        if (self._show_again if to_write else self._prove_again).is_over():
            # No lock: proving twice does no harm, and behind a lock each thread would wait for the one before.
            keys.prove(self.engine, self.keys.sealer, self.keys.blind_index, to_write=to_write)
            self._prove_again.begin()
            if to_write:
                self._show_again.begin()
