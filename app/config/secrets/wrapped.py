"""Keys kept beside other settings, wrapped by AWS KMS or Vault's transit engine.

`awskms:BASE64` and `vaulttransit:KEY:vault:v1:BASE64` are entries of a list such as FERNET_KEYS. Each is bound to the
variable that it was wrapped for, so that nobody can put a wrapped key in another one's place.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any, Final

from app.config.secrets import aws, vault
from app.config.secrets.fetch import Surroundings, sentence
from app.config.secrets.references import Asking, Trouble, Unusable, Why

AWS: Final = "awskms"
VAULT: Final = "vaulttransit"
VARIABLES: Final = frozenset({"SECRET_KEY", "FERNET_KEYS", "INDEX_KEY", "TWILIO_AUTH_TOKEN"})
"""The lists of keys. Any other secret is read the same way when it is wrapped."""
_ENDPOINT: Final = "AWS_ENDPOINT_URL_KMS"
_WRAPPED_BY_VAULT: Final = re.compile(
    r"((?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+):(vault:v\d{1,6}:[A-Za-z0-9+/=]{1,4096})"
)
_WRAPPED_BY_AWS: Final = re.compile(r"[A-Za-z0-9+/]{1,8192}={0,2}")
_BAD_REQUEST: Final = "400"
NAMES: Final = {AWS: "AWS KMS", VAULT: "Vault's transit engine"}
_MEND: Final = {
    AWS: {
        Why.NOT_INSTALLED: "Run: .venv/bin/pip install --require-hashes -r deploy/requirements-aws.txt",
        Why.UNREACHABLE: "Check the region (AWS_REGION) and that port 443 is open to AWS, or its VPC endpoint.",
        Why.FORBIDDEN: "The key's policy has to allow this machine's role kms:Decrypt.",
        Why.NOT_FOUND: "Is AWS_REGION the key's own region?",
        Why.STRANGER: "Give this machine a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    },
    VAULT: vault.MEND_CALLER
    | {Why.FORBIDDEN: "Is the token still good? Its policy needs “update” on transit/decrypt/KEY."},
}


def unwrapped(variable: str, text: str, environ: Mapping[str, str]) -> str:
    """Return a comma-separated list with each wrapped entry of it unwrapped.

    Raises:
        Unusable: an entry cannot be unwrapped.
    """
    if not is_wrapped(text):
        return text
    around = Surroundings.of(environ)
    return ",".join(_unwrapped(variable, part.strip(), around) for part in text.split(","))


def is_wrapped(text: str) -> bool:
    """Return whether an entry of a comma-separated list is wrapped."""
    return any(_scheme_of(part) for part in text.split(","))


def wrap(variable: str, key: str, scheme: str, wrapping_key: str, environ: Mapping[str, str]) -> str:
    """Return the entry for `key` in `variable`, wrapped by the named key.

    Raises:
        Unusable: it cannot be wrapped.
    """
    by = _wrapped_by_aws if scheme == AWS else _wrapped_by_vault
    made = Surroundings(environ).ask(
        scheme, wrapping_key, variable, lambda asking: by(key, wrapping_key, asking)
    )
    if isinstance(made, Trouble):
        raise Unusable(_said(f"{variable} cannot be wrapped.", scheme, made))
    return f"{scheme}:{made}"


def _scheme_of(part: str) -> str | None:
    scheme = part.strip().partition(":")[0]
    return scheme if scheme in NAMES else None


def _unwrapped(variable: str, part: str, around: Surroundings) -> str:
    scheme = _scheme_of(part)
    if scheme is None:
        return part
    wrapped = part.removeprefix(f"{scheme}:")
    opened = around.ask(scheme, f"{variable} {part}", variable, _opener(scheme, wrapped))
    if isinstance(opened, Trouble):
        raise Unusable(_said(f"{variable} has a wrapped key.", scheme, opened))
    return opened


def _opener(scheme: str, wrapped: str) -> Callable[[Asking], str]:
    return lambda asking: _by_aws(wrapped, asking) if scheme == AWS else _by_vault(wrapped, asking)


def _said(beginning: str, scheme: str, trouble: Trouble) -> str:
    return sentence(beginning, NAMES[scheme], trouble, _MEND[scheme].get(trouble.why))


def _by_aws(wrapped: str, asking: Asking) -> str:
    if not _WRAPPED_BY_AWS.fullmatch(wrapped):
        raise Trouble(Why.CANNOT_OPEN)
    client = aws.client("kms", _ENDPOINT, "", asking)
    try:
        raw = base64.b64decode(wrapped, validate=True)
        with closing(client):
            opened = client.decrypt(CiphertextBlob=raw, EncryptionContext=_context(asking)).get("Plaintext")
    except binascii.Error:
        trouble = Trouble(Why.CANNOT_OPEN)
    except Exception as error:  # noqa: BLE001 - whatever a library raises may quote what it read
        trouble = aws.trouble_of(error)
    else:
        return _text_of(opened)
    raise trouble


def _wrapped_by_aws(key: str, wrapping_key: str, asking: Asking) -> str:
    client = aws.client("kms", _ENDPOINT, "", asking)
    try:
        with closing(client):
            made = client.encrypt(
                KeyId=wrapping_key, Plaintext=key.encode(), EncryptionContext=_context(asking)
            )
        return base64.b64encode(made["CiphertextBlob"]).decode()
    except Exception as error:  # noqa: BLE001 - whatever a library raises may quote what it was given
        trouble = aws.trouble_of(error)
    raise trouble


def _context(asking: Asking) -> dict[str, str]:
    return {"application": "anteroom", "variable": asking.variable}


def _by_vault(wrapped: str, asking: Asking) -> str:
    found = _WRAPPED_BY_VAULT.fullmatch(wrapped)
    if found is None:
        raise Trouble(Why.CANNOT_OPEN)
    mount, name = _mount_and_name(found[1])
    answer = _transit(
        f"{mount}/decrypt/{name}", {"ciphertext": found[2], "associated_data": _associated(asking)}, asking
    )
    try:
        return _text_of(base64.b64decode(answer.get("plaintext"), validate=True))  # type: ignore[arg-type]
    except (TypeError, binascii.Error):
        pass
    raise Trouble(Why.GARBAGE)


def _wrapped_by_vault(key: str, wrapping_key: str, asking: Asking) -> str:
    mount, name = _mount_and_name(wrapping_key)
    body = {"plaintext": base64.b64encode(key.encode()).decode(), "associated_data": _associated(asking)}
    made = f"{wrapping_key}:{_transit(f'{mount}/encrypt/{name}', body, asking).get('ciphertext')}"
    if not _WRAPPED_BY_VAULT.fullmatch(made):
        raise Trouble(Why.GARBAGE)
    return made


def _transit(path: str, body: dict[str, str], asking: Asking) -> dict[str, Any]:
    try:
        return vault.call(path, asking, body)
    except Trouble as trouble:
        if (trouble.why, trouble.code) != (Why.REFUSED, _BAD_REQUEST):
            raise
    raise Trouble(Why.CANNOT_OPEN)


def _mount_and_name(key: str) -> tuple[str, str]:
    mount, _, name = key.rpartition("/")
    return mount or "transit", name


def _associated(asking: Asking) -> str:
    return base64.b64encode(f"anteroom/{asking.variable}".encode()).decode()


def _text_of(opened: object) -> str:
    try:
        return bytes(opened).decode("ascii")  # type: ignore[call-overload,no-any-return]
    except (TypeError, ValueError):
        pass
    raise Trouble(Why.NOT_TEXT)
