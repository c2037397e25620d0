"""A page and its scripts are of one version, and what a browser has kept is never of another."""

from __future__ import annotations

import re
import shutil

import pytest
from flask import url_for

from app.guard import static
from tests.staff_people import Browser


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The files, where they may be changed."""
    copied = shutil.copytree(static._FOLDER, tmp_path / "static")
    monkeypatch.setattr(static, "_FOLDER", copied)
    return copied


@pytest.fixture
def browser(app, folder):
    return Browser(app)


def addresses(browser):
    """Return the address of each of our files that the sign-in page asks for, by the file's name."""
    found = re.findall(r'(?:href|src)="(/static/([^"?]+)[^"]*)"', browser.get("/login").text)
    assert {name for _address, name in found} >= {"style.css", "mark.svg"}
    return {name: address for address, name in found}


def kept(browser, address):
    with browser.get(address) as answer:
        assert answer.status_code == 200
        return answer.headers["Cache-Control"], answer.data


def test_a_file_is_kept_for_a_year_under_the_address_that_a_page_has_for_it(browser, folder):
    for name, address in addresses(browser).items():
        how, content = kept(browser, address)
        assert set(how.split(", ")) == {"public", "max-age=31536000", "immutable"}
        assert content == (folder / name).read_bytes()


def test_a_changed_file_has_another_address_and_the_old_one_is_kept_no_more(browser, folder):
    before = addresses(browser)
    (folder / "style.css").write_text("body { color: red }")
    after = addresses(browser)
    assert {name for name in before if before[name] != after[name]} == {"style.css"}
    assert kept(browser, before["style.css"]) == ("no-cache", b"body { color: red }")
    assert "immutable" in kept(browser, after["style.css"])[0]


def test_a_script_imports_others_under_an_address_that_is_kept_and_has_another_address_when_they_change(
    app, browser, folder
):
    def address(name):
        with app.test_request_context():
            return url_for("static.file", filename=name)

    scripts = sorted(path.name for path in folder.glob("*.js"))
    before = {name: address(name) for name in scripts}
    for name in scripts:
        content = kept(browser, before[name])[1].decode()
        imported = re.findall(r'^import .* from "\./([^"]+)";$', content, re.MULTILINE)
        assert content.count("import ") == len(imported)
        for each in imported:
            assert f"/static/{each}" == before[each.partition("?")[0]]
            assert "immutable" in kept(browser, f"/static/{each}")[0]
    (folder / "poll.js").write_text("export const listen = 1, load = 2;")
    assert {name for name in scripts if before[name] != address(name)} > {"poll.js", "send.js", "session.js"}
    assert address("mask.js") == before["mask.js"]


def test_a_file_without_a_version_is_asked_for_again_each_time_and_sent_only_when_it_changed(browser):
    with browser.get("/static/mark.svg") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"
        tag = answer.headers["ETag"]
    with browser.get("/static/mark.svg", **{"If-None-Match": tag}) as answer:
        assert answer.status_code == 304


@pytest.mark.parametrize(
    "path", ["/static/nothing.css?v=1", "/static/../templates/base.html?v=1", "/static/?v=1"]
)
def test_no_version_makes_a_file_of_what_is_none(browser, path):
    assert browser.get(path).status_code == 404


def test_every_page_asks_for_files_by_their_version():
    templates = sorted((static._FOLDER.parent / "templates").rglob("*.html"))
    assert [path.name for path in templates if '"/static/' in path.read_text()] == []
