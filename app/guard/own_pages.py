"""Send a person back only to pages of our own (ASVS 3.7.2)."""

from __future__ import annotations

import re
from typing import Final

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.guard.doors import door_of

_PATH: Final = re.compile(r"/[A-Za-z0-9._/-]{0,200}")


def own_path(candidate: str, otherwise: str) -> str:
    """Return `candidate` if it is the path of a page of this app, else `otherwise`.

    A query is dropped: no page needs one to return to, and only the path has to be checked.
    """
    return candidate if endpoint_of(candidate) else otherwise


def endpoint_of(path: str) -> str | None:
    """Return the endpoint of the page that a path leads to, or None."""
    if not _PATH.fullmatch(path) or "//" in path or "/." in path:
        return None
    try:
        endpoint, _ = current_app.url_map.bind("").match(path, method="GET")
    except (RequestRedirect, HTTPException):
        return None
    # Public pages are not pages to return to: one of them may be somebody else's enrolment link.
    door = door_of(current_app, endpoint)
    return endpoint if door is not None and door.for_members else None


def page_of(path: str) -> str:
    """Return the page that a form was on, or "".

    It is the form's own path, or the nearest one above it that is a page.
    """
    while path:
        if page := own_path(path, otherwise=""):
            return page
        path = path.rpartition("/")[0]
    return ""


def page_of_form(path: str) -> str:
    """Return the page that any form was on, public ones too, else the first."""
    if page := page_of(path):
        return page
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except (RequestRedirect, HTTPException):
        return "/"
    return path if path.startswith("/") and not path.startswith("//") else "/"
