"""What invented people are called, and say. Nobody's name, street or illness."""

from __future__ import annotations

from typing import Final

FAMILIES: Final = (
    (
        (
            "Maya",
            "Noah",
            "Ines",
            "Tom",
            "Ruth",
            "Owen",
            "Ella",
            "Jack",
            "Orla",
            "Sam",
            "Priya",
            "Hugh",
            "Alice",
            "Ben",
        ),
        (
            "Okafor-Lindt",
            "Hale",
            "Whitcombe",
            "Ashdown",
            "Larkin",
            "Penrose",
            "Thorne",
            "Marlowe",
            "Quill",
            "Fenn",
        ),
    ),
    (
        ("Lucía", "Íñigo", "Beatriz", "Mateo", "Nuria", "Álvaro", "Ximena", "Joaquín", "Rocío", "Andrés"),
        ("Ibáñez Soler", "Muñoz Peña", "Zúñiga", "Cárdenas Ruiz", "Núñez", "Echeverría", "del Río", "Güell"),
    ),
    (
        ("مريم", "يوسف", "ليلى", "عمر", "نور", "سمير", "هدى", "كريم"),
        ("الخوري", "حداد", "المصري", "صباغ", "النجار", "بركات"),
    ),
    (
        ("Łucja", "Michał", "Żaneta", "Paweł", "Agnieszka", "Grzegorz"),
        ("Wiśniewska", "Dąbrowski", "Żak", "Wójcik", "Król"),
    ),
    (
        ("Ελένη", "Νίκος", "Σοφία", "Άρης"),
        ("Παπαδάκη", "Λούκας", "Μαρκάτου", "Ξένος"),
    ),
    (
        ("Олена", "Тарас", "Ганна", "Богдан", "Ірина"),
        ("Шевчук", "Коваль", "Мельник", "Бойко"),
    ),
    (
        ("Minh", "Thảo", "Quân", "Hương"),
        ("Nguyễn", "Trần", "Đặng", "Phạm"),
    ),
)
"""Given and family names that go together."""

STREETS: Final = (
    "Mill Lane", "Larkfield Terrace", "Quarry Road", "Church Walk", "Orchard Close", "Station Parade",
    "Harbour View", "Windmill Hill", "Calle del Olmo", "Alameda Vieja", "Rope Street", "Tanner's Yard",
)  # fmt: skip
ADDRESSES: Final = ("3 Weir Cottages, Larkfield", "Flat 2, 41 Bridge Street", "The Old Forge, Nettlecombe")
HISTORIES: Final = (
    "None", "Asthma since childhood", "High blood pressure", "Type 2 diabetes, diet only", "Migraine, twice a month",
    "Broken wrist in 2019, healed well", "Hay fever in spring", "Underactive thyroid", "Gallbladder taken out in 2015",
    "Eczema", "Ninguna", "Hipertensión", "Alergia al polen",
)  # fmt: skip
MEDICINES: Final = (
    "None", "Salbutamol inhaler when needed", "Amlodipine 5 mg once a day", "Metformin 500 mg twice a day",
    "Levothyroxine 50 micrograms", "Paracetamol now and then", "The pill", "Ninguno", "Losartán 50 mg",
    "Cetirizine in spring",
)  # fmt: skip
EMERGENCY: Final = "Chest pain since this morning"
