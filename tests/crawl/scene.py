"""Two schools in one base, in which everybody's surname says whose it is: a name on a page betrays a leak.

The own school is the demo's; the foreign one has a row of everything an address can name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models import CharField, F, Model, Q, Value
from django.db.models.functions import Cast, Concat
from django.test import Client

from letopis import demo
from letopis.documents.carriers.models import Carrier, Copy, Package
from letopis.documents.carriers.models import Run as ArchiveRun
from letopis.documents.handover.models import ArchiveCase, TransferAct
from letopis.documents.journal_paper.models import PrintRun
from letopis.documents.keeping.models import KeepingAct
from letopis.documents.runs.models import RunState
from letopis.documents.school_import.models import ImportRun
from letopis.documents.school_import.models import RunState as LoadState
from letopis.documents.signatures.models import Signature, SignedDocument, SigningCertificate
from letopis.kernel import clock
from letopis.kernel.roles import Role
from letopis.school.access.held import HeldRole, roles_held
from letopis.school.access.models import Account, RoleAssignment, SlipBatch
from letopis.school.attendance.models import AbsenceNote, EarlyLeave, NoteFile
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership, Order
from letopis.school.councils.models import AcademicDebt, Council, Decision, Proposal, Retake
from letopis.school.curriculum.models import Course, CourseTeacher, LessonPlan, PlannedLesson, Subject
from letopis.school.lessons.models import CorrectionRequest, Homework, HomeworkFile
from letopis.school.marks.models import CommentPhrase, Mark, WorkKind
from letopis.school.organisation.models import AcademicYear, BellSchedule, Room, School, Term
from letopis.school.people.models import Guardian, Guardianship, Person, Staff, Student
from letopis.school.periods.models import ReopenRequest
from letopis.school.timetable.models import Lesson, WeeklySlot
from letopis.school.tutoring.models import MovementReport
from letopis.school.witnessing.models import Refusal, WatchedLog, Witness
from letopis.school.workload.models import AssessmentWork
from letopis.web.shared.actors import SESSION_KEY
from tests import factories as make
from tests.documents.signatures.scene import signed_manifest

TODAY = make.TODAY
MOMENT = datetime(2026, 11, 23, 7, 43, tzinfo=UTC)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NAMED = re.compile(r"(Ученик|Родитель|Педагог|Чужой)(\d+)")
# Which model a parameter of an address names; where one name serves several, by the name of the address.
MODELS: dict[str, type[Model]] = {
    "student_id": Student,
    "guardian_id": Guardian,
    "staff_id": Staff,
    "person_id": Person,
    "class_id": ClassGroup,
    "subject_id": Subject,
    "course_id": Course,
    "plan_id": LessonPlan,
    "assignment_id": RoleAssignment,
    "run_id": ImportRun,
    "report_id": MovementReport,
    "carrier_id": Carrier,
    "package_id": Package,
    "copy_id": Copy,
    "batch_id": SlipBatch,
    "homework_id": Homework,
    "order_id": Order,
    "term_id": Term,
    "mark_id": Mark,
    "council_id": Council,
    "proposal_id": Proposal,
    "decision_id": Decision,
    "debt_id": AcademicDebt,
    "retake_id": Retake,
    "phrase_id": CommentPhrase,
    "journal_correction.request_id": CorrectionRequest,
    "journal_entry.request_id": CorrectionRequest,
    "journal_opening.request_id": ReopenRequest,
    "work_id": AssessmentWork,
    "file_id": HomeworkFile,
    "absence_file.file_id": NoteFile,
    "note_id": AbsenceNote,
    "leave_id": EarlyLeave,
    "lesson_id": Lesson,
    "act_id": TransferAct,
    "case_id": ArchiveCase,
    "destruction_id": KeepingAct,
    "office_bells_edit.pk": BellSchedule,
    "office_bells_remove.pk": BellSchedule,
    "office_rooms_edit.pk": Room,
    "office_rooms_remove.pk": Room,
    "office_row.pk": Room,
    "office_row_remove.pk": Room,
    "office_row_undo.pk": Room,
    "office_timetable_lesson.pk": Lesson,
    "office_timetable_slot.pk": WeeklySlot,
    "office_timetable_slot_end.pk": WeeklySlot,
    "office_work_kinds_edit.pk": WorkKind,
    "plan_lesson.lesson_id": PlannedLesson,
    "plan_move.lesson_id": PlannedLesson,
    "plan_remove.lesson_id": PlannedLesson,
    **dict.fromkeys(
        (f"print_{what}.run_id" for what in ("run", "progress", "stop", "resume", "file", "run_sign")), PrintRun
    ),
    "document_id": SignedDocument,
    "signature_id": Signature,
    "certificate_id": SigningCertificate,
    **dict.fromkeys((f"office_carrier_{what}.run_id" for what in ("run", "progress", "stop")), ArchiveRun),
    "witness_id": Witness,
    "log_id": WatchedLog,
    "refusal_id": Refusal,
}
# Parameters that name no row: what is right, then what is not.
WORDS: dict[str, tuple[str, ...]] = {
    "book": ("room", "class", "nothing"),
    "after": ("0", "3", "999999999"),
    "key": ("days_between", "nothing", "x" * 300),
    "number": ("1", "0", "999999999"),
    "kind": ("quarter", "nothing", "x" * 300),
    "phase": ("closing", "never", "x" * 300),
    "term": ("journal", "nothing", "x" * 300),
    "step": ("checked", "nothing", "x" * 300),
    "code": ("copied", "nothing", "x" * 300),
    "node": ("0" * 32, "x", "x" * 300),
    "hashed": ("0" * 64, "x", "x" * 300),
    "root": ("0" * 64, "x", "x" * 300),
    "iso": ("2026-11-23", "0001-01-01", "9999-12-31", "2026-02-30", "-"),
}
WRONG_IDS = ("0", "9" * 18, str(2**63), "1" + "0" * 30, "9" * 5000, "-1", "x", "%00", "%D9%A3", "1.5")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who crawls: an account in one of its roles, or a stranger; `may_see`: surnames that may stand on a page."""

    label: str
    account: Account | None
    held: HeldRole | None
    may_see: frozenset[str] | None
    """None: everybody of the own school."""

    def client(self, **options: Any) -> Client:
        """A browser in which the visitor is signed in."""
        client = Client(raise_request_exception=False, **options)
        if self.account is not None:
            client.force_login(self.account, backend=BACKEND)
            if self.held is not None:
                session = client.session
                session[SESSION_KEY] = [self.held.person_id, str(self.held.role)]
                session.save()
        return client


