"""Hear danger in Spanish."""

from __future__ import annotations

from app.intake.cries import DangerWords

_HURT = "dolor/duele/doliendo/duelen/dolio/dolro/doler/duela"
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

DANGER = DangerWords(
    now=f"""
        ; Corazón | pecho/torax/toracico {_HURT}/arde/ardiendo/quema/estruja/punza/molestia/incomodo/
        opresiva/oprimido/duro/oprime/aprieta/aprietan/opresion/opresivo/presion/punzada/
        punzadas/pinchazo/pinchazos/ardor/apretado/pesado/peso | corazon {_HURT}/para/paro/parando/explota |
        brazo izquierdo {_HURT}/dormido/entumecido/hormigueo | >dolores en el pecho |
        ?infarto/infartando/infartado | >me/se/esta infartando/infarta | ?ataque corazon/cardiaco/cardiaca |
        ?paro cardiaco/cardiorrespiratorio |
        ; Ictus | ?ictus/acv/apoplejia | ?derrame | ?>derrame/ataque/infarto cerebral |
        boca/cara torcio/torcido/torcida/tuerce/torciendo/chueca/caida/paralizada/paralizo/dormida/colgando/
        desviada | no/pudo/puede/puedo hablar repente/subito/bien/habla | no/sin puede/puedo hablar/mover
        brazo/pierna/lado/mano/cuerpo/cara/boca | no siento/siente brazo/pierna/cara/lado/cuerpo |
        medio/mitad/lado cuerpo/lado/cara dormido/dormida/durmio/duerme/paralizado/paralizada/paralizo/
        entumecido/debil | >medio lado/cuerpo dormido/paralizado | durmio/duerme/paralizo/paralizado medio/
        lado cuerpo | habla arrastra/arrastrando/raro/enredado/trabada/balbucea |
        peor cefalea/jaqueca/dolor vida/cabeza |
        ; Aire | no/casi/apenas puedo/puede/puedes/pudo/pueden/podia/logro/alcanzo {_BREATHE}/aire/
        respiracion | !>no/deja/dejo/dejado/dejando/deje de/esta/me/estaba/casi respira/respirar/respirando
        | >no respira/respiro/respiraba | cuesta/costando/dificultad/dificultades/dificil/problemas/trabajo/
        trabajosamente {_BREATHE} | falta/faltando/hace/quedo/queda/sin aire | no entra/llega/pasa aire |
        ahogo/ahoga/ahogando/ahogandome/ahogandose/ahogamos | asfixio/asfixia/asfixiando/asfixiandose/
        sofoco/sofoca | !atraganto/atragantado/atragantada/atragantando/atraganta/atragante/atorado/atoro |
        {_GOING} morado/morada/azul/moradito/azulado | labios/labio morados/azules/morado/amoratados |
        ?ataque/crisis asma/asmatica | crisis asma/asmatica tengo/tiene/fuerte/ahora |
        garganta cierra/cerrando/cerro/cerrada | lengua/cara/labios/labio hincha/hinchan/hinchando/hinchado/
        hinchada/hinchados/hincho/hincharon/inflamando | ?reaccion alergica |
        ?anafilaxia/anafilactico/anafilactica | ?choque/shock anafilactico |
        ; Sangre | sangro/sangra/sangrando/sangrado/sangre mucho/mucha/muchisimo/muchisima/demasiado/
        demasiada/abundante/chorros/montones | >pierde/pierdo/perdiendo/perdi/perdido mucha/tanta/demasiada
        sangre | no/sin para/deja/dejar/parar/detiene/cesa/corta sangrar/sangre/sangrando/hemorragia/
        sangrado | >vomito/vomita/vomitando/vomite/escupo/escupe/escupiendo/tose/toso/tosiendo/tosio con/
        mucha sangre | >vomito/vomita/vomitando/vomite/escupo/escupe/escupiendo/tose/toso/tosiendo/tosio
        sangre | sangre chorros/todas/borbotones/saliendo/sale | ?hemorragia/emorragia/desangro/desangrando
        | !>me/se/esta/estoy desangro/desangra/desangrando | embarazada/embarazo sangro/sangra/sangrando/
        sangre/sangrado | !corte/corto/cortado/amputo/amputado dedo/mano/brazo/pierna/pie sangre/sierra/
        entero/maquina |
        ; Veneno y sobredosis | !{_DRANK} cloro/lejia/lavandina/veneno/raticida/detergente/pila/pilas/
        gasolina/acido/insecticida/anticongelante/amoniaco/iman/imanes/pegamento/thinner/aguarras/setas/
        hongos/limpiador | !>se {_DRANK} {_PILLS} | !>se {_DRANK} unas/mis/las/sus/un/varias/muchas/todas/
        la/el {_PILLS}/bote/frasco/caja | ?veneno/raticida | ?veneno ratas | ?envenenado/envenenada/
        envenene/enveneno/envenenaron/intoxicado/intoxicada/envenenamiento | !>me/esta/estoy/han/ha/se
        envenene/enveneno/envenenado/envenenada/envenenaron/intoxicado/intoxicada | monoxido carbono |
        >fuga/olor/escape de/a gas | !puse/puso/inyecte/inyecto/di/dio demasiada/mucha/doble insulina |
        ?sobredosis | !sobredosis tiene/tengo/teniendo/hermano/hijo/hija/amigo/amiga/tomo/metio |
        ; Convulsiones y conciencia | ?convulsiones/convulsion | !convulsionando/convulsiona/convulsionado/
        convulsiono | ?ataque/crisis epileptico/epileptica/epilepsia | espuma boca |
        inconsciente/inconciente/inconcientes | !desmayo/desmaye/desmayado/desmayada/desmayando/desplomo/
        desvanecio | >no/ni se/me/lo/la/quiere/puedo/puede despierta/despertar/despertarlo/despertarla/
        despierto | >no reacciona/reaccionan/responde/despierta | !perdio/perdido/perdiendo/perdi
        conocimiento/consciencia/conciencia | >no/sin tiene/hay/encuentro/le pulso | >no/sin pulso |
        >no se mueve/movia | golpe/golpeo/golpeado/pego/cayo cabeza vomita/vomitando/vomito/confundido/
        mareado/sangra/inconsciente | bebe/nene/nena flojo/floja/flacido/lacio |
        fiebre/temperatura 40/41/42 | fiebre rigidez/rigido cuello/nuca |
        ; Parto | parto estoy/esta/ya/adelantado/empezo/comenzo | >trabajo de parto |
        rompi/rompio/roto/rompieron/rompieron/revento fuente/fuentes/aguas/bolsa |
        contracciones/contraccion minutos/minuto/cada/fuertes/seguidas/tengo/empezaron |
        >viene el/mi bebe/nino | >sale/saliendo el/la/mi bebe/cabeza/nino | nace naciendo bebe |
        no siento/mueve/noto/siente bebe |
        ; Violencia | >me esta/estan/estaba/quiere/van/va pegando/golpeando/atacando/maltratando/matando/
        violando/persiguiendo/ahorcando/amenazando/insultando | !>me pega/golpea/maltrata/viola/amenaza/
        ahorca/patea {_WHO} | !{_WHO} me pega/golpea/golpeo/maltrata/maltrato/ahorco/ahorca/amenaza/viola/
        ataco/pateo | !{_WHO} me pego | !=me/nos/la pega/pego/golpea/golpeo/maltrata/pegan/golpean/
        golpearon | !me/nos/la pega/golpea/maltrata miedo/ayuda/casa | !>me/nos quiere/va/van/quieren/
        intento/amenazo/amenaza con/a matar/matarme | !>amenazo/amenaza/amenazado/intento/quiere/va con/de
        matarme | !>tiene/lleva/saco/traen/trae/tienen un/una cuchillo/pistola/arma/navaja/machete/escopeta
        | !apunalaron/apunalo/apunalado/apunalada/acuchillaron/acuchillo/balearon/balearon/balazo |
        !>me/le/lo/la dispararon/disparo/violaron/violo/secuestraron/asaltaron/golpearon/atropellaron/
        atropello | !>abusaron/abuso/abusa/abusando/abusan de mi/ella/el | ~>no estoy/me/esta segura/seguro/
        salvo en/casa | ?violencia domestica/machista/genero/familiar | ~miedo {_WHO} pegue/mate/pega/
        vuelva |
        ; Accidentes | !atropello/atropellaron/atropellado/atropellada coche/carro/auto/moto/camion/bus/me/
        lo/la/le/nos | !choque/accidente/coche/carro/auto atrapado/atrapada/atrapados |
        ?accidente/choque coche/carro/auto/moto/trafico | !quemando/incendio/incendia/fuego/ardiendo casa/
        piso/edificio/cocina/apartamento | !queme/quemo/quemado/quemada/quemadura aceite/hirviendo/fuego/
        cara/grave/mucho/acido/agua | !electrocuto/electrocutado/electrocutada |
        !cayo/caido/cai techo/tejado/ventana/balcon/escalera/andamio mueve/inconsciente/sangra/golpeo |
        ; Gritos | =auxilio | ~=socorro | =sos | auxilio/socorro ayuda/ayudenme/favor/urgente/ambulancia/me/
        mi | ~=ayudenme/ayudeme/ayudame | ~=ayuda favor | ~=necesito ayuda | ayuda/ayudenme/ayudeme/ayudame
        urgente/urgentemente/rapido/pronto/ya/muero/ahora | ~>es/muy urgente/urgentisimo | ~=urgente |
        >es/esto/una/tengo/hay una/es emergencia/urgencia | ?emergencia/emerjencia |
        ~=911/112/061/999/066 | >llame/llamen/llama/llamar/llamad/marquen/marque a/al/el 911/
        112/061/999/066/107/123 | llame/llamen/llama/llamar/llamad/manden/mande/mandar/envien/envie/enviar/
        necesito/necesitamos/pidan/quiero/pida/hace ambulancia | ambulancia favor/ya/urgente/rapido/ahora/
        pronto | ?ambulancia | >me muero | >{_WHO} se/me muere | >se me/esta/nos muere/muriendo |
        >me/estoy/esta/se estoy/esta/muriendo muriendo/muriendome | >estoy/esta muriendo/muriendome/
        muriendose | >me/se voy/va a morir | !pecho agarra/agarro/agarraba | corazon sale/acelerado/
        desbocado/fuerte/taquicardia | ~taquicardia mareo/mareado/ahogo/fuerte/desmayo |
        mandibula brazo/pecho/sudor | ~brazo izquierdo dolor/duele/dormido | ~cae/caida/torcida/torcio cara/
        boca/lado | ~no/mal/raro entiende/habla/dice repente/subito | ~no puedo/puede ver/veo/ve repente/
        ojo/ojos | !perdi/perdio/perdido/perdiendo vista/vision/habla | ?embolia/trombosis/aneurisma |
        ~dio/dando/da/dieron ataque/algo/paro | ~no siento/siente piernas/pierna/manos/mano |
        respira/respiro/respirando mal/dificultad/raro/rapido/poco/apenas/trabajo/ruido |
        falta/faltando/faltandome respiracion/aliento/oxigeno | ~me ahogo | !trago/tragado/comio/metio
        moneda/canica/juguete/objeto/iman/clavo/alfiler/jabon | ~!>se trago/tragado |
        !inhalo/inhale/respiro/respire gas/humo/monoxido/quimicos/cloro | !paso/pase/exagere de/con
        pastillas/insulina/medicamento/medicina/dosis/droga/drogas | !tome/tomo/di/dio/puse doble/triple/
        equivocada/equivocado dosis/pastilla/pastillas/insulina/medicamento/medicina |
        !pico/picado/picadura/mordio/mordida/mordido/mordedura alacran/escorpion/serpiente/vibora/
        culebra/arana | !me/le/lo/la pico/picado abeja/avispa/avispas/abejas | hincha/hinchando/
        hinchado/hincho todo/toda/cuello/ojos/cuerpo |
        cierra/cerrando garganta/pecho | ronchas respirar/garganta/aire/hinchada/cuerpo |
        botando/bota/boto/echando/echa/orinando/orino/cagando/defeco/evacuo sangre |
        ~sangre orina/heces/popo/bano/caca | !sangra/sangrando/sangro/sangre/sangrado nariz/boca/oido/
        cabeza/herida no/mucho/para/sin | ?sangrando/desangra | ~!>esta/estoy/sigue sangrando |
        ~manchando/mancho/manchado embarazada/embarazo | !salio/solto/rompieron/rompio/revento fuente/aguas/
        bolsa se/me/le | ~pierdo/perdiendo/perdi liquido | ~nace/naciendo/nacer bebe/ya/hijo |
        !no vuelve/volvio/recupera/reacciona/recobra si/conocimiento/conciencia/nada |
        no/sin signos vitales | ~azucar/glucosa @/baja/bajo/bajisima/bajito sudando/tiembla/temblando/
        confundido/responde/mareado/desmayo | !bajo azucar/presion responde/desmayo/inconsciente |
        ~manchas moradas/rojas fiebre | !cayo/cai piso/altura/edificio/escaleras/escalera |
        ~!cayo/cai/caida no mueve/levanta/levantarse/mover/caminar | !accidente/choque/caida sangrando/
        herido/herida/heridos/sangre | !cayo/tiro/echo/quemo agua/aceite/te/sopa hirviendo/caliente |
        !incendiando/incendia/incendio/quema/quemando/humo casa/edificio/piso/departamento/cocina |
        ~!>me pegaron/golpearon/pego/golpeo | !>me/la/lo tiene/tienen encerrada/encerrado/secuestrada/
        secuestrado/amarrada/atada | !>no me deja/dejan salir | !amenaza/amenazan/amenazo/amenazando me/
        cuchillo/pistola/matar/muerte/arma | !>me/la/lo abusaron/abusa/abuso/violaron/manosea/manoseo/toca/
        toco | !padrastro/tio/padre/papa/abuelo/hermano/primo/vecino/profesor toca/toco/manosea/viola/abusa
        me/mi/la | !abusando/abusan/abusa/abusaron/violando/violo de/mi hija/hijo/mi/ella/el | ~peligro |
        !>me/nos estan/esta siguiendo/persiguiendo/robando/asaltando/atacando |
        ~!robar/robando/robaron/asaltaron/entraron casa/hirieron/herido/arma/armado |
        !hombre/alguien/tipo/sujeto armado/pistola/cuchillo/arma | !dieron/dio/diste/clavo/pegaron balazo/
        punalada/tiro/navajazo/cuchillada/machetazo/disparo | =ayuda urgente |
        ~ayuda urgente/rapido/pronto | >vida o muerte | llame/llamen/llama/llamar/llamad/manden/mande/
        necesito/vengan/pidan emergencias/policia/ayuda/medico/bomberos/urgencias |
        ~manden/mande/envien/pidan ayuda | ~vengan/venga rapido/pronto/ya/ayuda/urgente |
        ?emergencia medica | ~>me siento muy mal | ~me desmayo/desmayar voy/casi/siento |
        dolor insoportable/terrible/horrible/intenso/fortisimo repente/subito/vientre/barriga/estomago/
        cabeza/pecho | !se tomo/trago todas/muchas/varias pastillas/medicinas/medicamentos |
        !tomo/tome/tomado/tomaron/trago/ingirio/bebio pastillas/pastilla/medicinas/medicamentos/calmantes
        demas/mas/muchas/demasiadas/sobra | ?sobredosis drogas/pastillas/accidental | ~>voy/va a parir |
        ~>dar/dando/da a luz | >labor de parto | ~>me/nos/la quiere/quieren/intenta/intento/va matar/
        asesinar | !acaban/acaba/acabo de violar/golpear/asaltar/apunalar/robar/atropellar/caer |
        herido/herida/heridos bala/grave/sangre/ayuda/mal/cuchillo | ~=incendio/fuego/sangrando/
        inconsciente/ahogando/convulsionando/envenenado/muriendo | hay/ayuda incendio/fuego/humo |
        ~>me siento morir | ~>siento que muero | !cayo/caido piscina/alberca/agua/rio/pozo |
        ~me/se/le duele/dolor todo/mucho/fuerte corazon/pecho/costado | ~{_WHO} pega/golpea/maltrata/viola/
        amenaza/abusa/insulta | ~!{_WHO} pego/golpeo/ataco/violo/amenazo | ~mucha/muchisima/tanta sangre |
        ~parto/parir/contracciones/nacer ya/ahora/empezo/viene/hospital | ~respirar/respira/respirando
        puedo/puede/mal/apenas/casi/cuesta/cuestan/dificil/ayuda | ~se/me esta/estoy/estan ahogando/
        asfixiando/sofocando/desmayando/desangrando/muriendo/quemando | hormigueo/adormecido/entumecido
        brazo/pecho/cara pecho/brazo/cara/lado/cuerpo | ~fuerza lado/brazo/pierna/cuerpo falta/sin/perdi/
        perdio/no | !ingirio/tomo/bebio/trago sosa/lavavajillas/suavizante/quitaesmalte/alcohol/perfume/
        jabon/shampoo/champu caustica/liquido/mi/hijo/hija/nino/gel/puro | sosa caustica |
        !clavaron/clavo/apunto/apuntan/apuntando cuchillo/arma/pistola/navaja | ?balacera/tiroteo/disparos |
        boca/cara fue/va/quedo lado/chueca/torcida | >no puedo ni respirar/hablar/caminar/moverme |
        ?intoxicacion | ~!intoxicacion/intoxico/intoxique cloro/gas/humo/medicamentos/pastillas/monoxido |
        ~no/ni puedo/puede moverme/moverse/levantarme/levantarse/caminar | ~tirado/tirada piso/suelo |
        ~descompuso/descompensado/descompensada/agravo/grave responde/mal/papa/mama/hijo/hija/ayuda/muy |
        asma mal/fuerte/peor/malisima ahora/muy/hoy/cada | >perdiendo/pierde/pierdo sangre |
        ~arrastra/arrastrando/trabadas palabras | ~>no mueve/mueven el/la/un brazo/pierna/lado/cuerpo | >no
        estoy/esta/estan respirando | !>me/le/nos/lo/la
        atacaron/ataco/agredieron/agredio/hirieron/hirio/acuchillo/apunalo | ~>no respira bien | ~corazon
        late/latiendo/palpita/latidos/galopa/brinca rapido/rapidisimo/fuerte/mil/para/descontrolado/raro |
        media cara/boca cayo/caida/caido/dormida/durmio/duerme/paralizada/paralizo/siento/siente | no/sin
        salen/sale/salian palabras/voz | ~no veo/ve/vemos repente/subito/ojo/nada | sangre todos/toda/todo/
        lados/partes | !alguien/hombre/ladron/ladrones/tipo/tipos/desconocido entrando/entrar/entro/metio/
        meterse/metiendo/forzando casa/departamento/piso/puerta/apartamento | ~lado/brazo/cara/pierna/cuerpo
        durmio/dormido/dormida/duerme/durmiendo/adormecido/adormecida/entumecida/entumecido/debil/paralizado
        izquierdo/izquierda/derecho/derecha/todo/medio/entero/media | ~no coordina/coordino/articula/
        pronuncia/salen/arma/encuentra/entienden palabras/habla/hablar/nada | ~sangra/sangro/sangrando/sangre/
        sangrado monton/bastante/harto/harta/litros/chorro/chorreando/charco/empapado/empapada | ~!>se/me
        tomo/comio/trago/bebio/tome todo/toda/el/la/un/unas/unos entero/entera/frasco/botella/jarabe/remedio/
        remedios/producto/medicina/perfume/alcohol/planta/cosas | ~!bebe/nene/nena/nino/nina/hijo/hija/guagua/
        hijito/hijita/chiquito tomo/comio/trago/bebio/chupo jarabe/remedio/remedios/gotas/pilas/planta/boton/
        tornillo/clavo/aguja/pastilla/crema/producto | ~temblar/temblando/tiembla/sacude/sacudiendo/sacudidas
        todo/parar/para/ojos/cuerpo/espuma/controlar | ~espuma echa/echando/bota/botando/sale/saliva/saca |
        ~ojos blanco/volteados/atras/blancos/volteo | ~esta/estan/estuvo pegando/golpeando/matando/ahorcando/
        atacando/violando/lastimando/amenazando/apunalando | ~911/112/061/999/066/123/107/105/106/116/132/091/
        100/101 ayuda/ambulancia/llamar/favor/urgente | ~heridos/herido/herida/atrapado/atrapados chocar/
        choque/hay/accidente/volco/chocamos/volcamos | ~!descarga/corriente electrica/agarro/paso/dio/pego |
        ~no contesta/reacciona/responde/mueve/despierta piso/suelo/cama/mama/papa/abuela/abuelo/bebe/esposo/
        hijo/hija | ~cayo/desplomo/desvanecio redonda/redondo/repente/desmayado/desmayada/seco/convulsiones |
        ~herida/corte/tajo profunda/profundo/abierta/hondo/honda | ~!hirviendo/hirviente/quemadura/quemaduras
        cayo/cara/cuerpo/volco/grave/ampollas | ~dolor sube/baja/corre/irradia/pasa/extiende cuello/mandibula/
        brazo/espalda/hombro/pecho | ~no puede/puedo/pudo/logra palabras/frase/frases/palabra/oracion sacar/
        decir/terminar/armar/formar/hablar/encontrar/completar | ~ciego/ciega ojo/repente/quede/quedo/quedando
        | ~lucho/lucha/luchando/pelea/esfuerzo respirar/aire/respiracion | ~respiro/respira/respirando peor/
        cada/menos/agitado/agitada/entrecortado/corto/ronca/silbido/poquito | ~jadea/jadeando/boquea/
        boqueando/agonizando/agoniza | ~atascado/atascada/atorado/atorada/atravesado/trabado/pegado garganta/
        cuello/tragar/respira | ~hemorragia/hemorragias/hemoragia despues/parto/fuerte/interna/mucha/tengo/
        tiene | ~vomita/vomito/vomitando/vomite negro/cafe/sangre/oscuro/verde/parar/proyectil | ~sangre/
        sangrado toso/tose/tosiendo/tos/escupo/roja/fresca/flema/oidos/oido/boca/coagulos/regla/embarazo |
        ~!paso/pase/metio/meti/inyecto/inyecte/fumo/consumio heroina/cocaina/fentanilo/pasta/metanfetamina/
        perico/coca/cristal/tusi/extasis/drogas/droga | ~huele/olor/oler gas/humo/quemado/cloro mareados/
        mareado/mareada/todos/fuerte/casa/mucho/nauseas | ~convulsion/convulsiones otra/una/despierta/para/
        seguidas/repite/sigue/vuelve | ~ve/asoma/sale/viene/saliendo/cordon cabeza/pies/cordon/bebe bebe/
        parto/afuera/fuera/ya | ~noqueado/noqueada/inconcient/desvanecida/desvanecido/desplomada/desplomado |
        ~golpiza/paliza/madriza/pateadura estan/dando/dio/dieron/me/le | ~!acaban/acaba/acabo de atacar/pegar/
        disparar/golpear/secuestrar/morder/picar/quemar/tragar/desmayar/caer/agredir/acuchillar/balear/
        amenazar | ~=salvenme/salvame/salveme/rescatenme | ~balazos/balazo/disparos/tiros/tiroteo/balacera/
        plomazos | ~rateros/ladrones/ladron/intruso/asaltantes casa/entraron/metieron/dentro/armados/afuera |
        ~vida muerte | ~sudando/suda/sudo/palido/palida/frio/gris pecho/desmayo/mareado/respira/corazon |
        ~confundido/confundida/desorientado/desorientada/delira/delirando repente/fiebre/reconoce/golpe/
        cabeza/habla/no | ~no siente/siento/mueve/muevo/puedo piernas/pierna/brazo/brazos/manos/mano/cara/lado
        | ~!aplasto/aplastado/atrapado/atrapada/atraparon/enterrado/derrumbe maquina/mano/pierna/pie/carro/
        coche/debajo/muro/pared | ~encerrada/encerrado bano/cuarto/cuchillo/pistola/miedo/me | ~pesadez/
        agobio/angustia/ahogo/malestar pecho/corazon | ~brazo/cara/lado/pierna/boca entumecio/entumece/
        entumecida/adormecio/adormece/paralizo izquierdo/derecho/me/le | ~reaccion alergica severa/grave/
        fuerte/horrible/ahora/mala/tengo/tiene | ~cabeza golpee/golpe/pegue/golpeo/golpie/rompi/abri/partio/di
        mareada/mareado/vomito/sangra/sangre/vomite/nauseas/borroso/desmaye/confundida | ~cayo/caido/cai
        levantar/levanta/mover/caminar/mueve/moverse/levantarse/responde no/ni/puede | ~inhalador silba/
        silbido/acabo/no/sin pecho/tengo/respirar | ~espina/hueso garganta | ~!tomo/bebio/trago herbicida/
        quimico/fertilizante/disolvente/desinfectante | ~pierde/pierdo conocimiento/conciencia/consciencia |
        ~acido/cloro/quimico ojo/ojos/cara | ~!prendio fuego pelo/ropa/se | ~cuchillo/pistola/machete/arma
        afuera/amenaza/mano/puerta | ~!punetazo/patada/cachetada/bofetada/empujon dio/me/dieron/da | ~!>me
        encerro/amarro/ato | ~estan disparando | ~respiro/respira popote/pajilla | ~ve cordon | ~no sonreir/
        sonrie lado/puede | ~debil/debiles/aflojo/flojo/debilidad/fuerza brazo pierna | ~alguien/favor/diosito
        ayude/ayuden/ayudenos/ayudeme/ayudame/socorra | ~>ayudenos/ayudenme por favor | ~=ayudenos/ayuden |
        ?urgencia | >lleven/llevenme/lleveme/llevame/llevar me/al/a hospital/urgencias | ~llevenme/lleveme/
        llevame hospital/urgencias/emergencias/clinica | ~me/se puse/puso/poniendo/estoy azul/morado/morada/
        palido/palida respira/aire/labios/dedos
    """,
    self_harm=f"""
        >me quiero/voy/boy/kiero/quisiera/gustaria/pienso a/en matar/suicidar/ahorcar/colgar/suisidar/morir
        | >me quiero/kiero/quisiera/gustaria/quieo matar/suicidar/ahorcar/morir/suisidar |
        >se quiere/va/queria/quiso a matar/suicidar/ahorcar/morir/colgar | >se quiere/quiso matar/suicidar/
        ahorcar | >quiero/kiero/quisiera/quiere/voy/boy/va/pienso/deseo/kero/necesito/prefiero a/yo/ya/solo/
        en/me matarme/matarse/suicidarme/suicidarse/morir/morirme/morirse/ahorcarme/ahorcarse/colgarme |
        >quiero/kiero/quisiera/quiere/pienso/deseo/kero/prefiero/intente/intento/amenaza/dice/ganas matarme/
        matarse/suicidarme/suicidarse/morir/morirme/morirse/ahorcarme/ahorcarse | =matarme |
        pienso/pensando/pensado/pense/idea/ideas/ganas/intente/intentado/intento/amenaza/amenazo/planeo/
        planeando/plan suicidarme/suicidarse/matarme/matarse/morir/morirme/suicidio/ahorcarme/desaparecer/
        cortarme | suicidarme | suicidarse amenaza/dice/quiere/intento/va | ~me/quiero/voy/boy mato/suicido
        | suicida/suicidas pensamiento/pensamientos/idea/ideas/ideacion/soy/estoy/tendencia/tendencias |
        ?suicida/suicidio/suisidio/suicido | pensar/pensando suicidio | ~>no me quiero/voy/boy morir |
        ~>no quiero morir/morirme | !ojala muriera/muera/muriese/estuviera/despertara/despierte/hubiera
        muerto/muerta/muriera/no/nacido | >ojala me/yo/no/no muriera/muera/muriese/despertara/despierte |
        quisiera/preferiria/ojala/quiero/mejor/prefiero/estaria estar/estuviera/estaria/estando/estoy
        muerto/muerta | mejor muerto/muerta | estarian/estaria/estais/vivirian mejor sin mi |
        >no quiero/kiero/deseo/quisiera/quiere vivir | >no quiero/quiere seguir/estar/mas viviendo/vivo/
        viva/vivir | ~=ya no quiero seguir | >no quiero estar/seguir aqui | >acabar/terminar/acabo/acabando/
        terminando con todo | >acabar/terminar/acabo con mi/su vida | >quitar/quitarme/quitarse/quito la/mi
        vida | >me/se quiero/voy/boy/quiere/va a/quitar quitar/la la/vida | no/sin/perdi ganas/razon/
        razones/motivo/motivos/ilusion vivir | vida no sentido/vale/importa |
        >no vale/merece la/pena pena/vivir | no vale/merece pena vivir | cansado/cansada/harto/harta vivir/
        vida | ~quiero/quisiera/ojala/gustaria/voy/boy desaparecer/desapareciera |
        dormir/dormirme/duermo/acostarme no despertar/despertarme/despierte |
        !me/quiero/voy/boy/a/se tirar/tiro/lanzar/lanzarme/tirarme/aventarme/aventar/arrojar/arrojarme/
        saltar/echarme ventana/puente/tren/vias/balcon/metro/azotea/edificio/techo/via | ~=me corto |
        ~me/se corto/cortando/corta/corte brazos/brazo/piernas/muslos | >me/se estoy/esta cortando |
        corte/cortar/cortarme/corto/cortando/cortarse venas/munecas | hacerme/hago/hacer/hacerse/hace/
        haciendo/haciendome dano me/quiero/voy/boy/misma/mismo/ganas | =me hago dano |
        lastimarme/lastimo/lastimar/lastimando/lastima quiero/misma/mismo/voy/boy/ganas |
        autolesion/autolesiones/autolesiono/autolesiona/autolesionarme/autolesionando/autolesionarse |
        !me tome/tomado/trague/tragado/tomo/tomando muchas/muchos/todas/todos/demasiadas/monton/frasco/caja/
        bote/blister/entera/entero/punado {_PILLS} | !tome/tomado/trague/tragado/ingeri demasiadas/
        demasiados/muchas/todas/frasco/caja/bote {_PILLS} | !>tomar/tome/tomado/trague @ {_PILLS} |
        !pegarme/pegar/pegarse/meterme/dar/darme tiro | !cuchillo/pistola/arma/navaja/soga quiero matar/
        morir/matarme | ~>adios a/todos/mundo todos/para/siempre/mundo | ~adios todos/mundo puedo/mas/
        siempre | ~ultimo mensaje/adios | ~=no puedo mas | >colgarme/ahorcarme/ahorcarse |
        !colgarme/ahorcarme/cortarme quiero/voy/boy/pienso/ganas | ~aguanto/soporto no vida/mas/vivir |
        ~!no puedo/aguanto mas quiero/muerte/morir/todo | >ir/irme/fuera de este/del mundo |
        >quisiera/quiero/deseo/preferiria/ojala no/dejar existir/existiera/haber/de existir/nacido |
        >quiero/quisiera/deseo dejar de vivir/existir/respirar | >quisiera/quiero/preferiria no existir/
        haber/despertar | no/preferiria/quiero/quisiera despertar/despertarme manana/nunca/mas/preferiria/
        quiero | ~>preferiria/prefiero/quisiera no despertar | ~nadie extranar/extranara/extrane/echara me/
        muera/menos | ~>quiero que todo/esto se/acabe acabe/termine | >fin a mi/su/todo vida |
        >pienso/pensando/piensa mucho/en en/la muerte/morir/morirme | pienso/pensando/piensa muerte tiempo/
        siempre/mucho/todo | !quise/queria/trate/trato/trata/punto/por/iba/intenta/intente/intento de/a/por/
        quise matarme/suicidarme/matarse/suicidarse/ahorcarme | !quise/queria/trate/trato/intento/intente/
        punto/cerca/iba matarme/suicidarme/matarse/suicidarse/ahorcarme | cometer/comete/cometa/pienso/
        planeo/planeando suicidio | ~carta/nota despedida/suicida/suicidio | >voy/boy/quiero/pienso a tomar/
        tomarme/tragar todas/muchas/el/unas pastillas/frasco/veneno | voy/boy/quiero/pienso tomar/tomarme/
        tragarme todas/muchas/frasco/caja/bote/veneno pastillas/todo/entero/todas/de |
        !tome/trague/tomo/trago todo/toda/entero/entera frasco/blister/bote/caja/botella |
        !tome/tomo/bebi veneno | ~voy/boy/quiero/pienso envenenar/envenenarme |
        ~>me hice/hago/hacia/hecho dano | ~=me lastimo | ~lastimo/golpeo/corto misma/mismo |
        ~!me/se corte/corto/cortaba brazos/brazo/piernas/venas/munecas | ~=quiero cortarme |
        quiero/voy/boy/ganas/pienso cortarme | ~>me/se voy/boy/va/quiero a aventar/tirar/lanzar/arrojar/
        saltar | saltar/salto/tirarme/lanzarme vacio/puente/vias/balcon/ventana/azotea |
        ~voy/boy/quiero saltar | !doy/pego/pegar/dar/meter/meto tiro/balazo |
        ~soga/cuerda cuello/ahorcar/tengo/colgar | ~hija/hijo/hermana/hermano/amiga/amigo/pareja se corta/
        cortando/autolesiona/lastima | sin/no ganas vivir/viviendo/nada | odio vida/vivir |
        >prefiero/quiero/quisiera/preferiria/kiero/mejor morir/morirme/morirm/muerto/muerta |
        ~>mejor me muero | no quiero/quisiera/deseo estar/vivir/seguir mundo/aqui/viviendo/vida/vivo/viva |
        ~>no quiero/kiero vivir/existir/estar | desearia/gustaria/deseo/quisiera/anhelo estar/morir/muerto/
        muerta/morirme muerto/muerta/morir/estar | >deseo/desearia/anhelo morir/morirme |
        mejor si/sin yo/mi no/estuviera/existiera/estuviese | ~no/puedo seguir viviendo/vivir/asi |
        !acabo/acaba/acaban/termino tomar/tomarme/tomarse/tragar/tragarme todas/muchas/frasco/caja/todo/
        pastillas | !tome/tomo/tomado/tomar/tomarme sobredosis | ~>para matarme/morir/morirme/suicidarme/
        morirse/matarse | hago/hacerme/hice/hacer cortes/cortadas/heridas me/misma/mismo/brazos |
        ~>me hago cortes/cortadas | ~voy/boy/quiero/pienso dispararme/disparar/disparo me/hoy/ya/cabeza |
        ~quiero/kiero/quisiera/voy/boy/pienso morir/morirme/matarme/suicidarme/desaparecer/dormirme/
        ahorcarme | ~me/se quiero/voy/boy/quiere/va/pienso matar/suicidar/morir/ahorcar/colgar/envenenar/
        disparar/cortar | ~quitar/quitarme/quitarse vida/vida me/se/quiero/voy/boy/pienso |
        ~suicidio/suicidarse/suicidar pienso/pensando/ganas/quiero/ayuda/hoy/plan/voy/boy/hijo/hija/hermano/
        hermana/pareja | ~no/sin sentido/motivo/motivos/razon/razones/futuro/esperanza vivir/vida/viviendo/
        seguir | ~voces matar/matarme/morir/dano | ~descansar/dormir/irme siempre/paz |
        ~hacer/cometer/haciendo locura/tonteria/estupidez/barbaridad | ~estar/irme/ir cielo |
        ~no quiero/kiero/deseo vivir/existir | quitarme/quitarse medio | ~terminar/acabar/parar/termine/
        acabe sufrimiento/dolor/agonia/pesadilla/sufrir quiero/kiero/voy/necesito |
        ~dejar/irme/ir/salir mundo quiero/kiero/voy | ~voy/boy/quiero/pienso tomar/tomarme/beber/tragar
        veneno/cloro/raticida/pastillas | !tome/trague/tomo todo habia/botiquin/encontre |
        !inyecte/inyecto/pinche mas/demas/proposito/demasiada | ~!tome/trague/corte/queme/corto proposito/
        adrede | !>me tome/trague @ pastillas | ~>me corto/cortaba/rajo | ~lastimando/lastimarme/lastimo/
        cortando me/estoy | ~no veo/hay/encuentro salida | ~no puedo vida | ~>no doy mas |
        ~>no aguanto/soporto mas | ~vida mierda/asco/insoportable/infierno |
        ~>no quiero/kiero/quisiera despertar/despertarme | ~!>anoche/hoy/ayer me corte | ~!>me corte
        otra vez |
        >no quiero seguir con vida | ~poner/ponerle/poniendo/darle/pongo fin todo/vida/esto/existencia | ~para
        que vivir/vivo/viviendo/seguir | ~nadie extranar/extranara/extranaria/importa/importaria/importo/
        lloraria/lloraba/notaria/echara/echar/daria me/muero/muera/cuenta/falto/muriera | ~nadie/todos/mundo/
        familia si muero/muriera/muera/falto/faltara/desaparezco/desapareciera | ~carga/estorbo/lastre todos/
        familia/hijos/mundo/padres/ustedes/soy | ~>me he/habia/vuelto cortado/cortar otra/brazos/vez/brazo/
        venas | ~me cortado/cortarme/cortar/corto otra/brazos/navaja/cuchilla/gillette/cutter/navajas |
        ~pastillas/soga/pistola/cuerda/veneno preparadas/preparada/lista/listas/juntando/juntado/guardadas/
        guardando/ahorrando | ~=despedida/adios esta/mi/ultima/este/ultimo/carta | ~hacerme/hacerse algo/dano/
        mal | ~no/ni merezco/merece vivir/existir/vida/estar | ~desvivirme/desvivir/desvivo/desvivirse |
        ~irme/reunirme/ir/estar/voy con dios/cielo/senor/muerta/difunta quiero/quisiera/ojala/prefiero |
        ~lleve/llevara/llevate/recoja dios/muerte/senor me/ojala/quiero/pido/que | ~no/sin tengo/quedan/queda/
        hay fuerzas/fuerza/esperanza/ganas seguir/vivir/viviendo/mas/luchar | ~cansado/cansada/harto/harta/
        hasta todo/luchar/existir/sufrir | ~igual/mismo vivir/muero/morir | ~sobro/estorbo/sobrando mundo/
        aqui/familia/todos | ~acabar/terminar/termino/acabo esto hoy/noche/madrugada | ~acabar/terminar/
        termino/acabo conmigo/sufrimiento quiero/voy/boy/kiero/mejor/pienso | ~mundo/planeta/todos mejor sin/
        yo | ~bajarme/irme/largarme mundo/vida/tierra/siempre | ~ultima/ultimo/ultimas noche/dia/horas vida/
        vivo/viva/mundo/tierra | ~no/ya estare/voy/estar manana/mas/aqui cuando/vivo/viva/lean/leas |
        ~sentido/ganas/razon/valor existir/vivir/seguir | ~impulso/impulsos/ganas/tentacion/tentado cortarme/
        lastimarme/matarme/tirarme/saltar/acabar/danarme | ~salir/salirme/escapar/irme/partir/descansar vida/
        mundo/tierra/infierno quiero/quisiera/de/deseo | ~ojala/quisiera/hubiera/preferiria/desearia nunca/no/
        jamas nacido/naciera/existido/existiera/despertara/despertar | ~no se si vivir/morir/seguir | ~no nada
        por vivir | ~no estoy vivir/vivo/viva/viviendo si/quiero/segura/seguro/vale | ~=no puedo/kiero seguir | ~no ninguna/ningun razon/motivo/sentido seguir/vivir/vida | ~cansado/cansada/harto/harta
        viva/vivo | ~imagino/pienso/pensando/pensamientos/idea/ideas/sueno tirandome/tirarme/matandome/
        matarme/ahorcandome/colgandome/cortandome/saltando/saltar/muerto/muerta/muriendo | ~me/estoy
        despidiendo/despidiendome todos | ~!facil/mejor/tranquilo/tranquila muerta/muerto/muriera | ~salte/
        mate/muera cabeza/voz/dice | ~>no puedo vivir con/asi/sin | ~!haria arma/pistola/pastillas | ~dejenme/
        dejame morir | ~cortandome/lastimandome/quemandome/haciendome brazos/brazo/dano/piernas/estoy/sigo |
        ~nota/carta pistola/arma | ~=voy/boy terminar/acabar con esto | ~=lista/listo/irme/morir irme/morir/
        partir/lista/listo para | ~planeo/planeando/planee/pienso/preparo/quiero/voy sobredosis/suicidio/
        veneno/ahorcarme | ~=matenme/matame/mateme favor/ya | ~=matenme/matame/mateme | ~necesito/merezco/
        debo/deberia/anhelo/espero/pido morir/morirme/muerto/muerta/muerte | ~no queda/quedan/tengo/hay vivir/
        viviendo/razon/razones nada/por/para | ~nadie notar/notara/notaria/cuenta/extrana/enterara/importa si/
        estoy/falto/muero/existo/desaparezco | ~felices/mejor/tranquilos/aliviados/contentos sin/muerta/muerto
        mi/yo/todos/serian/estarian/estaran/seran/vivirian | ~saltar/saltando/lanzarme/tirarme/tirar estoy/
        voy/por/punto/borde/listo/lista | ~soga/cuerda/lazo/mecate/nudo amarre/ate/compre/prepare/colgue/
        amarrado/cuello/viga | ~voces mate/dicen/matar/muera/morir/tire/corte/lastime/ordenan | ~me quemo/
        corto/golpeo/pego/muerdo/arano/pellizco/tajeo/cortaba/quemaba proposito/adrede/castigarme/castigo/
        pared/aliviar/aliviarme/cigarrillo/cigarrillos/cigarros/encendedor/cuchilla/mismo/misma | ~encerro/
        encerre/encerrado/encerrada pistola/arma/cuchillo/pastillas/soga/veneno | ~odio/detesto/asco me/mi
        vida/misma/mismo/existir/vivir | ~formas/manera/maneras/metodo/metodos/forma/como morir/matarme/
        suicidarme/suicidio/dolor | ~dia/noche/hora mas/otro no/puedo/soporto/aguanto aguanto/soporto/vivir/
        asi | ~decidi/decidido/decision morir/matarme/acabar/terminar/irme/partir/vida/todo | ~nadie quiere/
        necesita/ama vivir/morir/muero/mundo | ~dejo/dejado/encontre/escribio/escribi/escribiendo carta/nota/
        mensaje despedida/suicidio/adios/suicida | ~danarme/danarse/herirme/golpearme | ~>solo morir/morirme |
        ~solo/nomas quiero/quisiera/morir morir/morirme/dormirme/desaparecer | ~no quiero nada morir/muerte/
        vivir/morirme | ~no tengo/hay/queda/veo por/para vivir/seguir | ~no tengo nada vivir/seguir | ~>nada
        por que vivir | ~nada sentido tiene/vida | ~tirar/tirarme/tiro/lanzar/lanzarme/aventar/aventarme/
        meterme/echarme/arrojarme camion/carro/auto/tren/bus/colectivo/metro/subte/coches/ruta/carretera/rio/
        mar debajo/frente/abajo/delante/bajo/voy/quiero/ganas/pienso | ~me tajeo/tajearme/rasguno/rajo/quemo/
        rayo/tajie/pincho brazos/brazo/piernas/cigarros/cigarrillos/cigarro/munecas/piel/misma/mismo | ~me
        volvi/vuelto/empece/recai/volver cortar/lastimar/autolesionar | ~volvi/empece/recai/recaida/volver
        cortarme/lastimarme/autolesionarme/autolesiones | ~conmigo segura/seguro/salvo | ~me despido todos/
        familia/mundo/ustedes/siempre | ~perdonenme/perdoname/perdonen adios/ya/mama/hijos/quiero/todos/voy |
        ~>no puedo con esto/tanto/todo/nada | ~diganle/dile/diganles/digan quiero/amo/amaba/queria | ~cuando/
        si lean/leas/leer/encuentren/lea/encuentres esto/carta/me/mensaje | ~muerte alivio/descanso/paz/
        solucion/salida/mejor/deseo/quiero/llegue/llamo/dia | ~=hoy/noche/esta lo hare/acabo | ~dice/dijo/
        amenaza/escribio/mando matar/morir/suicidar/matarse/suicidarse/ahorcar/colgar hijo/hija/hermano/
        hermana/amigo/amiga/esposo/esposa/pareja/novio/novia/mama/papa/se | ~puente/azotea/cornisa/balcon/vias
        parado/parada/borde/subido/subida/estoy saltar/tirar/voy/borde/parado/parada/subido/subida
    """,
    history=f"""
        # | hace/hacia anos/ano/meses/mes/decadas | anos/ano atras | cuando era/tenia/estaba/fui/tuve/nacio/
        naci/murio | >a los/sus @/anos | >a los seis/siete/ocho/nueve/diez/once/doce/trece/catorce/quince/
        dieciseis/veinte/treinta/cuarenta/cincuenta/sesenta | >de/desde nino/nina/pequeno/pequena/joven/
        adolescente/bebe/chico/chica/recien/nacimiento | infancia/adolescencia/ninez/juventud/antecedente/
        antecedentes/historia/historial/previo/previa/previos/anterior | ano/mes/verano/invierno/otono
        pasado | murio/murieron/fallecio/fallecieron/difunto/muerte/fallecido/fallecida | {_WHO} suicido |
        >se suicido/mato | {_WHO}/se quito vida | ~>me/se cortaba/autolesionaba |
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
        ~tuve/tuvo/tenia/sufri/sufrio/padeci/padecio/estuve/estuvo/tuvieron/fue/fui/era/dolio/dolia/padecia/
        habia | ~cronico/cronica/aveces/ocasional/ocasionales/esfuerzo/controlada/controlado/controladas/
        suele | ?>a veces | ~anos/meses/ano | ?>semana pasada | ?semana/semanas hace/pasada |
        ~prevenir/riesgo/evitar/analisis/prueba/pruebas/si | antes/hace tuve/tiempo/anos/mucho |
        perdi suicidio | maneja/conduce/chofer ambulancia | =>ataque de risa |
        >en enero/febrero/marzo/abril/mayo/junio/julio/agosto/septiembre/octubre/noviembre/diciembre |
        una vez | escuela/trabajo/jovenes/juventud/exmarido/exesposo/exmujer/expareja |
        >de joven/adolescente/soltera/soltero | >mi primer/anterior marido/esposo/matrimonio/pareja |
        >no soy/es suicida | ideacion/ideas suicida/suicidas niega | >niega |
        prevencion/psicologa/psicologo/intento/intentos suicidio | >intento de suicidio |
        cuando falta/duele/necesito inhalador/spray/pastilla/tomo/uso | inhalador/spray/pastilla/medicina/
        gotas cuando/para | =>muero por/de | apnea/cpap | tendinitis/codo/hombro/mudanza/gripe/sol/
        afeitandome/jugando/afeitando/susto/golpe | =>bolsa de la compra/basura/plastico |
        =>vivir en/cerca/con | =>vivir mas cerca | rodilla/espalda/cabeza/muela/pies/calor/hambre/sueno/
        cuello/hombro/cadera/tos matando/mata/matan | >que me mandan/mandaron/recetan/receto/manda |
        urgente cita/turno | ~formulario/preguntas/pregunta/llenar/rellenar/encuesta/cita/turno |
        >pena/sentido preguntar/esta/pregunta | vale pena preguntar/contestar/seguir |
        ~>ha/he/han tenido/sufrido | =ayuda/ayudar/ayudame/ayudeme/ayudas/ayudan esta/este/esto/con/para/una
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
        cama/basura
    """,
    at_once="""
        ahora/ahorita/hoy/repente/subito/subitamente/rapido/urgente/urgentemente/pronto/ayer/anoche/creo/
        parece/inmediato/ya | tengo/tiene/teniendo/dando/da/dan/dio/dieron/sufriendo/acabo/acaba/sigue/
        siento/hay/estoy/esta | hora/horas/minuto/minutos/rato/segundos | >esta/este manana/tarde/noche/
        momento/instante/madrugada | >desde anoche/ayer/hoy | >de golpe | ayuda/ayudenme/ayudeme/
        ayudame/socorro/
        auxilio | cada vez
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
        vivo sentada sentado lazo
    """,
)
