"""Every drill works as written: its commands run in order, in a fresh folder, and have the effect that it promises."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy import text

from app.config import load
from app.crypto import new_identity
from app.services import build
from app.store import WrongKeys
from app.store.patients import patients
from app.store.staff import devices
from app.store.work import alarms
from tests.documents import OPERATING, section
from tests.drill_house import DRILLS, IDENTITY, House, blocks, clear, forked_commands, furnish
from tests.people import HANDS_IN, OLDER_TOKEN, TOKEN, Patient, message_fields
from tests.staff_people import HOST, Browser, Colleague
from tests.store_queries import member_of
from tests.twilio_api import FakeTwilioApi

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.databases import Postgres

NOOR = "noor@larkfield.example"
NEW_TOKEN = "00112233445566778899aabbccddeeff"


@pytest.fixture(scope="module")
def lasting_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with Anteroom in it, whose commands start at once."""
    folder = tmp_path_factory.mktemp("drills") / "anteroom"
    folder.mkdir()
    furnish(folder)
    with forked_commands(folder):
        yield folder


@pytest.fixture
def folder(lasting_folder: Path) -> Path:
    """That folder, as fresh as on its first day."""
    clear(lasting_folder)
    return lasting_folder


@pytest.fixture
def house(folder: Path, sqlite_template: Path) -> Iterator[House]:
    """A house on SQLite."""
    (folder / "instance").mkdir(mode=0o700)
    database = shutil.copy(sqlite_template, folder / "instance" / "anteroom.db")
    house = House(folder, f"sqlite:///{database}")
    yield house
    house.services.store.close()


@pytest.fixture
def noor(house: House) -> Colleague:
    """A clinician who has signed in."""
    noor = house.colleague(NOOR, "clinician")
    assert noor.signs_in().status_code == 303
    assert noor.browser.get("/patients").status_code == 200
    return noor


def time_of(house: House) -> str:
    return (house.clock() - timedelta(hours=1)).isoformat(timespec="minutes")


def enrols_again(house: House, said: str) -> None:
    """Follow the link that a drill printed, to a whole new sign-in."""
    (link,) = re.findall(rf"{HOST}/enrol/[\w-]{{43}}", said)
    again = Colleague(house.app, house.clock, NOOR, "clinician", password="seven quiet herons over the mill")
    again.enrols(link)
    assert again.signs_in().status_code == 303


def test_every_drill_is_on_the_operators_list_and_has_commands():
    drills = {path.stem for path in DRILLS.glob("*.md")}
    assert (
        set(re.findall(r"\(drills/([a-z-]+)\.md\)", section(OPERATING, "When something goes wrong")))
        == drills
    )
    assert all(blocks(drill) for drill in drills)
    links = {link for drill in drills for link in re.findall(r"\]\(([a-z-]+)\.md\)", (DRILLS / f"{drill}.md").read_text())}  # fmt: skip
    assert links <= drills


def test_lost_phone_what_is_on_it_opens_nothing_and_the_link_lets_its_owner_in_again(house, noor):
    said = house.follows("lost-phone", EMAIL=NOOR, SINCE=time_of(house))
    assert noor.browser.get("/patients").status_code == 303
    assert noor.signs_in(Browser(house.app)).status_code == 401
    assert noor.signs_in(Browser(house.app), code=noor.recovery[0]).status_code == 401
    assert f"{NOOR}\tclinician\tinvited" in said
    enrols_again(house, said)


def test_stolen_laptop_it_is_signed_out_and_known_no_more(house, noor):
    with house.services.store.read() as unit:
        member = member_of(unit, NOOR)
        assert devices.count(unit.db, member.id) == 1
    said = house.follows("stolen-laptop", EMAIL=NOOR, SINCE=time_of(house), TIME=time_of(house))
    assert "1 sessions" in said
    assert noor.browser.get("/patients").status_code == 303
    assert noor.signs_in().status_code == 401
    with house.services.store.read() as unit:
        assert devices.count(unit.db, member.id) == 0
    assert "GDPR" in said
    enrols_again(house, said)


def test_breach_everything_is_on_record_and_the_list_says_that_everybody_was_told(house, noor):
    house.patient().tells(*ANSWERS)
    record = record_of(house)
    shown = noor.browser.post(f"/patients/{record}/show", part="identity", reason="ringing")
    assert shown.status_code == 303, shown.text
    said = house.follows(
        "breach",
        TIME=time_of(house),
        SINCE=time_of(house),
        EMAIL=NOOR,
        ID=lambda: re.findall(r"Recorded as ([0-9a-f-]{36})", house.said[0])[0],
    )
    assert record in (house.folder / "instance" / "affected.csv").read_text()
    assert (house.folder / "instance" / "letters.zip").read_bytes().startswith(b"PK")
    assert said.rstrip().endswith(": everybody has been told")
    assert '"action": "breach.noted"' in (house.folder / "instance" / "trail.jsonl").read_text()


@contextmanager
def with_a_password(postgres: Postgres, database: str, user: str, password: str) -> Iterator[str]:
    """Give the address of a database to one user, whom the server asks for a password, as most servers do."""
    rules = postgres.folder / "pg_hba.conf"
    before = rules.read_text()
    postgres.run(
        SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(Identifier(user), Literal(password)),
        SQL("GRANT postgres TO {}").format(Identifier(user)),  # who owns the tables
    )
    rules.write_text(f"local all {user} scram-sha-256\n{before}")
    postgres.run(SQL("SELECT pg_reload_conf()"))
    try:
        yield postgres.url(database).replace("postgres@/", f"{user}:{password}@/")
    finally:
        rules.write_text(before)
        postgres.run(SQL("SELECT pg_reload_conf()"))


