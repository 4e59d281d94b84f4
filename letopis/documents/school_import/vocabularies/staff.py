"""What the columns of a list of staff are called."""

import re

from letopis.documents.school_import.vocabularies.common import NAMES, NOTE, PERSONAL, REACHED, STAFF_CARD, column, rest
from letopis.documents.sheets.headers import IGNORE, ROW_NUMBERS, Vocabulary

_STAFF_PLACED = (
    *("hired_order", "dismissed_order", "dismissed_on", "hired_on"),
    *("category", "position", "subjects"),
)

STAFF = Vocabulary(
    "staff",
    re.compile(r"сотрудник|работник|педагог|учител|кадр|персонал|преподавател|штат"),
    (
        ROW_NUMBERS,
        *NAMES,
        column("full_name", "ФИО", r"^(сотрудник|работник|педагог|учитель|преподаватель)( фио| полностью)?$"),
        STAFF_CARD["hired_order"],
        STAFF_CARD["dismissed_order"],
        STAFF_CARD["dismissed_on"],
        STAFF_CARD["hired_on"],
        column("tutor_class", "{Tutoring}", r"классн\w* рук|^кл рук|^класс$|руковод\w* класс|куратор"),
        STAFF_CARD["category"],
        STAFF_CARD["position"],
        STAFF_CARD["subjects"],
        *PERSONAL,
        *REACHED,
        *rest(STAFF_CARD, *_STAFF_PLACED),
        column(IGNORE, "не хранится", r"^(стаж|образование|пед стаж|общий стаж|адрес|кабинет|нагрузка)"),
        NOTE,
    ),
    needs=(("full_name", "surname+name"), ("position", "subjects", "tutor_class", "hired_on", "category", "+")),
    tells=("position", "category", "hired_on", "subjects"),
    never=("hours", "child"),
)
