"""Requests that the fake Twilio refused: a test in which one is made by us fails, and names it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

REFUSED: Final[list[str]] = []
"""What was asked, and why Twilio would not do it, whatever the state of the account."""


@contextmanager
def expected() -> Iterator[list[str]]:
    """Expect refusals, and yield the list that gets them."""
    before, found = len(REFUSED), list[str]()
    yield found
    found += REFUSED[before:]
    del REFUSED[before:]


@pytest.fixture(autouse=True)
def asks_twilio_nothing_that_it_refuses() -> Iterator[None]:
    REFUSED.clear()
    yield
    refused = REFUSED.copy()
    REFUSED.clear()
    assert not refused, "Twilio would refuse what was asked of it"
