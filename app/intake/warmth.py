"""Have a conversation with nobody, so that the first patient need not wait."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from app.intake.clinic import Clinic
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import Message
from app.intake.phrases import SHIPPED
from app.intake.progress import Progress

_SAID = (
    "hello",
    "1",
    "1",
    "Anna Example",
    "14 March 1962",
    "12 Mill Lane",
    "asthma since 2010",
    "none",
    "help",
)
"""What leads through the questions, in words that any language takes for answers."""


def warm() -> None:
    """Fill the caches of this process. What it forks from then on has them too."""
    nobody, some_day = UUID(int=0), datetime(2000, 1, 3, tzinfo=UTC)
    for language in SHIPPED:
        flow = Flow(Clinic("", "", "", languages=(language,)))
        progress = Progress()
        for text in _SAID:
            progress = flow.step(progress, Message(text, Kind.TEXT, nobody), some_day).progress
