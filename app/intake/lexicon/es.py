"""Understand Spanish."""

from __future__ import annotations

from app.intake.keywords import Keyword
from app.intake.lexicon import DangerWords, Lexicon, listed

_HURT = "dolor/dolores/duele/doliendo/duelen/dolio/dolro/doler/duela"
_BREATHE = "respirar/respira/respiro/respirando/rrespirar/respiracion"
_GOING = "poniendo/pone/puso/esta/pusieron/puesto/ponen"
_DRANK = "tomo/tomado/tomaron/bebio/bebido/bebi/trago/tragado/trague/tome/comio/comido/comi/ingirio/ingerido/ingeri/tomando"
_PILLS = (
    "pastilla/pastillas/pildoras/pildora/comprimidos/tabletas/paracetamol/medicamentos/medicinas/ibuprofeno/clonazepam"
    "/somniferos/calmantes/lorazepam/diazepam/aspirinas/antidepresivos/capsulas/pepas/medicacion/insulina/rivotril"
)
_WHO = (
    "marido/esposo/esposa/mujer/pareja/novio/novia/padre/madre/papa/mama/hijo/hija/hermano/hermana/padrastro/hombre/ex"
    "/abuelo/abuela/tio/tia/bebe/nino/nina/amigo/amiga"
)

