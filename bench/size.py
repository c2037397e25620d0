"""What one intake leaves behind: `python -m bench.size 150`

So many whole intakes are handed in on each engine, every reply is reported as sent and delivered, and the trail is linked. The
figures are the rows of each table and the bytes of the database, per intake, with indexes and all; and the messages in and out,
which is what Twilio charges for. SQLite is measured as the pages in use, PostgreSQL after `VACUUM FULL`.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, text

from app import create_app, services
from app.config import load
from app.store.engine import schema
from app.store.tables import metadata
from tests.databases import running_postgres
from tests.people import Clock, Patient, Twilio, replies_in, status_fields
from tests.server.crowd import WHOLE_INTAKE, answers_of
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

INTAKES: Final = 150
WARM: Final = 30
_MOST_NAMED: Final = 9


def main(intakes: int) -> None:
    with ExitStack() as stack:
        for engine in ("SQLite", "PostgreSQL"):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            (folder / "instance").mkdir(mode=0o700)
            url = f"sqlite:///{folder}/instance/anteroom.db"
            if engine == "PostgreSQL":
                url = stack.enter_context(stack.enter_context(running_postgres()).database())
            measure(engine, folder, url, intakes)


def measure(engine: str, folder: Path, url: str, intakes: int) -> None:
    clock = Clock()
    parts = services.build(load(complete_environment(DATABASE_URL=url, LOG_LEVEL="ERROR"), folder), clock)
    schema.upgrade(parts.store.engine)
    twilio = Twilio(create_app(parts).test_client())

    def hand_in(numbers: range) -> int:
        sent = 0
        for number in numbers:
            for replies in _intake(Patient(twilio, f"whatsapp:+1505{number:07d}"), number):
                for _ in range(replies):
                    sent += 1
                    fields = status_fields("sent", f"whatsapp:+1505{number:07d}")
                    twilio.post(fields, "/webhook/status")
                    twilio.post(fields | {"MessageStatus": "delivered"}, "/webhook/status")
            clock.moves(seconds=30)
        while parts.store.link_audit():
            pass
        return sent

    hand_in(range(WARM))
    rows, size = _rows(parts.store.engine), _bytes(parts.store.engine)
    out = hand_in(range(WARM, WARM + intakes))
    more = {name: (count - rows[name]) / intakes for name, count in _rows(parts.store.engine).items()}
    grown = (_bytes(parts.store.engine) - size) / intakes
    print(
        f"{engine}: an intake is {len(WHOLE_INTAKE)} messages in, {out / intakes:.1f} out, "
        f"{sum(more.values()):.1f} rows and {grown / 1000:.1f} kB"
    )
    largest = sorted(more.items(), key=lambda each: -each[1])[:_MOST_NAMED]
    print("  " + ", ".join(f"{name} {count:.1f}" for name, count in largest if count >= 0.1))
    parts.store.close()


def _intake(patient: Patient, number: int) -> Iterator[int]:
    """Hand one in, and yield how many replies each message got."""
    for line in WHOLE_INTAKE:
        patient.says(line.format(**answers_of(number)))
        assert patient.last is not None
        yield len(replies_in(patient.last.text))


def _rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def _bytes(engine: Engine) -> int:
    if engine.dialect.name == "sqlite":
        asked = "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
    else:
        asked = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM FULL"))
    with engine.connect() as connection:
        return int(connection.execute(text(asked)).scalar_one())


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else INTAKES)
