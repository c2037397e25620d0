"""Understand English."""

from __future__ import annotations

from app.intake.keywords import Keyword
from app.intake.lexicon import DangerWords, Lexicon

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
        Keyword.STOP: (
            "STOP",
            "STOPALL",
            "STOP ALL",
            "UNSUBSCRIBE",
            "CANCEL",
            "END",
            "QUIT",
            "REVOKE",
            "OPTOUT",
            "OPT OUT",
        ),
        Keyword.START: ("START", "UNSTOP"),
        Keyword.HELP: ("HELP", "INFO", "SUPPORT"),
        Keyword.BACK: ("BACK", "GO BACK"),
        Keyword.RESTART: ("RESTART", "START AGAIN", "START OVER"),
        Keyword.SKIP: ("SKIP",),
        Keyword.DONE: (
            "DONE",
            "I AM DONE",
            "I'M DONE",
            "FINISHED",
            "THAT IS ALL",
            "THAT'S ALL",
            "NOTHING ELSE",
        ),
        Keyword.NONE: ("NONE", "NO", "NOTHING", "NIL", "N/A", "NOPE"),
        Keyword.REVIEW: ("REVIEW", "READ"),
        Keyword.EDIT: ("EDIT", "CHANGE"),
        Keyword.SEND: ("SEND", "SUBMIT"),
        Keyword.LANGUAGE: ("LANGUAGE", "LANG", "CHANGE LANGUAGE"),
        Keyword.PRIVACY: ("PRIVACY",),
        Keyword.GO_ON: ("GO ON", "CONTINUE", "CARRY ON"),
        Keyword.DONT_KNOW: (
            "DON'T KNOW",
            "I DON'T KNOW",
            "DO NOT KNOW",
            "I DO NOT KNOW",
            "NOT SURE",
            "I AM NOT SURE",
            "I'M NOT SURE",
            "UNKNOWN",
            "NO IDEA",
        ),
        Keyword.MY_DATA: ("MY DATA", "COPY OF MY DATA", "A COPY OF MY DATA", "SEND ME MY DATA"),
        Keyword.DELETE_MY_DATA: ("DELETE MY DATA", "ERASE MY DATA", "REMOVE MY DATA"),
    },
    yes=("yes", "yes I agree", "I agree", "agree", "yes please", "yeah", "yep", "y", "ok", "okay", "sure"),
    no=("no", "no thanks", "no thank you", "I do not agree", "I don't agree", "nope", "n"),
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
    ),
    courtesies=(
        "thank you",
        "thank you very much",
        "thank you so much",
        "thanks",
        "thanks a lot",
        "many thanks",
        "thx",
        "cheers",
    ),
    date_fillers=tuple(
        "of the on in i was am im born my his her date birth birthday dob is it its"
        " year years old age aged about around yr yrs".split(),
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
