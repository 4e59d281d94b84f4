"""How a lesson's topic is written (CUR-05): Т3.1.8 (no cut words, no bare «Повторение», number and topic of a work),
А3.2.4 and С3.5 (in Russian, foreign languages included; topics of practical, laboratory, control works, excursions).

All of it is advice while typing: it never stops a record.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from letopis.kernel.text import clean, search_key
from letopis.school.curriculum.enums import LessonKind
from letopis.school.organisation.words import phrase

MAX_TOPIC = 500


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice: a short Russian `message` with the remedy, the `clause`, the text put right where known."""

    code: str
    message: str
    clause: str
    suggestion: str = ""


# ── cut words ─────────────────────────────────────────────────────────
_GAP = r"[\s\u00a0]*"


def _cut(*parts: str) -> str:
    """A pattern of parts cut with full stops or joined by a slash: «к/р», «к.р.», «к. р.», «сам. раб.»."""
    return rf"{_GAP}(?:[./]|\.{_GAP}/){_GAP}".join(parts) + r"\.?"


# Pattern, the words in full. Longer cuts stand before the shorter ones that begin alike.
_EXPANSIONS = [
    (rf"{_cut('(?:к|кр|конт|контр|контрол)', '(?:р|раб)')}", "контрольная работа"),
    (rf"{_cut('(?:с|сам|самост)', '(?:р|раб)')}", "самостоятельная работа"),
    (rf"{_cut('(?:л|лаб)', '(?:р|раб)')}", "лабораторная работа"),
    (rf"{_cut('(?:п|пр|практ)', '(?:р|раб)')}", "практическая работа"),
    (rf"{_cut('(?:пров)', '(?:р|раб)')}", "проверочная работа"),
    (rf"{_cut('(?:р|разв)', '(?:р|речи)')}", "развитие речи"),
    (rf"{_cut('(?:в|вн|внекл)', '(?:ч|чт|чтение)')}", "внеклассное чтение"),
    (rf"{_cut('(?:р)', '(?:о|н/о|ош)')}", "работа над ошибками"),
    (rf"{_cut('(?:д|дом)', '(?:з|зад)')}", "домашнее задание"),
    (rf"{_cut('реш', 'зад')}", "решение задач"),
    (r"контр\.?\s?диктант", "контрольный диктант"),
    (r"к(?:онтр)?\.\s?д(?:икт)?\.", "контрольный диктант"),
    (r"контр\.", "контрольная"),
    (r"самост\.|сам\.", "самостоятельная"),
    (r"лаб\.", "лабораторная"),
    (r"практ\.", "практическая"),
    (r"раб\.", "работа"),
    (r"повт\.|повтор\.", "повторение"),
    (r"обобщ\.", "обобщение"),
    (r"закр\.|закреп\.", "закрепление"),
    (r"экск\.", "экскурсия"),
    (r"реш\.", "решение"),
    (r"изл\.|излож\.", "изложение"),
    (r"соч\.", "сочинение"),
    (r"дикт\.", "диктант"),
    (r"введ\.", "введение"),
    (r"ур-(?:е|ие|ние)\b", "уравнение"),
    (r"ур-(?:я|ия|ния)\b", "уравнения"),
    (r"уч-ся\b", "учащиеся"),
    (r"кол-во\b", "количество"),
    (r"св-ва\b", "свойства"),
    (r"св-во\b", "свойство"),
    (r"пр-во\b", "производство"),
    (r"гос-во\b", "государство"),
    (r"гос-ва\b", "государства"),
    (r"тр-к\b|треуг-к\b", "треугольник"),
]
_EXPANDERS = [
    (re.compile(rf"(?<![\w/.-])(?:{pattern})(?![\w/])", re.IGNORECASE), full) for pattern, full in _EXPANSIONS
]
# «КР № 1», «СР № 3»: letters alone are a cut only before a number.
_BARE_LETTERS = [
    (re.compile(rf"(?<![\w/.-]){letters}(?={_GAP}№)", re.IGNORECASE), full)
    for letters, full in (
        ("кр", "контрольная работа"),
        ("ср", "самостоятельная работа"),
        ("лр", "лабораторная работа"),
        ("пр", "практическая работа"),
    )
]
# Common usage, not cut words: years, centuries, «и т. д.», «им.», «н. э.».
_USUAL = "г гг в вв н э т д др п пр им св тыс млн млрд руб коп ч мин см мм км кг с гл ст"
_ALLOWED = frozenset(_USUAL.split())
# A lower-case word cut with a full stop: what follows goes on in lower case, or it is a known beginning of a word.
_STOPPED = re.compile(r"(?<![\w.])([^\W\d_]{1,14})\.(?=(\s*)(\S?))")
_CUT_BEGINNINGS = (
    "упр геом алг лит рус яз ист обществ инф физ хим биол геогр англ нем фр франц муз техн практ теор зан изуч сист "
    "прим примен опред произв предл сущ прил глаг нар числ прич дееприч словосоч подл сказ доп обст слож одн обособл "
    "вводн орф пункт синт морф лекс кл нов провер контрол"
)
_BEGINNINGS = frozenset(_CUT_BEGINNINGS.split())


