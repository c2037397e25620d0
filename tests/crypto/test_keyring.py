"""The keys of each column are derived from the master keys, and none is ever shown."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import BlindIndex, Column, Keyring, Sealer
from tests.cases import for_each

_NEW, _OLD = bytes(range(32)), bytes(range(32, 64))
_NAME = Column("patients", "name")


def test_a_column_is_called_by_its_table_and_name():
    assert str(_NAME) == "patients.name"


@for_each("name", ["", "a.b", "a/b", "A", "1a", "a-b", "a b", "ä", "a\n"])
def test_a_name_that_could_be_read_as_another_columns_is_refused(name):
    with pytest.raises(ValueError, match="not a column's name"):
        Column(name, "name")
    with pytest.raises(ValueError, match="not a column's name"):
        Column("patients", name)


def test_a_column_key_is_hkdf_of_the_master_and_the_columns_name():
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"anteroom/v1/patients.name")
    assert Keyring([_NEW]).keys_for(_NAME) == (hkdf.derive(_NEW),)


def test_keys_come_in_the_order_of_their_masters():
    assert Keyring([_NEW, _OLD]).keys_for(_NAME) == (
        *Keyring([_NEW]).keys_for(_NAME),
        *Keyring([_OLD]).keys_for(_NAME),
    )


def test_a_key_asked_for_again_is_the_same():
    keyring = Keyring([_NEW, _OLD])
    assert keyring.keys_for(_NAME) == keyring.keys_for(Column("patients", "name"))


def test_padding_does_not_change_a_columns_keys():
    keyring = Keyring([_NEW])
    assert keyring.keys_for(_NAME) == keyring.keys_for(Column("patients", "name", padded=True))


def test_every_column_and_every_master_has_another_key():
    columns = [_NAME, Column("patients", "address"), Column("staff", "name")]
    keys = [key for column in columns for key in Keyring([_NEW, _OLD]).keys_for(column)]
    assert len({*keys, _NEW, _OLD}) == len(keys) + 2


def test_a_fingerprint_is_derived_as_no_columns_key_is():
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"anteroom/v1/fingerprint")
    assert Keyring([_OLD, _NEW]).fingerprints()[1] == hkdf.derive(_NEW)


def test_the_same_bytes_have_another_fingerprint_as_a_sealing_key_than_as_an_index_key():
    both = [_NEW, _OLD]
    assert Sealer(Keyring(both)).fingerprints() == Keyring(both).fingerprints()
    assert len({*Keyring(both).fingerprints(), *BlindIndex(both).fingerprints()}) == 4


@for_each("kind", [Keyring, BlindIndex])
@for_each(
    ("keys", "reason"),
    [
        ([], "at least one"),
        ([b""], "32 bytes"),
        ([_NEW[:31]], "32 bytes"),
        ([_NEW + b"x"], "32 bytes"),
        ([_NEW, _OLD[:16]], "32 bytes"),
        ([_NEW, _OLD, _NEW], "twice"),
    ],
)
def test_no_key_a_short_or_long_key_and_a_key_listed_twice_are_refused(kind, keys, reason):
    with pytest.raises(ValueError, match=reason) as refusal:
        kind(keys)
    assert _NEW.hex() not in repr(refusal.value)
    assert repr(_NEW)[2:-1] not in repr(refusal.value)


@pytest.mark.parametrize("kind", [Keyring, BlindIndex])
@given(master=st.binary(min_size=32, max_size=32))
def test_keys_are_counted_but_never_shown(kind, master):
    assert repr(kind([master])) == repr(kind([bytes(32)]))
    assert str(kind([master])) == str(kind([bytes(32)]))
    assert "<1 hidden>" in repr(kind([master]))
