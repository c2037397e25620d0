"""Tables as classes: what a column seals, and what a row's seal is over.

A sealed attribute is sealed when its row is flushed, bound to the row's id, which is made with the object. It is opened in
bulk by `opened` or `ours`. Of a row that somebody changed by hand, nothing opens.

A class also declares what others ask every table for. `seal` is a `Seal` over the columns that say to whom something
goes, who may read it or whether it may leave; a `DoorSeal` over what lets somebody in; an `OwnSeal`, where the subject
makes one itself; or `NoSeal("why")`. `called` is what doctor calls forged rows, if it is not the table's name, and
`if_forged` what it says of them. `expires` has an `Expiry` for each rule of the clinic's by which rows end. `forget` is a
`Forget`, where rows of a patient do not go by a foreign key that cascades, and `in_conversation` an `InConversation`, where
rows of a conversation do not. `outlives` says how rows end that stay after an erasure. `scrubbed = True` says that what a row
has forgotten must be gone for good. `in_backup = False` leaves a table out of backups.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar, cast, dataclass_transform, overload
from uuid import UUID, uuid4

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Table,
    Text,
    Uuid,
    event,
    insert,
    inspect,
    literal,
    select,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, defer, mapped_column, object_session
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.types import NullType

from app import crypto
from app.crypto import DoorKeys, Sealer, Unreadable
from app.store.engine.database import Upsert, UtcDateTime, upsert_into
from app.store.row_text import Forged, fields_of
from app.store.rows import Keys
from app.store.tables import metadata
from app.store.vouched import Vouched

_Value = TypeVar("_Value", bound="str | None")


class Unsealed:
    """A value that waits to be sealed. No database takes it as it is."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value


class Sealed(Generic[_Value]):
    """An attribute whose column holds a token: that is `<name>_token`."""

    def __init__(self, *, padded: bool, nullable: bool, on_demand: bool) -> None:
        self._padded = padded
        self._nullable = nullable
        self._on_demand = on_demand

    def __set_name__(self, owner: type[Model], name: str) -> None:
        """Add the column to the class."""
        self.owner = owner
        self.token, self.kept = f"{name}_token", f"_{name}_opened"
        self.column = crypto.Column(owner.__tablename__, name, padded=self._padded)
        setattr(owner, self.token, self._made())

    def _made(self) -> Any:
        return mapped_column(
            self.column.name,
            Text,
            nullable=self._nullable,
            info={"sealed": self.column},
            deferred=self._on_demand,
            deferred_raiseload=self._on_demand or None,
        )

    @overload
    def __get__(self, row: None, owner: type[Model]) -> Sealed[_Value]: ...

    @overload
    def __get__(self, row: Model, owner: type[Model]) -> _Value | Unreadable: ...

    def __get__(self, row: Model | None, owner: type[Model]) -> Any:
        """Return the value; Unreadable if no key of ours opens it in this row."""
        if row is None:
            return self
        token = row.__dict__.get(self.token) if self._on_demand else getattr(row, self.token)
        if token is None or isinstance(token, Unsealed):
            return token and token.value
        known = row.__dict__.get(self.kept)
        if known is None or known[0] is not token:
            if not isinstance(token, str):  # SQLite keeps whatever is written, numbers and bytes too
                return Unreadable(self.column, row.id)
            opened([row], self)
            known = row.__dict__[self.kept]
        return known[1]

    def __set__(self, row: Model, value: _Value) -> None:
        """Set the value, which the next flush seals."""
        setattr(row, self.token, None if value is None else Unsealed(value))

    @property
    def is_there(self) -> ColumnElement[bool]:
        """The condition that a row has a value."""
        there: ColumnElement[bool] = getattr(self.owner, self.token).is_not(None)
        return there

    @property
    def unread(self) -> ExecutableOption:
        """The option of a SELECT that leaves the value out: asking for it then fails."""
        return defer(getattr(self.owner, self.token), raiseload=True)

    def seal(self, row: Model, sealer: Sealer) -> None:
        """Put a token in place of a value that waits."""
        waits = row.__dict__.get(self.token)
        if isinstance(waits, Unsealed):
            token = sealer.seal(self.column, row.id, waits.value)
            setattr(row, self.token, token)
            self.keep(row, token, waits.value)

    def keep(self, row: Model, token: str, value: str | Unreadable | None) -> None:
        """Keep what a token says, beside it; None if nobody is to be told."""
        row.__dict__[self.kept] = (token, value)


