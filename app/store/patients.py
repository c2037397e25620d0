"""Patients: writing them down, changing them without forgetting, opening and finding them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Row, delete, insert, select, tuple_, update

from app.crypto import Unreadable
from app.intake.answers.names import name_words
from app.store import keycheck
from app.store.columns import BIRTH_DATE, EXTRA, NAME, NAME_WORD, PATIENT, SENDER_ADDRESS, SNAPSHOT
from app.store.patient import Extra, NoSuchPatient, Patient, changed_values, first_values
from app.store.patient_rows import ALL, open_list, open_one, selecting
from app.store.tables import conversations, patient_name_words, patient_versions, patients

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from app.crypto import BlindIndex, Sealer

_table = patients.c
_NEWEST_FIRST: Final = (_table.created_at.desc(), _table.id.desc())
_SEALED: Final = {column.name: column for column in PATIENT}
_LISTED: Final = (NAME.name,)
_FOUND: Final = 50


class Patients:
    """The patients of one transaction."""

    __slots__ = ("_connection", "_index", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer, index: BlindIndex) -> None:
        self._connection = connection
        self._sealer = sealer
        self._index = index

    def create(  # noqa: PLR0917  (the values, in the order of their columns)
        self,
        patient_id: UUID,
        conversation_id: UUID | None,
        language: str,
        answers: Mapping[str, str],
        emergency: bool,
        now: datetime,
    ) -> None:
        """Write down a new patient. Answers without a column of their own share the sealed `extra`."""
        self._connection.execute(
            insert(patients).values(
                id=patient_id,
                conversation_id=conversation_id,
                created_at=now,
                updated_at=now,
                version=1,
                status="new",
                language=language,
                **self._sealed(patient_id, first_values(answers, emergency=emergency)),
                **self._birth_date_index(answers),
            )
        )
        self._index_name(patient_id, answers)

    def update(
        self, patient_id: UUID, answers: Mapping[str, str], emergency: bool, actor: str, now: datetime
    ) -> None:
        """Write new answers over the old, and keep all the old ones as a sealed version.

        Raises:
            NoSuchPatient: see there.
            WrongKeys: a value does not open, and others have a key that we lack.
        """
        locked = selecting(ALL).where(_table.id == patient_id).with_for_update()
        row = self._connection.execute(locked).one_or_none()
        if row is None:
            raise NoSuchPatient
        before = self._keep_version(row, actor, now)
        extra = Extra.load(before[EXTRA.name]) if EXTRA.name in before else Extra()
        values = changed_values(answers, emergency=emergency, extra=extra)
        changed = (
            update(patients)
            .where(_table.id == patient_id, _table.version == row.version)
            .values(
                version=_table.version + 1,
                updated_at=now,
                **self._sealed(patient_id, values),
                **self._birth_date_index(answers),
            )
            .returning(_table.version)
        )
        self._connection.execute(changed).scalar_one()
        self._index_name(patient_id, answers)

    def get(self, patient_id: UUID) -> Patient | None:
        """Return the patient, every column opened."""
        row = self._connection.execute(selecting(ALL).where(_table.id == patient_id)).one_or_none()
        return None if row is None else open_one(self._sealer, row)

    def page(
        self, limit: int, after: tuple[datetime, UUID] | None = None, columns: Collection[str] = _LISTED
    ) -> list[Patient]:
        """Return patients, newest first, with only these columns opened.

        `after` is `created_at` and `id` of the last one seen: pages neither skip nor repeat when patients are added.
        """
        older = [] if after is None else [tuple_(_table.created_at, _table.id) < after]
        return self._list(older, limit, columns)

    def find_by_birth_date(
        self, value: str, limit: int = _FOUND, columns: Collection[str] = _LISTED
    ) -> list[Patient]:
        """Return the patients whose birth date reads exactly so: a full date is stored in ISO 8601, YYYY-MM-DD."""
        born = _table.birth_date_index.in_(self._index.candidates(BIRTH_DATE, value))
        return self._list([born], limit, columns)

    def find_by_name_word(
        self, word: str, limit: int = _FOUND, columns: Collection[str] = _LISTED
    ) -> list[Patient]:
        """Return the patients whose name has this word, or all of these words, whatever the case and accents."""
        words = name_words(word)
        return self._list([self._named(each) for each in words], limit, columns) if words else []

    def find_by_address(
        self, address: str, limit: int = _FOUND, columns: Collection[str] = _LISTED
    ) -> list[Patient]:
        """Return the patients for whom this channel address spoke."""
        at_address = conversations.c.address_index.in_(self._index.candidates(SENDER_ADDRESS, address))
        spoke = _table.conversation_id.in_(select(conversations.c.id).where(at_address))
        return self._list([spoke], limit, columns)

    def _list(
        self, conditions: Collection[ColumnElement[bool]], limit: int, columns: Collection[str]
    ) -> list[Patient]:
        listed = selecting(columns).where(*conditions).order_by(*_NEWEST_FIRST).limit(limit)
        return open_list(self._sealer, self._connection.execute(listed).all(), columns)

    def _named(self, word: str) -> ColumnElement[bool]:
        indexes = self._index.candidates(NAME_WORD, word)
        words = patient_name_words.c
        return _table.id.in_(select(words.patient_id).where(words.word_index.in_(indexes)))

    def _sealed(self, row: UUID, values: Mapping[str, str]) -> dict[str, str]:
        return {name: self._sealer.seal(_SEALED[name], row, value) for name, value in values.items()}

    def _birth_date_index(self, answers: Mapping[str, str]) -> dict[str, bytes | None]:
        value = answers.get(BIRTH_DATE.name)
        if value is None:
            return {}
        return {"birth_date_index": self._index.of(BIRTH_DATE, value) if value else None}

    def _index_name(self, patient_id: UUID, answers: Mapping[str, str]) -> None:
        name = answers.get(NAME.name)
        if name is None:
            return
        words = patient_name_words
        self._connection.execute(delete(words).where(words.c.patient_id == patient_id))
        indexes = [self._index.of(NAME_WORD, word) for word in name_words(name)]
        if indexes:
            rows = [{"patient_id": patient_id, "word_index": index} for index in indexes]
            self._connection.execute(insert(words), rows)

    def _keep_version(self, row: Row[Any], actor: str, now: datetime) -> dict[str, str]:
        """Keep the row's values, with the tokens of those that do not open, and return the values."""
        values, unreadable = {}, {}
        for column in PATIENT:
            token = row._mapping[column.name]  # noqa: SLF001  (SQLAlchemy's public name)
            try:
                values[column.name] = self._sealer.open(column, row.id, token)
            except Unreadable:
                unreadable[column.name] = token
        if unreadable:
            keycheck.check(self._connection, self._sealer, self._index)
        new = uuid4()
        snapshot = json.dumps({"values": values, "unreadable": unreadable}, ensure_ascii=False)
        self._connection.execute(
            insert(patient_versions).values(
                id=new,
                patient_id=row.id,
                version=row.version,
                at=now,
                actor=actor,
                snapshot=self._sealer.seal(SNAPSHOT, new, snapshot),
            )
        )
        return values
