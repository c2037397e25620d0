"""A message has one effect, however often and wherever it comes (T7)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from app.store.conversations import senders
from app.store.messages import receipts
from app.store.messages.receipts import Repeat, ReplayedSignature
from tests.store.example import ADDRESS, NOW, REPLY, digest
from tests.store.two_processes import meet

if TYPE_CHECKING:
    from app.store import Store
    from tests.databases import Keys
    from tests.store.two_processes import TwoProcesses

SIDS = [f"SM{number:032x}" for number in range(50)]


def claimed(store: Store, sid: str, signature: str) -> UUID | Repeat:
    with store.begin() as unit:
        claim = receipts.claim(unit.db, sid, digest(signature), "text", NOW)
        if isinstance(claim, UUID):
            conversation = senders.lock(unit.db, ADDRESS, None, NOW)
            receipts.answer(unit.db, claim, conversation.id, REPLY)
    return claim


def test_a_repeated_message_gets_the_reply_of_the_first(store: Store):
    assert isinstance(claimed(store, "SM1", "signature"), UUID)
    assert claimed(store, "SM1", "signature") == Repeat(REPLY)
    assert claimed(store, "SM1", "signed again, after a change of token") == Repeat(REPLY)


def test_a_known_signature_on_another_message_is_refused_and_leaves_nothing(store: Store):
    claimed(store, "SM1", "signature")
    with pytest.raises(ReplayedSignature):
        claimed(store, "SM2", "signature")
    assert isinstance(claimed(store, "SM2", "its own signature"), UUID)


def test_a_claim_that_was_undone_can_be_made_again(store: Store):
    with pytest.raises(RuntimeError, match="the step failed"), store.begin() as unit:
        receipts.claim(unit.db, "SM1", digest("signature"), "text", NOW)
        raise RuntimeError("the step failed")
    assert isinstance(claimed(store, "SM1", "signature"), UUID)


def test_a_message_whose_reply_is_no_longer_kept_is_a_repeat_all_the_same(store: Store):
    with store.begin() as unit:
        receipts.claim(unit.db, "SM1", digest("SM1"), "text", NOW)
    with store.begin() as unit:
        assert receipts.claim(unit.db, "SM1", digest("SM1"), "text", NOW) == Repeat(None)


def claim_all(who: int, url: str, keys: Keys) -> list[tuple[bool, object]]:
    """Return for every message whether this process won it, and what it was answered."""
    store = keys.store(url)
    store.prove_keys()
    answers: list[tuple[bool, object]] = []
    for sid in SIDS:
        meet()
        with store.begin() as unit:
            claim = receipts.claim(unit.db, sid, digest(sid), "text", NOW)
            reply = claim.reply if isinstance(claim, Repeat) else f"process {who} answers {sid}"
            if isinstance(claim, UUID):
                conversation = senders.lock(unit.db, ADDRESS, None, NOW)
                receipts.answer(unit.db, claim, conversation.id, str(reply))
        answers.append((isinstance(claim, UUID), reply))
    store.close()
    return answers


def test_one_of_two_processes_that_claim_a_message_answers_and_the_other_repeats_it(
    two_processes: TwoProcesses, database_url: str, keys: Keys
):
    for (first_won, first), (second_won, second) in zip(
        *two_processes.run(claim_all, database_url, keys), strict=True
    ):
        assert first_won != second_won
        assert first == second


def test_the_newest_message_is_told_whenever_it_came(store: Store):
    later = NOW + timedelta(hours=1)
    with store.begin() as unit:
        assert receipts.newest(unit.db) is None
        for sid, at in (("SM1", NOW), ("SM2", later), ("SM3", NOW)):
            receipts.claim(unit.db, sid, digest(sid), "text", at)
    with store.read() as unit:
        assert receipts.newest(unit.db) == later
