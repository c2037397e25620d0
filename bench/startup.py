"""What a web worker loads at its start: `python -m bench.startup [REVISION]`

Each revision is taken out of git into a folder of its own. A fresh process imports the app and builds it, in turns
with the other revision. The figures are the modules that it has loaded and the median of its CPU time, and what the
second revision needs as a multiple of the first.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Final

from bench.against import checkout, environment

FIRST: Final = "8538016"
ROUNDS: Final = 9
_WORKER: Final = """
import json, sys, time
from app import create_app
create_app()
ours = sum(name.split(".")[0] == "app" for name in sys.modules)
print(json.dumps({"modules": len(sys.modules), "ours": ours, "CPU ms": time.process_time() * 1e3}))
"""


def main(revisions: tuple[str, str]) -> None:
    """Measure both, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        roots = [Path(folder) / "before", Path(folder) / "after"]
        for root, revision in zip(roots, revisions, strict=True):
            checkout(root, revision)
            _start(root)  # compiles
        rounds = [[_start(root) for root in roots] for _ in range(ROUNDS)]
    print(f"{'a web worker':16}{revisions[0]:>12}{revisions[1]:>12}{'ratio':>8}")
    for figure in rounds[0][0]:
        before, after = (median(each[at][figure] for each in rounds) for at in (0, 1))
        print(f"{figure:16}{before:>12,.0f}{after:>12,.0f}{after / before:>8.2f}")


def _start(root: Path) -> dict[str, float]:
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _WORKER],
        cwd=root,
        env=environment(root),
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(ran.stdout)
    return found


if __name__ == "__main__":
    main((sys.argv[1] if sys.argv[1:] else FIRST, (sys.argv[2:] or ["HEAD"])[0]))
