"""Class hours: the class teacher writes down what was held with the own class, on any day of the year (JRN-08).

Source: А3.2.3. Each is a lesson of the class's own page of class hours, which the first one opens; who was there is
noted on it as on any lesson, and it stands in no total of a subject. Rights are those to the pages of the own class.
"""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now, today
from letopis.kernel.dates import short
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.text import search_key
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.enums import CourseKind, Scale
from letopis.school.curriculum.intake import write_courses, write_subjects
from letopis.school.curriculum.models import Course, Subject
from letopis.school.history.closed import refuse_closed
from letopis.school.history.intake import Put
from letopis.school.history.ledger import record
from letopis.school.history.tracking import snapshot
from letopis.school.history.turns import write_in_turn
from letopis.school.lessons import policy, rules
from letopis.school.lessons.actions.topics import MAX_TOPIC
from letopis.school.lessons.windows import ALLOWED, Entry, Who, may_change, refusal
from letopis.school.organisation.models import Term
from letopis.school.organisation.stored_settings import read_settings
from letopis.school.organisation.words import phrase
from letopis.school.periods.models import PageClosing
from letopis.school.periods.rules import Closing
from letopis.school.timetable.actions import name_hour, place_hour, take_back_hour
from letopis.school.timetable.intake import LAST_NUMBER
from letopis.school.timetable.models import Lesson

# A page of the journal needs hours a week; nobody counts those of class hours.
HOURS = Decimal(1)


@dataclass(frozen=True, slots=True)
class _Class:
    """A class whose pages the actor writes in, and the actor in the role that gives the right."""

    group: ClassGroup
    actor: Actor


@transaction.atomic
def add_class_hour(
    actor: Actor,
    *,
    class_id: int,
    day: date,
    kind: str,
    topic: str,
    number: int | None = None,
    starts_at: time | None = None,
) -> Lesson:
    """Write down a class hour; `number` and `starts_at` only where it had a place among the lessons of the day.

    Raises NotVisible for another's class, Refused: no topic, an unknown kind, a day outside the year or in a closed
    period, a place that is taken.
    """
    found = _own_class(actor, class_id)
    told = _topic(topic)
    if day not in found.group.year.dates:
        first, last = found.group.year.dates.bounds
        message = f"Дата вне учебного года ({short(first)} — {short(last)}). Исправьте её."
        raise Refused(message, code="outside_year", field="day")
    if number is not None and not 0 <= number <= LAST_NUMBER:
        message = phrase("Номер {lesson.gen} бывает от 0 до {last}.", last=LAST_NUMBER)
        raise Refused(message, code="number", field="number")
    course = _page(found)
    _require_open(course, found.group, day)
    asked = _kind(found.group, kind)
    return place_hour(found.actor, course=course, day=day, number=number, starts_at=starts_at, kind=asked, topic=told)


@transaction.atomic
def change_class_hour(actor: Actor, *, lesson_id: int, kind: str, topic: str) -> Lesson:
    """Correct kind and topic of a class hour. Raises NotVisible, Refused."""
    found, lesson = _own_hour(actor, lesson_id)
    asked = lesson.hour_kind if kind == lesson.hour_kind else _kind(found.group, kind)
    told = _topic(topic)
    name_hour(found.actor, lesson, asked)
    _write_topic(found.actor, lesson, told)
    return lesson


@transaction.atomic
def take_back_class_hour(actor: Actor, *, lesson_id: int) -> Lesson:
    """Say of a class hour written by mistake that it was not held. Raises NotVisible, Refused."""
    found, lesson = _own_hour(actor, lesson_id)
    if lesson.slot_id is not None:
        message = phrase("{Class_hour.nom} стоит в расписании: его отменяет диспетчер расписания.")
        raise Refused(message, code="timetable")
    take_back_hour(found.actor, lesson, reason="записан по ошибке")
    return lesson


# ── what it is about ──────────────────────────────────────────────────


