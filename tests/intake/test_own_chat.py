"""The chat asks a clinic's own questions, and takes what people write there."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from app.intake.answers import ReaderContext
from app.intake.channel import as_sms
from app.intake.choice_forms import Choices
from app.intake.definition import Choice, Item
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import Message, Turn
from app.intake.phrases import speak
from tests.intake.own_questions import (
    CONTACT,
    EYE_TEST,
    INTERPRETER,
    LANGUAGE,
    OWN,
    REACTIONS,
    SMOKING,
    WEIGHT,
    asking,
)
from tests.intake.patient import CLINIC, Patient
from tests.intake.texts import ODD, WRITABLE

SHIPPED_ANSWERS = (
    "Maya Okafor-Lindt",
    "4 March 1990",
    "12 Mill Lane, Larkfield",
    "Asthma",
    "none",
    "none",
    "cough",
)


class Tapper(Patient):
    """Somebody whose phone shows buttons."""

    turn: Turn

    def take(self, turn: Turn) -> None:
        super().take(turn)
        self.turn = turn

    @property
    def choices(self) -> Choices:
        assert self.turn.choices is not None, self.replies
        return self.turn.choices

    def taps(self, number: int, token: str = "") -> None:
        """Tap the button of this number, or one of an earlier question."""
        self.waits(minutes=5)
        self.messages += 1
        titles = self.choices.form.titles or self.choices.titles
        tapped = f"{token or self.choices.token}:{number}"
        message = Message(
            titles[number - 1] if not token else "x", Kind.TEXT, UUID(int=self.messages << 96), tapped
        )
        self.take(self.flow.step(self.progress, message, self.now))


def asked(*own: Item, language: str = "en", channel: str = "whatsapp") -> Tapper:
    """Return somebody who is asked the first of a clinic's own questions."""
    clinic = replace(CLINIC, languages=(language,), channel=channel)
    patient = Tapper(Flow(clinic, asking(*own)))
    for text in ("?", "1", "1", *SHIPPED_ANSWERS):
        patient.waits(minutes=5)
        patient.says(text)
    assert patient.progress.step == own[0].key, patient.replies
    return patient


def talk(patient: Patient, *turns: tuple[str, str]) -> None:
    """Write one text after the other, and expect each reply."""
    for text, reply in turns:
        patient.waits(minutes=5)
        assert patient.says(text).partition("\n\n*Please check*")[0] == reply, text


SMOKE = "*8 of 9 · Smoking*\nDo you smoke?\n*1* Yes\n*2* I used to\n*3* No\nTo leave this out, type *SKIP*."
WEIGH = "*9 of 9 · Weight*\nHow much do you weigh, in kilograms?\nTo leave this out, type *SKIP*."


def test_one_of_several_is_asked_and_what_is_near_is_asked_about():
    patient = asked(SMOKING, WEIGHT)
    assert patient.replies == (SMOKE,)
    talk(
        patient,
        (
            "it depends",
            (
                "I can take one of these three. If none is right, type *SKIP* and tell us at your visit."
                "\n*1* Yes\n*2* I used to\n*3* No"
            ),
        ),
        ("gave up 10 years ago", "Is that *I used to*?\n*1* Yes\n*2* No"),
        ("no", SMOKE),
        ("gave up 10 years ago", "Is that *I used to*?\n*1* Yes\n*2* No"),
        ("yes", WEIGH),
    )
    assert patient.progress.answers["smoking"] == "past"
    talk(
        patient,
        ("BACK", f"{SMOKE}\n\nYour earlier answer stays until you send a new one. To keep it, type *GO ON*."),
        ("SKIP", f"Skipped.\n\n{WEIGH}"),
    )
    assert "smoking" not in patient.progress.answers


def test_by_text_message_and_in_spanish_the_same_is_asked():
    assert asked(SMOKING, channel="sms").replies == (as_sms(SMOKE.replace("of 9", "of 8")),)
    patient = asked(SMOKING, INTERPRETER, language="es")
    talk(
        patient,
        ("ya no", "¿Es *Antes sí*?\n*1* Sí\n*2* No"),
        ("sí", "*9 de 9 · Intérprete*\n¿Desea un intérprete?\n*1* Sí\n*2* No"),
    )


def test_a_number_twice_wrong_is_taken_when_it_is_right():
    patient = asked(WEIGHT, EYE_TEST)
    talk(
        patient,
        ("eleven stone", "I need kilograms, as a number between 2 and 350. For example: 70"),
        ("700", "That is more than 350. Please write it again, in kilograms."),
        (
            "70,5 kg",
            (
                "Your answer is saved.\n\n*9 of 9 · Last eye test*\nWhen was your last eye test?"
                "\nA month is enough. For example: May 2024.\nTo leave this out, type *SKIP*."
            ),
        ),
        ("3/4/2024", "Which day is it?\n*1* 3 April 2024\n*2* 4 March 2024"),
        ("2", "Got it: 4 March 2024."),
    )
    assert patient.progress.answers["eye_test"] == "2024-03-04"


