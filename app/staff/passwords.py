"""Passwords: argon2id, a bounded number at once, and the same work for strangers as for members."""

from __future__ import annotations

import base64
import gzip
import os
import re
import unicodedata
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from argon2 import Parameters, PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from app.staff import password_problems
from app.staff.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PRODUCTION", "Busy", "Parameters", "Passwords"]

PRODUCTION: Final = Parameters(
    type=Type.ID, version=19, salt_len=16, hash_len=32, time_cost=3, memory_cost=64 * 1024, parallelism=1
)
"""64 MiB and three passes; OWASP asks for at least 19 MiB and two, RFC 9106 (4) for these as its second choice."""
_COMMON: Final = Path(__file__).with_name("common_passwords.txt.gz")


class Busy(Exception):
    """Too many passwords are being hashed. Ask the person to try again in a moment."""


class Passwords:
    """May be shared between threads.

    A password is taken as typed, in whatever case and with every blank, and only normalised to NFKC, so that one
    keyboard's é is another's (NIST SP 800-63B-4, 3.1.1.2; ASVS 6.2.8 says where the two differ).
    """

    def __init__(
        self,
        parameters: Parameters,
        at_once: int = 2,
        clinic_words: tuple[str, ...] = (),
        patience: float = 15,
    ) -> None:
        """Take argon2's `parameters`: PRODUCTION, or argon2.profiles.CHEAPEST in tests.

        At most `at_once` hashes are computed at any moment, each holding the parameters' memory; whoever has waited
        `patience` seconds is told Busy. `clinic_words` are what no password may hold.
        """
        self.parameters: Final = parameters
        self._hasher = PasswordHasher.from_parameters(parameters)
        self._turns = Turns(at_once, patience)
        self._clinic_words = clinic_words
        self._common = _common_passwords()
        self._decoy = _hash_of_nothing(parameters)

    def hash(self, password: str) -> str:
        """Return what to keep of a password, in argon2's own text form.

        Raises:
            Busy: there was no turn.
        """
        with self.turn():
            return self._hasher.hash(_normal(password))

    def verify(self, kept: str | None, password: str) -> bool:
        """Tell whether `password` is the one that `kept` was made of.

        For None, and for a text that is no hash, a decoy is checked at the same cost and the answer is no: the time
        must not tell who is a member (ASVS 6.3.8).

        Raises:
            Busy: there was no turn.
        """
        typed = _normal(password)
        with self.turn():
            if kept is None:
                return self._refuse_slowly(typed)
            try:
                return self._hasher.verify(kept, typed)
            except InvalidHashError:
                return self._refuse_slowly(typed)
            except VerificationError:
                return False

    def needs_rehash(self, kept: str) -> bool:
        """Tell whether a hash was made with other parameters than today's. Hash the password again when it is right."""
        return self._hasher.check_needs_rehash(kept)

    def problem(self, password: str, email: str, name: str) -> str | None:
        """Return what is wrong with a new password of this member, as a sentence for them, or None."""
        own_words = (email, email.partition("@")[0], *re.split(r"\W+", name))
        return password_problems.find(_nfkc(password), self._common, self._clinic_words, own_words)

    @property
    def waiting(self) -> int:
        """How many wait for a turn."""
        return self._turns.waiting

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold one of the turns, for anything else that takes argon2's memory. Not to be nested.

        Raises:
            Busy: none came free.
        """
        if not self._turns.take():
            raise Busy
        try:
            yield
        finally:
            self._turns.give_back()

    def _refuse_slowly(self, typed: bytes) -> bool:
        with suppress(VerificationError):
            self._hasher.verify(self._decoy, typed)
        return False


def _hash_of_nothing(parameters: Parameters) -> str:
    """Return what checks like any hash of these parameters and matches no password: random bytes where a hash has its own."""
    costs = f"m={parameters.memory_cost},t={parameters.time_cost},p={parameters.parallelism}"
    salt, digest = (_unpadded(os.urandom(size)) for size in (parameters.salt_len, parameters.hash_len))
    return f"$argon2id$v={parameters.version}${costs}${salt}${digest}"


def _unpadded(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


@cache
def _common_passwords() -> frozenset[str]:
    return frozenset(gzip.decompress(_COMMON.read_bytes()).decode().split("\n"))


def _nfkc(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _normal(password: str) -> bytes:
    # A terminal may hand over bytes that are no UTF-8 as lone surrogates; they are part of the password all the same.
    return _nfkc(password).encode("utf-8", "surrogatepass")
