"""What the tests of a page declare, beside its tests, for those that go through every page.

`DOORS` says which door each of its routes has, as `tests/doors.py` does. `LOOKS` has the event of each look at a patient, as
`CALLS` in `tests/dashboard/test_every_look_is_audited.py`, and `SEE_NOBODY` the routes by which nobody is seen. `ACTS` has its forms, as `tests/acts.py`.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def declared(name: str, names: Mapping[str, Any]) -> Iterator[Any]:
    """Yield what modules of tests declare under a name, written with these names.

    They are read and not imported: they import whoever asks.
    """
    begins = re.compile(rf"^{name} = ", re.MULTILINE)
    for path in sorted(Path(__file__).parent.rglob("test_*.py")):
        if begins.search(source := path.read_text()):
            for each in ast.parse(source).body:
                match each:
                    case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                        yield eval(compile(ast.Expression(value), path.name, "eval"), dict(names))  # noqa: S307  (our own tests)
