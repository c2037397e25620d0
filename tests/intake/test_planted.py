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


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the app and its migrations. What of it is compiled and unchanged counts there, too."""
    copied = tmp_path_factory.mktemp("planted")
    for folder in ("app", "migrations"):
        shutil.copytree(ROOT / folder, copied / folder)
    plant_question(copied)
    plant_language(copied)
    return copied


@pytest.fixture(scope="module")
def handed_in(project: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """An intake to the copy in English, and one in the planted language."""
    languages = ("1", str(len(SHIPPED) + 1))
    intakes = [["hello", language, "1", "1", *answers(), ANSWER, "SEND"] for language in languages]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.intake.whole_intake"],
        cwd=project, env=bare_environment() | {"PYTHONPATH": str(ROOT)},
        input=json.dumps({"columns": ["record_id", "planted"], "intakes": intakes}),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    in_english, in_planted = json.loads(ran.stdout)
    return in_english, in_planted


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


def test_a_question_that_is_added_is_asked_sealed_shown_and_taken_out(handed_in):
    in_english, _ = handed_in
    told, total = in_english["told"], len(OWN_QUESTIONS) + 1
    assert "your planted allergies" in told[2], "the privacy text names it"
    assert f"*{total} of {total} · Allergies planted*" in told[-3]
    assert "reference" in told[-1]
    assert in_english["kept"]["extra"].startswith("gAAAA")
    assert ANSWER not in str(in_english["kept"])
    assert "Allergies planted" in in_english["page"]
    assert ANSWER in in_english["page"]
    assert in_english["csv"] == [["record_id", "planted"], [in_english["kept"]["id"], ANSWER]]


def test_a_language_that_is_added_is_offered_and_spoken_to_the_end(handed_in):
    _, in_planted = handed_in
    assert f"*{len(SHIPPED) + 1}* Planted" in in_planted["told"][0]
    assert "reference" in in_planted["told"][-1]
    assert in_planted["kept"]["language"] == "xx"
