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
_NUMBERS = "911/999/112/000/111/988/116/123"
_FAMILY = "mam/mum/mom/mother/dad/father/sister/brother/kids/children/son/daughter/wife/husband/gran/grandma/friend/neighbour"

DANGER = DangerWords(
    now=f"""
        ; Heart | chest pain/pains/hurt/hurts/hurting/ache/aches/aching/tight/tightness/tightening/pressure/
        crushing/crushed/squeezing/squeezed/elephant/weight/killing/heavy/heaviness/stabbing/agony |
        clutching/clutches/clutched/grabbing/grabbed/grabs/holding chest | heart hurt/hurts/hurting/pain/
        pains/stopping/stopped | ~heart racing/pounding | ~left arm pain/pains/numb/numbness/hurt/hurts/
        hurting/aching/tingling | ?heart attack | ?cardiac arrest |
        ; Stroke | ?stroke | face/mouth droop/droops/drooped/drooping/droopy/dropped/dropping/crooked/
        twisted/lopsided/paralysed/paralyzed/numb/numbness | slurred/slurring/slurs/slur speech/words/
        talking/talk | sudden/suddenly cant/cannot/not speak/talk/see/move/walk/stand |
        sudden/suddenly numb/numbness/weakness/blind/blindness/confused/confusion/dizzy/paralysed/paralyzed/
        collapsed | cant/cannot/couldnt move/feel arm/arms/leg/legs/side/face/body |
        worst/thunderclap headache |
        ; Breath | {_CANT} breath/breathe/breathing/breathin/breth/breathes | >not able breath/breathe |
        cant/cannot/couldnt catch/get/take breath/air | stopped/stops/stopping breathing/breathe |
        struggle/struggling/struggles/fighting/gasping/gasps/trouble/difficulty/difficulties/difficult/hard/
        harder/hurts/problem/problems/labored/laboured breath/breathe/breathing/air |
        short/shortness breath | ~breathless/breathlessness | suffocating/suffocate/suffocates |
        ?asthma attack | inhaler/inhalers/epipen not/isnt/doesnt/wont/didnt work/working/works/help/helping/
        helped | >turning/turned/turns/going/gone/went blue/purple | blue/purple lips/lip | choking/chokes |
        throat closing/closed/swelling | ~throat closes/swells/swell/close | tongue/face/lips/lip
        swelling/swollen/swelled | ~tongue/face/lips/lip swell/swells | ~throat swollen/tight | ~cant/
        cannot swallow | ?allergic reaction |
        ?anaphylaxis/anaphylactic | ?anaphylactic shock |
        ; Blood | bleed/bleeding/bleeds/blood/nosebleed wont/not/doesnt/cant/cannot/isnt/never/cant stop/
        stopping/stops/stopped | bleed/bleeding/bleeds heavy/heavily/lot/lots/bad/badly/severe/severely/
        profusely/death/everywhere/uncontrollably/non/nonstop | blood everywhere/gushing/gushes/pouring/
        spurting/squirting | losing/loosing/lost lot/lots/much/loads blood | >vomit/vomiting/vomited/vomits/
        throwing/threw/throw/coughing/cough/coughed/coughs/spitting/puking/puked up/out/some blood |
        >vomit/vomiting/vomited/vomits/coughing/cough/coughed/coughs/spitting/puking/puked blood |
        pregnant bleeding/bleed | !cut/chopped/sawed/sliced off finger/fingers/arm/hand/leg/toe/thumb/foot |
        !>cut/hit/severed an/my/his/her artery |
        ; Poison and overdose | !drank/drunk/drink/drinking/swallowed/swallow/ate/eaten/eating/ingested
        bleach/antifreeze/poison/battery/batteries/detergent/ammonia/petrol/gasoline/kerosene/pesticide/
        weedkiller/acid/magnet/magnets/chemicals/turpentine/berries/mushroom/mushrooms |
        !swallowed/ate/eaten {PILLS} | ?poison/poisoned/poisoning | !>been/being/got/hes/shes/was/is
        poisoned | carbon monoxide | >gas leak | !took/taken/taking/swallowed/had/injected/gave/given too/
        so many/much {PILLS} | !overdosed/overdosing | ?overdose | !>has/have/hes/shes/just/ive/i od/odd/
        oded/oding |
        ; Fits and consciousness | ?seizure/seizures/convulsion/convulsions | !convulsing/seizing |
        >having/has/took fit/fits | ~>is/hes/shes/keeps/started fitting | foam/foaming/foams mouth |
        shaking stop/uncontrollably | unconscious/unconcious/unresponsive | !collapsed/collapses |
        !>passed/pass/passing/blacked out | ~!fainted/fainting | >wont/cant/cannot/not/isnt/doesnt/didnt
        wake/waking/woken | >not/isnt/wont/doesnt/stopped responding/respond/reacting/react/moving/move |
        >no pulse/heartbeat | head hit/hits/banged/injury/hurt vomit/vomiting/vomited/confused/drowsy/
        bleeding | baby floppy/limp/unresponsive | fever/temperature 40/41/42/104/105/106 |
        stiff neck fever/rash/headache/vomiting |
        ; Birth | >in labour/labor | ?labour/labor | water/waters broke/broken/breaking/burst/gone |
        contraction/contractions minute/minutes/mins/min/every/apart/close/strong/started |
        baby coming/crowning | >see/feel head | baby not/cant/isnt/stopped/hasnt/havent/no/dont moving/move/
        moved/kicking/kicked/kick/movement |
        ; Violence | !>{_WHO} hit/hits/beat/beats/hurt/hurts/punched/punches/kicked/kicks/slapped/strangled/
        choked/attacked/raped/assaulted/abused/abuses/stabbed/shot me/us | >hitting/beating/hurting/
        attacking/strangling/choking/threatening/abusing/raping/punching/kicking/stalking me/us/her |
        !>been/being/got/getting/just/was/were/he/she/hes/shes/is/am/someone stabbed/shot/raped/attacked/
        assaulted/beaten/mugged/abused/strangled/kidnapped/electrocuted | !stabbed/strangled |
        !>kill/stab/shoot/strangle/rape/murder me/us | >going/gonna/wants/want/trying/tried/will/threatened/
        threatens/threatening to hurt/harm/beat me/us | !>has/got/have/with/holding/pulled/hes/shes knife/
        gun | ~not/isnt/dont/arent/unsafe safe | ~unsafe | ?domestic/physical violence/abuse |
        ~scared/afraid/frightened {_WHO} | !>broke/breaking/broken into | intruder |
        ; Accidents | !drowning/electrocuted | !hit/run car/truck/lorry/bus/van/train by/over |
        ?car/road/motorbike/bike crash/accident/wreck | crash/accident/car trapped | >on fire |
        !burnt/burned/scalded/burn badly/bad/severely/boiling/oil/fire/face/acid |
        !fell/fallen/fall roof/ladder/window/balcony/building |
        ; Cries | ~=help me | ~=please help | >someone/somebody/anyone/anybody help |
        >send help/police/someone/somebody/paramedics | =sos | need/want help now/urgent/urgently/
        immediately/asap/quick/quickly/fast | ~=911/999/112/000 | >call/calling/dial/ring/need/get 911/999/
        112/000 | >need/call/send/want/get/calling/sending/please/require/phone/ring/fetch ambulance |
        ambulance now/please/quick/quickly/urgent/urgently/asap/hurry | ?ambulance |
        >this/its/is/it/have emergency | >emergency help/now/please/here | ?emergency |
        >im/am/hes/shes/like/think dying | {_WHO} dying | >going to die | >gonna/will/might/may/about/to
        die now/tonight | >gonna die | breastbone/sternum pain/pressure/ache |
        jaw pain/pains arm/chest/sweating/sweaty/sick | ~palpitations faint/dizzy/pass/breath/sweating |
        ~heart attack symptoms/signs/feels | ~>cant/cannot/couldnt/not/unable speak/see | ~gibberish |
        ~lost/losing/loss vision/sight/eyesight/speech | ~side/half/arm/leg/body/legs/arms numb/paralysed/
        paralyzed/limp | ~side weak/weakness/drooping | stuck throat | wheezing badly/inhaler/breath/
        breathe/cant/worse/bad | ~>is/am/im/hes/shes/are wheezing | breathing worse/worsening/hard/bad/
        badly/difficult/fast/shallow/weird/funny/rapid/laboured/labored/weak |
        baby/son/daughter/skin/face grey/gray/blue | ?bleeding/bleed | ~bleeding through/wound/bandage |
        soaking/soaked/soaks pad/pads/towel/blood | blood vomit/sick | ~blood stool/stools/poo/urine/pee/
        spit/sputum/phlegm | ?haemorrhage/hemorrhage | !haemorrhaging/hemorrhaging | ~miscarrying |
        !drank/drunk/drinking/swallowed/ate/eaten cleaner/pods/pod/perfume/paint/glue/toilet/medicine/vape |
        ~!swallowed | >got/getting into medicine/medicines/pills/cabinet/tablets/cleaning |
        !took/taken/gave/given/take double/twice/triple/wrong dose/doses/tablets/pills/medication/medicine/
        insulin/warfarin/meds | !mixed/mixing pills/drugs/tablets/alcohol/vodka/meds/medication |
        !snake/viper/adder/scorpion/spider/rattlesnake bite/bit/bitten/sting/stung |
        stung/sting/bee/wasp swelling/swollen/breathe/throat/swells | sugar low/lows/dropped/dropping/@/
        crashing shaking/confused/faint/sweating/dizzy/dangerously/passed | >not conscious |
        !lost/losing/loses consciousness | !not/hasnt/wont/isnt come/coming/came round/around |
        doing/started/need cpr | ~rash fever/purple/glass | ~rash not/doesnt/wont/isnt fade/fading/blanch/
        go/going | !fell/fall/fallen cant/cannot/unable move/up/stand/walk | ~=cant/cannot/unable move |
        ~bone sticking/poking/through | electric/electrical shock | chemical/acid/bleach eye/eyes/face |
        boiling/hot water/oil/tea baby/over/on/spilled/spilt | ~burns/burn body/all/badly/bad/severe |
        sudden/suddenly/severe headache/migraine | ~sudden/suddenly/severe pain/painful severe/sharp/
        terrible/intense/sudden/suddenly | ~unbearable/excruciating/agonising/agonizing pain/pains |
        ~danger | ~partner/husband/boyfriend/wife/dad/girlfriend/he/she violent/abusive |
        >wont let me/us leave/out/go | >held/kept/holding me/us/against/hostage will/hostage/prisoner/
        captive | kidnapped/kidnapping/hostage | !>{_WHO} touched/touches/touching/molested/molests/gropes/
        groped me/my/daughter/son | !>{_WHO}/trying/tried/to break/breaking/broken in |
        !>being/am/im/is followed/stalked/chased | shots/gunshots fired/heard | ~!mugged | ~=help/hlp me |
        ~=please/plz/pls help/hlp | ~=urgent | ~>is/its/very urgent | ~urgent help |
        >call/get for/me/us help | need/call/want/get paramedic/paramedics/medic | >life or death |
        ~>crushing feeling/pain/pressure | >bleeding out | accidental/accidentally overdose/overdosed |
        !>{_WHO} odd/od/oded | >been fitting | >babys coming | ~=help please/someone/somebody/anyone/now/
        mum | !fell/fallen pool/water/river/lake/pond/sea | ~house/flat/building/kitchen/car/apartment fire
        | ~smoke everywhere | !drank/drunk/drinking remover/fluid/fuel/shampoo/soap/sanitiser/sanitizer/
        liquid/oil | ~cant/cannot/unable breathe/talk/speak/stand/walk/move suddenly/sudden/anymore |
        ~stab/gunshot/bullet wound | ~=bleeding/unconscious/collapsed/choking/dying/poisoned/stabbed/shot/
        raped/drowning | ~lot/lots/loads/much blood | ~pain arm jaw/neck/chest/shoulder |
        ~passing/pass/passed/blacking/black out | ~vomiting/throwing blood/uncontrollably/nonstop |
        ~>not well/right collapsed/fainted/confused | {_WHO} attacked/attacking/hurting/hitting/beating/
        choking/strangling/threatening/threatened me/us/her/my | !>{_WHO} just hit/punched/stabbed/shot/
        kicked/slapped | ~>he/she/husband/wife/partner/boyfriend/girlfriend/dad/father/mum/ex beats/hits/
        abuses/rapes/hurts | ~abusing/abused/molesting/molested me/us/my/child/daughter/son |
        ~>scared for my life | ~gun/knife pointed/pointing/pointed/head/threatening/threatened |
        chest discomfort/uncomfortable/burning/funny/weird | hives throat/breath/breathe/swelling/face/
        everywhere | ~feel/feeling/going/about/gonna/might faint/fainting/collapse/collapsing |
        ?miscarriage | baby/newborn/infant/child/kid blue/purple/lifeless | ~>hurt/hurts/hurting me |
        ~someone/somebody/stranger/man/intruder house/home/door/apartment | ~stroke/seizure/attack/overdose
        symptoms/signs | !took/taken lot/lots/loads/bunch/handful/whole/bottle pills/xanax/tablets/meds/
        valium/drugs/codeine/alcohol | labor/labour pains/pain/started/starting/begun |
        !broke/broken/fractured hip/neck/skull/back screaming/bone/move/cant/unconscious |
        ~>need/want 911/999/112/er/ambulances | ~pain unbearable/worst/screaming/agony/excruciating |
        ~screaming pain |
        asthma bad/badly/worse/terrible now/today/right/getting | >losing blood | ~>might/may/will/could die |
        ~>not breathing well/right/properly | breathing not/isnt good/right/well | >caught/caught/
        catching fire | clothes/hair/bed fire |
        head hit/hits/banged/injury/hurt/bumped/cracked throwing/sick/puking/dizzy/unconscious/knocked |
        >get/take/bring/rush me/us/him/her to/the er/hospital/ae | floppy/limp fever/temperature/sleepy |
        asthma attack bad/severe/huge/awful/terrible/massive/big | heart palpitations/fluttering/jumping
        stop/dizzy/faint/wont | ~heart beating fast/mad/out/irregular/weird | ~>cant/cannot feel my
        legs/face/arm/hands/side |
        ~heart explode/explodes/exploding/burst/bursting/skipping/irregular/thumping/hammering/clappers/
        flipping |
        ~speech/words/talking/sentences funny/weird/garbled/jumbled/gone/slow/odd/mixed/gibberish |
        ~arm/face/leg/side lift/raise/weird/funny/droopy/heavy/dead/tingly/tingling/floppy/paralysed
        cant/cannot/sudden/suddenly/feels/gone/went/one/whole |
        ~vision/sight/eyesight lost/gone/black/double/vanished/losing | ~breathin/breathing/breathe/breath
        difficulty/difficulties/trouble/shallow/rattling/noisy/raspy/stopping/rapid/weak |
        ~stuck/lodged/caught throat/windpipe/gullet/airway/pipe | ~face/lips/eyes/throat/tongue/mouth puffed/
        puffy/ballooned/ballooning/huge/swole/itching/itchy/tingling up/shut/hives/allergic/after/ate/sting |
        ~clots/clot pregnant/passing/large/big/huge | !took/taken/swallowed/downed/had {_TENS} {PILLS} |
        ~!toddler/baby/child/kid/infant/grandson/wean/daughter/son/one ate/eaten/drank/swallowed/licked/
        chewed tab/tablet/tablets/capsule/plant/bead/beads/pill/pills/dishwasher/washing/liquid/nail/button/
        screw/pin/toy/needle/cigarette/slug/pellets | ~shaking/jerking/twitching all/body/eyes/violently/
        controllably over/rolled/cant/back/limbs | ~eyes rolled/rolling/rolls | ~cant/cannot/wont/not/couldnt
        wake/waken/rouse/awake/wakened her/him/me/up/them/stay | ~out cold | ~>gone/went limp/lifeless/stiff/
        floppy | ~lifeless | ~water/waters went | ~!scalded/scalding | ~!kettle/saucepan/pan/soup/tea/coffee/
        oil/iron/stove/grill burnt/burned/pulled/spilled/spilt/poured/tipped/scalded/caught himself/herself/
        myself/over/arm/hand/baby/toddler/fire | ~chip/kitchen/electrical/pan/oven fire | ~=fire |
        !skull/head/scalp cracked/split/gashed/smashed/fractured/gash blood/open/bleeding/bad/his/her/my |
        ~kicking/banging/smashing/breaking/hammering door/window in/down | ~beating/beat/hitting/battering/
        attacking/strangling/choking/stabbing/killing/hurting/punching {_FAMILY} | ~=mayday | ~=elp/halp/hepl
        me | ~cant/cannot/couldnt smile/grip side/one/arm/hand/suddenly | ~arm leg weak/weakness/numb/
        useless/dead | ~straw/pinhole breathing/breathe/breath | ~wheezy/wheezing/wheeze very/inhaler/really/
        bad/badly/empty | ~nosebleed pouring/gushing/hours/hour/minutes | ~shooting they/theyre/someone/
        people/outside/school | ~=gasping/
        suffocating/seizing/convulsing/strangled/electrocuted | ?car/bike/road crash/accident/collision
        hurt/injured/bleeding/bad/stuck | ~crash/accident/collision hurt/injured/bleeding/unconscious |
        ~=save me/us/him/her | ~life death | ~vice/vise/belt/band/brick/rock chest/heart/ribs |
        ~went/gone/turned/just grey/gray/white hit/floor/down |
        ~pain/pains/ache shooting/spreading/radiating/going/moving/travelling/traveling/down/up
        arm/neck/jaw/shoulder/back/chest | ~cant/cannot/couldnt/not/unable words/sentence/sentences/word/
        sense/talk/speech out/finish/get/string/form/find/make/properly | ~blind/blindness eye/eyes/gone/
        went/going/suddenly/sudden | ~panting/gulping/rasping/gurgling/grunting/heaving
        air/breath/cant/sentence/badly/heavily/noises/baby | ~coffee grounds | ~blood/bloody cough/coughing/
        vomit/vomiting/phlegm/sick/stool/diarrhoea/diarrhea/spitting/spit/mouth/ears/nose | ~smell/smelling/
        smells gas/fumes/smoke dizzy/everyone/strong/sick/headache/headaches/house | ~fits/fit after/another/
        lasting/minutes/again/non/back | ~not/isnt/wont responsive/responding/responds/conscious/alert/
        waking/breathing | ~baby/babys/head/feet/cord see/coming/out/showing/hanging/crowning head/out/cord/
        pushing/bottom | ~cord out/hanging/neck/prolapse | ~need/want push/pushing | ~!pan/oil/water/pot/tea
        boiling/hot/burnt/burned/went/fell/over arm/face/leg/legs/hand/chest/him/her/me/baby |
        ~!>knocked out/unconscious/cold | ~gunshots/gunshot/gunman/gunfire/intruder/burglar/burglars | ~active/mass/school/theres shooter |
        ~strangling/choking/suffocating/convulsing/bleeding/drowning/collapsing/stabbing him/her/me/he/she/
        baby/son/daughter/now/help/someone | ~overdosing/overdosed he/she/i/friend/mate/son/daughter/someone |
        ~cant/cannot/wont feel/move/straighten leg/legs/arm/arms/hands/side |
        ~sweating/sweaty/clammy/grey/pale/ashen chest/pain/collapsed/faint/breath/cold/fainted/nausea |
        ~confused/disoriented/incoherent/delirious suddenly/fever/talking/doesnt/recognise/recognize/fell/
        hit/head | ~attacking/attacked/jumped/mugged/robbed/followed/chased just/now/street/home/outside/
        scared/knife | ~heroin/fentanyl/cocaine/meth/ketamine/ecstasy/mdma/ghb much/bad/took/taken/collapsed/
        wake/passed/unconscious | ~!>been/got/was/getting bitten/stung/electrocuted/crushed/impaled/burned/
        burnt/scalded | ~!crushed/trapped/pinned/impaled/run under/car/machine/hand/leg/arm/over/lorry |
        ~>locked in/myself/me/us | ~!smashed/thrown/punched/beat/battered/slapped/pushed face/stairs/wall/me/
        up/head/down he/she/me/my | ~worst pain/headache | ~turning/going/gone/went/looks grey/gray/pale/
        blue/floppy/stiff/limp/cold/yellow baby/son/daughter/he/she/lips/newborn/suddenly |
        ~hypo/hypoglycemic/hypoglycaemic awake/shaking/having/bad/confused/now/severe |
        ~{_NUMBERS} help/please/now/ambulance/urgent | ~>having stroke/seizure | ~!stroke/seizure
        happened/happening/just | ~collapsed/collapsing/collapse floor/kitchen/suddenly/street/just |
        ~>stopped moving/responding/talking/breathing | ~blood gushing/pumping/pouring/dripping/puddle/pool/
        soaked/soaking/covered/loads/tons | ~gash/cut/wound/artery/stab deep/bone/gushing/open/pumping |
        ~purple/blue turned/turning/went/gone/going/lips/face/fingers | ~sitting/standing/kneeling chest |
        ~bleeding/bleed/spotting weeks/pregnancy/trimester | !>sexually assaulted/abused | ~=hurry/quick/quickly please/help |
        ~=hurry | !>someone/somebody/they/man/burglars broke/breaking/break in | ~airway/airways closing/closed/blocked/swelling | ~=fitting | ~seizure/seizures/fits another/keep/keeps/after/more
        one/having/another/after | ~>giving birth now/here/at | ~>think its/is my heart | ~>come quick/quickly/fast | ~lost/no/losing/without feeling
        side/arm/leg/legs/hand/face/body/down | ~words/speech/talking/sentences wrong/jumbled/muddled/mixed/backwards |
        asthma attack no/without/lost/bad/severe/empty inhaler/inhalers/pump/puffer/breathe/now | ~fitting mins/minutes/min/
        now/again/still/hours | !>shot in the/my/his/her leg/arm/head/chest/back/stomach/foot/shoulder |
        !fell/fallen/fall scaffold/scaffolding/tree/bike/horse/wall/crane | ~!drowned pool/bath/river/lake/sea/pond |
        ~sugar/glucose/level @ vomiting/sick/drowsy/confused/shaking/thirsty | ~temperature/fever @ hallucinating/confused/
        delirious/limp/drowsy/fitting | !drank/drunk/drinking spirit/spirits/alcohol/thinner/thinners son/daughter/child/toddler/baby/kid/white |
        ~>please come/hurry |
        ~crash/crashed/accident help/ambulance | ~sugar/glucose/hypo shaking/shaky/sweating/sweaty/trembling
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
