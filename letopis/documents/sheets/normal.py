"""A header as headers are compared."""

import re
from functools import lru_cache

from letopis.documents.sheets.english import in_russian
from letopis.kernel.text import search_key

_GLUED = re.compile(r"(?<=[а-яёa-z])(?=[А-ЯЁA-Z][а-яёa-z])")

_AS_OF = re.compile(r"(?<=\w) на \d{1,2} \d{2} \d{2,4}( г| года)?$")


@lru_cache(maxsize=50_000)
def normal(header: str) -> str:
    """Return a header as names are compared with: lower case, ё as е, «Ф.И.О.» as «фио», signs as spaces.

    «ДатаРождения» is two words, and so is «дата_рождения»; «Date of birth» is «дата рождения».
    """
    key = search_key(_GLUED.sub(" ", in_russian(header)).replace("_", " "))
    key = key.replace("№", " № ").replace("e-mail", "email").replace("эл.", "эл ")
    key = re.sub(r"[^\w№+/ ]+", " ", key)
    key = re.sub(r"\s+", " ", key).strip()
    # «Класс на 01.09.2026» is the class.
    key = _AS_OF.sub("", key)
    return re.sub(r"\bф и о\b", "фио", key)
