"""What the one who loads a base may write of it: each part asks for the right of the form that does the same (ACC-02).

A load is no way round: the study office keeps students and the load, but neither cards of staff nor the school's own,
and whoever loads appoints nobody to what a form would not let them, least of all themselves.
"""

from collections.abc import Callable, Mapping

from django.db.models import Model

from letopis.kernel.actor import Actor
from letopis.school.access import policy as access
from letopis.school.access.models import RoleAssignment
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership, Order, Subgroup, SubgroupMembership
from letopis.school.curriculum import policy as curriculum
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject
from letopis.school.organisation import policy as organisation
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    CalendarDay,
    Room,
    School,
    Term,
    TermScheme,
    Vacation,
)
from letopis.school.people import policy as people
from letopis.school.people.models import Guardian, Guardianship, Staff, Student
from letopis.school.timetable import policy as timetable
from letopis.school.timetable.models import WeeklySlot

May = Callable[[Actor, str, int], bool]
# A person stands behind a card: whoever may not keep the card gets no person drafted for it.
_RIGHTS: Mapping[type[Model], tuple[May, str]] = {
    School: (organisation.may, "set"),
    **dict.fromkeys(
        (AcademicYear, TermScheme, Term, Vacation, BellSchedule, BellPeriod, CalendarDay, Room),
        (organisation.may, "keep"),
    ),
    Staff: (people.may, "keep_staff"),
    **dict.fromkeys(
        (
            *(Student, Guardian, Guardianship, ClassGroup, ClassTutor),
            *(Order, Membership, Subgroup, SubgroupMembership),
        ),
        (people.may, "keep"),
    ),
    **dict.fromkeys((Subject, CurriculumRow, Course, CourseTeacher), (curriculum.may, "keep")),
    WeeklySlot: (timetable.may, "make"),
    RoleAssignment: (access.may, "appoint"),
}


class Rights:
    """The rights of `actor`; None is the program itself, which founds schools and loads whole bases."""

    def __init__(self, actor: Actor | None) -> None:
        self.actor = actor

    def may(self, kind: type[Model]) -> bool:
        """Say whether rows of this table may be written."""
        if self.actor is None or kind not in _RIGHTS:
            return True
        may, verb = _RIGHTS[kind]
        return may(self.actor, verb, self.actor.school_id)

    def may_appoint(self, person_id: int | None) -> bool:
        """Say whether this person may be given a role of the whole school."""
        return self.actor is None or access.may_appoint(self.actor, person_id)

    def is_self(self, person_id: int | None) -> bool:
        """Say whether what the person would be given (a page, a class, lessons, a child) would be given to oneself."""
        return self.actor is not None and people.is_oneself(self.actor, person_id)
