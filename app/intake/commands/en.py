"""Steer the conversation in English."""

from __future__ import annotations

from typing import Final

from app.intake.keywords import Keyword
from app.intake.phrase_lists import listed

KEYWORDS: Final = {
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
    Keyword.NO_REMINDERS: listed(
        """NO REMINDER | NO REMINDERS | NO MORE REMINDERS | STOP REMINDERS | STOP THE REMINDERS | STOP REMINDING ME
            | DON'T REMIND ME | DON'T REMIND ME AGAIN | DO NOT REMIND ME | DO NOT REMIND ME AGAIN | DON'T SEND REMINDERS
            | I DON'T WANT REMINDERS | I DON'T WANT ANY REMINDERS | I DON'T WANT ANY MORE REMINDERS | I WANT NO REMINDERS
            | I DO NOT WANT REMINDERS | WITHOUT REMINDERS"""
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
    Keyword.RESTART: listed("RESTART | START AGAIN | START OVER | BEGIN AGAIN | START FROM THE BEGINNING"),
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
            | DOESN'T APPLY | PERFECTLY HEALTHY | FIT AS A FIDDLE | IN GOOD HEALTH | I'M IN GOOD HEALTH | THANKFULLY NONE | NONE TO SPEAK OF | NO NOTHING LIKE THAT | NOTHING LIKE THAT
            | I DON'T THINK SO | I'M HEALTHY | I AM HEALTHY | HEALTHY | nil of note | nothing of note
            | none of note | all good | all fine | all clear | fit and healthy | fit and well | nkda"""
    ),
    Keyword.REVIEW: listed("REVIEW | READ | SHOW"),
    Keyword.EDIT: listed("EDIT | CHANGE | CORRECT NUMBER | FIX"),
    Keyword.SEND: listed("SEND | SUBMIT | SEND IT | SUBMIT IT | SEND NOW | SEND THEM | CONFIRM | CONFIRMED"),
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
    Keyword.WHO_SAW: listed(
        """WHO SAW | WHO SAW MY DATA | WHO SAW MY ANSWERS | WHO SAW MY RECORD | WHO HAS SEEN MY DATA
            | WHO HAS SEEN MY ANSWERS | WHO HAS SEEN MY RECORD | WHO LOOKED AT MY DATA | WHO LOOKED AT MY RECORD"""
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
    Keyword.LINK: listed(
        """LINK | THE LINK | A LINK | MY LINK | NEW LINK | A NEW LINK | ANOTHER LINK | RESEND LINK | SEND LINK | LINK EXPIRED
            | LINK NOT WORKING | FORM | THE FORM | ONLINE FORM | SECURE FORM | THE ONLINE FORM | PAGE | THE PAGE
            | PRIVATE PAGE | THE PRIVATE PAGE | SECURE PAGE | WEB PAGE | WEBPAGE | URL | THE URL"""
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
}

PATTERNS: Final = {
    Keyword.STOP: (
        "stop/quit messaging/texting/writing/contacting/bothering/spamming me/us",
        "stop sending me/ your/these/the/ messages/texts/this",
        "please/ take/remove/delete me off/from your/the/this list/system/database",
        "i/ dont/do_not want/need any/ more/ of/ your/these/ messages/texts",
        "dont/do_not/never/dont_ever/do_not_ever message/text/write/contact/bother me/us ever/ again/",
        "i/ want/would_like/need to unsubscribe/opt_out/stop_this/stop_these_messages",
    ),
    Keyword.UNDO: (
        (
            "sorry/oops/whoops/my_mistake/ please/just/ ignore/disregard/forget/delete/scrap/scratch that/this/that_one/that_message/"
            "that_last_message/my_last_message/the_last_message/the_last_one/that_last_one"
        ),
        (
            "that/that_one/that_message/last_message/that_last_message/ was/were meant/intended/ for someone_else/somebody_else/"
            "another_person/another_chat/my_husband/my_wife/my_son/my_daughter/my_sister/my_brother/my_friend/my_mum/my_mom/a_friend"
        ),
        (
            "that/this/it/that_one/that_message/last_message/that_last_message/ was_not/wasnt/isnt/is_not/not meant/intended/ for"
            " you/here/this_chat/this_number/the_clinic"
        ),
        "kindly/please/just/ ignore/disregard/forget the/my/that/ previous/last/above/ message/text/one/above",
        "ignore/kindly_ignore/please_ignore/my_bad_ignore_that",
        "wrong chat/group/window/conversation/thread",
        (
            "i/ sent/typed/posted that/it/this/that_one/ by_mistake/by_accident/in_error/accidentally/in_the_wrong_chat/to_the_wrong_chat/"
            "to_the_wrong_person"
        ),
        "that/that_message/that_one/last_message/that_last_one/the_last_one was a/an/sent/ mistake/error/accident/by_mistake/by_accident/in_error",
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
    Keyword.LINK: (
        "can/could/would/will you/ send/resend/text/give me the/a/a_new/another/my link/form/page/url",
        "send/resend/text/give me/ the/a/a_new/another/my link/form/page/url",
        "i/ want/need/would_like/d_like/id_like/lost/have_lost/ve_lost/cant_find the/a/a_new/another/my link/form/page/url",
        "can/could/may i have/get/see/open/use the/a/a_new/another/my link/form/page/url",
        "the/this/that/my/your link/page/form doesnt/does_not/isnt/is_not/wont/will_not/not work/working/open/opening",
        "the/this/that/my/your link/page has/is/ expired/gone/old/dead/broken/too_old",
        "wheres/where_is/whats/what_is the/my link/form/page/url",
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
        "this/that/it isnt/is_not me/my_number/my_phone",
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
        "ok/right/so/sorry/now/ where were/was/are we/i",
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
        "nope/no/yes/and/ok/ thats/that_is really/about/pretty_much/just_about/ it/all/everything/the_lot/my_list/them_all",
        "no further/others/more_than_those",
        "nothing else/more to_add/to_say/to_tell/comes_to_mind/for_now/",
        "i/ cant/cannot think of anything/any else/more",
    ),
    Keyword.NONE: (
        "no/never_any/not_any illnesses/illness/diseases/conditions/health_problems or/and/nor/no/ operations/surgeries/surgery",
        "no/never_any/not_any operations/surgeries/surgery or/and/nor/no illnesses/illness/diseases/conditions/health_problems",
        "nothing/not much/a_lot really/to_report/to_tell/to_say/",
        "i/ have/ve/ never/not had/have any/an/ illness/illnesses/operation/operations/surgery/thing/anything/serious_illness",
        "nothing/none i_can/that_i_can/comes think_of/remember/to_mind",
        "i have/ve/ never/not been ill/sick/unwell/in_hospital/hospitalised/operated_on",
        "never been ill/sick/in_hospital/operated_on",
        "no/none previous/past/prior/known/ operations/surgeries/surgery or/and/nor illnesses/conditions/diseases",
    ),
}
