"""Weigh what a text is made of, as labelled examples have taught.

Nothing is learned while the app runs. `make ear` trains every model from `tests/data`, never from what patients write.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import exp, sqrt
from typing import Final, NamedTuple
from zlib import crc32

_STEM, _SHORT_STEM = 5, 4
# A piece begins with the mark of its kind, so that the word "am" is not the letters "am".
_WORD, _STEMMED, _PAIR, _STEMS, _ACROSS, _TRIPLE = b"\1", b"\2", b"\3", b"\4", b"\5", b"\6"
_FIRST, _LAST = b"^", b"$"
_MOST_ODDS: Final = 30.0
# Two steps in a byte: the upper four bits and the lower four, each with eight added.
_EIGHT: Final = 8
_HIGH: Final = bytes((each >> 4) - _EIGHT & 255 for each in range(256))
_LOW: Final = bytes((each & 15) - _EIGHT & 255 for each in range(256))


def pieces(words: Sequence[bytes], letters: Iterable[int]) -> list[bytes]:
    """Return the pieces of a plain text.

    They are its words, how each begins, so many letters in a row, and each two words in a row. It is plain as `keywords.plain` makes it.
    """
    found = [_WORD + word for word in words]
    found += [_STEMMED + word[:_STEM] for word in words]
    for word in words:
        spaced = b" " + word + b" "
        found += [spaced[at : at + size] for size in letters for at in range(len(spaced) - size + 1)]
    for one, other in pairwise((_FIRST, *words, _LAST)):
        found += (_PAIR + one + b" " + other, _STEMS + one[:_SHORT_STEM] + b" " + other[:_SHORT_STEM])
    return found


def threes(words: Sequence[bytes]) -> list[bytes]:
    """Return each three words in a row, with the one between them and without."""
    framed, found = (_FIRST, *words, _LAST), list[bytes]()
    for one, between, other in zip(framed, framed[1:], framed[2:], strict=False):
        found += (_ACROSS + one + b" " + other, _TRIPLE + one + b" " + between + b" " + other)
    return found


def buckets(found: Iterable[bytes], most: int) -> set[int]:
    """Return in which of so many buckets, a power of two, the pieces lie.

    There are more pieces than buckets: two that share one by chance share its weight.
    """
    mask = most - 1
    return {crc32(piece) & mask for piece in found}


def chance(odds: float) -> float:
    """Return the likelihood, from 0 to 1, that log-odds stand for."""
    return 1 / (1 + exp(-max(-_MOST_ODDS, min(_MOST_ODDS, odds))))


class Weights(NamedTuple):
    """Hold a model: a bias, and a weight for each bucket in whole steps."""

    bias: float
    step: float
    steps: array[int]

    def odds(self, found: set[int]) -> float:
        """Return the log-odds of a text that is made of these buckets."""
        total = sum(map(self.steps.__getitem__, found))
        return self.bias + self.step * total / sqrt(len(found) or 1)


def packed(steps: bytes) -> bytes:
    """Return steps from -7 to 7, a signed byte each, as half as many bytes."""
    half = len(steps) // 2
    return bytes(
        (high + _EIGHT & 15) << 4 | (low + _EIGHT & 15)
        for high, low in zip(steps[:half], steps[half:], strict=True)
    )


def unpacked(halves: bytes) -> array[int]:
    """Return the steps that `packed` has made half as long."""
    return array("b", halves.translate(_HIGH) + halves.translate(_LOW))
