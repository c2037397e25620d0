"""Whole conversations, as a patient sees them: `>` is the patient, `<` the clinic, `*` what happened, `=` minutes of silence.

Each is played through the conversation, and through the signed webhook. After a text has changed, write them out again:
`python -m tests.intake.test_transcripts`
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.features import FEATURES
from app.intake.clinic import Clinic
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.services import Services
from app.store.work.alarms import UNANSWERED
from tests.cases import for_each
from tests.intake.patient import CLINIC, Patient, asking, flow_of
from tests.intake.transcripts import ASKED, KINDS, TRANSCRIPTS, blocks, said_in, stays_silent, together_in
from tests.messages.worker import do_jobs
from tests.people import Patient as Sender

NEXT_REPLY = "<<"
# What Twilio sends for each kind without text.
ATTACHED = {
    Kind.VOICE: {"MessageType": "audio", "NumMedia": "1", "MediaContentType0": "audio/ogg"},
    Kind.IMAGE: {"MessageType": "image", "NumMedia": "1", "MediaContentType0": "image/jpeg"},
}
REFERENCE = re.compile(r"\*[0-9a-f]{4}-[0-9a-f]{4}\*")


def replayed(path: Path) -> str:
    """Say again what the patient says, and write down what comes of it in the same form."""
    flow = replace(flow_of(replace(CLINIC, kept_days=365), ASKED), together=together_in(path))
    patient = Patient(flow)
    return "\n".join(turn(patient, block) for block in blocks(path.read_text())) + "\n"


def turn(patient: Patient, block: str) -> str:
    said = said_in(block)
    if said[0].startswith("#"):
        return "\n".join([*said, ""])
    before = len(patient.events)
    if said[0].startswith("="):
        stays_silent(patient, said[0])
        return "\n".join([said[0], *happened(patient, before), ""])
    text = "\n".join(line[2:] for line in said)
    patient.sends(KINDS.get(text, Kind.TEXT), "" if text in KINDS else text)
    heard = f"\n{NEXT_REPLY}\n".join(answered(reply) for reply in patient.replies)
    return "\n".join([*said, *([heard] if heard else []), *happened(patient, before), ""])


def happened(patient: Patient, before: int) -> list[str]:
    return [f"* {type(event).__name__}" for event in patient.events[before:]]


def answered(reply: str) -> str:
    return "\n".join(f"< {line}".rstrip() for line in reply.split("\n"))


def heard_in(block: str) -> str:
    """Return what the clinic answers in a block, without the reference, which is another each time."""
    lines = [line[2:] for line in block.split("\n") if line.startswith("<") and line != NEXT_REPLY]
    return REFERENCE.sub("", "\n".join(lines))


@for_each("path", TRANSCRIPTS)
def test_the_conversation_goes_as_written(path: Path):
    assert replayed(path) == path.read_text()


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_conversation_goes_as_written_through_the_webhook_too(
    path: Path, patient_by_webhook: Sender, services: Services, clock, monkeypatch
):
    def flow(clinic: Clinic, *_of_the_clinic: object, **more: Any) -> Flow:
        return replace(Flow(clinic, asking(*ASKED), **more), together=together_in(path))

    monkeypatch.setattr("app.webhook.handler.Flow", flow)
    for block in blocks(path.read_text()):
        said = said_in(block)
        if said[0].startswith("="):
            clock.moves(minutes=float(said[0].split()[1]))
            do_jobs(services, {UNANSWERED: FEATURES.jobs[UNANSWERED].run})
        elif said[0].startswith(">"):
            clock.moves(seconds=0 if together_in(path) else 10)
            text = "\n".join(line[2:] for line in said)
            fields = ATTACHED[KINDS[text]] if text in KINDS else {}
            reply = patient_by_webhook.says("" if text in KINDS else text, **fields)
            assert REFERENCE.sub("", reply).replace("\n\n", "\n") == heard_in(block).replace("\n\n", "\n"), (
                text
            )


@pytest.fixture
def patient_by_webhook(twilio) -> Sender:
    return Sender(twilio)


def test_each_language_has_a_whole_intake():
    assert {"en-whole-intake", "es-whole-intake"} <= {path.stem for path in TRANSCRIPTS}


if __name__ == "__main__":
    for _path in TRANSCRIPTS:
        _path.write_text(replayed(_path))
