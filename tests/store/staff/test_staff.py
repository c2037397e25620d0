"""Members are found however typed, enrolled and reset; an admin always remains."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from app.crypto import Unreadable
from app.store.staff import staff
from app.store.staff.staff import EmailTaken, Member, normalise_email
from app.store.tables import metadata
from tests.store.example import EMAIL, NOW, PASSWORD_HASH, SEED, digest, enrolled
from tests.store_queries import active_admins

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import Store

members = metadata.tables["staff"]

LATER = NOW + timedelta(days=1)


def member(store: Store, staff_id: UUID) -> Member:
    with store.read() as unit:
        found = staff.get(unit.db, staff_id)
    assert found is not None
    return found


def said(found: Member) -> dict[str, object]:
    return {
        name: value
        for name, value in vars(found).items()
        if not name.startswith("_") and name != "seal_token"
    }


def test_a_new_member_comes_back_as_written_and_cannot_sign_in(store: Store):
    with store.begin() as unit:
        new = staff.add(unit.db, EMAIL, "Nkechi Okafor", "clinician", NOW)
    assert {name: value for name, value in said(member(store, new)).items() if value is not None} == {
        "id": new,
        "email": EMAIL,
        "name": "Nkechi Okafor",
        "role": "clinician",
        "created_at": NOW,
        "last_step": -1,
        "failures": 0,
        "theme": "auto",
        "language": "en",
        "recovery_left": 0,
        "is_genuine": True,
    }
    assert not member(store, new).can_sign_in


def test_an_enrolled_member_can_sign_in(store: Store):
    found = member(store, enrolled(store))
    assert (found.password_hash, found.totp, found.last_step) == (PASSWORD_HASH, SEED, 100)
    assert (found.enrolled_at, found.totp_since, found.recovery_left) == (NOW, NOW, 2)
    assert found.can_sign_in


@pytest.mark.parametrize(
    "typed",
    [
        "N.Okafor@Larkfield.Example",
        " n.okafor@larkfield.example\r\n",
        "\ufeff\u200bn.okafor@larkfield.example\u200d\u00a0",
        "ｎ．ｏｋａｆｏｒ＠ｌａｒｋｆｉｅｌｄ．ｅｘａｍｐｌｅ",
    ],
)
def test_a_member_is_found_however_the_address_is_typed(store: Store, typed: str):
    new = enrolled(store)
    with store.read() as unit:
        found = staff.by_email(unit.db, typed)
    assert found is not None
    assert found.id == new
    assert normalise_email(typed) == EMAIL


@pytest.mark.parametrize("typed", ["", " \u200b ", "n\x00@x", "\ud800@x", "n\u200bo@x", "x" * 255, "ﷺ" * 100])
def test_what_cannot_be_an_address_is_nobodys_and_is_refused(store: Store, typed: str):
    with store.begin() as unit:
        assert staff.by_email(unit.db, typed) is None
        with pytest.raises(ValueError, match="cannot be an e-mail address"):
            staff.add(unit.db, typed, "Nobody", "reception", NOW)


def test_an_address_belongs_to_one_member_whatever_its_case(store: Store):
    enrolled(store)
    with store.begin() as unit, pytest.raises(EmailTaken):
        staff.add(unit.db, EMAIL.upper(), "Another", "reception", NOW)
    with store.read() as unit:
        assert len(staff.all_members(unit.db)) == 1


def test_only_one_of_many_that_add_one_address_at_once_does(store: Store):
    def add(_: int) -> bool:
        try:
            with store.begin() as unit:
                staff.add(unit.db, EMAIL, "Nkechi Okafor", "clinician", NOW)
        except EmailTaken:
            return False
        return True

    store.prove_keys()
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, range(8))) == 1


def test_a_list_is_by_address_and_opens_no_seed(store: Store):
    enrolled(store, "b@x.example")
    enrolled(store, "a@x.example")
    with store.read() as unit:
        listed = staff.all_members(unit.db)
    assert [(each.email, each.recovery_left) for each in listed] == [("a@x.example", 2), ("b@x.example", 2)]
    with pytest.raises(LookupError):
        _ = listed[0].totp


def test_a_seed_moved_to_another_member_is_unreadable(store: Store):
    one, other = enrolled(store), enrolled(store, "other@x.example")
    with store.engine.begin() as connection:
        token = connection.execute(select(members.c.totp).where(members.c.id == other)).scalar_one()
        connection.execute(update(members).where(members.c.id == one).values(totp=token))
    assert isinstance(member(store, one).totp, Unreadable)


def test_a_member_printed_shows_neither_hash_nor_seed(store: Store):
    shown = repr(member(store, enrolled(store)))
    assert PASSWORD_HASH not in shown
    assert SEED not in shown


def test_a_reset_forgets_all_that_signs_in_until_the_member_enrols_again(store: Store):
    new = enrolled(store)
    with store.begin() as unit:
        staff.reset_code(unit.db, new)
        assert not staff.spend_recovery(unit.db, new, digest("first"))
    found = member(store, new)
    assert (found.password_hash, found.totp, found.totp_since) == (None, None, None)
    assert (found.enrolled_at, found.recovery_left, found.can_sign_in) == (None, 0, False)
    with store.begin() as unit:
        staff.enrol(unit.db, new, "another", "SEED", 7, b"s" * 16, [digest("third")], LATER)
    found = member(store, new)
    assert (found.password_hash, found.totp, found.last_step) == ("another", "SEED", 7)
    assert (found.enrolled_at, found.recovery_left, found.can_sign_in) == (LATER, 1, True)


def test_a_new_password_and_preferences_are_kept(store: Store):
    new = enrolled(store)
    with store.begin() as unit:
        staff.set_password(unit.db, new, "another")
        staff.set_preferences(unit.db, new, "dark", "es")
    found = member(store, new)
    assert found.password_hash == "another"
    assert (found.theme, found.language) == ("dark", "es")


def test_the_chosen_columns_and_language_are_kept_and_nothing_else_changes(store: Store):
    new = enrolled(store)
    before = member(store, new)
    with store.begin() as unit:
        staff.set_columns(unit.db, new, "reference,name,status")
        staff.set_language(unit.db, new, "es")
    changed = said(before) | {"columns": "reference,name,status", "language": "es"}
    assert said(member(store, new)) == changed
    with store.begin() as unit:
        staff.set_columns(unit.db, new, None)
    assert member(store, new).columns is None
    with pytest.raises(ValueError, match="at most 200"), store.begin() as unit:
        staff.set_columns(unit.db, new, "x" * 201)


def test_failures_are_counted_until_a_success_and_for_nobody_not_at_all(store: Store):
    new = enrolled(store)
    with store.begin() as unit:
        assert [staff.count_failure(unit.db, new) for _ in range(3)] == [1, 2, 3]
        staff.clear_failures(unit.db, new)
        assert staff.count_failure(unit.db, new) == 1
        assert staff.count_failure(unit.db, uuid4()) == 0


def test_no_failure_is_lost_when_many_fail_at_once(store: Store):
    new = enrolled(store)

    def fail(_: int) -> int:
        with store.begin() as unit:
            return staff.count_failure(unit.db, new)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(fail, range(24))) == list(range(1, 25))


def test_a_member_is_disabled_since_the_first_time_and_enabled_again(store: Store):
    new = enrolled(store)
    with store.begin() as unit:
        assert staff.disable(unit.db, new, NOW)
        assert staff.disable(unit.db, new, LATER)
    assert (member(store, new).disabled_at, member(store, new).can_sign_in) == (NOW, False)
    with store.begin() as unit:
        assert staff.enable(unit.db, new)
    assert member(store, new).can_sign_in


def test_a_change_to_nobody_is_told(store: Store):
    with store.begin() as unit:
        assert not staff.disable(unit.db, uuid4(), NOW)
        assert not staff.enable(unit.db, uuid4())
        assert not staff.set_role(unit.db, uuid4(), "admin")
        assert not staff.set_role(unit.db, uuid4(), "reception")
        assert staff.lock(unit.db, uuid4()) is None


def test_the_last_admin_who_can_sign_in_keeps_role_and_account(store: Store):
    last, other = enrolled(store, role="admin"), enrolled(store, "other@x.example", role="admin")
    with store.begin() as unit:
        staff.add(unit.db, "invited@x.example", "Invited", "admin", NOW)
        assert len(active_admins(unit)) == 2
        assert staff.disable(unit.db, other, NOW)
        assert len(active_admins(unit)) == 1
        assert not staff.disable(unit.db, last, NOW)
        assert not staff.set_role(unit.db, last, "reception")
        assert staff.set_role(unit.db, last, "admin")
        assert staff.set_role(unit.db, other, "reception")
    assert (member(store, last).role, member(store, last).can_sign_in) == ("admin", True)


def test_an_admin_of_two_may_go_and_who_is_no_admin_always_may(store: Store):
    one, other = enrolled(store, role="admin"), enrolled(store, "other@x.example", role="admin")
    nurse = enrolled(store, "nurse@x.example")
    with store.begin() as unit:
        assert staff.disable(unit.db, nurse, NOW)
        assert staff.set_role(unit.db, one, "auditor")
        assert not staff.set_role(unit.db, other, "auditor")


def test_two_admins_who_remove_each_other_at_once_leave_one(store: Store):
    pair = enrolled(store, role="admin"), enrolled(store, "other@x.example", role="admin")
    barrier = Barrier(2)

    def remove(who: UUID, how: int) -> bool:
        barrier.wait(timeout=30)
        with store.begin() as unit:
            return staff.set_role(unit.db, who, "reception") if how % 2 else staff.disable(unit.db, who, NOW)

    with ThreadPoolExecutor(2) as pool:
        for round_ in range(40):
            gone = list(pool.map(remove, pair, (round_, round_ // 2)))
            with store.begin() as unit:
                assert sorted(gone) == [False, True]
                assert len(active_admins(unit)) == 1
                for who in pair:
                    staff.enable(unit.db, who)
                    staff.set_role(unit.db, who, "admin")
