"""Writes the chronicle of the year into the journal and the ledger, a few days at a time."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from django.db import models

from letopis.demo import beside, bulk, topics
from letopis.demo.beside import BesideNote
from letopis.demo.store import ZONE, Store
from letopis.demo.year import AbsenceNote, Held, LessonNote, MarkNote, WorkNote, chronicle
from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.access.rights import rights_of
from letopis.school.history.ledger import Change
from letopis.school.history.tracking import JsonValue, snapshot
from letopis.school.lessons.models import Homework
from letopis.school.marks.actions.kinds import ensure_work_kinds
from letopis.school.marks.models import Absence, CommentPhrase, Mark, Work, WorkKind
from letopis.school.timetable.models import Lesson

PHRASES = (
    "{Имя} справил(ся|ась) с работой.",
    "{Имя} работал(|а) внимательно, ошибок меньше, чем в прошлый раз.",
    "{Имя} не разобрал(|а) задание до конца: повторить и сдать.",
)
LESSON_COLUMNS = ("planned_lesson", "topic", "attendance_taken_at", "filled_at", "version")
ROWS_AT_ONCE = 20_000
# Some teachers say what a task takes.
MINUTES = (None, None, 20, None, 30)
Moment = tuple[datetime, Actor, Change]
Row = TypeVar("Row", bound=models.Model)
Progress = Callable[[str], None]


@dataclass(slots=True)
class _Writer:
    """Rows and entries gathered until there are enough of them."""

    store: Store
    hours: list[list[int]]
    kinds: dict[str, WorkKind]
    lessons: list[Lesson]
    actors: dict[int, Actor]
    filled: list[Lesson] = field(default_factory=list)
    rows: list[models.Model] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)

    def take(self, note: LessonNote) -> None:
        """Turn a note into rows and entries."""
        lesson = self.lessons[note.held.index]
        actor = self.actors[self.store.plan.courses[note.held.course].teacher]
        at = utc(note.at)
        self._fill(lesson, note, actor, at)
        self._absences(lesson, note.absences, actor, at)
        for position, work in enumerate(note.works, 1):
            self._work(lesson, work, position, actor, at)
        if note.homework:
            self._homework(lesson, note, actor, at)

    def _fill(self, lesson: Lesson, note: LessonNote, actor: Actor, at: datetime) -> None:
        before = snapshot(lesson)
        lesson.planned_lesson_id = self.hours[note.held.course][note.hour]
        lesson.topic = note.topic
        lesson.attendance_taken_at = lesson.filled_at = at
        lesson.version = 1
        self.filled.append(lesson)
        self.moments.append(
            (at, actor, Change(row=lesson, action="changed", before=before, course_id=lesson.course_id))
        )

    def beside(self, note: BesideNote, away: dict[int, str]) -> None:
        """Write an hour held beside the subjects, with who was ill that day."""
        plan = self.store.plan
        tutor = plan.classes[plan.showroom].tutor
        at = utc(note.ends)
        lesson = self._make(
            Lesson,
            course_id=note.course.pk,
            class_group_id=note.course.class_group_id,
            date=note.day,
            number=note.number,
            starts_at=note.starts_at,
            ends_at=note.ends.time(),
            staff_id=self.store.staff[tutor].pk,
            hour_kind=note.kind,
            topic=note.topic,
            attendance_taken_at=at,
            filled_at=at,
            version=1,
        )
        self._created(lesson, self.actors[tutor], at)
        members = [(one, plan.students[one]) for one in plan.classes[plan.showroom].students]
        there = [
            one
            for one, card in members
            if card.joined_on <= note.day and not (card.left_on and card.left_on < note.day)
        ]
        ill = tuple(AbsenceNote(one, away[one]) for one in there if one in away)
        self._absences(lesson, ill, self.actors[tutor], at)

    def _absences(self, lesson: Lesson, notes: Sequence[AbsenceNote], actor: Actor, at: datetime) -> None:
        for absence in notes:
            row = self._make(
                Absence,
                lesson_id=lesson.pk,
                course_id=lesson.course_id,
                student_id=self.store.students[absence.student].pk,
                code=absence.code,
                minutes=absence.minutes,
                note=absence.note,
            )
            self._created(row, actor, at, student_id=row.student_id)

    def _work(self, lesson: Lesson, note: WorkNote, position: int, actor: Actor, at: datetime) -> None:
        work = self._make(
            Work,
            lesson_id=lesson.pk,
            course_id=lesson.course_id,
            kind_id=self.kinds[note.kind].pk,
            title=note.title[:300],
            position=position,
        )
        self._created(work, actor, at)
        for mark in note.marks:
            self._mark(work, mark, actor)

    def _mark(self, work: Work, note: MarkNote, actor: Actor) -> None:
        """Write the mark as it stands; the ledger also tells what stood there before."""
        at = utc(note.at)
        first = (
            note
            if note.earlier is None
            else replace(note, value=note.earlier, state=_before(note), comment="", second="")
        )
        row = self._make(
            Mark,
            work_id=work.pk,
            lesson_id=work.lesson_id,
            course_id=work.course_id,
            student_id=self.store.students[note.student].pk,
            set_at=at,
            first_set_at=at if first.value else None,
            value=first.value,
            second=first.second,
            state=first.state,
            debt_until=first.debt_until,
            comment=first.comment,
        )
        self._created(row, actor, at, student_id=row.student_id, after=snapshot(row))
        if note.changed_at is not None:
            self._correct(row, note, actor, utc(note.changed_at))

    def phrases(self) -> None:
        """Write a few phrases of the showroom's class teacher."""
        plan = self.store.plan
        tutor = plan.classes[plan.showroom].tutor
        at = utc(datetime.combine(plan.year.starts_on, time(15)))
        for text in PHRASES:
            row = self._make(CommentPhrase, staff_id=self.store.staff[tutor].pk, text=text)
            self._created(row, self.actors[tutor], at)

    def _correct(self, row: Mark, note: MarkNote, actor: Actor, at: datetime) -> None:
        before = snapshot(row)
        row.value, row.second, row.comment, row.state = note.value, note.second, note.comment, note.state
        row.debt_until, row.set_at, row.version = None, at, 2
        if note.is_rewritten:
            row.was, row.was_set_at, row.first_set_at = note.earlier or "", row.first_set_at, at
        row.first_set_at = row.first_set_at or (at if row.value else None)
        change = Change(
            row=row,
            action="changed",
            before=before,
            course_id=row.course_id,
            student_id=row.student_id,
            after=snapshot(row),
        )
        self.moments.append((at, actor, change))

    def _homework(self, lesson: Lesson, note: LessonNote, actor: Actor, at: datetime) -> None:
        due = note.due
        row = self._make(
            Homework,
            lesson_id=lesson.pk,
            course_id=lesson.course_id,
            due_lesson_id=self.lessons[due.index].pk if due else None,
            due_on=due.date if due else None,
            text=note.homework,
            minutes=MINUTES[note.held.index % len(MINUTES)],
            set_at=at,
        )
        self._created(row, actor, at)

    def _make(self, model: type[Row], **columns: Any) -> Row:
        row = model(pk=self.store.ids.next(model), school_id=self.store.school.pk, **columns)
        self.rows.append(row)
        return row

    def _created(
        self,
        row: Any,
        actor: Actor,
        at: datetime,
        *,
        student_id: int | None = None,
        after: dict[str, JsonValue] | None = None,
    ) -> None:
        change = Change(
            row=row, action="created", course_id=getattr(row, "course_id", None), student_id=student_id, after=after
        )
        self.moments.append((at, actor, change))

    def flush(self, until: datetime | None = None) -> None:
        """Write what has been gathered; entries in the order of time, those of `until` and later only the next time."""
        bulk.update(self.filled, LESSON_COLUMNS)
        bulk.insert(self.rows)
        self.moments.sort(key=lambda moment: moment[0])
        ripe = len(self.moments) if until is None else bisect_left(self.moments, until, key=lambda moment: moment[0])
        bulk.insert([self.store.entry(actor, change, at) for at, actor, change in self.moments[:ripe]])
        del self.moments[:ripe]
        self.filled.clear()
        self.rows.clear()


