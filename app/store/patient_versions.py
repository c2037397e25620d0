"""What a patient's record said before each change of its answers, sealed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import Row, insert, select

from app.crypto import Unreadable
from app.store import keycheck
from app.store.columns import PATIENT, SNAPSHOT
from app.store.patient_rows import PatientRows
from app.store.tables import patient_versions

if TYPE_CHECKING:
    from datetime import datetime

_table = patient_versions.c


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """That the answers of this version were written over: when, and by whom."""

    version: int
    at: datetime
    actor: str


class PatientVersions(PatientRows):
    """What keeps and shows the versions."""

    __slots__ = ()

    def versions(self, patient_id: UUID) -> list[KeptVersion]:
        """Return the versions that were written over, newest first. Opens nothing."""
        kept = select(_table.version, _table.at, _table.actor).where(_table.patient_id == patient_id)
        return [KeptVersion(*row) for row in self._connection.execute(kept.order_by(_table.version.desc()))]

    def values_at(self, patient_id: UUID, version: int) -> dict[str, str] | Unreadable | None:
        """Return what the columns held at a version that was written over, by their names; None when it is not kept.

        `extra` is what `Extra.load` takes. A column that no key opened then is left out, unless one opens it now.
        """
        kept = select(_table.id, _table.snapshot).where(
            _table.patient_id == patient_id, _table.version == version
        )
        row = self._connection.execute(kept).one_or_none()
        if row is None:
            return None
        try:
            snapshot = json.loads(self._sealer.open(SNAPSHOT, row.id, row.snapshot))
        except Unreadable as unreadable:
            return unreadable.with_traceback(None)  # a traceback would hold the frames in which the keys are
        regained, _ = self._opened(patient_id, snapshot["unreadable"])
        return {**snapshot["values"], **regained}

    def _keep_version(self, row: Row[Any], actor: str, now: datetime) -> dict[str, str]:
        """Keep the row's values, with the tokens of those that do not open, and return the values.

        Raises:
            WrongKeys: a value does not open, and others have a key that we lack.
        """
        tokens = {column.name: row._mapping[column.name] for column in PATIENT}  # noqa: SLF001  (SQLAlchemy's public name)
        values, unreadable = self._opened(row.id, tokens)
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

    def _opened(self, patient_id: UUID, tokens: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the values of the tokens that open, and the tokens that do not."""
        values, unreadable = {}, {}
        for column in PATIENT:
            if token := tokens.get(column.name):
                try:
                    values[column.name] = self._sealer.open(column, patient_id, token)
                except Unreadable:
                    unreadable[column.name] = token
        return values, unreadable
