"""Staff accounts, what signs them in, and the rule that an admin always remains.

A `Member` is a copy of a row as it was read: what is read later is compared with it, so no session keeps it up to date.
Addresses may be given as they were typed.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.crypto import Column, Sealer, Unreadable
from app.store.engine.database import ShortText
from app.store.model import (
    Model,
    OwnSeal,
    Sealed,
    add_once,
    as_read,
    connection_of,
    keys_of,
    opened,
    read_columns,
    sealed,
    table_of,
    token_column,
)
from app.store.prepared import Prepared
from app.store.row_text import Forged, digest_of, fields_of

ADMIN: Final = "admin"
"""The role that somebody must always have."""
EMAIL_LENGTH: Final = 254
"""RFC 5321 leaves no room for more (RFC 3696, erratum 1690)."""

_SEAL: Final = Column("staff", "seal")
_INVISIBLE: Final = r"[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
_EDGES: Final = re.compile(rf"\A{_INVISIBLE}|{_INVISIBLE}\Z")
_NEVER: Final = -1
"""Before every step."""


class EmailTaken(Exception):
    """Another member has this address."""


class Member(Model):
    """One member. In a list and in a session, `totp` cannot be read."""

    __tablename__ = "staff"
    __allow_unmapped__ = True

    email: Mapped[str] = mapped_column(ShortText(EMAIL_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(ShortText(80))
    role: Mapped[str] = mapped_column(ShortText(16))
    created_at: Mapped[datetime]
    enrolled_at: Mapped[datetime | None] = mapped_column(default=None)
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)
    password_hash: Sealed[str | None] = sealed(default=None)
    """See `known_password`."""
    totp: Sealed[str | None] = sealed(default=None)
    """The seed, in base32."""
    totp_since: Mapped[datetime | None] = mapped_column(default=None)
    last_step: Mapped[int] = mapped_column(BigInteger, default=_NEVER)
    """The newest TOTP step that was spent; only a greater one can be."""
    recovery_salt: Mapped[bytes | None] = mapped_column(LargeBinary(16), default=None)
    """What the recovery codes are hashed with."""
    failures: Mapped[int] = mapped_column(default=0)
    """Failed attempts in a row."""
    theme: Mapped[str] = mapped_column(ShortText(8), default="auto")
    language: Mapped[str] = mapped_column(ShortText(8), default="en")
    columns: Mapped[str | None] = mapped_column(ShortText(200), default=None)
    """The columns of the list of patients, as the member chose them."""
    last_seen_at: Mapped[datetime | None] = mapped_column(default=None)
    signed_in_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the member last signed in."""
    news_seen_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the member last looked at what is new."""
    seal_token: Mapped[str | None] = token_column(_SEAL, nullable=True)
    """It vouches for address, role, state and password.

    It is made with FERNET_KEYS and not with SECRET_KEY: members last for years, and a rotation seals them again, so that
    retiring an old key shuts nobody out.
    """
    recovery_left: int = 0
    is_genuine: bool = False
    """Whether we wrote the row as it is. Nobody can sign in by a row that was written or changed by hand."""

    seal = OwnSeal(lambda db: _forged(db), remove=lambda _db, _rows: 0)  # noqa: PLW0108  (it is defined below)
    called = "members"
    if_forged = (
        "They cannot sign in. To see them: {flask} staff list. "
        "To repair one: {flask} staff reset-code EMAIL --role ROLE"
    )

    @property
    def known_password(self) -> str | None:
        """The hash of the password, if there is one and it opens."""
        return self.password_hash if isinstance(self.password_hash, str) else None

    @property
    def can_sign_in(self) -> bool:
        """Whether the member is enrolled, and not disabled, as we wrote it."""
        return self.is_genuine and self.enrolled_at is not None and self.disabled_at is None


class RecoveryCode(Model):
    """A code for a lost phone: a slow hash of it, sealed with whose it is."""

    __tablename__ = "staff_recovery_codes"
    __table_args__ = (Index(None, "staff_id"),)

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    code: Sealed[str] = sealed()
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    """Nothing reads or writes it."""

    seal = OwnSeal(lambda db: _forged_codes(db))  # noqa: PLW0108  (as above)
    called = "recovery codes"


def normalise_email(text: str) -> str:
    """Return the address as stored: NFKC, case-folded, no invisible characters around."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _EDGES.sub("", unicodedata.normalize("NFKC", folded))


def storable(email: str) -> bool:
    """Return whether a normalised address can be stored.

    PostgreSQL takes no NUL, and neither engine half a surrogate pair.
    """
    return 0 < len(email) <= EMAIL_LENGTH and email.isprintable()


