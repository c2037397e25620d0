"""The documents hold together: short where they promise it, and every link leads somewhere."""

from __future__ import annotations

import re

from tests.cases import for_each
from tests.documents import (
    ARCHITECTURE,
    README,
    SECURITY,
    SECURITY_PAGES,
    contents,
    headings,
    links,
    pages,
    section,
)
from tests.project import ROOT

METAPHORS = set("door seal tombstone intake flow draft drill trail chain step-up".split()) | {"blind index"}
MOST_WORDS = {README: 900, SECURITY: 700}
LONG = 1300
"""Words from which on a page begins with a list of its sections."""


def named(path):
    return str(path.relative_to(ROOT))


@for_each(("page", "most"), MOST_WORDS.items())
def test_a_first_page_is_short(page, most):
    assert len(page.read_text().split()) <= most


@for_each("page", pages())
def test_every_relative_link_and_anchor_leads_somewhere(page):
    lost = []
    for link in links(page.read_text()):
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if (
            not target.exists()
            or ROOT not in (target.resolve(), *target.resolve().parents)
            or (anchor and anchor not in {each.anchor for each in headings(target.read_text())})
        ):
            lost.append(link)
    assert lost == []


def test_every_metaphor_that_the_code_uses_is_defined_once():
    defined = re.findall(r"^\| \*\*(.+?)\*\* \|", section(ARCHITECTURE, "Glossary"), re.MULTILINE)
    assert set(defined) >= METAPHORS
    assert len(defined) == len(set(defined))


def test_every_security_page_is_on_securitys_list():
    listed = {SECURITY.parent / link for link in links(SECURITY.read_text()) if "#" not in link}
    assert set(SECURITY_PAGES.glob("*.md")) <= listed


@for_each("page", sorted((ROOT / "docs").rglob("*.md")))
def test_a_long_page_and_no_other_begins_with_its_sections(page):
    text = page.read_text()
    sections = [each for each in headings(text) if each.level == 2]
    assert contents(text) == (sections if len(text.split()) > LONG else [])


def test_a_link_and_its_anchor_are_read_as_a_browser_reads_them():
    text = "# One\n\n- [See `x`, now](#see-x-now)\n\n## See `x`, now\n\n```sh\n# no heading\n```\n\n## See `x`, now\n"
    assert [each.anchor for each in headings(text)] == ["one", "see-x-now", "see-x-now-1"]
    assert contents(text) == headings(text)[1:2]
    assert links("`[no](link)` but [a `link`](b.md#c)") == ["b.md#c"]
