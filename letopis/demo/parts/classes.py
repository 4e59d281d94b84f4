"""Rooms, classes, class teachers."""

from letopis.demo.store import Store
from letopis.kernel.text import search_key
from letopis.school.classes.models import ClassGroup, ClassTutor
from letopis.school.organisation.enums import TermKind
from letopis.school.organisation.models import Room, TermScheme


def write(store: Store) -> None:
    """Write the rooms and the classes with their tutors."""
    plan = store.plan
    schemes = dict(TermScheme.objects.filter(year_id=store.year.pk).values_list("kind", "pk"))
    names = {course.room for course in plan.courses} | {group.room for group in plan.classes}
    owners = {member.post.room: member for member in plan.staff if member.post.room}
    for number in sorted(names, key=lambda number: (len(number), number)):
        owner = owners.get(number)
        store.rooms[number] = store.add(
            Room,
            number=number,
            name="Спортивный зал" if number.startswith("С") else "",
            capacity=60 if number.startswith("С") else 32,
            responsible=owner.human.short if owner else "",
        )
    for group in plan.classes:
        scheme = schemes.get(TermKind.SEMESTER) or schemes[TermKind.QUARTER if group.grade < 10 else TermKind.HALF_YEAR]
        row = store.add(
            ClassGroup,
            year_id=store.year.pk,
            scheme_id=scheme,
            grade=group.grade,
            letter="" if group.track else group.letter,
            name=group.name,
            profile=plan.catalogue.profiles.get(group.track, ""),
            room_id=store.rooms[group.room].pk,
            sort_key=f"{group.grade:02}{search_key(group.name if group.track else group.letter)}",
        )
        store.classes.append(row)
        store.add(
            ClassTutor,
            class_group_id=row.pk,
            staff_id=store.staff[group.tutor].pk,
            starts_on=plan.year.starts_on,
        )