def expand(text: str) -> str:
    """Return `text` cleaned, its known cut words written in full: «К/р № 2» → «Контрольная работа № 2»."""
    text = clean(text)
    for pattern, full in (*_EXPANDERS, *_BARE_LETTERS):
        text = pattern.sub(lambda found, full=full: _replacement(found, full), text)  # type: ignore[misc]
    return text


def _replacement(found: re.Match[str], full: str) -> str:
    """The full words in the case of what was found; the full stop of «Р.р. Изложение» stays before a new sentence."""
    text, start, end = found.string, found.start(), found.end()
    at_start = start == 0 or text[:start].rstrip().endswith((".", "!", "?"))
    words = full.capitalize() if at_start or found[0][0].isupper() else full
    following = text[end:].lstrip()
    ends_sentence = found[0].endswith(".") and bool(following) and following[0].isupper()
    return words + ("." if ends_sentence else "")


def _cut_words(text: str) -> Iterator[str]:
    """Yield the cut words of `text`, as written."""
    for pattern, _ in (*_EXPANDERS, *_BARE_LETTERS):
        for found in pattern.finditer(text):
            yield found[0]
    for found in _STOPPED.finditer(text):
        word, gap, following = found[1], found[2], found[3]
        if word.casefold() in _ALLOWED or (word[0].isupper() and len(word) == 1):
            continue
        goes_on = bool(gap) and following.islower()
        if word.casefold() in _BEGINNINGS or (goes_on and not _is_latin(word)):
            yield found[0]


# ── kinds ─────────────────────────────────────────────────────────────
_LEAD = r"(?:[^\W\d_]+(?:ая|яя|ый|ий|ой|ое)\s+){0,2}"
# In order: the first that the topic begins with. «Анализ контрольной работы» begins with none.
_KINDS = [
    (LessonKind.SPEECH, r"развитие речи\b|урок развития речи\b"),
    (LessonKind.CONTROL, rf"{_LEAD}контрольн(?:ая|ое|ый)\b|{_LEAD}контрольная работа\b|входной контроль\b"),
    (LessonKind.INDEPENDENT, rf"{_LEAD}самостоятельная работа\b"),
    (LessonKind.LABORATORY, rf"{_LEAD}лабораторн(?:ая работа|ый опыт|ый практикум)\b"),
    (LessonKind.PRACTICAL, rf"{_LEAD}практическая работа\b"),
    (LessonKind.EXCURSION, r"(?:урок[ -])?экскурсия\b"),
    (LessonKind.DICTATION, rf"{_LEAD}диктант\b"),
    (LessonKind.ESSAY, rf"{_LEAD}сочинение\b"),
    (LessonKind.SPEECH, rf"{_LEAD}изложение\b"),
    (LessonKind.PROJECT, rf"{_LEAD}проект\b|защита проект"),
    (LessonKind.TEST, rf"{_LEAD}тест(?:ирование|овая работа)?\b"),
    (LessonKind.CREDIT, rf"{_LEAD}зач[её]т\b"),
    (LessonKind.REVIEW, r"(?:итоговое |обобщающее )?повторение\b|обобщение\b"),
]
_KIND_PATTERNS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS]
# What a column «Вид» may say, by its beginning.
_KIND_WORDS = [
    ("контр", LessonKind.CONTROL),
    ("к/р", LessonKind.CONTROL),
    ("кр", LessonKind.CONTROL),
    ("самост", LessonKind.INDEPENDENT),
    ("с/р", LessonKind.INDEPENDENT),
    ("лаб", LessonKind.LABORATORY),
    ("л/р", LessonKind.LABORATORY),
    ("практ", LessonKind.PRACTICAL),
    ("п/р", LessonKind.PRACTICAL),
    ("пр/р", LessonKind.PRACTICAL),
    ("диктант", LessonKind.DICTATION),
    ("сочин", LessonKind.ESSAY),
    ("разв", LessonKind.SPEECH),
    ("р.р", LessonKind.SPEECH),
    ("р/р", LessonKind.SPEECH),
    ("излож", LessonKind.SPEECH),
    ("экск", LessonKind.EXCURSION),
    ("проект", LessonKind.PROJECT),
    ("тест", LessonKind.TEST),
    ("повт", LessonKind.REVIEW),
    ("обобщ", LessonKind.REVIEW),
    ("зач", LessonKind.CREDIT),
    ("урок", LessonKind.LESSON),
    ("пара", LessonKind.LESSON),
    ("комб", LessonKind.LESSON),
    ("лекц", LessonKind.LESSON),
]


