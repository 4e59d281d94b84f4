"""Lesson plans (КТП) as a whole: created, filled, copied, given to courses (CUR-02)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.text import clean, search_key
from letopis.school.curriculum import intake, policy
from letopis.school.curriculum.intake import LessonDraft
from letopis.school.curriculum.intake.load import COURSES
from letopis.school.curriculum.models import Course, LessonPlan, PlannedLesson, PlanSection
from letopis.school.curriculum.rules import fits_parallel
from letopis.school.history.intake import Put, write
from letopis.school.organisation.words import phrase

MAX_LESSONS = 1500


@dataclass(frozen=True, slots=True)
class SectionDraft:
    """A section to be: its title, its hours as stated."""

    title: str
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a replacement did: rows made, changed, removed, left as they were because already held."""

    created: int
    changed: int
    removed: int
    kept: int


@transaction.atomic
def create_plan(actor: Actor, *, course_ids: Sequence[int], title: str = "", textbook: str = "") -> LessonPlan:
    """Make an empty plan for one or several parallel courses and give it to them. An empty title is made up.

    Raises NotVisible, Refused (courses of different subjects or grades, a title that is taken).
    """
    courses = policy.courses_for(actor, list(course_ids), to_edit=True)
    first = courses[0]
    plan = LessonPlan(
        school_id=actor.school_id,
        year_id=first.year_id,
        subject_id=first.subject_id,
        grade=first.class_group.grade,
        title=title if clean(title) else _made_up_title(courses),
        textbook=clean(textbook),
        author_id=actor.staff_id,
    )
    intake.write_plans(actor, [Put(plan)])
    _give(actor, plan, courses)
    return plan


@transaction.atomic
def update_plan(actor: Actor, *, plan_id: int, title: str, textbook: str) -> LessonPlan:
    """Change title and textbook. Raises NotVisible, Refused."""
    plan = policy.plan_for(actor, plan_id, to_edit=True)
    put = Put.change(plan)
    plan.title, plan.textbook = title, clean(textbook)
    intake.write_plans(actor, [put])
    return plan


@transaction.atomic
def assign_plan(actor: Actor, *, plan_id: int, course_ids: Sequence[int]) -> None:
    """Give a plan to courses of its subject and grade. Raises NotVisible, Refused."""
    plan = policy.plan_for(actor, plan_id)
    _give(actor, plan, policy.courses_for(actor, list(course_ids), to_edit=True))


@transaction.atomic
def copy_plan(actor: Actor, *, plan_id: int, course_ids: Sequence[int], with_dates: bool = False) -> LessonPlan:
    """Copy a plan for other courses, to be changed apart. Dates of the other class are left out unless asked for."""
    source = policy.plan_for(actor, plan_id)
    copy = create_plan(actor, course_ids=course_ids, textbook=source.textbook)
    if (copy.subject_id, copy.grade) != (source.subject_id, source.grade):
        raise Refused(_other_course(source), code="other_course", field="course_ids")
    sections = list(PlanSection.objects.filter(plan=source).order_by("number"))
    place = {section.pk: index for index, section in enumerate(sections, 1)}
    replace_lessons(
        actor,
        plan_id=copy.pk,
        sections=[SectionDraft(section.title, section.hours) for section in sections],
        lessons=[
            LessonDraft(
                topic=row.topic,
                kind=row.kind,
                homework=row.homework,
                planned_on=row.planned_on if with_dates else None,
                note=row.note,
                section=place.get(row.section_id or 0, 0),
            )
            for row in PlannedLesson.objects.filter(plan=source).order_by("number")
        ],
    )
    return copy


@transaction.atomic
def replace_lessons(
    actor: Actor,
    *,
    plan_id: int,
    sections: Sequence[SectionDraft],
    lessons: Sequence[LessonDraft],
    keep_held: bool = False,
) -> Replaced:
    """Give a plan new contents: lessons are matched by number, so that what was held keeps its link to the journal.

    A lesson already held keeps its topic. Where the new contents have another one, Refused names it; with `keep_held`
    such rows stay as they are and only the rest is replaced. Raises NotVisible, Refused.
    """
    plan = policy.plan_for(actor, plan_id, to_edit=True)
    _check(sections, lessons)
    old = {row.number: row for row in PlannedLesson.objects.filter(plan=plan).order_by("number")}
    held = set(PlannedLesson.objects.filter(plan=plan, held__isnull=False).values_list("number", flat=True))
    frozen = {number for number in held if not _same_topic(old[number], lessons)}
    if frozen and not keep_held:
        raise Refused(_held_message(frozen), code="held", field="lessons")
    made, surplus = _sections(actor, plan, sections)
    done = _write(actor, plan, lessons, sections=made, old=old, frozen=frozen)
    intake.write_sections(actor, [Put.removal(one) for one in surplus])
    return done


