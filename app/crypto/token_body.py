"""What lies inside a token: the row's UUID, then the value.

A value is padded where its length would tell too much.
"""

from __future__ import annotations

from uuid import UUID

from app.crypto.keys import Column

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
    """Return the value, or None if `wrap` did not make the body for this row."""
    end = _end(body) if column.padded else len(body)
    if body[:_ROW] != row or end is None:
        return None
    try:
        return body[_ROW:end].decode()
    except UnicodeDecodeError:
        return None


def _utf8(value: str) -> bytes | None:
    try:
        return value.encode()
    except UnicodeEncodeError:
        return None


def _pad(text: bytes) -> bytes:
    return text + _PADDINGS[_STEP - len(text) % _STEP]


def _end(body: bytes) -> int | None:
    """Return where the value that `_pad` padded ends, or None for other padding.

    Other padding means that this is not what was sealed.
    """
    end = body.rfind(_MARK, _ROW)
    is_ours = len(body) % _STEP == _ROW and body[end:] == _PADDINGS.get(len(body) - end)
    return end if is_ours else None
