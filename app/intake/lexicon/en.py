"""Understand English."""

from __future__ import annotations

from app.intake.commands.en import KEYWORDS, PATTERNS
from app.intake.cries.en import DANGER
from app.intake.lexicon import Lexicon
from app.intake.phrase_lists import listed, spoken
from app.intake.slips.en import SLIPS
from app.intake.talk.en import TALK

LEXICON = Lexicon(
    code="en",
    keywords=KEYWORDS,
    patterns=PATTERNS,
    nothing=tuple(
        "no not none nothing nil nkda nka never without dont doesnt havent hasnt isnt aint zero neither".split()
    ),
    nothing_about=tuple(
        "a an any anything all as at am are and or i im ive is on of to that the there do does have has had got been"
        " take takes taking use using be aware know known knows it far in my knowledge really regular regularly current"
        " currently present past previous prior special important serious major significant relevant other long term"
        " chronic particular general report declare mention tell add medical medicine medicines medication medications"
        " meds med drug drugs tablet tablets pill pills prescription prescriptions prescribed treatment treatments"
        " illness illnesses disease diseases condition conditions problem problems issue issues health history concerns complaints ailments worth mentioning speak"
        " allergy allergies allergic nkda"
        " he she they him her them hes shes whatsoever thank god day daily so yet moment time right now".split()
    ),
    nothing_aside=listed(
        """I'm healthy | I am healthy | healthy | very healthy | I am well | I'm well | I'm fine | all good | all fine
        | as far as I know | that I know of | I've been lucky | I've always been healthy | lucky me | fit as a fiddle | right as rain | touch wood | knock on wood
        | never ill | never sick | in good health | I'm in good health | thank God | thankfully none | thankfully | luckily | fortunately | to my knowledge"""
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
        | agree to all | I agree to all | good with me | yes all | yes go ahead | yes it is | that's me | aye | indeed | exactly | yes exactly | yes indeed | yes please do | yes understood | understood and agreed | very well
        | yes ma'am | yes maam | yes mam | yes sir | perfectly fine | no issue | no issues | I agree fully | I agree completely"""
    ),
    yes_too=spoken(
        "yes/yeah/yep/ok/sure/of_course/please carry_on/proceed/go_ahead/go_on then/please/",
        "please/ go ahead then/please/",
        "go on then please/",
        "yes/yeah/ok/sure continue/all_fine please/",
        "all/thats_all fine/ok/okay by_me/with_me/",
        "yes/yeah/ok/ im/i_am/we_are/were happy/willing/glad to proceed/agree/continue/go_ahead/consent",
        "yes/yeah/ok/ i give my/ consent/permission",
        "yes/ok/ no issue/issues/problem/objection/objections",
        "yes/yeah/yep/ok/sure/ i/we/ agree/consent to/with/ that/this/it/everything/all_that/all_of_it/",
        "yes/yeah/yep/ok/sure/ im/i_am/thats/that_is/its/ ok/okay/fine/happy/good/grand/alright/all_right/cool/perfect"
        " with/by that/this/it/me",
        "yes/yeah/yep/ok/sure/ thats/that_is/its ok/okay/fine/grand/good/alright/all_right/perfectly_fine/cool/perfect/no_problem with_me/by_me/",
    ),
    no=listed(
        """no | no thanks | no thank you | I do not agree | I don't agree | nope | nah | n | not | disagree | I disagree
        | I refuse | I decline | decline | I do not accept | I don't accept | I do not consent | I don't consent
        | no I don't | no I do not | I don't want to | I'd rather not | rather not | no way | never | wrong
        | that's wrong | that is wrong | it's wrong | not correct | incorrect | that's not right | not right"""
    ),
    no_too=spoken(
        "no/ it/that/this/thats/its isnt/is_not/not/wasnt right/correct/it/me/true/so/",
        "not at_all/it/really",
    ),
    assents=listed(
        """perfect | all correct | all right | everything is right | everything is correct | everything is fine | all is right
        | all is correct | all good | looks good | looks right | looks correct | looks fine | it looks good | good | great
        | that's all right | it's all right | it's all correct | that's all correct | it's correct | everything's right
        | everything's correct | everything's fine | all fine | nothing to change | no changes | nothing wrong
        | I'm happy with that | happy with that | yes it is | yes that's it | that's it | all yes | please send | looks ok | everything is ok
        | it's all good | it's all fine | all ok | I confirm | go ahead and send | go ahead | everything looks right
        | everything looks good | everything looks correct | my details are correct | the details are correct | nothing to correct
        | all looks good | ready to send | I'm ready to send | spot on | that's grand | grand | brilliant | lovely | good to go | it's good to go | send it off | sent | all details are correct"""
    )
    + spoken(
        "yes/ it/that/this/everything/all/it_all/that_all/ looks/seems/is/thats/its all/ right/good/fine/correct/ok/okay/grand/great/"
        "perfect to_me/as_it_is/now/from_my_side/at_my_end",
        "yes/ it/that/this/everything/all/it_all/that_all looks/seems/is all/ right/good/fine/correct/ok/okay/grand/great/perfect/in_order",
        "you/ can/may send it/that/them/this now/",
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
        "birth_date": listed(
            "date of birth | birth date | birthday | dob | birthdate | date | born | birth year | year"
        ),
        "address": listed("address | street | postcode | zip code | home address | house number"),
        "medical_history": listed(
            "medical history | history | illnesses | illness | conditions | operations | health"
        ),
        "medications": listed(
            "medicines | medicine | medications | medication | meds | tablets | pills | drugs"
        ),
        "allergies": listed("allergies | allergy | allergys"),
        "reason": listed("reason | why I'm coming | coming for | coming in for"),
    },
    change_words=listed(
        """change | edit | correct | fix | wrong | incorrect | mistake | error | update | modify | redo | amend | not right
        | isn't right | isn't correct | not correct | misspelled | misspelt | mistyped | typo | changed | changing
        | correcting | moved | out of date | not my"""
    ),
    change_around=tuple(
        "wait is are has have a an i my in with thats typed put theres the to in there need want would like made put of for its it should be new needs got please oh no"
        " id im can could we me you ive got his her their that think".split()
    ),
    about_self=listed(
        "me | myself | for me | for myself | about me | it's for me | it's me | I am the patient | I'm the patient | my own | own self | just me | only me | self | it is me | I am | my appointment"
    ),
    about_child=listed(
        """my child | child | a child | my son | son | my daughter | daughter | my kid | kid | my baby | baby | my boy
        | my girl | my little one | little one | young one | wee one | boy | girl | baby | toddler | youngest | my youngest | my eldest | kids | children | grandson
        | granddaughter | infant | newborn | twins | stepson | stepdaughter | step son | step daughter | kiddo | lad | my lad | teenager | my teenager | my children | my grandson | my granddaughter | my grandchild"""
    ),
    about_adult=listed(
        """an adult I care for | an adult | adult | someone else | somebody else | another person | my mother | my mum
        | my mom | my father | my dad | my husband | my wife | my partner | my brother | my sister | my friend
        | mother | mum | mom | mam | mammy | mummy | father | dad | daddy | husband | wife | partner | brother | sister | friend
        | neighbour | neighbor | granny | gran | grandmother | grandfather | nan | nana | grandma | grandad | grandpa | uncle | aunt
        | auntie | aunty | parents | mother in law | father in law | cousin | flatmate | someone I care for | person I care for | client | fiancé | fiancée | boyfriend | girlfriend | niece | nephew | somebody I care for
        | someone I look after | a man | a woman | a lady | a gentleman | my grandmother | my grandfather | my nan | my grandma | my grandad | my parents | my uncle | my aunt"""
    ),
    about_whom=tuple(
        "my our the a an own this is these are its it they theyre for about on behalf of questions appointment little wee young"
        " younger youngest elder elderly older eldest oldest only teenage teen newborn old late patient one i care look after"
        " who whom him her shes hes has is turns aged and that".split()
    ),
    about_next=tuple("my our the for about also then later next now first too its it is yes".split()),
    several=tuple(
        "both kids children sons daughters boys girls twins parents grandchildren grandkids us family everyone people".split()
    ),
    in_the_chat=listed(
        """here | in the chat | chat | here in the chat | in this chat | on here | over here | whatsapp | on whatsapp
        | by whatsapp | text | by text | in here"""
    ),
    on_the_page=listed(
        """page | the page | on the page | private page | on the private page | your page | your own page | your private page | our page | our private page | on your page | on your own page
        | on our own private page | website | on the website | online | web | form | the form | link | the link | there"""
    ),
    read_more=(
        *("read more", "read", "more", "tell me more"),
        *(
            "how long do you keep it",
            "how long do you keep my answers",
            "how long is it kept",
            "how long do you keep this",
        ),
        *("how long do you keep them", "how long do you keep my data", "for how long do you keep it"),
    ),
    greetings=listed(
        """hello | hello there | hi | hi there | hiya | heya | howya | g'day | hey | good morning | good afternoon | good evening | good day |
        greetings | hello again | hi again"""
    ),
    courtesies=listed(
        """thank you | thank you very much | thank you so much | thanks | thanks a lot | thanks very much
        | thanks so much | many thanks | thank u | thankyou | thx | thnx | tks | ty | cheers | ta | thank you kindly | thanks a million | thanks a mil
        | I'm back | here I am | I'm here | sorry for the delay | sorry about the delay | sorry I had to go
        | I had to go | sorry I'm late | sorry for the wait | sorry about that | sorry I was busy | I was busy | sorry I got distracted | I got distracted | sorry was busy | sorry about that was busy         | I'm here again | I'm back now | sorry got distracted | sorry for being late | sorry for my late reply | sorry I was away | apologies
        | my apologies | sorry I couldn't before | sorry to keep you waiting | sorry for keeping you waiting"""
    ),
    excuses=spoken(
        "hello/hi/ are you/we still/ there/here",
        "hello/hi/ is anyone/anybody/somebody still/ there/here",
        "hi/sorry/ where was/were i/we",
        "sorry/ i/ lost/had/have signal/reception/no_signal/connection/wifi",
        "sorry/ the/my baby/child/kids/son/daughter was/were/woke crying/sick/up/hungry",
        "sorry/apologies/my_apologies/so_sorry for/about the/my/this/being/taking/ delay/wait/late/slow/long/late_reply/late_response/"
        "slow_reply/delayed_reply/so_long/so_slow",
        "sorry/ i/ was/got/had/fell/had_been/ve_been busy/distracted/asleep/called_away/interrupted/at_work/in_work/on_the_phone/"
        "in_a_meeting/driving/cooking/out/away/to_go/to_go_out/to_pop_out/to_leave/to_run/a_call/visitors/to_take_a_call/to_eat",
        "sorry/ my/the/ phone/battery/mobile/signal/internet/wifi died/ran_out/went/went_dead/dropped/cut_out/was_dead",
        "sorry/ the phone/door/doorbell/bell rang/went",
        "sorry/ i/ was making dinner/lunch/tea/breakfast",
        "excuse/pardon the/my delay/wait",
        "im/i_am/ ready/free now",
        "sorry/right/ok/hi/ im/i_am/am/were back/here/ready/home now/again/to_continue",
        "sorry/right/ok/hi im/i_am/am/ back/here/ready now/again/to_continue/",
        "sorry/ i/ only/just/ saw/didnt_see/did_not_see/missed/seen this/it/that/your_message/the_message just/now/until/ now/",
    ),
    around=listed(
        """there you go | here you go | here it is
        | thank God | oops | whoops | woops | sure | please | pls | plz | ok | okay | so | well | um | uh | er | erm | hmm | oh | ah | just | sorry | dear | doctor
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
        """morning | afternoon | evening | alright | my name is | my name | my full name | my full name is | my name's | name is | name | full name | the name is | I am | I'm | this is | it's
        | it is | the patient is | patient name | patient | his name is | her name is | their name is | he is called
        | she is called | the name's | that would be | it would be | that'd be | myself | I go by | my good name is | they call me | my son's name is | my daughter's name is | my child's name is
        | my husband's name is | my wife's name is | my mother's name is | my father's name is | my son is
        | my daughter is | I'm called | I am called | my names are | names | first name | you can call me"""
    )
    + spoken(
        "the/my/his/her/their/patients/childs/the_patients/ full/legal/real/complete/official/whole/given/ name is/would_be/will_be/as_per_id_is/on_my_id_is",
        "my/our/the mums/moms/dads/grans/nans/babys/boys/girls/brothers/sisters/partners/grandsons/granddaughters/neighbours name_is",
        "my/our/the mum/mom/dad/gran/nan/baby/boy/girl/brother/sister/partner/grandson/granddaughter/neighbour is_called",
        "people/everyone/everybody/friends/they call/calls me",
        "yeah/yep/yup/okay",
    ),
    closers=listed(
        "please | pls | plz | here | there | speaking | is my name | that's my name | that's me | is my full name | by the way | btw | sir | ma'am | madam | that's the name"
    )
    + spoken(
        "thats/this_is/is/that_is my/the full/whole/complete/real/legal/ name",
        "thats/is/that_is/this_is my/our/the home/full/ address",
        "thats/is/that_is where i/we live/stay",
        "hope thats/that_is ok/okay/fine/alright",
    ),
    before_birth=spoken(
        "and/ my/his/her/their/the/ dob/d_o_b/date_of_birth/birth_date/birthdate/birthday/bday is/was/",
        "and/ i/he/she/they/ was/am/were/im/is/ born on/in/the/on_the/",
        "and/the/on/that_s/thats/mine_s/mines",
    ),
    relations=spoken(
        "and/ im/i_am/ his/her/their/the/my/a/ mother/mum/mom/mam/mummy/mommy/mama/father/dad/daddy/parent/step_mother/stepmother/"
        "step_father/stepfather/stepmum/stepmom/stepdad/daughter/son/wife/husband/partner/sister/brother/grandmother/grandma/"
        "granny/nan/nana/grandfather/grandad/grandpa/granddaughter/grandson/aunt/auntie/uncle/niece/nephew/cousin/"
        "daughter_in_law/son_in_law/mother_in_law/father_in_law/carer/caregiver/foster_carer/foster_mother/foster_father/"
        "guardian/legal_guardian/friend/neighbour/neighbor/nurse/support_worker/social_worker",
        "im/i_am/ the/ mother/mum/mom/father/dad/parent/daughter/son/wife/husband/partner/carer/guardian of/of_the/of_my patient/child",
        "im/i_am/ my/the sons/daughters/childs/boys/girls/babys mum/mom/mam/mother/dad/father/parent",
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
        | my new address is | new address | that's | that is | that would be"""
    )
    + spoken(
        "my/our/the/his/her/their/ current/home/postal/present/full/new/permanent/mailing/residential/ address is/would_be/will_be/at/",
        "my/our/his/her home/house/residence/place/flat is/would_be at/in/on/",
        "i/we/he/she/they/ currently/now/presently/ live/lives/stay/stays/reside/resides at/in/on",
        "were/we_are at/in",
        "currently/at_present/at_the_moment/right_now/now/for_now/presently/ im/i_am/were/we_are/ currently/now/presently/ living/staying/"
        "residing/based/resident at/in/on/with",
        "currently/at_present/at_the_moment/right_now/presently i_live/we_live/i_stay/im/i_am/its/it_is/ at/in/on/",
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
    illness_words=tuple(
        "diabetes diabetic asthma asthmatic hypertension hypotension cancer tumour tumor epilepsy epileptic"
        " seizure seizures leukaemia leukemia migraine migraines depression depressed anxiety bipolar"
        " schizophrenia dementia alzheimers parkinsons stroke angina infarction arrhythmia fibrillation"
        " pacemaker cholesterol thyroid hypothyroidism anaemia anemia arthritis arthrosis osteoporosis gout"
        " lupus psoriasis eczema allergy allergies allergic anaphylaxis copd bronchitis pneumonia"
        " tuberculosis hiv aids hepatitis cirrhosis crohns colitis ibs ulcer ulcers reflux gerd gallstones"
        " kidney dialysis transplant operation appendix appendicitis hysterectomy mastectomy chemotherapy"
        " radiotherapy miscarriage pregnant pregnancy caesarean fever nausea vomiting bleeding overdose"
        " suicide suicidal pressure".split()
    ),
    medicine_words=tuple(
        "insulin metformin aspirin paracetamol ibuprofen tylenol warfarin penicillin amoxicillin salbutamol"
        " ventolin inhaler levothyroxine thyroxine ramipril lisinopril amlodipine bisoprolol atenolol"
        " atorvastatin simvastatin omeprazole sertraline fluoxetine citalopram prednisone prednisolone"
        " antidepressants antibiotics contraceptive morphine codeine tramadol gabapentin pregabalin lithium"
        " statin tablets pills medication medications medicine medicines painkillers".split()
    ),
    continuations=listed("and | also | plus | as well as | oh and | and also"),
    address_words=tuple(
        "street st road rd lane ln avenue ave drive close court crescent place terrace square gardens grove hill park row"
        " mews way boulevard blvd flat apt apartment unit suite floor house cottage lodge farm county po box".split()
    ),
    health_endings=tuple(
        "itis ectomy aemia emia algia pril olol sartan statin prazole cillin formin zepam zolam oxetine traline mycin"
        " dipine thyroxine".split()
    ),
    date_fillers=tuple(
        "of the on in i was am im born my his her their our date birth birthday dob d b is it its he she they were hes shes"
        " baby son daughter child boy girl kid husband wife mother father mum mom dad grandmother grandfather patient and"
        " year years old age aged about around birthdate bday certainly let me see hmm mine mines okay passport per as id if remember right correctly please indeed sure think be would myself yr yrs this that day month sorry yes thank you well ok hi hello".split(),
    ),
    apologies=listed("sorry | apologies | my apologies | I'm sorry | so sorry | excuse"),
    age_words=tuple("year years old yr yrs age aged im".split()),
    number_words=dict(
        zip(
            "oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
            " nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand".split(),
            (*range(20), *range(20, 100, 10), 100, 1000),
            strict=True,
        )
    ),
    number_joints=("and",),
    age_hedges=tuple("or nearly almost turning soon between about around half maybe".split()),
    day_words=listed(
        """first | second | third | fourth | fifth | sixth | seventh | eighth | ninth | tenth | eleventh | twelfth | thirteenth
        | fourteenth | fifteenth | sixteenth | seventeenth | eighteenth | nineteenth | twentieth | twenty first
        | twenty second | twenty third | twenty fourth | twenty fifth | twenty sixth | twenty seventh | twenty eighth
        | twenty ninth | thirtieth | thirty first"""
    ),
    talk=TALK,
    slips=SLIPS,
    danger=DANGER,
)
