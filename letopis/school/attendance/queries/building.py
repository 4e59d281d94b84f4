"""Who is in the building now, by class: the evacuation list. Constant queries for the whole school."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.errors import NotVisible
from letopis.kernel.policies import of_school
from letopis.kernel.rights import Right
from letopis.school.attendance.enums import NoteState
from letopis.school.attendance.models import AbsenceNote, EarlyLeave
from letopis.school.attendance.presence import Presence, presence
from letopis.school.attendance.rules import Slot
from letopis.school.classes.models import ClassGroup, Membership, SubgroupMembership
from letopis.school.classes.policy import led
from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.models import Absence
from letopis.school.organisation.models import dated_on
from letopis.school.people.namesakes import Named, short_names
from letopis.school.timetable.models import Lesson


@dataclass(frozen=True, slots=True)
class Somebody:
    """A student, where, and why it is said."""

    id: int
    name: str
    presence: Presence
    why: str


@dataclass(frozen=True, slots=True)
class ClassInside:
    """A class of today. `room`: where its lesson is now, "" between lessons."""

    id: int
    name: str
    room: str
    people: tuple[Somebody, ...]

    def _of(self, presence: Presence) -> tuple[Somebody, ...]:
        return tuple(one for one in self.people if one.presence is presence)

    @property
    def inside(self) -> tuple[Somebody, ...]:
        """Those the journal knows to be there."""
        return self._of(Presence.INSIDE)

    @property
    def unknown(self) -> tuple[Somebody, ...]:
        """Those nobody has looked at: they may be there."""
        return self._of(Presence.UNKNOWN)

    @property
    def outside(self) -> tuple[Somebody, ...]:
        """Those who are away."""
        return self._of(Presence.OUTSIDE)


@dataclass(frozen=True, slots=True)
class Building:
    """The list at a moment of the school's wall clock."""

    moment: datetime
    classes: tuple[ClassInside, ...]

    @property
    def inside(self) -> int:
        """How many are known to be there."""
        return sum(len(one.inside) for one in self.classes)

    @property
    def unknown(self) -> int:
        """How many may be there."""
        return sum(len(one.unknown) for one in self.classes)

    @property
    def outside(self) -> int:
        """How many are away."""
        return sum(len(one.outside) for one in self.classes)


def building(actor: Actor) -> Building:
    """Return who is in the building now: of the whole school, for a class teacher of the own class. Seven queries.

    Classes without lessons today are not there. Raises NotVisible.
    """
    moment = local(now())
    groups = ClassGroup.objects.filter(_visible(actor, moment))
    lessons = _lessons(actor, groups, moment)
    people, stays = _people(actor, moment, {row["class_group_id"] for row in lessons})
    slots = _slots(actor, moment, lessons, stays)
    left = dict(
        EarlyLeave.objects.filter(school_id=actor.school_id, date=moment.date(), is_removed=False).values_list(
            "student_id", "left_at"
        )
    )
    warned = _warned(actor, moment)
    found = [
        ClassInside(
            class_id,
            name,
            _room(lessons, class_id, moment.time()),
            tuple(
                Somebody(
                    pk,
                    people[pk],
                    *presence(slots.get(pk, ()), moment, left_at=left.get(pk), is_expected=pk not in warned),
                )
                for pk in members
            ),
        )
        for (class_id, name), members in stays.items()
    ]
    return Building(moment, tuple(found))


def _visible(actor: Actor, moment: datetime) -> Q:
    if actor.may(Right.READ_BUILDING):
        return of_school(actor)
    own = led(actor, moment.date())
    if actor.may(Right.READ_CLASS_ATTENDANCE) and own.exists():
        return of_school(actor) & Q(Exists(own.filter(class_group=OuterRef("pk"))))
    raise NotVisible