def kind_of(topic: str) -> LessonKind:
    """Return the kind that a topic names by its beginning: «К/р № 2 «Фонетика»» → control. No such: a plain lesson."""
    full = expand(topic)
    return next((kind for kind, pattern in _KIND_PATTERNS if pattern.match(full)), LessonKind.LESSON)


def kind_named(word: str) -> LessonKind | None:
    """Return the kind a cell of a column «Вид» means, None where it says something else."""
    key = search_key(word)
    return next((kind for beginning, kind in _KIND_WORDS if key.startswith(beginning)), None)


# ── advice ────────────────────────────────────────────────────────────
_BARE = frozenset(
    {
        "повторение",
        "повторение пройденного",
        "повторение пройденного материала",
        "повторение изученного",
        "повторение изученного материала",
        "повторение материала",
        "итоговое повторение",
        "урок повторения",
        "обобщение",
        "обобщение и систематизация",
        "обобщение и систематизация знаний",
        "обобщающий урок",
        "обобщающее повторение",
        "урок обобщения",
        "закрепление",
        "закрепление материала",
        "закрепление изученного",
        "закрепление изученного материала",
        "решение задач",
        "решение примеров",
        "решение упражнений",
        "решение задач и упражнений",
        "выполнение упражнений",
        "работа над ошибками",
        "анализ контрольной работы",
        "анализ контрольных работ",
        "анализ работ",
        "развитие речи",
        "внеклассное чтение",
        "изложение",
        "сочинение",
        "диктант",
        "тест",
        "тестирование",
        "зачет",
        "проект",
        "резерв",
        "резервный урок",
        "практикум",
        "проверка знаний",
        "изучение нового материала",
        "новая тема",
        "комбинированный урок",
        "урок",
        "пара",
        "занятие",
        "тема",
    }
)
_NAMED_WORK = {
    LessonKind.CONTROL: ("контрольная работа", re.compile(r"контрольн", re.IGNORECASE), "Т3.1.8, С3.5"),
    LessonKind.INDEPENDENT: ("самостоятельная работа", re.compile(r"самостоятельн", re.IGNORECASE), "Т3.1.8"),
    LessonKind.LABORATORY: ("лабораторная работа", re.compile(r"лабораторн", re.IGNORECASE), "Т3.1.8, С3.5"),
    LessonKind.PRACTICAL: ("практическая работа", re.compile(r"практическ|практикум", re.IGNORECASE), "Т3.1.8, С3.5"),
    LessonKind.EXCURSION: ("экскурсия", re.compile(r"экскурси", re.IGNORECASE), "А3.2.4, С3.5"),
}
_NUMBER = re.compile(r"(?:№|n|#)\s*\d+|\bработа\s+\d+|\bэкскурсия\s+\d+", re.IGNORECASE)
_WORK_WORDS = re.compile(
    r"контрольн\w*|самостоятельн\w*|лабораторн\w*|практическ\w*|экскурси\w*|работ\w*|урок\w*|входн\w*|итогов\w*|годов\w*|"
    r"стартов\w*|рубежн\w*|административн\w*|четвертн\w*|полугодов\w*|полугоди\w*|четверт\w*|тем[аеуы]\b|тематическ\w*|"
    r"\bпо\b|\bза\b|\bна\b|№|\d+",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+")
_RUSSIAN = re.compile(r"[а-яё]", re.IGNORECASE)
# Signs of category «other symbol» that school topics do need.
_USUAL_SIGNS = frozenset("°№©®™℃℉♭♮♀♂☉△▲□○")


def topic_advice(text: str, kind: str = LessonKind.LESSON) -> list[Advice]:
    """Return what could be better in a topic as it is being typed, the weightiest first; [] when nothing.

    `kind` is a LessonKind value; a plain lesson whose topic begins as a work is judged as that work.
    """
    tidy = clean(text)
    if not tidy:
        return [Advice("empty", "Тема не указана. Выберите её из плана или запишите.", "А3.2.4, С3.5")]
    checks = (
        _long(tidy),
        _odd(text),
        _wordless(tidy),
        _foreign(tidy),
        _cut_advice(tidy),
        _bare(tidy),
        _work(tidy, kind),
    )
    return [advice for advice in checks if advice]


def _long(text: str) -> Advice | None:
    if len(text) <= MAX_TOPIC:
        return None
    message = f"Тема длиннее {MAX_TOPIC} знаков ({len(text)}). Оставьте название темы, подробности запишите в задание."
    return Advice("long", message, "Т3.1.8")


def _odd(text: str) -> Advice | None:
    odd = [sign for sign in dict.fromkeys(text) if _is_odd(sign)]
    if not odd:
        return None
    shown = " ".join(sign for sign in odd[:5] if sign.isprintable()) or "невидимые знаки"
    kept = clean("".join(" " if _is_odd(sign) else sign for sign in text))
    return Advice("odd", f"Уберите из темы лишние знаки: {shown}. Журнал хранится десятилетиями.", "Т3.1.8", kept)


def _is_odd(sign: str) -> bool:
    """Emoji, pictures, control and invisible signs; white space is not odd."""
    if sign.isspace() or sign in _USUAL_SIGNS or sign == "\u00ad":
        return sign == "\u00ad"
    category = unicodedata.category(sign)
    return category in {"So", "Sk", "Cc", "Cs", "Co", "Cn", "Cf"} and sign not in "^`´¨"


def _wordless(text: str) -> Advice | None:
    if any(len(word) > 1 for word in _WORDS.findall(expand(text))):
        return None
    return Advice("wordless", "Тема записывается словами. Укажите, что изучали.", "Т3.1.8")


def _foreign(text: str) -> Advice | None:
    words = _WORDS.findall(text)
    russian = sum(1 for word in words if _RUSSIAN.search(word))
    foreign = sum(1 for word in words if not _RUSSIAN.search(word) and len(word) > 2)
    if not foreign or foreign <= 2 * russian:
        return None
    message = phrase(
        "Записи ведутся на русском языке, на {lesson.pres} иностранного тоже. Запишите тему по-русски, "
        "термины можно оставить."
    )
    return Advice("foreign", message, "А3.2.4, С3.5")


def _is_latin(word: str) -> bool:
    return not _RUSSIAN.search(word)


def _cut_advice(text: str) -> Advice | None:
    cut = list(dict.fromkeys(clean(word) for word in _cut_words(text)))
    cut = [word for word in cut if not any(word != other and word in other for other in cut)]
    if not cut:
        return None
    full = expand(text)
    shown = ", ".join(f"«{word}»" for word in cut[:3])
    remedy = f"«{full}»" if full != text and len(full) <= 80 else "слова целиком"
    suggestion = full if full != text else ""
    return Advice("cut", f"Слова не сокращают: {shown}. Запишите {remedy}.", "Т3.1.8", suggestion)


def _bare(text: str) -> Advice | None:
    sentences = [search_key(part).strip(" «»\"'!,;:()-–—№0123456789") for part in re.split(r"[.;:!?]+", expand(text))]
    said = [part for part in sentences if part]
    if not said or not all(part in _BARE for part in said):
        return None
    name = expand(text).rstrip(" .:;")[:60]
    message = f"«{name}» — без темы. Добавьте, что именно: например, «{name}: десятичные дроби»."
    return Advice("bare", message, "Т3.1.8")


def _work(text: str, kind: str) -> Advice | None:
    full = expand(text)
    kinds = [LessonKind(kind) if kind in LessonKind.values else LessonKind.LESSON, kind_of(full)]
    named = next((one for one in kinds if one in _NAMED_WORK), None)
    if named is None:
        return None
    name, pattern, clause = _NAMED_WORK[named]
    # «Контрольный диктант № 2» and «К/р № 2. Диктант …» name their kind themselves.
    missing = [
        word
        for word, there in (
            ("вид", bool(pattern.search(full))),
            ("номер", bool(_NUMBER.search(full))),
            ("тему", bool(_WORDS.search(_WORK_WORDS.sub(" ", full)))),
        )
        if not there
    ]
    if not missing:
        return None
    of, example = "работы", f"«{name.capitalize()} №\u00a02 «Рациональные числа»»"
    if named == LessonKind.EXCURSION:
        of, example = "экскурсии", "«Экскурсия №\u00a01 «Осенние явления в природе»»"
    return Advice("work", f"Укажите {_listed(missing)} {of}: {example}.", clause)


def _listed(words: list[str]) -> str:
    """«вид, номер и тему»."""
    return " и ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
