"""How long a connection waits before it gives up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds; 0 waits for ever, but for `pool` and `busy`, where it does not wait.

    Twilio gives a whole response 15 s (its error 11205). A timely 503 is worth more than a late answer: the message
    then comes again.
    """

    connect: float = 5
    pool: float = 5
    """For another thread to give a connection back."""
    lock: float = 8
    """PostgreSQL: for a row, a table or an advisory lock."""
    busy: float = 10
    """SQLite: for the one writer."""
    statement: float = 10
    idle: float = 15
    """PostgreSQL: until it ends a transaction that a stuck process left open, with its locks."""
