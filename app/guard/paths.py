"""Where a person may be sent back to: our own pages, and nowhere else (ASVS 3.7.2)."""

from __future__ import annotations

import re
from typing import Final

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.guard.doors import door_of

_PATH: Final = re.compile(r"/[A-Za-z0-9._/-]{0,200}")


def own_path(candidate: str, otherwise: str) -> str:
    """Return `candidate` when it is the path of a page of this app that can be got, else `otherwise`.

    A query is never taken along: no page needs one to be come back to, and a path is all that has to be judged.
    """
    if not _PATH.fullmatch(candidate) or "//" in candidate or "/." in candidate:
        return otherwise
    try:
        endpoint, _ = current_app.url_map.bind("").match(candidate, method="GET")
    except (RequestRedirect, HTTPException):
        return otherwise
    # A page in front of the door is no page to come back to: somebody else's enrolment link would be one.
    door = door_of(current_app, endpoint)
    return candidate if door is not None and door.for_members else otherwise


def page_of(path: str) -> str:
    """Return the page that a form was on: its own path or the nearest above that is one; empty when none is."""
    while path:
        if page := own_path(path, otherwise=""):
            return page
        path = path.rpartition("/")[0]
    return ""
