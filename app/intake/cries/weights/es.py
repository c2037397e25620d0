"""Weigh the words of Spanish: `python -m bench.cries es` works the points out."""

from __future__ import annotations

from typing import Final

POINTS: Final = """
    morir 44 | respira 43 | respirar 38 | bibir 36 | inkonsiente 35 | repente 35 | morirme 34 | aorkarme 33
    | despertar 32 | matarme 32 | ojala 32 | estar 31 | matar 29 | suisidarme 29 | beneno 28 | bida 28 |
    despierta 28 | abusaron 27 | kloro 27 | konbulsionando 27 | responde 27 | estan 26 | estare 26 |
    kortarme 26 | palabras 26 | pecho 26 | boy 25 | mato 25 | peligro 25 | yamen 25 | auxilio 24 | brasos 24
    | emerjensia 24 | fuerte 24 | kada 24 | sangrar 24 | tiene 24 | todos 24 | urjente 24 | adios 23 |
    akaban 23 | bebio 23 | existir 23 | kara 23 | konbulsiona 23 | manden 23 | otra 23 | paramedikos 23 |
    reaksiona 23 | suisidarse 23 | ambulansia 22 | atakaron 22 | matarse 22 | pega 22 | suisidio 22 | deja
    21 | despedida 21 | estarian 21 | fuente 21 | gas 21 | mucha 21 | soga 21 | ayudenme 20 | bomito 20 |
    estoy 20 | irbiendo 20 | se 20 | sobredosis 20 | tirarme 20 | algo 19 | insendio 19 | le 19 | mundo 19 |
    saltar 19 | aguanto 18 | amenasa 18 | apunalaron 18 | atropeyo 18 | buelbe 18 | desbibirme 18 | fabor 18
    | minutos 18 | pienso 18 | proposito 18 | sangrado 18 | sangrando 18 | sangre 18 | y 18 | afuera 17 |
    aguas 17 | anoche 17 | aorkarse 17 | ayuda 17 | ayudame 17 | benas 17 | biolo 17 | bista 17 |
    desapareser 17 | desmayada 17 | desplomo 17 | empeso 17 | esta 17 | estaria 17 | ganas 17 | kiere 17 |
    kiero 17 | kisiera 17 | komio 17 | kontraksiones 17 | kosina 17 | kuerda 17 | pikadura 17 | punsadas 17
    | respirando 17 | salida 17 | sangra 17 | semanas 17 | sokk 17 | anafilaktiko 16 | atake 16 | ayude 16 |
    bibiendo 16 | boka 16 | dano 16 | desmayo 16 | kerer 16 | konosimiento 16 | kreo 16 | kuatro 16 |
    labandina 16 | lado 16 | lastimo 16 | muchisimo 16 | muera 16 | muerta 16 | pensamientos 16 | pistola 16
    | puedo 16 | suisida 16 | toda 16 | trago 16 | autolesiona 15 | balaso 15 | biolaron 15 | bomita 15 |
    demasiadas 15 | dise 15 | golpeo 15 | konbulsion 15 | kortandome 15 | labios 15 | manchas 15 | monton 15
    | puso 15 | respiro 15 | siempre 15 | suisidar 15 | asfixio 14 | asido 14 | autolesiono 14 | bibora 14 |
    bomitando 14 | derame 14 | elektrokuto 14 | eskribi 14 | estubiera 14 | grabe 14 | intoxikasion 14 |
    moberse 14 | monoxido 14 | muchas 14 | opresion 14 | pase 14 | peor 14 | pierdo 14 | piernas 14 | puse
    14 | robar 14 | sigue 14 | sudando 14 | teniendo 14 | umo 14 | aire 13 | bolbi 13 | bolsa 13 | braso 13
    | despedi 13 | desperte 13 | disen 13 | dispararon 13 | golpea 13 | kitarme 13 | konsiensia 13 | korte
    13 | morado 13 | muerte 13 | muerto 13 | munekas 13 | muy 13 | nobio 13 | pegando 13 | pensando 13 |
    planeo 13 | rompi 13 | seguir 13 | temperatura 13 | tiro 13 | ubiera 13 | amo 12 | aogando 12 | aogo 12
    | atraganto 12 | autolesiones 12 | biba 12 | dejo 12 | edifisio 12 | emorajia 12 | enserada 12 |
    entraron 12 | erido 12 | extranaria 12 | fiebre 12 | fuego 12 | kolgarme 12 | kortando 12 | kortar 12 |
    kuchiyo 12 | kuerpo 12 | ladrones 12 | lean 12 | me 12 | medio 12 | ojo 12 | ombre 12 | parto 12 |
    ratisida 12 | terible 12 | agredieron 11 | akabo 11 | anbulansia 11 | aorkar 11 | autolesionando 11 |
    balkon 11 | bias 11 | desbanesio 11 | deseo 11 | desidi 11 | ensero 11 | entro 11 | eridos 11 | ideas 11
    | kolgar 11 | korto 11 | mate 11 | mejor 11 | mismo 11 | perdonenme 11 | puente 11 | tengo 11 | una 11 |
    urjensia 11 | abla 10 | aguaras 10 | akabar 10 | alakran 10 | aseite 10 | atragantando 10 | atrapado 10
    | atropeyaron 10 | ba 10 | bale 10 | bebe 10 | debajo 10 | deberia 10 | dieron 10 | elektrokute 10 |
    felises 10 | fentanilo 10 | golpe 10 | inchada 10 | karga 10 | karta 10 | kayo 10 | kise 10 | korta 10 |
    kortes 10 | lista 10 | morirse 10 | muriendo 10 | muriera 10 | otro 10 | pensar 10 | porfa 10 | serian
    10 | siera 10 | suelo 10 | un 10 | arma 9 | aser 9 | asules 9 | ay 9 | be 9 | bentana 9 | beo 9 |
    despertara 9 | doble 9 | entra 9 | este 9 | feo 9 | iman 9 | infarto 9 | insulina 9 | intoxikado 9 |
    kontesta 9 | matr 9 | meninjitis 9 | mroir 9 | nase 9 | nasido 9 | pastiyas 9 | pegarme 9 | pegaron 9 |
    pierna 9 | respirasion 9 | serada 9 | sexualmente 9 | siego 9 | tome 9 | tomo 9 | tubiera 9 | ultimo 9 |
    abentar 8 | ago 8 | aksidente 8 | aorita 8 | asukar 8 | biolar 8 | bomite 8 | boses 8 | desangrando 8 |
    dosis 8 | erida 8 | frasko 8 | inyekte 8 | irme 8 | karo 8 | koagulos 8 | konbulsiones 8 | kontra 8 |
    mandibula 8 | meresko 8 | muero 8 | nadie 8 | paso 8 | pena 8 | pila 8 | porke 8 | preferiria 8 | puede
    8 | rason 8 | ratas 8 | reaksion 8 | sangro 8 | sentro 8 | serebral 8 | siento 8 | sigaros 8 | siguiendo
    8 | sokoro 8 | sufrimiento 8 | techo 8 | todo 8 | tomarme 8 | uba 8 | uele 8 | unika 8 | anafilaxia 7 |
    aorkando 7 | asfixiando 7 | biene 7 | choros 7 | demasiada 7 | embolia 7 | entero 7 | fuertes 7 |
    golpeando 7 | kasa 7 | kemo 7 | korason 7 | krisis 7 | kueyo 7 | lengua 7 | lokura 7 | mordio 7 | muebe
    7 | negro 7 | nos 7 | pansa 7 | raro 7 | rijides 7 | roja 7 | salir 7 | serpiente 7 | tosiendo 7 | unas
    7 | akaba 6 | amenaso 6 | antidepresibos 6 | aora 6 | asiendo 6 | ayudeme 6 | bariga 6 | botikin 6 | dan
    6 | enkontre 6 | espina 6 | estamos 6 | kabesa 6 | lo 6 | mar 6 | medika 6 | padrastro 6 | pareja 6 |
    paro 6 | partes 6 | perdiendo 6 | piko 6 | polisia 6 | profundo 6 | pulso 6 | rapido 6 | salte 6 | sielo
    6 | sosa 6 | suisidas 6 | todas 6 | al 5 | alguien 5 | alkanso 5 | atako 5 | bala 5 | dar 5 | desmayando
    5 | disparar 5 | dormirme 5 | droga 5 | echa 5 | enbenenar 5 | espuma 5 | estube 5 | familia 5 |
    garganta 5 | ideasion 5 | incha 5 | intento 5 | kemadura 5 | kieren 5 | kitarse 5 | konfundido 5 | lejia
    5 | media 5 | metro 5 | mi 5 | morados 5 | oy 5 | pense 5 | ponerle 5 | seguidas 5 | seria 5 | sigo 5 |
    termino 5 | tirar 5 | tren 5 | yeba 5 | abia 4 | aga 4 | alerjika 4 | aprieta 4 | aserme 4 | dejenme 4 |
    desearia 4 | desmayar 4 | dormido 4 | drogas 4 | embaraso 4 | emerjensias 4 | eya 4 | felis 4 | final 4
    | formas 4 | iskierdo 4 | jarabe 4 | kamion 4 | karamelo 4 | kemando 4 | kiro 4 | kometer 4 | kual 4 |
    mano 4 | mesa 4 | misma 4 | mober 4 | nota 4 | ojos 4 | olor 4 | ora 4 | piso 4 | punto 4 | sale 4 |
    suegro 4 | terminar 4 | tirado 4 | trague 4 | akabe 3 | aria 3 | asotea 3 | atropeye 3 | bision 3 |
    blister 3 | bolar 3 | bomitos 3 | choke 3 | desmayado 3 | desmaye 3 | e 3 | embarasada 3 | estomago 3 |
    extranar 3 | fasil 3 | importa 3 | inchados 3 | kamarones 3 | kitar 3 | komida 3 | konmigo 3 | late 3 |
    mas 3 | medisina 3 | mensaje 3 | metio 3 | motibos 3 | mucho 3 | muneka 3 | nene 3 | nesesita 3 |
    nesesito 3 | nobia 3 | parar 3 | pensado 3 | perdio 3 | poniendo 3 | prefiero 3 | rasones 3 | rato 3 |
    rebento 3 | rijido 3 | segura 3 | sirbe 3 | spray 3 | sudo 3 | a 2 | agara 2 | amiga 2 | amigo 2 | aorko
    2 | apretado 2 | asul 2 | atorado 2 | berdad 2 | chueka 2 | dando 2 | deskarga 2 | duerme 2 | elektrika
    2 | enredado 2 | eror 2 | esposo 2 | gustaria 2 | ijos 2 | inalador 2 | inchando 2 | ipoglusemia 2 |
    jimnasio 2 | kaliente 2 | kiso 2 | konfundida 2 | kosas 2 | lados 2 | lus 2 | mil 2 | nueses 2 | o 2 |
    pegar 2 | plan 2 | punetaso 2 | takikardia 2 | tan 2 | tomar 2 | tonteria 2 | torsida 2 | ab -2 |
    abenida -2 | adelante -2 | aguire -2 | alimentaria -2 | ambulansias -2 | animo -2 | antesedente -2 |
    aogado -2 | apendise -2 | arekipa -2 | arta -2 | asi -2 | ayunas -2 | b -2 | bajo -2 | bario -2 |
    bibimos -2 | biolensia -2 | bisoprolol -2 | blanko -2 | bore -2 | brabo -2 | bronkitis -2 | buen -2 |
    bypas -2 | da -2 | despues -2 | difikultad -2 | dijeron -2 | doktor -2 | dormi -2 | dormida -2 | echo -2
    | ejersito -2 | enalapril -2 | entiendo -2 | eskaleras -2 | estable -2 | exakto -2 | f -2 | fresas -2 |
    grasia -2 | guera -2 | ignore -2 | iktus -2 | inalasiones -2 | iskierda -2 | julio -2 | k -2 | kai -2 |
    kaja -2 | kalambres -2 | kali -2 | kalkulos -2 | kansado -2 | kardiaka -2 | karnisero -2 | kemada -2 |
    kompanera -2 | kompleto -2 | konosidas -2 | konsepsion -2 | korejir -2 | kroniko -2 | krus -2 | kuando
    -2 | kusko -2 | lebotiroxina -2 | leo -2 | ligadura -2 | linda -2 | luis -2 | mandelo -2 | mareos -2 |
    markapasos -2 | matas -2 | mateo -2 | medeyin -2 | mersedes -2 | metformina -2 | mia -2 | minuto -2 |
    montt -2 | mora -2 | muelas -2 | muertes -2 | muriel -2 | nak -2 | naris -2 | norte -2 | oktubre -2 |
    omeprasol -2 | ortega -2 | padres -2 | palpitasiones -2 | parasetamoles -2 | pardo -2 | paredes -2 |
    pasa -2 | perdida -2 | plasa -2 | plata -2 | plomero -2 | problema -2 | protesis -2 | psoriasis -2 |
    ramipril -2 | resien -2 | rodiyas -2 | rota -2 | salta -2 | santos -2 | sara -2 | septiembre -2 |
    serbirle -2 | sirujia -2 | sobrebibiente -2 | sofia -2 | sordo -2 | sosial -2 | soto -2 | sufro -2 |
    tardes -2 | tda -2 | terapia -2 | tienda -2 | trabaje -2 | trompas -2 | uaman -2 | ugo -2 | unidades -2
    | ximena -2 | ya -2 | yebo -2 | abispas -3 | ablar -3 | abuela -3 | abundantes -3 | adrenalina -3 |
    agujas -3 | alarkon -3 | amor -3 | angustias -3 | antikonseptibos -3 | arde -3 | aritmia -3 | asides -3
    | asunsion -3 | autobus -3 | autolesionaba -3 | auxiliadora -3 | balentina -3 | bayekas -3 | benali -3 |
    bengo -3 | benites -3 | besina -3 | bipolar -3 | buenisimo -3 | chabes -3 | desaser -3 | desde -3 |
    despierto -3 | dieta -3 | dni -3 | doblar -3 | domingo -3 | don -3 | dona -3 | elektrisista -3 | enero
    -3 | ernandes -3 | estaba -3 | familiar -3 | fereyra -3 | fisioterapia -3 | fumo -3 | gastritis -3 |
    grupo -3 | ines -3 | infartos -3 | infeksion -3 | inyeksion -3 | ipertension -3 | jaja -3 | jajaja -3 |
    jesus -3 | kaida -3 | kalderon -3 | kambio -3 | kamila -3 | kasas -3 | kastano -3 | kastro -3 |
    kemaduras -3 | konsumo -3 | kortaba -3 | kosinando -3 | kumpleanos -3 | lebantar -3 | luna -3 | lupus -3
    | mamani -3 | mami -3 | medisinas -3 | menor -3 | metotrexato -3 | mg -3 | migranas -3 | milagros -3 |
    mis -3 | moskera -3 | naproxeno -3 | negatibo -3 | nerbioso -3 | nesesitan -3 | nieta -3 | ninos -3 |
    noche -3 | nuebo -3 | oras -3 | orden -3 | parches -3 | pasiente -3 | ponse -3 | postraumatiko -3 |
    prieto -3 | puerta -3 | puig -3 | rios -3 | rompieron -3 | rompio -3 | ronko -3 | roto -3 | ruben -3 |
    salas -3 | salen -3 | sanguineo -3 | sebiya -3 | segun -3 | sekos -3 | semanal -3 | senar -3 | sepiyarme
    -3 | serbesas -3 | siatika -3 | sikatrises -3 | sintrom -3 | sinusitis -3 | sola -3 | srta -3 | tapada
    -3 | termine -3 | toma -3 | tore -3 | tramadol -3 | tres -3 | tutora -3 | usa -3 | yo -3 | abril -4 |
    abuelita -4 | abuelo -4 | abuelos -4 | adolesensia -4 | alto -4 | anemia -4 | anjel -4 | antigua -4 |
    antikoagulantes -4 | bakuna -4 | barises -4 | bemos -4 | bino -4 | bisto -4 | bitamina -4 | blanka -4 |
    bomberos -4 | boton -4 | chekeo -4 | chiko -4 | datos -4 | de -4 | del -4 | dolor -4 | dylan -4 | eksema
    -4 | enfermera -4 | epilepsia -4 | esas -4 | espalda -4 | esperansa -4 | estas -4 | estres -4 | exmarido
    -4 | fernandes -4 | fibromialjia -4 | frio -4 | gotas -4 | guadalupe -4 | gusto -4 | ijastro -4 |
    inchason -4 | ipotiroidismo -4 | iritable -4 | jose -4 | junio -4 | karmen -4 | kasi -4 | kaso -4 |
    kataratas -4 | kispe -4 | kite -4 | kolejio -4 | kolon -4 | komer -4 | kontraste -4 | kontrolada -4 |
    kuidadora -4 | lastime -4 | leon -4 | lima -4 | lunes -4 | lusia -4 | mala -4 | mariskos -4 | martes -4
    | martin -4 | martines -4 | matamoros -4 | medikamento -4 | morfina -4 | mujer -4 | murieron -4 |
    paramediko -4 | partos -4 | pas -4 | pasada -4 | pegaba -4 | pegue -4 | pilar -4 | prematuro -4 |
    preokupada -4 | puntos -4 | rebisar -4 | reglas -4 | restrepo -4 | rindo -4 | robot -4 | s -4 | seliaka
    -4 | sin -4 | solo -4 | soplo -4 | sr -4 | sra -4 | tal -4 | tragar -4 | uebo -4 | urjensias -4 | yameme
    -4 | yegue -4 | alta -5 | amigdalas -5 | anterior -5 | aura -5 | baranko -5 | bega -5 | beinte -5 |
    biernes -5 | bueno -5 | dale -5 | dijo -5 | diskulpa -5 | donde -5 | ekibokado -5 | ekiboke -5 |
    enfermedad -5 | enfermedades -5 | ermana -5 | espera -5 | falta -5 | fumar -5 | garsia -5 | gatos -5 |
    gomes -5 | gota -5 | iero -5 | iglesias -5 | infansia -5 | joben -5 | jubilado -5 | juebes -5 | kae -5 |
    kamino -5 | kaye -5 | kedo -5 | kitaron -5 | klopidogrel -5 | konjuntibitis -5 | lebe -5 | leche -5 |
    lentes -5 | listo -5 | luego -5 | mal -5 | manos -5 | mayor -5 | moneda -5 | ningun -5 | pedro -5 |
    pekena -5 | peso -5 | pildora -5 | polbo -5 | primero -5 | rio -5 | ronchas -5 | rutina -5 | salio -5 |
    sans -5 | santiago -5 | segunda -5 | sertralina -5 | supuesto -5 | te -5 | tiroides -5 | abeja -6 |
    abispa -6 | abren -6 | aki -6 | ansiedad -6 | bajar -6 | benir -6 | beses -6 | besikula -6 | bidal -6 |
    bisi -6 | dentista -6 | desir -6 | enkarnada -6 | ensias -6 | ermano -6 | ernia -6 | es -6 | esfuerso -6
    | eskuela -6 | esperar -6 | glaukoma -6 | ija -6 | kanso -6 | kasteyano -6 | labio -6 | mandar -6 |
    marso -6 | medikasion -6 | moretones -6 | n -6 | nina -6 | nino -6 | oigo -6 | ombro -6 | pablo -6 |
    padre -6 | peros -6 | pies -6 | por -6 | prueba -6 | pueblo -6 | pues -6 | pusieron -6 | reflujo -6 |
    respuesta -6 | resultados -6 | sakaron -6 | salbador -6 | salbutamol -6 | sangran -6 | sentido -6 |
    siega -6 | sinko -6 | soledad -6 | son -6 | tekniko -6 | tiritas -6 | tobiyo -6 | tras -6 | triste -6 |
    yebaron -6 | adulto -7 | asepto -7 | atragante -7 | bentolin -7 | biktor -7 | chikito -7 | dies -7 |
    domisilio -7 | ejersisio -7 | ingles -7 | iritasion -7 | juan -7 | kafe -7 | kolesterol -7 | konduktor
    -7 | konforme -7 | koreo -7 | lakteos -7 | linea -7 | los -7 | lunar -7 | madre -7 | maria -7 | mayo -7
    | medikamentos -7 | muela -7 | nasimiento -7 | nitrogliserina -7 | numero -7 | panal -7 | paniko -7 |
    peres -7 | pikante -7 | positibo -7 | prebenir -7 | prebio -7 | prima -7 | rekuerdo -7 | ruis -7 | seka
    -7 | senora -7 | senorita -7 | si -7 | sueno -7 | tio -7 | tobiyos -7 | yenar -7 | ana -8 | apnea -8 |
    artritis -8 | bakunas -8 | buenos -8 | bus -8 | dedos -8 | en -8 | estudiante -8 | gusta -8 | kadera -8
    | kalor -8 | kambiar -8 | kargar -8 | kien -8 | kontestar -8 | kpap -8 | kuestas -8 | kuido -8 | latex
    -8 | matando -8 | migrana -8 | momento -8 | nasio -8 | oido -8 | orinar -8 | podia -8 | poka -8 |
    prebension -8 | remedios -8 | rosa -8 | saliendo -8 | sepa -8 | suisido -8 | tenia -8 | tension -8 |
    tomando -8 | ai -9 | ambre -9 | borar -9 | bulto -9 | diskulpe -9 | dos -9 | esposa -9 | foto -9 |
    futbol -9 | ibuprofeno -9 | kita -9 | klaro -9 | kontrol -9 | krema -9 | largo -9 | lebantarme -9 |
    manana -9 | nasi -9 | ninguno -9 | normal -9 | oidos -9 | pajina -9 | pastiya -9 | penisilina -9 |
    perfekto -9 | pika -9 | polen -9 | pongo -9 | primo -9 | ramon -9 | seguro -9 | sol -9 | stent -9 | tia
    -9 | tores -9 | uso -9 | yaman -9 | yy -9 | abejas -10 | abrir -10 | aktualmente -10 | alerjiko -10 |
    anjina -10 | ano -10 | ayudar -10 | baja -10 | berano -10 | berlos -10 | buena -10 | diabetes -10 |
    doktora -10 | duele -10 | enbiar -10 | fayesio -10 | gafas -10 | inbierno -10 | jugando -10 | kansada
    -10 | meses -10 | operaron -10 | ospital -10 | pedir -10 | perdon -10 | reseta -10 | seis -10 | semana
    -10 | sesarea -10 | sobre -10 | adolesente -11 | antesedentes -11 | desayuno -11 | dolores -11 | dormir
    -11 | esa -11 | inchan -11 | incho -11 | kanser -11 | konsuelo -11 | leer -11 | mediko -11 | mes -11 |
    nada -11 | rebision -11 | soy -11 | yamada -11 | alerjia -12 | buenas -12 | chat -12 | dedo -12 |
    depresion -12 | era -12 | kiui -12 | ok -12 | pekeno -12 | persona -12 | preguntas -12 | resfriado -12 |
    tiempo -12 | akuerdo -13 | alerjias -13 | analisis -13 | diente -13 | ir -13 | pego -13 | selular -13 |
    su -13 | tenido -13 | tomas -13 | trabajo -13 | elena -14 | kargado -14 | kompra -14 | konbersasion -14
    | mata -14 | ninguna -14 | nombre -14 | operasion -14 | pero -14 | sarpuyido -14 | tarjeta -14 | yamo
    -14 | aspirina -15 | bean -15 | elejir -15 | fecha -15 | kito -15 | korekto -15 | manejo -15 | ni -15 |
    pelo -15 | primer -15 | segundo -15 | espanol -16 | fue -16 | gripe -16 | kansansio -16 | niega -16 |
    risa -16 | tarde -16 | tubo -16 | eso -17 | kontakto -17 | madrid -17 | rodiya -17 | tos -17 | anos -18
    | antes -18 | bien -18 | grasias -18 | ola -18 | pasado -18 | poko -18 | yamar -19 | 0 -20 | akabaron
    -20 | amparo -20 | bes -20 | ese -20 | sita -20 | tube -20 | ber -21 | mont -21 | murio -21 | nunka -21
    | problemas -22 | doy -23 | direksion -24 | sano -24 | telefono -24 | pregunta -25 | bateria -27 |
    formulario -27 | start -27
"""
