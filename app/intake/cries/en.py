"""Hear danger in English."""

from __future__ import annotations

from app.intake.cries import DangerWords
from app.intake.cries.self_harm.en import PILLS, SELF_HARM

_CANT = ">cant/carnt/cannae/canny/canna/cannot/cnt/couldnt/not/hardly/barely/isnt/arent/aint/unable/scarcely"
_BY = (
    ">spray/inhaler/salbutamol/ventolin/albuterol/gtn/nitro/nitroglycerin/oxygen/medicine/meds/medication/drops/epipen"
    "/keppra/aspirin/prescribed/take/takes/use/uses/used/blockers/thinners"
)
_WHO = (
    "he/she/husband/wife/boyfriend/girlfriend/partner/dad/daddy/father/mum/mom/mother/stepdad/son/daughter/brother/sister"
    "/ex/stepfather/stepmother/grandad/grandfather/neighbour/neighbor/teacher/roommate/boss/man/someone/somebody/they/him/baby/child/friend/uncle"
)

_TENS = "ten/eleven/twelve/fourteen/fifteen/sixteen/twenty/thirty/forty/fifty/sixty/hundred/dozen/dozens"
_FAMILY = "mam/mum/mom/mother/dad/father/sister/brother/kids/children/son/daughter/wife/husband/gran/grandma/friend/neighbour"

