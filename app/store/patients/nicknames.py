"""The short forms of names, so that Bill finds William, and Paco Francisco."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

_CALLED: Final = """
abigail abby gail | abraham abe | adam ad | albert al bert | alexander alex alec xander sasha | alexandra alex sandra sasha
alfred alf fred | alice ali | amanda mandy | andrew andy drew | angela angie | ann anne annie nan | anthony tony ant
archibald archie | arthur art | barbara babs barb | benjamin ben benny | bernard bernie | bridget bridie biddy
caroline carrie caz | catherine cathy kate katie cat | charles charlie chuck | charlotte lottie charlie | christine chris chrissie
christopher chris kit | constance connie | cynthia cindy | daniel dan danny | david dave davy | deborah debbie deb
dennis den | dorothy dot dottie dolly | edward ed eddie ted ned | eleanor ellie nell nora | elizabeth liz lizzie beth betty bess libby eliza lisa
emily em millie | eugene gene | evelyn evie | florence flo flossie | frances fran fanny | francis frank | frederick fred freddie
gabriel gabe | gerald gerry jerry | geoffrey jeff geoff | jeffrey jeff | george georgie | gillian gill jill | gregory greg
harold harry hal | harriet hattie | helen nell nellie | henry harry hank hal | isabella bella izzy | isabel izzy bel | jacob jake
james jim jimmy jamie | jane janie | janet jan | jennifer jen jenny | jessica jess jessie | joan joanie | joanna jo | josephine jo josie
john jack johnny | jonathan jon jonny | joseph joe joey | joshua josh | judith judy jude | julia jules | katherine kate kathy katie kit kitty
kathleen kath kathy | kenneth ken kenny | kimberly kim | laura laurie | lawrence larry laurie | leonard len lenny | leslie les
louis lou louie | lucy lu | madeleine maddie | margaret maggie meg peggy marge daisy greta | martha marty | martin marty | mary molly polly mae
matilda tilly | matthew matt | maximilian max | megan meg | melissa mel | michael mike mick micky | michelle shell | mildred millie
nancy nan | natalie nat | natasha tasha | nathaniel nathan nate nat | nicholas nick nicky | nicola nicky | nigel nige
oliver ollie | olivia liv livvy | pamela pam | patricia pat patty trish tricia | patrick pat paddy | peter pete | philip phil pip
phillip phil pip | rachel rach | raymond ray | rebecca becky becca | reginald reg | richard rick dick rich richie ricky
robert bob rob bobby robbie bert | roger rodge | ronald ron ronnie | rosemary rose rosie | russell russ | samantha sam | samuel sam sammy
sandra sandy | sarah sally sadie | sebastian seb | simon si | sophia sophie | stanley stan | stephanie steph | stephen steve
steven steve | susan sue susie | suzanne sue suzie | teresa terry tess | theresa terry tess | terence terry | theodore ted theo teddy
thomas tom tommy | timothy tim timmy | tobias toby | valerie val | victor vic | victoria vicky tori | vincent vince vinny
virginia ginny | walter walt wally | wilfred wilf | william bill will billy willy liam | winifred winnie freda | zachary zach zak
alberto beto | alejandra ale | alejandro ale jandro | antonio toni tono antonito | beatriz bea | carmen carmina carmela menchu | carolina caro
catalina cata | concepcion concha conchita | consuelo chelo | daniela dani | dolores lola loles | eduardo edu lalo | encarnacion encarna
enrique quique kike | esperanza espe | federico fede | fernando fer nando | francisca paca paqui | francisco paco pancho curro fran kiko paquito
gabriela gabi | graciela chela | gregorio goyo | guadalupe lupe lupita | guillermo guille memo | gustavo tavo | ignacio nacho | isabel isa chabela
jesus chus chuy | joaquin quino ximo | jorge coque | jose pepe pepito chepe | josefa pepa pepita fina | juan juanito juancho | juana juanita
luis lucho | luisa lucha | manuel manolo manu | manuela manoli | margarita marga rita | maria mari maruja | mercedes merche meche
miguel migue | milagros mila | montserrat montse | nicolas nico | pilar pili | rafael rafa | ramon moncho | ricardo ricky | roberto beto
rocio chio | rosario charo chayo | salvador salva chava | santiago santi yago | sebastian sebas | socorro coco | soledad sole | teresa tere maite
tomas tomy | veronica vero | vicente chente | victoria vicky
aleksandra ola | katarzyna kasia | malgorzata gosia | magdalena magda | agnieszka aga | stanislaw stas staszek | wojciech wojtek
muhammad mo | johannes hans jan | matthias matze | friedrich fritz | sigridur sigga | gudrun gunna | jon nonni
"""
"""A name, and the forms that stand for it."""
_SPELT: Final = """
muhammad mohammed mohamed mohammad mohamad muhammed mehmet | yusuf yousef youssef yousuf yosef | ahmad ahmed ahmet
husayn hussein hussain husain huseyin | khadija khadijah hatice | aisha aysha ayesha ayse | fatima fatma fatimah | hassan hasan
ibrahim ebrahim | abdallah abdullah | umar omar | usman osman uthman othman | khaled khalid | mariam maryam miriam meryem
catherine katherine katharine kathryn cathryn katarina | stephen steven stefan | ann anne | geoffrey jeffrey | sara sarah
alan allan allen | brian bryan | philip phillip | mark marc | erik eric | isabel isabelle isobel | elizabeth elisabeth
teresa theresa | nicolas nicholas | sebastian sebastien | jon john | sofia sophia zofia | claire clare | deborah debra
graham graeme | lesley leslie | marion marian | rachel rachael | rebecca rebekah | shaun sean shawn | tracey tracy | vivien vivian
zoe zoey | aleksandra alexandra
"""
"""Spellings of one name, as they are heard on the telephone."""


def _groups(listed: str) -> Iterator[list[str]]:
    return (group.split() for group in listed.strip().replace("\n", "|").split("|"))


@cache
def _called() -> Mapping[str, Sequence[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, *forms in _groups(_CALLED):
        for form in forms:
            found[form].append(name)
    for names in _groups(_SPELT):
        for name in names:
            found[name] += [other for other in names if other != name]
    return found


@cache
def _forms() -> Mapping[str, Sequence[str]]:
    return {name: forms for name, *forms in _groups(_CALLED)}


def also_called(word: str) -> Sequence[str]:
    """Return the names that a short form stands for, and how else a name is spelt."""
    return _called().get(word, ())


def forms_of(word: str) -> Sequence[str]:
    """Return the short forms of a name."""
    return _forms().get(word, ())
