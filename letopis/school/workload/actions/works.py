"""Writing the schedule of assessment works: added, moved, removed, published (CTL-03: А4.5, С4).

A norm that speaks against a work is told once, with its source; who gives a reason writes it all the same, and the
reason stays. A published work is moved and cancelled with a reason: families have seen its day (letter № СК-228/03).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.history.intake import Occasion, Put, Table, write
from letopis.school.lessons.rules import clean_text
from letopis.school.organisation.models import AcademicYear, School
from letopis.school.organisation.words import phrase
from letopis.school.timetable.models import Lesson
from letopis.school.workload import policy
from letopis.school.workload.enums import AssessmentKind, WorkLevel, WorkState
from letopis.school.workload.models import AssessmentWork
from letopis.school.workload.queries import CoursePage, Half, course_pages, facts_of, figures_of, works_of
from letopis.school.workload.rules import hits
from letopis.school.workload.wording import told

WORKS = Table(AssessmentWork, "plan_work", "change_planned_work", removed="remove_planned_work")
MAX_TITLE, MAX_REASON, MAX_MINUTES = 300, 300, 240
# Days that are given from outside stand whether or not the class has a lesson of the subject.
GIVEN = frozenset({WorkLevel.FEDERAL, WorkLevel.REGIONAL, WorkLevel.SCHOOL})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDraft:
    """What is typed in of a work. `number` None: the lesson of the page on that day. `reason`: «всё равно», and why."""

    date: date
    number: int | None = None
    level: str = WorkLevel.TEACHER
    kind: str = AssessmentKind.CONTROL
    title: str = ""
    minutes: int = 45
    reason: str = ""


@transaction.atomic
def add_works(actor: Actor, *, year: AcademicYear, course_ids: Sequence[int], draft: WorkDraft) -> list[AssessmentWork]:
    """Add a work to pages of the journal, all of a parallel's at once where it is given from outside.

    Raises NotVisible, Refused: no lesson that day, a norm speaks against it and no reason is given.
    """
    pages = course_pages(actor, year)
    chosen = [pages[pk] for pk in course_ids if pk in pages]
    if not chosen or len(chosen) != len(course_ids):
        raise NotVisible
    for page in chosen:
        _require(actor, page, draft.level)
    values = _checked(year, draft)
    numbers = _numbers(actor, chosen, draft)
    rows = [
        AssessmentWork(school_id=actor.school_id, course_id=page.id, number=numbers.get(page.id), **values)
        for page in chosen
    ]
    made = write(actor, WORKS, [Put(row) for row in rows], Occasion(reason=values["reason"]))
    _require_norms(actor, year, {row.pk for row in made}, draft.reason, pages)
    return made


@transaction.atomic
def change_work(actor: Actor, *, work_id: int, draft: WorkDraft) -> AssessmentWork:
    """Move a work to another day, or change what it is. Raises NotVisible, Refused as for a new one; no reason given
    for the change of a published one. One that stays where it is keeps the reason it stands there for."""
    row, year, pages = _work(actor, work_id)
    page = pages[row.course_id]
    _require(actor, page, row.level)
    _require(actor, page, draft.level)
    values = _checked(year, draft)
    values["number"] = _numbers(actor, [page], draft).get(page.id)
    put, reason = Put.change(row), row.reason
    for name, value in values.items():
        setattr(row, name, value)
    is_other = any(put.touches(name) for name in ("date", "number", "kind", "level"))
    if not is_other:
        # What is called otherwise, or takes longer, stands there for the reason it has.
        row.reason = row.reason or reason
    if is_other and row.state == WorkState.PLANNED and not values["reason"]:
        raise Refused(
            "Работа уже в опубликованном графике: укажите, почему её меняют.", code="published", field="reason"
        )
    if put.is_touched:
        row.version += 1
        write(actor, WORKS, [put], Occasion(reason=values["reason"]))
        _require_norms(actor, year, {row.pk}, draft.reason if put.touches("minutes") else row.reason, pages)
    return row


@transaction.atomic
def remove_work(actor: Actor, *, work_id: int, reason: str = "") -> None:
    """Take a work that was proposed back; cancel one that is published, with a reason. Raises NotVisible, Refused."""
    row, _, pages = _work(actor, work_id)
    _require(actor, pages[row.course_id], row.level)
    why = clean_text(reason, MAX_REASON, "Причина", field="reason")
    if row.state == WorkState.DRAFT:
        write(actor, WORKS, [Put.removal(row)], Occasion(reason=why))
        return
    if not why:
        raise Refused("Работа уже в опубликованном графике: укажите причину отмены.", code="published", field="reason")
    put = Put.change(row, "cancel_planned_work")
    row.state, row.reason = WorkState.CANCELLED, why
    row.version += 1
    write(actor, WORKS, [put], Occasion(reason=why))


@transaction.atomic
def publish(actor: Actor, *, year: AcademicYear, half: Half) -> int:
    """Publish what is proposed of half a year: families see it from now on. Return how many works.

    Raises NotVisible, Refused: there is nothing to publish.
    """
    policy.require(actor, Right.KEEP_WORKLOAD)
    rows = _drafts(actor, year, half)
    if not rows:
        raise Refused("Публиковать нечего: все работы уже в графике.", code="twice")
    puts = [Put.change(row, "publish_work") for row in rows]
    for row in rows:
        row.state = WorkState.PLANNED
        row.version += 1
    write(actor, WORKS, puts)
    return len(rows)


@transaction.atomic
def drop_drafts(actor: Actor, *, year: AcademicYear, half: Half) -> int:
    """Take back what was proposed of half a year and not published. Return how many. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_WORKLOAD)
    rows = _drafts(actor, year, half)
    if not rows:
        raise Refused("Предложенных работ нет.", code="twice")
    write(actor, WORKS, [Put.removal(row) for row in rows])
    return len(rows)


