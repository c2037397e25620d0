"""Hear danger in Spanish."""

from __future__ import annotations

from app.intake.cries import DangerWords
from app.intake.cries.self_harm.es import PILLS, SELF_HARM, WHO

_HURT = "dolor/duele/doliendo/duelen/dolio/dolro/doler/duela"
_BREATHE = "respirar/respira/respiro/respirando/rrespirar/respiracion"
_GOING = "poniendo/pone/puso/esta/pusieron/puesto/ponen"
_DRANK = "tomo/tomado/tomaron/bebio/bebido/bebi/trago/tragado/trague/tome/comio/comido/comi/ingirio/ingerido/ingeri/tomando"

DANGER = DangerWords(
    now=f"""
        ; Corazón | pecho/torax/toracico {_HURT}/arde/ardiendo/quema/estruja/punza/molestia/incomodo/opresiva/oprimido/
        duro/oprime/aprieta/aprietan/opresion/opresivo/presion/punzada/punzadas/pinchazo/pinchazos/ardor/apretado/
        pesado/peso | ?ataque corazon/cardiaco/cardiaca | ; Ictus | ?ictus/acv/apoplejia | ?derrame | ?>derrame/ataque/
        infarto cerebral | boca/cara torcio/torcido/torcida/tuerce/torciendo/chueca/caida/paralizada/paralizo/dormida/
        colgando/desviada | no/sin puede/puedo hablar/mover brazo/pierna/lado/mano/cuerpo/cara/boca | no siento/siente
        brazo/pierna/cara/lado/cuerpo | habla arrastra/arrastrando/raro/enredado/trabada/balbucea | ; Aire | no/casi/
        apenas puedo/puede/puedes/pudo/pueden/podia/logro/alcanzo {_BREATHE}/aire/respiracion | !>no/deja/dejo/dejado/
        dejando/deje de/esta/me/estaba/casi respira/respirar/respirando | >no respira/respiro/respiraba | cuesta/
        costando/dificultad/dificultades/dificil/problemas/trabajo/trabajosamente {_BREATHE} | falta/faltando/hace/
        quedo/queda/sin aire | no entra/llega/pasa aire | >me/se/nos ahogo/ahoga/ahogando/ahogamos | asfixio/asfixia/asfixiando/asfixiandose/sofoco/sofoca |
        !atraganto/atragantado/atragantada/atragantando/atraganta/atragante/atorado/atoro | {_GOING} morado/morada/azul/
        moradito/azulado | labios/labio morados/azules/morado/amoratados | ?ataque/crisis asma/asmatica | ?anafilaxia/
        anafilactico/anafilactica | ?choque/shock anafilactico | ; Sangre | sangro/sangra/sangrando/sangrado/sangre
        mucho/mucha/muchisimo/muchisima/demasiado/demasiada/abundante/chorros/montones | no/sin para/deja/dejar/parar/
        detiene/cesa/corta sangrar/sangre/sangrando/hemorragia/sangrado | >vomito/vomita/vomitando/vomite/escupo/escupe/
        escupiendo/tose/toso/tosiendo/tosio sangre | sangre chorros/todas/borbotones/saliendo/sale | ?hemorragia/
        emorragia/desangro/desangrando | ; Veneno y sobredosis | !{_DRANK} cloro/lejia/lavandina/veneno/raticida/
        detergente/pila/pilas/gasolina/acido/insecticida/anticongelante/amoniaco/iman/imanes/pegamento/thinner/aguarras/
        setas/hongos/limpiador | !>se {_DRANK} {PILLS} | !>se {_DRANK} unas/mis/las/sus/un/varias/muchas/todas/la/el
        {PILLS}/bote/frasco/caja | ?veneno ratas | !>me/esta/estoy/han/ha/se envenene/enveneno/envenenado/envenenada/
        envenenaron/intoxicado/intoxicada | ; Convulsiones y conciencia | ?convulsiones/convulsion | !convulsionando/
        convulsiona/convulsionado/convulsiono | espuma boca | inconsciente/inconciente/inconcientes | !desmayo/desmaye/
        desmayado/desmayada/desmayando/desplomo/desvanecio | >no/ni se/me/lo/la/quiere/puedo/puede despierta/despertar/
        despertarlo/despertarla/despierto | >no reacciona/reaccionan/responde/despierta | !perdio/perdido/perdiendo/
        perdi conocimiento/consciencia/conciencia | >no/sin tiene/hay/encuentro/le pulso | >no se mueve/movia | fiebre/
        temperatura 40/41/42 | ; Parto | parto estoy/esta/ya/adelantado/empezo/comenzo | rompi/rompio/roto/rompieron/
        rompieron/revento fuente/fuentes/aguas/bolsa | contracciones/contraccion minutos/minuto/cada/fuertes/seguidas/
        tengo/empezaron | no siento/mueve/noto/siente bebe | ; Violencia | !{WHO} me pega/golpea/golpeo/maltrata/
        maltrato/ahorco/ahorca/amenaza/viola/ataco/pateo | !=me/nos/la pega/pego/golpea/golpeo/maltrata/pegan/golpean/
        golpearon | !>tiene/lleva/saco/traen/trae/tienen un/una cuchillo/pistola/arma/navaja/machete/escopeta |
        !apunalaron/apunalo/apunalado/apunalada/acuchillaron/acuchillo/balearon/balearon/balazo | !>me/le/lo/la
        dispararon/disparo/violaron/violo/secuestraron/asaltaron/golpearon/atropellaron/atropello | !>abusaron/abuso/
        abusa/abusando/abusan de mi/ella/el | ; Accidentes | !queme/quemo/quemado/quemada/quemadura aceite/hirviendo/
        fuego/cara/grave/mucho/acido/agua | !electrocuto/electrocutado/electrocutada | ; Gritos | =auxilio | ~=socorro |
        =sos | ~=ayudenme/ayudeme/ayudame | ~=ayuda favor | ayuda/ayudenme/ayudeme/ayudame urgente/urgentemente/rapido/
        pronto/ya/muero/ahora | ~=urgente | >es/esto/una/tengo/hay una/es emergencia/urgencia | ?emergencia/emerjencia |
        >llame/llamen/llama/llamar/llamad/marquen/marque a/al/el 911/112/061/999/066/107/123 | llame/llamen/llama/
        llamar/llamad/manden/mande/mandar/envien/envie/enviar/necesito/necesitamos/pidan/quiero/pida/hace ambulancia |
        ambulancia favor/ya/urgente/rapido/ahora/pronto | ?ambulancia | >me muero | >se me/esta/nos muere/muriendo |
        >me/estoy/esta/se estoy/esta/muriendo muriendo/muriendome | respira/respiro/respirando mal/dificultad/raro/
        rapido/poco/apenas/trabajo/ruido | !inhalo/inhale/respiro/respire gas/humo/monoxido/quimicos/cloro | !pico/
        picado/picadura/mordio/mordida/mordido/mordedura alacran/escorpion/serpiente/vibora/culebra/arana | botando/
        bota/boto/echando/echa/orinando/orino/cagando/defeco/evacuo sangre | !no vuelve/volvio/recupera/reacciona/
        recobra si/conocimiento/conciencia/nada | !cayo/cai piso/altura/edificio/escaleras/escalera | !>me/la/lo tiene/
        tienen encerrada/encerrado/secuestrada/secuestrado/amarrada/atada | !>no me deja/dejan salir | !amenaza/
        amenazan/amenazo/amenazando me/cuchillo/pistola/matar/muerte/arma | ~peligro | !>me/nos estan/esta siguiendo/
        persiguiendo/robando/asaltando/atacando | llame/llamen/llama/llamar/llamad/manden/mande/necesito/vengan/pidan
        emergencias/policia/ayuda/medico/bomberos/urgencias | ?emergencia medica | ~>voy/va a parir | !acaban/acaba/
        acabo de violar/golpear/asaltar/apunalar/robar/atropellar/caer | ~=incendio/fuego/sangrando/inconsciente/
        ahogando/convulsionando/envenenado/muriendo | hay/ayuda incendio/fuego/humo | ~>me siento morir | !ingirio/tomo/
        bebio/trago sosa/lavavajillas/suavizante/quitaesmalte/alcohol/perfume/jabon/shampoo/champu caustica/liquido/mi/
        hijo/hija/nino/gel/puro | ?balacera/tiroteo/disparos | >no puedo ni respirar/hablar/caminar/moverme |
        ~!intoxicacion/intoxico/intoxique cloro/gas/humo/medicamentos/pastillas/monoxido | ~no/ni puedo/puede moverme/
        moverse/levantarme/levantarse/caminar | >perdiendo/pierde/pierdo sangre | !>me/le/nos/lo/la atacaron/ataco/
        agredieron/agredio/hirieron/hirio/acuchillo/apunalo | inhalador/ventolin/salbutamol/spray no/nada hace/funciona/
        sirve/alivia/ayuda | !me/nos/la/lo/le estrangulando/estrangula/estrangulo/ahorcando/asfixiando/ahorcarme |
        !entraron/entran/metieron robar | ~sobredosis | ~azucar/glucosa/glucemia/@ azucar/glucosa vomito/vomitando/
        confundida/mal/sueno/vomita | ~911/112/061/999/066/123/107/105/106/116/132/091/100/101 ayuda/ambulancia/llamar/
        favor/urgente | ~!descarga/corriente electrica/agarro/paso/dio/pego | ~lucho/lucha/luchando/pelea/esfuerzo
        respirar/aire/respiracion | ~jadea/jadeando/boquea/boqueando/agonizando/agoniza | ~sangre/sangrado toso/tose/
        tosiendo/tos/escupo/roja/fresca/flema/oidos/oido/boca/coagulos/regla/embarazo | ~noqueado/noqueada/inconcient/
        desvanecida/desvanecido/desplomada/desplomado | ~=salvenme/salvame/salveme/rescatenme | ~reaccion alergica
        severa/grave/fuerte/horrible/ahora/mala/tengo/tiene | ~!tomo/bebio/trago herbicida/quimico/fertilizante/
        disolvente/desinfectante | ~!>me encerro/amarro/ato | ~estan disparando
    """,
    self_harm=SELF_HARM,
    history=f"""
        # | hace/hacia anos/ano/meses/mes/decadas/veranos/inviernos/navidades | anos/ano atras | cuando era/tenia/estaba/fui/tuve/nacio/
        naci/murio | >a los/sus @/anos | >a los seis/siete/ocho/nueve/diez/once/doce/trece/catorce/quince/
        dieciseis/veinte/treinta/cuarenta/cincuenta/sesenta | >de/desde nino/nina/pequeno/pequena/joven/
        adolescente/bebe/chico/chica/recien/nacimiento | infancia/adolescencia/ninez/juventud/antecedente/
        antecedentes/historia/historial/previo/previa/previos/anterior | ano/mes/verano/invierno/otono
        pasado | murio/murieron/fallecio/fallecieron/difunto/muerte/fallecido/fallecida | {WHO} suicido |
        >se suicido/mato | {WHO}/se quito vida | ~>me/se cortaba/autolesionaba |
        >primer/primera/segundo/segunda/tercer/ultimo/ultima/dos/tres/cuatro parto/partos/embarazo/hijo/
        hija/cesarea/matrimonio | =contacto/contactos emergencia/emergencias |
        >cesarea/operacion/cirugia/operado/operada/sala/medico/medicos/telefono/servicio de/por emergencia/
        emergencias/urgencia/urgencias | =>en/para caso/una/casos de/emergencia | =caso urgencia |
        trabajo/trabaje/conductor/tecnico/enfermera/enfermero/medico/soy/voluntario/voluntaria/chofer
        ambulancia/ambulancias/emergencia/emergencias/urgencias/suicidio/infarto |
        =>muero/muere/muriendo/morir de/por hambre/sueno/risa/ganas/verguenza/calor/frio/pena/sed/amor/
        cansancio/aburrimiento/curiosidad | ~>para el/la/las/los dolor/falta/convulsiones/convulsion/
        dificultad/infarto | >para el/la/las/los falta/dolor/convulsiones de/aire/pecho |
        >para dolor/convulsiones/infarto/angina/ansiedad | >desde/despues/tras del/el/de/mi infarto/ictus/
        derrame/ataque | amago/secuelas/superado/superada/recuperado/recuperada/sobrevivi/victima |
        >alergia/alergico/alergica a | vaso agua | pelo/unas/cesped/flequillo/barba | =>angina de |
        ~tuve/tuvo/sangraba/sangraban/mareaba/faltaba/ahogaba/tenia/sufri/sufrio/padeci/padecio/estuve/estuvo/tuvieron/fue/fui/era/dolio/dolia/padecia/
        habia | ~cronico/cronica/aveces/ocasional/ocasionales/esfuerzo/controlada/controlado/controladas/
        suele | ?>a veces | ~anos/meses/ano | ?>semana pasada | ?semana/semanas hace/pasada |
        ~prevenir/riesgo/evitar/analisis/prueba/pruebas/si | antes/hace tuve/tiempo/anos/mucho |
        perdi suicidio | maneja/conduce/chofer ambulancia | =>ataque de risa |
        >en enero/febrero/marzo/abril/mayo/junio/julio/agosto/septiembre/octubre/noviembre/diciembre |
        una vez | escuela/jovenes/juventud/exmarido/exesposo/exmujer/expareja |
        >de joven/adolescente/soltera/soltero | >mi primer/anterior marido/esposo/matrimonio/pareja |
        >no soy/es suicida | ideacion/ideas suicida/suicidas niega | >niega |
        prevencion/psicologa/psicologo/intento/intentos suicidio | >intento de suicidio |
        cuando falta/duele/necesito inhalador/spray/pastilla/tomo/uso | inhalador/spray/pastilla/medicina/
        gotas cuando/para | =>muero por/de | apnea/cpap | tendinitis/codo/hombro/mudanza/gripe/sol/
        afeitandome/jugando/afeitando/susto/golpe | =>bolsa de la compra/basura/plastico |
        =>vivir/viva/viviendo en/cerca/con/sola/solo/aqui | =>vivir mas cerca | rodilla/espalda/cabeza/muela/pies/calor/hambre/sueno/
        cuello/hombro/cadera/tos matando/mata/matan | >que me mandan/mandaron/recetan/receto/manda |
        urgente cita/turno | ~formulario/preguntas/pregunta/llenar/rellenar/encuesta/cita/turno |
        >pena/sentido preguntar/esta/pregunta | vale pena preguntar/contestar/seguir |
        ~>ha/he/han tenido/sufrido | =ayuda/ayudar/ayudame/ayudeme/ayudas/ayudan a/poco/elegir/esta/este/esto/con/para/una
        pregunta/preguntas/formulario/respuesta/respuestas/direccion/pagina/datos/cita/registro/parte/
        ingles/tramite/app/
        apellido/fecha/cuestionario/seguro/telefono/numero/idioma/palabra | =cansado/cansada todo dia |
        =me pego virus/gripe/catarro/sol/resfrio/covid/tos/bien | =muere/murio/muriendo/muero celular/
        telefono/bateria/movil/carga/compu/internet |
        =me golpee/pegue/golpeo/lastime rodilla/dedo/codo/pie/tobillo/rodillas/hombro/mano |
        =carta/certificado/nota medico | labio/cara/boca dentista/muela/endodoncia | =contesta telefono/
        llamadas/mensajes/celular | >desde la/mi operacion/cirugia/fractura | =no veo escribio/foto/
        imagen/boton/pantalla/letra/
        letras/lejos/cerca/bien/opcion/pagina/lentes/enlace/formulario/pregunta | =tirar/tirarme sofa/
        cama/basura | =vivir piso/casa/departamento/apartamento/barrio/ciudad/pueblo/calle/pais/edificio/zona |
        ~migrana/migranas | >en mi/la familia | >en la/el universidad/iglesia/colegio/escuela/instituto | >en las/los cuestas/escaleras/subidas/cerros | pasado/pasada | >perdi a mi | >por una/un medicacion/medicamento | adelantado/adelantada/prematuro | cicatrices | =>ver sangre | >con los/mis/las mellizos/gemelos/gemelas/twins | >con el/los/mucho ejercicio/esfuerzo/esfuerzos/deporte | ~cuando subo/subir/camino/corro/hago/escaleras/cuestas/ejercicio/corriendo/subiendo/deporte |
        ~por si acaso/tengo/anafilaxia/alergia
    """,
    at_once="""
        ahora/ahorita/hoy/repente/subito/subitamente/rapido/urgente/urgentemente/pronto/ayer/anoche/creo/
        parece/inmediato/ya | tengo/tiene/teniendo/dando/da/dan/dio/dieron/sufriendo/acabo/acaba/sigue/
        siento/hay/estoy/esta | hora/horas/minuto/minutos/rato/segundos | >esta/este manana/tarde/noche/
        momento/instante/madrugada | >desde anoche/ayer/hoy | >de golpe | ayuda/ayudenme/ayudeme/
        ayudame/socorro/cierra/cerrando/hinchando/ auxilio | cada vez
    """,
    denials="""
        no ni nunca jamas sin ningun ninguna ninguno niega niego tampoco negativo nada
    """,
    doubts="""
        se sabe sabemos seguro segura puedo puede pudo pueden pude podia para deja
        entiendo solo aguanto despierta reacciona responde respira encuentro doy sirve funciona hablo soy contesta mas dejo paro importa confio aguanto
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
    wills="""
        quiero quisiera deseo deberia prefiero preferiria voy necesito mejor me ya
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
        necesito ayuda | necesito ayuda ahora | ayuda | ayúdeme | ayúdenme | ayuda por favor |
        no estoy a salvo
    """,
    is_well="""
        seguir | sigamos | seguir con mis respuestas | continuar | estoy bien | todo bien | estoy a salvo |
        bien | no necesito ayuda | ahora no | no es una emergencia | no es urgente | falsa alarma
    """,
    lookalikes="""
        perdon perdone perdono levantar levanto tirado trabo trabado sacaron acabaron pagaron mandaron
        tardaron llamaron
        llevaron quitaron pusieron operaron
        salvaron hecho techo lecho pacho fecho pecha color calor dolores doler dolar
        colores valor hablan hablar habla parte partos parto puerto sangria tango cargo
        dedico dejan caras caros mamar mascar marcar matar mirar morar tirar mover mayor
        amor humor comer metro metros puente fuente fuentes cuerda cuerpo venas penas
        ventas tenas vejas cenas madrid madre padres derrumbe convulsa tomar toman tomas
        tomate tomates tome tomo trae quiera querer queria quieren puedo pueda puedes
        queda quedo pierna piernas casar caras carne corta corto corte cortes torta
        parar pasar pegar pagar cama coma comas emergente viviendo vivido vivir vida
        vivo sentada sentado lazo tiron tirones estacion alta esperar
    """,
    sounds="""
        (?<!c)h | qu(?=[ei]) k | c(?=[ei]) s | c(?!h) k | z s | v b | ll y | g(?=[ei]) j | w u | rr r | ss s
    """,
    pronouns="me te se nos lo la le los las les melo melos sela selo mela melas",
    infinitives="r ndo",
    same="""
        que: q k ke | repente: pronto subitamente sopeton | quiero: kiero kero qiero quero quieo kyero | por: x | estoy: toy stoy | para: pa | voy: boy | de: d | vida: bida
        | vivir: bibir | hacer: aser | me: m | puedo: pueo puedoo | estoy: ando | nadie: nadien | todo: tdo | mas: + ma | muero: mueroo
    """,
)
