"""Understand Spanish."""

from __future__ import annotations

from app.intake.commands.es import KEYWORDS, PATTERNS
from app.intake.cries.es import DANGER
from app.intake.lexicon import Lexicon
from app.intake.phrase_lists import listed, spoken
from app.intake.slips.es import SLIPS
from app.intake.talk.es import TALK

LEXICON = Lexicon(
    code="es",
    keywords=KEYWORDS,
    patterns=PATTERNS,
    nothing=tuple("no ningun ninguno ninguna ningunos ningunas nada sin nunca tampoco cero negativo".split()),
    nothing_about=tuple(
        "a al de del en el la los las lo y o ni que yo me se es hay he ha hasta presento presenta recuerde importancia ahorita han diagnosticado remedio remedios padecido sufrido conocidos tengo tiene tenga tenemos tomo toma tomamos"
        " tome tomando estoy esta uso usa usando consumo consume padezco padece padecemos sufro sufre tenido tomado"
        " sepa sepamos se conozca conozco sabemos creo pienso por suerte gracias dios principio momento ahora"
        " actualmente actual actuales hoy dia tipo clase ningun alguna algun nada importante importantes grave graves"
        " seria serio serias relevante relevantes especial particular destacable resenable destacar contar decir"
        " declarar cronica cronicas cronico conocida conocidas conocido conocidos previa previas previo previos interes"
        " medico medicos medica medicas medicamento medicamentos medicina medicinas medicacion farmaco farmacos"
        " pastilla pastillas tratamiento tratamientos receta recetas enfermedad enfermedades antecedente antecedentes"
        " patologia patologias problema problemas salud historial datos novedad regular regularmente diario nadie"
        " alergia alergias alergico alergica"
        " verdad mi conocimiento el ella soy somos".split()
    ),
    nothing_aside=listed(
        """estoy sano | estoy sana | estoy bien | estoy muy bien | todo bien | que yo sepa | gracias a Dios | por suerte
        | afortunadamente | soy una persona sana | estoy bien de salud | la verdad
        | toco madera | soy sano | soy sana | soy muy sano | soy muy sana | todo en orden"""
    ),
    contrasts=listed("no yo | no él | no ella | no pero | nada más que | no solo | no nada más"),
    yes=listed(
        """sí | sí sí | sí acepto | acepto | yo acepto | aceptado | sí estoy de acuerdo | estoy de acuerdo | de acuerdo
        | sí de acuerdo | conforme | estoy conforme | sí por favor | claro | claro que sí | sí claro | por supuesto
        | sí por supuesto | desde luego | cómo no | sin problema | no hay problema | ningún problema | ok | okey | oka
        | vale | sí vale | ya | sip | sep | bueno | está bien | sí está bien | bien | perfecto | correcto | sí correcto
        | es correcto | exacto | eso es | así es | cierto | es cierto | afirmativo | acepto las condiciones | por mí está bien | órale | sale | dale | venga | seguro | segura | estoy seguro | estoy segura | lo confirmo | doy mi consentimiento
        | consiento | sí consiento | sí adelante | claro adelante | no tengo problema | me parece bien | sí ese es | sí esa es | ajá | así mismo | eso mismo | tal cual | ese soy yo | esa soy yo | exactamente | ciertamente | conforme con todo | de una
        | por mí bien | sí continúe | va | sí va | sí soy yo | sí quiero | quiero | acepto todo | sí señor | sí señora
        | autorizo | sí autorizo | yo autorizo | lo autorizo | sí lo autorizo"""
    ),
    yes_too=spoken(
        "si/claro/ok/vale/bueno/por_supuesto/ adelante por_favor/",
        "si/claro/ok/vale siga/continue/continuemos/prosiga",
    ),
    no=listed(
        """no | no gracias | no acepto | yo no acepto | no estoy de acuerdo | en desacuerdo | no estoy conforme
        | no quiero | prefiero no | prefiero que no | mejor no | de ninguna manera | para nada | nunca | jamás | no no
        | rechazo | lo rechazo | me niego | negativo | no es correcto | incorrecto | está mal | eso está mal | mal | nop"""
    ),
    no_too=spoken(
        "no/ no es/esta asi/correcto/correcta/eso/ese/esa/bien/",
        "asi/que no/va",
    ),
    assents=listed(
        """perfecto | todo correcto | todo bien | está bien | está todo bien | todo está bien | todo está correcto
        | está correcto | está todo correcto | es correcto | todo perfecto | todo en orden | está perfecto | muy bien | genial
        | todo ok | todo listo | está todo | sin cambios | nada que cambiar | no hay cambios | sí lo es | sí todo
        | todo | puede enviarlo | puede enviarlas | que se envíe | lo envío | envío | sí envíelo | lo mando | así está bien | bien así | mande
        | todo está en orden | está en orden | los datos son correctos | mis datos son correctos | mis datos están bien
        | los datos están bien | excelente | así es | adelante | todo está perfecto"""
    )
    + spoken(
        "si/ ya/ lo/la/las/los/ puede/puedes/pueden enviar/mandar/enviarlo/mandarlo/enviarlos/enviarlas todo/ya/",
        "si/ todo/esta esta/se_ve/lo_veo/quedo/ todo/muy/ bien/correcto/perfecto/excelente/conforme/en_orden",
    ),
    objections=listed(
        """no quiero enviar | no quiero enviarlo | no quiero enviar esto | no quiero mandarlo | no quiero mandar | no lo envíe
        | no enviar | no envíe | no lo mande | espere | espera | un momento | un segundo | todavía no | aún no | algo está mal
        | hay un error | está mal | eso está mal | me equivoqué | me he equivocado | no está bien | no es correcto
        | no está correcto | quiero cambiar algo | quiero corregir algo | tengo que cambiar algo | cambiar algo | error
        | no estoy listo | no estoy lista | he cambiado de idea | cambié de idea"""
    ),
    names_itself=listed(
        """español | castellano | spanish | es | esp | en español | en castellano | espagnol | espanhol | spanisch
        | hablo español | solo español | no hablo inglés | no entiendo inglés | no sé inglés | inglés no
        | I don't speak english | no english | I speak spanish | in spanish | spanish only | solo hablo español
        | se puede en español | puede ser en español | puedo en español | prefiero español | mejor en español"""
    ),
    flags=tuple("🇪🇸 🇲🇽 🇨🇴 🇦🇷 🇵🇪 🇻🇪 🇨🇱 🇪🇨 🇬🇹 🇨🇺 🇧🇴 🇩🇴 🇭🇳 🇵🇾 🇸🇻 🇳🇮 🇨🇷 🇵🇦 🇺🇾".split()),
    called={
        "name": listed("nombre | apellido | apellidos | nombre completo | nombre y apellidos"),
        "birth_date": listed("fecha de nacimiento | fecha | nacimiento | cumpleaños | nací | año"),
        "address": listed("dirección | domicilio | calle | código postal"),
        "medical_history": listed(
            "antecedentes | antecedentes médicos | enfermedades | operaciones | historial | salud | historia médica"
        ),
        "medications": listed("medicamentos | medicamento | medicinas | medicina | medicación | pastillas"),
        "allergies": listed("alergias | alergia"),
        "reason": listed("motivo | motivo de consulta"),
    },
    change_words=listed(
        """cambiar | cambia | cambie | cambio | corregir | corrija | corrige | modificar | editar | mal | equivocada | equivocado
        | equivocados | equivocadas | equivoqué | incorrecta | incorrecto | error | errónea | erróneo | no es correcta
        | no es correcto | no está bien | no es mi | no es esa | no es ese | actualizar | arreglar | rectificar"""
    ),
    change_around=tuple(
        "esta estan es hay un una en la el mi mis los las lo de del quiero quisiera necesito puse me se le espere espera no"
        " tengo que he con ha su sus favor puede podria para a tiene falta escribi esa ese puedo".split()
    ),
    about_self=listed(
        """yo | mí | para mí | sobre mí | es para mí | mí mismo | mí misma | soy yo | soy el paciente
        | soy la paciente | yo soy el paciente | yo soy la paciente | mías | míos | mi persona | mi cita | de mí | yo solo | yo sola
        | mi propia cita | mía | conmigo | mi caso"""
    ),
    about_child=listed(
        """mi hijo | mi hija | hijo | hija | un niño | una niña | mi niño | mi niña | mi bebé | bebé | un menor
        | mi nieto | mi nieta | mis hijos | mi hijo o mi hija | mi nene | mi nena | mi peque | mi pequeño
        | mi pequeña | niño | niña | nene | nena | bebita | bebito | mi bebito | mi bebita | mi hijito | mi nietito | mi nietita | mi hijita | hijito | hijita
        | chiquito | chiquita | mi chiquito | mi chiquita | pequeño | pequeña | peque | mi guagua | guagua | nieto | nieta | mi chamaco
        | mi chamaca | mi hijos | mis niños | hijos | hijas | niños | niñas | crío | mi criatura | beba | bebe | gemelos | hijastro | hijastra | mellizos | adolescente"""
    ),
    about_adult=listed(
        """un adulto al que cuido | un adulto que cuido | un adulto | adulto | otra persona | mi madre | mi mamá
        | mi padre | mi papá | mi marido | mi esposo | mi mujer | mi esposa | mi pareja | mi hermano | mi hermana
        | mi abuelo | mi abuela | mi amigo | mi amiga | mis padres | mi suegra | mi suegro | mi tío | mi tía
        | mamá | papá | madre | padre | mami | papi | marido | esposo | esposa | mujer | pareja | hermano | hermana | abuelo | abuela
        | abuelito | abuelita | mamita | papito | compañero | compañera | viejita | viejito | viejo | vieja | suegra | suegro | tío | tía | amigo | amiga | padres | señora | señor
        | familiar | vecino | vecina | primo | prima | novio | novia | una señora | un señor"""
    ),
    about_whom=tuple(
        "mi mis nuestro nuestra el la los las un una es son para por de sobre acerca cita consulta preguntas paciente menor mayor pequeño"
        " pequeña chico chica querido querida recien nacido nacida que a al quien cuido atiendo adulto adulta anciano anciana y lo tiene cumplio edad solo sola misma mismo".split()
    ),
    about_next=tuple(
        "mi mis nuestro nuestra el la los las para por sobre tambien luego despues ahora primero primera es si".split()
    ),
    several=tuple(
        "ambos ambas hijos hijas niños niñas nietos nietas padres gemelos gemelas mellizos mellizas nosotros nosotras familia todos todas".split()
    ),
    in_the_chat=listed(
        """aquí | aquí en el chat | en el chat | chat | por aquí | aquí mismo | en este chat | whatsapp | por whatsapp
        | en whatsapp | acá | por acá | por mensaje"""
    ),
    on_the_page=listed(
        """página | la página | en la página | página privada | en la página privada | su página | su página privada | en su página | en nuestra página privada
        | web | en la web | formulario | el formulario | enlace | el enlace | por internet | en línea | allí"""
    ),
    read_more=(
        *("leer más", "leer", "más", "más información"),
        *(
            "cuánto tiempo lo guardan",
            "cuánto tiempo guardan mis datos",
            "cuánto tiempo guardan mis respuestas",
        ),
        *("por cuánto tiempo lo guardan", "cuánto tiempo los guardan", "cuánto tiempo guardan eso"),
    ),
    greetings=listed(
        """hola | hola hola | holis | muy buenas | buenas buenas | hola buenas | hola buenos días | hola buenas tardes | hola buenas noches | buenas | buen día | buenos
        días | buenas tardes | buenas noches | saludos | qué tal | hola qué tal | hola de nuevo | hola otra vez"""
    ),
    courtesies=listed(
        """gracias | muchas gracias | muchísimas gracias | mil gracias | gracias a usted | muy amable | muy amables
        | se lo agradezco | le agradezco | se agradece | gracias de antemano | muchas gracias de antemano
        | ya estoy aquí | aquí estoy | aquí estoy otra vez | estaba ocupada | estaba ocupado | disculpe estaba ocupada
        | disculpe estaba ocupado | perdón estaba ocupada | perdón estaba ocupado | perdón me entretuve | me entretuve
        | ya estoy de vuelta | estoy de vuelta | perdone el retraso | perdón por tardar tanto | ya volví | he vuelto | ya he vuelto | ya regresé | disculpe la demora
        | disculpe el retraso | disculpe la tardanza | perdón por la demora | perdón por el retraso | perdón no pude antes
        | disculpe no pude antes | no pude antes | perdón por tardar | perdone la tardanza | perdón me distraje | tuve que salir | perdón tuve que salir | perdone la demora"""
    ),
    excuses=spoken(
        "me/ quede sin bateria/señal/internet/luz",
        "atendia/estaba_atendiendo a mi hijo/hija/bebe/mama",
        "recien veo/vi el/su mensaje",
        "ya volvi/regrese/estoy de_nuevo/aqui_de_nuevo/",
        "aqui/aca sigo/ando/seguimos",
        "volvi/retomamos/retomo",
        "donde/en_que estabamos/quedamos/ibamos/nos_quedamos",
        "hola/ sigue/sigues/siguen/esta/estas/estan ahi/aqui todavia/",
        "hola/ hay alguien ahi/",
        "perdon/perdone/perdona/disculpe/disculpa/disculpen/lo_siento tuve/tenia que irme/salir/atender/colgar",
        "perdon/perdone/disculpe/disculpa/disculpen/perdona/ por/ el/la/mi demora/retraso/tardanza/espera",
        "perdon/perdone/disculpe/disculpa/disculpen/perdona por hacerle/hacerla/hacerlo/haber/ esperar/tardado/demorado/demorar/tardar",
        "es_que/ me/se_me/se/estaba/estuve/tuve llamaron/distraje/entretuve/ocupe/dormi/quede_dormida/quede_dormido/ocupada/ocupado/"
        "trabajando/manejando/conduciendo/comiendo/cocinando/en_el_trabajo/en_una_llamada/que_salir/que_atender/que_irme/"
        "acabo_la_bateria/descargo_el_celular/apago_el_celular/fue_la_luz/fue_la_señal/fue_el_internet",
        "no habia/he/pude/lo_habia/vi/lo_vi visto/podido/ver/contestar/responder/ el/su/este/ mensaje/antes/mensajes",
        "ya/ estoy/estamos aqui/aca/de_vuelta/de_regreso/de_nuevo/otra_vez/con_usted",
        "ya regrese/volvi/llegue/puedo/me_desocupe",
        "sigo/seguimos aqui/aca/por_aqui",
    ),
    around=listed(
        """ahí va | ahí lo tiene | aquí lo tiene | aquí tiene
        | por favor | porfavor | porfa | porfis | xfa | xfavor | ok | vale | bueno | pues | pues bueno | pues sí | a ver
        | eh | ah | ay | uy | oh | mmm | este | entonces | perdón | perdone | disculpe | disculpa | disculpen | lo siento
        | hija | hijo | mija | mijo | mi hija | mi hijo | mi amor | amor | cariño | guapa | guapo | linda | cielo
        | reina | joven | señorita | señora | señor | doctor | doctora | doc | dr | dra | enfermera | amiga | amigo
        | mire | mira | oiga | oye | es que | la verdad | ya | ahora | ahora mismo | por ahora | de momento
        | por el momento | actualmente | hoy | en este momento | hasta luego | adiós | chao | un saludo | saludos
        | saludos cordiales | buen día | que tenga buen día | que tenga un buen día | bendiciones | Dios le bendiga
        | Dios la bendiga | yo | otra vez | jaja | ups | uff | con gusto | con mucho gusto | gracias a Dios"""
    ),
    pointers=listed(
        "número | núm | nro | n | opción | respuesta | pregunta | el | la | lo | los | las | escojo | elijo"
    ),
    ordinals=(
        ("primero", "primera", "1º", "1ª", "1ro", "1ra", "1er", "uno", "una"),
        ("segundo", "segunda", "2º", "2ª", "2do", "2da", "dos"),
        ("tercero", "tercera", "3º", "3ª", "3ro", "3ra", "tres"),
        ("cuarto", "cuarta", "4º", "4ª", "4to", "4ta", "cuatro"),
        ("quinto", "quinta", "5º", "5ª", "5to", "5ta", "cinco"),
        ("sexto", "sexta", "6º", "6ª", "6to", "6ta", "seis"),
        ("séptimo", "séptima", "7º", "7ª", "7mo", "7ma", "siete"),
        ("octavo", "octava", "8º", "8ª", "8vo", "8va", "ocho"),
        ("noveno", "novena", "9º", "9ª", "9no", "9na", "nueve"),
    ),
    enough=listed("ok | okey | vale | ya | bien | está bien | perfecto | bueno | de acuerdo | claro"),
    openers=listed(
        """me llamo | yo me llamo | mi nombre es | mi nombre completo es | mi nombre | nombre | nombre completo | el nombre es
        | soy | yo soy | me llaman | se llama | él se llama | ella se llama | su nombre es | su nombre completo es
        | mi hijo se llama | mi hija se llama | mi niño se llama | mi niña se llama | mi madre se llama
        | mi padre se llama | mi mamá se llama | mi papá se llama | mi esposo se llama | mi esposa se llama
        | mi marido se llama | mi hijo es | mi hija es | el paciente es | la paciente es | paciente | sería | ese sería | pues | aquí | le habla | le escribe
        | le saluda | habla | nombre y apellidos | es"""
    )
    + spoken(
        "mi/la/el/nuestra/nuestro niña/niño/bebe/nena/nene/hija/hijo/abuela/abuelo/suegra/suegro/tia/tio/hermana/hermano/vecina/vecino/señora/señor/paciente se_llama",
        "mi/el/su nombre y/con apellidos/apellido es/son/",
        "mi/el/su/ nombre completo/legal/real/ es/seria/",
        "mi/el/su nombre como/segun/ aparece_en/en/ mi/la cedula/dni/identificacion es",
    ),
    closers=listed(
        "por favor | porfavor | porfa | señorita | doctora | eso | mucho gusto | encantado | encantada | un gusto | esa es | ahí | ahí vivo | esa es la dirección | esa es mi dirección | para servirle | a sus órdenes | es mi nombre | ese es mi nombre | así me llamo"
    )
    + spoken(
        "ese/este/asi es mi/el nombre completo/",
        "esa/esta es/seria mi/la/nuestra direccion/casa",
        "es mi direccion/casa/domicilio",
        "ahi/aca/alli es/vivo/vivimos/es_donde_vivo/es_donde_vivimos",
        "esa misma/mera",
    ),
    before_birth=spoken(
        "y/ mi/su/la/el/ fecha_de_nacimiento/fecha/nacimiento/fdn/f_n/cumpleanos es/el/es_el/",
        "y/ naci/nacio/nacido/nacida el/en/el_dia/",
        "y/ yo/ naci/cumplo/seria/es el/en/el_dia/",
        "f/fec/fecha nac/nacimiento el/es/",
        "y/el/del/dia/yo",
    ),
    relations=spoken(
        "y/ soy/yo_soy/ su/la/el/mi/ madre/mama/mami/mamita/padre/papa/papi/madrastra/padrastro/hija/hijo/esposa/esposo/mujer/marido/"
        "pareja/hermana/hermano/abuela/abuelita/abuelo/abuelito/nieta/nieto/tia/tio/sobrina/sobrino/prima/primo/nuera/yerno/"
        "suegra/suegro/cunada/cunado/cuidadora/cuidador/tutora/tutor/tutora_legal/tutor_legal/madrina/padrino/amiga/amigo/"
        "vecina/vecino/enfermera/enfermero/trabajadora_social",
        "soy/ la/el/ madre/mama/padre/papa/hija/hijo/esposa/esposo/cuidadora/cuidador/tutora/tutor"
        " del_nino/de_la_nina/de_la_senora/del_senor/del_paciente/de_la_paciente/de_mi_hijo/de_mi_hija",
    ),
    titles=listed(
        """señor | señora | señorita | la señora | el señor | la señorita | sr | sra | srta | don | doña | dña | doctor | doctora | dr | dra | licenciado
        | licenciada | lic | enf | enfermera | enfermero | ingeniero | ingeniera | ing | profesor | profesora | profa"""
    ),
    names_too=listed(
        """nada | no | vale | claro | y | si | ya | fin | ok | okey | listo | lista | alta | asma | linda | reina | amor
        | cielo | guapa | angel | n | x | nil | doctor """
    ),
    given_pairs=listed(
        """José | Jesús | María | Carmen | Luisa | Isabel | Teresa | Pilar | Elena | Dolores | Antonia | Cristina | Victoria
        | Fernanda | Eugenia | Mercedes | Rosa | Belén | Ángeles | Luz | Paz | Guadalupe | Paula | Laura | Beatriz | Sofía
        | Inés | Alejandra | Gabriela | Carlos | Luis | Manuel | Antonio | Miguel | Pablo | Francisco | Alberto | Andrés
        | Ramón | David | Javier | Enrique | Eduardo | Ignacio | Ángel | Fernando | Rafael | Alejandro | Daniel | Pedro
        | Mari | Ana | Marina | Elvira | Esther | Patricia | Armando"""
    ),
    address_openers=listed(
        """vivo en | vivo en la | yo vivo en | vivimos en | vive en | resido en | mi dirección es | mi dirección | la dirección es
        | dirección | mi domicilio es | domicilio | su dirección es | mi casa es | mi casa está en | mi casa queda en | estoy en
        | es | es la | es en | en | sería | aquí está | aquí va | queda en | mi nueva dirección es"""
    )
    + spoken(
        "actualmente/ahorita/ahora/hoy/por_ahora/por_el_momento/nosotros/yo/pues/ vivo/vivimos/resido/residimos/vive actualmente/ahora/ahorita/ en/por/cerca_de",
        "estoy/estamos/ viviendo/residiendo/alojada/alojado/domiciliada/domiciliado en/por",
        "tengo/tenemos mi/nuestra casa en",
        "mi/la/nuestra/su/ direccion actual/completa/exacta/ es/seria/queda_en/esta_en/",
        "mi/la/nuestra/su/ residencia actual/ es/seria/queda_en/esta_en",
        "mi/el/nuestro/su domicilio actual/ es/seria/esta_en/",
        "mi/nuestra casa es/esta/queda en/por",
    ),
    same_as_before=listed(
        """la misma | el mismo | la misma de antes | la de antes | la misma de siempre | la de siempre | la misma dirección
        | misma dirección | igual | igual que antes | como antes | como siempre | lo mismo | lo mismo de antes | ya se la di
        | ya se lo di | ya la di | ya lo di | ya se lo dije | ya se la dije | ya lo dije | ya la dije | ya se lo he dicho
        | ya se la he dado | ya la tienen | ya la tiene | ya lo tienen | ya lo tiene | ya lo saben | ya la saben
        | la que tienen | la que ya tienen | está en mi ficha | la tienen en mi ficha | ver arriba | la de arriba
        | no ha cambiado | no cambió | sin cambios"""
    ),
    question_words=listed(
        "qué | por qué | para qué | cómo | cuándo | dónde | quién | cuál | cuánto | cuánta | puedo | puede"
    ),
    sentence_words=tuple(
        "quiero necesito tengo tiene tenemos estoy esta para por que como cuando donde con mi su me le se es pero porque"
        " cita vivo vive naci nacio nacido nacida anos dije di puedo puede hablar llamar favor usted aqui soy una hijo"
        " hija esposo esposa marido madre padre mama papa numero cancelar pedir ver estaba fue era perdon disculpe"
        " registrarme gustaria quisiera".split()
    ),
    illness_words=tuple(
        "diabetes diabetico diabetica asma asmatico asmatica hipertension hipertenso hipertensa tension"
        " cancer tumor epilepsia epileptico convulsiones leucemia migrana migranas depresion ansiedad"
        " bipolar esquizofrenia demencia alzheimer parkinson ictus infarto angina arritmia fibrilacion"
        " marcapasos colesterol tiroides hipotiroidismo anemia artritis artrosis osteoporosis gota lupus"
        " psoriasis eccema alergia alergias alergico alergica anafilaxia epoc bronquitis neumonia"
        " tuberculosis vih sida hepatitis cirrosis crohn colitis ulcera ulceras reflujo calculos dialisis"
        " trasplante cirugia operacion operado operada operaron apendicitis histerectomia quimioterapia"
        " radioterapia aborto embarazada embarazo cesarea dolor fiebre nauseas vomitos sangrado sobredosis"
        " suicidio antecedentes enfermedad enfermedades".split()
    ),
    medicine_words=tuple(
        "insulina metformina aspirina paracetamol ibuprofeno warfarina sintrom penicilina amoxicilina"
        " salbutamol ventolin inhalador levotiroxina eutirox ramipril enalapril losartan amlodipino"
        " bisoprolol atenolol atorvastatina simvastatina omeprazol sertralina fluoxetina citalopram"
        " prednisona antidepresivos antibioticos anticonceptivos morfina codeina tramadol gabapentina"
        " pregabalina litio medicamento medicamentos medicacion medicina medicinas pastillas comprimidos".split()
    ),
    continuations=listed("y | e | y también | también | además | más | ah y | y además"),
    address_words=tuple(
        "zona calle avenida avda av plaza paseo carrera cra camino carretera ronda travesia pasaje jiron jr barrio colonia col"
        " urbanizacion urb manzana mz lote lt portal piso bajo atico escalera puerta depto dpto dto apto departamento edificio"
        " bloque casa interior numero km sn cp".split()
    ),
    health_endings=tuple(
        "itis ectomia emia algia pril olol sartan statina prazol cilina formina zepam zolam oxetina tralina micina dipino"
        " tiroxina".split()
    ),
    date_fillers=tuple(
        "de del el la en a nací nació nacido nacida mi su fecha nacimiento cumpleaños es soy tengo tiene fdn f n fue ella"
        " hijo hija niño niña nene nena bebé madre padre mamá papá esposo esposa marido mujer abuelo abuela paciente y que un una hija mija yo claro por supuesto ah ver cumplo mía si no me equivoco según dni cédula fec nac cumple seria creo"
        " día mes año años edad unos unas aproximadamente perdón sí hola ok bueno pues".split(),
    ),
    apologies=listed("perdón | perdone | perdona | disculpe | disculpa | disculpen | lo siento"),
    age_words=tuple("año años edad tengo tiene".split()),
    number_words=dict(
        zip(
            "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho"
            " diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho"
            " veintinueve treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento doscientos trescientos"
            " cuatrocientos quinientos seiscientos setecientos ochocientos novecientos mil".split(),
            (*range(1, 30), *range(30, 100, 10), 100, *range(100, 1000, 100), 1000),
            strict=True,
        )
    ),
    number_joints=("y",),
    age_hedges=tuple("o casi entre unos unas aproximadamente medio quizás pronto".split()),
    day_words=listed(
        """primero | dos | tres | cuatro | cinco | seis | siete | ocho | nueve | diez | once | doce | trece | catorce | quince
        | dieciséis | diecisiete | dieciocho | diecinueve | veinte | veintiuno | veintidós | veintitrés | veinticuatro
        | veinticinco | veintiséis | veintisiete | veintiocho | veintinueve | treinta | treinta y uno"""
    ),
    talk=TALK,
    slips=SLIPS,
    danger=DANGER,
)