def _lessons(actor: Actor, groups: Any, moment: datetime) -> list[dict[str, Any]]:
    rows = Lesson.objects.filter(
        school_id=actor.school_id, date=moment.date(), is_cancelled=False, class_group__in=groups.values("pk")
    ).order_by("number", "pk")
    columns = ("pk", "class_group_id", "course__subgroup_id", "number", "starts_at", "ends_at", "room__number")
    return list(rows.values(*columns, "attendance_taken_at"))


def _people(
    actor: Actor, moment: datetime, classes: Iterable[int]
) -> tuple[dict[int, str], dict[tuple[int, str], list[int]]]:
    """Names by student, told apart in their class, and students by class. One query."""
    rows = Membership.objects.filter(dated_on(moment.date()), school_id=actor.school_id, class_group__in=classes)
    order = ("class_group__sort_key", "class_group_id", "student__person__sort_key", "student_id")
    parts = tuple(f"student__person__{one}" for one in ("surname", "name", "patronymic", "birth_date"))
    stays: dict[tuple[int, str], list[int]] = defaultdict(list)
    named: dict[tuple[int, str], list[Named]] = defaultdict(list)
    for class_id, name, student_id, *person in rows.order_by(*order).values_list(
        *("class_group_id", "class_group__name", "student_id"), *parts, "student__file_number"
    ):
        stays[class_id, name].append(student_id)
        named[class_id, name].append(Named(*person))
    people = {
        student_id: shown.name
        for key, ids in stays.items()
        for student_id, shown in zip(ids, short_names(named[key]), strict=True)
    }
    return people, stays


def _slots(
    actor: Actor, moment: datetime, lessons: list[dict[str, Any]], stays: dict[tuple[int, str], list[int]]
) -> dict[int, list[Slot]]:
    """Today's own lessons of each student. Two queries."""
    day = moment.date()
    members = {class_id: ids for (class_id, _), ids in stays.items()}
    places: dict[int, set[int]] = defaultdict(set)
    divided = {row["course__subgroup_id"] for row in lessons if row["course__subgroup_id"]}
    in_groups = SubgroupMembership.objects.filter(dated_on(day), school_id=actor.school_id, subgroup__in=divided)
    for subgroup_id, student_id in in_groups.values_list("subgroup_id", "student_id"):
        places[subgroup_id].add(student_id)
    absences = Absence.objects.filter(
        school_id=actor.school_id, lesson__date=day, lesson__class_group__in=list(members)
    ).exclude(code="")
    codes = {
        (student, lesson): code for student, lesson, code in absences.values_list("student_id", "lesson_id", "code")
    }
    found: dict[int, list[Slot]] = defaultdict(list)
    for row in lessons:
        own = places[row["course__subgroup_id"]] if row["course__subgroup_id"] else None
        for pk in members.get(row["class_group_id"], ()):
            if own is None or pk in own:
                times = (row["starts_at"], row["ends_at"], row["attendance_taken_at"] is not None)
                found[pk].append(Slot(pk, day, row["number"], row["pk"], "", *times, codes.get((pk, row["pk"]), "")))
    return found


def _warned(actor: Actor, moment: datetime) -> set[int]:
    """Of whom a note says that they do not come today at all; who is let off the work comes. One query."""
    rows = AbsenceNote.objects.filter(
        school_id=actor.school_id,
        first_day__lte=moment.date(),
        last_day__gte=moment.date(),
        first_number__isnull=True,
        state__in=(NoteState.ANNOUNCED, NoteState.CONFIRMED),
    ).exclude(code=AbsenceCode.EXEMPT)
    return set(rows.values_list("student_id", flat=True))


def _room(lessons: list[dict[str, Any]], class_id: int, at: time) -> str:
    rooms = [
        row["room__number"]
        for row in lessons
        if row["class_group_id"] == class_id and row["starts_at"] and row["ends_at"]
        if row["starts_at"] <= at < row["ends_at"] and row["room__number"]
    ]
    return ", ".join(dict.fromkeys(rooms))
