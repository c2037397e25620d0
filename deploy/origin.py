"""Tells what a model comes from: the scripts that train it, their lines, what is heard in those, and what came of it.

Training takes half a minute, and `make deploy-check` holds that it makes the very same file. A model's file also names the
digest of its origin, and each run of the tests holds it to that.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SCRIPTS: Final = ("ear.py", "intent.py", "logistic.py", "origin.py")
_ORIGIN: Final = "origin"


def with_origin(head: Mapping[str, Any], weights: bytes, taught: Iterable[object]) -> bytes:
    """Return a model's file: a line of JSON, which also names the origin, and the weights."""
    return json.dumps({**head, _ORIGIN: _digest(head, weights, taught)}).encode() + b"\n" + weights


def names_its_origin(file: bytes, taught: Iterable[object]) -> bool:
    """Return whether a model's file is one that these scripts wrote after they were taught this."""
    told, _, weights = file.partition(b"\n")
    head = json.loads(told)
    return bool(head.pop(_ORIGIN, None) == _digest(head, weights, taught))


def _digest(head: Mapping[str, Any], weights: bytes, taught: Iterable[object]) -> str:
    digest = sha256()
    for name in SCRIPTS:
        digest.update(sha256(Path(__file__).with_name(name).read_bytes()).digest())
    for each in taught:
        digest.update(repr(each).encode() + b"\n")
    digest.update(json.dumps(head).encode() + b"\n" + weights)
    return digest.hexdigest()
