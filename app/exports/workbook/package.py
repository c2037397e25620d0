"""The package of a workbook: a ZIP that is written from front to back."""

from __future__ import annotations

from typing import IO, Any, Final, cast
from zipfile import ZIP_DEFLATED, ZipFile

MOST_BYTES_OF_A_PART: Final = 3 << 29
"""A part has to stay below 2 GiB. A larger one needs its own ZIP64 header, and Excel then reports a damaged file."""
_FASTEST: Final = 1


class Package(ZipFile):
    """A ZIP that is only ever written.

    No part has a time, so the same parts make the same bytes.
    """

    def __init__(self) -> None:
        self._sink = _Sink()
        super().__init__(cast("IO[bytes]", self._sink), "w", ZIP_DEFLATED, compresslevel=_FASTEST)

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_args: Any, **_options: Any) -> None:
        """Write a whole part as `ZipFile` does, but without a time."""
        with self.open(zinfo_or_arcname, "w") as part:
            part.write(data.encode() if isinstance(data, str) else data)

    def take(self) -> bytes:
        """Return what was written since it was last taken."""
        return self._sink.take()


class _Sink:
    """Collect what a package writes.

    It cannot seek, so the sizes follow each part instead of preceding it.
    """

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
