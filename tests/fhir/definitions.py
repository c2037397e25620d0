"""Definitions that a clinic might publish, drawn at random."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from app.intake.definition import (
    AnswerKind,
    Choice,
    Column,
    Condition,
    Definition,
    Item,
    ReadBy,
    Score,
    Visit,
    Wording,
)
from app.intake.questionnaire import SHIPPED

LANGUAGES = ("en", "es", "ar")
_names = st.text("abz_09", max_size=31)
_keys = _names.map("k{}".format)
_codes = _names.map("1{}".format)


def _texts(most: int) -> st.SearchStrategy[str]:
    """Return texts in many scripts, also with what markup, JSON and FHIR make much of."""
    letters = st.characters(exclude_categories=["C", "Z"])
    words = st.text(letters, min_size=1, max_size=most // 2)
    return (
        st.sampled_from(["¿Cuánto?", "a < b & c", "<b>x</b>", "كم عمرك", "two\nlines", '"x" \\ {0}', "%(x)s"])
        | words
    )


_yes_no = st.booleans()
_labels = st.dictionaries(st.sampled_from(LANGUAGES), _texts(20), min_size=1)
_bounds = st.just("") | st.integers(-500, 500).map(str) | st.decimals(-99, 99, places=2).map("{:f}".format)


@st.composite
def _wordings(draw: st.DrawFn) -> Wording:
    optional = st.just("") | _texts(30)
    return Wording(draw(_texts(20)), draw(optional), draw(optional), draw(optional))


_words = st.dictionaries(st.sampled_from(LANGUAGES), _wordings(), min_size=1)


@st.composite
def _choices(draw: st.DrawFn) -> tuple[Choice, ...]:
    codes = draw(st.lists(_codes, min_size=2, max_size=5, unique=True))
    also = st.dictionaries(st.sampled_from(LANGUAGES), st.lists(_texts(9), min_size=1, max_size=2).map(tuple))
    return tuple(
        Choice(code, draw(_labels), draw(also), draw(st.none() | st.integers(0, 100))) for code in codes
    )


@st.composite
def _of_kind(draw: st.DrawFn, kind: AnswerKind) -> dict[str, Any]:
    """Return what only an item of this kind has."""
    match kind:
        case AnswerKind.TEXT:
            return {"longest": draw(st.integers(1, 4000))}
        case AnswerKind.ONE | AnswerKind.SEVERAL:
            return {"choices": draw(_choices())}
        case AnswerKind.NUMBER:
            unit = draw(st.sampled_from(["", "kg", "cm", "/d", "mm[Hg]"]))
            least, most = draw(_bounds), draw(_bounds)
            labels = draw(st.just({}) | _labels)
            return {
                "unit": unit, "unit_labels": labels, "least": least, "most": most, "decimals": draw(st.integers(0, 4)),
            }  # fmt: skip
        case AnswerKind.LIST:
            columns = draw(st.lists(_keys, min_size=1, max_size=3, unique=True))
            return {
                "columns": tuple(Column(key, draw(_labels), draw(_yes_no)) for key in columns),
                "longest": draw(st.integers(1, 4000)),
            }
        case AnswerKind.NOTE:
            return {"required": True}
        case _:
            return {}


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Return an item of a clinic's own."""
    kind = draw(st.sampled_from(AnswerKind))
    usual: dict[str, Any] = {
        "about_health": draw(_yes_no),
        "read_by": draw(st.sampled_from(ReadBy)),
        "required": draw(_yes_no),
        "is_off": draw(_yes_no),
        "is_listed": draw(_yes_no),
    }
    return Item(draw(_keys), kind, draw(_words), **(usual | draw(_of_kind(kind))))


@st.composite
def _shipped(draw: st.DrawFn) -> list[Item]:
    ships = draw(st.permutations(SHIPPED.definition.items))
    return [replace(item, words=draw(st.just({}) | _words)) for item in ships]


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Return a definition with the shipped questions and some own ones."""
    own = draw(st.lists(items(), max_size=6, unique_by=lambda item: item.key))
    asked = [*draw(_shipped()), *own]
    visits = tuple(Visit(code, draw(_labels)) for code in draw(st.lists(_codes, max_size=2, unique=True)))
    for place, (before, item) in enumerate(pairwise(asked), 1):
        changed: dict[str, Any] = {}
        if draw(_yes_no) and before.codes:
            codes = draw(st.lists(st.sampled_from(before.codes), min_size=1, unique=True))
            changed["only_if"] = Condition(before.key, tuple(codes))
        if draw(_yes_no) and visits:
            changed["visits"] = (visits[0].code,)
        asked[place] = replace(item, **changed)
    scores = st.lists(st.builds(Score, _keys, _labels, st.just(("mood",))), max_size=2).map(tuple)
    return Definition(tuple(asked), visits, draw(scores))
