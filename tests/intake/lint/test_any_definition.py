"""The linter judges every well-formed definition, and what it accepts can be asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.config.profiles import PROFILES
from app.intake.definition import AnswerKind, Definition, ReadBy, read
from app.intake.phrases import SHIPPED
from app.intake.questionnaire import Questionnaire
from app.intake.questions import words_of
from app.intake.stages import STEPS
from app.records.findings import told
from tests.intake.lint.bad_definitions import judged, with_own

KEYS = st.sampled_from(["name", "review", "status", "school", "transport", "weight", "a", "b", "carer_name"])
CODES = st.sampled_from(["yes", "no", "bus", "car", "none", "declined", "1"])
WORDS = st.one_of(
    st.sampled_from(
        ["School", "Which school do you go to?", "Bus", "Stop", "1", "asthma", "", "www.x.com", "*a", "{0}"]
    ),
    st.text(max_size=30),
)
LANGUAGES = st.sampled_from(["en", "es", "xx"])
LABELS = st.dictionaries(LANGUAGES, WORDS, max_size=3)


def parts(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    """Return parts of a definition, with any of these fields left out but the first."""
    first, *others = fields
    return st.fixed_dictionaries({first: fields[first]}, optional={name: fields[name] for name in others})


WORDING = parts(label=WORDS, ask=WORDS, ask_of_other=WORDS, hint=WORDS)
CHOICES = st.fixed_dictionaries(
    {"code": CODES, "labels": LABELS},
    optional={"also": st.dictionaries(LANGUAGES, st.lists(WORDS, max_size=2)), "points": st.integers(0, 100)},
)
ITEMS = parts(
    key=KEYS,
    kind=st.sampled_from([kind.value for kind in AnswerKind]),
    words=st.dictionaries(LANGUAGES, WORDING, max_size=3),
    about_health=st.booleans(),
    read_by=st.sampled_from([each.value for each in ReadBy]),
    required=st.booleans(),
    only_if=st.fixed_dictionaries({"key": KEYS, "codes": st.lists(CODES, min_size=1, max_size=2)}),
    visits=st.lists(CODES, max_size=2),
    is_off=st.booleans(),
    choices=st.lists(CHOICES, max_size=4),
    columns=st.lists(st.fixed_dictionaries({"key": KEYS, "labels": LABELS}), max_size=4),
    unit=st.sampled_from(["", "kg", "[in_i]"]),
    unit_labels=LABELS,
    least=st.sampled_from(["", "1", "-2.5"]),
    most=st.sampled_from(["", "0", "350"]),
    decimals=st.integers(0, 4),
    longest=st.integers(1, 4000),
    is_listed=st.booleans(),
)
DEFINITIONS = st.fixed_dictionaries(
    {"items": st.lists(ITEMS, max_size=6)},
    optional={
        "visits": st.lists(st.fixed_dictionaries({"code": CODES, "labels": LABELS}), max_size=2),
        "scores": st.lists(
            st.fixed_dictionaries(
                {"key": KEYS, "labels": LABELS, "of": st.lists(KEYS, min_size=1, max_size=2)}
            ),
            max_size=2,
        ),
    },
)


@given(DEFINITIONS, st.one_of(st.none(), DEFINITIONS), st.sampled_from([*PROFILES]))
def test_any_definition_is_judged_and_each_finding_said(said, before, law):
    found = judged(read(said), read(before) if before else None, law)
    assert all(all(told(finding)) for finding in found)


@given(DEFINITIONS)
def test_what_is_accepted_can_be_asked(said):
    definition = read(with_own(said["items"], **{key: said[key] for key in said if key != "items"}))
    if not any(finding.blocks for finding in judged(definition)):
        can_be_asked(definition)


def can_be_asked(definition: Definition) -> None:
    asked = Questionnaire(2, definition).questions
    keys = {question.key for question in asked}
    assert len(keys) == len(asked)
    assert keys.isdisjoint(STEPS)
    assert all(words_of(question, phrases).ask for question in asked for phrases in SHIPPED.values())
