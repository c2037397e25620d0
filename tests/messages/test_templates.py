"""The clinic's templates: what WhatsApp demands of each, and what none may say."""

from __future__ import annotations

import re

import pytest

from app.messages.content import wanted_of
from app.messages.templates import CATEGORY, SAMPLES, Wording, templates_of
from tests.twilio_rules import wrong_approval, wrong_content

VARIABLE = re.compile(r"\{\{(\d+)\}\}")
ABOUT_HEALTH = re.compile(
    r"health|medic|doctor|nurse|clinic|patient|\bill\b|sick|symptom|treat|hospital|salud|médic|enferm|clínic|pacient"
    r"|síntoma|tratam",
    re.IGNORECASE,
)
TEMPLATES = templates_of("chat")
ALL = (*TEMPLATES, *(each for each in templates_of("link") if each not in TEMPLATES))
each_template = pytest.mark.parametrize("wording", ALL, ids=lambda each: f"{each.name}-{each.language}")


def test_every_template_is_there_in_every_language():
    assert {(each.name, each.language) for each in TEMPLATES} == {
        (name, language)
        for name in ("reminder", "invitation", "call_us", "form", "news")
        for language in ("en", "es")
    }
    assert len({each.digest for each in ALL}) == len(ALL)


def test_where_patients_answer_on_a_page_the_form_is_begun_by_a_link():
    other = [each for each in templates_of("link") if each not in TEMPLATES]
    assert {each.name for each in other} == {"reminder", "invitation"}
    assert all({"en": "LINK", "es": "ENLACE"}[each.language] in each.body for each in other)


@each_template
def test_whatsapp_can_approve_it(wording: Wording):
    numbers = [int(each) for each in VARIABLE.findall(wording.body)]
    assert numbers == list(range(1, len(numbers) + 1)), "in order, without a gap"
    assert len(numbers) == len(wording.variables)
    assert "\n" not in wording.body
    wanted = wanted_of(wording)
    asked = {"friendly_name": "anteroom", "language": wanted.language, "types": wanted.types}
    assert not wrong_content({**asked, "variables": wanted.samples})
    assert not wrong_approval({"name": "anteroom", "category": CATEGORY}, wanted.types)


@each_template
def test_a_template_says_nothing_of_health_or_of_a_patient(wording: Wording):
    assert not ABOUT_HEALTH.search(wording.body)
    assert set(wording.variables) <= {"clinic", "phone", "link", "lasts"} == set(SAMPLES)
