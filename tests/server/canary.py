"""Looking for words in files, in every dress that a program may put them in."""

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


def dresses(word: str) -> set[bytes]:
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
                # The first and last quartets mix with what stands around; what is between does not.
                found.add(encode(b"\0" * offset + raw)[4 if offset else 0 :].rstrip(b"=")[:-1])
    return {dress for dress in found if len(dress) >= 6}


def traces(words: Iterable[str], folders: Iterable[Path], since: float = 0) -> list[str]:
    """Return `word in file` for every file under the folders that holds a word in any dress.

    A file that was not touched `since` then (Unix time) cannot hold what was said after it.
    """
    wanted = shortest({dress: word for word in words for dress in dresses(word)})
    glance = Glance(wanted)
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.stat().st_mtime < since:
                continue
            content = path.read_bytes().rstrip(
                b"\0"
            )  # a log's file is made in full length, and most of it is empty
            found += [
                f"{wanted[dress]} in {path.name}" for dress in glance.seen_in(content) if dress in content
            ]
    return found


class Glance:
    """Tells at once which of many dresses a content may hold: to look for each in turn takes a second for 10 MB.

    A dress of seven bytes or more has in it, wherever it begins, four bytes whose place divides by four.
    """

    def __init__(self, dresses: Collection[bytes]) -> None:
        self._short = [dress for dress in dresses if len(dress) < 7]
        self._with: dict[int, list[bytes]] = defaultdict(list)
        for dress in dresses:
            for first in range(4 if len(dress) >= 7 else 0):
                self._with[int.from_bytes(dress[first : first + 4], "little")].append(dress)
        self._fours = np.array([*self._with], "<u4")
        self._marked = np.zeros(2**16, bool)
        self._marked[_mixed(self._fours)] = True

    def seen_in(self, content: bytes) -> set[bytes]:
        """Return every dress that the content holds, and perhaps others."""
        fours = np.frombuffer(content, "<u4", len(content) // 4)
        fours = fours[self._marked[_mixed(fours)]]
        there = np.unique(fours[np.isin(fours, self._fours)])
        return {dress for four in there for dress in self._with[int(four)]}.union(self._short)


def _mixed(fours: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return a number below 65,536 for each."""
    return (fours ^ (fours >> np.uint32(16))) & np.uint32(0xFFFF)


def shortest(worn: dict[bytes, str]) -> dict[bytes, str]:
    """Return the dresses without those that have another in them: whatever holds a name holds its first word."""
    kept: dict[bytes, str] = {}
    for dress in sorted(worn, key=len):
        if not any(shorter in dress for shorter in kept):
            kept[dress] = worn[dress]
    return kept
