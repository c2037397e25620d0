"""List what people type, a language each. A text with {} holds the answer itself.

All of it was written for this bench. The app's own lists of words are not looked at here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Habits:
    """Hold the habits of the people who write one language."""

    language: str
    number: str  # of the language in the welcome
    first: tuple[str, ...]  # the first message
    chooses: tuple[str, ...]  # how they name their language
    agrees: tuple[str, ...]
    names: tuple[tuple[str, str], ...]  # a name, and how the person may be thanked ("" for not by name)
    name_styles: tuple[str, ...]
    child_names: tuple[str, ...]
    relations: tuple[str, ...]
    months: tuple[str, ...]
    date_styles: tuple[str, ...]  # {d} {m} {month} {y} {yy}
    date_wraps: tuple[str, ...]
    addresses: tuple[tuple[str, ...], ...]  # lines
    address_styles: tuple[str, ...]
    illnesses: tuple[str, ...]
    medicines: tuple[str, ...]
    allergies: tuple[str, ...]
    reasons: tuple[str, ...]
    no_illness: tuple[str, ...]
    no_medicine: tuple[str, ...]
    no_allergy: tuple[str, ...]
    done: tuple[str, ...]
    sends: tuple[str, ...]
    corrects_address: tuple[str, ...]
    comes_back: tuple[str, ...]
    slips: tuple[str, ...]  # sent by mistake
    takes_back: tuple[str, ...]
    closes: tuple[str, ...]  # sent right after an answer
    yes: tuple[str, ...]
    no: tuple[str, ...]
    whom: Mapping[str, tuple[str, ...]]


ENGLISH: Final = Habits(
    language="en",
    number="1",
    first=(
        "hi", "Hello", "Good morning", "hey", "Hello, I have an appointment on Tuesday", "Hi there!",
        "I need to register please", "hello?", "Hi, the surgery told me to message here", "start",
    ),
    chooses=("1", "1", "1", "English", "english please", "1.", "1️⃣", "en"),
    agrees=(
        "1", "1", "yes", "Yes", "yes of course", "ok", "yes I agree", "I agree", "sure no problem", "Yes please",
        "yeah that's fine", "y", "👍", "agreed", "Yes, thank you",
    ),
    names=(
        ("Liam Byrne", "Liam"), ("Ann Marie Lee", "Ann"), ("Siobhán O'Brien", "Siobhán"),
        ("Jan van der Berg", "Jan"), ("Mary-Jane Smith", "Mary-Jane"), ("Mohammed Al-Sayed", "Mohammed"),
        ("Priya Raman", "Priya"), ("Wei Zhang", "Wei"), ("D'Arcy Jones", "D'Arcy"), ("Olu Adeyemi", "Olu"),
        ("Grace Kelly-Hughes", "Grace"), ("Tom Baker", "Tom"), ("Aoife Ní Bhriain", "Aoife"),
        ("Ludwig von Trapp", "Ludwig"), ("Zoë Müller", "Zoë"), ("John Paul Carter", "John"),
        ("Fatima Noor Hassan", "Fatima"), ("Bob Stone", "Bob"), ("Faith Love", "Faith"),
        ("Margaret Anne White", "Margaret"), ("Nguyễn Thị Lan", "Nguyễn"), ("Ian Close", "Ian"),
    ),
    name_styles=(
        "{}", "{}", "{}", "{}", "My name is {}", "I'm {}", "Im {}", "it's {}", "Hi, I'm {}", "{} thanks", "{}.",
        "Mrs {}", "Mr. {}", "Dr {}", "This is {}", "Name: {}", "my full name is {}", "Hello my name is {}",
        "{}, thank you", "{} please", "Yes, {}", "Miss {}",
    ),
    child_names=("Ella Byrne", "Noah Raman", "Leo Baker", "Maisie Stone", "Amir Hassan"),
    relations=("mother", "his mum", "father", "I'm her dad", "grandmother", "carer", "Mum"),
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    date_styles=(
        "{d} {month} {y}", "{d} {month} {y}", "{d}/{m}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "{month} {d}, {y}",
        "{d}/{m}/{yy}", "{y}-{m:0>2}-{d:0>2}", "{d} of {month} {y}", "{month} {d} {y}",
    ),
    date_wraps=("{}", "{}", "{}", "{}", "born {}", "I was born on {}", "DOB {}", "d.o.b. {}", "It's {}", "{} thanks"),
    addresses=(
        ("12 Mill Lane", "Larkfield", "LK1 2AB"), ("4 Station Rd", "Larkfield"),
        ("Flat 2, 40 Dock Rd", "Larkfield", "LK2 9QQ"), ("The Old Rectory", "Church Street", "Little Wem"),
        ("1600 Pine Ave Apt 4B", "Springfield, IL 62704"), ("88a High St", "Larkfield"),
        ("22 Thanks Lane", "Yesbury"), ("Room 5, Hope Hostel", "9 Quay Street", "Larkfield"),
    ),
    address_styles=("{}", "{}", "{}", "{}", "I live at {}", "my address is {}", "{} thanks", "It's {}"),
    illnesses=(
        "Asthma since I was ten", "High blood pressure", "Diabetes type 2", "had my appendix out in 2009",
        "hip replacement 2018, left side", "migraines", "Arthritis in both knees",
        "I stopped smoking in 2010", "my father died of a heart attack at 50", "C-section 2015",
        "underactive thyroid", "depression, but fine now", "gallstones removed", "epilepsy as a child",
    ),
    medicines=(
        "Ramipril 5 mg", "metformin 500mg twice a day", "Salbutamol when needed", "levothyroxine 50 mcg mornings",
        "paracetamol sometimes", "Atorvastatin 20 mg at night", "the pill", "vitamin D", "aspirin 75",
    ),
    allergies=("penicillin, gives me a rash", "peanuts", "latex", "bee stings"),
    reasons=("a check-up", "my knee hurts", "blood test results", "repeat prescription"),
    no_illness=(
        "none", "None", "no", "nothing", "N/A", "nil", "nope", "-", "no known illnesses", "none that I know of",
        "nothing at all", "no thanks", "nothing really", "I'm healthy", "0", "no medical history", "na", "none thanks",
    ),
    no_medicine=(
        "none", "no", "nothing", "no meds", "I don't take any", "N/A", "not on any medication", "no medicines",
        "none at the moment", "nil", "-", "I take nothing", "no medication", "don't take anything", "none currently",
    ),
    no_allergy=("none", "no", "no allergies", "none known", "NKDA", "not that I know of", "nope"),
    done=(
        "DONE", "done", "that's it", "thats it", "that's all", "no more", "finished", "done thanks", "nothing else",
        "that's everything", "no", "ok that's all", "finish", "that is all, thank you", "I'm done", "all done",
    ),
    sends=(
        "SEND", "send", "yes", "Yes", "correct", "all correct", "yes that's all right", "looks good", "ok", "yes send it",
        "that's right", "perfect", "👍", "all good thanks", "submit", "yes please send",
    ),
    corrects_address=("the address is wrong", "change address", "wait, the address is wrong", "address", "3", "edit 3"),
    comes_back=("hi", "Sorry, I had to go", "hello again", "I'm back", "continue", "yes", "ok", "sorry for the delay"),
    slips=("see you at 8, love", "lol did you see that", "buy milk and eggs", "on my way"),
    takes_back=("delete that", "undo", "not that", "scratch that please", "sorry, ignore that", "delete my last message"),
    closes=("thanks", "ok", "👍", "thank you", "there you go"),
    yes=("1", "yes", "yeah"),
    no=("2", "no"),
    whom={
        "self": ("1", "me", "myself", "for me", "Me please", "1"),
        "child": ("2", "my son", "my daughter", "for my child", "a child", "2"),
        "adult": ("3", "my mum", "an adult I care for", "3", "my husband"),
    },
)  # fmt: skip

SPANISH: Final = Habits(
    language="es",
    number="2",
    first=(
        "hola", "Buenos días", "buenas", "Hola buenas tardes", "hola buen día, necesito una cita", "Hola!",
        "Buenas tardes, quería registrarme", "hola, me dijeron que escriba aquí", "hola?", "Hola, tengo cita el martes",
    ),
    chooses=("2", "2", "2", "Español", "español por favor", "castellano", "2.", "es", "en español"),
    agrees=(
        "1", "1", "sí", "si", "Sí acepto", "acepto", "si claro", "claro que sí", "vale", "ok", "sí, de acuerdo",
        "sí hija sí", "de acuerdo", "por supuesto", "👍", "Sí gracias",
    ),
    names=(
        ("Juan Gómez Pérez", "Juan"), ("María José de la Cruz", "María José"), ("Aicha Benali", "Aicha"),
        ("José Luis Martínez", "José Luis"), ("Carmen Ruiz Ortega", "Carmen"), ("Íñigo Etxeberria", "Íñigo"),
        ("Ana del Río", "Ana"), ("Lucía Fernández", "Lucía"), ("Miguel Ángel Soto", "Miguel Ángel"),
        ("Guadalupe Hernández", "Guadalupe"), ("Pilar Sin Miedo", "Pilar"), ("Dolores Fuertes", "Dolores"),
        ("Xiomara Quispe", "Xiomara"), ("Ramón y Cajal", "Ramón"), ("Concepción Núñez", "Concepción"),
        ("Beatriz de León", "Beatriz"), ("Jesús Mejía", "Jesús"), ("Rosa Blanco Ya", "Rosa"),
        ("Esperanza Vega", "Esperanza"), ("Manuel Nada Costas", "Manuel"),
    ),
    name_styles=(
        "{}", "{}", "{}", "{}", "Me llamo {}", "Soy {}", "soy {}", "Mi nombre es {}", "Hola soy {}", "{} gracias",
        "{}.", "Doña {}", "Sra. {}", "Sr {}", "Don {}", "Nombre: {}", "{}, gracias", "mi nombre completo es {}",
        "Hola, me llamo {}", "{} por favor", "Sí, {}", "Srta. {}",
    ),
    child_names=("Mateo Gómez", "Sofía Ruiz", "Hugo Vega", "Valentina Soto", "Nico Benali"),
    relations=("madre", "su mamá", "padre", "soy su papá", "abuela", "tutora", "Mamá"),
    months=(
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
        "noviembre", "diciembre",
    ),
    date_styles=(
        "{d} de {month} de {y}", "{d} de {month} de {y}", "{d}/{m}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}",
        "{d} {month} {y}", "{d}/{m}/{yy}", "{y}-{m:0>2}-{d:0>2}", "{d} de {month} del {y}", "el {d} de {month} de {y}",
    ),
    date_wraps=("{}", "{}", "{}", "{}", "nací el {}", "Nací {}", "fecha {}", "{} gracias", "es {}"),
    addresses=(
        ("Calle Real 8", "Dos Hermanas"), ("Avda. de la Paz 12, 3º B", "Sevilla", "41013"),
        ("Calle Sol 3", "Huelva"), ("Col. Centro, Calle 5 de Mayo 22", "Puebla"), ("C/ Fin 7, bajo", "Cádiz"),
        ("Plaza Mayor 1", "2º izquierda", "Salamanca"), ("Barrio San José, manzana 4, lote 9", "Lima"),
        ("Jr. Unión 450", "Arequipa"),
    ),
    address_styles=("{}", "{}", "{}", "{}", "vivo en {}", "mi dirección es {}", "{} gracias", "Es {}"),
    illnesses=(
        "Asma desde niña", "Tensión alta", "Diabetes tipo 2", "me operaron de apendicitis en 2009",
        "prótesis de cadera en 2018", "migrañas", "artrosis en las rodillas", "dejé de fumar en 2010",
        "mi padre murió de un infarto a los 50", "cesárea en 2015", "hipotiroidismo",
        "depresión, pero ya estoy bien", "me quitaron la vesícula", "epilepsia de pequeño",
    ),
    medicines=(
        "Ramipril 5 mg", "metformina 850 dos veces al día", "Ventolin cuando lo necesito", "levotiroxina 50 mcg",
        "paracetamol a veces", "Atorvastatina 20 mg por la noche", "la píldora", "vitamina D", "aspirina 100",
    ),
    allergies=("penicilina, me salen ronchas", "cacahuetes", "al látex", "picaduras de abeja"),
    reasons=("una revisión", "me duele la rodilla", "resultados de la analítica", "renovar la receta"),
    no_illness=(
        "ninguna", "ninguno", "nada", "no", "no tengo", "ninguna enfermedad", "no tengo nada", "sin antecedentes",
        "nada importante", "que yo sepa no", "no aplica", "-", "nada de nada", "no, ninguna", "ninguna gracias",
        "no que yo sepa", "estoy sano", "n/a",
    ),
    no_medicine=(
        "ninguno", "ninguna", "nada", "no", "no tomo nada", "ningún medicamento", "no tomo ninguno", "no tomo",
        "ninguna medicina", "de momento nada", "no tomo medicamentos", "-", "no, gracias", "nada, gracias",
    ),
    no_allergy=("ninguna", "no", "no tengo alergias", "ninguna conocida", "que yo sepa no", "nada"),
    done=(
        "LISTO", "listo", "ya", "eso es todo", "ya está", "fin", "nada más", "listo gracias", "terminé", "es todo",
        "ya no más", "eso es todo, gracias", "no", "ya está hija", "ninguna más", "he terminado",
    ),
    sends=(
        "ENVIAR", "enviar", "sí", "si", "correcto", "todo correcto", "está bien", "todo bien", "ok", "sí, envíelo",
        "vale", "perfecto", "mandar", "👍", "sí todo está bien", "de acuerdo, enviar",
    ),
    corrects_address=("la dirección está mal", "cambiar la dirección", "dirección", "la 3", "3", "cambiar 3"),
    comes_back=("hola", "Perdón, no pude antes", "hola de nuevo", "ya estoy aquí", "seguir", "sí", "ok", "disculpe la demora"),
    slips=("nos vemos a las 8, amor", "jaja lo viste?", "compra leche y huevos", "ya voy"),
    takes_back=("borra eso", "borre eso por favor", "quita lo último", "eso no", "perdón, ignore eso", "deshacer"),
    closes=("gracias", "ok", "👍", "muchas gracias", "ahí va"),
    yes=("1", "sí", "si"),
    no=("2", "no"),
    whom={
        "self": ("1", "para mí", "yo", "mí misma", "para mi", "1"),
        "child": ("2", "mi hijo", "mi hija", "para mi hijo", "un niño", "2"),
        "adult": ("3", "mi madre", "un adulto que cuido", "3", "mi marido"),
    },
)  # fmt: skip

ALL: Final = (ENGLISH, SPANISH)
