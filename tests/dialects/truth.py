"""The school behind a dialect: plain values drawn from a seed, in the shape that tables are written of."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from letopis.demo.blueprint import draw as draw_demo
from letopis.demo.shape import Blueprint
from letopis.school.people.rules import snils_check

TODAY = date(2026, 9, 1)


@dataclass(frozen=True, slots=True)
class Human:
    """A name and what is written of anybody. `sex` is «m» or «f»; what nobody knows is empty."""

    surname: str
    name: str
    patronymic: str
    sex: str
    birth_date: date
    phone: str = ""
    email: str = ""
    snils: str = ""

    @property
    def full(self) -> str:
        """«Орлова Елена Викторовна»."""
        return f"{self.surname} {self.name} {self.patronymic}".strip()

    @property
    def short(self) -> str:
        """«Орлова Е.В.»."""
        return f"{self.surname} {self.name[0]}.{self.patronymic[:1]}{'.' if self.patronymic else ''}"


@dataclass(frozen=True, slots=True)
class Child:
    """A student of a class; `file_number` is «Ё-3»."""

    human: Human
    group: str
    file_number: str
    enrolled_on: date
    order: str


@dataclass(frozen=True, slots=True)
class Relative:
    """A guardian of one child; who has two children is there twice."""

    human: Human
    kinship: str
    child: int


@dataclass(frozen=True, slots=True)
class Worker:
    """A member of staff; `tutor_of` is the class, if any."""

    human: Human
    position: str
    hired_on: date
    room: str
    tutor_of: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A row of the load; `part` is the subgroup, «» for the whole class."""

    worker: int
    group: str
    subject: str
    hours: int
    room: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Hour:
    """A place of a duty in the week: ISO weekday, lesson number."""

    duty: int
    weekday: int
    number: int


@dataclass(frozen=True, slots=True)
class Span:
    """A quarter, a half-year or a vacation."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Truth:
    """All of it; indexes point into the tuples."""

    groups: tuple[str, ...]
    children: tuple[Child, ...]
    relatives: tuple[Relative, ...]
    workers: tuple[Worker, ...]
    duties: tuple[Duty, ...]
    hours: tuple[Hour, ...]
    bells: tuple[tuple[time, time], ...]
    quarters: tuple[Span, ...]
    vacations: tuple[Span, ...]

    def of_group(self, group: str) -> list[Child]:
        """The children of a class, by name."""
        return sorted((one for one in self.children if one.group == group), key=lambda one: one.human.full)

    @property
    def rooms(self) -> list[str]:
        """All rooms, in order."""
        return sorted({duty.room for duty in self.duties if duty.room})


# One grade, so that every row counts and a week fits a page; the fifth has subjects of many teachers.
GRADES = ["5А", "5Б", "6А", "7А", "7Б"]
QUARTERS = (
    Span("1 четверть", date(2026, 9, 1), date(2026, 10, 23)),
    Span("2 четверть", date(2026, 11, 5), date(2026, 12, 30)),
    Span("3 четверть", date(2027, 1, 11), date(2027, 3, 26)),
    Span("4 четверть", date(2027, 4, 5), date(2027, 5, 26)),
)
VACATIONS = (
    Span("Осенние каникулы", date(2026, 10, 24), date(2026, 11, 3)),
    Span("Зимние каникулы", date(2026, 12, 31), date(2027, 1, 10)),
    Span("Весенние каникулы", date(2027, 3, 27), date(2027, 4, 4)),
)
HOLIDAYS = (("День народного единства", date(2026, 11, 4)), ("День защитника Отечества", date(2027, 2, 23)))


def weeks_of(truth: "Truth") -> list[int]:
    """The week of each hour where weeks alternate: 0 every week, 1 odd, 2 even; of undivided lessons, few."""
    at = [one.duty for one in truth.hours]
    return [
        (number % 2 + 1) if number % 17 == 0 and not truth.duties[at[number]].part else 0 for number in range(len(at))
    ]


def draw(seed: int) -> Truth:
    """Return the school of a seed: two or three classes, some forty children."""
    chance = Random(f"{seed}/truth")
    plan = draw_demo(students=chance.choice([30, 40, 50]), seed=seed, today=TODAY, classes=chance.choice([2, 3]))
    return _of(plan, chance)


def _of(plan: Blueprint, chance: Random) -> Truth:
    names = [one.name for one in plan.classes]
    files: dict[str, int] = {}

    def human(one: object, *, with_snils: bool) -> Human:
        snils = draw_snils(chance) if with_snils else ""
        keys = ("surname", "name", "patronymic", "sex", "birth_date", "phone", "email")
        return Human(**{key: getattr(one, key) for key in keys}, snils=snils)

    def file_number(surname: str) -> str:
        files[surname[0]] = files.get(surname[0], 0) + 1
        return f"{surname[0]}-{files[surname[0]]}"

    children = tuple(
        Child(
            human(one.human, with_snils=True),
            names[one.class_index],
            file_number(one.human.surname),
            date(2026 - chance.randint(0, 4), 8, chance.randint(15, 30)),
            f"{chance.randint(2, 180)}-у",
        )
        for one in plan.students
    )
    tutors = {one.tutor: one.name for one in plan.classes}
    workers = tuple(
        Worker(human(one.human, with_snils=True), one.post.position, one.hired_on, one.post.room, tutors.get(index, ""))
        for index, one in enumerate(plan.staff)
    )
    relatives = tuple(
        Relative(human(one.human, with_snils=False), str(one.kinship), child)
        for one in plan.guardians
        for child in one.children
    )
    duties = tuple(
        Duty(one.teacher, names[one.class_index], one.subject, one.hours, one.room, one.subgroup)
        for one in plan.courses
    )
    hours = tuple(Hour(one.course, one.weekday, one.number) for one in plan.slots)
    return Truth(tuple(names), children, relatives, workers, duties, hours, tuple(_bells(chance)), QUARTERS, VACATIONS)


def draw_snils(chance: Random) -> str:
    """Return a СНИЛС that its sum agrees with."""
    number = f"{chance.randint(100_000_000, 199_999_999)}"
    digits = number + snils_check(number)
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"


def _bells(chance: Random) -> list[tuple[time, time]]:
    now = timedelta(hours=8, minutes=chance.choice([0, 15, 30]))
    length, found = timedelta(minutes=chance.choice([40, 45])), []
    for _ in range(8):
        found.append((_time(now), _time(now + length)))
        now += length + timedelta(minutes=chance.choice([10, 15, 20]))
    return found


def _time(span: timedelta) -> time:
    minutes = int(span.total_seconds()) // 60
    return time(minutes // 60, minutes % 60)
