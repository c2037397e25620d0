"""The process that servers are forked from: it takes an order a line, and says the new process's id."""

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
from tests.compiled import COMPILED, CompiledRule
from tests.loader import hear
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
        app.jinja_env.bytecode_cache = COMPILED
        return app


def _compile() -> None:
    """Do once for all servers what each would do at its first requests: compile pages and routes, and listen."""
    Flask.url_rule_class = CompiledRule
    with tempfile.TemporaryDirectory() as folder:
        settings = load(complete_environment(DATABASE_URL=f"sqlite:///{folder}/none.db"), Path(folder))
        app = create_app(services.build(settings), CHEAPEST)
    app.jinja_env.bytecode_cache = COMPILED
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    import_module("pandas")  # which a report brings in
    hear()
    gc.collect()
    gc.freeze()


def _serve(environment: dict[str, str], log: str, settings: dict[str, Any]) -> None:
    """Be a server, to the end."""
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


def _take_orders() -> None:
    _compile()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for a server's status
    for order in sys.stdin:
        if (pid := os.fork()) == 0:
            os.setpgid(0, 0)
            _serve(**json.loads(order))
            os._exit(0)
        os.setpgid(pid, pid)  # by whichever of the two comes first: its group is killed as one
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _take_orders()
