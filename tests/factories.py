"""Small real rows for tests. Each factory makes what it needs around itself and returns the saved row.

The frozen moment of the tests is Monday 23 November 2026, 10:43 in Moscow, II quarter, during the third lesson.
Rows made here are not in the ledger; a test about the ledger makes its rows through actions.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import uuid4
from zlib import crc32
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.base import ContentFile
from django.test import Client

from letopis.documents.carriers.enums import CarrierKind
from letopis.documents.carriers.models import Carrier, Copy, Package
from letopis.documents.handover.models import ArchiveCase, TransferAct
from letopis.documents.keeping.models import ActCase, KeepingAct
from letopis.documents.signatures.enums import KeyKind, SubjectKind
from letopis.documents.signatures.models import Signature, SignedDocument, SigningCertificate
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.roles import APPOINTED, Role
from letopis.kernel.text import search_key
from letopis.school.access.models import Account, AccountPerson, RoleAssignment
from letopis.school.access.rights import rights_of
from letopis.school.attendance.models import AbsenceNote, EarlyLeave, NoteFile
from letopis.school.classes.actions import LineDraft, draft_order
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership, Order, Subgroup, SubgroupMembership
from letopis.school.councils.enums import CouncilAbout, CouncilKind, DecisionKind
from letopis.school.councils.models import AcademicDebt, Council, Decision, Proposal, Retake
from letopis.school.councils.rules import matter_of
from letopis.school.curriculum.enums import LessonKind
from letopis.school.curriculum.models import (
    Course,
    CourseTeacher,
    CurriculumRow,
    LessonPlan,
    PlannedLesson,
    PlanSection,
    Subject,
)
from letopis.school.history.log import notes
from letopis.school.history.log.cosignatures import Cosigner, cosigned
from letopis.school.history.log.notes import Verifier
from letopis.school.history.models import Checkpoint
from letopis.school.lessons.models import CorrectionRequest, Homework
from letopis.school.marks.models import Absence, CommentPhrase, Mark, Work, WorkKind
from letopis.school.organisation.enums import SchoolKind, TermKind
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    Room,
    School,
    Term,
    TermScheme,
)
from letopis.school.people.enums import Kinship
from letopis.school.people.models import Consent, Guardian, Guardianship, Person, Staff, Student
from letopis.school.periods.models import ReopenRequest
from letopis.school.timetable.models import Lesson, WeeklySlot
from letopis.school.tutoring.enums import ReportKind
from letopis.school.tutoring.models import MovementReport
from letopis.school.witnessing.models import Cosignature, Refusal, WatchedLog, Witness
from letopis.school.workload.enums import WorkState
from letopis.school.workload.models import AssessmentWork

YEAR_START = date(2026, 9, 1)
YEAR_END = date(2027, 5, 26)
TODAY = date(2026, 11, 23)
QUARTERS = (
    ("I четверть", date(2026, 9, 1), date(2026, 10, 23)),
    ("II четверть", date(2026, 11, 5), date(2026, 12, 30)),
    ("III четверть", date(2027, 1, 11), date(2027, 3, 26)),
    ("IV четверть", date(2027, 4, 5), date(2027, 5, 26)),
)
BELLS = ((8, 30), (9, 25), (10, 25), (11, 25), (12, 20), (13, 15), (14, 10))
_SURNAMES = (
    "Абрамов Баранов Белов Васильев Воронин Гаврилов Гусев Данилов Егоров Ершов",
    "Жуков Захаров Зимин Ильин Калинин Ковалёв Лаптев Макаров Морозов Назаров",
    "Орехов Панов Романов Сафин Соколов Тихонов Фролов Шевченко Щукин Юдин",
)
SURNAMES = tuple(" ".join(_SURNAMES).split())


class Serial:
    """Numbers that no two rows of a test share. Each test counts from a number of its own (tests/conftest.py).

    So names, and whatever is sorted by them, do not hang on which tests have run before.
    """

    def __init__(self) -> None:
        self.count_for("")

    def count_for(self, test: str) -> None:
        """Count from the number of a test, always of five digits."""
        self._numbers = count(10_000 + crc32(test.encode()) % 80_000)

    @contextmanager
    def beside_tests(self) -> Iterator[None]:
        """Count from a number above those of all tests: for rows that stand while tests make theirs."""
        of_test, self._numbers = self._numbers, count(95_000)
        yield
        self._numbers = of_test

    def __next__(self) -> int:
        return next(self._numbers)


serial = Serial()


def moment_on(day: date, at: time = time(10, 43), zone: str = "Europe/Moscow") -> datetime:
    """Return a wall-clock moment of a zone."""
    return datetime.combine(day, at, ZoneInfo(zone))


# ── the school and its year ───────────────────────────────────────────


def make_school(**columns: Any) -> School:
    """A general school."""
    number = next(serial)
    return School.objects.create(**{"name": f"Школа № {number}", "short_name": f"Школа № {number}", **columns})


def make_year(school: School, **columns: Any) -> AcademicYear:
    """2026/27 with quarters and bells of the first shift."""
    year = AcademicYear.objects.create(
        **{"school": school, "name": "2026/2027", "starts_on": YEAR_START, "ends_on": YEAR_END, **columns}
    )
    scheme = TermScheme.objects.create(school=school, year=year, kind=TermKind.QUARTER)
    _terms(scheme, QUARTERS)
    bells = BellSchedule.objects.create(school=school, year=year, name="Обычное расписание, 1 смена")
    _periods(bells, BELLS, minutes=45)
    return year


def _terms(scheme: TermScheme, terms: Iterable[tuple[str, date, date]]) -> None:
    Term.objects.bulk_create(
        Term(school=scheme.school, scheme=scheme, number=number, name=name, starts_on=starts_on, ends_on=ends_on)
        for number, (name, starts_on, ends_on) in enumerate(terms, 1)
    )


def _periods(bells: BellSchedule, starts: Iterable[tuple[int, int]], *, minutes: int) -> None:
    rows = []
    for number, (hour, minute) in enumerate(starts, 1):
        end = (timedelta(hours=hour, minutes=minute) + timedelta(minutes=minutes)).seconds
        starts_at, ends_at = time(hour, minute), time(end // 3600, end % 3600 // 60)
        rows.append(
            BellPeriod(school=bells.school, schedule=bells, number=number, starts_at=starts_at, ends_at=ends_at)
        )
    BellPeriod.objects.bulk_create(rows)


def year_of(school: School) -> AcademicYear:
    """The school's year, made when there is none."""
    return AcademicYear.objects.filter(school=school).first() or make_year(school)


