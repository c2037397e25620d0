"""Understand English."""

from __future__ import annotations

from app.intake.cries.en import DANGER
from app.intake.keywords import Keyword
from app.intake.lexicon import Lexicon, listed

LEXICON = Lexicon(
    code="en",
    keywords={
        Keyword.STOP: listed(
            """STOP | STOPALL | STOP ALL | UNSUBSCRIBE | CANCEL | END | QUIT | REVOKE | OPTOUT | OPT OUT | EXIT
            | STOP IT | STOP THIS | STOP MESSAGING | STOP MESSAGING ME | STOP TEXTING | STOP TEXTING ME | STOP WRITING
            | STOP WRITING TO ME | STOP CONTACTING ME | STOP SENDING ME MESSAGES | STOP SENDING MESSAGES
            | STOP SENDING ME TEXTS | STOP THE MESSAGES | STOP THESE MESSAGES | STOP ALL MESSAGES | STOP BOTHERING ME
            | NO MORE MESSAGES | NO MORE TEXTS | I WANT NO MORE MESSAGES | I DON'T WANT ANY MORE MESSAGES
            | I DON'T WANT MORE MESSAGES | I DON'T WANT THESE MESSAGES | I DO NOT WANT THESE MESSAGES
            | I WANT TO STOP | I WANT TO UNSUBSCRIBE | UNSUBSCRIBE ME | OPT ME OUT | I WANT TO OPT OUT | I OPT OUT
            | REMOVE ME | TAKE ME OFF | REMOVE ME FROM YOUR LIST | REMOVE ME FROM THE LIST | REMOVE ME FROM THIS LIST
            | TAKE ME OFF YOUR LIST | TAKE ME OFF THE LIST | TAKE ME OFF THIS LIST | REMOVE MY NUMBER
            | DELETE MY NUMBER | LEAVE ME ALONE | DON'T MESSAGE ME | DON'T MESSAGE ME AGAIN | DON'T TEXT ME
            | DON'T TEXT ME AGAIN | DON'T WRITE TO ME | DON'T WRITE TO ME AGAIN | DON'T CONTACT ME
            | DON'T CONTACT ME AGAIN | DO NOT MESSAGE ME | DO NOT TEXT ME | DO NOT CONTACT ME
            | DO NOT CONTACT ME AGAIN | NEVER MESSAGE ME AGAIN | NEVER CONTACT ME AGAIN"""
        ),
        Keyword.START: listed("START | UNSTOP | RESUBSCRIBE | OPT IN | SUBSCRIBE"),
        Keyword.HELP: listed(
            """HELP | INFO | SUPPORT | HELP ME | I NEED HELP | I NEED SOME HELP | CAN YOU HELP ME | CAN YOU HELP
            | MENU | OPTIONS | COMMANDS | WHAT CAN I TYPE | WHAT CAN I DO"""
        ),
        Keyword.BACK: listed("BACK | GO BACK | PREVIOUS | PREVIOUS QUESTION | LAST QUESTION"),
        Keyword.UNDO: listed(
            """UNDO | UNDO THAT | DELETE THAT | DELETE IT | DELETE THAT ONE | REMOVE THAT | REMOVE IT | NOT THAT | NOT THAT ONE
            | SCRATCH THAT | TAKE THAT BACK | TAKE IT BACK | DELETE LAST | DELETE THE LAST ONE | DELETE THE LAST MESSAGE
            | DELETE MY LAST MESSAGE | DELETE MY LAST ANSWER | REMOVE THE LAST ONE | FORGET THAT | IGNORE THAT
            | IGNORE MY LAST MESSAGE | IGNORE THE LAST MESSAGE | IGNORE THAT MESSAGE | DISREGARD THAT"""
        ),
        Keyword.SHOW_ALL: listed(
            """SHOW ALL | SHOW EVERYTHING | SHOW ME EVERYTHING | SHOW ME ALL | SHOW IT ALL | SHOW ALL ANSWERS | SHOW ALL MY ANSWERS
            | SHOW MY ANSWERS | SHOW ME MY ANSWERS | READ ALL | READ EVERYTHING | REVIEW ALL | SEE ALL | SEE EVERYTHING
            | SEE MY ANSWERS"""
        ),
        Keyword.RESTART: listed(
            "RESTART | START AGAIN | START OVER | BEGIN AGAIN | START FROM THE BEGINNING"
        ),
        Keyword.SKIP: listed("SKIP | SKIP IT | SKIP THIS | SKIP THIS QUESTION | PASS"),
        Keyword.DONE: listed(
            """DONE | I AM DONE | I'M DONE | ALL DONE | FINISHED | FINISH | I AM FINISHED | I'M FINISHED
            | I HAVE FINISHED | I'VE FINISHED | THAT IS ALL | THAT'S ALL | THATS ALL | THAT WILL BE ALL
            | THAT'LL BE ALL | THAT WOULD BE ALL | THAT'S ALL FROM ME | THAT'S ALL OF THEM | THAT'S ALL I HAVE
            | THAT'S ALL I TAKE | THAT'S ALL I CAN THINK OF | THAT'S ALL I REMEMBER | IT IS ALL | IT'S ALL
            | THAT IS IT | THAT'S IT | THATS IT | THIS IS ALL | THIS IS IT | THAT IS EVERYTHING
            | THAT'S EVERYTHING | THATS EVERYTHING | COMPLETE | COMPLETED | I THINK THAT'S ALL
            | I THINK THAT'S IT | I THINK THAT'S EVERYTHING | NOTHING ELSE | NOTHING MORE | NOTHING ELSE TO ADD
            | NOTHING TO ADD | NOTHING MORE TO ADD | NO MORE | NO MORE THAN THAT | NO OTHERS | NO OTHER | NOT ANY MORE
            | AND THAT'S IT | AND THAT'S ALL | THE END"""
        ),
        Keyword.NONE: listed(
            """NONE | NO | NOTHING | NIL | N/A | NA | NOPE | NAH | N | X | 0 | ZERO | NOT APPLICABLE | DOES NOT APPLY
            | DOESN'T APPLY | PERFECTLY HEALTHY | I'M HEALTHY | I AM HEALTHY | HEALTHY | nil of note | nothing of note
            | none of note | all good | all fine | all clear | fit and healthy | fit and well | nkda"""
        ),
        Keyword.REVIEW: listed("REVIEW | READ | SHOW"),
        Keyword.EDIT: listed("EDIT | CHANGE | CORRECT NUMBER | FIX"),
        Keyword.SEND: listed(
            "SEND | SUBMIT | SEND IT | SUBMIT IT | SEND NOW | SEND THEM | CONFIRM | CONFIRMED"
        ),
        Keyword.LANGUAGE: listed(
            "LANGUAGE | LANG | CHANGE LANGUAGE | ANOTHER LANGUAGE | OTHER LANGUAGE | CHANGE THE LANGUAGE"
        ),
        Keyword.PRIVACY: listed("PRIVACY | PRIVACY TEXT | PRIVACY POLICY"),
        Keyword.GO_ON: listed(
            """GO ON | CONTINUE | CARRY ON | KEEP GOING | GO AHEAD | LET'S CONTINUE | LET'S GO ON | LET'S CARRY ON
            | LET'S GO | I WANT TO CONTINUE | I'D LIKE TO CONTINUE | NEXT | NEXT QUESTION | RESUME | PROCEED
            | YES CONTINUE | YES GO ON | YES CARRY ON"""
        ),
        Keyword.DONT_KNOW: listed(
            """DON'T KNOW | I DON'T KNOW | DO NOT KNOW | I DO NOT KNOW | DUNNO | I DUNNO | IDK | NOT SURE | I AM NOT SURE
            | I'M NOT SURE | UNSURE | UNKNOWN | NOT KNOWN | NO IDEA | I HAVE NO IDEA | HAVEN'T A CLUE | NO CLUE
            | CAN'T REMEMBER | I CAN'T REMEMBER | CANNOT REMEMBER | I DON'T REMEMBER | DON'T REMEMBER | I FORGOT
            | I FORGET | I DON'T KNOW THEM | I DON'T KNOW IT | I WOULDN'T KNOW | COULDN'T TELL YOU"""
        ),
        Keyword.MY_DATA: listed(
            """MY DATA | COPY OF MY DATA | A COPY OF MY DATA | SEND ME MY DATA | SEND ME A COPY OF MY DATA
            | I WANT MY DATA | I WANT A COPY OF MY DATA"""
        ),
        Keyword.DELETE_MY_DATA: listed(
            """DELETE MY DATA | DELETE MY ANSWERS | ERASE MY DATA | REMOVE MY DATA | FORGET ME | ERASE ME | DELETE ME
            | DELETE ALL MY DATA | ERASE ALL MY DATA | DELETE MY INFORMATION | DELETE MY RECORD | DELETE MY RECORDS
            | DELETE EVERYTHING | I WANT MY DATA DELETED | I WANT YOU TO DELETE MY DATA"""
        ),
        Keyword.WITHDRAW: listed(
            """WITHDRAW | WITHDRAW CONSENT | WITHDRAW MY CONSENT | I WITHDRAW | I WITHDRAW CONSENT
            | I WITHDRAW MY CONSENT | I WANT TO WITHDRAW | I WANT TO WITHDRAW CONSENT | I WANT TO WITHDRAW MY CONSENT
            | I'D LIKE TO WITHDRAW MY CONSENT | I REVOKE MY CONSENT | REVOKE CONSENT | REVOKE MY CONSENT
            | I TAKE BACK MY CONSENT | I NO LONGER AGREE | I NO LONGER CONSENT | I DON'T AGREE ANY MORE
            | I DON'T CONSENT ANY MORE | I DON'T CONSENT ANYMORE"""
        ),
        Keyword.NOT_ME: listed(
            """NOT ME | IT'S NOT ME | IT IS NOT ME | THAT'S NOT ME | THAT IS NOT ME | THIS IS NOT ME | THIS ISN'T ME
            | WRONG NUMBER | WRONG PERSON | YOU HAVE THE WRONG NUMBER | YOU HAVE THE WRONG PERSON
            | YOU'VE GOT THE WRONG NUMBER | YOU'VE GOT THE WRONG PERSON | YOU GOT THE WRONG NUMBER
            | THIS IS THE WRONG NUMBER | THIS IS A WRONG NUMBER | IT'S THE WRONG NUMBER
            | I AM NOT A PATIENT | I'M NOT A PATIENT | I'M NOT THE PATIENT | I AM NOT YOUR PATIENT"""
        ),
        Keyword.PERSON: listed(
            """PERSON | A PERSON | HUMAN | A HUMAN | AGENT | OPERATOR | RECEPTION | RECEPTIONIST | A REAL PERSON
            | REAL PERSON | TALK TO A PERSON | TALK TO A HUMAN | TALK TO SOMEONE | TALK TO SOMEBODY | TALK TO A DOCTOR
            | TALK TO A NURSE | TALK TO STAFF | SPEAK TO A PERSON | SPEAK TO A HUMAN | SPEAK TO SOMEONE
            | SPEAK TO SOMEBODY | SPEAK TO A DOCTOR | SPEAK TO A NURSE | SPEAK WITH SOMEONE | SPEAK WITH A PERSON
            | TALK WITH SOMEONE | TALK WITH A PERSON | I WANT TO TALK TO A PERSON | I WANT TO TALK TO SOMEONE
            | I WANT TO TALK TO A HUMAN | I WANT TO SPEAK TO A PERSON | I WANT TO SPEAK TO SOMEONE
            | I WANT TO SPEAK TO A HUMAN | I NEED TO TALK TO A PERSON | I NEED TO TALK TO SOMEONE
            | I NEED TO SPEAK TO SOMEONE | I'D LIKE TO TALK TO SOMEONE | I'D LIKE TO TALK TO A PERSON
            | I'D LIKE TO SPEAK TO SOMEONE | I WOULD LIKE TO SPEAK TO SOMEONE | I WOULD LIKE TO TALK TO SOMEONE
            | CAN I TALK TO A PERSON | CAN I TALK TO SOMEONE | CAN I TALK TO A HUMAN | CAN I SPEAK TO A PERSON
            | CAN I SPEAK TO SOMEONE | CAN I SPEAK TO A HUMAN | CAN I SPEAK TO A DOCTOR | CAN I TALK TO A DOCTOR
            | CALL ME | CALL ME BACK | RING ME | PHONE ME | GIVE ME A CALL | CAN YOU CALL ME | CAN YOU CALL ME BACK
            | CAN SOMEONE CALL ME | CAN SOMEBODY CALL ME | COULD YOU CALL ME | COULD SOMEONE CALL ME | I WANT A CALL
            | PHONE NUMBER | YOUR NUMBER | YOUR PHONE NUMBER | WHAT IS YOUR NUMBER | WHAT'S YOUR NUMBER
            | WHAT IS YOUR PHONE NUMBER | WHAT'S YOUR PHONE NUMBER"""
        ),
        Keyword.WHY: listed(
            """WHY | WHY DO YOU ASK | WHY ARE YOU ASKING | WHY ARE YOU ASKING THIS | WHY DO YOU ASK THIS
            | WHY DO YOU ASK THAT | WHY DO YOU NEED THIS | WHY DO YOU NEED THAT | WHY DO YOU NEED IT
            | WHY DO YOU NEED TO KNOW | WHY DO YOU WANT TO KNOW | WHY DO YOU WANT THIS | WHY DO YOU NEED MY ADDRESS
            | WHY DO YOU NEED MY NAME | WHY DO YOU NEED MY DATE OF BIRTH | WHY DO YOU NEED MY MEDICAL HISTORY
            | WHAT FOR | WHAT IS THIS FOR | WHAT'S THIS FOR | WHAT IS IT FOR | WHAT DO YOU NEED IT FOR
            | WHAT DO YOU NEED THIS FOR | WHAT IS THIS | WHAT'S THIS | WHAT IS THIS ABOUT | WHAT'S THIS ABOUT
            | WHY THESE QUESTIONS | WHY SO MANY QUESTIONS | IS THIS NECESSARY"""
        ),
        Keyword.HOW_LONG: listed(
            """HOW LONG | HOW LONG DOES IT TAKE | HOW LONG DOES THIS TAKE | HOW LONG WILL IT TAKE
            | HOW LONG WILL THIS TAKE | HOW LONG IS IT | HOW LONG IS THIS | HOW MUCH LONGER | HOW MANY QUESTIONS
            | HOW MANY QUESTIONS ARE THERE | HOW MANY MORE | HOW MANY MORE QUESTIONS | IS THERE MUCH MORE
            | HOW MUCH MORE | WILL IT TAKE LONG | DOES IT TAKE LONG | IS IT LONG"""
        ),
        Keyword.ROBOT: listed(
            """ROBOT | A ROBOT | BOT | A BOT | ARE YOU A ROBOT | ARE YOU A BOT | ARE YOU HUMAN | ARE YOU A HUMAN
            | ARE YOU A PERSON | ARE YOU A REAL PERSON | ARE YOU REAL | ARE YOU A MACHINE | ARE YOU AN AI
            | ARE YOU AI | IS THIS A ROBOT | IS THIS A BOT | IS THIS A REAL PERSON | IS THIS A PERSON
            | IS THIS A HUMAN | IS THIS AUTOMATIC | IS THIS AUTOMATED | IS THIS AI | IS THIS AN AI | IS IT A ROBOT
            | IS IT A BOT | AM I TALKING TO A ROBOT | AM I TALKING TO A BOT | AM I TALKING TO A PERSON
            | AM I TALKING TO A HUMAN | WHO ARE YOU | WHO IS THIS | WHO'S THIS | WHO AM I TALKING TO
            | IS ANYBODY THERE | IS ANYONE THERE | IS SOMEONE THERE | ANYBODY THERE | ANYONE THERE"""
        ),
        Keyword.WHO_SEES: listed(
            """WHO SEES THIS | WHO SEES IT | WHO SEES MY ANSWERS | WHO SEES MY DATA | WHO CAN SEE THIS
            | WHO CAN SEE IT | WHO CAN SEE MY ANSWERS | WHO CAN SEE MY DATA | WHO WILL SEE THIS | WHO WILL SEE IT
            | WHO READS THIS | WHO READS IT | WHO CAN READ THIS | WHO WILL READ THIS | WHO GETS THIS
            | WHO WILL GET THIS | WHERE DOES THIS GO | WHERE DOES IT GO | WHERE DO MY ANSWERS GO | IS THIS SAFE
            | IS IT SAFE | IS THIS SECURE | IS IT SECURE | IS THIS PRIVATE | IS IT PRIVATE | IS THIS CONFIDENTIAL
            | IS IT CONFIDENTIAL | WHO HAS ACCESS | WHO HAS ACCESS TO THIS | WHO HAS ACCESS TO MY DATA"""
        ),
    },
    patterns={
        Keyword.STOP: (
            "stop/quit messaging/texting/writing/contacting/bothering/spamming me/us",
            "stop sending me/ your/these/the/ messages/texts/this",
            "please/ take/remove/delete me off/from your/the/this list/system/database",
            "i/ dont/do_not want/need any/ more/ of/ your/these/ messages/texts",
            "dont/do_not/never/dont_ever/do_not_ever message/text/write/contact/bother me/us ever/ again/",
            "i/ want/would_like/need to unsubscribe/opt_out/stop_this/stop_these_messages",
        ),
        Keyword.HELP: (
            "i/ dont/do_not understand this/that/it/",
            "what do/should/can i do/type/write/say now/here/",
            "can/could you/someone/somebody help me/",
            "how does this/it work",
        ),
        Keyword.PERSON: (
            (
                "i/we want/need/prefer/would_like/d_like/id_like/would_rather/id_rather to/ talk/speak/chat to/with"
                " a_person/a_real_person/a_human/someone/somebody/a_doctor/a_nurse/the_doctor/the_nurse/reception/staff/"
                "the_clinic/a_member_of_staff/a_real_human/the_receptionist"
            ),
            (
                "can/could/may i talk/speak/chat to/with a_person/a_real_person/a_human/someone/somebody/a_doctor/a_nurse/"
                "the_doctor/the_nurse/reception/staff/the_clinic/a_member_of_staff/a_real_human/the_receptionist"
            ),
            "talk/speak to/with a_doctor/a_nurse/the_doctor/the_nurse/reception/staff/the_clinic/a_real_person/somebody",
            "i/ want/prefer/need/would_like/would_rather/id_rather/id_prefer to/ talk/speak on_the_phone/by_phone/directly",
            "can/could/would/will you/someone/somebody/anyone/a_nurse/a_doctor/the_clinic call/phone/ring me back/",
            "call/phone/ring me back/",
            "i/ want/need someone/somebody/you to call/phone/ring me back/",
            "whats/what_is your/the phone/telephone/ number",
            "what number do/can/should i call",
        ),
        Keyword.WHY: (
            (
                "why do/did/are you/they need/want/ask/asking for/ this/that/it/my_address/my_name/my_date_of_birth/"
                "my_medical_history/my_birthday/all_this/these_things/these_questions/my_medicines/me_this/me_that/me_all_this/me/"
            ),
            "why do you need/want to know this/that/it/my_address/my_name/my_date_of_birth/my_medical_history/all_this/",
            "why should/must/do/would i tell/give/answer/have_to_tell/have_to_answer/need_to you/ this/that/it/all_this/",
            "what/whats do/does/is/ you/they/this/that/it/ need/want/ this/that/it/ for",
            "whats/what_is the point/reason/purpose of/for this/it/that/all_this/these_questions/",
        ),
        Keyword.HOW_LONG: (
            "how long/much_longer/much_time does/will/is/would it/this/that take/be/last/",
            "how many more/ questions/minutes/messages/ are/ there/left/ more/left/ is/ it/this/",
            "how much is/ left/longer is/ it/this/",
            "will/does/is this/it going_to/gonna/ take/takes/be long/much_longer/",
            "is there/it much/a_lot more/left/longer/",
            "are there many/more/a_lot_of questions left/",
        ),
        Keyword.ROBOT: (
            (
                "are/is you/this/it/that really/just/ a/an/ robot/bot/machine/computer/ai/human/person/real_person/actual_person/"
                "real_human/chatbot/program/automated/automatic/automated_message/real"
            ),
            "am i talking/speaking/writing/chatting to/with a/an robot/bot/machine/computer/ai/human/person/real_person",
            "is there a/ human/person/real_person/anyone/anybody/somebody/someone there/here/reading/behind_this/",
            "is/are a/ person/human/someone/somebody/anyone/anybody reading this/it/",
        ),
        Keyword.WHO_SEES: (
            (
                "who/who_else sees/can_see/will_see/reads/can_read/will_read/gets/will_get/has_access_to/looks_at"
                " this/it/that/these/my_answers/my_data/my_information/my_messages/this_information/this_chat/all_this"
            ),
            "where does/do/will my/this/the/ data/information/answers/messages/it/ go",
            (
                "is/are this/it/that/my_data/my_information/my_answers/my_details/this_chat kept/ safe/secure/private/confidential/"
                "protected/shared"
            ),
            "do you share/sell/store/keep my data/information/answers/details",
            "what do/will you do with my/this data/information/answers/details/",
        ),
        Keyword.NOT_ME: (
            "i/we/ think/believe/ you have/got/ve_got the/a wrong number/person",
            "this/that/it is/isnt/is_not not/ me/my_number/my_phone",
            "im/i_am not that/this/the/your/him/her/them/ person/patient/man/woman/",
            "who is this i_think/ wrong number",
            "i/ dont/do_not know who/what you/this are/is wrong_number",
        ),
        Keyword.WITHDRAW: (
            "i/ want/would_like/d_like/id_like/wish to withdraw/revoke/cancel/take_back my/ consent/agreement/permission",
            "i/ no_longer agree/consent/give_consent",
            "i/ dont/do_not agree/consent anymore/any_more",
            "i withdraw/revoke/take_back my/ consent/agreement/permission",
        ),
        Keyword.GO_ON: (
            "can/shall/could/may we/i go_on/continue/carry_on/proceed",
            "i/we/ want/would_like/am_ready/im_ready/ready to/ go_on/continue/carry_on/proceed",
        ),
        Keyword.BACK: (
            "can/could/may i go back/back_one",
            "i/ want/need/would_like to go back",
            "go back one/a_question/to_the_last_question/to_the_previous_question/a_step/",
        ),
        Keyword.DONT_KNOW: (
            "i/ really/honestly/ dont/do_not/cant/cannot really/ know/remember/recall/say exactly/for_sure/now/the_date/it/",
            "i/ have/havent no/a/any idea/clue sorry/",
        ),
        Keyword.DONE: (
            "ok/no/yes/and/so/well thats/that_is/this_is all/it/everything now/for_now/thanks/",
            "that/thatll/that_will/it_will be it/all/everything",
            "end/thats_the_end of the/my/ list",
            "nothing else/more to_add/to_say/to_tell/comes_to_mind/for_now/",
            "i/ cant/cannot think of anything/any else/more",
        ),
        Keyword.NONE: (
            "nothing/none i_can/that_i_can/comes think_of/remember/to_mind",
            "i have/ve/ never/not been ill/sick/unwell/in_hospital/hospitalised/operated_on",
            "never been ill/sick/in_hospital/operated_on",
            "no/none previous/past/prior/known/ operations/surgeries/surgery or/and/nor illnesses/conditions/diseases",
        ),
    },
    nothing=tuple(
        "no not none nothing nil nkda nka never without dont doesnt havent hasnt isnt aint zero neither".split()
    ),
    nothing_about=tuple(
        "a an any anything all as at am are and or i im ive is on of to that the there do does have has had got been"
        " take takes taking use using be aware know known knows it far in my knowledge really regular regularly current"
        " currently present past previous prior special important serious major significant relevant other long term"
        " chronic particular general report declare mention tell add medical medicine medicines medication medications"
        " meds med drug drugs tablet tablets pill pills prescription prescriptions prescribed treatment treatments"
        " illness illnesses disease diseases condition conditions problem problems issue issues health history concerns"
        " allergy allergies allergic nkda"
        " he she they him her them hes shes whatsoever day daily so yet moment time right now".split()
    ),
    nothing_aside=listed(
        """I'm healthy | I am healthy | healthy | very healthy | I am well | I'm well | I'm fine | all good | all fine
        | as far as I know | that I know of | thank God | thankfully | luckily | fortunately | to my knowledge"""
    ),
    contrasts=listed(
        "no I | no I'm | no I've | no he | no she | no they | no we | nothing but | none but | not only"
    ),
    yes=listed(
        """yes | yes I agree | I agree | agree | agreed | I am sure | I'm sure | I do agree | yes I do | I do | I am sure | I'm sure | yes please | yeah | yea | yep
        | yup | ya | yes yes | y | ok | okay | okey | k | alright | all right | sure | of course | sure thing
        | sure no problem | no problem | no worries | absolutely | certainly | definitely | fine | that's fine
        | that is fine | it's fine | I'm fine with that | fine by me | I accept | accept | accepted | I consent
        | consent | I give my consent | I am happy to | happy to | correct | that's correct
        | that is correct | right | that's right | that is right | it is | it's right | true | affirmative | sounds good | fine with me | I'm happy with that | that's ok | that is ok | that's okay | that is okay
        | agree to all | I agree to all | good with me | yes all"""
    ),
    no=listed(
        """no | no thanks | no thank you | I do not agree | I don't agree | nope | nah | n | not | disagree | I disagree
        | I refuse | I decline | decline | I do not accept | I don't accept | I do not consent | I don't consent
        | no I don't | no I do not | I don't want to | I'd rather not | rather not | no way | never | wrong
        | that's wrong | that is wrong | it's wrong | not correct | incorrect | that's not right | not right"""
    ),
    assents=listed(
        """perfect | all correct | all right | everything is right | everything is correct | everything is fine | all is right
        | all is correct | all good | looks good | looks right | looks correct | looks fine | it looks good | good | great
        | that's all right | it's all right | it's all correct | that's all correct | it's correct | everything's right
        | everything's correct | everything's fine | all fine | nothing to change | no changes | nothing wrong
        | I'm happy with that | happy with that | yes it is | yes that's it | that's it | all yes | please send | looks ok | everything is ok
        | it's all good | it's all fine | all ok | I confirm | go ahead and send | go ahead | everything looks right
        | everything looks good | everything looks correct | my details are correct | the details are correct | nothing to correct
        | all looks good | ready to send | I'm ready to send"""
    ),
    objections=listed(
        """I don't want to send this | I don't want to send it | I don't want to send | don't send | don't send it
        | don't send this | do not send | do not send it | wait | hold on | hang on | one moment | just a moment | not yet
        | stop don't send | something is wrong | something's wrong | it's not right | it is not right | that's not it
        | there's a mistake | there is a mistake | I made a mistake | mistake | not ready | I'm not ready | no it's wrong
        | I want to change something | I need to change something | change something | no wait | I changed my mind"""
    ),
    names_itself=listed(
        """english | inglés | en | eng | in english | anglais | ingles | inglês | englisch | I speak english | english only
        | only english | no hablo español | I don't speak spanish | no spanish | I don't understand spanish | not spanish
        | don't speak spanish | hablo inglés | en inglés | can we do english | speak english | in english if possible"""
    ),
    flags=("🇬🇧", "🇺🇸", "🇮🇪", "🇦🇺", "🇨🇦", "🇳🇿"),
    called={
        "name": listed("name | full name | surname | last name | first name | family name"),
        "birth_date": listed("date of birth | birth date | birthday | dob | birthdate | date"),
        "address": listed("address | street | postcode | zip code | home address | house number"),
        "medical_history": listed("medical history | history | illnesses | conditions | operations | health"),
        "medications": listed(
            "medicines | medicine | medications | medication | meds | tablets | pills | drugs"
        ),
        "allergies": listed("allergies | allergy"),
    },
    change_words=listed(
        """change | edit | correct | fix | wrong | incorrect | mistake | error | update | modify | redo | amend | not right
        | isn't right | isn't correct | not correct | misspelled | misspelt | mistyped | typo | changed"""
    ),
    change_around=tuple(
        "wait is are has have a an i my the to in there need want would like made put of for its it should be new oh no"
        " id im can could we me you ive got his her their that think".split()
    ),
    about_self=listed(
        "me | myself | for me | for myself | about me | it's for me | it's me | I am the patient"
    ),
    about_child=listed(
        """my child | child | a child | my son | son | my daughter | daughter | my kid | kid | my baby | baby | my boy
        | my girl | my little one | my children | my grandson | my granddaughter | my grandchild"""
    ),
    about_adult=listed(
        """an adult I care for | an adult | adult | someone else | somebody else | another person | my mother | my mum
        | my mom | my father | my dad | my husband | my wife | my partner | my brother | my sister | my friend
        | my grandmother | my grandfather | my nan | my grandma | my grandad | my parents | my uncle | my aunt"""
    ),
    read_more=("read more", "read", "more", "tell me more"),
    greetings=listed(
        """hello | hello there | hi | hi there | hey | good morning | good afternoon | good evening | good day |
        greetings | hello again | hi again"""
    ),
    courtesies=listed(
        """thank you | thank you very much | thank you so much | thanks | thanks a lot | thanks very much
        | thanks so much | many thanks | thank u | thankyou | thx | thnx | tks | ty | cheers | ta | thank you kindly
        | I'm back | here I am | I'm here | sorry for the delay | sorry about the delay | sorry I had to go
        | I had to go | sorry I'm late | sorry for the wait | sorry about that | sorry I was busy | I was busy | sorry I got distracted | I got distracted | sorry was busy | sorry about that was busy         | I'm here again | I'm back now | sorry got distracted | sorry for being late | sorry for my late reply | sorry I was away | apologies
        | my apologies | sorry I couldn't before | sorry I fell asleep """
    ),
    around=listed(
        """there you go | here you go | here it is
        | please | pls | plz | ok | okay | so | well | um | uh | er | erm | hmm | oh | ah | just | sorry | dear | doctor
        | doc | nurse | sir | madam | miss | love | mate | darling | honey | sweetie | sweetheart | dear doctor | then
        | now | for now | right now | at the moment | currently | at present | I think | actually | really | I guess
        | everyone | everybody | team | kind regards | regards | best regards | have a nice day | have a good day
        | bye | goodbye | lol | haha | I'm sorry | excuse me | pardon | my friend | friend | again | today"""
    ),
    pointers=listed(
        "number | no | nr | option | choice | answer | question | the | one | choose | I choose | I pick"
    ),
    ordinals=(
        ("first", "1st", "one"),
        ("second", "2nd", "two"),
        ("third", "3rd", "three"),
        ("fourth", "4th", "four"),
        ("fifth", "5th", "five"),
        ("sixth", "6th", "six"),
        ("seventh", "7th", "seven"),
        ("eighth", "8th", "eight"),
        ("ninth", "9th", "nine"),
    ),
    enough=listed("ok | okay | k | alright | all right | fine | good | great | perfect | that's fine | bye"),
    openers=listed(
        """my name is | my name | my full name | my full name is | my name's | name is | name | full name | the name is | I am | I'm | this is | it's
        | it is | the patient is | patient name | patient | his name is | her name is | their name is | he is called
        | she is called | they call me | my son's name is | my daughter's name is | my child's name is
        | my husband's name is | my wife's name is | my mother's name is | my father's name is | my son is
        | my daughter is | I'm called | I am called | my names are | names | first name | you can call me"""
    ),
    closers=listed(
        "please | pls | plz | here | speaking | is my name | that's my name | that's me | is my full name"
    ),
    titles=listed(
        "mr | mrs | ms | miss | mx | mister | missus | dr | doctor | prof | professor | sir | madam | ma'am | rev | reverend"
    ),
    names_too=listed(
        """no | n | x | y | k | nil | na | ya | ty | ta | ok | love | grace | don | doctor | miss | sir | asma
        | fin | dear | angel | vale | claro | nada | si """
    ),
    given_pairs=(),
    address_openers=listed(
        """I live at | I live in | I live on | we live at | we live in | he lives at | she lives at | they live at
        | my address is | my address | the address is | address is | address | home address | my home address is | it's | it is
        | I'm at | I am at | living at | I stay at | I reside at | his address is | her address is | their address is
        | my new address is | new address"""
    ),
    same_as_before=listed(
        """same | the same | same as before | the same as before | same as last time | as before | as last time | see above
        | as above | same address | the same address | same address as before | you have it | you already have it
        | you have my address | you already have my address | you have that | you've got it | already given
        | I already gave it | I already gave you that | I already told you | already told you | I told you already
        | I told you | I said it already | on file | it's on file | it is on file | it's in my file | it hasn't changed
        | no change | not changed | unchanged"""
    ),
    question_words=listed(
        "what | why | how | when | where | who | which | do you | can I | can you | could you | is it"
    ),
    sentence_words=tuple(
        "want need is are was were have has had not the for with your it its this that what who why how when where which"
        " could would should talk speak person born from live lives living years old appointment dont cant wont im ive"
        " know already told about because please sorry and but or just need got get take taking since called son"
        " daughter husband wife mother father number cancel book see here there they them he she we us".split()
    ),
    health_words=tuple(
        "diabetes diabetic asthma asthmatic hypertension hypotension cancer tumour tumor epilepsy epileptic seizure"
        " seizures leukaemia leukemia migraine migraines depression depressed anxiety bipolar schizophrenia dementia alzheimers parkinsons"
        " stroke angina infarction arrhythmia fibrillation pacemaker cholesterol thyroid hypothyroidism anaemia anemia"
        " arthritis arthrosis osteoporosis gout lupus psoriasis eczema allergy allergies allergic anaphylaxis copd"
        " bronchitis pneumonia tuberculosis hiv aids hepatitis cirrhosis crohns colitis ibs ulcer ulcers reflux gerd"
        " gallstones kidney dialysis transplant operation appendix appendicitis hysterectomy mastectomy"
        " chemotherapy radiotherapy miscarriage pregnant pregnancy caesarean fever nausea vomiting bleeding"
        " overdose suicide suicidal insulin metformin aspirin paracetamol ibuprofen tylenol warfarin penicillin"
        " amoxicillin salbutamol ventolin inhaler levothyroxine thyroxine ramipril lisinopril amlodipine bisoprolol"
        " atenolol atorvastatin simvastatin omeprazole sertraline fluoxetine citalopram prednisone prednisolone"
        " antidepressants antibiotics contraceptive morphine codeine tramadol gabapentin pregabalin lithium statin"
        " pressure tablets pills medication medications medicine medicines painkillers".split()
    ),
    health_endings=tuple(
        "itis ectomy aemia emia algia pril olol sartan statin prazole cillin formin zepam zolam oxetine traline mycin"
        " dipine thyroxine".split()
    ),
    date_fillers=tuple(
        "of the on in i was am im born my his her their our date birth birthday dob d b is it its he she they were hes shes"
        " baby son daughter child boy girl kid husband wife mother father mum mom dad grandmother grandfather patient and"
        " year years old age aged about around yr yrs this that day month sorry yes thank you well ok hi hello".split(),
    ),
    age_words=tuple("year years old yr yrs age aged im".split()),
    day_words=listed(
        """first | second | third | fourth | fifth | sixth | seventh | eighth | ninth | tenth | eleventh | twelfth | thirteenth
        | fourteenth | fifteenth | sixteenth | seventeenth | eighteenth | nineteenth | twentieth | twenty first
        | twenty second | twenty third | twenty fourth | twenty fifth | twenty sixth | twenty seventh | twenty eighth
        | twenty ninth | thirtieth | thirty first"""
    ),
    danger=DANGER,
)
