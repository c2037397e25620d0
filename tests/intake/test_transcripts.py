"""Whole conversations, as a patient sees them: `>` is the patient, `<` the clinic, `*` what happened, `=` time."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.intake.model import Kind
from tests.intake.patient import Patient

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))
NEXT_REPLY = "<<"


def replayed(transcript: str) -> str:
    """Say again what the patient says, and write down what comes of it in the same form."""
    patient = Patient()
    return "\n".join(turn(patient, block) for block in transcript.rstrip("\n").split("\n\n")) + "\n"


def turn(patient: Patient, block: str) -> str:
    said = [line for line in block.split("\n") if line[:1] in {">", "#", "="}]
    if said[0].startswith("#"):
        return "\n".join([*said, ""])
    if said[0].startswith("="):
        patient.waits(minutes=float(said[0].split()[1]))
        return f"{said[0]}\n"
    before = len(patient.events)
    text = "\n".join(line[2:] for line in said)
    kinds = {f"[{kind}]": kind for kind in Kind}
    patient.sends(kinds.get(text, Kind.TEXT), "" if text in kinds else text)
    heard = f"\n{NEXT_REPLY}\n".join(answered(reply) for reply in patient.replies)
    events = [f"* {type(event).__name__}" for event in patient.events[before:]]
    return "\n".join([*said, *([heard] if heard else []), *events, ""])


def answered(reply: str) -> str:
    return "\n".join(f"< {line}".rstrip() for line in reply.split("\n"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_conversation_goes_as_written(path: Path):
    assert replayed(path.read_text()) == path.read_text()


def test_each_language_has_a_whole_intake():
    assert {"en-whole-intake", "es-whole-intake"} <= {path.stem for path in TRANSCRIPTS}


if __name__ == "__main__":  # after a text has changed, write the transcripts out
    for _path in TRANSCRIPTS:
        _path.write_text(replayed(_path.read_text()))
