"""The package of a workbook: a ZIP that is written from front to back, and sent on as it is written."""

from __future__ import annotations

from typing import IO, Any, Final, cast
from zipfile import ZIP_DEFLATED, ZipFile

MOST_BYTES_OF_A_PART: Final = 3 << 29
"""A part has to end below 2 GiB. Beyond that it needs a header of ZIP64 of its own, which Excel offers to repair."""
_FASTEST: Final = 1


class Package(ZipFile):
    """A ZIP of which nothing is ever read again. The same parts make the same bytes: no part has a time."""

    def __init__(self) -> None:
        self._sink = _Sink()
        super().__init__(cast("IO[bytes]", self._sink), "w", ZIP_DEFLATED, compresslevel=_FASTEST)

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_args: Any, **_options: Any) -> None:
        """Write a whole part. As `ZipFile` does, but that one would note the time."""
        with self.open(zinfo_or_arcname, "w") as part:
            part.write(data.encode() if isinstance(data, str) else data)

    def take(self) -> bytes:
        """Return what was written since it was last taken."""
        return self._sink.take()


class _Sink:
    """Where a package is written to: it cannot be sought in, so sizes follow each part instead of going before it."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._held.append(data)
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken = b"".join(self._held)
        self._held.clear()
        return taken
