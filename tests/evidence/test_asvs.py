"""Every requirement of ASVS 5.0.0, levels 1 and 2, is answered once, and each test that is named exists."""

from __future__ import annotations

import ast
import re

import pytest

from app.config import load
from app.evidence.asvs import ASVS, LIVE, Verdict, is_in, read_answers, read_levels, requirements
from app.evidence.facts import gather
from app.evidence.paper import Blank
from app.services import Services
from tests.cases import for_each
from tests.project import ROOT
from tests.settings import complete_environment

LEVELS = {1: 70, 2: 183}
"""Level -> how many requirements the standard has of it."""


@pytest.fixture(scope="module")
def known():
    return list(requirements(read_levels(), read_answers()))


def named_in(path: str) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_each_requirement_of_both_levels_is_answered_exactly_once(known):
    ids = [each.id for each in known]
    assert len(set(ids)) == len(ids)
    assert {level: sum(each.level == level for each in known) for level in LEVELS} == LEVELS
    answers = read_answers()
    groups = answers.pop("absent")
    grouped = {each for each in ids for begins in groups if is_in(each, begins)}
    assert grouped.isdisjoint(answers)
    assert grouped | answers.keys() == set(ids)
    for begins in groups:
        assert any(is_in(each, begins) for each in ids), begins


def test_each_test_that_is_named_exists(known):
    named = sorted({test for each in known for test in each.tests})
    paths = {test.partition("::")[0] for test in named}
    there = {f"{path}::{name}" for path in paths for name in named_in(path)}
    assert [test for test in named if test not in there] == []


def test_each_document_that_is_named_exists(known):
    named = {path for each in known for path in re.findall(r"(?:docs|app|deploy)/[\w/-]+\.\w+", each.says)}
    assert len(named) > 10
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_an_answer_has_words_and_tests_where_its_verdict_says_so(known):
    for each in known:
        assert each.says.endswith("."), each.id
        assert bool(each.tests) == (each.verdict is Verdict.TESTED) or each.verdict is Verdict.UNMET, each.id
        assert not each.live or each.live in LIVE, each.id
    assert set(LIVE) == {each.live for each in known if each.live}


@for_each(
    ("begins", "requirement", "said"),
    [("10", "10.1.1", True), ("1", "10.1.1", False), ("4.3", "4.3.2", True)],
)
def test_an_id_is_in_the_part_that_it_begins_with(begins, requirement, said):
    assert is_in(requirement, begins) is said


def test_the_paper_names_the_requirements_and_tests_and_leaves_the_operators_part_blank(
    known, sqlite_store, clock, tmp_path
):
    facts = gather(
        Services(load(complete_environment(SESSION_IDLE_MINUTES="9"), tmp_path), sqlite_store, clock)
    )
    answers = {question.id: answer for _section, question, answer in ASVS.answered(facts)}
    assert len(answers) == len(known) + 1
    blanks = {where for where, answer in answers.items() if isinstance(answer, Blank)}
    assert blanks == {each.id for each in known if each.verdict is Verdict.OPERATOR}
    assert "- `tests/guard/test_tokens.py::test_a_token_is_256_new_bits_that_may_stand_in_a_url`" in str(
        answers["7.2.3"]
    )
    assert "A session ends after 9 minutes" in str(answers["7.3.1"])
    assert str(answers["6.5.5"]).startswith("**Not met.** A code lives for 90 seconds")
    assert "not met, or not wholly: 6.2.12, 6.5.5" in str(answers["0"])
