"""Tell talk about the form from answers in Spanish."""

from __future__ import annotations

from typing import Final

from app.intake.phrase_lists import spoken
from app.intake.talk import Talk, TalkWords

TALK: Final = TalkWords(
    kinds={
        Talk.SHOW: spoken(
            "que fue_lo_que/es_lo_que/ puse/escribi/conteste/dije/respondi/mande/anote/apunte/habia_puesto",
            "lo que puse/escribi/conteste/dije/respondi",
            "ver/muestreme/enseñeme/muestrame/enseñame/leer lo_que_puse/mis_respuestas/mi_respuesta",
            "como/cual fue/ mi respuesta",
        ),
        Talk.HERE: spoken(
            "seguir/sigo/continuar/continuo/contestar/contesto/terminar/termino/hacerlo/lo_hago/llenarlo/responder/escribir/quedarme por/ aqui/aca/este_chat/whatsapp",
            "seguir/sigo/continuar/contestar/hacerlo/lo_hago/responder/escribir en el/este/ chat/whatsapp/por_whatsapp",
            "mejor por/ aqui/aca",
            "no puedo/quiero/necesito/uso/se/pude/me_abre/abre usar/abrir/entrar_a/llenar/ la/el/esa/ese/su/ pagina/liga/enlace/link/formulario/internet",
            "ya/aqui regrese/volvi/estoy_de_vuelta/estoy",
        ),
        Talk.PAGE: spoken(
            "prefiero/preferiria/quiero/quisiera/gustaria/mejor/perdi/usar/abrir/mandar/mandeme/mandan/mande/manden/dar/pasar/pasan/necesito/donde_esta/"
            "por/en/con/busco/encuentro/se_me_perdio/otra_vez llenar/hacerlo/contestar/usar/ en/por/ la/el/su/mi/otra/otro/esa/ pagina/liga/enlace/link/formulario/internet/web",
        ),
    },
    said=spoken(
        "ya se/ lo/le/les/te/ dije/habia_dicho/he_dicho/conteste que/",
        "como/ ya/ le/les/te/ dije que/",
    ),
)
