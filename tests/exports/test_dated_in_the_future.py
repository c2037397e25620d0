"""Records dated in the future, from hours when the clock was fast: an export of all time has them too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.cli.patients import ExportOptions, start, write_out
from app.store.exports import export_rows
from app.store.patients.patient_filters import PatientFilters
from app.store.trail import audit
from tests.dashboard.at_the_record import plain
from tests.dashboard.people_on_file import on_file
from tests.exports.export_requests import on_the_list, rows_in, rows_of, takes


@pytest.fixture
def two(store, clock):
    """A record from yesterday, and one from an hour when the clock was three hours fast."""
    on_file(store, clock() - timedelta(days=1), name="Maya Okafor")
    on_file(store, clock() + timedelta(hours=3), name="Noor Haddad")


@pytest.fixture
def priya(colleague):
    person = colleague("clinician")
    person.is_let_in()
    person.confirms()
    return person


def test_an_export_of_all_time_has_them_and_the_count_says_so(two, priya, store):
    counted = priya.browser.post_with(
        priya.browser.last_token(), "/exports/form", {"target": "csv", "columns": "name"}
    )
    assert "2 patients" in plain(counted.text)
    assert [row[1] for row in rows_of(takes(priya))[1:]] == ["Maya Okafor", "Noor Haddad"]
    (export,) = on_the_list(store)
    assert export.rows == 2
    with store.read() as unit:
        told = {event.action: dict(event.details) for event in audit.latest(unit.db, 5)}
    assert told["export.started"]["patients"] == told["export.finished"]["patients"] == 2


def test_the_shell_takes_them_out_too(two, services, tmp_path):
    begun = start(services, ExportOptions("csv", "Weekly", ("name",), {}))
    assert begun.patients == 2
    with (tmp_path / "out.csv").open("wb") as file:
        write_out(services, begun, file, {"bom": "no"})
    assert len(rows_in((tmp_path / "out.csv").read_bytes())) == 3


def test_a_last_day_still_leaves_out_what_is_dated_after_it(two, priya, clock):
    day = f"{clock() - timedelta(days=1):%Y-%m-%d}"
    assert len(rows_of(takes(priya, until=day))) == 2


def test_whoever_hands_in_after_the_beginning_is_not_in_it_and_who_was_there_is(store, clock):
    on_file(store, clock() - timedelta(days=1))
    begun_at = clock()
    clock.moves(minutes=1)
    on_file(store, clock())
    clock.moves(minutes=1)
    with store.read() as unit:
        extent = export_rows.extent(unit.db, PatientFilters(), begun_at, clock())
    assert (extent.patients, extent.until) == (1, begun_at)
    ahead = clock() + timedelta(hours=3)
    on_file(store, ahead)
    with store.read() as unit:
        extent = export_rows.extent(unit.db, PatientFilters(), begun_at, clock())
    assert extent.patients == 3
    assert extent.until > ahead