_table = table_of(Member).c
_codes = table_of(RecoveryCode).c
_VOUCHED_FOR: Final = ("email", "role", "enrolled_at", "disabled_at", "totp_since", "last_step")
_PASSWORD: Final = Member.password_hash
_TOTP: Final = Member.totp
_NEW: Final = dict.fromkeys(_VOUCHED_FOR)
_NOTHING: Final = dict.fromkeys(("password_hash", "totp", "totp_since", "recovery_salt", "enrolled_at"))
CAN_SIGN_IN: Final = and_(_table.enrolled_at.is_not(None), _table.disabled_at.is_(None))
_ACTIVE_ADMIN: Final = (_table.role == ADMIN) & CAN_SIGN_IN
_RECOVERY_LEFT: Final = select(func.count()).where(_codes.staff_id == _table.id).correlate(table_of(Member))
MEMBER: Final = (*read_columns(Member), _RECOVERY_LEFT.scalar_subquery().label("recovery_left"))
"""What `members_of` reads, by the names of attributes."""
# Every page reads its member, and every act locks its own.
_this = _table.id == bindparam("member")
_HOLD: Final = Prepared(lambda _dialect: select(_table.id).where(_this).with_for_update(key_share=True))
_BY_ID: Final = Prepared(lambda _dialect: select(*MEMBER).where(_this))
_BY_EMAIL: Final = Prepared(lambda _dialect: select(*MEMBER).where(_table.email == bindparam("address")))
_CHANGE: Final = Prepared(lambda _dialect: update(table_of(Member)).where(_this))
_EVERYBODY: Final = select(*MEMBER).order_by(_table.email)


def members_of(sealer: Sealer, rows: Sequence[Mapping[Any, Any]], *, with_seed: bool = False) -> list[Member]:
    """Return the members of rows of MEMBER in their order, opened in bulk."""
    members = []
    found = {
        each: _opened(sealer, each.column, each.token, rows) for each in (_PASSWORD, _TOTP)[: 1 + with_seed]
    }
    seals = _opened(sealer, _SEAL, "seal_token", rows)
    for row in rows:
        member, own = as_read(Member, row), row["id"]
        for each, texts in found.items():
            if own in texts:
                each.keep(member, row[each.token], texts[own])
        password = found[_PASSWORD].get(own)
        member.is_genuine = not isinstance(password, Unreadable) and seals.get(own) == _vouched(row, password)
        members.append(member)
    return members


def _opened(
    sealer: Sealer, column: Column, name: str, rows: Sequence[Mapping[Any, Any]]
) -> dict[UUID, str | Unreadable]:
    tokens = [(row["id"], row[name]) for row in rows if row[name] is not None]
    return {row: text for (row, _), text in zip(tokens, sealer.open_many(column, tokens), strict=True)}


def _vouched(values: Mapping[str, Any], password: str | None) -> str:
    known = None if password is None else hashlib.sha256(password.encode()).hexdigest()
    return digest_of((*fields_of(values, _VOUCHED_FOR), known))


def add(db: Session, email: str, name: str, role: str, now: datetime) -> UUID:
    """Add a member, who cannot sign in before enrolling, and return their id.

    Raises:
        EmailTaken: another member has this address.
        ValueError: the address is empty, too long, or has characters that cannot be seen; or the name is too long.
    """
    address = normalise_email(email)
    if not storable(address):
        raise ValueError("this cannot be an e-mail address")
    new = Member(email=address, name=name, role=role, created_at=now)
    new.seal_token = keys_of(db).sealer.seal(_SEAL, new.id, _vouched({**_NEW, **vars(new)}, None))
    if not add_once(db, new):
        raise EmailTaken
    return new.id


def by_email(db: Session, email: str) -> Member | None:
    """Return the member of this address, if there is one, whatever was typed."""
    address = normalise_email(email)
    return _one(db, _BY_EMAIL, address=address) if storable(address) else None


def get(db: Session, staff_id: UUID) -> Member | None:
    """Return the member, the seed opened."""
    return _one(db, _BY_ID, member=staff_id)


def hold(db: Session, staff_id: UUID) -> None:
    """Keep other transactions from changing the member until this one ends.

    They are also kept from adding rows that must be counted with the member's. The next statement reads the newest
    state. Foreign keys may still be made to point at the row. SQLite needs no lock of a row: it has one writer.
    """
    connection = connection_of(db)
    if connection.dialect.name != "sqlite":
        _HOLD.run(connection, {"member": staff_id})


