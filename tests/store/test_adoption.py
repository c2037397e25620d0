"""Members from before sealing are sealed once, and no row is adopted later.

Sealing takes the keys: writing a row is not enough.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import MetaData, Table, select, update

from app.store import AuditFilters, ClinicProfile, NewMessage, Purpose, Rules, WrongKeys, schema
from app.store.forgeries import Adoption, SealedBefore
from app.store.outbound import SEND_ALERT
from app.store.tables import audit_events, jobs, staff
from tests.databases import Keys
from tests.store.example import EMAIL, NOW, PASSWORD_HASH, SEED, digest, enrolled

if TYPE_CHECKING:
    from app.store import Member, Store
    from tests.databases import OpenStore

BEFORE = "0012"
"""The last migration before members were sealed."""
PROFILE = ClinicProfile("Larkfield Clinic", "01632 960 555", "999")


def adoption(keys: Keys, *, again: bool = False) -> Adoption:
    return Adoption(keys.sealer, keys.index, NOW, again)


@pytest.fixture
def old(store: Store, keys: Keys) -> Store:
    """A database of the release before, with a member, their codes, and settings."""
    enrolled(store)
    with store.begin() as unit:
        assert unit.clinic.keep(0, PROFILE, "operator", NOW)
        assert unit.retention.keep(0, Rules(open_days=400), "operator", NOW)
    schema.downgrade(store.engine, BEFORE, adoption(keys))
    return store


def member(store: Store) -> Member:
    with store.read() as unit:
        found = unit.staff.by_email(EMAIL)
    assert found is not None
    return found


def rows_of(store: Store, name: str) -> list[dict[str, Any]]:
    table = Table(name, MetaData(), autoload_with=store.engine)
    with store.engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def actions(store: Store) -> list[str]:
    with store.engine.connect() as connection:
        return list(connection.execute(select(audit_events.c.action).order_by(audit_events.c.seq)).scalars())


def test_the_way_back_leaves_what_the_release_before_can_read(old: Store):
    [row] = rows_of(old, "staff")
    assert (row["password_hash"], "seal" in row) == (PASSWORD_HASH, False)
    codes = {code["code_hash"] for code in rows_of(old, "staff_recovery_codes")}
    assert codes == {digest("first"), digest("second")}
    assert actions(old)[-1] == "staff.unsealed"


def test_an_upgrade_seals_members_codes_and_settings_as_they_were(old: Store, keys: Keys):
    schema.upgrade(old.engine, adoption(keys))
    found = member(old)
    assert (found.can_sign_in, found.password_hash, found.totp) == (True, PASSWORD_HASH, SEED)
    with old.begin() as unit:
        assert unit.staff.spend_recovery(found.id, digest("first"))
        assert not unit.staff.spend_recovery(found.id, digest("first"))
        assert unit.forgeries.found() == {}
        assert unit.clinic.versions()[0].profile == PROFILE
        assert unit.retention.versions()[0].rules.open_days == 400
    assert PASSWORD_HASH not in repr(rows_of(old, "staff"))
    assert digest("first").hex() not in repr(rows_of(old, "staff_recovery_codes"))
    assert actions(old)[-2:] == ["staff.sealed", "rows.sealed"]
    assert not schema.differences(old.engine)


def test_what_was_sealed_once_is_sealed_again_only_on_a_persons_word(old: Store, keys: Keys):
    schema.upgrade(old.engine, adoption(keys))
    schema.downgrade(old.engine, BEFORE, adoption(keys))
    with pytest.raises(SealedBefore, match=rf"{EMAIL} \(clinician\)"):
        schema.upgrade(old.engine, adoption(keys))
    assert schema.current(old.engine) == BEFORE, "nothing was changed"
    schema.upgrade(old.engine, adoption(keys, again=True))
    assert member(old).can_sign_in


def test_a_row_without_a_seal_is_not_adopted_by_a_later_upgrade(old: Store, keys: Keys):
    schema.upgrade(old.engine, adoption(keys))
    with old.engine.begin() as connection:
        connection.execute(update(staff).values(seal=None, password_hash=PASSWORD_HASH))
    schema.upgrade(old.engine, adoption(keys))
    assert not member(old).can_sign_in


def test_without_the_keys_nothing_is_sealed_and_nobody_signs_in(old: Store, keys: Keys):
    with pytest.raises(WrongKeys):
        schema.upgrade(old.engine, adoption(Keys()))
    schema.upgrade(old.engine)
    assert not member(old).can_sign_in


def test_a_password_that_does_not_open_on_the_way_back_has_its_member_enrol_again(store: Store, keys: Keys):
    enrolled(store)
    with store.engine.begin() as connection:
        connection.execute(update(staff).values(password_hash="gAAAAA" + "A" * 94))
    schema.downgrade(store.engine, BEFORE, adoption(keys))
    [row] = rows_of(store, "staff")
    assert row["password_hash"] is None


def test_a_way_back_without_the_keys_has_everybody_enrol_again(store: Store):
    enrolled(store)
    schema.downgrade(store.engine, BEFORE)
    [row] = rows_of(store, "staff")
    assert (row["password_hash"], row["enrolled_at"]) == (None, None)
    assert rows_of(store, "staff_recovery_codes") == []


def test_a_new_database_can_be_taken_back_and_adopted_by_nobody_silently(
    empty_database_url: str, keys: Keys, open_store: OpenStore
):
    store = open_store(empty_database_url, keys)
    schema.upgrade(store.engine, adoption(keys))
    enrolled(store)
    schema.downgrade(store.engine, BEFORE)
    with pytest.raises(SealedBefore):
        schema.upgrade(store.engine, adoption(keys))


@pytest.fixture
def waiting(store: Store, keys: Keys) -> Store:
    """A database of the release before rows were vouched for, with a message that waits to be sent."""
    new = NewMessage(Purpose.ALERT, "anteroom", to="+15005550199", body="Please look.")
    with store.begin() as unit:
        unit.outbound.send(new, NOW)
    schema.downgrade(store.engine, "0043", adoption(keys))
    return store


def claimed(store: Store) -> bool:
    """Whether the message's job is begun, and the message sent."""
    with store.begin() as unit:
        job = unit.outbox.claim(NOW, timedelta(minutes=2), [SEND_ALERT])
        message = unit.outbound.get(job.subject_id) if job is not None and job.subject_id else None
    return message is not None and message.may_be_sent


