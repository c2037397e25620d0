"""Steer the conversation in Spanish."""

from __future__ import annotations

from typing import Final

from app.intake.keywords import Keyword
from app.intake.phrase_lists import listed

KEYWORDS: Final = {
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
    Keyword.NO_REMINDERS: listed(
        """SIN RECORDATORIOS | SIN RECORDATORIO | NO RECORDATORIOS | NO MÁS RECORDATORIOS | NO QUIERO RECORDATORIOS
            | NO QUIERO MÁS RECORDATORIOS | YA NO QUIERO RECORDATORIOS | NO ME RECUERDEN | NO ME RECUERDE | NO ME RECUERDES
            | NO ME RECUERDEN MÁS | NO ME RECUERDE MÁS | NO ME LO RECUERDEN | NO ME LO RECUERDE
            | NO ME ENVÍEN RECORDATORIOS | NO ME ENVÍE RECORDATORIOS | NO ME MANDEN RECORDATORIOS
            | NO ME MANDE RECORDATORIOS | NO ENVÍEN RECORDATORIOS | NO ENVÍEN MÁS RECORDATORIOS"""
    ),
    Keyword.START: listed("EMPEZAR | INICIAR | COMENZAR | REANUDAR | ALTA | DARME DE ALTA"),
    Keyword.HELP: listed(
        """AYUDA | AYÚDAME | AYÚDEME | AYÚDENME | NECESITO AYUDA | NECESITO QUE ME AYUDE | ME PUEDE AYUDAR
            | ME PUEDES AYUDAR | PUEDE AYUDARME | PUEDES AYUDARME | ME AYUDA | INFORMACIÓN | SOPORTE | MENÚ | OPCIONES
            | QUÉ PUEDO ESCRIBIR | QUÉ PUEDO HACER"""
    ),
    Keyword.BACK: listed(
        "ATRÁS | VOLVER | REGRESAR | VOLVER ATRÁS | IR ATRÁS | PREGUNTA ANTERIOR | LA ANTERIOR | ANTERIOR"
    ),
    Keyword.UNDO: listed(
        """DESHACER | DESHAZ | DESHAGA | BORRA ESO | BORRE ESO | BORRAR ESO | BÓRRALO | BÓRRELO | QUITA ESO | QUITE ESO
            | QUITAR ESO | QUÍTALO | QUÍTELO | QUITA LO ÚLTIMO | QUITE LO ÚLTIMO | QUITAR LO ÚLTIMO | BORRA LO ÚLTIMO
            | BORRE LO ÚLTIMO | BORRAR LO ÚLTIMO | ELIMINA ESO | ELIMINE ESO | ELIMINAR ESO | ELIMINA LO ÚLTIMO
            | ELIMINE LO ÚLTIMO | BORRA EL ÚLTIMO MENSAJE | BORRE EL ÚLTIMO MENSAJE | BORRAR EL ÚLTIMO MENSAJE
            | BORRA EL ÚLTIMO | BORRE EL ÚLTIMO | ESO NO | ESE NO | ESA NO | OLVIDA ESO | OLVIDE ESO | IGNORE ESO
            | IGNORA ESO | IGNORE EL ÚLTIMO MENSAJE"""
    ),
    Keyword.SHOW_ALL: listed(
        """VER TODO | VER TODAS | VER TODAS LAS RESPUESTAS | VER MIS RESPUESTAS | VERLO TODO | VERLAS TODAS | MOSTRAR TODO
            | MUESTRA TODO | MUESTRE TODO | MUÉSTRAME TODO | MUÉSTREME TODO | MUESTRE TODAS | LEER TODO | ENSEÑAR TODO
            | ENSÉÑEME TODO | QUIERO VER TODO | QUIERO VER MIS RESPUESTAS"""
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
            | ESTOY SANO | ESTOY SANA | ESTOY BIEN | ESTOY BIEN DE SALUD | TODO BIEN | TODO NORMAL | SANO | SANA | SOY SANO | SOY SANA | SOY UNA PERSONA SANA | NADITA | NI UNA | NI UNO | NO ESTOY MEDICADA | NO ESTOY MEDICADO
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
    Keyword.WHO_SAW: listed(
        """QUIÉN VIO | QUIÉN VIO MIS DATOS | QUIÉN VIO MIS RESPUESTAS | QUIÉN VIO MI FICHA | QUIÉN HA VISTO MIS DATOS
            | QUIÉN HA VISTO MIS RESPUESTAS | QUIÉN HA VISTO MI FICHA | QUIÉN MIRÓ MIS DATOS | QUIÉN MIRÓ MI FICHA"""
    ),
    Keyword.DELETE_MY_DATA: listed(
        """BORRAR MIS DATOS | BORRAR MIS RESPUESTAS | ELIMINAR MIS DATOS | SUPRIMIR MIS DATOS | BORREN MIS DATOS | BORRE MIS DATOS
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
    Keyword.LINK: listed(
        """ENLACE | EL ENLACE | UN ENLACE | MI ENLACE | OTRO ENLACE | NUEVO ENLACE | UN NUEVO ENLACE | ENLACE NUEVO
            | UN ENLACE NUEVO | LINK | EL LINK | UN LINK | MI LINK | OTRO LINK | NUEVO LINK | UN NUEVO LINK | LINK NUEVO
            | UN LINK NUEVO | FORMULARIO | EL FORMULARIO | PÁGINA | LA PÁGINA | PÁGINA PRIVADA | LA PÁGINA PRIVADA
            | PÁGINA WEB | LA WEB | LIGA | LA LIGA | OTRA LIGA"""
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
}

PATTERNS: Final = {
    Keyword.STOP: (
        (
            "por_favor/ deje/dejen/deja/paren/pare/para de escribirme/molestarme/molestar/contactarme/mandarme_mensajes/"
            "enviarme_mensajes/mandar_mensajes/enviar_mensajes"
        ),
        "ya/ no me vuelva/vuelvan/vuelvas a escribir/contactar/molestar/mandar_mensajes",
        "ya/ no me escriba/escriban/escribas/mande/manden/mandes/envie/envien/envies/contacten/contacte mas/ mensajes/",
        "borreme/borrenme/bórrame/elimíneme/elimínenme/elimíname/quíteme/quítenme/sáqueme/sáquenme de/ su/la/esta/ lista/",
        "ya/ no quiero/deseo recibir/ mas/ mensajes/nada/sus_mensajes/estos_mensajes",
        "quiero/deseo/quisiera/necesito cancelar/anular/parar/detener la/los/esta/estos/ suscripcion/mensajes/mas_mensajes",
        "detener/parar/cancelar los/ mensajes",
    ),
    Keyword.UNDO: (
        "ese/eso/este/ese_mensaje/el_mensaje/el_anterior/ no era/iba para usted/ustedes/ti/vos/aqui/aca/este_chat/la_clinica/alli/alla",
        "ese/eso/ese_mensaje/este_mensaje/el_mensaje no era/iba",
        (
            "ese/eso/ese_mensaje/el_mensaje/ era/iba para otra_persona/otro/otra/otro_chat/otro_grupo/mi_esposo/mi_esposa/mi_marido/"
            "mi_mujer/mi_hijo/mi_hija/mi_hermana/mi_hermano/mi_mama/una_amiga/un_amigo/alguien_mas"
        ),
        "me equivoque/he_equivocado/confundi de chat/conversacion/grupo/mensaje/ventana/persona/destinatario",
        "chat/mensaje/grupo/conversacion/ventana/ equivocado/equivocada",
        "eso/ese_mensaje/lo_anterior/ fue un/por/sin/mi error/equivocacion/querer",
        "lo/se_me/eso/te_lo/se_lo mande/envie/fue/escribi por_error/sin_querer/por_equivocacion",
        "no haga/hagas/hagan caso a_eso/de_eso/a_ese_mensaje/al_mensaje/al_mensaje_anterior/a_lo_anterior/",
        (
            "ignore/ignora/ignoren/ignorar/borre/borra/olvide/olvida eso/el_mensaje/ese_mensaje/lo_anterior/el_anterior/el_mensaje_anterior/"
            "el_ultimo_mensaje/lo_ultimo/esto"
        ),
        "olvidelo/olvidalo/ignorelo/ignoralo",
        "haga/hagan/haz caso omiso de_eso/de_ese_mensaje/del_mensaje/del_mensaje_anterior/",
        "omita/omite/descarte/quite/elimine/no_tome_en_cuenta eso/ese_mensaje/el_mensaje/el_mensaje_anterior/lo_anterior",
    ),
    Keyword.HELP: (
        "no entiendo/comprendo/le_entiendo/lo_entiendo nada/esto/bien/la_pregunta/",
        "que/qué hago/tengo_que_hacer/debo_hacer/escribo/pongo ahora/aqui/",
        "como/cómo funciona/va esto",
        "me puede/puedes/podria ayudar con_esto/",
    ),
    Keyword.PERSON: (
        (
            "quiero/necesito/quisiera/deseo/prefiero/me_gustaria/puedo/podria/se_puede/tengo_que hablar con una_persona/"
            "una_persona_real/alguien/un_humano/un_medico/una_medica/un_doctor/una_doctora/el_doctor/la_doctora/el_medico/"
            "una_enfermera/la_enfermera/un_enfermero/recepcion/la_clinica/la_recepcionista/el_personal/ustedes/usted"
        ),
        "hablar con una_persona/alguien/un_humano/recepcion/la_clinica/la_recepcionista/una_enfermera/el_personal",
        "quiero/prefiero/necesito/quisiera/me_gustaria hablar por/al telefono",
        "me/ puede/pueden/podria/podrian/puedes llamar/llamarme/telefonear por_telefono/",
        "que me llame/llamen/llamen_a_mi/llame_alguien/llamen_por_favor alguien/",
        "quiero/necesito/prefiero/quisiera/me_gustaria que me llame/llamen alguien/por_telefono/",
        "cual/cuál es el/su/ telefono/numero/numero_de_telefono de_la_clinica/",
        "a que/qué numero/telefono llamo/puedo_llamar",
        "me llaman/llama/pueden_llamar por_favor/luego/",
    ),
    Keyword.LINK: (
        (
            "me/ puede/puedes/podria/podrian mandar/enviar/mandarme/enviarme/dar/darme/pasar/pasarme"
            " el/un/otro/un_nuevo/mi enlace/link/formulario nuevo/"
        ),
        (
            "mandeme/mandame/manden/envieme/enviame/envienme/deme/dame/paseme/pasame"
            " el/un/otro/un_nuevo/mi enlace/link/formulario nuevo/"
        ),
        "quiero/necesito/quisiera/perdi/he_perdido/se_me_perdio/no_encuentro el/un/otro/un_nuevo/mi enlace/link/formulario nuevo/",
        "el/este/mi/su enlace/link/formulario no_funciona/no_me_funciona/no_abre/no_se_abre/no_sirve/caduco/ha_caducado/vencio/expiro",
        "no me/ funciona/abre/sirve el/este/mi enlace/link/formulario",
        "donde esta el/mi enlace/link/formulario",
    ),
    Keyword.WHY: (
        (
            "por_que/porque/para_que/pa_que me/lo/la/le/ pregunta/preguntan/pide/piden/necesita/necesitan/quiere/quieren/preguntas/"
            "quieres/necesitas saber/ eso/esto/ello/mi_direccion/mi_nombre/mi_fecha/mi_fecha_de_nacimiento/mis_datos/saberlo/"
            "tanto/tantas_cosas/todo_esto/mis_antecedentes/"
        ),
        "por_que/para_que tengo/debo/he que/de/ contestar/decir/decirle/dar/darle eso/esto/lo/todo_esto/",
        "para_que es/son/sirve/sirven/quieren esto/eso/todo_esto/estas_preguntas/estos_datos",
    ),
    Keyword.HOW_LONG: (
        "cuanto/cuánto tiempo/ dura/tarda/se_tarda/tardo/tardare/lleva/toma/falta/queda/es/va_a_tardar en/ esto/todo_esto/el_chat/para_terminar/",
        "cuantas/cuántas preguntas/ son/hay/faltan/quedan/me_faltan/me_quedan mas/en_total/",
        "falta/queda/quedan/faltan mucho/mucha/muchas/poco preguntas/ para_terminar/",
        "es/va_a_ser/sera/esto_es muy/ largo esto/",
        "cuantos/cuántos minutos son/dura/tarda/es/",
    ),
    Keyword.ROBOT: (
        (
            "usted/tu/esto/eso/ es/eres/sera usted/esto/ un/una/ robot/bot/maquina/persona/humano/contestador/ordenador/computadora/"
            "persona_real/persona_de_verdad/contestador_automatico/ia/programa"
        ),
        "estoy/ hablo/hablando/escribiendo con un/una robot/bot/maquina/persona/humano/persona_real",
        "hay/esta alguien/alguna_persona ahi/leyendo/detras/al_otro_lado/",
        "con quien/quién hablo/estoy_hablando/estoy_escribiendo/tengo_el_gusto",
    ),
    Keyword.WHO_SEES: (
        (
            "quien/quién mas/ ve/lee/vera/leera/puede_ver/puede_leer/va_a_ver/va_a_leer/recibe/tiene_acceso_a"
            " esto/eso/lo_que_escribo/mis_datos/mis_respuestas/mis_mensajes/esta_informacion/este_chat/mi_informacion"
        ),
        "quien/quién lo ve/lee/vera/leera/va_a_ver/va_a_leer/recibe",
        "a/ donde/adonde va/van/iran esto/mis_datos/mis_respuestas/mi_informacion",
        (
            "esto/mis_datos/este_chat/mi_informacion/ es/esta/estan/son de/ seguro/seguros/segura/privado/privados/confidencial/"
            "confidenciales/protegidos/protegido/fiar esto/mandar_esto_por_aqui/"
        ),
        "comparten/comparte/venden/guardan mis/mi/los/la datos/informacion/respuestas",
        "que/qué hacen/harán/hace con mis/estos/los datos/respuestas",
    ),
    Keyword.NOT_ME: (
        "creo_que/me_parece_que/ se equivoco/equivocaron/equivoca/equivocan/ha_equivocado/han_equivocado de/ numero/persona/telefono/",
        "creo_que/me_parece_que/ esta/estan/ha/han/ equivocado/equivocados/equivocada de numero/persona/telefono",
        "creo_que/ este/ese no/ es/soy no/ mi numero/esa_persona/yo",
        "yo/ no soy yo/esa_persona/ese/esa/el_paciente/la_paciente/esa_señora/ese_señor/quien_buscan/la_persona",
        "creo_que/ tiene/tienen/tienes el/un/ numero equivocado/mal",
    ),
    Keyword.WITHDRAW: (
        "quiero/quisiera/deseo/me_gustaria/necesito retirar/revocar/anular/quitar mi/el/ consentimiento/permiso/autorizacion",
        "ya_no doy/acepto/autorizo/consiento mi/el/ consentimiento/permiso/",
        "retiro/revoco/anulo/quito mi/el/ consentimiento/permiso/autorizacion",
    ),
    Keyword.GO_ON: (
        "ya/ puedo/podemos/sigo/listo_para seguir/continuar/",
        "en/por que/donde estabamos/ibamos/quedamos/nos_quedamos",
        "podemos/puedo/quiero/queremos/quisiera/vamos_a seguir/continuar/proseguir",
        "sigamos/seguimos/continuamos/continuemos/sigue/siga/prosiga adelante/",
    ),
    Keyword.BACK: (
        "quiero/puedo/quisiera/necesito volver/ir/regresar atras/a_la_anterior/a_la_pregunta_anterior/",
        "a/ la/ pregunta anterior",
    ),
    Keyword.DONT_KNOW: (
        "no lo/la/me/ se/recuerdo/acuerdo bien/exactamente/seguro/ahora/de_memoria/con_certeza/exacto/la_fecha",
        "quien/quién sabe/sabra",
        "no sabria/sabría decir/decirle/decirselo/decirle_bien",
    ),
    Keyword.DONE: (
        "con eso/esto ya/ esta/es_todo/estaria/termino/ya_esta",
        "eso/solo/ no_mas/nomas/nomás/solo/solamente eso/esto/",
        "eso no_mas/nomas/nomás",
        "ya/ quedo/quedó/acabe/acabé/termine todo/",
        "creo/pienso/me_parece que nada/ninguno/ninguna/no_hay mas",
        "no/ya/y/ok/pues/si eso es/seria/fue todo",
        "fin/final de la lista",
        "esas/esos/ son/serian todas/todos",
        "solo/solamente/ya tomo/tengo/ eso/esas/esos",
        "con/hasta eso/ahi/esto",
    ),
    Keyword.NONE: (
        "no tengo nada/ninguna/ninguno de eso/esas/esos/esa_lista/ese_tipo",
        "ni/no/ninguna/ninguna_de enfermedades/enfermedad/antecedentes ni/y/o operaciones/cirugias/operacion/cirugia",
        "ni/no/ninguna operaciones/cirugias/operacion/cirugia ni/y/o enfermedades/enfermedad/antecedentes",
        "nunca/no me operaron/internaron/hospitalizaron/enfermo nunca/de_nada/",
        "nunca/no me han operado/ingresado/hospitalizado nunca/de_nada/",
        "nunca he/ estado/estuve enfermo/enferma/ingresado/ingresada/malo/mala",
        "no recibo/llevo/sigo/hago ningun/ tratamiento/medicacion",
        "no tengo/padezco ni/ enfermedades/antecedentes ni/y operaciones/cirugias/alergias",
    ),
}
