"""Hear danger in English."""

from __future__ import annotations

from app.intake.cries import DangerWords

_CANT = ">cant/carnt/cannae/canny/canna/cannot/cnt/couldnt/not/hardly/barely/isnt/arent/aint/unable/scarcely"
_SELF = "myself/himself/herself/themselves/themself/meself"
_PILLS = (
    "pill/pills/tablet/tablets/meds/med/medication/medications/medicine/medicines/insulin/paracetamol/tylenol/ibuprofen"
    "/aspirin/drugs/capsules/sertraline/xanax/valium/codeine/tramadol/morphine/methadone/heroin/fentanyl/sleepers/advil"
)
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
        !swallowed/ate/eaten {_PILLS} | ?poison/poisoned/poisoning | !>been/being/got/hes/shes/was/is
        poisoned | carbon monoxide | >gas leak | !took/taken/taking/swallowed/had/injected/gave/given too/
        so many/much {_PILLS} | !overdosed/overdosing | ?overdose | !>has/have/hes/shes/just/ive/i od/odd/
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
        ~clots/clot pregnant/passing/large/big/huge | !took/taken/swallowed/downed/had {_TENS} {_PILLS} |
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
        ~!>knocked out/unconscious/cold | ~gunshots/gunshot/gunman/gunfire/shooter/intruder/burglar/burglars |
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
        ~purple/blue turned/turning/went/gone/going/lips/face/fingers
    """,
    self_harm=f"""
        kill/killing/kil {_SELF} | kms | >want/wants/wanting/ready/prefer/rather/like/hoping to/2/ot/too
        die | >wanna/wana/wanta/rather die | >want/wants/wanna/rather be dead | >wants/want die |
        ~>dont/not/never want to die | !wish dead/died/die/born/gone | !wish never born/existed |
        dont/not/doesnt/never want/wanna/wish live/alive/exist/living | dont/not/doesnt want/wanna be/here
        anymore/longer any | dont/not/doesnt want/wanna here anymore/longer/more | ~=cant go on |
        >cant/cannot go on living/anymore/longer/like | ~cant/cannot/couldnt do/take/live/bear/stand
        anymore/longer/like | no/not/any/lost/without reason/reasons/point/purpose/will live/living/life/
        alive | >nothing to live | not/isnt/aint life/living/live worth | !better off dead/without/gone |
        suicidal | ?suicida | ?suicide | commit/committing/comit/plan/planning/plans/think/thinking/thought/
        thoughts/considering/considered/contemplating/want/attempt/trying/try/about/threaten/threatening/
        threatens/threatened/talking suicide | >end/ending/take/taking/ended my/his/her/own/their life |
        >end/ending/finish/finishing it/everything all/tonight/now | >going/gonna/want/wanna/ready end it |
        hang/hanging/hung/shoot/shooting/stab/stabbing/drown/drowning/unalive/gas/suffocate/strangle/poison/
        poisoning {_SELF} | !cutting/harming/hurting/harm/burning/starving {_SELF} | ~>cut/hurt {_SELF} |
        want/wants/wanna/going/gonna/keep/thinking/might hurt/hurting/harm/harming/cut/cutting {_SELF} |
        gun/knife/rope {_SELF} | !>self harm/harming/harmed/injury/injuring/harms |
        !selfharm/selfharming/selfharmed | slit/slitting/slash/slashed/slashing/cut/cutting/slice wrist/
        wrists/veins/throat | !took/taken/swallowed/downed/necked all/whole/bottle/box/pack/packet/handful/
        loads/bunch/lots/entire/every {_PILLS} | !>took/taken/swallowed/downed @ {_PILLS} |
        !took/taken/taking/take/swallowed overdose/od | jump/jumping/jumped off/from/into/over/under/onto/
        out bridge/train/roof/building/window/cliff/balcony/tracks/traffic | want/going/gonna/wanna/about
        jump bridge/roof/ledge/cliff/balcony/tracks/building | jump/jumping/step/walk front train/car/bus/
        truck/traffic | throw/throwing {_SELF} under/off/front/train/bridge/window |
        ~>goodbye everyone/world/forever/all/everybody | ~>last message/goodbye |
        ~hope/wish/want/let dont/not/never wake | ~sleep/asleep never/not/forever wake | ~sleep forever |
        ~want/wanna/wish disappear/vanish | >done/tired/sick/finished/fed/over living/life |
        >tired/sick being/be alive/here | hate life living/want/end | unalive |
        >hope/deserve/should/let/lemme/must i/me/just/to/we die | >hope/deserve/should/lemme die |
        >thinking/think/thoughts/thought/dream about/of dying/death | >want to be gone |
        want/wanna out life/world | ~burden | ~>nobody/noone/one/anyone would/will miss me |
        !enough life/living | !if/wish/happier/would was/were/am dead/gone | ~no/only way out |
        ~>dont/cant/cannot/not see way out | ~cant/cannot cope | ~cant/cannot take anymore/longer |
        plan/planning/plans end/die/suicide it/die/suicide/life | !suicide/goodbye/farewell note/letter |
        ~pills/tablets hand | >thinking/want/wanna/going/about/of end/ending things/everything |
        edge/ledge bridge/roof/cliff/building/window | ~gonna/going/want/wanna/about/will/ill jump |
        ?noose | rope/noose neck/hang | razor/blade/knife wrist/wrists/skin/neck |
        !gun/pistol head/mouth/temple | blow/blowing brains/head | dont/not/never feel living/alive |
        life/living pointless/meaningless/hopeless/unbearable/worthless | ~my life over | ~goodbye sorry |
        >want/wanna to dei | !wish wasnt/werent/not/isnt alive/here/born/living/around |
        ~cut/cutting arms/legs/thighs/skin/arm | ~>cutting again | going/gonna/want/wanna/will/planning/
        tempted/about take/swallow/overdose all/every/bottle/whole/overdose {_PILLS} |
        ~>going/want/gonna/wanna/plan/planning/tempted to od/overdose | hate being/be alive/living/me |
        whats/no/any/see/dont/cant point/purpose/reason living/life/anything/existing |
        deserve live/living/alive | cant/cannot/dont live/living anymore/like/longer/this |
        ~cant/cannot go living/anymore/like | >dont want this life | ~thoughts/think/thinking/thought
        ending/suicide/dying/death/killing | ~voices/voice kill/die/hurt/harm |
        ~die/dying alone/tonight/today/pain/please/already/now want/wanna/let/need/ready |
        ~hurt/harm/kill {_SELF} | ~suicide help/today/tonight/now/thoughts/plan/feel/feeling/going/way/only/
        want/thinking | ~end pain/suffering/misery want/wanna/need/ready/going |
        ~want/wanna/going/ready/need end/stop pain/suffering/misery/existing |
        >give/giving/gave up on life/living | ~lost will to/live | ~no hope left/anymore/future |
        ~>nothing matters anymore | ~cant/cannot stop crying/hurting/cutting/thinking die/death/anymore/
        myself/suicide | >dont/not deserve live/living | want/wanna life end |
        dont/not want earth/world/planet | ~want/wanna/wants die/dead | ~want/wanna/wants gone/disappear/
        vanish/end forever/everything/all/it/now | ~>danger to myself/himself/herself |
        ~cant/cannot live/living | ~dont/not/never live/living/alive want/wanna/anymore/longer/more/deserve |
        longer want live/alive/exist | ~>no longer want | ~>last night/today/yesterday cut myself |
        ~>dont/cant/not see point | ~top/topping/offing/unaliving/ending/deleting/yeet {_SELF} | ~>off
        {_SELF} |
        ~>do/doing {_SELF} in | ~do/doing/did/try something/anything {_SELF} | ~do/doing something stupid/
        silly/drastic/daft/terrible/rash/bad | ~cant/cannot/dont/not trust/keep {_SELF} safe/alive/alone/
        tonight/around/pills | ~>safe from/with/around {_SELF} | ~nobody/noone/one/anyone/who would/if/will/
        wouldnt care/cares/cry/notice/bothered if/die/died/gone/dead/disappeared/lived | ~better without me |
        ~burn/burns/burning/scratch/scratching/bite/punch/punching {_SELF} cigarette/cigarettes/lighter/
        purpose/feel/cope/deliberately/again | ~standing/sitting/stood/sat/im/at bridge/ledge/cliff/
        rooftop/tracks on/edge/top/over/by | ~pills/tablets/rope/gun/noose/razor/blades/meds ready/saved/
        stockpiled/stockpiling/hoarding/hoarded/counted/counting/lined/front | ~=rope/noose/gun have/got/
        bought/tied | ~want/wish/need it/everything/all/life over/stop/finished | ~tired/exhausted/sick
        fighting/everything/trying/existing/hurting | ~>this/it is/a goodbye | ~>when/after/once im/i
        gone/go |
        ~wont/not/rather be here/around/alive tomorrow/longer/much/morning/christmas/week |
        ~last day/night/hours alive/earth | ~cant/dont/no/not see/have/got future | ~wish/hope/want hit/
        crash/crushes me/i/my car/bus/truck/lorry/train | ~urge/urges/tempted/temptation/craving cut/cutting/
        hurt/harm/die/jump/end/kill | ~want/going/gonna/thinking/tempted crash/drive/steer car/off/into/
        wall/tree/cliff | !purpose/deliberately/intentionally took/cut/overdosed/overdose/crashed/swallowed/
        drank | ~want/wanna/ready join/be/see/with heaven/god | ~>take me lord/god/now |
        ~fed/sick/tired life/living/everything up/of | ~life/living not/nothing/no/isnt/anymore worth/meaning/
        purpose/point | ~existing/exist/existence point/hate/dont/stop/tired/want | ~slitting/slit/hanging/
        overdosing/drowning thinking/thoughts/urge/plan/planning/about | ~relapsed/relapse cutting/harm/
        selfharm/blade | sewerslide/ctb | ~>no one/body needs/wants/loves me anymore/alive/here | ~hopeless
        everything/feel/life/end/completely | ~feel/feeling/am/im worthless/useless die/living/anymore/
        dead/alive | ~>all over soon/tonight | ~worth not/isnt/aint/no/never
        alive/living/life/lifes/existing | ~living/life had/enough/over/finished/through it/with/of |
        ~hope/hoping/pray/praying/wish/wishing wake/morning/die/dead dont/not/never/in/my | ~no/any/little
        point being/me/here/existing/trying/on/alive/carrying in/anymore/going/being/alive/carrying |
        ~slice/slicing/sliced/slashing/carving/burning/burn/scratching/cutting/cut arms/legs/thighs/wrists/
        arm/stomach/wrist my/on/up | ~walk/walking/run/running/step/stepping/lie/lying/jump traffic/road/
        motorway/highway/tracks/train/lorry/cars/sea front/into/on/thinking/want | ~enough/plenty/saved pills/
        tablets/meds/insulin do/die/it/end/kill | ~=do/doing/end/ending it/this tonight/today/now |
        ~!wish/wishing/wished never/not born/existed/alive/woken/here | ~cant/cannot/dont/not/couldnt
        going/carry/carrying/keep/face/continue/bear/fight/hang on/going/another/tomorrow/day/living/
        fighting/anymore/life/days | ~theyd/they/everyone/family/kids/world/people/everybody/youd
        happier/better/easier/relieved without/gone/dead/died | ~>decided to/on end/die/it/kill/go |
        ~ways/way/methods/method die/kill/suicide/painless/painlessly | ~!suicide/goodbye/farewell/
        suicidal note/notes/letter/letters/text/message wrote/written/left/found/sent/writing |
        ~locked/barricaded gun/knife/pills/razor/rope | ~thinking/thought/thoughts/feel/feels/feeling/want
        leaving/leave/escaping/escape/exit/out/rid life/world/earth/planet/existence/myself |
        ~not/dont/isnt/cant worth/deserve/want/need fighting/surviving/breathing/existing/existence/living |
        ~hate/loathe/despise/disgusted/punish/punishing {_SELF} | ~=keep/kept/started/start/been cutting
        | ~=ready go | ~need/want/deserve/should/ought/meant die/dead | ~=kill me/myself | ~dont/cant/not/no/
        cannot see/have/got reason/reasons live/go/continue/carry/stay | ~imagine/imagining/picturing/
        picture/fantasise/fantasising/fantasize/fantasizing jumping/dying/hanging/death/dead/crashing/
        drowning/cutting/killing/suicide | ~saying/say/said goodbyes/farewell | ~head/voices/brain/mind/
        voice/something telling/tells/says/saying jump/die/kill/cut/hurt | ~cant/cannot live with/without
        pain/anymore/guilt/him/her/shame | ~>do it if gun/pills/had/i | ~gun if/took/left it/note/do/had |
        ~!took/taken/swallowed pills/tablets/meds/everything end/die/sleep/forever | ~=>my last night/day/
        hours/message/words | ~>time you/they read | ~>when/if/once you/they read/find
        this/me | ~>ill/will be gone/dead soon/by/tonight/then | ~gone/dead read/reading |
        ~tell love kids/mum/mom/mam/family/wife/husband/them/her/him/children/dad | ~=cant/cannot do this |
        ~death/dying relief/easier/welcome/answer/peace/sweet/come/constantly/think/thinking/want/wish/time/
        only/better | ~sorry everyone/everybody/kids/mum/mom goodbye/bye/cant/cannot/more/anymore/love |
        ~no longer/strength/energy/fight left/go/live/on/in/alive live/on/me/anymore/alive/going |
        ~life/living/alive hate/despise/bother/care/sick/cant/tired being/anymore/to/about |
        ~suicide/suicidal/die/kill/hang/shoot/drown says/said/saying/threatening/texted/told/keeps/wants/
        talking he/she/son/daughter/friend/brother/sister/husband/wife/mum/mom/dad/partner/himself/
        herself | ~>end/finish me/myself
    """,
    history=f"""
        # | year/years/yrs/yr/month/months/decade/decades ago/back/earlier | when i/he/she/we/they/you was/
        were | >age/aged @ | raped/assaulted/abused/attempt/attempted/suicide/stabbed/stroke/attack at @ |
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
        =>drowning in | =>collapsed lung/lungs/disc/arch/vein/veins | =>live alone/with/near/there |
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
        polish/german/portuguese | =>live in/at | =>emergency number/phone/contacts |
        =>labour/labor ward/party/room/induced/lasted/with | >long/short/premature/easy/first labour/labor |
        strokes side | near drowning | =>coming with/to/for/tomorrow/on | =>kill me if | =>beat me at |
        chess/tennis/golf/squash/elbow/carpal/shaving/cooking/football/gym/photos/pictures |
        ceiling/pipe/tap/boiler/gums/period/periods/piles/ward | ~form/question/questions/fill/filling/
        website/address/write/usual/breakfast/diagnosed/risk |
        =appointment urgent/urgently/asap/soon | =cant/cannot/not see wrote/said/sent/words/photo/image/
        glasses/well/clearly/lenses/button/page/screen/link/text/box/option/form/picture/
        list/keyboard/letters/print/board/far/distance/near/menu/appointment | ages/while ago | dentist
        filling/tooth/lip/injection/swollen | =beat cancer | >since the/my/an operation/op/surgery/
        fracture/accident | >with my first/second/third/eldest/youngest/last |
        =dying/died/die/dead/dies phone/battery/laptop/car/signal/plant/goldfish/tablet/ipad | =jump
        shower/bed/bath | drowning/breathless
        pool/cottage/farm
    """,
    at_once="""
        now/currently/today/tonight/moment/sudden/suddenly/just/having/hurry/urgent/urgently/quick/quickly/
        asap/still/yesterday/immediately/happening/started/starting/worse/think |
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
        sports faced fact table cables tables tablet
    """,
)