def make_room(school: School, number: str = "", **columns: Any) -> Room:
    """A room."""
    number = number or str(200 + next(serial))
    return Room.objects.create(school=school, number=number, sort_key=number, **columns)


# ── people ────────────────────────────────────────────────────────────


def make_person(school: School, full_name: str = "", **columns: Any) -> Person:
    """A person; without a name, one of an endless list."""
    if not full_name:
        number = next(serial)
        full_name = f"{SURNAMES[number % len(SURNAMES)]} Тимур Тестович-{number}"
    surname, name, *patronymic = full_name.split()
    return Person.objects.create(school=school, surname=surname, name=name, patronymic=" ".join(patronymic), **columns)


def make_staff(school: School, full_name: str = "", **columns: Any) -> Staff:
    """A member of staff."""
    return Staff.objects.create(school=school, person=make_person(school, full_name), **columns)


def make_student(
    class_group: ClassGroup,
    full_name: str = "",
    *,
    since: date = YEAR_START,
    until: date | None = None,
    consent: bool = True,
    **columns: Any,
) -> Student:
    """A student in a class from a day (to a day), with a consent whose day nobody has written down."""
    student = Student.objects.create(
        school=class_group.school, person=make_person(class_group.school, full_name), **columns
    )
    Membership.objects.create(
        school=class_group.school, class_group=class_group, student=student, starts_on=since, ends_on=until
    )
    if consent:
        Consent.objects.create(school=class_group.school, student=student)
    return student


def make_students(class_group: ClassGroup, number: int) -> list[Student]:
    """`number` students of a class with surnames in the order of the alphabet."""
    return [
        make_student(class_group, f"{SURNAMES[i % len(SURNAMES)]} Тимур Номерович-{next(serial)}")
        for i in range(number)
    ]


