"""List what other people type in Spanish, without a look at the first habits or at the app's words."""

from __future__ import annotations

from typing import Final

from bench.invented.habits import SPANISH, Habits
from bench.invented.lists import lines, listed, named

MORE_SPANISH: Final = Habits(
    language="es",
    number="2",
    first=listed(
        """Hola | Buenos días | Buenas | Buenas tardes | hola buenas | Hola, tengo cita el jueves | Qué tal | Hola
        doctora | Buenos dias señorita | Hola, me dijeron que escribiera a este número | Muy buenas | Alo | Buen
        día | Hola, soy paciente nueva | Disculpe, ¿es la clínica? | Hola!! buenas noches | holis | Hola, quería
        registrarme | Hola me mandaron un mensaje para llenar mis datos | Bueno, buenas tardes | Hola muy buenos
        días, escribo por mi cita | Hola, buen día | Buenas noches doctor | Hola vengo por el formulario | Hola!
        | hola hola | Hola, recibí un mensaje | Hola, ¿cómo está? | Buenos días, tengo una cita | Muy buenos
        días | hola soy nuevo | Que tal buenas tardes | ola | Saludos | Hola, es para la cita de mañana |
        Buenas, me pasaron este número | hola estimados | Holaa"""
    ),
    chooses=listed(
        """Español | 2 | español por favor | En español | castellano | Español porfa | 2 por favor | espanol | el 2
        | dos | la segunda | Español gracias | opción 2 | Prefiero español | hablo español | En castellano por
        favor | Español! | solo español | numero 2 | Español está bien | español porfis | Español!! | Quiero
        español | Español, si es posible | en español porfavor | 2 - Español | el segundo | Dos por favor | 2. |
        castellano gracias | Hablo castellano | Español por supuesto | la opción 2 | mejor español | ESPAÑOL |
        español nomás | Me gustaría en español | español, gracias"""
    ),
    agrees=listed(
        """sí | Si | acepto | Sí, acepto | de acuerdo | ok | 1 | claro | Claro que sí | está bien | vale | dale |
        Sí, estoy de acuerdo | por supuesto | Sí, no hay problema | Órale | cómo no | si señorita | Sí, adelante
        | bueno | Perfecto | Estoy de acuerdo | sale | conforme | Sí por favor | Sí estoy de acuerdo | Sí, claro
        | Claro, acepto | sí doy mi consentimiento | Sí, con gusto | Adelante | Acepto todo | Sí, ningún
        problema | Desde luego | ok acepto | bueno, sí | está bien, acepto | Sí, de acuerdo, gracias | Dale, sí
        | sí pues | Va | Sale pues | si claro que sí | De una | Conforme con todo | Sí, está bien | Por mí bien
        | Sí, continúe | Sí doctora | vale, de acuerdo | ok, está bien"""
    ),
    names=named(
        """María Guadalupe Hernández Ruiz > María Guadalupe | José Luis Quispe Mamani > José Luis | Carmen Ortega
        Vidal > Carmen | Juan Pablo Restrepo > Juan Pablo | Agustina Fernández > Agustina | Rosa Elvira Huamán
        Torres > Rosa Elvira | Antonio García de la Torre > Antonio | Ximena Castro > Ximena | Luz Marina Gómez
        > Luz Marina | Pilar Santos Rey > Pilar | Lautaro Benítez > Lautaro | Dolores Iglesias Pardo > Dolores |
        Jesús Salas > Jesús | Yeison Andrés Mosquera > Yeison Andrés | Nuria Puig > Nuria | Consuelo Paredes
        Luna > Consuelo | Ángel Delgado > Ángel | Remedios Cano > Remedios | Martín Calle > Martín | Esperanza
        Blanco > Esperanza | Ana María Torres > Ana María | Francisco Javier León > Francisco Javier | Milagros
        Chávez Ríos > Milagros | Facundo Sosa > Facundo | Blanca Nieves Pardo > Blanca | Mercedes Alarcón >
        Mercedes | Wilmer Alexander Díaz > Wilmer | Soledad Bravo > Soledad | Rubén Darío Castaño > Rubén |
        Macarena Vega > Macarena | Guadalupe Ponce > Guadalupe | Santos Mamani > Santos | Victoria Feliz >
        Victoria | Julián Casas > Julián | Asunción Prieto > Asunción | Octavio Paz Luna > Octavio Paz | Nélida
        Ferreyra > Nélida | Concepción Mora del Río > Concepción | Edgar Calderón > Edgar | Sol Aguirre > Sol"""
    ),
    name_styles=listed(
        """{} | Me llamo {} | Soy {} | Mi nombre es {} | Mi nombre completo es {} | {} gracias | Hola, soy {} |
        Nombre: {} | {}. | Sí, {} | yo soy {} | Claro, soy {} | Mi nombre es {}, mucho gusto | Sra. {} | Don {}
        | Doña {} | {} para servirle | Se llama {} | Es {} | Ah sí, me llamo {} | {}, a sus órdenes | Señora {}
        | Sr. {} | me llamo {} señorita | Nombre completo: {} | {}, por favor | Bueno, mi nombre es {} | {} 😊 |
        Sería {} | Mi nombre completo: {} | Hola me llamo {} | Buenos días, soy {} | Me llamo {}, gracias | Mi
        nombre sería {} | Soy {}, mucho gusto | Yo me llamo {} | aquí {} | Le habla {} | {} es mi nombre | {}
        (así me llamo) | Claro. {} | Por supuesto, {} | El nombre es {} | Mi nombre y apellidos: {} | Sí, soy {}
        | ok, {} | Soy la señora {} | Me llaman {} | Srta. {} | Lic. {} | Nombre - {} | nombre {} | {} doctora |
        Soy {} para servirle | Con mucho gusto, {} | {}, ese es mi nombre completo | Mi nombre es: {} | Pues {}"""
    ),
    child_names=listed(
        """Mateo Hernández López | Valentina Rojas | Thiago Benítez | Lucía Ortega | Emiliano Cruz | Camila Quispe
        | Iker Sanz | Salomé Restrepo | Santiago Gómez | Renata Flores | Bautista Pérez | Martina Puig | Joaquín
        Huamán | Abril Sosa | Dylan Mosquera | Regina Salas | Hugo Vidal | Antonella Díaz | Gael Ruiz | Isabella
        Castro | Sebastián Torres | Luciana Vega | Benjamín Sosa | Zoe Castaño | Leonardo Ríos | Julieta
        Ferreyra | Nicolás Ponce | Daniela Mamani | Alba Prieto | Adrián Casas | Samuel Mora | Guadalupe Díaz |
        Ian Chávez | Catalina León | Marcos Aguirre | Noa Alarcón | Tomás Bravo | Emma Luna | Pedro Calderón |
        Milagros Paz"""
    ),
    relations=listed(
        """madre | mamá | soy su mamá | La mamá | papá | soy el padre | su papá | soy la madre | hija | soy su hija
        | hijo | esposa | Soy su esposo | abuela | la abuelita | tutor | cuidadora | soy su cuidadora | hermana
        | mami | el papa | la madre | El padre | Mamá del niño | soy su mami | Soy la abuela | abuelo |
        padrastro | tía | Soy su tía | su hija | soy el hijo | nieta | su esposa | el marido | pareja | Soy su
        nuera | cuidadora de la señora | sobrina | su hermano | tutora legal | yerno"""
    ),
    months=SPANISH.months,
    date_styles=listed(
        """{d} de {month} de {y} | {d}/{m}/{y} | {d}-{m}-{y} | {d} de {month} del {y} | {d} {month} {y} |
        {d}.{m}.{y} | el {d} de {month} de {y} | {d} de {month} {y} | {d:0>2}/{m:0>2}/{y} | {month} {d} de {y} |
        {d}/{month}/{y} | {d}-{month}-{y} | {d} de {month} del {yy} | {d} {m} {y} | {d:0>2}.{m:0>2}.{y} | {d} de
        {month}, {y} | día {d} de {month} de {y} | {d} del {m} de {y} | {d}/{m}/{yy} | {d} del mes de {month} de
        {y} | {d} / {m} / {y} | {d} de {month} año {y} | {d:0>2}-{m:0>2}-{y} | {d} {month} del {y} |
        {y}-{m:0>2}-{d:0>2} | {d}.{m}.{yy} | {d} / {month} / {y} | {d} de {month} de {yy} | {d}, {month}, {y} |
        {d} {month}, {y} | {month} {d} del {y} | el {d} del {m} del {y} | {d} de {month} del año {y} | día {d}
        mes {m} año {y} | {d}-{m}-{yy} | {d}{month}{y} | {d}° de {month} de {y} | {y}/{m:0>2}/{d:0>2} | {d} de
        {month} de el {y} | {d} {m} {yy}"""
    ),
    date_wraps=listed(
        """{} | Nací el {} | {} gracias | mi fecha de nacimiento es {} | Nacida el {} | es {} | Mi cumpleaños es el
        {} | Fecha: {} | {}. | fecha de nacimiento: {} | Es el {} | nacido el {} | Sí, {} | {} señorita | Claro,
        {} | yo nací el {} | Fec. nac. {} | Nació el {} | F. nacimiento {} | bueno, {} | nací un {} | {} por
        favor | Yo nací {} | Nací en {} | Mi nacimiento fue el {} | Fecha de nacimiento {} | La fecha es {} | mi
        fecha es {} | Cumplo el {} | la mía es {} | {} es mi fecha de nacimiento | {}, gracias | Por supuesto,
        {} | Sería el {} | a ver, {} | nací el día {} | El {} | F.N. {} | Fecha nac: {} | {} doctora | Ok, {} |
        pues el {} | Ah, {} | {} si no me equivoco | su fecha es {} | {} según mi DNI"""
    ),
    addresses=lines(
        """Calle Mayor 14 / 3º B / 28013 Madrid | Av. Insurgentes Sur 1450 / Col. Del Valle / Ciudad de México |
        Av. Rivadavia 4520 / piso 6 depto C / CABA | Jr. Huallaga 320 / Cercado de Lima | Carrera 15 # 88-21 /
        Apto 302 / Bogotá | Mz. F Lote 12 / Villa El Salvador / Lima | C/ Aribau 200, 4º 2ª / Barcelona | Calle
        Hidalgo 25 / Centro / Oaxaca | Cra 43A #7-50 / Medellín | San Martín 875 / Rosario / Santa Fe | Calle 9
        de Julio 120 / Mendoza | Plaza de la Salud 3 / Valencia | Andador 4 casa 18 / Unidad Habitacional /
        Puebla | Avda. de la Constitución 8 / Sevilla | Barrio San José / manzana 4 casa 7 / Cali | Privada de
        los Pinos 33 / Monterrey, NL | Pasaje Los Olivos 145 / Arequipa | Camino Viejo s/n / Vigo | Diagonal 74
        n° 1123 / La Plata | Urb. Santa Rosa, calle 3 nº 40 / Trujillo | Calle Real 7, bajo izquierda / Granada
        | Calle 5 de Mayo 210 / Col. Centro / Toluca | Belgrano 1340, dto 2 / Córdoba | Av. Brasil 1820 / Pueblo
        Libre / Lima | Calle 72 No. 10-34 / Bogotá | Transversal 5 # 45-20 / Barrio Laureles / Medellín |
        Urbanización El Bosque, casa 12 / Málaga | Ronda del Hospital 2 / Zaragoza | Cerrada del Sol 9 /
        Querétaro | Asoc. Los Claveles Mz B Lt 4 / Ate | Ruta 8 km 42 / Pilar | Vereda La Esperanza / Chía |
        Paseo del Prado 30 / 28014 Madrid | Manuel Montt 55 / Salta | Edificio Sol, apto 501 / Cartagena | Cjón.
        San Pedro 110 / Cusco | Calle Sin Nombre s/n / Chiapas | Mitre 220 / Bahía Blanca | Travesía de la Luz 1
        / Murcia | Conjunto Las Palmas torre 3 / Bucaramanga"""
    ),
    address_styles=listed(
        """{} | Vivo en {} | Mi dirección es {} | {} gracias | Es {} | dirección: {} | mi domicilio es {} | Yo vivo
        en {} | Domicilio: {} | {}, por favor | Sí, {} | Estoy en {} | vivimos en {} | {}. | Mi casa está en {}
        | la dirección es {} | Actualmente vivo en {} | Claro, {} | Resido en {} | Queda en {} | en {} | Mi
        direccion es: {} | Vivo actualmente en {} | mi dirección sería {} | Ok, {} | Por supuesto, {} | La
        dirección: {} | Estoy viviendo en {} | Nosotros vivimos en {} | mi casa es en {} | Ahorita vivo en {} |
        {}, ahí vivo | {} es mi dirección | Dirección actual: {} | Domiciliada en {} | Mi domicilio actual es {}
        | Tengo mi casa en {} | Pues vivo en {} | Es en {} | Por ahora vivo en {} | Mi residencia es {} | vivo
        por {} | Aquí está: {} | Estoy residiendo en {}"""
    ),
    illnesses=listed(
        """Diabetes tipo 2 | Presión alta | Me operaron de la vesícula en 2010 | Asma de niño | hipotiroidismo |
        Dos cesáreas | Migraña | Artrosis en las rodillas | apendicitis a los 15 | Azúcar alta | Colesterol |
        Gastritis | Tuve dengue el año pasado | Ansiedad | Cálculos en el riñón | Soy hipertensa | Me quebré la
        cadera | Anemia | Glaucoma del ojo izquierdo | várices | Soy diabética | Hernia de disco | Tuve una
        embolia | Piedras en la vesícula | Bronquitis crónica | Me operaron de cataratas | Hígado graso |
        Fibromialgia | Un preinfarto en 2018 | Tiroides | Ovarios poliquísticos | Hemorroides | Ligadura de
        trompas | Reflujo | Triglicéridos altos | Lupus | Rodilla operada | Celíaca | Sinusitis | Arritmia"""
    ),
    medicines=listed(
        """Metformina 850 dos veces al día | Losartán 50 mg | Enalapril 10 en la mañana | Levotiroxina 100 |
        Paracetamol cuando me duele | Omeprazol en ayunas | Aspirina 100 una al día | Atorvastatina 20 en la
        noche | Insulina 10 unidades | Salbutamol inhalador | Sertralina | Anticonceptivas | Ibuprofeno de vez
        en cuando | amlodipino 5 | Vitamina D | Sintrom según control | Gotas para los ojos | Clonazepam 0.5
        para dormir | Hierro | Captopril | Glibenclamida 5 mg | Hidroclorotiazida | T4 de 50 en ayunas |
        Diclofenaco | Valsartán 80 cada 12 horas | Clopidogrel | Carvedilol medio comprimido | Eutirox 75 |
        Complejo B | Loratadina | Ventolín | Naproxeno para el dolor | Furosemida | Escitalopram 10 mg |
        Rosuvastatina | Pregabalina por la noche | Calcio | Bromazepam | Ranitidina | acenocumarol"""
    ),
    allergies=listed(
        """Penicilina | A la penicilina | mariscos | al polvo | Nueces | Ibuprofeno | Soy alérgica a las sulfas |
        Látex | picadura de abeja | Al polen | huevo | aspirina me da ronchas | Lácteos | Gatos | Yodo |
        Dipirona | Fresas | al níquel | Cacahuate | Maní"""
    ),
    reasons=listed(
        """Dolor de rodilla | Control | chequeo general | Me duele la espalda | Tos que no se quita | Receta |
        Gripe | Revisión | Mareos | presión | Me salió un sarpullido | Resultados de análisis | dolor de cabeza
        | Vacuna | No duermo bien | Consulta de rutina | Dolor de estómago | Cansancio | Me duele el oído |
        Alergia"""
    ),
    no_illness=listed(
        """Ninguna | No | Nada | ninguno | No tengo | Nada que yo sepa | no, nada | Estoy sano | Soy sana gracias a
        Dios | ninguna enfermedad | No he tenido nada | Sin antecedentes | nunca | No tengo enfermedades | Ni
        enfermedades ni operaciones | no padezco de nada | Todo bien | Nada, gracias a Dios | No, ninguna | nada
        de nada | nada importante | No sufro de nada | No que yo sepa | nunca me operaron | No, nada | Ninguna,
        gracias | No he tenido | No tengo nada | Nada relevante | Soy una persona sana | Por suerte ninguna | no
        tengo antecedentes | No, gracias a Dios | nunca nada | Sin enfermedades | No he padecido nada | Nada
        grave | no tengo ninguna enfermedad | Ninguno, estoy bien | Pues nada | Pues no | No señorita | Nada por
        ahora | Todo normal | No hay | Nadita | No, nunca | nada doctora | Ni una | Ninguna hasta el momento |
        No sufro de ninguna enfermedad | ningún antecedente | No me han diagnosticado nada"""
    ),
    no_medicine=listed(
        """Ninguna | No | nada | No tomo nada | Ninguno | No tomo medicinas | no tomo | No estoy tomando nada |
        ningún medicamento | No tomo ninguna | Por ahora nada | sin medicación | No, ninguna | no uso | Nada por
        el momento | No consumo medicamentos | No tomo pastillas | Ahorita nada | de momento ninguna | no me
        medico | ninguno por ahora | No, no tomo | nada de medicinas | No tomo ningún medicamento | Actualmente
        ninguno | No estoy tomando | No tomo ninguna medicina | No, nada | Sin medicamentos | no tomo remedios |
        Nada, gracias | No uso medicamentos | ninguna medicina | no tomo ninguna pastilla | No estoy medicada |
        No consumo nada | Por el momento ninguno | En este momento nada | ninguna pastilla | No, ninguno | Hoy
        por hoy nada | no estoy en tratamiento"""
    ),
    no_allergy=listed(
        """Ninguna | No | No tengo | nada | No soy alérgica | A nada | ninguna que sepa | No tengo alergias | Que
        yo sepa no | ninguna conocida | No soy alérgico a nada | no, ninguna | Sin alergias | Nada que sepa |
        Hasta ahora ninguna | no presento | Negativo | No sufro de alergias | a nada gracias | no conocidas | no
        soy alérgica a nada | Que yo sepa ninguna | No que yo sepa | Ninguna, gracias | no tengo ninguna | A
        nada que yo sepa | No, a nada | Creo que no | No tengo alergia a nada | Nada | no, que yo sepa | Ninguna
        alergia | Por ahora no | De momento no | Nunca he tenido | no conozco | Sin alergias conocidas | No
        sufro | no he tenido alergias"""
    ),
    done=listed(
        """ya | listo | Eso es todo | ya está | nada más | es todo | Terminé | Solo eso | ya es todo | eso nomás |
        Ya no más | y ya | Fin | nada mas gracias | Ya terminé | eso sería todo | con eso | Listo gracias |
        sería todo | ya estaría | Eso es todo por ahora | Ya | eso es todo gracias | Sería todo | nada más por
        ahora | Ya está, gracias | Esas son todas | solo esas | ya no hay más | Eso es | listo, es todo | No,
        nada más | y nada más | Con eso está | Ya acabé | Solo tomo eso | eso nada más | Es todo, gracias | ya
        esas | Ok eso es todo | Son todas | hasta ahí"""
    ),
    sends=listed(
        """ENVIAR | enviar | Sí | todo bien | Está bien | todo correcto | sí, enviar | envíalo | Correcto | sí está
        todo bien | perfecto | Así es | todo está correcto | Enviar por favor | mándelo | Sí, todo está bien |
        dale | ok enviar | Está perfecto | Envíe | ya puede enviar | conforme | Todo en orden | Sí, enviar |
        todo ok | Sí, correcto | sí todo correcto | Enviar, gracias | puede enviar | Puedes enviarlo | está
        correcto | Todo perfecto | Ok | todo conforme | Sí, está correcto | confirmo | sí, mándelo | Muy bien |
        Excelente | Sí así está bien | Enviar ya | De acuerdo | Sí, es correcto, gracias | Está todo bien,
        gracias | Mandar | lo envío | sí todo en orden | todo bien gracias"""
    ),
    corrects_address=listed(
        """CAMBIAR 3 | la dirección está mal | cambiar dirección | Dirección | quiero cambiar la dirección | 3 | me
        equivoqué en la dirección | La dirección no es correcta | Corregir dirección | el 3 está mal | cambiar
        mi dirección | mi dirección está mal | el domicilio está mal | puede cambiar la dirección? | necesito
        corregir la dirección | modificar 3 | No, la dirección está mal | Hay un error en la dirección | número
        3 | La 3 | editar dirección | Cambiar 3 por favor | la dirección no está bien | Quiero corregir mi
        dirección | cambiar la dirección por favor | La dirección es incorrecta | puse mal la dirección | Está
        mal la dirección | Hay que cambiar la dirección | esa no es mi dirección | La dirección tiene un error |
        Modificar dirección | la número 3 está mal | la 3 está mal | puedo cambiar la dirección? | Me equivoqué
        en mi dirección | escribí mal la dirección | Necesito modificar la dirección | Corregir 3 | falta
        corregir la dirección | Disculpe, la dirección está mal | El domicilio no es correcto | cambio de
        dirección"""
    ),
    comes_back=listed(
        """Perdón, ya volví | Disculpe la demora | hola, sigo aquí | Ya estoy de vuelta | perdón, estaba trabajando
        | Disculpa, me llamaron | ya regresé | Hola de nuevo | Aquí estoy | perdone, estaba ocupada | ¿Seguimos?
        | Disculpe, se me acabó la batería | Perdón por la tardanza | continuemos | Ya | hola? | sigo | Lo
        siento, tuve que salir | perdón por tardar | Listo, ya puedo | Buenas, ya estoy | Disculpe señorita, no
        había visto el mensaje | Hola otra vez | perdón por la espera | Disculpe, estaba en una llamada | ya
        estoy | Perdona, tuve que irme | Hola, ya puedo seguir | Disculpe, me quedé sin batería | perdón, se fue
        la luz | Disculpe el retraso | Ya estoy aquí de nuevo | perdón me quedé dormida | ¿dónde estábamos? | Ya
        llegué | Perdón, atendía a mi hijo | buenas tardes, disculpe la tardanza | Perdón, recién veo el mensaje
        | aquí sigo | Retomamos | Disculpe, estaba cocinando | perdón que no contesté"""
    ),
    slips=listed(
        """Traes pan por favor | jaja nos vemos a las 8 | Ya voy en camino | Mi amor ya salí | Compra leche | ¿Ya
        comiste? | Feliz cumpleaños!! | te llamo luego | Estoy en el bus | Pásame la tarea | dile a tu mamá que
        voy | Llego tarde | ¿A qué hora es la fiesta? | ya pagué la luz | qué hay de cenar | El plomero viene a
        las 3 | nos vemos el domingo | jajaja buenísimo | Recoge a los niños | Ya está la comida | Ya llegué a
        casa | Te quiero mucho | Pasa por las tortillas | ¿Dónde andas? | mañana hablamos | jajaja qué risa |
        Recuerda el regalo | Estoy en el mercado | Cómprame saldo | qué lindo | ok nos vemos | Llámame cuando
        salgas | La reunión es a las 5 | vas a venir? | ya cené | Apaga la luz | Salimos en diez minutos |
        mándame la foto | El perro está bien | Gracias por la comida"""
    ),
    takes_back=listed(
        """perdón, no era para usted | Me equivoqué de chat | ignore eso | Disculpe, ese mensaje no era para
        ustedes | perdón, era para mi esposo | Eso no | borre eso | Ups, chat equivocado | no era para acá |
        olvídelo | Disculpa, fue un error | borrar eso por favor | ese mensaje era para otra persona | Ignore el
        mensaje anterior | deshacer | perdón, equivocado | No haga caso | ese no era | fue sin querer | Perdón,
        chat equivocado | Disculpe, no era para usted | Eso no era para usted | ignore ese mensaje | Ay perdón,
        era para mi hija | Me equivoqué de conversación | ese mensaje no era | Disculpe, me equivoqué de persona
        | no tome en cuenta ese mensaje | borre ese mensaje por favor | Perdón ese no era para ti | Omita ese
        mensaje | Olvide ese mensaje | fue un error | se me fue por error | lo mandé por error | perdón, era
        para otro chat | no era para ustedes, perdón | Quite eso por favor | Elimine ese mensaje | Ignora lo
        anterior | mensaje equivocado | Haga caso omiso"""
    ),
    closes=listed(
        """gracias | eso es todo | listo | ya | Esa es mi dirección | ok | 👍 | nada más | ahí vivo | muchas gracias
        | ya está | es todo | esa es | Gracias! | listo gracias | vale | bueno | esa es la dirección | ahí | ya
        estaría | es todo gracias | Listo | esa sería mi dirección | ahí es | ok gracias | ✅ | mil gracias | Ya
        | esa es mi casa | ahí es donde vivo | bueno gracias | muy amable | esa misma | nada más gracias | ya
        quedó | perfecto"""
    ),
    yes=listed(
        """sí | si | claro | correcto | así es | sí, es correcto | exacto | 1 | sí señorita | Sí, así es | eso es |
        sip | sí, ese es | sí, gracias | afirmativo | claro que sí | sí, está bien | ajá | sí, correcto | Sí,
        correcto | sí, ese soy yo | Sí soy yo | así mismo | eso mismo | sí doctora | exactamente | es correcto |
        sí sí | ciertamente | Sí, claro | tal cual | sí, exacto | Correcto, gracias | por supuesto"""
    ),
    no=listed(
        """no | No, gracias | para nada | 2 | no es | No, está mal | nop | incorrecto | no señorita | no es
        correcto | negativo | no, no es así | así no | no por favor | mal | de ninguna manera | No es así | qué
        va | no, perdón"""
    ),
    whom={
        "self": listed(
            """para mí | yo | mí | 1 | Sobre mí | son para mí | Soy yo | es para mí | yo misma | Yo mismo | para mi
            | mias | de mí | Sobre mí misma | yo soy el paciente | soy la paciente | Es mi cita | para mí,
            gracias | mi persona | Para mí misma | la cita es para mí | Soy yo el paciente | para mí por favor |
            Es para mí misma | sobre mi | Las preguntas son sobre mí | son sobre mí | Para mi persona | de mi
            persona | Yo, gracias | Yo soy | la paciente soy yo | el paciente soy yo | a mí | Es sobre mí | yo,
            la paciente | Conmigo | Para mí solo | es mía | mi caso | para mi misma"""
        ),
        "child": listed(
            """mi hijo | Mi hija | 2 | para mi hijo | mi bebé | Es para mi hija | mi niño | mi nena | mi hijo menor
            | Mi niña de 5 años | para mi bebé | mi hijito | es mi hijo | mi chiquita | Mi pequeño | para mi
            nene | de mi hija | mi guagua | la niña | mis hijo | Para mi hija | mi hija de 3 años | Mi hijo
            pequeño | es para mi niño | Son sobre mi hijo | mi nieto | mi beba | Para mi niña | mi bebita | mi
            hijo, tiene 6 años | Es sobre mi hija | la cita es para mi hijo | mi hija menor de edad | mi
            criatura | Mi hijo mayor | el niño | Para mi nieta | para mi chiquito | mi hijastro | mis hijos | mi
            bebé de 8 meses"""
        ),
        "adult": listed(
            """mi mamá | Mi esposo | 3 | mi abuela | para mi papá | Es para mi madre | mi esposa | Mi abuelito | un
            adulto al que cuido | mi suegra | mi hermano | para mi marido | Una señora que cuido | mi tía | mi
            abuelo | es para mi mami | mi pareja | mi padre | Para un familiar que cuido | mi viejita | Mi mamá,
            tiene 80 años | para mi esposo | Mi papá | Es para mi abuela | mi señora madre | Mi señora | mi
            suegro | para mi hermana | Es mi marido | Sobre mi madre | Una persona que cuido | la señora que
            cuido | mi vecina | Es para un adulto | un adulto mayor | Para mi abuelita | Mi viejo | a mi mamá |
            una amiga | mi prima"""
        ),
    },
)
