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
        garganta cierra/cerrando/cerro/cerrada | lengua/cara/labios/labio/garganta hincha/hinchan/hinchando/hinchado/
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
        hongos/limpiador | !>se {_DRANK} {PILLS} | !>se {_DRANK} unas/mis/las/sus/un/varias/muchas/todas/
        la/el {PILLS}/bote/frasco/caja | ?veneno/raticida | ?veneno ratas | ?envenenado/envenenada/
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
        ahorca/patea {WHO} | !{WHO} me pega/golpea/golpeo/maltrata/maltrato/ahorco/ahorca/amenaza/viola/
        ataco/pateo | !{WHO} me pego | !=me/nos/la pega/pego/golpea/golpeo/maltrata/pegan/golpean/
        golpearon | !me/nos/la pega/golpea/maltrata miedo/ayuda/casa | !>me/nos quiere/va/van/quieren/
        intento/amenazo/amenaza con/a matar/matarme | !>amenazo/amenaza/amenazado/intento/quiere/va con/de
        matarme | !>tiene/lleva/saco/traen/trae/tienen un/una cuchillo/pistola/arma/navaja/machete/escopeta
        | !apunalaron/apunalo/apunalado/apunalada/acuchillaron/acuchillo/balearon/balearon/balazo |
        !>me/le/lo/la dispararon/disparo/violaron/violo/secuestraron/asaltaron/golpearon/atropellaron/
        atropello | !>abusaron/abuso/abusa/abusando/abusan de mi/ella/el | ~>no estoy/me/esta segura/seguro/
        salvo en/casa | ?violencia domestica/machista/genero/familiar | ~miedo {WHO} pegue/mate/pega/
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
        pronto | ?ambulancia | >me muero | >{WHO} se/me muere | >se me/esta/nos muere/muriendo |
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
        ~me/se/le duele/dolor todo/mucho/fuerte corazon/pecho/costado | ~{WHO} pega/golpea/maltrata/viola/
        amenaza/abusa/insulta | ~!{WHO} pego/golpeo/ataco/violo/amenazo | ~mucha/muchisima/tanta sangre |
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
        ~cayo/caido/caida/cae lado/media/mitad cara/boca/rostro |
        ~no/sin levanta/levanto/levantar/alza/mueve/sube brazo/brazos/pierna | durmio/dormido/dormida/durmieron
        brazo/pierna/cara/lado/mano repente/subito | dolor/cefalea cabeza explosivo/brutal/tremendo/espantoso/
        atroz/insoportable | inhalador/ventolin/salbutamol/spray no/nada hace/funciona/sirve/alivia/ayuda |
        garganta hincha/hinchan/hinchando/hinchado/hinchada/hincho/inflamando | ~no contesta/responde/reacciona
        ida/ido/ausente/rara/raro | golpe/golpeo/golpeado/pego/cayo/cai cabeza vomitar/vomita/devuelve/marea |
        coagulos/coagulo embarazada/embarazo/boto/grandes/echo/bota | ~sangrado/sangre/sangrando/sangro/sangra
        semanas/embarazo/embarazada/trimestre | ~bebe/guagua no/dejo/sin moverse/mueve/mover/patea/movimientos |
        !tomo/tomado/trago/tragado/comio/ingirio/tome/trague monton/muchas/todas/varias/demasiadas/bastantes/
        punado {PILLS} | !me/nos/la/lo/le estrangulando/estrangula/estrangulo/ahorcando/asfixiando/ahorcarme |
        ~=apurense/apurate/apurese/corran |
        cuesta/cuestan/puedo/puede agarrar/tomar/jalar/meter/coger aire | !entraron/entran/metieron robar | !{_DRANK}
        destapacanos/quitaesmalte/limpiavidrios/destapador/desatascador |
        ~fue/perdi/perdio vista | ~no/sin tragar babea/babeando | demasiados/muchos/muchas/demasiadas
        analgesicos/calmantes/antidepresivos/somniferos querer/tome/tomo/error | ~meningitis manchas/bebe/ahora/creo |
        ~salen/salian/dice/sale mal/raras/enredadas/raro palabras | ~dan/dando/da/dio ataque/ataques |
        sangra/sangrando/sangre/sale borbotones/chorros/chorro | ~empape/empapo/empapa/empapando/mancho toallas/toalla/
        compresas/compresa/panales/sabanas | ~bebe/cabeza/nino saliendo/naciendo/sale/viene | ~pujar/pujando/pujo ganas/
        quiero/necesito/bebe/siento | ~botiquin/medicinas/pastillas/remedios metio/comio/tomo/abrio/agarro nino/hijo/hija/
        nina/bebe | ~sobredosis | ~tratando/intentando/quieren/trata/intenta/intentan entrar/meterse casa/departamento/piso/
        puerta | ~>temo/miedo por mi/su vida | ~violento/violenta/agresivo/agresiva {WHO} | ~hueso ve/sale/salido/expuesto/
        asoma/afuera | !cayo/caido/cai andamio/techo/tejado/balcon/arbol/azotea/caballo | ~azucar/glucosa/glucemia/@ azucar/
        glucosa vomito/vomitando/confundida/mal/sueno/vomita | ~manchas/puntos/ronchas quitan/desaparecen/borran no/apretar/
        vaso/presionar | ~=apurense/apurate/apurese/rapido/corran favor |
        necesito/llamen/manden/necesitamos paramedico/paramedicos | media cara/boca cayo/caida/caido/dormida/durmio/duerme/paralizada/paralizo/siento/siente | no/sin
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
        brazo/espalda/hombro/pecho | ~ladrillo/piedra/losa/elefante/yunque
        pecho/corazon | ~no puede/puedo/pudo/logra palabras/frase/frases/palabra/oracion sacar/
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
