"""Invented people: their words are looked for where they must not be."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Final, NamedTuple

import pyotp

_STEP: Final = 30
PASSWORD: Final = "copper lantern drifts over maple"  # noqa: S105 - nobody's


class Intake(NamedTuple):
    """The five answers that the audited bot asks for."""

    name: str
    birth_date: str
    address: str
    history: str
    medications: str


MAREN: Final = Intake(
    "Maren Quillfeather", "4 March 1990", "12 Tamarisk Lane", "Ozzlewort fever", "Vexanidone"
)
ISOLDE: Final = Intake("Isolde Brackwater", "9 May 1971", "3 Heronsgate", "Plumbrook ague", "Trellomycin")
ODILE: Final = Intake("Odile Fennimore", "1 June 1984", "40 Sallowfield", "Nettlecombe gout", "Harrowdine")
ALL: Final = (MAREN, ISOLDE, ODILE)

_numbers: Final = count(15005550100)


def new_number() -> str:
    """Return a WhatsApp address from a range that belongs to nobody."""
    return f"whatsapp:+{next(_numbers)}"


@dataclass
class Member:
    """Somebody who works at the clinic, with their authenticator and recovery codes."""

    email: str
    seed: str = field(default="", repr=False)
    recovery: Iterator[str] = field(default_factory=lambda: iter(()), repr=False)
    _spent: int = 0

    def code(self) -> str:
        """Return a code that was not used yet: of this step or the next.

        A server takes one step of drift, and each step once. One of the step before would be two steps old if the clock
        went on in between. When both are spent it is a recovery code.
        """
        if not self.seed:
            return ""
        now = int(time.time()) // _STEP
        if self._spent > now:
            return next(self.recovery)
        self._spent = max(self._spent + 1, now)
        return pyotp.TOTP(self.seed).at(self._spent * _STEP)

    def sign_in(self) -> dict[str, str]:
        """Return the fields of the form."""
        return {"email": self.email, "password": PASSWORD, "code": self.code()}
