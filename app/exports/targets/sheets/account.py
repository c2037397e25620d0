"""The clinic's service account at Google: one scope, one host."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from google.auth.exceptions import GoogleAuthError, TransportError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials

from app.config import GoogleSettings, Secret
from app.store.work.jobs import Hopeless

if TYPE_CHECKING:
    from google.auth.transport import Response as AuthResponse

SCOPE: Final = "https://www.googleapis.com/auth/spreadsheets"
_TOKENS: Final = "https://oauth2.googleapis.com/token"
_OURS_TO_RETRY: Final = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS, *range(500, 600)}
)


def session_of(settings: GoogleSettings) -> AuthorizedSession:
    """Return a session that signs in as the account and follows no redirect.

    Raises:
        Hopeless: the key in the file cannot be used.
    """
    tokens = f"{settings.base_url}/token" if settings.base_url else _TOKENS
    credentials = _credentials(settings.credentials, tokens)
    session = AuthorizedSession(credentials, auth_request=_TokenRequest(tokens))  # type: ignore[no-untyped-call]
    session.max_redirects = 0
    return session


def email_of(settings: GoogleSettings) -> str:
    """Return the account's address, with which the clinic shares its sheet.

    Raises:
        Hopeless: the key in the file cannot be used.
    """
    email: str = _credentials(settings.credentials, _TOKENS).service_account_email
    return email


def _credentials(key: Path | Secret, tokens: str) -> Credentials:
    try:
        stored = json.loads(key.reveal() if isinstance(key, Secret) else key.read_bytes())
        # Only the account and its key are taken from the file. It must not choose where requests are sent.
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
    """Fetch tokens and nothing else.

    google-auth would also send our token to ask where the account may be used.

    Nor does it retry: how often and how soon is decided in `Transport` alone.
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
    ) -> AuthResponse:
        if url != self._tokens:
            raise TransportError("only the token endpoint may be called")  # type: ignore[no-untyped-call]
        kwargs["allow_redirects"] = False
        answer = cast("AuthResponse", super().__call__(url, method, body, headers, timeout, **kwargs))  # type: ignore[no-untyped-call]
        if answer.status in _OURS_TO_RETRY:
            raise TransportError("no token for now")  # type: ignore[no-untyped-call]
        return answer
