"""Understand English."""

from __future__ import annotations

from app.intake.keywords import Keyword
from app.intake.lexicon import DangerWords, Lexicon, listed

_CANT = ">cant/cannot/cnt/couldnt/not/hardly/barely/isnt/arent/aint/unable/scarcely"
_SELF = "myself/himself/herself/themselves/themself/meself"
_PILLS = (
    "pill/pills/tablet/tablets/meds/med/medication/medications/medicine/medicines/insulin/paracetamol/tylenol/ibuprofen"
    "/aspirin/drugs/capsules/sertraline/xanax/valium/codeine/tramadol/morphine/methadone/heroin/fentanyl/sleepers/advil"
)
_WHO = (
    "he/she/husband/wife/boyfriend/girlfriend/partner/dad/daddy/father/mum/mom/mother/stepdad/son/daughter/brother/sister"
    "/ex/man/someone/somebody/they/him/baby/child/friend/uncle"
)

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
        Keyword.BACK: listed("BACK | GO BACK | PREVIOUS | PREVIOUS QUESTION | LAST QUESTION | UNDO"),
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
            | DOESN'T APPLY | PERFECTLY HEALTHY | I'M HEALTHY | I AM HEALTHY | HEALTHY"""
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
            """DELETE MY DATA | ERASE MY DATA | REMOVE MY DATA | FORGET ME | ERASE ME | DELETE ME
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
    nothing=tuple(
        "no not none nothing nil never without dont doesnt havent hasnt isnt aint zero neither".split()
    ),
    nothing_about=tuple(
        "a an any anything all as at am are and or i im ive is on of to that the there do does have has had got been"
        " take takes taking use using be aware know known knows it far in my knowledge really regular regularly current"
        " currently present past previous prior special important serious major significant relevant other long term"
        " chronic particular general report declare mention tell add medical medicine medicines medication medications"
        " meds med drug drugs tablet tablets pill pills prescription prescriptions prescribed treatment treatments"
        " illness illnesses disease diseases condition conditions problem problems issue issues health history concerns"
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
        | that is correct | right | that's right | that is right | it is | it's right | true | affirmative | sounds good"""
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
        | I'm happy with that | happy with that | yes it is | yes that's it | that's it | all yes | please send"""
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
    delete=("delete", "delete my answers"),
    greetings=(
        "hello",
        "hello there",
        "hi",
        "hi there",
        "hey",
        "good morning",
        "good afternoon",
        "good evening",
        "good day",
        "greetings",
        "hello again",
        "hi again",
    ),
    courtesies=listed(
        """thank you | thank you very much | thank you so much | thanks | thanks a lot | thanks very much
        | thanks so much | many thanks | thank u | thankyou | thx | thnx | tks | ty | cheers | ta | thank you kindly
        | I'm back | here I am | I'm here | sorry for the delay | sorry about the delay | sorry I had to go
        | I had to go | sorry I'm late | sorry for the wait | sorry about that | sorry I was busy | I was busy | apologies
        | my apologies | sorry I couldn't before | sorry I fell asleep """
    ),
    around=listed(
        """please | pls | plz | ok | okay | so | well | um | uh | er | erm | hmm | oh | ah | just | sorry | dear | doctor
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
        """my name is | my full name is | my name's | name is | name | full name | the name is | I am | I'm | this is | it's
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
    danger=DangerWords(
        now=f"""
            ; Heart
            chest pain/pains/hurt/hurts/hurting/ache/aches/aching/tight/tightness/tightening/pressure
                /crushing/squeezing/heavy/heaviness/stabbing/agony
            clutching/clutches/grabbing/holding chest
            heart hurt/hurts/hurting/pain/pains/stopping/stopped
            ~heart racing/pounding
            left arm pain/pains/numb/numbness/hurt/hurts/hurting/aching/tingling
            ?heart attack
            ?cardiac arrest
            ; Stroke
            ?stroke
            face/mouth droop/droops/drooped/drooping/droopy/dropped/dropping/crooked/twisted/lopsided
                /paralysed/paralyzed/numb/numbness
            slurred/slurring/slurs/slur speech/words/talking/talk
            sudden/suddenly cant/cannot/not speak/talk/see/move/walk/stand
            sudden/suddenly numb/numbness/weakness/blind/blindness/confused/confusion/dizzy/paralysed
                /paralyzed/collapsed
            cant/cannot/couldnt move/feel arm/arms/leg/legs/side/face/body
            worst/thunderclap headache
            ; Breath
            {_CANT} breath/breathe/breathing/breathin/breth/breathes
            >not able breath/breathe
            cant/cannot/couldnt catch/get/take breath/air
            stopped/stops/stopping breathing/breathe
            struggle/struggling/struggles/fighting/gasping/gasps/trouble/difficulty/difficulties
                /difficult/hard/harder/hurts/problem/problems/labored/laboured breath/breathe/breathing
                /air
            short/shortness breath
            ~breathless/breathlessness
            suffocating/suffocate/suffocates
            ?asthma attack
            inhaler/inhalers/epipen not/isnt/doesnt/wont/didnt work/working/works/help/helping/helped
            >turning/turned/turns/going/gone/went blue/purple
            blue/purple lips/lip
            choking/chokes
            throat closing/closed/closes/swelling/swells
            tongue/face/lips/lip swelling/swollen/swell/swells/swelled
            ~throat swollen/tight
            ~cant/cannot swallow
            ?allergic reaction
            ?anaphylaxis/anaphylactic
            ?anaphylactic shock
            ; Blood
            bleed/bleeding/bleeds wont/not/doesnt/cant/cannot/isnt/never/cant stop/stopping/stops
                /stopped
            bleed/bleeding/bleeds heavy/heavily/lot/lots/bad/badly/severe/severely/profusely/death
                /everywhere/uncontrollably/non/nonstop
            blood everywhere/gushing/gushes/pouring/spurting/squirting
            losing/loosing/lost lot/lots/much/loads blood
            >vomit/vomiting/vomited/vomits/throwing/threw/throw/coughing/cough/coughed/coughs/spitting
                /puking/puked up/out/some blood
            >vomit/vomiting/vomited/vomits/coughing/cough/coughed/coughs/spitting/puking/puked blood
            pregnant bleeding/bleed
            !cut/chopped/sawed/sliced off finger/fingers/arm/hand/leg/toe/thumb/foot
            !>cut/hit/severed an/my/his/her artery
            ; Poison and overdose
            !drank/drunk/drink/drinking/swallowed/swallow/ate/eaten/eating/ingested bleach/antifreeze
                /poison/battery/batteries/detergent/ammonia/petrol/gasoline/kerosene/pesticide
                /weedkiller/acid/magnet/magnets/chemicals/turpentine/berries/mushroom/mushrooms
            !swallowed/ate/eaten {_PILLS}
            ?poison/poisoned/poisoning
            !>been/being/got/hes/shes/was/is poisoned
            carbon monoxide
            >gas leak
            !took/taken/taking/swallowed/had/injected/gave/given too/so many/much {_PILLS}
            !overdosed/overdosing
            ?overdose
            !>has/have/hes/shes/just/ive/i od/odd/oded/oding
            ; Fits and consciousness
            ?seizure/seizures/convulsion/convulsions
            !convulsing/seizing
            >having/has/took fit/fits
            ~>is/hes/shes/keeps/started fitting
            foam/foaming/foams mouth
            shaking stop/uncontrollably
            unconscious/unconcious/unresponsive
            !collapsed/collapses
            !>passed/pass/passing/blacked out
            ~!fainted/fainting
            >wont/cant/cannot/not/isnt/doesnt/didnt wake/waking/woken
            >not/isnt/wont/doesnt/stopped responding/respond/reacting/react/moving/move
            >no pulse/heartbeat
            head hit/hits/banged/injury/hurt vomit/vomiting/vomited/confused/drowsy/bleeding
            baby floppy/limp/unresponsive
            fever/temperature 40/41/42/104/105/106
            stiff neck fever/rash/headache/vomiting
            ; Birth
            >in labour/labor
            ?labour/labor
            water/waters broke/broken/breaking/burst/gone
            contraction/contractions minute/minutes/mins/min/every/apart/close/strong/started
            baby coming/crowning
            >see/feel head
            baby not/cant/isnt/stopped/hasnt/havent moving/move/moved/kicking/kicked
            ; Violence
            !>{_WHO} hit/hits/beat/beats/hurt/hurts/punched/punches/kicked/kicks/slapped/strangled
                /choked/attacked/raped/assaulted/abused/abuses/stabbed/shot me/us
            >hitting/beating/hurting/attacking/strangling/choking/threatening/abusing/raping/punching
                /kicking/stalking me/us/her
            !>been/being/got/getting/just/was/were/i/he/she/hes/shes/is/am/someone stabbed/shot/raped
                /attacked/assaulted/beaten/mugged/abused/strangled/kidnapped/electrocuted
            !stabbed/strangled
            !>kill/stab/shoot/strangle/rape/murder me/us
            >going/gonna/wants/want/trying/tried/will/threatened/threatens/threatening to hurt/harm
                /beat me/us
            !>has/got/have/with/holding/pulled/hes/shes knife/gun
            ~not/isnt/dont/arent/unsafe safe
            ~unsafe
            ?domestic/physical violence/abuse
            ~scared/afraid/frightened {_WHO}
            !>broke/breaking/broken into
            intruder
            ; Accidents
            !drowning/electrocuted
            !hit/run car/truck/lorry/bus/van/train by/over
            ?car/road/motorbike/bike crash/accident/wreck
            crash/accident/car trapped
            >on fire
            !burnt/burned/scalded/burn badly/bad/severely/boiling/oil/fire/face/acid
            !fell/fallen/fall roof/ladder/window/balcony/building
            ; Cries
            ~=help me
            ~=please help
            >someone/somebody/anyone/anybody help
            >send help/police
            =sos
            need/want help now/urgent/urgently/immediately/asap/quick/quickly/fast
            ~=911/999/112/000
            >call/calling/dial/ring/phone/need/get 911/999/112/000
            >need/call/send/want/get/calling/sending/please/require/phone/ring/fetch ambulance
            ambulance now/please/quick/quickly/urgent/urgently/asap/hurry
            ?ambulance
            >this/its/is/it/have emergency
            >emergency help/now/please/here
            ?emergency
            >im/am/hes/shes/like/think dying
            {_WHO} dying
            >going to die
            >gonna/will/might/may/about/to die now/tonight
            >gonna die
        """,
        self_harm=f"""
            kill/killing/kil {_SELF}
            kms
            >want/wants/wanting/ready/prefer/rather/like/hoping to/2/ot/too die
            >wanna/wana/wanta/rather die
            >want/wants/wanna/rather be dead
            >wants/want die
            ~>dont/not/never want to die
            !wish dead/died/die/born/gone
            dont/not/doesnt/never want/wanna/wish live/alive/exist/living
            dont/not/doesnt want/wanna be/here anymore/longer any
            dont/not/doesnt want/wanna here anymore/longer/more
            ~=cant go on
            >cant/cannot go on living/anymore/longer/like
            ~cant/cannot/couldnt do/take/live/bear/stand anymore/longer/like
            no/not/any/lost/without reason/reasons/point/purpose/will live/living/life/alive
            >nothing to live
            not/isnt/aint life/living/live worth
            !better off dead/without/gone
            suicidal/suicida
            ?suicide
            commit/committing/comit/plan/planning/plans/think/thinking/thought/thoughts/considering
                /considered/contemplating/want/attempt/trying/try/about suicide
            >end/ending/take/taking/ended my/his/her/own/their life
            >end/ending/finish/finishing it/everything all/tonight/now
            >going/gonna/want/wanna/ready end it
            hang/hanging/hung/shoot/shooting/stab/stabbing/drown/drowning/unalive/gas/suffocate
                /strangle/poison/poisoning {_SELF}
            !cutting/harming/hurting/harm/burning/starving {_SELF}
            ~cut/hurt {_SELF}
            want/wants/wanna/going/gonna/keep/thinking/might hurt/hurting/harm/harming/cut/cutting
                + {_SELF}
            gun/knife/rope {_SELF}
            >self harm/harming/harmed/injury/injuring/harms
            selfharm/selfharming
            slit/slitting/slash/slashed/slashing/cut/cutting/slice wrist/wrists/veins/throat
            !took/taken/swallowed/downed/necked all/whole/bottle/box/pack/packet/handful/loads/bunch
                /lots/entire/every {_PILLS}
            !>took/taken/swallowed/downed @ {_PILLS}
            !took/taken/taking/take/swallowed overdose/od
            jump/jumping/jumped off/from/into/over/under/onto/out bridge/train/roof/building/window
                /cliff/balcony/tracks/traffic
            want/going/gonna/wanna/about jump bridge/roof/ledge/cliff/balcony/tracks/building
            jump/jumping/step/walk front train/car/bus/truck/traffic
            throw/throwing {_SELF} under/off/front/train/bridge/window
            ~>goodbye everyone/world/forever/all/everybody
            ~>last message/goodbye
            ~hope/wish/want/let dont/not/never wake
            ~sleep/asleep never/not/forever wake
            ~sleep forever
            ~want/wanna/wish disappear/vanish
            >done/tired/sick/finished/fed/over living/life
            >tired/sick being/be alive/here
            hate life living/want/end
            unalive
        """,
        history="""
            #
            year/years/yrs/yr/month/months/decade/decades ago/back/earlier
            when i/he/she/we/they/you was/were
            >at/age/aged @
            >as child/baby/kid/teenager/teen/girl/boy/youngster/student/infant
            childhood/adolescence/youth/infancy
            >since/from birth/young/little/small
            >last year/month/summer/winter/spring/autumn/january/february/march/april/may/june/july
                /august/september/october/november/december
            history/hx/pmh/previous/previously/prior/past/formerly/former
            >used to
            >family history
            died/deceased/passed/death
            >my/his/her first/second/third/last/previous child/baby/birth/pregnancy/delivery/son
                /daughter
            survived/survivor/recovered
            >emergency contact/department/room/surgery/operation/section/csection/caesarean/nurse
                /doctor/service/services
            >emergency c/appendectomy
            >in/for emergency/emergencies
            >in case
            >for chest/shortness/seizures/seizure/heart/stroke/anaphylaxis/breathing/breath
                /breathlessness/angina/labour/suicidal
            volunteer/hotline/operator/driver/paramedic
            >dying to/for/laughing/laughter/boredom/hunger
            >drowning in
            >collapsed lung/lungs/disc/arch/vein/veins
            >live alone/with/near/there
            ~had/was/were/been/suffered/experienced/felt/got
            >allergic to
            ~chronic/occasional/occasionally/sometimes/often/exertion/exercise/controlled/intermittent
                /usually/rarely/seldom
            ~year/years/months
            ?>last week
            ?week/weeks ago
            ~if/prevent/risk/avoid/fear/clinic/test/tests
        """,
        at_once="""
            now/currently/today/tonight/moment/sudden/suddenly/just/having/hurry/urgent/urgently/quick
                /quickly/asap/still/yesterday/immediately/happening/started/starting/worse/think
            hour/hours/minute/minutes/mins/seconds ago/past/last/since
            >this morning/afternoon/evening/minute/instant
            >last night
            >help/somebody/someone
            >wont stop
            >is/are/am/im having
        """,
        denials="""
            no not never none without denies deny denied denying dont doesnt didnt havent
            hasnt hadnt isnt arent wasnt nor neither nil nothing nope negative zero
        """,
        doubts="""
            sure know certain only just idea understand clue better longer
        """,
        starts="""
            i im ive my he hes she shes it its we were they theres there because so now well
            good right okay please someone somebody help
        """,
        contrasts="""
            but however though although yet except
        """,
        joins="""
            and plus also then
        """,
        fillers="""
            a an the i im ive my me his her he hes she shes it its is am are was this that
            think thinks thought having has have had got get been be there theres of to on
            in maybe possibly possible probably might may could mum mom mummy dad mother
            father husband wife son daughter baby child kid brother sister friend man
            partner grandad grandma gran please help hello hi hey oh god omg so very really
            bad badly severe serious massive bit now feel feeling like some someone somebody
            anymore and with not well am just medical this much
        """,
        needs_help="""
            I need help
            I need help now
            help
            help me
            help now
            help me please
            please help
            not safe
            I am not safe
        """,
        is_well="""
            carry on
            carry on with my answers
            continue
            I am ok
            I'm ok
            I am okay
            I'm okay
            I am fine
            I'm fine
            fine
            I am safe
            I'm safe
            all good
            false alarm
            don't need help
            I don't need help
            not now
            not an emergency
            no emergency
        """,
        lookalikes="""
            stoke strike strikes stokes struck spoke chess chests breaths bread breadth
            beach brake overdue poisson prison fining killer selfie choir choosing cooking
            checking joking smoking soaking cheat chesty chester coaching heard hearts heat
            heats hearth tight fight night right sight light eight pains paint paints gain
            chain clock black block board house horse hours heady ready suite weight height
            living loving driving leaving giving hanging banging changing shorts shirt sport
            sports faced fact table cables tables tablet
        """,
    ),
)
