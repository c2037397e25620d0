"""A sealed file comes back as it was, or not at all: no byte changed, none missing, none too many, none moved."""

from __future__ import annotations

import errno
import io
import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import Damaged, Identities, NotAge, OtherIdentity, Recipients, new_identity
from tests.cases import for_each

IDENTITY, PUBLIC_KEY = new_identity()
OTHER_IDENTITY, OTHER_KEY = new_identity()
CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + 16
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17)
REFUSED = (Damaged, NotAge, OtherIdentity)


def seal(data, *public_keys, pieces=1):
    file = io.BytesIO()
    size = max(1, len(data) // pieces)
    content = (data[start : start + size] for start in range(0, len(data), size))
    Recipients(public_keys or [PUBLIC_KEY]).seal(content, file)
    return file.getvalue()


def opened(sealed, *identities):
    with Identities("\n".join(identities or [IDENTITY])).open(io.BytesIO(sealed)) as content:
        return content.read()


SMALL = seal(b"hello, there")
LONG = seal(os.urandom(2 * CHUNK + 5))
CHUNKS_OF_LONG = 2 * SEALED_CHUNK + 5 + 16


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


@given(st.binary(min_size=1, max_size=2 * SEALED_CHUNK))
def test_a_file_with_more_at_its_end_is_refused(more):
    for sealed in (SMALL, LONG):
        with pytest.raises(Damaged):
            opened(sealed + more)


def test_chunks_in_another_order_taken_out_doubled_or_from_another_file_are_refused():
    def parts(sealed):
        body = sealed[-CHUNKS_OF_LONG:]
        return [body[start : start + SEALED_CHUNK] for start in range(0, len(body), SEALED_CHUNK)]

    header, (one, two, three) = LONG[:-CHUNKS_OF_LONG], parts(LONG)
    other = parts(seal(os.urandom(2 * CHUNK + 5)))
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
        with pytest.raises(Damaged):
            opened(header + b"".join(wrong))
    assert opened(header + one + two + three)


def test_the_identity_of_any_recipient_opens_and_no_other_does():
    both = seal(b"x", PUBLIC_KEY, OTHER_KEY)
    assert opened(both) == opened(both, OTHER_IDENTITY) == b"x"
    assert opened(seal(b"x"), OTHER_IDENTITY, IDENTITY) == b"x"
    with pytest.raises(OtherIdentity):
        opened(seal(b"x"), OTHER_IDENTITY)


@for_each("content", [b"", b"SQLite format 3\0", b"age-encryption.org/v2\n"])
def test_another_kind_of_file_is_called_one(content):
    with pytest.raises(NotAge):
        opened(content)


def mistyped(key):
    return key[:-1] + ("q" if key[-1].lower() != "q" else "p")


@for_each("wrong", ["x", "age1", mistyped(PUBLIC_KEY), IDENTITY, "ssh-ed25519 AAAA"])
def test_a_public_key_that_is_none_is_refused_and_not_quoted(wrong):
    with pytest.raises(ValueError, match="not a public key") as refused:
        Recipients([PUBLIC_KEY, wrong])
    assert wrong not in str(refused.value)


@for_each("wrong", ["AGE-SECRET-KEY-1", mistyped(IDENTITY), PUBLIC_KEY])
def test_an_identity_that_is_none_is_refused_and_not_quoted(wrong):
    with pytest.raises(ValueError, match="not an identity") as refused:
        Identities(f"{IDENTITY}\n{wrong}")
    assert wrong not in str(refused.value)


def test_for_nobody_nothing_is_sealed_and_with_nothing_nothing_is_opened():
    with pytest.raises(ValueError, match="no public key"):
        Recipients([])
    with pytest.raises(ValueError, match="no identity"):
        Identities("# nothing\n")


def test_a_printed_ring_shows_no_identity_and_says_for_whom_it_opens():
    identities = Identities(f"# public key: {PUBLIC_KEY}\n\n{IDENTITY}\n")
    assert repr(identities) == "Identities(<1 hidden>)"
    assert identities.public_keys == [PUBLIC_KEY]


class Full(io.BytesIO):
    """A disk without room for a write of some lengths."""

    def __init__(self, lengths):
        super().__init__()
        self.lengths = lengths

    def write(self, data, /):
        if len(data) in self.lengths:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


LAST = 5 + 16


@for_each("lengths", [range(LAST + 1, CHUNK), range(CHUNK, 2 * CHUNK), [LAST]])
def test_a_disk_that_is_full_is_told_even_if_it_lacks_room_for_the_last_bytes_alone(lengths):
    with pytest.raises(OSError, match="No space left") as failed:
        Recipients([PUBLIC_KEY]).seal(iter([os.urandom(2 * CHUNK + 5)]), Full(lengths))
    assert failed.value.errno == errno.ENOSPC


@for_each("error", [KeyError("a row"), SystemExit(143)])
def test_what_ends_the_content_ends_the_file_unfinished(error):
    def content():
        yield os.urandom(CHUNK + 1)
        raise error

    file = io.BytesIO()
    with pytest.raises(type(error)) as failed:
        Recipients([PUBLIC_KEY]).seal(content(), file)
    assert failed.value is error
    assert failed.value.__context__ is None
    with pytest.raises(Damaged):
        opened(file.getvalue())


def test_a_reader_that_stops_in_the_middle_leaves_nothing_running():
    before = threading.active_count()
    with (
        pytest.raises(KeyError),
        Identities(IDENTITY).open(io.BytesIO(seal(os.urandom(40 * CHUNK)))) as content,
    ):
        assert len(content.read(10)) == 10
        raise KeyError
    assert threading.active_count() == before
