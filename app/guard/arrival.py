"""Whether all of a request has arrived, told from its bytes as they come.

Nothing is decided by it but when the server begins to work on the request: what it says is for the server's own parser
to read. Whatever looks broken counts as whole, for the parser to refuse.
"""

from __future__ import annotations

import re
from typing import Final

MOST: Final = 96 * 1024
"""Bytes that are waited for. Of a larger request the size alone is enough to refuse it."""
_BLANK_LINE: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,12})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.IGNORECASE)
_LONGEST_SIZE_LINE: Final = 64


class Arrival:
    """The bytes of one request, so far, and of whatever was sent behind it."""

    __slots__ = ("_at", "_body", "_is_chunked", "_length", "data")

    def __init__(self) -> None:
        self.data = bytearray()
        self._body: int | None = None
        """Where the body begins; None until the blank line has come."""
        self._length = 0
        self._is_chunked = False
        self._at = 0
        """How far was looked: never twice at the same byte, however small the pieces."""

    @property
    def is_large(self) -> bool:
        """Tell whether more is announced than is waited for."""
        return self._length > MOST or len(self.data) >= MOST

    def take(self, piece: bytes) -> bool:
        """Add what has come, and return whether the request is whole, or is not worth waiting for."""
        self.data += piece
        if self._body is None and not self._find_body():
            return len(self.data) >= MOST
        if self.is_large:
            return True
        if self._is_chunked:
            return self._is_last_chunk_there()
        return len(self.data) - (self._body or 0) >= self._length

    def _find_body(self) -> bool:
        end = self.data.find(_BLANK_LINE, self._at)
        if end < 0:
            self._at = max(0, len(self.data) - len(_BLANK_LINE) + 1)
            return False
        self._body = self._at = end + len(_BLANK_LINE)
        head = bytes(self.data[: end + 2])
        self._is_chunked = _CHUNKED.search(head) is not None
        length = _LENGTH.search(head)
        self._length = int(length[1]) if length and not self._is_chunked else 0
        return True

    def _is_last_chunk_there(self) -> bool:
        while True:
            line = self.data.find(b"\r\n", self._at)
            if line < 0:
                return len(self.data) - self._at > _LONGEST_SIZE_LINE
            try:
                size = int(self.data[self._at : line].partition(b";")[0], 16)
            except ValueError:
                return True
            if size <= 0:  # then trailers, if any, and a blank line
                return self.data.find(_BLANK_LINE, line) >= 0
            if len(self.data) < line + 2 + size + 2:
                return False
            self._at = line + 2 + size + 2
