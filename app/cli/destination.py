"""Where a command writes to: standard output, or a file for nobody else."""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from app.cli.private_file import private_file

if TYPE_CHECKING:
    from collections.abc import Iterator

STDOUT: Final = "-"


@contextmanager
def destination(target: str, *, force: bool) -> Iterator[BinaryIO]:
    """Open standard output for `-`, else a file as `private_file` does.

    Raises:
        click.ClickException: it is there already and not to be replaced, or it cannot be written.
    """
    to_stdout = target == STDOUT
    try:
        with nullcontext(sys.stdout.buffer) if to_stdout else private_file(Path(target), force=force) as file:
            yield file
            file.flush()
    except BrokenPipeError:  # click ends quietly: whoever read has had enough
        raise
    except FileExistsError:
        raise click.ClickException(
            f"{target} is there already. Choose another name, or replace it with --force."
        ) from None
    except OSError as error:
        name = "Standard output" if to_stdout else target
        raise click.ClickException(f"{name} was not written: {error.strerror}.") from None