def _drafts(actor: Actor, year: AcademicYear, half: Half) -> list[AssessmentWork]:
    rows = AssessmentWork.objects.select_for_update(of=("self",)).select_related("course__year")
    rows = rows.filter(school_id=actor.school_id, course__year=year, state=WorkState.DRAFT)
    return list(rows.filter(date__range=half.dates.bounds))


def _work(actor: Actor, work_id: int) -> tuple[AssessmentWork, AcademicYear, dict[int, CoursePage]]:
    rows = AssessmentWork.objects.select_for_update(of=("self",)).select_related("course__year")
    row = rows.filter(school_id=actor.school_id, pk=work_id).exclude(state=WorkState.CANCELLED).first()
    if row is None:
        raise NotVisible
    year = row.course.year
    return row, year, course_pages(actor, year)


def _require(actor: Actor, page: CoursePage, level: str) -> None:
    """Raise NotVisible for a page that is not the actor's, Refused for one that may only be read."""
    if policy.plans(actor, as_teacher=page.as_teacher, level=level):
        return
    if not policy.sees(actor, as_teacher=page.as_teacher, as_tutor=page.as_tutor):
        raise NotVisible
    raise Refused(
        phrase("Эту работу ставит заместитель директора; {teacher.nom} — работы своего плана."),
        code="forbidden",
        field="level",
    )


def _checked(year: AcademicYear, draft: WorkDraft) -> dict[str, Any]:
    if draft.date not in year.dates:
        raise Refused(f"День не из {year.name} учебного года.", code="outside_year", field="date")
    if not 1 <= draft.minutes <= MAX_MINUTES:
        raise Refused(f"Продолжительность — от 1 до {MAX_MINUTES} минут.", code="minutes", field="minutes")
    return {
        "date": draft.date,
        "level": WorkLevel(draft.level),
        "kind": AssessmentKind(draft.kind),
        "title": clean_text(draft.title, MAX_TITLE, "Название", field="title"),
        "minutes": draft.minutes,
        "reason": clean_text(draft.reason, MAX_REASON, "Причина", field="reason"),
    }


def _numbers(actor: Actor, pages: Sequence[CoursePage], draft: WorkDraft) -> dict[int, int]:
    """The lesson each work is held at, by page. One query. Raises Refused where there is none and must be one."""
    rows = Lesson.objects.filter(
        school_id=actor.school_id, course_id__in=[page.id for page in pages], date=draft.date, is_cancelled=False
    )
    found: dict[int, list[int]] = {}
    for course_id, number in rows.order_by("number").values_list("course_id", "number"):
        found.setdefault(course_id, []).append(number)
    missing = [page for page in pages if page.id not in found]
    if missing and draft.level not in GIVEN:
        raise Refused(
            phrase("{page}: {day} нет {lesson.gen} этого предмета.", page=missing[0].label, day=f"{draft.date:%d.%m}"),
            code="no_lesson",
            field="date",
        )
    if draft.number is None:
        return {pk: numbers[0] for pk, numbers in found.items()}
    wrong = next((page for page in pages if draft.number not in found.get(page.id, [draft.number])), None)
    if wrong is not None:
        there = ", ".join(map(str, found[wrong.id]))
        raise Refused(
            phrase("{page}: в этот день {lesson.nom} предмета: {there}.", page=wrong.label, there=there),
            code="no_lesson",
            field="number",
        )
    return {page.id: draft.number for page in pages}


def _require_norms(actor: Actor, year: AcademicYear, ids: set[int], reason: str, pages: dict[int, CoursePage]) -> None:
    """Raise Refused with the first norms that speak against the works, unless a reason is given. Four queries."""
    if reason.strip():
        return
    own = figures_of(School.objects.get(pk=actor.school_id))
    works = works_of(actor, year, pages)
    by_id = {work.id: work for work in works}
    facts = facts_of(actor, year, pages.values(), {work.date for work in works if work.id in ids})
    found = [
        told(hit, own, by_id[hit.other_id].label if hit.other_id else "")
        for hit in hits((work.planned for work in works), facts, own)
        if hit.work_id in ids or hit.other_id in ids
    ]
    if found:
        said = " ".join(dict.fromkeys(f"{one.text} {one.source}." for one in found[:3]))
        raise Refused(f"{said} Чтобы оставить так всё равно, укажите причину.", code="norms", field="reason")
