"""Every right of the register where it is asked: with it the thing is done, without it not, whatever the role is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from letopis.documents.backup import jobs
from letopis.documents.backup.models import Kind
from letopis.documents.backup.queries import backup_page
from letopis.documents.carriers.actions import set_carrier
from letopis.documents.carriers.queries import board as archive_board
from letopis.documents.handover import queries as archive
from letopis.documents.handover.actions import Taking, take_step
from letopis.documents.handover.enums import Step
from letopis.documents.journal_paper.policy import class_to_print
from letopis.documents.keeping.actions import set_term
from letopis.documents.keeping.destroying import sign_act
from letopis.documents.school_import import runs
from letopis.documents.signatures.actions import name_signer
from letopis.documents.signatures.enums import KeyKind
from letopis.documents.signatures.queries import documents
from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.roles import ROLES_OF_PEOPLE, Role
from letopis.school.access import actions as access
from letopis.school.access.granting import change_rights
from letopis.school.access.protection import reset_second_factor
from letopis.school.access.queries import account_card
from letopis.school.access.register import RULES, Scope
from letopis.school.attendance.actions import NoteDraft, add_note, announce, record_leave
from letopis.school.attendance.queries.building import building
from letopis.school.attendance.queries.week import class_week
from letopis.school.classes.actions import (
    LineDraft,
    correct_student,
    create_class,
    create_subgroup,
    draft_order,
    record_consents,
    sign_order,
)
from letopis.school.classes.logins import class_logins
from letopis.school.classes.queries import class_page, find, student_card, student_rows
from letopis.school.control.periods import board
from letopis.school.control.readiness import readiness
from letopis.school.councils import actions as councils
from letopis.school.councils.actions.meetings import Head
from letopis.school.councils.models import Proposal
from letopis.school.councils.queries import council_rows
from letopis.school.curriculum import actions as curriculum
from letopis.school.curriculum.queries import course_plans, curriculum_matrix
from letopis.school.diary.children import open_diary
from letopis.school.history.acts import ActDraft, Which
from letopis.school.history.destruction import destroy_entries
from letopis.school.history.ledger import record
from letopis.school.journal.queries.pages import page_of
from letopis.school.lessons import policy as lessons
from letopis.school.marks.actions.kinds import KindDraft, add_work_kind
from letopis.school.marks.queries.kinds import work_kinds
from letopis.school.organisation import actions as organisation
from letopis.school.organisation import queries as school
from letopis.school.organisation.models import Term
from letopis.school.people import actions as people
from letopis.school.people.intake import PersonDraft
from letopis.school.people.queries import staff_card, staff_rows
from letopis.school.periods.actions import close_term
from letopis.school.timetable.queries import choices, grid
from letopis.school.tutoring.actions import report_movement
from letopis.school.witnessing.actions import settle_refusal
from letopis.school.workload.actions.norms import set_norm
from letopis.school.workload.actions.works import WorkDraft, add_works
from letopis.school.workload.enums import WorkLevel
from letopis.school.workload.queries import half_of, schedule
from letopis.school.years.actions import close_year, sign_off
from letopis.school.years.enums import Phase
from tests import factories as make
from tests.documents.signatures.scene import issue
from tests.factories import TODAY, YEAR_END
from tests.school.journal.scene import Scene, mark, one, scene

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("ACC-02", "ACC-03")]
DENIED = {"forbidden", "window", "read_only", "not_found"}


@dataclass
class World:
    """A class with its course, teacher and tutor; a child with a guardian, and a person of each kind besides."""

    s: Scene
    guardian: Any
    plan: Any
    other: Any

    @property
    def course(self) -> Any:
        return self.s.course

    @property
    def child(self) -> Any:
        return self.s.student

    @property
    def group(self) -> Any:
        return self.s.class_group

    @property
    def term(self) -> Term:
        return Term.objects.get(scheme__classes=self.s.class_group, number=2)


@pytest.fixture
def world() -> World:
    s = scene(2)
    s.student.health_group = "II"
    s.student.save()
    s.student.person.phone = "79370000001"
    s.student.person.birth_date = date(2008, 1, 1)  # of age: explains the own absences
    s.student.person.save()
    other = make.make_staff(s.school)
    other.person.phone = "79370000002"
    other.person.save()
    return World(s, make.make_guardian(s.student), make.make_plan(s.course), other)


def anna() -> PersonDraft:
    return PersonDraft(surname="Рябова", name="Анна", patronymic="Игоревна")


def reset(w: World, actor: Actor) -> bool:
    """Without a second factor the refusal says so: it comes after the right has been asked."""
    make.account_of(w.guardian.person)
    try:
        reset_second_factor(actor, person_id=w.guardian.person_id, reason="утерян")
    except Refused as refused:
        if refused.code != "no_factor":
            raise
    return True


def sign(w: World, actor: Actor) -> Any:
    """A draft of the office's, signed."""
    lines = [LineDraft(w.child.pk)]
    order = draft_order(Actor.system(w.s.school.pk), kind="expel", lines=lines, number="1", effective_on=YEAR_END)
    return sign_order(actor, order_id=order.pk, version=0)


