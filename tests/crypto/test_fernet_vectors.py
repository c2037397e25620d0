"""The vectors of the Fernet specification (fernet/spec), for the library and for the bulk opener."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from datetime import datetime

import pytest
from cryptography.fernet import Fernet, InvalidToken

from app.crypto.bulk import BulkOpener
from tests.cases import for_each
from tests.crypto.tokens import agreed
from tests.vectors import vectors

_ABOUT_TIME_ONLY = {"expired TTL", "far-future TS (unacceptable clock skew)"}


def _vectors(name: str) -> list[dict[str, str]]:
    named: list[dict[str, str]] = vectors(f"fernet-spec/{name}")
    return named


def _invalid(*, about_time: bool) -> list[dict[str, str]]:
    return [vector for vector in _vectors("invalid") if (vector["desc"] in _ABOUT_TIME_ONLY) == about_time]


def _now(vector: dict[str, str]) -> int:
    return int(datetime.fromisoformat(vector["now"]).timestamp())


def test_all_ten_vectors_are_here():
    assert [len(_vectors(name)) for name in ("generate", "verify", "invalid")] == [1, 1, 8]
    assert len(_invalid(about_time=True)) == 2


@for_each("vector", _vectors("generate"))
def test_the_library_generates_the_specified_token(vector):
    made = Fernet(vector["secret"])._encrypt_from_parts(
        vector["src"].encode(), _now(vector), bytes(vector["iv"])
    )
    assert made.decode() == vector["token"]


@for_each("vector", _vectors("generate") + _vectors("verify"))
def test_both_openers_read_the_valid_vectors(vector):
    assert agreed(vector["token"], urlsafe_b64decode(vector["secret"])) == vector["src"].encode()


@for_each("vector", _vectors("verify"))
def test_the_library_reads_the_valid_vector_within_its_ttl(vector):
    opened = Fernet(vector["secret"]).decrypt_at_time(vector["token"], vector["ttl_sec"], _now(vector))
    assert opened == vector["src"].encode()


@for_each("vector", _vectors("invalid"))
def test_the_library_refuses_every_invalid_vector_at_its_time(vector):
    with pytest.raises(InvalidToken):
        Fernet(vector["secret"]).decrypt_at_time(vector["token"], vector["ttl_sec"], _now(vector))


@for_each("vector", _invalid(about_time=False))
def test_both_openers_refuse_what_is_invalid_at_any_time(vector):
    assert agreed(vector["token"], urlsafe_b64decode(vector["secret"])) is None
    with pytest.raises(InvalidToken):
        BulkOpener(urlsafe_b64decode(vector["secret"])).open(vector["token"])


@for_each("vector", _invalid(about_time=True))
def test_without_a_ttl_both_openers_read_what_is_invalid_by_its_time_only(vector):
    """We seal at time 0 and open without a TTL: a record does not expire."""
    assert agreed(vector["token"], urlsafe_b64decode(vector["secret"])) == b""
