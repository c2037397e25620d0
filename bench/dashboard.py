"""What a page costs, and whether it grows: `python -m bench.dashboard`

On both engines, with 1,000, 10,000 and 100,000 invented patients. “x raw” is the whole page over HTTP, everything
opened, audited and rendered, as a multiple of the bare SELECT that fetches the same rows and opens nothing. “growth”
is the page's time as a multiple of its time with the smallest table: 1.0 does not grow. Each size has a database of
its own, and they take turns. A search is its form and the page that it leads to. A tenth of the patients have the
common name, which fills a page at every size, and three the rare one.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from sqlalchemy import Engine, select, text

from app import create_app
from app.cli.demo import write
from app.config import load
from app.services import Services
from app.store.conversations import conversations
from app.store.conversations.conversations import ConversationRow
from app.store.patients import patients
from app.store.patients.fragments import NAME_WORD, NameWord
from app.store.patients.patient import NewPatient
from app.store.patients.patient import patients as records
from tests.databases import Keys, migrate, running_postgres
from tests.people import Clock
from tests.settings import complete_environment
from tests.staff_people import Colleague, add_colleague

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Select

    from tests.databases import Postgres

    Pages = dict[str, tuple[Callable[[], object], Select[tuple[object, ...]]]]
    """Name -> what loads the page, and the bare query that fetches its rows."""
    Medians = dict[int, dict[str, tuple[float, float]]]

SIZES: Final = (1_000, 10_000, 100_000)
ROUNDS: Final = 15
PAGE: Final = 51
COLUMNS: Final = (
    records.c.id, records.c.created_at, records.c.name, records.c.birth_date, records.c.extra,
)  # fmt: skip
COMMON: Final = "Vantongeren"
RARE: Final = "Oquendale"


def main(sizes: tuple[int, ...]) -> None:
    """Measure on each engine, and print a table for each."""
    with running_postgres() as postgres:
        for engine in ("SQLite", "PostgreSQL"):
            report(engine, sizes, measured(sizes, None if engine == "SQLite" else postgres))


def measured(sizes: tuple[int, ...], postgres: Postgres | None = None) -> Medians:
    """Return the medians of each number of patients: on PostgreSQL if there is one, or else on SQLite."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "instance").mkdir()
        urls = [
            stack.enter_context(postgres.database()) if postgres else f"sqlite:///{folder}/instance/{size}.db"
            for size in sizes
        ]
        return timed([clinic(folder, url, size) for url, size in zip(urls, sizes, strict=True)], sizes)


def clinic(folder: Path, url: str, size: int) -> tuple[Services, Pages]:
    """Return a clinic with so many records, in a database of its own, and its pages."""
    migrate(url)
    clock = Clock()
    settings = load(complete_environment(LOG_LEVEL="ERROR"), folder)
    services = Services(settings, Keys().store(url), clock)
    nurse = add_colleague(create_app(services), services, clock, "nurse@larkfield.example", "clinician")
    nurse.signs_in()
    write(services, size, seed=size)
    name_some(services, size)
    tidy(services.store.engine)
    return services, pages(services, nurse)


def tidy(engine: Engine) -> None:
    """Do what PostgreSQL's autovacuum does soon after so many rows have come."""
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")
    with alone.connect() as connection:
        connection.execute(text("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM (ANALYZE)"))


def name_some(services: Services, size: int) -> None:
    """Add patients with the common name, over all the time, and three with the rare one."""
    many, now = size // 10, services.clock()
    named = [COMMON] * many + [RARE] * 3
    for first in range(0, len(named), 1000):
        some = [
            NewPatient(
                uuid4(),
                None,
                now - timedelta(days=90) * ((place % many) / many),
                "done",
                "en",
                {
                    "name": f"Ada {name}",
                    "birth_date": f"{1930 + place % 83}-{1 + place % 12:02}-{1 + place % 28:02}",
                },
            )
            for place, name in enumerate(named[first : first + 1000], first)
        ]
        with services.store.begin() as unit:
            patients.create_many(unit.db, some)


