"""Who teaches what: posts, courses and rooms from the classes. Pure and without chance."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from math import ceil

from letopis.demo.programmes import COMPUTING, CRAFT, SUBGROUPS, Catalogue, Programme
from letopis.demo.shape import CoursePlan, Group, Post, showroom_of

SPLIT_SIZE = 16  # smaller classes are not divided


@dataclass(frozen=True, slots=True)
class Teaching:
    """The load: posts (office first), courses, and for each class its tutor and room."""

    posts: tuple[Post, ...]
    courses: tuple[CoursePlan, ...]
    tutors: tuple[int, ...]
    class_rooms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    class_index: int
    programme: Programme
    hours: int
    is_split: bool


def distribute(groups: list[Group], catalogue: Catalogue) -> Teaching:
    """Return posts and courses so that a primary teacher has most of the class and specialists a full load."""
    units = _units(groups, catalogue)
    demand = _by_specialism(units, groups, catalogue)
    posts = [Post(position) for position, _ in catalogue.posts]
    rooms = _rooms()
    taught: dict[int, list[tuple[_Unit, str]]] = {}
    for class_index, group in enumerate(groups):
        if catalogue.is_primary(group.grade):
            own = [(unit, "") for unit in demand["primary"] if unit.class_index == class_index]
            taught[len(posts)] = own
            posts.append(_post(catalogue, "primary", next(rooms), own))
    for specialism in catalogue.specialists:
        if specialism == "primary":
            continue
        for own in _shares(demand[specialism], catalogue.full_load):
            taught[len(posts)] = own
            posts.append(_post(catalogue, specialism, next(rooms), own))
    courses = _courses(units, taught, posts)
    tutors = _tutors(groups, courses, posts, catalogue)
    return Teaching(tuple(posts), tuple(courses), tutors, tuple(posts[tutor].room for tutor in tutors))


def _units(groups: list[Group], catalogue: Catalogue) -> list[_Unit]:
    computing = sum(
        row.hours[group.grade - 1]
        for group in groups
        for row, _ in catalogue.lessons_of(group.grade, group.track)
        if row.division == COMPUTING
    )
    units = []
    for index, group in enumerate(groups):
        for row, hours in catalogue.lessons_of(group.grade, group.track):
            is_split = bool(row.division) and group.grade >= row.split_from and group.size >= SPLIT_SIZE
            if row.division == COMPUTING and computing < catalogue.small_load:
                is_split = False
            units.append(_Unit(index, row, hours, is_split))
    return units


def _by_specialism(units: list[_Unit], groups: list[Group], catalogue: Catalogue) -> dict[str, list[_Unit]]:
    demand: dict[str, list[_Unit]] = defaultdict(list)
    for unit in units:
        is_primary = catalogue.is_primary(groups[unit.class_index].grade) and not unit.programme.always
        demand["primary" if is_primary else unit.programme.specialist].append(unit)
    for specialism, other in catalogue.stand_in.items():
        few = demand[specialism]
        if few and sum(unit.hours for unit in few) < catalogue.small_load and not any(unit.is_split for unit in few):
            demand[other] += few
            demand[specialism] = []
    return demand


def _shares(units: list[_Unit], full_load: int) -> list[list[tuple[_Unit, str]]]:
    """Divide units among teachers: a class's units of one specialism stay together, the least loaded takes the next."""
    if not units:
        return []
    divisions = {unit.programme.division for unit in units if unit.is_split}
    total = sum(unit.hours * (2 if unit.is_split else 1) for unit in units)
    number = max(ceil(total / full_load), 2 if divisions else 1)
    if CRAFT in divisions:
        number += number % 2  # girls' and boys' workshops
    shares: list[list[tuple[_Unit, str]]] = [[] for _ in range(number)]
    loads = [0] * number
    bundles: dict[tuple[int, bool], list[_Unit]] = defaultdict(list)
    for unit in units:
        bundles[unit.class_index, unit.is_split].append(unit)
    for bundle in sorted(bundles.values(), key=lambda bundle: -sum(unit.hours for unit in bundle)):
        for subgroup, teacher in _takers(bundle, loads):
            for unit in bundle:
                shares[teacher].append((unit, subgroup))
                loads[teacher] += unit.hours
    return [share for share in shares if share]


def _takers(bundle: list[_Unit], loads: list[int]) -> list[tuple[str, int]]:
    """Return who takes a class's units: one teacher, or one for each subgroup of the division."""
    ranked = sorted(range(len(loads)), key=lambda teacher: (loads[teacher], teacher))
    if not bundle[0].is_split:
        return [("", ranked[0])]
    division = bundle[0].programme.division
    pair = [next(t for t in ranked if t % 2 == side) for side in (0, 1)] if division == CRAFT else ranked[:2]
    return list(zip(SUBGROUPS[division], pair, strict=True))


def _rooms() -> Iterator[str]:
    return (f"{floor}{place:02}" for floor in count(1) for place in range(1, 25))


def _post(catalogue: Catalogue, specialism: str, room: str, own: list[tuple[_Unit, str]]) -> Post:
    subjects = tuple(dict.fromkeys(unit.programme.subject for unit, _ in own))
    return Post(catalogue.specialists[specialism][0], specialism, room, subjects)


def _courses(units: list[_Unit], taught: dict[int, list[tuple[_Unit, str]]], posts: list[Post]) -> list[CoursePlan]:
    teachers: dict[int, list[tuple[int, str]]] = defaultdict(list)
    number = {id(unit): index for index, unit in enumerate(units)}
    for teacher, own in taught.items():
        for unit, subgroup in own:
            teachers[number[id(unit)]].append((teacher, subgroup))
    halls = {
        teacher: f"С{place}"
        for place, teacher in enumerate((t for t, post in enumerate(posts) if post.specialism == "sport"), 1)
    }
    courses = []
    for index, unit in enumerate(units):
        for teacher, subgroup in sorted(teachers[index], key=lambda pair: pair[1]):
            room = halls.get(teacher, "") if unit.programme.specialist == "sport" else ""
            division = unit.programme.division if subgroup else ""
            courses.append(
                CoursePlan(
                    class_index=unit.class_index,
                    subject=unit.programme.subject,
                    hours=unit.hours,
                    teacher=teacher,
                    unit=index,
                    room=room or posts[teacher].room,
                    division=division,
                    subgroup=subgroup,
                )
            )
    return courses


def _tutors(groups: list[Group], courses: list[CoursePlan], posts: list[Post], catalogue: Catalogue) -> tuple[int, ...]:
    """Every class gets a teacher of its own, nobody two classes; the first seventh class the mathematician."""
    first = showroom_of(catalogue, groups)
    hours: list[dict[int, int]] = [defaultdict(int) for _ in groups]
    for course in courses:
        hours[course.class_index][course.teacher] += course.hours
    order = sorted(range(len(groups)), key=lambda i: (not catalogue.is_primary(groups[i].grade), i != first, i))
    chosen: dict[int, int] = {}
    for index in order:
        ranked = sorted(
            hours[index],
            key=lambda t: (
                t in chosen.values(),
                posts[t].specialism not in catalogue.tutor_specialisms,
                -hours[index][t],
                t,
            ),
        )
        chosen[index] = ranked[0]
    return tuple(chosen[index] for index in range(len(groups)))
