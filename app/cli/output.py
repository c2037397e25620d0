"""Output of commands: private files, standard output, and error messages."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from secrets import token_hex
from types import FrameType
from typing import BinaryIO, Final, NoReturn
from uuid import UUID

import click

from app.checks import FLASK
from app.cli import account
from app.store import Forged, Store, StoreUnavailable, WrongKeys
from app.store.engine import causes
from app.store.engine.database import WrongRevision
from app.store.engine.private_files import settle
from app.store.work.jobs import Delayed, Hopeless

_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_BY_SIGNAL: Final = 128


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let a signal end the block as an error would, so that it can tidy up.

    Further signals are ignored meanwhile, and so is one that was ignored before.
    """

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(_BY_SIGNAL + number)

    before = {number: signal.getsignal(number) for number in _ENDING}
    taken = {number for number, handler in before.items() if handler is not signal.SIG_IGN}
    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep signals from ending the block.

    For short blocks that must not be left half done.
    """
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


@contextmanager
def private_file(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """Open `path` for writing (0600), under a `.part` name until the block ends.

    With `force` an existing file is replaced. Links are not followed. The part is removed when the block fails
    or a signal ends the process; only SIGKILL leaves it.

    Raises:
        FileExistsError: `path` is there, and not to be replaced.
        OSError: it cannot be written.
    """
    if not force and os.path.lexists(path):
        raise FileExistsError
    part = path.parent / f"{path.name}.{token_hex(8)}.part"
    with ended_by_signals():
        try:
            with os.fdopen(os.open(part, _NEW, 0o600), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _put_in_place(part, path, force=force)
            settle(path.parent)
        finally:
            part.unlink(missing_ok=True)


def _put_in_place(part: Path, path: Path, *, force: bool) -> None:
    """Give the file its name in one step: another process may want the same name."""
    if not force:
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # FAT, as on most sticks, gives no file two names: then the name is taken first
            os.close(os.open(path, _NEW, 0o600))
        else:
            return
    part.replace(path)


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
    except BrokenPipeError:  # click ends quietly: the reader has closed the pipe
        raise
    except FileExistsError:
        raise click.ClickException(
            f"{target} already exists. Choose another name, or replace it with --force."
        ) from None
    except OSError as error:
        name = "Standard output" if to_stdout else target
        raise click.ClickException(f"{name} was not written: {error.strerror}.{whose(error)}") from None


def whose(error: OSError) -> str:
    """Return what to add about a file that this user may not use, or nothing.

    Root needs it most: what root types runs as the service's user.
    """
    if not isinstance(error, PermissionError):
        return ""
    return f" This runs as the user {account.name()}, who may read and write in instance/."


FORGED: Final = {
    "staff": "To repair the row: flask staff reset-code EMAIL --role ROLE",
    "retention_rules": "It is ignored. Save the retention rules again on their page.",
    **dict.fromkeys(
        ("legal_holds", "restrictions"),
        "Nothing is erased or deleted until it is put back: flask db remove-forged",
    ),
    "": "To remove it: flask db remove-forged",
}
"""Table -> what to do about a forged row of it."""


@contextmanager
def database_errors() -> Iterator[None]:
    """Run the block; end the command with a message when the store fails in it.

    Raises:
        click.ClickException: the database fails, is another Anteroom's, or does not belong to these keys.
    """
    try:
        yield
    except StoreUnavailable as error:
        raise click.ClickException(
            f"The database cannot be used ({error.reason}). {causes.explain(error.reason)}"
        ) from None
    except (WrongKeys, WrongRevision) as error:
        raise click.ClickException(str(error)) from None
    except Forged as error:
        raise click.ClickException(
            f"{str(error).capitalize()}. {FORGED.get(error.table, FORGED[''])}"
        ) from None


def stop_unless_named(store: Store) -> None:
    """End the command with an error when the journal lacks what was erased.

    Raises:
        click.ClickException: it cannot be written.
    """
    if (trouble := store.journal.trouble()) is not None:
        raise click.ClickException(
            f"The erasure is not in the erasure journal {store.journal.name} yet: {trouble.strerror}. Until it is, restoring an older "
            f"backup would bring the record back. {store.journal.look()}. Once the journal can "
            f"be written, a running server adds the erasure within seconds; without a server: {FLASK} worker --once"
        )


class RecordId(click.ParamType[UUID]):
    """A whole record id, not the reference of eight digits that people read out."""

    name = "id"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> UUID:
        """Return the id, or fail with a message that says where to find it."""
        try:
            return UUID(str(value))
        except ValueError:
            self.fail(
                "write the whole id, which is at the end of the address of the record's page", param, ctx
            )


RECORD_ID = RecordId()


_FAILURES: Final = {
    "twilio_busy": "Twilio is busy. Run it again in a minute.",
    "twilio_unreachable": "Twilio cannot be reached. Run it again later.",
    "twilio_unavailable": "Twilio has a fault of its own. Run it again later.",
    "twilio_key_refused": "Twilio refused the credentials. Check TWILIO_ACCOUNT_SID, and TWILIO_API_KEY or TWILIO_AUTH_TOKEN.",
    "twilio_refused": "Twilio refused a text. Its console says more, under Messaging, Content Template Builder.",
}


@contextmanager
def twilio_errors() -> Iterator[None]:
    """Report a failure of Twilio's as an error of the command."""
    try:
        yield
    except (Delayed, Hopeless) as failure:
        raise click.ClickException(_FAILURES.get(failure.code, failure.code)) from None
