"""A clone is the whole project: nothing is read from beside its folder."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from tests.project import ROOT, clone, files
from tests.settings import bare_environment

_BESIDE = re.compile(r"(?<![\w/.])(?:\.\./)+shared\b")
_FOLDERS = ("app", "tests", "bench", "docs", "deploy", "migrations")


def _reaches_beside(source: str, depth: int) -> list[str]:
    """Return every `….parents[N]` that leaves a project in which the file stands `depth` names deep."""
    if "parents" not in source:  # to parse all of the project takes seconds
        return []
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "parents"
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, int)
        and "__file__" in ast.unparse(node)
        and node.slice.value >= depth
    ]


@pytest.mark.long
def test_a_clone_with_nothing_beside_it_collects_every_test(tmp_path):
    copied = tmp_path / "empty" / "anteroom"
    clone(copied)
    unneeded = (
        "randomly",
        "cacheprovider",
        "hypothesispytest",
    )  # the last reads every file for its constants
    plain = ["--assert=plain", *(f"-pno:{name}" for name in unneeded)]
    ran = subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "--collect-only", "-qq", *plain, "-m", ""],
        cwd=copied,
        env=bare_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    modules = {str(path.relative_to(copied)) for path in (copied / "tests").rglob("test_*.py")}
    assert {line.rpartition(":")[0] for line in ran.stdout.splitlines() if line} == modules


def test_no_file_names_the_folder_beside_the_project():
    named = []
    for path in files():
        relative = path.relative_to(ROOT)
        if relative.parts[0] not in _FOLDERS or path.suffix in {".png", ".mo", ".woff2", ".ico"}:
            continue
        text = path.read_text(errors="replace")
        named += [f"{relative}: {found}" for found in _BESIDE.findall(text)]
        if path.suffix == ".py":
            named += [f"{relative}: {found}" for found in _reaches_beside(text, len(relative.parts))]
    assert named == []


@pytest.mark.parametrize(("line", "found"), [
    ('Path(__file__).resolve().parents[2] / "data"', 1),
    ('Path(__file__).parents[1] / "data"', 0),
])  # fmt: skip
def test_a_path_that_leaves_the_project_is_found(line, found):
    assert len(_reaches_beside(line, depth=2)) == found
