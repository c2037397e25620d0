"""The project's Markdown pages as data: headings, anchors, links and sections."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.project import ROOT, files

if TYPE_CHECKING:
    from pathlib import Path

README: Final = ROOT / "README.md"
OPERATING: Final = ROOT / "docs" / "operating.md"
ARCHITECTURE: Final = ROOT / "docs" / "architecture.md"
SECURITY: Final = ROOT / "SECURITY.md"
SECURITY_PAGES: Final = ROOT / "docs" / "security"

_FENCE: Final = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_CODE: Final = re.compile(r"`[^`\n]*`")
_HEADING: Final = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
_LISTED: Final = re.compile(r"^( *)- \[(.+)\]\(#([^)\s]+)\)$", re.MULTILINE)
_BESIDE_WORDS: Final = re.compile(r"[^\w\- ]")


class Heading(NamedTuple):
    """A heading, by the anchor that leads to it."""

    level: int
    title: str
    anchor: str


@cache
def pages() -> tuple[Path, ...]:
    """Return every Markdown page of the project."""
    return tuple(path for path in files() if path.suffix == ".md")


def headings(text: str) -> list[Heading]:
    """Return the headings with the anchors that GitHub gives them."""
    seen: Counter[str] = Counter()
    found = []
    for marks, title in _HEADING.findall(_FENCE.sub("", text)):
        anchor = _BESIDE_WORDS.sub("", title.lower()).replace(" ", "-")
        found.append(Heading(len(marks), title, f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor))
        seen[anchor] += 1
    return found


def links(text: str) -> list[str]:
    """Return what the page's links and pictures lead to; what is printed as code is no link."""
    return _LINK.findall(_CODE.sub("", _FENCE.sub("", text)))


def contents(text: str) -> list[Heading]:
    """Return the list of contents at the top of a page, as the headings that it promises."""
    top = text.partition("\n## ")[0]
    return [Heading(2 + len(indent) // 2, title, anchor) for indent, title, anchor in _LISTED.findall(top)]


def section(path: Path, title: str) -> str:
    """Return the text under a heading of the second level, up to the next one."""
    _, found, rest = path.read_text().partition(f"\n## {title}\n")
    assert found, f"{path.name} has no section “{title}”"
    return rest.partition("\n## ")[0]
