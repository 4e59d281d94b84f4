"""What the showroom's class has beside its subjects: class hours, and a course of extracurricular activity (JRN-08)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from letopis.demo.store import Store
from letopis.school.curriculum.enums import CourseKind, Scale
from letopis.school.curriculum.models import Course, CourseTeacher, Subject
from letopis.school.organisation.words import phrase
from letopis.school.timetable.models import Lesson

EXTRACURRICULAR = "Разговоры о важном"
MONDAY, FRIDAY = 1, 5
LONG = timedelta(minutes=30)
CLASS_HOURS = (
    ("Инструктаж", "Правила поведения и безопасная дорога домой"),
    ("Организационный", "Кто за что отвечает: поручения на год"),
    ("Тематический", "Как учиться вместе и не мешать друг другу"),
    ("Профориентация", "Кем работают наши родители"),
    ("Тематический", "Книга, которую стоит прочитать"),
    ("Организационный", "Готовимся ко дню самоуправления"),
    ("Инструктаж", "Каникулы: что можно и чего нельзя"),
    ("Профориентация", "Профессии, которых ещё нет"),
    ("Инструктаж", "Тонкий лёд"),
    ("Тематический", "Спор без ссоры"),
)
TALKS = (
    *(
        "Зачем человеку учиться",
        "Дороги, которые нас соединяют",
        "День пожилых людей",
        "Кого мы называем наставником",
    ),
    *("Традиции разных народов", "Что значит быть взрослым", "Как создают крепкую семью", "Русский язык сегодня"),
    *("Цифровая безопасность", "День матери"),
)


@dataclass(frozen=True, slots=True)
class BesideNote:
    """An hour held beside the subjects."""

    course: Course
    day: date
    number: int
    starts_at: time
    kind: str
    topic: str

    @property
    def ends(self) -> datetime:
        """When it is over, wall clock."""
        return datetime.combine(self.day, self.starts_at) + LONG


def write_courses(store: Store) -> None:
    """Write both pages; the class teacher keeps them."""
    group = store.classes[store.plan.showroom]
    pages = ((phrase("{Class_hour.nom}"), CourseKind.CLASS_HOUR), (EXTRACURRICULAR, CourseKind.EXTRACURRICULAR))
    for name, kind in pages:
        course = store.add(
            Course,
            year_id=store.year.pk,
            class_group_id=group.pk,
            subject_id=store.add(Subject, name=name).pk,
            hours_per_week=1,
            scale=Scale.UNMARKED,
            kind=kind,
        )
        store.beside.append(course)
        if kind == CourseKind.EXTRACURRICULAR:
            tutor = store.staff[store.plan.classes[store.plan.showroom].tutor]
            store.add(CourseTeacher, course_id=course.pk, staff_id=tutor.pk, starts_on=store.plan.year.starts_on)


def notes(store: Store, lessons: Sequence[Lesson], moment: datetime) -> Iterator[BesideNote]:
    """Yield what was held by `moment` (wall clock): after the lessons of every Friday, and of every Monday."""
    if not store.beside:
        return
    hours, talks = store.beside
    last: dict[date, Lesson] = {}
    for lesson in lessons:
        if lesson.class_group_id == hours.class_group_id and lesson.ends_at:
            last[lesson.date] = max(last.get(lesson.date, lesson), lesson, key=lambda one: one.number)
    for course, weekday, told in ((hours, FRIDAY, CLASS_HOURS), (talks, MONDAY, tuple(("", one) for one in TALKS))):
        days = [day for day in sorted(last) if day.isoweekday() == weekday]
        for (kind, topic), day in zip(told, days, strict=False):
            before = last[day]
            starts = datetime.combine(day, before.ends_at or time.max) + timedelta(minutes=15)
            note = BesideNote(course, day, before.number + 1, starts.time(), kind, topic)
            if note.ends <= moment:
                yield note
