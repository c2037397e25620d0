"""Hear self-harm in Spanish."""

from __future__ import annotations

from typing import Final

_DEATH = "morir/morirme/morirse/muerte/muero/muera/muerto/muerta/matarme/suicidarme/suicidio"
PILLS = (
    "pastilla/pastillas/pildoras/pildora/comprimidos/tabletas/paracetamol/medicamentos/medicinas/ibuprofeno/clonazepam"
    "/somniferos/calmantes/lorazepam/diazepam/aspirinas/antidepresivos/capsulas/pepas/medicacion/insulina/rivotril"
)
WHO = (
    "marido/esposo/esposa/mujer/pareja/novio/novia/padre/madre/papa/mama/hijo/hija/hermano/hermana/padrastro/hombre/ex"
    "/abuelo/abuela/tio/tia/bebe/nino/nina/amigo/amiga"
)
_WILL = (
    "quiero/deseo/quisiera/pienso/planeo/planeando/planear/pensando/ganas/lista/listo/debo/deberia/merezco/prefiero/ojala/voy"
    "/decidi/mejor/necesito/pido/espero/dejenme/dejen/anhelo"
)

SELF_HARM: Final = f"""
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
    bote/blister/entera/entero/punado {PILLS} | !tome/tomado/trague/tragado/ingeri demasiadas/
    demasiados/muchas/todas/frasco/caja/bote {PILLS} | !>tomar/tome/tomado/trague @ {PILLS} |
    !pegarme/pegar/pegarse/meterme/dar/darme tiro | !cuchillo/pistola/arma/navaja/soga quiero matar/
    morir/matarme | ~>adios a/todos/mundo todos/para/siempre/mundo | ~adios todos/mundo puedo/mas/
    siempre | ~ultimo mensaje/adios | ~=no puedo mas | >colgarme/ahorcarme/ahorcarse |
    !colgarme/ahorcarme/cortarme quiero/voy/boy/pienso/ganas | ~aguanto/soporto no vida/mas/vivir |
    ~!no puedo/aguanto mas quiero/muerte/morir/todo | >ir/irme/fuera de este/del mundo |
    >quisiera/quiero/deseo/preferiria/ojala no/dejar existir/existiera/haber/de existir/nacido |
    >quiero/quisiera/deseo dejar de vivir/existir/respirar | >quisiera/quiero/preferiria no existir/
    haber/despertar | no/preferiria/quiero/quisiera despertar/despertarme manana/nunca/mas/preferiria/
    quiero | ~>preferiria/prefiero/quisiera no despertar | ~nadie extranar/extranara/extrane/echara me/
    muera/menos | ~>quiero que todo/esto se/acabe acabe/termine | ~>quiero/quisiera que todo/esto pare/termine |
    >no dejo/paro/puedo de/dejar cortarme | ~nadie echaria/extranaria menos/muero/muera/muero muero/muera/muriera | >fin a mi/su/todo vida |
    >pienso/pensando/piensa mucho/en en/la muerte/morir/morirme | pienso/pensando/piensa muerte tiempo/
    siempre/mucho/todo | !quise/queria/trate/trato/trata/punto/por/iba/intenta/intente/intento de/a/por/
    quise matarme/suicidarme/matarse/suicidarse/ahorcarme | !quise/queria/trate/trato/intento/intente/
    punto/cerca/iba matarme/suicidarme/matarse/suicidarse/ahorcarme | cometer/comete/cometa/pienso/
    planeo/planeando suicidio | ~carta/nota despedida/suicida/suicidio | >voy/boy/quiero/pienso a tomar/
    tomarme/tragar todas/muchas/el/unas pastillas/pastas/frasco/veneno | ganas tomarme/
    tragarme todas/muchas/frasco/caja pastillas/pastas/pepas/calmantes/entero/entera | voy/boy/quiero/pienso tomar/tomarme/
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
    hay fuerzas/fuerza/esperanza/ganas seguir/vivir/viviendo/mas/luchar | ~cansado/cansada/harto/harta/hasta luchar/existir/sufrir | ~>cansado/cansada/harto/harta de todo | ~igual/mismo vivir/muero/morir | ~sobro/estorbo/sobrando mundo/
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
    parado/parada/borde/subido/subida/estoy saltar/tirar/voy/borde/parado/parada/subido/subida |
    ~pensamientos/pensamiento/deseos/deseo/ganas de/en muerte/morir/morirme | ~no puedo/logro dejar/parar
    cortarme/lastimarme/hacerme/cortar/quemarme | ~{WHO} intento/trato/quiso/quiere/intenta matar/matarse/
    suicidar/suicidarse/ahorcar/morir | ~tengo/tiene pastillas/soga/pistola/veneno/cuerda mano/manos/listas/
    lista | ~acabo/termino/acaba/termina/acabar/terminar todo noche/hoy/ahora | ~unica/mejor/ultima
    salida/solucion/opcion morir/muerte/matarme/morirme/suicidio | ~nos vamos/queremos a/morir matar/morir/
    suicidar | ~matarme | ~matarse | ~suicidarme | ~suicidarse | ~ahorcarme | ~ahorcarse | ~colgarme | ~quitarme vida |
    no importa morir/morirme/muero/vivir | ~pensar/pensando/pienso/piensa/penso suicidio/matarme/suicidarme |
    punto/voy/quiero/boy tomarme/tomarmelas/tragarme todo/todas/frasco/caja/pastillas/pastilla |
    ~despedi/despedirme/despido/despidiendo todos/familia/hijos/mundo/siempre |
    ~digan/diles/digale/diganle/dile amo/quiero/ame/adios | ~>este/aqui es/termina/acaba el/mi/todo final/fin |
    ~este/es/aqui final/fin adios | ~estrellar/estrellarme/estrellarlo/chocar coche/carro/auto/moto/arbol/muro
    proposito/voy/quiero/pienso | !pistola/arma/cuchillo/navaja/soga conmigo/contra | ~no confio mi/mismo/misma |
    ~manana/ya/luego no estare/estaremos aqui/viva/vivo/mas | ~hacerme algo/dano/mal | ~feliz/felices/mejor/tranquilos sin mi/yo | ~>un adios | ~adios amo/quiero/amamos |
    ~cuchillo/navaja/cuchilla/hoja muneca/munecas/cuello/venas | ~volvi/vuelvo/volvio quemar/quemarme/cortar/lastimar |
    ~no fio/confio mi/pastillas/conmigo | ~pastillas/soga/cuerda aqui tengo | ~saltar/salto/tirarme anden/balcon/techo/tejado/vias |
    ~!pistola/arma/cuerda estaria/mataria/mato muerto/muerta/ya | ~mantenerme/seguir vivo/viva no/puedo |
    ~no seguro/segura/salvo conmigo | ~!lastima/ojala/pena desperte/despierto/despertara | ~carga/estorbo mejor/muero/muera/sin |
    ~=ya me despedi | ~nunca/no quise/quiero/queria vivir/nacer/existir | ~{_WILL} {_DEATH} |
    ~no/sin/nada/tampoco/paso/harta/harto/cansada/cansado/canse vivir/viviendo/viva/existir/existiendo |
    ~cansada/cansado/canse/harta/harto/harte/aburri/rindo vida/vivir/existir/luchar/viviendo |
    ~no vale/merece pena seguir/vivir/nada | ~no veo/tengo/hay futuro | ~no puedo/aguanto/soporto enfrentar/otro/mas dia |
    ~mundo no mi/para voy/dejo/mi | ~pistola/escopeta/arma/rifle/revolver tengo/usar/pensar/casa/cabeza/conmigo/cargada |
    ~soga/cuerda/veneno/navaja compre/tengo/prepare/consegui | ~!guardando/guarde/guardado/juntando/junte/juntado/
    acumulando pastillas/medicamentos/medicinas | !volar/vuelo/reventar/volarme/reventarme cabeza/sesos/tapa |
    ~tome/tomo/trague @ porque/puedo/morir/dormir/aguanto | ~arano/rasguno/muerdo/golpeo/pellizco sangrar/sangre |
    ~se/me corto/corte feo/profundo/hondo | ~casi tiro/tire/salto/salte/mato/lanzo me | ~estoy puente/azotea/cornisa/
    vias/barandal | ~estacion/vias/metro/tren/puente tirarme/tirar/lanzarme/saltar | ~dicen/dice/ordenan/ordena/gritan
    mate/muera/tire/corte/salte | ~perdon/perdoname/perdonenme/perdonen puedo mas | ~perdonenme/perdoname/perdonen voy/hacer |
    ~cuiden/cuida/cuide/cuidame este/falte/muera/vaya cuando/no | ~no estar/estare tiempo/mucho mas |
    ~despidiendo/despidiendose/despidio/despedida tomo/pastillas/escribio/mensaje | ~hacer/hago/hacerlo noche/hoy
    pastillas/soga/pistola/cuerda | ~atropelle/atropellara/arrolle/choque me quiero/ojala/quisiera | ~pense/pensado/pensando/pienso tirarme/tirar/lanzar/aventar/colgar/ahorcar/cortar
    metro/tren/puente/ventana/balcon/vias/soga/venas/carro
"""
