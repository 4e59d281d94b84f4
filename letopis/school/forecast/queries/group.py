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
from letopis.school.forecast.kept import Kept, version_of
from letopis.school.forecast.queries.around import Around
from letopis.school.forecast.queries.pages import ClassPage, OfStudent, Subject
from letopis.school.forecast.rules import Outlook
from letopis.school.lessons import policy
from letopis.school.organisation.models import Term, dated_on
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.organisation.stored_settings import read_settings
from letopis.school.people.models import Student
from letopis.school.people.namesakes import Named, short_names

# Some half a megabyte each.
CLASSES: Kept["ClassPage"] = Kept(most=40)


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
    return CLASSES.get(
        (actor.school_id, class_id),
        version_of(actor.school_id, class_id, year_id, day),
        lambda: _class_page(actor.school_id, class_id, name, _OfYear(year_id, scheme_id, read_settings(settings)), day),
    )


@dataclass(frozen=True, slots=True)
class _OfYear:
    id: int
    scheme_id: int | None
    settings: SchoolSettings


def _class_page(school_id: int, class_id: int, name: str, year: _OfYear, day: date) -> ClassPage:
    term = _term_of(year.scheme_id, day)
    around = Around.read(school_id, class_id, year.id, term, year.settings, day, None)
    people = _people(school_id, class_id, day)
    of_course = {course.id: around.outlooks(course, None) for course in around.courses}
    names = tuple(dict.fromkeys(course.subject for course in around.courses))
    students = [OfStudent(pk, label, _subjects(around, of_course, pk, names)) for pk, label in people.items()]
    return ClassPage(
        class_id=class_id,
        class_name=name,
        term=term.name,
        last_day=term.ends_on,
        subjects=names,
        students=tuple(sorted(students, key=lambda one: (-round(one.risk, 2), one.expected, one.name))),
    )


def _subjects(
    around: "Around", of_course: Mapping[int, Mapping[int, Outlook]], student: int, names: Sequence[str]
) -> tuple[Subject | None, ...]:
    own = {
        course.subject: Subject(course.id, course.subject, of_course[course.id][student])
        for course in around.courses
        if student in of_course[course.id]
    }
    return tuple(own.get(name) for name in names)


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
