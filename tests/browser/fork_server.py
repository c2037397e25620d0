"""The process that the browser tests' servers are forked from. `tests.browser.forked_server` starts it.

It takes requests as `tests.fork_server` does, and each fork is a server. `python -m tests.browser.fork_server SOCKET`
"""

from __future__ import annotations

import gc
import json
import os
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
from app.intake.warmth import warm
from tests.compile_caches import TEMPLATE_CACHE
from tests.fork_server import wait_for_request
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
    """Do once for all servers what each would do at its first requests: compile the pages."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load(complete_environment(DATABASE_URL=f"sqlite:///{folder}/none.db"), Path(folder))
        app = create_app(services.build(settings), CHEAPEST)
    app.jinja_env.bytecode_cache = TEMPLATE_CACHE
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    import_module("pandas")  # the app imports it when a report is first asked for
    warm()
    gc.collect()
    gc.freeze()  # a collection in a server would otherwise copy all of this memory


def _serve(arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    """Run a server in this process until it ends. Its settings are the only argument, in JSON."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # computed again from the new environment
    (settings,) = arguments
    sys.argv[:] = ["gunicorn"]
    _Gunicorn(json.loads(settings)).run()


if __name__ == "__main__":
    _warm_up()
    if (wanted := wait_for_request(sys.argv[1])) is not None:
        _serve(**wanted)
