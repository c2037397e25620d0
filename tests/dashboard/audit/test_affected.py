"""After an incident, exactly those are named whose records were seen: none is missed, and none too many."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from app.exports.workbook.protection import PROTECT
from app.features import FEATURES
from app.jobs.worker import Worker
from app.records.act_names import _NAMES
from app.records.affected import Ask, By, find
from app.store.exports import taken_records
from app.store.exports.taken_records import TakenRecords
from app.store.patients import erasures
from app.store.staff import sessions
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from tests.acts import TYPED, Act
from tests.dashboard.at_the_record import does, url_of
from tests.dashboard.people_on_file import on_file
from tests.databases import on_each_engine
from tests.exports.conftest import few_rounds  # noqa: F401  (a fixture)
from tests.exports.export_requests import takes
from tests.staff_people import add_colleague
from tests.store_queries import member_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.staff_people import Colleague

DOORS = {
    "GET /audit/affected": "confirmed, may read the audit trail",
    "POST /audit/affected": "confirmed, may read the audit trail",
    "GET /audit/affected/<uuid:incident>": "confirmed, may read the audit trail",
    "POST /audit/affected/<uuid:incident>/close": "confirmed, may read the audit trail",
    "POST /audit/affected/<uuid:incident>/list": "confirmed, may read the audit trail",
    "POST /audit/affected/<uuid:incident>/letters": "confirmed, may read the audit trail",
}
ACTS = (
    Act("/audit/affected", "/audit/affected", {"case": TYPED}),
    Act("/audit/affected", "/audit/affected", {"by": "network", "network": "0.0.0.0/0"}),
    Act("", "/list", downloads=True),
    Act("", "/letters", downloads=True),
    Act("", "/close"),
)
ALLERGY, IDENTITY, HEALTH, MESSAGES, FILE = "allergy", "identity", "health", "messages", "file"


@dataclass
class OwnList:
    """What the script itself writes down: who got what of whom, how often, and when."""

    acts: list[tuple[object, UUID, frozenset[str]]] = field(default_factory=list)

    def adds(self, who: object, records: Iterable[UUID], *parts: str) -> None:
        self.acts += [(who, record, frozenset(parts)) for record in records]

    def of(self, *who: object) -> dict[UUID, tuple[frozenset[str], int]]:
        """Return record -> the parts that these got of it, and how often."""
        parts: Mapping[UUID, set[str]] = defaultdict(set)
        times: dict[UUID, int] = defaultdict(int)
        for each, record, seen in self.acts:
            if each in who:
                parts[record].update(seen)
                times[record] += 1
        return {record: (frozenset(parts[record]), times[record]) for record in times}


def said(found):
    """Return the same of an answer."""
    return {
        each.id: (frozenset(part.value for part in each.parts), each.times) for each in found.people.values()
    }


@dataclass
class TwoDays:
    """Three members who work for two days, and the list that the script keeps."""

    own: OwnList
    records: list[UUID]
    used: dict[str, tuple[UUID, UUID]]
    """Whose session -> the member, and the session."""
    exports: dict[str, UUID]
    begun: object
    second_day: object

    def member(self, whose: str) -> str:
        return self.used[whose][0].hex

    def session(self, whose: str) -> str:
        return self.used[whose][1].hex


def session_of(store, person: Colleague, clock) -> tuple[UUID, UUID]:
    with store.read() as unit:
        member = member_of(unit, person.email)
        alive = sessions.of(unit.db, member.id, clock(), timedelta(days=2))
    return member.id, max(alive, key=lambda session: session.created_at).id


def works_a_day(ines, priya, records, own):
    """Have reception show names, open and copy, and a clinician read, print and export."""
    one, two, three, four, five, six, _seven = records
    ines.browser.get("/patients")  # no name is shown
    ines.browser.get(url_of(one))  # nor here
    ines.browser.post("/patients/show", id=str(two), reason="ringing")
    ines.browser.get("/patients")
    own.adds("reception", [two] * 2, IDENTITY)
    does(ines, three, "show", part="identity", reason="ringing")
    ines.browser.get(url_of(three))
    does(ines, three, "copied", answer="number")
    own.adds("reception", [three] * 3, IDENTITY)
    does(priya, four, "show", part="health", reason="reviewing")
    priya.browser.get(url_of(four))
    own.adds("clinician", [four] * 2, HEALTH, MESSAGES)
    does(priya, four, "print", parts="identity")
    own.adds("clinician", [four], IDENTITY, FILE)
    does(priya, five, f"compare/{six}/show", reason="reviewing")
    own.adds("clinician", [five, six], IDENTITY, HEALTH)
    table = takes(priya, "csv", columns=["record_id", "name", "medical_history"])
    assert len(table.text.splitlines()) == 1 + len(records)
    own.adds("clinician", records, IDENTITY, HEALTH, FILE)


def works_another_day(ines, boss, records, own, services):
    """Have reception show every name, and an admin take a workbook under a passphrase, and a copy for a patient."""
    ines.browser.post("/patients/show", all="1", reason="ringing")
    ines.browser.get("/patients")
    own.adds("reception, day two", records, IDENTITY)
    asked = takes(boss, "xlsx", columns=["record_id", "name"], passphrase="copper lantern drifts")
    assert asked.status_code == 303
    assert Worker(services, {PROTECT: FEATURES.jobs[PROTECT].run}).once()
    boss.browser.post(f"/exports/{last_started(services.store)}/download")
    own.adds("admin", records, IDENTITY, FILE)
    does(boss, records[-1], "copy", format="json", reason="access")
    own.adds("admin", [records[-1]], IDENTITY, HEALTH, MESSAGES, FILE)


def last_started(store):
    with store.read() as unit:
        return audit.page(unit.db, AuditFilters(action="export.started"), 1)[0].subject_id


@pytest.fixture
def two_days(ines, colleague, store, clock, services, few_rounds):  # noqa: F811
    """Have three members work for two days, from two networks; then one of the patients is erased."""
    priya, boss = colleague("clinician"), colleague("admin")
    priya.browser.address, boss.browser.address = "198.51.100.20", "198.51.100.21"
    records = [
        on_file(
            store, clock() - timedelta(hours=each), name=f"Patient {each} Okafor", address=f"{each} Mill Lane"
        )
        for each in range(1, 8)
    ]
    own, begun = OwnList(), clock()
    priya.is_let_in()
    priya.has_confirmed()
    used = {"reception": session_of(store, ines, clock), "clinician": session_of(store, priya, clock)}
    works_a_day(ines, priya, records, own)
    taken = {"streamed": last_started(store)}
    clock.moves(days=1)
    second = clock()
    ines.is_let_in()
    boss.is_let_in()
    boss.has_confirmed()
    used |= {"reception, day two": session_of(store, ines, clock), "admin": session_of(store, boss, clock)}
    works_another_day(ines, boss, records, own, services)
    taken["protected"] = last_started(store)
    with store.begin() as unit:
        assert erasures.erase(unit.db, records[5], "withdrawn", "operator", clock())
    clock.moves(hours=1)
    return TwoDays(own, records, used, taken, begun, second)


@pytest.fixture
def answers(app, store):
    """A function that returns what the trail answers."""

    def ask(by, which, since=None, until=None):
        with app.app_context(), store.read() as unit:
            return find(unit, Ask(by, which, since, until))

    return ask


@on_each_engine
def test_each_way_to_ask_names_whom_the_scripts_own_list_names(two_days, answers):
    own, day_two = two_days.own, two_days.second_day
    for role in ("reception", "clinician", "admin"):
        found = answers(By.MEMBER, two_days.member(role))
        assert said(found) == own.of(role, f"{role}, day two"), role
        assert found.is_whole
    first = answers(By.MEMBER, two_days.member("reception"), until=day_two)
    assert said(first) == own.of("reception")
    second = answers(By.MEMBER, two_days.member("reception"), since=day_two)
    assert said(second) == own.of("reception, day two")
    for name in ("reception", "reception, day two", "clinician"):
        assert said(answers(By.SESSION, two_days.session(name))) == own.of(name), name
    assert said(answers(By.SESSION, two_days.session("admin"))) == own.of("admin")
    streamed = answers(By.EXPORT, two_days.exports["streamed"].hex)
    assert said(streamed) == {record: (frozenset({IDENTITY, HEALTH, FILE}), 1) for record in two_days.records}
    protected = answers(By.EXPORT, two_days.exports["protected"].hex)
    assert said(protected) == {record: (frozenset({IDENTITY, FILE}), 1) for record in two_days.records}
    networks = {"198.51.100.20": ["clinician"], "198.51.100.0/24": ["clinician", "admin"], "192.0.2.0/24": []}
    for network, who in networks.items():
        assert said(answers(By.NETWORK, network)) == own.of(*who), network
    assert said(answers(By.NETWORK, "203.0.113.9")) == own.of("reception", "reception, day two")


@on_each_engine
def test_when_the_beginning_of_the_trail_is_gone_that_is_said_and_the_rest_is_exact(
    two_days, answers, store, clock
):
    own, day_two = two_days.own, two_days.second_day
    store.link_audit()
    while store.trim_audit(day_two - timedelta(seconds=1), "anteroom", clock()):
        pass
    with store.begin() as unit:
        taken_records.forget(unit.db)
        assert not taken_records.of(unit.db, two_days.exports["streamed"])
        assert taken_records.of(unit.db, two_days.exports["protected"]) == set(two_days.records)
    found = answers(By.MEMBER, two_days.member("reception"), since=two_days.begun)
    assert said(found) == own.of("reception, day two")
    assert not found.is_whole
    assert found.begins >= day_two
    assert said(answers(By.MEMBER, two_days.member("admin"))) == own.of("admin")
    assert answers(By.MEMBER, two_days.member("admin"), since=clock()).is_whole, "all of it is there"


def test_a_flag_that_tells_of_an_allergy_is_told_as_that_and_not_as_a_health_answer(
    colleague, store, clock, answers
):
    flagged = on_file(store, clock(), allergies="Latex")
    on_file(store, clock())
    priya = colleague("clinician")
    priya.is_let_in()
    priya.browser.get("/patients")
    priya.browser.get(url_of(flagged))
    member, _session = session_of(store, priya, clock)
    assert said(answers(By.MEMBER, member.hex)) == {flagged: (frozenset({ALLERGY}), 2)}


def test_an_export_whose_list_lacks_a_record_is_named_as_not_known(two_days, answers, store):
    streamed = two_days.exports["streamed"]
    with store.begin() as unit:
        unit.db.execute(delete(TakenRecords).where(TakenRecords.taken_by == streamed))
    found = answers(By.EXPORT, streamed.hex)
    assert (found.unknown, found.is_whole, found.people) == ({streamed}, False, {})


def test_a_list_that_was_changed_by_hand_names_nobody_else(two_days, answers, store):
    streamed, stranger = two_days.exports["streamed"], UUID(int=5)
    with store.begin() as unit:
        changed = update(TakenRecords).where(TakenRecords.taken_by == streamed)
        unit.db.execute(changed.values(records=stranger.hex))
    found = answers(By.EXPORT, streamed.hex)
    assert stranger not in found.people
    assert found.unknown == {streamed}


@pytest.fixture
def boss(two_days, app, services, clock):
    """Another admin, with a fresh code."""
    noor = add_colleague(app, services, clock, "noor@larkfield.example", "admin")
    noor.is_let_in()
    noor.has_confirmed()
    return noor


def asks(person, **fields):
    """Send the form, and return the page that answers."""
    answer = person.browser.post("/audit/affected", **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"], person.browser.get(answer.headers["Location"]).text


def test_the_page_names_references_parts_and_acts_and_no_person(boss, two_days, store):
    where, page = asks(boss, by="member", member=two_days.member("clinician"), case="INC-2026-04")
    assert "7 people are affected" in page
    assert "INC-2026-04" in page
    for record in two_days.records:
        assert f"{record.hex[:4]}-{record.hex[4:8]}" in page
    assert "Erased since" in page
    for word in ("Okafor", "Mill Lane", "Asthma"):
        assert word not in page
    for act in ("Printed the record", "Exported", "Compared it with another", "Showed parts of the record"):
        assert act in page
    with store.read() as unit:
        looked, asked = audit.page(unit.db, AuditFilters(action="affected."), 5)
    assert (asked.action, asked.details["case"]) == ("affected.asked", "INC-2026-04")
    assert (looked.action, looked.details["people"]) == ("affected.seen", 7)
    assert "INC-2026-04" in boss.browser.get("/audit/affected").text, "among the earlier ones"
    assert boss.browser.get(where).status_code == 200


def test_nobody_is_affected_by_somebody_who_saw_nothing(boss, two_days):
    _where, page = asks(boss, by="network", network="192.0.2.0/24")
    assert "Nobody is affected" in page
    assert "No entry of the audit trail is theirs" in page


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"by": "member"}, "Choose a person."),
        ({"by": "session", "session": "x"}, "Choose a session."),
        ({"by": "export"}, "Choose an export."),
        ({"by": "network", "network": "300.1.1.1"}, "Write an address or a range"),
        ({"by": "network", "network": "192.0.2.1", "since": "soon"}, "Write a date and a time"),
        (
            {
                "by": "network",
                "network": "192.0.2.1",
                "since": "2026-11-25T09:00",
                "until": "2026-11-25T08:00",
            },
            "The end is before the beginning.",
        ),
        (
            {"by": "network", "network": "192.0.2.1", "since": "2036-11-25T09:00"},
            "This time is in the future.",
        ),
        ({"by": "network", "network": "192.0.2.1", "case": "Maya Okafor"}, "and no name."),
        ({"by": "everything", "member": "\x00"}, "Choose a person."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_searched(fields, problem, admin_confirmed, store):
    answer = admin_confirmed.browser.post("/audit/affected", **fields)
    assert answer.status_code == 422
    assert problem in answer.text
    with store.read() as unit:
        assert not audit.page(unit.db, AuditFilters(action="affected."), 1)


def test_the_list_has_all_parts_and_times_and_no_name(boss, two_days):
    where, _page = asks(boss, by="member", member=two_days.member("clinician"))
    answer = boss.browser.post(f"{where}/list")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    by_id = {row["Record id"]: row for row in rows}
    own = two_days.own.of("clinician")
    assert set(by_id) == set(map(str, own))
    columns = {
        IDENTITY: "Who they are",
        HEALTH: "Health answers",
        MESSAGES: "Notes and messages",
        FILE: "Left Anteroom",
    }
    for record, (parts, times) in own.items():
        row = by_id[str(record)]
        assert {part for part, column in columns.items() if row[column]} == parts
        assert row["Times"] == str(times)
    assert "Okafor" not in answer.text
    assert [row["Now"] for row in rows].count("Erased since") == 1


def test_another_program_gets_all_parts_and_times_and_no_name(boss, two_days):
    where, _page = asks(boss, by="member", member=two_days.member("reception"))
    answer = boss.browser.post(f"{where}/list", format="json")
    assert answer.headers["Content-Type"] == "application/json"
    told = answer.get_json()
    own = two_days.own.of("reception", "reception, day two")
    assert {each["id"]: (frozenset(each["parts"]), each["times"]) for each in told["records"]} == {
        str(record): seen for record, seen in own.items()
    }
    assert (told["people"], told["is_whole"], told["begins"]) == (len(own), True, None)
    assert "Okafor" not in answer.text


def test_an_incident_is_closed_once_with_its_day_and_its_answer_stays(boss, two_days, store):
    where, page = asks(boss, by="member", member=two_days.member("clinician"))
    assert "Mark the incident as closed" in page
    assert "Open" in boss.browser.get("/audit/affected").text
    for _each in range(2):
        assert boss.browser.post(f"{where}/close").headers["Location"] == where
    page = boss.browser.get(where).text
    assert "Mark the incident as closed" not in page
    assert "7 people are affected" in page
    assert re.search(r"Closed [^.]* by ", page)
    assert "Closed" in boss.browser.get("/audit/affected").text
    with store.read() as unit:
        assert len(audit.page(unit.db, AuditFilters(action="affected.closed"), 5)) == 1
    nobody = "/audit/affected/00000000-0000-4000-8000-000000000000/close"
    assert boss.browser.post(nobody).status_code == 404


def test_each_letter_is_in_the_persons_language_and_no_file_is_named_after_anybody(
    boss, two_days, store, clock, answers, ines
):
    ines.is_let_in()
    rosa = on_file(store, clock(), "es", name="Rosa Quintero", address="Calle Mayor 5")
    does(ines, rosa, "show", part="identity", reason="ringing")
    where, page = asks(boss, by="member", member=two_days.member("reception"))
    assert "Download 7 letters" in page, "eight are affected, and one was erased"
    answer = boss.browser.post(f"{where}/letters")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    names = archive.namelist()
    assert len(names) == len(set(names)) == 7
    assert all(re.fullmatch(r"[0-9a-f]{4}-[0-9a-f]{4}(-\d)?\.html", name) for name in names)
    assert "Okafor" not in answer.headers["Content-Disposition"]
    spanish = archive.read(f"{rosa.hex[:4]}-{rosa.hex[4:8]}.html").decode()
    assert '<html lang="es">' in spanish
    assert "Rosa Quintero" in spanish
    assert "Calle Mayor 5" in spanish
    english = archive.read(f"{two_days.records[0].hex[:4]}-{two_days.records[0].hex[4:8]}.html").decode()
    assert "Who they are" in english
    assert "Health answers" not in english, "nobody of the reception saw them"
    assert "<mark>[" in english, "what only the clinic knows is a blank"
    assert "Asthma" not in english
    with store.read() as unit:
        taken = audit.page(unit.db, AuditFilters(action="affected.letters_taken"), 1)[0]
        me = member_of(unit, boss.email).id
    assert taken.details["people"] == 7
    assert "Okafor" not in taken.written
    found = answers(By.MEMBER, me.hex)
    assert len(found.people) == 7, "whoever takes letters has seen who these people are"


def test_an_auditor_finds_who_is_affected_and_gets_no_name(colleague, two_days, store):
    auditor = colleague("auditor")
    auditor.is_let_in()
    auditor.has_confirmed()
    where, page = asks(auditor, by="session", session=two_days.session("reception"))
    assert "2 people are affected" in page
    assert "an admin downloads them" in page
    assert auditor.browser.post(f"{where}/list").status_code == 200
    assert auditor.browser.post(f"{where}/letters").status_code == 403
    with store.read() as unit:
        assert audit.latest(unit.db, 1)[0].action == "door.refused"


def test_every_act_that_gives_something_of_a_record_has_a_name(app):
    gives = {
        code
        for (code, _page), event in FEATURES.events.items()
        if event.sight or "{parts}" in str(event.sentence) or "shown}" in str(event.sentence)
    }
    assert gives <= set(_NAMES)
    assert set(_NAMES) <= {code for code, _page in FEATURES.events}