def _own_class(actor: Actor, class_id: int) -> _Class:
    """The class, its year not closed. Raises NotVisible where the actor does not write in all its pages."""
    write_in_turn(actor.school_id)
    groups = ClassGroup.objects.filter(school_id=actor.school_id, pk=class_id)
    led = policy.led_class(actor, today())
    group = groups.filter(led).select_related("year", "school").first()
    role = policy.course_role(actor, as_teacher=False, as_tutor=group is not None)
    if group is None or role is None:
        raise NotVisible
    refuse_closed([group.year])
    return _Class(group, policy.acting(actor, role))


def _own_hour(actor: Actor, lesson_id: int) -> tuple[_Class, Lesson]:
    """A class hour of the own class, locked, its period open."""
    write_in_turn(actor.school_id)
    rows = Lesson.objects.select_for_update(of=("self",)).select_related("course")
    lesson = rows.filter(
        school_id=actor.school_id, pk=lesson_id, course__kind=CourseKind.CLASS_HOUR, is_cancelled=False
    ).first()
    if lesson is None:
        raise NotVisible
    found = _own_class(actor, lesson.class_group_id)
    _require_open(lesson.course, found.group, lesson.date)
    return found, lesson


def _page(found: _Class) -> Course:
    """The class's page of class hours, opened by the first of them."""
    group = found.group
    rows = Course.objects.select_for_update(of=("self",)).filter(class_group=group, kind=CourseKind.CLASS_HOUR)
    page = rows.filter(subgroup__isnull=True).order_by("pk").first()
    if page is None:
        page = Course(
            school_id=group.school_id,
            class_group=group,
            subject=_subject(found),
            hours_per_week=HOURS,
            scale=Scale.UNMARKED,
            kind=CourseKind.CLASS_HOUR,
        )
        write_courses(found.actor, [Put(page)])
    page.class_group, page.year = group, group.year
    return page


def _subject(found: _Class) -> Subject:
    """«Классный час» of the school's list, put there by the first class that needs it."""
    name = phrase("{Class_hour.nom}")
    there = Subject.objects.filter(school_id=found.group.school_id, search_key=search_key(name)).first()
    if there:
        return there
    return write_subjects(found.actor, [Put(Subject(school_id=found.group.school_id, name=name))])[0]


def _topic(text: str) -> str:
    topic = rules.clean_text(text, MAX_TOPIC, "Тема", field="topic")
    if not topic:
        raise Refused("Напишите тему.", code="required", field="topic")
    return topic


def _kind(group: ClassGroup, kind: str) -> str:
    known = read_settings(group.school.settings).class_hour_kinds
    if kind not in known:
        raise Refused(f"Выберите вид из списка: {', '.join(known)}.", code="choice", field="kind")
    return kind


def _require_open(course: Course, group: ClassGroup, day: date) -> None:
    """Raise Refused where the period of the day is closed, as for any entry of the page (lessons.windows)."""
    term = Term.objects.filter(scheme_id=group.scheme_id, starts_on__lte=day, ends_on__gte=day).first()
    page = PageClosing.objects.filter(course=course, term=term).first() if term else None
    closing = Closing(
        group.year.closed_at,
        term.closed_at if term else None,
        page.closed_at if page else None,
        page.open_until if page else None,
    )
    entry, at = Entry(closing=closing), now()
    verdict = may_change(entry, at, today(), Who(keeps=True), correction_days=0)
    if verdict not in ALLOWED:
        raise refusal(verdict, entry, at)


def _write_topic(actor: Actor, lesson: Lesson, topic: str) -> None:
    if lesson.topic == topic:
        return
    before = snapshot(lesson)
    lesson.topic, lesson.filled_at, lesson.version = topic, lesson.filled_at or now(), lesson.version + 1
    lesson.save(update_fields=["topic", "filled_at", "version"])
    record(actor, lesson, "topic", before=before, course_id=lesson.course_id)
