"""Values of settings: secrets, keys, addresses, and problems with them."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import os
import re
import shlex
import stat
from collections.abc import Iterator, MutableMapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

DOTS: Final = "••••••••"


class Secret:
    """Holds a secret; shows dots when it is printed, formatted or logged.

    Compares in constant time (ASVS 11.2.4) and refuses to be pickled, so that it cannot slip into a queue.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value itself. Call it where the secret is used, never to pass it on."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({DOTS})"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        message = "a Secret must not be pickled"
        raise TypeError(message)


class ConfigurationError(Exception):
    """The settings cannot be used.

    `problems` has a sentence for each: what to set, where, and how to make it.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(["Anteroom cannot start:", *(f"  - {problem}" for problem in problems)]))


READABLE_BY_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
"""Mode bits that a private file must not have; also used as the umask."""
_MOUNTS: Final = Path("/run")


def is_open_to_others(path: Path) -> bool:
    """Return whether other users can read or change a file meant for this service.

    Raises:
        OSError: it cannot be examined.
    """
    # systemd and containers choose the mode of what they mount for a service, and nobody can change it.
    is_mounted = path.resolve().is_relative_to(_MOUNTS) or bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    return not is_mounted and lets_others_in(path.stat())


def lets_others_in(found: os.stat_result) -> bool:
    """Return whether mode and owner let others in.

    A group through which root lets this service read does not count.
    """
    is_lent = found.st_uid == 0 and found.st_gid != 0
    return bool(found.st_mode & (stat.S_IRWXO | stat.S_IWGRP if is_lent else READABLE_BY_OTHERS))


def how_to_close(path: Path) -> str:
    """Return the command that makes a file private, and keeps it readable for us."""
    if path.stat().st_uid == os.geteuid() or not os.geteuid():
        return f"chmod 600 {shlex.quote(str(path))}"
    name = shlex.quote(str(path))
    return f"as root: chgrp {os.getegid()} {name} && chmod 640 {name}"


_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


def is_this_computer(host: str) -> bool:
    """Return whether a host is empty, localhost or a loopback address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in {"", "localhost"}


def is_safe(url: str, *, production: bool) -> bool:
    """Return whether nobody on the network can read what is sent there."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return parts.scheme == "http" and host in _LOOPBACK and not production


def stand_in_problems(name: str, whose: str, url: str, *, production: bool) -> Iterator[str]:
    """Yield problems of an address that replaces the one of `whose`."""
    if not _is_plain(url):
        yield f"{name} must be scheme, host and port only. Leave it out for {whose} itself."
    elif not is_safe(url, production=production):
        yield f"{name} must begin with https://. Leave it out for {whose} itself."


def _is_plain(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return (
        url == f"{parts.scheme}://{parts.netloc}"
        and parts.scheme in {"https", "http"}
        and bool(host)
        and "@" not in parts.netloc
    )


def json_object(text: bytes | str) -> dict[str, Any]:
    """Return the text's JSON object; empty if it is none, or nested too deeply."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


STARRED: Final = frozenset(
    {
        "SECRET_KEY",
        "FERNET_KEYS",
        "INDEX_KEY",
        "DATABASE_URL",
        "ERASURE_JOURNAL_URL",
        "REDIS_URL",
        "TWILIO_AUTH_TOKEN",
        "TWILIO_API_SECRET",
        "SMTP_URL",
        "METRICS_TOKEN",
        "OTEL_EXPORTER_OTLP_HEADERS",
    }
)
"""The variables that hold Anteroom's own secrets."""
OF_STORES: Final = frozenset(
    {
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AZURE_CLIENT_SECRET",
        "VAULT_TOKEN",
        "VAULT_SECRET_ID",
    }
)
"""The variables that hold credentials of secret stores."""
FILES_OF_STORES: Final = (
    "VAULT_TOKEN_FILE",
    "VAULT_SECRET_ID_FILE",
    "AZURE_CLIENT_CERTIFICATE_PATH",
    "GOOGLE_SECRETS_CREDENTIALS",
)
"""The settings that name a file with credentials of a secret store."""


def withhold(environ: MutableMapping[str, str]) -> dict[str, str]:
    """Remove the secrets from the environment, so no child process has them.

    Returns them.
    """
    return {name: environ.pop(name) for name in STARRED | OF_STORES if name in environ}


KEY_BYTES: Final = 32
MAKE_KEY: Final = 'python3 -c "import base64,os;print(base64.urlsafe_b64encode(os.urandom(32)).decode())"'
MAKE_PHRASE: Final = 'python3 -c "import secrets;print(secrets.token_urlsafe(48))"'
_FEWEST_DISTINCT_BYTES: Final = 12  # a random key has about 30
_PUBLISHED: Final = frozenset(
    {"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="}
)  # the Fernet specification's own
_PLACEHOLDERS: Final = re.compile(
    r"change.?me|your[_ -]|placeholder|example|default|secret|password|insecure|[<>]"
)
_FEWEST_DISTINCT_CHARACTERS: Final = 10


def split(text: str) -> tuple[Secret, ...]:
    """Return the secrets of a comma-separated list, newest first, without blanks."""
    return tuple(Secret(part.strip()) for part in text.split(",") if part.strip())


def key_problems(name: str, keys: tuple[Secret, ...]) -> Iterator[str]:
    """Yield problems of a list of 32-byte keys in URL-safe base64 (Fernet's form)."""
    for position, key in enumerate(keys, start=1):
        where = name if len(keys) == 1 else f"{name} (key {position} of {len(keys)})"
        if key.reveal() in _PUBLISHED:
            yield f"{where} is a published example. Make one of your own: {MAKE_KEY}"
        elif (raw := decode(key)) is None:
            yield f"{where} is not a key, which is 32 bytes in URL-safe base64 (44 characters). Make one: {MAKE_KEY}"
        elif len(set(raw)) < _FEWEST_DISTINCT_BYTES:
            yield f"{where} is not random. Make a new one: {MAKE_KEY}"
    if len({decode(key) for key in keys}) < len(keys):
        yield f"{name} lists the same key twice."


def decode(key: Secret) -> bytes | None:
    try:
        raw = base64.b64decode(key.reveal(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == KEY_BYTES else None


def phrase_problems(name: str, keys: tuple[Secret, ...]) -> Iterator[str]:
    """Yield problems of a phrase: it needs 32 random bytes (ASVS 13.2.3)."""
    for key in keys:
        text = key.reveal()
        guessable = len(set(text)) < _FEWEST_DISTINCT_CHARACTERS or is_placeholder(text)
        if len(text.encode()) < KEY_BYTES or guessable:
            yield f"{name} is too short or guessable. It needs at least 32 random bytes. Make one: {MAKE_PHRASE}"


def is_placeholder(text: str) -> bool:
    """Return whether the text is a placeholder, as `your_auth_token` or `changeme`."""
    return bool(_PLACEHOLDERS.search(text.lower())) or set(text.lower()) <= set("x_-.")
