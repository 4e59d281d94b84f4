"""What a hit says, in the school's words: the norm with its source, and the works concerned. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from letopis.school.organisation.words import phrase
from letopis.school.workload.figures import Figures, norms
from letopis.school.workload.placing import EDGE, NO_LESSON, ORDER
from letopis.school.workload.rules import Hit

SAYS: Mapping[str, str] = {
    "works_a_day": "В этот день у {group.gen} уже есть работа: {other}.",
    "days_between": "До другой работы по предмету в {parallel.pre} дней: {found}, нужно не меньше {norm}: {other}.",
    "share": "Работы займут часов: {found}. Это больше {norm} % часов предмета за год.",
    "edge_hours": "{found}{lesson_no}: первый или последний в этот день.",
    "control_minutes": "Работа на {found} мин, можно до {norm} мин.",
    "practical_minutes": "Практическая на {found} мин, можно до {norm} мин.",
}
LEFT: Mapping[str, str] = {
    NO_LESSON: "в эти недели нет {lesson.gens} предмета",
    EDGE: "все {lesson.noms} предмета в эти недели первые или последние",
    "works_a_day": "в дни этих {lesson.gens} у {group.gen} уже есть работы",
    "days_between": "другие работы по предмету в {parallel.pre} слишком близко",
    ORDER: "соседние работы плана стоят иначе",
}


class Told(NamedTuple):
    """A hit in words. `source`: what is cited."""

    key: str
    work_id: int
    other_id: int | None
    text: str
    source: str


def told(hit: Hit, figures: Figures, other: str) -> Told:
    """Return a hit in words; `other`: the work it does not go with, as people read it."""
    norm = norms()[hit.key]
    text = phrase(SAYS[hit.key], other=other, found=hit.found, norm=figures.get(hit.key, norm.value))
    return Told(hit.key, hit.work_id, hit.other_id, text, norm.cited)


def left_words(why: str) -> str:
    """Return why a work found no place."""
    return phrase(LEFT[why])


def source_of(why: str) -> str:
    """Return the source of the norm that kept a work out, "" where the timetable did."""
    return norms()[why].cited if why in norms() else ""
