"""Tell talk about the form from answers in English."""

from __future__ import annotations

from typing import Final

from app.intake.phrase_lists import listed, spoken
from app.intake.talk import Talk, TalkWords

TALK: Final = TalkWords(
    everyday=tuple(
        "a an the this that thats these those it its i im ive id ill me my mine myself we us our he she his her him"
        " they them their you your yours u ur is are am was were be been isnt arent wasnt do does did dont doesnt"
        " didnt done doing have has had havent hasnt hadnt having can cant cannot could couldnt would wouldnt will"
        " wont should shouldnt may might must shall to of in on at by for from with without about into out up down"
        " over off back here there now then just only also too again already yet still before after later soon today"
        " tomorrow yesterday earlier always never ever usual usually same last first next time times what who which"
        " when where why how whats whos hows wheres whys and or but so because if than as like not no yes yeah ok okay"
        " please pls thanks thank sorry hello hi hey well um uh oh really actually think know knew mean want wanted"
        " need needed rather prefer better easier let lets get got getting go going gonna gone come came see look"
        " looking looked find found make made keep use using used try trying tried work works working help any"
        " anything some something nothing everything all much many more most other another one two every each thing"
        " things stuff way right wrong good fine sure maybe lot lots enough long fast everybody nobody possible"
        " instead moment minute minutes second seconds wife husband mother mum mom daughter son sister brother spell"
        " spelled understand understood explain mess confused confusing helps helped helping busy driving bus late"
        " lunch idea remember sign log login account email scroll button screen load loads loading stuck trouble"
        " problem happens happened kidding serious seriously honestly week month year kind sort pick choose matter"
        " matters count counts include means necessary safe private legal free cost costs early open close closed"
        " visit appointment appointments ago clue changed change changes new took makes seem seems phone bag glasses"
        " box cupboard kitchen drawer purse photo details spelling names until since whatever however either neither"
        " such own able unable waste longest while keeps kept ones outside inside bit attached attachment skip home"
        " tonight people whole reads none".split()
    ),
    doing=tuple(
        "put puts write wrote written writing type typed typing fill filled filling send sent sending answer answered"
        " answering answers tell told telling say said saying give gave given ask asked asking asks lost lose continue carry"
        " finish finished start started submit submitted enter entered complete completed read reads reading show showed"
        " shown click press open opened save saved explain repeat talk talking speak speaking call ring phone contact"
        " fetch grab check wait waiting hold hang reply respond stop".split()
    ),
    form=tuple(
        "page pages link links form forms chat app website site web online paper papers paperwork questionnaire question"
        " questions answer answers message messages text texts screen list file records notes whatsapp bot robot computer spell spelled spelling click log"
        " machine system details info information data desk".split()
    ),
    person=tuple(
        "someone somebody anyone anybody person human staff reception receptionist nurse doctor doc lady girl guy secretary"
        " operator team clinic office colleague assistant agent real actual front gp dr".split()
    ),
    us=tuple("you your yours u ur yourselves guys".split()),
    openers=listed(
        """is anyone | is anybody | is someone | is somebody | what | who | whom | which | why | whats | whos | wheres | hows | where do | where is | where are | where can
        | where should | how do | how can | how much | how many | how to | how long | how should | how is | when will | when do
        | when is | when can | when should | do you | do i | do we | does it | does this | does that | does my | do they
        | can i | can you | can we | can my | can someone | could i | could you | could my | will you | will it | will this
        | would you | are you | are we | am i | is it | is this | is that | is there | is my | should i | did you | did i
        | have you | has anyone | must i | may i | shall i"""
    ),
    requests=listed(
        "can i | can you | can we | can my | can someone | could i | could you | could my | may i | would you | will you | is it | do you | how do i | how can | when can"
    ),
    kinds={
        Talk.WAIT: spoken(
            "one/a/just_a/just_one/two/five/couple/few minute/minutes/min/mins/moment/moments/second/seconds/sec/secs/mo",
            "2/3/5/10/15/20 minutes/min/mins",
            "ill/i_will/will do/answer/finish/write/tell/send/continue/reply it/you/that/this/ later/soon/tonight/tomorrow",
            "in a bit/while/few/sec/minute",
            "hold/hang on",
            "let me/ go/get/find/look/check/fetch/grab/see/think/ask",
            "let me go and/ get/find/look/check/fetch/grab/see",
            "ill/i_will/im_going_to/gonna/need_to/have_to/going_to go/get/find/look/check/fetch/grab",
            "bear with me",
            "brb",
            "be right/ back",
            "wait/please_wait for_me/please/a_bit/a_little/until",
            "give me a",
            "not/ at home now/right_now/yet",
            "back in a",
        ),
        Talk.SHOW: spoken(
            "what/which did/have/had i/we put/write/say/said/answer/answered/tell/told/type/typed/give/given/enter/entered/written/send/sent",
            "what i/we/ive/i_have put/wrote/said/answered/told/typed/gave/given/entered/written/sent",
            "show/see/tell/remind me what/my",
            "see/check/read my answers/answer",
        ),
        Talk.PERSON: spoken(
            "talk/talking/speak/speaking/chat/write to/with a/an/the/my/ real/actual/ person/human/someone/somebody/anyone/"
            "anybody/staff/nurse/doctor/receptionist/reception/doc/lady/operator/agent/secretary/clinic/assistant",
            "person/human/someone/somebody/anyone/nurse/doctor/receptionist/lady/you/secretary call/ring/phone me",
            "anyone/anybody/someone/somebody/person/human i can/could/to/may talk/speak/write to/with",
            "anyone/anybody/someone/somebody/person/human to talk/speak to/with",
            "want/need/prefer/like/get/give/rather a/an/ real/actual/ person/human",
        ),
        Talk.HERE: spoken(
            "go/going/carry on here",
            "go on/ in the/this chat",
            "do/answer/continue/finish/fill/stay/write/complete it/this/that/them/ here/in_this_chat/in_the_chat/on_here/on_whatsapp",
            "do/answer/continue/finish it/this/them/ on/in here/whatsapp/the_chat/this_chat",
            "dont/do_not/cant/cannot/not/never/wont want/need/like/use/open/do/find the/a/that/your/this/any/ page/link/form/website/online",
            "i_am/im back",
        ),
        Talk.PAGE: spoken(
            "rather/prefer/like/want/wanted/need/lost/lose/find/use/using/open/send/get/have/to/on/where_is/wheres/resend/again"
            " the/a/my/that/your/this/another/new/it/do_it/do_this/to_do_it/to_use/ on/the/via/your/ page/link/form/website/web/online",
            "page/link/form/website instead",
        ),
        Talk.SAME: (
            *spoken(
                "same as always/before/usual/ever/last_time/the_last_time/normal/last_year/i_said/i_told_you",
                "nothing/not/hasnt/havent/none has/have/ new/changed",
                "no changes/change",
                "you/u already/ should/must/will/do/ already/ have/got/know it/that/this/them/all/everything/my",
                "its/it_is/is/are/they_are/theyre all/ already/ on/in my/the/your file/records/notes/system/computer",
                "i/we/ive/ already/just told/tell/gave/given/sent/answered/said/did/done/put/wrote/filled",
                "i told/gave/sent you/u",
                "as i/before/always/usual said/",
            ),
        ),
        Talk.UPSET: (
            *spoken(
                "this/it/that/thats/its/ is/so/such/a/ a/ stupid/ridiculous/useless/waste/joke/nonsense/rubbish/annoying/pathetic/silly/pointless/bullshit/crap",
                "sick/tired/fed of/up_with/up_of this/these/it/all/you/your/the",
                "stop asking/bothering/wasting",
                "answer/reply_to/respond_to me",
                "too many questions",
                "hurry up",
            ),
            *"wtf ffs fuck fucking damn bloody stupid ridiculous idiots idiot useless pathetic".split(),
        ),
    },
    said=spoken(
        "as/like/ i/ive/i_have already/just/ told/said/tell/answered/put to/ you/u/ that/twice/before/ already/ its/i_have/",
    ),
)
