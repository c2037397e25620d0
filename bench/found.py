"""How often somebody is found who is looked for: `python -m bench.found`

It looks for the people of `tests/data/found.txt` in 160 ways, as staff type them and callers say them, and prints the rate
of each half and what was missed. The first half was written before the search, and the second half after it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from flask_babel import force_locale

from app import create_app
from app.config import load
from app.services import Services
from tests.databases import Keys, migrate
from tests.found import HALVES, House, read
from tests.people import Clock
from tests.settings import complete_environment

FEWEST: Final = 150


def main() -> int:
    """Look for everybody, and print the rates. Return 1 if fewer than 150 are found."""
    people, ways = read()
    clock, found = Clock(), 0
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/found.db"
        migrate(url)
        services = Services(load(complete_environment(), Path(folder)), Keys().store(url), clock)
        house = House(services.store, people, clock())
        with create_app(services).test_request_context(), force_locale("en"):
            for half in HALVES:
                missed = [way.typed for way in ways[half] if not house.finds(way)]
                found += len(ways[half]) - len(missed)
                print(
                    f"{half} half: {len(ways[half]) - len(missed)} of {len(ways[half])} find",
                    *missed,
                    sep="\n  ",
                )
        services.store.close()
    return int(found < FEWEST)


if __name__ == "__main__":
    sys.exit(main())
