"""Gunicorn's settings, in development and in production.

They come from app/server.py. Addresses and certificates are given on the command line. At SIGHUP gunicorn runs
this file again, in a master that may have loaded another version of the app, and it ends when this file fails.
So this file relies only on what a first start has just loaded.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

_LOADED = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "app"}


def _begun() -> dict[str, Any]:
    settings: dict[str, Any] = importlib.import_module("app.server").settings()
    return settings


def _reloaded() -> dict[str, Any]:
    """Return the settings at SIGHUP.

    They are those of the code on disk if it has changed and starts, else of the same code.
    """
    server = _LOADED.get("app.server")
    if server is not None and not server.is_other_than_on_disk():
        return _begun()
    # The secrets were taken out of the environment when they were read, and the new code has to read them.
    os.environ.update(_LOADED["app.config"].whole_environment())
    _forget_the_app()
    try:
        return _begun_and_tried()
    except (Exception, SystemExit) as error:
        _forget_the_app()
        sys.modules.update(_LOADED)
        _LOADED["app.config.values"].withhold(os.environ)
        if server is None:
            raise
        sys.stderr.write(
            f"The code on disk is another one than this server runs, and does not start in it: {error}. The server goes "
            "on with the code that it has. Start it again: a reload is no upgrade, see docs/upgrading.md\n"
        )
        return _begun()


def _begun_and_tried() -> dict[str, Any]:
    settings = _begun()
    if not _boots():
        raise RuntimeError("a worker does not start")
    return settings


def _boots() -> bool:
    """Try in a separate process whether a worker starts: gunicorn ends if none does."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    try:
        sys.modules["app"].create_app()
    except BaseException as error:  # noqa: BLE001 - whatever it is
        sys.stderr.write(f"{type(error).__name__}\n")
        os._exit(1)
    os._exit(0)


def _forget_the_app() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "app"]:
        del sys.modules[name]


globals().update(_reloaded() if _LOADED else _begun())
