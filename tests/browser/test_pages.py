"""Walks through every page, in both languages: each is accessible, quiet, lawful, translated, and fits, on desk and phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error

from tests.browser.clinic import Clinic
from tests.browser.eyes import Eyes
from tests.browser.walker import Walker
from tests.browser.walks import (
    administration,
    alarms,
    exports,
    front_door,
    news,
    patient_list,
    questions,
    record,
    retention,
    rights,
    secure_form,
)
from tests.doors import DOORS

if TYPE_CHECKING:
    from collections.abc import Iterator

AREAS = {
    "front door": front_door,
    "administration": administration,
    "questions": questions,
    "patient list": patient_list,
    "alarms": alarms,
    "news": news,
    "record": record,
    "form": secure_form,
    "exports": exports,
    "rights": rights,
    "retention": retention,
}
NO_PAGE = {
    "/": "leads on to the first page",
    "/healthz": "for a machine",
    "/readyz": "for a machine",
    "/metrics": "for a machine",
    "/.well-known/security.txt": "a text",
    "/static/<>": "files",
    "/check-in/<>": "a picture",
    "/patients/news": "for a script",
    "/patients/<>/messages": "for a script",
    "/answering/<>/messages": "for a script",
    "/patients/found": "leads on to the last search",
    "/news/counts": "for a script",
    "/form": "leads on to the page that is due",
    "/alarms/band": "for a script",
    "/settings/questions/as-file": "a file",
    "/fhir/Questionnaire/<>": "for a record system",
}


@pytest.fixture
def new_clinic(area, request, forks, sqlite_template, tmp_path) -> Iterator[Clinic]:
    """A clinic of its own for each walk. Only at the front door a phone scans a picture."""
    chromium = request.getfixturevalue("drawing_chromium" if area == "front door" else "chromium")
    founded = Clinic.founded(tmp_path, sqlite_template, chromium, forks)
    founded.kind = Walker
    yield founded
    founded.closes()


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("area", AREAS)
def test_no_page_of_an_area_has_a_fault_on_any_screen_by_day_or_by_night(area, language, new_clinic):
    eyes = Eyes(language)
    AREAS[area].walk(new_clinic, eyes)
    assert eyes.seen == AREAS[area].PAGES
    assert not (faults := eyes.faults()), "\n".join(faults)


def test_every_address_that_answers_with_a_page_is_on_a_walk():
    addresses = {re.sub(r"<[^>]+>", "<>", path) for path in paths("GET")} - set(NO_PAGE)
    walked = {
        re.sub("(?<=/questions/)(?!publish)[a-z_]+(?=/|$)", "<>", address)
        for area in AREAS.values()
        for address in area.PAGES.values()
    }
    walked |= {
        f"{above}<>" for above in ("/form/", "/settings/") for each in walked if each.startswith(above)
    }
    assert addresses <= walked, addresses - walked


def paths(method):
    return [route.partition(" ")[2] for route in DOORS if route.startswith(f"{method} ")]


def test_what_is_planted_on_a_page_is_seen(server, open_browser):
    """Else a blind eye would pass every page."""
    eyes, page = Eyes(), open_browser(server).new_page()
    eyes.follow(page)
    page.goto("/login")
    page.evaluate("console.error('planted'); document.querySelector('main').style.minInlineSize = '2000px'")
    page.evaluate("document.querySelector('h1').setAttribute('style', 'color: red')")
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('h1').style.color = 'light-dark(#ccc, #333)'")
    for _ in range(2):  # a fault that was seen once is no colour to pass by
        eyes.look(page, "sign in")
    assert len(eyes.sideways) == 4
    assert [each.split(": ")[:2] for each in eyes.inaccessible] == 2 * [
        ["sign in, 1440 px, light", "color-contrast"],
        ["sign in, 1440 px, light", "label"],
        ["sign in, 390 px, dark", "color-contrast"],
    ]
    assert eyes.against_policy[0].startswith("sign in: style-src")
    assert "sign in: planted" in eyes.noisy


def test_a_table_that_is_cut_off_in_its_box_is_seen(server, open_browser):
    eyes, page = Eyes("es"), open_browser(server).new_page()
    eyes.follow(page)
    page.goto("/login")
    page.evaluate(
        """() => {
            const box = document.querySelector("main").appendChild(document.createElement("div"));
            box.className = "scroll";
            box.style.overflowX = "auto";
            Object.assign(box.appendChild(document.createElement("p")).style, { inlineSize: "700px", blockSize: "1px" });
        }"""
    )
    eyes.look(page, "sign in")
    assert [each.split(": ")[0] for each in eyes.sideways] == ["sign in, 1440 px", "sign in, 390 px"]


def test_what_is_planted_where_only_a_phone_shows_it_is_seen(server, open_browser):
    eyes, page = Eyes(), open_browser(server).new_page()
    eyes.follow(page)
    page.goto("/login")
    page.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync("@media (width > 390px) { textarea { display: none } }");
            document.adoptedStyleSheets.push(sheet);
        }"""
    )
    eyes.look(page, "sign in")
    assert [each.split(": ")[:2] for each in eyes.inaccessible] == [["sign in, 390 px, dark", "label"]]


def test_what_is_planted_where_only_a_phone_scrolls_it_is_seen(server, open_browser):
    eyes, page = Eyes(), open_browser(server).new_page()
    eyes.follow(page)
    page.goto("/login")
    page.evaluate(
        """() => {
            const box = document.querySelector("main").appendChild(document.createElement("div"));
            Object.assign(box.style, { overflow: "auto", inlineSize: "60vw", blockSize: "4em", lineHeight: 1 });
            box.textContent = "many words ".repeat(12);
        }"""
    )
    eyes.look(page, "sign in")
    assert [each.split(": ")[:2] for each in eyes.inaccessible] == [
        ["sign in, 390 px, dark", "scrollable-region-focusable"]
    ]


def test_a_walker_touches_nothing_that_a_person_could_not(server, open_browser):
    ana = Walker(open_browser(server), "ana@larkfield.example")
    ana.patience = 100
    plants = {
        "it is disabled": "button.disabled = true",
        "nobody sees it": "button.style.visibility = 'hidden'",
        "covers it": "button.after(document.createElement('dialog')); button.nextSibling.showModal()",
        "there are 2": "button.after(button.cloneNode(true))",
        "there is none": "button.remove()",
    }
    for reason, plant in plants.items():
        ana.page.goto("/login")
        ana.page.evaluate(f"{{ const button = document.querySelector('main .btn-primary'); {plant} }}")
        with pytest.raises(Error, match=reason):
            ana.clicks("main .btn-primary" if reason != "there is none" else "main .btn-primary >> nth=0")
        assert ana.at("/login")
    ana.page.evaluate("document.querySelector('[name=email]').readOnly = true")
    with pytest.raises(Error, match="it is only read"):
        ana.fills(email="nobody")


def test_what_is_left_in_english_is_seen(server, open_browser):
    eyes, page = Eyes("es"), open_browser(server, locale="es-ES").new_page()
    eyes.follow(page)
    page.goto("/login")
    eyes.look(page, "sign in")
    assert eyes.untranslated == []
    page.evaluate("document.querySelector('h1').textContent = 'Sign in'")
    page.evaluate("document.querySelector('button').textContent = 'Weiter'")
    page.evaluate("document.documentElement.lang = 'en'")
    eyes.look(page, "sign in")
    assert eyes.untranslated == ["sign in: <html lang=en>", "sign in: Sign in", "sign in: Weiter"]
