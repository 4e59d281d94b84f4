"""Names of columns in English, as programs of other countries export them: read as what they are called in Russian.

A language, not one more way to write a name: whatever the vocabularies know of a Russian name is known of these.
"""

import re
from functools import lru_cache

_CYRILLIC, _LATIN = re.compile(r"[а-яё]", re.IGNORECASE), re.compile(r"[a-z]", re.IGNORECASE)
# Words that are said together first; a name is put into Russian from the left.
_SAID = {
    "фамилия": ("last name", "lastname", "family name", "familyname", "surname"),
    "имя": ("first name", "firstname", "given name", "givenname", "forename"),
    "отчество": ("middle name", "middlename", "patronymic"),
    "фио": ("full name", "fullname", "name"),
    "дата рождения": ("date of birth", "birth date", "birthdate", "birthday", "dob"),
    "ученик": ("student", "pupil", "child"),
    "ученики": ("students", "pupils", "children"),
    "родитель": ("parent",),
    "родители": ("parents", "guardians"),
    "опекун": ("guardian",),
    "мать": ("mother",),
    "отец": ("father",),
    "степень родства": ("relationship", "relation", "kinship"),
    "классный руководитель": ("class teacher", "homeroom teacher", "form teacher", "form tutor", "tutor"),
    "учитель": ("teacher",),
    "сотрудник": ("employee",),
    "сотрудники": ("staff", "teachers", "employees"),
    "должность": ("job title", "position"),
    "принят на работу": ("hire date", "hired on", "hired"),
    "класс": ("class", "grade", "form"),
    "классы": ("classes",),
    "литера": ("letter",),
    "группа": ("group",),
    "подгруппа": ("subgroup",),
    "пол": ("gender", "sex"),
    "телефон": ("phone number", "mobile phone", "cell phone", "telephone", "phone", "mobile", "tel"),
    "адрес": ("home address", "address"),
    "личное дело": ("file number", "student number"),
    "дата зачисления": ("enrollment date", "enrolment date", "admission date", "enrolled on", "enrolled", "admitted"),
    "дата выбытия": ("withdrawal date", "left on"),
    "предмет": ("subject", "course"),
    "часов в неделю": ("hours per week", "weekly hours", "hours a week"),
    "часы": ("hours",),
    "кабинет": ("classroom", "room"),
    "кабинеты": ("rooms", "classrooms"),
    "вместимость": ("capacity", "seats"),
    "день недели": ("day of week", "weekday", "day"),
    "урок": ("lesson number", "lesson no", "lesson"),
    "начало": ("start date", "start time", "starts", "start", "begin", "from"),
    "конец": ("end date", "end time", "ends", "end", "finish", "to"),
    "время": ("time",),
    "смена": ("shift",),
    "период": ("term", "quarter"),
    "каникулы": ("holidays", "holiday", "vacation"),
    "звонки": ("bells", "bell schedule"),
    "учебный план": ("curriculum",),
    "расписание": ("timetable",),
    "нагрузка": ("workload", "teaching load"),
    "примечание": ("comments", "comment", "notes", "note", "remarks"),
}
_WORDS = {english: russian for russian, names in _SAID.items() for english in names}
_PHRASE = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)) + r")\b")


@lru_cache(maxsize=50_000)
def in_russian(header: str) -> str:
    """Return an English header in Russian, «Date of birth» as «дата рождения»; any other text as it is."""
    if not _LATIN.search(header) or _CYRILLIC.search(header):
        return header
    key = " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", header).casefold().replace("'s ", " ").split())
    return _PHRASE.sub(lambda found: _WORDS[found[0]], key) if _PHRASE.search(key) else header