@overload
def sealed(*, padded: bool = ...) -> Sealed[str]: ...


@overload
def sealed(*, padded: bool = ..., on_demand: bool) -> Sealed[str | None]: ...


@overload
def sealed(*, padded: bool = ..., default: None, on_demand: bool = ...) -> Sealed[str | None]: ...


def sealed(*, padded: bool = False, default: object = ..., on_demand: bool = False) -> Any:
    """Declare a sealed attribute. With `default=None` its column may be NULL.

    One `on_demand` is None unless the SELECT names it, by `undefer` of its token.
    """
    return Sealed[Any](padded=padded, nullable=default is None, on_demand=on_demand)


class Seal:
    """The columns of a row that a seal vouches for: see `vouched.py`.

    The seal is also what an UPDATE by the session names, so that it never mixes with somebody else's.
    """

    def __init__(
        self,
        *names: str,
        harmless: Mapping[str, object] | None = None,
        nullable: bool = True,
        later: Collection[str] = (),
        rescue: Callable[[Session, Collection[UUID]], Collection[UUID]] | None = None,
        is_digest: bool = False,
    ) -> None:
        """Name the columns, in an order that never changes.

        Those that came `later` are the last: the seals of rows of before, which have no value in them, stay as they are.
        `rescue` saves forged rows without a seal of ours, and says which. Others are removed. A digest is shorter,
        but nothing is put back by it.
        """
        self._over = {"over": names, "later": len(later), "harmless": harmless, "is_digest": is_digest}
        if later and names[-len(later) :] != (*later,):
            raise ValueError("the columns that came later are the last")
        self._nullable = nullable
        self.rescue = rescue

    def __set_name__(self, owner: type[Model], name: str) -> None:
        """Add the column to the class."""
        column = token_column(crypto.Column(owner.__tablename__, name), nullable=self._nullable, **self._over)
        owner.seal_token = column
        if "__mapper_args__" not in vars(owner):
            owner.__mapper_args__ = {"version_id_col": column, "version_id_generator": False}


class DoorSeal:
    """The columns of a row that lets somebody in, in the order of its MAC.

    The MAC is made under SECRET_KEY: nobody signs in by a row that was written or changed by hand. An UPDATE by the session
    names the MAC, as it does a seal.
    """

    remove: ClassVar = None
    by_secret_key: ClassVar = True

    def __init__(self, *names: str) -> None:
        self.names = names

    def __set_name__(self, owner: type[Base], name: str) -> None:
        """Add the column to the class."""
        self.column = crypto.Column(owner.__tablename__, "mac")
        self._owner = owner
        owner.seal_token = mapped_column("mac", LargeBinary(32), nullable=False)
        if "__mapper_args__" not in vars(owner):
            owner.__mapper_args__ = {"version_id_col": owner.seal_token, "version_id_generator": False}

    def by(self, door: DoorKeys, values: Mapping[str, Any], **changed: Any) -> dict[str, Any]:
        """Return the changes of a row, with the MAC that it then needs."""
        return {**changed, "mac": door.mac(self.column, fields_of({**values, **changed}, self.names))}

    def are_genuine(self, door: DoorKeys, rows: Iterable[Mapping[str, Any]]) -> list[bool]:
        """Return for each row whether its MAC is ours, under any of the secrets."""
        return [
            isinstance(row["mac"], bytes)
            and door.vouches(self.column, fields_of(row, self.names), row["mac"])
            for row in rows
        ]

    def forged(self, db: Session) -> list[UUID]:
        """Return the rows that were written by hand, or under a secret that is not listed."""
        rows = [dict(row) for row in db.execute(select(table_of(self._owner))).mappings()]
        genuine = self.are_genuine(keys_of(db).door, rows)
        return [row["id"] for row, is_ours in zip(rows, genuine, strict=True) if not is_ours]


