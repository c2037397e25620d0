"""Each sender may write so many messages a minute."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.store.example import ADDRESS, NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store import Store


@pytest.fixture
def write(store: Store) -> Callable[[float], bool]:
    """Let the sender write, so many seconds after the start; tells whether that is within three a minute."""
    with store.begin() as unit:
        conversation = unit.conversations.lock(ADDRESS, None, NOW)

    def message(seconds: float) -> bool:
        with store.begin() as unit:
            return unit.conversations.count_message(
                conversation.id, NOW + timedelta(seconds=seconds), limit=3
            )

    return message


def test_the_message_after_the_limit_is_over_it(write: Callable[[float], bool]):
    assert [write(0), write(1), write(2), write(3)] == [True, True, True, False]


def test_a_minute_after_the_first_message_the_count_begins_again(write: Callable[[float], bool]):
    for second in range(5):
        write(second)
    assert not write(59.999)
    assert [write(60), write(61), write(62), write(63)] == [True, True, True, False]


def test_a_clock_put_back_does_not_shut_a_sender_out(write: Callable[[float], bool]):
    for second in range(5):
        write(second)
    assert write(-3600)
    assert [write(-3599), write(-3598), write(-3597)] == [True, True, False]


def test_a_clock_put_forward_begins_a_new_window(write: Callable[[float], bool]):
    for second in range(5):
        write(second)
    assert write(86400)


def test_each_sender_has_a_window_of_their_own(store: Store):
    with store.begin() as unit:
        one = unit.conversations.lock(ADDRESS, None, NOW)
        other = unit.conversations.lock("whatsapp:+15005550007", None, NOW)
        assert unit.conversations.count_message(one.id, NOW, limit=1)
        assert not unit.conversations.count_message(one.id, NOW, limit=1)
        assert unit.conversations.count_message(other.id, NOW, limit=1)
