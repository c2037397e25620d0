"""`flask questions`: what is asked leaves and comes back as a file, and nothing is published by the way."""

from __future__ import annotations

import json

import pytest

from app.intake.definition import Definition
from app.intake.questionnaire import SHIPPED
from app.intake.sets import SETS
from app.store.clinic import questionnaires
from tests.cli.machines import newest

OPERATOR = "operator"


@pytest.fixture
def run(app):
    return lambda *arguments, **more: app.test_cli_runner().invoke(args=["questions", *arguments], **more)


@pytest.fixture
def with_a_draft(run):
    """A draft with a set."""
    assert run("add", "access").exit_code == 0


def draft_of(store) -> Definition:
    """Return the draft; without one, an empty one."""
    with store.read() as unit:
        held = questionnaires.draft(unit.db)
        return held.value if held else Definition(())


def test_a_set_makes_a_draft_and_the_trail_says_that_the_operator_did_it(run, store):
    done = run("add", "access")
    assert done.exit_code == 0, done.output
    assert "Nothing was published" in done.stderr
    assert [item.key for item in draft_of(store).items][-4:] == [item.key for item in SETS["access"].items]
    event = newest(store, "questions.draft_changed")
    assert (event.actor, event.details["questions"]) == (
        OPERATOR,
        [item.key for item in SETS["access"].items],
    )
    assert run("add", "access").stderr.splitlines()[-1] == "Nothing is different."


def test_the_list_says_what_is_asked_and_of_the_draft_what_would_be(run, with_a_draft):
    assert len(run("show").stdout.splitlines()) == len(SHIPPED.definition.items)
    lines = run("show", "--draft").stdout.splitlines()
    assert "8\tinterpreter\tInterpreter\tYes or no\tnot about health" in lines
    assert lines[-1].endswith("\tmay be skipped")


def test_a_draft_is_published_by_the_operator_after_what_it_changes_was_said(run, store, with_a_draft):
    done = run("publish", input="y\n")
    assert done.exit_code == 0, done.output
    assert "New: Interpreter, Interpreter’s language, Other language, Access" in done.stderr
    assert "Version 2 is in use." in done.stderr
    with store.read() as unit:
        assert questionnaires.in_force(unit.db).version == 2
        assert questionnaires.draft(unit.db) is None
    event = newest(store, "questions.published")
    assert (event.actor, event.details["version"]) == (OPERATOR, 2)
    assert run("publish", "--yes").exit_code == 1


def test_what_leaves_as_a_file_comes_back_as_the_same_draft(run, store, with_a_draft, tmp_path):
    before = draft_of(store)
    file = tmp_path / "asked.json"
    assert run("export", str(file), "--draft").exit_code == 0
    assert json.loads(file.read_bytes())["resourceType"] == "Questionnaire"
    assert run("export", str(file)).exit_code == 1, "it is there already"
    done = run("import", str(file))
    assert done.exit_code == 0, done.output
    assert draft_of(store) == before


def test_what_cannot_be_asked_is_named_and_the_rest_is_in_the_draft(run, store, tmp_path):
    items = [
        {"linkId": "school", "type": "string", "text": "Which school do you go to?"},
        {"linkId": "signature", "type": "attachment", "text": "Your signature"},
    ]
    file = tmp_path / "theirs.json"
    file.write_text(json.dumps({"resourceType": "Questionnaire", "status": "active", "item": items}))
    done = run("import", str(file))
    assert done.exit_code == 0, done.output
    assert [line for line in done.stdout.splitlines() if line.startswith("signature\t")]
    assert draft_of(store).items[-1].key == "school"
    assert "blocks\tmissing_language\tschool" in done.stdout
    refused = run("publish", "--yes")
    assert refused.exit_code == 1
    assert "the draft is as it was" in refused.stderr
    assert draft_of(store).items[-1].key == "school"


def test_a_file_that_is_refused_says_why_and_the_draft_stays(run, store, with_a_draft, tmp_path):
    before = draft_of(store)
    bad = {
        "cannot be read": None,
        "no FHIR Questionnaire": b"[]",
        "more than 1000000 bytes": b" " * 1_000_001,
        "too many parts": json.dumps({"resourceType": "Questionnaire", "item": deep(500)}).encode(),
    }
    for reason, content in bad.items():
        file = tmp_path / "bad.json"
        if content is not None:
            file.write_bytes(content)
        refused = run("import", str(file))
        assert refused.exit_code == 1
        assert reason in refused.stderr
    assert draft_of(store) == before


def deep(levels: int) -> list[object]:
    inner: list[object] = []
    for _level in range(levels):
        inner = [inner]
    return inner


def test_a_check_ends_with_one_if_something_blocks_and_changes_nothing(run, store, tmp_path):
    assert run("lint").exit_code == 0
    assert run("lint", "--draft").exit_code == 1, "there is no draft"
    file = tmp_path / "theirs.json"
    item = {"linkId": "card", "type": "string", "text": "What is the number of your credit card?"}
    file.write_text(json.dumps({"resourceType": "Questionnaire", "status": "active", "item": [item]}))
    checked = run("lint", str(file))
    assert checked.exit_code == 1
    assert "blocks\tsecret_asked\tcard" in checked.stdout
    assert draft_of(store) == Definition(())


def test_a_draft_is_tried_in_the_terminal_and_nothing_is_kept(run, contents):
    assert run("add", "pharmacy").exit_code == 0
    before = contents()
    done = run("try", input="\n".join(ANSWERS))
    assert done.exit_code == 0, done.output
    assert "Which pharmacy do you go to?" in done.stdout
    assert done.stderr.splitlines()[-1] == "That is the end. Nothing was kept."
    assert contents() == before


ANSWERS = (
    *(
        "hello",
        "English",
        "me",
        "yes",
        "Maya Okafor-Lindt",
        "3 April 1990",
        "12 Mill Lane, Larkfield",
        "none",
    ),
    *("none", "Boots, Mill Lane", "yes", ""),
)