def _sections(
    actor: Actor, plan: LessonPlan, drafts: Sequence[SectionDraft]
) -> tuple[list[PlanSection], list[PlanSection]]:
    """Write the sections, matched by number; return them, and those that are to go when no lesson is in them."""
    old = {row.number: row for row in PlanSection.objects.filter(plan=plan)}
    puts = []
    for number, draft in enumerate(drafts, 1):
        row = old.pop(number, None)
        put = Put.change(row) if row else Put(PlanSection(school_id=plan.school_id, plan=plan, number=number))
        put.row.title, put.row.hours = draft.title, draft.hours
        puts.append(put)
    intake.write_sections(actor, puts)
    return [put.row for put in puts], list(old.values())


def _write(
    actor: Actor,
    plan: LessonPlan,
    lessons: Sequence[LessonDraft],
    *,
    sections: Sequence[PlanSection],
    old: dict[int, PlannedLesson],
    frozen: set[int],
) -> Replaced:
    puts: list[Put[PlannedLesson]] = []
    for number, draft in enumerate(lessons, 1):
        row = old.get(number)
        put = Put.change(row) if row else Put(PlannedLesson(school_id=plan.school_id, plan=plan, number=number))
        if number not in frozen:
            put.row.topic, put.row.kind, put.row.homework = clean(draft.topic), draft.kind, clean(draft.homework)
            put.row.planned_on, put.row.note = draft.planned_on, draft.note
        put.row.section = sections[draft.section - 1] if draft.section else None
        puts.append(put)
    beyond = [row for number, row in old.items() if number > len(lessons)]
    gone = [Put.removal(row) for row in beyond if row.number not in frozen]
    for row in beyond:
        if row.number in frozen and row.section_id not in {one.pk for one in sections}:
            put = Put.change(row)
            row.section = None
            puts.append(put)
    changed = sum(put.is_touched for put in puts if not put.is_new)
    intake.write_plan_lessons(actor, [*puts, *gone])
    created = sum(put.is_new for put in puts)
    return Replaced(created=created, changed=changed, removed=len(gone), kept=len(frozen))


def _same_topic(row: PlannedLesson, lessons: Sequence[LessonDraft]) -> bool:
    return row.number <= len(lessons) and search_key(lessons[row.number - 1].topic) == search_key(row.topic)


def _held_message(numbers: set[int]) -> str:
    shown = ", ".join(map(str, sorted(numbers)[:5])) + (" и другие" if len(numbers) > 5 else "")
    return phrase(
        "{Lesson.noms} №\u00a0{shown} уже проведены, а тема в новом плане другая. "
        "Оставьте проведённые {lesson.accs} как есть или исправьте темы в файле.",
        shown=shown,
    )


def _check(sections: Sequence[SectionDraft], lessons: Sequence[LessonDraft]) -> None:
    if len(lessons) > MAX_LESSONS:
        message = phrase("В плане больше {most} {lesson.gens}. Разделите его.", most=MAX_LESSONS)
        raise Refused(message, code="many", field="lessons")
    if any(not clean(draft.title) or len(draft.title) > 300 for draft in sections):
        raise Refused("У раздела должно быть название до 300 знаков.", code="section", field="sections")
    for number, draft in enumerate(lessons, 1):
        check_lesson(draft, number)
        if not 0 <= draft.section <= len(sections):
            raise Refused(
                phrase("{Lesson.nom} №\u00a0{number}: нет такого раздела.", number=number),
                code="section",
                field="lessons",
            )


def check_lesson(draft: LessonDraft, number: int) -> None:
    """Raise Refused where a lesson has no topic, does not fit or has no such kind."""
    for fault in intake.lesson_faults(draft, number):
        raise Refused(fault.message, code=fault.code, field=fault.field)


def _give(actor: Actor, plan: LessonPlan, courses: Sequence[Course]) -> None:
    for course in courses:
        fits = fits_parallel(
            subject_id=plan.subject_id,
            grade=plan.grade,
            course_subject_id=course.subject_id,
            course_grade=course.class_group.grade,
        )
        if not fits or course.year_id != plan.year_id:
            raise Refused(_other_course(plan), code="other_course", field="course_ids")
        if course.plan_id != plan.pk:
            put = Put.change(course, "assign_plan")
            course.plan = plan
            write(actor, COURSES, [put])


def _other_course(plan: LessonPlan) -> str:
    return phrase(
        "План годится для страниц того же предмета и {number}-х {grade.gens} этого года. Уберите лишнюю.",
        number=plan.grade,
    )


def _made_up_title(courses: Sequence[Course]) -> str:
    """«Алгебра, 7А, 7Б»; a number is added where that is taken."""
    first = courses[0]
    named = ", ".join(
        dict.fromkeys(f"{one.class_group}{f' ({one.subgroup})' if one.subgroup else ''}" for one in courses)
    )
    base = f"{first.subject}, {named}"[:190]
    taken = set(
        LessonPlan.objects.filter(school_id=first.school_id, year_id=first.year_id, title__startswith=base).values_list(
            "title", flat=True
        )
    )
    return next(title for title in (base, *(f"{base} ({n})" for n in range(2, 10_000))) if title not in taken)
