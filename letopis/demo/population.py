"""The people of the demo school: classes of plausible size, families, staff. Pure; the seed decides."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from random import Random

from letopis.demo import college, names
from letopis.demo.calendar import Year
from letopis.demo.load import Teaching
from letopis.demo.names import Human
from letopis.demo.programmes import Catalogue
from letopis.demo.shape import ClassPlan, Group, GuardianPlan, Post, StaffPlan, StudentPlan, showroom_of
from letopis.school.organisation.enums import SchoolKind
from letopis.school.people.enums import Kinship

LETTERS = "АБВГДЕЖИК"
# In which order a growing school opens its grades: the showroom's seventh and fifth first.
ORDER = (7, 5, 10, 1, 9, 3, 6, 8, 11, 2, 4)
USUAL_SIZE = 25
SIBLINGS = 0.14
MOVEMENT = 0.006  # share of students who come, and of those who leave, in the first months
CATEGORIES = ("высшая", "высшая", "первая", "первая", "соответствие занимаемой должности")
MEN_SHARE = {
    "sport": 0.6,
    "safety": 0.9,
    "craft": 0.5,
    "physics": 0.4,
    "computing": 0.5,
    "history": 0.3,
    "programming": 0.5,
    "hardware": 0.6,
    "mechanics": 0.7,
    "vehicles": 0.9,
    "economics": 0.15,
}


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


@dataclass(slots=True)
class _Town:
    """Everybody drawn so far. `last` is the day up to which the year is told: nobody comes or goes later."""

    rng: Random
    catalogue: Catalogue
    groups: list[Group]
    teaching: Teaching
    year: Year
    last: date
    taken: set[str] = field(default_factory=set)
    staff: list[StaffPlan] = field(default_factory=list)
    families: list[_Family] = field(default_factory=list)
    students: list[StudentPlan] = field(default_factory=list)
    classes: list[ClassPlan] = field(default_factory=list)

    @property
    def showroom(self) -> int:
        """The class the showroom opens with."""
        return showroom_of(self.catalogue, self.groups)

    def once(self, make: Callable[[], Human]) -> Human:
        """Return someone whose full name nobody has yet: namesakes exist in life, but a showroom is clearer without."""
        while True:
            human = make()
            if human.full_name not in self.taken:
                self.taken.add(human.full_name)
                return human


def sizes(students: int, classes: int | None = None, kind: SchoolKind = SchoolKind.GENERAL) -> list[Group]:
    """Return the classes of a school of `students`, in order of grade and letter; `classes` fixes their number."""
    number = classes or max(3, round(students / USUAL_SIZE))
    places = _classes(number) if kind == SchoolKind.GENERAL else _college_groups(number)
    base, rest = divmod(students, number)
    spread = [base + (i < rest) for i in range(number)]
    for i in range(0, number - 1, 2):  # not all alike
        shift = (0, 2, 1, 3)[i // 2 % 4] if base >= 16 and number > 2 else 0
        spread[i], spread[i + 1] = spread[i] + shift, spread[i + 1] - shift
    return [Group(grade, letter, size, track) for (grade, letter, track), size in zip(places, spread, strict=True)]


def _college_groups(number: int) -> list[tuple[int, str, str]]:
    """Course, number of the group among its like, letters of the specialty."""
    opened = [(*college.ORDER[i % len(college.ORDER)], i // len(college.ORDER) + 1) for i in range(number)]
    return [(course, str(own), track) for course, own, track in sorted((c, own, track) for track, c, own in opened)]


def _classes(number: int) -> list[tuple[int, str, str]]:
    """Grade and letter, without a track."""
    upper = max(0, number - len(ORDER)) // 10
    count: dict[int, int] = defaultdict(int)
    rounds = [grade for _ in range(number) for grade in ORDER]
    for grade in rounds:
        if sum(count.values()) == number:
            break
        if grade < 10 or count[grade] == 0 or count[grade] < upper:
            count[grade] += 1
    return [(grade, LETTERS[i], "") for grade in sorted(count) for i in range(count[grade])]


def draw(  # noqa: PLR0917
    rng: Random, catalogue: Catalogue, groups: list[Group], teaching: Teaching, year: Year, last: date
) -> Population:
    """Return the people who fill `groups` and the posts of `teaching`, as things stand on the day `last`."""
    town = _Town(rng, catalogue, groups, teaching, year, last)
    _hire(town)
    for index in range(len(groups)):
        _fill_class(town, index)
    colleague = _colleague(town)
    guardians = [guardian for family in town.families for guardian in _guardians(town, family, colleague)]
    return Population(tuple(town.staff), tuple(town.classes), tuple(town.students), tuple(guardians))


# ── staff ─────────────────────────────────────────────────────────────


def _hire(town: _Town) -> None:
    stems: set[str] = set()
    rng, first = town.rng, town.year.starts_on.year
    for index, post in enumerate(town.teaching.posts):
        if len(stems) > len(names.SURNAMES) // 2:
            stems.clear()
        stem = rng.choice([stem for stem in names.SURNAMES if stem not in stems])
        stems.add(stem)
        human = town.once(partial(_employee, town, post, stem))
        since = max(human.birth_date.year + 22, first - 28)
        hired = date(rng.randint(since, first - (index % 7 != 0)), 8, rng.randint(17, 28))
        town.staff.append(StaffPlan(human, post, hired, rng.choice(CATEGORIES) if post.specialism else ""))


def _employee(town: _Town, post: Post, stem: str) -> Human:
    share = MEN_SHARE.get(post.specialism, 0.4 if post.position == "Директор" else 0.08)
    sex = "m" if town.rng.random() < share else "f"
    born = (town.year.starts_on.year - 62, town.year.starts_on.year - 25)
    return names.adult(
        town.rng, sex, born=born, surname=stem, domain=town.catalogue.about.website.removeprefix("https://")
    )


# ── children ──────────────────────────────────────────────────────────


def _fill_class(town: _Town, index: int) -> None:
    group = town.groups[index]
    # Someone of the showroom's class has a brother or sister in another, whatever the seed.
    pupils = [_pupil(town, group, has_sibling=index == town.showroom and place == 2) for place in range(group.size)]
    pupils.sort(key=lambda pair: names.order_key(pair[0]))
    first = len(town.students)
    for place, (human, family) in enumerate(pupils):
        family.children.append(first + place)
        town.students.append(_student(town, human, index, place))
    members = tuple(range(first, len(town.students)))
    tutor, room = town.teaching.tutors[index], town.teaching.class_rooms[index]
    town.classes.append(ClassPlan(group.grade, group.letter, tutor, room, members, group.track))


def _pupil(town: _Town, group: Group, *, has_sibling: bool) -> tuple[Human, _Family]:
    rng, families = town.rng, town.families
    fitting = [family for family in families[-400:] if len(family.grades) < 3 and group.years not in family.grades]
    if fitting and (rng.random() < SIBLINGS or has_sibling):
        family = rng.choice(fitting)
    else:
        family = _Family(rng.choice(names.SURNAMES), rng.choice(list(names.MEN)))
        families.append(family)
    birth = (date(town.year.starts_on.year - group.years - 6, 1, 15), 360)
    human = town.once(partial(names.child, rng, family.surname, family.father, birth))
    family.grades.append(group.years)
    return human, family


def _student(town: _Town, human: Human, index: int, place: int) -> StudentPlan:
    rng, size = town.rng, town.groups[index].size
    joined, left = _movement(town, index, place)
    return StudentPlan(
        human=human,
        class_index=index,
        joined_on=joined,
        left_on=left,
        ability=max(-1.9, min(2.2, rng.gauss(0, 1))),
        health=rng.gauss(0, 1),
        is_exempt_from_sport=rng.random() < 0.03,
        half=int(place * 2 >= size),
    )


def _movement(town: _Town, index: int, place: int) -> tuple[date, date | None]:
    """When a student came and left: nearly all on the first day and not at all."""
    starts, size = town.year.starts_on, town.groups[index].size
    came, went = starts, town.last
    drawn, days = town.rng.random(), town.rng.randint(8, 70)
    if index == town.showroom and place == size * 3 // 5:
        came = _weekday(date(starts.year, 11, 12))
    elif index == town.showroom and place == size // 4:
        went = _weekday(date(starts.year, 10, 16))
    elif drawn < MOVEMENT:
        came = _weekday(starts + timedelta(days=days))
    elif drawn > 1 - MOVEMENT:
        went = _weekday(starts + timedelta(days=days))
    return (came if came < town.last else starts), (went if went < town.last else None)


def _weekday(day: date) -> date:
    return day if day.isoweekday() < 6 else day - timedelta(days=day.isoweekday() - 5)


# ── guardians ─────────────────────────────────────────────────────────


def _guardians(town: _Town, family: _Family, colleague: tuple[_Family, int] | None) -> Iterator[GuardianPlan]:
    """Yield the mother, the father, or both. The `colleague` is a mother who works at the school herself."""
    oldest = min(town.students[child].human.birth_date.year for child in family.children)
    born, kin, children = (oldest - 40, oldest - 21), town.rng.random(), tuple(family.children)
    if colleague and colleague[0] is family:
        yield GuardianPlan(town.staff[colleague[1]].human, Kinship.MOTHER, children, staff=colleague[1])
    elif kin < 0.96:
        surname = family.surname if town.rng.random() < 0.85 else ""
        mother = town.once(partial(names.adult, town.rng, "f", born=born, surname=surname))
        yield GuardianPlan(mother, Kinship.MOTHER, children)
    if kin > 0.38:
        yield GuardianPlan(town.once(partial(_father, town, family, born)), Kinship.FATHER, children)


def _father(town: _Town, family: _Family, born: tuple[int, int]) -> Human:
    drawn = names.adult(town.rng, "m", born=born, surname=family.surname)
    return replace(drawn, name=family.father)


def _colleague(town: _Town) -> tuple[_Family, int] | None:
    """Choose a class teacher to be the mother of a child in the showroom's class; she takes the family's name."""
    own = town.classes[town.showroom]
    for group in town.classes:
        member = town.staff[group.tutor]
        if group.tutor == own.tutor or member.human.sex != "f":
            continue
        for family in town.families:
            ages = [
                town.students[child].human.birth_date.year - member.human.birth_date.year for child in family.children
            ]
            in_class = any(child in own.students for child in family.children)
            if in_class and all(20 <= age <= 42 for age in ages) and len(family.children) == 1:
                surname = names.surname_of(family.surname, "f")
                town.staff[group.tutor] = replace(member, human=replace(member.human, surname=surname))
                return family, group.tutor
    return None