def opens(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


LISTED = ("FERNET_KEYS", "INDEX_KEY")
ANSWERS = (
    "hello",
    "1",
    "1",
    "Maya Okafor-Lindt",
    "4 March 1990",
    "12 Mill Lane",
    "Asthma",
    "DONE",
    "none",
    "DONE",
    *HANDS_IN,
)


def three_minutes_pass(house: House) -> None:
    """Let the time go by in which an old process might still write: nobody has been seen since."""
    with house.services.store.engine.begin() as connection:
        connection.execute(text("UPDATE key_checks SET seen_at = NULL"))


def old_keys_open_nothing(house: House, before: dict[str, str]) -> bool:
    stale = build(load(before | {"DATABASE_URL": house.env()["DATABASE_URL"]}, house.folder), house.clock)
    try:
        stale.store.prove_keys()
    except WrongKeys as error:
        return all(f"{name} holds no key" in str(error) for name in LISTED)
    finally:
        stale.store.close()
    return False


def record_of(house: House) -> str:
    with house.services.store.read() as unit:
        (listed,) = patients.page(unit.db, 10)
    return str(listed.id)


def test_leaked_key_nothing_is_left_under_it_and_everything_can_be_read(house):
    house.patient().tells(*ANSWERS)
    before, (_identity, public_key) = house.env(), new_identity()
    said = house.follows(
        "leaked-key",
        typed={"renew BACKUP_KEY": f"{public_key}\n"},
        meanwhile={"keys verify": lambda: three_minutes_pass(house)},
        TIME=time_of(house),
    )
    assert "Nothing is left under an old key." in said
    after = house.env()
    assert not any(before[name] in after[name] for name in LISTED)
    assert old_keys_open_nothing(house, before)
    assert after["BACKUP_KEY"] == public_key
    identity = house.folder / IDENTITY
    assert identity.read_text().splitlines()[-1].startswith("AGE-SECRET-KEY-1")
    [backup] = house.backups.glob("*.backup")
    assert identity.stat().st_mode & 0o077 == 0
    assert backup.stat().st_mode & 0o077 == 0
    priya = house.colleague(NOOR, "clinician")
    priya.signs_in()
    page = f"/patients/{record_of(house)}"
    priya.browser.post(f"{page}/show", part="health")
    assert "Asthma" in priya.browser.get(page).text


def test_wrong_number_the_record_is_gone_and_the_number_begins_as_a_stranger(house, noor):
    house.patient().tells(*ANSWERS)
    record = record_of(house)
    said = house.follows("wrong-number", ID=record, TIME=time_of(house))
    assert "GDPR" in said
    page = noor.browser.get(f"/patients/{record}")
    assert (page.status_code, "Maya" in page.text) == (410, False)
    assert house.patient().says("hello") == Patient(house.patient().twilio, "whatsapp:+15005550009").says(
        "hello"
    )


def test_leaked_env_every_secret_in_it_is_another_and_the_old_ones_open_nothing(
    postgres, postgresql_url, folder
):
    database = postgresql_url.partition("?")[0].rpartition("/")[2]
    with with_a_password(postgres, database, "drill", "the-old-password") as old_url:
        house = House(folder, old_url)
        before = house.env()
        assert house.patient().twilio.post(message_fields()).status_code == 200
        house.follows(
            "leaked-env",
            typed={"TWILIO_AUTH_TOKEN": NEW_TOKEN + "\n"},
            meanwhile={"keys verify": lambda: three_minutes_pass(house)},
            TIME=time_of(house),
        )
        after = house.env()
        secrets = ("TWILIO_AUTH_TOKEN", "SECRET_KEY", "DATABASE_URL", *LISTED)
        assert {name for name in before if before[name] != after[name]} == set(secrets)
        assert (folder / ".env").stat().st_mode & 0o077 == 0
        gone = [before[name] for name in secrets]
        assert not any(secret in (folder / ".env").read_text() for secret in gone)
        assert not any(after[name] in said for name in secrets for said in house.said)
        assert (opens(old_url), opens(after["DATABASE_URL"])) == (False, True)
        assert old_keys_open_nothing(house, before)
        twilio = house.patient().twilio
        for stale in (TOKEN, OLDER_TOKEN):
            assert twilio.post(message_fields(), token=stale).status_code == 403
        assert twilio.post(message_fields(), token=NEW_TOKEN).status_code == 200
        assert house.app.config["SECRET_KEY_FALLBACKS"] == []
        house.services.store.close()


def test_unanswered_what_nobody_answered_is_taken_and_a_cry_for_help_is_an_alarm(house):
    with FakeTwilioApi() as api:
        house.sets("ANTEROOM_ENV", "development")  # as the fake speaks no TLS
        house.sets("TWILIO_API_BASE_URL", api.url)
        patient = house.patient()
        api.inbox.gets(
            patient.address, "I have chest pain and cannot breathe", house.clock() - timedelta(minutes=50)
        )
        said = house.follows("unanswered", TIME=time_of(house).partition("+")[0])
    seen, taken, left, jobs = house.said
    assert "1 of them missing" in seen
    assert "1  alarms raised" in taken
    assert "0 of them missing" in left
    assert jobs == ""
    with house.services.store.read() as unit:
        assert alarms.count_waiting(unit.db) == 1
    assert patient.address.rpartition(":")[2] not in said