def pages(services: Services, nurse: Colleague) -> Pages:
    """Return each page, and the bare query that fetches its rows."""
    with services.store.read() as unit:
        middle = patients.page(unit.db, 200)[-1]
        opened = patients.get(unit.db, middle.id)
        address = (
            conversations.stored_address(unit.db, middle.conversation_id) if middle.conversation_id else None
        )
    assert opened is not None
    assert isinstance(opened.birth_date, str)
    assert address is not None
    token = nurse.browser.token("/patients")

    def search(typed: str) -> Callable[[], object]:
        def look() -> None:
            answer = nurse.browser.post_with(token, "/patients/search", {"q": typed})
            while answer.status_code == HTTPStatus.SEE_OTHER:  # to what was found, or to the only record
                answer = nurse.browser.get(answer.headers["Location"])
            ok(answer.status_code)

        return look

    newest = select(*COLUMNS).order_by(records.c.created_at.desc(), records.c.id.desc()).limit(PAGE)
    born = select(records.c.birth_date_index).where(records.c.id == middle.id).scalar_subquery()
    at = (
        select(ConversationRow.address_index)
        .where(ConversationRow.id == middle.conversation_id)
        .scalar_subquery()
    )
    spoke = select(ConversationRow.id).where(ConversationRow.address_index == at)
    return {
        "the list": (lambda: ok(nurse.browser.get("/patients").status_code), newest),
        "the list, a status": (
            lambda: ok(nurse.browser.get("/patients?status=in_review").status_code),
            newest.where(records.c.status == "in_review"),
        ),
        "search, common name": (search(COMMON), named_as(services, COMMON)),
        "search, rare name": (search(RARE), named_as(services, RARE)),
        "search, birth date": (
            search(opened.birth_date),
            select(*COLUMNS).where(records.c.birth_date_index == born),
        ),
        "search, number": (
            search(address.removeprefix("whatsapp:")),
            select(*COLUMNS).where(records.c.conversation_id.in_(spoke)),
        ),
        "a record": (
            lambda: ok(nurse.browser.get(f"/patients/{middle.id}").status_code),
            select(records).where(records.c.id == middle.id),
        ),
    }


def named_as(services: Services, name: str) -> Select[tuple[object, ...]]:
    """Return the bare query for the newest with a name."""
    words = NameWord
    index = services.store.keys.blind_index.of(NAME_WORD, name.lower())
    return (
        select(*COLUMNS)
        .join(NameWord, words.patient_id == records.c.id)
        .where(words.word_index == index)
        .order_by(words.created_at.desc(), words.patient_id.desc())
        .limit(PAGE)
    )


def ok(status: int) -> None:
    assert status == 200, status


def timed(clinics: list[tuple[Services, Pages]], sizes: tuple[int, ...]) -> Medians:
    """Return the medians in seconds, of each page and of its bare query.

    All sizes take turns, so that a busy machine slows them all alike.
    """
    times: dict[int, dict[str, tuple[list[float], list[float]]]] = {
        size: {name: ([], []) for name in each} for size, (_, each) in zip(sizes, clinics, strict=True)
    }
    for _ in range(ROUNDS):
        for name in clinics[0][1]:
            for size, (services, each) in zip(sizes, clinics, strict=True):
                page, bare = each[name]
                ways: tuple[Callable[[], object], ...] = (page, partial(query, services, bare))
                for taken, way in zip(times[size][name], ways, strict=True):
                    began = perf_counter()
                    way()
                    taken.append(perf_counter() - began)
    return {
        size: {name: (median(both[0]), median(both[1])) for name, both in found.items()}
        for size, found in times.items()
    }


def query(services: Services, bare: Select[tuple[object, ...]]) -> None:
    with services.store.engine.connect() as connection:
        connection.execute(bare).all()


def report(engine: str, sizes: tuple[int, ...], found: Medians) -> None:
    print(f"\n{engine}: medians of {ROUNDS} rounds")
    print(f"{'':22}{'patients':>10}{'page ms':>10}{'raw ms':>10}{'x raw':>8}{'growth':>9}")
    for name in found[sizes[0]]:
        first = found[sizes[0]][name][0]
        for size in sizes:
            page, raw = found[size][name]
            print(
                f"{name:22}{size:>10,}{page * 1e3:>10.1f}{raw * 1e3:>10.2f}{page / raw:>8.1f}{page / first:>9.2f}"
            )


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
