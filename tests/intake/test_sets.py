"""The sets that are ready to use: no law bars them, and each shipped language has their words."""

from __future__ import annotations

import msgspec

from app.config.profiles import PROFILES
from app.intake.definition import Definition
from app.intake.phrases import SHIPPED as LANGUAGES
from app.intake.questionnaire import SHIPPED
from app.intake.sets import SETS, add_set
from bench.invented.own_questions import ASKED
from tests.intake.lint.bad_definitions import judged

ADVISED = {
    "emergency_contact": {"another_person"},
    "phq_2": {"title_too_long", "many_sms", "hard_to_read"},
    "gad_2": {"title_too_long", "many_sms"},
}
"""Set -> what is advised against in it: the words of a questionnaire that was validated are not ours to change."""
ALL_OF_THEM = {"many_asked"}


def with_sets(*codes: str) -> Definition:
    definition = SHIPPED.definition
    for code in codes:
        definition = add_set(definition, code)
    return definition


def test_no_profile_refuses_a_set():
    found = {
        (law, code): {each.code for each in judged(with_sets(code), law=law)}
        for law in PROFILES
        for code in SETS
    }
    assert found == {(law, code): ADVISED.get(code, set()) for law in PROFILES for code in SETS}


def test_all_sets_can_be_asked_together():
    found = judged(with_sets(*SETS))
    assert {each.code for each in found} == ALL_OF_THEM.union(*ADVISED.values())
    assert not any(each.blocks for each in found)


def test_each_set_has_its_words_in_every_shipped_language():
    items = [item for each in SETS.values() for item in each.items]
    assert {item.key for item in items if item.words.keys() != LANGUAGES.keys()} == set()


def test_a_set_that_is_there_already_is_added_once():
    once = with_sets("phq_2")
    assert add_set(once, "phq_2") == once


def test_a_set_that_was_switched_off_is_switched_on_where_it_was():
    once = with_sets("pharmacy", "agreement")
    off = tuple(msgspec.structs.replace(item, is_off=item.key == "pharmacy") for item in once.items)
    assert add_set(msgspec.structs.replace(once, items=off), "pharmacy") == once


def test_the_questions_of_the_bench_are_those_that_a_clinic_may_ask():
    assert {each.code for each in judged(ASKED.definition)} == {"another_person"}
