"""Passwords: argon2id, a bounded number at once, and the same work for strangers as for members."""

from __future__ import annotations

import base64
import gzip
import os
import re
import unicodedata
from collections import deque
from contextlib import contextmanager, suppress
from functools import cache
from itertools import pairwise
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING, Final

from argon2 import Parameters, PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

__all__ = ["PRODUCTION", "Busy", "Parameters", "Passwords"]


# What makes a password easy to guess. No rules of composition: length and not being known are what count.
#
# ASVS 6.2.1, 6.2.4, 6.2.5, 6.2.11, 6.2.12; NIST SP 800-63B-4, 3.1.1.2.

SHORTEST: Final = 15
LONGEST: Final = 256
_SHORTEST_WORD: Final = 4
"""Shorter names are part of too many other words."""
_MOSTLY: Final = 2 / 3

_FAMOUS: Final = frozenset(
    "correcthorsebatterystaple thequickbrownfox thequickbrownfoxjumps tobeornottobethatisthequestion"
    " thequickbrownfoxjumpsoverthelazydog thisisapassword thisismypassword".split()
)
"""Passphrases from everybody's mouth, which lists of passwords do not have."""
_ROWS: Final = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "!@#$%^&*()",
    "1q2w3e4r5t6y7u8i9o0p",
    *"1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm 8ik 9ol".split(),
)
_NEIGHBOURS: Final = frozenset(
    pair for row in _ROWS for one, other in pairwise(row) for pair in ((one, other), (other, one))
)


def find(
    password: str, common: Collection[str], clinic_words: Iterable[str], own_words: Iterable[str]
) -> str | None:
    """Return the first problem of a password as a sentence, or None.

    `common` are well-known passwords in lower case; `clinic_words` and `own_words` must not stand in the password.
    """
    return next(_problems(password, common, clinic_words, own_words), None)


def _problems(
    password: str, common: Collection[str], clinic_words: Iterable[str], own_words: Iterable[str]
) -> Iterator[str]:
    if len(password) < SHORTEST:
        yield _(
            "Use at least %(least)s characters: a few words that only you would put together.", least=SHORTEST
        )
    if len(password) > LONGEST:
        yield _("Use at most %(most)s characters.", most=LONGEST)
    if any(_is_a_pattern("".join(form.split())) for form in _bare_forms(password.casefold())):
        yield _("This password repeats itself or follows the keyboard. Choose another.")
    if any(form in common or form in _FAMOUS for form in _bare_forms(password.casefold())):
        yield _("This password is one of those that attackers try first. Choose another.")
    if _holds(password, clinic_words):
        yield _("Leave the clinic's name out of your password.")
    if _holds(password, own_words):
        yield _("Leave your name and your e-mail address out of your password.")


def _is_a_pattern(text: str) -> bool:
    repeats = any(text.startswith(text[period:]) for period in range(1, len(text) // 2 + 1))
    steps = list(pairwise(text))
    walked = sum(one == other or (one, other) in _NEIGHBOURS for one, other in steps)
    return repeats or walked >= _MOSTLY * len(steps)


def _bare_forms(text: str) -> Iterator[str]:
    """Give the password as it is, and what remains of it without the year and the exclamation mark."""
    yield text
    yield _only_alphanumeric(text)
    yield re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    yield re.sub(r"[\W\d_]+", "", text)


def _holds(password: str, words: Iterable[str]) -> bool:
    text = _only_alphanumeric(password)
    bare = (_only_alphanumeric(word) for word in words)
    return any(len(word) >= _SHORTEST_WORD and word in text for word in bare)


def _only_alphanumeric(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


# Turns at something dear, in the order of coming.
#
# A semaphore lets whoever gives a turn back take the next one before those who wait; here nobody is
# overtaken.


class Turns:
    """So many at once; whoever comes later waits in line, for at most `patience` seconds. Shared between threads."""

    def __init__(self, at_once: int, patience: float) -> None:
        self._free = at_once
        self._patience = patience
        self._line: deque[Event] = deque()
        self._lock = Lock()

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    def take(self) -> bool:
        """Take a turn, and return whether there was one in time."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = Event()
            self._line.append(mine)
        if mine.wait(self._patience):
            return True
        with self._lock:
            if mine.is_set():  # given at the last moment
                return True
            self._line.remove(mine)
            return False

    def give_back(self) -> None:
        """End a turn: the first in line has it."""
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1


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
        return find(_nfkc(password), self._common, self._clinic_words, own_words)

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
