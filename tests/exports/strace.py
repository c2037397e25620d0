"""What processes write to files, seen by strace at their system calls."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.server.canary import encodings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CALLS: Final = (
    "write,writev,pwrite64,pwritev,pwritev2,sendfile,copy_file_range,splice,vmsplice,tee,"
    "open,openat,openat2,creat,memfd_create,shm_open,mmap,ftruncate,rename,renameat,renameat2,link,linkat"
)
_STRACE: Final = ["strace", "-f", "-q", "-y", "-s", "1000000", "-e", f"trace=?{_CALLS.replace(',', ',?')}"]
_WRITES_A_FILE: Final = re.compile(r"^\d+ +(?:p?writev?2?|pwrite64|pwritev2?)\(\d+<(/[^>]*)>")
_MAKES_A_FILE: Final = re.compile(
    r'^\d+ +(?:open(?:at2?)?\([^"]*"([^"]+)".*(?:O_CREAT|O_TMPFILE)|creat\("([^"]+)"|(memfd_create)\()'
)
_SHARES_MEMORY: Final = re.compile(r"^\d+ +mmap\([^)]*PROT_WRITE[^)]*MAP_SHARED[^)]*\d+<(/[^>]*)>")
_SAYS_NOTHING: Final = re.compile(r"^/dev/(?!shm/)|^/dev/shm/anteroom-metrics-|/__pycache__/")
_PATIENCE: Final = 20.0  # seconds


class Trace:
    """The lines that strace wrote. They are read once, so the traced process has to be done."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def lines(self) -> list[str]:
        return self._path.read_text(errors="replace").splitlines()

    def written(self) -> str:
        """Return all that was written to files and not to sockets, with a character for each byte."""
        quoted = "\n".join(line for line in self.lines if _WRITES_A_FILE.match(line))
        return quoted.encode("ascii", "replace").decode("unicode_escape")

    def files(self) -> set[str]:
        """Return the names of files that were made, written, or mapped into memory to be written."""
        made = (found for line in self.lines if (found := _MAKES_A_FILE.match(line)) and " = -1 " not in line)
        written = (found[1] for line in self.lines if (found := _WRITES_A_FILE.match(line)))
        mapped = (found[1] for line in self.lines if (found := _SHARES_MEMORY.match(line)))
        return {next(filter(None, found.groups())) for found in made} | {*written} | {*mapped}


@contextmanager
def attached(pid: int, folder: Path) -> Iterator[Trace]:
    """Trace a process and its descendants while the block runs."""
    trace = Trace(folder / "trace")
    children = [str(each) for each in _family(pid)]
    pids = [argument for each in children for argument in ("-p", each)]
    with subprocess.Popen(
        [*_STRACE, "-o", str(folder / "trace"), *pids], stderr=subprocess.DEVNULL
    ) as strace:
        _wait_until_traced(children)
        yield trace
        strace.send_signal(signal.SIGINT)


def under_trace(command: list[str], folder: Path) -> tuple[list[str], Trace]:
    """Return a command that runs another one under strace, and its trace."""
    return [*_STRACE, "-o", str(folder / "trace"), *command], Trace(folder / "trace")


def _family(pid: int) -> list[int]:

    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]


def _wait_until_traced(pids: list[str]) -> None:

    deadline = time.monotonic() + _PATIENCE
    while any("TracerPid:\t0" in Path(f"/proc/{pid}/status").read_text() for pid in pids):
        assert time.monotonic() < deadline, "strace did not attach"
        time.sleep(0.05)


CANARIES: Final = {
    "name": "Zanthippe Quillfeather",
    "birth_date": "1983-11-27",
    "address": "Vexwold Terrace 77",
    "medical_history": "Grumbleosis since childhood",
    "medications": "Florbacetamol twice daily",
}
_WORDS: Final = [word for text in CANARIES.values() for word in (text, text.split()[0])]


def assert_kept_to_itself(trace: Trace, *own: Path, words: Iterable[str] = _WORDS) -> None:
    """Assert that no canary was written to a file, and that no file was made outside of `own`."""
    assert trace.lines, "nothing was traced"
    written = trace.written()
    found = [word for word in words for encoded in encodings(word) if encoded.decode("latin-1") in written]
    assert not found, f"written: {found}"
    names = {name for name in trace.files() if not _SAYS_NOTHING.search(name)}
    elsewhere = {name for name in names if not any(name.startswith(str(each)) for each in own)}
    assert not elsewhere, f"made elsewhere: {elsewhere}"


def left_in(folder: Path) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.is_file()]
