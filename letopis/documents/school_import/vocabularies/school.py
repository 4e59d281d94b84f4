"""What the columns of lists of classes, rooms, subjects and their short names are called."""

import re

from letopis.documents.school_import.vocabularies.common import CLASS, GRADE, KEY, LETTER, NOTE, column
from letopis.documents.sheets.headers import IGNORE, ROW_NUMBERS, Vocabulary

CLASSES = Vocabulary(
    "classes",
    re.compile(r"класс(ы|ов)?\b(?! рук)|комплект|учебные групп"),
    (
        ROW_NUMBERS,
        KEY,
        CLASS,
        column("class", "{Group.nom}", r"^(название|наименование)$"),
        GRADE,
        LETTER,
        column("profile", "Профиль", r"профил|направлен|уклон|специальност|программа"),
        column("shift", "Смена", r"смен"),
        column("count", "Кол-во обучающихся", r"кол|числ|наполн|обучающ|учени|учащ|человек|^чел"),
        column("tutor", "{Tutor.nom}", r"руковод|куратор|^кл рук|^фио|учител"),
        column("room", "Кабинет", r"каб|аудит|помещ|^ауд"),
        NOTE,
    ),
    needs=(("class", "grade+letter"), ("tutor", "count", "profile", "shift", "room", "key", "+")),
    tells=("tutor", "count", "profile", "shift", "room", "key"),
    never=("subject",),
    pointers=("key",),
)

ROOMS = Vocabulary(
    "rooms",
    re.compile(r"кабинет|помещен|аудитор|учебн\w+ комнат"),
    (
        column(
            "number",
            "№ кабинета",
            r"^(№|номер|n)? ?(каб(инета?)?|ауд(итории|итория)?|помещ(ения|ение)?|комнаты?)( №)?$|^шифр"
            r"|^обозначение|^номер$",
        ),
        ROW_NUMBERS,
        column("name", "Наименование", r"наимен|назван"),
        column("capacity", "Вместимость", r"вмест|(кол|число).*мест|посадоч|^мест$|^мест\b"),
        column("kind", "Вид", r"^вид|^тип|назначен|профил"),
        column("responsible", "Ответственный", r"ответств|заведующ|^зав\b|^зав каб|закрепл"),
        column(IGNORE, "не хранится", r"^(этаж|площадь|корпус|здание)"),
        NOTE,
    ),
    needs=(("number",), ("name", "capacity", "kind", "responsible")),
    never=("class", "subject"),
)

SUBJECTS = Vocabulary(
    "subjects",
    re.compile(r"предмет|дисциплин"),
    (
        ROW_NUMBERS,
        KEY,
        column("subject", "Предмет", r"предмет|дисципл|наименован|назван"),
        column("area", "Предметная область", r"област"),
        NOTE,
    ),
    needs=(("subject",), ("key",)),
    never=("teacher", "day", "hours", "class"),
    pointers=("key",),
)

SHORTS = Vocabulary(
    "shorts",
    re.compile(r"сокращ|обозначен|аббревиат"),
    (
        ROW_NUMBERS,
        column("short", "Сокращение", r"^(сокращ|кратк|обознач|аббревиат|в расписании)"),
        column("subject", "Предмет", r"предмет|дисципл|полн|расшифр|наименован|значени"),
    ),
    needs=(("short",), ("subject",)),
    never=("teacher", "day", "hours", "class"),
)
