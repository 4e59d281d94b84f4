"""The people of the demo school: classes of plausible size, families, staff. Pure; the seed decides."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from letopis.demo import names
from letopis.demo.calendar import Year
from letopis.demo.load import Teaching
from letopis.demo.names import Human
from letopis.demo.shape import ClassPlan, Group, GuardianPlan, Post, StaffPlan, StudentPlan

LETTERS = "АБВГДЕЖИК"
# In which order a growing school opens its grades: the showroom's seventh and fifth first.
ORDER = (7, 5, 10, 1, 9, 3, 6, 8, 11, 2, 4)
USUAL_SIZE = 25
SIBLINGS = 0.14
CATEGORIES = ("высшая", "высшая", "первая", "первая", "соответствие занимаемой должности")
MEN_SHARE = {"sport": 0.6, "safety": 0.9, "craft": 0.5, "physics": 0.4, "computing": 0.5, "history": 0.3}


@dataclass(slots=True)
class _Family:
    surname: str
    father: str
    children: list[int] = field(default_factory=list)
    grades: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Population:
    """Everybody: staff, classes, students, guardians."""

    staff: tuple[StaffPlan, ...]
    classes: tuple[ClassPlan, ...]
    students: tuple[StudentPlan, ...]
    guardians: tuple[GuardianPlan, ...]


def sizes(students: int, classes: int | None = None) -> list[Group]:
    """Return the classes of a school of `students`, in order of grade and letter; `classes` fixes their number."""
    number = classes or max(3, round(students / USUAL_SIZE))
    upper = max(0, number - len(ORDER)) // 10
    count: dict[int, int] = defaultdict(int)
    rounds = [grade for _ in range(number) for grade in ORDER]
    for grade in rounds:
        if sum(count.values()) == number:
            break
        if grade < 10 or count[grade] == 0 or count[grade] < upper:
            count[grade] += 1
    places = [(grade, LETTERS[i]) for grade in sorted(count) for i in range(count[grade])]
    base, rest = divmod(students, number)
    spread = [base + (i < rest) for i in range(number)]
    for i in range(0, number - 1, 2):  # not all alike
        shift = (0, 2, 1, 3)[i // 2 % 4] if base >= 16 and number > 2 else 0
        spread[i], spread[i + 1] = spread[i] + shift, spread[i + 1] - shift
    return [Group(grade, letter, size) for (grade, letter), size in zip(places, spread, strict=True)]


def draw(rng: Random, groups: list[Group], teaching: Teaching, year: Year) -> Population:
    """Return the people who fill `groups` and the posts of `teaching`."""
    taken: set[str] = set()
    staff = _staff(rng, teaching, year, taken)
    families, students, classes = _children(rng, groups, teaching, year, taken, staff)
    return Population(
        tuple(staff), tuple(classes), tuple(students), tuple(_guardians(rng, families, students, staff, year, taken))
    )


def _once(taken: set[str], make: Callable[[], Human]) -> Human:
    """Namesakes exist in life, but a showroom is clearer without them."""
    while True:
        human = make()
        key = human.full_name
        if key not in taken:
            taken.add(key)
            return human


def _staff(rng: Random, teaching: Teaching, year: Year, taken: set[str]) -> list[StaffPlan]:
    staff = []
    used: set[str] = set()
    for index, post in enumerate(teaching.posts):
        is_free = len(used) < len(names.SURNAMES) - 20
        human = _once(taken, lambda: _employee(rng, post, year, used if is_free else set()))
        used.add(human.surname.rstrip("а"))
        since = max(human.birth_date.year + 22, year.starts_on.year - 28)
        hired = date(rng.randint(since, year.starts_on.year - (index % 7 != 0)), 8, rng.randint(17, 28))
        staff.append(StaffPlan(human, post, hired, rng.choice(CATEGORIES) if post.specialism else ""))
    return staff


def _employee(rng: Random, post: Post, year: Year, used: set[str]) -> Human:
    share = MEN_SHARE.get(post.specialism, 0.4 if post.position == "Директор" else 0.08)
    sex = "m" if rng.random() < share else "f"
    while True:
        stem = rng.choice(names.SURNAMES)
        if stem not in used:
            break
    born = (year.starts_on.year - 62, year.starts_on.year - 25)
    return names.adult(rng, sex, born=born, surname=stem, domain="school5.zarbor.example")


def _children(
    rng: Random, groups: list[Group], teaching: Teaching, year: Year, taken: set[str], staff: list[StaffPlan]
) -> tuple[list[_Family], list[StudentPlan], list[ClassPlan]]:
    families: list[_Family] = []
    students: list[StudentPlan] = []
    classes = []
    for index, group in enumerate(groups):
        humans = sorted(
            (_pupil(rng, families, group, year, taken) for _ in range(group.size)),
            key=lambda pair: names.order_key(pair[0]),
        )
        first = len(students)
        for place, (human, family) in enumerate(humans):
            family.children.append(first + place)
            students.append(_student(rng, human, index, place, len(groups), group, year))
        room = teaching.class_rooms[index]
        members = tuple(range(first, len(students)))
        classes.append(ClassPlan(group.grade, group.letter, teaching.tutors[index], room, members))
    return families, students, classes


def _pupil(rng: Random, families: list[_Family], group: Group, year: Year, taken: set[str]) -> tuple[Human, _Family]:
    fitting = [
        f for f in families[-400:] if len(f.grades) < 3 and all(abs(grade - group.grade) >= 1 for grade in f.grades)
    ]
    if fitting and rng.random() < SIBLINGS:
        family = rng.choice(fitting)
    else:
        family = _Family(rng.choice(names.SURNAMES), rng.choice(list(names.MEN)))
        families.append(family)
    birth = (date(year.starts_on.year - group.grade - 6, 1, 15), 360)
    human = _once(taken, lambda: names.child(rng, family.surname, family.father, birth))
    family.grades.append(group.grade)
    return human, family


def _student(rng: Random, human: Human, index: int, place: int, classes: int, group: Group, year: Year) -> StudentPlan:
    joined, left = year.starts_on, None
    if group.grade > 1:  # everyone else came in earlier years, by the orders of those years
        joined = year.starts_on
    if place == group.size * 3 // 5 and index == min(1, classes - 1):
        joined = _weekday(date(year.starts_on.year, 11, 12))
    elif place == group.size // 4 and index == classes // 2:
        left = _weekday(date(year.starts_on.year, 10, 16))
    elif rng.random() < 0.006:
        joined = _weekday(year.starts_on + timedelta(days=rng.randint(8, 200)))
    elif rng.random() < 0.006:
        left = _weekday(year.starts_on + timedelta(days=rng.randint(20, 220)))
    return StudentPlan(
        human=human,
        class_index=index,
        joined_on=joined,
        left_on=left,
        ability=max(-1.9, min(2.2, rng.gauss(0, 1))),
        health=rng.gauss(0, 1),
        is_exempt_from_sport=rng.random() < 0.03,
        half=int(place * 2 >= group.size),
    )


def _weekday(day: date) -> date:
    return day if day.isoweekday() < 6 else day - timedelta(days=day.isoweekday() - 5)


def _guardians(
    rng: Random,
    families: list[_Family],
    students: list[StudentPlan],
    staff: list[StaffPlan],
    year: Year,
    taken: set[str],
) -> list[GuardianPlan]:
    guardians = []
    for family in families:
        oldest = min(students[child].human.birth_date.year for child in family.children)
        born = (oldest - 40, oldest - 21)
        kin = rng.random()
        children = tuple(family.children)
        if kin < 0.96:
            mother = _once(
                taken, lambda: names.adult(rng, "f", born=born, surname=family.surname if rng.random() < 0.85 else "")
            )
            guardians.append(GuardianPlan(mother, "mother", children))
        if kin > 0.38:
            father = _father(rng, family, born, taken)
            guardians.append(GuardianPlan(father, "father", children))
    return guardians


def _father(rng: Random, family: _Family, born: tuple[int, int], taken: set[str]) -> Human:
    def make() -> Human:
        drawn = names.adult(rng, "m", born=born, surname=family.surname)
        return Human(drawn.surname, family.father, drawn.patronymic, "m", drawn.birth_date, drawn.phone, drawn.email)

    return _once(taken, make)
