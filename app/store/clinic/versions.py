"""Settings of which every version is kept.

A version that was written by hand does not count. A seal vouches for each. It holds a digest only, because the settings stand beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, ClassVar, Final, Generic, NamedTuple, TypeVar, cast
from uuid import UUID, uuid4

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.crypto import Sealer
from app.store.engine.database import ShortText
from app.store.model import Model, add_if, connection_of, keys_of, vouched_of
from app.store.prepared import Prepared
from app.store.trail.events import TrailEvent

_Value = TypeVar("_Value")
_NEWEST: Final = "newest_versions"
Newest = Mapping[str, tuple[Any, ...]]
"""Table -> the row of its newest version, even one that does not count."""


class Versioned(Model, Generic[_Value]):
    """A table of versions. The last column that the seal is over has the settings."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(ShortText(64))
    id: Mapped[UUID] = mapped_column(unique=True, default=uuid4)

    kinds: ClassVar[list[type[Versioned[Any]]]] = []
    of: ClassVar[str]
    """What is kept."""
    saved: ClassVar[tuple[TrailEvent, ...]]
    """The events that name the version which they saved, as `kept_as`."""

    def __init_subclass__(cls, **more: Any) -> None:
        """Have the newest version read together with those of the other kinds."""
        cls.called = f"versions of the {cls.of}"
        super().__init_subclass__(**more)
        Versioned.kinds.append(cls)

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> _Value:
        """Return the settings that any release kept."""
        raise NotImplementedError

    @classmethod
    def dump(cls, value: _Value) -> dict[str, Any]:
        """Return what is kept of the settings."""
        return asdict(cast("Any", value))

    @classmethod
    def distrusted(cls, value: _Value) -> _Value:
        """Return what counts once somebody has written a newer version by hand."""
        return value


class Version(NamedTuple, Generic[_Value]):
    """Settings as they were kept."""

    id: UUID
    version: int
    at: datetime
    actor: str
    value: _Value
    is_genuine: bool = True
    """Whether we wrote the newest version."""


def in_force(db: Session, kind: type[Versioned[_Value]], otherwise: _Value) -> _Value:
    """Return the settings in force: `otherwise` as long as nobody has written any."""
    kept = current(db, kind, otherwise)
    return kept.value if kept else otherwise


def current(
    db: Session, kind: type[Versioned[_Value]], otherwise: _Value | None = None
) -> Version[_Value] | None:
    """Return the newest version, or None as long as nobody has written one.

    If it was written by hand, the newest one that was not is used, or `otherwise` if there is none.
    """
    said = _newest(db).get(kind.__tablename__)
    if said is None or _is_genuine(kind, keys_of(db).sealer, said):
        return _kept(kind, said) if said else None
    last = next(_genuine(db, kind), None)
    value = last.value if last else otherwise
    if value is None:
        return None
    row, _seal, version, at, actor, _text = said
    return Version(row, version, at, actor, kind.distrusted(value), is_genuine=False)


def newest(db: Session, kind: type[Versioned[_Value]], limit: int = 20) -> list[Version[_Value]]:
    """Return the versions that count, newest first."""
    return list(islice(_genuine(db, kind), limit))


def at(db: Session, kind: type[Versioned[_Value]], version: int) -> Version[_Value] | None:
    """Return that version, or None if there is none that counts."""
    return next(_genuine(db, kind, version), None)


def keep(  # noqa: PLR0917  (the values, in the order of their columns)
    db: Session, kind: type[Versioned[_Value]], after: int, value: _Value, actor: str, now: datetime
) -> bool:
    """Keep a version after `after` (0: none); return whether nobody else did before.

    One INSERT decides: when two members change the same version, one succeeds. No version number is skipped.
    """
    db.info.pop(_NEWEST, None)
    text = json.dumps(kind.dump(value), ensure_ascii=False, sort_keys=True)
    values: dict[str, Any] = {vouched_of(kind).names[-1]: text}
    row = kind(version=after + 1, at=now, actor=actor, **values)
    last = select(func.coalesce(func.max(kind.version), 0)).scalar_subquery()
    return add_if(db, row, last == after)


def newest_of_all(db: Session) -> Newest:
    """Return the newest version of each kind as it is kept, for `use`."""
    return _newest(db)


def use(db: Session, newest: Newest) -> None:
    """Have a transaction use what another one of the same request has read."""
    db.info.setdefault(_NEWEST, newest)


def _newest(db: Session) -> Newest:
    """Return the newest row of each kind.

    A message needs all of them, and a statement for each would cost as much as this one.
    """
    found: Newest | None = db.info.get(_NEWEST)
    if found is None:
        rows = _READ.rows(connection_of(db), {})
        found = db.info[_NEWEST] = {of: tuple(said) for of, *said in rows}
    return found


def _newest_of_each(_dialect: str) -> Any:
    ordered = (_rows(kind, literal(kind.__tablename__).label("of")) for kind in Versioned.kinds)
    return union_all(*(select(each.limit(1).subquery()) for each in ordered))


_READ: Final = Prepared(_newest_of_each)


def _rows(kind: type[Versioned[Any]], *beside: Any) -> Select[Any]:
    return select(*beside, *vouched_of(kind).read).order_by(kind.version.desc())


def _genuine(
    db: Session, kind: type[Versioned[_Value]], version: int | None = None
) -> Iterator[Version[_Value]]:
    wanted = _rows(kind) if version is None else _rows(kind).where(kind.version == version)
    rows = map(tuple, db.execute(wanted))
    return (_kept(kind, said) for said in rows if _is_genuine(kind, keys_of(db).sealer, said))


def _kept(kind: type[Versioned[_Value]], said: tuple[Any, ...]) -> Version[_Value]:
    row, _seal, version, at, actor, text = said
    return Version(row, version, at, actor, _value(kind, text))


@lru_cache(maxsize=16)  # each message asks for the newest version
def _value(kind: type[Versioned[Any]], text: str) -> Any:
    return kind.load(json.loads(text))


@lru_cache(maxsize=64)  # each message asks, and the same row and keys give the same answer
def _is_genuine(kind: type[Versioned[Any]], sealer: Sealer, said: tuple[Any, ...]) -> bool:
    vouched = vouched_of(kind)
    row = dict(zip(("id", "seal", *vouched.names), said, strict=True))
    return vouched.are_genuine(sealer, [row])[0]
