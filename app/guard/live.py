"""Requests that a page makes by itself: they are answered, and keep nobody signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import current_app, request

_HEADER: Final = "Anteroom-Live"
_View = TypeVar("_View", bound=Callable[..., Any])
_asked_for_by_scripts: set[Callable[..., Any]] = set()


def scripts_ask_for(view: _View) -> _View:
    """Mark a view that scripts ask for. To any other view the header means nothing."""
    _asked_for_by_scripts.add(view)
    return view


def is_live() -> bool:
    """Tell whether nobody pressed anything for this request. A page says so of itself; to lie ends one's session."""
    if request.headers.get(_HEADER) != "1":
        return False
    return current_app.view_functions.get(request.endpoint or "") in _asked_for_by_scripts
