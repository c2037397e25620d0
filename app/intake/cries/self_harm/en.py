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
    kill/killing/kil {_SELF} | kms | >want/wants/wanting/ready/prefer/rather/like/hoping to/2/ot/too die | >wanna/
    wana/wanta/rather die | >want/wants/wanna/rather be dead | !wish never born/existed | dont/not/doesnt/never
    want/wanna/wish live/alive/exist/living | dont/not/doesnt want/wanna here anymore/longer/more | ~cant/cannot/
    couldnt do/take/live/bear/stand anymore/longer/like | no/not/any/lost/without reason/reasons/point/purpose/will
    live/living/life/alive | >nothing to live | not/isnt/aint life/living/live worth | !better off dead/without/gone
    | suicidal | ?suicida | ?suicide | commit/committing/comit/plan/planning/plans/think/thinking/thought/thoughts/
    considering/considered/contemplating/want/attempt/trying/try/about/threaten/threatening/threatens/threatened/
    talking suicide | >end/ending/take/taking/ended my/his/her/own/their life | >end/ending/finish/finishing it/
    everything all/tonight/now | >going/gonna/want/wanna/ready end it | hang/hanging/hung/shoot/shooting/stab/
    stabbing/drown/drowning/unalive/gas/suffocate/strangle/poison/poisoning {_SELF} | !cutting/harming/hurting/harm/
    burning/starving {_SELF} | ~>cut/hurt {_SELF} | want/wants/wanna/going/gonna/keep/thinking/might hurt/hurting/
    harm/harming/cut/cutting {_SELF} | !selfharm/selfharming/selfharmed | slit/slitting/slash/slashed/slashing/cut/
    cutting/slice wrist/wrists/veins/throat | !took/taken/swallowed/downed/necked all/whole/bottle/box/pack/packet/
    handful/loads/bunch/lots/entire/every {PILLS} | !>took/taken/swallowed/downed @ {PILLS} | !took/taken/taking/
    take/swallowed overdose/od | want/going/gonna/wanna/about jump bridge/roof/ledge/cliff/balcony/tracks/building |
    jump/jumping/step/walk front train/car/bus/truck/traffic | >done/tired/sick/finished/fed/over living/life |
    >tired/sick being/be alive/here | unalive | >hope/deserve/should/let/lemme/must i/me/just/to/we die | >thinking/
    think/thoughts/thought/dream about/of dying/death | ~burden | ~>nobody/noone/one/anyone would/will miss me |
    !if/wish/happier/would was/were/am dead/gone | ~no/only way out | !suicide/goodbye/farewell note/letter |
    >thinking/want/wanna/going/about/of end/ending things/everything | ~gonna/going/want/wanna/about/will/ill jump |
    rope/noose neck/hang | !gun/pistol head/mouth/temple | blow/blowing brains/head | life/living pointless/
    meaningless/hopeless/unbearable/worthless | ~goodbye sorry | ~cut/cutting arms/legs/thighs/skin/arm | ~>cutting
    again | ~>going/want/gonna/wanna/plan/planning/tempted to od/overdose | hate being/be alive/living/me | cant/
    cannot/dont live/living anymore/like/longer/this | ~cant/cannot go living/anymore/like | ~end pain/suffering/
    misery want/wanna/need/ready/going | ~top/topping/offing/unaliving/ending/deleting/yeet {_SELF} | ~>off {_SELF}
    | ~nobody/noone/one/anyone/who would/if/will/wouldnt care/cares/cry/notice/bothered if/die/died/gone/dead/
    disappeared/lived | ~better without me | ~burn/burns/burning/scratch/scratching/bite/punch/punching {_SELF}
    cigarette/cigarettes/lighter/purpose/feel/cope/deliberately/again | ~standing/sitting/stood/sat/im/at bridge/
    ledge/cliff/rooftop/tracks on/edge/top/over/by | ~pills/tablets/rope/gun/noose/razor/blades/meds ready/saved/
    stockpiled/stockpiling/hoarding/hoarded/counted/counting/lined/front | ~>this/it is/a goodbye | ~last day/night/
    hours alive/earth | ~cant/dont/no/not see/have/got future | ~!wish/wishing/wished never/not born/existed/alive/
    woken/here | ~cant/cannot/dont/not/couldnt going/carry/carrying/keep/face/continue/bear/fight/hang on/going/
    another/tomorrow/day/living/fighting/anymore/life/days | ~=keep/kept/started/start/been cutting | ~dont/cant/
    not/no/cannot see/have/got reason/reasons live/go/continue/carry/stay | ~cant/cannot live with/without pain/
    anymore/guilt/him/her/shame | ~=>my last night/day/hours/message/words | ~gone/dead read/reading | ~>end/finish
    me/myself | ~cant/cannot/couldnt stop/quit cutting/harming/burning/hurting | ~about to overdose/jump/die/kill/
    end | ~>better dead | ~{_WILL} {_DEATH} | ~not/dont/cant/cba/longer/never/nothing/stop live/living/alive/
    existing/exist | ~gun/shotgun/pistol/rifle/revolver have/got/house/thinking/use/tonight/loaded | ~rope/noose/
    razor/blades bought/got/tied/ready/neck/garage/have | ~almost/nearly/about/tempted jumped/jump/stepped | >might/
    may/could/should/will/gonna end it | ~planet/earth/world shouldnt/dont/be/belong be/on/here | ~goodbye love/
    sorry all/you
"""