def lock(db: Session, staff_id: UUID) -> Member | None:
    """Return the member as they are now, and will be until the transaction ends.

    A member judged by an earlier reading is compared with this one before a session is opened: since then
    the password may have been changed, and every session ended.
    """
    hold(db, staff_id)
    return get(db, staff_id)


def enrol(  # noqa: PLR0917  (the values, in the order of their columns)
    db: Session,
    staff_id: UUID,
    password_hash: str,
    totp_seed: str,
    step_spent: int,
    recovery_salt: bytes,
    recovery_hashes: Iterable[bytes],
    now: datetime,
) -> None:
    """Keep what the member will sign in with. A disabled member stays disabled."""
    _vouch(
        db,
        staff_id,
        password_hash=password_hash,
        totp=keys_of(db).sealer.seal(_TOTP.column, staff_id, totp_seed),
        totp_since=now,
        last_step=step_spent,
        recovery_salt=recovery_salt,
        enrolled_at=now,
        failures=0,
    )
    _replace_codes(db, staff_id, recovery_hashes)


def spend_step(db: Session, staff_id: UUID, step: int) -> bool:
    """Spend a TOTP step, and return whether it could be spent.

    It must be greater than every step before (RFC 6238 5.2). When requests race with one code, one wins, because
    the row is locked. The seal covers the step, so that nobody can put back an earlier one by hand.
    """
    member = lock(db, staff_id)
    if member is None or not member.is_genuine or member.last_step >= step:
        return False
    _write(db, member, {"last_step": step})
    return True


def spend_all_until(db: Session, step: int) -> None:
    """Have every authenticator's code up to this step count as used."""
    for member in all_members(db):
        if member.is_genuine and member.totp_since is not None and member.last_step < step:
            _vouch(db, member.id, last_step=step)


