"""How students stand when a council is prepared: their marks of the period or the year, debts of before.

Queries do not grow with the number of students or classes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Case, IntegerField, QuerySet, When

from letopis.kernel.clock import today
from letopis.school.classes.models import ClassGroup, Membership, SubgroupMembership
from letopis.school.classes.rules import ends_education
from letopis.school.councils import rules
from letopis.school.councils.enums import CouncilAbout, DebtState
from letopis.school.councils.models import AcademicDebt, Council
from letopis.school.councils.rules import Standing, SubjectMark
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import PeriodMark
from letopis.school.grading.queries.missing import marked_courses
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import School, dated_on

# By class, by student.
Standings = Mapping[int, Mapping[int, Standing]]


def standings_of(council: Council, class_ids: Sequence[int]) -> Standings:
    """Return how the students of these classes stand on the day of the council."""
    school = School.objects.only("kind").get(pk=council.school_id)
    grades = dict(ClassGroup.objects.filter(year_id=council.year_id).values_list("pk", "grade"))
    of_year = frozenset(grades.values())
    members = _members(council, class_ids)
    marks = marks_of(council, [pk for students in members.values() for pk in students])
    debts = _debts([pk for students in members.values() for pk in students], council)
    return {
        class_id: {
            student_id: Standing(
                marks=marks.get(student_id, ()),
                is_college=school.kind == SchoolKind.COLLEGE,
                grade=grades[class_id],
                is_final=ends_education(school.kind, grades[class_id], of_year),
                open_debts=tuple(name for name, is_lost in debts[student_id] if not is_lost),
                lost_debts=tuple(name for name, is_lost in debts[student_id] if is_lost),
            )
            for student_id in students
        }
        for class_id, students in members.items()
    }


def _members(council: Council, class_ids: Sequence[int]) -> dict[int, list[int]]:
    """Who is in each class on the day of the council, within its year."""
    rows = Membership.objects.filter(dated_on(_day(council)), school_id=council.school_id, class_group__in=class_ids)
    found: dict[int, list[int]] = {pk: [] for pk in class_ids}
    for class_id, student_id in rows.order_by("student__person__sort_key", "student_id").values_list(
        "class_group", "student"
    ):
        found[class_id].append(student_id)
    return found


def _day(council: Council) -> date:
    """The day of the council, or the nearest one of its year; of a period that is over its last one."""
    return min(max(council.date, council.year.starts_on), council.last_day)


def _debts(students: Sequence[int], council: Council) -> dict[int, list[tuple[str, bool]]]:
    """Open debts of before by student: «Алгебра», and whether the time or the attempts are over. Two queries."""
    found: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    rows = AcademicDebt.objects.filter(
        school_id=council.school_id, student__in=students, state=DebtState.OPEN, arisen_on__lt=council.date
    )
    day = min(council.date, today())
    for row in rows.select_related("subject").prefetch_related("retakes"):
        states = [retake.state for retake in row.retakes.all()]
        found[row.student_id].append((row.subject.name, rules.is_lost(states, row.until, day)))
    return found


def marks_of(council: Council, students: Sequence[int]) -> Mapping[int, Sequence[SubjectMark]]:
    """Return the marks that the council looks at, by student: of its term, or of the year (the final ones first).

    A subject has one mark, on whichever page of the year it stands: who has changed class or subgroup since has it
    there. A subject that is marked and has none stands with "". Three queries.
    """
    given: dict[tuple[int, int], tuple[str, int]] = {}
    rows = PeriodMark.objects.filter(school_id=council.school_id, student__in=students, course__year=council.year_id)
    columns = ("student", "course__subject", "value", "course")
    for student_id, subject_id, value, course_id in _ordered(council, rows.exclude(value="")).values_list(*columns):
        given[student_id, subject_id] = value, course_id
    found: dict[int, dict[int, SubjectMark]] = defaultdict(dict)
    for student_id, course_id, subject_id, name in _courses(council, students):
        value, page = given.get((student_id, subject_id), ("", course_id))
        found[student_id].setdefault(subject_id, SubjectMark(subject_id, name, value, page))
    return {student_id: tuple(of_subject.values()) for student_id, of_subject in found.items()}


def _ordered(council: Council, rows: "QuerySet[PeriodMark]") -> "QuerySet[PeriodMark]":
    """The marks that count, the one that counts most last: a final mark goes before that of the year."""
    if council.about == CouncilAbout.TERM:
        return rows.filter(kind=PeriodKind.TERM, term=council.term_id)
    kinds = [PeriodKind.YEAR, PeriodKind.FINAL] if council.about == CouncilAbout.YEAR else [PeriodKind.YEAR]
    weight = Case(When(kind=PeriodKind.FINAL, then=1), default=0, output_field=IntegerField())
    return rows.filter(kind__in=kinds).order_by(weight, "pk")


def _courses(council: Council, students: Sequence[int]) -> Iterator[tuple[int, int, int, str]]:
    """Each student with each marked course that is theirs on the day: of the class, of their subgroups. Three queries.

    Of a council about a term, those of classes that follow its scheme.
    """
    day = _day(council)
    stays = Membership.objects.filter(dated_on(day), school_id=council.school_id, student__in=students)
    if council.term:
        stays = stays.filter(class_group__scheme=council.term.scheme_id)
    parts = SubgroupMembership.objects.filter(dated_on(day), school_id=council.school_id, student__in=students)
    own = set(parts.values_list("student", "subgroup"))
    of_class: dict[int, list[tuple[int, int, str, int | None]]] = defaultdict(list)
    rows = marked_courses(council.school_id).filter(year=council.year_id).order_by("subject__search_key", "pk")
    columns = ("class_group", "pk", "subject", "subject__name", "subgroup")
    for class_id, course_id, subject_id, name, subgroup_id in rows.values_list(*columns):
        of_class[class_id].append((course_id, subject_id, name, subgroup_id))
    for student_id, class_id in stays.values_list("student", "class_group"):
        for course_id, subject_id, name, subgroup_id in of_class[class_id]:
            if subgroup_id is None or (student_id, subgroup_id) in own:
                yield student_id, course_id, subject_id, name
