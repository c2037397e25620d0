"""A real Chromium, the one that the computer has."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from tests.databases import MEMORY, roomy_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

_NAMES: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_QUIET: Final = (
    "--disable-gpu",
    "--in-process-gpu",  # there is no GPU, so a process for it would only take CPU time
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--js-flags=--max-lazy --no-maglev --no-turbofan",  # a page does not live long enough for optimized scripts to pay
)
_NO_PAGES_KEPT: Final = "--disable-back-forward-cache"  # Playwright adds this, and _NO_SHARED_MEMORY
_NOTHING_DRAWN: Final = "--blink-settings=acceleratedCompositingEnabled=false"
"""Lay pages out, so that positions are known, but draw no picture of them."""
_NO_SHARED_MEMORY: Final = "--disable-dev-shm-usage"


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Start Chromium, and end it after the block."""
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield browser


def launched(playwright: Playwright, *, keeps_pages: bool = False, draws: bool = True) -> Browser:
    """Start Chromium, with its sandbox unless root runs it: for root there is none.

    With `keeps_pages`, it keeps pages that were left, for when somebody goes back. People's browsers do, but each page then
    takes longer.
    """
    args = list(_QUIET) if draws else [*_QUIET, _NOTHING_DRAWN]
    undone = [_NO_PAGES_KEPT] if keeps_pages else []
    if roomy_folder() == MEMORY:
        undone.append(_NO_SHARED_MEMORY)  # only a small /dev/shm needs that option
    return playwright.chromium.launch(
        executable_path=_program(),
        args=args,
        ignore_default_args=undone,
        chromium_sandbox=os.geteuid() != 0,
    )


def _program() -> str:
    """Return the path of $CHROMIUM when that is set, else of the first that is on PATH."""
    named = os.environ.get("CHROMIUM")
    for name in (named,) if named else _NAMES:
        if (path := shutil.which(name)) is not None:
            return path
    raise RuntimeError("there is no Chromium: run deploy/tools.sh, or name one in CHROMIUM")
