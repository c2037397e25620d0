"""Whole conversations as they are written down, and the questions that they answer."""

from __future__ import annotations

from pathlib import Path

from app.intake.answers import named_and_related
from app.intake.answers.named_and_born import name_and_birth_date
from app.intake.answers.names import NAME
from app.intake.answers.texts import TEXT
from app.intake.kind import Kind
from app.intake.questions import Question
from tests.intake.patient import QUESTIONS

TRANSCRIPTS = sorted((Path(__file__).parents[1] / "transcripts").glob("*.txt"))
# The questions of these conversations. A clinic may change its own list and break none of them.
ASKED = (
    Question("name", NAME, 200, part=name_and_birth_date),
    *QUESTIONS[1:],
    Question("carer_name", NAME, 200, of_carer=True, part=named_and_related.part),
    Question("carer_relation", TEXT, 100, of_carer=True),
)
KINDS = {f"[{kind}]": kind for kind in Kind}


def blocks(transcript: str) -> list[str]:
    """Return the turns of a conversation."""
    return transcript.rstrip("\n").split("\n\n")


def said_in(block: str) -> list[str]:
    """Return the lines of a turn that are the patient's, a remark or a pause."""
    return [line for line in block.split("\n") if line[:1] in {">", "#", "="}]