def consent(w: World, actor: Actor) -> Any:
    """A paper of a child whose consent has no day yet."""
    return record_consents(actor, class_id=w.group.pk, given_on=TODAY, signed={w.child.pk: None})


def destroy(w: World, actor: Actor) -> Any:
    """An act over one entry of the ledger."""
    entry = record(Actor.system(w.s.school.pk), w.group, "update")
    act = ActDraft(
        "1", TODAY, "Дело № 1", "Отметки", "Отзыв согласия", "Комарова Е. Л.", "завуч", "Тихонов П. А.", "врач"
    )
    return destroy_entries(actor, act=act, which=Which(entries=(entry.pk,)), expected=1)


def corrected(w: World, actor: Actor) -> bool:
    """A mark whose window is over, in the name of who corrects it."""
    old = make.moment_on(TODAY - timedelta(days=15))
    put = make.make_mark(w.s.work, w.child, "4", set_at=old, first_set_at=old)
    told = one(actor, mark(w.s.work, w.child, "5", base=put.version, reason="Ошибка"))
    if told["status"] == "refused":
        raise Refused(told["message"], code=told["code"])
    return True


def council(w: World) -> Any:
    """A proposal of a council of the office's about the child."""
    head = Head(kind="small", about="year", date=TODAY)
    row = councils.prepare_council(Actor.system(w.s.school.pk), year_id=w.group.year_id, head=head)
    columns = {"school": w.s.school, "student": w.child, "class_group": w.group}
    return Proposal.objects.create(council=row, kind="promote", proposed="promote", **columns)


def said(w: World, actor: Actor) -> Any:
    """A word on a proposal about the child."""
    return councils.discuss(actor, proposal_id=council(w).pk, text="Справится")


def debt(w: World, actor: Actor) -> Any:
    """A debt of the child's, brought along from elsewhere."""
    draft = councils.DebtDraft(w.course.subject_id, w.group.year_id, None, "2", TODAY, YEAR_END)
    return councils.note_debt(actor, student_id=w.child.pk, draft=draft)


def planned(w: World, actor: Actor, level: WorkLevel) -> Any:
    draft = WorkDraft(date=TODAY, level=level, reason="Иначе никак")
    return add_works(actor, year=w.group.year, course_ids=[w.course.pk], draft=draft)


def settles(w: World, actor: Actor) -> Any:
    """A log that the school watches has shown another history."""
    return settle_refusal(actor, make.make_refusal(w.s.school).pk, reason="Вернули из копии")


def begins_a_copy(w: World, a: Actor) -> bool:
    """Nobody has said where copies go: who may make them hears that."""
    try:
        jobs.begin_asked(a, Kind.BACKUP)
    except Refused as refused:
        return refused.code == "no_place"
    return True


def checked(w: World, actor: Actor) -> Any:
    """A journal checked in the middle of the year, for a reason."""
    taking = Taking(remark="Проверка комиссией", even_so=True)
    return take_step(actor, year_id=w.group.year_id, step=Step.CHECKED, based_on={w.group.pk: 0}, taking=taking)


def names_a_signer(w: World, a: Actor) -> Any:
    """The certificate of the other, who is the director."""
    make.make_account(w.other.person, Role.DIRECTOR)
    content = issue(w.other.person.full_name).pem
    return name_signer(a, staff_id=w.other.pk, role=Role.DIRECTOR, key_kind=KeyKind.FILE, content=content)


def signed(w: World, actor: Actor) -> Any:
    """An act on the destruction of an old case, signed by somebody of the staff."""
    act = make.make_destruction(make.make_archive_case(w.s.school))
    return sign_act(replace(actor, person_id=w.other.person_id), act_id=act.pk, position="секретарь")