def spend_recovery(db: Session, staff_id: UUID, code_hash: bytes) -> bool:
    """Spend a recovery code, and return whether it could be spent.

    One DELETE decides: when requests race, one wins.
    """
    theirs = db.scalars(select(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    wanted = _code(staff_id, code_hash)
    matching = [each.id for each in opened(theirs, RecoveryCode.code) if each.code == wanted]
    spent = delete(RecoveryCode).where(RecoveryCode.id.in_(matching)).returning(RecoveryCode.id)
    return bool(matching) and db.execute(spent).first() is not None


def replace_recovery(db: Session, staff_id: UUID, salt: bytes, hashes: Iterable[bytes]) -> None:
    """Keep new recovery codes in place of all the old ones."""
    _change(db, staff_id, recovery_salt=salt)
    _replace_codes(db, staff_id, hashes)


def set_password(db: Session, staff_id: UUID, password_hash: str) -> None:
    """Keep a new password, or the same one hashed with costlier parameters."""
    _vouch(db, staff_id, password_hash=password_hash)


def reset_code(db: Session, staff_id: UUID, *, spare_last_admin: bool = False) -> bool:
    """Forget everything the member signs in with, and return whether it was done.

    They must enrol again.

    Raises:
        Forged: the row was written by hand.
    """
    if spare_last_admin and _is_last_admin(db, staff_id):
        return False
    done = _vouch(db, staff_id, **_NOTHING)
    _replace_codes(db, staff_id, ())
    return done


def vouch_again(db: Session, staff_id: UUID, role: str) -> bool:
    """Seal a row that was changed by hand, and return whether there is one.

    Somebody has looked at its address, and says what its role is. Nothing else of it is kept: the member must enrol
    again.
    """
    member = lock(db, staff_id)
    if member is None:
        return False
    _write(db, member, {**_NOTHING, "role": role, "last_step": max(member.last_step, _NEVER)})
    _replace_codes(db, staff_id, ())
    return True


def set_role(db: Session, staff_id: UUID, role: str) -> bool:
    """Give the member a role, and return whether they have it now.

    The last admin keeps theirs, and no other role can be given to them.

    Raises:
        Forged: the row was written by hand.
    """
    if role != ADMIN and _is_last_admin(db, staff_id):
        return False
    return _vouch(db, staff_id, role=role)


def disable(db: Session, staff_id: UUID, now: datetime) -> bool:
    """Disable the member, and return whether they are disabled now.

    The last admin cannot be. The time of the first call is kept.

    Raises:
        Forged: the row was written by hand.
    """
    if _is_last_admin(db, staff_id):
        return False
    member = lock(db, staff_id)
    return member is not None and _vouch(db, staff_id, disabled_at=member.disabled_at or now)


def enable(db: Session, staff_id: UUID) -> bool:
    """Enable the member, and return whether there is one.

    Raises:
        Forged: the row was written by hand.
    """
    return _vouch(db, staff_id, disabled_at=None)


def count_failure(db: Session, staff_id: UUID) -> int:
    """Count a failed attempt, and return how many there were in a row.

    0 if there is no such member.
    """
    counted = update(Member).where(Member.id == staff_id).values(failures=Member.failures + 1)
    return db.scalar(counted.returning(Member.failures)) or 0


def clear_failures(db: Session, staff_id: UUID) -> None:
    """Reset the count of failures."""
    _change(db, staff_id, failures=0)


def set_preferences(db: Session, staff_id: UUID, theme: str, language: str) -> None:
    """Keep the theme and the language that the member wants."""
    _change(db, staff_id, theme=theme, language=language)


def set_language(db: Session, staff_id: UUID, language: str) -> None:
    """Keep the language in which the member reads the pages."""
    _change(db, staff_id, language=language)


def set_columns(db: Session, staff_id: UUID, columns: str | None) -> None:
    """Record which columns of the list of patients the member wants to see.

    None for those that everybody has.

    Raises:
        ValueError: the text is longer than 200 characters.
    """
    _change(db, staff_id, columns=columns)


def all_members(db: Session) -> list[Member]:
    """Return everybody, by address; no seed is opened."""
    return members_of(keys_of(db).sealer, connection_of(db).execute(_EVERYBODY).mappings().all())


def hold_together(db: Session, *staff_ids: UUID) -> None:
    """Lock these members and every admin, in one order.

    Two admins who change each other then wait, and do not deadlock.
    """
    those = select(_table.id).where(or_(_ACTIVE_ADMIN, _table.id.in_(staff_ids))).order_by(_table.id)
    db.execute(those.with_for_update(key_share=True)).all()


def _one(db: Session, statement: Prepared, **values: object) -> Member | None:
    rows = [row._asdict() for row in statement.rows(connection_of(db), values)]
    found = members_of(keys_of(db).sealer, rows, with_seed=True)
    return found[0] if found else None


def _change(db: Session, staff_id: UUID, **values: Any) -> None:
    _CHANGE.run(connection_of(db), {"member": staff_id, **values})


def _is_last_admin(db: Session, staff_id: UUID) -> bool:
    """Return whether nobody else is an admin who can sign in.

    It stays so until the transaction ends. Without the lock, two admins on PostgreSQL who remove each other at once
    would each still see the other.
    """
    hold_together(db, staff_id)
    rows = db.execute(select(*MEMBER).where(_ACTIVE_ADMIN)).mappings().all()
    active = [member.id for member in members_of(keys_of(db).sealer, rows) if member.can_sign_in]
    return active == [staff_id]


def _vouch(db: Session, staff_id: UUID, **changes: Any) -> bool:
    """Change what a member's seal covers, and return whether there is such a member.

    Raises:
        Forged: the row was written by hand, and must not become ours.
    """
    member = lock(db, staff_id)
    if member is None:
        return False
    if not member.is_genuine:
        raise Forged(Member.__tablename__, staff_id, staff_id)
    _write(db, member, changes)
    return True


def _write(db: Session, member: Member, changes: dict[str, Any]) -> None:
    """Write the changes and a new seal to a row that is locked."""
    sealer = keys_of(db).sealer
    password: str | None = changes.get("password_hash", member.known_password)
    written = changes | {
        "seal": sealer.seal(_SEAL, member.id, _vouched({**vars(member), **changes}, password))
    }
    if "password_hash" in changes and password is not None:
        written["password_hash"] = sealer.seal(_PASSWORD.column, member.id, password)
    _change(db, member.id, **written)


def _replace_codes(db: Session, staff_id: UUID, hashes: Iterable[bytes]) -> None:
    """Replace the codes.

    The caller must have changed the member's row, which locks it: otherwise the codes of two replacements at once
    would both stay.
    """
    db.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    db.add_all(RecoveryCode(staff_id=staff_id, code=_code(staff_id, each)) for each in hashes)
    db.flush()


def _code(staff_id: UUID, code_hash: bytes) -> str:
    """Return what is sealed of a recovery code.

    With its member, so that nobody gives their own codes to another.
    """
    return f"{staff_id.hex}:{code_hash.hex()}"


def _forged(db: Session) -> list[UUID]:
    return [member.id for member in all_members(db) if not member.is_genuine]


def _forged_codes(db: Session) -> Iterator[UUID]:
    """Yield the recovery codes that were written by hand, or given to another member."""
    for each in opened(db.scalars(select(RecoveryCode)), RecoveryCode.code):
        if not isinstance(each.code, str) or not each.code.startswith(_code(each.staff_id, b"")):
            yield each.id
