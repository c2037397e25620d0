"""Hold the words by which people set right what they told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class SlipWords(NamedTuple):
    """Hold the words of one language."""

    pardons: tuple[str, ...]  # may come before anything: "no wait"
    wrong: tuple[str, ...]  # say that what was told is wrong: "mistake"
    not_so: tuple[str, ...]  # before what was told wrongly: "not", "I wrote"
    but: tuple[str, ...]  # before what is right: "it should be"
    missing: tuple[str, ...]  # say that something comes to what was told: "also"
    around: tuple[str, ...]  # more words that are none of a name, a place or a date
    last: tuple[str, ...]  # what people call the question before
    tells: Mapping[str, tuple[str, ...]]  # question's key -> words with which its answer is told: "take"
