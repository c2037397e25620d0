"""A page of the form is light: it has to open on an old phone, on a slow connection."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from app.guard import static
from app.web import languages
from tests.form.page_people import ANSWERS

MOST = 60_000
"""Bytes of a page with its style sheets, scripts and icon, before anything is compressed."""
_FILE = re.compile(r'(?:href|src)="/static/([^"?]+)')
_SELECTOR = re.compile(r"^  ([^@&/ }].*?) \{", re.MULTILINE)


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


def weight_of(text):
    files = {static._FOLDER / name for name in _FILE.findall(text)}
    assert {"style.css", "form.css", "mark.svg"} <= {each.name for each in files}
    return len(text.encode()) + sum(each.stat().st_size for each in files)


def test_no_page_of_the_form_is_heavier_than_60_kilobytes(maya):
    weights = {"link": weight_of(maya.opens().text)}
    maya.begins()
    weights["whom"] = weight_of(maya.sees("whom"))
    maya.sends("whom", **{"for": "self"})
    weights["consent"] = weight_of(maya.sees("consent"))
    maya.agrees()
    maya.answers()
    for each in (*ANSWERS, "review"):
        weights[each] = weight_of(maya.sees(each))
    maya.sends("review")
    weights["done"] = weight_of(maya.sees("done"))
    assert not {each: weight for each, weight in weights.items() if weight > MOST}


def test_no_selector_has_its_rules_in_two_style_sheets():
    sheets = {each.name: _SELECTOR.findall(each.read_text()) for each in Path(static._FOLDER).glob("*.css")}
    assert set(sheets) == {"style.css", "desk.css", "form.css"}
    for (one, its), (other, others) in itertools.combinations(sheets.items(), 2):
        assert not set(its) & set(others), (one, other)


def test_a_page_is_written_in_the_direction_of_its_language(maya, monkeypatch):
    monkeypatch.setattr(languages, "LANGUAGES", {**languages.LANGUAGES, "ar": "العربية"})
    assert 'lang="en" dir="ltr"' in maya.opens().text
    assert 'lang="ar" dir="rtl"' in maya.browser.get(f"/f/{maya.token}?lang=ar").text