def test_many_answers_come_by_pages_and_a_language_among_them_is_an_answer():
    patient = asked(LANGUAGE, INTERPRETER)
    (first,) = patient.replies
    assert "*9* اردو\n*0* More …" in first
    for text in ("more", "0"):
        assert "*10* 中文\n*11* Українська\n*12* Another one\n*0* More …" in patient.says(text)
        assert patient.is_at("language_wanted", "more")
        assert patient.says("0") == first
    patient.says("more", "Español")
    assert patient.progress.answers["language_wanted"] == "es"
    assert patient.progress.language == "en"
    assert patient.is_at("interpreter")


def test_a_list_is_told_row_by_row_and_what_is_missing_is_asked_for():
    patient = asked(CONTACT, INTERPRETER)
    more = "Anybody else?\n*1* Add another\n*2* That is all"
    talk(
        patient,
        ("Ada Lindt my sister", "And *Phone number*?"),
        ("07700 900222", f"*1.* Ada Lindt, my sister, 07700 900222\n{more}"),
        ("Add another", "Please write the next one: Name, Relation, Phone number."),
        (
            "Bo Lindt, my son, 07700 900333",
            f"*1.* Ada Lindt, my sister, 07700 900222\n*2.* Bo Lindt, my son, 07700 900333\n{more}",
        ),
        ("2", "*9 of 9 · Interpreter*\nWould you like an interpreter at your visit?\n*1* Yes\n*2* No"),
    )
    assert patient.progress.answers["contact"].count("\n") == 1
    nobody = asked(CONTACT, INTERPRETER)
    nobody.says("nobody")
    assert nobody.progress.answers["contact"] == "none"
    assert nobody.is_at("interpreter")


def test_people_are_told_in_pieces_and_any_no_ends_the_list():
    more = "Anybody else?\n*1* Add another\n*2* That is all"
    first = f"*1.* Ada Lindt, my aunt, 07700 900204\n{more}"
    patient = asked(CONTACT, INTERPRETER)
    talk(
        patient,
        ("so my aunt", "And *Name*?"),
        ("her name is Ada", "And *Phone number*?"),
        ("Ada Lindt, it is 07700 900204", first),
        ("hang on", f"To talk to a person, type *HELP* or *CALL ME*.\n\n{first}"),
    )
    ends = "no just her|naw thats us|thst is all x|nobody else|no hija nadie mas|con eso basta|No grazie, that is all"
    for text in ends.split("|"):
        begun = Tapper(patient.flow, progress=patient.progress, now=patient.now)
        begun.waits(minutes=5)
        begun.says(text)
        assert begun.is_at("interpreter"), text
        assert begun.progress.answers["contact"] == "Ada Lindt | my aunt | 07700 900204"


def test_a_number_is_set_right_and_a_relation_is_told_later():
    for language, texts, kept in (
        ("en", "Ada Lindt 07700 900204|oops I meant 07700 900205|shes my aunt", "my aunt | 07700 900205"),
        ("en", "Ada Lindt 07700 900204|my aunt|no, 07700 900205 not 07700 900204", "my aunt | 07700 900205"),
        ("en", "Ada Lindt|my aunt|I will look for it later|07700 900204", "my aunt | 07700 900204"),
        ("es", "Ada Lindt 600 900 204|es mi tía|me equivoqué, es 600 900 205", "mi tía | 600 900 205"),
    ):
        patient = asked(CONTACT, INTERPRETER, language=language)
        for text in texts.split("|"):
            patient.waits(minutes=5)
            patient.says(text)
        assert patient.progress.answers["contact"] == f"Ada Lindt | {kept}", texts
        assert f"*1.* Ada Lindt, {kept.replace(' |', ',')}" in patient.replies[0]
    patient = asked(CONTACT, INTERPRETER)
    for text in ("Ada, aunt, 07700 900204", "Bo, son, 07700 900333", "sorry, my aunt is on 07700 900205"):
        patient.waits(minutes=5)
        patient.says(text)
    assert patient.progress.answers["contact"] == "Ada | aunt | 07700 900205\nBo | son | 07700 900333"
    for other in ("sorry, my uncle Jo 07700 900444", "and also Jo, uncle, 07700 900444"):
        begun = Tapper(patient.flow, progress=patient.progress, now=patient.now)
        begun.waits(minutes=5)
        begun.says(other)
        assert begun.progress.answers["contact"].count("\n") == 2, other


