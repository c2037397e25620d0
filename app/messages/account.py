"""Ask Twilio whether the account is ours, and leads its messages to us."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from app.checks import Finding, State, ok
from app.config import SANDBOX, TwilioSettings
from app.messages.twilio_api import Failure, call, client_of
from app.services import Services

_NAME: Final = "twilio_account"
_REFUSED: Final = "Every message of patients is refused, and they get no answer."
_NO_ANSWER: Final = "Patients who write to this number get no answer."
_WHATSAPP: Final = "whatsapp:"
_LENT: Final = f"{_WHATSAPP}{SANDBOX}"
"""Twilio's own, which is in nobody's account."""
_REACHABLE: Final = "Twilio must be reachable from here over https."
_ACTIVE: Final = "active"


def account(services: Services) -> Iterator[Finding]:
    """Ask Twilio, with the token that is to sign, for the account and our numbers.

    A token that is not the account's signs this computer's own test, and none of Twilio's messages.
    """
    settings = services.settings.twilio
    client = client_of(_by_token(settings))
    found = call(lambda: client.api.v2010.accounts(settings.account_sid).fetch())
    if isinstance(found, Failure):
        yield _refused(found)
        return
    if found.status != _ACTIVE:
        said = f"Twilio says that the account is {found.status}"
        yield Finding(_NAME, State.BAD, said, _REFUSED, "Open it again in Twilio's console.")
        return
    wrong = [*_wrong_numbers(client, settings, f"{services.settings.public_url}/webhook")]
    yield from wrong or [ok(_NAME, "Twilio takes the token, and leads our numbers here")]


def _by_token(settings: TwilioSettings) -> TwilioSettings:
    """Return the settings without a key of the API, which signs nothing."""
    api = settings.api
    return settings if api is None else replace(settings, api=None, base_url=api.base_url)


def _refused(failure: Failure) -> Finding:
    if failure.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return Finding(
            _NAME,
            State.BAD,
            "Twilio does not know the first token of TWILIO_AUTH_TOKEN as one of TWILIO_ACCOUNT_SID",
            _REFUSED,
            "Copy both from the first page of Twilio's console, and restart Anteroom.",
        )
    said = f"Twilio could not be asked ({failure.status or 'no connection'})"
    return Finding(_NAME, State.WARN, said, mend=_REACHABLE)


def _unlisted(failure: Failure) -> Finding:
    """Say that the numbers are not known. The token is: Twilio has just taken it."""
    said = f"Twilio took the token, and did not list our numbers ({failure.status or 'no connection'})"
    return Finding(_NAME, State.WARN, said, mend=_REACHABLE)


def _wrong_numbers(client: Any, settings: TwilioSettings, webhook: str) -> Iterator[Finding]:
    """Yield each number of ours that is not in the account, or leads elsewhere."""
    for ask, ours in _by_channel(settings.senders).items():
        known = call(partial(ask, client))
        if isinstance(known, Failure):
            yield _unlisted(known)
            continue
        for number in ours:
            if number not in known:
                mend = "Correct TWILIO_SENDERS, or take the number into this account."
                yield Finding(_NAME, State.BAD, f"the account has no {number}", _NO_ANSWER, mend)
            elif known[number].partition("#")[0].rstrip("/") != webhook:
                mend = f"In Twilio's console set it to {webhook}, unless a Messaging Service leads there."
                yield Finding(_NAME, State.WARN, f"the webhook of {number} is another's", _NO_ANSWER, mend)


def _by_channel(senders: Iterable[str]) -> dict[Callable[[Any], Mapping[str, str]], list[str]]:
    """Return what asks for the numbers of each channel that we have, with ours."""
    found: dict[Callable[[Any], Mapping[str, str]], list[str]] = {}
    for each in senders:
        if each != _LENT:
            found.setdefault(_of_whatsapp if each.startswith(_WHATSAPP) else _of_sms, []).append(each)
    return found


def _of_sms(client: Any) -> Mapping[str, str]:
    """Return the webhook of each telephone number of the account."""
    numbers = client.api.v2010.accounts(client.account_sid).incoming_phone_numbers
    return {str(each.phone_number): str(each.sms_url or "") for each in numbers.list(page_size=1000)}


def _of_whatsapp(client: Any) -> Mapping[str, str]:
    """Return the webhook of each WhatsApp sender of the account."""
    senders = client.messaging.v2.channels_senders.list(channel="whatsapp", page_size=1000)
    return {str(each.sender_id): str((each.webhook or {}).get("callback_url") or "") for each in senders}