class NoSeal:
    """Why no seal is needed."""

    def __init__(self, why: str) -> None:
        self.why = why


class OwnSeal(NamedTuple):
    """A seal or a MAC that the subject itself makes and checks."""

    forged: Callable[[Session], Iterable[UUID]]
    """Finds the rows that we did not write."""
    remove: Callable[[Session, Collection[UUID]], int] | None = None
    """Removes forged rows, or makes them harmless, and counts them. Without it they are deleted."""
    by_secret_key: bool = False
    """Whether a row looks forged once its SECRET_KEY is no longer listed."""


class Expiry(NamedTuple):
    """When rows are over, and what becomes of them: they are deleted.

    While a patient is on hold, so are rows with the `conversation_id` of theirs, or else with their `patient_id`.
    """

    rule: str
    """The class of data, as the clinic's rules name it: "receipt" for most."""
    since: str
    """The column of the moment from which its days count. A row without one stays."""
    only: Callable[[], ColumnElement[bool]] | None = None
    """What else must be true of a row."""
    empties: str | None = None
    """A column that is set to NULL, in place of deleting the row."""
    shows: str | None = None
    """A column of ids of which the list of what is due names some."""
    then: Callable[[Session, Sequence[UUID]], None] | None = None
    """What is done with the keys of the rows that went."""


class Erased(NamedTuple):
    """A patient who is erased or restricted, by whom and when."""

    patient_id: UUID
    actor: str
    at: datetime
    conversation_id: UUID | None = None
    """The conversation that they came from, if there is one. Nothing in it is forgotten yet."""
    with_conversation: bool = False
    """Whether nobody else is in it, so that it goes with them."""


class Forget(NamedTuple):
    """What an erasure does: it deletes the rows with the `patient_id` by itself.

    The conversation and the patient are locked by then, in this order, and the patient's own row is gone.
    """

    by: Callable[[Session, Erased], object] | None = None
    """Does it."""
    everybodys: bool = False
    """Whether all rows go, because nobody can look in which of them the patient is."""
    at_restriction: bool = False
    """Whether a restriction does the same, because the rows stand for what has left or will leave."""


class Outlives(Enum):
    """How rows that stay after an erasure, by `patient_id`, end."""

    BEFORE_TOMBSTONE = "before"
    """Something is still to be done: the tombstone stays as long as there is one."""
    WITH_TOMBSTONE = "with"


class InConversation(NamedTuple):
    """What becomes of rows of a conversation: functions of its id.

    It is locked by then.
    """

    words: Callable[[Session, UUID], object] | None = None
    """Forgets what was said. The conversation stays, but somebody in it is forgotten, or its sender."""
    draft: Callable[[Session, UUID], object] | None = None
    """Forgets what hangs on an intake that is not handed in: it is deleted, or its time is over."""
    sender: Callable[[Session, UUID], object] | None = None
    """Forgets whose conversation it is. After that, nobody finds it by its sender."""
    removed: Callable[[Session, UUID], object] | None = None
    """Takes the rows out of a conversation that is then removed."""
    removed_by: str | None = None
    """The column of its id, by which the rows are removed with it. Not needed where a foreign key cascades."""


def guarded_by(version: Mapped[int], *, first: int = 1) -> dict[str, Any]:
    """Return the `__mapper_args__` of a class whose rows count their changes.

    A change by the session names the number that was read: it is Overtaken if somebody else came first.
    """
    return {"version_id_col": version, "version_id_generator": lambda n: first if n is None else n + 1}


def token_column(column: crypto.Column, *, nullable: bool, **info: object) -> Any:
    """Return a column for tokens that are sealed for their row."""
    return mapped_column(column.name, Text, nullable=nullable, info={"sealed": column, **info})


