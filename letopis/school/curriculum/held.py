"""What the curriculum says of who holds a role: who teaches a course, those to come included (П3.4, Т3.1.7)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable

from letopis.kernel.roles import Role
from letopis.school.access.held import Fact, register
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.organisation.models import lasting


def _teaches(day: date) -> Combinable:
    of_now = Q(course__year__starts_on__gt=day) | Q(course__year=OuterRef("year_id"))
    return Exists(
        CourseTeacher.objects.filter(lasting(day) & of_now, school=OuterRef("school"), staff=OuterRef("staff_id"))
    )


register(Fact(Role.TEACHER, _teaches, of_employment=True))
