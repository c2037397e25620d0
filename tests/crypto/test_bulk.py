"""The bulk opener accepts, refuses and reads what `cryptography.fernet` does: `agreed` fails where they differ."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.crypto.bulk import BulkOpener
from tests.cases import for_each
from tests.crypto.tokens import (
    HEAD,
    IV,
    KEY,
    agreed,
    bulk_verdict,
    decoded,
    encoded,
    fernet,
    library_verdict,
    token_of,
    token_of_blocks,
    with_flipped_bit,
    with_right_mac,
)

_BODY = b"sixteen of a row" + "Zoë takes 5 mg".encode()
_TOKEN = token_of(_BODY)
_BITS = 8 * len(decoded(_TOKEN))
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=!. \n"

bodies = st.binary(max_size=200)
claim = settings(max_examples=100)


@claim
@given(bodies, st.binary(min_size=32, max_size=32), st.integers(0, 2**64 - 1))
def test_what_the_library_seals_both_read(body, key, timestamp):
    token = fernet(key).encrypt_at_time(body, timestamp)
    assert agreed(token, key) == body
    assert agreed(token.decode(), key) == body


def test_a_body_of_any_length_is_read_by_both():
    assert [length for length in range(100) if agreed(token_of(b"x" * length)) != b"x" * length] == []


@claim
@given(bodies, st.binary(min_size=32, max_size=32))
def test_a_token_under_another_key_is_refused_by_both(body, key):
    assert agreed(token_of(body), key) == (body if key == KEY else None)


def test_a_token_with_any_bit_flipped_is_refused_by_both():
    assert [bit for bit in range(_BITS) if agreed(with_flipped_bit(_TOKEN, bit)) is not None] == []


@claim
@given(bodies, st.data())
def test_a_token_of_any_body_with_some_bits_flipped_is_refused_by_both(body, data):
    token = token_of(body)
    places = st.integers(0, 8 * len(decoded(token)) - 1)
    for bit in data.draw(st.sets(places, min_size=1, max_size=4)):
        token = with_flipped_bit(token, bit)
    assert agreed(token) is None


def test_a_token_cut_short_is_refused_by_both():
    whole = decoded(_TOKEN)
    assert [length for length in range(len(whole)) if agreed(encoded(whole[:length])) is not None] == []


def test_both_say_the_same_of_a_text_cut_short():
    for length in range(len(_TOKEN) + 1):
        agreed(_TOKEN[:length])


@claim
@given(st.binary(min_size=1, max_size=40), st.booleans())
def test_a_token_extended_is_refused_by_both(more, before):
    assert agreed(encoded(more + decoded(_TOKEN) if before else decoded(_TOKEN) + more)) is None


@claim
@given(st.binary(max_size=300) | st.text(max_size=300) | st.text(_ALPHABET, max_size=300))
@example("")
@example(b"")
@example("=")
@example("é" * 100)
@example("\ud800" * 100)
@example("١" * 100)
def test_bytes_and_text_of_any_kind_are_refused_by_both(junk):
    assert agreed(junk) is None


@claim
@given(st.binary(max_size=300))
def test_bytes_of_any_kind_in_base64_are_refused_by_both(junk):
    assert agreed(encoded(junk)) is None
    assert agreed(encoded(HEAD + junk)) is None


@for_each("inserted", ["\n", "\r\n", " ", "\t", "!", "%", ".", "\x00", "é", "=", "=="])
def test_both_say_the_same_of_a_foreign_letter(inserted):
    for place in (0, 1, 50, len(_TOKEN) - 1, len(_TOKEN)):
        text = _TOKEN[:place] + inserted + _TOKEN[place:]
        agreed(text)
        agreed(text.encode())


@claim
@given(st.integers(0, len(_TOKEN)), st.integers(0, len(_TOKEN)), st.text(_ALPHABET, max_size=8))
def test_both_say_the_same_of_a_text_with_a_part_replaced(start, end, part):
    agreed(_TOKEN[:start] + part + _TOKEN[end:])


def _padded_token() -> str:
    token = next(token for token in (token_of(b"x" * n) for n in range(0, 48, 16)) if token.endswith("="))
    assert agreed(token) is not None
    return token


@for_each(
    "spelt",
    [
        lambda token: token + "\n",
        lambda token: "\n" + token,
        lambda token: token[:40] + "\n" + token[40:],
        lambda token: token[:40] + " " + token[40:],
        lambda token: token[:40] + "!" + token[40:],
        lambda token: token + "AAAA",
        lambda token: token.replace("-", "+").replace("_", "/"),
    ],
)
def test_both_read_base64_leniently(spelt):
    token = _padded_token()
    assert agreed(spelt(token)) == agreed(token)


def test_both_read_either_alphabet():
    token = next(token for token in (token_of(_BODY) for _ in range(1000)) if "-" in token and "_" in token)
    assert agreed(token.replace("-", "+").replace("_", "/")) == _BODY


def test_both_say_the_same_of_every_last_byte():
    unpadded = bytes(31)
    read = {last: agreed(token_of_blocks(unpadded + bytes([last]))) for last in range(256)}
    assert {last: body for last, body in read.items() if body is not None} == {1: unpadded}


@for_each("size", range(1, 17))
def test_padding_of_every_size_is_read_by_both(size):
    kept = bytes(range(32 - size))
    assert agreed(token_of_blocks(kept + bytes([size]) * size)) == kept


def test_padding_of_more_than_a_block_is_refused_by_both():
    assert [size for size in range(17, 49) if agreed(token_of_blocks(bytes([size]) * 48)) is not None] == []


@for_each("size", range(2, 17))
def test_padding_damaged_within_is_refused_by_both(size):
    for place in range(2, size + 1):
        padded = bytearray(bytes(32 - size) + bytes([size]) * size)
        padded[-place] ^= 0x01
        assert agreed(token_of_blocks(bytes(padded))) is None, place


@claim
@given(st.integers(1, 4).flatmap(lambda blocks: st.binary(min_size=16 * blocks, max_size=16 * blocks)))
def test_both_say_the_same_of_any_blocks_with_a_right_mac(blocks):
    agreed(token_of_blocks(blocks))


def test_a_ciphertext_of_broken_blocks_is_refused_by_both_in_spite_of_a_right_mac():
    broken = [length for length in range(80) if length % 16]
    assert [
        length for length in broken if agreed(with_right_mac(HEAD + IV + bytes(length))) is not None
    ] == []


def test_a_token_that_ends_in_its_head_or_iv_is_refused_by_both_in_spite_of_a_right_mac():
    begun = [(HEAD + IV)[:length] for length in range(len(HEAD + IV) + 1)]
    assert [each for each in begun if agreed(with_right_mac(each)) is not None] == []


def test_an_iv_that_would_decrypt_to_padding_is_refused_by_both_without_a_block_after_it():
    looks_padded = Cipher(AES(KEY[16:]), CBC(bytes(16))).encryptor().update(bytes(15) + b"\x01")
    assert agreed(with_right_mac(HEAD + looks_padded)) is None


def test_another_version_is_refused_by_both_in_spite_of_a_right_mac():
    rest = decoded(_TOKEN)[1:-32]
    read = [version for version in range(256) if agreed(with_right_mac(bytes([version]) + rest)) is not None]
    assert read == [0x80]


@claim
@given(st.binary(max_size=150))
def test_both_say_the_same_of_any_bytes_with_a_right_mac(signed):
    agreed(with_right_mac(signed))
    agreed(with_right_mac(HEAD + signed))


tokens = (
    bodies.map(token_of)
    | st.integers(0, _BITS - 1).map(lambda bit: with_flipped_bit(_TOKEN, bit))
    | st.binary(min_size=16, max_size=64).map(
        lambda blocks: token_of_blocks(blocks[: len(blocks) // 16 * 16])
    )
    | st.binary(max_size=100).map(lambda signed: with_right_mac(HEAD + signed))
    | st.text(_ALPHABET, max_size=200)
)


@claim
@given(st.lists(tokens, max_size=12))
def test_one_opener_says_of_a_row_of_tokens_what_the_library_says_of_each(row):
    """Its cipher runs on from token to token, so no token may change what it makes of the next."""
    opener = BulkOpener(KEY)
    assert [bulk_verdict(opener, token) for token in row] == [library_verdict(token) for token in row]


@claim
@given(st.lists(tokens | tokens.map(str.encode), max_size=12))
def test_all_opened_at_once_are_read_as_the_library_reads_each(row):
    """They are decrypted as one text: no token, read or refused, may move another's beginning or end."""
    assert BulkOpener(KEY).open_all(row) == [library_verdict(token) for token in row]


@for_each("length", [0, 16, 31, 33, 48])
def test_a_key_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match="32 bytes"):
        BulkOpener(bytes(length))
