"""How many statements the pages cost that a member opens all day, each of which is a round trip.

Everything is counted that a request sends through a cursor: the session, the settings, the look's own line of the trail.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import event

from tests.dashboard.people_on_file import on_file
from tests.databases import on_each_engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from app.store import Store
    from tests.people import Clock
    from tests.staff_people import Colleague

MOST = {"list": 15, "record": 15, "found": 15, "nobody": 14, "alarms": 9}
"""Page -> the most statements."""


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """Collect every statement that a block executes."""
    statements: list[str] = []

    def hear(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(store.engine, "before_cursor_execute", hear)
    yield statements
    event.remove(store.engine, "before_cursor_execute", hear)


def addresses(member: Colleague, record: UUID) -> dict[str, str]:
    """Return where the pages are; two searches are kept for it."""
    token = member.browser.token("/patients")
    found, nobody = (
        member.browser.post_with(token, "/patients/search", {"q": name}).headers["Location"]
        for name in ("Maya", "Xqwzt Brrkl")
    )
    return {
        "list": "/patients",
        "record": f"/patients/{record}",
        "found": found,
        "nobody": nobody,
        "alarms": "/alarms",
    }


def costs(store: Store, member: Colleague, pages: dict[str, str]) -> dict[str, list[str]]:
    """Return the statements of each page, the second time that it is opened."""
    found = {}
    for name, address in pages.items():
        assert member.browser.get(address).status_code == 200, name
        with counted(store) as statements:
            member.browser.get(address)
        found[name] = statements
    return found


@on_each_engine
def test_the_pages_of_a_day_cost_few_statements_and_no_more_among_many_patients(
    admin_confirmed: Colleague, maya: UUID, store: Store, clock: Clock, subtests
):
    some = ("Ann Other", "Bo Third")
    for name in some:
        on_file(store, clock(), name=name)
    pages = addresses(admin_confirmed, maya)
    few = costs(store, admin_confirmed, pages)
    for _ in range(40):
        on_file(store, clock(), name=some[0])
    many = costs(store, admin_confirmed, pages)
    for page, most in MOST.items():
        with subtests.test(page):
            assert len(few[page]) <= most, few[page]
            assert len(many[page]) == len(few[page]), many[page]
