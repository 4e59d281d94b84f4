"""The tables of a school's base by name, and the lexicon of their headers; the names are in `vocabularies/`."""

import re

from letopis.documents.school_import.vocabularies import CARD, CHILD, SPECIFIED, VOCABULARIES
from letopis.documents.sheets.headers import Lexicon
from letopis.documents.sheets.normal import normal
from letopis.school.organisation.words import phrase

# Which tables an import knows, in the order they are written; with the word the operator sees (`table_name` says it).
TABLES = {
    "card": "Карточка {school.gen}",
    "calendar": "Периоды, каникулы, праздники",
    "bells": "Звонки",
    "rooms": "Кабинеты",
    "staff": "Сотрудники",
    "classes": "{Group.noms}",
    "students": "{Student.noms}",
    "guardians": "Родители",
    "curriculum": "Учебный план",
    "load": "Нагрузка",
    "timetable": "Расписание",
    "subjects": "Предметы",
    "shorts": "Сокращения предметов",
}

# The question which school year the files are for; it is answered by the year's name: «2027/2028».
WHICH_YEAR = "which_year"
# The question whether the files are of another school.
OTHER_SCHOOL = "other_school"


def table_name(kind: str) -> str:
    """Return the name of a table, a key of TABLES: «Классы», in a college «Группы»."""
    return phrase(TABLES[kind])


# Every pattern of the vocabularies needs one of these; most data have none, and one search is cheaper than two hundred.
_STEMS = re.compile(
    r"№|#|^n$|ф\W*и\W*о|фамил|имя|отчеств|^пол|рожд|родил|^д\W*р|др |клас|^кл|груп|парал|курс|год|литер|букв"
    r"|индекс|^лит|ступен|цифр"
    r"|прим|коммент|дополн|тел|моб|сотов|контакт|mail|почт|снилс|страхов|адрес|жител|прожив|регистр|пропис|приказ|распор"
    r"|зачис|прием|приём|прибы|принят|поступ|выбы|отчис|убы|дел|^л\W*д|алфав|форм|соглас|здоров|физ|медиц|язык"
    r"| яз|родит|предст"
    r"|опек|взрос|учен|обуч|учащ|реб|дет|воспит|студ|школ|мат|мам|отц|отец|пап|родст|кем|степ|статус|кто|отнош|роль|работ"
    r"|должн|катег|аттест|предмет|дисц|препод|ведет|ведёт|специал|стаж|образ|руков|куратор|сотр|педагог|учит|увол"
    r"|профил|направ|уклон|програм|смен|кол|числ|наполн|чел|каб|ауд|помещ|комнат|шифр|обознач|наимен|назв|вмест|мест|вид|тип"
    r"|назнач|ответ|завед|^зав|закреп|этаж|площ|корп|здан|урок|пар|занят|начал|^с$|старт|^от$|кон|^по|^до|врем|час|перемен|отдых"
    r"|продол|срок|дат|перио|каник|четв|празд|событ|семес|тримест|полуг|выход|недел|чет|знамен|черед|дней|день|дни|^дн|подгр|^гр|част|нагруз"
    r"|област|компон|раздел|всего|итого|сумм|поряд|^пп|^п\W*п|номер|расп|англ|^ин|нем|кому|делен",
    re.IGNORECASE,
)

# Headers that tell one table from another.
_NOTIONS = {
    "subject": re.compile(r"^(учебн\w+ )?(предмет|дисциплин)"),
    "position": re.compile(r"^должност"),
    "day": re.compile(r"^(день|дни)( недели)?$"),
    "teacher": re.compile(r"^(учител|преподавател|педагог)"),
    "hours": re.compile(r"^(кол\w* )?час"),
    "number": re.compile(r"^(№|номер) ?урок|^урок$"),
    "class": re.compile(r"^класс$"),
    "child": re.compile(rf"(фио|фамил|имя).*{CHILD}|{CHILD}.*(фио|фамил|имя)|^(ученик|обучающийся|учащийся)$"),
}
LEXICON = Lexicon(
    VOCABULARIES,
    stems=re.compile("|".join([_STEMS.pattern, *SPECIFIED]), re.IGNORECASE),
    notions=_NOTIONS,
    names={kind: name for kind, name in TABLES.items() if kind != "card"},
)


def card_field(label: str) -> str | None:
    """Return the field of the school's card that a label means."""
    key = normal(label)
    if not key or len(key) > 60:
        return None
    return next((column.field for column in CARD if column.pattern.search(key)), None)
