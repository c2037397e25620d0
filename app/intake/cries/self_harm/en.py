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
    wana/wanta/rather die | no/not/any/lost/without reason/reasons/point/purpose/will live/living/life/alive | not/
    isnt/aint life/living/live worth | !better off dead/without/gone | suicidal | ?suicida | ?suicide | commit/committing/
    comit/plan/planning/plans/think/thinking/thought/thoughts/considering/considered/contemplating/want/attempt/
    trying/try/about/threaten/threatening/threatens/threatened/talking suicide | >end/ending/take/taking/ended my/
    his/her/own/their life | >end/ending/finish/finishing it/everything all/tonight/now | hang/hanging/hung/shoot/
    shooting/stab/stabbing/drown/drowning/unalive/gas/suffocate/strangle/poison/poisoning {_SELF} | !cutting/
    harming/hurting/harm/burning/starving {_SELF} | ~>cut/hurt {_SELF} | !selfharm/selfharming/selfharmed | slit/
    slitting/slash/slashed/slashing/cut/cutting/slice wrist/wrists/veins/throat | !took/taken/swallowed/downed/
    necked all/whole/bottle/box/pack/packet/handful/loads/bunch/lots/entire/every {PILLS} | >done/tired/sick/
    finished/fed/over living/life | unalive | ~>nobody/noone/one/anyone would/will miss me | ~gonna/going/want/
    wanna/about/will/ill jump | life/living pointless/meaningless/hopeless/unbearable/worthless | ~goodbye sorry |
    ~cut/cutting arms/legs/thighs/skin/arm | ~>cutting again | ~>going/want/gonna/wanna/plan/planning/tempted to od/
    overdose | cant/cannot/dont live/living anymore/like/longer/this | ~top/topping/offing/unaliving/ending/
    deleting/yeet {_SELF} | ~>off {_SELF} | ~pills/tablets/rope/gun/noose/razor/blades/meds ready/saved/stockpiled/
    stockpiling/hoarding/hoarded/counted/counting/lined/front | ~>this/it is/a goodbye | ~cant/cannot/dont/not/
    couldnt going/carry/carrying/keep/face/continue/bear/fight/hang on/going/another/tomorrow/day/living/fighting/
    anymore/life/days | ~=keep/kept/started/start/been cutting | ~>end/finish me/myself | ~cant/cannot/couldnt stop/
    quit cutting/harming/burning/hurting | ~about to overdose/jump/die/kill/end | ~{_WILL} {_DEATH} | ~rope/noose/
    razor/blades bought/got/tied/ready/neck/garage/have | ~goodbye love/sorry all/you
"""
