"""One request over https to a place that keeps secrets: bounded, no redirect, nothing of it in an error."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from app.config.addresses import is_safe
from app.config.json_object import json_object
from app.config.sources.trouble import Trouble, Why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.config.sources.place import Asking

_LARGEST_ANSWER: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, and the JSON object that came with it; an empty one when something else did."""

    status: int
    content: dict[str, Any] = field(repr=False)


def ask(
    url: str,
    headers: Mapping[str, str],
    asking: Asking,
    body: Mapping[str, str] | None = None,
    authorities: str | None = None,
) -> Answer:
    """Return what a GET answers, or a POST when there is a body. `authorities` is a file of certificates.

    Raises:
        Trouble: nobody answered, or not in time, or too much.
    """
    import requests  # noqa: PLC0415 - a third of the start, for those who need it

    with requests.Session() as session:
        session.auth = _as_it_is  # else a ~/.netrc would put its own password in our token's place
        try:
            with session.request(
                "POST" if body is not None else "GET",
                url,
                headers=dict(headers),
                json=body,
                timeout=asking.seconds,
                verify=authorities or True,
                allow_redirects=False,
                stream=True,
            ) as answer:
                status, text = answer.status_code, answer.raw.read(_LARGEST_ANSWER + 1, decode_content=True)
        except requests.exceptions.SSLError:
            failure = Why.UNTRUSTED
        except requests.exceptions.ReadTimeout:
            failure = Why.SLOW
        except (requests.RequestException, OSError):
            failure = Why.UNREACHABLE
        else:
            if len(text) > _LARGEST_ANSWER:
                raise Trouble(Why.TOO_LARGE)
            return Answer(status, json_object(text))
    # Out here, because an exception keeps the one that was being handled, and with it the request.
    raise Trouble(failure)


def address(asking: Asking, variable: str) -> str | None:
    """Return the address in `variable`, without a trailing slash; None when it is not set.

    Raises:
        Trouble: secrets would travel in the clear. In development they may, within this computer.
    """
    url = asking.environ.get(variable, "").strip().rstrip("/")
    if not url:
        return None
    if is_safe(url, production=asking.production):
        return url
    raise Trouble(Why.PLAIN_HTTP, variable)


def _as_it_is(request: Any) -> Any:
    return request
