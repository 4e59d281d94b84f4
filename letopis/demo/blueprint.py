"""The demo school before it is written: people, classes, courses and the week, all drawn from one seed.

Pure: no database, no clock. The same arguments give the same blueprint on every machine.
"""

from datetime import date
from random import Random

from letopis.demo import calendar, grid, load, population
from letopis.demo.catalogues import CATALOGUES
from letopis.demo.shape import Blueprint
from letopis.school.organisation.enums import SchoolKind


def draw(
    *,
    students: int,
    seed: int,
    today: date,
    classes: int | None = None,
    kind: SchoolKind = SchoolKind.GENERAL,
) -> Blueprint:
    """Return the school of `students` children as it stands on `today`; `classes` fixes the number of classes.

    Raises ValueError where `students` is below 20 or above 3000.
    """
    if not 20 <= students <= 3000:
        raise ValueError("the demo school takes 20 to 3000 students")
    catalogue = CATALOGUES[kind]
    year = calendar.year_of(today, kind)
    groups = population.sizes(students, classes, kind)
    teaching = load.distribute(groups, catalogue)
    people = population.draw(Random(f"{seed}/people"), catalogue, groups, teaching, year, today)
    return Blueprint(
        seed=seed,
        catalogue=catalogue,
        year=year,
        staff=people.staff,
        classes=people.classes,
        students=people.students,
        guardians=people.guardians,
        courses=teaching.courses,
        slots=grid.arrange(teaching.courses, seed),
    )