ASK: dict[Right, Callable[[World, Actor], Any]] = {
    Right.READ_CALENDAR: lambda w, a: school.school_of(a),
    Right.READ_SCHOOL: lambda w, a: school.settings_page(a),
    Right.KEEP_SCHOOL: lambda w, a: organisation.set_room(a, number="999"),
    Right.SET_SCHOOL: lambda w, a: organisation.change_settings(a, values={"late_minutes": 7}),
    Right.READ_OVERVIEW: lambda w, a: readiness(a),
    Right.SIGN_YEAR: lambda w, a: sign_off(a, year_id=w.group.year_id, phase=Phase.OPENING, even_if_open=True),
    Right.CLOSE_YEAR: lambda w, a: close_year(a, year_id=w.group.year_id, even_if_open=True),
    Right.LOAD_BASE: lambda w, a: runs.require(a) or True,
    Right.READ_ACCOUNTS: lambda w, a: account_card(a, w.child.person_id),
    Right.ISSUE_SLIPS: lambda w, a: access.issue_slips(a, person_ids=[w.guardian.person_id]),
    Right.RESET_FACTORS: reset,
    Right.APPOINT: lambda w, a: access.appoint(
        a, person_id=w.other.person_id, role=Role.METHODOLOGIST, starts_on=TODAY
    ),
    Right.SET_RIGHTS: lambda w, a: change_rights(a, wanted={(Right.READ_PRIVATE, Role.DISPATCHER): True}, based_on=""),
    Right.READ_STUDENTS: lambda w, a: student_rows(a),
    Right.READ_PRIVATE: lambda w, a: list(find(a, "9370000001").rows),
    Right.READ_HEALTH: lambda w, a: student_card(a, w.child.pk).sees_health,
    Right.KEEP_STUDENTS: lambda w, a: people.create_student(a, person=anna()),
    Right.KEEP_CLASSES: lambda w, a: create_class(
        a, year_id=w.group.year_id, scheme_id=w.group.scheme_id, name="9Г", grade=9
    ),
    Right.SIGN_ORDERS: sign,
    Right.DIVIDE_CLASSES: lambda w, a: create_subgroup(a, class_id=w.group.pk, division="Труд", name="1"),
    Right.READ_OWN_CLASS: lambda w, a: class_page(a, w.group.pk),
    Right.READ_OWN_PRIVATE: lambda w, a: student_card(a, w.child.pk).student.person.phone,
    Right.READ_OWN_HEALTH: lambda w, a: student_card(a, w.child.pk).student.health_group,
    Right.CORRECT_OWN_CONTACTS: lambda w, a: correct_student(
        a, student_id=w.child.pk, phone="79370000003", email="", address=""
    ),
    Right.REPORT_OWN_CLASS: lambda w, a: report_movement(
        a, class_id=w.group.pk, kind="arrival", full_name="Новый Пётр", day=TODAY, note=""
    ),
    Right.DIVIDE_OWN_CLASS: lambda w, a: create_subgroup(a, class_id=w.group.pk, division="Труд", name="1"),
    Right.ISSUE_OWN_SLIPS: lambda w, a: (
        class_logins(a, w.group.pk).rows and access.issue_slips(a, person_ids=[w.child.person_id])
    ),
    Right.CONSENT_OWN_CLASS: consent,
    Right.READ_STAFF: lambda w, a: staff_rows(a),
    Right.READ_STAFF_PRIVATE: lambda w, a: staff_card(a, w.other.pk).person.phone,
    Right.KEEP_STAFF: lambda w, a: people.create_staff(a, person=anna()),
    Right.READ_CURRICULUM: lambda w, a: curriculum_matrix(a, year_id=w.group.year_id),
    Right.KEEP_CURRICULUM: lambda w, a: curriculum.create_subject(a, name="Астрономия"),
    Right.READ_PLANS: lambda w, a: course_plans(a, year_id=w.group.year_id),
    Right.KEEP_PLANS: lambda w, a: curriculum.update_plan(a, plan_id=w.plan.pk, title="Новое", textbook=""),
    Right.KEEP_OWN_PLANS: lambda w, a: curriculum.update_plan(a, plan_id=w.plan.pk, title="Новое", textbook=""),
    Right.READ_TIMETABLE: lambda w, a: choices(a, w.group.year, "class"),
    Right.MAKE_TIMETABLE: lambda w, a: grid(a, w.group.year, "class", w.group.pk, TODAY),
    Right.READ_PAGES: lambda w, a: page_of(a, w.course.pk),
    Right.WRITE_PAGES: lambda w, a: page_of(a, w.course.pk).is_editable,
    Right.READ_OWN_PAGES: lambda w, a: page_of(a, w.course.pk),
    Right.WRITE_OWN_PAGES: lambda w, a: page_of(a, w.course.pk).is_editable,
    Right.READ_CLASS_PAGES: lambda w, a: page_of(a, w.course.pk),
    Right.WRITE_CLASS_PAGES: lambda w, a: page_of(a, w.course.pk).is_editable,
    Right.CORRECT_LATE: corrected,
    Right.READ_PERIODS: lambda w, a: board(a, w.term.pk),
    Right.CLOSE_PERIODS: lambda w, a: close_term(a, term_id=w.term.pk),
    Right.PRINT_JOURNALS: lambda w, a: class_to_print(a, w.group.pk),
    Right.PRINT_CLASS: lambda w, a: class_to_print(a, w.group.pk),
    Right.READ_UPKEEP: lambda w, a: backup_page(a),
    Right.KEEP_UPKEEP: begins_a_copy,
    Right.SIGN_DOCUMENTS: lambda w, a: documents(a) == [],
    Right.KEEP_SIGNERS: names_a_signer,
    Right.READ_CARRIERS: lambda w, a: archive_board(a),
    Right.KEEP_CARRIERS: lambda w, a: set_carrier(
        a, name="Диск", kind="offline", place="Сейф", since=TODAY, responsible_id=w.s.teacher.pk
    ),
    Right.READ_WORK_KINDS: lambda w, a: work_kinds(a),
    Right.KEEP_WORK_KINDS: lambda w, a: add_work_kind(
        a, draft=KindDraft(name="Проект", short_name="Пр", weight=Decimal(1))
    ),
    Right.READ_ATTENDANCE: lambda w, a: class_week(a, w.group.pk, TODAY),
    Right.READ_CLASS_ATTENDANCE: lambda w, a: class_week(a, w.group.pk, TODAY),
    Right.SETTLE_CLASS_ATTENDANCE: lambda w, a: add_note(
        a, class_id=w.group.pk, student_id=w.child.pk, draft=NoteDraft(code="Б", first_day=TODAY, last_day=TODAY)
    ),
    Right.RECORD_LEAVES: lambda w, a: record_leave(
        a, class_id=w.group.pk, student_id=w.child.pk, day=TODAY, left_at=time(12)
    ),
    Right.READ_BUILDING: lambda w, a: building(a),
    Right.EXPLAIN_ABSENCES: lambda w, a: announce(
        a, student_id=w.child.pk, draft=NoteDraft(code="Б", first_day=TODAY, last_day=TODAY)
    ),
    Right.READ_COUNCILS: lambda w, a: council(w) and council_rows(a, year_id=w.group.year_id),
    Right.KEEP_COUNCILS: lambda w, a: councils.prepare_council(
        a, year_id=w.group.year_id, head=Head(kind="small", about="year", date=TODAY)
    ),
    Right.KEEP_DEBTS: debt,
    Right.DISCUSS_CLASS: said,
    Right.DISCUSS_COURSES: said,
    Right.READ_WORKLOAD: lambda w, a: bool(schedule(a, w.s.school, w.group.year, half_of(w.group.year, 1)).pages),
    Right.KEEP_WORKLOAD: lambda w, a: planned(w, a, WorkLevel.FEDERAL),
    Right.PLAN_OWN_WORKS: lambda w, a: planned(w, a, WorkLevel.TEACHER),
    Right.SET_NORMS: lambda w, a: set_norm(a, key="share", value=12, is_on=True),
    Right.READ_DIARIES: lambda w, a: open_diary(a, w.child.pk),
    Right.READ_CLASS_DIARIES: lambda w, a: open_diary(a, w.child.pk),
    Right.READ_OWN_DIARY: lambda w, a: open_diary(a, w.child.pk),
    Right.READ_ARCHIVE: lambda w, a: archive.board(a, w.group.year),
    Right.CHECK_PROGRAMMES: lambda w, a: archive.waiting(a, w.group.year, Step.PROGRAMMES) == [],
    Right.CHECK_JOURNALS: checked,
    Right.ACCEPT_JOURNALS: lambda w, a: archive.waiting(a, w.group.year, Step.ACCEPTED) == [],
    Right.RECORD_PRINTS: lambda w, a: archive.waiting(a, w.group.year, Step.PRINTED) == [],
    Right.CERTIFY_JOURNALS: lambda w, a: archive.waiting(a, w.group.year, Step.CERTIFIED) == [],
    Right.HAND_OVER_JOURNALS: lambda w, a: archive.waiting(a, w.group.year, Step.HANDED) == [],
    Right.SETTLE_REFUSALS: settles,
    Right.KEEP_ARCHIVE: lambda w, a: set_term(a, key="journal", years=6),
    Right.CONFIRM_DESTRUCTION: signed,
    Right.DESTROY_ENTRIES: destroy,
}
OF_THE_SCHOOL = [right for right, rule in RULES.items() if rule.scope is Scope.SCHOOL]
OWN = [right for right, rule in RULES.items() if rule.scope is not Scope.SCHOOL]


