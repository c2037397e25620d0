"""Recovery codes, for the day the phone is lost: ten for a member, each good once."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final

from argon2.low_level import hash_secret_raw

if TYPE_CHECKING:
    from argon2 import Parameters

MANY: Final = 10
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base32, five bits a character: what is left out looks like one that is in, and is read as it."""
_LENGTH: Final = 10
_CODE: Final = re.compile(f"[{_ALPHABET}]{{{_LENGTH}}}")
_BETWEEN: Final = re.compile(r"[\s\-‐-―−]+")
_LOOK_ALIKES: Final = str.maketrans("oil", "011")
_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32


def new_codes() -> tuple[str, ...]:
    """Return ten different codes of 50 random bits, like `4kx9-m2qa-7w`."""
    codes: set[str] = set()
    while len(codes) < MANY:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        codes.add(f"{code[:4]}-{code[4:8]}-{code[8:]}")
    return tuple(codes)


def looks_like_one(text: str) -> bool:
    """Tell whether `text` has the form of a recovery code, however it was typed."""
    return bool(_CODE.fullmatch(_normal(text)))


def new_salt() -> bytes:
    """Return the salt that all codes of one member share, so that one slow hash checks all ten."""
    return secrets.token_bytes(_SALT_BYTES)


def hash_code(code: str, salt: bytes, parameters: Parameters) -> bytes:
    """Return the 32 bytes to keep of a code: salted and slow, since it has fewer than 112 bits (ASVS 6.5.2).

    Takes argon2's time and memory: call it within `Passwords.turn()`. The hash does not name its parameters, so
    other parameters void the codes that are kept.
    """
    return hash_secret_raw(
        secret=_normal(code).encode("utf-8", "surrogatepass"),
        salt=salt,
        time_cost=parameters.time_cost,
        memory_cost=parameters.memory_cost,
        parallelism=parameters.parallelism,
        hash_len=_HASH_BYTES,
        type=parameters.type,
        version=parameters.version,
    )


def _normal(text: str) -> str:
    return _BETWEEN.sub("", text).lower().translate(_LOOK_ALIKES)
