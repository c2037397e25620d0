"""One transaction, by the things that it can change."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.store import keys, postgresql, sqlite
from app.store.audit import Audit
from app.store.audit_chain import LINKED_AT_ONCE, AuditAnchors, Chain, between
from app.store.audit_verify import verify
from app.store.conversations import Conversations, ConversationSteps, LostDrafts
from app.store.database import Pace, StoreUnavailable
from app.store.engine import Room, WriteTrial
from app.store.erasure_journal import START, ErasureJournal
from app.store.erasures import Erasures, TwilioScrubs
from app.store.export_rows import ExportRows, ReportRows
from app.store.exports import ExportFiles, ExportPresets, Exports
from app.store.forgeries import Forgeries
from app.store.jobs import Outbox
from app.store.limits import Refusals, StorageCounts
from app.store.links import Links
from app.store.messages import Consents, Deliveries, Receipts
from app.store.patient_chats import PatientChats, Recipients
from app.store.patients import Notes, Patients
from app.store.retention import ExpiredDrafts, ExpiredRows
from app.store.retention_rules import BelievedClock, RetentionRules, RetentionRuns
from app.store.rights import LegalHolds, Restrictions, Rights
from app.store.rotation import Rotation
from app.store.rotation.progress import KeyRecords
from app.store.sessions import Devices, Sessions
from app.store.settings import ClinicProfiles, Invented, Milestones, TwilioTokens
from app.store.sheets import SheetLedger
from app.store.sqlite import Presence
from app.store.staff import Staff
from app.store.transaction import safe_errors, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from app.crypto import BlindIndex, DoorKeys, Sealer
    from app.store.audit import Linked
    from app.store.audit_verify import ChainReport, Head
    from app.store.erasure_journal import Mark
    from app.store.erasures import Erasure


@dataclass(frozen=True, slots=True)
class Unit:
    """Everything the store does, within one transaction. Gone when the transaction is."""

    audit: Audit
    chats: PatientChats
    clinic: ClinicProfiles
    clock: BelievedClock
    consents: Consents
    conversations: Conversations
    deliveries: Deliveries
    devices: Devices
    erasures: Erasures
    expired: ExpiredRows
    expired_drafts: ExpiredDrafts
    export_files: ExportFiles
    export_presets: ExportPresets
    export_rows: ExportRows
    exports: Exports
    forgeries: Forgeries
    holds: LegalHolds
    invented: Invented
    keys: KeyRecords
    links: Links
    lost_drafts: LostDrafts
    milestones: Milestones
    notes: Notes
    outbox: Outbox
    patients: Patients
    receipts: Receipts
    recipients: Recipients
    refusals: Refusals
    report: ReportRows
    restrictions: Restrictions
    rights: Rights
    scrubs: TwilioScrubs
    retention: RetentionRules
    retention_runs: RetentionRuns
    sessions: Sessions
    sheets: SheetLedger
    staff: Staff
    steps: ConversationSteps
    twilio_tokens: TwilioTokens
    storage: StorageCounts

    @classmethod
    def of(cls, connection: Connection, sealer: Sealer, index: BlindIndex, door: DoorKeys) -> Unit:
        """Return the unit of a connection on which a transaction has begun."""
        return cls(
            audit=Audit(connection),
            chats=PatientChats(connection),
            clinic=ClinicProfiles(connection, sealer),
            clock=BelievedClock(connection),
            consents=Consents(connection, index),
            conversations=Conversations(connection, sealer, index),
            deliveries=Deliveries(connection),
            devices=Devices(connection, door),
            erasures=Erasures(connection, sealer, index),
            expired=ExpiredRows(connection),
            expired_drafts=ExpiredDrafts(connection, sealer, index),
            export_files=ExportFiles(connection, sealer),
            export_presets=ExportPresets(connection, sealer),
            export_rows=ExportRows(connection, sealer),
            exports=Exports(connection, sealer),
            forgeries=Forgeries(connection, sealer, door),
            holds=LegalHolds(connection, sealer),
            invented=Invented(connection, sealer, index),
            keys=KeyRecords(connection, sealer, index),
            links=Links(connection, sealer, door),
            lost_drafts=LostDrafts(connection),
            milestones=Milestones(connection),
            notes=Notes(connection, sealer),
            outbox=Outbox(connection),
            patients=Patients(connection, sealer, index),
            receipts=Receipts(connection, sealer, index),
            recipients=Recipients(connection, sealer, index),
            refusals=Refusals(connection),
            report=ReportRows(connection, sealer),
            restrictions=Restrictions(connection, sealer, index),
            rights=Rights(connection, sealer),
            scrubs=TwilioScrubs(connection),
            retention=RetentionRules(connection, sealer),
            retention_runs=RetentionRuns(connection),
            sessions=Sessions(connection, sealer, door),
            sheets=SheetLedger(connection, index),
            staff=Staff(connection, sealer),
            steps=ConversationSteps(connection),
            twilio_tokens=TwilioTokens(connection),
            storage=StorageCounts(connection),
        )


# The store: transactions on one database, with the keys that are its own.

log = logging.getLogger("anteroom.store")
_PROOF_LASTS: Final = keys.PROOF_LASTS.total_seconds()


class Store:
    """May be shared between threads. Proves the keys before the first transaction, and again every minute."""

    __slots__ = (
        "_door",
        "_index",
        "_journal",
        "_monotonic",
        "_proved_at",
        "_sealer",
        "_shown_at",
        "engine",
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
    ) -> None:
        self.engine = engine
        self.room = Room(engine)
        self.presence = Presence(engine)
        self.writes = WriteTrial(engine)
        self._sealer = sealer
        self._index = index
        self._door = door
        self._journal: ErasureJournal | None = None
        self._monotonic = monotonic
        self._proved_at: float | None = None
        self._shown_at: float | None = None

    @property
    def keys(self) -> tuple[Sealer, BlindIndex, DoorKeys]:
        """What seals, what finds and what lets in, for what works on a whole database."""
        return self._sealer, self._index, self._door

    @property
    def journal(self) -> ErasureJournal:
        """The journal that names whom this store erases.

        Raises:
            LookupError: it has none, as that of a scratch database.
        """
        if self._journal is None:
            raise LookupError("this store has no erasure journal")
        return self._journal

    def use_journal(self, path: Path) -> None:
        """Have the journal at `path` name whoever is erased from now on, as soon as that is committed."""
        if self._journal is None or self._journal.path != path:
            self._journal = ErasureJournal(path, self._index)

    @contextmanager
    def named_together(self) -> Iterator[list[Erasure]]:
        """Give a list for `begin`, and have the journal name all at once, when the block ends, whom it holds by then."""
        mark = self._journal.mark() if self._journal else START
        erased: list[Erasure] = []
        try:
            yield erased
        finally:
            self._name(erased, mark)

    @contextmanager
    def begin(self, together: list[Erasure] | None = None) -> Iterator[Unit]:
        """Run the block in one transaction that may write: committed at its end, undone when it raises.

        Whoever was erased in it is in the journal then, unless that is left to `named_together`. If not,
        `journal.trouble()` says why, and a worker tries again.

        Raises:
            StoreUnavailable: the database failed, and nothing of the block is stored.
            WrongKeys: the configured keys are not all that this database is written with.
        """
        self.prove_keys()
        try:
            with transaction(self.engine, read_only=False) as connection:
                unit = Unit.of(connection, *self.keys)
                yield unit
                erased = unit.erasures.done
                mark = self._journal.mark() if self._journal and erased else START
        except StoreUnavailable as error:
            self.writes.failed(error.reason)
            raise
        if together is None:
            self._name(erased, mark)
        else:
            together.extend(erased)

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """Run the block in one transaction that the database keeps from writing. Raises as `begin` does."""
        self.prove_keys(to_write=False)
        with transaction(self.engine, read_only=True) as connection:
            yield Unit.of(connection, *self.keys)

    def link_audit(self, *, sweep: bool = True, pace: Pace | None = None) -> int:
        """Link the audit entries that have no link yet, and return how many. Others may do so at the same time.

        Without `sweep` only the trail's end is looked at. Of two who find much to link, one leaves it to the other.
        Raises as `begin` does.
        """
        pace = pace or Pace()
        total = 0
        after = head = None
        while True:
            self.prove_keys()  # each time: a key may be retired before the last of many batches
            with transaction(self.engine, read_only=True) as connection:  # spares SQLite's writers a lock
                chain = Chain(connection, self._index)
                first = chain.first_unlinked(after, sweep=sweep)
                is_overtaken = head is not None and chain.head() != head
            if first is None or is_overtaken:
                return total
            with pace.stretch(), transaction(self.engine, read_only=False) as connection:
                chain = Chain(connection, self._index)
                linked = chain.link(first)
                head = chain.head()
            total += len(linked)
            if len(linked) < LINKED_AT_ONCE:
                return total
            after = linked[-1]

    def verify_audit(self, kept: Head | None = None) -> ChainReport:
        """Hold the audit trail to its chain, and the chain to a head that was kept elsewhere. Raises as `begin` does."""
        self.prove_keys()
        with transaction(self.engine, read_only=True) as connection:
            return verify(Chain(connection, self._index), AuditAnchors(connection, self._index), kept)

    def let_go_of_audit(self, before: datetime, actor: str, now: datetime) -> int:
        """Let go of the audit trail's beginning, as far as it is from `before` or earlier: see `AuditAnchors.let_go`.

        Return how many entries went; call it until none does. Raises as `begin` does.
        """
        self.prove_keys()
        with transaction(self.engine, read_only=False) as connection:
            LegalHolds(connection, self._sealer).settle()
            anchors = AuditAnchors(connection, self._index)
            return anchors.let_go(Chain(connection, self._index), before, actor, now)

    def linked_audit(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Linked]:
        """Yield the links with their entries in order, however many; those of a time, if given. Raises as `begin` does."""
        self.prove_keys()
        with transaction(self.engine, read_only=True) as connection:
            yield from Chain(connection, self._index).walk(*between(since, until))

    def rotation(self) -> Rotation:
        """Return what brings everything under the newest keys, and proves it."""
        return Rotation(self.engine, self._sealer, self._index, self.prove_keys)

    def settle_flags(self) -> None:
        """Put the flags of an earlier release's records into their column, in short transactions. Raises as `begin` does."""
        with self.begin() as unit:
            after = unit.patients.settle_flags()
        while after is not None:
            with self.begin() as unit:
                after = unit.patients.settle_flags(after)

    def keep_erasures(self) -> int:
        """Add to the journal the erasures that it does not name yet, and return how many.

        Raises as `begin` does, and:
            OSError: the journal cannot be written.
        """

        def erasures() -> list[
            Erasure
        ]:  # read behind the journal's lock: two who catch up write each line once
            with self.read() as unit:
                return unit.erasures.all()

        return self.journal.catch_up(erasures)

    def _name(self, erased: list[Erasure], since: Mark) -> None:
        if self._journal is None or not erased:
            return
        try:
            self._journal.add(erased, since)
        except OSError:
            log.warning("erasure journal not written")

    def scrub(self) -> None:
        """Have the database let go of what was erased and committed, as far as it can. A failure is logged, never raised.

        docs/security/erasure.md says what of it each engine still holds.
        """
        scrub = sqlite.scrub if self.engine.dialect.name == "sqlite" else postgresql.scrub
        try:
            with safe_errors():
                done = scrub(self.engine)
        except StoreUnavailable:
            done = False
        if not done:
            log.warning("not scrubbed")

    def prove_keys(self, *, to_write: bool = True) -> None:
        """Hold our keys to those that the database is written with, at most once a minute: others may have a newer one since.

        Who is `to_write` also shows the newest ones there, so that nobody retires them meanwhile.

        Raises:
            StoreUnavailable: it cannot be read.
            WrongKeys: one of them is not ours, or our newest is retired.
        """
        now, last = self._monotonic(), self._shown_at if to_write else self._proved_at
        if last is None or now - last >= _PROOF_LASTS:
            # No lock: twice proves no less, and behind one, each would wait for the connection of the one before.
            keys.prove(self.engine, self._sealer, self._index, to_write=to_write)
            self._proved_at = now
            self._shown_at = now if to_write else self._shown_at
