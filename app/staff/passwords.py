"""Hash passwords with argon2id, a few at once, at the same cost for everybody."""

from __future__ import annotations

import base64
import gzip
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final

from argon2 import Parameters, PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from app.staff.password_rules import first_problem
from app.store.engine.turns import Turns

__all__ = ["PRODUCTION", "Busy", "Parameters", "Passwords"]


PRODUCTION: Final = Parameters(
    type=Type.ID, version=19, salt_len=16, hash_len=32, time_cost=3, memory_cost=64 * 1024, parallelism=1
)
"""64 MiB and three passes, the second choice of RFC 9106 (4). OWASP asks for at least 19 MiB and two."""
_COMMON: Final = Path(__file__).with_name("common_passwords.txt.gz")


class Busy(Exception):
    """Report that too many passwords are being hashed: try again in a moment."""


class Passwords:
    """Hash and check passwords. Threads may share it.

    A password is taken as typed, with its case and blanks, and only normalised to NFKC, so that an é is the same from
    every keyboard (NIST SP 800-63B-4, 3.1.1.2; ASVS 6.2.8 says where the two differ).
    """

    def __init__(
        self,
        parameters: Parameters,
        at_once: int = 2,
        clinic_words: tuple[str, ...] = (),
        patience: float = 15,
    ) -> None:
        """Take argon2's `parameters`: PRODUCTION, or argon2.profiles.CHEAPEST in tests.

        At most `at_once` hashes are computed at the same time, each with the parameters' memory. A caller that has
        waited `patience` seconds gets Busy. No password may contain `clinic_words`.
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
            Busy: no turn came in time.
        """
        with self.turn():
            return self._hasher.hash(_normal(password))

    def verify(self, kept: str | None, password: str) -> bool:
        """Return whether `kept` is the hash of `password`.

        If `kept` is None or not a hash, a decoy is checked at the same cost and the answer is no, so that the time
        does not tell who is a member (ASVS 6.3.8).

        Raises:
            Busy: no turn came in time.
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
        """Return whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def problem(self, password: str, email: str, name: str) -> str | None:
        """Return what is wrong with a member's new password, as a sentence, or None."""
        own_words = (email, email.partition("@")[0], *re.split(r"\W+", name))
        return first_problem(_nfkc(password), self._common, self._clinic_words, own_words)

    @property
    def waiting(self) -> int:
        """Return how many wait for a turn."""
        return self._turns.waiting

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold a turn, for other work that takes argon2's memory. Do not nest it.

        Raises:
            Busy: no turn came in time.
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
    """Return a hash of these parameters that no password matches.

    Random bytes take the hash's place.
    """
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
    # A terminal passes bytes that are not UTF-8 as lone surrogates. They are part of the password.
    return _nfkc(password).encode("utf-8", "surrogatepass")
