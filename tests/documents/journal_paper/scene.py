"""A class with what a printed journal shows, and the text of a PDF's pages."""

import io
from datetime import date, timedelta

from pypdf import PdfReader

from letopis.documents.journal_paper.content import ClassJournal
from letopis.documents.journal_paper.reading import read_class
from letopis.kernel.clock import local, now
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import PeriodMark
from letopis.school.organisation.models import Term
from letopis.school.organisation.serving import serving
from letopis.school.people.models import Student
from tests import factories as make

FIRST = date(2026, 9, 2)


def a_class(students: int = 3, lessons: int = 4) -> tuple[ClassGroup, Course, list[Student]]:
    """Make 7А with a page of algebra: lessons every other day of the first quarter, a mark and an absence in each."""
    school = make.make_school()
    group = make.make_class(school, tutor=make.make_staff(school, "Климов Андрей Петрович"))
    course = make.make_course(group, "Алгебра", teacher=make.make_staff(school, "Орлова Елена Викторовна"))
    pupils = make.make_students(group, students)
    kind = make.make_work_kind(school)
    for at in range(lessons):
        lesson = make.make_lesson(course, FIRST + timedelta(days=at % 45), 1 + at // 45, topic=f"Тема номер {at + 1}")
        make.make_mark(make.make_work(lesson, kind), pupils[at % students], "5")
        make.make_absence(lesson, pupils[(at + 1) % students], "Б") if students > 1 else None
        make.make_homework(lesson, f"§ {at + 1}")
    return group, course, pupils


def rate(course: Course, student: Student, value: str, *, term: int | None = 1) -> None:
    """Put a mark of a term, or with None that of the year."""
    found = Term.objects.get(scheme__classes=course.class_group, number=term) if term else None
    PeriodMark.objects.create(
        school_id=course.school_id,
        course=course,
        student=student,
        kind=PeriodKind.TERM if found else PeriodKind.YEAR,
        term=found,
        slot=found.pk if found else 0,
        value=value,
        set_at=now(),
    )


def read(group: ClassGroup, **more: bool) -> ClassJournal:
    """Read a class as it is printed now."""
    with serving(group.school.kind, group.school.time_zone):
        return read_class(group.pk, printed_at=local(now()), **more)


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page, on one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
