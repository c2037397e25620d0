"""What the patients of the golden transcripts write on the form's pages instead.

Each line is `page: what is typed, or the button`. A page passes words on together with the alarm, so nobody says them again. A slash parts the lines of an address, the rows of a list and the lines of a text.
"""

from __future__ import annotations

TOLD = {
    "en-after-sending": """
        whom: self
        consent: yes
        name: Maya Okafor
        birth_date: 4 March 1990
        address: 12 Mill Lane / Larkfield
        medical_history: Asthma
        medications: Salbutamol
        review: send
        done: I forgot: I am allergic to penicillin
        done: change
        medications: Ramipril 5 mg / Aspirin
        changes: send
        done: No medicines for the eyes any more
    """,
    "en-burst-pace": """
        whom: self
        consent: yes
        name: Ann Marie Lee
        birth_date: 4 March 1990
        address: 8 Elm Court / Larkfield / LK1 2AB
        medical_history: asthma / and high blood pressure
        medications: Bisoprolol / GTN spray
        review: send
    """,
    "en-carer": """
        whom: child
        consent: yes
        carer_name: Fatima Begum
        carer_relation: im his mum
        name: Yusuf Begum
        birth_date: 3 May 2019
        address: 9 Elm Court / Larkfield
        medical_history: eczema
        medications: E45 cream twice a day
        review: send
    """,
    "en-child": """
        whom: child
        consent: yes
        carer_name: Mrs Ann Okafor
        carer_relation: his mum
        name: Leo Okafor
        birth_date: 4 5 2022
        address: 12 Mill Lane / Larkfield
        medical_history: asthma
        medications: none
        review: send
        done: another
        whom: child
        consent: yes
        carer_name: Ann Okafor
        carer_relation: mother
        name: Mia Okafor
        birth_date: 1 June 20
        birth_date: 1 June 2020
        address: same place, 12 Mill Lane / Larkfield
        medical_history: nothing
        medications: no meds
        review: send
        done: change 2
        address: 14 Mill Lane / Larkfield
        changes: send
    """,
    "en-child-by-age": """
        whom: self
        consent: yes
        name: Mia Okafor
        birth_date: 2015
        minor: no
        whom: child
        consent: yes
        carer_name: Ann Okafor
        carer_relation: her mother
        name: Mia Okafor
        birth_date: 4 March 2015
        address: 12 Mill Lane / Larkfield
        medical_history: hay fever
        medications: none
        review: send
    """,
    "en-coming-back": """
        whom: self
        consent: yes
        name: Maya Okafor
        birth_date: 4 March 1990
        address: 12 Mill Lane / Larkfield
        medical_history: none
        medications: none
        review: send
        done: change
        address: 7 New Street / Larkfield
        changes: send
        done: another
        whom: child
        consent: yes
        carer_name: Ann Okafor
        carer_relation: mother
        name: Ben Okafor
        birth_date: 8
        address: 12 Mill Lane / Larkfield
        medical_history: none
        medications: none
        review: send
        done: change 2
        birth_date: Hay fever 2
    """,
    "en-danger": """
        whom: self
        consent: yes
        name: I want to kill myself
        help: safe
        name: Robert Hale
        birth_date: 4 March 1990
        address: chst pain
        help: safe
        address: 12 Mill Lane / Larkfield
        medical_history: My father died of a heart attack / stroke in 2018
        medications: my chest feels tight right now
        help: safe
        review: send
        done: I took all my pills
        help: safe
        done: I'm going to end my life
    """,
    "en-french": """
        whom: self
        consent: yes
        name: Marie Dubois
        birth_date: 14 March 1975
        address: 4 Station Road / Larkfield
        medical_history: none
        medications: none
        review: send
    """,
    "en-minor": """
        whom: self
        consent: yes
        name: Mia Okafor
        birth_date: 4 March 2014
        minor: no
        whom: child
        consent: yes
        carer_name: Ann Okafor
        carer_relation: mother
        name: Mia Okafor
        birth_date: 4 March 2014
        address: 12 Mill Lane / Larkfield
        medical_history: hay fever
        medications: none
        review: send
    """,
    "en-shared-phone": """
        whom: self
        consent: yes
        name: Maya Okafor
        birth_date: 4 March 1990
        address: 12 Mill Lane / Larkfield
        medical_history: none
        medications: none
        review: send
        done: another
        whom: adult
        consent: yes
        carer_name: Maya Okafor
        carer_relation: we share this phone
        name: Sam Lindt
        birth_date: 2 6 1980
        address: 12 Mill Lane / Larkfield
        medical_history: high blood pressure
        medications: ramipril 5 mg
        review: send
    """,
    "en-unanswered-doubt": """
        whom: self
        consent: yes
        name: Robert Hale
        birth_date: 4 March 1990
        address: I feel suiside
        help: silence
        help: safe
        address: 12 Mill Lane / Larkfield
        medical_history: none
        medications: none
        review: send
    """,
    "en-whole-intake": """
        whom: self
        consent: yes
        name: hi
        name: Maya Okafor-Lindt
        birth_date: 3 4 90
        address: 12 Mill Lane / Larkfield
        medical_history: Asthma since I was ten / I have chest pain on the left
        help: safe
        medications: Salbutamol when needed
        address: 14 Mill Lane / Larkfield
        review: send
    """,
    "es-after-sending": """
        whom: self
        consent: yes
        name: Maya Okafor Ruiz
        birth_date: 4 marzo 1990
        address: Calle Real 8 / Sevilla
        medical_history: Asma
        medications: Salbutamol
        review: send
        done: Se me olvidó: soy alérgica a la penicilina
        done: change
        medications: Ramipril 5 mg / Aspirin
        changes: send
        done: Ya no uso las gotas de los ojos
    """,
    "es-child": """
        whom: self
        consent: yes
        name: Lucía Ruiz
        birth_date: 5 5 2022
        minor: yes
        consent: yes
        carer_name: Me llamo Carmen Ruiz Ortega
        carer_relation: su mamá
        name: Lucía Ruiz
        address: vivo en Calle Real 8 / Dos Hermanas
        medical_history: ninguna
        medications: no toma nada
        review: send
    """,
    "es-danger": """
        whom: self
        consent: yes
        name: me voy a suicidar
        help: call
        name: Carmen Ruiz Soto
        birth_date: 4 marzo 1990
        address: me duele el pehco
        help: now
        help: safe
        address: Calle Mayor 12 / Sevilla
        medical_history: Mi padre murió de un infarto / ictus en 2018
        medications: me falta el aire desde esta mañana
        help: safe
        review: send
        done: no quiero vivir
        help: safe
        done: se está ahogando mi hijo
    """,
    "es-minor": """
        whom: self
        consent: yes
        name: Hugo Vega
        birth_date: 3 3 2014
        minor: no
    """,
    "es-same-words": """
        whom: self
        consent: yes
        name: Carmen Ruiz Soto
        birth_date: 4 marzo 1990
        address: Calle Mayor 12 / Sevilla
        medical_history: asma
        medications: none
        review: send
        done: me falta el aire desde esta mañana
        help: safe
        done: me falta el aire desde esta mañana
        done: me falta el aire desde esta mañana
    """,
    "es-second-thoughts": """
        whom: self
        consent: no
        consent: yes
        name: Ana Pérez
        birth_date: 4 marzo 1990
        address: El Molino / Sevilla
    """,
    "es-two-people": """
        whom: self
        consent: yes
        name: Rosa Elena Campos
        birth_date: 14 marzo 1962
        address: Calle Olmo 12 / Puebla
        medical_history: asma
        medications: none
        review: send
        done: another
        whom: adult
        consent: yes
        carer_name: Rosa Elena Campos
        carer_relation: su hermana
        name: Lucía Campos
        birth_date: 3 mayo 1965
        address: Calle Olmo 12 / Puebla
        medical_history: none
        medications: losartán 50 mg
        review: send
    """,
    "es-whole-intake": """
        whom: self
        consent: yes
        name: José Ñúñez
        birth_date: 29 2 1950
        birth_date: 76
        address: Calle Mayor 3 / Lima
        medical_history: Azúcar en la sangre / No puedo respirar
        help: safe
        medications: ninguno
        birth_date: 4 marzo 1950
        review: send
    """,
}

NOT_TAKEN = {"hi", "29 2 1950", "1 June 20", "Hay fever 2"}
"""What a page refuses, as the chat does."""


def told(transcript: str) -> list[tuple[str, str]]:
    """Return the pages of one transcript, each with what is typed on it."""
    lines = map(str.strip, TOLD[transcript].strip().splitlines())
    return [(page, typed) for page, _, typed in (line.partition(": ") for line in lines)]
