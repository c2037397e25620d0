"""One telephone number is one person, however WhatsApp, people and the numbering plan write it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from app.store.conversations import conversations, invitations, senders
from app.store.conversations.conversations import ConversationRow
from app.store.conversations.invitations import Invitation, Standing
from app.store.conversations.spellings import SENDER_ADDRESS, canonical, other_spellings, spellings
from app.store.messages.contents import Template
from app.store.patients import patients
from app.web.phone import ends_of
from tests import store_queries
from tests.cases import for_each
from tests.databases import Keys, on_each_engine
from tests.store.example import NOW
from tests.store.two_processes import meet

if TYPE_CHECKING:
    from app.store import Store
    from tests.databases import OpenStore
    from tests.store.two_processes import TwoProcesses

PAIRS = [
    ("whatsapp:+5215512345678", "whatsapp:+525512345678"),
    ("whatsapp:+5491123456789", "whatsapp:+541123456789"),
    ("whatsapp:+551187654321", "whatsapp:+5511987654321"),
    ("+5213398764321", "+523398764321"),
]
"""As WhatsApp writes a number, and as people do."""
MEXICO, ARGENTINA, BRAZIL, _ = PAIRS


def writes(store: Store, address: str, minute: int = 0, *, stops: bool = False) -> UUID:
    now = NOW + timedelta(minutes=minute)
    with store.begin() as unit:
        talk = senders.lock(unit.db, address, None, now)
        conversations.save(unit.db, talk.id, "{}", "name", None, stops, now)
    return talk.id


def standing(store: Store, address: str) -> Standing:
    with store.read() as unit:
        return invitations.standings(unit.db, [address], NOW)[address]


def invite(store: Store, address: str) -> UUID | None:
    template = Template("invitation", "en", "HX" + "0" * 32, "Hello, this is {{1}}.", ("clinic",))
    with store.begin() as unit:
        values = {"clinic": "Larkfield Clinic"}
        return invitations.invite(
            unit.db, address, template, values, reason="first_visit", actor="operator", now=NOW
        )


@for_each(("theirs", "ours"), PAIRS)
def test_both_spellings_of_a_mobile_number_are_one(theirs: str, ours: str):
    assert canonical(theirs) == canonical(ours)
    assert other_spellings(theirs) == (ours,)
    assert other_spellings(ours) == (theirs,)


@for_each(
    "address",
    [
        "whatsapp:+551133334444",  # a landline of São Paulo: with a 9 it would be another's mobile number
        "whatsapp:+5511933334444",  # a mobile number that never had eight digits
        "whatsapp:+55119876543211",
        "whatsapp:+52155123456789",
        "whatsapp:+52155123456",
        "whatsapp:+54911234567",
        "whatsapp:+447700900123",
        "whatsapp:+15215551234",
        "whatsapp:MX.5215512345678",
        "mailto:a+5215512345678@example.org",
        "whatsapp:+5215512345678\n",
        "",
    ],
)
def test_any_other_address_has_one_spelling(address: str):
    assert spellings(address) == (address,)


@given(st.from_regex(r"(whatsapp:)?\+(52|54|55|44)[0-9]{7,13}", fullmatch=True))
def test_each_spelling_of_a_number_has_the_same_spellings(address: str):
    ways = spellings(address)
    assert address in ways
    assert {spellings(each) for each in ways} == {ways}
    assert len({*ways}) == len(ways)


@on_each_engine
@for_each(("theirs", "ours"), PAIRS)
def test_somebody_who_wrote_stop_is_stopped_under_both_spellings(store: Store, theirs: str, ours: str):
    writes(store, theirs, stops=True)
    assert standing(store, ours) is standing(store, theirs) is Standing.STOPPED
    with store.read() as unit:
        conversation = conversations.find(unit.db, ours)
        assert conversation
        found = conversations.get(unit.db, conversation)
        assert found
        assert found.opted_out
        assert conversations.stored_address(unit.db, conversation) == theirs


@for_each(("theirs", "ours"), PAIRS)
def test_a_sender_is_indexed_as_written_so_that_each_release_finds_what_the_other_wrote(
    store: Store, theirs: str, ours: str
):
    for address in (theirs, ours):
        with store.begin() as unit:
            talk = senders.lock(unit.db, address, None, NOW)
        with store.engine.connect() as connection:
            stored = select(ConversationRow.address_index).where(ConversationRow.id == talk.id)
            index = connection.execute(stored).scalar_one()
        assert index == store.keys.blind_index.of(SENDER_ADDRESS, address)


@on_each_engine
@for_each(("theirs", "ours"), PAIRS)
def test_a_sender_whose_number_is_written_otherwise_goes_on_and_is_answered_there(
    store: Store, theirs: str, ours: str
):
    began = writes(store, ours)
    assert writes(store, theirs, 1) == began
    with store.read() as unit:
        assert conversations.stored_address(unit.db, began) == theirs
        assert conversations.find(unit.db, ours) == began
    assert writes(store, theirs, 2) == began


@on_each_engine
def test_two_conversations_that_an_earlier_release_began_are_both_kept(store: Store):
    theirs, ours = MEXICO
    first, second = writes(store, theirs), writes(store, "whatsapp:+447700900123")
    values = {
        "address_index": store.keys.blind_index.of(SENDER_ADDRESS, ours),
        "address": store.keys.sealer.seal(SENDER_ADDRESS, second, ours),
    }
    with store.engine.begin() as connection:
        connection.execute(update(ConversationRow).where(ConversationRow.id == second).values(values))
    assert [writes(store, ours, 2), writes(store, theirs, 1), writes(store, ours, 3)] == [
        second,
        first,
        second,
    ]


@on_each_engine
@for_each(("theirs", "ours"), PAIRS)
def test_a_number_is_invited_once_however_it_is_written(store: Store, theirs: str, ours: str):
    with store.read() as unit:
        assert {*invitations.standings(unit.db, [theirs, ours], NOW).values()} == {Standing.NEW}
    assert invite(store, ours)
    assert invite(store, theirs) is None
    assert standing(store, theirs) is Standing.INVITED
    talk = writes(store, theirs, 1)
    with store.read() as unit:
        [one] = [each for each in invitations.latest(unit.db, NOW) if each.address == ours]
        assert (one.begun, one.handed_in, one.stopped) == (True, False, False)
    with store.begin() as unit:
        patients.create(unit.db, uuid4(), talk, "en", {"name": "Ana"}, False, NOW + timedelta(minutes=2))
        conversations.set_opted_out(unit.db, talk, opted_out=True)
    with store.read() as unit:
        [one] = [each for each in invitations.latest(unit.db, NOW) if each.address == ours]
        assert (one.begun, one.handed_in, one.stopped) == (True, True, True)
    with store.begin() as unit:
        invitations.forget_sender(unit.db, talk)
        assert ours not in {each.address for each in invitations.latest(unit.db, NOW)}


@on_each_engine
@for_each(("theirs", "ours"), PAIRS)
def test_a_record_is_found_by_its_number_as_the_caller_says_it(store: Store, theirs: str, ours: str):
    patient, talk = uuid4(), writes(store, theirs)
    with store.begin() as unit:
        patients.create(unit.db, patient, talk, "en", {"name": "Ana"}, False, NOW)
    for said in (theirs, ours):
        with store.read() as unit:
            number = said.rpartition(":")[2]
            [found] = store_queries.by_number(unit.db, ends_of(number, ""))
            assert found.id == patient
            [found] = store_queries.by_number(unit.db, [("", number[-8:])])
            assert found.id == patient


def test_a_rotation_keeps_an_invitation_found_under_both_spellings(database_url: str, open_store: OpenStore):
    older, newer = Keys(), Keys()
    theirs, ours = BRAZIL
    before = open_store(database_url, older)
    before.prove_keys()
    assert invite(before, theirs)
    both = open_store(database_url, Keys(older.masters, (*newer.index_keys, *older.index_keys)))
    with both.rotation().begun():
        both.rotation().run(lambda _rows: None)
    assert standing(both, ours) is standing(both, theirs) is Standing.INVITED
    with both.engine.connect() as connection:
        held = connection.execute(select(Invitation.address_index)).scalar_one()
    assert held in {both.keys.blind_index.of(SENDER_ADDRESS, each) for each in spellings(ours)}


def act_at_once(who: int, url: str, keys: Keys) -> list[tuple[UUID, bool]]:
    """Write and be invited under one of two spellings, ten times, when the other process does it under the other."""
    store = keys.store(url)
    store.prove_keys()
    found = []
    for number in range(10):
        address = f"whatsapp:+52{'1' * who}551234567{number}"
        meet()
        invited = invite(store, address) is not None
        meet()
        found.append((writes(store, address), invited))
    store.close()
    return found


@on_each_engine
def test_two_spellings_at_once_are_one_conversation_and_one_invitation(
    store: Store, two_processes: TwoProcesses, database_url: str, keys: Keys
):
    store.prove_keys()
    one, other = two_processes.run(act_at_once, database_url, keys)
    assert [talk for talk, _ in one] == [talk for talk, _ in other]
    assert [mine + yours for (_, mine), (_, yours) in zip(one, other, strict=True)] == [1] * 10
