"""Google Secret Manager: `gcp:PROJECT/NAME`, over REST with google-auth.

Google Sheets needs google-auth anyway.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from pathlib import Path
from typing import Any, Final

from app.config.secrets.references import Asking, Form, Place, Reference, Trouble, Why, ask

# CRC-32C (Castagnoli, RFC 3720 appendix B.4), the checksum that Google sends with a secret.

_POLYNOMIAL: Final = 0x82F63B78


def _entry(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_TABLE: Final = tuple(map(_entry, range(256)))


def crc32c(data: bytes) -> int:
    """Return the checksum of the bytes."""
    checksum = 0xFFFFFFFF
    for byte in data:
        checksum = (checksum >> 8) ^ _TABLE[(checksum ^ byte) & 0xFF]
    return checksum ^ 0xFFFFFFFF


_MANAGER: Final = "https://secretmanager.googleapis.com"
_TOKENS: Final = "https://oauth2.googleapis.com/token"
_SCOPE: Final = "https://www.googleapis.com/auth/cloud-platform"
_OK: Final = 200
_FAILING: Final = 500
_BY_STATUS: Final = {401: Why.STRANGER, 403: Why.FORBIDDEN, 404: Why.NOT_FOUND, 429: Why.BUSY}


def fetch(reference: Reference, asking: Asking) -> str:
    """Return the secret's text, of the version that is asked for or the latest.

    Raises:
        Trouble: it cannot be had, or its checksum is not the one that Google says.
    """
    project, _, name = reference.place.partition("/")
    version = reference.option("version") or "latest"
    if "google" not in asking.remembered:
        asking.remembered["google"] = _token(asking)
    answer = ask(
        f"{_MANAGER}/v1/projects/{project}/secrets/{name}/versions/{version}:access",
        {"Authorization": f"Bearer {asking.remembered['google']}"},
        asking,
    )
    if answer.status != _OK:
        failing = Why.BUSY if answer.status >= _FAILING else Why.REFUSED
        raise Trouble(_BY_STATUS.get(answer.status, failing), str(answer.status))
    return _text_of(answer.content)


def _text_of(content: dict[str, Any]) -> str:
    payload: Any = content.get("payload")
    try:
        raw = base64.b64decode(payload["data"], validate=True)
        checksum = int(payload["dataCrc32c"])
    except (TypeError, KeyError, ValueError, binascii.Error):
        raise Trouble(Why.GARBAGE) from None
    if crc32c(raw) != checksum:
        raise Trouble(Why.ALTERED)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        pass
    raise Trouble(Why.NOT_TEXT)


def _token(asking: Asking) -> str:
    """Return an access token for GOOGLE_SECRETS_CREDENTIALS, or for the machine."""
    from google.auth.exceptions import RefreshError, TransportError  # noqa: PLC0415 - slow to import
    from google.auth.transport.requests import Request  # noqa: PLC0415
    from requests import Session  # noqa: PLC0415

    path = asking.environ.get("GOOGLE_SECRETS_CREDENTIALS", "").strip()
    try:
        credentials = _of_account(Path(path)) if path else _of_machine()
        with Session() as session:
            credentials.refresh(Request(session))
    except TransportError as error:
        why = Why.UNREACHABLE if path else Why.STRANGER  # no metadata server: this is no machine of Google's
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            why = Why.UNTRUSTED
    except RefreshError as error:
        why = Why.BUSY if error.retryable else Why.STRANGER
    except (OSError, ValueError, KeyError, TypeError):
        why = Why.STRANGER
    else:
        return str(credentials.token)
    raise Trouble(why)


def _of_account(path: Path) -> Any:
    from google.oauth2.service_account import Credentials  # noqa: PLC0415

    stored = json.loads(path.read_bytes())
    # Only the account and its key are taken from the file, which must not decide where the request goes.
    info = {name: stored[name] for name in ("client_email", "private_key", "private_key_id")}
    return Credentials.from_service_account_info(info | {"token_uri": _TOKENS}, scopes=[_SCOPE])  # type: ignore[no-untyped-call]


def _of_machine() -> Any:
    from google.auth.compute_engine import Credentials  # noqa: PLC0415

    return Credentials(scopes=[_SCOPE])  # type: ignore[no-untyped-call]


PLACE: Final = Place(
    name="Google Secret Manager",
    form=Form(
        "gcp:PROJECT/NAME[?version=…][#field]",
        re.compile(r"[a-z0-9][a-z0-9.:-]{2,60}/[A-Za-z0-9_-]{1,255}"),
        frozenset({"version"}),
    ),
    fetch=fetch,
    host=lambda _reference: "",
    mend={
        Why.UNREACHABLE: "Is port 443 open to secretmanager.googleapis.com and oauth2.googleapis.com?",
        Why.UNTRUSTED: "Is a proxy in between? Name its certificate's file in REQUESTS_CA_BUNDLE.",
        Why.STRANGER: "Give this machine a service account, or name the file with an account's key in GOOGLE_SECRETS_CREDENTIALS.",
        Why.FORBIDDEN: "Give the service account the role “Secret Manager Secret Accessor” on this secret.",
        Why.NOT_FOUND: "Compare the project, the name and the version with: gcloud secrets versions list NAME",
        Why.ALTERED: "Try again; if it stays so, somebody is between this machine and Google.",
    },
)
