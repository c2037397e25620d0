"""Azure as its documentation has it: a directory that gives tokens, and a vault that says where to get one."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from tests.config.places.internet import Answer

if TYPE_CHECKING:
    from tests.config.places.internet import Internet, Request

TENANT: Final = "8c3b1e5e-0000-4000-8000-00000000a2e7"
CLIENT: Final = "1d2f3a4b-0000-4000-8000-00000000c11e"
DIRECTORY: Final = "login.microsoftonline.com"
VAULT: Final = "larkfield.vault.azure.net"

_API: Final = re.compile(r"7\.\d|20\d\d-\d\d-\d\d")


class Azure:
    """One app registration, and one vault that it may read. `kept` is name -> versions, newest last."""

    def __init__(self, internet: Internet) -> None:
        self.kept: dict[str, dict[str, str]] = {}
        self.client_secret = secrets.token_urlsafe(24)
        self.forbidden: set[str] = set()
        self.token = secrets.token_urlsafe(32)
        internet.hosts |= {DIRECTORY: self.directory, VAULT: self.vault}

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AZURE_TENANT_ID": TENANT,
            "AZURE_CLIENT_ID": CLIENT,
            "AZURE_CLIENT_SECRET": self.client_secret,
        }

    def directory(self, request: Request) -> Answer:
        base = f"https://{DIRECTORY}"
        path = urlsplit(request.path).path
        if path == "/common/discovery/instance":
            aliases = {"preferred_network": DIRECTORY, "preferred_cache": DIRECTORY, "aliases": [DIRECTORY]}
            where = f"{base}/{TENANT}/v2.0/.well-known/openid-configuration"
            return Answer.json(
                200, {"tenant_discovery_endpoint": where, "api-version": "1.1", "metadata": [aliases]}
            )
        if path == f"/{TENANT}/v2.0/.well-known/openid-configuration":
            return Answer.json(
                200,
                {
                    "token_endpoint": f"{base}/{TENANT}/oauth2/v2.0/token",
                    "authorization_endpoint": f"{base}/{TENANT}/oauth2/v2.0/authorize",
                    "issuer": f"{base}/{TENANT}/v2.0",
                },
            )
        if path != f"/{TENANT}/oauth2/v2.0/token":
            return Answer.json(
                400, {"error": "invalid_tenant", "error_description": "AADSTS90002: not found."}
            )
        return self._give_token({name: values[0] for name, values in parse_qs(request.body.decode()).items()})

    def _give_token(self, form: dict[str, str]) -> Answer:
        wanted = {
            "client_id": CLIENT,
            "client_secret": self.client_secret,
            "grant_type": "client_credentials",
            "scope": "https://vault.azure.net/.default",
        }
        if wanted.items() <= form.items():
            return Answer.json(200, {"token_type": "Bearer", "expires_in": 3599, "access_token": self.token})
        said = "AADSTS7000215: Invalid client secret provided."
        return Answer.json(
            401, {"error": "invalid_client", "error_description": said, "error_codes": [7000215]}
        )

    def vault(self, request: Request) -> Answer:
        parts = urlsplit(request.path)
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            challenge = (
                f'Bearer authorization="https://{DIRECTORY}/{TENANT}", resource="https://vault.azure.net"'
            )
            return _error(401, "Unauthorized", WWW_Authenticate=challenge)
        if not _API.fullmatch(parse_qs(parts.query).get("api-version", [""])[0]):
            return _error(400, "BadParameter")
        _, collection, name, version = (*parts.path.split("/"), "")[:4]
        versions = self.kept.get(name, {})
        if collection != "secrets" or not versions or (version and version not in versions):
            return _error(404, "SecretNotFound")
        if name in self.forbidden:
            return _error(403, "Forbidden")
        version = version or list(versions)[-1]
        told = {"id": f"https://{VAULT}/secrets/{name}/{version}", "attributes": {"enabled": True}}
        return Answer.json(200, told | {"value": versions[version]})


def _error(status: int, code: str, **headers: str) -> Answer:
    return Answer.json(status, {"error": {"code": code, "message": "As documented."}}, **headers)
