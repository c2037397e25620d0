"""Phrases that a native reader stumbles over stay out of code, pages, documents and module names."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.cases import for_each
from tests.project import ROOT, statements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PHRASES = re.compile(r"(?:\b|_)anew\b|\blet go of\b|\bwhat stands there\b|\bso do the next\b", re.IGNORECASE)
WHO = re.compile(r"(?:^\s*(?:# )?|[.!:;] |\"\"\")Who(?:ever)? [^?\n]*$", re.MULTILINE)
"""A sentence that begins with who somebody is. A question may."""
_LONGEST_SUMMARY = 80


def readable() -> list[Path]:
    folders = [ROOT / name for name in ("app", "bench", "deploy", "docs")]
    inside = [
        path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".html", ".md"}
    ]
    return sorted([*inside, *ROOT.glob("*.md")])


def offences(text: str) -> list[str]:
    return [match.group().strip() for pattern in (PHRASES, WHO) for match in pattern.finditer(text)]


def long_summaries(text: str) -> Iterator[str]:
    for node in statements(text):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (
            said := ast.get_docstring(node)
        ):
            first = said.splitlines()[0]
            if len(first) > _LONGEST_SUMMARY:
                yield first


def test_no_sentence_is_one_that_a_native_reader_stumbles_over():
    found = {str(path.relative_to(ROOT)): offences(path.read_text()) for path in readable()}
    assert {path: said for path, said in found.items() if said} == {}


@for_each(
    "sentence",
    [
        "Seal the value anew.",
        "Who has no name is left out.",
        "It waits. Whoever comes first does it.",
        "Let go of it.",
    ],
)
def test_a_sentence_of_that_kind_is_found(sentence):
    assert offences(sentence)


@for_each("sentence", ["Who may come in?", "Return who wrote it.", "The one who wrote it."])
def test_a_question_and_a_clause_are_none(sentence):
    assert offences(sentence) == []


def test_the_first_line_of_a_docstring_has_at_most_80_characters():
    found = {
        str(path.relative_to(ROOT)): list(long_summaries(path.read_text()))
        for path in sorted((ROOT / "app").rglob("*.py"))
    }
    assert {path: said for path, said in found.items() if said} == {}


def test_no_module_is_named_after_an_activity():
    assert [path.name for path in (ROOT / "app").rglob("*ing.py")] == []
