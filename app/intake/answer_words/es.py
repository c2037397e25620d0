"""Speak and understand Spanish at a clinic's own questions."""

from __future__ import annotations

from typing import Final

from app.intake.answer_words import AnswerWords
from app.intake.phrase_lists import listed, spoken

ANSWERS: Final = AnswerWords(
    counts=tuple("una dos tres cuatro cinco seis siete ocho nueve diez once doce".split()),
    one_of="Puedo anotar una de estas {count} respuestas.",
    several_of="Escriba los números de todas las que correspondan, por ejemplo: 1, 3. Si no hay ninguna, escriba *NADA*.",
    yes_or_no="Por favor, conteste sí o no.",
    else_skip="Si ninguna corresponde, escriba *OMITIR* y díganoslo en su visita.",
    else_call="Si ninguna corresponde, llámenos: {phone}.",
    needed="Aquí necesitamos una respuesta. Si no puede darla, llámenos: {phone}.",
    is_that="¿Es *{value}*?\n*1* Sí\n*2* No",
    as_number="Necesito {unit}, en cifras{span}. Por ejemplo: {example}",
    a_number="Necesito un número{span}. Por ejemplo: {example}",
    whole_number="Necesito un número entero{span}. Por ejemplo: {example}",
    between=" entre {least} y {most}",
    from_least=" de al menos {least}",
    to_most=" de como máximo {most}",
    too_much="Es más de {most}. Por favor, escríbalo otra vez{unit}.",
    too_little="Es menos de {least}. Por favor, escríbalo otra vez{unit}.",
    in_unit=", en {unit}",
    that_is="Son {value}.",
    no_date="No he podido leer eso como una fecha. Basta un mes o un año. Por ejemplo: mayo de 2024.",
    which_year="¿De qué año? Por ejemplo: mayo de 2024.",
    far_date="Esa fecha queda demasiado lejos de hoy. Por favor, compruebe el año.",
    and_cell="¿Y *{column}*?",
    row="*{number}.* {row}",
    anybody_else="¿Alguien más?",
    anything_else="¿Algo más?",
    row_buttons=("Añadir otra", "Eso es todo"),
    next_row="Escriba lo siguiente: {columns}.",
    row_needed="Escríbalo en una línea: {columns}. Si no hay, escriba *NADA*.",
    no_more_rows="No puedo anotar más. Lo último no se ha guardado.",
    declined="Prefiere no decirlo",
    several_hint="Puede elegir más de una, por ejemplo: 1, 3.",
    more="Más …",
    skipped="Omitida.",
    all_of_them=spoken(
        "todo/todos/todas",
        "todos/todas ellos/ellas/los_anteriores/las_anteriores/esos/esas/estos/estas",
        "ambos/ambas/los_dos/las_dos/los_2/las_2",
    ),
    declines=listed(
        """prefiero no decirlo | prefiere no decirlo | prefiero no decir | prefiero no contestar | prefiero no responder | no quiero decirlo
        | no quiero contestar | no quiero responder | no deseo contestar | no deseo responder | no deseo decirlo
        | es privado | eso es privado | privado | es personal | eso es personal | sin comentarios | no lo digo
        | no voy a decirlo | mejor no | preferiría no decirlo | preferiría no contestar | preferiría no responder
        | no le importa | me lo reservo | prefiero reservármelo | prefiero guardármelo"""
    ),
    others=listed("más | mas | más opciones | ver más | otras | otros | las siguientes | siguiente página"),
    no_more=listed(
        """eso es todo | es todo | nada más | nadie más | no | ya está | ya esta | ninguna más | ninguno más | ninguna
        | ninguno | nadie | no más | no gracias | listo | solo ella | solo él | sólo ella | sólo él | solo una | solo uno
        | terminado | terminé | ya"""
    ),
    add_another=listed(
        "añadir otra | añadir otro | otra | otro | una más | uno más | añadir | sí | si | sí por favor | hay otra | hay otro"
    ),
    around=tuple(
        "yo soy es era son tengo tiene tenemos he ha mi mis su sus me le lo la el los las un una unos unas de del al a en y o"
        " más menos mas unos unas aproximadamente aprox cerca casi alrededor como sobre creo quizá quizas tal vez por ahí"
        " peso pesa pesaba mido mide estoy está esta estaba también solo sólo algo que hace con para uso tomo hay estos estas anteriores los las ese esa eso"
        " exactamente años edad desde durante cuando sí última vez fue".split()
    ),
    negations=tuple("no nunca ni sin tampoco excepto menos salvo pero jamás ningún ninguna ninguno".split()),
    joints=tuple("y e o u más también números".split()),
    surely_yes=tuple("sí sip sep efectivamente afirmativo".split()),
    surely_no=tuple("no nop negativo nel".split()),
    partly=tuple("solo sólo solamente únicamente".split()),
    formerly=tuple("antes hasta anteriormente antiguamente dejé".split()),
    halves=listed("y medio | y media"),
    units={
        "kg": ("kg", "kgs", "kilo", "kilos", "kilogramo", "kilogramos", "quilo", "quilos", "k"),
        "g": ("g", "gramo", "gramos", "gr"),
        "[lb_av]": ("lb", "lbs", "libra", "libras"),
        "[stone_av]": ("st",),
        "cm": ("cm", "cms", "centímetro", "centímetros"),
        "m": ("m", "metro", "metros", "mt", "mts"),
        "mm": ("mm", "milímetro", "milímetros"),
        "[ft_i]": ("ft", "pie", "pies"),
        "[in_i]": ("in", "pulgada", "pulgadas"),
        "Cel": (
            "c",
            "celsius",
            "centígrados",
            "grados",
            "grado",
            "grados c",
            "grados celsius",
            "grados centígrados",
            "oc",
        ),
        "[degF]": ("f", "fahrenheit", "grados f", "grados fahrenheit", "of"),
        "a": ("a", "año", "años"),
        "mo": ("mes", "meses"),
        "wk": ("semana", "semanas"),
        "d": ("día", "días", "d"),
        "h": ("hora", "horas", "h", "hrs"),
        "min": ("minuto", "minutos", "min", "mins"),
        "L": ("l", "litro", "litros"),
        "mL": ("ml", "mililitro", "mililitros"),
    },
    days={"hoy": 0, "ayer": -1, "mañana": 1, "esta mañana": 0, "anteayer": -2, "antier": -2},
    last=listed("pasado | pasada | el pasado | último"),
    this=listed("este | esta"),
    next=listed("próximo | próxima | que viene"),
    ago=listed("hace"),
    phone_columns=tuple("teléfono telefono móvil movil tel número celular".split()),
    relation_columns=tuple("relación relacion parentesco quién vínculo".split()),
    relatives=listed(
        """novia | novio | prometida | prometido | compañera | compañero | socia | socio | comadre | compadre | ahijada | ahijado
        | mejor amiga | mejor amigo | exmujer | exmarido | ex | señora | jefa | jefe | consuegra | consuegro"""
    ),
    of_relations=listed(
        """ex | otra | otro | mayor | menor | pequeña | pequeño | mediana | mediano | la mayor | el mayor | la menor | el menor | la pequeña | el pequeño
        | chica | chico | la chica | el chico | gemela | gemelo | melliza | mellizo | media | medio | única | único | política | político | adoptiva | adoptivo
        | abuela | abuelo | gran | buena | buen | mejor | íntima | íntimo | actual | antigua | antiguo | de piso | de casa
        | de trabajo | del trabajo | de clase | de la iglesia | de confianza | de hecho | de siempre | de al lado | de enfrente | de arriba
        | de abajo | de la familia"""
    ),
    forenames=("linda",),
    surnames=("bueno",),
    belonging=("de",),
    possessives=tuple("mi su nuestra nuestro".split()),
    articles=tuple("un una el la".split()),
    before_a_name=tuple(
        "llama llamada llamado nombre llame llamen llamar llámenla llámenlo avise avisen contacten favor pueden puede ella"
        " se es o si pues bueno mire buenas buenos tardes días noches hola a".split()
    ),
    nobody=listed("nadie | ninguno | ninguna | nada"),
    anybody=tuple("alguien familia familiares amigos parientes".split()),
)
