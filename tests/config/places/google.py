"""Google's Secret Manager, and the server that gives tokens for what a service account has signed."""

from __future__ import annotations

import base64
import json
import secrets
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

import jwt

from app.config.secrets.gcp import crc32c
from tests.config.places.internet import Answer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.config.places.internet import Internet, Request
    from tests.exports.google.fake import Key

TOKENS: Final = "oauth2.googleapis.com"
MANAGER: Final = "secretmanager.googleapis.com"
EMAIL: Final = "anteroom@larkfield.iam.gserviceaccount.com"
_GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class Google:
    """One account, and the secrets of one project. `kept` is name -> versions, newest last."""

    def __init__(self, internet: Internet, key: Key) -> None:
        self.kept: dict[str, list[bytes]] = {}
        self.forbidden: set[str] = set()
        self.alters = False
        self._key = key
        self.token = secrets.token_urlsafe(32)
        internet.hosts |= {TOKENS: self.tokens, MANAGER: self.manager}

    def environment(self, folder: Path) -> dict[str, str]:
        path = folder / "google-secrets-credentials.json"
        path.write_text(
            json.dumps(
                {
                    "client_email": EMAIL,
                    "private_key": self._key.pem,
                    "private_key_id": "1",
                    "token_uri": "https://evil",
                }
            )
        )
        path.chmod(0o600)
        return {"GOOGLE_SECRETS_CREDENTIALS": str(path)}

    def tokens(self, request: Request) -> Answer:
        form = parse_qs(request.body.decode())
        try:
            said = jwt.decode(
                form["assertion"][0],
                self._key.public,
                algorithms=["RS256"],
                audience=f"https://{TOKENS}/token",
            )
        except (KeyError, jwt.PyJWTError):
            return Answer.json(400, {"error": "invalid_grant"})
        scope = "https://www.googleapis.com/auth/cloud-platform"
        if (said["iss"], said["scope"], form["grant_type"]) != (EMAIL, scope, [_GRANT]):
            return Answer.json(400, {"error": "invalid_grant"})
        return Answer.json(200, {"access_token": self.token, "expires_in": 3599, "token_type": "Bearer"})

    def manager(self, request: Request) -> Answer:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return _error(401, "UNAUTHENTICATED")
        v1, projects, project, kind, name, versions, version = (
            *request.path.removesuffix(":access").lstrip("/").split("/"), *[""] * 7,
        )[:7]  # fmt: skip
        fits = (v1, projects, project, kind, versions) == (
            "v1",
            "projects",
            "larkfield",
            "secrets",
            "versions",
        )
        kept = self.kept.get(name, [])
        number = str(len(kept)) if version == "latest" else version
        if (
            not fits
            or not request.path.endswith(":access")
            or number not in map(str, range(1, len(kept) + 1))
        ):
            return _error(404, "NOT_FOUND")
        if name in self.forbidden:
            return _error(403, "PERMISSION_DENIED")
        raw = kept[int(number) - 1]
        payload = {
            "data": base64.b64encode(raw[:-1] + b"?" if self.alters else raw).decode(),
            "dataCrc32c": str(crc32c(raw)),
        }
        return Answer.json(200, {"name": f"projects/1/secrets/{name}/versions/{number}", "payload": payload})


def _error(status: int, code: str) -> Answer:
    told: dict[str, Any] = {"code": status, "message": "As documented.", "status": code}
    return Answer.json(status, {"error": told})
