"""Weigh the words of Spanish: `python -m bench.cries es` works the points out."""

from __future__ import annotations

from typing import Final

POINTS: Final = """
    morir 49 | respira 47 | bibir 44 | respirar 42 | morirme 40 | inkonsiente 39 | repente 39 | aorkarme 37
    | despertar 37 | matarme 37 | estar 35 | suisidarme 35 | ojala 34 | bida 32 | konbulsionando 32 | matar
    32 | beneno 31 | despierta 31 | estare 31 | responde 31 | abusaron 29 | emerjensia 29 | existir 29 |
    kloro 29 | kortarme 29 | boy 28 | estan 28 | mato 28 | palabras 28 | auxilio 27 | pecho 27 | peligro 27
    | sangrar 27 | todos 27 | ambulansia 26 | fuerte 26 | kada 26 | reaksiona 26 | soga 26 | urjente 26 |
    bebio 25 | konbulsiona 25 | suisidarse 25 | suisidio 25 | akaban 24 | brasos 24 | fuente 24 | gas 24 |
    kara 24 | paramedikos 24 | aguanto 23 | atakaron 23 | atropeyo 23 | bibiendo 23 | despedida 23 | matarse
    23 | pega 23 | sobredosis 23 | adios 22 | ayude 22 | ayudenme 22 | deja 22 | dise 22 | mucha 22 | mundo
    22 | sangre 22 | tiene 22 | apunalaron 21 | desapareser 21 | desbibirme 21 | estarian 21 | fabor 21 |
    insendio 21 | irbiendo 21 | puedo 21 | sangrando 21 | aguas 20 | ayuda 20 | bomito 20 | desmayada 20 |
    desplomo 20 | minutos 20 | muerta 20 | sangrado 20 | suisida 20 | tirarme 20 | ayudame 19 | bista 19 |
    buelbe 19 | desmayo 19 | kosina 19 | le 19 | manden 19 | otra 19 | pienso 19 | pikadura 19 | respirando
    19 | sangra 19 | se 19 | sokk 19 | afuera 18 | amenasa 18 | anafilaktiko 18 | anoche 18 | atake 18 |
    autolesiona 18 | biolo 18 | bomita 18 | empeso 18 | estoy 18 | ganas 18 | konbulsion 18 | kontraksiones
    18 | kreo 18 | kuerda 18 | lado 18 | pistola 18 | proposito 18 | puso 18 | salida 18 | siempre 18 |
    suisidar 18 | trago 18 | y 18 | akabar 17 | aorkarse 17 | asfixio 17 | autolesiono 17 | balaso 17 |
    benas 17 | biolaron 17 | boka 17 | dano 17 | elektrokuto 17 | intoxikasion 17 | kerer 17 | kisiera 17 |
    komio 17 | konosimiento 17 | kuatro 17 | labandina 17 | labios 17 | lastimo 17 | morado 17 | muerto 17 |
    pensamientos 17 | respiro 17 | semanas 17 | toda 17 | umo 17 | aire 16 | aogando 16 | demasiadas 16 |
    derame 16 | despedi 16 | disen 16 | estaria 16 | grabe 16 | kortandome 16 | korte 16 | kuchiyo 16 |
    manchas 16 | muchisimo 16 | muera 16 | muerte 16 | pegando 16 | pierdo 16 | punsadas 16 | teniendo 16 |
    akabo 15 | amo 15 | atraganto 15 | autolesiones 15 | biba 15 | bibora 15 | bolsa 15 | bomitando 15 |
    desperte 15 | edifisio 15 | emorajia 15 | erido 15 | estubiera 15 | fiebre 15 | golpeo 15 | irme 15 |
    kiero 15 | lean 15 | medio 15 | monoxido 15 | monton 15 | parto 15 | pase 15 | perdonenme 15 | piernas
    15 | puse 15 | sigue 15 | tiro 15 | urjensia 15 | abla 14 | aogo 14 | autolesionando 14 | beo 14 | braso
    14 | deseo 14 | dispararon 14 | eridos 14 | eskribi 14 | esta 14 | kolgarme 14 | kortando 14 | kortar 14
    | korto 14 | mate 14 | muchas 14 | muriendo 14 | ojo 14 | ombre 14 | opresion 14 | pensando 14 | peor 14
    | planeo 14 | ratisida 14 | robar 14 | rompi 14 | sudando 14 | temperatura 14 | ubiera 14 | ago 13 |
    agredieron 13 | anbulansia 13 | aorkar 13 | atragantando 13 | dejo 13 | desbanesio 13 | desidi 13 |
    entraron 13 | fuego 13 | golpea 13 | kitarme 13 | konsiensia 13 | kuerpo 13 | me 13 | moberse 13 |
    morirse 13 | munekas 13 | muy 13 | nadie 13 | nobio 13 | pena 13 | puente 13 | tengo 13 | terible 13 |
    arma 12 | aser 12 | asido 12 | balkon 12 | bolbi 12 | dieron 12 | enserada 12 | ensero 12 | extranaria
    12 | felises 12 | ideas 12 | inchada 12 | infarto 12 | intoxikado 12 | kayo 12 | kiere 12 | kolgar 12 |
    konbulsiones 12 | kortes 12 | ladrones 12 | mejor 12 | mroir 12 | muriera 12 | pastiyas 12 | polisia 12
    | serian 12 | sokoro 12 | tome 12 | tubiera 12 | una 12 | aguaras 11 | alakran 11 | aseite 11 | asotea
    11 | asules 11 | atrapado 11 | atropeyaron 11 | bebe 11 | bias 11 | debajo 11 | desangrando 11 |
    despertara 11 | elektrokute 11 | entro 11 | fentanilo 11 | karga 11 | karta 11 | kasa 11 | kontesta 11 |
    korta 11 | nase 11 | nasido 11 | negro 11 | pegarme 11 | puede 11 | rason 11 | sangro 11 | siento 11 |
    siguiendo 11 | asfixiando 10 | asukar 10 | biene 10 | deberia 10 | doble 10 | emerjensias 10 | entra 10
    | este 10 | feo 10 | golpe 10 | insulina 10 | karo 10 | kemo 10 | matr 10 | muero 10 | pegaron 10 |
    podria 10 | respirasion 10 | sexualmente 10 | siera 10 | sigaros 10 | suisidas 10 | termino 10 | tomarme
    10 | tomo 10 | uba 10 | un 10 | yamen 10 | al 9 | aorita 9 | aorkando 9 | be 9 | bentana 9 | biolar 9 |
    bomite 9 | boses 9 | botikin 9 | dosis 9 | embolia 9 | frasko 9 | golpeando 9 | iman 9 | inyekte 9 |
    kise 9 | koagulos 9 | korason 9 | mi 9 | mordio 9 | paso 9 | pensar 9 | pila 9 | preferiria 9 | pulso 9
    | rapido 9 | reaksion 9 | saltar 9 | seguir 9 | sentro 9 | serada 9 | serebral 9 | serpiente 9 | siego 9
    | sosa 9 | suelo 9 | terminar 9 | tosiendo 9 | unika 9 | abentar 8 | abia 8 | aksidente 8 | anafilaxia 8
    | atako 8 | bale 8 | erida 8 | fuertes 8 | garganta 8 | komida 8 | kontra 8 | kueyo 8 | mar 8 |
    meninjitis 8 | meresko 8 | mismo 8 | muebe 8 | nos 8 | pareja 8 | paro 8 | partes 8 | pierna 8 |
    profundo 8 | raro 8 | ratas 8 | sigo 8 | techo 8 | tienen 8 | aserme 7 | asiendo 7 | ay 7 | ayudeme 7 |
    ba 7 | choros 7 | demasiada 7 | desmayando 7 | embarasada 7 | enkontre 7 | entero 7 | felis 7 | ideasion
    7 | kamion 7 | konmigo 7 | krisis 7 | lokura 7 | mandibula 7 | medika 7 | nesesito 7 | padrastro 7 |
    perdiendo 7 | piko 7 | ponerle 7 | porfa 7 | rijides 7 | roja 7 | sufrimiento 7 | uele 7 | aga 6 | akaba
    6 | alkanso 6 | amenaso 6 | antidepresibos 6 | aora 6 | aria 6 | asul 6 | bala 6 | bariga 6 | dan 6 |
    disparar 6 | dormirme 6 | droga 6 | echa 6 | enbenenar 6 | espina 6 | espuma 6 | estamos 6 | estube 6 |
    eya 6 | incha 6 | intento 6 | kabesa 6 | media 6 | metro 6 | misma 6 | morados 6 | ojos 6 | ora 6 |
    pansa 6 | pensado 6 | salte 6 | seguidas 6 | seria 6 | suegro 6 | unas 6 | akabe 5 | alerjika 5 | algo 5
    | bolar 5 | dando 5 | dormido 5 | drogas 5 | familia 5 | fasil 5 | ijos 5 | iskierdo 5 | karamelo 5 |
    kemadura 5 | kemando 5 | konfundido 5 | lejia 5 | lengua 5 | lus 5 | medisina 5 | mesa 5 | nota 5 | olor
    5 | oy 5 | pense 5 | piso 5 | punto 5 | rijido 5 | tren 5 | aprieta 4 | asma 4 | atorado 4 | atropeye 4
    | ayer 4 | bision 4 | blister 4 | choke 4 | desmayar 4 | desmaye 4 | embaraso 4 | formas 4 | inchados 4
    | jarabe 4 | kamarones 4 | kiro 4 | kitarse 4 | kometer 4 | kosas 4 | mensaje 4 | mober 4 | nobia 4 |
    otro 4 | parar 4 | perdio 4 | poniendo 4 | porke 4 | tirado 4 | tirar 4 | todas 4 | torsida 4 | trague 4
    | yeba 4 | a 3 | alguien 3 | aorko 3 | benga 3 | bibo 3 | bomitos 3 | chueka 3 | dejenme 3 | desearia 3
    | desmayado 3 | dias 3 | enredado 3 | estomago 3 | extranar 3 | importa 3 | inchando 3 | ipoglusemia 3 |
    kardiako 3 | komo 3 | konfundida 3 | kual 3 | late 3 | mano 3 | mareada 3 | miedo 3 | muere 3 | nene 3 |
    nueses 3 | rato 3 | rebento 3 | rojas 3 | spray 3 | sudo 3 | takikardia 3 | tan 3 | yama 3 | agara 2 |
    agua 2 | amiga 2 | apretado 2 | arto 2 | atakes 2 | derecho 2 | deskarga 2 | dia 2 | dio 2 | duerme 2 |
    durmio 2 | el 2 | elektrika 2 | eskribio 2 | esperando 2 | esposo 2 | estado 2 | ise 2 | jimnasio 2 |
    kaliente 2 | keme 2 | kieren 2 | kiso 2 | koche 2 | koro 2 | lados 2 | mama 2 | mareados 2 | marido 2 |
    metio 2 | mil 2 | motibos 2 | mucho 2 | muneka 2 | nauseas 2 | noche 2 | odio 2 | papa 2 | para 2 |
    parasetamol 2 | pegar 2 | pisina 2 | plan 2 | prefiero 2 | presion 2 | punetaso 2 | rasones 2 | sale 2 |
    silba 2 | todo 2 | tomar 2 | tonteria 2 | torsio 2 | ab -2 | abuela -2 | abundantes -2 | adrenalina -2 |
    alarkon -2 | alimentaria -2 | ambulansias -2 | an -2 | angustias -2 | antemano -2 | antikonseptibos -2 |
    anulo -2 | aritmia -2 | asides -2 | asunsion -2 | autobus -2 | auxiliadora -2 | ayunas -2 | balentina -2
    | bario -2 | benali -2 | bengo -2 | benites -2 | biolensia -2 | bipolar -2 | bitamina -2 | boreme -2 |
    borenme -2 | brabo -2 | buenisimo -2 | chabes -2 | deje -2 | desakuerdo -2 | desirle -2 | despues -2 |
    difikultad -2 | dios -2 | dni -2 | dolor -2 | don -2 | dona -2 | dura -2 | ekiboka -2 | elektrisista -2
    | eliminen -2 | enbien -2 | enero -2 | epilepsia -2 | ernandes -2 | esas -2 | eskalera -2 | eskaleras -2
    | espalda -2 | estas -2 | faltan -2 | familiar -2 | fereyra -2 | fernandes -2 | gastritis -2 | grupo -2
    | gustaria -2 | inalasiones -2 | ines -2 | infeksion -2 | inyeksion -2 | ipertension -2 | jajaja -2 |
    jardin -2 | jesus -2 | kai -2 | kaja -2 | kalambres -2 | kalderon -2 | kalkulos -2 | kamila -2 | kansado
    -2 | kasas -2 | kastano -2 | kastro -2 | keda -2 | kedan -2 | kedo -2 | kiteme -2 | kitenme -2 |
    kompanera -2 | konsumo -2 | kordiales -2 | kortaba -2 | kroniko -2 | krus -2 | leon -2 | luis -2 | luna
    -2 | lupus -2 | lusia -2 | mamani -2 | mami -2 | mareos -2 | martin -2 | mas -2 | medikamento -2 |
    medisinas -2 | mersedes -2 | metotrexato -2 | mg -2 | migranas -2 | milagros -2 | moskera -2 | muriel -2
    | naproxeno -2 | nerbioso -2 | nesesario -2 | nieta -2 | omeprasol -2 | oras -2 | ortega -2 |
    parasetamoles -2 | parches -2 | plasa -2 | plata -2 | plomero -2 | politika -2 | ponse -2 |
    postraumatiko -2 | prieto -2 | protesis -2 | puig -2 | reboko -2 | resien -2 | rios -2 | rodiyas -2 |
    rompieron -2 | rompio -2 | ronko -2 | ruben -2 | saber -2 | salas -2 | salta -2 | sanguineo -2 | santos
    -2 | sara -2 | sebiya -2 | segun -2 | sekos -2 | semanal -2 | serbirle -2 | siatika -2 | sin -2 |
    sintrom -2 | sinusitis -2 | sirujia -2 | sola -2 | solo -2 | soto -2 | srta -2 | tapada -2 | tardes -2 |
    tda -2 | terapia -2 | termine -2 | tienda -2 | trabaje -2 | tramadol -2 | tres -2 | tutora -2 | ultimo
    -2 | unidades -2 | urjensias -2 | usa -2 | ustedes -2 | ximena -2 | yebo -2 | abispas -3 | abril -3 |
    abuelita -3 | agujas -3 | ajente -3 | akabado -3 | anemia -3 | anjel -3 | antigua -3 | antikoagulantes
    -3 | aplika -3 | aplikable -3 | arde -3 | aseptado -3 | aun -3 | autolesionaba -3 | automatiko -3 |
    bakuna -3 | barises -3 | bayekas -3 | bega -3 | bendisiones -3 | besina -3 | blanka -3 | boralo -3 |
    borelo -3 | boton -3 | chao -3 | chekeo -3 | de -3 | dejen -3 | desaga -3 | desas -3 | desde -3 |
    deskonosida -3 | deskonosido -3 | desuskribanme -3 | desuskribeme -3 | desuskribir -3 | desuskribirse -3
    | detener -3 | detenga -3 | detenganse -3 | detente -3 | diskulpen -3 | doblar -3 | dok -3 | domingo -3
    | dra -3 | dylan -3 | echo -3 | editar -3 | ejersito -3 | ekibokaron -3 | elimina -3 | elimine -3 |
    enbia -3 | enbiarlas -3 | enbielas -3 | enfermedades -3 | esperansa -3 | esto -3 | fibromialjia -3 |
    finalisar -3 | finalise -3 | fisioterapia -3 | gatos -3 | gotas -3 | guadalupe -3 | guapa -3 | guapo -3
    | ijastro -3 | infartos -3 | inisiar -3 | ipotiroidismo -3 | iritable -3 | jose -3 | kaida -3 | kambia
    -3 | kambio -3 | kansela -3 | kansele -3 | kanselen -3 | karino -3 | karmen -3 | kaso -3 | kataratas -3
    | kemaduras -3 | kienes -3 | kispe -3 | kitalo -3 | kitelo -3 | klopidogrel -3 | kolon -3 | komer -3 |
    konfidensial -3 | konfirmado -3 | konfirmar -3 | kontinua -3 | kontinuamos -3 | kontraste -3 | korija -3
    | kosinando -3 | kuidadora -3 | kumpleanos -3 | lebantar -3 | leche -3 | lenguaje -3 | lima -3 | lo -3 |
    mala -3 | mandalo -3 | mande -3 | mariskos -3 | martines -3 | matamoros -3 | menor -3 | mija -3 | mijo
    -3 | mira -3 | mire -3 | mmm -3 | mujer -3 | ninos -3 | nuebo -3 | oiga -3 | oka -3 | okey -3 | okupada
    -3 | okupado -3 | omitir -3 | omitirla -3 | operador -3 | operadora -3 | oye -3 | paramediko -3 | pare
    -3 | paren -3 | partos -3 | pasar -3 | pedro -3 | pilar -3 | pildora -3 | porfabor -3 | porfis -3 |
    prematuro -3 | pribado -3 | prosede -3 | proseguir -3 | pueden -3 | puntos -3 | reanudar -3 | reglas -3
    | regresar -3 | regrese -3 | reina -3 | reinisiar -3 | resibir -3 | respuesta -3 | respuestas -3 |
    restrepo -3 | retiro -3 | rindo -3 | s -3 | saltarla -3 | salud -3 | santiago -3 | seliaka -3 | sep -3 |
    sepa -3 | sepiyarme -3 | serbesas -3 | sertralina -3 | siga -3 | sigamos -3 | sikatrises -3 | sr -3 |
    sra -3 | tardansa -3 | te -3 | terminada -3 | todabia -3 | toma -3 | tore -3 | tragar -3 | uebo -3 | uff
    -3 | ups -3 | uy -3 | xfa -3 | xfabor -3 | yegue -3 | ablo -4 | abren -4 | abuelo -4 | abuelos -4 |
    adolesensia -4 | adonde -4 | afirmatibo -4 | aja -4 | akseso -4 | aura -4 | bemos -4 | bentolin -4 |
    berdad -4 | berlas -4 | bidal -4 | bino -4 | bomberos -4 | demora -4 | desaser -4 | desir -4 | dijo -4 |
    distraje -4 | eksema -4 | enbialo -4 | enbielo -4 | enfermedad -4 | enkarnada -4 | ensenar -4 | enseneme
    -4 | entonses -4 | ermana -4 | ernia -4 | estres -4 | exaktamente -4 | exakto -4 | exmarido -4 | frio -4
    | fumar -4 | fumo -4 | garsia -4 | gomes -4 | gota -4 | iero -4 | iglesias -4 | inchason -4 | inkorekto
    -4 | jaja -4 | jubilado -4 | junio -4 | kae -4 | kafe -4 | kambie -4 | kamino -4 | kasi -4 | kasteyano
    -4 | kaye -4 | kolejio -4 | kompleto -4 | konjuntibitis -4 | konsiento -4 | kontestar -4 | kontinuemos
    -4 | kontrolada -4 | koreo -4 | lastime -4 | lebe -4 | linda -4 | lunes -4 | mandelo -4 | manos -4 |
    martes -4 | mayor -4 | mis -4 | modifikar -4 | molestar -4 | moneda -4 | morfina -4 | mostrar -4 |
    muestra -4 | muestrame -4 | muestreme -4 | murieron -4 | nadita -4 | negatibo -4 | nesesitan -4 | nop -4
    | ombro -4 | orale -4 | pasada -4 | pegaba -4 | pegue -4 | polbo -4 | preokupada -4 | puerta -4 | real
    -4 | resepsion -4 | retraso -4 | ronchas -4 | sabe -4 | sabemos -4 | salbutamol -4 | salio -4 | sans -4
    | segunda -4 | senor -4 | sentido -4 | siertamente -4 | sierto -4 | sinko -4 | sip -4 | soplo -4 | tenga
    -4 | texto -4 | triste -4 | yamame -4 | yo -4 | abeja -5 | adulto -5 | alto -5 | amigdalas -5 | ansiedad
    -5 | atras -5 | bajar -5 | beinte -5 | benir -5 | berlo -5 | beses -5 | besikula -5 | biernes -5 | bisto
    -5 | buelto -5 | bulto -5 | chiko -5 | dale -5 | darme -5 | deskonosko -5 | diskulpa -5 | domisilio -5 |
    dr -5 | ekiboko -5 | eror -5 | eskuela -5 | esperar -5 | espere -5 | falta -5 | glaukoma -5 | ia -5 |
    ignore -5 | infansia -5 | juebes -5 | kanselar -5 | ke -5 | kita -5 | kitaron -5 | kite -5 | kolesterol
    -5 | konfirmo -5 | kontinue -5 | kopia -5 | kuido -5 | labio -5 | lentes -5 | los -5 | marso -5 |
    medikamentos -5 | nasio -5 | nina -5 | oigo -5 | olbida -5 | pablo -5 | pasiente -5 | pekena -5 | peros
    -5 | pies -5 | por -5 | prueba -5 | pueblo -5 | pusieron -5 | rebisar -5 | rechaso -5 | reflujo -5 |
    resultados -5 | ruis -5 | rutina -5 | sakaron -5 | salbador -5 | seguimos -5 | siega -5 | soledad -5 |
    tal -5 | tekniko -5 | tiritas -5 | tiroides -5 | tobiyo -5 | tomando -5 | yenar -5 | abispa -6 |
    adelante -6 | alta -6 | artritis -6 | atragante -6 | baranko -6 | basta -6 | biktor -6 | boren -6 |
    chikito -6 | dentista -6 | enfermera -6 | ensias -6 | ermano -6 | eskribe -6 | espera -6 | gusta -6 |
    ija -6 | joben -6 | juan -6 | kansada -6 | kanso -6 | konduktor -6 | kontinuar -6 | lakteos -6 | lista
    -6 | lunar -6 | manana -6 | maria -6 | matando -6 | mayo -6 | medikasion -6 | migrana -6 | moretones -6
    | muela -6 | nino -6 | padre -6 | pas -6 | peres -6 | peso -6 | pikante -6 | poka -6 | prebio -6 |
    preguntan -6 | pribasidad -6 | prima -6 | primero -6 | remedios -6 | rio -6 | sabria -6 | saliendo -6 |
    saludo -6 | saludos -6 | sangran -6 | senorita -6 | sero -6 | siguiente -6 | sueno -6 | suisido -6 |
    supuesto -6 | tarda -6 | tobiyos -6 | tras -6 | usted -6 | ya -6 | yameme -6 | yamenme -6 | ana -7 |
    anterior -7 | bisi -7 | bolber -7 | bora -7 | buenos -7 | bus -7 | dies -7 | en -7 | enbie -7 | es -7 |
    esfuerso -7 | estaba -7 | estudiante -7 | gusto -7 | idioma -7 | iritasion -7 | komensar -7 | latex -7 |
    linea -7 | luego -7 | madre -7 | muestre -7 | nasimiento -7 | ningun -7 | nitrogliserina -7 | oidos -7 |
    orinar -7 | panal -7 | paniko -7 | parese -7 | perfekto -7 | positibo -7 | prebenir -7 | ramon -7 |
    rebokar -7 | rosa -7 | seka -7 | senora -7 | son -7 | stent -7 | terminado -7 | trata -7 | yebaron -7 |
    yy -7 | amables -8 | ambre -8 | amor -8 | anjina -8 | bakunas -8 | buen -8 | buenas -8 | bueno -8 |
    dedos -8 | diabetes -8 | ejersisio -8 | eres -8 | esposa -8 | foto -8 | ibuprofeno -8 | ingles -8 |
    jamas -8 | kadera -8 | kalor -8 | kambiado -8 | kargar -8 | krema -8 | kuantas -8 | mal -8 | n -8 | nada
    -8 | nasi -8 | niego -8 | normal -8 | oido -8 | pajina -8 | penisilina -8 | perdone -8 | podia -8 | pues
    -8 | resfriado -8 | retirar -8 | salgo -8 | segura -8 | tardar -8 | tenia -8 | tension -8 | tio -8 |
    tores -8 | yamarme -8 | amable -9 | antesedentes -9 | apnea -9 | bean -9 | berano -9 | berlos -9 | buena
    -9 | desuskribirme -9 | dolores -9 | donde -9 | dormir -9 | ekiboke -9 | empesar -9 | enbiarlo -9 |
    entretube -9 | futbol -9 | gafas -9 | idea -9 | klaro -9 | kontrol -9 | kpap -9 | kuestas -9 |
    lebantarme -9 | mandarlo -9 | medikado -9 | ninguno -9 | operaron -9 | pastiya -9 | pedir -9 | pika -9 |
    polen -9 | prebension -9 | primo -9 | rebision -9 | saberlo -9 | si -9 | sobre -9 | su -9 | tia -9 |
    abejas -10 | ablando -10 | adolesente -10 | agradese -10 | alerjiko -10 | ano -10 | ayudar -10 | borar
    -10 | bore -10 | chat -10 | dedo -10 | doktor -10 | doktora -10 | dos -10 | duele -10 | elena -10 |
    eskriba -10 | eskribas -10 | fayesio -10 | inbierno -10 | konsuelo -10 | largo -10 | makina -10 | mandar
    -10 | medikada -10 | mes -10 | meses -10 | pongo -10 | problema -10 | reseta -10 | seis -10 | semana -10
    | sesarea -10 | sol -10 | uso -10 | yamada -10 | abrir -11 | aktualmente -11 | alerjia -11 | bendiga -11
    | buelta -11 | eskribirme -11 | inchan -11 | incho -11 | jugando -11 | konbersasion -11 | leer -11 |
    listo -11 | mata -11 | molesten -11 | ok -11 | ospital -11 | pekeno -11 | perdon -11 | sana -11 | soy
    -11 | tenido -11 | umano -11 | yaman -11 | yamo -11 | aki -12 | alerjias -12 | asepto -12 | bot -12 |
    depresion -12 | desayuno -12 | diente -12 | diskulpe -12 | era -12 | esa -12 | eskriban -12 | ir -12 |
    kanser -12 | kiui -12 | korejir -12 | nombre -12 | pego -12 | preguntas -12 | rekuerdo -12 | sarpuyido
    -12 | selular -12 | tarjeta -12 | tiempo -12 | tomas -12 | analisis -13 | aspirina -13 | espanol -13 |
    fue -13 | kargado -13 | kuanto -13 | manejo -13 | momento -13 | operasion -13 | pero -13 | tos -13 |
    trabajo -13 | agradesko -14 | fecha -14 | gripe -14 | kansansio -14 | kompra -14 | korekto -14 | mediko
    -14 | ninguna -14 | ola -14 | ai -15 | ekibokado -15 | elejir -15 | enbiar -15 | konforme -15 | pelo -15
    | risa -15 | seguro -15 | datos -16 | ni -16 | niega -16 | rodiya -16 | tarde -16 | tubo -16 | akuerdo
    -17 | antes -17 | bien -17 | kambiar -17 | kito -17 | madrid -17 | primer -17 | robot -17 | segundo -17
    | sita -17 | ablar -18 | anos -18 | direksion -18 | ese -18 | konsentimiento -18 | numero -18 | olbido
    -18 | 0 -19 | grasias -19 | kien -19 | kontakto -19 | mont -19 | nunka -19 | olbidado -19 | pasado -19 |
    poko -19 | tube -19 | akabaron -20 | amparo -20 | baja -20 | telefono -20 | bes -21 | problemas -21 |
    murio -22 | pregunta -22 | eso -23 | persona -23 | sano -23 | doy -24 | bateria -25 | ber -25 |
    formulario -25 | mensajes -26 | yamar -26 | start -34
"""
