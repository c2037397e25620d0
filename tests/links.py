"""Every link and form of a page leads to a route of this app, by the method that it uses."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException

if TYPE_CHECKING:
    from flask import Flask


class _Ways(HTMLParser):
    """Collects method and path of whatever a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self._method = "GET"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._method = given.get("method", "get").upper()
            self._add(self._method, given.get("action", ""))
        self._add(self._method, given.get("formaction", ""))
        for name in ("href", "src", "data-news", "data-page", "data-ask", "data-band", "data-sign-in"):
            self._add("GET", given.get(name, ""))

    def _add(self, method: str, address: str) -> None:
        parts = urlsplit(address)
        if parts.path and not parts.netloc and parts.scheme in {"", "http", "https"}:
            self.found.add((method, parts.path))


def dead_links(app: Flask, page: str) -> list[str]:
    """Return what leads from a page to no route."""
    ways = _Ways()
    ways.feed(page)
    adapter = app.url_map.bind("intake.example.org")
    dead = []
    for method, path in sorted(ways.found):
        try:
            adapter.match(path, method=method)
        except HTTPException:
            dead.append(f"{method} {path}")
    return dead
