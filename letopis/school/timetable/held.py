"""What the timetable says of who holds a role: who gives a lesson for a colleague is its teacher (А3.2.4)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable

from letopis.kernel.roles import Role
from letopis.school.access.held import Fact, register
from letopis.school.curriculum.enums import CourseKind
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.timetable.models import Lesson


def _substitutes(day: date) -> Combinable:
    """From the moment the lesson is given over until its year ends: as long as the journal opens it to the one.

    Also on a page without a teacher, but for class hours, which their class teacher gives. A lesson of a course once
    taught still bears the name, and gives no role.
    """
    taught = CourseTeacher.objects.filter(school=OuterRef("school"), staff=OuterRef("staff"), course=OuterRef("course"))
    given = Lesson.objects.filter(
        school=OuterRef("school"), staff=OuterRef("staff_id"), course__year=OuterRef("year_id"), is_cancelled=False
    )
    no_ones = ~Q(Exists(taught)) & ~Q(course__kind=CourseKind.CLASS_HOUR)
    return Exists(given.filter(Q(substituted_for__isnull=False) | no_ones))


register(Fact(Role.TEACHER, _substitutes, of_employment=True))
