"""What may leave as a column: by role, in a fixed order, and without identifiers unless they are asked for."""

from __future__ import annotations

import pytest

from app.exports.columns import (
    COLUMNS,
    RECORD_ID,
    Group,
    NoSuchColumn,
    allowed,
    read_columns,
    without_identifiers,
)
from app.guard.doors import ROLES
from app.intake.questions import QUESTIONS
from app.store.patients.patient import OWN_COLUMNS

FURTHER = [question.key for question in QUESTIONS if question.key not in OWN_COLUMNS]


def keys(columns):
    return [column.key for column in columns]


def test_the_columns_stand_in_an_order_on_which_other_programs_may_rely():
    assert keys(COLUMNS) == [
        *"record_id received status language name birth_date address number medical_history medications".split(),
        *FURTHER,
    ]


def test_every_question_is_a_column():
    assert {question.key for question in QUESTIONS} <= set(keys(COLUMNS))


def test_identifiers_are_left_out_unless_they_are_asked_for():
    chosen = read_columns([], COLUMNS)
    assert chosen == without_identifiers(COLUMNS)
    assert keys(chosen) == [
        *"record_id received status language medical_history medications".split(),
        *(question.key for question in QUESTIONS if question.key in FURTHER and question.health),
    ]
    assert Group.IDENTITY not in {column.group for column in chosen}


@pytest.mark.parametrize(
    ("role", "columns"),
    [("clinician", COLUMNS), ("admin", COLUMNS), ("reception", ()), ("auditor", ()), ("", ())],
)
def test_a_role_takes_out_what_it_may_see_and_reception_takes_nothing(role, columns):
    assert allowed(role, COLUMNS) == columns


def test_every_role_is_asked_about():
    assert set(ROLES) == {"clinician", "admin", "reception", "auditor"}


def test_the_reference_is_always_there_and_first():
    assert keys(read_columns(["medications", "name"], COLUMNS)) == ["record_id", "name", "medications"]
    assert read_columns(["record_id"], COLUMNS) == (RECORD_ID,)


def test_a_column_asked_for_twice_is_there_once():
    assert keys(read_columns(["name", "name"], COLUMNS)) == ["record_id", "name"]


@pytest.mark.parametrize(
    "key", ["extra", "conversation_id", "name_index", "", "NAME", "name;", "assigned_to"]
)
def test_what_is_no_column_is_refused(key):
    with pytest.raises(NoSuchColumn):
        read_columns(["name", key], COLUMNS)


@pytest.mark.parametrize("asked", [[], ["record_id"], ["name"], ["medications"]])
def test_a_role_that_may_take_nothing_is_refused_whatever_it_asks_for(asked):
    with pytest.raises(NoSuchColumn):
        read_columns(asked, allowed("reception", COLUMNS))


def test_every_column_has_a_label(app):
    with app.test_request_context():
        assert all(column.label and column.label != column.key for column in COLUMNS)
