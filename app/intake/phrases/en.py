"""Speak English."""

from __future__ import annotations

from app.intake.model import Full, Kind
from app.intake.words import Phrases, QuestionWords

PHRASES = Phrases(
    code="en",
    locales=("en_GB", "en"),
    native_name="English",
    english_name="English",
    last_and=" and ",
    welcome=(
        "*{clinic}*\n"
        "Welcome. We ask a few questions before your visit. It takes about 10 minutes, and you can stop and go on later."
    ),
    emergency_line="Nobody reads this chat live. *In an emergency, call {emergency}.*",
    which_language="Which language?",
    choose_language="Please write the number of your language.",
    language_chosen="We go on in English.",
    choose_number="Please write one of the numbers.",
    consent_opening="*Your privacy*\nWe ask for {asked}.",
    consent_opening_of_other="*The other person’s privacy*\nWe ask for {asked}.",
    consent=(
        "{opening} Only {clinic} can read the answers we keep.\n\n"
        "WhatsApp (Meta) and Twilio carry the messages. They have no agreement with the clinic to protect health"
        " information.\n\n"
        "Please send no photos or papers. If you would rather talk to us, ring {phone}."
    ),
    agree="Do you agree?\n*1* Yes, I agree\n*2* No\n*3* Read more",
    thank_you="Thank you. To correct an answer, write *BACK*.",
    privacy=(
        "*More about your privacy*\n"
        "{clinic} asks for {asked}. We use them to get ready for the visit.\n\n"
        "Each answer is locked (encrypted) before it is stored. Only the clinic can open it."
        " A cry for help is kept the same way, even before you agree.\n\n"
        "Your messages also pass through WhatsApp (Meta) and Twilio, which have no agreement with the clinic to protect"
        " health information. A copy of this chat stays on your phone; you can delete it there.\n\n"
        "You may say no, and ring us instead. For a copy of what the clinic keeps, write *MY DATA*; to have it deleted,"
        " *DELETE MY DATA*; to correct it, ring {phone}. For no more messages, write *STOP*."
    ),
    consent_changed="Our privacy text has changed. Please read it again and tell us if you agree.",
    sure=(
        "Are you sure? Without your agreement we cannot take your answers here.\n"
        "*1* I am sure\n"
        "*2* Show me the text again"
    ),
    refused=(
        "That is fine. We will ask you nothing more here. You can ring us instead: {phone}.\n\n"
        "If you change your mind, write *START* to read the text again."
    ),
    not_for_them="That is fine. We have kept nothing about the other person.",
    declined=(
        "We ask you nothing here, because you did not agree to the privacy text. To read it again, write *START*,"
        " or ring us: {phone}."
    ),
    deleted=(
        "These answers are deleted, and the clinic will not get them. Your own messages stay in the chat on your phone"
        " until you delete them there.\n\n"
        "To begin again, write *START*."
    ),
    closed="Your answers were deleted. To begin again, write *START*, or ring us: {phone}.",
    questions={
        "name": QuestionWords(
            "Name",
            "your full name",
            "What is your full name?",
            "their full name",
            "What is their full name?",
        ),
        "birth_date": QuestionWords(
            "Date of birth",
            "your date of birth",
            "What is your date of birth? For example: 4 March 1990.",
            "their date of birth",
            "What is their date of birth? For example: 4 March 1990.",
        ),
        "address": QuestionWords(
            "Address",
            "your address",
            "Where do you live? Street, number and town.",
            "their address",
            "Where do they live? Street, number and town.",
        ),
        "medical_history": QuestionWords(
            "Medical history",
            "your medical history",
            "Illnesses, operations, anything we should know.",
            "their medical history",
            "Their illnesses, operations, anything we should know.",
        ),
        "medications": QuestionWords(
            "Medicines",
            "your medicines",
            "Which medicines do you take now, and how much?",
            "their medicines",
            "Which medicines do they take now, and how much?",
        ),
    },
    head="*{number} of {total} · {title}*",
    many_hint="If there is nothing, type *NONE*.",
    skip_hint="To leave this out, write *SKIP*.",
    is_saved="Your answer is saved.",
    earlier_kept="Your earlier answer stays until you send a new one. To leave it as it is, write *GO ON*.",
    replaces_all=(
        "What you send now takes the place of the whole earlier answer, so please write all of it again."
    ),
    added_to="What you send is added to what the clinic has. To leave it as it is, type *GO ON*.",
    add_or_replace=(
        "The clinic has your earlier answer. It is not shown here.\n"
        "*1* add to it\n"
        "*2* replace all of it\n\n"
        "Or just send what you want to add."
    ),
    first_question="This is the first question; there is none before it.",
    cannot_skip="We need this answer, so it cannot be left out. If you do not know, ring us: {phone}.",
    too_long="Your message has {length} characters, and we can keep {limit}. It was not saved. Please send a shorter one.",
    no_room=(
        "That message was not saved: it has {length} characters, and there is room for {room} more. Everything before"
        " it is kept. Please send a shorter one."
    ),
    not_saved="The message you just sent was not saved.",
    greeting_as_name="Hello! First, the name please.",
    name_taken="Got it: {name}. Wrong? Type *BACK*.",
    is_it="Is “{value}” {mention}?\n*1* Yes\n*2* No",
    sentence_as_name="That looks like a sentence. Please type only the name, for example: Ann Lee.",
    more_than_name="Here we need only the name, for example: Ann Lee. The other questions come next.",
    title_as_name="Please type the name as well, for example: Ann Lee.",
    health_as_name="That looks like something about health. We ask about it later. Please type only the name here.",
    greeting_as_address="Hello! We still need the address: street, number and town.",
    same_as_address="We can’t see an earlier address in this chat. Please type it again: street, number and town.",
    date_as_address="That looks like a date. Please type the address: street, number and town.",
    health_as_address="That looks like something about health. We ask about it later. Please type only the address here.",
    address_taken="Got it: {address}. Wrong? Type *BACK*.",
    bare_as_name=(
        "That does not look like a name. Please write the first name and the family name. If you do not know, ring us:"
        " {phone}."
    ),
    name_without_letters="Please type the name in letters.",
    link_as_name="That looks like a link, not a name.",
    name_of_many_lines="That has too many lines for a name. Please write it on one line.",
    figure_as_address="Please add the street and town, for example: 12 Mill Lane, Larkfield.",
    bare_as_address=(
        "That does not look like an address. If there is none, write: no fixed address. If you do not know, ring us:"
        " {phone}."
    ),
    read_back="*{words}.*",
    not_a_date=(
        "We could not read that as a date. Please write the day, the month and the year. If you do not know them, write"
        " *DON’T KNOW*, or ring us: {phone}."
    ),
    date_in_part=(
        "We need the day, the month and the year. If you do not know them, write *DON’T KNOW*, or ring us: {phone}."
    ),
    date_unclear="That can be many dates. Please write the month as a word.",
    date_in_future="That day is still to come. Please check the year.",
    date_too_old="That day is too long ago. Please check the year.",
    no_such_day="There is no {day} {month} in {year}: that month had {days} days.",
    which_day="Which day is it?",
    option="*{number}* for {label}",
    year_or_age="Write the year of birth, or the age. For example: 1950, or 76.",
    not_year_or_age="We could not read that as a year or an age. If you do not know, ring us: {phone}.",
    age_words="{age} old",
    age_words_on="{age} old on {day}",
    review_head="*Please check*",
    review_line="*{number}* {title}: {value}",
    review_foot=(
        "If all is right, write *SEND*. Nothing is sent before that.\n"
        "To change an answer, write for example *EDIT 3*. To read one, write *REVIEW 4*."
    ),
    so_far_head="*Your answers so far*",
    none_stated="None stated",
    not_known="Not known",
    answered="answered",
    was_skipped="skipped",
    not_answered="not answered yet",
    one_answer="*{number} · {title}*",
    one_answer_foot="To change it, write *EDIT {number}*. Otherwise, write *GO ON*.",
    no_such_answer="There is no answer {number} yet.",
    no_such_number="The answers are 1 to {total}.",
    still_open="There is one more question.",
    opening_hours="Opening hours: {hours}",
    thanks="*Thank you.*",
    thanks_by_name="*Thank you, {name}.*",
    submitted=(
        "{clinic} has your answers. Your reference is *{reference}*. You need not do anything else.\n\n"
        "For our number, write *HELP*."
    ),
    returning="{clinic} has your answers. Your reference is *{reference}*.",
    returning_in_doubt="Welcome back to {clinic}.",
    menu=(
        "*1* change an answer, or add to it\n"
        "*2* fill in for someone else\n"
        "*3* ask us to call you\n"
        "*4* nothing now\n\n"
        "Anything else you type is passed on to the clinic. To talk to us, call {phone}.{hours}"
    ),
    nothing_now="That is fine. If you need us, call {phone}.{hours}",
    remark="Thank you. To see what you can do here, type *0*.",
    note_left=(
        "Passed on to {clinic}. It is not read right away, and nobody answers it here. For an appointment, or anything"
        " urgent, call {phone}.{hours}"
    ),
    take_back="*1* take it back",
    note_taken_back="Your note was taken back. If it was read before, please tell us: {phone}.",
    note_dropped="Your message was not passed on.",
    enough_notes="You have sent us many notes today. The last one was not passed on. Please call us: {phone}.{hours}",
    became_note=(
        "One answer was full. What you added to it went to the clinic as a note, and nothing was lost."
    ),
    callback_asked=(
        "We have told {clinic} that you would like a call. To talk to someone sooner, call {phone}.{hours}"
    ),
    born=(
        "It has been a long time, so we check first. In which year was the person born whose answers these are? For"
        " example: 1950. To leave it, type *BACK*."
    ),
    wrong_year="That is not the year we have.",
    cannot_check="We cannot check here who you are. Please call us: {phone}.{hours}",
    for_someone_else="Please answer for the other person now. First comes the privacy text.",
    whose="Whose answers?",
    whose_note="Who is your message about?",
    whose_data="Whose data?",
    another_person="another person",
    everybody="all of them",
    person="{initial}, born {year}",
    person_without_year="{initial}",
    changes_head="*Your answers at the clinic*",
    changes_foot=(
        "To change an answer, write its number. When you have finished, write *SEND*. To leave everything as it is,"
        " write *BACK*."
    ),
    on_file="on file",
    changed="changed, not sent yet",
    on_file_hidden="That answer is on file at the clinic. It is not shown in this chat.",
    no_changes="You have changed nothing yet, so there is nothing to send.",
    left_unchanged="Nothing was changed.",
    updated="*Thank you.* {clinic} has your changes. Your reference is *{reference}*.",
    danger_now=(
        "I’m sorry you’re going through this. *If anyone is in danger now, call {emergency}.* You can also call us:"
        " {phone}."
    ),
    danger_self_harm=(
        "I’m really sorry you’re going through this. You don’t have to face it alone. *If anyone is in danger now, call"
        " {emergency}.* You can also call us: {phone}."
    ),
    danger_crisis="To talk to someone about how you feel, call {crisis}.",
    danger_told="This chat is automatic. I have told the clinic, but they may not see it right away.",
    danger_menu="*1* I need help now\n*2* carry on with my answers",
    danger_doubt=(
        "Do you need help right now?\n*1* Yes\n*2* No\n\n*In an emergency, call {emergency}.* This chat is automatic."
    ),
    danger_numbers="*Call {emergency} now.* You can also call the clinic: {phone}.",
    danger_waits="The questions can wait. When you are ready, send any word to carry on.",
    danger_saved="I’ve saved what you wrote.",
    help=(
        "*{clinic}*\n"
        "Phone {phone}{hours}\n"
        "Emergency {emergency}\n"
        "Nobody reads this chat live.\n\n"
        "You can write:\n"
        "*GO ON* back to the question\n"
        "*BACK* the question before\n"
        "*REVIEW* your answers so far\n"
        "*RESTART* begin again\n"
        "*LANGUAGE* another language\n"
        "*PRIVACY* the privacy text\n"
        "*MY DATA* a copy of what we keep\n"
        "*DELETE MY DATA* to have it deleted\n"
        "*STOP* no more messages"
    ),
    help_when_stopped=(
        "*{clinic}*\n"
        "Phone {phone}\n"
        "Emergency {emergency}\n\n"
        "You have stopped our messages. To go on, write *START*."
    ),
    stopped="You will get no more messages from {clinic}.",
    answers_kept="Your answers are kept.",
    write_start="To go on, write *START*.",
    welcome_back="Welcome back. What you answered before is kept.",
    resume="Continue with *{title}*?\n*1* continue\n*2* start again\n*3* delete my answers",
    resume_changes="Continue with *{title}*?\n*1* continue\n*2* leave everything as it was",
    held=(
        "The message you sent when you came back is kept until you choose. *1* takes it as your answer here; any other"
        " number drops it."
    ),
    held_dropped="The message you sent when you came back is dropped.",
    restarted="We begin again. The answers you gave so far are gone.",
    restarted_from_nothing="We begin again.",
    cannot_read={
        Kind.VOICE: "I cannot listen to voice messages, so yours was not saved.",
        Kind.IMAGE: "I cannot look at pictures, so yours was not saved.",
        Kind.VIDEO: "I cannot watch videos, so yours was not saved.",
        Kind.DOCUMENT: "I cannot open documents, so yours was not saved.",
        Kind.STICKER: "I cannot read stickers, so yours was not saved.",
        Kind.LOCATION: "I cannot read a place on a map, so yours was not saved.",
        Kind.CONTACT: "I cannot open contact cards, so yours was not saved.",
        Kind.REACTION: "I cannot read reactions.",
        Kind.OTHER: "I can only read text.",
    },
    please_type="Please type {mention}.",
    please_write="Please write instead.",
    copy_asked=(
        "{clinic} has been told that you ask for a copy of your data. They will first make sure that it is you who asks;"
        " the copy does not come through this chat. Questions: {phone}."
    ),
    erasure_asked=(
        "{clinic} has been told that you ask for your data to be deleted. They will first make sure that it is you who"
        " asks, and may have to keep some of it by law. Questions: {phone}."
    ),
    nothing_on_file=(
        "{clinic} has none of your answers: nothing was sent yet. If you have been here in another way, ring {phone}."
    ),
    slow_down=(
        "Those were many messages in one minute. The last one was not saved. Please wait a minute and send it again, or"
        " ring us: {phone}."
    ),
    full={
        Full.MESSAGES: (
            "Those were very many messages in one day. The last one was not saved. Please send it again tomorrow, or"
            " ring us: {phone}."
        ),
        Full.RECORDS: (
            "Today we cannot take in any more answers. *Yours were not sent.* They are kept here: please write *SEND*"
            " tomorrow, or ring us: {phone}."
        ),
        Full.ROOM: "We cannot save anything at the moment. *Your last message was not saved.* Please ring us: {phone}.",
    },
    talk_to_us="To talk to someone, call {phone}. This chat is automatic: nobody is watching it.",
    why="We ask so that {clinic} can prepare for the visit. If you prefer to talk, call {phone}.",
    how_long="It takes about 3 minutes. You can stop and carry on later: what you have sent stays here.",
    robot="Yes, this is an automatic assistant. To talk to a person, call {phone}.",
    who_sees=(
        "Only the staff of {clinic} can read your answers. WhatsApp (Meta) and Twilio carry the messages. Type *PRIVACY*"
        " for more."
    ),
    cannot_answer="I can’t answer that here. To ask the clinic, call {phone}.",
    wrong_number="Sorry about that: we have the wrong number.",
    wrong_number_deleted="What was sent from here is deleted, and the clinic will not get it.",
    wrong_number_on_file="{clinic} has answers that came from this number. Please tell them: {phone}.",
    no_more_messages="For no more messages, type *STOP*.",
    withdrawn="You have withdrawn your consent. {clinic} will send you no more messages and ask nothing else here.",
    withdrawn_draft="What you had not sent yet is deleted.",
    withdrawn_on_file="To have what {clinic} already has deleted too, type *DELETE MY DATA*.",
    say_which="Please tell us which. If you have none, type *NONE*.",
    start_over="We could not open your earlier answers. They are kept safe for the clinic. Here, we start again.",
)
