"""What a header means: it is read in a plain form and found among the words of `vocabularies.py`."""

import re
from functools import lru_cache

from letopis.documents.school_import.vocabularies import BY_TABLE, CARD, VOCABULARIES
from letopis.kernel.text import search_key
from letopis.school.organisation.words import say

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
}


def table_name(kind: str) -> str:
    """Return the name of a table, a key of TABLES: «Классы», in a college «Группы»."""
    return say(TABLES[kind])


@lru_cache(maxsize=50_000)
def normal(header: str) -> str:
    """Return a header as the patterns below read it: lower case, ё as е, «Ф.И.О.» as «фио», signs as spaces."""
    key = search_key(header).replace("№", " № ").replace("e-mail", "email").replace("эл.", "эл ")
    key = re.sub(r"[^\w№+/ ]+", " ", key)
    key = re.sub(r"\s+", " ", key).strip()
    return re.sub(r"\bф и о\b", "фио", key)


@lru_cache(maxsize=50_000)
def field_of(table: str, header: str) -> str | None:
    """Return the field that a header means in a table, IGNORE for one that is known and not kept, None for unknown."""
    key = normal(header)
    if not key or len(key) > 90:
        return None
    return next((column.field for column in BY_TABLE[table].columns if column.pattern.search(key)), None)


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
    r"|продол|срок|дат|перио|каник|четв|празд|событ|семес|тримест|полуг|выход|недел|дней|день|дни|^дн|подгр|^гр|част|нагруз"
    r"|област|компон|раздел|всего|итого|сумм|поряд|^пп|^п\W*п|номер|расп|англ|^ин|нем|кому|делен",
    re.IGNORECASE,
)


@lru_cache(maxsize=50_000)
def is_header_word(text: str) -> bool:
    """Whether a text is a header of any table: a quick sieve over data rows."""
    if len(text) > 90 or not _STEMS.search(text):
        return False
    return any(field_of(vocabulary.table, text) for vocabulary in VOCABULARIES)


def card_field(label: str) -> str | None:
    """Return the field of the school's card that a label means."""
    key = normal(label)
    if not key or len(key) > 60:
        return None
    return next((column.field for column in CARD if column.pattern.search(key)), None)
