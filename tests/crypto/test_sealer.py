"""A sealed value opens in its own row and column alone, and a damaged one is refused."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.crypto import Column, Keyring, Sealer, Unreadable
from tests.cases import for_each
from tests.crypto.tokens import decoded, token_of, token_of_blocks, with_flipped_bit

NEW, OLD = bytes(range(32)), bytes(range(32, 64))
NAME = Column("patients", "name")
HISTORY = Column("patients", "medical_history", padded=True)
ROW, OTHER_ROW = UUID(int=7), UUID(int=8)

claim = settings(max_examples=75)
values = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
columns = st.sampled_from([NAME, HISTORY])


@pytest.fixture
def keyring():
    return Keyring([NEW])


@pytest.fixture
def sealer(keyring):
    return Sealer(keyring)


def opened(sealer: Sealer, column: Column, row: UUID, token: str) -> str | type[Unreadable]:
    """What both ways of opening say, which must be one thing."""
    [many] = sealer.open_many(column, [(row, token)])
    if isinstance(many, Unreadable):
        assert (many.column, many.row) == (column, row)
        with pytest.raises(Unreadable) as refusal:
            sealer.open(column, row, token)
        assert (refusal.value.column, refusal.value.row) == (column, row)
        return Unreadable
    assert sealer.open(column, row, token) == many
    return many


@claim
@given(columns, st.uuids(), values)
def test_what_is_sealed_opens_again(column, row, value):
    sealer = Sealer(Keyring([NEW]))
    assert opened(sealer, column, row, sealer.seal(column, row, value)) == value


@for_each("value", ["", "\x00", "a\x00\x00", "\x80", "À", "x\x80\x00", "0" * 63, "0" * 64, "0" * 65])
@for_each("column", [NAME, HISTORY])
def test_a_value_that_looks_like_padding_opens_whole(sealer, column, value):
    assert opened(sealer, column, ROW, sealer.seal(column, ROW, value)) == value


def test_a_value_sealed_twice_gives_two_tokens(sealer):
    assert sealer.seal(NAME, ROW, "Ana") != sealer.seal(NAME, ROW, "Ana")


def test_a_list_keeps_its_order_and_tells_the_unreadable_apart(sealer):
    rows = [uuid4() for _ in range(50)]
    tokens = [sealer.seal(NAME, row, f"patient {number}") for number, row in enumerate(rows)]
    tokens[7] = with_flipped_bit(tokens[7], 300)
    tokens[20], tokens[21] = tokens[21], tokens[20]
    read = sealer.open_many(NAME, zip(rows, tokens, strict=True))
    for number, (row, value) in enumerate(zip(rows, read, strict=True)):
        if number in {7, 20, 21}:
            assert isinstance(value, Unreadable)
            assert value.row == row
        else:
            assert value == f"patient {number}"


def test_an_empty_list_opens_as_an_empty_list(sealer):
    assert sealer.open_many(NAME, iter(())) == []


def test_a_list_under_several_keys_keeps_its_order_and_its_rows():
    sealers = [Sealer(Keyring([key])) for key in (NEW, OLD, bytes(32))]
    rows = [uuid4() for _ in range(30)]
    tokens = [sealers[place % 3].seal(HISTORY, row, f"patient {place}") for place, row in enumerate(rows)]
    read = Sealer(Keyring([NEW, OLD])).open_many(HISTORY, zip(rows, tokens, strict=True))
    assert read[0::3] == [f"patient {place}" for place in range(0, 30, 3)]
    assert read[1::3] == [f"patient {place}" for place in range(1, 30, 3)]
    assert [each.row for each in read[2::3] if isinstance(each, Unreadable)] == rows[2::3]


# Moved, damaged, or under another key


def test_a_token_moved_to_another_row_is_refused(sealer):
    assert opened(sealer, NAME, OTHER_ROW, sealer.seal(NAME, ROW, "Ana")) is Unreadable


@for_each("column", [Column("patients", "address"), Column("staff", "name")])
def test_a_token_moved_to_another_column_or_table_is_refused(sealer, column):
    assert opened(sealer, column, ROW, sealer.seal(NAME, ROW, "Ana")) is Unreadable


def test_a_token_with_any_bit_flipped_is_refused(sealer):
    token = sealer.seal(NAME, ROW, "Ana")
    bits = range(8 * len(decoded(token)))
    assert {opened(sealer, NAME, ROW, with_flipped_bit(token, bit)) for bit in bits} == {Unreadable}


@for_each("token", ["", " ", "Ana", "é", "\ud800", "gAAAAA", "=" * 120, "A" * 120])
def test_what_is_no_token_is_refused(sealer, token):
    assert opened(sealer, NAME, ROW, token) is Unreadable


def test_a_token_cut_short_is_refused(sealer):
    token = sealer.seal(NAME, ROW, "Ana")
    assert {opened(sealer, NAME, ROW, token[:length]) for length in range(len(token) - 4)} == {Unreadable}


def test_a_token_under_the_master_key_itself_is_refused(sealer):
    assert opened(sealer, NAME, ROW, token_of(ROW.bytes + b"Ana", NEW)) is Unreadable


@claim
@given(columns, values)
def test_the_second_key_of_the_list_opens(column, value):
    token = Sealer(Keyring([OLD])).seal(column, ROW, value)
    assert opened(Sealer(Keyring([NEW, OLD])), column, ROW, token) == value


def test_new_values_are_sealed_under_the_first_key(sealer):
    token = Sealer(Keyring([NEW, OLD])).seal(NAME, ROW, "Ana")
    assert opened(sealer, NAME, ROW, token) == "Ana"
    assert opened(Sealer(Keyring([OLD])), NAME, ROW, token) is Unreadable


def test_a_token_moved_to_another_row_is_refused_under_the_second_key_too():
    token = Sealer(Keyring([OLD])).seal(NAME, ROW, "Ana")
    assert opened(Sealer(Keyring([NEW, OLD])), NAME, OTHER_ROW, token) is Unreadable


def test_under_a_removed_key_nothing_opens(sealer):
    assert opened(sealer, NAME, ROW, Sealer(Keyring([OLD])).seal(NAME, ROW, "Ana")) is Unreadable


# Bodies that only a holder of the key could have made


def body_verdict(keyring: Keyring, column: Column, body: bytes) -> str | type[Unreadable]:
    return opened(Sealer(keyring), column, ROW, token_of(body, keyring.keys_for(column)[0]))


@for_each("length", range(16))
def test_a_body_shorter_than_a_uuid_is_refused(keyring, length):
    assert body_verdict(keyring, NAME, ROW.bytes[:length]) is Unreadable


def test_a_body_of_exactly_the_uuid_is_the_empty_text(keyring):
    assert body_verdict(keyring, NAME, ROW.bytes) == ""


@for_each("text", [b"\xff", b"Zo\xc3", b"\xed\xa0\x80", b"\xc0\x80"])
@for_each("column", [NAME, HISTORY])
def test_a_body_that_is_not_utf8_is_refused(keyring, column, text):
    padding = b"\x80" + bytes(63 - len(text)) if column.padded else b""
    assert body_verdict(keyring, column, ROW.bytes + text + padding) is Unreadable


@for_each(
    "padded",
    [
        b"",
        b"none",
        b"none\x80",
        b"none" + bytes(60),
        b"none\x80" + bytes(58),
        b"none\x80" + bytes(60),
        b"none\x80" + bytes(59 + 64),
        b"none\x80" + bytes(58) + b"\x01",
        b"none\x81" + bytes(59),
        b"none\x80" + bytes(30) + b"\x02" + bytes(28),
        bytes(64),
        b"x" * 64,
        b"x" * 64 + bytes(64),
    ],
)
def test_damaged_padding_is_refused_and_never_a_shortened_text(keyring, padded):
    assert body_verdict(keyring, HISTORY, ROW.bytes + padded) is Unreadable


def test_a_uuid_that_ends_like_padding_is_no_value(keyring):
    row = UUID(bytes=bytes(15) + b"\x80")
    for body in (row.bytes, row.bytes + bytes(64)):
        assert (
            opened(Sealer(keyring), HISTORY, row, token_of(body, keyring.keys_for(HISTORY)[0])) is Unreadable
        )


def test_any_bit_flipped_in_the_padding_is_refused_in_spite_of_a_right_mac(keyring):
    key = keyring.keys_for(HISTORY)[0]
    right = ROW.bytes + b"none\x80" + bytes(59)
    for bit in range(8 * 20, 8 * len(right)):
        body = bytearray(right)
        body[bit // 8] ^= 1 << bit % 8
        assert opened(Sealer(keyring), HISTORY, ROW, token_of(bytes(body), key)) is Unreadable


def test_a_column_that_becomes_padded_does_not_read_its_old_values_short(sealer):
    padded = Column("patients", "name", padded=True)
    assert opened(sealer, padded, ROW, sealer.seal(NAME, ROW, "Ana")) is Unreadable
    assert opened(sealer, NAME, ROW, sealer.seal(padded, ROW, "Ana")) is Unreadable


def test_damaged_block_padding_is_refused_in_spite_of_a_right_mac(keyring):
    blocks = ROW.bytes + b"Ana" + b"\x0c" + b"\x0d" * 12
    token = token_of_blocks(blocks, keyring.keys_for(NAME)[0])
    assert opened(Sealer(keyring), NAME, ROW, token) is Unreadable


# What a token tells without a key


@for_each(("length", "letters"), [(0, 120), (1, 120), (47, 164), (48, 184), (64, 204), (128, 292)])
def test_an_unpadded_token_tells_the_length_in_steps_of_sixteen(sealer, length, letters):
    assert len(sealer.seal(NAME, ROW, "x" * length)) == letters


def test_a_padded_no_is_as_long_as_a_history_of_forty_letters(sealer):
    history = "penicillin, asthma, a bypass and statins"
    assert len(history) == 40
    assert len(sealer.seal(HISTORY, ROW, "none")) == len(sealer.seal(HISTORY, ROW, history))


@for_each(("length", "steps"), [(0, 1), (63, 1), (64, 2), (127, 2), (128, 3)])
def test_a_padded_token_tells_the_length_in_steps_of_sixty_four(sealer, length, steps):
    whole_steps = sealer.seal(NAME, ROW, "x" * (64 * steps))
    assert len(sealer.seal(HISTORY, ROW, "x" * length)) == len(whole_steps)


@for_each("column", [NAME, HISTORY])
def test_a_token_does_not_tell_when_it_was_sealed(sealer, column):
    assert decoded(sealer.seal(column, ROW, "Ana"))[:9] == b"\x80" + bytes(8)


# What an error or a printed object tells


@for_each("column", [NAME, HISTORY])
def test_a_lone_surrogate_is_refused_without_repeating_the_value(sealer, column):
    with pytest.raises(ValueError, match="lone surrogate") as refusal:
        sealer.seal(column, ROW, "secret \ud83d words")
    assert type(refusal.value) is ValueError
    assert "secret" not in repr(refusal.value)
    assert refusal.value.__context__ is None  # a UnicodeEncodeError would carry the value


def test_a_refusal_names_the_place_and_nothing_of_the_token_or_the_value(sealer, keyring):
    token = token_of(ROW.bytes + b"secret \xff words", keyring.keys_for(NAME)[0])
    with pytest.raises(Unreadable) as refusal:
        sealer.open(NAME, ROW, token)
    [returned] = sealer.open_many(NAME, [(ROW, token)])
    for error in (refusal.value, returned):
        assert isinstance(error, Unreadable)
        assert str(error) == f"patients.name of {ROW} cannot be read"
        assert (error.column, error.row) == (NAME, ROW)
        assert "secret" not in repr(error)
        assert token[:20] not in repr(error)
        assert error.__context__ is None  # a UnicodeDecodeError would carry the value


def test_a_refusal_survives_the_way_between_processes():
    again = pickle.loads(pickle.dumps(Unreadable(NAME, ROW)))  # noqa: S301  (our own bytes)
    assert (again.column, again.row, str(again)) == (NAME, ROW, str(Unreadable(NAME, ROW)))


def test_a_sealer_shows_no_key(sealer, keyring):
    sealer.seal(NAME, ROW, "Ana")
    shown = f"{sealer!r} {sealer} {keyring!r} {keyring}"
    for key in (NEW, *keyring.keys_for(NAME)):
        assert key.hex() not in shown
        assert repr(key)[2:-1] not in shown


# Threads


def test_many_threads_may_seal_and_open_with_one_sealer_at_once():
    sealer = Sealer(Keyring([NEW, OLD]))
    older = Sealer(Keyring([OLD]))

    def work(worker: int) -> bool:
        column = Column("patients", f"column_{worker % 4}", padded=worker % 2 == 1)
        rows = [UUID(int=1000 * worker + number) for number in range(60)]
        said = [f"worker {worker} says {number}" * (number % 9) for number in range(60)]
        tokens = [
            (older if number % 3 else sealer).seal(column, row, value)
            for number, (row, value) in enumerate(zip(rows, said, strict=True))
        ]
        pairs = list(zip(rows, tokens, strict=True))
        return sealer.open_many(column, pairs) == [sealer.open(column, *pair) for pair in pairs] == said

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(work, range(64)))


def test_which_key_opens_a_token_is_told_whatever_is_around_it_and_sealing_many_is_sealing_each():
    masters = [bytes([number]) * 31 + b"\1" for number in (1, 2, 3)]
    column, rows = Column("patients", "name", padded=True), [uuid4() for _ in range(60)]
    pairs = []
    for number, row in enumerate(rows):
        [token] = Sealer(Keyring([masters[number * 7 % 3]])).seal_many(column, [(row, f"value {number}")])
        pairs.append((row, token))
    found = Sealer(Keyring(masters)).find_many(column, [*pairs, (uuid4(), pairs[0][1])])
    assert found[:-1] == [(number * 7 % 3, f"value {number}") for number in range(60)]
    assert isinstance(found[-1], Unreadable)
    assert Sealer(Keyring(masters)).open(column, *pairs[1]) == "value 1"
