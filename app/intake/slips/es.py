"""Understand in Spanish what is set right."""

from __future__ import annotations

from typing import Final

from app.intake.phrase_lists import listed, spoken
from app.intake.slips import SlipWords

SLIPS: Final = SlipWords(
    pardons=listed(
        """no | espere | espera | perdón | perdone | ay | ups | disculpe | disculpa | digo | mejor dicho | oiga | ah | señorita | doctora | mire | mae | casi
        | ay no | no espere"""
    ),
    wrong=listed(
        """mal | equivoqué | equivocado | equivocada | error | errónea | quise decir | quise | quería decir | corrija | corregir | corrección | cambie | cambiar | cambió | cambiaron | mentira | confundí
        | está mal | quedó mal | al revés | apodo | corrector | dedo | corríjalo | corríjala | se escribe | escribe | va con | va sin | quite lo | quite la | quite el | quítele | borre
        | salió | comí una letra | mudé | mudamos | vieja | debe ser | debe decir | debería ser | debería decir | tiene que ser | tendría que ser | la buena es | la nueva es"""
    ),
    not_so=spoken(
        "no es/son/era/soy/fue/vivo/vive en/de/a/al/ la/el/",
        "y/ya/ no tomo/",
        "no",
        "no soy alergico/alergica a/al la/",
        "en_vez_de/en_lugar_de",
        "ahi/arriba/ antes/ puse/dije/escribi/dice/escribio que/",
        "le/les puse/dije",
        "di la/el",
        "quite/borre lo_de/la/el la/el/",
    ),
    but=spoken(
        "es/son/era/fue en/de/del/a/al/la/el/ la/el/",
        "naci/nacio en/el el/",
        "vivo/vive/mude/mudo en/a la/el/",
        "me/se llamo/llama",
        "soy de/",
        "cambiela/cambielo/cambie a/al/por",
        "por",
        "la nueva/buena/correcta es",
        "ponga/pongale",
        "pero",
        "con/sin",
        "se escribe",
        "queda",
        "le hallaron",
    ),
    missing=listed(
        """también | además | aparte | se me olvidó | se me olvidaba | olvidé | se me pasó | se me fue | me faltó | le faltó | faltó | me faltaba | falta | le falta | faltan | agregue | agregar | agréguele
        | agréguelo | añada | añadir | póngale | póngalo | ponga también | me acordé | ahora que me acuerdo | no lo puse | no la puse | no lo había puesto | no lo anoté | no la mencioné
        | no dije | anótelo | súmele | apúntelo | decir que | tmb | me dejé | me dejaba | no salió | no lo dije | y no lo puse | regrese | que agregar"""
    ),
    around=tuple(
        "nombre nombres apellido apellidos segundo primero primer completo fecha nacimiento año mes dia cumpleaños cumplo naci direccion domicilio calle casa codigo postal numero"
        " con sin h s z v x ll eles letra letras dos llevo tengo tiene vivo vive mi mis su sus el la los las lo le les un una de del al a en y o que se me te es son soy"
        " era fue ya ahora antes arriba aqui ahi alla alli mas menos bien todo toda siempre por para porfa favor verdadero otro otra mio mia mama papa esposo esposa hijo"
        " hija ella ellos teclado puesto puse escribi escribir dije dice decir di vieja nueva va van quedo esta estan estoy mal si pero como cuando muy tambien solo"
        " paciente puso salio oficial doña don hay ese esa eso este esto seguir señora acabo pasar oiga gracias lugar poner referencia regaña regañando".split()
    ),
    last=listed("pregunta de antes | pregunta anterior | la anterior | la de antes"),
    tells={
        "allergies": listed(
            "alérgico | alérgica | alergia | alergias | reacción | ronchas | se me cierra | me hincha | se me hincha"
        ),
        "medications": listed(
            "tomo | toma | me tomo | uso | usa | me pongo | me inyecto | pastilla | pastillas | medicinas | medicamentos | inhalador"
        ),
        "medical_history": listed(
            "me operaron | lo operaron | la operaron | operación | operaciones | padezco | padece | tuve | tuvo | me dio | me quitaron | me sacaron | enfermedad | enfermedades | diabética | diabético | hipertensa | hipertenso"
        ),
    },
)
