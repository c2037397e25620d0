"""A form of our own, sent through `PUBLIC_URL` as a browser sends it: the proxy in front may keep every form from us."""

from __future__ import annotations

import html
import re
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from app.checks.finding import Finding, State, ok
from app.cli.twilio_stand_in import trusting
from app.webhook.form import CONTENT_TYPE

if TYPE_CHECKING:
    from app.config import Settings

_NAME: Final = "sign_in_form"
_PATIENCE: Final = 15.0
_SEEN, _TAKEN, _REFUSED = 200, 303, 400
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')
_WHY: Final = "Nobody can sign in, and no form of any page is taken."
_MEND: Final = (
    "The proxy has to hand on the Host that the browser asked for. In nginx: proxy_set_header Host $http_host; as in "
    "deploy/nginx.conf. Over a port of its own, PUBLIC_URL has to name it."
)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect as the answer that it is."""

    def redirect_request(self, *_: object) -> None:
        return None


def front_door(settings: Settings) -> Finding:
    """Load the page for signing in, and sign nobody out with its token: what is judged there is where the form came from.

    No try to sign in is made, so none is counted, and nothing is written.
    """
    browser = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=trusting(settings)),
        urllib.request.HTTPCookieProcessor(),
        _Stay(),
    )
    url = settings.public_url
    try:
        seen, page = _answer(browser, urllib.request.Request(f"{url}/login"))  # noqa: S310 - https, by the settings
        found = _TOKEN.search(page)
        if seen != _SEEN or found is None:
            return _bad(f"the page for signing in is answered with {seen}", of_the_host=seen == _REFUSED)
        sent = urllib.request.Request(  # noqa: S310
            f"{url}/logout",
            urlencode({"csrf_token": html.unescape(found[1])}).encode(),
            {"Content-Type": CONTENT_TYPE, "Referer": f"{url}/login", "Origin": url},
        )
        taken, _ = _answer(browser, sent)
    except (OSError, ValueError, HTTPException) as error:
        return _bad(f"nothing answers at {url} ({getattr(error, 'reason', error)})")
    if taken == _TAKEN:
        return ok(_NAME, "a form that comes through PUBLIC_URL is taken")
    return _bad(f"a form of ours is answered with {taken} ({_TAKEN} expected)", of_the_host=taken == _REFUSED)


def _answer(browser: urllib.request.OpenerDirector, request: urllib.request.Request) -> tuple[int, str]:
    try:
        with browser.open(request, timeout=_PATIENCE) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, ""


def _bad(said: str, *, of_the_host: bool = False) -> Finding:
    return Finding(_NAME, State.BAD, said, _WHY, _MEND if of_the_host else "See what is said of the webhook.")
