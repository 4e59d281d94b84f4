"""Lesson plans of the demo: real topics where `texts/` has them, else honest ones made of sections. Pure.

A text file is named `<subject>_<grade>.txt` (SUBJECT_FILES). Its lines: «# Раздел», «@ key: value», «Тема», «Тема ×2»,
«control: Контрольная работа № 1 «…»» (any LessonKind), «Тема => домашнее задание».
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from letopis.demo.manners import FAMILIES, MANNERS, Manner
from letopis.school.organisation.enums import SchoolKind

WEEKS = 34
KINDS = (
    "control",
    "independent",
    "laboratory",
    "practical",
    "dictation",
    "essay",
    "speech",
    "excursion",
    "project",
    "test",
    "review",
    "credit",
)
SUBJECT_FILES = {
    ("Русский язык", 5): "russian_5",
    ("Математика", 5): "mathematics_5",
    ("Алгебра", 7): "algebra_7",
    ("География", 7): "geography_7",
    ("История", 7): "history_7",
    ("Физика", 7): "physics_7",
    ("Биология", 6): "biology_6",
}
NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Hour:
    """One lesson of a plan; `kind` a LessonKind."""

    topic: str
    kind: str
    homework: str
    section: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A lesson plan: textbook, titles of sections, hours in order."""

    textbook: str
    sections: tuple[str, ...]
    hours: tuple[Hour, ...]


TEXTBOOKS = {
    SchoolKind.GENERAL: "Учебник для {grade} класса",
    SchoolKind.COLLEGE: "Учебник для колледжей, {grade} курс",
}
# What sections the year of a subject has, by kind of school.
SECTIONS = {SchoolKind.GENERAL: "sections.txt", SchoolKind.COLLEGE: "college.txt"}


def plan_of(subject: str, grade: int, hours_per_week: int, kind: SchoolKind = SchoolKind.GENERAL) -> Plan:
    """Return the plan of a subject in a grade for the hours of a year of 34 weeks."""
    total = hours_per_week * WEEKS
    name = SUBJECT_FILES.get((subject, grade)) if kind == SchoolKind.GENERAL else None
    plan = _from_text(name) if name else _from_sections(subject, grade, total, kind)
    return Plan(plan.textbook, plan.sections, _fitted(plan, total))


def _fitted(plan: Plan, total: int) -> tuple[Hour, ...]:
    """Cut or lengthen the plan to `total` hours; what is added repeats the sections of the year."""
    hours = list(plan.hours[:total])
    last = len(plan.sections) - 1
    for extra in range(total - len(hours)):
        section = plan.sections[extra % len(plan.sections)]
        hours.append(Hour(f"Повторение изученного за год: {_lower(section)}", "review", "", last))
    return tuple(hours)


def _lower(title: str) -> str:
    return title if title[1:2].isupper() or ". " in title else title[0].lower() + title[1:]


# ── plans with topics of their own ────────────────────────────────────


@cache
def _from_text(name: str) -> Plan:
    textbook, form = "", "§ {p}, № {a}, № {b}"
    sections: list[str] = []
    hours: list[Hour] = []
    for line in _lines(f"{name}.txt"):
        if line.startswith("@"):
            key, value = line[1:].split(":", 1)
            textbook, form = (value.strip(), form) if key.strip() == "textbook" else (textbook, value.strip())
        elif line.startswith("#"):
            sections.append(line[1:].strip())
        else:
            hours += _read_topic(line, len(sections) - 1, len(hours), form)
    return Plan(textbook, tuple(sections), tuple(hours))


def _read_topic(line: str, section: int, number: int, form: str) -> list[Hour]:
    line, _, own = line.partition("=>")
    kind, _, rest = line.partition(":")
    if kind.strip() in KINDS:
        kind, line = kind.strip(), rest
    else:
        kind = "lesson"
    found = re.search(r"×(\d)\s*$", line)
    times = int(found.group(1)) if found else 1
    topic = spaced(line[: found.start()] if found else line)
    quiet = kind in ("control", "dictation", "test", "credit")
    return [
        Hour(topic, kind, own.strip() or ("" if quiet else homework(form, number + i)), section) for i in range(times)
    ]


def homework(form: str, number: int) -> str:
    """Return the task of the lesson `number` (from 0) in the manner `form`: «§ 19, № 403, № 405»."""
    first = number * 9 + 7 + number % 4
    filled = form.format(p=number // 2 + 1, a=first, b=first + 2 + number % 3, q=number % 5 + 1, q2=number % 5 + 3)
    return spaced(filled)


def spaced(text: str) -> str:
    """Return `text` with no-break spaces after § and №."""
    return re.sub(r"([§№]) ", rf"\1{NBSP}", text.strip())


# ── plans made from sections ──────────────────────────────────────────


@cache
def _sections(kind: SchoolKind) -> dict[tuple[str, int], tuple[str, ...]]:
    found = {}
    for line in _lines(SECTIONS[kind]):
        if line.startswith("#"):
            continue
        subject, grades, titles = (part.strip() for part in line.split("|"))
        first, _, last = grades.partition("-")
        for grade in range(int(first), int(last or first) + 1):
            found[subject, grade] = tuple(title.strip() for title in titles.split(";"))
    return found


def _from_sections(subject: str, grade: int, total: int, kind: SchoolKind) -> Plan:
    manner = (
        MANNERS["first"]
        if kind == SchoolKind.GENERAL and grade == 1 and subject not in ("Физическая культура", "Музыка")
        else MANNERS[FAMILIES.get(subject, "science")]
    )
    sections = _sections(kind)[subject, grade]
    base, more = divmod(total, len(sections))
    hours: list[Hour] = []
    for index, title in enumerate(sections):
        length = base + (index < more)
        hours += _section_hours(manner, title, index, length, len(hours))
    return Plan(TEXTBOOKS[kind].format(grade=grade), sections, tuple(hours))


def _section_hours(manner: Manner, title: str, index: int, length: int, done: int) -> list[Hour]:
    closing = 1 if manner.closing and length > 3 else 0
    hours = []
    for i in range(length - closing):
        turn, aspect = divmod(i, len(manner.aspects))
        topic = f"{title}: {manner.aspects[aspect]}" + (f", занятие {turn + 1}" if turn else "")
        hours.append(Hour(topic, "lesson", homework(manner.homework, done + i), index))
    if closing:
        topic = spaced(manner.closing_title.format(k=index + 1, section=title))
        hours.append(Hour(topic, manner.closing, "", index))
    return hours


def _lines(name: str) -> list[str]:
    text = files("letopis.demo").joinpath("texts", name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]
