"""Whole conversations as they are written down, and the questions that they answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from app.intake.answers import named_and_related
from app.intake.answers.named_and_born import name_and_birth_date
from app.intake.answers.names import NAME
from app.intake.answers.texts import TEXT
from app.intake.kind import Kind
from app.intake.questions import Question
from app.intake.stages import alarm
from tests.intake.patient import QUESTIONS, Patient

TRANSCRIPTS = sorted((Path(__file__).parents[1] / "transcripts").glob("*.txt"))
# The questions of these conversations. A clinic may change its own list and break none of them.
ASKED = (
    Question("name", NAME, 200, part=name_and_birth_date),
    *QUESTIONS[1:],
    Question("carer_name", NAME, 200, of_carer=True, part=named_and_related.part),
    Question("carer_relation", TEXT, 100, of_carer=True),
)
AT_THEIR_OWN_PACE = "-pace"
"""How the name of a conversation ends in which messages come as quickly as it says. In others each waits for its answer."""
KINDS = {f"[{kind}]": kind for kind in Kind}


def blocks(transcript: str) -> list[str]:
    """Return the turns of a conversation."""
    return transcript.rstrip("\n").split("\n\n")


def together_in(path: Path) -> timedelta:
    """Return in what time messages of a conversation belong together."""
    return timedelta(seconds=4) if path.stem.endswith(AT_THEIR_OWN_PACE) else timedelta()


def stays_silent(patient: Patient, pause: str) -> None:
    """Let time pass, as a line `= minutes` says, and have whoever was asked about danger and is silent be an alarm."""
    patient.waits(minutes=float(pause.split()[1]))
    raised = alarm.unanswered(patient.progress, patient.now)
    if raised is not None:
        patient.take(raised)


def said_in(block: str) -> list[str]:
    """Return the lines of a turn that are the patient's, a remark or a pause."""
    return [line for line in block.split("\n") if line[:1] in {">", "#", "="}]
