"""What other programs ask can be asked here, and what of it cannot is named."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from app.fhir import imported
from app.fhir.plain_text import plain
from app.intake.answers import Accepted, ReaderContext
from app.intake.definition import AnswerKind
from app.intake.phrases import speak
from app.intake.questionnaire import SHIPPED, Questionnaire
from tests.cases import for_each

FOLDER = Path(__file__).parents[1] / "data" / "questionnaires"
FILES = sorted(FOLDER.glob("*.json"))


def items_in(said):
    for item in said.get("item", ()):
        yield item
        yield from items_in(item)


def words_of(definition):
    for item in definition.items:
        for wording in item.words.values():
            yield from (wording.label, *wording.ask.splitlines(), *wording.hint.splitlines())
        for part in (*item.choices, *item.columns):
            yield from part.labels.values()


SAID = {
    AnswerKind.TEXT: "Moss", AnswerKind.ONE: "1", AnswerKind.SEVERAL: "1, 2", AnswerKind.YES_NO: "yes", AnswerKind.DATE: "2019",
}  # fmt: skip


def is_answered(question):
    """Return whether an answer to a question is taken."""
    row = " | ".join("Moss" for _ in question.item.columns)
    said = row or SAID.get(question.item.kind) or question.item.least or "3"
    context = ReaderContext(speak("en"), date(2026, 11, 25), question.limit)
    return isinstance(question.reader.read(said, context), Accepted)


def test_there_are_more_than_twenty_of_four_programs():
    assert len(FILES) > 20
    assert {path.name.partition("-")[0] for path in FILES} == {"beda", "lhc", "medplum", "openemr"}


@for_each("path", FILES)
def test_each_can_be_answered_and_whatever_is_left_out_is_named(path):
    found = imported.read(path.read_bytes())
    asked = Questionnaire(2, found.onto(SHIPPED.definition))
    assert [each.key for each in asked.known if each.item and not is_answered(each)] == []
    named, said = {note.link_id for note in found.notes}, set(words_of(found.definition))
    lost = [
        item["linkId"]
        for item in items_in(json.loads(path.read_bytes()))
        if item["linkId"] not in named
        and not {plain(line) for line in item.get("text", "").splitlines()} <= said
    ]
    assert lost == []
