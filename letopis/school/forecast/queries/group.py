"""The term under way of a class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.statements import statement
from letopis.school.classes.models import ClassGroup, Membership
from letopis.school.forecast.kept import Kept, Version, version_of
from letopis.school.forecast.queries.around import Around, AroundCourse, courses_of
from letopis.school.forecast.queries.pages import ClassPage, OfStudent, Subject
from letopis.school.lessons import policy
from letopis.school.organisation.models import Term, dated_on
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.organisation.stored_settings import read_settings
from letopis.school.people.models import Student
from letopis.school.people.namesakes import Named, short_names

# Some half a megabyte each, made of what is kept of their courses, by student.
CLASSES: Kept["ClassPage"] = Kept(most=40)
COURSES: Kept[Mapping[int, Subject]] = Kept(most=1000)


def class_outlook(actor: Actor, class_id: int) -> ClassPage:
    """Return the term under way of a class: the own one, or any for who reads all pages. Three queries, nine of one
    that has changed since it was read last.

    Raises NotVisible.
    """
    day = today()
    found = _classes(school=actor.school_id, staff=actor.staff_id or 0, class_id=class_id, day=day)
    if not found:
        raise NotVisible
    name, year_id, scheme_id, settings, is_led = found[0]
    if not (actor.may(Right.READ_PAGES) or (is_led and actor.may(Right.READ_CLASS_PAGES))):
        raise NotVisible
    version = version_of(actor.school_id, class_id, year_id, day)
    group = _Class(actor.school_id, class_id, name, year_id, scheme_id, read_settings(settings))
    return CLASSES.get((actor.school_id, class_id), version, lambda: _class_page(group, version))


@dataclass(frozen=True, slots=True)
class _Class:
    school_id: int
    id: int
    name: str
    year_id: int
    scheme_id: int | None
    settings: SchoolSettings


def _class_page(group: _Class, version: Version) -> ClassPage:
    term, courses = _term_of(group.scheme_id, version.day), courses_of(group.school_id, group.id)
    of_course = _of_courses(group, term, courses, version)
    people = _people(group.school_id, group.id, version.day)
    own: dict[tuple[int, str], Subject] = {}
    for course in courses:
        for student, subject in of_course[course.id].items():
            own[student, course.subject] = subject
    names = tuple(dict.fromkeys(course.subject for course in courses))
    students = [OfStudent(pk, label, tuple(own.get((pk, name)) for name in names)) for pk, label in people.items()]
    return ClassPage(
        class_id=group.id,
        class_name=group.name,
        term=term.name,
        last_day=term.ends_on,
        subjects=names,
        students=tuple(sorted(students, key=lambda one: (-round(one.risk, 2), one.expected, one.name))),
    )


def _of_courses(
    group: _Class, term: Term, courses: Sequence[AroundCourse], version: Version
) -> dict[int, Mapping[int, Subject]]:
    """The subjects of students by course; courses of subjects that have changed are read anew, all of them at once."""
    keys = {one.id: ((group.school_id, one.id), version.of_subject(one.subject_id)) for one in courses}
    found = {pk: COURSES.held(*key) for pk, key in keys.items()}
    changed = [one for one in courses if found[one.id] is None]
    if changed:
        around = Around.read(group.school_id, group.id, group.year_id, term, group.settings, version.day, None, changed)
        for one in changed:
            found[one.id] = COURSES.hold(*keys[one.id], _of_course(around, one))
    return {pk: one or {} for pk, one in found.items()}


def _of_course(around: Around, course: AroundCourse) -> dict[int, Subject]:
    found = around.outlooks(course, None)
    return {student: Subject(course.id, course.subject, outlook) for student, outlook in found.items()}


def _term_of(scheme_id: int | None, day: date) -> Term:
    terms = list(Term.objects.filter(scheme_id=scheme_id).order_by("starts_on"))
    if not terms:
        raise NotVisible
    return ([one for one in terms if one.starts_on <= day] or terms[:1])[-1]


@statement
def _classes(*, school: int, staff: int, class_id: int, day: date) -> QuerySet[ClassGroup, Sequence[Any]]:
    is_led = policy.class_rights(policy.Staffed(school, staff), day)
    rows = ClassGroup.objects.filter(school_id=school, pk=class_id).annotate(is_led=is_led)
    return rows.values_list("name", "year_id", "scheme_id", "school__settings", "is_led")


def _people(school_id: int, class_id: int, day: date) -> dict[int, str]:
    """Who is in the class, by surname, told apart."""
    rows = list(_members(school_id, class_id, day))
    shown = short_names([Named(*named) for _, *named in rows])
    return {row[0]: one.name for row, one in zip(rows, shown, strict=True)}


@statement
def _members(school: int, class_id: int, day: date) -> QuerySet[Student, Sequence[Any]]:
    stays = Membership.objects.filter(dated_on(day), class_group_id=class_id, student_id=OuterRef("pk"))
    rows = Student.objects.filter(Exists(stays), school_id=school).order_by("person__sort_key", "pk")
    names = (f"person__{part}" for part in ("surname", "name", "patronymic", "birth_date"))
    return rows.values_list("pk", *names, "file_number")
