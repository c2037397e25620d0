"""A push: look at what stands there, send what is missing, look again whether it is so; until it is.

After a crash or a lost answer nothing else is done, so there is nothing else to get wrong. What is looked at is which
records stand there, not what their cells say: a cell that somebody alters by hand stays so until its record changes here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from app.exports.targets.sheets import site
from app.exports.targets.sheets.changes import published, without
from app.exports.targets.sheets.filling import Filling
from app.exports.targets.sheets.plan import places, surplus
from app.exports.targets.sheets.shape import TITLE
from app.exports.targets.sheets.trouble import AnswerLost
from app.store import Delayed

if TYPE_CHECKING:
    from app.exports.custody import Custody
    from app.exports.table import Table
    from app.exports.targets.sheets.book import Book
    from app.exports.targets.sheets.changes import Change
    from app.exports.targets.sheets.progress import Progress
    from app.exports.targets.sheets.site import Site
    from app.services import Services

_LOOKS: Final = 12
_CHANGES_A_REQUEST: Final = 5000
_ROWS_A_TRANSACTION: Final = 1000


@dataclass(frozen=True, slots=True)
class Pushed:
    """What stands in the sheet."""

    rows: int
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Push:
    """One push of a table into a spreadsheet."""

    services: Services
    book: Book
    sheet_id: str
    table: Table
    patients: int
    custody: Custody
    progress: Progress

    def settle(self) -> Pushed:
        """Bring the sheet to hold a row for each record of the table, as last sent, and for no other.

        Raises:
            Stopped, NotWanted: see there; what was sent stays.
            Delayed, Hopeless: see `Transport` and `site.found`.
        """
        for _ in range(_LOOKS):
            try:
                pushed = self._look_and_mend()
            except AnswerLost:
                continue
            if pushed:
                return pushed
        raise Delayed("sheet_unsettled")

    def _look_and_mend(self) -> Pushed | None:
        """Return what stands there at the end; None when not all of it does, for somebody else changed it too."""
        known = self._known()
        headings = self.table.headings()
        ground = site.found(self.book, self.custody.export_id, headings, self.patients, is_known=bool(known))
        filling = Filling(self.services, self.book, self.sheet_id, ground, self.custody, self.progress)
        filling.run(self.table, known)
        erased = self._erased()
        wanted = filling.wanted - erased
        there, rows = ground.there, 0
        if filling.has_written or surplus(there, wanted):
            (column,) = self.book.first_columns([ground.tab])
            there, rows = places(column), len(column)
        if wanted - there.keys():
            return None
        self._finish(ground, without(ground.tab, surplus(there, wanted), rows))
        self._leave_out({record_id for record_id, digest in known.items() if digest} - wanted)
        return Pushed(len(wanted), filling.size, filling.digest)

    def _finish(self, ground: Site, changes: list[Change]) -> None:
        """Take out what is not wanted, and show the tab if it is a new one."""
        while len(changes) > _CHANGES_A_REQUEST:
            self.book.change(changes[:_CHANGES_A_REQUEST])
            changes = changes[_CHANGES_A_REQUEST:]
        if ground.staged:
            changes += published(ground.tab, self.table.headings(), TITLE, ground.instead_of)
        if changes:
            self.book.change(changes)

    def _known(self) -> dict[str, bytes | None]:
        with self.services.store.read() as unit:
            return {str(patient): digest for patient, digest in unit.sheets.known(self.sheet_id).items()}

    def _erased(self) -> set[str]:
        """Return who was erased while this ran, and may have been sent."""
        with self.services.store.read() as unit:
            return set(map(str, unit.sheets.erased().get(self.sheet_id, ())))

    def _leave_out(self, gone: set[str]) -> None:
        """Write down that these are in our tab no more. Who was erased is left to the removal, which looks at every tab."""
        patients = sorted(map(UUID, gone))
        for start in range(0, len(patients), _ROWS_A_TRANSACTION):
            with self.services.store.begin() as unit:
                unit.sheets.left_out(self.sheet_id, patients[start : start + _ROWS_A_TRANSACTION])