@cache
def models() -> tuple[type[Base], ...]:
    """Return every class, by the name of its table."""
    kinds = (mapper.class_ for mapper in Base.registry.mappers)
    return tuple(sorted(kinds, key=lambda kind: kind.__tablename__))


def configure() -> None:
    """Have SQLAlchemy finish all classes now, in place of when the first one is used."""
    Base.registry.configure()


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(mapped_column, sealed))
class Base(DeclarativeBase):
    """A table. An object has its columns' defaults from the beginning."""

    metadata = metadata
    type_annotation_map: ClassVar = {datetime: UtcDateTime}
    seal: ClassVar[Seal | DoorSeal | OwnSeal | NoSeal]
    seal_token: Any
    called: ClassVar[str]
    if_forged: ClassVar[str] = (
        "They give no access, and nothing is sent or leaves by them. To remove them, or put them back as they were: "
        "{flask} db remove-forged"
    )
    expires: ClassVar[Sequence[Expiry]] = ()
    forget: ClassVar[Forget | None] = None
    in_conversation: ClassVar[InConversation | None] = None
    outlives: ClassVar[Outlives | None] = None
    scrubbed: ClassVar[bool] = False
    in_backup: ClassVar[bool] = True

    def __init_subclass__(cls, **options: Any) -> None:
        """Name its rows after the table, unless the class says otherwise.

        Keys that refer to a table are ids. SQLAlchemy would learn that from the other table, perhaps too late for a
        statement that is built before.
        """
        if "called" not in vars(cls) and "__tablename__" in vars(cls):
            cls.called = cls.__tablename__.replace("_", " ")
        super().__init_subclass__(**options)
        models.cache_clear()
        for column in cls.__table__.columns if "__tablename__" in vars(cls) else ():
            if isinstance(column.type, NullType):
                column.type = Uuid()

    def __init__(self, **values: Any) -> None:
        for name, value in {**_defaults(type(self)), **values}.items():
            setattr(self, name, value)


Base.__annotations__.clear()  # mypy has read them, and SQLAlchemy would evaluate each again for every table


class Model(Base):
    """A table whose rows have an id, to which their sealed values are bound."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)


_Row = TypeVar("_Row", bound=Model)
_Any = TypeVar("_Any", bound=Base)


def table_of(kind: type[Base]) -> Table:
    """Return the table of a class."""
    return cast("Table", kind.__table__)


@cache
def read_columns(kind: type[Base]) -> tuple[ColumnElement[Any], ...]:
    """Return what a statement selects for `as_read`: columns by attributes' names."""
    return tuple(column.label(name) for name, column in inspect(kind).columns.items())


def as_read(kind: type[_Any], values: Mapping[Any, Any]) -> _Any:
    """Return an object of a row that a statement has read: no session knows it.

    It takes a third of the time that a session takes to load one.
    """
    mapper = kind.__mapper__
    if not mapper.configured:
        configure()
    row: _Any = mapper.class_manager.new_instance()
    vars(row).update(values)
    return row


def _defaults(kind: type[Base]) -> dict[str, Any]:
    return {name: default.arg(None) if default.is_callable else default.arg for name, default in _made(kind)}


@cache
def _made(kind: type[Base]) -> list[tuple[str, Any]]:
    return [
        (each.key, column.default)
        for each in inspect(kind).column_attrs
        if isinstance(column := each.columns[0], Column) and column.default
    ]


@cache
def _sealed_of(kind: type[Model]) -> list[Sealed[Any]]:
    return [each for each in vars(kind).values() if isinstance(each, Sealed)]


@cache
def vouched_of(kind: type[Model]) -> Vouched:
    """Return what vouches for the rows of a class that declares a `Seal`."""
    return Vouched(table_of(kind))


def _vouched_of(kind: type[Model]) -> Vouched | DoorSeal | None:
    if isinstance(kind.seal, DoorSeal):
        return kind.seal
    return vouched_of(kind) if isinstance(kind.seal, Seal) else None


