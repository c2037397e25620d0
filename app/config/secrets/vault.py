"""HashiCorp Vault or OpenBao, KV version 2: `vault:MOUNT/PATH#field`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from app.config.secrets.references import NO_DOTS, Asking, Form, Place, Reference, Trouble, Why, address, ask

_OK: Final = 200
_REDIRECTS: Final = range(300, 400)
_FAILING: Final = 500
_SEALED: Final = 503
_BY_STATUS: Final = {
    403: Why.FORBIDDEN,
    404: Why.NOT_FOUND,
    412: Why.BUSY,
    429: Why.BUSY,
    472: Why.BUSY,
    473: Why.BUSY,
}


def call(path: str, asking: Asking, body: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return `data` of the answer to a GET of `/v1/path`, or a POST with a body.

    Raises:
        Trouble: it cannot be had.
    """
    _address(asking)  # missing settings are reported in the order in which people set them
    if "vault" not in asking.remembered:
        asking.remembered["vault"] = _token(asking)
    content = _asked(path, asking, {"X-Vault-Token": asking.remembered["vault"]}, body)
    data = content.get("data")
    if not isinstance(data, dict):
        raise Trouble(Why.GARBAGE)
    return data


def _token(asking: Asking) -> str:
    """Return the token that is set, is in a file, or is given to an AppRole."""
    environ = asking.environ
    if token := environ.get("VAULT_TOKEN", "").strip():
        return token
    if path := environ.get("VAULT_TOKEN_FILE", ""):
        return _in_file(path, "VAULT_TOKEN_FILE")
    role = environ.get("VAULT_ROLE_ID", "").strip()
    if not role:
        raise Trouble(Why.UNSET, "VAULT_TOKEN")
    path = environ.get("VAULT_SECRET_ID_FILE", "")
    secret = _in_file(path, "VAULT_SECRET_ID_FILE") if path else environ.get("VAULT_SECRET_ID", "").strip()
    mount = environ.get("VAULT_APPROLE_MOUNT", "").strip() or "approle"
    try:
        content = _asked(f"auth/{mount}/login", asking, {}, {"role_id": role, "secret_id": secret})
    except Trouble as trouble:
        if trouble.why not in {Why.REFUSED, Why.FORBIDDEN, Why.NOT_FOUND}:
            raise
        refused = trouble.code
    else:
        given = content.get("auth")
        if isinstance(given, dict) and isinstance(given.get("client_token"), str):
            return str(given["client_token"])
        raise Trouble(Why.GARBAGE)
    raise Trouble(Why.STRANGER, refused)


def _address(asking: Asking) -> str:
    if (where := address(asking, "VAULT_ADDR")) is None:
        raise Trouble(Why.UNSET, "VAULT_ADDR")
    return where


def _in_file(path: str, variable: str) -> str:
    try:
        if text := Path(path).read_text(encoding="utf-8").strip():
            return text
    except (OSError, ValueError):
        pass
    raise Trouble(Why.UNSET, variable)


def _asked(
    path: str, asking: Asking, headers: dict[str, str], body: Mapping[str, str] | None
) -> dict[str, Any]:
    headers["X-Vault-Request"] = "true"
    if namespace := asking.environ.get("VAULT_NAMESPACE", "").strip():
        headers["X-Vault-Namespace"] = namespace
    answer = ask(
        f"{_address(asking)}/v1/{path}", headers, asking, body, asking.environ.get("VAULT_CACERT") or None
    )
    if answer.status == _OK:
        return answer.content
    code = "sealed" if answer.status == _SEALED else str(answer.status)
    if answer.status in _REDIRECTS:
        raise Trouble(Why.GARBAGE, code)
    failing = Why.BUSY if answer.status >= _FAILING else Why.REFUSED
    raise Trouble(_BY_STATUS.get(answer.status, failing), code)


MEND_CALLER: Final = {
    Why.UNSET: "Set it, or for an AppRole VAULT_ROLE_ID and VAULT_SECRET_ID.",
    Why.UNREACHABLE: "Check VAULT_ADDR, and that Vault runs there.",
    Why.UNTRUSTED: "Name the file with its authority's certificate in VAULT_CACERT.",
    Why.BUSY: "Is it unsealed? Ask it: vault status",
    Why.STRANGER: "Check VAULT_ROLE_ID and VAULT_SECRET_ID: the secret id may have expired, or been used up.",
}


def fetch(reference: Reference, asking: Asking) -> str:
    """Return the fields at the path as JSON, of one version or the newest.

    Raises:
        Trouble: it cannot be had.
    """
    mount, path = reference.option("mount"), reference.place
    if not mount:
        mount, _, path = path.partition("/")
    version = reference.option("version")
    kept = call(f"{mount}/data/{quote(path)}{f'?version={version}' if version else ''}", asking).get("data")
    if not isinstance(kept, dict):
        raise Trouble(Why.GARBAGE)
    return json.dumps(kept)


PLACE: Final = Place(
    name="Vault",
    form=Form(
        "vault:MOUNT/PATH[?version=…&mount=…]#field",
        re.compile(NO_DOTS + r"[^\s#?,]{1,512}"),
        frozenset({"version", "mount"}),
        needs_field=True,
    ),
    fetch=fetch,
    host=lambda _reference: "",
    mend=MEND_CALLER
    | {
        Why.FORBIDDEN: "Is the token still good? Its policy needs “read” on MOUNT/data/PATH.",
        Why.NOT_FOUND: "Compare mount, path and version (KV version 2) with: vault kv get -mount=MOUNT PATH",
    },
)
