"""A blind index finds equal values in one column, and tells nothing across columns or keys."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.crypto import BlindIndex, Column, Keyring
from tests.cases import for_each

_NEW, _OLD = bytes(range(32)), bytes(range(32, 64))
_SENDER = Column("conversations", "sender")
_OTHER = Column("patients", "sender")
_NUMBER = "whatsapp:+15005550006"


def test_the_same_value_always_has_the_same_index():
    assert BlindIndex([_NEW]).of(_SENDER, _NUMBER) == BlindIndex([_NEW]).of(_SENDER, _NUMBER)


def test_an_index_is_thirty_two_bytes():
    assert len(BlindIndex([_NEW]).of(_SENDER, _NUMBER)) == 32


def test_the_same_number_in_two_columns_and_under_two_keys_has_four_indexes():
    indexes = {BlindIndex([key]).of(column, _NUMBER) for key in (_NEW, _OLD) for column in (_SENDER, _OTHER)}
    assert len(indexes) == 4


def test_an_index_key_is_not_the_columns_sealing_key_even_of_one_master():
    assert Keyring([_NEW]).keys_for(_SENDER) != BlindIndex([_NEW])._keyring.keys_for(_SENDER)


def test_values_are_stored_under_the_newest_key_and_sought_under_every_key():
    both = BlindIndex([_NEW, _OLD])
    assert both.of(_SENDER, _NUMBER) == BlindIndex([_NEW]).of(_SENDER, _NUMBER)
    assert both.candidates(_SENDER, _NUMBER) == (
        BlindIndex([_NEW]).of(_SENDER, _NUMBER),
        BlindIndex([_OLD]).of(_SENDER, _NUMBER),
    )


@given(st.lists(st.text(st.characters()), min_size=2, max_size=20, unique=True))
def test_different_values_have_different_indexes(values):
    index = BlindIndex([_NEW])
    assert len({index.of(_SENDER, value) for value in values}) == len(values)


@for_each("value", ["", "\x00", "\ud800", "😷"])
def test_any_text_can_be_sought_and_is_not_taken_for_another(value):
    index = BlindIndex([_NEW])
    assert index.candidates(_SENDER, f"Ana{value}") != index.candidates(_SENDER, f"Ana{value}a")
    assert (index.of(_SENDER, f"Ana{value}") == index.of(_SENDER, "Ana")) is (value == "")