def _by(vouched: Vouched | DoorSeal, keys: Keys, values: Mapping[str, Any]) -> dict[str, Any]:
    return vouched.by(keys.door, values) if isinstance(vouched, DoorSeal) else vouched.by(keys.sealer, values)


def _genuine(vouched: Vouched | DoorSeal, keys: Keys, rows: list[dict[str, Any]]) -> list[bool]:
    if isinstance(vouched, DoorSeal):
        return vouched.are_genuine(keys.door, rows)
    return vouched.are_genuine(keys.sealer, rows)


class SealedSession(Session):
    """A session that seals what it writes.

    An UPDATE or DELETE by a condition passes it by, which takes half the time: the session does not ask which of its
    objects the condition is true of. What was read before stays as it was read, until `populate_existing`.
    """

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Execute a statement: a change by the connection, unless it returns objects."""
        if not statement.is_dml or statement.get_execution_options().get("populate_existing"):
            return super().execute(statement, params, **options)
        self.flush()
        return connection_of(self).execute(statement, params)

    def scalars(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Execute a statement, as `execute` does, and return the first of each row."""
        return self.execute(statement, params, **options).scalars()

    def scalar(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Execute a statement, as `execute` does; return the first of its first row."""
        return self.execute(statement, params, **options).scalar()


def session_on(connection: Connection, keys: Keys) -> Session:
    """Return a session within a connection's transaction, which it never ends."""
    return SealedSession(
        connection, info={"keys": keys}, expire_on_commit=False, join_transaction_mode="rollback_only"
    )


def connection_of(db: Session) -> Connection:
    """Return the connection of a session, for statements that load no objects.

    By the session such a statement takes a quarter longer, and twice as long if it names attributes of a class. Nothing
    is written first that the session still holds.
    `db.connection()` says the same, and takes as long as one of them.
    """
    return cast("Connection", db.bind)


def keys_of(db: Session) -> Keys:
    """Return the keys of the store that a session writes to."""
    keys: Keys = db.info["keys"]
    return keys


def _keys(row: Model) -> Keys:
    db = object_session(row)
    if db is None:
        raise LookupError("a sealed value is opened while its transaction lasts, or before")
    return keys_of(db)


@event.listens_for(SealedSession, "before_flush")
def _seal_all(db: Session, *_: object) -> None:
    for row in (*db.new, *db.dirty):
        _seal(row, keys_of(db))


def _seal(row: Model, keys: Keys) -> None:
    """Seal what waits in a row, and vouch for what is new in it.

    Raises:
        Forged: somebody has changed the row by hand, and a new seal would vouch for that.
        LookupError: a vouched attribute was set before it was read, so nobody knows what the seal was over.
        ValueError: a value holds a lone surrogate.
    """
    for each in _sealed_of(type(row)):
        each.seal(row, keys.sealer)
    vouched = _vouched_of(type(row))
    if vouched is None:
        return
    state = inspect(row)
    now = {name: getattr(row, name) for name in ("id", *vouched.names)}
    if state.has_identity:
        changes = {name: state.attrs[name].history for name in vouched.names}
        if any(each.added and not each.deleted for each in changes.values()):
            raise LookupError("a vouched attribute is read before it is set")
        was = {name: each.deleted[0] for name, each in changes.items() if each.deleted}
        if not was:
            return
        if not _genuine(vouched, keys, [now | was | {vouched.column.name: row.seal_token}])[0]:
            raise Forged(row.__tablename__, row.id)
    row.seal_token = _by(vouched, keys, now)[vouched.column.name]


def opened(rows: Iterable[_Row], *which: Sealed[Any]) -> list[_Row]:
    """Open these attributes of many rows in bulk.

    Of a row that was changed by hand they are unreadable.
    """
    listed = list(rows)
    for row in listed:
        for each in which:
            if isinstance(token := getattr(row, each.token), str):
                each.keep(row, token, Unreadable(each.column, row.id))
    as_found(_ours(listed), *which)
    return listed


def leave_sealed(rows: Iterable[_Row], *which: Sealed[Any]) -> None:
    """Have these attributes read as None: they are not opened later either."""
    for row in rows:
        for each in which:
            if isinstance(token := getattr(row, each.token), str):
                each.keep(row, token, None)


def ours(rows: Iterable[_Row], *which: Sealed[Any]) -> list[_Row]:
    """Return the rows that say what we wrote, with these attributes opened."""
    return as_found(_ours(list(rows)), *which)


def _ours(rows: list[_Row]) -> list[_Row]:
    vouched = _vouched_of(type(rows[0])) if rows else None
    if vouched is None:
        return rows
    said = [
        {vouched.column.name: row.seal_token, **{name: getattr(row, name) for name in ("id", *vouched.names)}}
        for row in rows
    ]
    genuine = _genuine(vouched, _keys(rows[0]), said)
    return [row for row, is_ours in zip(rows, genuine, strict=True) if is_ours]


def as_found(rows: Iterable[_Row], *which: Sealed[Any]) -> list[_Row]:
    """Open these attributes of many rows in bulk; do not ask whether they are ours."""
    listed = list(rows)
    for each in which:
        said = [row.__dict__ for row in listed if isinstance(row.__dict__.get(each.token), str)]
        if said:
            pairs = [(row["id"], row[each.token]) for row in said]
            texts = _texts(_keys(listed[0]).sealer, each.column, pairs)
            for row, (_id, token), text in zip(said, pairs, texts, strict=True):
                row[each.kept] = (token, text)
    return listed


def _texts(
    sealer: Sealer, column: crypto.Column, pairs: Sequence[tuple[UUID, str]]
) -> list[str | Unreadable]:
    if len(pairs) > 1:
        return sealer.open_many(column, pairs)
    try:
        return [sealer.open(column, *pairs[0])]  # in bulk, a single one takes longer
    except Unreadable as unreadable:
        return [unreadable.with_traceback(None)]  # a traceback would hold the frames in which the keys are


def add_if(db: Session, row: Model, condition: ColumnElement[bool]) -> bool:
    """Insert a row if a condition holds and its place is free; return whether it did.

    One statement decides.
    """
    table, values = table_of(type(row)), _sealed_values(db, row)
    new = select(*(literal(value, column.type) for column, value in values.items())).where(condition)
    added = upsert_into(connection_of(db).dialect.name, table).from_select(list(values), new)
    return db.execute(added.on_conflict_do_nothing().returning(table.c.id)).first() is not None


def add_now(db: Session, row: Base) -> None:
    """Insert a row at once.

    No session knows it, so nothing that is set on it later is written.
    """
    values = {column.key: value for column, value in _sealed_values(db, row).items()}
    connection_of(db).execute(insert(table_of(type(row))), values)


def add_once(db: Session, row: Base) -> bool:
    """Insert a row unless another is in its place; return whether it did."""
    key = table_of(type(row)).primary_key
    return db.execute(_into(db, row).on_conflict_do_nothing().returning(*key)).first() is not None


def put(db: Session, row: Base, news: Mapping[str, Any], *, where: ColumnElement[bool] | None = None) -> bool:
    """Insert a row, or write the news into the one with its key.

    Return whether either was done: one statement decides. Only rows without a seal are put: it would be over the row
    that was to be inserted.
    """
    key = table_of(type(row)).primary_key
    written = _into(db, row).on_conflict_do_update(index_elements=[*key], set_=news, where=where)
    return db.execute(written.returning(*key)).first() is not None


def _into(db: Session, row: Base) -> Upsert:
    return upsert_into(connection_of(db).dialect.name, table_of(type(row))).values(_sealed_values(db, row))


def _sealed_values(db: Session, row: Base) -> dict[Any, Any]:
    if isinstance(row, Model):
        _seal(row, keys_of(db))
    return {each.columns[0]: getattr(row, each.key) for each in inspect(type(row)).column_attrs}


def first_forged(db: Session, kind: type[Model]) -> UUID | None:
    """Return a row of a class that was written or changed by hand."""
    return next(Vouched(table_of(kind)).forged(db.connection(), db.info["keys"].sealer), None)
