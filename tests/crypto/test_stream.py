"""A sealed file comes back as it was, or not at all: no byte changed, none missing, none too many, none moved."""

from __future__ import annotations

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import BackupKeys, Damaged, NotABackup, OtherKey
from app.crypto.stream import CHUNK, HEADER, MAGIC, TAG
from tests.cases import for_each

KEY, OLDER = os.urandom(32), os.urandom(32)
SEALED_CHUNK = CHUNK + TAG
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17)
REFUSED = (Damaged, NotABackup, OtherKey)


def seal(data, *keys, pieces=1):
    file = io.BytesIO()
    writer = BackupKeys(keys or [KEY]).seal(file)
    size = max(1, len(data) // pieces)
    for start in range(0, len(data), size):
        writer.write(data[start : start + size])
    writer.close()
    return file.getvalue()


def opened(sealed, *keys):
    return b"".join(BackupKeys(keys or [KEY]).open(io.BytesIO(sealed)))


def chunks(sealed):
    body = sealed[HEADER:]
    return [body[start : start + SEALED_CHUNK] for start in range(0, len(body), SEALED_CHUNK)]


SMALL = seal(b"hello, there")
LONG = seal(os.urandom(2 * CHUNK + 5))


@for_each("size", SIZES)
@for_each("pieces", [1, 7])
def test_what_is_sealed_comes_back_whatever_its_length_and_the_pieces_it_came_in(size, pieces):
    data = os.urandom(size)
    assert opened(seal(data, pieces=pieces)) == data


@given(st.integers(0, len(SMALL) - 1), st.integers(1, 255))
def test_a_byte_changed_anywhere_is_refused(place, flip):
    changed = bytearray(SMALL)
    changed[place] ^= flip
    with pytest.raises(REFUSED):
        opened(bytes(changed))


@given(st.integers(0, len(LONG) - 1))
def test_a_file_cut_off_anywhere_is_refused(length):
    with pytest.raises(REFUSED):
        opened(LONG[:length])


@for_each("size", SIZES)
def test_a_file_cut_off_between_two_chunks_is_refused(size):
    sealed = seal(os.urandom(size))
    for end in range(HEADER, len(sealed), SEALED_CHUNK):
        with pytest.raises(REFUSED):
            opened(sealed[:end])


def test_chunks_in_another_order_taken_out_doubled_or_from_another_file_are_refused():
    header, (one, two, three) = LONG[:HEADER], chunks(LONG)
    other = chunks(seal(os.urandom(2 * CHUNK + 5)))
    for wrong in (
        (two, one, three),
        (one, three),
        (one, one, two, three),
        (one, two, three, three),
        (one, two),
        (three,),
        (other[0], two, three),
        (one, two, other[2]),
        (one, two, three, b"x"),
    ):
        with pytest.raises(REFUSED):
            opened(header + b"".join(wrong))
    assert opened(header + one + two + three)


def test_an_older_key_opens_and_the_newest_seals():
    assert opened(seal(b"x", OLDER), KEY, OLDER) == b"x"
    with pytest.raises(OtherKey):
        opened(seal(b"x", KEY, OLDER), OLDER)


def test_another_key_is_told_from_damage_by_a_name_that_stays_the_same():
    names = []
    for _ in range(2):
        with pytest.raises(OtherKey) as refused:
            opened(seal(b"x"), OLDER)
        names.append(refused.value.key_id)
    assert names[0] == names[1]


def test_two_files_of_the_same_words_share_nothing_but_their_beginning():
    one, two = seal(b"same words" * 100), seal(b"same words" * 100)
    named = len(MAGIC) + 16
    assert one[:named] == two[:named]
    assert not set(zip(*[iter(one[named:])] * 8, strict=False)) & set(
        zip(*[iter(two[named:])] * 8, strict=False)
    )


@for_each("content", [b"", b"SQLite format 3\0", MAGIC[:-1]])
def test_another_kind_of_file_is_called_one(content):
    with pytest.raises(NotABackup):
        opened(content)


@for_each("masters", [[], [b"short"], [KEY, b"short"]])
def test_a_key_that_is_none_is_refused(masters):
    with pytest.raises(ValueError, match="32 bytes"):
        BackupKeys(masters)


def test_a_printed_keyring_shows_no_key():
    assert repr(BackupKeys([KEY])) == "BackupKeys(<1 hidden>)"
