"""Understand in English what is set right."""

from __future__ import annotations

from typing import Final

from app.intake.phrase_lists import listed, spoken
from app.intake.slips import SlipWords

SLIPS: Final = SlipWords(
    pardons=listed(
        """no | wait | sorry | soz | oops | whoops | actually | hold on | hang on | oh | ah | hmm | my apologies | excuse me | nope
        | no wait | nearly | forgive me | please"""
    ),
    wrong=listed(
        """wrong | mistake | typo | typed it wrong | meant | mean | mixed | misread | misspelt | misspelled | spelt | spelled | spelling | swapped | backwards
        | slipped | change | changing | please correct | correct my | correct the | correct it | correction | fix | replace | remove | scrap | scratch | instead | should | should be | should say | should read | should have been | must be | must say | needs to be | came out | moved
        | my bad | my mistake | nickname | official | legal | maiden | put me right | upped | just looked | just found | found the"""
    ),
    not_so=spoken(
        "not",
        "isnt/wasnt/never",
        "and not",
        "rather_than/instead_of",
        "i/ wrote/typed/said/swapped/gave you/",
        "i/ have/had/ed/ told you",
        "i/ had/ put",
        "you have/have_me/had",
        "take_out/take_off/scrap/remove/cross_out the/what/",
        "like i",
    ),
    but=spoken(
        "its/it_is/is/was/thats/im/i_am/hes/shes/he_is/she_is/are",
        "change/changed/changing/change_it/needs_changing/correct_my_name/correct_it to",
        "born in/on/",
        "with",
        "but",
        "lives/live/living in/at",
        "moved to",
        "called",
    ),
    missing=listed(
        """also | too | as well | aswell | one more | one other | forgot | forget | forgot to say | forgot to put | forgot to mention | forgotten
        | missing | missed | left out | left off | add | added | adding | just remembered | didn't mention | never mentioned | mention
        | should have gone | wasn't on | isn't there | put that | tell them | slipped my mind | on that list | go on there | didn't put | one last
        | only wrote | only put | i only wrote | i only put | go back | going back | never finished"""
    ),
    around=tuple(
        "name names first middle last family full surname surnames birth birthday born year month day dob date s t c k p y z l m n two letter letters double"
        " address street postcode postal code zip town city number house flat after before above earlier previous going back came as at on off out up by"
        " did do does done dont didnt says said say only there them then than too can u you he she they just now one still use used using all everything else"
        " ok fine except otherwise old new be been being into onto over them our us go gone am married used lol dear luv please pls cos because and or if from"
        " needs end came you your yours yes see seen also his hers husbands wifes sons daughters mums patients ones mine typed wrote noticed told gave finger".split()
    ),
    last=listed("last question | last one | question before | previous question | last answer"),
    tells={
        "allergies": listed(
            "allergic | allergy | allergys | react | reaction | rash | hives | swells | swelling"
        ),
        "medications": listed(
            "take | takes | taking | tablet | tablets | pill | pills | inhaler | injection | injections | patches | drops | meds | medicine | medicines | insulin"
        ),
        "medical_history": listed(
            "had | operation | operations | operated | surgery | removed | illness | illnesses | removed | diagnosed | took my"
        ),
    },
)
