"""Notes on absences of the demo in each of their states, and an early leaving: written by the bulk actions."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby

from letopis.demo.store import Store, local
from letopis.kernel import clock
from letopis.school.attendance.enums import NoteKind, NoteState
from letopis.school.attendance.intake import write_leaves, write_notes
from letopis.school.attendance.models import AbsenceNote, EarlyLeave
from letopis.school.classes.models import ClassTutor, Membership
from letopis.school.history.intake import Occasion, Put
from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.models import Absence
from letopis.school.organisation.models import dated_on

SPELLS = timedelta(days=30)
AT_HOME = time(7, 40)
LEFT_AT = time(10, 35)


def write(store: Store, moment: datetime) -> None:
    """Write them as of `moment`: a certificate in each class with somebody ill, words of families, a leaving."""
    day = clock.local(moment).date()
    tutors = dict(ClassTutor.objects.filter(dated_on(day), school=store.school).values_list("class_group", "staff"))
    certificates = [_certificate(store, tutors, spell) for spell in _spells(store, day)]
    occasion = Occasion(at=moment)
    write_notes(store.actor, [Put(row, action="confirm_absence") for row in certificates], occasion)
    group = store.classes[store.plan.showroom]
    pupils = list(
        Membership.objects.filter(dated_on(day), class_group=group)
        .order_by("student_id")
        .values_list("student", flat=True)
    )
    words = _words(store, day, pupils)
    write_notes(store.actor, [Put(row) for row in words], occasion)
    if pupils and day.isoweekday() < 6:
        leave = EarlyLeave(
            school=store.school,
            year=store.year,
            student_id=pupils[-1],
            date=day,
            left_at=LEFT_AT,
            taken_by="мама",
            code=AbsenceCode.EXCUSED,
            note="к врачу",
            recorded_by_id=tutors.get(group.pk),
            recorded_at=moment,
        )
        write_leaves(store.actor, [Put(leave)], occasion)


def _spells(store: Store, day: date) -> Iterator[tuple[int, int, date, date]]:
    """The latest illness that is over in each class: class, student, its first and last day."""
    rows = Absence.objects.filter(
        school=store.school, code=AbsenceCode.ILL, lesson__date__gte=day - SPELLS, lesson__date__lt=day
    )
    found = rows.order_by("lesson__class_group_id", "student_id", "lesson__date").values_list(
        "lesson__class_group_id", "student_id", "lesson__date"
    )
    for class_id, of_class in groupby(found.distinct(), key=lambda row: row[0]):
        student_id, days = next(
            (student_id, [on for _, _, on in own]) for student_id, own in groupby(of_class, key=lambda row: row[1])
        )
        yield class_id, student_id, days[0], days[-1]


def _certificate(store: Store, tutors: dict[int, int], spell: tuple[int, int, date, date]) -> AbsenceNote:
    class_id, student_id, first, last = spell
    at = local(last + timedelta(days=1), AT_HOME)
    return AbsenceNote(
        school=store.school,
        year=store.year,
        student_id=student_id,
        kind=NoteKind.CERTIFICATE,
        code=AbsenceCode.ILL,
        first_day=first,
        last_day=last,
        text="Справка из поликлиники",
        said_by="Родители",
        said_at=at,
        by_family=True,
        state=NoteState.CONFIRMED,
        answered_by_id=tutors.get(class_id),
        answered_at=at,
    )


def _words(store: Store, day: date, pupils: list[int]) -> list[AbsenceNote]:
    """What families of the showroom's class have said: ahead, declined, taken back."""
    ill, good = AbsenceCode.ILL, AbsenceCode.EXCUSED
    said = (
        (NoteState.ANNOUNCED, 0, 0, "Поднялась температура", ill, ""),
        (NoteState.ANNOUNCED, 2, 4, "Соревнования", good, ""),
        (NoteState.DECLINED, -7, -7, "Проспал", good, "Это не причина"),
        (NoteState.WITHDRAWN, 7, 8, "Поездка", good, ""),
    )
    rows = []
    for student_id, (state, since, until, text, code, answer) in zip(pupils[2:], said, strict=False):
        first, last = day + timedelta(days=since), day + timedelta(days=until)
        at = local(min(first, day), AT_HOME)
        rows.append(
            AbsenceNote(
                school=store.school,
                year=store.year,
                student_id=student_id,
                code=code,
                first_day=first,
                last_day=last,
                text=text,
                said_by="Родители",
                said_at=at,
                by_family=True,
                state=state,
                answer=answer,
                answered_at=at if answer else None,
            )
        )
    return [row for row in rows if store.year.starts_on <= row.first_day and row.last_day <= store.year.ends_on]
