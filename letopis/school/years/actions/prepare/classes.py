"""The classes of the next year, which go on from which, their class teachers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.school.classes.intake import put_classes, put_tutors
from letopis.school.classes.models import ClassGroup, ClassTutor
from letopis.school.history.intake import Put, Table, write
from letopis.school.organisation.models import AcademicYear, School, TermScheme, lasting
from letopis.school.people.models import Staff
from letopis.school.people.policy import is_oneself
from letopis.school.people.rules import has_left
from letopis.school.years.models import NextClass
from letopis.school.years.rules import OldClass, WantedClass, next_classes

NEXT_CLASSES = Table(NextClass, "link_class", "link_class", removed="unlink_class")


@dataclass(slots=True)
class Classes:
    """The classes of both years: `made` by the place of what was wanted."""

    actor: Actor
    old: AcademicYear
    year: AcademicYear
    there: Mapping[int, ClassGroup]
    wanted: Sequence[WantedClass]
    made: list[ClassGroup] = field(default_factory=list)

    @classmethod
    def read(cls, actor: Actor, old: AcademicYear, year: AcademicYear) -> "Classes":
        """Two queries."""
        kind = School.objects.values_list("kind", flat=True).get(pk=actor.school_id)
        rows = ClassGroup.objects.filter(school_id=actor.school_id, year=old).select_related("scheme")
        there = {row.pk: row for row in rows}
        plain = [OldClass(row.pk, row.name, row.grade, row.letter) for row in there.values()]
        return cls(actor, old, year, there, next_classes(kind, plain))

    def write(self) -> None:
        """Write the classes, which go on from which, and their class teachers."""
        schemes = {one.kind: one for one in TermScheme.objects.filter(school_id=self.actor.school_id, year=self.year)}
        if not schemes:
            raise Refused("Сначала укажите учебные периоды следующего года.", code="terms")
        self.made = [self._class(one, schemes) for one in self.wanted]
        put_classes(self.actor, [Put(row) for row in self.made])
        pairs = [(self.there[one.from_id], row) for one, row in zip(self.wanted, self.made, strict=True) if one.from_id]
        school_id = self.actor.school_id
        links = [NextClass(school_id=school_id, class_from=was, class_to=row) for was, row in pairs]
        write(self.actor, NEXT_CLASSES, [Put(link) for link in links])
        self._write_tutors({was.pk: row for was, row in pairs})

    def _class(self, one: WantedClass, schemes: Mapping[str, TermScheme]) -> ClassGroup:
        like = self.there.get(one.like_id or 0)
        was = self.there.get(one.from_id or 0) or like
        assert was is not None
        scheme = schemes.get((like or was).scheme.kind) or next(iter(schemes.values()))
        return ClassGroup(
            school_id=self.actor.school_id,
            year=self.year,
            scheme=scheme,
            name=one.name,
            grade=one.grade,
            profile=was.profile,
            shift=was.shift,
            room_id=was.room_id,
        )

    def _write_tutors(self, goes_on: Mapping[int, ClassGroup]) -> None:
        rows = ClassTutor.objects.filter(
            lasting(self.old.ends_on), class_group__in=goes_on, starts_on__lte=self.old.ends_on
        )
        new = [
            ClassTutor(
                school_id=self.actor.school_id,
                class_group=goes_on[row.class_group_id],
                staff=row.staff,
                starts_on=self.year.starts_on,
            )
            for row in rows.select_related("staff__person")
            if may_go_on(self.actor, row.staff, self.year)
        ]
        put_tutors(self.actor, [Put(row) for row in new])


def may_go_on(actor: Actor, staff: Staff, year: AcademicYear) -> bool:
    """Whether somebody may be proposed for the next year: still works then, and is not who proposes (ACC-01)."""
    return not has_left(staff.dismissed_on, year.starts_on) and not is_oneself(actor, staff.person_id)
