"""The bulk opener beside `cryptography.fernet`: `python -m bench.sealer`"""

from __future__ import annotations

import gc
import os
from base64 import urlsafe_b64encode
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from cryptography.fernet import Fernet

from app.crypto import Column, Keyring, Sealer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Sealed = Mapping[Column, Sequence[tuple[UUID, str]]]

ROWS = 20_000
COLUMNS = [Column("patients", f"column_{number}") for number in range(6)]
VALUE = "Penicillin, as a child; asthma, with an inhaler twice a day, and statins since the year."
ROUNDS = 5


LIBRARY: Final = "cryptography.fernet alone, row not checked"
ONE_BY_ONE: Final = "Sealer.open, row checked"
IN_BULK: Final = "Sealer.open_many, row checked"


def main() -> None:
    report(opened(ROWS))


def opened(count: int) -> dict[str, float]:
    """Return the seconds in which each way opens so many rows."""
    keyring = Keyring([os.urandom(32)])
    sealer = Sealer(keyring)
    rows = [uuid4() for _ in range(count)]
    sealed = {column: [(row, sealer.seal(column, row, VALUE)) for row in rows] for column in COLUMNS}

    def library() -> None:
        for column, pairs in sealed.items():
            fernet = Fernet(urlsafe_b64encode(keyring.keys_for(column)[0]))
            _ = [fernet.decrypt(token)[16:].decode() for _, token in pairs]

    def one_by_one() -> None:
        for column, pairs in sealed.items():
            _ = [sealer.open(column, row, token) for row, token in pairs]

    def in_bulk() -> None:
        for column, pairs in sealed.items():
            sealer.open_many(column, pairs)

    return measure({LIBRARY: library, ONE_BY_ONE: one_by_one, IN_BULK: in_bulk})


def measure(ways: Mapping[str, Callable[[], None]]) -> dict[str, float]:
    """Return the median of each way in seconds.

    They take turns, so that a busy machine slows them all alike.
    """
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            gc.collect()
            start = perf_counter()
            way()
            times[name].append(perf_counter() - start)
    return {name: median(taken) for name, taken in times.items()}


def report(medians: Mapping[str, float]) -> None:
    print(
        f"Opening {ROWS:,} rows x {len(COLUMNS)} columns of {len(VALUE.encode())} bytes: medians of {ROUNDS} rounds\n"
    )
    print(f"{'way':44}{'seconds':>9}{'rows/s':>10}{'us/value':>10}{'ratio':>8}")
    first = next(iter(medians.values()))
    for name, taken in medians.items():
        each = taken / ROWS / len(COLUMNS) * 1e6
        print(f"{name:44}{taken:9.3f}{ROWS / taken:10,.0f}{each:10.2f}{first / taken:8.2f}")


if __name__ == "__main__":
    main()
