"""A command that prints the secret: `cmd:/usr/bin/pass show anteroom/fernet`.

No shell is involved.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
from contextlib import suppress
from threading import Timer
from typing import Final

from app.config.secrets.references import LARGEST, Asking, Form, Place, Reference, Trouble, Why
from app.config.values import STARRED


def fetch(reference: Reference, asking: Asking) -> str:
    """Return what the command prints.

    It gets no secret of ours, an empty standard input, and only the time that is left.

    Raises:
        Trouble: it is not there, fails, takes too long or prints too much. Its own error messages are not kept.
    """
    try:
        program, *arguments = shlex.split(reference.place)
        process = subprocess.Popen(  # noqa: S603 - the operator's own words, and no shell to misread them
            [program or "/dev/null/unnamed", *arguments],
            env={name: value for name, value in asking.environ.items() if name not in STARRED},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (FileNotFoundError, NotADirectoryError):
        failure = Trouble(Why.NOT_FOUND)
    except PermissionError:
        failure = Trouble(Why.FORBIDDEN)
    except (OSError, ValueError):
        failure = Trouble(Why.REFUSED)
    else:
        return _printed_by(process, asking.seconds)
    raise failure


def _printed_by(process: subprocess.Popen[bytes], seconds: float) -> str:
    late: list[bool] = []

    def end() -> None:
        late.append(True)
        _kill(process)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    with process:
        assert process.stdout is not None  # noqa: S101 - for mypy: it is a pipe
        printed = process.stdout.read(LARGEST + 1)
        if len(printed) > LARGEST:
            _kill(process)
        status = process.wait()
        timer.cancel()
        _kill(process)  # whatever it started and left behind
    if late:
        raise Trouble(Why.SLOW)
    if len(printed) > LARGEST:
        raise Trouble(Why.TOO_LARGE)
    if status:
        raise Trouble(Why.REFUSED, f"status:{status}")
    try:
        return printed.decode()
    except UnicodeDecodeError:
        pass
    raise Trouble(Why.NOT_TEXT)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


PLACE: Final = Place(
    name="The command",
    form=Form("cmd:PROGRAM ARGUMENT …", re.compile(r"\s*\S.*")),
    fetch=fetch,
    host=lambda reference: reference.place,
    mend={
        Why.NOT_FOUND: "Is the program installed? Write its whole path.",
        Why.FORBIDDEN: "Make the program executable for the user that runs Anteroom.",
        Why.REFUSED: "Run it yourself as the user that runs Anteroom. It gets no terminal and no shell: write sh -c '…' for a pipe.",
        Why.SLOW: "Does it wait for somebody to type? Or give it more time: SECRETS_TIMEOUT_SECONDS.",
    },
)
