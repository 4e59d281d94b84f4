"""A school whose year is over, with journals ready to be handed over, and a print of their set."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pypdf import PdfWriter

from letopis.documents.handover.actions import Taking, take_step
from letopis.documents.handover.drafts import ActDraft, Certificate
from letopis.documents.handover.enums import Step
from letopis.documents.handover.models import CaseMove
from letopis.documents.handover.reading import Journal, journals_of
from letopis.documents.journal_paper import jobs
from letopis.documents.journal_paper.models import PrintRun
from letopis.documents.journal_paper.school_set import SUMMARIES
from letopis.documents.runs.models import RunState
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup
from letopis.school.curriculum.models import Course
from letopis.school.history.intake import Put, Table, write
from letopis.school.organisation.models import AcademicYear, School, Term
from letopis.school.timetable.models import Lesson
from tests import factories as make

LESSONS = Table(Lesson, "topic", "topic")
SUMMER = datetime(2027, 6, 1, 9, tzinfo=UTC)  # Tuesday: the frozen year is over


def a_year(names: tuple[str, ...] = ("7А",), school: School | None = None) -> tuple[School, list[ClassGroup]]:
    """Make classes whose year is closed and lacks nothing: a page each, a lesson whose topic the ledger holds."""
    school = school or make.make_school()
    groups = [make.make_class(school, name) for name in names]
    for group in groups:
        course = make.make_course(group, "Алгебра", teacher=make.make_staff(school), scale="unmarked")
        correct(course)
    Term.objects.filter(school=school).update(closed_at=now())
    return school, groups


def correct(course: Course, topic: str = "Степени") -> Lesson:
    """Write the topic of the page's lesson, as an action does: the journal's ledger grows."""
    lesson = Lesson.objects.filter(course=course).first() or make.make_lesson(course, make.YEAR_START, 1, topic="")
    put = Put.change(lesson)
    lesson.topic = topic if lesson.topic != topic else f"{topic} и корни"
    write(Actor.system(course.school_id), LESSONS, [put])
    return lesson


def a_print(year: AcademicYear, pages: int = 7, at: datetime | None = None) -> PrintRun:
    """Make a finished print of the year's set: a blank volume a class."""
    moment = at or now() + timedelta(seconds=1)
    run = PrintRun.objects.create(
        school_id=year.school_id, year=year, period="year", state=RunState.DONE, created_at=moment, beat_at=moment
    )
    folder = jobs.folder_of(run)
    folder.mkdir(parents=True)
    for number, name in enumerate(ClassGroup.objects.filter(year=year).values_list("name", flat=True), start=1):
        blank(folder / f"{number:02} {name}.pdf", pages)
    blank(folder / f"{SUMMARIES}.pdf", 3)
    return run


def blank(path: Path, pages: int) -> None:
    """Write a PDF of blank pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    with path.open("wb") as file:
        writer.write(file)


SAID = {
    Step.CERTIFIED: {"certificate": Certificate("Панова О. И.", SUMMER.date())},
    Step.HANDED: {
        "act": ActDraft("1", SUMMER.date(), "03-12", "Архив", "Белова Н. К.", "завуч", "Мусина Л. О.", "секретарь")
    },
}
WHO = {
    Step.PROGRAMMES: Role.METHODOLOGIST,
    Step.CHECKED: Role.STUDY_OFFICE,
    Step.ACCEPTED: Role.DEPUTY,
    Step.PRINTED: Role.DISPATCHER,
    Step.CERTIFIED: Role.DIRECTOR,
    Step.HANDED: Role.STUDY_OFFICE,
}


def journal(group: ClassGroup) -> Journal:
    """Return where a class's journal stands."""
    return journals_of(group.year, [group.pk])[0]


def take(group: ClassGroup, step: Step, actor: Actor | None = None, **said: Any) -> CaseMove:
    """Take a step with a class's journal as whoever may."""
    actor = actor or make.nobody(group.school, WHO[step])
    taking = Taking(**{**SAID.get(step, {}), **said})
    based_on = {group.pk: journal(group).stand.number}
    return take_step(actor, year_id=group.year_id, step=step, based_on=based_on, taking=taking)[0]


def take_until(group: ClassGroup, last: Step) -> None:
    """Take all steps that are left up to this one."""
    while (step := journal(group).stand.next) is not None:
        take(group, step)
        if step == last:
            return
