"""Tables, sealed columns and blind indexes; the only home of `sqlalchemy`.

`with store.begin() as unit:` is one transaction; what the block raises undoes it. Here is what every user of the store
needs, whichever tables they use: the store, and how it fails. What is in a table is imported from its room.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from app.store.engine.database import NoSuchPatient, Overtaken, StoreUnavailable, Timeouts, WrongKeys
from app.store.engine.engine import connect
from app.store.row_text import Forged
from app.store.store import Store, Transaction

__all__ = [
    "Forged",
    "NoSuchPatient",
    "Overtaken",
    "Store",
    "StoreUnavailable",
    "Timeouts",
    "Transaction",
    "WrongKeys",
    "connect",
]

# A class says of its table what others ask every table for, so each module that may have one is read. `engine` is below
# them: the driver that it has for PostgreSQL is not loaded where SQLite is used.
for _module in walk_packages(__path__, f"{__name__}."):
    if not _module.name.startswith(f"{__name__}.engine"):
        import_module(_module.name)