def may(world: World, right: Right, actor: Actor) -> bool:
    """Whether it is done; nothing of it stays."""
    try:
        with transaction.atomic():
            done = ASK[right](world, actor)
            found = done not in (None, False, "", [])
            transaction.set_rollback(True)
    except NotVisible:
        return False
    except Refused as refused:
        if refused.code not in DENIED:
            raise
        return False
    return found


def needed(right: Right) -> set[Right]:
    """The right with all it needs."""
    return {right}.union(*(needed(need) for need in RULES[right].needs))


def test_every_right_is_asked_somewhere() -> None:
    assert set(ASK) == set(Right)


@pytest.mark.parametrize("right", OF_THE_SCHOOL)
def test_who_has_a_right_over_the_school_by_the_register(world: World, right: Right) -> None:
    allowed = {role for role in ROLES_OF_PEOPLE if may(world, right, make.nobody(world.s.school, role))}
    assert allowed == RULES[right].roles


@pytest.mark.parametrize("right", OF_THE_SCHOOL)
def test_a_right_given_to_whomever_works_and_one_taken_does_not(world: World, right: Right) -> None:
    someone = replace(make.nobody(world.s.school, Role.EXTERNAL), rights=frozenset(needed(right)))

    assert may(world, right, someone)
    assert not may(world, right, replace(someone, rights=frozenset(needed(right) - {right})))
    assert not may(world, right, replace(make.nobody(world.s.school, Role.OPERATOR), rights=frozenset()))


