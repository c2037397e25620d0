"""Staff accounts, what signs them in, and the rule that an admin always remains."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Connection, Update, and_, bindparam, delete, func, insert, or_, select, update

from app.crypto import Column, Sealer, Unreadable
from app.store.columns import PASSWORD, RECOVERY_CODE, STAFF_SEAL, TOTP
from app.store.database import upsert_into
from app.store.rows import Forged, Prepared, SealedRows, columns_of, digest_of, fields_of
from app.store.tables import staff, staff_recovery_codes

# A member of the staff as the store returns one, and how e-mail addresses are compared.

ADMIN: Final = "admin"
"""The role that somebody must always have."""
EMAIL_LENGTH: Final = 254
"""RFC 5321 leaves no room for more (RFC 3696, erratum 1690)."""

_INVISIBLE: Final = r"[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
_EDGES: Final = re.compile(rf"\A{_INVISIBLE}|{_INVISIBLE}\Z")


class EmailTaken(Exception):
    """Another member has this address."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member. In a list and in a session, `totp` is not opened: it is None."""

    id: UUID
    email: str
    name: str
    role: str
    created_at: datetime
    enrolled_at: datetime | None
    disabled_at: datetime | None
    password_hash: str | None = field(repr=False)
    totp: str | Unreadable | None = field(repr=False)
    """The seed, in base32."""
    totp_since: datetime | None
    last_step: int
    """The newest TOTP step that was spent; only a greater one can be."""
    failures: int
    """Failed attempts in a row."""
    theme: str
    language: str
    columns: str | None
    """The columns of the list of patients, as the member chose them."""
    last_seen_at: datetime | None
    signed_in_at: datetime | None
    """When the member last signed in."""
    news_seen_at: datetime | None
    """When the member last looked at what is new."""
    recovery_left: int
    is_genuine: bool
    """Whether we wrote the row as it is. Nobody can sign in by a row that was written or changed by hand."""

    @property
    def can_sign_in(self) -> bool:
        """Whether the member is enrolled, and not disabled, as we wrote it."""
        return self.is_genuine and self.enrolled_at is not None and self.disabled_at is None


def normalise_email(text: str) -> str:
    """Return the address as stored: NFKC, case-folded, no invisible characters around."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _EDGES.sub("", unicodedata.normalize("NFKC", folded))


def storable(email: str) -> bool:
    """Return whether a normalised address can be stored.

    PostgreSQL takes no NUL, and neither engine half a surrogate pair.
    """
    return 0 < len(email) <= EMAIL_LENGTH and email.isprintable()


# From rows to members: what is sealed is opened, and `is_genuine` says whether we wrote the row.

_table = staff.c
_codes = staff_recovery_codes.c
_RECOVERY_LEFT: Final = (
    select(func.count())
    .select_from(staff_recovery_codes)
    .where(_codes.staff_id == _table.id)
    .correlate(staff)
    .scalar_subquery()
)
MEMBER: Final = (
    *columns_of(Member, staff, but=("recovery_left", "is_genuine")),
    _RECOVERY_LEFT.label("recovery_left"),
    _table.seal,
)
"""The columns that `members_of` reads."""
VOUCHED_FOR: Final = ("email", "role", "enrolled_at", "disabled_at", "totp_since", "last_step")
CAN_SIGN_IN: Final = and_(_table.enrolled_at.is_not(None), _table.disabled_at.is_(None))


def member_of(values: Mapping[Any, Any], sealer: Sealer, *, with_seed: bool = False) -> Member:
    """Return the member of a row of MEMBER, the seed opened if it is wanted."""
    return members_of([values], sealer, with_seed=with_seed)[0]


def members_of(rows: Sequence[Mapping[Any, Any]], sealer: Sealer, *, with_seed: bool = False) -> list[Member]:
    """Return the members of rows of MEMBER in their order, opened in bulk."""
    passwords = _opened(sealer, PASSWORD, rows)
    seals = _opened(sealer, STAFF_SEAL, rows)
    seeds = _opened(sealer, TOTP, rows) if with_seed else {}
    return [
        _member(row, passwords.get(row["id"]), seals.get(row["id"]), seeds.get(row["id"])) for row in rows
    ]


def seal_of(sealer: Sealer, staff_id: UUID, values: Mapping[str, Any], password: str | None) -> str:
    """Return what vouches for a member's row: its address, role, state and password."""
    return sealer.seal(STAFF_SEAL, staff_id, _vouched(values, password))


