"""Judge a sign-in: e-mail, password and code are checked together.

Every failure has the same answer.

The order matters. Limits count first. Then a password is always hashed and a code always compared, for members and
strangers alike. Last, one conditional UPDATE spends the code, so that of two racing sign-ins with one code exactly one
gets in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final, cast
from uuid import UUID, uuid4

from flask import Flask, current_app

from app.guard.limits import LoginLimits
from app.guard.networks import network_of
from app.observe import errors
from app.observe.refusals import RefusalCounter, refusal_counter
from app.services import Services
from app.staff import recovery_codes
from app.staff.factors import SecondFactor, read_code, spend
from app.staff.passwords import Busy, Parameters, Passwords
from app.store import Store, Transaction
from app.store.staff import devices, staff
from app.store.staff.staff import Member, normalise_email
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import refusals
from app.store.work.refusals import FAILED_SIGN_IN, LIMITED, NOBODY, Refusal

SIGNED_IN = TrailEvent("sign_in.succeeded", "Signed in with a {proof}, from {network}", TrailGroup.SIGN_IN)

MOST_FAILURES: Final = 100
"""After this many failures in a row a member gets in only from a known computer, until an admin sends a new link
(NIST SP 800-63B-4, 3.2.2)."""
_DECOY_SALT: Final = recovery_codes.new_salt()


class NotSignedIn(Enum):
    """Name why an attempt failed. The page shows only whether it was LIMITED."""

    REFUSED = "refused"
    LIMITED = "limited"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Hold one submission of the form, and where it came from."""

    email: str
    password: str
    code: str
    network: str
    device: bytes | None
    """The hash of the known-device token."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Judge attempts to sign in."""

    store: Store
    passwords: Passwords
    limits: LoginLimits
    refusals: RefusalCounter
    clock: Callable[[], datetime]

    def judge(self, attempt: Attempt, let_in: Callable[[Transaction, Member], None]) -> Member | NotSignedIn:
        """Return the member who proved who they are, or why the attempt failed.

        `let_in` opens the session in the transaction that spends the code, so that the member cannot be disabled or
        change their password in between.

        Raises:
            LimiterDown: attempts cannot be counted, so none is judged.
            Busy: too many passwords are being hashed.
            StoreUnavailable: nothing was changed.
        """
        email = normalise_email(attempt.email)
        member, staff_id, salt, known = self._look_up(email, attempt.device)
        device = attempt.device.hex() if known and attempt.device else None
        if not self.limits.admits(email, attempt.network, device):
            self.refusals.note(LIMITED, "sign_in_limited", attempt.network)
            return NotSignedIn.LIMITED
        factor = self._second_factor(member, salt, attempt)
        rehashed = self._rehashed(member, attempt) if factor else None
        may_try = known or member is None or member.failures < MOST_FAILURES
        with self.store.begin() as unit:
            held = staff.lock(unit.db, staff_id)
            is_same = held is not None and member is not None and _secrets(held) == _secrets(member)
            if not (held and is_same and factor and may_try and spend(unit, held, factor)):
                self.count_failure(unit, staff_id, attempt, is_member=member is not None)
                return NotSignedIn.REFUSED
            if rehashed is not None:
                staff.set_password(unit.db, held.id, rehashed)
            self._welcome(unit, held, attempt, factor, known=known)
            let_in(unit, held)
        self.limits.forget(email, attempt.network, device)
        return held

    def _look_up(self, email: str, device: bytes | None) -> tuple[Member | None, UUID, bytes, bool]:
        """Return the member of this e-mail, an id, a salt, and if the computer is known.

        A stranger gets an id that nobody has: the same statements run for them, and take the same time.
        """
        with self.store.read() as unit:
            member = staff.by_email(unit.db, email)
            staff_id = member.id if member else uuid4()
            salt = (member and member.recovery_salt) or _DECOY_SALT
            known = device is not None and devices.knows(unit.db, staff_id, device, self.clock())
            return member, staff_id, salt, known

    def _second_factor(self, member: Member | None, salt: bytes, attempt: Attempt) -> SecondFactor | None:
        """Return the factor of a correct attempt, at one cost for strangers and members."""
        able = member is not None and member.can_sign_in
        password_hash = member.known_password if able and member else None
        is_right = self.passwords.verify(password_hash, attempt.password)
        factor = read_code(member if able else None, salt, attempt.code, self.passwords, self.clock())
        return factor if is_right and able else None

    def _rehashed(self, member: Member | None, attempt: Attempt) -> str | None:
        """Return a new hash of the password if argon2's parameters have changed."""
        if (
            member is None
            or not member.known_password
            or not self.passwords.needs_rehash(member.known_password)
        ):
            return None
        return self.passwords.hash(attempt.password)

    def _welcome(
        self, unit: Transaction, member: Member, attempt: Attempt, factor: SecondFactor, *, known: bool
    ) -> None:
        if member.failures:
            staff.clear_failures(unit.db, member.id)
        details = {"network": attempt.network, "proof": factor.kind, "known_device": known}
        audit.record(unit.db, f"staff:{member.id}", SIGNED_IN, "staff", member.id, details, at=self.clock())

    def count_failure(self, unit: Transaction, staff_id: UUID, attempt: Attempt, *, is_member: bool) -> None:
        """Count a failure, and note it for the trail. A stranger's has an id of nobody."""
        now = self.clock()
        failures = staff.count_failure(unit.db, staff_id)
        failed = Refusal(
            FAILED_SIGN_IN if is_member else NOBODY,
            now.replace(second=0, microsecond=0),
            "sign_in_failed",
            network_of(attempt.network),
            details={"network": attempt.network, "consecutive": failures},
            member=staff_id if is_member else None,
        )
        refusals.record(unit.db, [failed], now)


def _secrets(member: Member) -> tuple[object, ...]:
    """Return what must not change between judging an attempt and spending its code."""
    return member.known_password, member.totp_since, member.can_sign_in


_KEY: Final = "anteroom.staff"


@dataclass(frozen=True, slots=True)
class StaffServices:
    """Hold the passwords and the judge of sign-ins."""

    passwords: Passwords
    sign_in: SignIn


def attach_staff(app: Flask, services: Services, limits: LoginLimits, parameters: Parameters) -> None:
    """Give the app what its staff views need.

    `parameters` are argon2's: slow in production, cheap in tests.
    """
    words = tuple(re.findall(r"\w{4,}", services.settings.clinic.name))
    passwords = Passwords(parameters, clinic_words=words)
    sign_in = SignIn(services.store, passwords, limits, refusal_counter(app), services.clock)
    app.extensions[_KEY] = StaffServices(passwords, sign_in)
    app.register_error_handler(Busy, lambda _error: errors.retry_later())


def staff_services() -> StaffServices:
    """Return what `attach_staff` gave this app."""
    return cast("StaffServices", current_app.extensions[_KEY])
