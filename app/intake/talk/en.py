"""Tell talk about the form from answers in English."""

from __future__ import annotations

from typing import Final

from app.intake.phrase_lists import spoken
from app.intake.talk import Talk, TalkWords

TALK: Final = TalkWords(
    kinds={
        Talk.SHOW: spoken(
            "what/which did/have/had i/we put/write/say/said/answer/answered/tell/told/type/typed/give/given/enter/entered/written/send/sent",
            "what i/we/ive/i_have put/wrote/said/answered/told/typed/gave/given/entered/written/sent",
            "show/see/tell/remind me what/my",
            "see/check/read my answers/answer",
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
    },
    said=spoken(
        "as/like/ i/ive/i_have already/just/ told/said/tell/answered/put to/ you/u/ that/twice/before/ already/ its/i_have/",
    ),
)
