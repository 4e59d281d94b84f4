"""The demo school before it is written: people, classes, courses and the week, all drawn from one seed.

Pure: no database, no clock. The same arguments give the same blueprint on every machine.
"""

from datetime import date
from random import Random

from letopis.demo import calendar, grid, load, population
from letopis.demo.shape import Blueprint

NAME = "Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 5 города Заречного Бора»"
SHORT_NAME = "Школа № 5"
REGION = "Заволжская область"
CITY = "Заречный Бор"
ADDRESS = "639205, Заволжская область, г. Заречный Бор, ул. Набережная, д. 14"
PHONE = "+79430020505"
EMAIL = "school5@zarbor.example"
WEBSITE = "https://school5.zarbor.example"


def draw(*, students: int, seed: int, today: date, classes: int | None = None) -> Blueprint:
    """Return the school of `students` children as it stands on `today`; `classes` fixes the number of classes.

    Raises ValueError where `students` is below 20 or above 3000.
    """
    if not 20 <= students <= 3000:
        raise ValueError("the demo school takes 20 to 3000 students")
    year = calendar.year_of(today)
    groups = population.sizes(students, classes)
    teaching = load.distribute(groups)
    people = population.draw(Random(f"{seed}/people"), groups, teaching, year, today)
    return Blueprint(
        seed=seed,
        year=year,
        staff=people.staff,
        classes=people.classes,
        students=people.students,
        guardians=people.guardians,
        courses=teaching.courses,
        slots=grid.arrange(teaching.courses, seed),
    )