def write(store: Store, hours: list[list[int]], plans: list[topics.Plan], moment: datetime, progress: Progress) -> None:
    """Fill the journal up to `moment`; `hours` are the keys of each course's planned lessons, `plans` their texts."""
    store.ids.settle()
    kinds = {kind.code: kind for kind in ensure_work_kinds(store.actor)}
    lessons = list(Lesson.objects.filter(school_id=store.school.pk).order_by("date", "number", "pk"))
    writer = _Writer(store, hours, kinds, lessons, actors_of(store))
    places = {course.pk: index for index, course in enumerate(store.courses)}
    story = chronicle(
        store.plan,
        plans,
        [str(course.scale) for course in store.courses],
        (_held(index, lesson, places) for index, lesson in enumerate(lessons)),
        told_by := moment.astimezone(ZONE).replace(tzinfo=None, microsecond=0),
    )
    writer.phrases()
    for hour in beside.notes(store, lessons, told_by):
        writer.beside(hour, story.days_off.get(hour.day, {}))
    day: date | None = None
    for note in story.lessons():
        if note.held.date != day and len(writer.rows) > ROWS_AT_ONCE:
            writer.flush(utc(datetime.combine(note.held.date, datetime.min.time())))
            progress(f"журнал по {note.held.date:%d.%m.%Y}")
        day = note.held.date
        writer.take(note)
    writer.flush()
    store.ids.settle()


def _before(note: MarkNote) -> str:
    """The state of a cell before its mark was changed."""
    if note.is_rewritten:
        return "redo"
    return "" if note.earlier else "debt"


def _held(index: int, lesson: Lesson, places: dict[int, int]) -> Held:
    starts_at, ends_at = (
        lesson.starts_at or time.min,
        lesson.ends_at or time.max,
    )
    return Held(index, places[lesson.course_id], lesson.date, lesson.number, starts_at, ends_at)


def actors_of(store: Store) -> dict[int, Actor]:
    """Return everybody of the staff as a teacher, by the index of the blueprint."""
    return {
        index: Actor(
            school_id=store.school.pk,
            role=Role.TEACHER,
            account_id=store.accounts.get(row.person_id),
            person_id=row.person_id,
            staff_id=row.pk,
            name=store.plan.staff[index].human.short,
            rights=rights_of(Role.TEACHER),
        )
        for index, row in enumerate(store.staff)
    }


def utc(moment: datetime) -> datetime:
    """Return a wall-clock moment of the school in UTC."""
    return moment.replace(tzinfo=ZONE).astimezone(UTC)
