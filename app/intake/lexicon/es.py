"""Understand Spanish."""

from __future__ import annotations

from app.intake.keywords import Keyword
from app.intake.lexicon import DangerWords, Lexicon

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
        Keyword.STOP: (
            "PARAR",
            "BAJA",
            "DARME DE BAJA",
            "CANCELAR",
            "DETENER",
            "SALIR",
            "REVOCAR",
            "NO MÁS MENSAJES",
        ),
        Keyword.START: ("EMPEZAR", "INICIAR", "COMENZAR", "REANUDAR"),
        Keyword.HELP: ("AYUDA", "INFORMACIÓN", "SOPORTE"),
        Keyword.BACK: ("ATRÁS", "VOLVER", "REGRESAR"),
        Keyword.RESTART: (
            "REINICIAR",
            "EMPEZAR DE NUEVO",
            "EMPEZAR OTRA VEZ",
            "COMENZAR DE NUEVO",
            "VOLVER A EMPEZAR",
        ),
        Keyword.SKIP: ("OMITIR", "SALTAR"),
        Keyword.DONE: ("LISTO", "LISTA", "HECHO", "TERMINÉ", "YA ESTÁ", "ESO ES TODO", "ES TODO", "NADA MÁS"),
        Keyword.NONE: ("NINGUNO", "NINGUNA", "NADA", "NO", "NO TENGO", "NO TOMO"),
        Keyword.REVIEW: ("REVISAR", "VER"),
        Keyword.EDIT: ("CAMBIAR", "EDITAR", "CORREGIR", "MODIFICAR"),
        Keyword.SEND: ("ENVIAR", "MANDAR"),
        Keyword.LANGUAGE: ("IDIOMA", "CAMBIAR IDIOMA", "CAMBIAR DE IDIOMA"),
        Keyword.PRIVACY: ("PRIVACIDAD",),
        Keyword.GO_ON: ("SEGUIR", "CONTINUAR"),
        Keyword.DONT_KNOW: ("NO SÉ", "NO LO SÉ", "NO SABE", "NO RECUERDO", "NO ME ACUERDO", "DESCONOZCO"),
        Keyword.MY_DATA: ("MIS DATOS", "COPIA DE MIS DATOS", "UNA COPIA DE MIS DATOS"),
        Keyword.DELETE_MY_DATA: ("BORRAR MIS DATOS", "ELIMINAR MIS DATOS", "SUPRIMIR MIS DATOS"),
    },
    yes=(
        "sí",
        "sí acepto",
        "acepto",
        "sí estoy de acuerdo",
        "estoy de acuerdo",
        "de acuerdo",
        "sí por favor",
        "claro",
        "ok",
        "vale",
    ),
    no=("no", "no gracias", "no acepto", "no estoy de acuerdo"),
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
    ),
    courtesies=(
        "gracias",
        "muchas gracias",
        "muchísimas gracias",
        "mil gracias",
        "gracias a usted",
        "muy amable",
    ),
    date_fillers=tuple(
        "de del el la en a nací nacido nacida mi su fecha nacimiento cumpleaños es soy tengo tiene"
        " día mes año años edad unos unas aproximadamente".split(),
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
