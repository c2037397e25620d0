"""Hold what is said and understood at a clinic's own questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class AnswerWords(NamedTuple):
    """Hold the words of one language: first what we say, then what we understand.

    A comment names the fields that a text may hold, besides the clinic's.
    """

    counts: tuple[str, ...]  # "one", "two" and so on
    one_of: str  # {count}
    several_of: str
    yes_or_no: str
    else_skip: str
    else_call: str
    needed: str
    is_that: str  # {value}
    as_number: str  # {unit} {span} {example}
    a_number: str  # {span} {example}
    whole_number: str  # {span} {example}
    between: str  # {least} {most}
    from_least: str  # {least}
    to_most: str  # {most}
    too_much: str  # {most} {unit}
    too_little: str  # {least} {unit}
    in_unit: str  # {unit}
    that_is: str  # {value}
    no_date: str
    which_year: str
    far_date: str
    and_cell: str  # {column}
    row: str  # {number} {row}
    anybody_else: str
    anything_else: str
    row_buttons: tuple[str, str]
    next_row: str  # {columns}
    row_needed: str  # {columns}
    no_more_rows: str
    declined: str
    several_hint: str
    more: str
    skipped: str

    all_of_them: tuple[str, ...]
    declines: tuple[str, ...]
    others: tuple[str, ...]  # ask for the next page of a list
    no_more: tuple[str, ...]  # nobody else is to be added
    add_another: tuple[str, ...]
    around: tuple[str, ...]  # words around an answer that change nothing: "about", "I have"
    negations: tuple[str, ...]  # words that turn what they stand beside into its opposite
    joints: tuple[str, ...]  # "and"
    surely_yes: tuple[str, ...]  # words that mean nothing but yes, wherever they stand
    surely_no: tuple[str, ...]
    partly: tuple[str, ...]  # words that make a yes of what they begin: "only for driving"
    formerly: tuple[str, ...]  # words of what was so, and may be so no more
    halves: tuple[str, ...]  # what is said after a whole number: "and a half"
    units: Mapping[str, tuple[str, ...]]  # UCUM -> what people call it
    days: Mapping[str, int]  # "yesterday" -> days from today
    last: tuple[str, ...]
    this: tuple[str, ...]
    next: tuple[str, ...]
    ago: tuple[str, ...]
    phone_columns: tuple[str, ...]  # what a column is called that holds phone numbers
    relation_columns: tuple[str, ...]
    relatives: tuple[str, ...]  # what people call those near to them, besides the lexicon's relations
    of_relations: tuple[str, ...]  # what belongs to a relation, before it or after: "ex", "next door"
    forenames: tuple[str, ...]  # words of sentences that are also first names
    surnames: tuple[str, ...]  # words of talk that are also surnames
    belonging: tuple[str, ...]  # between two relations: "the wife of my brother"
    possessives: tuple[str, ...]  # "my"
    articles: tuple[str, ...]
    before_a_name: tuple[str, ...]  # words that lead to a name: "please call", "is named"
    nobody: tuple[str, ...]
    anybody: tuple[str, ...]  # with a negation it is nobody: "I haven't got anyone"
