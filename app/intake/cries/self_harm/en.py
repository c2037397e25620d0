"""Hear self-harm in English."""

from __future__ import annotations

from typing import Final

_DEATH = "die/dying/death/dead/suicide/suicidal/died"
PILLS = (
    "pill/pills/tablet/tablets/meds/med/medication/medications/medicine/medicines/insulin/paracetamol/tylenol/ibuprofen"
    "/codamol/cocodamol/panadol/nurofen/diazepam/zopiclone/temazepam/amitriptyline/propranolol/citalopram/quetiapine"
    "/benzos/oxy/percocet/vicodin/ambien/lithium/melatonin/aspirin/drugs/capsules/sertraline/xanax/valium/codeine/tramadol/morphine/methadone/heroin/fentanyl/sleepers/advil"
)
_SELF = "myself/himself/herself/themselves/themself/meself"
_WILL = (
    "want/wish/wishing/hope/hoping/plan/planning/planned/ready/going/should/deserve/let/rather/pray/praying/decided/ideation"
    "/longing/craving/need/tempted/prefer/welcome"
)

SELF_HARM: Final = f"""
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
    loads/bunch/lots/entire/every {PILLS} | !>took/taken/swallowed/downed @ {PILLS} |
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
    !happier/better/easier/relieved wasnt/werent/isnt around/here | keep/thinking/think/thought/picture
    driving/drive/crashing/crash wall/tree/bridge/cliff/lorry/truck/river | necking/neck all/whole/every {PILLS} |
    ?noose | rope/noose neck/hang | razor/blade/knife wrist/wrists/skin/neck |
    !gun/pistol head/mouth/temple | blow/blowing brains/head | dont/not/never feel living/alive |
    life/living pointless/meaningless/hopeless/unbearable/worthless | ~my life over | ~goodbye sorry |
    >want/wanna to dei | !wish wasnt/werent/not/isnt alive/here/born/living/around |
    ~cut/cutting arms/legs/thighs/skin/arm | ~>cutting again | going/gonna/want/wanna/will/planning/
    tempted/about take/swallow/overdose all/every/bottle/whole/overdose {PILLS} |
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
    herself | ~>end/finish me/myself | ~cant/cannot/couldnt stop/quit cutting/harming/burning/hurting |
    ~>hoping/hope/praying/pray/wishing i die/dont/never | ~about to overdose/jump/die/kill/end |
    ~>feel/feeling/felt like cutting/dying/hanging/burning/disappearing/overdosing | ~>wont/never see/hear me/from again |
    ~>this is the end/goodbye | ~jump/jumping/step/stepping/throw/walk front tube/metro/subway/tram/lorry |
    !bullet head/brain/mouth/temple/skull | ~>better dead | ~{_WILL} {_DEATH} |
    ~not/dont/cant/cba/longer/never/nothing/stop live/living/alive/existing/exist |
    ~gun/shotgun/pistol/rifle/revolver have/got/house/thinking/use/tonight/loaded | ~rope/noose/razor/blades
    bought/got/tied/ready/neck/garage/have | ~purpose/deliberately/intentionally burn/burnt/burned/hurt/hit/injured/
    scratched/harmed/harm | ~almost/nearly/about/tempted jumped/jump/stepped | ~walk/walked/ran/run/stepped/lay/lie/
    drove traffic/tracks/motorway/tree/wall | ~shoot/blow/blowing/smash brains | ~>how to kill/die/hang/overdose/suffocate |
    ~goodbye/goodbyes/farewell family/kids/letters/letter/everyone/texted/said/written/wrote/forever/world/pills |
    ~>forgive me | ~>got the pills/tablets/rope here/ready | >might/may/could/should/will/gonna end it | ~planet/earth/world shouldnt/dont/be/belong be/on/here |
    ~slash/slashed/slashing/slit/sliced arms/arm/legs/thighs/wrists/stomach | ~hanging/hang answer/only/garage/tree/rope/beam |
    ~!disappointed/wish/gutted/sad woke/woken/wake | ~goodbye love/sorry all/you | ~look/care/mind/feed when/once/after gone/dead | ~world/earth isnt/not/leaving/leave me/it/behind |
    ~took/taken/swallowed @ because/cant/die/sleep/end | ~scratch/pick/hit/cut/bite bleed/bleeding/blood until/till |
    ~whats/no/any/see/wheres point/purpose/use/reason alive/existing/breathing
"""
