"""What the one who loads a base may write of it: each part asks for the right of the form that does the same (ACC-02).

A load is no way round: the study office keeps students and the load, but neither cards of staff nor the school's own,
and whoever loads appoints nobody to what a form would not let them, least of all themselves.
"""

from collections.abc import Mapping

from django.db.models import Model

from letopis.kernel.actor import Actor
from letopis.kernel.rights import Right
from letopis.school.access import policy as access
from letopis.school.access.models import RoleAssignment
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership, Order, Subgroup, SubgroupMembership
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject
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
from letopis.school.timetable.models import WeeklySlot

# A person stands behind a card: whoever may not keep the card gets no person drafted for it.
_RIGHTS: Mapping[type[Model], Right] = {
    School: Right.SET_SCHOOL,
    **dict.fromkeys(
        (AcademicYear, TermScheme, Term, Vacation, BellSchedule, BellPeriod, CalendarDay, Room), Right.KEEP_SCHOOL
    ),
    Staff: Right.KEEP_STAFF,
    **dict.fromkeys((Student, Guardian, Guardianship), Right.KEEP_STUDENTS),
    **dict.fromkeys((ClassGroup, ClassTutor, Order, Membership, Subgroup, SubgroupMembership), Right.KEEP_CLASSES),
    **dict.fromkeys((Subject, CurriculumRow, Course, CourseTeacher), Right.KEEP_CURRICULUM),
    WeeklySlot: Right.MAKE_TIMETABLE,
    RoleAssignment: Right.APPOINT,
}


class Rights:
    """The rights of `actor`; None is the program itself, which founds schools and loads whole bases."""

    def __init__(self, actor: Actor | None) -> None:
        self.actor = actor

    def may(self, kind: type[Model]) -> bool:
        """Say whether rows of this table may be written."""
        return self.actor is None or kind not in _RIGHTS or self.actor.may(_RIGHTS[kind])

    def may_appoint(self, person_id: int | None) -> bool:
        """Say whether this person may be given a role of the whole school."""
        return self.actor is None or access.may_appoint(self.actor, person_id)

    def is_self(self, person_id: int | None) -> bool:
        """Say whether what the person would be given (a page, a class, lessons, a child) would be given to oneself."""
        return self.actor is not None and people.is_oneself(self.actor, person_id)
