"""Every link and form of a page leads to a route of this app, by the method that it uses."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException

if TYPE_CHECKING:
    from flask import Flask


_WAYS: Final = re.compile(
    r"""<form\b([^>]*)>"""
    r"""|\b(formaction|href|src|data-news|data-page|data-ask|data-band|data-sign-in)="([^"]*)\""""
)
_METHOD: Final = re.compile(r'\bmethod="([^"]*)"')
_ACTION: Final = re.compile(r'\baction="([^"]*)"')


def ways(page: str) -> set[tuple[str, str]]:
    """Return method and path of every link and form of a page.

    Every page that a test loads goes through this, so it uses a pattern: parsing the HTML would take a tenth of the time of
    making the page.
    """
    found, method = set(), "GET"
    for way in _WAYS.finditer(page):
        form, attribute, address = way.groups()
        if form is not None:
            method = (_METHOD.findall(form) or ["get"])[0].upper()
            address = (_ACTION.findall(form) or [""])[0]
        parts = urlsplit(unescape(address))
        if parts.path and not parts.netloc and parts.scheme in {"", "http", "https"}:
            found.add((method if attribute in {None, "formaction"} else "GET", parts.path))
    return found


def dead_links(app: Flask, page: str) -> list[str]:
    """Return the links and forms of a page that lead to no route."""
    adapter = app.url_map.bind("intake.example.org")
    dead = []
    for method, path in sorted(ways(page)):
        try:
            adapter.match(path, method=method)
        except HTTPException:
            dead.append(f"{method} {path}")
    return dead
