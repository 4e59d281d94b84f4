"""Rows below a header that are no data: totals, signatures, notes. Told by what the whole row says, never by a prefix.

A total is counting words and numbers alone: «Итого», «Всего по школе: 40», never «Итоговое повторение». A signature has
a line to sign on, or begins with who signs and has little else; a person has neither.
"""

import re
from collections.abc import Sequence

from letopis.documents.sheets.kinds import kinds_of
from letopis.kernel.text import search_key

_LONGEST = 120
_BEGINS = re.compile(r"(?:итоги?|итого|всего|сумма|максимальн\w*|предельн\w*|средн(?:ее|ий|яя|ие)|общее|в том числе)\b")
# What else a total says: whole words, and the beginnings of others.
_COUNTING = re.compile(
    r"(?:по|за|в|на|из|них|и|с|для|ч|н|то|том|м|ж|ед|шт|год|года|кол|чел|во)"
    r"|(?:итог|всего|сумм|максимальн|предельн|средн|общ|числ|час|урок|заняти|челов|учени|учащ|обуч|дет[ей]|класс|комплект"
    r"|четверт|полугод|тримест|недел|нагруз|ставк|сотруд|работник|педагог|школ|план|колич|мальчик|девоч|юнош|девуш|балл"
    r"|значен|наполн|возраст|допуст|учебн|аудитор|обязат|част|компон|строк|запис|предмет|семестр|групп|курс|студент"
    r"|родител|кабинет|помещ|мест|раздел|тем|параллел|начальн|основн|старш|звен|максимум)\w*"
)
_AVERAGED = re.compile(r"(?:балл|значен|наполн|возраст|числ|колич|нагруз|оценк|отметк)\w*")
_LINE = re.compile(r"_{3}")
_SIGNS = re.compile(
    r"(?:директор|заведующ|руководител|классн\w+ руководител|секретар|подпис|ответствен|составил|согласован|утвержд"
    r"|председател|протокол|примечан|печать|проверил|исполнител|завуч)|(?:и о директор|зам|кл рук|исп|м п)\b"
)
_ROLES = re.compile(
    r"(?i)(?<!\w)(?:(?:директор|руководител|завуч|заведующ|секретар|гимнази|подпис|учител|список|примечан)\w*"
    r"|школ(?:а|ы|е|у|ой)|лице(?:й|я|ю|ем|е)|класс\w{0,3}|рук|кл|зам|исп|всего|итого)(?!\w)"
)


def is_total(text: str) -> bool:
    """Whether a cell is a total's: it begins with a word of totals, and all it says is counting."""
    key = search_key(text)
    if len(key) > _LONGEST or not _BEGINS.match(key):
        return False
    words = re.findall(r"[^\W\d_]+", key)
    if not all(_COUNTING.fullmatch(word) or _AVERAGED.fullmatch(word) for word in words):
        return False
    # «Среднее общее» is an education, «средний балл» is counted.
    return not words[0].startswith(("средн", "общее")) or any(_AVERAGED.fullmatch(word) for word in words[1:])


def is_tally(texts: Sequence[str]) -> bool:
    """Whether a row counts: «Мальчиков: | 12», «Всего учащихся | 25». Where names stand, such words are nobody's."""
    words = re.findall(r"[^\W\d_]+", search_key(texts[0]))
    counted = all(re.fullmatch(r"\d{1,4}(?: ?чел\w*\.?)?", text.removesuffix(".0")) for text in texts[1:])
    return bool(words) and counted and len(texts[0]) <= _LONGEST and all(map(_COUNTING.fullmatch, words))


def is_signature(texts: Sequence[str], usual: int) -> bool:
    """Whether the texts of a row are a place to sign: of a table whose rows have `usual` filled cells."""
    few = len(texts) <= max(3, usual // 2)
    if any(_LINE.search(text) for text in texts):
        return few or len(texts) < usual
    first = re.sub(r"\W+", " ", search_key(texts[0][:_LONGEST])).strip()
    return few and len(texts) < usual and bool(_SIGNS.match(first))


def is_person(text: str) -> bool:
    """Whether a cell that stands alone may be somebody's name."""
    return "full name" in kinds_of(text) and not _ROLES.search(text) and not _LINE.search(text)
