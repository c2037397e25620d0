"""A language is two files: it is planted in a copy of the project."""

from __future__ import annotations

import json
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


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the app and its migrations. What of it is compiled and unchanged counts there, too."""
    copied = tmp_path_factory.mktemp("planted")
    for folder in ("app", "migrations"):
        shutil.copytree(ROOT / folder, copied / folder)
    plant_language(copied)
    return copied


@pytest.fixture(scope="module")
def handed_in(project: Path) -> dict[str, Any]:
    """An intake to the copy in the planted language."""
    intake = ["hello", str(len(SHIPPED) + 1), "1", "1", *answers(), "SEND"]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.intake.whole_intake"],
        cwd=project, env=bare_environment() | {"PYTHONPATH": str(ROOT)},
        input=json.dumps({"columns": ["record_id"], "intakes": [intake]}),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any]
    (told,) = json.loads(ran.stdout)
    return told


def answers() -> list[str]:
    """Return what to write to answer each question that ships."""
    return [line for question in OWN_QUESTIONS for line in ROAD.get(question.key, ("An answer",))]


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


def test_a_language_that_is_added_is_offered_and_spoken_to_the_end(handed_in):
    assert f"*{len(SHIPPED) + 1}* Planted" in handed_in["told"][0]
    assert "reference" in handed_in["told"][-1]
    assert handed_in["kept"]["language"] == "xx"
