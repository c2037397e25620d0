"""A shell in which many `flask` commands are typed: run by a test, in the folder of an operator.

A command is a fork of this process, which has imported what commands import: starting Python thirty times would take a
minute. Each finds the environment as it was when this process began, and nothing of the app but modules.

One line of JSON on standard input is a command; the answer is one line on standard output.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any


def main() -> None:
    sys.path[0] = str(Path.cwd())
    for name in ("app", "flask.cli", "psycopg", "alembic.command"):
        importlib.import_module(name)
    for found in pkgutil.iter_modules(importlib.import_module("app.cli").__path__, "app.cli."):
        importlib.import_module(found.name)
    gc.collect()
    gc.freeze()  # else a child's collector would have all of this copied
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer_to(json.loads(line))) + "\n")
        sys.stdout.flush()


def answer_to(arguments: list[str]) -> dict[str, Any]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if not child:
            nothing = os.open(os.devnull, os.O_RDONLY)
            for number, descriptor in enumerate((nothing, out.fileno(), err.fileno())):
                os.dup2(descriptor, number)
            os._exit(run(arguments))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out.seek(0)
        err.seek(0)
        return {"code": code, "said": out.read().decode() + err.read().decode()}


def run(arguments: list[str]) -> int:
    """Run one command as the console script does, and return its exit code."""
    os.execve = say_what_the_server_is_given  # type: ignore[assignment]
    sys.argv = ["flask", "--app", "wsgi", *arguments]
    try:
        importlib.import_module("flask.cli").main()
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception:  # noqa: BLE001 - a test looks for the traceback
        traceback.print_exc()
        return 70
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def say_what_the_server_is_given(_program: str, arguments: list[str], environment: dict[str, str]) -> None:
    """Stand in for the server that takes the place of `flask dev`, and end."""
    sys.stdout.write(json.dumps({"started": arguments, "given": sorted(environment)}) + "\n")
    sys.exit(0)


if __name__ == "__main__":
    main()
