"""A claim about many cases holds of each, and those of which it does not are all named."""

from __future__ import annotations

import inspect

import pytest

from tests.cases import for_each


def test_every_case_is_tried_and_each_that_fails_is_named():
    @for_each("shape", ["round", "square"])
    @for_each(("number", "named"), [(1, "one"), (2, "tow"), (3, "three"), (4, "fuor")], seen=list)
    def claim(number, named, shape, seen, words):
        seen.append(number)
        assert seen == [number], "another case left something"
        assert words[number] == named, shape

    assert list(inspect.signature(claim).parameters) == ["words"]
    with pytest.RaisesGroup(pytest.RaisesGroup(AssertionError, AssertionError), ExceptionGroup) as found:
        claim(words={1: "one", 2: "two", 3: "three", 4: "four"})
    first, second = found.value.exceptions
    assert [each.__notes__ for each in first.exceptions] == [
        ["with {'number': 2, 'named': 'tow'}"],
        ["with {'number': 4, 'named': 'fuor'}"],
    ]
    assert second.__notes__ == ["with {'shape': 'square'}"]


def test_what_was_expected_to_be_raised_and_was_not_is_a_failure():
    @for_each("text", ["1", "x"])
    def claim(text):
        with pytest.raises(ValueError, match="invalid"):
            int(text)

    with pytest.raises(BaseExceptionGroup, match="1 of 2 cases"):
        claim()


def test_a_claim_about_nothing_is_none():
    with pytest.raises(AssertionError, match="nothing"):
        for_each("text", [])
