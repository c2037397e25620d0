"""A clinic of invented people, and the ways in which somebody looks for them.

`tests/data/found.txt` holds both. The first half of the ways was written before the search, the second half afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from app.dashboard.patients.everybody import look_for
from app.dashboard.patients.found_words import tried
from app.dashboard.patients.query import BadQuery, SearchQuery, read_search_query
from app.intake.answers.dates import find
from app.intake.progress import Progress, dump
from app.store.conversations import conversations, invitations, senders
from app.store.patients import patients

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.store import Store

_FILE: Final = Path(__file__).parent / "data" / "found.txt"
HALVES: Final = ("first", "second")
_BORN_BEFORE: Final = date(2026, 1, 1)
_OTHERS: Final = 3
"""How many others an answer may hold: an answer with everybody in it would find anybody."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the clinic has a record of, who is answering, or who was invited."""

    key: str
    place: str
    name: str
    born: str
    number: str
    reference: str

    @property
    def answers(self) -> dict[str, str]:
        [born] = find(self.born, _BORN_BEFORE).days if self.born else [None]
        told = {"name": self.name, "birth_date": born.isoformat() if born else ""}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Way:
    """What somebody types, and whom it must find."""

    typed: str
    wanted: frozenset[str]


def read() -> tuple[list[Person], Mapping[str, list[Way]]]:
    """Return the people, and the ways of each half."""
    lists: dict[str, list[list[str]]] = {}
    for line in _FILE.read_text().splitlines():
        if line.startswith("["):
            rows = lists.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            rows.append([part.strip() for part in line.split("|")])
    ways = {half: [Way(typed, frozenset(keys.split())) for typed, keys in lists[half]] for half in HALVES}
    return [Person(*row) for row in lists["people"]], ways


class House:
    """The clinic with these people in it."""

    def __init__(self, store: Store, people: list[Person], now: datetime) -> None:
        self._store, self._now = store, now
        self._keys: dict[UUID, str] = {}
        for minutes, person in enumerate(people):
            self._keys[self._take_in(person, now - timedelta(minutes=minutes))] = person.key

    def _take_in(self, person: Person, at: datetime) -> UUID:
        address = f"whatsapp:{person.number}"
        with self._store.begin() as unit:
            if person.place == "invited":
                invited = invitations.claim(unit.db, address, "en", "first_visit", "staff:1", at)
                assert invited
                return invited
            talk = senders.lock(unit.db, address, None, at).id
            if person.place == "answering":
                told = dump(Progress("birth_date", language="en", answers=person.answers))
                conversations.save(unit.db, talk, told, "birth_date", "en", False, at)
                return talk
            record = UUID(person.reference + uuid4().hex[8:])
            patients.create(unit.db, record, talk, "en", person.answers, False, at)
            return record

    def finds(self, way: Way) -> bool:
        """Return whether an answer has everybody who is wanted, and few others."""
        found = self.found_by(way.typed)
        return way.wanted <= found and len(found - way.wanted) <= _OTHERS

    def found_by(self, typed: str) -> frozenset[str]:
        """Return whom a search finds."""
        query = self._read(typed)
        if not isinstance(query, SearchQuery):
            return frozenset()
        with self._store.begin() as unit:
            found = look_for(unit, query, ("name",), self._now)
        groups = (found.records, found.talks, found.invited, found.near.records, found.near.talks)
        return frozenset(self._keys[each.id] for group in groups for each in group)

    def says_what_was_tried(self, typed: str) -> bool:
        """Return whether the answer to a search says what was looked for, or what to type."""
        query = self._read(typed)
        return bool(tried(query)) if isinstance(query, SearchQuery) else bool(query.because)

    def _read(self, typed: str) -> SearchQuery | BadQuery:
        return read_search_query(typed, self._now.date(), "GB")
