"""Finds what a strict content security policy would block on a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_ADDRESSES: Final = frozenset("src href action formaction srcset poster ping background".split())


class Reader(HTMLParser):
    """Reads a page and notes what a strict policy would block."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.title = ""
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        given = dict(attrs)
        if tag in {"style", "base", "iframe", "object", "embed"} or (tag == "script" and "src" not in given):
            self.faults.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc", "nonce"}:
                self.faults.append(name)
            elif name in _ADDRESSES and not re.match(r"(/(?!/)|#|tel:)", value or ""):
                self.faults.append(f"{name}={value}")

    def handle_data(self, data: str) -> None:
        if self._within == "script" and data.strip():
            self.faults.append(data)
        elif self._within == "title":
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = ""
