"""The replies to all are counted, and on PostgreSQL no message waits for the count of another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from app.store.work import storage_counts

if TYPE_CHECKING:
    from app.store import Store

DAY = 739_000
ONE, OTHER = UUID(int=2**100), UUID(int=2**100 + 1)


def test_what_each_sender_and_all_got_is_counted(store: Store):
    for sender, replies, told in ((ONE, 2, (1, 2, 2)), (OTHER, 3, (1, 3, 5)), (ONE, 1, (2, 3, 6))):
        with store.begin() as unit:
            assert storage_counts.add_message(unit.db, sender, "messages", DAY, replies) == told
    with store.begin() as unit:
        assert storage_counts.add_reply(unit.db, OTHER, DAY, -3) == (0, 3)
        assert storage_counts.replies_to_all(unit.db, DAY) == 3
        assert storage_counts.replies_to_all(unit.db, DAY + 1) == 0
        assert storage_counts.most(unit.db, "replies", DAY) == 3, "of a sender, and not of all"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_message_is_counted_while_another_is_not_committed(store: Store):
    with store.begin() as first, store.begin() as second:
        assert storage_counts.add_message(first.db, ONE, "messages", DAY, 1) == (1, 1, 1)
        assert storage_counts.add_message(second.db, OTHER, "messages", DAY, 1) == (1, 1, 1), (
            "it does not wait"
        )
    with store.read() as unit:
        assert storage_counts.replies_to_all(unit.db, DAY) == 2
