"""Ask our own public address as Twilio and a browser do."""

from __future__ import annotations

import html
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from typing import Final
from urllib.parse import urlencode

from app.checks import Check, Finding, State, ok
from app.checks.host import by_a_date
from app.cli.chat import NotAnswered, TwilioStandIn, new_message_sid, trusting
from app.services import Services
from app.webhook.signed_form import FORM_TYPE

_TAKEN, _REFUSED = 204, 403
_WEBHOOK_WHY: Final = "Patients who write get no answer."


def self_test(services: Services) -> Iterator[Finding]:
    """Post a delivery status that belongs to no message, signed and unsigned.

    The signed one has to be accepted, the other refused. The answer's date is compared with this computer's
    clock: behind a proxy on another computer it is another clock.
    """
    settings = services.settings
    twilio = TwilioStandIn(settings)
    fields = {
        "AccountSid": settings.twilio.account_sid,
        "MessageSid": new_message_sid(),
        "MessageStatus": "sent",
        "From": settings.twilio.senders[0],
        "To": "whatsapp:+15005550001",
    }
    try:
        answer = twilio.post("/webhook/status", fields)
        now, signed = services.clock(), answer.status
        unsigned = twilio.post("/webhook/status", fields, signed=False).status
    except NotAnswered as error:
        yield Finding(
            "webhook",
            State.BAD,
            str(error),
            _WEBHOOK_WHY,
            "Twilio must be able to reach PUBLIC_URL over https.",
        )
        return
    if answer.date and (wrong := by_a_date(now, answer.date, f"what answers at {settings.public_url}")):
        yield wrong
    if (signed, unsigned) == (_TAKEN, _REFUSED):
        yield ok("webhook", f"{settings.public_url} accepts signed requests and refuses others")
        return
    yield Finding(
        "webhook",
        State.BAD,
        f"a signed request got {signed} ({_TAKEN} expected), an unsigned one {unsigned} ({_REFUSED} expected)",
        _WEBHOOK_WHY if unsigned == _REFUSED else "Strangers can write as patients.",
        "PUBLIC_URL must be the address that Twilio calls, TRUSTED_PROXIES must name the proxy that ends TLS, and "
        "the server must use the same .env, because TWILIO_AUTH_TOKEN signs.",
    )


WEBHOOK_CHECK = Check("webhook", self_test, position=1010, needs_database=False, over_network=True)


_FRONT_DOOR_NAME: Final = "sign_in_form"
_PATIENCE: Final = 15.0
_SEEN, _FRONT_DOOR_TAKEN, _FRONT_DOOR_REFUSED = 200, 303, 400
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')
_FRONT_DOOR_WHY: Final = "Nobody can sign in, and no form on any page works."
_FRONT_DOOR_MEND: Final = (
    "The proxy has to pass on the browser's Host. In nginx: proxy_set_header Host $http_host; as in "
    "deploy/nginx.conf. If the port is not 443, PUBLIC_URL has to name it."
)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Returns a redirect instead of following it."""

    def redirect_request(self, *_: object) -> None:
        return None


def front_door(services: Services) -> Finding:
    """Load the sign-in page and post its token to /logout, as a browser would.

    The answer shows whether the server accepts where a form comes from. Nobody is signed out, no sign-in is
    attempted, and nothing is written.
    """
    settings = services.settings
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
            return _bad(f"the sign-in page returns {seen}", of_the_host=seen == _FRONT_DOOR_REFUSED)
        sent = urllib.request.Request(  # noqa: S310
            f"{url}/logout",
            urlencode({"csrf_token": html.unescape(found[1])}).encode(),
            {"Content-Type": FORM_TYPE, "Referer": f"{url}/login", "Origin": url},
        )
        taken, _ = _answer(browser, sent)
    except (OSError, ValueError, HTTPException) as error:
        return _bad(f"nothing answers at {url} ({getattr(error, 'reason', error)})")
    if taken == _FRONT_DOOR_TAKEN:
        return ok(_FRONT_DOOR_NAME, "a form that comes through PUBLIC_URL is accepted")
    return _bad(
        f"a form returns {taken} ({_FRONT_DOOR_TAKEN} expected)",
        of_the_host=taken == _FRONT_DOOR_REFUSED,
    )


FRONT_DOOR_CHECK = Check("sign_in_form", front_door, position=1020, needs_database=False, over_network=True)


def _answer(browser: urllib.request.OpenerDirector, request: urllib.request.Request) -> tuple[int, str]:
    try:
        with browser.open(request, timeout=_PATIENCE) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, ""


def _bad(said: str, *, of_the_host: bool = False) -> Finding:
    return Finding(
        _FRONT_DOOR_NAME,
        State.BAD,
        said,
        _FRONT_DOOR_WHY,
        _FRONT_DOOR_MEND if of_the_host else "See the finding about the webhook.",
    )