def make_guardian(*students: Student, full_name: str = "", kinship: str = Kinship.MOTHER) -> Guardian:
    """A guardian of one or several students."""
    school = students[0].school
    guardian = Guardian.objects.create(school=school, person=make_person(school, full_name))
    for student in students:
        Guardianship.objects.create(
            school=school, guardian=guardian, student=student, kinship=kinship, starts_on=YEAR_START
        )
    return guardian


def make_order(*students: Student, number: str = "", day: date = TODAY, kind: str = OrderKind.EXPEL) -> Order:
    """A draft order, written by its action: of leaving, on TODAY."""
    actor = Actor.system(students[0].school_id)
    lines = [LineDraft(student.pk) for student in students]
    return draft_order(actor, kind=kind, lines=lines, number=number, effective_on=day)


# ── classes, courses, plans ───────────────────────────────────────────


def make_class(school: School, name: str = "7А", *, tutor: Staff | None = None, **columns: Any) -> ClassGroup:
    """A class of the school's year; «7А» is grade 7, letter А."""
    year = year_of(school)
    digits = "".join(c for c in name if c.isdigit())
    class_group = ClassGroup.objects.create(
        **{
            "school": school,
            "year": year,
            "scheme": year.schemes.first(),
            "grade": int(digits or 7),
            "letter": name[len(digits) :],
            "name": name,
            "sort_key": f"{int(digits or 7):02d}{search_key(name[len(digits) :])}",
            **columns,
        }
    )
    if tutor:
        ClassTutor.objects.create(school=school, class_group=class_group, staff=tutor, starts_on=YEAR_START)
    return class_group


def make_subgroup(
    class_group: ClassGroup, *students: Student, division: str = "иностранный язык", name: str = "1 группа"
) -> Subgroup:
    """A subgroup with its members since the start of the year."""
    subgroup = Subgroup.objects.create(school=class_group.school, class_group=class_group, division=division, name=name)
    for student in students:
        SubgroupMembership.objects.create(
            school=class_group.school, subgroup=subgroup, student=student, starts_on=YEAR_START
        )
    return subgroup


def make_subject(school: School, name: str = "Алгебра") -> Subject:
    """A subject, the same one for the same name."""
    return Subject.objects.get_or_create(school=school, search_key=search_key(name), defaults={"name": name})[0]


def make_course(
    class_group: ClassGroup, subject: str = "Алгебра", *, teacher: Staff | None = None, **columns: Any
) -> Course:
    """A journal page with its teacher since the start of the year."""
    school = class_group.school
    course = Course.objects.create(
        **{
            "school": school,
            "year": class_group.year,
            "class_group": class_group,
            "subject": make_subject(school, subject),
            "hours_per_week": 3,
            **columns,
        }
    )
    if teacher:
        CourseTeacher.objects.create(school=school, course=course, staff=teacher, starts_on=YEAR_START)
    return course


def make_curriculum_row(class_group: ClassGroup, subject: str = "Алгебра", hours: int = 3) -> CurriculumRow:
    """Hours of a subject in a class."""
    return CurriculumRow.objects.create(
        school=class_group.school,
        year=class_group.year,
        class_group=class_group,
        subject=make_subject(class_group.school, subject),
        hours_per_week=hours,
    )


def make_plan(course: Course, *topics: str, **columns: Any) -> LessonPlan:
    """A lesson plan of one section, assigned to the course."""
    plan = LessonPlan.objects.create(
        **{
            "school": course.school,
            "year": course.year,
            "subject": course.subject,
            "grade": course.class_group.grade,
            "title": f"План {next(serial)}",
            **columns,
        }
    )
    section = PlanSection.objects.create(school=course.school, plan=plan, number=1, title="Раздел 1")
    PlannedLesson.objects.bulk_create(
        PlannedLesson(school=course.school, plan=plan, section=section, number=n, topic=topic, kind=LessonKind.LESSON)
        for n, topic in enumerate(topics or ("Понятие степени", "Свойства степени", "Одночлен"), 1)
    )
    course.plan = plan
    course.save(update_fields=["plan"])
    return plan


# ── timetable and journal ─────────────────────────────────────────────


def make_slot(course: Course, weekday: int = 1, number: int = 1, **columns: Any) -> WeeklySlot:
    """A place of the course in the week."""
    return WeeklySlot.objects.create(
        **{
            "school": course.school,
            "year": course.year,
            "course": course,
            "weekday": weekday,
            "number": number,
            "starts_on": YEAR_START,
            **columns,
        }
    )


