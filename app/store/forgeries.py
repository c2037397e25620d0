"""Rows that grant access or protect and were not written by us: find and remove."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Table, delete

from app.store.model import DoorSeal, OwnSeal, Seal, models, table_of
from app.store.rows import SealedRows
from app.store.vouched import all_vouched


class Forgeries(SealedRows):
    """The forged rows, as one transaction finds them."""

    def found(self) -> dict[str, list[UUID]]:
        """Return the forged rows by table, without the tables that have none.

        A session, link or known computer made under a secret that is no longer listed looks like a forged one.
        """
        found = {table.name: rows for table, rows in self._all().items()}
        return {name: rows for name, rows in found.items() if rows}

    def remove(self) -> dict[str, int]:
        """Remove the forged rows, and count them by table.

        Members stay, because their names are still needed: `staff.vouch_again` seals them again. So do rows with a
        seal of ours, as the seal says. Others are removed, but for records and conversations, which are made harmless,
        and an alarm whose words we sealed, which waits again for somebody to take it. Rows that others refer to stay forged.
        """
        removed, vouched = {}, all_vouched()
        rescue = {
            table_of(kind): kind.seal.rescue
            for kind in models()
            if isinstance(kind.seal, Seal) and kind.seal.rescue
        }
        for table, rows in self._all().items():
            own = _own_seals().get(table)
            if rows and table.name in vouched:
                saved = rescue[table](self.db, rows) if table in rescue else ()
                others = [row for row in rows if row not in saved]
                if done := vouched[table.name].put_back(self._connection, self._sealer, others) + len(saved):
                    removed[table.name] = done
            elif rows and own and own.remove:
                if done := own.remove(self.db, rows):
                    removed[table.name] = done
            elif rows:
                self._connection.execute(delete(table).where(table.c.id.in_(rows)))
                removed[table.name] = len(rows)
        return removed

    @property
    def tables(self) -> set[Table]:
        """The tables whose rows are vouched for."""
        return set(self._all())

    def _all(self) -> dict[Table, list[UUID]]:
        return {
            **{table: list(own.forged(self.db)) for table, own in _own_seals().items()},
            **{
                vouched.table: list(vouched.forged(self._connection, self._sealer))
                for vouched in all_vouched().values()
            },
        }


def _own_seals() -> dict[Table, OwnSeal | DoorSeal]:
    return {table_of(kind): kind.seal for kind in models() if isinstance(kind.seal, OwnSeal | DoorSeal)}
