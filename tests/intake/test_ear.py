"""Everyday words are heard, and answers that hold them stay answers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.intake.ear import (
    answer_named,
    choose,
    find,
    is_courtesy,
    is_no,
    is_yes,
    language_of,
    no_words,
    yes_words,
)
from app.intake.keywords import Keyword
from app.intake.model import ConsentRefused, DraftDiscarded, OptedOut, RightAsked
from app.intake.phrases import SHIPPED
from tests.cases import for_each
from tests.intake.patient import STEPS, Patient

LANGUAGES = tuple(SHIPPED.values())


def keyword_of(text: str) -> Keyword | None:
    command = find(text, LANGUAGES)
    return command.keyword if command else None


HEARD = {
    Keyword.NONE: """no meds; sin antecedentes; -; —; .; 0; na; x; n; ❌; not applicable; none that I know of; que yo sepa no
        ; no known illnesses; nothing at all; no thanks; I don't take any; ningún medicamento; ninguna enfermedad
        ; no tomo nada; no tengo nada; no tomo ninguno; no, ninguna; nada importante; no aplica
        ; not on any medication at the moment; no regular medicines; I don't have any medical problems, thank you
        ; No, nothing; none, I'm healthy; no gracias a Dios; no, ninguna, gracias; No estoy tomando nada ahora
        ; sin medicación actual; no padezco de nada; No illnesses or operations; nothing much; fit as a fiddle
        ; not on any tablets, thank God; I've been lucky, nothing; ni enfermedades ni operaciones; hasta ahora ninguna
        ; ahorita nada; nunca me operaron; soy una persona sana; negativo""",
    Keyword.DONE: """that's it; thats it; that’s it.; finish; no more; done thanks; that's everything; eso es todo; fin
        ; listo gracias; listo hija; ok so that's it; ya está, gracias; nada más señorita; that's all thank you doctor
        ; that's the lot; that's about it; nope that's it; esas son todas; solo esas; hasta ahí""",
    Keyword.UNDO: """sorry, wrong chat; oops that wasn't for you; sorry that was meant for my husband; sent by mistake
        ; kindly ignore; please ignore the last message; that was a mistake; me equivoqué de chat; perdón, era para mi esposo
        ; ese mensaje era para otra persona; no haga caso; fue sin querer; haga caso omiso; perdón, chat equivocado""",
    Keyword.PERSON: """talk to a person; call me; I want to talk to a person; call me please; llámenme por favor
        ; quiero hablar con una persona; hola, quiero hablar con alguien""",
    Keyword.HELP: "help me please; ayúdame; ayúdeme por favor; menu; menú; necesito ayuda; help!!; I need help",
    Keyword.NOT_ME: "not me; wrong number; sorry, wrong number; número equivocado; no soy yo; you've got the wrong person",
    Keyword.STOP: """stop please; please stop; stop it; stop messaging me; unsubscribe me; remove me; leave me alone; exit
        ; ALTO; PARE; BASTA; CANCELA; quiero darme de baja; dar de baja; no me escriban más; desuscribir; ¡Basta ya!""",
    Keyword.WITHDRAW: "I withdraw my consent; retiro mi consentimiento; I no longer agree; withdraw consent please",
    Keyword.WHY: "why do you ask?; why do you need this?; ¿por qué preguntan eso?; para qué es esto",
    Keyword.HOW_LONG: "how long?; How long will this take?; ¿cuánto tarda?; ¿falta mucho?",
    Keyword.ROBOT: "are you a robot?; is this a robot?; Are you human; ¿es usted un robot?; ¿con quién hablo?",
    Keyword.WHO_SEES: "who sees this?; Who can see my answers?; ¿quién ve esto?; ¿es confidencial?",
    Keyword.GO_ON: "continue please; let's continue; seguimos; sigamos por favor",
    Keyword.DONT_KNOW: "no idea; ni idea; I can't remember, sorry; no me acuerdo",
}  # fmt: skip


@for_each("keyword", HEARD)
def test_everyday_words_are_heard(keyword):
    for text in HEARD[keyword].split(";"):
        assert keyword_of(text.strip()) is keyword, text


