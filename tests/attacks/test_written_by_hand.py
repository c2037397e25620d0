"""Somebody who can write the database, and has no key, signs in as nobody and is found out."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from sqlalchemy import delete, insert, update

from app.checks import State
from app.checks.integrity import door
from app.guard.tokens import new_token
from app.intake.clinic import Clinic
from app.retention import run as retention
from app.retention.rules import rules_in
from app.staff.enrolment import make_link
from app.store import Forged, forgeries
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.clinic.retention_rules import Rules, RulesVersion
from app.store.conversations import callbacks, conversations
from app.store.conversations.callbacks import Callback
from app.store.model import table_of
from app.store.patients import erasures, legal_holds, patients, restrictions
from app.store.patients.legal_holds import LegalHold
from app.store.patients.restrictions import Restriction
from app.store.staff import devices, sessions, staff
from app.store.tables import metadata
from app.store.trail import audit
from app.store.work import alarms
from app.store.work.alarms import Alarm
from app.web.clinic import clinic_in
from tests.databases import on_either_engine
from tests.staff_people import HOST, PASSWORD, Browser, Colleague
from tests.trail import event as trail_event

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask

    from app.services import Services
    from app.store import Store
    from tests.attacks.conftest import Hand
    from tests.databases import Keys, OpenStore
    from tests.people import Clock, Patient

members = metadata.tables["staff"]
staff_devices = metadata.tables["staff_devices"]
staff_recovery_codes = metadata.tables["staff_recovery_codes"]
staff_sessions = metadata.tables["staff_sessions"]

pytest_generate_tests = on_either_engine
staff_links = metadata.tables["staff_links"]

PROFILES, RULES = table_of(ClinicVersion), table_of(RulesVersion)


def with_cookie(app: Flask, token: str) -> Browser:
    browser = Browser(app)
    browser.client.set_cookie("__Host-session", token, domain="intake.example.org", secure=True)
    return browser


def is_out(browser: Browser, page: str = "/patients") -> bool:
    answer = browser.get(page)
    return answer.status_code == 303 and answer.location.startswith("/login")


def test_a_session_that_was_inserted_opens_nothing(
    app: Flask, hand: Hand, clock: Clock, nurse: Colleague
) -> None:
    token = new_token()
    member = hand.reads(members, email=nurse.email)
    row = {
        "id": uuid4(),
        "token_hash": hashlib.sha256(token.encode()).digest(),
        "staff_id": member.id,
        "created_at": clock(),
        "last_seen_at": clock(),
        "ends_at": clock() + timedelta(hours=12),
        "confirmed_at": clock(),
        "device": "A browser",
        "network": "203.0.113.9",
    }
    row |= {column.name: b"\0" * 32 for column in staff_sessions.c if column.name == "mac"}

    hand.writes(insert(staff_sessions), row)

    assert is_out(with_cookie(app, token))


def test_a_session_moved_to_an_admin_opens_nothing_and_the_trail_tells(
    app: Flask, store: Store, hand: Hand, nurse: Colleague, admin: Colleague
) -> None:
    nurse.is_let_in()
    victim = hand.reads(members, email=admin.email).id
    hand.writes(update(staff_sessions).values(staff_id=victim))

    assert is_out(nurse.browser)
    assert is_out(nurse.browser, "/account"), "the row is gone"
    with store.read() as unit:
        told = [event for event in audit.latest(unit.db, 20) if event.action == "door.forged"]
    assert [(event.subject_id, event.details) for event in told] == [(victim, {"table": "staff_sessions"})]


def test_a_token_copied_to_the_row_of_an_admin_opens_nothing(
    hand: Hand, nurse: Colleague, admin: Colleague
) -> None:
    nurse.is_let_in()
    admin.is_let_in()
    own = hand.reads(staff_sessions, staff_id=hand.reads(members, email=nurse.email).id)
    hand.writes(delete(staff_sessions).where(staff_sessions.c.id == own.id))
    hand.writes(update(staff_sessions).values(token_hash=own.token_hash))

    assert is_out(nurse.browser)


@pytest.mark.parametrize("column", ["confirmed_at", "ends_at", "last_seen_at", "names_shown_until"])
def test_a_session_prolonged_or_confirmed_by_hand_opens_nothing(
    hand: Hand, clock: Clock, nurse: Colleague, column: str
) -> None:
    nurse.is_let_in()
    clock.moves(minutes=4)
    hand.writes(update(staff_sessions).values({column: clock.now + timedelta(minutes=1)}))

    assert is_out(nurse.browser)


def test_a_role_put_back_does_not_bring_a_session_under_it(hand: Hand, nurse: Colleague) -> None:
    nurse.is_let_in()
    hand.writes(update(members).where(members.c.email == nurse.email).values(role="admin"))

    assert is_out(nurse.browser)


def a_link(services: Services, email: str, role: str = "reception") -> str:
    with services.store.begin() as unit:
        staff_id = staff.add(unit.db, email, "Ines", role, services.clock())
        return make_link(services, unit, staff_id, None).removeprefix(HOST)


def test_a_link_that_was_inserted_or_moved_opens_nothing(
    app: Flask, services: Services, hand: Hand, admin: Colleague, clock: Clock
) -> None:
    path, token = a_link(services, "ines@larkfield.example"), new_token()
    victim = hand.reads(members, email=admin.email).id
    row = dict(hand.reads(staff_links, used_at=None)._mapping) | {
        "id": uuid4(),
        "token_hash": hashlib.sha256(token.encode()).digest(),
        "staff_id": victim,
    }
    hand.writes(insert(staff_links), row)

    assert Browser(app).get(f"/enrol/{token}").status_code == 404

    hand.writes(update(staff_links).where(staff_links.c.id != row["id"]).values(staff_id=victim))

    assert Browser(app).get(path).status_code == 404
    with services.store.read() as unit:
        assert [event.action for event in audit.latest(unit.db, 1)] == ["door.forged"]


def test_a_link_that_is_over_cannot_be_prolonged_by_hand(
    app: Flask, services: Services, hand: Hand, clock: Clock
) -> None:
    path = a_link(services, "ines@larkfield.example")
    clock.moves(hours=73)
    hand.writes(update(staff_links).values(expires_at=clock() + timedelta(hours=1)))

    assert Browser(app).get(path).status_code == 404


def test_a_computer_that_was_inserted_or_moved_is_not_known(
    services: Services, hand: Hand, nurse: Colleague, admin: Colleague, clock: Clock
) -> None:
    nurse.is_let_in()
    admin.is_let_in()
    victim, own = hand.reads(members, email=admin.email).id, nurse.browser.cookie("__Host-device")
    assert own
    digest, token = hashlib.sha256(own.encode()).digest(), new_token()
    row = hand.reads(staff_devices, staff_id=hand.reads(members, email=nurse.email).id)
    forged = dict(row._mapping) | {"id": uuid4(), "token_hash": hashlib.sha256(token.encode()).digest()}
    hand.writes(insert(staff_devices), forged)
    hand.writes(update(staff_devices).where(staff_devices.c.id == row.id).values(staff_id=victim))

    with services.store.read() as unit:
        assert not devices.knows(unit.db, victim, digest, clock())
        assert not devices.knows(unit.db, row.staff_id, hashlib.sha256(token.encode()).digest(), clock())


def test_what_is_under_an_older_secret_counts_and_what_is_under_none_does_not(
    store: Store, keys: Keys, open_store: OpenStore, database_url: str, nurse: Colleague, clock: Clock
) -> None:
    nurse.is_let_in()
    token = nurse.browser.cookie("__Host-session")
    assert token
    digest, idle = hashlib.sha256(token.encode()).digest(), timedelta(minutes=15)
    both = open_store(database_url, replace(keys, secrets=("a newer secret", *keys.secrets)))
    newest = open_store(database_url, replace(keys, secrets=("a newer secret",)))

    with newest.read() as unit:
        assert sessions.find(unit.db, digest, clock(), idle) is None
        assert list(sessions.forged(unit.db))
    clock.moves(minutes=1)
    with both.begin() as unit:
        assert sessions.seen(unit.db, digest, clock(), idle) is not None
    with newest.read() as unit:
        assert sessions.find(unit.db, digest, clock(), idle) is not None, "it is under the newest now"
        assert not list(sessions.forged(unit.db))


def told(services: Services) -> list[str]:
    """What doctor says about who gets in."""
    return [finding.said for finding in door(services) if finding.state is State.BAD]


def test_a_member_who_was_inserted_signs_in_as_nobody_and_doctor_tells(
    app: Flask, services: Services, hand: Hand, clock: Clock, nurse: Colleague
) -> None:
    """The intruder copies what he likes of a member whose secrets he knows: his own."""
    assert not told(services)
    own = dict(hand.reads(members, email=nurse.email)._mapping)
    hand.writes(insert(members), own | {"id": uuid4(), "email": "intruder@x.example", "role": "admin"})
    intruder = replace(nurse, email="intruder@x.example")

    assert intruder.signs_in(Browser(app)).status_code == 401
    assert told(services) == ["1 members were written or changed by something other than Anteroom (staff)"]
    assert "intruder@x.example\tadmin\tnot written by Anteroom" in staff_list(app)


def staff_list(app: Flask) -> str:
    return app.test_cli_runner().invoke(args=["staff", "list"]).output


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "admin"},
        {"email": "somebody.else@larkfield.example"},
        {"last_step": -1},
        {"seal": None},
        {"seal": "gAAAAAB"},
        {"password_hash": PasswordHasher.from_parameters(CHEAPEST).hash(PASSWORD)},
        {"enrolled_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
    ids=", ".join,
)
def test_a_member_whose_row_was_changed_signs_in_no_more_and_doctor_tells(
    app: Flask, services: Services, hand: Hand, nurse: Colleague, changes: dict[str, Any]
) -> None:
    hand.writes(update(members).where(members.c.email == nurse.email).values(changes))
    nurse.email = changes.get("email", nurse.email)

    assert nurse.signs_in().status_code == 401
    assert told(services) == ["1 members were written or changed by something other than Anteroom (staff)"]


def test_a_password_moved_from_another_member_opens_nothing(
    services: Services, hand: Hand, nurse: Colleague, admin: Colleague
) -> None:
    own = hand.reads(members, email=nurse.email)
    for column in ("password_hash", "seal", "totp"):
        moved = {column: own._mapping[column]}
        hand.writes(update(members).where(members.c.email == admin.email).values(moved))
        assert admin.signs_in(code=nurse.next_code()).status_code == 401


def test_a_disabled_member_who_enables_themselves_stays_out(
    services: Services, hand: Hand, nurse: Colleague, clock: Clock
) -> None:
    member = hand.reads(members, email=nurse.email).id
    with services.store.begin() as unit:
        assert staff.disable(unit.db, member, clock())
    hand.writes(update(members).where(members.c.email == nurse.email).values(disabled_at=None))

    assert nurse.signs_in().status_code == 401
    assert told(services)


def test_a_session_of_a_member_whose_row_was_changed_ends_and_the_trail_tells(
    services: Services, hand: Hand, nurse: Colleague
) -> None:
    nurse.is_let_in()
    hand.writes(
        update(members).values(email="n@larkfield.example", enrolled_at=datetime(2026, 1, 1, tzinfo=UTC))
    )

    assert is_out(nurse.browser)
    with services.store.read() as unit:
        [event] = audit.latest(unit.db, 1)
    assert (event.action, event.details) == ("door.forged", {"table": "staff"})


def test_recovery_codes_of_ones_own_hung_on_an_admin_open_nothing(
    app: Flask, services: Services, hand: Hand, nurse: Colleague, admin: Colleague
) -> None:
    own, victim = hand.reads(members, email=nurse.email), hand.reads(members, email=admin.email)
    codes = staff_recovery_codes.c
    hand.writes(delete(staff_recovery_codes).where(codes.staff_id == victim.id))
    hand.writes(update(staff_recovery_codes).values(staff_id=victim.id))
    hand.writes(update(members).where(members.c.id == victim.id).values(recovery_salt=own.recovery_salt))

    assert admin.signs_in(Browser(app), code=nurse.recovery[0]).status_code == 401
    assert told(services) == [
        "10 recovery codes were written or changed by something other than Anteroom (staff_recovery_codes)"
    ]


def test_an_earlier_row_of_a_member_that_was_put_back_is_told_by_doctor(
    app: Flask, services: Services, hand: Hand, nurse: Colleague, admin: Colleague
) -> None:
    """Its seal is genuine: who was demoted keeps the row of before. The trail knows better."""
    admin.is_let_in()
    admin.confirms()
    before = dict(hand.reads(members, email=nurse.email)._mapping)
    changed = admin.browser.post(f"/staff/{before['id']}/role", role="reception")
    assert changed.status_code == 303
    assert not told(services)
    hand.writes(update(members).where(members.c.id == before["id"]).values(before))

    assert told(services) == [f"{nurse.email} differs from the audit trail (reception)"]


def test_exports_go_on_needing_a_second_person_when_the_setting_is_changed_by_hand(
    services: Services, hand: Hand, clock: Clock
) -> None:
    shipped = Clinic("Larkfield Clinic", "01632 960 555", "999")
    with services.store.begin() as unit:
        assert versions.keep(
            unit.db,
            ClinicVersion,
            0,
            replace(shipped, phone="01632 960 777", export_approval=True),
            "staff:1",
            clock(),
        )
    row = dict(hand.reads(PROFILES)._mapping)
    text = row["profile"].replace('"export_approval": true', '"export_approval": false')
    assert text != row["profile"]

    def needs_approval() -> bool:
        with services.store.read() as unit:
            clinic = clinic_in(unit, services.settings.clinic)
        assert clinic.phone in {"01632 960 777", shipped.phone}
        return clinic.export_approval

    hand.writes(insert(PROFILES), row | {"id": uuid4(), "version": 2, "profile": text})
    assert needs_approval(), "one that was inserted"
    assert told(services) == [
        "1 versions of the settings were written or changed by something other than Anteroom (clinic_profiles)"
    ]
    hand.writes(delete(PROFILES).where(PROFILES.c.version == 2))
    hand.writes(update(PROFILES).values(profile=text))
    assert needs_approval(), "the only one, changed"
    with services.store.begin() as unit:
        kept = versions.current(unit.db, ClinicVersion, shipped)
        assert kept is not None
        assert versions.keep(unit.db, ClinicVersion, kept.version, shipped, "staff:1", clock()), (
            "an admin saves them again"
        )
        assert forgeries.remove(unit.db) == {"clinic_profiles": 1}
    assert not needs_approval()
    assert not told(services)


def test_a_cry_for_help_that_is_hidden_by_hand_is_told_and_waits_again(
    services: Services, hand: Hand, clock: Clock, patient: Patient
) -> None:
    patient.says("chest pain")
    hand.writes(update(Alarm).values(acknowledged_at=clock(), acknowledged_by="staff:1"))
    assert told(services) == ["1 alarms were written or changed by something other than Anteroom (alarms)"]
    with services.store.begin() as unit:
        assert alarms.count_waiting(unit.db) == 0
        assert forgeries.remove(unit.db) == {"alarms": 1}
        assert alarms.count_waiting(unit.db) == 1
    assert not told(services)


def test_nothing_goes_by_retention_rules_that_were_written_by_hand(
    services: Services, hand: Hand, clock: Clock
) -> None:
    with services.store.begin() as unit:
        assert versions.keep(unit.db, RulesVersion, 0, Rules(done_days=3650), "staff:1", clock())
    row = dict(hand.reads(RULES)._mapping)
    shorter = row | {"id": uuid4(), "version": 2, "rules": row["rules"].replace("3650", "30")}
    hand.writes(insert(RULES), shorter)

    with pytest.raises(Forged):
        retention.run(services, "anteroom")
    with services.store.read() as unit:
        assert rules_in(unit, services.settings.retention).done_days == 3650
    assert told(services) == [
        "1 versions of the retention rules were written or changed by something other than Anteroom (retention_rules)"
    ]


def test_rules_that_an_admin_saves_as_they_stand_count_again_after_others_were_written_by_hand(
    services: Services, hand: Hand, clock: Clock, admin: Colleague
) -> None:
    """The command that fails says so: nobody has to change a figure first to be believed."""
    rules = Rules(done_days=3650)
    with services.store.begin() as unit:
        assert versions.keep(unit.db, RulesVersion, 0, rules, "staff:1", clock())
    row = dict(hand.reads(RULES)._mapping)
    hand.writes(insert(RULES), row | {"id": uuid4(), "version": 2, "seal": None})
    admin.is_let_in()
    admin.confirms()
    shown = admin.browser.get("/retention/change").text
    fields = dict(re.findall(r'name="(version|\w+_\w+)"[^>]* value="([0-9]+)"', shown))
    assert fields["done_days"] == "3650"
    saved = admin.browser.post("/retention/change", **fields)
    assert saved.status_code == 303

    retention.run(services, "anteroom")
    with services.store.read() as unit:
        kept = versions.current(unit.db, RulesVersion)
        [told] = [each for each in audit.latest(unit.db, 9) if each.action == "retention.changed"]
    assert kept is not None
    assert (kept.version, kept.value, kept.is_genuine) == (3, rules, True)
    assert told.details["kept_as"] == 3


def test_settings_whose_newest_version_was_deleted_are_told_by_doctor(
    services: Services, hand: Hand, admin: Colleague
) -> None:
    admin.is_let_in()
    admin.confirms()
    for version, days in ((0, 400), (1, 500)):
        with services.store.begin() as unit:
            assert versions.keep(
                unit.db, RulesVersion, version, Rules(open_days=days), "staff:1", services.clock()
            )
            details = {"fields": ["open_days"], "kept_as": version + 1}
            audit.record(
                unit.db, "staff:1", trail_event("retention.changed"), details=details, at=services.clock()
            )
    assert not told(services)
    hand.writes(delete(RULES).where(RULES.c.version == 2))

    assert told(services) == [
        "the audit trail has version 2 of the retention rules, but the database has only version 1"
    ]


def test_the_operator_makes_a_changed_row_the_clinics_own_again(
    app: Flask, services: Services, hand: Hand, nurse: Colleague
) -> None:
    hand.writes(update(members).where(members.c.email == nurse.email).values(role="admin"))
    runner = app.test_cli_runner()

    refused = runner.invoke(args=["staff", "reset-code", nurse.email])
    assert refused.exit_code == 1
    assert "--role" in refused.output
    done = runner.invoke(args=["staff", "reset-code", nurse.email, "--role", "clinician"])
    assert done.exit_code == 0, done.output
    [link] = re.findall(rf"{HOST}/enrol/[\w-]{{43}}", done.output)
    assert nurse.enrols(link).status_code == 200
    assert nurse.signs_in().status_code == 303
    assert nurse.browser.get("/staff").status_code == 403
    assert not told(services)


def test_rows_are_put_back_only_when_the_operator_says_so(
    app: Flask, services: Services, hand: Hand, clock: Clock, patient: Patient, handed_in: UUID
) -> None:
    with services.store.begin() as unit:
        assert legal_holds.add(unit.db, handed_in, "A claim", "staff:1", clock())
    hand.writes(update(LegalHold).values(lifted_at=clock(), lifted_by="staff:1"))
    runner = app.test_cli_runner()

    assert runner.invoke(args=["db", "remove-forged"]).exit_code == 1, "it asks first"
    assert len(told(services)) == 1
    removed = runner.invoke(args=["db", "remove-forged", "--yes"])
    assert removed.output == "legal_holds: 1 rows\n"
    assert not told(services)


def test_no_rule_deletes_anything_while_a_legal_hold_was_lifted_by_hand(
    services: Services, hand: Hand, clock: Clock, patient: Patient, handed_in: UUID
) -> None:
    with services.store.begin() as unit:
        assert legal_holds.add(unit.db, handed_in, "A claim", "staff:1", clock())
    hand.writes(update(LegalHold).values(lifted_at=clock(), lifted_by="staff:1"))

    with pytest.raises(Forged):
        retention.run(services, "anteroom")
    with services.store.begin() as unit:
        assert forgeries.remove(unit.db) == {"legal_holds": 1}
        assert legal_holds.is_held(unit.db, handed_in)
        assert legal_holds.lift(unit.db, handed_in, "It is settled", "staff:1", clock())
        assert forgeries.found(unit.db) == {}


def test_no_rule_deletes_anything_while_a_restriction_was_lifted_by_hand(
    services: Services, hand: Hand, clock: Clock, patient: Patient, handed_in: UUID
) -> None:
    with services.store.begin() as unit:
        assert erasures.restrict(unit.db, handed_in, "staff:1", clock())
    hand.writes(update(Restriction).values(lifted_at=clock(), lifted_by="staff:1"))

    clock.moves(days=4000)
    with pytest.raises(Forged):
        retention.run(services, "anteroom")
    with services.store.begin() as unit:
        assert patients.get(unit.db, handed_in, ()) is not None
        assert forgeries.remove(unit.db) == {"restrictions": 1}
        assert restrictions.in_force(unit.db, handed_in)


def test_nobody_is_erased_while_a_legal_hold_was_changed_by_hand_and_the_page_says_so(
    app: Flask,
    services: Services,
    hand: Hand,
    clock: Clock,
    patient: Patient,
    handed_in: UUID,
    nurse: Colleague,
) -> None:
    other, nobodys = uuid4(), uuid4()
    with services.store.begin() as unit:
        patients.create(unit.db, other, None, "en", {"name": "Ada"}, False, clock())
        assert legal_holds.add(unit.db, handed_in, "A claim", "staff:1", clock())
    nurse.is_let_in()
    nurse.confirms()
    path, record = f"/patients/{handed_in}/erase", f"{handed_in.hex[:4]}-{handed_in.hex[4:8]}"
    command = ["patients", "erase", str(handed_in), "--reason", "patient_asked", "--yes"]
    lifted = {"lifted_at": clock(), "lifted_by": "staff:1"}
    for changes in (lifted, {"patient_id": other}, lifted | {"seal": None}):
        hand.writes(update(table_of(LegalHold)).values(changes))

        nurse.browser.get(path)
        refused = nurse.browser.post(path, reason="patient_asked", reference=record)
        assert refused.status_code == 409
        assert "A legal hold was changed in the database" in refused.text
        told_by = app.test_cli_runner().invoke(args=command)
        assert (told_by.exit_code, "remove-forged" in told_by.output) == (1, True), told_by.output
        with services.store.begin() as unit:
            assert patients.get(unit.db, handed_in, ()) is not None
            assert legal_holds.is_conversation_held(unit.db, nobodys), "no draft goes either"
            assert forgeries.remove(unit.db) == {"legal_holds": 1}, "the row is still there to be named"
            assert not legal_holds.is_conversation_held(unit.db, nobodys)
            assert legal_holds.is_held(unit.db, handed_in) is ("seal" not in changes)


def test_a_number_is_not_shown_beside_another_record_because_the_database_says_so(
    services: Services, hand: Hand, clock: Clock, patient: Patient, handed_in: UUID, nurse: Colleague
) -> None:
    other = uuid4()
    with services.store.begin() as unit:
        patients.create(unit.db, other, None, "en", {"name": "Ada"}, False, clock())
        conversation = conversations.find(unit.db, patient.address)
        assert conversation is not None
        assert callbacks.ask(unit.db, conversation, handed_in, clock())
        [call] = callbacks.all_waiting(unit.db)
    nurse.is_let_in()
    page, digits = f"/patients/callbacks/{call.id}", patient.address[-4:]
    assert digits in nurse.browser.get(page).text
    hand.writes(update(Callback).values(patient_id=other))

    for shown in (nurse.browser.get(page), nurse.browser.get("/patients")):
        assert shown.status_code == 200
        assert f"tel:{patient.address.partition(':')[2]}" not in shown.text
    assert f"/patients/{other}" not in nurse.browser.get(page).text
    assert "Cannot be opened" in nurse.browser.get(page).text
    with services.store.begin() as unit:
        assert forgeries.remove(unit.db) == {"callbacks": 1}
        assert callbacks.all_waiting(unit.db) == [call], "nobody who asked to be called is forgotten"