def _member(
    row: Mapping[Any, Any],
    password: str | Unreadable | None,
    seal: str | Unreadable | None,
    seed: str | Unreadable | None,
) -> Member:
    values = {name: value for name, value in row.items() if name != STAFF_SEAL.name}
    values |= {"totp": seed, "password_hash": password if isinstance(password, str) else None}
    is_genuine = not isinstance(password, Unreadable) and seal == _vouched(values, values["password_hash"])
    return Member(**values, is_genuine=is_genuine)


def _vouched(values: Mapping[str, Any], password: str | None) -> str:
    known = None if password is None else hashlib.sha256(password.encode()).hexdigest()
    return digest_of((*fields_of(values, VOUCHED_FOR), known))


def _opened(
    sealer: Sealer, column: Column, rows: Sequence[Mapping[Any, Any]]
) -> dict[UUID, str | Unreadable]:
    sealed = [(row["id"], row[column.name]) for row in rows if row[column.name] is not None]
    opened = sealer.open_many(column, sealed)
    return {row: value for (row, _), value in zip(sealed, opened, strict=True)}


def hold(connection: Connection, staff_id: UUID) -> None:
    """Keep other transactions from changing the member until this one ends.

    They are also kept from adding rows that must be counted with the member's. The next statement reads the newest
    state. Foreign keys may still be made to point at the row.
    """
    _HOLD.run(connection, {"member": staff_id})


# Every page reads its member, and every act locks its own.
_this = _table.id == bindparam("member")
_HOLD: Final = Prepared(lambda _dialect: select(_table.id).where(_this).with_for_update(key_share=True))
_BY_ID: Final = Prepared(lambda _dialect: select(*MEMBER).where(_this))
_BY_EMAIL: Final = Prepared(lambda _dialect: select(*MEMBER).where(_table.email == bindparam("address")))
_EVERYBODY: Final = select(*MEMBER).order_by(_table.email)
_NEVER: Final = -1
"""Before every step."""

_ACTIVE_ADMIN: Final = (_table.role == ADMIN) & CAN_SIGN_IN
_NOTHING: Final = dict.fromkeys(("password_hash", "totp", "totp_since", "recovery_salt", "enrolled_at"))
_Members = list[Member]  # within the class, `list` is a method


