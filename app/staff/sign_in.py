"""Signing in: e-mail, password and code in one go, with one answer for whatever was wrong.

The order is the point. Limits count before anything is judged; a password is always hashed and a code always
compared, for members and for strangers; and the code's step is spent by one conditional UPDATE, last, so that of
two racing sign-ins with one code exactly one gets in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from app.guard.networks import network_of
from app.staff import recovery
from app.staff.proof import Proof, code_proof, spend
from app.store import normalise_email
from app.store.refusals import FAILED, LIMITED, NOBODY, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from app.guard.limits import LoginLimits
    from app.observe.refusals import RefusalLedger
    from app.staff.passwords import Passwords
    from app.store import Member, Store, Unit

MOST_FAILURES: Final = 100
"""Consecutive wrong tries after which only a computer that is known gets in, until an admin sends a new link
(NIST SP 800-63B-4, 3.2.2)."""
_DECOY_SALT: Final = recovery.new_salt()


class NotSignedIn(Enum):
    """Why not. The page tells LIMITED from REFUSED and nothing more."""

    REFUSED = "refused"
    LIMITED = "limited"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one post of the form brought, and from where."""

    email: str
    password: str
    code: str
    network: str
    device: bytes | None
    """The hash of the known-device token."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Judges attempts."""

    store: Store
    passwords: Passwords
    limits: LoginLimits
    refusals: RefusalLedger
    clock: Callable[[], datetime]

    def judge(self, attempt: Attempt, let_in: Callable[[Unit, Member], None]) -> Member | NotSignedIn:
        """Return the member who has just proved who they are, or why nobody did.

        `let_in` opens the session, in the transaction that spends the code: there is no moment between the two in
        which the member could be disabled or their password changed.

        Raises:
            LimiterDown: tries cannot be counted, so none is judged.
            Busy: too many passwords are being hashed already.
            StoreUnavailable: nothing was changed.
        """
        email = normalise_email(attempt.email)
        member, staff_id, salt, known = self._who(email, attempt.device)
        device = attempt.device.hex() if known and attempt.device else None
        if not self.limits.admits(email, attempt.network, device):
            self.refusals.note(LIMITED, "sign_in_limited", attempt.network)
            return NotSignedIn.LIMITED
        proof = self._prove(member, salt, attempt)
        rehashed = self._rehashed(member, attempt) if proof else None
        may_try = known or member is None or member.failures < MOST_FAILURES
        with self.store.begin() as unit:
            held = unit.staff.lock(staff_id)
            is_same = held is not None and member is not None and _secrets(held) == _secrets(member)
            if not (held and is_same and proof and may_try and spend(unit, held, proof)):
                self._count(unit, staff_id, attempt, is_member=member is not None)
                return NotSignedIn.REFUSED
            if rehashed is not None:
                unit.staff.set_password(held.id, rehashed)
            self._welcome(unit, held, attempt, proof, known=known)
            let_in(unit, held)
        self.limits.forget(email, attempt.network, device)
        return held

    def _who(self, email: str, device: bytes | None) -> tuple[Member | None, UUID, bytes, bool]:
        """Return who has this e-mail, their id and the salt of their recovery codes, and whether they know the computer.

        For a stranger the id is one that nobody has: the same statements run for them, and take the same time.
        """
        with self.store.read() as unit:
            member = unit.staff.by_email(email)
            staff_id = member.id if member else uuid4()
            salt = unit.staff.recovery_salt(staff_id) or _DECOY_SALT
            known = device is not None and unit.devices.knows(staff_id, device, self.clock())
            return member, staff_id, salt, known

    def _prove(self, member: Member | None, salt: bytes, attempt: Attempt) -> Proof | None:
        """Return what the attempt proves, at the same cost for a stranger as for a member."""
        able = member is not None and member.can_sign_in
        password_hash = member.password_hash if able and member else None
        is_right = self.passwords.verify(password_hash, attempt.password)
        proof = code_proof(member if able else None, salt, attempt.code, self.passwords, self.clock())
        return proof if is_right and able else None

    def _rehashed(self, member: Member | None, attempt: Attempt) -> str | None:
        """Return the password hashed anew when argon2's parameters have risen since."""
        if (
            member is None
            or not member.password_hash
            or not self.passwords.needs_rehash(member.password_hash)
        ):
            return None
        return self.passwords.hash(attempt.password)

    def _welcome(self, unit: Unit, member: Member, attempt: Attempt, proof: Proof, *, known: bool) -> None:
        unit.staff.clear_failures(member.id)
        details = {"network": attempt.network, "proof": proof.kind, "known_device": known}
        unit.audit.record(
            f"staff:{member.id}", "sign_in.succeeded", "staff", member.id, details, at=self.clock()
        )

    def _count(self, unit: Unit, staff_id: UUID, attempt: Attempt, *, is_member: bool) -> None:
        now = self.clock()
        failures = unit.staff.count_failure(staff_id)
        failed = Refusal(
            FAILED if is_member else NOBODY,
            now.replace(second=0, microsecond=0),
            "sign_in_failed",
            network_of(attempt.network),
            details={"network": attempt.network, "consecutive": failures},
            member=staff_id if is_member else None,
        )
        unit.refusals.record([failed], now)


def _secrets(member: Member) -> tuple[object, ...]:
    """Return what has to be the same when the proof is spent as when it was judged."""
    return member.password_hash, member.totp_since, member.can_sign_in
