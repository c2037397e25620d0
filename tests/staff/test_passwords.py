"""Passwords: kept as argon2id, judged at one cost, refused when others would guess them."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import Parameters, extract_parameters
from argon2.profiles import CHEAPEST
from hypothesis import given
from hypothesis import strategies as st

from app.staff.passwords import PRODUCTION, Busy, Passwords
from tests.cases import for_each

GOOD = "seven otters under a plum moon"
EMAIL, NAME = "mia.jones@larkfield.example", "Mia Jones-Featherstone"
PASSWORDS = Passwords(CHEAPEST, clinic_words=("Larkfield", "Clinic", "by", "Bay"))


def problem(password: str) -> str | None:
    return PASSWORDS.problem(password, EMAIL, NAME)


def test_the_right_password_is_recognised_and_another_is_not():
    kept = PASSWORDS.hash(GOOD)
    assert PASSWORDS.verify(kept, GOOD)
    assert not PASSWORDS.verify(kept, GOOD + " ")
    assert not PASSWORDS.verify(kept, GOOD.upper())


def test_a_password_is_hashed_with_a_salt_of_its_own():
    assert PASSWORDS.hash(GOOD) != PASSWORDS.hash(GOOD)


def test_nobodys_hash_lets_nobody_in():
    for kept in (None, "", "no hash", "$argon2id$v=19$m=8,t=1,p=1$"):
        assert not PASSWORDS.verify(kept, GOOD)


def test_the_decoy_costs_what_a_members_hash_costs():
    assert extract_parameters(PASSWORDS._decoy) == extract_parameters(PASSWORDS.hash(GOOD))


def test_production_is_argon2id_above_what_owasp_asks_for():
    assert PRODUCTION.type.name == "ID"
    assert PRODUCTION.memory_cost >= 19 * 1024
    assert PRODUCTION.time_cost >= 2
    assert Passwords(PRODUCTION).hash(GOOD).startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_a_hash_of_other_parameters_has_to_be_made_again():
    kept = PASSWORDS.hash(GOOD)
    stronger = Parameters(
        CHEAPEST.type, CHEAPEST.version, CHEAPEST.salt_len, CHEAPEST.hash_len, 2, CHEAPEST.memory_cost, 1
    )
    assert not PASSWORDS.needs_rehash(kept)
    assert Passwords(stronger).verify(kept, GOOD)
    assert Passwords(stronger).needs_rehash(kept)


def test_two_keyboards_spellings_of_one_letter_are_one_password():
    composed, decomposed = (unicodedata.normalize(form, "señor café à la crème") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert PASSWORDS.verify(PASSWORDS.hash(composed), decomposed)


@given(st.text(max_size=300))
def test_any_text_can_be_a_password_and_only_itself(password: str):
    kept = PASSWORDS.hash(password)
    assert PASSWORDS.verify(kept, password)
    assert not PASSWORDS.verify(kept, password + "x")


def test_bytes_that_are_no_text_are_part_of_a_password_too():
    typed = b"seven otters \xff moon".decode("utf-8", "surrogateescape")
    assert PASSWORDS.verify(PASSWORDS.hash(typed), typed)


def test_more_hashes_at_once_than_there_are_turns_are_refused():
    narrow = Passwords(CHEAPEST, at_once=2, patience=0)
    kept = narrow.hash(GOOD)
    with narrow.turn(), narrow.turn():
        for work in (
            lambda: narrow.hash(GOOD),
            lambda: narrow.verify(None, GOOD),
            lambda: narrow.verify(kept, GOOD),
        ):
            with pytest.raises(Busy):
                work()
    assert narrow.verify(kept, GOOD)


def test_whoever_waits_gets_the_next_turn():
    narrow = Passwords(CHEAPEST, at_once=1)
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(narrow.hash, [GOOD] * 16))
    assert all(narrow.verify(each, GOOD) for each in kept)


def test_a_wrong_password_gives_its_turn_back():
    narrow = Passwords(CHEAPEST, at_once=1, patience=0)
    for kept in (None, "no hash", narrow.hash("something else")):
        assert not narrow.verify(kept, GOOD)
    assert narrow.hash(GOOD)


@for_each(
    "password",
    [
        GOOD,
        "x7#kQ0!vZ2@mWc9",
        "ocho nutrias bajo la luna",
        "семь выдр под луной",
        "          seven otters",
        "properties were poor weird trees",
        "deer 4471 lamp 8809",
        "nutmeg" + "é" * 3 + " & plum 🦦🦦",
        ("seven otters under a plum moon, " * 8)[:130]
        + "and then it ended quite differently, with 126 others of them" * 2,
    ],
)
def test_a_passphrase_of_any_composition_will_do(password: str):
    assert problem(password) is None


@for_each("password", ["", "seven otters!!", "x7#kQ0!vZ2@mWc"])
def test_fewer_than_15_characters_are_too_few(password: str):
    assert "at least 15" in (problem(password) or "")


def test_256_characters_are_allowed_and_257_are_not():
    text = "".join(chr(0x4E00 + 7 * number) for number in range(257))
    assert problem(text[:256]) is None
    assert "at most 256" in (problem(text) or "")


@for_each(
    "password",
    [
        "administrator2024!",
        "Administrator 2024",
        "P@ssw0rd20242024",
        "!!! Telecommunications !!!",
        "12 unconditionally 34",
        "momsanaladventure",
        "Correct Horse Battery Staple",
        "correct-horse-battery-staple-1",
        "ｐａｓｓｗｏｒｄｓｔａｎｄａｒｄ",
    ],
)
def test_what_attackers_try_first_is_refused_however_it_is_dressed(password: str):
    assert "attackers try first" in (problem(password) or "")


@for_each(
    "password",
    [
        "aaaaaaaaaaaaaaa",
        "               ",
        "passwordpassword",
        "otter otter otter",
        "abababababababa",
        "123456789012345",
        "Password12345678",
        "qwertyuiopasdfgh",
        "1qaz2wsx3edc4rfv",
        "1q2w3e4r5t6y7u8i",
        "zyxwvutsrqponmlk",
        "!@#$%^&*()!@#$%^",
    ],
)
def test_a_pattern_is_refused(password: str):
    assert "repeats itself or follows the keyboard" in (problem(password) or "")


@for_each("password", ["seven larkfield otters", "LARK-FIELD otters 77", "our clinic has otters"])
def test_the_clinics_name_is_refused(password: str):
    assert "clinic's name" in (problem(password) or "")


@for_each(
    "password",
    [
        "mia.jones likes otters",
        "MiaJones likes otters",
        "plum featherstone moon",
        "i am mia@larkfield.example",
    ],
)
def test_the_members_own_name_and_address_are_refused(password: str):
    own = Passwords(CHEAPEST)
    email = "mia@larkfield.example" if "@" in password else EMAIL
    assert "your e-mail address" in (own.problem(password, email, NAME) or "")


def test_short_names_do_not_spoil_the_words_they_stand_in():
    assert (
        Passwords(CHEAPEST, clinic_words=("Bay",)).problem(
            "bayonets amid joyful yo-yos", "jo@x.example", "Amy Yo"
        )
        is None
    )
