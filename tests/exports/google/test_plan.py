"""What is decided without asking anybody: whose a tab is, which rows are written, and which are taken out."""

from __future__ import annotations

from itertools import pairwise
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from app.exports.columns import COLUMNS
from app.exports.targets.sheets.rows import fit_cells, places, row_to_write, runs, surplus
from app.exports.targets.sheets.tabs import Heading, compare_heading

KEYS = tuple(column.key for column in COLUMNS)
IDS = [str(uuid4()) for _ in range(6)]
columns_of_ours = st.sets(st.sampled_from(KEYS[1:])).map(
    lambda chosen: tuple(key for key in KEYS if key in {"record_id", *chosen})
)


@given(columns_of_ours, columns_of_ours)
def test_a_heading_of_ours_is_known_as_ours(found, wanted):
    same = Heading.SAME if found == wanted else Heading.OTHER_COLUMNS
    assert compare_heading(found, wanted, KEYS, is_known=True) is same


@given(columns_of_ours)
def test_a_lone_record_id_is_ours_only_in_a_sheet_that_the_ledger_knows(wanted):
    assert compare_heading(["record_id"], wanted, KEYS, is_known=False) is Heading.FOREIGN
    assert compare_heading(["record_id"], wanted, KEYS, is_known=True) is not Heading.FOREIGN


@given(columns_of_ours, st.lists(st.text(), max_size=12))
def test_any_other_heading_is_somebody_elses(wanted, found):
    assert compare_heading(found, wanted, KEYS, is_known=True) is Heading.FOREIGN


@given(columns_of_ours)
def test_a_heading_that_is_cut_elsewhere_is_another(wanted):
    assert compare_heading(["".join(wanted)], wanted, KEYS, is_known=True) in {Heading.FOREIGN, Heading.SAME}
    assert compare_heading([*wanted, ""], wanted, KEYS, is_known=True) is Heading.FOREIGN


@given(
    st.lists(st.sampled_from([*IDS, "", "Rung on Monday", IDS[0].upper()]), max_size=20),
    st.sets(st.sampled_from(IDS)),
)
def test_what_is_left_is_each_wanted_record_once_and_what_is_not_ours(column, wanted):
    rows = ["record_id", *column]
    gone = surplus(places(rows), wanted)
    left = [cell for number, cell in enumerate(rows, start=1) if number not in gone][1:]
    ours = [cell for cell in left if cell in IDS]
    assert sorted(ours) == sorted(wanted & set(column))
    assert [cell for cell in left if cell not in IDS] == [cell for cell in column if cell not in IDS]


@given(st.sets(st.integers(1, 60)))
def test_runs_are_the_numbers_again_with_a_gap_between_each_two(numbers):
    found = runs(sorted(numbers))
    assert [number for first, last in found for number in range(first, last + 1)] == sorted(numbers)
    assert all(last + 1 < first for (_, last), (first, _) in pairwise(found))


def test_a_row_is_left_alone_only_where_the_ledger_knows_it_and_it_is_there_once():
    there = {IDS[0]: [2], IDS[1]: [3, 7], IDS[2]: [4], IDS[3]: [5]}
    known = {IDS[0]: b"a", IDS[1]: b"a", IDS[2]: None, IDS[4]: b"a"}
    assert row_to_write(IDS[0], b"a", there, known) is None
    assert row_to_write(IDS[0], b"b", there, known) == 2
    assert row_to_write(IDS[1], b"a", there, known) == 3
    assert row_to_write(IDS[2], b"a", there, known) == 4  # sent, and the answer never came
    assert row_to_write(IDS[3], b"a", there, known) == 5  # the ledger is older than the sheet
    assert row_to_write(IDS[4], b"a", there, known) == 0  # somebody deleted it


@given(st.text(alphabet="aé😀", max_size=40), st.integers(24_980, 50_010))
def test_a_cell_fits_and_is_cut_only_where_it_must_be(end, length):
    cell = "😀" * (length // 2) + end
    (cut,) = fit_cells((cell,))
    units = len(cut.encode("utf-16-le")) // 2
    assert units <= 50_000
    assert (cut == cell) == (len(cell.encode("utf-16-le")) <= 100_000)
    cut.encode()
