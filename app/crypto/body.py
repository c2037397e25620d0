"""What lies inside a token: the row's UUID, then the value, padded where its length would tell too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from app.crypto.keyring import Column

_STEP = 64
_MARK = b"\x80"
# ISO/IEC 7816-4: a mark, then zeros.
_PADDINGS = {size: _MARK + bytes(size - 1) for size in range(1, _STEP + 1)}


def wrap(column: Column, row: UUID, value: str) -> bytes:
    """Return the body to seal.

    Raises:
        ValueError: the value holds a lone surrogate, which UTF-8 cannot carry. The error does not hold the value.
    """
    text = _utf8(value)
    if text is None:  # raised here, not while handling the UnicodeEncodeError: that one carries the value
        raise ValueError(f"a value for {column} holds a lone surrogate and cannot be sealed")
    return row.bytes + (_pad(text) if column.padded else text)


def unwrap(column: Column, row: UUID, body: bytes) -> str | None:
    """Return the value, or None when the body belongs to another row or was not made by `wrap`."""
    if body[:16] != row.bytes:
        return None
    text = _unpad(body[16:]) if column.padded else body[16:]
    if text is None:
        return None
    try:
        return text.decode()
    except UnicodeDecodeError:
        return None


def _utf8(value: str) -> bytes | None:
    try:
        return value.encode()
    except UnicodeEncodeError:
        return None


def _pad(text: bytes) -> bytes:
    return text + _PADDINGS[_STEP - len(text) % _STEP]


def _unpad(padded: bytes) -> bytes | None:
    """Undo `_pad`, or return None: any other padding means that this is not what was sealed."""
    text, mark, zeros = padded.rpartition(_MARK)
    if len(padded) % _STEP or mark + zeros != _PADDINGS.get(len(zeros) + 1):
        return None
    return text
