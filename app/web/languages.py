"""The language of a page: the member's own choice.

In front of the door it is what somebody chose there, else what their browser asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from flask import Flask, has_request_context, request, url_for
from flask import session as form_cookie
from flask_babel import Babel, get_locale, get_translations
from markupsafe import Markup

from app.guard.own_pages import own_path
from app.guard.session import find_session

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "es": "Español"}
"""Code -> its own name. English is what the code is written in; each other one has a catalogue in `translations/`."""
SOURCE: Final = "en"
_LANGUAGE: Final = "lang"
_TEXTS: Final = 10_000
"""More than the pages have in all languages."""


def init_languages(app: Flask) -> None:
    """Show every page in the language of its reader."""
    Babel(app, default_locale=SOURCE, locale_selector=page_language)
    _read_catalogues_quickly(app)
    # A text may be written over several lines; `make catalogues` reads it the same way.
    app.jinja_env.policies["ext.i18n.trimmed"] = True


def _read_catalogues_quickly(app: Flask) -> None:
    """Have templates find the catalogue by the page's language alone.

    Flask-Babel looks up the request three times for each text, and Jinja makes each text again. A page has hundreds of texts.
    """
    catalogues: dict[str, Any] = {}

    def catalogue() -> Any:
        locale = get_locale()
        if locale is None:
            return get_translations()
        found = catalogues.get(locale.language)
        if found is None:
            found = catalogues[locale.language] = get_translations()
        return found

    @lru_cache(maxsize=_TEXTS)
    def words(translations: Any, text: str) -> Markup:
        return Markup(translations.ugettext(text))  # noqa: S704  (ours; what is put into it is escaped)

    @lru_cache(maxsize=_TEXTS)
    def whole(translations: Any, text: str) -> Markup:
        return words(translations, text) % {}  # as with values: "%%" is a per cent sign

    def gettext(text: str, **values: Any) -> Markup:
        return words(catalogue(), text) % values if values else whole(catalogue(), text)

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, lambda one, many, number: catalogue().ungettext(one, many, number), newstyle=True
    )
    app.jinja_env.globals |= {"gettext": gettext, "_": gettext}


def page_language() -> str:
    """Return the language of the current page; commands speak English."""
    if not has_request_context():
        return SOURCE
    if (chosen := request.args.get(_LANGUAGE)) in LANGUAGES:
        form_cookie[_LANGUAGE] = chosen  # kept until somebody signs in
    session = find_session()
    if session is not None and session.member.language in LANGUAGES:
        return session.member.language
    kept = str(form_cookie.get(_LANGUAGE, ""))
    return kept if kept in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or SOURCE


def other_languages() -> dict[str, tuple[str, str]]:
    """Return code -> its own name, and the address of this page in it."""
    if request.endpoint is None or request.method != "GET":
        return {}
    here: dict[str, Any] = dict(request.view_args or {})
    if wanted := own_path(request.args.get("next", ""), otherwise=""):
        here["next"] = wanted
    others = {code: name for code, name in LANGUAGES.items() if code != page_language()}
    endpoint = request.endpoint
    return {code: (name, url_for(endpoint, **(here | {_LANGUAGE: code}))) for code, name in others.items()}
