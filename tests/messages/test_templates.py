"""The clinic's templates: what WhatsApp demands of each, and what none may say."""

from __future__ import annotations

import re

import pytest

from app.messages.templates import SAMPLES, Wording, templates_of
from tests.twilio_contents import problem_of

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
    words = VARIABLE.sub(" ", wording.body).split()
    static = [word for word in words if re.search(r"\w", word)]
    assert numbers == list(range(1, len(numbers) + 1)), "in order, without a gap"
    assert len(numbers) == len(wording.variables)
    assert re.search(r"^[^{]*\w", wording.body), "it does not begin with a variable"
    assert re.search(r"\w[^{}]*$", wording.body), "nor end with one"
    assert not re.search(r"\}\}\W*\{\{", wording.body), "no two are adjacent"
    assert len(static) >= 2 * len(numbers) + 1
    assert "\n" not in wording.body
    types = {"twilio/text": {"body": wording.body}}
    assert not problem_of({"types": types, "variables": wording.samples}), "a sample for each variable"


@each_template
def test_a_template_says_nothing_of_health_or_of_a_patient(wording: Wording):
    assert not ABOUT_HEALTH.search(wording.body)
    assert set(wording.variables) <= {"clinic", "phone", "link", "lasts"} == set(SAMPLES)