def make_lesson(course: Course, day: date = TODAY, number: int = 3, **columns: Any) -> Lesson:
    """A dated lesson at the bells of BELLS, taught by the course's teacher."""
    hour, minute = BELLS[number - 1]
    end = (timedelta(hours=hour, minutes=minute) + timedelta(minutes=45)).seconds
    teacher = course.teachers.first()
    return Lesson.objects.create(
        **{
            "school": course.school,
            "course": course,
            "class_group": course.class_group,
            "date": day,
            "number": number,
            "starts_at": time(hour, minute),
            "ends_at": time(end // 3600, end % 3600 // 60),
            "staff": teacher.staff if teacher else None,
            **columns,
        }
    )


def make_work_kind(school: School, code: str = "answer", **columns: Any) -> WorkKind:
    """A kind of work; by default «Ответ на уроке», weight 1."""
    defaults = {"name": "Ответ на уроке", "short_name": "отв", "weight": 1, **columns}
    return WorkKind.objects.get_or_create(school=school, code=code, defaults=defaults)[0]


def make_work(lesson: Lesson, kind: WorkKind | None = None, **columns: Any) -> Work:
    """A work of a lesson."""
    return Work.objects.create(
        **{
            "school": lesson.school,
            "lesson": lesson,
            "course": lesson.course,
            "kind": kind or make_work_kind(lesson.school),
            "position": lesson.works.count() + 1,
            **columns,
        }
    )


def make_mark(work: Work, student: Student, value: str = "5", **columns: Any) -> Mark:
    """A mark already in the journal, first put when it was put."""
    set_at = columns.get("set_at", now())
    return Mark.objects.create(
        **{
            "school": work.school,
            "work": work,
            "lesson": work.lesson,
            "course": work.course,
            "student": student,
            "value": value,
            "set_at": set_at,
            "first_set_at": set_at if value else None,
            **columns,
        }
    )


def make_phrase(staff: Staff, text: str = "{Имя} справил(ся|ась)") -> CommentPhrase:
    """A phrase of a teacher's own."""
    return CommentPhrase.objects.create(school_id=staff.school_id, staff=staff, text=text)


def make_correction(mark: Mark, value: str = "4", **columns: Any) -> CorrectionRequest:
    """A request to correct a mark, waiting."""
    cell = {"work_id": mark.work_id, "student_id": mark.student_id, "value": value}
    defaults = {"school_id": mark.school_id, "course_id": mark.course_id, "student_id": mark.student_id}
    defaults |= {"reason": "Описка", "asked_at": now(), "op_id": uuid4(), "kind": "mark", "object_id": mark.pk}
    defaults |= {"base_version": mark.version, "place": "06.11.2026", "was": mark.value, "wanted": value}
    return CorrectionRequest.objects.create(operation={"kind": "mark", **cell}, **{**defaults, **columns})


def make_reopening(course: Course, term: Term, **columns: Any) -> ReopenRequest:
    """A request to open a page of a closed period again, waiting."""
    defaults = {"school_id": course.school_id, "reason": "Описка", "asked_at": now()}
    return ReopenRequest.objects.create(course=course, term=term, **{**defaults, **columns})


def make_absence(lesson: Lesson, student: Student, code: str = "Н", **columns: Any) -> Absence:
    """An absence already in the journal."""
    return Absence.objects.create(
        school=lesson.school, lesson=lesson, course=lesson.course, student=student, code=code, **columns
    )


def make_note(student: Student, code: str = "Б", day: date = TODAY, **columns: Any) -> AbsenceNote:
    """A note of a family on one day, that waits for confirmation."""
    return AbsenceNote.objects.create(
        **{
            "school": student.school,
            "year": year_of(student.school),
            "student": student,
            "code": code,
            "first_day": day,
            "last_day": day,
            "by_family": True,
            "said_at": now(),
            **columns,
        }
    )


def make_note_file(note: AbsenceNote, name: str = "справка.pdf") -> NoteFile:
    """A file of a note, under MEDIA_ROOT."""
    content = ContentFile(b"%PDF-1.4", name=f"{uuid4()}.pdf")
    return NoteFile.objects.create(
        school=note.school, note=note, name=name, content_type="application/pdf", size=8, file=content
    )


def make_leave(student: Student, left_at: time = time(12), day: date = TODAY, **columns: Any) -> EarlyLeave:
    """An early leaving."""
    year = year_of(student.school)
    return EarlyLeave.objects.create(
        school=student.school, year=year, student=student, date=day, left_at=left_at, recorded_at=now(), **columns
    )


def make_homework(lesson: Lesson, text: str = "§ 19, № 403", *, due: Lesson | None = None, **columns: Any) -> Homework:
    """A task for all, due at a lesson."""
    return Homework.objects.create(
        school=lesson.school,
        lesson=lesson,
        course=lesson.course,
        text=text,
        due_lesson=due,
        due_on=due.date if due else None,
        **columns,
    )


def make_assessment(course: Course, day: date = TODAY, number: int | None = 3, **columns: Any) -> AssessmentWork:
    """A work of the schedule, published."""
    defaults = {"school": course.school, "course": course, "date": day, "number": number, "state": WorkState.PLANNED}
    return AssessmentWork.objects.create(**{**defaults, **columns})


# ── the class teacher and the office ──────────────────────────────────


def make_report(class_group: ClassGroup, full_name: str = "", **columns: Any) -> MovementReport:
    """An arrival that waits for an answer; with a `student` a departure."""
    kind = ReportKind.DEPARTURE if columns.get("student") else ReportKind.ARRIVAL
    defaults = {"kind": kind, "full_name": full_name, "day": TODAY, "reported_at": now()}
    return MovementReport.objects.create(school=class_group.school, class_group=class_group, **(defaults | columns))


# ── councils ──────────────────────────────────────────────────────────


def make_transfer_act(year: AcademicYear, **columns: Any) -> TransferAct:
    """An act of handing journals over to the archive, under which nothing has been handed over yet."""
    told = {"number": str(next(serial)), "date": TODAY, "index": "03-12", "place": "Архив"}
    people = {"giver": "Белова Н. К.", "giver_position": "завуч", "receiver": "Мусина Л. О."}
    columns = {**told, **people, "receiver_position": "секретарь", **columns}
    return TransferAct.objects.create(school=year.school, year=year, **columns)


def make_signature(staff: Staff, *, role: Role, digest: str) -> Signature:
    """The row of an electronic signature under a PDF; its bytes are none."""
    certificate = make_certificate(staff, role)
    of_file = {"kind": SubjectKind.PDF, "digest": digest, "title": "7А", "form": "pades", "covered": digest}
    made = {"signed_at": now(), "kept_at": now(), "cms": b"", "fingerprint": certificate.fingerprint}
    return Signature.objects.create(school=staff.school, certificate=certificate, **of_file, **made)


def make_archive_case(school: School, **columns: Any) -> ArchiveCase:
    """A journal of 2019/2020 that the school keeps on paper; its term is over."""
    told = {"title": "Классный журнал 7А", "year_name": "2019/2020", "ended_on": date(2020, 5, 26), "index": "03-12"}
    told |= {"number": next(serial), "sheets": 40, "place": "Архив"}
    return ArchiveCase.objects.create(school=school, **{**told, **columns})


def make_destruction(case: ArchiveCase, **columns: Any) -> KeepingAct:
    """An act on the destruction of a case, not signed yet."""
    told = {"number": str(next(serial)), "date": TODAY, "reason": "Истёк срок", "method": "Измельчение"}
    act = KeepingAct.objects.create(school=case.school, **{**told, **columns})
    ActCase.objects.create(school=case.school, act=act, case=case)
    return act


def make_council(class_group: ClassGroup, *students: Student, **columns: Any) -> Council:
    """A council about the year that is prepared, with a proposal for each student."""
    council = Council.objects.create(
        **{
            "school": class_group.school,
            "year": class_group.year,
            "kind": CouncilKind.SMALL,
            "about": CouncilAbout.YEAR,
            "date": TODAY,
            **columns,
        }
    )
    for student in students:
        kind = DecisionKind.PROMOTE
        Proposal.objects.create(
            school=council.school,
            council=council,
            student=student,
            class_group=class_group,
            kind=kind,
            proposed=kind,
        )
    return council


def make_decision(council: Council, student: Student, **columns: Any) -> Decision:
    """What a council has decided of a student, with three votes."""
    return Decision.objects.create(
        **{
            "school": council.school,
            "proposal": Proposal.objects.get(council=council, student=student),
            "student": student,
            "year": council.year,
            "matter": matter_of(CouncilAbout(council.about), council.term_id),
            "kind": DecisionKind.PROMOTE,
            "votes_for": 3,
            "decided_at": now(),
            **columns,
        }
    )


def make_retake(course: Course, student: Student, **columns: Any) -> Retake:
    """A retake that is arranged, of a debt by a course for the year."""
    debt = AcademicDebt.objects.create(
        school=course.school,
        student=student,
        class_group=course.class_group,
        year=course.year,
        subject=course.subject,
        course=course,
        mark="2",
        arisen_on=date(2026, 10, 23),
        until=date(2026, 12, 20),
    )
    return Retake.objects.create(**{"school": course.school, "debt": debt, "attempt": 1, "date": TODAY, **columns})


# ── the archive ───────────────────────────────────────────────────────


def make_carrier(school: School, name: str = "Диск у завхоза", **columns: Any) -> Carrier:
    """A carrier that a person keeps."""
    more = {"kind": CarrierKind.OFFLINE, "place": f"Кабинет {next(serial)}", "since": TODAY, **columns}
    more.setdefault("responsible", None)
    more["responsible"] = more["responsible"] or make_staff(school)
    return Carrier.objects.create(school=school, name=name, **more)


def make_package(class_group: ClassGroup, **columns: Any) -> Package:
    """A row of a package, without its file."""
    number = next(serial)
    more = {"name": f"letopis-{number}", "size": 1_000_000, "files": 40, "fingerprint": f"{number:064x}", **columns}
    return Package.objects.create(
        school=class_group.school,
        year=class_group.year,
        class_group=class_group,
        built_at=now(),
        **{"digest": f"{number:064x}", "key": "letopis/x+00000000+AA==", **more},
    )


def make_copy(package: Package, carrier: Carrier, **columns: Any) -> Copy:
    """A copy that was whole just now."""
    more = {"file": package.file_name, "written_at": now(), "checked_at": now(), **columns}
    return Copy.objects.create(school=package.school, package=package, carrier=carrier, **more)


# ── access ────────────────────────────────────────────────────────────


def make_account(person: Person, *roles: Role, username: str = "") -> Account:
    """An account of a person, appointed to `roles` (only those a school appoints) since the start of the year."""
    account = Account.objects.create(username=username or f"user{next(serial)}")
    account.set_unusable_password()
    account.save()
    AccountPerson.objects.create(school=person.school, account=account, person=person)
    for role in roles:
        assert role in APPOINTED, f"{role} follows from courses, classes or children"
        RoleAssignment.objects.create(school=person.school, person=person, role=role, starts_on=YEAR_START)
    return account


def make_certificate(staff: Staff, role: Role = Role.DIRECTOR, **columns: Any) -> SigningCertificate:
    """The row of a certificate to sign with; none that signs: tests/documents/signatures/scene.py makes such."""
    return SigningCertificate.objects.create(
        school_id=staff.school_id,
        staff=staff,
        role=role,
        key_kind=KeyKind.ELSEWHERE,
        fingerprint=f"{next(serial):064x}",
        serial="1E",
        owner=staff.person.full_name,
        valid_from=now(),
        valid_until=now() + timedelta(days=365),
        added_at=now(),
        **columns,
    )


def make_document(school: School, **columns: Any) -> SignedDocument:
    """The row of a document put up for signing, whose file is gone."""
    digest = f"{next(serial):064x}"
    given: dict[str, Any] = {
        "kind": SubjectKind.PACKAGE,
        "digest": digest,
        "title": "Архив",
        "name": "a.txt",
        **columns,
    }
    return SignedDocument.objects.create(school=school, created_at=now(), **given)


def make_officer(school: School, role: Role = Role.OPERATOR) -> Staff:
    """A member of staff with an account, appointed to `role`."""
    staff = make_staff(school)
    make_account(staff.person, role)
    return staff


def account_of(person: Person) -> Account:
    """The person's account, made when there is none."""
    login = AccountPerson.objects.filter(person=person).select_related("account").first()
    return login.account if login else make_account(person)


def sign_in(client: Client, card: Staff | Student | Guardian | Person) -> Client:
    """Sign the person in; returns the client."""
    person = card if isinstance(card, Person) else card.person
    client.force_login(account_of(person), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def actor_of(card: Staff | Student | Guardian, role: Role) -> Actor:
    """The actor of a person working in `role`, for tests of actions and queries."""
    person = card.person
    return Actor(
        school_id=card.school_id,
        role=role,
        account_id=account_of(person).pk,
        person_id=person.pk,
        staff_id=card.pk if isinstance(card, Staff) else None,
        student_id=card.pk if isinstance(card, Student) else None,
        guardian_id=card.pk if isinstance(card, Guardian) else None,
        name=person.initials,
        rights=rights_of(role),
    )


def nobody(school: School, role: Role, **columns: Any) -> Actor:
    """An actor in `role` with its rights by the register, without a person behind it."""
    return Actor(school_id=school.pk, role=role, rights=rights_of(role), **columns)


# ── witnesses ─────────────────────────────────────────────────────────


def make_witness(school: School, **columns: Any) -> Witness:
    """Somebody who shall cosign the school's checkpoints, at an address where nobody answers."""
    name = f"example.com/w{next(serial)}"
    verifier = str(Cosigner(name, Ed25519PrivateKey.generate().public_key().public_bytes_raw()))
    address = f"https://{name}"
    return Witness.objects.create(
        **{"school": school, "name": "Гимназия", "address": address, "verifier": verifier, "since": now(), **columns}
    )


def make_cosignature(checkpoint: Checkpoint, **columns: Any) -> Cosignature:
    """What a witness has signed under a checkpoint; a new witness with a key of its own."""
    key, name, at = Ed25519PrivateKey.generate(), f"example.com/w{next(serial)}", now()
    verifier = str(Cosigner(name, key.public_key().public_bytes_raw()))
    witness = make_witness(checkpoint.school, verifier=verifier, size=checkpoint.size, answered_at=at, **columns)
    line = cosigned(notes.parse(checkpoint.note).text, name, key, int(at.timestamp()))
    return Cosignature.objects.create(
        school=checkpoint.school, checkpoint=checkpoint, witness=witness, at=at, line=line
    )


def make_watched_log(school: School, **columns: Any) -> WatchedLog:
    """A log of others that the school cosigns."""
    origin = f"example.com/log{next(serial)}"
    verifier = str(Verifier(origin, Ed25519PrivateKey.generate().public_key().public_bytes_raw()))
    return WatchedLog.objects.create(
        **{"school": school, "name": "Лицей", "origin": origin, "verifiers": verifier, "since": now(), **columns}
    )


def make_refusal(school: School, **columns: Any) -> Refusal:
    """What a log of others has shown and could not go on from what was seen."""
    heads = {"known_size": 12, "known_note": "виденная\n", "shown_size": 9, "shown_note": "показанная\n"}
    log = columns.pop("log", None) or make_watched_log(school)
    row = {"school": school, "log": log, "kind": "behind", "at": now(), "last_at": now()}
    return Refusal.objects.create(**{**row, **heads, **columns})


# ── a college ─────────────────────────────────────────────────────────

SEMESTERS = (("1 семестр", date(2026, 9, 1), date(2026, 12, 30)), ("2 семестр", date(2027, 1, 11), date(2027, 6, 30)))
PAIRS = ((8, 30), (10, 15), (12, 15), (14, 0))


def make_college(**columns: Any) -> School:
    """A college with its year: semesters, pairs of two academic hours."""
    school = make_school(**{"kind": SchoolKind.COLLEGE, "name": "Индустриальный колледж", **columns})
    year = AcademicYear.objects.create(
        school=school, name="2026/2027", starts_on=YEAR_START, ends_on=date(2027, 6, 30), study_days=6
    )
    scheme = TermScheme.objects.create(school=school, year=year, kind=TermKind.SEMESTER)
    _terms(scheme, SEMESTERS)
    bells = BellSchedule.objects.create(school=school, year=year, name="Основное")
    _periods(bells, PAIRS, minutes=90)
    return school


def make_group(school: School, name: str = "ИС-21", course: int = 2, **columns: Any) -> ClassGroup:
    """A group of a college; its year of study is stated, not read from the name."""
    return make_class(school, name, grade=course, letter="", sort_key=f"{course:02d}{search_key(name)}", **columns)
