"""The process that the browser tests' servers are forked from. `tests.browser.forked_server` starts it.

Each line on standard input is a request in JSON. The answer, a line on standard output, is the new server's process id.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from argon2.profiles import CHEAPEST
from flask import Flask
from gunicorn.app.base import BaseApplication

from app import create_app, server, services
from app.config import load
from app.guard.server import SlowClientWorker  # noqa: F401 - loaded for gunicorn, which takes it by its name
from tests.compile_caches import TEMPLATE_CACHE, CachedRule
from tests.fork_server import warm_up_intake
from tests.settings import complete_environment


class _Gunicorn(BaseApplication):  # type: ignore[misc]
    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in (server.settings() | self._settings).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = create_app(hashing=CHEAPEST)
        app.jinja_env.bytecode_cache = TEMPLATE_CACHE
        return app


def _warm_up() -> None:
    """Do once for all servers what each would do at its first requests: compile the pages and routes."""
    Flask.url_rule_class = CachedRule
    with tempfile.TemporaryDirectory() as folder:
        settings = load(complete_environment(DATABASE_URL=f"sqlite:///{folder}/none.db"), Path(folder))
        app = create_app(services.build(settings), CHEAPEST)
    app.jinja_env.bytecode_cache = TEMPLATE_CACHE
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    import_module("pandas")  # the app imports it when a report is first asked for
    warm_up_intake()
    gc.collect()
    gc.freeze()  # a collection in a server would otherwise copy all of this memory


def _serve(environment: dict[str, str], log: str, settings: dict[str, Any]) -> None:
    """Run a server in this process until it ends."""
    nothing, written = (
        os.open(os.devnull, os.O_RDONLY),
        os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
    )
    for stream, file in enumerate((nothing, written, written)):
        os.dup2(file, stream)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[:] = ["gunicorn"]
    _Gunicorn(settings).run()


def _accept_requests() -> None:
    _warm_up()
    signal.signal(
        signal.SIGCHLD, signal.SIG_IGN
    )  # the kernel reaps the servers: nobody here waits for their status
    for request in sys.stdin:
        if (pid := os.fork()) == 0:
            os.setpgid(0, 0)
            _serve(**json.loads(request))
            os._exit(0)
        os.setpgid(pid, pid)  # in both processes, whichever is first: tests kill the whole group
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _accept_requests()
