"""A question is one entry in the list, and a language is two files: each is planted in a copy of the project."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from app.intake.phrases import SHIPPED
from tests.intake.patient import ROAD
from tests.people import OWN_QUESTIONS
from tests.project import ROOT
from tests.settings import bare_environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ENTRY = """
    Question(
        "planted",
        TEXT,
        500,
        health=True,
        words={"en": QuestionWords("Allergies planted", "your planted allergies", "What can you not bear?")},
    ),
)
"""
ANSWER = "Penicillin, and grass in June"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the app and its migrations. What of it is compiled and unchanged counts there, too."""
    for folder in ("app", "migrations"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


@pytest.fixture
def hand_in(project: Path) -> Callable[..., dict[str, Any]]:
    """A function that hands in an intake to the copy, line by line."""

    def run(*lines: str, columns: str = "record_id") -> dict[str, Any]:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.intake.whole_intake", columns, *lines],
            cwd=project, env=bare_environment() | {"PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        told: dict[str, Any] = json.loads(ran.stdout)
        return told

    return run


def answers() -> list[str]:
    """Return what to write to answer each question that ships."""
    return [line for question in OWN_QUESTIONS for line in ROAD.get(question.key, ("An answer",))]


def plant_question(project: Path) -> None:
    """Add one entry at the end of the list, with the import of its words."""
    path = project / "app" / "intake" / "questions.py"
    listed = re.sub(r"(?ms)(^QUESTIONS.*?)^\)\n", lambda found: found[1].rstrip() + ENTRY, path.read_text())
    path.write_text(
        listed.replace(
            "\nif TYPE_CHECKING:", "from app.intake.words import QuestionWords\n\nif TYPE_CHECKING:", 1
        )
    )


def plant_language(project: Path) -> None:
    """Copy the English files under another code and name."""
    phrases = project / "app" / "intake" / "phrases"
    english = (phrases / "en.py").read_text()
    planted = english.replace('code="en"', 'code="xx"').replace(
        'native_name="English"', 'native_name="Planted"'
    )
    (phrases / "xx.py").write_text(planted)
    lexicon = project / "app" / "intake" / "lexicon"
    understood = (lexicon / "en.py").read_text().replace('code="en"', 'code="xx"')
    (lexicon / "xx.py").write_text(understood)


def test_a_question_that_is_added_is_asked_sealed_shown_and_taken_out(project, hand_in):
    plant_question(project)
    handed_in = hand_in("hello", "1", "1", *answers(), ANSWER, "SEND", columns="record_id,planted")
    told, total = handed_in["told"], len(OWN_QUESTIONS) + 1
    assert "your planted allergies" in told[1], "the privacy text names it"
    assert f"*{total} of {total} · Allergies planted*" in told[-3]
    assert "reference" in told[-1]
    assert handed_in["kept"]["extra"].startswith("gAAAA")
    assert ANSWER not in str(handed_in["kept"])
    assert "Allergies planted" in handed_in["page"]
    assert ANSWER in handed_in["page"]
    assert handed_in["csv"] == [["record_id", "planted"], [handed_in["kept"]["id"], ANSWER]]


def test_a_language_that_is_added_is_offered_and_spoken_to_the_end(project, hand_in):
    plant_language(project)
    handed_in = hand_in("hello", str(len(SHIPPED) + 1), "1", "1", *answers(), "SEND")
    assert f"*{len(SHIPPED) + 1}* Planted" in handed_in["told"][0]
    assert "reference" in handed_in["told"][-1]
    assert handed_in["kept"]["language"] == "xx"
