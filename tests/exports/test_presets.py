"""What the form begins from: three choices for everybody, and a member's own, which nobody else sees."""

from __future__ import annotations

import html
import re

import pytest

from app.store.exports.export_presets import presets_of
from tests.exports.export_requests import REASON, trail
from tests.store_queries import member_of

CHOICE = {"target": "csv", "columns": ["record_id", "name", "number"], "status": "done", "language": "es"}


def posts(person, path, fields):
    return person.browser.post_with(person.browser.last_token(), path, fields)


def ticked(answer):
    return re.findall(r'name="columns" value="([a-z_]+)" checked', answer.text)


def own(store, person):
    with store.read() as unit:
        return presets_of(unit.db, member_of(unit, person.email).id)


@pytest.fixture
def kept(priya, store):
    assert posts(priya, "/exports/presets", CHOICE | {"preset": "Flu clinic"}).status_code == 303
    (kept,) = own(store, priya)
    return kept.id


@pytest.mark.parametrize(
    ("start", "with_it", "without"),
    [
        ("contact", {"name", "number"}, {"medical_history", "birth_date"}),
        ("plain", {"medical_history", "status"}, {"name", "number", "address", "birth_date"}),
        ("everything", {"name", "number", "medical_history", "status"}, set()),
    ],
)
def test_a_choice_that_everybody_has_ticks_its_columns_and_keeps_what_was_typed(
    start, with_it, without, priya
):
    answer = posts(
        priya, "/exports/form", {"start": start, "reason": REASON, "target": "csv", "status": "new"}
    )
    assert answer.status_code == 200
    assert with_it <= set(ticked(answer))
    assert not without & set(ticked(answer))
    page = html.unescape(answer.text)
    assert f'value="{REASON}"' in page
    assert 'value="csv" checked' in page
    assert '<option value="new" selected>' in page


def test_a_choice_of_ones_own_brings_back_target_patients_and_columns(kept, priya):
    assert "Flu clinic" in priya.browser.get("/exports").text
    answer = posts(priya, "/exports/form", {"start": str(kept), "reason": REASON})
    assert set(ticked(answer)) == {"name", "number"}
    page = html.unescape(answer.text)
    for part in ('value="csv" checked', 'value="done" selected', 'value="es" selected', f'value="{REASON}"'):
        assert part in page


def test_a_presets_name_is_sealed_and_saving_it_is_audited(kept, contents, store):
    assert "Flu clinic" not in str(contents()["export_presets"])
    (event,) = trail(store, "preset.")
    assert (event.action, event.subject_id) == ("preset.saved", kept)
    assert event.details == {"target": "csv", "columns": ["record_id", "name", "number"]}


def test_nobody_sees_begins_from_or_forgets_anothers(kept, priya, noor, boss, store):
    for other in (noor, boss):
        assert "Flu clinic" not in other.browser.get("/exports").text
        assert posts(other, "/exports/form", {"start": str(kept)}).status_code == 404
        assert posts(other, f"/exports/presets/{kept}/forget", {}).status_code == 404
    assert own(store, priya)


def test_a_preset_is_deleted_when_its_owner_says_so(kept, priya, store):
    assert posts(priya, f"/exports/presets/{kept}/forget", {}).status_code == 303
    assert own(store, priya) == []
    assert [each.action for each in trail(store, "preset.")] == ["preset.saved", "preset.forgotten"]


@pytest.mark.parametrize("start", ["nonsense", "6c40b4e4-6466-445c-b75b-1903e5ccc85b", "\x00"])
def test_one_that_there_is_not_leads_nowhere(start, priya):
    assert posts(priya, "/exports/form", {"start": start}).status_code == 404


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\x00b"])
def test_without_a_name_nothing_is_kept_and_nothing_typed_is_lost(name, priya, store):
    answer = posts(priya, "/exports/presets", CHOICE | {"preset": name, "reason": REASON})
    assert answer.status_code == 422
    assert "Enter a name of at most" in answer.text
    assert f'value="{REASON}"' in answer.text
    assert own(store, priya) == []


def test_a_member_has_at_most_twenty_presets(priya, store):
    for number in range(20):
        assert posts(priya, "/exports/presets", CHOICE | {"preset": f"Number {number}"}).status_code == 303
    answer = posts(priya, "/exports/presets", CHOICE | {"preset": "One more"})
    assert answer.status_code == 422
    assert "reached the limit" in answer.text
    assert len(own(store, priya)) == 20


def test_a_forged_form_keeps_and_forgets_nothing(kept, priya, store):
    assert priya.browser.post_with("forged", "/exports/presets", CHOICE | {"preset": "x"}).status_code == 400
    assert priya.browser.post_with("forged", f"/exports/presets/{kept}/forget", {}).status_code == 400
    assert len(own(store, priya)) == 1


@pytest.mark.parametrize("field", ["assigned", "since", "until"])
def test_digits_that_no_code_of_ours_has_are_a_problem_and_not_kept(field, priya, store):
    digits = str.maketrans("0123456789", "".join(chr(0x1D7CE + digit) for digit in range(10)))
    typed = {"assigned": "0" * 32, "since": "2026-11-01", "until": "2026-11-02"}[field].translate(digits)
    answer = posts(priya, "/exports/presets", CHOICE | {"preset": "x", field: typed})
    assert answer.status_code == 422
    assert own(store, priya) == []


def test_a_colleague_is_kept_by_their_id_however_it_was_typed(priya, store):
    with store.read() as unit:
        member = member_of(unit, priya.email).id
    typed = f"urn:uuid:{{{member.hex.upper()}}}"
    assert posts(priya, "/exports/presets", CHOICE | {"preset": "x", "assigned": typed}).status_code == 303
    assert own(store, priya)[0].filters["assigned"] == str(member)
