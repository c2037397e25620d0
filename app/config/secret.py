"""A value that must never be printed."""

from __future__ import annotations

import hmac
from typing import Final

DOTS: Final = "••••••••"


class Secret:
    """Holds a secret; shows dots wherever it is printed, formatted or logged.

    Compares in constant time (ASVS 11.2.4) and refuses to be pickled, so that it cannot slip into a queue.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value itself. Call it where the secret is used, never to pass it on."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({DOTS})"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        message = "a Secret is not to be pickled"
        raise TypeError(message)
