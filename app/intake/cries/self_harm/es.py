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
    >me quiero/voy/boy/kiero/quisiera/gustaria/pienso a/en matar/suicidar/ahorcar/colgar/suisidar/morir | >me
    quiero/kiero/quisiera/gustaria/quieo matar/suicidar/ahorcar/morir/suisidar | >se quiere/quiso matar/suicidar/
    ahorcar | >quiero/kiero/quisiera/quiere/voy/boy/va/pienso/deseo/kero/necesito/prefiero a/yo/ya/solo/en/me
    matarme/matarse/suicidarme/suicidarse/morir/morirme/morirse/ahorcarme/ahorcarse/colgarme | >quiero/kiero/
    quisiera/quiere/pienso/deseo/kero/prefiero/intente/intento/amenaza/dice/ganas matarme/matarse/suicidarme/
    suicidarse/morir/morirme/morirse/ahorcarme/ahorcarse | pienso/pensando/pensado/pense/idea/ideas/ganas/intente/
    intentado/intento/amenaza/amenazo/planeo/planeando/plan suicidarme/suicidarse/matarme/matarse/morir/morirme/
    suicidio/ahorcarme/desaparecer/cortarme | suicidarme | ~me/quiero/voy/boy mato/suicido | suicida/suicidas
    pensamiento/pensamientos/idea/ideas/ideacion/soy/estoy/tendencia/tendencias | ?suicida/suicidio/suisidio/suicido
    | !ojala muriera/muera/muriese/estuviera/despertara/despierte/hubiera muerto/muerta/muriera/no/nacido | >ojala
    me/yo/no/no muriera/muera/muriese/despertara/despierte | estarian/estaria/estais/vivirian mejor sin mi | >no
    quiero/kiero/deseo/quisiera/quiere vivir | >acabar/terminar/acabo/acabando/terminando con todo | >acabar/
    terminar/acabo con mi/su vida | >quitar/quitarme/quitarse/quito la/mi vida | no/sin/perdi ganas/razon/razones/
    motivo/motivos/ilusion vivir | vida no sentido/vale/importa | >no vale/merece la/pena pena/vivir | cansado/
    cansada/harto/harta vivir/vida | ~quiero/quisiera/ojala/gustaria/voy/boy desaparecer/desapareciera | dormir/
    dormirme/duermo/acostarme no despertar/despertarme/despierte | !me/quiero/voy/boy/a/se tirar/tiro/lanzar/
    lanzarme/tirarme/aventarme/aventar/arrojar/arrojarme/saltar/echarme ventana/puente/tren/vias/balcon/metro/
    azotea/edificio/techo/via | >me/se estoy/esta cortando | corte/cortar/cortarme/corto/cortando/cortarse venas/
    munecas | hacerme/hago/hacer/hacerse/hace/haciendo/haciendome dano me/quiero/voy/boy/misma/mismo/ganas |
    lastimarme/lastimo/lastimar/lastimando/lastima quiero/misma/mismo/voy/boy/ganas | autolesion/autolesiones/
    autolesiono/autolesiona/autolesionarme/autolesionando/autolesionarse | !tome/tomado/trague/tragado/ingeri
    demasiadas/demasiados/muchas/todas/frasco/caja/bote {PILLS} | !>tomar/tome/tomado/trague @ {PILLS} | !pegarme/
    pegar/pegarse/meterme/dar/darme tiro | ~ultimo mensaje/adios | ~=no puedo mas | >colgarme/ahorcarme/ahorcarse |
    !colgarme/ahorcarme/cortarme quiero/voy/boy/pienso/ganas | ~aguanto/soporto no vida/mas/vivir | >quiero/
    quisiera/deseo dejar de vivir/existir/respirar | >quisiera/quiero/preferiria no existir/haber/despertar |
    ~>quiero/quisiera que todo/esto pare/termine | >no dejo/paro/puedo de/dejar cortarme | !quise/queria/trate/
    trato/intento/intente/punto/cerca/iba matarme/suicidarme/matarse/suicidarse/ahorcarme | cometer/comete/cometa/
    pienso/planeo/planeando suicidio | ~carta/nota despedida/suicida/suicidio | !tome/trague/tomo/trago todo/toda/
    entero/entera frasco/blister/bote/caja/botella | ~>me hice/hago/hacia/hecho dano | >prefiero/quiero/quisiera/
    preferiria/kiero/mejor morir/morirme/morirm/muerto/muerta | no quiero/quisiera/deseo estar/vivir/seguir mundo/
    aqui/viviendo/vida/vivo/viva | desearia/gustaria/deseo/quisiera/anhelo estar/morir/muerto/muerta/morirme muerto/
    muerta/morir/estar | ~no/puedo seguir viviendo/vivir/asi | !tome/tomo/tomado/tomar/tomarme sobredosis | hago/
    hacerme/hice/hacer cortes/cortadas/heridas me/misma/mismo/brazos | ~descansar/dormir/irme siempre/paz | ~hacer/
    cometer/haciendo locura/tonteria/estupidez/barbaridad | quitarme/quitarse medio | ~>me corto/cortaba/rajo | ~no
    veo/hay/encuentro salida | ~para que vivir/vivo/viviendo/seguir | ~nadie extranar/extranara/extranaria/importa/
    importaria/importo/lloraria/lloraba/notaria/echara/echar/daria me/muero/muera/cuenta/falto/muriera | ~nadie/
    todos/mundo/familia si muero/muriera/muera/falto/faltara/desaparezco/desapareciera | ~carga/estorbo/lastre
    todos/familia/hijos/mundo/padres/ustedes/soy | ~no/ni merezco/merece vivir/existir/vida/estar | ~desvivirme/
    desvivir/desvivo/desvivirse | ~lleve/llevara/llevate/recoja dios/muerte/senor me/ojala/quiero/pido/que | ~=no
    puedo/kiero seguir | ~no ninguna/ningun razon/motivo/sentido seguir/vivir/vida | ~!facil/mejor/tranquilo/
    tranquila muerta/muerto/muriera | ~!haria arma/pistola/pastillas | ~cortandome/lastimandome/quemandome/
    haciendome brazos/brazo/dano/piernas/estoy/sigo | ~=matenme/matame/mateme | ~nadie notar/notara/notaria/cuenta/
    extrana/enterara/importa si/estoy/falto/muero/existo/desaparezco | ~saltar/saltando/lanzarme/tirarme/tirar
    estoy/voy/por/punto/borde/listo/lista | ~soga/cuerda/lazo/mecate/nudo amarre/ate/compre/prepare/colgue/amarrado/
    cuello/viga | ~perdonenme/perdoname/perdonen adios/ya/mama/hijos/quiero/todos/voy | ~muerte alivio/descanso/paz/
    solucion/salida/mejor/deseo/quiero/llegue/llamo/dia | ~pensamientos/pensamiento/deseos/deseo/ganas de/en muerte/
    morir/morirme | ~matarme | no importa morir/morirme/muero/vivir | ~>este/aqui es/termina/acaba el/mi/todo final/
    fin | ~feliz/felices/mejor/tranquilos sin mi/yo | ~>un adios | ~volvi/vuelvo/volvio quemar/quemarme/cortar/
    lastimar | ~no fio/confio mi/pastillas/conmigo | ~pastillas/soga/cuerda aqui tengo | ~saltar/salto/tirarme
    anden/balcon/techo/tejado/vias | ~no seguro/segura/salvo conmigo | ~!lastima/ojala/pena desperte/despierto/
    despertara | ~=ya me despedi | ~nunca/no quise/quiero/queria vivir/nacer/existir | ~{_WILL} {_DEATH} | ~no vale/
    merece pena seguir/vivir/nada | ~no veo/tengo/hay futuro | ~no puedo/aguanto/soporto enfrentar/otro/mas dia
"""
