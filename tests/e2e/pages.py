"""Every page of the product with someone who opens it: what the checks of accessibility and layout walk through."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from letopis.demo.building import Built
from letopis.documents.carriers.models import Carrier, Copy, Package
from letopis.documents.signatures.models import SignedDocument
from letopis.school.attendance.models import AbsenceNote
from letopis.school.classes.models import ClassGroup, Order
from letopis.school.councils.models import AcademicDebt, Council, Proposal
from letopis.school.curriculum.models import Course
from letopis.school.lessons.models import Homework
from letopis.school.marks.models import CommentPhrase, Mark, WorkKind
from letopis.school.organisation.models import BellSchedule, Room, Term
from letopis.school.people.models import Guardianship, Person, Staff, Student
from letopis.school.timetable.models import Lesson, WeeklySlot
from letopis.school.workload.models import AssessmentWork
from tests import factories as make
from tests.documents.signatures.scene import signed_manifest

STRANGER = ""


@dataclass(frozen=True, slots=True)
class PageOf:
    """The page named `name` as `login` of the demo school sees it.

    `args` name attributes of landmarks(); `query` is added to the address; `role`: not the first one held, but this;
    `phone`: used on phones, checked there too; `status`: what the server answers.
    """

    name: str
    login: str
    args: tuple[str, ...] = ()
    query: str = ""
    role: str = ""
    phone: bool = False
    status: int = 200

    def __str__(self) -> str:
        return " ".join(filter(None, (self.login or "stranger", self.role, self.name, *self.args, self.query)))


ACCOUNT = (
    PageOf("account_login", STRANGER, phone=True),
    PageOf("account_inactive", STRANGER),
    PageOf("fingerprint", STRANGER, ("root",), phone=True, status=404),
    PageOf("styleguide", STRANGER),
    PageOf("account_settings", "student", phone=True),
    PageOf("account_logout", "student"),
    PageOf("account_change_password", "student", phone=True),
    PageOf("account_reauthenticate", "student"),
    PageOf("usersessions_list", "student"),
    PageOf("mfa_index", "student"),
    PageOf("mfa_activate_totp", "student"),
    PageOf("mfa_index", "director"),
    PageOf("mfa_deactivate_totp", "director"),
    PageOf("mfa_view_recovery_codes", "director"),
    PageOf("mfa_generate_recovery_codes", "director"),
    PageOf("mfa_reauthenticate", "director"),
    PageOf("start", "external"),
    PageOf("account_settings", "former"),
)
TEACHER = (
    PageOf("today", "teacher", phone=True),
    PageOf("today", "teacher", query="?day=2026-11-22"),
    PageOf("today", "teacher", query="?day=2026-11-20"),
    PageOf("journals", "teacher", phone=True),
    PageOf("journal", "teacher", ("course",), phone=True),
    PageOf("journal", "teacher", ("class_course",), role="tutor"),
    PageOf("journal_totals", "teacher", ("course",), phone=True),
    PageOf("lesson", "teacher", ("lesson",), phone=True),
    PageOf("lesson", "teacher", ("lesson_ahead",)),
    PageOf("my_class", "teacher", role="tutor", phone=True),
    PageOf("my_class_student", "teacher", ("student",), role="tutor", phone=True),
    PageOf("class_summary", "teacher", ("class_group",), role="tutor", phone=True),
    PageOf("class_conduct", "teacher", ("class_group",), role="tutor", phone=True),
    PageOf("course_conduct", "teacher", ("course",)),
    PageOf("my_class_subgroups", "teacher", ("class_group",), role="tutor"),
    PageOf("journal_forecast", "teacher", ("course",), phone=True),
    PageOf("class_forecast", "teacher", ("class_group",), role="tutor", phone=True),
    PageOf("class_hours", "teacher", ("class_group",), role="tutor", phone=True),
    PageOf("my_class_check", "teacher", ("class_group",), role="tutor", phone=True),
    PageOf("my_class_reports", "teacher", ("class_group",), role="tutor", phone=True),
    PageOf("my_class_attendance", "teacher", ("class_group",), role="tutor", phone=True),
    PageOf("my_class_totals", "teacher", ("class_group",), role="tutor", phone=True),
    PageOf("my_class_checks", "teacher", ("class_group",), role="tutor"),
    PageOf("my_class_note", "teacher", ("note",), role="tutor", phone=True),
    PageOf("building", "teacher", role="tutor", phone=True),
    PageOf("account_slips", "teacher", ("class_group",), role="tutor"),
    PageOf("account_consents", "teacher", ("class_group",), role="tutor", phone=True),
    PageOf("journal_mark", "teacher", ("mark",), phone=True),
    PageOf("journal_corrections", "teacher", phone=True),
    PageOf("owed", "teacher", phone=True),
    PageOf("phrases", "teacher", phone=True),
    PageOf("phrase_edit", "teacher", ("phrase",)),
    PageOf("my_class_owed", "teacher", ("class_group",), role="tutor", phone=True),
    PageOf("assessments", "teacher", phone=True),
    PageOf("assessments_new", "teacher", phone=True),
    PageOf("assessments_work", "teacher", ("work",), phone=True),
    PageOf("unsent", "teacher", phone=True),
    PageOf("unsent", "former"),
    PageOf("plans", "teacher", phone=True),
    PageOf("plan", "teacher", ("plan",)),
    PageOf("plan", "teacher", ("plan",), query="?add=1"),
    PageOf("plan_load", "teacher", ("course",)),
    PageOf("diary", "teacher", ("student",), role="tutor"),
)
READERS = (
    PageOf("journals", "deputy"),
    PageOf("journal", "deputy", ("course",)),
    PageOf("lesson", "deputy", ("lesson",)),
    PageOf("plans", "deputy"),
    PageOf("plan", "deputy", ("plan",)),
    PageOf("diary", "deputy", ("student",)),
    PageOf("journal_corrections", "deputy"),
    PageOf("assessments", "deputy"),
    PageOf("assessments_propose", "deputy"),
    PageOf("print_list", "deputy", phone=True),
    PageOf("print_class", "deputy", ("class_group",), phone=True),
    PageOf("print_signed", "deputy", phone=True),
    PageOf("print_signed_document", "deputy", ("document",), phone=True),
    PageOf("attendance", "deputy", phone=True),
    PageOf("building", "deputy"),
    PageOf("my_class_attendance", "deputy", ("class_group",)),
    PageOf("office_period", "deputy", ("term",)),
    PageOf("office_archive", "deputy", phone=True),
    PageOf("office_archive_case", "deputy", ("class_group",), phone=True),
    PageOf("office_archive_step", "deputy", ("step",), phone=True),
    PageOf("office_archive_keeping", "deputy", phone=True),
    PageOf("office_archive_new", "deputy"),
    PageOf("office_archive_term", "deputy", ("term_key",)),
    PageOf("office_archive_destruction_new", "deputy"),
    PageOf("office_archive_summaries", "deputy"),
    PageOf("office_class", "director", ("class_group",)),
    PageOf("office_councils", "deputy", phone=True),
    PageOf("office_council_new", "deputy"),
    PageOf("office_council", "deputy", ("council",), phone=True),
    PageOf("office_council_readers", "deputy", ("council",)),
    PageOf("office_council_proposal", "deputy", ("proposal",)),
    PageOf("office_debts", "deputy", phone=True),
    PageOf("office_debt", "deputy", ("debt",)),
    PageOf("office_debt_new", "deputy", ("student",), phone=True),
    PageOf("office_student", "director", ("student",)),
    PageOf("office_timetable", "director"),
    PageOf("today", "deputy", status=404),
)
FAMILY = (
    *(
        PageOf(name, "parent", phone=True)
        for name in ("diary", "diary_marks", "diary_timetable", "diary_absences", "diary_works")
    ),
    PageOf("diary_forecast", "parent", phone=True),
    PageOf("diary_decisions", "parent", phone=True),
    PageOf("diary_record", "parent", phone=True),
    PageOf("diary", "parent", ("second_child",)),
    PageOf("diary", "parent", query="?week=2026-11-01"),
    PageOf("diary_marks", "parent", query="?period=year"),
    PageOf("diary", "student"),
    PageOf("journals", "parent", status=404),
)
OFFICE = (
    PageOf("office", "operator"),
    PageOf("office_people", "operator"),
    PageOf("office_positions", "operator"),
    PageOf("office_position", "operator", query="?called=Методист"),
    PageOf("office_person", "operator", ("person",)),
    PageOf("office_person_guardian", "operator", ("guardian",)),
    PageOf("office_person_staff_new", "operator"),
    PageOf("office_person_staff", "operator", ("staff",)),
    PageOf("office_student_new", "operator"),
    PageOf("office_student", "operator", ("student",)),
    PageOf("office_student_edit", "operator", ("student",)),
    PageOf("office_student_guardian_new", "operator", ("student",)),
    PageOf("office_classes", "operator"),
    PageOf("office_class_new", "operator"),
    PageOf("office_class", "operator", ("class_group",)),
    PageOf("office_period", "operator", ("term",), phone=True),
    PageOf("office_period_class", "operator", ("term", "class_group"), phone=True),
    PageOf("office_consents", "operator"),
    PageOf("office_class_edit", "operator", ("class_group",)),
    PageOf("office_class_subgroups", "operator", ("class_group",)),
    PageOf("office_curriculum", "operator"),
    PageOf("office_curriculum_subjects", "operator"),
    PageOf("office_curriculum_subject", "operator", ("subject",)),
    PageOf("office_load", "operator"),
    PageOf("office_load_new", "operator"),
    PageOf("office_course", "operator", ("course",)),
    PageOf("office_accounts", "operator"),
    PageOf("office_accounts", "operator", query="?search=zzz"),
    PageOf("office_account", "operator", ("person",)),
    PageOf("office_rights", "operator"),
    PageOf("office_import", "operator"),
    PageOf("office_settings", "operator"),
    PageOf("office_settings_school", "operator"),
    PageOf("office_settings_log", "operator"),
    PageOf("office_witness_new", "operator"),
    PageOf("office_watched_new", "operator"),
    PageOf("office_backups", "operator"),
    PageOf("office_backups", "director", phone=True),
    PageOf("office_signatures", "operator"),
    PageOf("office_signatures", "director", phone=True),
    PageOf("office_carriers", "operator", phone=True),
    PageOf("office_carriers", "director"),
    PageOf("office_carrier", "operator", ("carrier",)),
    PageOf("office_carrier_new", "operator", phone=True),
    PageOf("office_carrier_edit", "operator", ("carrier",)),
    PageOf("office_carrier_build", "operator"),
    PageOf("office_carrier_package", "operator", ("package",), phone=True),
    PageOf("office_carrier_record", "operator", ("package", "spare_carrier")),
    PageOf("office_carrier_check_record", "operator", ("copy",), phone=True),
    PageOf("office_carrier_copy_destroyed", "operator", ("copy",), phone=True),
    PageOf("office_calendar", "operator"),
    PageOf("office_calendar_new", "operator"),
    PageOf("office_calendar_year", "operator"),
    PageOf("office_calendar_vacations", "operator"),
    PageOf("office_calendar_terms", "operator", ("term_kind",)),
    PageOf("office_calendar_day", "operator", ("day",)),
    PageOf("office_bells", "operator"),
    PageOf("office_bells_new", "operator"),
    PageOf("office_bells_edit", "operator", ("bells",)),
    PageOf("office_rooms", "operator"),
    PageOf("office_rooms_new", "operator"),
    PageOf("office_rooms_edit", "operator", ("room",)),
    PageOf("office_timetable", "dispatcher"),
    PageOf("office_timetable_grid", "dispatcher"),
    PageOf("office_timetable_lessons", "dispatcher"),
    PageOf("office_timetable_lesson", "dispatcher", ("lesson_ahead",)),
    PageOf("office_timetable_slot_new", "dispatcher", query="?class={class_group}&weekday=1&number=8"),
    PageOf("office_timetable_slot", "dispatcher", ("slot",)),
    PageOf("office_work_kinds", "operator"),
    PageOf("office_work_kinds_new", "operator"),
    PageOf("office_work_kinds_edit", "operator", ("work_kind",)),
    PageOf("office_norms", "operator"),
    PageOf("office_norms_edit", "operator", ("norm",)),
    PageOf("find", "operator"),
    PageOf("office_row", "operator", ("book", "room")),
    PageOf("office_load_left", "operator"),
    PageOf("office_load_hand_over", "operator", ("staff",)),
    PageOf("office_orders", "operator"),
    PageOf("office_order_new", "operator"),
    PageOf("office_order", "operator", ("order",)),
    PageOf("office_reports", "operator"),
    PageOf("office_years", "operator"),
    PageOf("office_years_next", "operator"),
    PageOf("office_year_opening", "deputy"),
    PageOf("office_year_closing", "deputy"),
    PageOf("office_year_promotion", "operator"),
)
PAGES = {"account": ACCOUNT, "teacher": TEACHER, "readers": READERS, "family": FAMILY, "office": OFFICE}

_FORM = "takes a form and goes on to a page of the list"
_DATA = "answers a script, has no page"
_FILE = "a file to be saved"
_CLOSED = "answers 404: a school's accounts are issued on paper"
_STEPS = "comes in the middle of something: test_steps walks there"
_NAMED = "is of a witness, whom the showroom does not name: nobody is asked from there (tests/web/office/witnesses)"
_MADE = "is of what people make first: the browser tests of orders, councils, reports, slips and loads look at it"
LEFT_OUT: dict[str, str] = {
    **dict.fromkeys(("health", "robots", "service_worker"), "is for machines"),
    **dict.fromkeys(("account_role", "account_theme", "account_compromised"), _FORM),
    **dict.fromkeys(
        (
            "account_signup",
            "account_email",
            "account_email_verification_sent",
            "account_confirm_email",
            "account_set_password",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
            "account_reset_password_from_key_done",
            "account_confirm_login_code",
        ),
        _CLOSED,
    ),
    "my_class_page": "the page my_class at an address of its own",
    "office_student_history": "leads to office_row",
    "office_periods": "leads to office_period",
    **dict.fromkeys(("mfa_authenticate", "office_import_run", "office_import_sheet", "office_carrier_run"), _STEPS),
    **dict.fromkeys(("office_rights_save", "office_rights_defaults"), _FORM),
    **dict.fromkeys(
        (
            "lesson_data",
            "lesson_load",
            "journal_topics",
            *("journal_phrases", "journal_totals_data"),
            "journal_advice",
            *("journal_operations", "journal_requests"),
            "journal_grid",
            "journal_changes",
            "journal_story",
            *("witness_add", "witness_checkpoint"),
            "homework_files",
            "homework_file_remove",
            "office_import_progress",
            "print_progress",
            "office_carrier_progress",
        ),
        _DATA,
    ),
    **dict.fromkeys(
        (
            "account_slips_pdf",
            "journal_mark_proof",
            "diary_record_proof",
            "homework_file",
            "absence_file",
            "mfa_download_recovery_codes",
            "office_import_questions",
            "office_import_profile",
            "office_settings_checkpoint",
            "office_settings_stamp",
            "office_carrier_file",
            "office_council_protocol",
            "diary_marks_sheet",
            "diary_absences_sheet",
            "journal_pdf",
            *("office_archive_act", "office_archive_destruction_act"),
            *(f"print_{what}" for what in ("volume", "summary", "week", "file", "signed_file", "signed_signature")),
        ),
        _FILE,
    ),
    **dict.fromkeys(
        (
            *(f"plan_{verb}" for verb in ("head", "copy", "add", "lesson", "move", "remove", "save", "new", "answers")),
            *(f"office_student_{verb}" for verb in ("move", "guardian", "guardian_end")),
            *(f"office_class_{verb}" for verb in ("tutor", "enrol")),
            *(f"office_account_{verb}" for verb in ("sign_out", "compromised", "unlock", "factor", "end_role")),
            *(
                f"office_import_{verb}"
                for verb in ("start", "answers", "meanings", "profile_take", "reset", "write", "discard")
            ),
            "office_accounts_issue",
            "office_curriculum_save",
            "office_course_teacher",
            "office_calendar_federal",
            "office_bells_remove",
            "office_rooms_remove",
            "office_timetable_slot_end",
            "office_work_kinds_default",
            *(f"office_account_{verb}" for verb in ("block", "unblock")),
            *(f"office_order_{verb}" for verb in ("sign", "cancel", "delete")),
            *(f"office_row_{verb}" for verb in ("remove", "undo")),
            *(f"office_student_{verb}" for verb in ("consent", "consent_end")),
            *(f"office_period_{verb}" for verb in ("close", "reopen")),
            *(f"office_archive_{verb}" for verb in ("return", "summaries_return", "hold", "lift", "take_out")),
            *(f"office_archive_destruction_{verb}" for verb in ("sign", "withdraw", "do")),
            *(
                f"office_carrier_{verb}"
                for verb in ("package_check", "verify", "sign", "copy_check", "write", "restore", "stop")
            ),
            *("office_carriers_check", "office_carrier_retire", "office_carrier_withdraw"),
            *("office_backup_make", "office_backup_rehearse", "office_settings_verify"),
            *("office_witness_ask", "office_witness_mail", "office_witness_end", "office_watched_end"),
            *(f"office_council_{verb}" for verb in ("remark", "withdraw", "paper", "propose", "begin")),
            *(f"office_council_{verb}" for verb in ("unanimous", "finish", "orders", "sign")),
            "journal_mark_proof_sign",
            *("office_debt_retake", "office_debt_result", "office_debt_remove", "diary_decision_read"),
            *(f"journal_{what}" for what in ("correction", "entry", "opening")),
            *(f"assessments_{verb}" for verb in ("publish", "remove")),
            *(f"office_year_{verb}" for verb in ("close", "reopen", "sign", "step", "withdraw")),
            *(f"print_{verb}" for verb in ("school", "stop", "resume", "run_sign", "class_sign")),
            *(f"print_signed_{verb}" for verb in ("add", "sign", "take")),
            *(f"office_signatures_{verb}" for verb in ("add", "own", "withdraw", "list")),
            "account_slips_away",
            *("phrase_remove", "class_conduct_ask"),
            "my_class_report_withdraw",
            *("class_hour", "class_hour_remove"),
            *(f"my_class_{what}" for what in ("note_new", "leave_new", "leave_remove")),
            *(f"diary_absence_{verb}" for verb in ("new", "withdraw")),
            "office_years_choose",
        ),
        _FORM,
    ),
    **dict.fromkeys(
        (
            "account_slips_kept",
            "office_import_undo",
            "office_order_edit",
            "office_report",
            "print_run",
        ),
        _MADE,
    ),
    **dict.fromkeys(("office_council_edit", "office_council_members", "office_council_meeting"), _MADE),
    **dict.fromkeys(("office_witness", "office_watched", "office_refusal"), _NAMED),
    **dict.fromkeys(("office_archive_kept", "office_archive_destruction"), _MADE),
}


def names_of_addresses() -> set[str]:
    """Return the names of all addresses the product answers to."""

    def walk(resolver: URLResolver) -> set[str]:
        found: set[str] = set()
        for one in resolver.url_patterns:
            if isinstance(one, URLPattern):
                found |= {one.name} if one.name else set()
            else:
                found |= walk(one)
        return found

    return walk(get_resolver())


def landmarks(built: Built) -> SimpleNamespace:
    """Return the keys of rows that the addresses of PAGES name: the showroom's class, its tutor's work, its family."""
    school = built.school
    tutor = person_of(built, "teacher").staff
    parent = person_of(built, "parent").guardian
    class_group = ClassGroup.objects.get(school=school, tutors__staff=tutor)
    own = Course.objects.filter(school=school, teachers__staff=tutor, plan__isnull=False).order_by("pk")
    course = next((one for one in own if Lesson.objects.filter(course=one, topic__gt="").exists()), own[0])
    lessons = Lesson.objects.filter(course=course).order_by("date", "number")
    children = Student.objects.filter(guardianships__guardian=parent)
    student = children.get(memberships__class_group=class_group)
    found = SimpleNamespace(
        class_group=class_group,
        course=course,
        class_course=Course.objects.filter(class_group=class_group).exclude(teachers__staff=tutor)[0],
        lesson=lessons.filter(date__lte=date(2026, 11, 23), topic__gt="").last(),
        lesson_ahead=lessons.filter(date__gt=date(2026, 11, 23))[0],
        plan=course.plan,
        student=student,
        second_child=children.exclude(pk=student.pk)[0],
        guardian=Guardianship.objects.filter(student=student)[0].guardian,
        person=student.person,
        staff=tutor,
        subject=course.subject,
        bells=BellSchedule.objects.filter(school=school)[0],
        room=Room.objects.filter(school=school)[0],
        slot=WeeklySlot.objects.filter(course=course)[0],
        work_kind=WorkKind.objects.filter(school=school)[0],
        mark=Mark.objects.filter(course=course).earliest("first_set_at"),
        term=Term.objects.get(scheme=class_group.scheme, number=1),
        homework=Homework.objects.filter(school=school)[0],
        order=Order.objects.filter(school=school)[0],
        phrase=CommentPhrase.objects.filter(staff=tutor)[0],
        work=AssessmentWork.objects.filter(school=school, course__teachers__staff=tutor)[0],
        note=AbsenceNote.objects.filter(school=school, student__memberships__class_group=class_group)[0],
        council=Council.objects.filter(school=school)[0],
        proposal=Proposal.objects.filter(school=school)[0],
        debt=AcademicDebt.objects.filter(school=school)[0],
    )
    found.document = SignedDocument.objects.filter(school=school).first() or signed_manifest(school)
    found.package, found.carrier, found.spare_carrier, found.copy = archived(class_group)
    keys = {name: row.pk for name, row in vars(found).items()}
    return SimpleNamespace(
        **keys,
        term_kind="quarter",
        day="2026-12-01",
        book="room",
        norm="days_between",
        root="0" * 64,
        step="checked",
        term_key="journal",
    )


def archived(class_group: ClassGroup) -> tuple[Package, Carrier, Carrier, Copy]:
    """A package of the class on a carrier that a person keeps, and a second one without it; made where they are not."""
    school = class_group.school
    package = Package.objects.filter(school=school).first() or make.make_package(class_group)
    carriers = list(Carrier.objects.filter(school=school)[:2])
    carriers += [make.make_carrier(school, f"Диск {number}") for number in range(len(carriers), 2)]
    copy = Copy.objects.filter(package=package).first() or make.make_copy(
        package, carriers[0], doomed_by="№ 5 от 01.02.2033"
    )
    return package, carriers[0], carriers[1], copy


def address_of(page: PageOf, marks: SimpleNamespace) -> str:
    """Return the address of a page of the list in the built school."""
    path = reverse(page.name, args=[getattr(marks, name) for name in page.args])
    return path + page.query.format(**vars(marks))


def person_of(built: Built, login: str) -> Person:
    """Return the person of the demo school behind a login."""
    return Person.objects.get(school=built.school, login__account__username=login)


def staff_of(built: Built, login: str) -> Staff:
    """Return the member of staff behind a login."""
    return person_of(built, login).staff
