"""Opaque tokens."""

from __future__ import annotations

import base64
import hashlib

from app.guard.tokens import new_token, token_hash
from tests.cases import for_each


def test_a_token_is_256_new_bits_that_may_stand_in_a_url():
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(base64.urlsafe_b64decode(token + "=")) for token in tokens} == {32}


def test_the_database_knows_a_token_by_its_sha_256():
    token = new_token()
    assert token_hash(token) == hashlib.sha256(token.encode()).digest()


@for_each(
    "malformed",
    ["", "x" * 42, "x" * 44, "x" * 42 + "=", "x" * 42 + " ", "x" * 43 + "\n", "é" * 43, "x" * 42 + "/"],
)
def test_what_cannot_be_a_token_has_no_hash(malformed: str):
    assert token_hash(malformed) is None
