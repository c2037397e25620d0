"""A server that forks Python programs: it imports the app once, and each fork runs one program.

Importing the app takes longer than most commands run, so tests of commands and servers fork instead.
`tests.fork_client` starts this script and speaks to it.

Usage: `python fork_server.py SOCKET`, in the folder that holds the app. Each connection to SOCKET is one request of
`tests.fork_request`: arguments, folder, environment, and the three standard streams. The server answers with the
process id of the fork and, once that has ended, with its exit status. It ends when its own standard input ends, and
then removes the folder of SOCKET.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import runpy
import select
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

_LARGEST_REQUEST: Final = 2**17  # bytes
_IMPORTED: Final = (
    "app", "app.server", "app.services", "app.store.engine.postgresql", "alembic.command",
    "flask.cli", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "gspread", "openpyxl",
)  # fmt: skip


def load() -> None:
    """Import whatever servers and commands import, and do what each would do when it starts."""
    cached_rule = import_module("route_caches").CachedRule  # it stands beside this script
    sys.path[0] = str(Path.cwd())
    for name in _IMPORTED:
        import_module(name)
    for module in pkgutil.iter_modules(import_module("app.cli").__path__, "app.cli."):
        import_module(module.name)
    import_module("app.intake.warmth").warm()  # forks have the word lists and patterns then
    import_module("app.store.model").configure()
    _compile_routes(cached_rule)
    gc.collect()
    gc.freeze()  # a collection in a fork would otherwise copy all of this memory


def _compile_routes(cached_rule: type[Any]) -> None:
    """Compile the routes of the features for all forks: that is most of making an app."""
    flask, feature, features = map(import_module, ("flask", "app.web.feature", "app.features"))
    flask.Flask.url_rule_class = cached_rule
    feature.init_features(flask.Flask("app", static_folder=None), features.FEATURES)


class ForkServer:
    """Accepts requests, forks, and reports how each fork ended."""

    def __init__(self, path: str) -> None:
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(unready := f"{path}.unready")
        self._listener.listen(64)
        Path(unready).rename(path)  # between bind and listen, a connection would be refused
        self._running: dict[int, tuple[int, socket.socket]] = {}
        """Descriptor of a forked process -> its id, and the connection that asked for it."""

    def next_request(self) -> dict[str, Any] | None:
        """Return in the fork the request that it serves, and in the server None when its input ends."""
        while True:
            listener = self._listener.fileno()
            for ready in select.select([0, listener, *self._running], [], [])[0]:
                if ready == 0:
                    return None
                if ready != listener:
                    self._report_end(ready)
                elif request := self._fork():
                    return request

    def _fork(self) -> dict[str, Any] | None:
        """Fork for one request. Return it in the fork, and None in the server."""
        connection, _ = self._listener.accept()
        request, streams, _, _ = socket.recv_fds(connection, _LARGEST_REQUEST, 3)
        if (pid := os.fork()) == 0:
            os.setsid()
            for stream, file in enumerate(streams):
                os.dup2(file, stream)
            # The program must inherit nothing but its streams: a socket left open here would never be at its end.
            inherited = [
                each.detach()
                for each in (self._listener, connection, *(c for _, c in self._running.values()))
            ]
            os.closerange(3, max(*inherited, *streams, *self._running) + 1)
            return dict(json.loads(request))
        for file in streams:
            os.close(file)
        self._running[os.pidfd_open(pid)] = (pid, connection)
        connection.send(str(pid).encode())
        return None

    def _report_end(self, process: int) -> None:
        pid, connection = self._running.pop(process)
        os.close(process)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with connection, suppress(OSError):  # the client may be gone
            connection.send(str(status).encode())


def wait_for_request(path: str) -> dict[str, Any] | None:
    """Listen at `path`. Return in each fork its request, and in the server None once its input has ended."""
    request = ForkServer(path).next_request()
    if request is None:
        shutil.rmtree(Path(path).parent)  # the input ends however the tests end, so nothing is left behind
    return request


def run_python(arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    """Run in this process what `python` would run with these arguments: `-m module …` or `-c code …`."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # computed again from the new environment
    kind, program, *rest = arguments
    sys.argv[:] = [program if kind == "-m" else kind, *rest]
    if kind == "-m":
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    elif kind == "-c":
        exec(program, {"__name__": "__main__"})  # noqa: S102 - as `python -c` does
    else:
        raise ValueError(kind)


class QuickExit:
    """Ends a process without freeing its objects, which would take longer than most commands.

    Exit handlers run and streams are flushed as usual.
    """

    def __init__(self) -> None:
        self._status: int | None = None
        atexit.register(self._end)  # registered first, so it is called last

    @contextmanager
    def remembers_status(self) -> Iterator[None]:
        """Remember the status with which the block, and so the process, ends."""
        try:
            yield
            self._status = 0
        except SystemExit as end:
            self._status = end.code if isinstance(end.code, int) else int(end.code is not None)
            raise
        except Exception:
            self._status = 1
            raise

    def _end(self) -> None:
        if self._status is not None:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(self._status & 0xFF)


if __name__ == "__main__":
    with QuickExit().remembers_status():
        load()
        if (wanted := wait_for_request(sys.argv[1])) is not None:
            run_python(**wanted)
