"""Speak Spanish: usted, and words that are at home on both sides of the Atlantic."""

from __future__ import annotations

from app.intake.model import Full, Kind
from app.intake.words import Phrases, QuestionWords

PHRASES = Phrases(
    code="es",
    locales=("es", "es_MX", "es_PE"),
    native_name="Español",
    english_name="Spanish",
    last_and=" y ",
    welcome=(
        "*{clinic}*\n"
        "Le damos la bienvenida. Le haremos unas preguntas antes de su visita. Son unos 10 minutos; puede parar y"
        " seguir más tarde."
    ),
    emergency_line="Nadie lee este chat en tiempo real. *En una emergencia, llame al {emergency}.*",
    which_language="¿Qué idioma prefiere?",
    choose_language="Por favor, escriba el número de su idioma.",
    language_chosen="Seguimos en español.",
    choose_number="Por favor, escriba uno de los números.",
    consent_opening="*Su privacidad*\nLe pediremos {asked}.",
    consent_opening_of_other="*La privacidad de la otra persona*\nSobre ella le pediremos {asked}.",
    consent=(
        "{opening} Solo {clinic} puede leer las respuestas que guardamos.\n\n"
        "Los mensajes pasan por WhatsApp (Meta) y Twilio. Estas empresas no tienen un acuerdo con la clínica para"
        " proteger los datos de salud.\n\n"
        "Por favor, no envíe fotos ni documentos. Si prefiere hablar con nosotros, llame al {phone}."
    ),
    agree="¿Está de acuerdo?\n*1* Sí, acepto\n*2* No\n*3* Leer más",
    thank_you="Gracias. Para corregir una respuesta, escriba *ATRÁS*.",
    privacy=(
        "*Más sobre su privacidad*\n"
        "{clinic} le pide {asked}. Los usamos para preparar la visita.\n\n"
        "Cada respuesta se guarda bajo llave. Solo la clínica puede abrirla. Una petición de ayuda también, aun antes"
        " de aceptar.\n\n"
        "Sus mensajes pasan también por WhatsApp (Meta) y Twilio, sin un acuerdo con la clínica para proteger los"
        " datos de salud. En su teléfono queda una copia de este chat; puede borrarla.\n\n"
        "Puede decir que no y llamarnos. Para una copia de lo que la clínica guarda, escriba *MIS DATOS*; para que"
        " se borre, *BORRAR MIS DATOS*; para corregirlo, llame al {phone}. Para no recibir más mensajes, escriba *PARAR*."
    ),
    consent_changed="Nuestro texto de privacidad ha cambiado. Por favor, léalo otra vez y díganos si está de acuerdo.",
    sure=(
        "¿Lo confirma? Sin su acuerdo no podemos recibir sus respuestas aquí.\n"
        "*1* Lo confirmo: no acepto\n"
        "*2* Quiero leer el texto otra vez"
    ),
    refused=(
        "Está bien. No le preguntaremos nada más aquí. Puede llamarnos: {phone}.\n\n"
        "Si cambia de opinión, escriba *EMPEZAR* para leer el texto otra vez."
    ),
    not_for_them="Está bien. No hemos guardado nada sobre la otra persona.",
    declined=(
        "Aquí no le preguntamos nada, porque no aceptó el texto de privacidad. Para leerlo otra vez, escriba *EMPEZAR*,"
        " o llámenos: {phone}."
    ),
    deleted=(
        "Estas respuestas se han borrado y la clínica no las recibirá. Sus mensajes siguen en el chat de su teléfono"
        " hasta que usted los borre.\n\n"
        "Para comenzar otra vez, escriba *EMPEZAR*."
    ),
    closed="Sus respuestas se borraron. Para comenzar otra vez, escriba *EMPEZAR*, o llámenos: {phone}.",
    questions={
        "name": QuestionWords(
            "Nombre",
            "su nombre completo",
            "¿Cuál es su nombre completo, con apellidos?",
            "el nombre completo",
            "¿Cuál es el nombre completo de la otra persona, con apellidos?",
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
            "¿Dónde vive? Calle, número y ciudad.",
            "la dirección",
            "¿Dónde vive la otra persona? Calle, número y ciudad.",
        ),
        "medical_history": QuestionWords(
            "Antecedentes médicos",
            "sus antecedentes médicos",
            "Enfermedades, operaciones y todo lo que debamos saber.",
            "los antecedentes médicos",
            "Enfermedades, operaciones y todo lo que debamos saber de la otra persona.",
        ),
        "medications": QuestionWords(
            "Medicamentos",
            "sus medicamentos",
            "¿Qué medicamentos toma ahora y en qué cantidad?",
            "los medicamentos",
            "¿Qué medicamentos toma ahora la otra persona y en qué cantidad?",
        ),
    },
    head="*{number} de {total} · {title}*",
    many_hint="Si no hay nada, escriba *NADA*.",
    skip_hint="Si no desea contestar, escriba *OMITIR*.",
    is_saved="Su respuesta está guardada.",
    earlier_kept="Su respuesta anterior se conserva hasta que envíe otra. Para dejarla como está, escriba *SEGUIR*.",
    replaces_all=(
        "Lo que envíe ahora sustituye a toda la respuesta anterior; por favor, escríbala entera otra vez."
    ),
    added_to="Lo que envíe se añade a lo que ya tiene la clínica. Para dejarlo como está, escriba *SEGUIR*.",
    add_or_replace=(
        "La clínica tiene su respuesta anterior. No se muestra aquí.\n"
        "*1* añadir algo\n"
        "*2* cambiarla entera\n\n"
        "O envíe sin más lo que quiera añadir."
    ),
    first_question="Esta es la primera pregunta; no hay otra antes.",
    cannot_skip="Necesitamos esta respuesta; no se puede omitir. Si no lo sabe, llámenos: {phone}.",
    too_long="Su mensaje tiene {length} caracteres y podemos guardar {limit}. No se guardó. Por favor, envíe uno más corto.",
    no_room=(
        "Ese mensaje no se guardó: tiene {length} caracteres y queda espacio para {room}. Todo lo anterior está"
        " guardado. Envíe uno más corto."
    ),
    not_saved="El mensaje que acaba de enviar no se guardó.",
    greeting_as_name="¡Hola! Primero, el nombre, por favor.",
    name_taken="Anotado: {name}. Si no es así, escriba *ATRÁS*.",
    is_it="¿«{value}» es {mention}?\n*1* Sí\n*2* No",
    sentence_as_name="Eso parece una frase. Por favor, escriba solo el nombre. Por ejemplo: Ana Ruiz.",
    more_than_name="Aquí necesitamos solo el nombre. Por ejemplo: Ana Ruiz. Lo demás lo preguntamos después.",
    title_as_name="Por favor, escriba también el nombre. Por ejemplo: Ana Ruiz.",
    health_as_name="Eso parece algo de salud. Lo preguntamos después. Por favor, escriba aquí solo el nombre.",
    greeting_as_address="¡Hola! Nos falta la dirección: calle, número y ciudad.",
    same_as_address="En este chat no vemos la dirección de antes. Por favor, escríbala otra vez: calle, número y ciudad.",
    date_as_address="Eso parece una fecha. Por favor, escriba la dirección: calle, número y ciudad.",
    health_as_address="Eso parece algo de salud. Lo preguntamos después. Por favor, escriba aquí solo la dirección.",
    address_taken="Anotado: {address}. Si no es así, escriba *ATRÁS*.",
    bare_as_name=(
        "Eso no parece un nombre. Por favor, escriba el nombre y los apellidos. Si no lo sabe, llámenos: {phone}."
    ),
    name_without_letters="Por favor, escriba el nombre con letras.",
    link_as_name="Eso parece un enlace, no un nombre.",
    name_of_many_lines="Son demasiadas líneas para un nombre. Por favor, escríbalo en una sola.",
    figure_as_address="Falta la calle o la ciudad. Por ejemplo: Calle Mayor 12, Sevilla.",
    bare_as_address=(
        "Eso no parece una dirección. Si no la hay, escriba: sin domicilio fijo. Si no la sabe, llámenos: {phone}."
    ),
    read_back="*{words}.*",
    not_a_date=(
        "No pudimos leer esa fecha. Por favor, escriba el día, el mes y el año. Si no los sabe, escriba *NO SÉ* o"
        " llámenos: {phone}."
    ),
    date_in_part="Necesitamos el día, el mes y el año. Si no los sabe, escriba *NO SÉ* o llámenos: {phone}.",
    date_unclear="Esa fecha se puede leer de muchas maneras. Por favor, escriba el mes con letras.",
    date_in_future="Ese día todavía no ha llegado. Por favor, revise el año.",
    date_too_old="Esa fecha es demasiado antigua. Por favor, revise el año.",
    no_such_day="El {day} de {month} de {year} no existe: ese mes tuvo {days} días.",
    which_day="¿Cuál de estas fechas es?",
    option="*{number}* para el {label}",
    year_or_age="Escriba el año de nacimiento, o la edad. Por ejemplo: 1950, o 76.",
    not_year_or_age="No pudimos leer eso como un año o una edad. Si no lo sabe, llámenos: {phone}.",
    age_words="{age}",
    age_words_on="{age} el {day}",
    review_head="*Por favor, revise*",
    review_line="*{number}* {title}: {value}",
    review_foot=(
        "Si todo está bien, escriba *ENVIAR*. Antes de eso no se envía nada.\n"
        "Para cambiar una respuesta, escriba por ejemplo *CAMBIAR 3*. Para leer una, *VER 4*."
    ),
    so_far_head="*Sus respuestas hasta ahora*",
    none_stated="Nada que declarar",
    not_known="No lo sabe",
    answered="con respuesta",
    was_skipped="en blanco",
    not_answered="sin respuesta todavía",
    one_answer="*{number} · {title}*",
    one_answer_foot="Para cambiarla, escriba *CAMBIAR {number}*. Si no, escriba *SEGUIR*.",
    no_such_answer="Todavía no hay respuesta en el número {number}.",
    no_such_number="Las respuestas van del 1 al {total}.",
    still_open="Queda una pregunta más.",
    opening_hours="Horario: {hours}",
    thanks="*Gracias.*",
    thanks_by_name="*Gracias, {name}.*",
    submitted=(
        "{clinic} ya tiene sus respuestas. Su referencia es *{reference}*. No tiene que hacer nada más.\n\n"
        "Para ver nuestro teléfono, escriba *AYUDA*."
    ),
    returning="{clinic} ya tiene sus respuestas. Su referencia es *{reference}*.",
    returning_in_doubt="Hola de nuevo. Le atiende {clinic}.",
    menu=(
        "*1* cambiar una respuesta o añadir algo\n"
        "*2* contestar por otra persona\n"
        "*3* pedir que le llamemos\n"
        "*4* nada por ahora\n\n"
        "Todo lo demás que escriba se lo pasamos a la clínica. Para hablar con nosotros, llame al {phone}.{hours}"
    ),
    nothing_now="Está bien. Si nos necesita, llame al {phone}.{hours}",
    remark="Gracias. Para ver qué puede hacer aquí, escriba *0*.",
    note_left=(
        "Se lo hemos pasado a {clinic}. No se lee enseguida y nadie le contesta por aquí. Para una cita o algo urgente,"
        " llame al {phone}.{hours}"
    ),
    take_back="*1* retirarlo",
    note_taken_back="Su mensaje se retiró. Si ya lo habían leído, díganoslo, por favor: {phone}.",
    note_dropped="Su mensaje no se pasó a la clínica.",
    enough_notes=(
        "Hoy nos ha enviado muchos mensajes. El último no se pasó a la clínica. Por favor, llámenos: {phone}.{hours}"
    ),
    became_note=(
        "Una respuesta ya estaba llena. Lo que añadió le llegó a la clínica como mensaje aparte, y no se perdió nada."
    ),
    callback_asked=(
        "Hemos avisado a {clinic} de que quiere que le llamen. Para hablar antes con alguien, llame al {phone}.{hours}"
    ),
    born=(
        "Ha pasado mucho tiempo, así que primero lo comprobamos. ¿En qué año nació la persona de estas respuestas? Por"
        " ejemplo: 1950. Para dejarlo, escriba *ATRÁS*."
    ),
    wrong_year="No es el año que tenemos.",
    cannot_check="Aquí no podemos comprobar quién es usted. Por favor, llámenos: {phone}.{hours}",
    for_someone_else="Ahora conteste, por favor, por la otra persona. Primero verá el texto de privacidad.",
    whose="¿De quién son las respuestas?",
    whose_note="¿Sobre quién es su mensaje?",
    whose_data="¿De quién son los datos?",
    another_person="otra persona",
    everybody="todas",
    person="{initial}, año de nacimiento {year}",
    person_without_year="{initial}",
    changes_head="*Sus respuestas en la clínica*",
    changes_foot=(
        "Para cambiar una respuesta, escriba su número. Cuando termine, escriba *ENVIAR*. Para dejar todo como está,"
        " escriba *ATRÁS*."
    ),
    on_file="en la clínica",
    changed="cambio sin enviar todavía",
    on_file_hidden="La clínica tiene esa respuesta. No se muestra en este chat.",
    no_changes="Todavía no ha cambiado nada; no hay nada que enviar.",
    left_unchanged="No se cambió nada.",
    updated="*Gracias.* {clinic} ya tiene sus cambios. Su referencia es *{reference}*.",
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
    danger_doubt=(
        "¿Necesita ayuda ahora mismo?\n*1* Sí\n*2* No\n\n*En una emergencia, llame al {emergency}.* Este chat es"
        " automático."
    ),
    danger_numbers="*Llame ahora al {emergency}.* También puede llamar a la clínica: {phone}.",
    danger_waits="Las preguntas pueden esperar. Cuando pueda seguir, escriba cualquier palabra.",
    danger_saved="He guardado lo que escribió.",
    help=(
        "*{clinic}*\n"
        "Teléfono {phone}{hours}\n"
        "Emergencias {emergency}\n"
        "Nadie lee este chat en tiempo real.\n\n"
        "Puede escribir:\n"
        "*SEGUIR* volver a la pregunta\n"
        "*ATRÁS* la pregunta anterior\n"
        "*REVISAR* sus respuestas hasta ahora\n"
        "*REINICIAR* comenzar de nuevo\n"
        "*IDIOMA* otro idioma\n"
        "*PRIVACIDAD* el texto de privacidad\n"
        "*MIS DATOS* una copia de lo que guardamos\n"
        "*BORRAR MIS DATOS* para que se borre\n"
        "*PARAR* no recibir más mensajes"
    ),
    help_when_stopped=(
        "*{clinic}*\n"
        "Teléfono {phone}\n"
        "Emergencias {emergency}\n\n"
        "Usted detuvo nuestros mensajes. Para seguir, escriba *EMPEZAR*."
    ),
    stopped="No recibirá más mensajes de {clinic}.",
    answers_kept="Sus respuestas quedan guardadas.",
    write_start="Para seguir, escriba *EMPEZAR*.",
    welcome_back="Hola de nuevo. Lo que contestó antes está guardado.",
    resume="¿Seguimos con *{title}*?\n*1* seguir\n*2* comenzar de nuevo\n*3* borrar mis respuestas",
    resume_changes="¿Seguimos con *{title}*?\n*1* seguir\n*2* dejar todo como estaba",
    held=(
        "El mensaje que envió al volver queda guardado hasta que elija. *1* lo toma como su respuesta; otro número lo"
        " descarta."
    ),
    held_dropped="El mensaje que envió al volver se ha descartado.",
    restarted="Comenzamos de nuevo. Las respuestas que dio hasta ahora se han borrado.",
    restarted_from_nothing="Comenzamos de nuevo.",
    cannot_read={
        Kind.VOICE: "No puedo escuchar mensajes de voz; el suyo no se guardó.",
        Kind.IMAGE: "No puedo ver imágenes; la suya no se guardó.",
        Kind.VIDEO: "No puedo ver videos; el suyo no se guardó.",
        Kind.DOCUMENT: "No puedo abrir documentos; el suyo no se guardó.",
        Kind.STICKER: "No puedo leer stickers; el suyo no se guardó.",
        Kind.LOCATION: "No puedo leer ubicaciones en un mapa; la suya no se guardó.",
        Kind.CONTACT: "No puedo abrir contactos; el suyo no se guardó.",
        Kind.REACTION: "No puedo leer reacciones.",
        Kind.OTHER: "Solo puedo leer texto.",
    },
    please_type="Por favor, escriba {mention}.",
    please_write="Por favor, escríbalo.",
    copy_asked=(
        "Hemos avisado a {clinic} de que pide una copia de sus datos. Primero comprobarán que es usted quien la pide;"
        " la copia no llega por este chat. Para preguntas: {phone}."
    ),
    erasure_asked=(
        "Hemos avisado a {clinic} de que pide que se borren sus datos. Primero comprobarán que es usted quien lo pide, y"
        " quizá deban conservar una parte por ley. Para preguntas: {phone}."
    ),
    nothing_on_file=(
        "{clinic} no tiene respuestas suyas: todavía no se ha enviado nada. Si ha venido por otra vía, llame al {phone}."
    ),
    slow_down=(
        "Fueron muchos mensajes en un minuto. El último no se guardó. Por favor, espere un minuto y envíelo otra vez, o"
        " llámenos: {phone}."
    ),
    full={
        Full.MESSAGES: (
            "Fueron muchísimos mensajes en un día. El último no se guardó. Por favor, envíelo otra vez mañana, o"
            " llámenos: {phone}."
        ),
        Full.RECORDS: (
            "Hoy no podemos recibir más respuestas. *Las suyas no se enviaron.* Siguen guardadas aquí: por favor, escriba"
            " *ENVIAR* mañana, o llámenos: {phone}."
        ),
        Full.ROOM: "Ahora mismo no podemos guardar nada. *Su último mensaje no se guardó.* Por favor, llámenos: {phone}.",
    },
    talk_to_us="Para hablar con alguien, llame al {phone}. Este chat es automático: nadie lo está leyendo.",
    why="Lo preguntamos para que {clinic} pueda preparar la cita. Si prefiere hablar, llame al {phone}.",
    how_long="Son unos 3 minutos. Puede dejarlo y seguir luego: lo que ya envió queda aquí guardado.",
    robot="Sí, soy un asistente automático. Para hablar con una persona, llame al {phone}.",
    who_sees=(
        "Solo el personal de {clinic} puede leer sus respuestas. Los mensajes pasan por WhatsApp (Meta) y Twilio. Si"
        " quiere saber más, escriba *PRIVACIDAD*."
    ),
    cannot_answer="Eso no se lo puedo contestar aquí. Para preguntar a la clínica, llame al {phone}.",
    wrong_number="Disculpe: nos hemos equivocado de número.",
    wrong_number_deleted="Lo que se envió desde aquí se ha borrado y la clínica no lo recibirá.",
    wrong_number_on_file="{clinic} tiene respuestas que llegaron desde este número. Por favor, avíseles: {phone}.",
    no_more_messages="Para no recibir más mensajes, escriba *PARAR*.",
    withdrawn="Ha retirado su consentimiento. {clinic} no le enviará más mensajes ni le preguntará nada más aquí.",
    withdrawn_draft="Lo que todavía no había enviado se ha borrado.",
    withdrawn_on_file="Para que se borre también lo que {clinic} ya tiene, escriba *BORRAR MIS DATOS*.",
    say_which="Por favor, díganos cuáles. Si no tiene nada, escriba *NADA*.",
    start_over=(
        "No pudimos abrir sus respuestas anteriores. Siguen guardadas para la clínica. Aquí comenzamos de nuevo."
    ),
)
