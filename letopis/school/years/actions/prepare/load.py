"""The curriculum, the subgroups and the load of the next year's classes, and who is proposed to teach them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from letopis.kernel.actor import Actor
from letopis.school.classes.intake import put_subgroups
from letopis.school.classes.models import ClassGroup, Subgroup
from letopis.school.curriculum.intake import put_courses, put_curriculum, put_teachers
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, LessonPlan
from letopis.school.history.intake import Put
from letopis.school.organisation.models import lasting
from letopis.school.people.models import Staff
from letopis.school.years.actions.prepare.classes import Classes, may_go_on
from letopis.school.years.rules import WantedClass

# Subject, division and name of the subgroup: what a page of the journal is, whichever class it is of.
Key = tuple[int, str, str]


@dataclass(slots=True)
class Load:
    """The load of the next year, read once and written once."""

    actor: Actor
    classes: Classes
    sources: Sequence[Course] = ()
    made: list[Course] = field(default_factory=list)
    plans: int = 0
    without_teacher: int = 0
    _of_class: dict[int, list[Course]] = field(default_factory=dict)
    _teachers: dict[int, list[Staff]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Three queries."""
        rows = Course.objects.filter(school_id=self.actor.school_id, year=self.classes.old).order_by("pk")
        self.sources = list(rows.select_related("subgroup", "subject"))
        for course in self.sources:
            self._of_class.setdefault(course.class_group_id, []).append(course)
        ends_on = self.classes.old.ends_on
        taught = CourseTeacher.objects.filter(lasting(ends_on), course__in=rows.values("pk"), starts_on__lte=ends_on)
        for row in taught.select_related("staff__person").order_by("starts_on", "pk"):
            self._teachers.setdefault(row.course_id, []).append(row.staff)

    def write(self, plans: Mapping[int, LessonPlan]) -> None:
        """Write hours, subgroups, rows of the load and their teachers."""
        self.plans = len(plans)
        self._write_hours()
        subgroups = self._write_subgroups()
        appointed: list[tuple[Course, list[Staff]]] = []
        for wanted, group in self._pairs():
            for source in self._of_class.get(wanted.like_id or 0, ()):
                course = self._course(source, group, subgroups, plans)
                appointed.append((course, self._proposed(wanted, source)))
        self.made = [course for course, _ in appointed]
        put_courses(self.actor, [Put(course) for course in self.made])
        self.without_teacher = sum(not staff for _, staff in appointed)
        put_teachers(self.actor, [Put(self._appointed(course, one)) for course, staff in appointed for one in staff])

    def _pairs(self) -> Iterable[tuple[WantedClass, ClassGroup]]:
        return zip(self.classes.wanted, self.classes.made, strict=True)

    def _write_hours(self) -> None:
        of_class: dict[int, list[CurriculumRow]] = {}
        for row in CurriculumRow.objects.filter(school_id=self.actor.school_id, year=self.classes.old):
            of_class.setdefault(row.class_group_id, []).append(row)
        put_curriculum(
            self.actor,
            [
                Put(
                    CurriculumRow(
                        school_id=self.actor.school_id,
                        year=self.classes.year,
                        class_group=group,
                        subject_id=row.subject_id,
                        part=row.part,
                        hours_per_week=row.hours_per_week,
                    )
                )
                for wanted, group in self._pairs()
                for row in of_class.get(wanted.like_id or 0, ())
            ],
        )

    def _write_subgroups(self) -> Mapping[tuple[int, str, str], Subgroup]:
        """The divisions that the class has, and those its new load is given by."""
        own: dict[int, set[tuple[str, str]]] = {}
        rows = Subgroup.objects.filter(school_id=self.actor.school_id, class_group__year=self.classes.old)
        for class_id, division, name in rows.values_list("class_group_id", "division", "name"):
            own.setdefault(class_id, set()).add((division, name))
        made: dict[tuple[int, str, str], Subgroup] = {}
        for wanted, group in self._pairs():
            needed = {_key(one)[1:] for one in self._of_class.get(wanted.like_id or 0, ()) if one.subgroup_id}
            for division, name in sorted(own.get(wanted.from_id or 0, set()) | needed):
                row = Subgroup(school_id=self.actor.school_id, class_group=group, division=division, name=name)
                made[group.pk, division, name] = row
        put_subgroups(self.actor, [Put(row) for row in made.values()])
        return made

    def _course(
        self,
        source: Course,
        group: ClassGroup,
        subgroups: Mapping[tuple[int, str, str], Subgroup],
        plans: Mapping[int, LessonPlan],
    ) -> Course:
        _, division, name = _key(source)
        return Course(
            school_id=self.actor.school_id,
            year=self.classes.year,
            class_group=group,
            subject=source.subject,
            subgroup=subgroups[group.pk, division, name] if source.subgroup_id else None,
            plan=plans.get(source.plan_id or 0),
            hours_per_week=source.hours_per_week,
            scale=source.scale,
            kind=source.kind,
        )

    def _proposed(self, wanted: WantedClass, source: Course) -> list[Staff]:
        """Who teaches the subject to these children now, else who teaches it in the class whose place they take."""
        own = [one for one in self._of_class.get(wanted.from_id or 0, ()) if _key(one) == _key(source)]
        for course in (*own, source):
            staff = [one for one in self._teachers.get(course.pk, ()) if may_go_on(self.actor, one, self.classes.year)]
            if staff:
                return list({one.pk: one for one in staff}.values())
        return []

    def _appointed(self, course: Course, staff: Staff) -> CourseTeacher:
        first = self.classes.year.starts_on
        return CourseTeacher(school_id=self.actor.school_id, course=course, staff=staff, starts_on=first)


def _key(course: Course) -> Key:
    subgroup = course.subgroup
    return (course.subject_id, subgroup.division, subgroup.name) if subgroup else (course.subject_id, "", "")
