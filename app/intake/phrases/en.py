"""Speak English."""

from __future__ import annotations

from app.intake.allowance import Full
from app.intake.answer_words.en import ANSWERS
from app.intake.kind import Kind
from app.intake.words import Phrases, QuestionWords

PHRASES = Phrases(
    code="en",
    locales=("en_GB", "en"),
    native_name="English",
    english_name="English",
    last_and=" and ",
    welcome=(
        "*{clinic}*\n"
        "Hello, I’m the clinic’s automatic assistant. I have a few short questions before your visit. It takes about 5"
        " minutes. You can stop and carry on later.\n\n"
        "Nobody is watching this chat. To talk to a person, type *HELP* or *CALL ME*."
    ),
    emergency_line="*In an emergency, call {emergency}.*",
    which_language="Which language?",
    choose_language="Please type the number of your language.",
    language_chosen="OK, English from now on.",
    instead="For English, type *ENGLISH*.",
    choose_number="Please type one of the numbers.",
    choose="Choose",
    buttons={
        "whom": ("Me", "My child", "An adult I care for"),
        "consent": ("Yes, I agree", "No", "Read more"),
        "sure": ("Yes, I’m sure", "No, show the text"),
        "minor": ("Yes, I’m their carer", "No, it is about me"),
        "yes_no": ("Yes", "No"),
        "add_or_replace": ("Add to it", "Replace all of it"),
        "review": ("Send", "Show all", "No, change it"),
        "menu": ("Change or add", "Fill in for another", "Please call me", "Nothing now"),
        "way": ("Here in the chat", "On the private page"),
    },
    to_a_person="To talk to a person, type *HELP*.",
    stuck="To talk to a person, type *HELP* or *CALL ME*.",
    whom="Who are these questions about?\n*1* Me\n*2* My child\n*3* An adult I care for",
    one_by_one="I take one person at a time. When the first answers are sent, I’ll ask about the next.",
    next_person="Shall we go on with the other person now?\n*1* Yes\n*2* No",
    minor=(
        "Are you filling this in for a child that you look after?\n"
        "*1* Yes, I am their parent or carer\n"
        "*2* No, it is about me"
    ),
    whole_date_needed=(
        "You may be under {age}. If you are {age} or older, please type your whole date of birth: day, month and year."
    ),
    for_a_child="Thank you. Then we need you to agree for the child.",
    too_young=(
        "Thank you for telling me. If you’re under {age}, a parent or carer needs to answer here. Please ask one to message"
        " us, or call us: {phone}.\n\n"
        "I haven’t saved your answers."
    ),
    carriers={"whatsapp": "WhatsApp (Meta) and Twilio", "sms": "Your phone company and Twilio"},
    carrier={"whatsapp": "WhatsApp", "sms": "text messages"},
    consent_opening="*Your privacy*\nWe ask for {asked}.",
    consent_opening_of_other="*The other person’s privacy*\nWe ask for {asked}.",
    also_asked="{asked}. The clinic also asks about: {own}",
    consent=(
        "{opening} We use them to prepare for the visit. Only the staff of {clinic} can read your answers.\n\n"
        "{carriers} carry your messages. They have no agreement with the clinic to protect health"
        " information.\n\n"
        "Please don’t send photos or documents. Prefer to talk? Call {phone}."
    ),
    agree="Do you agree?\n*1* Yes, I agree\n*2* No\n*3* Read more",
    thank_you="Thank you. To change an answer, type *BACK*.",
    privacy=(
        "*More about your privacy*\n"
        "We ask for {asked}. We use them to prepare for the visit.\n\n"
        "Each answer is locked (encrypted) before it is saved. Only the clinic’s staff can open it, and we record who"
        " does. {kept} A cry for help is"
        " kept the same way, even before you agree.\n\n"
        "{carriers} carry your messages. They have no agreement with the clinic to protect health"
        " information. A copy of this chat stays on your phone until you delete it there.\n\n"
        "You may say no, and call us instead.\n"
        "*MY DATA* to ask for a copy\n"
        "*DELETE MY DATA* to have your answers deleted\n"
        "*STOP* for no more messages\n"
        "To correct something, or to ask how long we keep it, call {phone}."
    ),
    kept_by_rules="The clinic has rules for how long it keeps your answers, and deletes them after that.",
    kept_for="The clinic keeps your answers for at most {span}, unless the law asks for longer, and then deletes them.",
    nothing_typed="Please write an answer.",
    is_right="Is this {mention}? Please check it. If it is right, press “Keep it”. If not, change it and continue.",
    is_answer_here="Is that your answer about {title}? If it is, press “Keep it”. If not, change it and continue.",
    say_which_here="Please write which. If there is nothing, tick the box instead.",
    none_is_added="“None” cannot be added to an answer that the clinic has. Choose to replace it, or leave the answer as it is.",
    date_in_full="Please write the day, the month and all four figures of the year, for example 27 3 1990.",
    consent_on_form=(
        "{opening} We use them to prepare for the visit. Only the staff of {clinic} can read your answers.\n\n"
        "What you type here goes straight to the clinic. Nothing of it goes through WhatsApp or a phone company.\n\n"
        "Prefer to talk? Call {phone}."
    ),
    privacy_on_form=(
        "*More about your privacy*\n"
        "We ask for {asked}. We use them to prepare for the visit.\n\n"
        "Each answer is locked (encrypted) before it is saved. Only the clinic’s staff can open it, and we record who"
        " does. {kept} A cry for help is"
        " kept the same way.\n\n"
        "You may say no, and call us instead. To ask for a copy, to correct something or to have your answers deleted,"
        " call {phone}."
    ),
    consent_changed="Our privacy text has changed. Please read it and say if you agree.",
    consent_in_chat="You agreed to the privacy text of our page. This chat has a text of its own, because others carry your messages. Please read it and say if you agree.",
    sure=(
        "Are you sure? If you don’t agree, I can’t take your answers here.\n"
        "*1* I’m sure\n"
        "*2* Show me the text again"
    ),
    refused=(
        "That’s fine. I won’t ask you anything else here. You can call us instead: {phone}.\n\n"
        "If you change your mind, type *START*."
    ),
    not_for_them="That’s fine. I have saved nothing about the other person.",
    declined=(
        "You said no to the privacy text, so I ask and save nothing here. To read it again, type *START*. Or call"
        " us: {phone}."
    ),
    deleted=(
        "Your answers are deleted, and the clinic won’t get them. Your own messages stay in the chat on your phone until"
        " you delete them there.\n\n"
        "To start again, type *START*."
    ),
    closed="Your answers were deleted, and nothing that you write here is saved. To start again, type *START*. Or call us: {phone}.",
    questions={
        "name": QuestionWords(
            "Name",
            "your full name",
            "What is your full name?",
            "their full name",
            "What is their full name?",
            both="What is your full name, and your date of birth? For example: Ann Lee, 4 March 1990.",
            both_of_other="What is their full name, and their date of birth? For example: Ann Lee, 4 March 1990.",
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
            "What is your address? Street, number and town.",
            "their address",
            "What is their address? Street, number and town.",
        ),
        "medical_history": QuestionWords(
            "Medical history",
            "your medical history",
            "What illnesses or operations have you had? Anything else we should know?",
            "their medical history",
            "What illnesses or operations have they had? Anything else we should know?",
        ),
        "allergies": QuestionWords(
            "Allergies",
            "your allergies",
            "Are you allergic to anything? Medicines, food, latex, stings. What happens?",
            "their allergies",
            "Are they allergic to anything? Medicines, food, latex, stings. What happens?",
        ),
        "reason": QuestionWords(
            "Reason for the visit",
            "the reason for your visit",
            "Last question: what would you like the clinic’s help with?",
            "the reason for their visit",
            "Last question: what would they like the clinic’s help with?",
            not_last="What would you like the clinic’s help with?",
            not_last_of_other="What would they like the clinic’s help with?",
        ),
        "carer_name": QuestionWords(
            "Carer’s name",
            "your own name",
            "First, what is your own full name, as the person who answers?",
            both="First, what is your own full name, and how are you related to them? For example: Ann Lee, mother.",
        ),
        "carer_relation": QuestionWords(
            "Relation to the patient",
            "how you are related to them",
            "How are you related to them? For example: mother, son, carer.",
        ),
        "medications": QuestionWords(
            "Medicines",
            "your medicines",
            "Which medicines do you take? Name, how much, how often.",
            "their medicines",
            "Which medicines do they take? Name, how much, how often.",
        ),
    },
    head="*{number} of {total} · {title}*",
    many_hint="If you have none, type *NONE*.",
    skip_hint="To leave this out, type *SKIP*.",
    taken_back="I’ve deleted your last message.",
    own_mention="the answer to “{title}”",
    is_saved="Your answer is saved.",
    needless_one="I have deleted your answer to {titles}, because it is no longer needed.",
    needless="I have deleted your answers to {titles}, because they are no longer needed.",
    added_before="I’ve added that to {mention}.",
    earlier_kept="Your earlier answer stays until you send a new one. To keep it, type *GO ON*.",
    replaces_all="Your new answer takes the place of the old one. Please type all of it.",
    added_to="Send what you want to add. To leave your answer as it is, type *GO ON*.",
    add_or_replace=(
        "The clinic has your earlier answer. To keep it private, I don’t show it here.\n"
        "*1* add to it\n"
        "*2* replace all of it\n\n"
        "Or just send what you want to add."
    ),
    first_question="This is the first question.",
    cannot_skip="We do need this one. If you don’t know, call us: {phone}.",
    too_long=(
        "That’s too long for me: it has {length} characters, and I can save {limit}. It was not saved. Please send a"
        " shorter one."
    ),
    no_room=(
        "That message was not saved: it has {length} characters, and there is room for {room} more. What you sent before"
        " is saved. Please send a shorter one."
    ),
    not_saved="Your last message was not saved.",
    nothing_else_saved="Nothing else that you wrote is saved.",
    nothing_saved_yet="Nothing that you write here is saved before you agree to our privacy text.",
    greeting_as_name="Hello! First, the name please.",
    name_taken="Got it: {name}. Wrong? Type *BACK*.",
    is_it="Is “{value}” {mention}?\n*1* Yes\n*2* No",
    is_it_unquoted="Is what you just sent your answer to *{title}*?\n*1* Yes\n*2* No",
    sentence_as_name="That looks like a sentence. Please type only the name, for example: Ann Lee.",
    more_than_name="I couldn’t tell which part is the name. Please begin with the name, for example: Ann Lee.",
    title_as_name="Please type the name as well, for example: Ann Lee.",
    health_as_name="That looks like something about health. We ask about it later. Please type only the name here.",
    greeting_as_address="Hello! We still need the address: street, number and town.",
    same_as_address="I can’t see an earlier address in this chat. Please type it again: street, number and town.",
    date_as_address="That looks like a date. Please type the address: street, number and town.",
    bare_as_relation="That doesn’t say how you are related to them. For example: mother, son, carer.",
    health_as_address=(
        "That looks like something about health. We ask about it later. Is it an address?\n"
        "*1* Yes, keep it\n"
        "*2* No, I’ll type the address"
    ),
    address_taken="Got it: {address}. Wrong? Type *BACK*.",
    bare_as_name=(
        "That doesn’t look like a name. Please type the first name and the last name. If you don’t know, call us:"
        " {phone}."
    ),
    name_without_letters="Please type the name in letters.",
    link_as_name="That looks like a link, not a name.",
    name_of_many_lines="That’s more lines than a name needs. Please type it on one line.",
    figure_as_address="Please add the street and town, for example: 12 Mill Lane, Larkfield.",
    bare_as_address=(
        "That doesn’t look like an address. If there is none, type: no fixed address. If you don’t know, call us:"
        " {phone}."
    ),
    read_back="Got it: {words}.",
    not_a_date=(
        "I couldn’t read that as a date. Please type the day, the month and the year. If you don’t know them, type"
        " *DON’T KNOW*, or call us: {phone}."
    ),
    date_in_part=(
        "I need the day, the month and the year. If you don’t know them, type *DON’T KNOW*, or call us: {phone}."
    ),
    date_unclear="That could be more than one date. Please type the month as a word, for example: March.",
    date_in_future="That date is in the future. Please check the year.",
    date_too_old="That is more than 120 years ago. Please check the year.",
    no_such_day="There is no {day} {month} in {year}: that month had {days} days.",
    which_answer="Which question is your last message about?",
    which_day="Which day is it?",
    option="*{number}* {label}",
    year_or_age="What is the year of birth, or the age? For example: 1950, or 76.",
    not_year_or_age="I couldn’t read that as a year or an age. If you don’t know, call us: {phone}.",
    age_words="{age} old",
    age_words_on="{age} old on {day}",
    review_head="*Please check*",
    review_line="*{number}* {title}: {value}",
    review_foot=(
        "Is everything right? Type *SEND*. Nothing is sent before that.\n"
        "To change an answer, type for example *EDIT 3*. To see them all, *SHOW ALL*."
    ),
    so_far_head="*Your answers so far*",
    none_stated="None stated",
    not_known="Not known",
    answered="answered",
    was_skipped="skipped",
    not_answered="not answered yet",
    one_answer="*{number} · {title}*",
    one_answer_foot="To change it, type *EDIT {number}*. To carry on, type *GO ON*.",
    no_such_answer="There is no answer {number} yet.",
    no_such_number="The answers are 1 to {total}.",
    what_to_change="Nothing is sent yet. What should change? Type its number, for example *3*, or *SEND* when all is right.",
    not_understood="I haven’t understood what to change.",
    change_to="Change {mention} to {value}?\n*1* Yes\n*2* No",
    add_to="Add {value} to *{title}*?\n*1* Yes\n*2* No",
    quoted="“{value}”",
    what_you_sent="what you just sent",
    corrected="I’ve changed that.",
    still_open="There is one more question.",
    opening_hours="Opening hours: {hours}",
    thanks="*Thank you.*",
    thanks_by_name="*Thank you, {name}.*",
    submitted=(
        "{clinic} has your answers. Your reference is *{reference}*. You don’t need to do anything else."
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
    nothing_now="That’s fine. If you need us, call {phone}.{hours}",
    remark="Thank you. To see what you can do here, type *0*. To talk to a person, type *HELP* or *CALL ME*.",
    note_left=(
        "I’ve passed that on to {clinic}. They may not read it right away, and can’t answer it here. For an appointment,"
        " or anything urgent, call {phone}.{hours}"
    ),
    note_left_too="I’ve passed that on too. To take it back, type *1*.",
    take_back="*1* take it back",
    note_taken_back="OK, I’ve taken your note back. If someone has already read it, please tell us: {phone}.",
    note_dropped="Your message was not passed on.",
    enough_notes="You’ve sent us a lot of notes today. The last one was not passed on. Please call us: {phone}.{hours}",
    became_note="One answer was full, so I passed on what you added as a note. Nothing was lost.",
    callback_asked="I’ve told {clinic} that you would like a call. To talk to someone sooner, call {phone}.{hours}",
    born=(
        "It’s been a while, so a quick check first. Which year was the person in these answers born? For example: 1950."
        " To leave it, type *BACK*."
    ),
    wrong_year="That’s not the year we have.",
    cannot_check="I can’t check here who you are. Please call us: {phone}.{hours}",
    whose="Whose answers?",
    whose_note="Who is your message about?",
    whose_data="Whose data?",
    another_person="another person",
    everybody="all of them",
    person="{initial}, born {year}",
    person_without_year="{initial}",
    changes_head="*Your answers at the clinic*",
    changes_foot=(
        "To change an answer, type its number. Then type *SEND*. To leave everything as it is, type *BACK*."
    ),
    on_file="saved",
    changed="changed, not sent yet",
    on_file_hidden="The clinic has that answer. To keep it private, I don’t show it in this chat.",
    no_changes="You haven’t changed anything yet, so there is nothing to send.",
    left_unchanged="Nothing was changed.",
    updated="*Thank you.* {clinic} has your changes. Your reference is *{reference}*.",
    way=(
        "Where would you like to answer?\n"
        "*1* Here in the chat\n"
        "*2* On our own private page\n\n"
        "On the page, no word about your health goes through {carrier}. You can change your mind: type *LINK* for the page."
    ),
    welcome_to_page=(
        "*{clinic}*\n"
        "Hello, I’m the clinic’s automatic assistant. We have a few short questions before your visit.\n\n"
        "Nobody is watching this chat. To talk to a person, type *HELP*."
    ),
    link=(
        "Please answer on our own private page. That way no name, date or word about your health goes through"
        " {carrier}.\n\n"
        "{link}\n\n"
        "The link works for {lasts}, on one device. For a new one, type *LINK*."
    ),
    link_or_here="To answer here in the chat, just write.",
    no_more_links=(
        "You’ve had a lot of links today, so I can’t make you another one. Your last one may still work. Please try again"
        " tomorrow, or call us: {phone}."
    ),
    page_again="To change or add something, type *LINK*. Or call us: {phone}.",
    page_only="The questions are on our own page. For a new link, type *LINK*. Or call us: {phone}.",
    not_kept=(
        "Thank you. To protect you, I keep nothing that you type here. Your last message was not saved."
    ),
    not_kept_again="That was not saved either.",
    not_kept_at_pace="You’ve sent a lot of messages, and nothing you type here is saved. Please wait, or call us: {phone}.",
    page_help=(
        "*{clinic}*\n"
        "Phone {phone}{hours}\n"
        "Emergency {emergency}\n"
        "This chat is automatic: nobody is watching it.\n\n"
        "You can type:\n"
        "*LINK* a new link to our page\n"
        "*CALL ME* ask us to call you\n"
        "*LANGUAGE* another language\n"
        "*PRIVACY* more about your privacy\n"
        "*MY DATA* ask for a copy of your answers\n"
        "*DELETE MY DATA* have them deleted\n"
        "*WHO SAW* who saw them\n"
        "*STOP* no more messages"
    ),
    help_page="*LINK* answer on our own page",
    page_privacy=(
        "*More about your privacy*\n"
        "You answer on our own page, not in this chat. {carriers} carry the link and what you type here, but we keep none"
        " of your words from here. This chat stays on your phone until you delete it there.\n\n"
        "On the page, each answer is locked (encrypted) before it is saved. Only the clinic’s staff can open it, and we"
        " record who does. {kept} If you"
        " cry for help here, we tell the clinic so, without your words.\n\n"
        "You may say no, and call us instead.\n"
        "*MY DATA* to ask for a copy\n"
        "*DELETE MY DATA* to have your answers deleted\n"
        "*STOP* for no more messages\n"
        "To correct something, or to ask how long we keep it, call {phone}."
    ),
    page_reminder="To carry on, type *LINK*. You get a new link to our page.",
    here_again="OK, let’s go on here in the chat.",
    danger_now=(
        "I’m sorry you’re going through this. *If anyone is in danger now, call {emergency}.* You can also call us:"
        " {phone}."
    ),
    danger_self_harm=(
        "I’m really sorry you’re going through this. You don’t have to face it alone. *If anyone is in danger now, call"
        " {emergency}.* You can also call us: {phone}."
    ),
    danger_crisis="To talk to someone about how you feel, call {crisis}.",
    danger_told="This chat is automatic. I’ve told the clinic, but they may not see it right away.",
    danger_menu="*1* I need help now\n*2* carry on with my answers",
    danger_doubt="Do you need help right now?\n*1* Yes\n*2* No",
    danger_in_doubt="*In an emergency, call {emergency}.* You can also call the clinic: {phone}.",
    danger_unread="This chat is automatic.",
    danger_numbers="*Call {emergency} now.* You can also call the clinic: {phone}.",
    danger_waits="The questions can wait. When you are ready, send any word to carry on.",
    danger_person_reads="You can also carry on writing here: a person at {clinic} reads it.",
    person_reads="A person at {clinic} reads what you wrote.",
    danger_saved="I’ve saved what you wrote.",
    help=(
        "*{clinic}*\n"
        "Phone {phone}{hours}\n"
        "Emergency {emergency}\n"
        "This chat is automatic: nobody is watching it.\n\n"
        "You can type:\n"
        "*GO ON* carry on with the question\n"
        "*BACK* the question before\n"
        "*REVIEW* see your answers so far\n"
        "*RESTART* start again\n"
        "*CALL ME* we call you\n"
        "*LANGUAGE* another language\n"
        "*PRIVACY* your privacy\n"
        "*MY DATA* a copy of your answers\n"
        "*DELETE MY DATA* have them deleted\n"
        "*STOP* no more messages"
    ),
    help_when_stopped=(
        "*{clinic}*\n"
        "Phone {phone}\n"
        "Emergency {emergency}\n\n"
        "This chat is automatic. You asked us not to message you. To carry on, type *START*."
    ),
    stopped="You won’t get any more messages from {clinic}.",
    answers_kept="Your answers are saved.",
    write_start="To carry on, type *START*.",
    nothing_saved_now="Until then, nothing that you write here is saved.",
    reminder="{clinic} has not received your answers yet. What you have answered so far is saved.",
    reminder_asks="To carry on, just answer:",
    reminder_goes_on="To carry on, type *GO ON*.",
    reminder_foot="For no more reminders, type *NO REMINDER*. For no more messages at all, type *STOP*.",
    no_reminders="OK, you won’t get any reminders. To carry on, type *GO ON*.",
    welcome_back="Welcome back. Your earlier answers are saved.",
    restart_sure="Start again? The answers you haven’t sent yet will be lost.\n*1* yes\n*2* no",
    delete_sure="Delete the answers you haven’t sent yet? The clinic won’t get them.\n*1* yes\n*2* no",
    restarted="OK, let’s start again. Your answers so far are deleted.",
    restarted_from_nothing="OK, let’s start again.",
    cannot_read={
        Kind.VOICE: "I can’t listen to voice messages, so yours was not saved.",
        Kind.IMAGE: "I can’t look at pictures, so yours was not saved.",
        Kind.VIDEO: "I can’t watch videos, so yours was not saved.",
        Kind.DOCUMENT: "I can’t open documents, so yours was not saved.",
        Kind.STICKER: "I can’t read stickers, so yours was not saved.",
        Kind.LOCATION: "I can’t read a place on a map, so yours was not saved.",
        Kind.CONTACT: "I can’t open contact cards, so yours was not saved.",
        Kind.REACTION: "I can’t read reactions.",
        Kind.OTHER: "I can only read text.",
    },
    words_read="I can’t open what you sent, but I’ve read your words.",
    please_type="Please type {mention}, or call {phone}.",
    please_write="Please type it instead, or call {phone}.",
    copy_asked=(
        "I’ve told {clinic} that you would like a copy of your data. We first check that it is really you. The copy"
        " won’t come through this chat. To see who looked at your data, type *WHO SAW*. Questions? Call {phone}."
    ),
    erasure_asked=(
        "I’ve told {clinic} that you would like your data deleted. We first check that it is really you. By law we may"
        " have to keep some of it. Questions? Call {phone}."
    ),
    nothing_on_file=(
        "{clinic} has no answers from you: nothing was sent yet. If you gave us your details in another way, call"
        " {phone}."
    ),
    who_saw=(
        "Our page shows who saw your answers: on which days, and whether it was reception, a clinician or an admin. It"
        " asks for your date of birth first. Then choose “Who saw my data” at the bottom.\n\n"
        "{link}\n\n"
        "The link works for {lasts}, on one device."
    ),
    who_saw_by_phone="To know who saw your answers, call {clinic}: {phone}. We first check that it is really you.",
    slow_down=(
        "You’ve sent a lot of messages in a minute. The last one was not saved, and nothing is for a minute. Please wait, and send it again,"
        " or call us: {phone}."
    ),
    full={
        Full.MESSAGES: (
            "You’ve sent a lot of messages today. The last one was not saved, and no more are saved today. Please send it again tomorrow, or call us:"
            " {phone}."
        ),
        Full.RECORDS: (
            "I can’t take any more answers today. *Yours were not sent.* They are saved here: please type *SEND*"
            " tomorrow, or call us: {phone}."
        ),
        Full.ROOM: "I can’t save anything right now. *Your last message was not saved.* Please call us: {phone}.",
    },
    at_rest=(
        "We are working on our system until about {until}. We will read what you write now after that, and answer you then."
        "\n\n*In an emergency, call {emergency}.* Or call us: {phone}."
    ),
    talk_to_us="To talk to a person, call {phone}. This chat is automatic: nobody is watching it.",
    why="We ask so that {clinic} can prepare for the visit. If you prefer to talk, call {phone}.",
    how_long="It takes about 5 minutes. You can stop and carry on later: your answers so far are saved.",
    robot="Yes, this is an automatic assistant. To talk to a person, call {phone}.",
    who_sees=("Only the staff of {clinic} can read your answers. For more, type *PRIVACY*."),
    cannot_answer="I can’t answer that here. To ask the clinic, call {phone}.",
    only_here="There is no page for this: the questions are here in the chat. If you prefer to talk, call {phone}.",
    no_earlier_answer="I can’t see an earlier answer in this chat. Please type it again here, or call {phone}.",
    take_your_time="Take your time. When you have it, just send your answer.",
    sorry_for_that="I’m sorry that this is tiresome. If you would rather talk to us, call {phone}, or type *CALL ME*.",
    wrong_number_sure=(
        "Do we have the wrong number? If so, what was sent from here will be deleted.\n*1* yes, delete it\n*2* no"
    ),
    wrong_number="Sorry about that: we have the wrong number.",
    wrong_number_deleted="What was sent from here is deleted, and the clinic won’t get it.",
    wrong_number_on_file="{clinic} has answers that came from this number. Please tell them: {phone}.",
    no_more_messages="For no more messages, type *STOP*.",
    withdrawn="OK, you’ve taken back your consent. {clinic} won’t ask you anything else or send you messages here.",
    withdrawn_draft="The answers you had not sent yet are deleted.",
    withdrawn_on_file="{clinic} still has the answers you sent. To have them deleted, type *DELETE MY DATA*.",
    say_which="Please tell us which. If you have none, type *NONE*.",
    start_over="I couldn’t open your earlier answers. The clinic still has them safely. Let’s start again here.",
    late="Sorry that you had to wait: we could not receive messages for a while.",
    answers=ANSWERS,
)