@dataclass(slots=True)
class Scene:
    """The two schools and who crawls them."""

    own: School
    foreign: School
    visitors: list[Visitor] = field(default_factory=list)

    def ids(self, route: str, parameter: str, school: School) -> list[str]:
        """Ids of rows of that school that the parameter may name: the first, one from the middle, the last."""
        model = MODELS.get(f"{route}.{parameter}") or MODELS[parameter]
        rows = list(model._default_manager.filter(school=school).order_by("pk").values_list("pk", flat=True))
        return [str(rows[place]) for place in sorted({0, len(rows) // 2, len(rows) - 1})] if rows else []


def build() -> Scene:
    """Build both schools in the database of a test."""
    built = demo.build(students=40, classes=2, today=TODAY)
    own = built.school
    _upload(own)
    with clock.in_zone("Europe/Moscow"):
        make.make_order(Student.objects.filter(school=own).order_by("pk")[0])
    foreign = _foreign()
    for school in (own, foreign):
        ImportRun.objects.create(school=school, state=LoadState.FAILED, created_at=clock.now(), beat_at=clock.now())
        year = AcademicYear.objects.filter(school=school)[0]
        moment = clock.now()
        PrintRun.objects.create(school=school, year=year, state=RunState.STOPPED, created_at=moment, beat_at=moment)
        make.make_transfer_act(year)
        signed_manifest(school)
        make.make_destruction(make.make_archive_case(school))
        group = ClassGroup.objects.filter(school=school).order_by("pk").first()
        assert group is not None
        child = Student.objects.filter(memberships__class_group=group).order_by("pk").first()
        assert child is not None
        make.make_report(group, student=child)
        make.make_copy(make.make_package(group), make.make_carrier(school), doomed_by="№ 5 от 01.02.2033")
        ArchiveRun.objects.create(school=school, kind="check", state="done", created_at=moment, beat_at=moment)
        make.make_decision(make.make_council(group, child, state="closed", number="1"), child)
        make.make_council(group, child, state="session")
        course = Course.objects.filter(class_group=group, subgroup=None).order_by("pk").first()
        assert course is not None
        make.make_retake(course, child)
        make.make_witness(school)
        make.make_refusal(school)
    _name_everybody(own, foreign)
    scene = Scene(own, foreign)
    scene.visitors = [Visitor("stranger", None, None, frozenset()), *_visitors(own)]
    return scene


def _upload(school: School) -> None:
    note = AbsenceNote.objects.filter(school=school).order_by("pk").first()
    assert note is not None
    make.make_note_file(note)
    task = Homework.objects.filter(school=school).order_by("pk").first()
    assert task is not None
    HomeworkFile.objects.create(
        school=school,
        homework=task,
        name="задание.txt",
        size=4,
        content_type="text/plain",
        file=ContentFile("тема".encode(), name=f"{uuid4()}.txt"),
    )


def _foreign() -> School:
    school = make.make_school(name="Чужая школа", short_name="Чужая школа")
    teacher = make.make_officer(school, Role.DEPUTY)
    class_group = make.make_class(school, "7Ч", tutor=teacher)
    child = make.make_student(class_group)
    make.make_guardian(child)
    with clock.in_zone("Europe/Moscow"):
        make.make_order(child)
    make.account_of(child.person)
    make.make_subgroup(class_group, child)
    make.make_curriculum_row(class_group)
    course = make.make_course(class_group, teacher=teacher)
    make.make_plan(course)
    make.make_slot(course)
    lesson = make.make_lesson(course)
    make.make_mark(make.make_work(lesson), child)
    make.make_absence(lesson, make.make_student(class_group))
    make.make_homework(lesson)
    make.make_note(child)
    make.make_leave(child)
    _upload(school)
    make.make_room(school)
    return school


def _name_everybody(own: School, foreign: School) -> None:
    """Surnames that say who it is: in the own school by kind and id, in the foreign one «Чужой»."""
    for word, card in (("Ученик", "student"), ("Родитель", "guardian"), ("Педагог", "staff")):
        _name(Person.objects.filter(**{"school": own, f"{card}__isnull": False}), word)
    _name(Person.objects.filter(school=foreign), "Чужой")


def _name(people: Any, word: str) -> None:
    people.update(surname=Concat(Value(word), Cast(F("pk"), CharField())))


def _visitors(school: School) -> Iterator[Visitor]:
    """One login of the demo in each of the roles."""
    seen = set()
    for account in Account.objects.filter(persons__school=school).order_by("pk").distinct():
        for held in roles_held(account.pk, MOMENT):
            if held.role not in seen:
                seen.add(held.role)
                yield Visitor(str(held.role), account, held, _visible(held))


def _visible(held: HeldRole) -> frozenset[str] | None:
    """Whose surnames may stand on this visitor's pages, told from the tables and not by the product's own policies."""
    if held.role == Role.STUDENT:
        return _of([held.actor.person_id], Person.objects.none())
    if held.role == Role.GUARDIAN:
        children = Guardianship.objects.filter(guardian=held.actor.guardian_id).values("student__person")
        return _of([held.actor.person_id], Person.objects.filter(pk__in=children))
    if held.role in (Role.TEACHER, Role.TUTOR):
        led = ClassTutor.objects.filter(staff=held.actor.staff_id).values_list("class_group", flat=True)
        taught = CourseTeacher.objects.filter(staff=held.actor.staff_id).values_list("course__class_group", flat=True)
        # One person in two capacities: whichever gives the right, in either role.
        students = Membership.objects.filter(class_group__in={*led, *taught}).values_list("student", flat=True)
        own = Q(student__in=students) | Q(guardian__guardianships__student__in=students)
        return _of([held.actor.person_id], Person.objects.filter(own))
    return None


def _of(ids: list[int | None], people: Any) -> frozenset[str]:
    rows = Person.objects.filter(pk__in=[*ids, *people.values_list("pk", flat=True)])
    return frozenset(rows.values_list("surname", flat=True))