def test_what_waits_at_the_upgrade_is_sealed_once_and_done(waiting: Store, keys: Keys):
    schema.upgrade(waiting.engine, adoption(keys))
    with waiting.read() as unit:
        assert unit.forgeries.found() == {}
    assert claimed(waiting)


def test_a_row_that_lost_its_seal_after_the_upgrade_is_sealed_by_no_other_upgrade(waiting: Store, keys: Keys):
    schema.upgrade(waiting.engine, adoption(keys))
    with waiting.engine.begin() as connection:
        connection.execute(update(jobs).values(seal=None))
    schema.upgrade(waiting.engine, adoption(keys))
    assert not claimed(waiting)
    schema.downgrade(waiting.engine, "0043", adoption(keys))
    with pytest.raises(SealedBefore, match=r"the rows of .*jobs,.*--seal-staff"):
        schema.upgrade(waiting.engine, adoption(keys))
    assert schema.current(waiting.engine) == "0043", "nothing was changed"
    schema.upgrade(waiting.engine, adoption(keys, again=True))
    assert claimed(waiting)


def test_a_later_migration_that_vouches_for_another_table_seals_that_table_alone(store: Store, keys: Keys):
    new = NewMessage(Purpose.ALERT, "anteroom", to="+15005550199", body="Please look.")
    with store.begin() as unit:
        unit.conversations.lock("+15005550100", None, NOW)
        unit.outbound.send(new, NOW)
        unit.audit.record("operator", "rows.sealed", details={"rows": 1, "tables": ["jobs"]}, at=NOW)
    with store.engine.begin() as connection:
        connection.execute(update(jobs).values(seal=None))
    schema.downgrade(store.engine, "0045", adoption(keys))
    schema.upgrade(store.engine, adoption(keys))
    with store.read() as unit:
        assert set(unit.forgeries.found()) == {"jobs"}, "a row that was written by hand is not adopted"
    assert not claimed(store)
    with store.read() as unit:
        assert unit.audit.page(AuditFilters(action=("rows.sealed",)), 1)[0].details["tables"] == [
            "callbacks",
            "contents",
            "conversations",
            "legal_holds",
            "restrictions",
        ]


def test_rows_of_machines_of_the_release_before_are_sealed_on_an_operators_word(waiting: Store, keys: Keys):
    schema.upgrade(waiting.engine)
    with waiting.begin() as unit:
        assert unit.forgeries.adopt(NOW) == {"outbound_messages": 1, "jobs": 1}
    assert claimed(waiting)
    assert actions(waiting)[-1] == "rows.sealed"
