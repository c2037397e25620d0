"""The start is refused when the cryptography library gives a wrong answer."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from cryptography.fernet import Fernet, InvalidToken

from app.crypto import SelfTestFailed, bulk, keys, self_test


def test_the_cryptography_of_this_machine_is_right():
    self_test()


class _LyingHkdf:
    def __init__(self, **_: object) -> None: ...

    def derive(self, master: bytes) -> bytes:
        return hashlib.sha256(master).digest()


def _refuse(*_: object) -> bytes:
    raise InvalidToken


@pytest.mark.parametrize(
    ("owner", "name", "lie", "named"),
    [
        (keys, "HKDF", _LyingHkdf, "a column key"),
        (hmac, "digest", lambda *_: bytes(32), "a blind index"),
        (Fernet, "_verify_signature", lambda *_: None, "refusing a damaged token"),
        (bulk, "compare_digest", lambda *_: True, "refusing a damaged token"),
        (bulk, "compare_digest", lambda *_: False, "opening what was sealed elsewhere"),
        (bulk, "b64decode", lambda text, *_: bytes(len(text)), "opening what was sealed here"),
        (Fernet, "decrypt", _refuse, "opening what was sealed elsewhere"),
        (Fernet, "decrypt", lambda *_: b"", "opening what was sealed here"),
        (Fernet, "encrypt_at_time", lambda _, body, __: body, "does not answer: UnicodeDecodeError"),
        (Fernet, "encrypt_at_time", lambda *_: b"sealed, honestly", "opening what was sealed here"),
    ],
)
def test_a_library_that_lies_is_found_out(monkeypatch, owner, name, lie, named):
    monkeypatch.setattr(owner, name, lie)
    with pytest.raises(SelfTestFailed, match=named):
        self_test()


def test_a_library_that_raises_is_found_out(monkeypatch):
    def broken(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(Fernet, "encrypt_at_time", broken)
    with pytest.raises(SelfTestFailed, match="does not answer: MemoryError"):
        self_test()
