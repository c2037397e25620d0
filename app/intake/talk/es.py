"""Tell talk about the form from answers in Spanish."""

from __future__ import annotations

from typing import Final

from app.intake.phrase_lists import listed, spoken
from app.intake.talk import Talk, TalkWords

TALK: Final = TalkWords(
    everyday=tuple(
        "a al ante con contra de del desde en entre hacia hasta para por segun sin sobre el la los las lo le les un"
        " una unos unas uno yo tu usted ustedes ud uds nosotros ellos ella me te se nos mi mis su sus mio mia este"
        " esta esto estos estas ese esa eso esos esas aqui aca alli alla ahi ahora ahorita ahorititita hoy ayer ya"
        " luego despues antes pronto siempre nunca todavia aun tambien tampoco solo solamente y e o u pero porque pues"
        " si no que quien quienes cual cuales cuando cuanto cuanta cuantos cuantas como donde qué es son soy era fue"
        " fui ser estar estan estoy estaba hay haber he ha han habia tener tengo tiene tienen hacer hago hace hacen"
        " hice hizo hecho haciendo poder puedo puede pueden podria podrian quiero quiere quisiera queria prefiero"
        " preferiria gustaria necesito necesita debo voy va van vamos ir venir vengo ven ver veo saber sabe saben"
        " buscar busco mejor igual mismo misma mismos cosa cosas algo nada todo toda todos todas mas menos muy mucho"
        " mucha muchos muchas poco otro otra otros vez veces bien bueno buenas buenos dias tardes hola gracias favor"
        " porfa perdon disculpe disculpa ok oiga oye mire mira claro ay eh nomas rato ratito momento momentito minuto"
        " minutos minutito segundo segundos segundito tiempo falta faltan sirve manera forma facil rapido largo larga"
        " esposo esposa mama papa hija hijo hermana hermano verdad cierto dele deje dejeme deja dejame permita"
        " permitame permiteme espere espereme esperame espera aguante aguanteme aguarde regreso traigo traer visto"
        " casa cambio cambios cambiado nuevo sigue siguen telefono celular lentes bolsa receta caja cajita cajas foto"
        " cocina entiendo entender entendi ayuda ayudar ayudame ayudando ayude trabajo trabajando ocupado ocupada"
        " manejando camion escribe idea acuerdo acordarme recordar cuenta cuentan correo boton cargar carga cargando"
        " problema problemas pasa paso aprieto apretar elegir escojo importa importante necesario seguro privado"
        " gratis cuesta cansado cansada canse aburrido enredado confundido confuso serio neta semana mes año cita"
        " citas saque tantito tantitito momentico sacar nadie ninguno cada mientras enseguida apenas acabo acabe ayudo"
        " quede quedo atore atorado vuelve vuelven sale sali salio quieren tantas tanta tantos andas viendo linea"
        " lleve llevar trae adjunto fuera afuera flojera decirle pregunte".split()
    ),
    doing=tuple(
        "puse pongo poner puesto pusimos escribi escribir escribo escrito llene llenar lleno llenado llenando mande mandar"
        " mandado mando enviar envie enviado conteste contestar contesto contestado respondi responder respondo dije digo decir"
        " dicho dijo di dar dado deje perdi perder seguir sigo continuar continuo terminar termine terminado empezar empece"
        " leer lee leen leo usar uso abrir abre abri entrar mostrar muestra ensename preguntar pregunta preguntan preguntando pregunte"
        " hablar hablo hable hablado llamar llamo llame llamen llamar marcar marquen comunicar comuniqueme explicar explique"
        " repetir repito contesten contesteme contestenme respondan respondanme mandeme manden apunte apuntar anote".split()
    ),
    form=tuple(
        "pagina paginas enlace liga link formulario forma chat aplicacion app internet web sitio linea cuestionario pregunta preguntas"
        " respuesta respuestas mensaje mensajes texto pantalla lista expediente archivo whatsapp robot maquina sistema"
        " datos informacion papel papeles hoja escribe".split()
    ),
    person=tuple(
        "alguien persona personas humano señorita señora señor recepcion recepcionista enfermera enfermero doctor doctora"
        " licenciada muchacha muchacho chica secretaria operadora operador encargada encargado clinica consultorio ventanilla asistente agente"
        " real verdad".split()
    ),
    us=tuple("usted ustedes ud uds le les su sus".split()),
    openers=listed(
        """quién | quiénes | cuánto | cuánta | cuántas | cuántos | por qué | para qué | a quién | de qué sirve | en qué | qué es
        | qué hago | qué pongo | qué puse | qué tengo que | qué significa | qué quiere | qué quieren | cuál es | cuáles son
        | cómo le | cómo hago | cómo lleno | cómo se | cómo puedo | dónde está | dónde le | dónde lo | dónde puedo | cuándo me
        | cuándo puedo | puedo | puede | pueden | podría | podrían | se puede | es necesario | tengo que | me puede | me pueden
        | hace falta | falta mucho | cuenta | cuentan | mi esposa puede | mi hija puede"""
    ),
    requests=listed(
        "puedo | puede | pueden | podría | podrían | se puede | me puede | me pueden | cuándo puedo | cómo puedo"
    ),
    kinds={
        Talk.WAIT: spoken(
            "un/dos/cinco/unos/un_par_de/ momento/momentito/minuto/minutito/minutos/segundo/segundos/segundito/ratito/rato",
            "espere/espereme/esperame/espera/esperen/aguante/aguanteme/aguarde/permitame/permiteme",
            "dejeme/dejame/deje/deja/voy/ahorita/ahora/tengo_que_ir a/ la/lo/los/las/le/ buscar/traer/ver/ir/busco/traigo/buscarla/traerla/buscarlo/traerlo/"
            "buscarlas/verlo/preguntar/veo/pregunto",
            "luego/despues/al_rato/mas_tarde/mañana le/les/lo/ contesto/respondo/hago/sigo/termino/digo/mando",
            "voy por/a_ver/a_buscar/a_traer mi/la/el/los/las/mis",
            "ahorita/ahora/luego vengo/regreso/vuelvo/le_digo/le_contesto/les_digo/lo_busco/la_busco/busco/veo",
            "no/ estoy en casa ahora/ahorita/",
        ),
        Talk.SHOW: spoken(
            "que fue_lo_que/es_lo_que/ puse/escribi/conteste/dije/respondi/mande/anote/apunte/habia_puesto",
            "lo que puse/escribi/conteste/dije/respondi",
            "ver/muestreme/enseñeme/muestrame/enseñame/leer lo_que_puse/mis_respuestas/mi_respuesta",
            "como/cual fue/ mi respuesta",
        ),
        Talk.PERSON: spoken(
            "hablar/hable/hablo/comunicar/comunicarme/comuniqueme/platicar/escribir con/a alguna/una/un/el/la/ alguien/persona/humano/señorita/"
            "enfermera/enfermero/doctor/doctora/recepcionista/recepcion/secretaria/licenciada/operadora/operador/encargado/encargada/asistente/agente",
            "que me llame/llamen/marque/marquen/hable/hablen alguien/una_persona/la_doctora/",
            "hay/atiende/conteste/contesta/contestan/quiero/prefiero/necesito alguien/una_persona/alguna_persona/un_humano/personas real/de_verdad/",
            "me pueden/puede/podrian/podria llamar/marcar/hablar",
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
        Talk.SAME: (
            *spoken(
                "lo/la/los/las/ mismo/misma/mismos/mismas de/que siempre/antes/la_otra_vez/la_vez_pasada/la_ultima_vez/ayer/les_dije/le_dije/dije",
                "igual que siempre/antes/la_otra_vez/la_vez_pasada",
                "lo/la/los/las de siempre/costumbre",
                "como siempre",
                "nada/no ha/han/ cambiado/nuevo",
                "sin/no cambios/hay_cambios",
                "ya lo/la/los/las/me/ tienen/tiene/sabe/saben/conoce/conocen",
                "ya se/ lo/los/las/la/le/les/te/ dije/di/puse/conteste/mande/escribi/respondi/envie/habia_dicho/habia_puesto",
                "esta/estan en mi/el/su expediente/archivo/sistema",
            ),
        ),
        Talk.UPSET: (
            *spoken(
                "que/es/esta/son/puras/pura/una/un tonteria/tonterias/estupidez/estupideces/estupido/estupida/ridiculo/ridicula/burla/porqueria/"
                "perdida_de_tiempo/fastidio/babosada/babosadas/mamada/mamadas/pendejada/pendejadas/lata/inutil",
                "estoy/ya_estoy/ya/me_tienen/me_tiene harto/harta/cansado/cansada/aburrido de/con/ esto/estas/tantas/tanta/ustedes/",
                "dejen de preguntar/molestar",
                "no sirve/sirven/contestan/contesta/responden para/ nada/nadie/",
                "cuantas/tantas preguntas",
            ),
            *"contesten contesteme contestenme contestame respondan respondanme respondame apurense apurele tonterias"
            " estupidez harto harta estupidos inutiles ridiculo chingada chingados carajo".split(),
        ),
    },
    said=spoken(
        "ya se/ lo/le/les/te/ dije/habia_dicho/he_dicho/conteste que/",
        "como/ ya/ le/les/te/ dije que/",
    ),
)
