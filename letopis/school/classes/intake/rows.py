"""What the rows of classes and of movement are. See letopis.kernel.fields."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from letopis.kernel.fields import Day, Text, Whole
from letopis.school.classes.rules import LAST_GRADE


@dataclass(frozen=True, slots=True)
class ClassDraft:
    """A class or a group; a school's class says its grade in its name."""

    name: Annotated[str, Text("Название", help="7А; группа колледжа: ИС-21.", limit=40, required=True)]
    grade: Annotated[int | None, Whole("Год обучения", lowest=1, highest=LAST_GRADE)] = None
    profile: Annotated[str, Text("Профиль", limit=120)] = ""
    shift: Annotated[int, Whole("Смена", lowest=1, highest=3, required=True, remedy="Смена — 1, 2 или 3.")] = 1


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order as typed: «12-у» of 01.09.2026."""

    number: Annotated[str, Text("Номер приказа", limit=40)]
    date: Annotated[date, Day("Дата приказа", required=True)]


@dataclass(frozen=True, slots=True)
class LineDraft:
    """Whom an order moves and where to; `class_id` None: out of the class. `day`: another than the order's."""

    student_id: int
    class_id: int | None = None
    note: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class StayDraft:
    """What is written about a stay in a class besides its days and orders."""

    note: Annotated[str, Text("Примечание")] = ""


@dataclass(frozen=True, slots=True)
class SubgroupDraft:
    """A subgroup of a division."""

    division: Annotated[str, Text("Деление", limit=80, required=True)]
    name: Annotated[str, Text("Подгруппа", limit=40, required=True)]
