"""Journals whose term is over: 7А with all that a journal holds, 7Б of the same year, 8А of the next one."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from django.core.files.base import ContentFile

from letopis.documents.handover.enums import CaseKind
from letopis.documents.handover.models import ArchiveCase
from letopis.documents.keeping.actions import take_out
from letopis.documents.keeping.destroying import DestructionDraft, draw_up, sign_act
from letopis.documents.keeping.models import KeepingAct
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.roles import Role
from letopis.school.attendance.actions.leaves import record_leave
from letopis.school.attendance.actions.notes import NoteDraft, ReadyFile, add_note
from letopis.school.classes.models import ClassGroup
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import ConductOpinion, PeriodMark
from letopis.school.history.ledger import record
from letopis.school.lessons.actions.files import attach_file
from letopis.school.lessons.models import Homework
from letopis.school.organisation.models import Term
from letopis.school.timetable.models import Lesson
from tests import factories as make
from tests.school.journal import scene as journal
from tests.school.journal.scene import Scene

NEXT = date(2027, 11, 22)
AFTER = date(2033, 2, 1)  # six winters after the summer of the frozen year
ACT = DestructionDraft("5", AFTER, "Истёк срок хранения", "Измельчение")


@dataclass
class Kept:
    """What `kept()` makes. `deputy` and `director` are those who sign."""

    a: Scene
    b: Lesson
    later: Lesson
    case: ArchiveCase
    deputy: Actor
    director: Actor

    @property
    def school_id(self) -> int:
        return self.a.school.pk

    def act(self, number: str = ACT.number) -> KeepingAct:
        """An act over the journal of 7А, its sheets taken out, signed by both."""
        take_out(self.deputy, case_id=self.case.pk, index="03-13", place="Архив", sheets=2)
        (act,) = draw_up(self.deputy, draft=replace(ACT, number=number), case_ids=[self.case.pk])
        sign_act(self.deputy, act_id=act.pk, position="заместитель директора")
        sign_act(self.director, act_id=act.pk, position="директор")
        return act


def kept(moment: Any) -> Kept:
    """Make them: everything by the actions that people use, then six years pass."""
    a = journal.scene(2)
    fill(a)
    b = filled_lesson(make.make_class(a.school, "7Б"), a)
    moment.move_to(make.moment_on(NEXT))
    later = filled_lesson(next_year(a), a, NEXT)
    case = case_of(a.class_group)
    deputy = make.actor_of(make.make_officer(a.school, Role.DEPUTY), Role.DEPUTY)
    director = make.actor_of(make.make_officer(a.school, Role.DIRECTOR), Role.DIRECTOR)
    moment.move_to(make.moment_on(AFTER))
    return Kept(a, b, later, case, deputy, director)


def case_of(group: ClassGroup, **columns: Any) -> ArchiveCase:
    """The journal of a class as a case of the archive."""
    told = {"kind": CaseKind.JOURNAL, "title": f"Классный журнал {group.name}", "year": group.year}
    told |= {"year_name": group.year.name, "ended_on": group.year.ends_on}
    return make.make_archive_case(group.school, class_group=group, **{**told, **columns})


def fill(a: Scene) -> None:
    """Marks with a comment, an absence, a topic, homework for one student with a file, a request, an opinion."""
    task = journal.homework(a.lesson, "§ 19", student_ids=(a.student.pk,), due_on=make.TODAY + timedelta(days=1))
    operations = (
        journal.mark(a.work, a.student, "4", comment="Молодец"),
        journal.absence(a.lesson, a.students[1]),
        journal.topic(a.lesson, "Степени", reason="Перенос"),
        task,
    )
    for answer in journal.apply(a.actor, *operations):
        assert answer["status"] == "applied", answer
    homework = Homework.objects.get(lesson=a.lesson)
    attach_file(a.actor, homework_id=homework.pk, name="задание.txt", content=ContentFile("§ 19".encode(), "a.txt"))
    explain(a)
    term = a.class_group.scheme.terms.get(number=1)
    own = {"school": a.school, "course": a.course, "kind": PeriodKind.TERM, "term": term, "slot": term.pk}
    own |= {"student": a.student, "value": "4", "set_at": now()}
    written(a, make.make_reopening(a.course, term))
    written(a, PeriodMark.objects.create(**own))
    written(a, ConductOpinion.objects.create(**own))


def explain(a: Scene) -> None:
    """Why one was not there, with a certificate, and when another left."""
    tutor = make.actor_of(a.tutor, Role.TUTOR)
    files = [ReadyFile("справка.pdf", "pdf", ContentFile(b"%PDF-1.7"))]
    draft = NoteDraft(code="Б", first_day=make.TODAY, last_day=make.TODAY, files=files)
    add_note(tutor, class_id=a.class_group.pk, student_id=a.students[1].pk, draft=draft)
    record_leave(tutor, class_id=a.class_group.pk, student_id=a.student.pk, day=make.TODAY, left_at=time(12))


def written(a: Scene, row: Any) -> None:
    """Enter a row that a factory has made."""
    record(a.actor, row, "created", course_id=a.course.pk)


def filled_lesson(group: ClassGroup, a: Scene, day: date = make.TODAY) -> Lesson:
    """A lesson of another class with a mark that the ledger holds."""
    course = make.make_course(group, teacher=a.teacher)
    lesson = make.make_lesson(course, day, number=4)
    (student,) = make.make_students(group, 1)
    answer = journal.one(a.actor, journal.mark(make.make_work(lesson), student, "3"))
    assert answer["status"] == "applied", answer
    record(a.actor, make.make_note(student, day=day, year=group.year), "created", student_id=student.pk)
    return lesson


def next_year(a: Scene) -> ClassGroup:
    """8А of the year after."""
    year = make.make_year(a.school, name="2027/2028", starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 25))
    for term in Term.objects.filter(scheme__year=year):
        term.starts_on, term.ends_on = (
            one.replace(year=one.year + 1, day=min(one.day, 28)) for one in (term.starts_on, term.ends_on)
        )
        term.save()
    return make.make_class(a.school, "8А", year=year, scheme=year.schemes.first())
