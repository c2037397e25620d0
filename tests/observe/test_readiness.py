"""`/readyz` and `flask doctor` when nothing can be stored, when nothing more is saved, and when nobody can sign in."""

from __future__ import annotations

import dataclasses
import json

import pytest
from argon2.profiles import CHEAPEST
from sqlalchemy import event, text

from app import create_app
from app.config import RetentionSettings, Secret, Workers
from app.store.clinic import milestones
from app.store.engine.write_trial import WriteTrial
from app.store.trail import audit
from app.store.work import storage_counts
from app.store.work.storage_counts import ALL, RECORDS, day_of
from tests.guard.redis_server import running_redis
from tests.people import Patient, Twilio, message_fields
from tests.staff_people import add_colleague
from tests.trail import event as trail_event

WORDS = "Zanthippe Quillfeather "


class Hours:
    """A monotonic clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hours(store) -> Hours:
    hours = Hours()
    store.writes = WriteTrial(store.engine, hours)
    return hours


def readyz(app):
    answer = app.test_client().get("/readyz", base_url="https://localhost")
    return answer.status_code, answer.get_json()


def found(app, check):
    done = app.test_cli_runner().invoke(args=["doctor", "--offline", "--json"])
    return [each for each in json.loads(done.stdout) if each["check"] == check]


def is_refused(app, hours):
    """Whether the server says that nothing can be written, the next time that it looks."""
    hours.now += 6
    status, told = readyz(app)
    assert (status, told["writes"]) in {(200, "ok"), (503, "refused")}
    return status == 503


class FullDisk:
    """A database that may not grow, and one that may again."""

    def __init__(self, engine) -> None:
        self._engine = engine
        if engine.dialect.name == "sqlite":
            event.listen(engine, "begin", self._no_room)
        else:
            self._run(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$",
                "CREATE TRIGGER no_room BEFORE INSERT ON receipts EXECUTE FUNCTION no_room()",
            )

    def ends(self) -> None:
        if self._engine.dialect.name == "sqlite":
            event.remove(self._engine, "begin", self._no_room)
            self._engine.dispose()
        else:
            self._run("DROP TRIGGER no_room ON receipts")

    @staticmethod
    def _no_room(connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def _run(self, *statements: str) -> None:
        with self._engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_a_server_that_refuses_every_message_is_not_ready_until_there_is_room(app, store, hours, capsys):
    twilio = Twilio(app.test_client())
    Patient(twilio).tells("hello", "1", "1", "Maya Okafor", "4 March 1990")
    assert not is_refused(app, hours)
    full = FullDisk(store.engine)
    while twilio.post(message_fields(WORDS * 20)).status_code == 200:
        pass
    assert is_refused(app, hours)
    with store.begin() as unit:  # a few bytes that fit into what is there
        milestones.mark(unit.db, "worker", "anteroom", hours and app.extensions["anteroom"].clock())
    assert is_refused(app, hours)
    written = capsys.readouterr().err
    assert '"reason": "SQLITE_FULL"' in written or '"reason": "53100"' in written
    assert "The disk is full or failing" in written
    (told,) = found(app, "writes")
    assert (told["state"], "disk is full" in told["mend"]) == ("bad", True)
    full.ends()
    assert not is_refused(app, hours)
    assert twilio.post(message_fields(WORDS)).status_code == 200
    assert found(app, "writes")[0]["state"] == "ok"


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_what_was_tried_leaves_nothing_and_is_not_tried_at_every_request(app, store, hours, contents):
    Patient(Twilio(app.test_client())).says("hello")
    before = contents()
    tried: list[object] = []
    event.listen(store.engine, "rollback", tried.append)
    for _ in range(3):
        store.writes.failed("SQLITE_BUSY")
        assert readyz(app)[0] in {200, 503}
    assert len(tried) == 1
    assert contents() == before


def limited(services, **limits):
    settings = dataclasses.replace(services.settings, retention=RetentionSettings(**limits))
    return create_app(dataclasses.replace(services, settings=settings), CHEAPEST)


@pytest.mark.parametrize(
    ("limits", "name"),
    [({"free_disk_mb": 999_999_999}, "FREE_DISK_MB"), ({"storage_mb": 1}, "STORAGE_MB")],
)
def test_a_limit_that_is_met_is_told_to_machines_and_once_a_minute_in_the_log(
    services, sqlite_store, limits, name, capsys, monkeypatch
):
    with sqlite_store.begin() as unit:
        for _ in range(400):
            audit.record(
                unit.db,
                "operator",
                trail_event("staff.invited"),
                details={"filler": "x" * 2000},
                at=services.clock(),
            )
    app = limited(dataclasses.replace(services, store=sqlite_store), **limits)
    patient = Patient(Twilio(app.test_client()))
    for _ in range(3):
        patient.says("hello")
    assert capsys.readouterr().err.count(f'"reason": "{name}"') == 1
    status, told = readyz(app)
    assert (status, told["limits"]) == (200, name)
    (finding,) = found(app, "limits")
    assert (finding["state"], finding["said"]) == ("bad", f"{name} is reached")


def test_the_records_of_a_day_are_told_before_and_when_they_are_used_up(services, store, clock):
    app = limited(services, records_a_day=5)
    for count, state in ((3, "ok"), (4, "warn"), (5, "bad")):
        with store.begin() as unit:
            storage_counts.add(
                unit.db,
                ALL,
                RECORDS,
                day_of(clock()),
                count - storage_counts.get(unit.db, ALL, RECORDS, day_of(clock())),
            )
        assert [each["state"] for each in found(app, "limits")] == [state]
    assert readyz(app)[1]["limits"] == "RECORDS_A_DAY"
    clock.moves(days=1)
    assert readyz(app)[1]["limits"] == "ok"


def test_a_redis_that_is_down_is_told_as_what_it_is_and_where_it_is_looked_for(services, clock):
    with running_redis() as url:
        settings = dataclasses.replace(services.settings, redis_url=Secret(url), jobs_by=Workers.CELERY)
        up = create_app(dataclasses.replace(services, settings=settings), CHEAPEST)
        assert readyz(up)[1]["sign_in"] == "ok"
        assert [each["state"] for each in found(up, "sign_in")] == ["ok"]
        assert [each["state"] for each in found(up, "broker")] == ["ok"]
    # Under another address, since what a Redis answered is remembered for some seconds.
    settings = dataclasses.replace(settings, redis_url=Secret(f"{url}?db=1"))
    down = create_app(dataclasses.replace(services, settings=settings), CHEAPEST)
    admin = add_colleague(down, services, clock, "amira@larkfield.example", "admin")
    status, told = readyz(down)
    assert (status, told["sign_in"], told["broker"], told["writes"]) == (200, "ok", "down", "ok")
    (finding,) = found(down, "sign_in")
    assert (finding["state"], "REDIS_URL" in finding["mend"]) == ("warn", True)
    (finding,) = found(down, "broker")
    assert (finding["state"], "REDIS_URL" in finding["mend"]) == ("bad", True)
    assert admin.signs_in().status_code == 303
    setup = admin.browser.get("/setup").text
    assert "Sign-in attempts are counted in the database meanwhile." in setup
    assert "Alarms are still told to staff" in setup
