"""Reading secret keys, and saying what is wrong with one without showing it."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final

from app.config.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.config.settings import Settings

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
    """Return the comma-separated secrets of a list variable, newest first, blanks removed."""
    return tuple(Secret(part.strip()) for part in text.split(",") if part.strip())


def key_problems(name: str, keys: tuple[Secret, ...]) -> Iterator[str]:
    """Yield what is wrong with a list of 32-byte keys in URL-safe base64 (the form of a Fernet key)."""
    for position, key in enumerate(keys, start=1):
        where = name if len(keys) == 1 else f"{name} (key {position} of {len(keys)})"
        if key.reveal() in _PUBLISHED:
            yield f"{where} is a published example. Make one of your own: {MAKE_KEY}"
        elif (raw := decode(key)) is None:
            yield f"{where} is not a key: 32 bytes in URL-safe base64, 44 characters. Make one: {MAKE_KEY}"
        elif len(set(raw)) < _FEWEST_DISTINCT_BYTES:
            yield f"{where} is not random. Make a new one: {MAKE_KEY}"
    if len({decode(key) for key in keys}) < len(keys):
        yield f"{name} lists the same key twice."


def decode(key: Secret) -> bytes | None:
    """Return the 32 bytes of a key, or None when it is not one."""
    try:
        raw = base64.b64decode(key.reveal(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == KEY_BYTES else None


def sharing_problems(settings: Settings) -> Iterator[str]:
    """Yield which key is used for two purposes. Compared as bytes: one key can be spelt in several ways."""
    sealing, indexing = _decoded(settings.fernet_keys), _decoded(settings.index_keys)
    if indexing & sealing:  # whoever holds the indexes' key could read the values
        yield f"INDEX_KEY and FERNET_KEYS share a key. Make a new INDEX_KEY: {MAKE_KEY}"
    if _decoded(settings.backup_keys) & (sealing | indexing):  # whoever keeps the backups, what is inside
        yield f"BACKUP_KEY shares a key with FERNET_KEYS or INDEX_KEY. Make a new BACKUP_KEY: {MAKE_KEY}"


def _decoded(keys: Iterable[Secret]) -> set[bytes]:
    return {raw for key in keys if (raw := decode(key)) is not None}


def phrase_problems(name: str, keys: tuple[Secret, ...]) -> Iterator[str]:
    """Yield what is wrong with SECRET_KEY: it needs 32 random bytes and may not be a word (ASVS 13.2.3)."""
    for key in keys:
        text = key.reveal()
        guessable = len(set(text)) < _FEWEST_DISTINCT_CHARACTERS or is_placeholder(text)
        if len(text.encode()) < KEY_BYTES or guessable:
            yield f"{name} is too short or guessable: at least 32 random bytes. Make one: {MAKE_PHRASE}"


def is_placeholder(text: str) -> bool:
    """Tell whether the text is something to be replaced, as in `your_auth_token` or `changeme`."""
    return bool(_PLACEHOLDERS.search(text.lower())) or set(text.lower()) <= set("x_-.")