DANGER = DangerWords(
    now=f"""
        ; Heart | chest pain/pains/hurt/hurts/hurting/ache/aches/aching/tight/tightness/tightening/pressure/crushing/
        crushed/squeezing/squeezed/elephant/weight/killing/heavy/heaviness/stabbing/agony | heart hurt/hurts/hurting/
        pain/pains/stopping/stopped | ?heart attack | ; Stroke | ?stroke | face/mouth droop/droops/drooped/drooping/
        droopy/dropped/dropping/crooked/twisted/lopsided/paralysed/paralyzed/numb/numbness | slurred/slurring/slurs/slur
        speech/words/talking/talk | sudden/suddenly cant/cannot/not speak/talk/see/move/walk/stand | sudden/suddenly
        numb/numbness/weakness/blind/blindness/confused/confusion/dizzy/paralysed/paralyzed/collapsed | cant/cannot/
        couldnt move/feel arm/arms/leg/legs/side/face/body | worst/thunderclap headache | ; Breath | {_CANT} breath/
        breathe/breathing/breathin/breth/breathes | cant/cannot/couldnt catch/get/take breath/air | stopped/stops/
        stopping breathing/breathe | struggle/struggling/struggles/fighting/gasping/gasps/trouble/difficulty/
        difficulties/difficult/hard/harder/hurts/problem/problems/labored/laboured breath/breathe/breathing/air | short/
        shortness breath | >turning/turned/turns/going/gone/went blue/purple | blue/purple lips/lip | choking/chokes |
        throat closing/closed/swelling | tongue/face/lips/lip swelling/swollen/swelled | ?allergic reaction |
        ?anaphylaxis/anaphylactic | ?anaphylactic shock | ; Blood | bleed/bleeding/bleeds/blood/nosebleed wont/not/
        doesnt/cant/cannot/isnt/never/cant stop/stopping/stops/stopped | bleed/bleeding/bleeds heavy/heavily/lot/lots/
        bad/badly/severe/severely/profusely/death/everywhere/uncontrollably/non/nonstop | blood everywhere/gushing/
        gushes/pouring/spurting/squirting | >vomit/vomiting/vomited/vomits/throwing/threw/throw/coughing/cough/coughed/
        coughs/spitting/puking/puked up/out/some blood | >vomit/vomiting/vomited/vomits/coughing/cough/coughed/coughs/
        spitting/puking/puked blood | pregnant bleeding/bleed | !cut/chopped/sawed/sliced off finger/fingers/arm/hand/
        leg/toe/thumb/foot | ; Poison and overdose | !drank/drunk/drink/drinking/swallowed/swallow/ate/eaten/eating/
        ingested bleach/antifreeze/poison/battery/batteries/detergent/ammonia/petrol/gasoline/kerosene/pesticide/
        weedkiller/acid/magnet/magnets/chemicals/turpentine/berries/mushroom/mushrooms | !swallowed/ate/eaten {PILLS} |
        !took/taken/taking/swallowed/had/injected/gave/given too/so many/much {PILLS} | !overdosed/overdosing |
        ?overdose | !>has/have/hes/shes/just/ive/i od/odd/oded/oding | ; Fits and consciousness | ?seizure/seizures/
        convulsion/convulsions | !convulsing/seizing | >having/has/took fit/fits | ~>is/hes/shes/keeps/started fitting |
        foam/foaming/foams mouth | unconscious/unconcious/unresponsive | !collapsed/collapses | !>passed/pass/passing/
        blacked out | >wont/cant/cannot/not/isnt/doesnt/didnt wake/waking/woken | >not/isnt/wont/doesnt/stopped
        responding/respond/reacting/react/moving/move | >no pulse/heartbeat | baby floppy/limp/unresponsive | fever/
        temperature 40/41/42/104/105/106 | ; Birth | >in labour/labor | ?labour/labor | water/waters broke/broken/
        breaking/burst/gone | contraction/contractions minute/minutes/mins/min/every/apart/close/strong/started | baby
        coming/crowning | baby not/cant/isnt/stopped/hasnt/havent/no/dont moving/move/moved/kicking/kicked/kick/movement
        | ; Violence | !>{_WHO} hit/hits/beat/beats/hurt/hurts/punched/punches/kicked/kicks/slapped/strangled/choked/
        attacked/raped/assaulted/abused/abuses/stabbed/shot me/us | >hitting/beating/hurting/attacking/strangling/
        choking/threatening/abusing/raping/punching/kicking/stalking me/us/her | !>been/being/got/getting/just/was/were/
        he/she/hes/shes/is/am/someone stabbed/shot/raped/attacked/assaulted/beaten/mugged/abused/strangled/kidnapped/
        electrocuted | !>kill/stab/shoot/strangle/rape/murder me/us | !>has/got/have/with/holding/pulled/hes/shes knife/
        gun | ~not/isnt/dont/arent/unsafe safe | ; Accidents | !hit/run car/truck/lorry/bus/van/train by/over | !burnt/
        burned/scalded/burn badly/bad/severely/boiling/oil/fire/face/acid | !fell/fallen/fall roof/ladder/window/
        balcony/building | ; Cries | >someone/somebody/anyone/anybody help | >send help/police/someone/somebody/
        paramedics | ~=911/999/112/000 | >call/calling/dial/ring/need/get 911/999/112/000 | >need/call/send/want/get/
        calling/sending/please/require/phone/ring/fetch ambulance | ?ambulance | >this/its/is/it/have emergency |
        ?emergency | ~>cant/cannot/couldnt/not/unable speak/see | ~side/half/arm/leg/body/legs/arms numb/paralysed/
        paralyzed/limp | wheezing badly/inhaler/breath/breathe/cant/worse/bad | breathing worse/worsening/hard/bad/
        badly/difficult/fast/shallow/weird/funny/rapid/laboured/labored/weak | ?bleeding/bleed | blood vomit/sick |
        !haemorrhaging/hemorrhaging | !drank/drunk/drinking/swallowed/ate/eaten cleaner/pods/pod/perfume/paint/glue/
        toilet/medicine/vape | !took/taken/gave/given/take double/twice/triple/wrong dose/doses/tablets/pills/
        medication/medicine/insulin/warfarin/meds | !snake/viper/adder/scorpion/spider/rattlesnake bite/bit/bitten/
        sting/stung | !not/hasnt/wont/isnt come/coming/came round/around | ~rash not/doesnt/wont/isnt fade/fading/
        blanch/go/going | electric/electrical shock | chemical/acid/bleach eye/eyes/face | boiling/hot water/oil/tea
        baby/over/on/spilled/spilt | sudden/suddenly/severe headache/migraine | !>{_WHO} touched/touches/touching/
        molested/molests/gropes/groped me/my/daughter/son | !>being/am/im/is followed/stalked/chased | shots/gunshots
        fired/heard | ~=help/hlp me | ~=please/plz/pls help/hlp | ~=urgent | ~urgent help | >call/get for/me/us help |
        need/call/want/get paramedic/paramedics/medic | >life or death | accidental/accidentally overdose/overdosed |
        !>{_WHO} odd/od/oded | >babys coming | ~house/flat/building/kitchen/car/apartment fire | ~smoke everywhere |
        !drank/drunk/drinking remover/fluid/fuel/shampoo/soap/sanitiser/sanitizer/liquid/oil | ~=bleeding/unconscious/
        collapsed/choking/dying/poisoned/stabbed/shot/raped/drowning | ~feel/feeling/going/about/gonna/might faint/
        fainting/collapse/collapsing | ~stroke/seizure/attack/overdose symptoms/signs | clothes/hair/bed fire | asthma
        attack bad/severe/huge/awful/terrible/massive/big | ~out cold | ~water/waters went | ~chip/kitchen/electrical/
        pan/oven fire | ~=mayday | ~=elp/halp/hepl me | ~nosebleed pouring/gushing/hours/hour/minutes | ~shooting they/
        theyre/someone/people/outside/school | ~=gasping/suffocating/seizing/convulsing/strangled/electrocuted | ~=save
        me/us/him/her | ~not/isnt/wont responsive/responding/responds/conscious/alert/waking/breathing | ~cord out/
        hanging/neck/prolapse | ~gunshots/gunshot/gunman/gunfire/intruder/burglar/burglars | !>sexually assaulted/abused
        | ~=hurry/quick/quickly please/help | !>someone/somebody/they/man/burglars broke/breaking/break in | ~airway/
        airways closing/closed/blocked/swelling | ~=fitting | ~>giving birth now/here/at | !fell/fallen/fall scaffold/
        scaffolding/tree/bike/horse/wall/crane
    """,
    self_harm=SELF_HARM,
    history=f"""
        # | year/years/yrs/yr/month/months/decade/decades/summers/winters/christmases ago/back/earlier | when i/he/she/we/they/you was/
        were | >age/aged @ | raped/assaulted/abused/attempt/attempted/tried/suicide/overdose/stabbed/stroke/attack at @ |
        ambulance service/driver/technician/crew/station |
        >as child/toddler/tot/schoolboy/schoolgirl/lad/baby/kid/teenager/teen/girl/boy/
        youngster/student/infant | childhood/adolescence/youth/infancy | >since/from birth/young/little/
        small | >last year/month/summer/winter/spring/autumn/january/february/march/april/may/june/july/
        august/september/october/november/december | history/hx/pmh/previous/previously/prior/past/formerly/
        former | >used to | >family history | died/deceased/passed/death | >my/his/her first/second/third/
        last/previous child/baby/birth/pregnancy/delivery/son/daughter | survived/survivor/recovered |
        =>emergency contact/department/room/surgery/operation/section/csection/caesarean/nurse/doctor/
        service/services | >emergency c/appendectomy | =>in/for emergency/emergencies | >in case |
        volunteer/hotline/operator/driver/paramedic | =>dying to/for/laughing/laughter/boredom/hunger |
        =>drowning in | =>collapsed lung/lungs/disc/arch/vein/veins | =>live/living alone/with/near/there/together |
        ~had/was/were/suffered/experienced/felt | >allergic to | ~chronic/occasional/occasionally/sometimes/
        often/exertion/exercise/controlled/intermittent/usually/rarely/seldom |
        ~for/past/since/over/of year/years/months | ?>last week | ?week/weeks ago |
        ~if/prevent/risk/avoid/fear/clinic/test/tests | teens/teenage/twenties/thirties/scars/school/
        exhusband | >my first husband/wife/marriage/partner | >my first marriage |
        >ex husband/wife/boyfriend/partner used/was/hit | >committed/attempted suicide |
        >suicide attempt/attempts/prevention/awareness/counsellor/hotline | {_BY} for/when/if/against/as |
        >mg/tablets/tablet/pill/pills for/since/after | >since/after my/the/a/his/her stroke/attack/seizure/
        seizures/overdose/heart | >since/after/from stroke/heart | >as prescribed | lost suicide |
        parking/transport ambulance | drives/drive/driver ambulance | =>speak english/spanish/french/arabic/
        polish/german/portuguese | =>live/living in/at/on/here/by/by | =>emergency number/phone/contacts |
        =>labour/labor ward/party/room/induced/lasted/with | >long/short/premature/easy/first labour/labor |
        strokes side | near drowning | =>coming with/to/for/tomorrow/on | =>kill me if | =>beat me at |
        chess/tennis/golf/squash/elbow/carpal/shaving/cooking/football/photos/pictures |
        ceiling/pipe/tap/boiler/gums/period/periods/piles/ward | ~form/question/questions/fill/filling/date/spelling/translate/
        website/address/write/usual/breakfast/diagnosed/risk |
        =appointment urgent/urgently/asap/soon | =cant/cannot/not see wrote/said/sent/words/photo/image/
        glasses/well/clearly/lenses/button/page/screen/link/text/box/option/form/picture/
        list/keyboard/letters/print/board/far/distance/near/menu/appointment | ages/while ago | dentist
        filling/tooth/lip/injection/swollen | =beat cancer | >since the/my/an operation/op/surgery/
        fracture/accident | >with my first/second/third/eldest/youngest/last |
        =dying/died/die/dead/dies phone/battery/laptop/car/signal/plant/goldfish/tablet/ipad | =jump
        shower/bed/bath | drowning/breathless
        pool/cottage/farm | >giving/donating/gave/donated blood | >with/have/had/a/got cold/colds/flu | ~flu/booster/jab/vaccine/cortisone/steroid | hay fever | >at university/uni/college/church/school | >on hills/stairs/slopes | >lost my/his/her/our husband/wife/father/mother/dad/mum/mom/brother/sister/friend/son/uncle/gran to |
        once after/when/as/at/with | side effect/effects | >last time | >with my/the twins | ~when/after/if climb/climbing/walk/walking/
        run/running/exercise/exercising/lift/lifting/stairs/hill/hills/upstairs/uphill/cycling/sport |
        =swallow tablets/tablet/pills/pill/capsules/capsule/big/large/food/bread/easily/dry |
        =shoot email/mail/message/text/line
    """,
    at_once="""
        now/currently/today/tonight/moment/sudden/suddenly/just/having/hurry/urgent/urgently/quick/quickly/
        asap/closing/still/yesterday/immediately/happening/started/starting/worse/think |
        hour/hours/minute/minutes/mins/seconds ago/past/last/since | >this morning/afternoon/evening/minute/
        instant | >last night | >help/somebody/someone | >wont stop | >going on |
        >is/hes/shes/am/im after | >is/are/am/im having |
        >going/gone/went into |
        >for an/hours/days hour/hours/day/days | >getting worse
    """,
    denials="""
        no not never none without denies deny denied denying dont doesnt didnt havent
        hasnt hadnt isnt arent wasnt nor neither nil nothing nope negative zero
    """,
    doubts="""
        sure know certain only just idea understand clue better longer
    """,
    starts="""
        i im ive id ill my he hes hed she shed shes it its we were they theres there because so now well
        good right okay please someone somebody help
    """,
    contrasts="""
        but however though although yet except
    """,
    joins="""
        and plus also then
    """,
    wills="""
        want wanna wish rather better would should gonna going cant cannot wont isnt couldnt
    """,
    fillers="""
        a an the i im ive my me his her he hes she shes it its is am are was this that
        think thinks thought having has have had got get been be there theres of to on
        in maybe possibly possible probably might may could mum mom mummy dad mother
        father husband wife son daughter baby child kid brother sister friend man
        partner grandad grandma gran please plz pls help hlp hello hi hey oh god omg so very really
        bad badly severe serious massive bit now feel feeling like some someone somebody
        anymore and with not well am just medical this much
    """,
    needs_help="""
        I need help | I need help now | help | help me | help now | help me please | please help |
        not safe | I am not safe
    """,
    is_well="""
        carry on | carry on with my answers | continue | I am ok | I'm ok | I am okay | I'm okay |
        I am fine | I'm fine | fine | I am safe | I'm safe | all good | false alarm | don't need help |
        I don't need help | not now | not an emergency | no emergency
    """,
    lookalikes="""
        freezing freeze stoke strike strikes stokes struck spoke chess chests breaths bread breadth
        beach brake overdue poisson prison fining killer selfie choir choosing cooking
        checking joking smoking soaking cheat chesty chester coaching heard hearts heat
        heats hearth tight fight night right sight light eight pains paint paints gain
        chain clock black block board house horse hours heady ready suite weight height
        living loving driving leaving giving hanging banging changing shorts shirt sport
        sports faced fact table cables tables tablet staying saying paying playing sneezing snoring
    """,
    same="""
        want: wanna wana wnat wan wnt wannt | going: gonna gunna goin gona gon gnna | cant: cannot cudnt cnt carnt couldnt canny
        | temperature: temp tempature | cant: cba | dont: dnt dont don't doesnt dnot | live: livee liv | life: lyf lief | anymore: anymor nomore anymre | tonight: tonite 2nite
        | dying: dieing diying dyin | kill: kil k1ll | myself: meself mysel myslf mself | die: dei diee dye | suicide: sewerslide
        | have: ive had has got | am: im m | help: halp hlp helpp | breathe: breath breth breeth breathin | to: 2 too | you: u
        | going to: | without: w/o wo | everyone: evry1 every1 everybody | nobody: noone no1 | because: cos cuz coz
    """,
)
