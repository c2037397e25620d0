"""The webhook, Twilio's late tries and several runs at once: each message is taken exactly once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from threading import Barrier
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.jobs.recover import recover
from app.messages.inbox import Listed
from app.store.conversations.conversations import ConversationRow
from app.store.messages.receipts import Receipt
from app.store.model import table_of
from app.webhook.routes import handler_of
from app.webhook.schema import read_listed
from app.webhook.signature import digest
from tests.databases import on_both_engines
from tests.messages.clinic import with_twilio
from tests.people import ACCOUNT_SID

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services import Services
    from tests.people import Clock
    from tests.twilio_api import FakeTwilioApi
    from tests.twilio_inbox import Arrived


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run on both engines what the database decides."""
    if metafunc.function is test_at_the_same_time_each_message_is_taken_once:
        on_both_engines(metafunc)


_NUMBERS = count(5_000_001)
_MESSAGES = 4


def writes(api: FakeTwilioApi, clock: Clock, senders: int = 2) -> list[Arrived]:
    """Have new senders write in turn, one message a second."""
    addresses = [f"whatsapp:+1500{next(_NUMBERS)}" for _ in range(senders)]
    at = clock() - timedelta(minutes=5)
    return [
        api.inbox.gets(addresses[place % senders], f"hello {place}", at + timedelta(seconds=place))
        for place in range(_MESSAGES * senders // 2)
    ]


def webhook(services: Services) -> Callable[[Arrived], None]:
    """A function that delivers a message as Twilio does, with the same signature each time."""
    handler = replace(handler_of(services), tell=lambda _outcome, _events: None)

    def delivers(message: Arrived) -> None:
        listed = Listed(message.sid, ACCOUNT_SID, message.sender, message.to, message.body, "0", message.at)
        inbound = replace(read_listed(listed.parts(), message.at, services.settings.twilio), written_at=None)
        handler.answer(inbound, digest(message.sid), services.clock(), uuid4())

    return delivers


def taken(services: Services) -> tuple[int, int]:
    """Return how many receipts there are, and how many steps the conversations have taken."""
    with services.store.engine.connect() as connection:
        steps = select(func.sum(ConversationRow.version - 1))
        return (
            connection.execute(select(func.count()).select_from(table_of(Receipt))).scalar_one(),
            int(connection.execute(steps).scalar_one() or 0),
        )


_ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("webhook"), st.integers(0, _MESSAGES - 1)),
        st.tuples(st.just("recover"), st.integers(-1, _MESSAGES - 1)),
    ),
    max_size=8,
)


def test_in_whatever_order_they_come_each_message_is_taken_once(
    services: Services, api: FakeTwilioApi, clock: Clock
):
    services = with_twilio(services, api.url)
    deliver = webhook(services)
    since = clock() - timedelta(hours=1)
    before = taken(services)

    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(acts=_ACTS)
    def hold(acts: list[tuple[str, int]]) -> None:
        nonlocal before
        messages = writes(api, clock)
        api.inbox.messages[:] = messages

        def meanwhile(number: int, _taken: int) -> bool:
            """Deliver a message after Twilio has listed it, and before it is taken."""
            if number >= 0:
                deliver(messages[number])
            return True

        for act, number in acts:
            if act == "webhook":
                deliver(messages[number])
            else:
                recover(services, since, "operator", goes_on=partial(meanwhile, number))
        recover(services, since, "operator")
        after = taken(services)
        assert (after[0] - before[0], after[1] - before[1]) == (_MESSAGES, _MESSAGES)
        before = after

    hold()


def test_at_the_same_time_each_message_is_taken_once(services: Services, api: FakeTwilioApi, clock: Clock):
    services = with_twilio(services, api.url)
    deliver, since = webhook(services), clock() - timedelta(hours=1)
    messages = writes(api, clock, senders=6)
    together = Barrier(4)

    def delivers(order: list[Arrived]) -> None:
        together.wait()
        for message in order:
            deliver(message)

    def recovers() -> None:
        together.wait()
        done = recover(services, since, "operator")
        assert done.failed == 0

    with ThreadPoolExecutor(4) as pool:
        ends = [
            pool.submit(recovers),
            pool.submit(recovers),
            pool.submit(delivers, messages),
            pool.submit(delivers, messages[::-1]),
        ]
        for each in ends:
            each.result(60)
    assert taken(services) == (len(messages), len(messages))
