"""Bad definitions are refused, each by its own name."""

from __future__ import annotations

from dataclasses import replace

from app.intake.definition import read
from app.intake.questionnaire import SHIPPED
from tests.intake.lint.bad_definitions import bad_definitions, faults, judged, refusals

FORTY = 40


def test_forty_bad_definitions_are_each_refused_by_their_own_name():
    found = {bad.name: refusals(bad) for bad in bad_definitions()}
    assert len(found) >= FORTY
    assert found == {bad.name: {bad.refused} for bad in bad_definitions()}


def test_each_fault_that_blocks_has_its_bad_definition():
    blocking = {fault.code for fault in faults() if fault.blocks}
    shown = {bad.refused for bad in bad_definitions()}
    assert blocking <= shown
    assert shown - blocking == {"too_long", "no_json", "not_well_formed"}


def test_no_two_faults_share_a_name():
    codes = [fault.code for fault in faults()]
    assert len(codes) == len(set(codes))


def test_nothing_is_wrong_with_the_shipped_questions():
    assert judged(SHIPPED.definition) == ()


def test_a_name_that_was_published_stays_even_if_it_means_something_else_now():
    (bad,) = (each for each in bad_definitions() if each.name == "key_of_a_column")
    assert refusals(replace(bad, before=read(bad.text))) == set()
