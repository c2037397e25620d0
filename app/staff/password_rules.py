"""Say what is wrong with a new password: it must be long and not well known.

There are no rules about its characters (ASVS 6.2.1, 6.2.4, 6.2.5, 6.2.11, 6.2.12; NIST SP 800-63B-4, 3.1.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from typing import Final

from flask_babel import gettext as _

SHORTEST: Final = 15
LONGEST: Final = 256
_SHORTEST_WORD: Final = 4
"""Shorter names are part of too many other words."""
_MOSTLY: Final = 2 / 3

_FAMOUS: Final = frozenset(
    "correcthorsebatterystaple thequickbrownfox thequickbrownfoxjumps tobeornottobethatisthequestion"
    " thequickbrownfoxjumpsoverthelazydog thisisapassword thisismypassword".split()
)
"""Popular phrases that lists of passwords leave out."""
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


def first_problem(
    password: str, common: Collection[str], clinic_words: Iterable[str], own_words: Iterable[str]
) -> str | None:
    """Return the first problem of a password as a sentence, or None.

    `common` holds well-known passwords in lower case. The password must not contain `clinic_words` or `own_words`.
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
    """Yield the password as it is, and without the year and the exclamation mark."""
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
