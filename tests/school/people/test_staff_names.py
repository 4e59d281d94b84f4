"""Two «Иванова М. П.» of a school: wherever teachers stand together each has the shortest name that is no other's."""

from datetime import date

import pytest

from letopis.kernel.roles import Role
from letopis.school.classes.queries.groups import class_rows
from letopis.school.curriculum.queries import load_rows
from letopis.school.journal.queries.journals import journals
from letopis.school.people.models import initials_apart
from letopis.school.timetable.queries import choices, grid, week
from tests import factories as make

MARIA, MARINA, SECOND = "Иванова Мария Павловна", "Иванова Марина Петровна", "Иванова Мария Павловна"
SHORT = "Климов\u00a0А.\u00a0П."


def test_the_shortest_name_of_each() -> None:
    people = {
        1: ("Иванова", "Мария", "Павловна", "учитель"),
        2: ("Иванова", "Марина", "Петровна", "учитель"),
        3: ("Климов", "Андрей", "Петрович", "учитель"),
        4: ("Иванова", "Мария", "Павловна", "завуч"),
        5: ("Иванова", "Мария", "Павловна", "завуч"),
    }
    assert initials_apart(people) == {
        1: f"{MARIA}, учитель",
        2: MARINA,
        3: SHORT,
        4: f"{MARIA}, завуч (1)",
        5: f"{MARIA}, завуч (2)",
    }
    assert initials_apart({3: people[3], 1: people[1]}) == {3: SHORT, 1: "Иванова\u00a0М.\u00a0П."}


@pytest.mark.req("CUR-01", "TT-01")
@pytest.mark.django_db
def test_namesakes_are_told_apart_in_every_list_of_teachers() -> None:
    school = make.make_school()
    maria, marina, second = (
        make.make_staff(school, name, position=position)
        for name, position in ((MARIA, "учитель"), (MARINA, "учитель"), (SECOND, "логопед"))
    )
    group, other = make.make_class(school, "7А", tutor=maria), make.make_class(school, "7Б", tutor=marina)
    named = {f"{MARIA}, учитель", MARINA, f"{SECOND}, логопед"}
    for number, (subject, teacher) in enumerate({"Алгебра": maria, "Физика": marina, "Химия": second}.items(), 1):
        course = make.make_course(group, subject, teacher=teacher)
        make.make_lesson(course, number=number, staff=teacher)
        make.make_slot(course, 1, number)
    year, office = group.year, make.actor_of(make.make_officer(school), Role.OPERATOR)
    reader = make.actor_of(make.make_officer(school, Role.DEPUTY), Role.DEPUTY)

    def told(of: object) -> set[str]:
        return {item.teacher for row in of.rows for cell in row.cells for item in cell.entries}  # type: ignore[attr-defined]

    assert {one.name for row in load_rows(office, year_id=year.pk) for one in row.teachers} == named
    assert {one.teacher for one in journals(reader)} == named
    assert {row.tutor for row in class_rows(office, year_id=year.pk)} == {MARIA, MARINA}
    assert other.pk
    assert told(week(office, year, "class", group.pk, date(2026, 11, 23))) == named
    assert told(grid(office, year, "class", group.pk, date(2026, 11, 23))) == named
    assert {one.name for one in choices(office, year, "teacher")} == named