ASKED = {
    Keyword.STOP: "dejen de molestarme; elimínenme de su lista; no me vuelvan a escribir; don't ever contact me again",
    Keyword.PERSON: """can somebody call me back; I need to speak with somebody; can you phone me; puedo hablar con una enfermera
        ; necesito que me llamen; prefiero hablar por teléfono; I would rather talk to someone""",
    Keyword.WHY: "why do you need to know that?; why should I tell you; para qué quieren mi dirección; por qué me preguntan esto",
    Keyword.HOW_LONG: "how many questions are left?; is this going to take long; cuánto se tarda en esto; es muy largo esto",
    Keyword.ROBOT: "am I talking to a real person?; are you a computer; is there a human there; ¿usted es una persona?",
    Keyword.WHO_SEES: "who reads my answers; is my data safe?; do you share my data; ¿es seguro esto?; ¿comparten mis datos?",
    Keyword.NOT_ME: "I'm not that person; no soy esa persona; este no es mi número; creo que se equivocó de número",
    Keyword.WITHDRAW: "ya no doy mi consentimiento; I'd like to withdraw consent please; I don't agree anymore",
    Keyword.HELP: "no entiendo; I don't understand this; what do I do; qué hago ahora",
    Keyword.BACK: "la pregunta anterior; can I go back; quiero volver atrás",
    Keyword.DONT_KNOW: "I really don't know; I don't remember exactly; no recuerdo bien; quién sabe",
    Keyword.DONE: "no that's all; that will be it; con eso está; ya no más; nomás eso; creo que nada más",
    Keyword.NONE: "nothing I can think of; never been ill; no soy alérgico a nada; no recibo tratamiento; no me han operado nunca",
}  # fmt: skip


@for_each("keyword", ASKED)
def test_a_pattern_hears_many_ways_to_say_a_thing(keyword):
    assert [text for text in ASKED[keyword].split(";") if keyword_of(text) is not keyword] == []


ANSWERS = """I stopped smoking; weekend; no alcohol since 2010; I take nothing but aspirin; done with chemo in 2019; back pain
    ; stopped taking warfarin; help with walking; next of kin is my wife; no penicillin; not diabetic; read glasses
    ; no known drug allergies except penicillin; sends me to sleep; skip breakfast; no sugar; nothing serious just migraines
    ; none except asthma; continue on metformin; language delay as a child; person with disability; robot surgery 2020
    ; yes I have diabetes; healthy but tired; fine apart from asthma; no longer take statins; never smoked; one kidney
    ; dolor de espalda; ayuda para caminar; baja de defensas; nada serio, solo migrañas; ninguna salvo asma; dejé de fumar
    ; ya no tomo statinas; sin vesícula; no duermo bien; no oigo; tomo nada más aspirina; bien controlada la tensión
    ; persona mayor; ver borroso; seguir con insulina; cambio de válvula; corregir la vista; no puedo caminar; mal de chagas
    ; fin de tratamiento en 2020; salir a caminar me cansa; nothing since my stroke; no thyroid since 2001; no tengo bazo"""


@for_each("text", [text.strip() for text in ANSWERS.split(";")])
def test_an_answer_that_holds_such_words_stays_an_answer(text):
    assert keyword_of(text) is None
    meanings = (is_yes(text), is_no(text), is_courtesy(text), language_of(text), answer_named(text))
    assert not any(meanings)


OWN = "asthma insulin knee mother warfarin rodilla corazón tensión 2010 losartan".split()
HEARD_WORDS = "stop help no none yes end done back send cancel robot why sí listo nada baja ya fin".split()
LONG = st.lists(st.sampled_from(HEARD_WORDS + OWN), min_size=3, max_size=12).filter(
    lambda words: not set(OWN).isdisjoint(words)
)


@given(LONG)
def test_any_answer_with_a_word_of_its_own_is_an_answer(words):
    assert keyword_of(" ".join(words)) is None


YES = "yes of course; sí claro; ya; si acepto; 👍; sure no problem; sí hija sí; 👍🏽👍🏽; ok thanks; 👍 gracias; y; Yes, I agree!"
NO = "no; no thanks; no gracias; ❌; I don't agree; no acepto, gracias; 👎; nope sorry"


@for_each("text", YES.split("; "))
def test_a_yes_with_a_word_more_is_a_yes(text):
    assert is_yes(text)
    assert not is_no(text)


@for_each("text", NO.split("; "))
def test_a_no_with_a_word_more_is_a_no(text):
    assert is_no(text)
    assert not is_yes(text)


@for_each("text", ["I don't agree", "I do not consent", "no acepto"])
def test_a_no_to_the_privacy_text_withdraws_nothing(text):
    assert is_no(text)
    assert keyword_of(text) is None


@for_each("text", ["yes and no", "no yes", "yes but later", "not yet", "yesterday", "", "🙂", "noor"])
def test_what_holds_more_is_neither(text):
    assert not is_yes(text)
    assert not is_no(text)