def test_a_whole_row_corrects_no_earlier_answer_and_what_it_leaves_out_is_said():
    patient = asked(CONTACT, INTERPRETER)
    row = "*1.* Pastor Emmanuel Ade, my uncle, 07700 900204\nAnybody else?\n*1* Add another\n*2* That is all"
    talk(patient, ("Pastor Emmanuel Ade, my uncle, 07700 900204", row))
    other = asked(CONTACT, INTERPRETER)
    other.waits(minutes=5)
    other.says("My aunt, Ada Lindt, has a key to the house. 07700 900222")
    assert other.replies[0].startswith("Nothing else that you wrote is saved.\n\n*1.* Ada Lindt, My aunt")


def test_several_are_taken_and_a_cry_is_heard_at_each():
    patient = asked(REACTIONS, INTERPRETER)
    patient.says("1 and nuts and seeds")
    assert patient.progress.answers["reactions"] == "penicillin\nnuts"
    for own in (SMOKING, REACTIONS, WEIGHT, EYE_TEST, CONTACT, INTERPRETER, LANGUAGE):
        patient = asked(own)
        assert "999" in patient.says("yes and now my chest hurts badly")
        assert patient.is_at(own.key, "danger")


def test_choices_are_buttons_or_a_list_and_a_tap_means_what_its_number_does():
    patient = asked(SMOKING, LANGUAGE)
    shown = patient.choices
    assert (shown.form.kind, shown.titles) == ("quick-reply", ("Yes", "I used to", "No"))
    assert shown.text == "*8 of 9 · Smoking*\nDo you smoke?\nTo leave this out, type *SKIP*."
    patient.says("it depends")
    assert patient.choices.titles == shown.titles
    assert (
        patient.choices.text
        == "I can take one of these three. If none is right, type *SKIP* and tell us at your visit."
    )
    patient.says("gave up 10 years ago")
    assert (patient.choices.form.titles, patient.choices.text) == (("Yes", "No"), "Is that *I used to*?")
    stale = patient.choices.token
    patient.taps(1)
    assert patient.progress.answers["smoking"] == "past"
    first = patient.choices
    assert (first.form.kind, len(first.titles), first.titles[-1]) == ("list-picker", 10, "More …")
    patient.taps(10)
    assert patient.choices.titles == ("中文", "Українська", "Another one", "More …")
    patient.taps(2, stale)
    assert patient.is_at("language_wanted", "more"), "a tap on an earlier question is only its words"
    patient.taps(2)
    assert patient.progress.answers["language_wanted"] == "uk"


def test_a_row_has_buttons_and_what_is_too_long_for_one_is_numbered():
    patient = asked(CONTACT)
    patient.says("Ada Lindt, my sister, 07700 900222")
    assert patient.choices.form.titles == ("Add another", "That is all")
    assert patient.choices.text == "*1.* Ada Lindt, my sister, 07700 900222\nAnybody else?"
    patient.taps(1)
    assert patient.is_at("contact", "row")
    wordy = structs.replace(
        SMOKING, choices=(*SMOKING.choices[:2], Choice("no", {"en": "No, and I never have done"}))
    )
    assert asked(wordy).turn.choices is None
    assert asked(REACTIONS).turn.choices is None, "a tap would choose but one of several"


SAID = st.one_of(
    st.sampled_from(
        [
            "1",
            "2",
            "0",
            "more",
            "yes",
            "no",
            "none",
            "70 kg",
            "May 2024",
            "3/4/2024",
            "Polski",
            "Ada, son, 07700 900222",
        ]
    ),
    st.sampled_from(
        [
            "Ada",
            "07700 900222",
            "add another",
            "that is all",
            "I’d rather not say",
            "SKIP",
            "BACK",
            "REVIEW",
            "EDIT 9",
        ]
    ),
    ODD,
    WRITABLE,
)


@given(st.integers(0, len(OWN) - 1), st.lists(SAID, max_size=6))
def test_no_texts_stop_the_chat_and_what_it_keeps_is_an_answer(first, texts):
    begun = _begun(first)
    patient = Tapper(begun.flow, progress=begun.progress, now=begun.now)
    for text in texts:
        patient.waits(minutes=5)
        patient.says(text)
    asked_now = asking(*OWN)
    for key, value in patient.progress.answers.items():
        question = asked_now[key]
        if question.item is not None:
            context = ReaderContext(speak("en"), patient.now.date(), question.limit)
            again = question.reader.read(question.reader.show(value, "en"), context)
            assert getattr(again, "value", None) == value


@cache
def _begun(first: int) -> Tapper:
    return asked(*OWN[first:], *OWN[:first])
