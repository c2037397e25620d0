"""Values sealed in the form `anteroom/v1`, by other code than ours: they must open for ever. Never change the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from app.crypto import BlindIndex, Column, Keyring, Sealer
from tests.cases import for_each

_V1 = json.loads(Path(__file__).with_name("vectors_v1.json").read_text(encoding="utf-8"))
_MASTERS = [bytes.fromhex(key) for key in _V1["masters"]]
_INDEX_KEYS = [bytes.fromhex(key) for key in _V1["index_keys"]]


def _column(vector: dict[str, Any]) -> Column:
    return Column(vector["table"], vector["name"], padded=vector.get("padded", False))


@for_each("vector", _V1["columns"])
def test_a_column_still_has_its_keys(vector):
    keys = Keyring(_MASTERS).keys_for(_column(vector))
    assert [key.hex() for key in keys] == vector["keys"]


@for_each("column", dict.fromkeys(map(_column, _V1["tokens"])))
def test_every_value_sealed_once_still_opens(column):
    vectors = [vector for vector in _V1["tokens"] if _column(vector) == column]
    sealer = Sealer(Keyring(_MASTERS))
    pairs = [(UUID(vector["row"]), vector["token"]) for vector in vectors]
    said = [vector["value"] for vector in vectors]
    assert [sealer.open(column, *pair) for pair in pairs] == said
    assert sealer.open_many(column, pairs) == said


@for_each("vector", _V1["blind_indexes"])
def test_a_blind_index_still_finds_its_value(vector):
    found = BlindIndex(_INDEX_KEYS).candidates(_column(vector), vector["value"])
    assert [index.hex() for index in found] == vector["candidates"]
