"""A time-stamp counts for its text, its moment and its authority, and for nothing else."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from rfc3161_client import decode_timestamp_response

from app.crypto.time_stamp import Doubt, NotStamped, Query, query, stamped_at
from tests.time_stamps import Authority

if TYPE_CHECKING:
    from pathlib import Path

TEXT, OTHER = '{"trail":"7:9f"}', '{"trail":"6:9f"}'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authorities")


@pytest.fixture(scope="module")
def authority(folder: Path) -> Authority:
    return Authority(folder / "ours")


@pytest.fixture(scope="module")
def asked() -> Query:
    return query(TEXT)


@pytest.fixture(scope="module")
def answer(authority: Authority, asked: Query) -> bytes:
    return authority.stamps(asked.sent)


@pytest.fixture(scope="module")
def asked_at(answer: bytes) -> datetime:
    """When the authority made its answer, by its own word."""
    return decode_timestamp_response(answer).tst_info.gen_time


def doubt_of(
    answer: bytes, trusted: bytes, text: str = TEXT, at: datetime | None = None, nonce: int | None = None
) -> Doubt:
    with pytest.raises(NotStamped) as refused:
        stamped_at(answer, text, at or datetime.now(UTC), trusted, nonce)
    return refused.value.why


def test_a_stamp_is_dated_by_its_authority(
    authority: Authority, asked: Query, answer: bytes, asked_at: datetime
):
    trusted = authority.root.read_bytes()
    clocks_differ = asked_at + timedelta(minutes=4)
    assert stamped_at(answer, TEXT, clocks_differ, trusted, asked.nonce) == asked_at


def test_the_question_has_a_digest_of_the_text_and_not_the_text(asked: Query):
    assert TEXT.encode() not in asked.sent
    assert len(asked.sent) < 100


def test_a_stamp_of_another_text_is_refused(authority: Authority, answer: bytes):
    assert doubt_of(answer, authority.root.read_bytes(), OTHER) is Doubt.OTHER


def test_an_old_stamp_is_refused_by_its_time_and_by_its_number(
    authority: Authority, answer: bytes, asked_at: datetime
):
    trusted = authority.root.read_bytes()
    assert doubt_of(answer, trusted, at=asked_at + timedelta(days=1)) is Doubt.OLD
    assert doubt_of(answer, trusted, at=asked_at - timedelta(days=1)) is Doubt.OLD
    assert doubt_of(answer, trusted, nonce=query(TEXT).nonce) is Doubt.OLD


def test_a_stamp_of_another_authority_is_refused(folder: Path, answer: bytes, asked_at: datetime):
    others = Authority(folder / "others")
    assert doubt_of(answer, others.root.read_bytes(), at=asked_at) is Doubt.AUTHORITY


def test_an_authority_that_grants_nothing_is_heard(authority: Authority, asked: Query):
    refusal = authority.stamps(asked.sent, refuses=True)
    assert doubt_of(refusal, authority.root.read_bytes()) is Doubt.NOT_GRANTED


def test_no_changed_byte_makes_a_stamp_say_something_else(
    authority: Authority, answer: bytes, asked_at: datetime
):
    """A few bytes beside the signature may be anything, as the name of an algorithm that is written twice."""
    trusted = authority.root.read_bytes()
    said = []
    for place in range(0, len(answer), 7):
        changed = answer[:place] + bytes([answer[place] ^ 1]) + answer[place + 1 :]
        with suppress(NotStamped):
            said.append(stamped_at(changed, TEXT, asked_at, trusted))
    assert len(said) < 5
    assert {*said} <= {stamped_at(answer, TEXT, asked_at, trusted)}


def test_what_is_no_stamp_is_refused(authority: Authority, answer: bytes):
    trusted = authority.root.read_bytes()
    for junk in (b"", b"<html>", answer[:-20], bytes(1000), answer + b"more"):
        assert doubt_of(junk, trusted) is Doubt.UNREADABLE


def test_a_file_without_certificates_proves_nothing(answer: bytes):
    with pytest.raises(ValueError, match="PEM"):
        stamped_at(answer, TEXT, datetime.now(UTC), b"")
