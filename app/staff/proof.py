"""What a code proves, and spending it: each proof counts once, ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.staff import codes, recovery

if TYPE_CHECKING:
    from datetime import datetime

    from app.staff.passwords import Passwords
    from app.store import Member, Unit

_DECOY_SEED: Final = codes.new_seed()


@dataclass(frozen=True, slots=True)
class Proof:
    """Either the time step of a code (RFC 6238), or the hash of a recovery code."""

    step: int | None = None
    recovery_hash: bytes | None = None

    @property
    def kind(self) -> str:
        """How the audit trail names it."""
        return "code" if self.step is not None else "recovery code"


def code_proof(
    member: Member | None, salt: bytes, code: str, passwords: Passwords, now: datetime
) -> Proof | None:
    """Return what `code` proves of the member. For None, the same work is done and nothing is proved."""
    if recovery.looks_like_one(code):
        with passwords.turn():
            hashed = recovery.hash_code(code, salt, passwords.parameters)
        return Proof(recovery_hash=hashed) if member else None
    seed = member.totp if member and isinstance(member.totp, str) else None
    step = codes.matching_step(seed or _DECOY_SEED, code, now)
    return Proof(step=step) if step is not None and seed else None


def spend(unit: Unit, member: Member, proof: Proof) -> bool:
    """Use the proof up, and return whether this call did, whoever else tries."""
    if proof.step is not None:
        return unit.staff.spend_step(member.id, proof.step)
    return proof.recovery_hash is not None and unit.staff.spend_recovery(member.id, proof.recovery_hash)
