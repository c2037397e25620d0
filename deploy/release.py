"""Make what a release is handed over with: source, components, licences, digests (`make release`)."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
# Read in their wheels: their metadata name no licence.
READ_IN_THE_WHEEL: Final = {"pyrage": "MIT", "setuptools": "MIT"}
SHIPPED_DATA: Final = "common passwords: the licence is in app/staff/LICENSE-common-passwords"

Component = dict[str, Any]


def source(root: Path, prefix: str) -> bytes:
    """Return the committed source as .tar.gz: the same commit makes the same bytes.

    Neither the clock nor what git is configured to do has a part in it, but zlib has: another version may compress otherwise.
    """
    tar = subprocess.run(
        ["git", "-c", "tar.umask=0022", "archive", "--format=tar", f"--prefix={prefix}/", "HEAD"],
        cwd=root, capture_output=True, check=True,
    ).stdout  # fmt: skip
    return gzip.compress(tar, mtime=0)


def bill_of_materials(python: str, *, is_validated: bool) -> bytes:
    """Return what is installed for an interpreter, as CycloneDX 1.6 in JSON. To validate it takes ten seconds."""
    return subprocess.run(
        [
            sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--sv", "1.6",
            "--validate" if is_validated else "--no-validate", "--pyproject", str(ROOT / "pyproject.toml"), python,
        ],
        capture_output=True, check=True,
    ).stdout  # fmt: skip


def components(bill: bytes) -> list[Component]:
    found: list[Component] = json.loads(bill)["components"]
    return found


def licence(component: Component) -> str:
    """Return SPDX ids where the package gives them, else what its classifiers say, else an empty string."""
    said = [
        each["license"] if "license" in each else {"id": each["expression"]}
        for each in component.get("licenses", ())
    ]
    spdx = [each["id"] for each in said if "id" in each]
    classified = [each["name"].rpartition(" :: ")[2] for each in said if "name" in each]
    return ", ".join(spdx or classified) or READ_IN_THE_WHEEL.get(component["name"], "")


def licences(bill: bytes) -> str:
    """Return a line for each component with its licence.

    Raises:
        SystemExit: a component has none. Read it in the wheel, and write it into `READ_IN_THE_WHEEL`.
    """
    found = {f"{each['name']} {each['version']}": licence(each) for each in components(bill)}
    if without := sorted(name for name, words in found.items() if not words):
        raise SystemExit(
            f"No licence is known of {', '.join(without)}. See READ_IN_THE_WHEEL in deploy/release.py."
        )
    return (
        "".join(
            f"{name}: {words}\n" for name, words in sorted(found.items(), key=lambda line: line[0].lower())
        )
        + SHIPPED_DATA
        + "\n"
    )


def write(folder: Path, python: str) -> None:
    name = f"{PROJECT['name']}-{PROJECT['version']}"
    bill = bill_of_materials(python, is_validated=True)
    files = {
        f"{name}.tar.gz": source(ROOT, name),
        f"{name}.cdx.json": bill,
        f"{name}.licences.txt": licences(bill).encode(),
    }
    files["SHA256SUMS"] = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {file}\n" for file, content in files.items()
    ).encode()
    folder.mkdir(exist_ok=True)
    for file, content in files.items():
        (folder / file).write_bytes(content)
        print(folder / file)


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2])
