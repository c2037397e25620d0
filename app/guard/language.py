"""The language of a page: the member's own choice, else what their browser asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import has_request_context, request
from flask_babel import Babel

from app.guard.signed_in import find_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "es": "Español"}
"""Code -> its own name. English is what the code is written in; each other one has a catalogue in `translations/`."""
SOURCE: Final = "en"


def init_languages(app: Flask) -> None:
    """Let every page speak the language of whoever reads it."""
    Babel(app, default_locale=SOURCE, locale_selector=page_language)
    # A text may be written over several lines; `make catalogues` reads it the same way.
    app.jinja_env.policies["ext.i18n.trimmed"] = True


def page_language() -> str:
    """Return the code of the language that the page at hand is in. A command speaks English."""
    if not has_request_context():
        return SOURCE
    session = find_session()
    if session is not None and session.member.language in LANGUAGES:
        return session.member.language
    return request.accept_languages.best_match(LANGUAGES) or SOURCE