LEXICON = Lexicon(
    code="es",
    keywords={
        Keyword.STOP: listed(
            """PARAR | PARE | PARA YA | PAREN | ALTO | BASTA | BASTA YA | YA BASTA | BAJA | DARME DE BAJA | DAR DE BAJA
            | DEME DE BAJA | DENME DE BAJA | DÉME DE BAJA | DAME DE BAJA | QUIERO DARME DE BAJA | QUIERO LA BAJA
            | ME QUIERO DAR DE BAJA | ME DOY DE BAJA | QUISIERA DARME DE BAJA | SOLICITO LA BAJA | DESUSCRIBIR
            | DESUSCRIBIRME | DESUSCRIBIRSE | QUIERO DESUSCRIBIRME | DESUSCRÍBANME | DESUSCRÍBEME
            | CANCELAR | CANCELA | CANCELE | CANCELEN | DETENER | DETÉNGANSE | DETENGA | DETENTE | SALIR | ME SALGO
            | QUIERO SALIR | REVOCAR | NO MÁS MENSAJES | NO QUIERO MÁS MENSAJES | NO QUIERO MENSAJES
            | NO QUIERO ESTOS MENSAJES | NO QUIERO RECIBIR MÁS MENSAJES | NO QUIERO RECIBIR MENSAJES
            | YA NO QUIERO MENSAJES | YA NO QUIERO RECIBIR MENSAJES | NO ME ESCRIBAN MÁS | NO ME ESCRIBA MÁS
            | NO ME ESCRIBAN | NO ME ESCRIBA | NO ME ESCRIBAS | NO ME ESCRIBAS MÁS | YA NO ME ESCRIBAN
            | NO ME MANDEN MÁS MENSAJES | NO ME MANDE MÁS MENSAJES | NO ME ENVÍEN MÁS MENSAJES
            | NO ME ENVÍE MÁS MENSAJES | NO ME MANDEN MENSAJES | NO ME ENVÍEN MENSAJES | NO MANDEN MÁS MENSAJES
            | NO ENVÍEN MÁS MENSAJES | DEJEN DE ESCRIBIRME | DEJE DE ESCRIBIRME | DEJA DE ESCRIBIRME
            | DEJEN DE MANDARME MENSAJES | DEJE DE MANDARME MENSAJES | DEJEN DE ENVIARME MENSAJES
            | DEJE DE ENVIARME MENSAJES | DEJEN DE MOLESTAR | DEJE DE MOLESTAR | NO MOLESTEN | NO MOLESTEN MÁS
            | NO ME MOLESTEN | NO ME MOLESTEN MÁS | DÉJENME EN PAZ | DÉJEME EN PAZ | DÉJAME EN PAZ
            | BÓRRENME DE LA LISTA | BÓRREME DE LA LISTA | QUÍTENME DE LA LISTA | QUÍTEME DE LA LISTA | BORREN MI NÚMERO
            | BORRE MI NÚMERO"""
        ),
        Keyword.START: listed("EMPEZAR | INICIAR | COMENZAR | REANUDAR | ALTA | DARME DE ALTA"),
        Keyword.HELP: listed(
            """AYUDA | AYÚDAME | AYÚDEME | AYÚDENME | NECESITO AYUDA | NECESITO QUE ME AYUDE | ME PUEDE AYUDAR
            | ME PUEDES AYUDAR | PUEDE AYUDARME | PUEDES AYUDARME | ME AYUDA | INFORMACIÓN | SOPORTE | MENÚ | OPCIONES
            | QUÉ PUEDO ESCRIBIR | QUÉ PUEDO HACER"""
        ),
        Keyword.BACK: listed(
            "ATRÁS | VOLVER | REGRESAR | VOLVER ATRÁS | IR ATRÁS | PREGUNTA ANTERIOR | LA ANTERIOR | ANTERIOR | DESHACER"
        ),
        Keyword.RESTART: listed(
            """REINICIAR | EMPEZAR DE NUEVO | EMPEZAR OTRA VEZ | COMENZAR DE NUEVO | COMENZAR OTRA VEZ | VOLVER A EMPEZAR
            | VOLVER A COMENZAR | EMPEZAR DESDE EL PRINCIPIO | EMPEZAR DE CERO"""
        ),
        Keyword.SKIP: listed("OMITIR | SALTAR | SALTARLA | OMITIRLA | SALTAR ESTA | PASAR"),
        Keyword.DONE: listed(
            """LISTO | LISTA | YA LISTO | ESTOY LISTO | ESTOY LISTA | YA ESTOY | HECHO | TERMINÉ | YA TERMINÉ
            | HE TERMINADO | YA HE TERMINADO | TERMINADO | TERMINADA | ACABÉ | YA ACABÉ | HE ACABADO | FIN | FINAL
            | FINALIZAR | FINALICÉ | TERMINAR | YA ESTÁ | YA ESTÁ TODO | YA ESTARÍA | YA ES TODO | ESO ES TODO
            | ESO SERÍA TODO | SERÍA TODO | ESO FUE TODO | CON ESO ES TODO | CON ESO YA ESTÁ | ES TODO | ESO ES
            | ESO ES TODO LO QUE TOMO | ESO ES TODO LO QUE TENGO | ES TODO LO QUE TOMO | ES TODO LO QUE TENGO
            | CREO QUE ES TODO | CREO QUE YA | CREO QUE YA ESTÁ | CREO QUE ESO ES TODO | Y YA | Y YA ESTÁ | Y NADA MÁS
            | NADA MÁS | NO MÁS | YA NO MÁS | YA NO HAY MÁS | NINGUNO MÁS | NINGUNA MÁS | NINGUNA OTRA | NINGÚN OTRO | NO HAY MÁS | NO TENGO MÁS | NO TOMO MÁS
            | NO TOMO NADA MÁS | NO TENGO NADA MÁS | NO HAY NADA MÁS | SOLO ESO | SÓLO ESO | SOLAMENTE ESO | ESO NADA MÁS
            | NADA MÁS QUE ESO | NO NADA MÁS | COMPLETO | TODO LISTO | ESTÁ TODO | Y ESO ES TODO | Y ESO"""
        ),
        Keyword.NONE: listed(
            """NINGUNO | NINGUNA | NADA | NO | NO TENGO | NO TOMO | N/A | NO APLICA | NO APLICABLE | NO PROCEDE | CERO
            | ESTOY SANO | ESTOY SANA | ESTOY BIEN | ESTOY BIEN DE SALUD | TODO BIEN | TODO NORMAL | SANO | SANA
            | LA VERDAD QUE NO | LA VERDAD ES QUE NO | LA VERDAD QUE NADA | ME PARECE QUE NO"""
        ),
        Keyword.REVIEW: listed("REVISAR | VER | LEER"),
        Keyword.EDIT: listed("CAMBIAR | EDITAR | CORREGIR | MODIFICAR | CAMBIE | CAMBIA | CORRIJA"),
        Keyword.SEND: listed(
            """ENVIAR | MANDAR | ENVÍAR | ENVÍALO | ENVÍELO | MÁNDALO | MÁNDELO | ENVIARLO | MANDARLO | ENVÍA | ENVÍE
            | ENVÍELAS | ENVIARLAS | ENVIAR YA | CONFIRMAR | CONFIRMO | CONFIRMADO"""
        ),
        Keyword.LANGUAGE: listed(
            "IDIOMA | CAMBIAR IDIOMA | CAMBIAR DE IDIOMA | CAMBIAR EL IDIOMA | OTRO IDIOMA | LENGUA | LENGUAJE"
        ),
        Keyword.PRIVACY: listed("PRIVACIDAD | TEXTO DE PRIVACIDAD | POLÍTICA DE PRIVACIDAD"),
        Keyword.GO_ON: listed(
            """SEGUIR | CONTINUAR | SIGA | SIGAMOS | SEGUIMOS | CONTINÚE | CONTINÚA | CONTINUEMOS | CONTINUAMOS | ADELANTE
            | QUIERO SEGUIR | QUIERO CONTINUAR | SIGUIENTE | LA SIGUIENTE | SIGUIENTE PREGUNTA | PROSEGUIR
            | SÍ SEGUIMOS | SÍ CONTINUAR | SÍ SEGUIR"""
        ),
        Keyword.DONT_KNOW: listed(
            """NO SÉ | NO LO SÉ | NO LA SÉ | NO LO SE BIEN | NI IDEA | NO TENGO IDEA | NO TENGO NI IDEA | LO DESCONOZCO
            | DESCONOZCO | DESCONOCIDO | DESCONOCIDA | NO SABE | NO LO SABE | NO SABEMOS | NO LO SABEMOS
            | NO RECUERDO | NO LO RECUERDO | NO LA RECUERDO | NO ME ACUERDO | NO ME RECUERDO | NO SABRÍA DECIRLE
            | NO SABRÍA DECIR | NO SABRÍA | NO ESTOY SEGURO | NO ESTOY SEGURA | SE ME OLVIDÓ | SE ME HA OLVIDADO"""
        ),
        Keyword.MY_DATA: listed(
            """MIS DATOS | COPIA DE MIS DATOS | UNA COPIA DE MIS DATOS | QUIERO MIS DATOS | QUIERO UNA COPIA DE MIS DATOS
            | ENVÍENME MIS DATOS"""
        ),
        Keyword.DELETE_MY_DATA: listed(
            """BORRAR MIS DATOS | ELIMINAR MIS DATOS | SUPRIMIR MIS DATOS | BORREN MIS DATOS | BORRE MIS DATOS
            | BORRA MIS DATOS | ELIMINE MIS DATOS | ELIMINEN MIS DATOS | QUIERO BORRAR MIS DATOS
            | QUIERO QUE BORREN MIS DATOS | QUIERO QUE ELIMINEN MIS DATOS | BORREN TODO | BORRAR TODO | BORRE TODO"""
        ),
        Keyword.WITHDRAW: listed(
            """RETIRAR | RETIRAR CONSENTIMIENTO | RETIRAR MI CONSENTIMIENTO | RETIRO MI CONSENTIMIENTO
            | RETIRO EL CONSENTIMIENTO | QUIERO RETIRAR MI CONSENTIMIENTO | QUIERO RETIRAR EL CONSENTIMIENTO
            | RETIRO CONSENTIMIENTO | REVOCO MI CONSENTIMIENTO | REVOCAR MI CONSENTIMIENTO
            | REVOCAR CONSENTIMIENTO | REVOCO EL CONSENTIMIENTO | QUIERO REVOCAR MI CONSENTIMIENTO
            | YA NO ACEPTO | YA NO ESTOY DE ACUERDO | ANULO MI CONSENTIMIENTO"""
        ),
        Keyword.NOT_ME: listed(
            """NÚMERO EQUIVOCADO | EL NÚMERO ESTÁ EQUIVOCADO | ESTE NÚMERO ESTÁ EQUIVOCADO | ES UN NÚMERO EQUIVOCADO
            | TIENE EL NÚMERO EQUIVOCADO | TIENEN EL NÚMERO EQUIVOCADO | ESTÁ EQUIVOCADO DE NÚMERO
            | SE EQUIVOCÓ DE NÚMERO | SE HA EQUIVOCADO DE NÚMERO | SE HAN EQUIVOCADO DE NÚMERO | SE EQUIVOCARON DE NÚMERO
            | NO SOY YO | ESE NO SOY YO | ESA NO SOY YO | ESTE NO SOY YO | ESTA NO SOY YO | PERSONA EQUIVOCADA
            | SE EQUIVOCA DE PERSONA | SE EQUIVOCÓ DE PERSONA | SE HA EQUIVOCADO DE PERSONA | NO SOY EL PACIENTE
            | NO SOY LA PACIENTE | NO SOY PACIENTE | YO NO SOY PACIENTE"""
        ),
        Keyword.PERSON: listed(
            """PERSONA | UNA PERSONA | UN HUMANO | HUMANO | AGENTE | OPERADOR | OPERADORA | RECEPCIÓN | PERSONA REAL
            | UNA PERSONA REAL | HABLAR CON UNA PERSONA | HABLAR CON ALGUIEN | HABLAR CON UN HUMANO
            | HABLAR CON UN MÉDICO | HABLAR CON UN DOCTOR | HABLAR CON UNA DOCTORA | HABLAR CON UNA ENFERMERA
            | HABLAR CON EL DOCTOR | HABLAR CON LA DOCTORA | QUIERO HABLAR | QUIERO HABLAR CON UNA PERSONA
            | QUIERO HABLAR CON ALGUIEN | QUIERO HABLAR CON UN HUMANO | QUIERO HABLAR CON EL DOCTOR
            | QUIERO HABLAR CON UN DOCTOR | QUIERO HABLAR CON UN MÉDICO | QUIERO HABLAR CON LA DOCTORA
            | NECESITO HABLAR CON UNA PERSONA | NECESITO HABLAR CON ALGUIEN | QUISIERA HABLAR CON UNA PERSONA
            | QUISIERA HABLAR CON ALGUIEN | ME GUSTARÍA HABLAR CON ALGUIEN | PUEDO HABLAR CON UNA PERSONA
            | PUEDO HABLAR CON ALGUIEN | PUEDO HABLAR CON UN MÉDICO | PUEDO HABLAR CON EL DOCTOR
            | LLÁMEME | LLÁMENME | LLÁMAME | ME LLAMAN | ME PUEDE LLAMAR | ME PUEDEN LLAMAR | ME PUEDES LLAMAR
            | PUEDE LLAMARME | PUEDEN LLAMARME | QUE ME LLAMEN | QUIERO QUE ME LLAMEN | ME PODRÍAN LLAMAR
            | ME PODRÍA LLAMAR | TELÉFONO | SU TELÉFONO | EL TELÉFONO | NÚMERO DE TELÉFONO | CUÁL ES EL TELÉFONO
            | CUÁL ES SU TELÉFONO | CUÁL ES SU NÚMERO"""
        ),
        Keyword.WHY: listed(
            """POR QUÉ | PORQUÉ | POR QUÉ PREGUNTA | POR QUÉ PREGUNTAN | POR QUÉ ME PREGUNTA | POR QUÉ ME PREGUNTAN
            | POR QUÉ PREGUNTA ESO | POR QUÉ PREGUNTAN ESO | POR QUÉ ME PREGUNTA ESO | POR QUÉ ME PREGUNTAN ESO
            | POR QUÉ LO PREGUNTA | POR QUÉ LO PREGUNTAN | POR QUÉ NECESITA ESO | POR QUÉ NECESITAN ESO
            | POR QUÉ LO NECESITA | POR QUÉ LO NECESITAN | POR QUÉ NECESITAN SABER ESO | POR QUÉ QUIEREN SABER ESO
            | POR QUÉ QUIERE SABERLO | POR QUÉ QUIEREN SABERLO | PARA QUÉ | PARA QUÉ ES | PARA QUÉ ES ESTO
            | PARA QUÉ ES ESO | PARA QUÉ LO NECESITA | PARA QUÉ LO NECESITAN | PARA QUÉ NECESITA ESO
            | PARA QUÉ NECESITAN ESO | PARA QUÉ QUIERE SABERLO | PARA QUÉ QUIEREN SABERLO | PARA QUÉ LO QUIERE
            | PARA QUÉ LO QUIEREN | PARA QUÉ SIRVE | PARA QUÉ SIRVE ESTO | QUÉ ES ESTO | DE QUÉ SE TRATA
            | POR QUÉ TANTAS PREGUNTAS | ES NECESARIO"""
        ),
        Keyword.HOW_LONG: listed(
            """CUÁNTO DURA | CUÁNTO DURA ESTO | CUÁNTO TARDA | CUÁNTO TARDA ESTO | CUÁNTO SE TARDA | CUÁNTO TIEMPO
            | CUÁNTO TIEMPO ES | CUÁNTO TIEMPO DURA | CUÁNTO TIEMPO TARDA | CUÁNTO TIEMPO TOMA | CUÁNTO FALTA
            | FALTA MUCHO | QUEDA MUCHO | CUÁNTO QUEDA | CUÁNTAS PREGUNTAS | CUÁNTAS PREGUNTAS SON
            | CUÁNTAS PREGUNTAS HAY | CUÁNTAS PREGUNTAS FALTAN | CUÁNTAS FALTAN | CUÁNTAS QUEDAN | CUÁNTAS MÁS | ES LARGO
            | ES MUY LARGO | VA A TARDAR MUCHO"""
        ),
        Keyword.ROBOT: listed(
            """ROBOT | UN ROBOT | BOT | UN BOT | ES UN ROBOT | ES USTED UN ROBOT | USTED ES UN ROBOT | ERES UN ROBOT
            | ES UN BOT | ERES UN BOT | ES USTED UN BOT | ES UNA MÁQUINA | ERES UNA MÁQUINA | ES USTED UNA MÁQUINA
            | ES UNA PERSONA | ES USTED UNA PERSONA | ES USTED HUMANO | ERES UNA PERSONA | ERES HUMANO | ES HUMANO
            | ES UNA PERSONA REAL | ES USTED UNA PERSONA REAL | ERES REAL | ES ESTO UN ROBOT | ESTO ES UN ROBOT
            | ESTO ES UN BOT | ESTO ES AUTOMÁTICO | ES AUTOMÁTICO | ES UNA IA | ESTOY HABLANDO CON UN ROBOT
            | ESTOY HABLANDO CON UNA PERSONA | HABLO CON UN ROBOT | HABLO CON UNA PERSONA | HABLO CON UNA MÁQUINA
            | QUIÉN ES | QUIÉN ES USTED | QUIÉN ERES | QUIÉNES SON | QUIÉNES SON USTEDES | CON QUIÉN HABLO
            | CON QUIÉN ESTOY HABLANDO | QUIÉN ME ESCRIBE | HAY ALGUIEN | HAY ALGUIEN AHÍ"""
        ),
        Keyword.WHO_SEES: listed(
            """QUIÉN VE ESTO | QUIÉN LO VE | QUIÉN VE MIS RESPUESTAS | QUIÉN VE MIS DATOS | QUIÉN PUEDE VER ESTO
            | QUIÉN PUEDE VERLO | QUIÉN PUEDE VER MIS DATOS | QUIÉN PUEDE VER MIS RESPUESTAS | QUIÉN VA A VER ESTO
            | QUIÉN LO VA A VER | QUIÉN LEE ESTO | QUIÉN LO LEE | QUIÉN LEE MIS RESPUESTAS | QUIÉN PUEDE LEER ESTO
            | QUIÉN VA A LEER ESTO | QUIÉN RECIBE ESTO | QUIÉN LO RECIBE | A DÓNDE VA ESTO | ADÓNDE VA ESTO
            | DÓNDE VA ESTO | ES SEGURO | ESTO ES SEGURO | ES PRIVADO | ESTO ES PRIVADO | ES CONFIDENCIAL
            | ESTO ES CONFIDENCIAL | QUIÉN TIENE ACCESO"""
        ),
    },
    nothing=tuple("no ningun ninguno ninguna ningunos ningunas nada sin nunca tampoco cero".split()),
    nothing_about=tuple(
        "a al de del en el la los las lo y o ni que yo me se es hay he ha tengo tiene tenga tenemos tomo toma tomamos"
        " tome tomando estoy esta uso usa usando consumo consume padezco padece padecemos sufro sufre tenido tomado"
        " sepa sepamos se conozca conozco sabemos creo pienso por suerte gracias dios principio momento ahora"
        " actualmente actual actuales hoy dia tipo clase ningun alguna algun nada importante importantes grave graves"
        " seria serio serias relevante relevantes especial particular destacable resenable destacar contar decir"
        " declarar cronica cronicas cronico conocida conocidas conocido conocidos previa previas previo previos interes"
        " medico medicos medica medicas medicamento medicamentos medicina medicinas medicacion farmaco farmacos"
        " pastilla pastillas tratamiento tratamientos receta recetas enfermedad enfermedades antecedente antecedentes"
        " patologia patologias problema problemas salud historial datos novedad regular regularmente diario nadie"
        " verdad mi conocimiento el ella".split()
    ),
    nothing_aside=listed(
        """estoy sano | estoy sana | estoy bien | estoy muy bien | todo bien | que yo sepa | gracias a Dios | por suerte
        | afortunadamente | soy una persona sana | estoy bien de salud | la verdad"""
    ),
    contrasts=listed("no yo | no él | no ella | no pero | nada más que | no solo | no nada más"),
    yes=listed(
        """sí | sí sí | sí acepto | acepto | yo acepto | aceptado | sí estoy de acuerdo | estoy de acuerdo | de acuerdo
        | sí de acuerdo | conforme | estoy conforme | sí por favor | claro | claro que sí | sí claro | por supuesto
        | sí por supuesto | desde luego | cómo no | sin problema | no hay problema | ningún problema | ok | okey | oka
        | vale | sí vale | ya | sip | sep | bueno | está bien | sí está bien | bien | perfecto | correcto | sí correcto
        | es correcto | exacto | eso es | así es | cierto | es cierto | afirmativo | dale | venga | seguro | segura | estoy seguro | estoy segura | lo confirmo | doy mi consentimiento
        | consiento | sí consiento | sí quiero | quiero | acepto todo | sí señor | sí señora"""
    ),
    no=listed(
        """no | no gracias | no acepto | yo no acepto | no estoy de acuerdo | en desacuerdo | no estoy conforme
        | no quiero | prefiero no | prefiero que no | mejor no | de ninguna manera | para nada | nunca | jamás | no no
        | rechazo | lo rechazo | me niego | negativo | no es correcto | incorrecto | está mal | eso está mal | mal | nop"""
    ),
    assents=listed(
        """perfecto | todo correcto | todo bien | está bien | está todo bien | todo está bien | todo está correcto
        | está correcto | está todo correcto | es correcto | todo perfecto | todo en orden | está perfecto | muy bien | genial
        | todo ok | todo listo | está todo | sin cambios | nada que cambiar | no hay cambios | sí lo es | sí todo
        | todo | puede enviarlo | puede enviarlas | que se envíe | lo envío | envío | sí envíelo | lo mando"""
    ),
    objections=listed(
        """no quiero enviar | no quiero enviarlo | no quiero enviar esto | no quiero mandarlo | no quiero mandar | no lo envíe
        | no enviar | no envíe | no lo mande | espere | espera | un momento | un segundo | todavía no | aún no | algo está mal
        | hay un error | está mal | eso está mal | me equivoqué | me he equivocado | no está bien | no es correcto
        | no está correcto | quiero cambiar algo | quiero corregir algo | tengo que cambiar algo | cambiar algo | error
        | no estoy listo | no estoy lista | he cambiado de idea | cambié de idea"""
    ),
    names_itself=listed(
        """español | castellano | spanish | es | esp | en español | en castellano | espagnol | espanhol | spanisch
        | hablo español | solo español | no hablo inglés | no entiendo inglés | no sé inglés | inglés no
        | I don't speak english | no english | I speak spanish | in spanish | spanish only | solo hablo español
        | se puede en español | puede ser en español | puedo en español | prefiero español | mejor en español"""
    ),
    flags=(
        "🇪🇸",
        "🇲🇽",
        "🇨🇴",
        "🇦🇷",
        "🇵🇪",
        "🇻🇪",
        "🇨🇱",
        "🇪🇨",
        "🇬🇹",
        "🇨🇺",
        "🇧🇴",
        "🇩🇴",
        "🇭🇳",
        "🇵🇾",
        "🇸🇻",
        "🇳🇮",
        "🇨🇷",
        "🇵🇦",
        "🇺🇾",
    ),
    called={
        "name": listed("nombre | apellido | apellidos | nombre completo | nombre y apellidos"),
        "birth_date": listed("fecha de nacimiento | fecha | nacimiento | cumpleaños"),
        "address": listed("dirección | domicilio | calle | código postal"),
        "medical_history": listed(
            "antecedentes | antecedentes médicos | enfermedades | operaciones | historial | salud | historia médica"
        ),
        "medications": listed("medicamentos | medicamento | medicinas | medicina | medicación | pastillas"),
        "allergies": listed("alergias | alergia"),
    },
    change_words=listed(
        """cambiar | cambia | cambie | cambio | corregir | corrija | corrige | modificar | editar | mal | equivocada | equivocado
        | equivocados | equivocadas | equivoqué | incorrecta | incorrecto | error | errónea | erróneo | no es correcta
        | no es correcto | no está bien | no es esa | no es ese | actualizar | arreglar | rectificar"""
    ),
    change_around=tuple(
        "esta estan es hay un una en la el mi mis los las lo de del quiero quisiera necesito puse me se le espere espera no"
        " tengo que he con ha su sus favor puede podria para a".split()
    ),
    about_self=listed(
        """yo | mí | para mí | sobre mí | es para mí | mí mismo | mí misma | soy yo | soy el paciente
        | soy la paciente"""
    ),
    about_child=listed(
        """mi hijo | mi hija | hijo | hija | un niño | una niña | mi niño | mi niña | mi bebé | bebé | un menor
        | mi nieto | mi nieta | mis hijos | mi hijo o mi hija | mi nene | mi nena | mi peque | mi pequeño
        | mi pequeña"""
    ),
    about_adult=listed(
        """un adulto al que cuido | un adulto que cuido | un adulto | adulto | otra persona | mi madre | mi mamá
        | mi padre | mi papá | mi marido | mi esposo | mi mujer | mi esposa | mi pareja | mi hermano | mi hermana
        | mi abuelo | mi abuela | mi amigo | mi amiga | mis padres | mi suegra | mi suegro | mi tío | mi tía"""
    ),
    read_more=("leer más", "leer", "más", "más información"),
    delete=("borrar", "borrar mis respuestas"),
    greetings=(
        "hola",
        "hola buenas",
        "hola buenos días",
        "hola buenas tardes",
        "hola buenas noches",
        "buenas",
        "buen día",
        "buenos días",
        "buenas tardes",
        "buenas noches",
        "saludos",
        "qué tal",
        "hola qué tal",
        "hola de nuevo",
        "hola otra vez",
    ),
    courtesies=listed(
        """gracias | muchas gracias | muchísimas gracias | mil gracias | gracias a usted | muy amable | muy amables
        | se lo agradezco | le agradezco | se agradece | gracias de antemano | muchas gracias de antemano
        | ya estoy aquí | aquí estoy | ya volví | he vuelto | ya he vuelto | ya regresé | disculpe la demora
        | disculpe el retraso | disculpe la tardanza | perdón por la demora | perdón por el retraso | perdón no pude antes
        | disculpe no pude antes | no pude antes | perdón por tardar | perdone la tardanza | perdón me distraje | tuve que salir | perdón tuve que salir | perdone la demora"""
    ),
    around=listed(
        """por favor | porfavor | porfa | porfis | xfa | xfavor | ok | vale | bueno | pues | pues bueno | pues sí | a ver
        | eh | ah | ay | uy | oh | mmm | este | entonces | perdón | perdone | disculpe | disculpa | disculpen | lo siento
        | hija | hijo | mija | mijo | mi hija | mi hijo | mi amor | amor | cariño | guapa | guapo | linda | corazón | cielo
        | reina | joven | señorita | señora | señor | doctor | doctora | doc | dr | dra | enfermera | amiga | amigo
        | mire | mira | oiga | oye | es que | la verdad | ya | ahora | ahora mismo | por ahora | de momento
        | por el momento | actualmente | hoy | en este momento | hasta luego | adiós | chao | un saludo | saludos
        | saludos cordiales | buen día | que tenga buen día | que tenga un buen día | bendiciones | Dios le bendiga
        | Dios la bendiga | yo | otra vez | jaja"""
    ),
    pointers=listed(
        "número | núm | nro | n | opción | respuesta | pregunta | el | la | lo | los | las | escojo | elijo"
    ),
    ordinals=(
        ("primero", "primera", "1º", "1ª", "1ro", "1ra", "1er", "uno", "una"),
        ("segundo", "segunda", "2º", "2ª", "2do", "2da", "dos"),
        ("tercero", "tercera", "3º", "3ª", "3ro", "3ra", "tres"),
        ("cuarto", "cuarta", "4º", "4ª", "4to", "4ta", "cuatro"),
        ("quinto", "quinta", "5º", "5ª", "5to", "5ta", "cinco"),
        ("sexto", "sexta", "6º", "6ª", "6to", "6ta", "seis"),
        ("séptimo", "séptima", "7º", "7ª", "7mo", "7ma", "siete"),
        ("octavo", "octava", "8º", "8ª", "8vo", "8va", "ocho"),
        ("noveno", "novena", "9º", "9ª", "9no", "9na", "nueve"),
    ),
    enough=listed("ok | okey | vale | ya | bien | está bien | perfecto | bueno | de acuerdo | claro"),
    openers=listed(
        """me llamo | yo me llamo | mi nombre es | mi nombre completo es | mi nombre | nombre | nombre completo | el nombre es
        | soy | yo soy | me llaman | se llama | él se llama | ella se llama | su nombre es | su nombre completo es
        | mi hijo se llama | mi hija se llama | mi niño se llama | mi niña se llama | mi madre se llama
        | mi padre se llama | mi mamá se llama | mi papá se llama | mi esposo se llama | mi esposa se llama
        | mi marido se llama | mi hijo es | mi hija es | el paciente es | la paciente es | paciente | le habla | le escribe
        | le saluda | habla | nombre y apellidos | es"""
    ),
    closers=listed(
        "por favor | porfavor | porfa | para servirle | a sus órdenes | es mi nombre | ese es mi nombre | así me llamo"
    ),
    titles=listed(
        """señor | señora | señorita | sr | sra | srta | don | doña | dña | doctor | doctora | dr | dra | licenciado
        | licenciada | lic | ingeniero | ingeniera | ing | profesor | profesora | profa"""
    ),
    names_too=listed(
        """nada | no | vale | claro | y | si | ya | fin | ok | okey | listo | lista | alta | asma | linda | reina | amor
        | cielo | guapa | angel | n | x | nil | doctor """
    ),
    given_pairs=listed(
        """José | Jesús | María | Carmen | Luisa | Isabel | Teresa | Pilar | Elena | Dolores | Antonia | Cristina | Victoria
        | Fernanda | Eugenia | Mercedes | Rosa | Belén | Ángeles | Luz | Paz | Guadalupe | Paula | Laura | Beatriz | Sofía
        | Inés | Alejandra | Gabriela | Carlos | Luis | Manuel | Antonio | Miguel | Pablo | Francisco | Alberto | Andrés
        | Ramón | David | Javier | Enrique | Eduardo | Ignacio | Ángel | Fernando | Rafael | Alejandro | Daniel | Pedro
        | Mari | Ana"""
    ),
    address_openers=listed(
        """vivo en | vivo en la | yo vivo en | vivimos en | vive en | resido en | mi dirección es | mi dirección | la dirección es
        | dirección | mi domicilio es | domicilio | su dirección es | mi casa es | mi casa está en | mi casa queda en | estoy en
        | es | es la | es en | queda en | mi nueva dirección es"""
    ),
    same_as_before=listed(
        """la misma | el mismo | la misma de antes | la de antes | la misma de siempre | la de siempre | la misma dirección
        | misma dirección | igual | igual que antes | como antes | como siempre | lo mismo | lo mismo de antes | ya se la di
        | ya se lo di | ya la di | ya lo di | ya se lo dije | ya se la dije | ya lo dije | ya la dije | ya se lo he dicho
        | ya se la he dado | ya la tienen | ya la tiene | ya lo tienen | ya lo tiene | ya lo saben | ya la saben
        | la que tienen | la que ya tienen | está en mi ficha | la tienen en mi ficha | ver arriba | la de arriba
        | no ha cambiado | no cambió | sin cambios"""
    ),
    question_words=listed(
        "qué | por qué | para qué | cómo | cuándo | dónde | quién | cuál | cuánto | cuánta | puedo | puede"
    ),
    sentence_words=tuple(
        "quiero necesito tengo tiene tenemos estoy esta para por que como cuando donde con mi su me le se es pero porque"
        " cita vivo vive naci nacio nacido nacida anos dije di puedo puede hablar llamar favor usted aqui soy una hijo"
        " hija esposo esposa marido madre padre mama papa numero cancelar pedir ver estaba fue era perdon disculpe"
        " registrarme gustaria quisiera".split()
    ),
    health_words=tuple(
        "diabetes diabetico diabetica asma asmatico asmatica hipertension hipertenso hipertensa tension cancer tumor"
        " epilepsia epileptico convulsiones leucemia migrana migranas depresion ansiedad bipolar esquizofrenia demencia alzheimer"
        " parkinson ictus infarto angina arritmia fibrilacion marcapasos colesterol tiroides hipotiroidismo anemia"
        " artritis artrosis osteoporosis gota lupus psoriasis eccema alergia alergias alergico alergica anafilaxia epoc"
        " bronquitis neumonia tuberculosis vih sida hepatitis cirrosis crohn colitis ulcera ulceras reflujo calculos"
        " dialisis trasplante cirugia operacion operado operada operaron apendicitis histerectomia quimioterapia"
        " radioterapia aborto embarazada embarazo cesarea dolor fiebre nauseas vomitos sangrado sobredosis suicidio"
        " insulina metformina aspirina paracetamol ibuprofeno warfarina sintrom penicilina amoxicilina salbutamol"
        " ventolin inhalador levotiroxina eutirox ramipril enalapril losartan amlodipino bisoprolol atenolol"
        " atorvastatina simvastatina omeprazol sertralina fluoxetina citalopram prednisona antidepresivos antibioticos"
        " anticonceptivos morfina codeina tramadol gabapentina pregabalina litio medicamento medicamentos medicacion"
        " medicina medicinas pastillas comprimidos antecedentes enfermedad enfermedades".split()
    ),
    health_endings=tuple(
        "itis ectomia emia algia pril olol sartan statina prazol cilina formina zepam zolam oxetina tralina micina dipino"
        " tiroxina".split()
    ),
    date_fillers=tuple(
        "de del el la en a nací nació nacido nacida mi su fecha nacimiento cumpleaños es soy tengo tiene fdn f n fue ella"
        " hijo hija niño niña nene nena bebé madre padre mamá papá esposo esposa marido mujer abuelo abuela paciente y que un una hija mija"
        " día mes año años edad unos unas aproximadamente perdón sí hola ok bueno pues".split(),
    ),
    age_words=tuple("año años edad tengo tiene".split()),
    day_words=listed(
        """primero | dos | tres | cuatro | cinco | seis | siete | ocho | nueve | diez | once | doce | trece | catorce | quince
        | dieciséis | diecisiete | dieciocho | diecinueve | veinte | veintiuno | veintidós | veintitrés | veinticuatro
        | veinticinco | veintiséis | veintisiete | veintiocho | veintinueve | treinta | treinta y uno"""
    ),
    danger=DangerWords(
        now=f"""
            ; Corazón
            pecho/torax/toracico {_HURT}/oprime/aprieta/aprietan/opresion/opresivo/presion/punzada
                /punzadas/pinchazo/pinchazos/ardor/apretado/pesado/peso
            corazon {_HURT}/para/paro/parando/explota
            brazo izquierdo {_HURT}/dormido/entumecido/hormigueo
            ?infarto/infartando/infartado
            >me/se/esta infartando/infarta
            ?ataque corazon/cardiaco/cardiaca
            ?paro cardiaco/cardiorrespiratorio
            ; Ictus
            ?ictus/acv/apoplejia
            ?derrame
            ?>derrame/ataque/infarto cerebral
            boca/cara torcio/torcido/torcida/tuerce/torciendo/chueca/caida/paralizada/paralizo/dormida
                /colgando/desviada
            no/pudo/puede/puedo hablar repente/subito/bien/habla
            no/sin puede/puedo hablar/mover brazo/pierna/lado/mano/cuerpo/cara/boca
            no siento/siente brazo/pierna/cara/lado/cuerpo
            medio/mitad/lado cuerpo/lado/cara dormido/dormida/durmio/duerme/paralizado/paralizada
                /paralizo/entumecido/debil
            >medio lado/cuerpo dormido/paralizado
            durmio/duerme/paralizo/paralizado medio/lado cuerpo
            habla arrastra/arrastrando/raro/enredado/trabada/balbucea
            peor cefalea/jaqueca/dolor vida/cabeza
            ; Aire
            no/casi/apenas puedo/puede/puedes/pudo/pueden/podia/logro/alcanzo {_BREATHE}/aire
                /respiracion
            !>no/deja/dejo/dejado/dejando/deje de/esta/me/estaba/casi respira/respirar/respirando
            >no respira/respiro/respiraba
            cuesta/costando/dificultad/dificultades/dificil/problemas/trabajo/trabajosamente {_BREATHE}
            falta/faltando/hace/quedo/queda/sin aire
            no entra/llega/pasa aire
            ahogo/ahoga/ahogando/ahogandome/ahogandose/ahogamos
            asfixio/asfixia/asfixiando/asfixiandose/sofoco/sofoca
            !atraganto/atragantado/atragantada/atragantando/atraganta/atragante/atorado/atoro
            {_GOING} morado/morada/azul/moradito/azulado
            labios/labio morados/azules/morado/amoratados
            ?ataque/crisis asma/asmatica
            crisis asma/asmatica tengo/tiene/fuerte/ahora
            garganta cierra/cerrando/cerro/cerrada
            lengua/cara/labios/labio hincha/hinchan/hinchando/hinchado/hinchada/hinchados/hincho
                /hincharon/inflamando
            ?reaccion alergica
            ?anafilaxia/anafilactico/anafilactica
            ?choque/shock anafilactico
            ; Sangre
            sangro/sangra/sangrando/sangrado/sangre mucho/mucha/muchisimo/muchisima/demasiado/demasiada
                /abundante/chorros/montones
            >pierde/pierdo/perdiendo/perdi/perdido mucha/tanta/demasiada sangre
            no/sin para/deja/dejar/parar/detiene/cesa/corta sangrar/sangre/sangrando/hemorragia/sangrado
            >vomito/vomita/vomitando/vomite/escupo/escupe/escupiendo/tose/toso/tosiendo/tosio con/mucha
                + sangre
            >vomito/vomita/vomitando/vomite/escupo/escupe/escupiendo/tose/toso/tosiendo/tosio sangre
            sangre chorros/todas/borbotones/saliendo/sale
            ?hemorragia/emorragia/desangro/desangrando
            !>me/se/esta/estoy desangro/desangra/desangrando
            embarazada/embarazo sangro/sangra/sangrando/sangre/sangrado
            !corte/corto/cortado/amputo/amputado dedo/mano/brazo/pierna/pie sangre/sierra/entero/maquina
            ; Veneno y sobredosis
            !{_DRANK} cloro/lejia/lavandina/veneno/raticida/detergente/pila/pilas/gasolina/acido
                /insecticida/anticongelante/amoniaco/iman/imanes/pegamento/thinner/aguarras/setas
                /hongos/limpiador
            !>se {_DRANK} {_PILLS}
            !>se {_DRANK} unas/mis/las/sus/un/varias/muchas/todas/la/el {_PILLS}/bote/frasco/caja
            ?veneno/raticida
            ?veneno ratas
            ?envenenado/envenenada/envenene/enveneno/envenenaron/intoxicado/intoxicada/envenenamiento
            !>me/esta/estoy/han/ha/se envenene/enveneno/envenenado/envenenada/envenenaron/intoxicado
                /intoxicada
            monoxido carbono
            >fuga/olor/escape de/a gas
            !puse/puso/inyecte/inyecto/di/dio demasiada/mucha/doble insulina
            ?sobredosis
            !sobredosis tiene/tengo/teniendo/hermano/hijo/hija/amigo/amiga/tomo/metio
            ; Convulsiones y conciencia
            ?convulsiones/convulsion
            !convulsionando/convulsiona/convulsionado/convulsiono
            ?ataque/crisis epileptico/epileptica/epilepsia
            espuma boca
            inconsciente/inconciente/inconcientes
            !desmayo/desmaye/desmayado/desmayada/desmayando/desplomo/desvanecio
            >no/ni se/me/lo/la/quiere/puedo/puede despierta/despertar/despertarlo/despertarla/despierto
            >no reacciona/reaccionan/responde/despierta
            !perdio/perdido/perdiendo/perdi conocimiento/consciencia/conciencia
            >no/sin tiene/hay/encuentro/le pulso
            >no/sin pulso
            >no se mueve/movia
            golpe/golpeo/golpeado/pego/cayo cabeza vomita/vomitando/vomito/confundido/mareado/sangra
                /inconsciente
            bebe/nene/nena flojo/floja/flacido/lacio
            fiebre/temperatura 40/41/42
            fiebre rigidez/rigido cuello/nuca
            ; Parto
            parto estoy/esta/ya/adelantado/empezo/comenzo
            >trabajo de parto
            rompi/rompio/roto/rompieron/rompieron/revento fuente/fuentes/aguas/bolsa
            contracciones/contraccion minutos/minuto/cada/fuertes/seguidas/tengo/empezaron
            >viene el/mi bebe/nino
            >sale/saliendo el/la/mi bebe/cabeza/nino
            nace naciendo bebe
            no siento/mueve/noto/siente bebe
            ; Violencia
            >me esta/estan/estaba/quiere/van/va pegando/golpeando/atacando/maltratando/matando/violando
                /persiguiendo/ahorcando/amenazando/insultando
            !>me pega/golpea/maltrata/viola/amenaza/ahorca/patea {_WHO}
            !{_WHO} me pega/golpea/golpeo/maltrata/maltrato/ahorco/ahorca/amenaza/viola/ataco/pateo
            !{_WHO} me pego
            !=me/nos/la pega/pego/golpea/golpeo/maltrata/pegan/golpean/golpearon
            !me/nos/la pega/golpea/maltrata miedo/ayuda/casa
            !>me/nos quiere/va/van/quieren/intento/amenazo/amenaza con/a matar/matarme
            !>amenazo/amenaza/amenazado/intento/quiere/va con/de matarme
            !>tiene/lleva/saco/traen/trae/tienen un/una cuchillo/pistola/arma/navaja/machete/escopeta
            !apunalaron/apunalo/apunalado/apunalada/acuchillaron/acuchillo/balearon/balearon/balazo
            !>me/le/lo/la dispararon/disparo/violaron/violo/secuestraron/asaltaron/golpearon
                /atropellaron/atropello
            !>abusaron/abuso/abusa/abusando/abusan de mi/ella/el
            ~>no estoy/me/esta segura/seguro/salvo en/casa
            ?violencia domestica/machista/genero/familiar
            ~miedo {_WHO} pegue/mate/pega/vuelva
            ; Accidentes
            !atropello/atropellaron/atropellado/atropellada coche/carro/auto/moto/camion/bus/me/lo/la
                /le/nos
            !choque/accidente/coche/carro/auto atrapado/atrapada/atrapados
            ?accidente/choque coche/carro/auto/moto/trafico
            !quemando/incendio/incendia/fuego/ardiendo casa/piso/edificio/cocina/apartamento
            !queme/quemo/quemado/quemada/quemadura aceite/hirviendo/fuego/cara/grave/mucho/acido/agua
            !electrocuto/electrocutado/electrocutada
            !cayo/caido/cai techo/tejado/ventana/balcon/escalera/andamio mueve/inconsciente/sangra
                /golpeo
            ; Gritos
            =auxilio
            =socorro
            =sos
            auxilio/socorro ayuda/ayudenme/favor/urgente/ambulancia/me/mi
            ~=ayudenme/ayudeme/ayudame
            ~=ayuda favor
            ~=necesito ayuda
            ayuda/ayudenme/ayudeme/ayudame urgente/urgentemente/rapido/pronto/ya/muero/ahora
            ~>es/muy urgente/urgentisimo
            ~=urgente
            >es/esto/una/tengo/hay una/es emergencia/urgencia
            ?emergencia/emerjencia
            ~=911/112/061/999/066/107/091/123
            >llame/llamen/llama/llamar/llamad/marquen/marque a/al/el 911/112/061/999/066/107/123
            llame/llamen/llama/llamar/llamad/manden/mande/mandar/envien/envie/enviar/necesito
                /necesitamos/pidan/quiero/pida/hace ambulancia
            ambulancia favor/ya/urgente/rapido/ahora/pronto
            ?ambulancia
            >me muero
            >{_WHO} se/me muere
            >se me/esta/nos muere/muriendo
            >me/estoy/esta/se estoy/esta/muriendo muriendo/muriendome
            >estoy/esta muriendo/muriendome/muriendose
            >me/se voy/va a morir
        """,
        self_harm=f"""
            >me quiero/voy/kiero/quisiera/gustaria/pienso a/en matar/suicidar/ahorcar/colgar/suisidar
                /morir
            >me quiero/kiero/quisiera/gustaria/quieo matar/suicidar/ahorcar/morir/suisidar
            >se quiere/va/queria/quiso a matar/suicidar/ahorcar/morir/colgar
            >se quiere/quiso matar/suicidar/ahorcar
            >quiero/kiero/quisiera/quiere/voy/va/pienso/deseo/kero/necesito/prefiero a/yo/ya/solo/en/me
                + matarme/matarse/suicidarme/suicidarse/morir/morirme/morirse/ahorcarme/ahorcarse
                /colgarme
            >quiero/kiero/quisiera/quiere/pienso/deseo/kero/prefiero/intente/intento/amenaza/dice/ganas
                + matarme/matarse/suicidarme/suicidarse/morir/morirme/morirse/ahorcarme/ahorcarse
            =matarme
            pienso/pensando/pensado/pense/idea/ideas/ganas/intente/intentado/intento/amenaza/amenazo
                /planeo/planeando/plan suicidarme/suicidarse/matarme/matarse/morir/morirme/suicidio
                /ahorcarme/desaparecer/cortarme
            suicidarme
            suicidarse amenaza/dice/quiere/intento/va
            ~me/quiero/voy mato/suicido
            suicida/suicidas pensamiento/pensamientos/idea/ideas/ideacion/soy/estoy/tendencia/tendencias
            ?suicida/suicidio/suisidio/suicido
            pensar/pensando suicidio
            ~>no me quiero/voy morir
            ~>no quiero morir/morirme
            !ojala muriera/muera/muriese/estuviera/despertara/despierte/hubiera muerto/muerta/muriera
                /no/nacido
            >ojala me/yo/no/no muriera/muera/muriese/despertara/despierte
            quisiera/preferiria/ojala/quiero/mejor/prefiero/estaria estar/estuviera/estaria/estando
                /estoy muerto/muerta
            mejor muerto/muerta
            estarian/estaria/estais/vivirian mejor sin mi
            >no quiero/kiero/deseo/quisiera/quiere vivir
            >no quiero/quiere seguir/estar/mas viviendo/vivo/viva/vivir
            ~=ya no quiero seguir
            >no quiero estar/seguir aqui
            >acabar/terminar/acabo/acabando/terminando con todo
            >acabar/terminar/acabo con mi/su vida
            >quitar/quitarme/quitarse/quito la/mi vida
            >me/se quiero/voy/quiere/va a/quitar quitar/la la/vida
            no/sin/perdi ganas/razon/razones/motivo/motivos/ilusion vivir
            vida no sentido/vale/importa
            >no vale/merece la/pena pena/vivir
            no vale/merece pena vivir
            cansado/cansada/harto/harta vivir/vida
            ~quiero/quisiera/ojala/gustaria/voy desaparecer/desapareciera
            dormir/dormirme/duermo/acostarme no despertar/despertarme/despierte
            !me/quiero/voy/a/se tirar/tiro/lanzar/lanzarme/tirarme/aventarme/aventar/arrojar/arrojarme
                /saltar/echarme ventana/puente/tren/vias/balcon/metro/azotea/edificio/techo/via
            ~=me corto
            ~me/se corto/cortando/corta/corte brazos/brazo/piernas/muslos
            >me/se estoy/esta cortando
            corte/cortar/cortarme/corto/cortando/cortarse venas/munecas
            hacerme/hago/hacer/hacerse/hace/haciendo/haciendome dano me/quiero/voy/misma/mismo/ganas
            =me hago dano
            lastimarme/lastimo/lastimar/lastimando/lastima quiero/misma/mismo/voy/ganas
            autolesion/autolesiones/autolesiono/autolesiona/autolesionarme/autolesionando/autolesionarse
            !me tome/tomado/trague/tragado/tomo/tomando muchas/muchos/todas/todos/demasiadas/monton
                /frasco/caja/bote/blister/entera/entero/punado {_PILLS}
            !tome/tomado/trague/tragado/ingeri demasiadas/demasiados/muchas/todas/frasco/caja/bote
                + {_PILLS}
            !>tomar/tome/tomado/trague @ {_PILLS}
            !pegarme/pegar/pegarse/meterme/dar/darme tiro
            !cuchillo/pistola/arma/navaja/soga quiero matar/morir/matarme
            ~>adios a/todos/mundo todos/para/siempre/mundo
            ~adios todos/mundo puedo/mas/siempre
            ~ultimo mensaje/adios
            ~=no puedo mas
            >colgarme/ahorcarme/ahorcarse
            !colgarme/ahorcarme/cortarme quiero/voy/pienso/ganas
        """,
        history=f"""
            #
            hace/hacia anos/ano/meses/mes/decadas
            anos/ano atras
            cuando era/tenia/estaba/fui/tuve/nacio/naci/murio
            >a los/sus @/anos
            >a los seis/siete/ocho/nueve/diez/once/doce/trece/catorce/quince/dieciseis/veinte/treinta
                /cuarenta/cincuenta/sesenta
            >de/desde nino/nina/pequeno/pequena/joven/adolescente/bebe/chico/chica/recien/nacimiento
            infancia/adolescencia/ninez/juventud/antecedente/antecedentes/historia/historial/previo
                /previa/previos/anterior
            ano/mes/verano/invierno/otono pasado
            murio/murieron/fallecio/fallecieron/difunto/muerte/fallecido/fallecida
            {_WHO} suicido
            >se suicido/mato
            {_WHO}/se quito vida
            ~>me/se cortaba/autolesionaba
            >primer/primera/segundo/segunda/tercer/ultimo/ultima/dos/tres/cuatro parto/partos/embarazo
                /hijo/hija/cesarea/matrimonio
            contacto/contactos emergencia/emergencias
            >cesarea/operacion/cirugia/operado/operada/sala/medico/medicos/telefono/servicio de/por
                + emergencia/emergencias/urgencia/urgencias
            >en/para caso/una/casos de/emergencia
            trabajo/trabaje/conductor/tecnico/enfermera/enfermero/medico/soy/voluntario/voluntaria
                /chofer ambulancia/ambulancias/emergencia/emergencias/urgencias/suicidio/infarto
            >muero/muere/muriendo/morir de/por hambre/sueno/risa/ganas/verguenza/calor/frio/pena/sed
                /amor/cansancio/aburrimiento/curiosidad
            ~>para el/la/las/los dolor/falta/convulsiones/convulsion/dificultad/infarto
            >para el/la/las/los falta/dolor/convulsiones de/aire/pecho
            >para dolor/convulsiones/infarto/angina/ansiedad
            >desde/despues/tras del/el/de/mi infarto/ictus/derrame/ataque
            amago/secuelas/superado/superada/recuperado/recuperada/sobrevivi/victima
            alergia/alergico/alergica
            vaso agua
            pelo/unas/cesped
            >angina de
            ~tuve/tuvo/tenia/sufri/sufrio/padeci/padecio/estuve/estuvo/tuvieron/fue/fui/era/dolio/dolia
                /padecia/habia
            ~cronico/cronica/aveces/ocasional/ocasionales/esfuerzo/controlada/controlado/controladas
                /suele
            ?>a veces
            ~anos/meses/ano
            ?>semana pasada
            ?semana/semanas hace/pasada
            ~prevenir/riesgo/evitar/analisis/prueba/pruebas/si
        """,
        at_once="""
            ahora/ahorita/hoy/repente/subito/subitamente/rapido/urgente/urgentemente/pronto/ayer/anoche
                /creo/parece/inmediato/ya
            tengo/tiene/teniendo/dando/da/dan/dio/dieron/sufriendo/acabo/acaba/sigue/siento/hay/estoy
                /esta
            hora/horas/minuto/minutos/rato/segundos
            >esta/este manana/tarde/noche/momento/instante/madrugada
            >desde anoche/ayer/hoy
            ayuda/ayudenme/ayudeme/ayudame/socorro/auxilio
            cada vez
        """,
        denials="""
            no ni nunca jamas sin ningun ninguna ninguno niega niego tampoco negativo nada
        """,
        doubts="""
            se sabe sabemos seguro segura puedo puede pudo pueden pude podia para deja
            entiendo solo aguanto despierta reacciona responde respira encuentro doy sirve
            funciona hablo soy contesta mas
        """,
        starts="""
            yo mi mis ella creo ahora ahorita porque pues bien ayuda tambien estoy
        """,
        contrasts="""
            pero aunque sino
        """,
        joins="""
            y e ademas
        """,
        fillers="""
            un una el la los las mi mis su me se le lo de del al a en que es esta estoy este
            esto tengo tiene hay creo da dando dio muy mucho mucha mas fuerte grave ayuda
            ayudenme ayudeme ayudame por favor porfavor porfa ya hola dios ay y no si ahora
            siento parece posible marido mujer esposo esposa padre madre papa mama hijo hija
            bebe hermano hermana abuelo abuela amigo amiga nene nena yo ella esta estamos
            necesito urgente xfavor para con
        """,
        needs_help="""
            necesito ayuda
            necesito ayuda ahora
            ayuda
            ayúdeme
            ayúdenme
            ayuda por favor
            no estoy a salvo
        """,
        is_well="""
            seguir
            sigamos
            seguir con mis respuestas
            continuar
            estoy bien
            todo bien
            estoy a salvo
            bien
            no necesito ayuda
            ahora no
            no es una emergencia
            no es urgente
            falsa alarma
        """,
        lookalikes="""
            salvaron hecho techo lecho pacho fecho pecha color calor dolores doler dolar
            colores valor hablan hablar habla parte partos parto puerto sangria tango cargo
            dedico dejan caras caros mamar mascar marcar matar mirar morar tirar mover mayor
            amor humor comer metro metros puente fuente fuentes cuerda cuerpo venas penas
            ventas tenas vejas cenas madrid madre padres derrumbe convulsa tomar toman tomas
            tomate tomates tome tomo trae quiera querer queria quieren puedo pueda puedes
            queda quedo pierna piernas casar caras carne corta corto corte cortes torta
            parar pasar pegar pagar cama coma comas emergente viviendo vivido vivir vida
            vivo sentada sentado lazo
        """,
    ),
)