class Staff(SealedRows):
    """The staff of one transaction. Addresses may be given as they were typed."""

    def add(self, email: str, name: str, role: str, now: datetime) -> UUID:
        """Add a member, who cannot sign in before enrolling, and return their id.

        Raises:
            EmailTaken: another member has this address.
            ValueError: the address is empty, too long, or has characters that cannot be seen; or the name is too long.
        """
        address = normalise_email(email)
        if not storable(address):
            raise ValueError("this cannot be an e-mail address")
        new_id = uuid4()
        values: dict[str, Any] = {
            "id": new_id,
            "email": address,
            "name": name,
            "role": role,
            "created_at": now,
            "last_step": _NEVER,
            "failures": 0,
            "theme": "auto",
            "language": "en",
            "enrolled_at": None,
            "disabled_at": None,
            "totp_since": None,
        }
        values["seal"] = seal_of(self._sealer, new_id, values, None)
        added = upsert_into(self._connection.dialect.name, staff).values(values)
        new: UUID | None = self._connection.execute(
            added.on_conflict_do_nothing(index_elements=["email"]).returning(_table.id)
        ).scalar_one_or_none()
        if new is None:
            raise EmailTaken
        return new

    def by_email(self, email: str) -> Member | None:
        """Return the member of this address, if there is one, whatever was typed."""
        address = normalise_email(email)
        return self._one(_BY_EMAIL, address=address) if storable(address) else None

    def get(self, staff_id: UUID) -> Member | None:
        """Return the member, the seed opened."""
        return self._one(_BY_ID, member=staff_id)

    def lock(self, staff_id: UUID) -> Member | None:
        """Return the member as they are now, and will be until the transaction ends.

        A member judged by an earlier reading is compared with this one before a session is opened: since then
        the password may have been changed, and every session ended.
        """
        hold(self._connection, staff_id)
        return self.get(staff_id)

    def enrol(  # noqa: PLR0917  (the values, in the order of their columns)
        self,
        staff_id: UUID,
        password_hash: str,
        totp_seed: str,
        step_spent: int,
        recovery_salt: bytes,
        recovery_hashes: Iterable[bytes],
        now: datetime,
    ) -> None:
        """Keep what the member will sign in with. A disabled member stays disabled."""
        self._vouch(
            staff_id,
            password_hash=password_hash,
            **self._totp(staff_id, totp_seed, step_spent, now),
            recovery_salt=recovery_salt,
            enrolled_at=now,
            failures=0,
        )
        self._replace_codes(staff_id, recovery_hashes)

    def spend_step(self, staff_id: UUID, step: int) -> bool:
        """Spend a TOTP step, and return whether it could be spent.

        It must be greater than every step before (RFC 6238 5.2). When requests race with one code, one wins, because
        the row is locked. The seal covers the step, so that nobody can put back an earlier one by hand.
        """
        member = self.lock(staff_id)
        if member is None or not member.is_genuine or member.last_step >= step:
            return False
        return self._vouch(staff_id, last_step=step)

    def spend_all_until(self, step: int) -> None:
        """Have every authenticator's code up to this step count as used."""
        for member in self.list():
            if member.is_genuine and member.totp_since is not None and member.last_step < step:
                self._vouch(member.id, last_step=step)

    def spend_recovery(self, staff_id: UUID, code_hash: bytes) -> bool:
        """Spend a recovery code, and return whether it could be spent.

        One DELETE decides: when requests race, one wins.
        """
        codes = self._connection.execute(
            select(_codes.id, _codes.code).where(_codes.staff_id == staff_id)
        ).all()
        opened = self._sealer.open_many(RECOVERY_CODE, [(row.id, row.code) for row in codes])
        wanted = _code(staff_id, code_hash)
        matching = [row.id for row, code in zip(codes, opened, strict=True) if code == wanted]
        spent = delete(staff_recovery_codes).where(_codes.id.in_(matching)).returning(_codes.id)
        return bool(matching) and self._connection.execute(spent).first() is not None

    def recovery_salt(self, staff_id: UUID) -> bytes | None:
        """Return what the member's recovery codes are hashed with."""
        found = select(_table.recovery_salt).where(_table.id == staff_id)
        return self._connection.execute(found).scalar_one_or_none()

    def replace_recovery(self, staff_id: UUID, salt: bytes, hashes: Iterable[bytes]) -> None:
        """Keep new recovery codes in place of all the old ones."""
        self._change(staff_id, recovery_salt=salt)
        self._replace_codes(staff_id, hashes)

    def set_password(self, staff_id: UUID, password_hash: str) -> None:
        """Keep a new password, or the same one hashed with costlier parameters."""
        self._vouch(staff_id, password_hash=password_hash)

    def reset_code(self, staff_id: UUID, *, spare_last_admin: bool = False) -> bool:
        """Forget everything the member signs in with, and return whether it was done.

        They must enrol again.

        Raises:
            Forged: the row was written by hand.
        """
        if spare_last_admin and self._is_last_admin(staff_id):
            return False
        done = self._vouch(staff_id, **_NOTHING)
        self._replace_codes(staff_id, ())
        return done

    def vouch_again(self, staff_id: UUID, role: str) -> bool:
        """Seal a row that was changed by hand, and return whether there is one.

        Somebody has looked at its address, and says what its role is. Nothing else of it is kept: the member must enrol
        again.
        """
        member = self.lock(staff_id)
        if member is None:
            return False
        self._write(member, {**_NOTHING, "role": role, "last_step": max(member.last_step, _NEVER)})
        self._replace_codes(staff_id, ())
        return True

    def set_role(self, staff_id: UUID, role: str) -> bool:
        """Give the member a role, and return whether they have it now.

        The last admin keeps theirs, and no other role can be given to them.

        Raises:
            Forged: the row was written by hand.
        """
        if role != ADMIN and self._is_last_admin(staff_id):
            return False
        return self._vouch(staff_id, role=role)

    def disable(self, staff_id: UUID, now: datetime) -> bool:
        """Disable the member, and return whether they are disabled now.

        The last admin cannot be. The time of the first call is kept.

        Raises:
            Forged: the row was written by hand.
        """
        if self._is_last_admin(staff_id):
            return False
        member = self.lock(staff_id)
        return member is not None and self._vouch(staff_id, disabled_at=member.disabled_at or now)

    def enable(self, staff_id: UUID) -> bool:
        """Enable the member, and return whether there is one.

        Raises:
            Forged: the row was written by hand.
        """
        return self._vouch(staff_id, disabled_at=None)

    def count_failure(self, staff_id: UUID) -> int:
        """Count a failed attempt, and return how many there were in a row.

        0 if there is no such member.
        """
        counted = self._this(staff_id).values(failures=_table.failures + 1).returning(_table.failures)
        return self._connection.execute(counted).scalar_one_or_none() or 0

    def clear_failures(self, staff_id: UUID) -> None:
        """Reset the count of failures."""
        self._change(staff_id, failures=0)

    def set_preferences(self, staff_id: UUID, theme: str, language: str) -> None:
        """Keep the theme and the language that the member wants."""
        self._change(staff_id, theme=theme, language=language)

    def set_language(self, staff_id: UUID, language: str) -> None:
        """Keep the language in which the member reads the pages."""
        self._change(staff_id, language=language)

    def set_columns(self, staff_id: UUID, columns: str | None) -> None:
        """Record which columns of the list of patients the member wants to see.

        None for those that everybody has.

        Raises:
            ValueError: the text is longer than 200 characters.
        """
        self._change(staff_id, columns=columns)

    def list(self) -> _Members:
        """Return everybody, by address; no seed is opened."""
        return members_of(self._connection.execute(_EVERYBODY).mappings().all(), self._sealer)

    def forged_codes(self) -> Iterator[UUID]:
        """Yield the recovery codes that were written by hand, or given to another member."""
        codes = self._connection.execute(select(staff_recovery_codes)).all()
        opened = self._sealer.open_many(RECOVERY_CODE, [(row.id, row.code) for row in codes])
        for row, code in zip(codes, opened, strict=True):
            if not isinstance(code, str) or not code.startswith(_code(row.staff_id, b"")):
                yield row.id

    def _one(self, statement: Prepared, **values: object) -> Member | None:
        found = members_of(
            [row._asdict() for row in statement.rows(self._connection, values)], self._sealer, with_seed=True
        )
        return found[0] if found else None

    def _this(self, staff_id: UUID) -> Update:
        return update(staff).where(_table.id == staff_id)

    def _change(self, staff_id: UUID, **values: Any) -> None:
        self._connection.execute(self._this(staff_id).values(values))

    def _hit(self, change: Update) -> bool:
        return self._connection.execute(change.returning(_table.id)).first() is not None

    def hold_together(self, *staff_ids: UUID) -> None:
        """Lock these members and every admin, in one order.

        Two admins who change each other then wait, and do not deadlock.
        """
        those = select(_table.id).where(or_(_ACTIVE_ADMIN, _table.id.in_(staff_ids))).order_by(_table.id)
        self._connection.execute(those.with_for_update(key_share=True)).all()

    def _is_last_admin(self, staff_id: UUID) -> bool:
        """Return whether nobody else is an admin who can sign in.

        It stays so until the transaction ends. Without the lock, two admins on PostgreSQL who remove each other at once
        would each still see the other.
        """
        self.hold_together(staff_id)
        return [admin.id for admin in self._active_admins()] == [staff_id]

    def _active_admins(self) -> _Members:
        rows = self._connection.execute(select(*MEMBER).where(_ACTIVE_ADMIN)).mappings().all()
        return [member for member in members_of(rows, self._sealer) if member.can_sign_in]

    def _vouch(self, staff_id: UUID, **changes: Any) -> bool:
        """Change what a member's seal covers, and return whether there is such a member.

        Raises:
            Forged: the row was written by hand, and must not become ours.
        """
        member = self.lock(staff_id)
        if member is None:
            return False
        if not member.is_genuine:
            raise Forged(staff.name, staff_id, staff_id)
        self._write(member, changes)
        return True

    def _write(self, member: Member, changes: dict[str, Any]) -> None:
        """Write the changes and a new seal to a row that is locked."""
        values = {name: getattr(member, name) for name in VOUCHED_FOR} | changes
        password: str | None = changes.get("password_hash", member.password_hash)
        written = changes | {"seal": seal_of(self._sealer, member.id, values, password)}
        if "password_hash" in changes and password is not None:
            written["password_hash"] = self._sealer.seal(PASSWORD, member.id, password)
        self._change(member.id, **written)

    def _totp(self, staff_id: UUID, seed: str, step_spent: int, now: datetime) -> dict[str, object]:
        return {
            "totp": self._sealer.seal(TOTP, staff_id, seed),
            "totp_since": now,
            "last_step": step_spent,
        }

    def _replace_codes(self, staff_id: UUID, hashes: Iterable[bytes]) -> None:
        """Replace the codes.

        The caller must have changed the member's row, which locks it: otherwise the codes of two replacements at once
        would both stay.
        """
        self._connection.execute(delete(staff_recovery_codes).where(_codes.staff_id == staff_id))
        rows = [
            {
                "id": (new := uuid4()),
                "staff_id": staff_id,
                "code": self._sealer.seal(RECOVERY_CODE, new, _code(staff_id, each)),
            }
            for each in hashes
        ]
        if rows:
            self._connection.execute(insert(staff_recovery_codes), rows)


def _code(staff_id: UUID, code_hash: bytes) -> str:
    """Return what is sealed of a recovery code.

    With its member, so that nobody gives their own codes to another.
    """
    return f"{staff_id.hex}:{code_hash.hex()}"
