"""Define all the texts of one language.

Fields are required, so mypy finds a missing text. Texts are WhatsApp's plain text, with *bold* only for names of questions
and words to type. Every text may hold {clinic}, {phone}, {emergency} and {hours} (a line of its own, or nothing), except
those that quote an answer or its figures. A comment beside a text names the other fields that it may hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.intake.allowance import Full
from app.intake.answer_words import AnswerWords
from app.intake.keywords import Keyword
from app.intake.kind import Kind
from app.intake.lexicon import LEXICONS, Lexicon


class QuestionWords(NamedTuple):
    """Hold a question's title ("Address"), how a sentence names it, and its text.

    The `of_other` forms are for an intake about somebody else ("their address"). Without them, the first ones are used.
    `both` asks for the answer to the next question as well. `not_last` takes the place of a text that says that it is the
    last question, where others follow.
    """

    title: str
    mention: str
    ask: str
    mention_of_other: str = ""
    ask_of_other: str = ""
    both: str = ""
    both_of_other: str = ""
    not_last: str = ""
    not_last_of_other: str = ""

    def before_others(self) -> QuestionWords:
        """Return the texts for a question after which others come."""
        return self._replace(
            ask=self.not_last or self.ask, ask_of_other=self.not_last_of_other or self.ask_of_other
        )

    def of_other(self) -> QuestionWords:
        """Return the texts for an intake about somebody else."""
        return self._replace(
            mention=self.mention_of_other or self.mention,
            ask=self.ask_of_other or self.ask,
            both=self.both_of_other or self.both,
        )


@dataclass(frozen=True, slots=True, eq=False)  # each is itself: a message looks up what belongs to it
class Phrases:
    """Hold the texts of one language."""

    code: str
    locales: tuple[str, ...]  # CLDR; dates are written as in the first, month names are read from all
    native_name: str
    english_name: str
    last_and: str  # between the last two things of a list

    # Welcome and language
    welcome: str
    emergency_line: str
    which_language: str
    choose_language: str
    language_chosen: str
    instead: str  # shown to people who seem to write another language
    choose_number: str
    choose: str  # opens a list, in at most 20 characters
    buttons: Mapping[str, tuple[str, ...]]  # by form: titles of at most 20 characters, 24 in a list
    to_a_person: str
    stuck: str

    # Whom the questions are about
    whom: str
    one_by_one: str
    next_person: str
    minor: str
    whole_date_needed: str  # {age}
    for_a_child: str
    too_young: str  # {age}

    # Consent
    carriers: Mapping[str, str]  # by channel
    carrier: Mapping[str, str]  # by channel: in short, after "through"
    consent_opening: str  # {asked}
    consent_opening_of_other: str  # {asked}
    also_asked: str  # {asked} {own}
    consent: str  # {opening} {carriers}
    agree: str
    thank_you: str
    privacy: str  # {asked} {carriers}
    kept_by_rules: str
    kept_for: str  # {span}
    nothing_typed: str
    is_right: str  # {mention}
    is_answer_here: str  # {title}
    say_which_here: str
    none_is_added: str
    date_in_full: str
    consent_on_form: str  # {opening}
    privacy_on_form: str  # {asked}
    consent_changed: str
    consent_in_chat: str
    sure: str
    refused: str
    not_for_them: str
    declined: str
    deleted: str
    closed: str

    # Questions
    questions: Mapping[str, QuestionWords]
    head: str  # {number} {total} {title}
    many_hint: str
    skip_hint: str
    taken_back: str
    is_saved: str
    own_mention: str  # {title}: how a sentence names the answer to a clinic's own question
    needless_one: str  # {titles}
    needless: str  # {titles}
    added_before: str  # {mention} of the answer before
    earlier_kept: str
    replaces_all: str
    added_to: str
    nothing_else_saved: str
    nothing_saved_yet: str
    add_or_replace: str
    first_question: str
    cannot_skip: str
    too_long: str  # {length} {limit}
    no_room: str  # {length} {room}
    not_saved: str

    # Names, addresses and dates
    greeting_as_name: str
    name_taken: str  # {name}
    is_it: str  # {value} {mention}
    is_it_unquoted: str  # {title}
    sentence_as_name: str
    more_than_name: str
    title_as_name: str
    health_as_name: str
    greeting_as_address: str
    same_as_address: str
    date_as_address: str
    bare_as_relation: str
    health_as_address: str  # asks whether it is one
    address_taken: str  # {address}
    bare_as_name: str
    name_without_letters: str
    link_as_name: str
    name_of_many_lines: str
    figure_as_address: str
    bare_as_address: str
    read_back: str  # {words}
    not_a_date: str
    date_in_part: str
    date_unclear: str
    date_in_future: str
    date_too_old: str
    no_such_day: str  # {day} {month} {year} {days}
    which_day: str
    which_answer: str
    option: str  # {number} {label}
    year_or_age: str
    not_year_or_age: str
    age_words: str  # {age}: "76 years"
    age_words_on: str  # {age} {day}

    # Review
    review_head: str
    review_line: str  # {number} {title} {value}
    review_foot: str
    so_far_head: str
    none_stated: str
    not_known: str
    answered: str
    was_skipped: str
    not_answered: str
    one_answer: str  # {number} {title}
    one_answer_foot: str  # {number}
    no_such_answer: str  # {number}
    no_such_number: str  # {total}
    still_open: str
    change_to: str  # {mention} {value}
    add_to: str  # {title} {value}
    quoted: str  # {value}
    what_you_sent: str
    corrected: str
    what_to_change: str
    not_understood: str

    # Handed in, and coming back
    opening_hours: str  # {hours}
    thanks: str
    thanks_by_name: str  # {name}
    submitted: str  # {reference}
    returning: str  # {reference}
    returning_in_doubt: str
    menu: str
    nothing_now: str
    remark: str
    note_left: str
    note_left_too: str
    take_back: str
    note_taken_back: str
    note_dropped: str
    enough_notes: str
    became_note: str
    callback_asked: str
    born: str
    wrong_year: str
    cannot_check: str
    whose: str
    whose_note: str
    whose_data: str
    another_person: str
    everybody: str
    person: str  # {initial} {year}
    person_without_year: str  # {initial}
    changes_head: str
    changes_foot: str
    on_file: str
    changed: str
    on_file_hidden: str
    no_changes: str
    left_unchanged: str
    updated: str  # {reference}

    # The form on the clinic's own page; every text may hold {carrier}
    way: str
    welcome_to_page: str
    link: str  # {link} {lasts}
    link_or_here: str
    no_more_links: str
    page_only: str
    page_again: str
    not_kept: str
    not_kept_again: str
    not_kept_at_pace: str
    page_help: str
    help_page: str  # a line more for `help`
    page_privacy: str  # {carriers}
    page_reminder: str
    here_again: str

    # At any time
    danger_now: str
    danger_self_harm: str
    danger_crisis: str  # {crisis}
    danger_told: str
    danger_menu: str
    danger_doubt: str
    danger_in_doubt: str
    danger_unread: str
    danger_numbers: str
    danger_waits: str
    danger_person_reads: str
    person_reads: str
    danger_saved: str
    help: str
    help_when_stopped: str
    stopped: str
    answers_kept: str
    write_start: str
    nothing_saved_now: str
    reminder: str
    reminder_asks: str
    reminder_goes_on: str
    reminder_foot: str
    no_reminders: str
    welcome_back: str
    restart_sure: str
    delete_sure: str
    restarted: str
    restarted_from_nothing: str
    cannot_read: Mapping[Kind, str]  # every kind but TEXT
    words_read: str
    please_type: str  # {mention}
    please_write: str
    copy_asked: str
    erasure_asked: str
    nothing_on_file: str
    who_saw: str  # {link}, {lasts}
    who_saw_by_phone: str
    slow_down: str
    full: Mapping[Full, str]  # every one of them
    start_over: str
    late: str
    at_rest: str  # {until}, a time of day

    # What people ask about the chat, and how they leave it
    talk_to_us: str
    why: str
    how_long: str
    robot: str
    who_sees: str
    cannot_answer: str
    only_here: str
    no_earlier_answer: str
    take_your_time: str
    sorry_for_that: str
    wrong_number_sure: str
    wrong_number: str
    wrong_number_deleted: str
    wrong_number_on_file: str
    no_more_messages: str
    withdrawn: str
    withdrawn_draft: str
    withdrawn_on_file: str
    say_which: str

    answers: AnswerWords  # at a clinic's own questions

    @property
    def lexicon(self) -> Lexicon:
        """Return what the language understands."""
        return LEXICONS[self.code]

    def in_a_row(self, names: Sequence[str]) -> str:
        """Return several things as a sentence lists them."""
        *most, last = names or ("",)
        return f"{', '.join(most)}{self.last_and}{last}" if most else last

    def signed(self, text: str, phone: str) -> str:
        """Return the text, with one line more if it does not name a way to a person."""
        return text if self.names_a_person(text, phone) else f"{text}\n\n{self.to_a_person}"

    def names_a_person(self, text: str, phone: str) -> bool:
        """Return whether a text tells how to reach a person: by the phone number, or HELP."""
        return phone in text or f"*{self.lexicon.keywords[Keyword.HELP][0]}*" in text
