"""What the ear for danger has learned, and from what alone.

The figures are of lines that nobody has mended by.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from app.intake.danger import learned, rules, sentences
from bench import danger
from bench.danger import CRIES, NONE
from deploy import ear
from tests.cases import for_each

LANGUAGES = ("en", "es")
MOST_BYTES = 500_000
judged = cache(danger.judged)


def test_it_weighs_little():
    assert learned.FILE.stat().st_size <= MOST_BYTES


def test_it_has_learned_from_no_unseen_line():
    taught = {example.text for example in ear.lines()}
    unseen = {each.line for code in LANGUAGES for name in (*CRIES, *NONE) for each in judged(code, name)}
    assert unseen
    assert not taught & unseen


def share(code: str, name: str) -> float:
    found = judged(code, name)
    return sum(each.heard for each in found) / len(found)


@for_each("code", LANGUAGES)
def test_danger_is_heard_in_lines_that_nobody_has_mended_by(code):
    assert share(code, "cries") >= 0.84
    assert share(code, "stories_danger") >= 0.9


@for_each("code", LANGUAGES)
def test_lines_that_tell_of_none_are_rarely_taken_for_danger(code):
    assert share(code, "traps") <= 0.1
    assert share(code, "stories_safe") <= 0.09


@for_each("code", LANGUAGES)
def test_a_likelihood_means_what_it_says(code):
    """Of the lines with a likelihood between two bounds, about so many tell of danger."""
    likelihoods = [
        (likelihood(each.line), name in CRIES) for name in (*CRIES, *NONE) for each in judged(code, name)
    ]
    for least, most in pairwise((0.0, 0.2, 0.5, 0.8, 1.01)):
        within = [is_danger for found, is_danger in likelihoods if least <= found < most]
        assert least - 0.25 <= sum(within) / len(within) <= most + 0.25, (least, most, len(within))


def likelihood(text: str) -> float:
    clauses = rules.clauses(text)
    return learned.listen(sentences(clauses)).likelihood(rules.read(clauses).verdict)
