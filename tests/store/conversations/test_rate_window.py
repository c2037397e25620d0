"""Each sender's messages are counted by the minute."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.store.conversations import conversations, senders
from tests.store.example import ADDRESS, NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.store import Store


@pytest.fixture
def write(store: Store) -> Callable[[float], int]:
    """Let the sender write, so many seconds after the start; return their count."""
    return lambda seconds: message(store, ADDRESS, NOW + timedelta(seconds=seconds))


def message(store: Store, address: str, now: datetime) -> int:
    """Let a message come, and return how many that makes in the sender's minute."""
    with store.begin() as unit:
        conversation = senders.lock(unit.db, address, None, now)
        window = conversation.window.counting(now)
        conversations.save(unit.db, conversation.id, "{}", "name", "en", False, now, window)
    return window.count


def test_messages_of_a_minute_are_counted(write: Callable[[float], int]):
    assert [write(0), write(1), write(2), write(3)] == [1, 2, 3, 4]


def test_a_minute_after_the_first_message_the_count_begins_again(write: Callable[[float], int]):
    for second in range(5):
        write(second)
    assert write(59.999) == 6
    assert [write(60), write(61), write(62), write(63)] == [1, 2, 3, 4]


def test_a_clock_put_back_does_not_shut_a_sender_out(write: Callable[[float], int]):
    for second in range(5):
        write(second)
    assert write(-3600) == 1
    assert [write(-3599), write(-3598), write(-3597)] == [2, 3, 4]


def test_a_clock_put_forward_begins_a_new_window(write: Callable[[float], int]):
    for second in range(5):
        write(second)
    assert write(86400) == 1


def test_each_sender_has_a_window_of_their_own(store: Store):
    assert message(store, ADDRESS, NOW) == 1
    assert message(store, ADDRESS, NOW) == 2
    assert message(store, "whatsapp:+15005550007", NOW) == 1


def test_what_is_written_without_a_message_leaves_the_count(store: Store):
    message(store, ADDRESS, NOW)
    with store.begin() as unit:
        conversation = senders.lock(unit.db, ADDRESS, None, NOW)
        conversations.save(unit.db, conversation.id, "{}", "name", "en", False, NOW)
    assert message(store, ADDRESS, NOW) == 2
