"""What the rows of the school's year, its bells and its rooms are. See letopis.kernel.fields."""

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated

from letopis.kernel.fields import Day, OneOf, Text, Whole
from letopis.school.organisation.enums import DayKind

LAST_NUMBER = 12


@dataclass(frozen=True, slots=True)
class RoomDraft:
    """A room."""

    number: Annotated[
        str,
        Text(
            "Номер",
            help="Как он пишется в расписании: 204, С1.",
            limit=20,
            required=True,
            missing="Укажите номер кабинета, как он пишется в расписании.",
        ),
    ]
    name: Annotated[str, Text("Наименование", limit=120)] = ""
    capacity: Annotated[int | None, Whole("Мест", lowest=1, highest=9999, remedy="Число мест бывает от 1 до 9999.")] = (
        None
    )
    kind: Annotated[str, Text("Вид", limit=80)] = ""
    responsible: Annotated[str, Text("Ответственный", limit=120)] = ""


@dataclass(frozen=True, slots=True)
class YearDraft:
    """An academic year."""

    name: Annotated[
        str,
        Text(
            "Название",
            help="Например: 2026/2027.",
            limit=20,
            required=True,
            missing="Назовите учебный год, например 2026/2027.",
        ),
    ]
    starts_on: Annotated[date, Day("Начало", required=True)]
    ends_on: Annotated[date, Day("Окончание", help="Последний учебный день.", required=True)]
    study_days: Annotated[
        int,
        Whole("Учебная неделя", lowest=5, highest=6, remedy="Учебная неделя бывает 5- или 6-дневной."),
    ] = 5


@dataclass(frozen=True, slots=True)
class TermDraft:
    """A term as typed by the office."""

    name: Annotated[str, Text("Название", limit=40, required=True)]
    starts_on: Annotated[date, Day("Начало", required=True)]
    ends_on: Annotated[date, Day("Окончание", required=True)]


@dataclass(frozen=True, slots=True)
class VacationDraft:
    """A vacation as typed by the office; `grades` empty: for all."""

    name: Annotated[
        str,
        Text("Название", limit=80, required=True, missing="Назовите каникулы, например «Осенние каникулы»."),
    ]
    starts_on: Annotated[date, Day("Начало", required=True)]
    ends_on: Annotated[date, Day("Окончание", required=True)]
    grades: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class DayDraft:
    """A date unlike its weekday. `taught_as` (ISO weekday): whose grid is taught on a working or shortened day."""

    date: Annotated[date, Day("Дата", required=True)]
    kind: Annotated[str, OneOf("Вид дня", choices=DayKind)]
    name: Annotated[str, Text("Название", limit=120)] = ""
    taught_as: int | None = None


@dataclass(frozen=True, slots=True)
class BellsDraft:
    """A bell schedule; `grades` empty: for all, no dates: all year."""

    name: Annotated[
        str,
        Text(
            "Название",
            limit=120,
            required=True,
            missing="Назовите расписание звонков, например «Обычное, 1 смена».",
        ),
    ]
    shift: Annotated[int, Whole("Смена", lowest=1, highest=4)] = 1
    is_shortened: bool = False
    grades: frozenset[int] = frozenset()
    starts_on: Annotated[date | None, Day("С какого дня")] = None
    ends_on: Annotated[date | None, Day("По какой день")] = None


@dataclass(frozen=True, slots=True)
class BellDraft:
    """One lesson's bells."""

    number: Annotated[int, Whole("Номер", lowest=0, highest=LAST_NUMBER)]
    starts_at: time
    ends_at: time
