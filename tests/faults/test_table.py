"""docs/faults.md and the tests agree: every row has a test, and every test of a fault has a row."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.project import ROOT

PAGE = ROOT / "docs" / "faults.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def names_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text())
    return {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_row_names_a_test_that_exists_and_every_test_of_a_fault_has_a_row():
    rows = [
        line for line in PAGE.read_text().splitlines() if line.startswith("| ") and "what is done" not in line
    ]
    named = set(NAMED.findall(PAGE.read_text()))
    assert [row for row in rows if not NAMED.search(row)] == []
    assert {(file, test) for file, test in named if test not in names_in(file)} == set()
    files = [
        f"tests/faults/{path.name}"
        for path in Path(__file__).parent.glob("test_*.py")
        if path != Path(__file__)
    ]
    assert {(file, test) for file in files for test in names_in(file)} - named == set()
