"""Whoever waits for somebody stands first in the one table, folded after five, and pushes nobody else out of it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from app.store.conversations import callbacks, senders
from app.store.patients import patients
from tests.dashboard.at_the_record import plain
from tests.dashboard.list_page import listed, tabs
from tests.dashboard.people_on_file import on_file, read_off

if TYPE_CHECKING:
    from datetime import datetime

    from app.store import Store
    from tests.people import Clock
    from tests.staff_people import Colleague

MORE = r'<a href="([^"]+)">%s more</a>'


@pytest.fixture
def ward(store: Store, clock: Clock) -> tuple[list[str], list[str]]:
    """Seven records with news, two of them done, and three without; the newest news and the newest records first."""
    ids = []
    for _ in range(10):
        clock.moves(minutes=1)
        ids.append(on_file(store, clock()))
    with store.begin() as unit:
        for patient in ids[:2]:
            patients.set_status(unit.db, patient, "new", "done", clock())
        for minute, patient in enumerate(ids[:7]):
            at = clock() + timedelta(minutes=minute)
            patients.change(unit.db, patient, {}, False, "patient", at)
    return [str(each) for each in ids[6::-1]], [str(each) for each in ids[:6:-1]]


def calls(store: Store, number: str, at: datetime, patient: UUID | None = None) -> None:
    """Have somebody ask to be called."""
    with store.begin() as unit:
        talk = senders.lock(unit.db, f"whatsapp:+1500555{number}", None, at).id
        callbacks.ask(unit.db, talk, patient, at)


def order_of(page: str) -> list[str]:
    """Return the rows of the first group by what their link shows: a reference or the number."""
    first = read_off(r"<tbody>(.*?)</tbody>", page)
    return re.findall(r'<a class="cover[^>]*>([^<]+)</a>', first)


def test_five_who_wait_stand_above_the_others_in_one_table_and_a_link_leads_to_all_of_them(
    ines: Colleague, ward: tuple[list[str], list[str]]
):
    waiting, others = ward
    for query in ("", "?status=all", "?sort=status", "?sort=-due"):
        page = ines.browser.get(f"/patients{query}").text
        assert listed(page)[:5] == waiting[:5], query
        assert (page.count("<table"), page.count("<thead")) == (1, 1)
        assert "First: 7 · somebody waits" in plain(page)
    assert listed(ines.browser.get("/patients").text) == waiting[:5] + others
    page = ines.browser.get("/patients").text
    assert "The others: 3 · Newest first" in plain(page)
    assert (tabs(page)["Open"], tabs(page)["First"], tabs(page)["All"]) == ("10", "7", "10")
    unfolded = ines.browser.get(unescape(read_off(MORE % 2, page))).text
    assert listed(unfolded) == waiting
    assert " more</a>" not in unfolded
    assert 'aria-current="page">First' in unfolded
    done = ines.browser.get("/patients?status=done").text
    assert "First: 2" in plain(done)
    assert listed(done) == waiting[5:]


def test_whoever_asked_to_be_called_comes_before_news_with_a_record_or_without_one(
    ines: Colleague, store: Store, clock: Clock, ward: tuple[list[str], list[str]]
):
    waiting, others = ward
    calls(store, "0001", clock() - timedelta(minutes=9), UUID(others[2]))
    calls(store, "0002", clock() - timedelta(minutes=30))
    on_file(store, clock(), emergency=True)
    for query in ("", "?flag=first"):
        page = ines.browser.get(f"/patients{query}").text
        word, stranger, record, *news = order_of(page)
        assert (word, stranger, record) == (
            listed(page)[0][:8].replace(listed(page)[0][4:8], f"-{listed(page)[0][4:8]}"),
            "Show the number",
            f"{others[2][:4]}-{others[2][4:8]}",
        )
        assert len(news) == (2 if not query else 7)
    assert listed(page)[2:] == waiting
    text = plain(page)
    assert text.count("Asked to be called, ") == 2
    assert "••• 002" in text
    assert "First:" not in ines.browser.get("/patients?language=es").text
    assert "Show the number" not in ines.browser.get("/patients?language=en").text
    (link,) = re.findall(r'class="tagged" href="([^"]+)"', page)
    assert "Mark as called" in ines.browser.get(link).text
    ines.browser.post_with(ines.browser.last_token(), f"{link}/done", {})
    assert plain(ines.browser.get("/patients").text).count("Asked to be called, ") == 1


def test_from_the_last_that_is_unfolded_the_next_is_the_first_that_is_folded(
    ines: Colleague, ward: tuple[list[str], list[str]]
):
    waiting, others = ward
    page = ines.browser.get("/patients").text
    for here, after in ((waiting[4], waiting[5]), (waiting[6], others[0])):
        link = f"/patients/{here}?queue=all"
        assert f"/patients/{after}?queue=all" in unescape(ines.browser.get(link).text)
    assert f"/patients/{waiting[4]}?queue=all" in page


def test_pages_of_the_others_hold_each_once_and_lead_back_to_whoever_waits(
    ines: Colleague, store: Store, clock: Clock, ward: tuple[list[str], list[str]]
):
    for _ in range(60):
        clock.moves(seconds=1)
        on_file(store, clock())
    first = ines.browser.get("/patients").text
    second = ines.browser.get(unescape(read_off(r'href="([^"]+)" rel="next"', first))).text
    assert (len(listed(first)), len(listed(second))) == (50, 18)
    assert len({*listed(first), *listed(second)}) == 68
    assert not {*listed(second)} & {*ward[0]}
    assert listed(ines.browser.get(unescape(read_off(r'href="([^"]+)" rel="prev"', second))).text) == listed(
        first
    )


def test_a_place_among_those_who_wait_leads_on_in_every_order(
    ines: Colleague, ward: tuple[list[str], list[str]]
):
    place = f"news~20300101T000000.000000_{UUID(ward[0][0]).hex}"
    for query in ("", "&sort=due", "&sort=-status", "&sort=assigned", "&due=today"):
        answer = ines.browser.get(f"/patients?before={place}{query}")
        assert answer.status_code == 200, query
    assert listed(ines.browser.get(f"/patients?before={place}").text) == ward[0] + ward[1]


def test_an_empty_part_of_the_list_is_told_from_a_clinic_without_anybody(
    ines: Colleague, store: Store, clock: Clock
):
    assert "No patients yet" in ines.browser.get("/patients").text
    record = on_file(store, clock())
    with store.begin() as unit:
        patients.set_status(unit.db, record, "new", "done", clock())
    page = ines.browser.get("/patients").text
    assert "Nobody here" in page
    assert 'href="/patients?status=all">Show all patients' in page