def owner(world: World, right: Right, role: Role) -> Actor:
    """Whose own it is, working in `role`."""
    scope = RULES[right].scope
    if scope is Scope.OWN_RECORD:
        return make.actor_of(world.child if role == Role.STUDENT else world.guardian, role)
    return make.actor_of(world.s.tutor if scope is Scope.OWN_CLASS else world.s.teacher, role)


def stranger(world: World, right: Right, role: Role) -> Actor:
    """Somebody of the same role with a class, a course or a child of their own."""
    if RULES[right].scope is Scope.OWN_RECORD:
        another = world.s.students[1]
        return make.actor_of(another if role == Role.STUDENT else make.make_guardian(another), role)
    staff = make.make_staff(world.s.school)
    make.make_course(make.make_class(world.s.school, "8Б", tutor=staff), teacher=staff)
    return make.actor_of(staff, role)


@pytest.mark.parametrize("right", OWN)
def test_a_right_to_ones_own_reaches_to_what_is_ones_own_and_can_be_taken(world: World, right: Right) -> None:
    rule = RULES[right]
    for role in rule.roles:
        mine = owner(world, right, role)
        assert may(world, right, mine), role
        assert not may(world, right, replace(mine, rights=mine.rights - {right})), role
        assert not may(world, right, stranger(world, right, role)), role


@pytest.mark.parametrize("right", [right for right in OWN if RULES[right].scope is not Scope.OWN_RECORD])
def test_whoever_sees_the_whole_school_too_does_more_with_the_own_only(world: World, right: Right) -> None:
    """A teacher who was given the lists, the plans and the pages of all still changes what is the own."""
    wide = {Right.READ_STUDENTS, Right.READ_PLANS, Right.READ_PAGES, Right.READ_DIARIES}
    reads = right in {Right.READ_OWN_CLASS, Right.READ_OWN_PAGES, Right.READ_CLASS_PAGES, Right.READ_CLASS_DIARIES}
    other = stranger(world, right, Role.TEACHER)

    assert may(world, right, replace(other, rights=other.rights | wide)) is reads
    mine = owner(world, right, Role.TEACHER)
    assert may(world, right, replace(mine, rights=mine.rights | wide))


@pytest.mark.parametrize("role", [Role.TEACHER, Role.TUTOR])
def test_the_policy_of_pages_answers_for_one_page_as_for_all(world: World, role: Role) -> None:
    for card, right in ((world.s.teacher, Right.WRITE_OWN_PAGES), (world.s.tutor, Right.WRITE_CLASS_PAGES)):
        mine = make.actor_of(card, role)
        assert lessons.may(mine, right, world.course)
        assert not lessons.may(replace(mine, rights=frozenset()), right, world.course)
    assert not lessons.may(stranger(world, Right.WRITE_OWN_PAGES, role), Right.WRITE_OWN_PAGES, world.course)
    assert lessons.may(Actor.system(world.s.school.pk), Right.WRITE_OWN_PAGES, world.course)
