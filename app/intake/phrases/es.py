"""Speak Spanish: usted, and words that are at home on both sides of the Atlantic."""

from __future__ import annotations

from app.intake.allowance import Full
from app.intake.answer_words.es import ANSWERS
from app.intake.kind import Kind
from app.intake.words import Phrases, QuestionWords

PHRASES = Phrases(
    code="es",
    locales=("es", "es_MX", "es_PE"),
    native_name="Español",
    english_name="Spanish",
    last_and=" y ",
    welcome=(
        "*{clinic}*\n"
        "Hola, soy el asistente automático de la clínica. Tengo unas preguntas cortas antes de su cita. Son unos 5 minutos. Puede dejarlo y seguir luego.\n\n"
        "Nadie está leyendo este chat. Para hablar con una persona, escriba *AYUDA* o *LLÁMENME*."
    ),
    emergency_line="*En una emergencia, llame al {emergency}.*",
    which_language="¿Qué idioma prefiere?",
    choose_language="Por favor, escriba el número de su idioma.",
    language_chosen="De acuerdo, seguimos en español.",
    instead="Para español, escriba *ESPAÑOL*.",
    choose="Elegir",
    buttons={
        "whom": ("Sobre mí", "Mi hijo o mi hija", "Un adulto que cuido"),
        "consent": ("Sí, acepto", "No", "Leer más"),
        "sure": ("Sí, no acepto", "No, leer el texto"),
        "minor": ("Sí, soy quien cuida", "No, es sobre mí"),
        "yes_no": ("Sí", "No"),
        "add_or_replace": ("Añadir algo", "Cambiarla entera"),
        "review": ("Enviar", "Ver todo", "No, cambiar algo"),
        "menu": ("Cambiar o añadir", "Contestar por otro", "Que me llamen", "Nada por ahora"),
        "way": ("Aquí, en el chat", "En la página privada"),
    },
    choose_number="Por favor, escriba uno de los números.",
    to_a_person="Para hablar con una persona, escriba *AYUDA*.",
    stuck="Para hablar con una persona, escriba *AYUDA* o *LLÁMENME*.",
    whom="¿Sobre quién son las preguntas?\n*1* Sobre mí\n*2* Mi hijo o mi hija\n*3* Un adulto al que cuido",
    one_by_one="Vamos una persona a la vez. Cuando envíe estas respuestas, le preguntaré por la siguiente.",
    next_person="¿Seguimos ahora con la otra persona?\n*1* Sí\n*2* No",
    minor=(
        "¿Contesta usted por un menor que tiene a su cargo?\n"
        "*1* Sí, soy su madre, su padre o quien le cuida\n"
        "*2* No, es sobre mí"
    ),
    whole_date_needed=(
        "Puede que tenga menos de {age} años. Si tiene {age} o más, escriba su fecha de nacimiento completa: día, mes y año."
    ),
    for_a_child="Gracias. Entonces necesitamos su consentimiento para el menor.",
    too_young=(
        "Gracias por decírmelo. Si tiene menos de {age} años, debe contestar aquí su madre, su padre o quien le cuide."
        " Pídale que nos escriba, o llámenos: {phone}.\n\n"
        "No he guardado sus respuestas."
    ),
    carriers={"whatsapp": "WhatsApp (Meta) y Twilio", "sms": "su compañía telefónica y Twilio"},
    carrier={"whatsapp": "WhatsApp", "sms": "SMS"},
    consent_opening="*Su privacidad*\nLe pediremos {asked}.",
    consent_opening_of_other="*La privacidad de la otra persona*\nLe pediremos estos datos: {asked}.",
    also_asked="{asked}. La clínica también pregunta por: {own}",
    consent=(
        "{opening} Usamos estos datos para preparar la cita. Solo el personal de {clinic} puede leer sus respuestas.\n\n"
        "Sus mensajes pasan por {carriers}. Estas empresas no tienen un acuerdo con la clínica para"
        " proteger los datos de salud.\n\n"
        "Por favor, no envíe fotos ni documentos. ¿Prefiere hablar? Llame al {phone}."
    ),
    agree="¿Está de acuerdo?\n*1* Sí, acepto\n*2* No\n*3* Leer más",
    thank_you="Gracias. Para cambiar una respuesta, escriba *ATRÁS*.",
    privacy=(
        "*Más sobre su privacidad*\n"
        "Le pedimos {asked}. Usamos estos datos para preparar la cita.\n\n"
        "Cada respuesta se guarda cifrada. Solo el personal de la clínica puede abrirla, y queda anotado quién la abre."
        " {kept} Una petición de ayuda"
        " se guarda igual, incluso antes de que acepte.\n\n"
        "Sus mensajes pasan por {carriers}. Estas empresas no tienen un acuerdo con la clínica para"
        " proteger los datos de salud. En su teléfono queda una copia de este chat hasta que usted la borre.\n\n"
        "Puede decir que no y llamarnos.\n"
        "*MIS DATOS* para pedir una copia\n"
        "*BORRAR MIS DATOS* para que se borren sus respuestas\n"
        "*PARAR* para no recibir más mensajes\n"
        "Para corregir algo, o saber cuánto tiempo lo guardamos, llame al {phone}."
    ),
    kept_by_rules="La clínica tiene normas sobre cuánto tiempo guarda sus respuestas y después las borra.",
    kept_for="La clínica guarda sus respuestas durante {span} como máximo, salvo que la ley exija más, y después las borra.",
    nothing_typed="Por favor, escriba una respuesta.",
    is_right="¿Es esto {mention}? Por favor, revíselo. Si está bien, pulse «Conservarlo». Si no, cámbielo y siga.",
    is_answer_here="¿Es esa su respuesta a «{title}»? Si lo es, pulse «Conservarlo». Si no, cámbiela y siga.",
    say_which_here="Por favor, escriba cuáles. Si no tiene nada, marque la casilla.",
    none_is_added="«Nada» no se puede añadir a una respuesta que la clínica ya tiene. Elija sustituirla, o deje la respuesta como está.",
    date_in_full="Por favor, escriba el día, el mes y las cuatro cifras del año, por ejemplo 27 3 1990.",
    consent_on_form=(
        "{opening} Usamos estos datos para preparar la cita. Solo el personal de {clinic} puede leer sus respuestas.\n\n"
        "Lo que usted escribe aquí va directo a la clínica. Nada pasa por WhatsApp ni por una compañía telefónica.\n\n"
        "¿Prefiere hablar? Llame al {phone}."
    ),
    privacy_on_form=(
        "*Más sobre su privacidad*\n"
        "Le pedimos {asked}. Lo usamos para preparar la cita.\n\n"
        "Cada respuesta se cierra con llave (se cifra) antes de guardarla. Solo el personal de la clínica puede abrirla, y"
        " anotamos quién lo hace. {kept} Un aviso de peligro se guarda igual.\n\n"
        "Puede decir que no y llamarnos. Para pedir una copia, corregir algo o borrar sus respuestas, llame al {phone}."
    ),
    consent_changed="Nuestro texto de privacidad ha cambiado. Por favor, léalo y diga si está de acuerdo.",
    consent_in_chat="Usted aceptó el texto de privacidad de nuestra página. Este chat tiene un texto propio, porque otros llevan sus mensajes. Por favor, léalo y diga si está de acuerdo.",
    sure=(
        "¿Seguro que no acepta? Sin su consentimiento no puedo recoger sus respuestas aquí.\n"
        "*1* Sí, no acepto\n"
        "*2* Quiero leer el texto otra vez"
    ),
    refused=(
        "Está bien. Aquí no le preguntaré nada más. Si lo prefiere, llámenos: {phone}.\n\n"
        "Si cambia de opinión, escriba *EMPEZAR*."
    ),
    not_for_them="Está bien. No he guardado nada sobre la otra persona.",
    declined=(
        "Aquí no pregunto ni guardo nada, porque no aceptó el texto de privacidad. Para leerlo otra vez, escriba *EMPEZAR*. O"
        " llámenos: {phone}."
    ),
    deleted=(
        "Sus respuestas se han borrado y la clínica no las recibirá. Los mensajes que envió siguen en el chat de su"
        " teléfono hasta que usted los borre.\n\n"
        "Para comenzar otra vez, escriba *EMPEZAR*."
    ),
    closed="Sus respuestas se borraron, y no se guarda nada de lo que escriba aquí. Para comenzar otra vez, escriba *EMPEZAR*. O llámenos: {phone}.",
    questions={
        "name": QuestionWords(
            "Nombre",
            "su nombre completo",
            "¿Cuál es su nombre completo? Nombre y apellidos.",
            "el nombre completo",
            "¿Cuál es el nombre completo de la otra persona? Nombre y apellidos.",
            both="¿Cuál es su nombre completo y su fecha de nacimiento? Por ejemplo: Ana Ruiz Soto, 4 de marzo de 1990.",
            both_of_other="¿Cuál es el nombre completo de la otra persona y su fecha de nacimiento? Por ejemplo: Ana Ruiz Soto, 4 de marzo de 1990.",
        ),
        "birth_date": QuestionWords(
            "Fecha de nacimiento",
            "su fecha de nacimiento",
            "¿Cuál es su fecha de nacimiento? Por ejemplo: 4 de marzo de 1990.",
            "la fecha de nacimiento",
            "¿En qué fecha nació la otra persona? Por ejemplo: 4 de marzo de 1990.",
        ),
        "address": QuestionWords(
            "Dirección",
            "su dirección",
            "¿Cuál es su dirección? Calle, número y ciudad.",
            "la dirección",
            "¿Cuál es la dirección de la otra persona? Calle, número y ciudad.",
        ),
        "medical_history": QuestionWords(
            "Historial médico",
            "sus antecedentes médicos",
            "¿Qué enfermedades u operaciones ha tenido? ¿Algo más que debamos saber?",
            "los antecedentes médicos",
            "¿Qué enfermedades u operaciones ha tenido la otra persona? ¿Algo más que debamos saber?",
        ),
        "allergies": QuestionWords(
            "Alergias",
            "sus alergias",
            "¿Es alérgico o alérgica a algo? Medicinas, comida, látex, picaduras. ¿Qué le pasa?",
            "las alergias de la otra persona",
            "¿Es alérgica a algo esa persona? Medicinas, comida, látex, picaduras. ¿Qué le pasa?",
        ),
        "reason": QuestionWords(
            "Motivo de la cita",
            "el motivo de su cita",
            "Última pregunta: ¿en qué puede ayudarle la clínica?",
            "el motivo de la cita de la otra persona",
            "Última pregunta: ¿en qué puede ayudar la clínica a esa persona?",
            not_last="¿En qué puede ayudarle la clínica?",
            not_last_of_other="¿En qué puede ayudar la clínica a esa persona?",
        ),
        "carer_name": QuestionWords(
            "Nombre de quien responde",
            "su propio nombre",
            "Primero, ¿cómo se llama usted? Nombre y apellidos.",
            both="Primero, ¿cómo se llama usted y qué relación tiene con esa persona? Por ejemplo: Ana Ruiz, madre.",
        ),
        "carer_relation": QuestionWords(
            "Relación con el paciente",
            "qué relación tiene con esa persona",
            "¿Qué relación tiene con esa persona? Por ejemplo: madre, hijo, cuidadora.",
        ),
        "medications": QuestionWords(
            "Medicinas",
            "sus medicinas",
            "¿Qué medicinas toma? Nombre, cuánto y cuántas veces al día.",
            "las medicinas",
            "¿Qué medicinas toma la otra persona? Nombre, cuánto y cuántas veces al día.",
        ),
    },
    head="*{number} de {total} · {title}*",
    many_hint="Si no hay nada, escriba *NADA*.",
    skip_hint="Si prefiere no contestar, escriba *OMITIR*.",
    taken_back="He borrado su último mensaje.",
    own_mention="la respuesta a «{title}»",
    is_saved="Su respuesta está guardada.",
    needless_one="He borrado su respuesta a {titles}, porque ya no hace falta.",
    needless="He borrado sus respuestas a {titles}, porque ya no hacen falta.",
    added_before="Lo he añadido a sus respuestas: {mention}.",
    earlier_kept="Su respuesta anterior sigue guardada mientras no envíe otra. Para dejarla así, escriba *SEGUIR*.",
    replaces_all="La nueva respuesta va en lugar de la anterior. Por favor, escríbalo todo.",
    added_to="Envíe lo que quiera añadir. Para dejar su respuesta como está, escriba *SEGUIR*.",
    add_or_replace=(
        "La clínica tiene su respuesta anterior. Para protegerla, no la muestro aquí.\n"
        "*1* añadir algo\n"
        "*2* cambiarla entera\n\n"
        "O envíe directamente lo que quiera añadir."
    ),
    first_question="Esta es la primera pregunta.",
    cannot_skip="Esta sí la necesitamos. Si no lo sabe, llámenos: {phone}.",
    too_long=(
        "Es demasiado largo para mí: tiene {length} caracteres y puedo guardar {limit}. No se guardó. Por favor, envíe"
        " uno más corto."
    ),
    no_room=(
        "Ese mensaje no se guardó: tiene {length} caracteres y queda espacio para {room}. Lo que envió antes está"
        " guardado. Por favor, envíe uno más corto."
    ),
    not_saved="Su último mensaje no se guardó.",
    nothing_else_saved="No se guarda nada más de lo escrito.",
    nothing_saved_yet="Nada de lo que escribe aquí se guarda antes de que acepte nuestro texto de privacidad.",
    greeting_as_name="¡Hola! Primero, el nombre, por favor.",
    name_taken="Anotado: {name}. Si no es así, escriba *ATRÁS*.",
    is_it="¿«{value}» es {mention}?\n*1* Sí\n*2* No",
    is_it_unquoted="¿Lo que acaba de enviar es su respuesta a *{title}*?\n*1* Sí\n*2* No",
    sentence_as_name="Eso parece una frase. Por favor, escriba solo el nombre. Por ejemplo: Ana Ruiz.",
    more_than_name="No sé qué parte es el nombre. Por favor, empiece por el nombre. Por ejemplo: Ana Ruiz.",
    title_as_name="Por favor, escriba también el nombre. Por ejemplo: Ana Ruiz.",
    health_as_name="Eso parece algo de salud. Lo preguntamos después. Por favor, escriba aquí solo el nombre.",
    greeting_as_address="¡Hola! Nos falta la dirección: calle, número y ciudad.",
    same_as_address="En este chat no puedo ver la dirección de antes. Por favor, escríbala otra vez: calle, número y ciudad.",
    date_as_address="Eso parece una fecha. Por favor, escriba la dirección: calle, número y ciudad.",
    bare_as_relation="Eso no dice qué es usted de la otra persona. Por ejemplo: madre, hijo, persona que cuida.",
    health_as_address=(
        "Eso parece algo de salud. Lo preguntamos después. ¿Es una dirección?\n"
        "*1* Sí, guardarla\n"
        "*2* No, escribiré la dirección"
    ),
    address_taken="Anotado: {address}. Si no es así, escriba *ATRÁS*.",
    bare_as_name=(
        "Eso no parece un nombre. Por favor, escriba el nombre y los apellidos. Si no lo sabe, llámenos: {phone}."
    ),
    name_without_letters="Por favor, escriba el nombre con letras.",
    link_as_name="Eso parece un enlace, no un nombre.",
    name_of_many_lines="Son muchas líneas para un nombre. Por favor, escríbalo en una sola.",
    figure_as_address="Falta la calle o la ciudad. Por ejemplo: Calle Mayor 12, Sevilla.",
    bare_as_address=(
        "Eso no parece una dirección. Si no la hay, escriba: sin domicilio fijo. Si no la sabe, llámenos: {phone}."
    ),
    read_back="Anotado: {words}.",
    not_a_date=(
        "No he podido leer esa fecha. Por favor, escriba el día, el mes y el año. Si no los sabe, escriba *NO SÉ* o"
        " llámenos: {phone}."
    ),
    date_in_part="Necesito el día, el mes y el año. Si no los sabe, escriba *NO SÉ* o llámenos: {phone}.",
    date_unclear="Esa fecha se puede leer de varias maneras. Por favor, escriba el mes con letras, por ejemplo: marzo.",
    date_in_future="Esa fecha todavía no ha llegado. Por favor, revise el año.",
    date_too_old="De esa fecha hace más de 120 años. Por favor, revise el año.",
    no_such_day="El {day} de {month} de {year} no existe: ese mes tuvo {days} días.",
    which_answer="¿De qué pregunta es su último mensaje?",
    which_day="¿Cuál de estas fechas es?",
    option="*{number}* {label}",
    year_or_age="¿Cuál es el año de nacimiento, o la edad? Por ejemplo: 1950, o 76.",
    not_year_or_age="No he podido leer un año ni una edad. Si no lo sabe, llámenos: {phone}.",
    age_words="{age}",
    age_words_on="{age} el {day}",
    review_head="*Por favor, revise*",
    review_line="*{number}* {title}: {value}",
    review_foot=(
        "¿Está todo bien? Escriba *ENVIAR*. Antes no se envía nada.\n"
        "Para cambiar una respuesta, por ejemplo: *CAMBIAR 3*. Para verlas enteras: *VER TODO*."
    ),
    so_far_head="*Sus respuestas hasta ahora*",
    none_stated="Nada que declarar",
    not_known="No lo sabe",
    answered="contestada ✓",
    was_skipped="en blanco",
    not_answered="sin contestar",
    one_answer="*{number} · {title}*",
    one_answer_foot="Para cambiarla, escriba *CAMBIAR {number}*. Para seguir, escriba *SEGUIR*.",
    no_such_answer="Todavía no hay respuesta en el número {number}.",
    no_such_number="Las respuestas van del 1 al {total}.",
    what_to_change=(
        "Aún no se ha enviado nada. ¿Qué quiere cambiar? Escriba el número, por ejemplo *3*, o *ENVIAR* si todo"
        " está bien."
    ),
    not_understood="No entendí qué hay que cambiar.",
    change_to="¿Cambio {mention} por {value}?\n*1* Sí\n*2* No",
    add_to="¿Añado {value} a *{title}*?\n*1* Sí\n*2* No",
    quoted="«{value}»",
    what_you_sent="lo que acaba de enviar",
    corrected="Ya está cambiado.",
    still_open="Queda una pregunta más.",
    opening_hours="Horario: {hours}",
    thanks="*Gracias.*",
    thanks_by_name="*Gracias, {name}.*",
    submitted=(
        "{clinic} ya tiene sus respuestas. Su referencia es *{reference}*. No tiene que hacer nada más."
    ),
    returning="{clinic} ya tiene sus respuestas. Su referencia es *{reference}*.",
    returning_in_doubt="Hola de nuevo. Le atiende {clinic}.",
    menu=(
        "*1* cambiar una respuesta o añadir algo\n"
        "*2* contestar por otra persona\n"
        "*3* pedir que le llamemos\n"
        "*4* nada por ahora\n\n"
        "Todo lo demás que escriba se lo paso a la clínica. Para hablar con nosotros, llame al {phone}.{hours}"
    ),
    nothing_now="Está bien. Si nos necesita, llame al {phone}.{hours}",
    remark="Gracias. Para ver qué puede hacer aquí, escriba *0*. Para hablar con una persona, escriba *AYUDA* o *LLÁMENME*.",
    note_left=(
        "Se lo he pasado a {clinic}. Quizá no lo lean enseguida, y no pueden contestarle por aquí. Para una cita o algo"
        " urgente, llame al {phone}.{hours}"
    ),
    note_left_too="También se lo he pasado. Para retirarlo, escriba *1*.",
    take_back="*1* retirarlo",
    note_taken_back="De acuerdo, he retirado su mensaje. Si alguien ya lo leyó, díganoslo, por favor: {phone}.",
    note_dropped="Su mensaje no se pasó a la clínica.",
    enough_notes=(
        "Hoy nos ha enviado muchos mensajes. El último no se pasó a la clínica. Por favor, llámenos: {phone}.{hours}"
    ),
    became_note="Una respuesta ya estaba llena, así que pasé lo añadido como mensaje aparte. No se perdió nada.",
    callback_asked=(
        "He avisado a {clinic} de que quiere que le llamen. Para hablar antes con alguien, llame al {phone}.{hours}"
    ),
    born=(
        "Ha pasado un tiempo, así que primero una comprobación. ¿En qué año nació la persona de estas respuestas? Por"
        " ejemplo: 1950. Para dejarlo, escriba *ATRÁS*."
    ),
    wrong_year="No es el año que tenemos.",
    cannot_check="Aquí no puedo comprobar quién es usted. Por favor, llámenos: {phone}.{hours}",
    whose="¿De quién son las respuestas?",
    whose_note="¿Sobre quién es su mensaje?",
    whose_data="¿De quién son los datos?",
    another_person="otra persona",
    everybody="todas",
    person="{initial} (nació en {year})",
    person_without_year="{initial}",
    changes_head="*Sus respuestas en la clínica*",
    changes_foot=(
        "¿Quiere cambiar algo? Escriba su número. Luego, *ENVIAR*. Si no quiere cambiar nada, escriba *ATRÁS*."
    ),
    on_file="guardada",
    changed="cambiada, sin enviar todavía",
    on_file_hidden="La clínica tiene esa respuesta. Para protegerla, no la muestro en este chat.",
    no_changes="Todavía no ha cambiado nada, así que no hay nada que enviar.",
    left_unchanged="No se ha cambiado nada.",
    updated="*Gracias.* {clinic} ya tiene sus cambios. Su referencia es *{reference}*.",
    way=(
        "¿Dónde prefiere contestar?\n"
        "*1* Aquí, en el chat\n"
        "*2* En nuestra página privada\n\n"
        "En la página, nada sobre su salud pasa por {carrier}. Si cambia de idea, escriba *ENLACE* para ir a la página."
    ),
    welcome_to_page=(
        "*{clinic}*\n"
        "Hola, soy el asistente automático de la clínica. Tenemos unas preguntas cortas antes de su cita.\n\n"
        "Nadie está leyendo este chat. Para hablar con una persona, escriba *AYUDA*."
    ),
    link=(
        "Por favor, conteste en nuestra página privada. Así, ni su nombre, ni fechas, ni nada sobre su salud pasa por"
        " {carrier}.\n\n"
        "{link}\n\n"
        "El enlace dura {lasts}, en un solo aparato. Si quiere otro, escriba *ENLACE*."
    ),
    link_or_here="Si prefiere contestar aquí, en el chat, escriba sin más.",
    no_more_links=(
        "Hoy ya le he dado muchos enlaces y no puedo darle otro. Puede que el último aún sirva. Por favor, pruebe otra vez"
        " mañana, o llámenos: {phone}."
    ),
    page_again="Para cambiar o añadir algo, escriba *ENLACE*. O llámenos: {phone}.",
    page_only="Las preguntas están en nuestra página. Si quiere otro enlace, escriba *ENLACE*. O llámenos: {phone}.",
    not_kept=("Gracias. Para protegerle, no guardo lo que escribe aquí, tampoco lo último."),
    not_kept_again="Eso tampoco se guardó.",
    not_kept_at_pace="Ha enviado muchos mensajes, y lo que escribe aquí no se guarda. Por favor, espere, o llámenos: {phone}.",
    page_help=(
        "*{clinic}*\n"
        "Teléfono {phone}{hours}\n"
        "Emergencias {emergency}\n"
        "Este chat es automático: nadie lo está leyendo.\n\n"
        "Puede escribir:\n"
        "*ENLACE* otro enlace a la página\n"
        "*LLÁMENME* pedir que le llamemos\n"
        "*IDIOMA* otro idioma\n"
        "*PRIVACIDAD* su privacidad\n"
        "*MIS DATOS* pedir una copia\n"
        "*BORRAR MIS DATOS* pedir que se borren\n"
        "*QUIÉN VIO* quién las vio\n"
        "*PARAR* no recibir más mensajes"
    ),
    help_page="*ENLACE* contestar en nuestra página",
    page_privacy=(
        "*Más sobre su privacidad*\n"
        "Usted contesta en nuestra página, no en este chat. El enlace y lo que escribe aquí pasan por {carriers}, pero no"
        " guardamos sus palabras de aquí. En su teléfono queda una copia de este chat hasta que usted la borre.\n\n"
        "En la página, cada respuesta se guarda cifrada. Solo el personal de la clínica puede abrirla, y queda anotado"
        " quién la abre. {kept} Si aquí"
        " pide ayuda, avisamos a la clínica, sin sus palabras.\n\n"
        "Puede decir que no y llamarnos.\n"
        "*MIS DATOS* para pedir una copia\n"
        "*BORRAR MIS DATOS* para que se borren sus respuestas\n"
        "*PARAR* para no recibir más mensajes\n"
        "Para corregir algo, o saber cuánto tiempo lo guardamos, llame al {phone}."
    ),
    page_reminder="Para seguir, escriba *ENLACE*. Recibirá un enlace nuevo a nuestra página.",
    here_again="De acuerdo, seguimos aquí, en el chat.",
    danger_now=(
        "Siento mucho que esté pasando por esto. *Si alguien está en peligro ahora, llame al {emergency}.* También puede"
        " llamarnos: {phone}."
    ),
    danger_self_harm=(
        "Siento mucho que esté pasando por esto. No tiene que afrontarlo a solas. *Si alguien está en peligro ahora,"
        " llame al {emergency}.* También puede llamarnos: {phone}."
    ),
    danger_crisis="Para hablar con alguien de cómo se siente, llame al {crisis}.",
    danger_told="Este chat es automático. He avisado a la clínica, pero puede que no lo vea enseguida.",
    danger_menu="*1* Necesito ayuda ahora\n*2* seguir con mis respuestas",
    danger_doubt="¿Necesita ayuda ahora mismo?\n*1* Sí\n*2* No",
    danger_in_doubt="*En una emergencia, llame al {emergency}.* También puede llamar a la clínica: {phone}.",
    danger_unread="Nadie lee este chat en directo.",
    danger_numbers="*Llame ahora al {emergency}.* También puede llamar a la clínica: {phone}.",
    danger_waits="Las preguntas pueden esperar. Cuando pueda seguir, escriba cualquier palabra.",
    danger_person_reads="También puede seguir escribiendo aquí: lo lee una persona de {clinic}.",
    person_reads="Una persona de {clinic} lee lo que ha escrito.",
    danger_saved="He guardado lo que escribió.",
    help=(
        "*{clinic}*\n"
        "Teléfono {phone}{hours}\n"
        "Emergencias {emergency}\n"
        "Este chat es automático: nadie lo está leyendo.\n\n"
        "Puede escribir:\n"
        "*SEGUIR* continuar\n"
        "*ATRÁS* la pregunta anterior\n"
        "*REVISAR* ver sus respuestas\n"
        "*REINICIAR* comenzar de nuevo\n"
        "*LLÁMENME* que le llamemos\n"
        "*IDIOMA* otro idioma\n"
        "*PRIVACIDAD* su privacidad\n"
        "*MIS DATOS* pedir una copia\n"
        "*BORRAR MIS DATOS* pedir que se borren\n"
        "*PARAR* no más mensajes"
    ),
    help_when_stopped=(
        "*{clinic}*\n"
        "Teléfono {phone}\n"
        "Emergencias {emergency}\n\n"
        "Este chat es automático. Nos pidió que no le escribiéramos. Para seguir, escriba *EMPEZAR*."
    ),
    stopped="No recibirá más mensajes de {clinic}.",
    answers_kept="Sus respuestas siguen guardadas.",
    write_start="Para seguir, escriba *EMPEZAR*.",
    nothing_saved_now="Hasta entonces no se guarda nada de lo que escriba aquí.",
    reminder="{clinic} todavía no ha recibido sus respuestas. Lo que ha respondido hasta ahora está guardado.",
    reminder_asks="Para seguir, responda:",
    reminder_goes_on="Para seguir, escriba *SEGUIR*.",
    reminder_foot=(
        "Para no recibir recordatorios, escriba *SIN RECORDATORIOS*. Para no recibir ningún mensaje más, escriba *PARAR*."
    ),
    no_reminders="De acuerdo, no recibirá recordatorios. Para seguir, escriba *SEGUIR*.",
    welcome_back="Hola de nuevo. Sus respuestas anteriores están guardadas.",
    restart_sure="¿Empezar de nuevo? Se perderán las respuestas que todavía no ha enviado.\n*1* sí\n*2* no",
    delete_sure="¿Borrar las respuestas que todavía no ha enviado? La clínica no las recibirá.\n*1* sí\n*2* no",
    restarted="De acuerdo, comenzamos de nuevo. Las respuestas que dio hasta ahora se han borrado.",
    restarted_from_nothing="De acuerdo, comenzamos de nuevo.",
    cannot_read={
        Kind.VOICE: "No puedo escuchar mensajes de voz; el suyo no se guardó.",
        Kind.IMAGE: "No puedo ver imágenes; la suya no se guardó.",
        Kind.VIDEO: "No puedo ver videos; el suyo no se guardó.",
        Kind.DOCUMENT: "No puedo abrir documentos; el suyo no se guardó.",
        Kind.STICKER: "No puedo leer stickers; el suyo no se guardó.",
        Kind.LOCATION: "No puedo leer ubicaciones en el mapa; la suya no se guardó.",
        Kind.CONTACT: "No puedo abrir contactos; el suyo no se guardó.",
        Kind.REACTION: "No puedo leer reacciones.",
        Kind.OTHER: "Solo puedo leer texto.",
    },
    words_read="No puedo abrir lo que envió, pero he leído sus palabras.",
    please_type="Por favor, escriba {mention} o llámenos: {phone}.",
    please_write="Por favor, escríbalo o llámenos: {phone}.",
    copy_asked=(
        "He avisado a {clinic} de que quiere una copia de sus datos. Primero comprobamos que es usted. La copia no llega"
        " por este chat. Para ver quién miró sus datos, escriba *QUIÉN VIO*. ¿Preguntas? Llame al {phone}."
    ),
    erasure_asked=(
        "He avisado a {clinic} de que quiere que se borren sus datos. Primero comprobamos que es usted. Por ley, quizá"
        " debamos guardar una parte. ¿Preguntas? Llame al {phone}."
    ),
    nothing_on_file=(
        "{clinic} no tiene respuestas suyas: todavía no se ha enviado nada. Si nos dio sus datos de otra forma, llame al"
        " {phone}."
    ),
    who_saw=(
        "Nuestra página muestra quién vio sus respuestas: qué días, y si fue recepción, un profesional clínico o un"
        " administrador. Primero pide su fecha de nacimiento. Después elija «Quién vio mis datos», abajo.\n\n"
        "{link}\n\n"
        "El enlace dura {lasts}, en un solo aparato."
    ),
    who_saw_by_phone=(
        "Para saber quién vio sus respuestas, llame a {clinic}: {phone}. Primero comprobamos que es usted."
    ),
    slow_down=(
        "Ha enviado muchos mensajes en un minuto. El último no se guardó, y durante un minuto no se guarda nada. Por favor, espere y envíelo otra"
        " vez, o llámenos: {phone}."
    ),
    full={
        Full.MESSAGES: (
            "Hoy ha enviado demasiados mensajes. El último no se guardó, y hoy no se guarda ninguno más. Por favor, envíelo otra vez mañana, o llámenos:"
            " {phone}."
        ),
        Full.RECORDS: (
            "Hoy no puedo recibir más respuestas. *Las suyas no se enviaron.* Siguen guardadas aquí: por favor, escriba"
            " *ENVIAR* mañana, o llámenos: {phone}."
        ),
        Full.ROOM: "Ahora mismo no puedo guardar nada. *Su último mensaje no se guardó.* Por favor, llámenos: {phone}.",
    },
    at_rest=(
        "Estamos trabajando en nuestro sistema hasta las {until}, más o menos. Leeremos después lo que escriba ahora, y le"
        " responderemos entonces.\n\n*En una emergencia, llame al {emergency}.* O llámenos: {phone}."
    ),
    talk_to_us="Para hablar con una persona, llame al {phone}. Este chat es automático: nadie lo está leyendo.",
    why="Lo preguntamos para que {clinic} pueda preparar la cita. Si prefiere hablar, llame al {phone}.",
    how_long="Son unos 5 minutos. Puede dejarlo y seguir luego: sus respuestas quedan guardadas.",
    robot="Sí, soy un asistente automático. Para hablar con una persona, llame al {phone}.",
    who_sees=(
        "Solo el personal de {clinic} puede leer sus respuestas. Para saber más, escriba *PRIVACIDAD*."
    ),
    cannot_answer="Eso no se lo puedo contestar aquí. Para preguntar a la clínica, llame al {phone}.",
    only_here="No hay una página para esto: las preguntas están aquí en el chat. Si prefiere hablar, llame al {phone}.",
    no_earlier_answer="No veo una respuesta anterior en este chat. Por favor, escríbala aquí otra vez, o llame al {phone}.",
    take_your_time="Tómese su tiempo. Cuando la tenga, envíe su respuesta.",
    sorry_for_that="Siento que esto sea pesado. Si prefiere hablar con nosotros, llame al {phone}, o escriba *LLÁMENME*.",
    wrong_number_sure=(
        "¿Nos hemos equivocado de número? Si es así, se borrará lo que se envió desde aquí.\n*1* sí, borrarlo\n*2* no"
    ),
    wrong_number="Disculpe: nos hemos equivocado de número.",
    wrong_number_deleted="Lo que se envió desde aquí se ha borrado y la clínica no lo recibirá.",
    wrong_number_on_file="{clinic} tiene respuestas que se enviaron desde aquí. Por favor, llame y dígalo: {phone}.",
    no_more_messages="Para no recibir más mensajes, escriba *PARAR*.",
    withdrawn="De acuerdo, ha retirado su consentimiento. {clinic} no le preguntará nada más ni le escribirá por aquí.",
    withdrawn_draft="Las respuestas que no había enviado se han borrado.",
    withdrawn_on_file="{clinic} aún tiene las respuestas que envió. Para que se borren, escriba *BORRAR MIS DATOS*.",
    say_which="Por favor, díganos cuáles. Si no tiene nada, escriba *NADA*.",
    start_over=(
        "No he podido abrir sus respuestas anteriores. La clínica las conserva a salvo. Comencemos de nuevo aquí."
    ),
    late="Disculpe la espera: durante un tiempo no pudimos recibir mensajes.",
    answers=ANSWERS,
)
