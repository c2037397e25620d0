"""One-time links by which a member enrols.

Nobody can make one by reading or writing the table: it holds only an HMAC of a link's token, and another HMAC vouches
for the whole row. The authenticator's seed is not here: each opening of a link's page gets a new one, which the page
carries, sealed for the link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, bindparam, delete, insert, select, update

from app.crypto import Unreadable
from app.store.columns import LINK_FORM, LINK_ROW, LINK_TOKEN
from app.store.rows import Forged, SealedRows, columns_of, fields_of, one_of
from app.store.staff import hold
from app.store.tables import staff_links

_table = staff_links.c
_MOST_OPENINGS: Final = 20
"""How many openings of one link are recorded, so that they cannot fill the trail."""
_ONE_OPENING: Final = timedelta(minutes=1)
"""Openings from one network within this time count as one."""
_FORM_LASTS: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was good when it was read."""

    id: UUID
    staff_id: UUID
    created_at: datetime
    created_by: UUID | None
    """The member who made it; None when it was made at the command line."""
    expires_at: datetime
    used_at: datetime | None
    openings: int
    """How often its page was opened, as far as that is counted."""
    opened_at: datetime | None
    """When its page was last opened, as far as that is counted."""
    opened_from: str | None
    """The network from which it was."""
    token_hash: bytes = field(repr=False)
    mac: bytes = field(repr=False)

    def is_opened_by(self, network: str, now: datetime) -> bool:
        """Return whether an opening from this network counts now.

        Once a minute for a network, and twenty times in all.
        """
        is_recent = self.opened_at is not None and now - self.opened_at < _ONE_OPENING
        return self.openings < _MOST_OPENINGS and not (is_recent and self.opened_from == network)


_LINK: Final = columns_of(Link, staff_links)
_LINK_FIELDS: Final = tuple(column.name for column in _LINK if column is not _table.mac)
_GOOD: Final = select(*_LINK).where(
    _table.token_hash.in_(bindparam("tokens", expanding=True)),
    _table.used_at.is_(None),
    _table.expires_at > bindparam("now"),
)


class Links(SealedRows):
    """The links of one transaction. A token is given by its SHA-256."""

    def make(
        self, staff_id: UUID, digest: bytes, created_by: UUID | None, now: datetime, expires_at: datetime
    ) -> UUID:
        """Make the member's only valid link, and return its id.

        The member's unused links are removed.
        """
        hold(self._connection, staff_id)
        self.void(staff_id)
        new = uuid4()
        values = {
            "id": new,
            "token_hash": self._door.token(LINK_TOKEN, digest),
            "staff_id": staff_id,
            "created_at": now,
            "created_by": created_by,
            "expires_at": expires_at,
            "used_at": None,
            "openings": 0,
            "opened_at": None,
            "opened_from": None,
        }
        self._connection.execute(insert(staff_links), values | {"mac": self._mac(values)})
        return new

    def void(self, staff_id: UUID) -> None:
        """Remove the member's unused links."""
        unused = _table.staff_id == staff_id, _table.used_at.is_(None)
        self._connection.execute(delete(staff_links).where(*unused))

    def remove(self, link_id: UUID) -> bool:
        """Remove one link, whatever its state, and return whether it was there."""
        removed = delete(staff_links).where(_table.id == link_id).returning(_table.id)
        return self._connection.execute(removed).first() is not None

    def find(self, digest: bytes, now: datetime) -> Link | None:
        """Return the link of this token if it is still valid.

        It stays valid: a GET may come from a mail scanner.

        Raises:
            Forged: the row was written by hand.
        """
        return self._good(_GOOD, digest, now)

    def note_opening(self, digest: bytes, network: str, now: datetime) -> bool:
        """Record that the page of a valid link was opened, and return whether it counts.

        `Link.is_opened_by` decides. Raises what `find` raises.
        """
        link = self._good(_GOOD.with_for_update(), digest, now)
        if link is None or not link.is_opened_by(network, now):
            return False
        return self._change(link, openings=link.openings + 1, opened_at=now, opened_from=network)

    def use(self, digest: bytes, now: datetime) -> Link | None:
        """Use the link up, and return it if it was still valid.

        One conditional UPDATE decides: of callers that race, one wins. Raises what `find` raises.
        """
        link = self._good(_GOOD.with_for_update(), digest, now)
        return link if link is not None and self._change(link, used_at=now) else None

    def seal_seed(self, link: Link, seed: str, now: datetime) -> str:
        """Return the seed sealed for this link's page, and for an hour."""
        until = int((now + _FORM_LASTS).timestamp())
        return self._sealer.seal(LINK_FORM, link.id, f"{until}:{seed}")

    def open_seed(self, link: Link, carried: str, now: datetime) -> str | None:
        """Return the seed that a page of this link carried.

        None when it is too old, or not one of ours.
        """
        try:
            until, _, seed = self._sealer.open(LINK_FORM, link.id, carried).partition(":")
        except Unreadable:
            return None
        return seed if datetime.fromtimestamp(int(until), UTC) > now else None

    def forged(self) -> Iterator[UUID]:
        """Yield the rows that do not count.

        They were written by hand, or under a secret that is no longer listed.
        """
        for row in self._connection.execute(select(*_LINK)):
            link = one_of(Link, row)
            if not self._is_genuine(link):
                yield link.id

    def _good(self, statement: Select[*tuple[Any, ...]], digest: bytes, now: datetime) -> Link | None:
        tokens = self._door.token_candidates(LINK_TOKEN, digest)
        row: Row[*tuple[Any, ...]] | None = self._connection.execute(
            statement, {"tokens": tokens, "now": now}
        ).one_or_none()
        if row is None:
            return None
        link = one_of(Link, row)
        if not self._is_genuine(link):
            raise Forged(staff_links.name, link.id, link.staff_id)
        return link

    def _change(self, link: Link, **changes: Any) -> bool:
        changed = replace(link, **changes)
        this = update(staff_links).where(_table.id == link.id, _table.mac == link.mac)
        made = this.values(mac=self._mac(_link_values(changed)), **changes).returning(_table.id)
        return self._connection.execute(made).first() is not None

    def _mac(self, values: Mapping[str, object]) -> bytes:
        return self._door.mac(LINK_ROW, fields_of(values, _LINK_FIELDS))

    def _is_genuine(self, link: Link) -> bool:
        return self._door.vouches(LINK_ROW, fields_of(_link_values(link), _LINK_FIELDS), link.mac)


def _link_values(link: Link) -> dict[str, object]:
    return {name: getattr(link, name) for name in _LINK_FIELDS}
