"""What the columns of the load and of the curriculum are called."""

import re

from letopis.documents.school_import.vocabularies.common import (
    CLASS,
    GRADE,
    LETTER,
    NAME_WORDS,
    NOTE,
    STAFF_CARD,
    column,
)
from letopis.documents.sheets.headers import IGNORE, ROW_NUMBERS, Vocabulary

LOAD = Vocabulary(
    "load",
    re.compile(r"нагрузк|тарификац|распределен|внеурочн"),
    (
        ROW_NUMBERS,
        column("kind", "Вид", r"^вид\b(?!.*(работ|контрол))|^внеурочн\w*$"),
        column(
            "teacher",
            "{Teacher.nom}",
            rf"учител|преподав(?!аем)|педагог|^фио|сотрудник|^кто ведет|^{NAME_WORDS}",
        ),
        STAFF_CARD["position"],
        column("subject", "Предмет", r"предмет|дисципл|^курс|^наименование"),
        column("subgroup", "Подгруппа", r"подгрупп|^группа$|^гр$|^часть класса|деление"),
        CLASS,
        GRADE,
        LETTER,
        column("class", "{Group.nom}", r"класс\w*.*(час|нагруз)|час\w*.*класс"),
        # Of hours of a week and hours of a year, the week's are the load.
        column(IGNORE, "Часов в год", r"за год|в год|годов|за семестр|всего"),
        column("hours", "Часов в неделю", r"час|нагруз|кол"),
        NOTE,
    ),
    needs=(("teacher", "+"), ("subject",), ("class", "grade+letter")),
    tells=("hours",),
    never=("day",),
    fills_down=("teacher",),
)

CURRICULUM = Vocabulary(
    "curriculum",
    re.compile(r"учебн\w+ план"),
    (
        ROW_NUMBERS,
        column("area", "Предметная область", r"област"),
        column("part", "Часть", r"^часть|компонент|раздел"),
        column("subject", "Предмет", r"предмет|дисципл|^курс|^наименование"),
        CLASS,
        GRADE,
        LETTER,
        column(IGNORE, "Всего", r"всего|итого|сумм|в год"),
        column("hours", "Часов в неделю", r"час|кол|нагруз"),
    ),
    needs=(("subject",), ("class", "grade"), ("hours",)),
    never=("teacher", "day"),
    fills_down=("area",),
)
