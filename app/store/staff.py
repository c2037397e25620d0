"""The staff: accounts, what signs them in, and the rule that an admin is always left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, not_, or_, select, update

from app.store.columns import TOTP
from app.store.member import ADMIN, EmailTaken, Member, normalise_email, storable
from app.store.member_rows import CAN_SIGN_IN, MEMBER, hold, member_of
from app.store.tables import staff, staff_recovery_codes
from app.store.upsert import insert as upsert

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Update

    from app.crypto import Sealer

_table = staff.c
_codes = staff_recovery_codes.c
_NEVER: Final = -1
"""Before every step."""

_ACTIVE_ADMIN: Final = (_table.role == ADMIN) & CAN_SIGN_IN
_Members = list[Member]  # within the class, `list` is a method


class Staff:
    """The staff of one transaction. Addresses may be given as they were typed."""

    __slots__ = ("_connection", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def add(self, email: str, name: str, role: str, now: datetime) -> UUID:
        """Write down a new member, who cannot sign in before enrolling, and return their id.

        Raises:
            EmailTaken: see there.
            ValueError: the address is empty, too long, or has characters that cannot be seen; or the name is too long.
        """
        address = normalise_email(email)
        if not storable(address):
            raise ValueError("this cannot be an e-mail address")
        values = {
            "id": uuid4(),
            "email": address,
            "name": name,
            "role": role,
            "created_at": now,
            "last_step": _NEVER,
            "failures": 0,
            "theme": "auto",
            "language": "en",
        }
        added = upsert(self._connection.dialect.name, staff).values(values)
        new: UUID | None = self._connection.execute(
            added.on_conflict_do_nothing(index_elements=["email"]).returning(_table.id)
        ).scalar_one_or_none()
        if new is None:
            raise EmailTaken
        return new

    def by_email(self, email: str) -> Member | None:
        """Return the member of this address, if there is one, whatever was typed."""
        address = normalise_email(email)
        return self._one(_table.email == address) if storable(address) else None

    def get(self, staff_id: UUID) -> Member | None:
        """Return the member, the seed opened."""
        return self._one(_table.id == staff_id)

    def lock(self, staff_id: UUID) -> Member | None:
        """Return the member as they are now, and will be until the transaction ends.

        Who was judged by an earlier reading is compared with this one before a session is opened: the password may
        have been changed, and every session ended, since.
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
        self._change(
            staff_id,
            password_hash=password_hash,
            **self._totp(staff_id, totp_seed, step_spent, now),
            recovery_salt=recovery_salt,
            enrolled_at=now,
            failures=0,
        )
        self._replace_codes(staff_id, recovery_hashes)

    def spend_step(self, staff_id: UUID, step: int) -> bool:
        """Spend a TOTP step, and return whether it was there to spend: one greater than every step before (RFC 6238 5.2).

        One conditional UPDATE: of those that race with one code, one wins.
        """
        spent = self._this(staff_id).where(_table.last_step < step).values(last_step=step)
        return self._hit(spent)

    def spend_recovery(self, staff_id: UUID, code_hash: bytes, now: datetime) -> bool:
        """Spend a recovery code, and return whether it was there to spend. One conditional UPDATE, as for a step."""
        spent = (
            update(staff_recovery_codes)
            .where(_codes.staff_id == staff_id, _codes.code_hash == code_hash, _codes.used_at.is_(None))
            .values(used_at=now)
            .returning(_codes.staff_id)
        )
        return self._connection.execute(spent).first() is not None

    def recovery_salt(self, staff_id: UUID) -> bytes | None:
        """Return what the member's recovery codes are hashed with."""
        found = select(_table.recovery_salt).where(_table.id == staff_id)
        return self._connection.execute(found).scalar_one_or_none()

    def replace_recovery(self, staff_id: UUID, salt: bytes, hashes: Iterable[bytes]) -> None:
        """Keep new recovery codes in place of all the old ones."""
        self._change(staff_id, recovery_salt=salt)
        self._replace_codes(staff_id, hashes)

    def set_password(self, staff_id: UUID, password_hash: str) -> None:
        """Keep a new password, or the same one hashed with dearer parameters."""
        self._change(staff_id, password_hash=password_hash)

    def replace_totp(self, staff_id: UUID, seed: str, step_spent: int, now: datetime) -> None:
        """Keep a new seed, of which the step that proved it is spent."""
        self._change(staff_id, **self._totp(staff_id, seed, step_spent, now))

    def reset_code(self, staff_id: UUID, *, spare_last_admin: bool = False) -> bool:
        """Forget everything that the member signs in with: they must enrol anew. Return whether it was done."""
        nothing = dict.fromkeys(("password_hash", "totp", "totp_since", "recovery_salt", "enrolled_at"))
        change = self._this(staff_id).values(nothing)
        done = self._hit_unless_last_admin(change, staff_id) if spare_last_admin else self._hit(change)
        if done:
            self._replace_codes(staff_id, ())
        return done

    def set_role(self, staff_id: UUID, role: str) -> bool:
        """Return whether the member has the role now: the last admin keeps theirs, and nobody else's can be given."""
        changed = self._this(staff_id).values(role=role)
        return self._hit(changed) if role == ADMIN else self._hit_unless_last_admin(changed, staff_id)

    def disable(self, staff_id: UUID, now: datetime) -> bool:
        """Return whether the member is disabled now: the last admin cannot be. The first time is kept."""
        changed = self._this(staff_id).values(disabled_at=func.coalesce(_table.disabled_at, now))
        return self._hit_unless_last_admin(changed, staff_id)

    def enable(self, staff_id: UUID) -> bool:
        """Return whether there is such a member, who is not disabled now."""
        return self._hit(self._this(staff_id).values(disabled_at=None))

    def count_active_admins(self) -> int:
        """Return how many admins can sign in."""
        counted = select(func.count()).select_from(staff).where(_ACTIVE_ADMIN)
        return int(self._connection.execute(counted).scalar_one())

    def count_failure(self, staff_id: UUID) -> int:
        """Count a failed attempt, and return how many there were since the last success; 0 for nobody."""
        counted = self._this(staff_id).values(failures=_table.failures + 1).returning(_table.failures)
        return self._connection.execute(counted).scalar_one_or_none() or 0

    def clear_failures(self, staff_id: UUID) -> None:
        """Begin the count of failures anew."""
        self._change(staff_id, failures=0)

    def set_preferences(self, staff_id: UUID, theme: str, language: str) -> None:
        """Keep how the member likes the pages."""
        self._change(staff_id, theme=theme, language=language)

    def set_language(self, staff_id: UUID, language: str) -> None:
        """Keep the language in which the member reads the pages."""
        self._change(staff_id, language=language)

    def set_columns(self, staff_id: UUID, columns: str | None) -> None:
        """Keep which columns of the list of patients the member wants to see; None for those that everybody has.

        Raises:
            ValueError: the text is longer than 200 characters.
        """
        self._change(staff_id, columns=columns)

    def list(self) -> _Members:
        """Return everybody, by address; no seed is opened."""
        rows = self._connection.execute(select(*MEMBER).order_by(_table.email)).all()
        return [member_of(row) for row in rows]

    def _one(self, condition: ColumnElement[bool]) -> Member | None:
        row = self._connection.execute(select(*MEMBER).where(condition)).one_or_none()
        return None if row is None else member_of(row, self._sealer)

    def _this(self, staff_id: UUID) -> Update:
        return update(staff).where(_table.id == staff_id)

    def _change(self, staff_id: UUID, **values: Any) -> None:
        self._connection.execute(self._this(staff_id).values(values))

    def _hit(self, change: Update) -> bool:
        return self._connection.execute(change.returning(_table.id)).first() is not None

    def _hit_unless_last_admin(self, change: Update, staff_id: UUID) -> bool:
        """Make the change unless it would leave no admin who can sign in.

        The condition alone is not enough on PostgreSQL: two admins who remove each other at once would each still
        see the other. So whoever removes one holds them all, in one order.
        """
        admins = select(_table.id).where(_ACTIVE_ADMIN).order_by(_table.id)
        self._connection.execute(admins.with_for_update(key_share=True)).all()
        another = select(_table.id).where(_ACTIVE_ADMIN, _table.id != staff_id).correlate(None).exists()
        return self._hit(change.where(or_(not_(_ACTIVE_ADMIN), another)))

    def _totp(self, staff_id: UUID, seed: str, step_spent: int, now: datetime) -> dict[str, object]:
        return {
            "totp": self._sealer.seal(TOTP, staff_id, seed),
            "totp_since": now,
            "last_step": step_spent,
        }

    def _replace_codes(self, staff_id: UUID, hashes: Iterable[bytes]) -> None:
        """Replace the codes. The member's row was changed first and is held: two replacements at once would both stay."""
        self._connection.execute(delete(staff_recovery_codes).where(_codes.staff_id == staff_id))
        rows = [{"staff_id": staff_id, "code_hash": each} for each in hashes]
        if rows:
            self._connection.execute(insert(staff_recovery_codes), rows)
