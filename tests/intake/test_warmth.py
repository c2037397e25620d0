"""A process that was warmed answers its first patient as cheaply as the next one."""

from __future__ import annotations

import subprocess
import sys

from tests.project import ROOT

FIRST_AND_SECOND = """
import sys
from datetime import UTC, datetime
from uuid import UUID
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import (Message)
from app.intake.clinic import Clinic
from app.intake.progress import Progress
from app.intake.warmth import warm

def calls_of_an_intake():
    calls = 0
    def note(_frame, event, _argument):
        nonlocal calls
        calls += event == "call"
    progress, flow = Progress(), Flow(Clinic("Larkfield Clinic", "01632 960 555", "999"))
    sys.setprofile(note)
    for text in ("hello", "1", "1", "1", "Maya Okafor", "4 March 1990", "12 Mill Lane", "penicillin", "asthma"):
        progress = flow.step(progress, Message(text, Kind.TEXT, UUID(int=1)), datetime(2026, 11, 25, tzinfo=UTC)).progress
    sys.setprofile(None)
    return calls

warm()
print(calls_of_an_intake(), calls_of_an_intake())
"""


def test_the_first_intake_after_warming_costs_hardly_more_calls_than_the_second():
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_AND_SECOND], cwd=ROOT, capture_output=True, text=True, check=True
    )
    first, second = map(int, ran.stdout.split())
    assert second <= first <= 2 * second
