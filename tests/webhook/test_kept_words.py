"""Every word that is acknowledged can be opened afterwards, or the sender was told that it is not kept: the whole app."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.config import load
from app.services import Services
from app.store.work.alarms import MOST_WAITING
from tests.intake.kept_words import STEERS, TEMPLATES
from tests.people import SENDER
from tests.settings import complete_environment
from tests.webhook.kept_words import BEGINNINGS, BY_SMS, MEANWHILE, PAUSES, Sender, Step

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from app.store import Store
    from tests.people import Clock

STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(TEMPLATES) | st.sampled_from(STEERS),
        st.sampled_from(PAUSES),
        st.sampled_from(MEANWHILE),
    ),
    min_size=4,
    max_size=14,
)


@pytest.fixture(params=["chat", "ask", "link"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def services(store: Store, clock: Clock, tmp_path: Path, mode: str) -> Services:
    return Services(
        load(
            complete_environment(
                INTAKE_MODE=mode, SENDER_REPLIES_A_DAY="50", TWILIO_SENDERS=f"{SENDER},{BY_SMS}"
            ),
            tmp_path,
        ),
        store,
        clock,
    )


def test_no_acknowledged_word_is_lost(app: Flask, services: Services):
    @settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(BEGINNINGS), st.booleans(), STEPS)
    def walks(beginning, by_sms, steps):
        sender = Sender(app, services, by_sms=by_sms)
        sender.begins(beginning)
        for step in steps:
            sender.does(step)
        assert not sender.lost, "\n\n".join(sender.lost)

    walks()


def test_a_cry_for_which_no_alarm_has_room_is_said_not_to_be_saved(
    app: Flask, services: Services, clock: Clock
):
    sender = Sender(app, services)
    sender.begins(("hello", "1"))
    for _ in range(MOST_WAITING):
        clock.moves(minutes=2)
        sender.begins(("chest pain",))
    sender.does(Step("chest pain {}", 120, ""))
    assert not sender.lost, sender.lost
    assert (
        "not saved" in sender.said[-1]
        or "no se guardó" in sender.said[-1]
        or "keep nothing" in sender.said[-1]
    )
