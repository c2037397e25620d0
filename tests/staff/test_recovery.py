"""Recovery codes."""

from __future__ import annotations

import math
import re

from argon2.profiles import CHEAPEST

from app.staff import recovery_codes
from tests.cases import for_each

SALT = b"0123456789abcdef"


def hashed(code: str, salt: bytes = SALT) -> bytes:
    return recovery_codes.hash_code(code, salt, CHEAPEST)


def test_a_member_gets_ten_different_codes_that_can_be_read_aloud():
    codes = recovery_codes.new_codes()
    assert len(set(codes)) == 10
    assert all(
        re.fullmatch(r"[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{2}", code)
        for code in codes
    )
    assert not set(codes) & set(recovery_codes.new_codes())


def test_a_code_has_fifty_bits():
    assert math.log2(len(set(recovery_codes._ALPHABET))) * recovery_codes._LENGTH == 50


@for_each(
    "typed",
    [
        "4kx9-m2qa-70",
        "4KX9-M2QA-70",
        "4kx9m2qa70",
        " 4kx9 m2qa 70\n",
        "4kx9–m2qa—70",
        "4kx9-m2qa-7o",
        "4KX9-M2QA-7O",
    ],
)
def test_case_blanks_dashes_and_look_alikes_do_not_matter(typed: str):
    assert recovery_codes.looks_like_one(typed)
    assert hashed(typed) == hashed("4kx9-m2qa-70")


def test_every_new_code_looks_like_one():
    assert all(recovery_codes.looks_like_one(code) for code in recovery_codes.new_codes())


@for_each("text", ["", "123456", "123 456", "4kx9-m2qa-7", "4kx9-m2qa-7ww", "4kx9-m2qa-7u", "４ｋｘ９m2qa7w"])
def test_a_code_of_the_app_or_anything_else_does_not_look_like_one(text: str):
    assert not recovery_codes.looks_like_one(text)


def test_one_salted_hash_finds_which_of_the_ten_it_is():
    codes, salt = recovery_codes.new_codes(), recovery_codes.new_salt()
    kept = [hashed(code, salt) for code in codes]
    assert len(salt) == 16
    assert {len(each) for each in kept} == {32}
    assert kept.index(hashed(codes[7].upper(), salt)) == 7


def test_the_same_code_under_another_salt_is_another_hash():
    assert hashed("4kx9-m2qa-7w", recovery_codes.new_salt()) != hashed(
        "4kx9-m2qa-7w", recovery_codes.new_salt()
    )
