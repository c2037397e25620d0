"""The clinic's service account: one scope, one host, and nobody else is asked."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, cast

from google.auth.exceptions import GoogleAuthError, TransportError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials

from app.config import Secret
from app.store.job import Hopeless

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from google.auth.transport import Response

    from app.config import GoogleSettings

SCOPE: Final = "https://www.googleapis.com/auth/spreadsheets"
_TOKENS: Final = "https://oauth2.googleapis.com/token"
_OURS_TO_RETRY: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS, *range(500, 600)}
)


def session_of(settings: GoogleSettings) -> AuthorizedSession:
    """Return a session that signs in as the account by itself, and follows nobody elsewhere.

    Raises:
        Hopeless: the key in the file cannot be used.
    """
    tokens = f"{settings.base_url}/token" if settings.base_url else _TOKENS
    credentials = _credentials(settings.credentials, tokens)
    session = AuthorizedSession(credentials, auth_request=_TokenRequest(tokens))  # type: ignore[no-untyped-call]
    session.max_redirects = 0
    return session


def email_of(settings: GoogleSettings) -> str:
    """Return the account's address: with it the clinic shares its sheet. Raises as `session_of` does."""
    email: str = _credentials(settings.credentials, _TOKENS).service_account_email
    return email


def _credentials(key: Path | Secret, tokens: str) -> Credentials:
    try:
        stored = json.loads(key.reveal() if isinstance(key, Secret) else key.read_bytes())
        # Of the file, only who signs, and with what. Where to is not the file's to say.
        info = {
            "client_email": stored["client_email"],
            "private_key": stored["private_key"].replace("\\n", "\n"),
            "private_key_id": stored.get("private_key_id"),
            "token_uri": tokens,
        }
        return cast("Credentials", Credentials.from_service_account_info(info, scopes=[SCOPE]))  # type: ignore[no-untyped-call]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, GoogleAuthError):
        unusable = Hopeless("google_key_unusable")
    raise unusable


class _TokenRequest(Request):
    """Fetches tokens, and nothing else: google-auth would also ask, with our token, where the account may be used.

    Nor does it try again by itself: how often and after what wait is decided in one place, and that is not there.
    """

    def __init__(self, tokens: str) -> None:
        super().__init__()
        self._tokens = tokens

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | tuple[float, float] | None = None,
        **kwargs: Any,
    ) -> Response:
        if url != self._tokens:
            raise TransportError("nobody else is asked")  # type: ignore[no-untyped-call]
        kwargs["allow_redirects"] = False
        answer = cast("Response", super().__call__(url, method, body, headers, timeout, **kwargs))  # type: ignore[no-untyped-call]
        if answer.status in _OURS_TO_RETRY:
            raise TransportError("no token for now")  # type: ignore[no-untyped-call]
        return answer
