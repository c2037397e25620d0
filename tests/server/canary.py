"""Find words in files, in every encoding in which a program may have written them.

A test gives a patient words that occur nowhere else, and then looks for them where no patient's words may be.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from numpy.typing import NDArray


def encodings(word: str) -> set[bytes]:
    """Return the word as UTF-8, UTF-16, upper and lower case, hex, percent-encoded, escaped, and base64."""
    found: set[bytes] = set()
    for text in {word, word.upper(), word.lower()}:
        raw = text.encode()
        found |= {raw, text.encode("utf-16-le"), text.encode("utf-16-be"), raw.hex().encode()}
        found |= {
            raw.hex().upper().encode(),
            quote(text, safe="").encode(),
            "".join(f"%{b:02X}" for b in raw).encode(),
        }
        found |= {text.encode("unicode_escape"), raw[::-1]}
        for encode in (base64.standard_b64encode, base64.urlsafe_b64encode):
            for offset in range(3):
                # The first and last four characters depend on the bytes around the word. Those between do not.
                found.add(encode(b"\0" * offset + raw)[4 if offset else 0 :].rstrip(b"=")[:-1])
    return {encoded for encoded in found if len(encoded) >= 6}


def traces(words: Iterable[str], folders: Iterable[Path], since: float = 0) -> list[str]:
    """Return `word in file` for every word that a file under the folders has in any encoding.

    Files that were not changed `since` that moment (Unix time) are left out.
    """
    wanted = shortest({encoded: word for word in words for encoded in encodings(word)})
    prefilter = Prefilter(wanted)
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            try:
                if not path.is_file() or path.stat().st_mtime < since:
                    continue
                # A log's file is made in full length, and most of it is empty.
                content = path.read_bytes().rstrip(b"\0")
            except FileNotFoundError:  # a server that runs removes files
                continue
            found += [
                f"{wanted[encoded]} in {path.name}"
                for encoded in prefilter.candidates(content)
                if encoded in content
            ]
    return found


class Prefilter:
    """Tells which of many encoded words a content may have. Searching 10 MB for each in turn would take a second.

    Wherever a word of seven bytes or more begins, it has four bytes whose offset in the content is divisible by four. So
    the content is compared four bytes at a time, as integers, with the four-byte parts of all words.
    """

    def __init__(self, encodings: Collection[bytes]) -> None:
        self._short = [encoded for encoded in encodings if len(encoded) < 7]
        self._with: dict[int, list[bytes]] = defaultdict(list)
        for encoded in encodings:
            for first in range(4 if len(encoded) >= 7 else 0):
                self._with[int.from_bytes(encoded[first : first + 4], "little")].append(encoded)
        self._fours = np.array([*self._with], "<u4")
        self._marked = np.zeros(2**16, bool)
        self._marked[_mixed(self._fours)] = True

    def candidates(self, content: bytes) -> set[bytes]:
        """Return every encoded word that the content has, and perhaps others."""
        fours = np.frombuffer(content, "<u4", len(content) // 4)
        fours = fours[self._marked[_mixed(fours)]]
        there = np.unique(fours[np.isin(fours, self._fours)])
        return {encoded for four in there for encoded in self._with[int(four)]}.union(self._short)


def _mixed(fours: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Mix each number to 16 bits, an index into the table of marks.

    A database's files are mostly zeros. They must not have the index of a double letter in UTF-16, as halves that are added
    would give it.
    """
    return (fours * np.uint32(0x9E3779B1)) >> np.uint32(16)


def shortest(words: dict[bytes, str]) -> dict[bytes, str]:
    """Drop encoded words that contain another one: whatever has a whole name has its first word too."""
    kept: dict[bytes, str] = {}
    for encoded in sorted(words, key=len):
        if not any(shorter in encoded for shorter in kept):
            kept[encoded] = words[encoded]
    return kept
