"""Do a batch one by one: one that fails is passed over, and told at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from app.store.engine.database import StoreUnavailable, WrongKeys

_OF_A_ROW: Final = ("22", "23", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_TOOBIG")
"""How the reasons begin with which a database refuses a row: SQLSTATE's classes, and SQLite's names."""


def is_of_one(failure: Exception) -> bool:
    """Return whether a failure may be of this one: the database can be used."""
    if isinstance(failure, StoreUnavailable):
        return failure.reason.startswith(_OF_A_ROW)
    return not isinstance(failure, WrongKeys)


@dataclass(slots=True)
class Batch:
    """What was passed over; a failure that `passes` does not name ends the batch."""

    passes: Callable[[Exception], bool] = is_of_one
    failures: list[Exception] = field(default_factory=list)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Do one of the batch."""
        try:
            yield
        except Exception as failure:  # whatever it is, the others go on
            if not self.passes(failure):
                raise
            self.failures.append(failure)

    def end(self) -> None:
        """Raise the first failure, if there was one."""
        for failure in self.failures:
            raise failure
