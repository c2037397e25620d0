"""One-time links by which a sender answers on our own page instead of in the chat.

Loading a link's page changes nothing that matters, because previews load it too. The browser that begins the form owns
the link from then on, and no other browser can use it. Nobody can make a link by reading or writing the table: it holds
only HMACs of the token and of the browser's cookie, and another HMAC vouches for the whole row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, update

from app.crypto import Column
from app.store.columns import FORM_BROWSER, FORM_ROW, FORM_TOKEN
from app.store.legal_holds import in_held_conversation
from app.store.rows import Forged, SealedRows, columns_of, fields_of, one_of
from app.store.tables import conversations, form_links

IDLE: Final = timedelta(minutes=30)
"""After this long without use, a browser must open the link again, and give the birth date if one is known."""
MOST_TRIES: Final = 5
"""How many wrong birth dates close a link."""
MOST_TRIES_A_DAY: Final = 10
"""How many may be wrong in a day, over all links of one sender."""
PATIENT: Final = "patient"
"""The maker of a link that the sender asked for; staff make all others."""
_SEEN_AGAIN_AFTER: Final = timedelta(minutes=1)
_MOST_SHOWN: Final = 20
_table = form_links.c


@dataclass(frozen=True, slots=True)
class FormLink:
    """A link as it was when it was read, whatever its state."""

    id: UUID
    conversation_id: UUID
    patient_id: UUID | None
    """The record that staff sent it from, or that was handed in by it."""
    keys: tuple[str, ...]
    """The questions that it asks again; empty for the whole intake."""
    made_by: str
    made_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    """When its page was first loaded, perhaps by a preview."""
    begun_at: datetime | None
    seen_at: datetime | None
    """When its browser was last here, to the minute."""
    checked_at: datetime | None
    """When its browser gave the right birth date, as long as that counts."""
    handed_in_at: datetime | None
    closed_at: datetime | None
    tries: int
    """How many birth dates were wrong."""
    token_hash: bytes = field(repr=False)
    browser_hash: bytes | None = field(repr=False)
    mac: bytes = field(repr=False)

    def is_good(self, now: datetime) -> bool:
        """Return whether it is neither closed nor expired."""
        return self.closed_at is None and self.expires_at > now

    def is_idle(self, now: datetime) -> bool:
        """Return whether its browser was away for too long."""
        return self.seen_at is None or now - self.seen_at >= IDLE


_LINK: Final = columns_of(FormLink, form_links)
_FIELDS: Final = tuple(column.name for column in _LINK if column is not _table.mac)
_UNBEGUN: Final = _table.begun_at.is_(None) & _table.closed_at.is_(None)
_NEWEST_FIRST: Final = (_table.made_at.desc(), _table.id.desc())


class FormLinks(SealedRows):
    """The links to the form of one transaction.

    Tokens and cookies are given by their SHA-256.
    """

    def make(  # noqa: PLR0917  (the values, in the order of their columns)
        self,
        conversation_id: UUID,
        digest: bytes,
        made_by: str,
        now: datetime,
        expires_at: datetime,
        patient_id: UUID | None = None,
        keys: Sequence[str] = (),
    ) -> UUID:
        """Make a link, and return its id.

        Earlier links of the conversation that nobody has begun are closed. One that was begun stays with its browser.
        """
        this = select(conversations.c.id).where(conversations.c.id == conversation_id)
        self._connection.execute(this.with_for_update())
        earlier = select(*_LINK).where(_table.conversation_id == conversation_id, _UNBEGUN)
        for link in self._genuine(earlier.with_for_update()):
            self._change(link, closed_at=now)
        new = FormLink(
            id=uuid4(),
            conversation_id=conversation_id,
            patient_id=patient_id,
            keys=tuple(keys),
            made_by=made_by,
            made_at=now,
            expires_at=expires_at,
            opened_at=None,
            begun_at=None,
            seen_at=None,
            checked_at=None,
            handed_in_at=None,
            closed_at=None,
            tries=0,
            token_hash=self._door.token(FORM_TOKEN, digest),
            browser_hash=None,
            mac=b"",
        )
        values = _values(new)
        self._connection.execute(insert(form_links), {**values, "mac": self._mac(values)})
        return new.id

    def find(self, digest: bytes, now: datetime) -> FormLink | None:  # noqa: ARG002  (as the other links')
        """Return the link of this token, also one that is closed or expired.

        Raises:
            Forged: the row was written by hand.
        """
        return self._one(self._by(FORM_TOKEN, digest))

    def note_opening(self, digest: bytes, now: datetime) -> bool:
        """Note that the link's page was loaded, and return whether it is the first time.

        Raises what `find` raises.
        """
        link = self._one(self._by(FORM_TOKEN, digest).with_for_update())
        if link is None or link.opened_at is not None or not link.is_good(now):
            return False
        return self._change(link, opened_at=now)

    def begin(self, digest: bytes, browser: bytes, now: datetime) -> FormLink | None:
        """Give the link to this browser, or continue if the link is its own already.

        One conditional UPDATE decides: when browsers race, one gets the link, and the others get None. The conversation's
        other links lose their browsers. A browser that was away for too long has to give the birth date again. Raises
        what `find` raises.
        """
        link = self._one(self._by(FORM_TOKEN, digest).with_for_update())
        if link is None or not link.is_good(now):
            return None
        if link.begun_at is None:
            mine = self._door.token(FORM_BROWSER, browser)
            changes: dict[str, Any] = {"begun_at": now, "opened_at": link.opened_at or now}
            changes |= {"browser_hash": mine, "seen_at": now}
        elif self.is_of(link, browser):
            changes = {"seen_at": now, "checked_at": None if link.is_idle(now) else link.checked_at}
        else:
            return None
        if not self._change(link, **changes):
            return None
        if link.begun_at is None:
            self._take_from_browsers(_table.conversation_id == link.conversation_id, _table.id != link.id)
        return self.hold(link.id)

    def leave(self, browser: bytes) -> None:
        """Take the links that it has begun away from this browser.

        Neither its cookie nor their addresses open them again.
        """
        self._take_from_browsers(_table.browser_hash.in_(self._door.token_candidates(FORM_BROWSER, browser)))

    def of_browser(self, browser: bytes, now: datetime) -> FormLink | None:
        """Return the good link that this browser has begun.

        None if the browser was away for too long. Raises what `find` raises.
        """
        mine = self._by(FORM_BROWSER, browser).where(_table.closed_at.is_(None), _table.expires_at > now)
        link = self._one(mine.order_by(_table.begun_at.desc(), _table.id).limit(1))
        return None if link is None or link.is_idle(now) else link

    def is_of(self, link: FormLink, browser: bytes) -> bool:
        """Return whether this browser has begun the link."""
        return link.browser_hash in self._door.token_candidates(FORM_BROWSER, browser)

    def see(self, link_id: UUID, now: datetime) -> None:
        """Note that the link's browser was here, at most once a minute."""
        link = self.hold(link_id)
        if link is not None and (link.seen_at is None or now - link.seen_at >= _SEEN_AGAIN_AFTER):
            self._change(link, seen_at=now)

    def is_seen(self, conversation_id: UUID, since: datetime) -> bool:
        """Return whether somebody has used the conversation's form since `since`."""
        seen = _table.conversation_id == conversation_id, _table.seen_at > since
        return self._connection.execute(select(_table.id).where(*seen).limit(1)).first() is not None

    def hold(self, link_id: UUID) -> FormLink | None:
        """Return the link, held until the transaction ends; None if there is none.

        A caller that also locks the conversation must do so before this. Raises what `find` raises.
        """
        return self._one(select(*_LINK).where(_table.id == link_id).with_for_update())

    def check(self, link_id: UUID, now: datetime) -> None:
        """Note that the right birth date was given."""
        if (link := self.hold(link_id)) is not None:
            self._change(link, checked_at=now)

    def miss(self, link_id: UUID, now: datetime) -> int:
        """Count a wrong birth date, and return how many there were.

        The last of them closes the link.
        """
        link = self.hold(link_id)
        if link is None:
            return MOST_TRIES
        tries = link.tries + 1
        closed = link.closed_at or now if tries >= MOST_TRIES else link.closed_at
        self._change(link, tries=tries, closed_at=closed)
        return tries

    def hand_in(self, link_id: UUID, patient_id: UUID, now: datetime) -> None:
        """Note that a record was handed in by the link. The record must exist already."""
        link = self.hold(link_id)
        if link is not None:
            self._change(link, patient_id=patient_id, handed_in_at=now)

    def close(self, link_id: UUID, now: datetime) -> bool:
        """Close the link, and return whether that was possible.

        A link that is closed already, or by which a record was handed in, stays as it is.
        """
        link = self.hold(link_id)
        if link is None or link.closed_at is not None or link.handed_in_at is not None:
            return False
        return self._change(link, closed_at=now)

    def remove(self, link_id: UUID) -> bool:
        """Remove one link, whatever it is, and return whether it was there."""
        removed = delete(form_links).where(_table.id == link_id).returning(_table.id)
        return self._connection.execute(removed).first() is not None

    def of_patient(self, patient_id: UUID) -> list[FormLink]:
        """Return the latest links about a record, newest first."""
        about = select(*_LINK).where(_table.patient_id == patient_id)
        return [*self._genuine(about.order_by(*_NEWEST_FIRST).limit(_MOST_SHOWN))]

    def made_today(self, conversation_id: UUID, since: datetime) -> int:
        """Return how many links the sender has asked for since `since`."""
        asked = _table.conversation_id == conversation_id, _table.made_by == PATIENT, _table.made_at >= since
        counted = select(func.count()).select_from(form_links).where(*asked)
        return int(self._connection.execute(counted).scalar_one())

    def forget(self, conversation_id: UUID) -> None:
        """Remove every link of a conversation."""
        self._connection.execute(delete(form_links).where(_table.conversation_id == conversation_id))

    def tally(self, before: datetime) -> tuple[int, datetime | None]:
        """Return how many links had expired by `before`, and when the first one did."""
        due = select(func.count(), func.min(_table.expires_at)).where(_due(before))
        count, oldest = self._connection.execute(due).one()
        return int(count), oldest

    def clear(self, before: datetime) -> int:
        """Remove the links that had expired by `before`, and count them."""
        gone = delete(form_links).where(_due(before)).returning(_table.id)
        return len(self._connection.execute(gone).all())

    def forged(self) -> Iterator[UUID]:
        """Yield the links that do not count.

        They were written by hand, or under a secret that is no longer listed.
        """
        for row in self._connection.execute(select(*_LINK)):
            link = _read(row)
            if not self._is_genuine(link):
                yield link.id

    def _by(self, column: Column, digest: bytes) -> Select[*tuple[Any, ...]]:
        hashed = _table[column.name]
        return select(*_LINK).where(hashed.in_(self._door.token_candidates(column, digest)))

    def _one(self, statement: Select[*tuple[Any, ...]]) -> FormLink | None:
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            return None
        link = _read(row)
        if not self._is_genuine(link):
            raise Forged(form_links.name, link.id)
        return link

    def _genuine(self, statement: Select[*tuple[Any, ...]]) -> Iterator[FormLink]:
        """Yield the links that we wrote: changing a forged one would vouch for it."""
        links = [_read(row) for row in self._connection.execute(statement)]
        return (link for link in links if self._is_genuine(link))

    def _take_from_browsers(self, *which: ColumnElement[bool]) -> None:
        theirs = select(*_LINK).where(*which, _table.browser_hash.is_not(None)).order_by(_table.id)
        for link in self._genuine(theirs.with_for_update()):
            self._change(link, browser_hash=None, seen_at=None, checked_at=None)

    def _change(self, link: FormLink, **changes: Any) -> bool:
        values = _values(replace(link, **changes))
        this = update(form_links).where(_table.id == link.id, _table.mac == link.mac)
        made = this.values(mac=self._mac(values), **{name: values[name] for name in changes})
        return self._connection.execute(made.returning(_table.id)).first() is not None

    def _mac(self, values: Mapping[str, object]) -> bytes:
        return self._door.mac(FORM_ROW, fields_of(values, _FIELDS))

    def _is_genuine(self, link: FormLink) -> bool:
        return self._door.vouches(FORM_ROW, fields_of(_values(link), _FIELDS), link.mac)


def _due(before: datetime) -> ColumnElement[bool]:
    return (_table.expires_at <= before) & ~in_held_conversation(_table.conversation_id)


def _read(row: Any) -> FormLink:
    asked = row._mapping["keys"].split(",")  # noqa: SLF001  (SQLAlchemy's public name)
    return one_of(FormLink, row, keys=tuple(filter(None, asked)))


def _values(link: FormLink) -> dict[str, Any]:
    """Return the values of a link's row, without its MAC."""
    return {name: getattr(link, name) for name in _FIELDS} | {"keys": ",".join(link.keys)}
