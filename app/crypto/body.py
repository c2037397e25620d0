"""What lies inside a token: the row's UUID, then the value, padded where its length would tell too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from app.crypto.keyring import Column

_ROW = 16
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


def unwrap(column: Column, row: bytes, body: bytes) -> str | None:
    """Return the value, or None when the body belongs to another row (its UUID's bytes) or was not made by `wrap`."""
    if body[:_ROW] != row:
        return None
    text = _unpad(body[_ROW:]) if column.padded else body[_ROW:]
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
    text = padded.rstrip(b"\x00")
    is_ours = text.endswith(_MARK) and len(padded) - len(text) < _STEP and not len(padded) % _STEP
    return text[:-1] if is_ours else None
