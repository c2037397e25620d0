"""Opens our files in a real LibreOffice, without a screen and with a profile of its own."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EVERY_SHEET_AS_CSV: Final = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
FLAT: Final = "fods"
"""One XML file, in which a formula is an attribute."""
CSV_WITH_FORMULAS: Final = "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,0,true"
"""Reads CSV with the riskiest settings: what looks like a formula becomes one."""
_PATIENCE: Final = 120


def convert(files: Sequence[Path], to: str, folder: Path, reading: str = "") -> Path:
    """Open the files, convert each, and return the folder with the results.

    LibreOffice takes seconds to start, so pass all files at once.
    """
    made = folder / f"made-{len(list(folder.iterdir()))}"
    own = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    how = [own, "--headless", *([f"--infilter={reading}"] if reading else []), "--convert-to", to]
    ran = subprocess.run(
        [_program(), *how, "--outdir", str(made), *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE,
    )
    if not made.is_dir():
        raise RuntimeError(f"LibreOffice made nothing: {ran.stdout}{ran.stderr}")
    return made


def _program() -> str:
    program = shutil.which("soffice") or shutil.which("localc")
    if program is None:
        raise RuntimeError("soffice is not on PATH; run deploy/tools.sh, or install libreoffice-calc-nogui")
    return program