@for_each(
    ("text", "index"),
    [("the first one", 0), ("la 1", 0), ("la segunda", 1), ("number 2", 1), ("opción 2, por favor", 1), ("#2", 1),
     ("2nd", 1), ("the third", 2), ("la tercera", 2), ("yes", 0), ("no, thank you", 1), ("the fourth", None), ("12", None)],
)  # fmt: skip
def test_an_option_is_chosen_in_everyday_words(text, index):
    assert choose(text, (yes_words(), no_words(), ("more",))) == index


@for_each("step", STEPS[1:])
@for_each(
    ("text", "said"),
    [
        ("talk to a person", "call 01632 960 555."),
        ("why do you ask?", "can prepare for the visit"),
        ("how long does it take", "about 5 minutes"),
        ("are you a robot?", "automatic assistant"),
        ("who sees this", "Only the staff of Larkfield Clinic"),
    ],
    patient=Patient,
)
def test_what_is_asked_about_the_chat_is_answered_at_every_step(patient, step, text, said):
    patient.comes_to(step)
    kept = patient.progress
    assert said in patient.says(text)
    assert patient.progress == kept


@for_each("step", STEPS, patient=Patient)
def test_a_wrong_number_leaves_nothing_of_an_unfinished_intake(patient, step):
    patient.comes_to(step)
    had_answers = patient.progress.begun
    on_file = patient.progress.people
    reply = patient.says("Sorry, wrong number!")
    if had_answers:
        assert "wrong number?" in reply
        assert patient.progress.begun
        reply = patient.says("yes")
    assert "*STOP*" in reply
    assert ("deleted" in reply) == (patient.events[-1:] == [DraftDiscarded()] or step == "name")
    assert (patient.progress.begun, patient.progress.patient, patient.progress.people) == (
        False,
        None,
        on_file,
    )
    assert had_answers is (patient.events[-1:] == [DraftDiscarded()])
    assert patient.says("hello")


@for_each("step", STEPS[STEPS.index("name") :], patient=Patient)
def test_a_consent_that_is_withdrawn_ends_everything_and_offers_deletion(patient, step):
    patient.comes_to(step)
    on_file = patient.progress.people
    reply = patient.says("I withdraw my consent")
    assert patient.progress.opted_out
    assert patient.progress.consent is None
    assert not patient.progress.begun
    assert isinstance(patient.last(ConsentRefused), ConsentRefused)
    assert patient.events[-1] == OptedOut()
    assert ("DELETE MY DATA" in reply) is bool(on_file)
    assert patient.says("hello?") == ""
    if on_file:
        patient.says("delete my data")
        assert isinstance(patient.events[-1], RightAsked)
    assert "Do you agree?" in patient.says("START")


@for_each("text", ["DONE", "that's all thanks", "listo"], patient=Patient)
def test_done_at_a_question_that_has_an_answer_leaves_it_as_it_is(patient, text):
    patient.comes_to("birth_date")
    patient.says("BACK")
    assert patient.is_at("name")
    patient.says(text)
    assert patient.is_at("birth_date")
    assert patient.progress.answers["name"]


@for_each("text", ["It is me", "this is me", "it's for my son", "es para mi hijo", "that is my number"])
def test_what_says_who_writes_neither_leaves_nor_takes_back(text):
    assert keyword_of(text) is None


@for_each(
    "text",
    ["Sorry to keep you waiting", "sorry, phone died", "sorry I was on the phone", "sorry, just seen this", "I'm here now",
     "Disculpe señorita, no había visto el mensaje", "perdón, se me acabó la batería", "perdón por la espera",
     "Disculpe, estaba cocinando"],
)  # fmt: skip
def test_an_excuse_after_a_pause_is_a_courtesy(text):
    assert is_courtesy(text)


@for_each(
    "text",
    ["yes I agree to that", "I'm ok with that", "happy with that", "yes go ahead", "Yes I'm happy to proceed", "no issues",
     "sí, adelante", "conforme con todo", "así mismo", "sí, ese soy yo"],
)  # fmt: skip
def test_a_yes_in_their_words_is_heard(text):
    assert is_yes(text)


@for_each("text", ["no it isn't", "No it's not", "that's not it", "not at all", "no es así", "qué va"])
def test_a_no_in_their_words_is_heard(text):
    assert is_no(text)


@for_each("text", ["no", "2", "BACK", "12 Mill Lane"], patient=Patient)
def test_answers_stay_unless_the_number_is_said_to_be_wrong_twice(patient, text):
    patient.comes_to("address")
    answers = patient.progress.answers
    patient.says("wrong person, sorry", text)
    assert (patient.progress.step, patient.progress.aside, patient.progress.answers) == (
        "address",
        None,
        answers,
    )
    patient.says("wrong person, sorry", "you have the wrong person")
    assert patient.events[-1] == DraftDiscarded()
