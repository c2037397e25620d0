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
    >me quiero/kiero/quisiera/gustaria/quieo matar/suicidar/ahorcar/morir/suisidar | >se quiere/quiso matar/
    suicidar/ahorcar | >quiero/kiero/quisiera/quiere/voy/boy/va/pienso/deseo/kero/necesito/prefiero a/yo/ya/solo/en/
    me matarme/matarse/suicidarme/suicidarse/morir/morirme/morirse/ahorcarme/ahorcarse/colgarme | >quiero/kiero/
    quisiera/quiere/pienso/deseo/kero/prefiero/intente/intento/amenaza/dice/ganas matarme/matarse/suicidarme/
    suicidarse/morir/morirme/morirse/ahorcarme/ahorcarse | pienso/pensando/pensado/pense/idea/ideas/ganas/intente/
    intentado/intento/amenaza/amenazo/planeo/planeando/plan suicidarme/suicidarse/matarme/matarse/morir/morirme/
    suicidio/ahorcarme/desaparecer/cortarme | suicidarme | ~me/quiero/voy/boy mato/suicido | suicida/suicidas
    pensamiento/pensamientos/idea/ideas/ideacion/soy/estoy/tendencia/tendencias | ?suicida/suicidio/suisidio/suicido
    | !ojala muriera/muera/muriese/estuviera/despertara/despierte/hubiera muerto/muerta/muriera/no/nacido | >ojala
    me/yo/no/no muriera/muera/muriese/despertara/despierte | >no quiero/kiero/deseo/quisiera/quiere vivir | >acabar/
    terminar/acabo/acabando/terminando con todo | >acabar/terminar/acabo con mi/su vida | >quitar/quitarme/quitarse/
    quito la/mi vida | no/sin/perdi ganas/razon/razones/motivo/motivos/ilusion vivir | vida no sentido/vale/importa
    | cansado/cansada/harto/harta vivir/vida | ~quiero/quisiera/ojala/gustaria/voy/boy desaparecer/desapareciera |
    !me/quiero/voy/boy/a/se tirar/tiro/lanzar/lanzarme/tirarme/aventarme/aventar/arrojar/arrojarme/saltar/echarme
    ventana/puente/tren/vias/balcon/metro/azotea/edificio/techo/via | >me/se estoy/esta cortando | corte/cortar/
    cortarme/corto/cortando/cortarse venas/munecas | hacerme/hago/hacer/hacerse/hace/haciendo/haciendome dano me/
    quiero/voy/boy/misma/mismo/ganas | lastimarme/lastimo/lastimar/lastimando/lastima quiero/misma/mismo/voy/boy/
    ganas | autolesion/autolesiones/autolesiono/autolesiona/autolesionarme/autolesionando/autolesionarse | !tome/
    tomado/trague/tragado/ingeri demasiadas/demasiados/muchas/todas/frasco/caja/bote {PILLS} | !pegarme/pegar/
    pegarse/meterme/dar/darme tiro | ~ultimo mensaje/adios | ~=no puedo mas | >colgarme/ahorcarme/ahorcarse |
    !colgarme/ahorcarme/cortarme quiero/voy/boy/pienso/ganas | ~aguanto/soporto no vida/mas/vivir | >quisiera/
    quiero/preferiria no existir/haber/despertar | !quise/queria/trate/trato/intento/intente/punto/cerca/iba
    matarme/suicidarme/matarse/suicidarse/ahorcarme | ~carta/nota despedida/suicida/suicidio | !tome/trague/tomo/
    trago todo/toda/entero/entera frasco/blister/bote/caja/botella | ~>me hice/hago/hacia/hecho dano | >prefiero/
    quiero/quisiera/preferiria/kiero/mejor morir/morirme/morirm/muerto/muerta | no quiero/quisiera/deseo estar/
    vivir/seguir mundo/aqui/viviendo/vida/vivo/viva | desearia/gustaria/deseo/quisiera/anhelo estar/morir/muerto/
    muerta/morirme muerto/muerta/morir/estar | hago/hacerme/hice/hacer cortes/cortadas/heridas me/misma/mismo/brazos
    | ~>me corto/cortaba/rajo | ~no veo/hay/encuentro salida | ~para que vivir/vivo/viviendo/seguir | ~nadie
    extranar/extranara/extranaria/importa/importaria/importo/lloraria/lloraba/notaria/echara/echar/daria me/muero/
    muera/cuenta/falto/muriera | ~no/ni merezco/merece vivir/existir/vida/estar | ~desvivirme/desvivir/desvivo/
    desvivirse | ~=no puedo/kiero seguir | ~cortandome/lastimandome/quemandome/haciendome brazos/brazo/dano/piernas/
    estoy/sigo | ~=matenme/matame/mateme | ~saltar/saltando/lanzarme/tirarme/tirar estoy/voy/por/punto/borde/listo/
    lista | ~soga/cuerda/lazo/mecate/nudo amarre/ate/compre/prepare/colgue/amarrado/cuello/viga | ~perdonenme/
    perdoname/perdonen adios/ya/mama/hijos/quiero/todos/voy | ~pensamientos/pensamiento/deseos/deseo/ganas de/en
    muerte/morir/morirme | ~matarme | ~volvi/vuelvo/volvio quemar/quemarme/cortar/lastimar | ~!lastima/ojala/pena
    desperte/despierto/despertara | ~=ya me despedi | ~nunca/no quise/quiero/queria vivir/nacer/existir | ~{_WILL}
    {_DEATH}
"""
