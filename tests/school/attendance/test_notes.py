"""Notes: announced, confirmed and frozen, declined, taken back; what they cover; early leaving."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.attendance.actions import (
    NoteDraft,
    add_note,
    announce,
    confirm_note,
    decline_note,
    record_leave,
    remove_leave,
    settle_week,
    take_back_note,
    withdraw_note,
)
from letopis.school.attendance.actions.notes import ReadyFile
from letopis.school.attendance.enums import NoteState
from letopis.school.attendance.models import AbsenceNote, EarlyLeave
from letopis.school.attendance.presence import Presence
from letopis.school.attendance.queries.building import building
from letopis.school.attendance.queries.checks import class_checks
from letopis.school.attendance.queries.notes import note_file
from letopis.school.attendance.queries.totals import class_totals
from letopis.school.attendance.queries.unexplained import class_tasks
from letopis.school.attendance.queries.week import class_week
from letopis.school.diary.absences import absences_page
from letopis.school.history.models import Entry
from letopis.school.marks.actions.absences import Reason
from letopis.school.marks.models import Absence
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay, Term
from tests import factories as make
from tests.factories import TODAY
from tests.school.journal.scene import TURN, Scene, absence, apply, one, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-07")]
DAY = timedelta(days=1)


def draft(first: date = TODAY, last: date | None = None, code: str = "Б", **more) -> NoteDraft:
    return NoteDraft(code=code, first_day=first, last_day=last or first, **more)


@pytest.fixture
def s() -> Scene:
    return scene()


@pytest.fixture
def tutor(s: Scene):
    return make.actor_of(s.tutor, Role.TUTOR)


@pytest.fixture
def mother(s: Scene):
    return make.actor_of(make.make_guardian(s.student), Role.GUARDIAN)


def codes(s: Scene) -> list[str]:
    rows = Absence.objects.filter(student=s.student).order_by("lesson__date", "lesson__number")
    return list(rows.values_list("code", flat=True))


def refused(action, *args, **more) -> str:
    with pytest.raises(Refused) as found:
        action(*args, **more)
    return found.value.code


def test_a_sick_note_covers_its_lessons_over_a_holiday_and_those_marked_later(s: Scene, tutor) -> None:
    """From 3 to 10 November: 4 November is a holiday, a weekend lies within; what is marked Н becomes Б."""
    days = [date(2026, 11, day) for day in (2, 3, 5, 6, 9, 10, 11)]
    lessons = [make.make_lesson(s.course, day, 1) for day in days]
    make.make_lesson(s.course, date(2026, 11, 4), 1, is_cancelled=True)
    CalendarDay.objects.create(
        school=s.school, year=s.course.year, date=date(2026, 11, 4), kind=DayKind.HOLIDAY, name="День единства"
    )
    for lesson in (*lessons[:3], lessons[6]):
        make.make_absence(lesson, s.student)
    late = make.make_absence(lessons[4], s.student, "ОП", minutes=5)

    note = draft(date(2026, 11, 3), date(2026, 11, 10), kind="certificate")
    found = add_note(tutor, class_id=s.class_group.pk, student_id=s.student.pk, draft=note)
    later = one(s.actor, absence(lessons[3], s.student, "Н"))

    assert later["absence"][2] == "Б", "marked absent afterwards: the reason is there at once"
    assert codes(s) == ["Н", "Б", "Б", "Б", "ОП", "Н"]
    late.refresh_from_db()
    assert late.version == 1, "who came late was there"
    assert (found.coverage.lessons, found.coverage.days, found.settled.written) == (5, 5, 2)
    assert found.coverage.free == (
        (date(2026, 11, 4), "День единства"),
        (date(2026, 11, 7), ""),
        (date(2026, 11, 8), ""),
    )
    entry = Entry.objects.filter(kind="journal.absence").order_by("pk").first()
    assert (entry.role, entry.reason, entry.before["code"], entry.after["code"]) == (
        Role.TUTOR,
        "Медицинская справка",
        "Н",
        "Б",
    )


def test_announced_is_seen_confirmed_is_frozen_and_taken_back_with_a_reason(s: Scene, tutor, mother) -> None:
    put = one(s.actor, absence(s.lesson, s.student))
    note = announce(mother, student_id=s.student.pk, draft=draft(TODAY, TODAY + 2 * DAY, "УП", text="к врачу"))
    assert codes(s) == ["Н"], "a word of the family settles nothing yet"
    assert [(one.unexplained, one.waiting) for one in class_tasks(tutor)] == [(1, 1)]

    confirm_note(tutor, note_id=note.pk, code="Б")
    assert codes(s) == ["Б"]
    assert [(one.unexplained, one.waiting) for one in class_tasks(tutor)] == [(0, 0)]
    version = put["version"] + 1
    away, again, presumed = apply(
        s.actor,
        absence(s.lesson, s.student, "", base=version),
        absence(s.lesson, s.student, "НП", base=version),
        absence(s.lesson, s.students[1], "Н"),
    )
    assert (away["status"], away["code"]) == ("refused", "frozen")
    assert "Причина подтверждена: заявление родителей с 23.11.2026 по 25.11.2026" in away["message"]
    assert "классный руководитель" in away["message"]
    assert again["absence"][2] == "Б"
    assert presumed["absence"][2] == "Н", "another's note is another's"
    assert refused(confirm_note, tutor, note_id=note.pk) == "answered"
    assert refused(withdraw_note, mother, note_id=note.pk) == "answered"
    frozen = Reason(s.lesson.pk, s.student.pk, "УП", version)
    assert refused(settle_week, tutor, class_id=s.class_group.pk, reasons=[frozen]) == "refused"

    assert refused(take_back_note, tutor, note_id=note.pk, reason=" ") == "words"
    take_back_note(tutor, note_id=note.pk, reason="Справка на другого")
    note.refresh_from_db()
    assert (codes(s), note.state, note.answer) == (["Н"], NoteState.ANNOUNCED, "Справка на другого")
    withdraw_note(mother, note_id=note.pk)
    actions = Entry.objects.filter(kind="attendance.absencenote").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        *("announce_absence", "confirm_absence", "take_back_absence", "withdraw_absence")
    ]


def test_what_is_taken_back_stays_explained_where_another_note_covers_it(s: Scene, tutor) -> None:
    make.make_absence(s.lesson, s.student)
    ill = add_note(tutor, class_id=s.class_group.pk, student_id=s.student.pk, draft=draft(code="Б"))
    add_note(tutor, class_id=s.class_group.pk, student_id=s.student.pk, draft=draft(TODAY - DAY, TODAY, "УП"))
    assert codes(s) == ["УП"], "the later word"
    take_back_note(tutor, note_id=ill.note.pk, reason="Ошибка")
    assert codes(s) == ["УП"]


def test_who_may_announce_and_who_may_answer(s: Scene, tutor, mother) -> None:
    """A guardian explains the own child's absences only, a student the own ones when of age (П3.7.1)."""
    other, minor = s.students[1], s.students[2]
    with pytest.raises(NotVisible):
        announce(mother, student_id=other.pk, draft=draft())
    note = announce(mother, student_id=s.student.pk, draft=draft())
    stranger = make.actor_of(make.make_guardian(other), Role.GUARDIAN)
    for actor, action, more in (
        (stranger, withdraw_note, {}),
        (s.actor, confirm_note, {}),
        (mother, confirm_note, {}),
        (make.actor_of(make.make_staff(s.school), Role.TUTOR), confirm_note, {}),
        (s.actor, decline_note, {"answer": "нет"}),
    ):
        with pytest.raises(NotVisible):
            action(actor, note_id=note.pk, **more)
    deputy = make.actor_of(make.make_staff(s.school), Role.DEPUTY)
    assert refused(confirm_note, deputy, note_id=note.pk) == "forbidden"

    minor.person.birth_date, other.person.birth_date = date(2008, 11, 24), date(2008, 11, 23)
    for student in (minor, other):
        student.person.save()
    with pytest.raises(NotVisible):
        announce(make.actor_of(minor, Role.STUDENT), student_id=minor.pk, draft=draft())
    assert announce(make.actor_of(other, Role.STUDENT), student_id=other.pk, draft=draft()).by_family

    assert refused(decline_note, tutor, note_id=note.pk, answer="") == "words"
    assert decline_note(tutor, note_id=note.pk, answer="Был на уроках").answer == "Был на уроках"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (draft(TODAY, TODAY - DAY), "order"),
        (draft(TODAY, TODAY + 70 * DAY), "ahead"),
        (draft(TODAY - 70 * DAY, TODAY), "long"),
        (draft(code="НП"), "code"),
        (draft(TODAY, TODAY + DAY, first_number=2), "numbers"),
        (draft(first_number=4, last_number=2), "numbers"),
        (draft(date(2026, 7, 1)), "not_member"),
        (draft(text="я" * 501), "too_long"),
        (draft(files=[ReadyFile("а.pdf", "pdf", ContentFile(b"%PDF-1"))] * 6), "too_many"),
    ],
)
def test_what_is_wrong_with_a_note_is_told_and_changes_nothing(s: Scene, mother, given: NoteDraft, code: str) -> None:
    found = refused(announce, mother, student_id=s.student.pk, draft=given)
    assert found == code or (code == "too_long" and found in {"long", "limit", "too_long"})
    assert not Entry.objects.filter(kind__startswith="attendance").exists()


def test_said_twice_is_said_once(s: Scene, mother) -> None:
    announce(mother, student_id=s.student.pk, draft=draft())
    assert refused(announce, mother, student_id=s.student.pk, draft=draft(code="УП")) == "twice"
    assert AbsenceNote.objects.count() == 1


def test_a_file_is_for_the_class_teacher_the_heads_and_the_family(s: Scene, tutor, mother, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = ReadyFile("Справка.pdf", "pdf", ContentFile(BytesIO(b"%PDF-1.4").getvalue()))
    note = announce(mother, student_id=s.student.pk, draft=draft(files=[file]))
    kept = note.files.get()
    assert (kept.name, kept.content_type) == ("Справка.pdf", "application/pdf")
    readers = (tutor, mother, *(make.actor_of(make.make_staff(s.school), one) for one in (Role.DEPUTY, Role.DIRECTOR)))
    for actor in readers:
        assert note_file(actor, kept.pk) == kept
    strangers = (
        s.actor,
        make.actor_of(make.make_guardian(s.students[1]), Role.GUARDIAN),
        *(make.actor_of(make.make_staff(s.school), one) for one in (Role.OPERATOR, Role.METHODOLOGIST, Role.TUTOR)),
    )
    for actor in strangers:
        with pytest.raises(NotVisible):
            note_file(actor, kept.pk)


def test_an_early_leaving_explains_the_lessons_after_it(s: Scene, tutor) -> None:
    fourth = make.make_lesson(s.course, TODAY, 4)
    sixth = make.make_lesson(s.course, TODAY, 6)
    make.make_absence(s.lesson, s.student)
    make.make_absence(fourth, s.student)
    leave = record_leave(
        tutor, class_id=s.class_group.pk, student_id=s.student.pk, day=TODAY, left_at=time(11, 20), taken_by="бабушка"
    )
    later = one(s.actor, absence(sixth, s.student, "Н"))
    assert later["absence"][2] == "УП"
    assert codes(s) == ["Н", "УП", "УП"], "the third lesson was before it"
    deputy = make.actor_of(make.make_staff(s.school), Role.DEPUTY)
    again = record_leave(
        deputy, class_id=s.class_group.pk, student_id=s.student.pk, day=TODAY, left_at=time(13, 10), code="Б"
    )
    assert (again.pk, EarlyLeave.objects.count()) == (leave.pk, 1)
    assert codes(s) == ["Н", "Н", "Б"], "the fourth is before the corrected hour: nothing explains it any more"
    remove_leave(tutor, leave_id=leave.pk)
    assert codes(s) == ["Н", "Н", "Н"]
    with pytest.raises(NotVisible):
        record_leave(s.actor, class_id=s.class_group.pk, student_id=s.student.pk, day=TODAY, left_at=time(9))
    args = {"class_id": s.class_group.pk, "student_id": s.student.pk, "left_at": time(9)}
    assert refused(record_leave, tutor, day=TODAY + DAY, **args) == "future"


def test_a_note_and_an_early_leaving_of_one_day_explain_one_another_s_absences(s: Scene, tutor) -> None:
    """What is taken back explains no more; what the other one confirms stays, and a note goes before a leaving."""
    sixth = make.make_lesson(s.course, TODAY, 6)
    make.make_absence(sixth, s.student)
    of_class, of_day = {"class_id": s.class_group.pk, "student_id": s.student.pk}, {"day": TODAY, "left_at": time(12)}
    leave = record_leave(tutor, **of_class, **of_day)
    note = add_note(tutor, **of_class, draft=draft(code="УП")).note
    remove_leave(tutor, leave_id=leave.pk)
    assert codes(s) == ["УП"], "the note confirms it still"
    record_leave(tutor, **of_class, **of_day)
    take_back_note(tutor, note_id=note.pk, reason="Ошибка")
    assert codes(s) == ["УП"], "the leaving confirms it still"
    confirm_note(tutor, note_id=note.pk, code="Б")
    record_leave(tutor, **of_class, **of_day, taken_by="бабушка")
    assert codes(s) == ["Б"], "a leaving does not change the reason that a note confirms"


def test_of_two_notes_the_one_confirmed_last_holds_whenever_the_absence_comes(s: Scene, tutor) -> None:
    make.make_absence(s.lesson, s.student)
    for code in ("Б", "УП"):
        add_note(tutor, class_id=s.class_group.pk, student_id=s.student.pk, draft=draft(code=code))
    one(s.actor, absence(make.make_lesson(s.course, TODAY, 6), s.student, "Н"))
    assert codes(s) == ["УП", "УП"]


def test_who_is_let_off_the_work_may_be_in_the_building(s: Scene, tutor) -> None:
    """A month off physical education is no reason to leave a child out of the search."""
    for student, code in zip(s.students, ("ОСВ", "Б"), strict=False):
        add_note(tutor, class_id=s.class_group.pk, student_id=student.pk, draft=draft(code=code))
    (here,) = building(tutor).classes
    assert {one.id: one.presence for one in here.people} == {
        s.students[0].pk: Presence.UNKNOWN,
        s.students[1].pk: Presence.OUTSIDE,
        s.students[2].pk: Presence.UNKNOWN,
    }


def test_totals_count_the_hours_taught_and_none_that_is_ahead(s: Scene, tutor) -> None:
    make.make_lesson(s.course, TODAY + DAY, 3)
    found = class_totals(tutor, s.class_group.pk)
    assert {totals.hours for _, totals in found.lines} == {1}


def test_nothing_changes_in_a_closed_period_and_what_is_open_is_settled(s: Scene, tutor) -> None:
    """JRN-05: a note over the end of a period gives its reason to lessons of the open one, and tells of the rest."""
    first, second = make.make_lesson(s.course, date(2026, 10, 23), 1), make.make_lesson(s.course, date(2026, 11, 5), 1)
    for lesson in (first, second):
        make.make_absence(lesson, s.student)
    Term.objects.filter(number=1).update(closed_at=make.moment_on(date(2026, 11, 1)))
    found = add_note(
        tutor, class_id=s.class_group.pk, student_id=s.student.pk, draft=draft(date(2026, 10, 20), date(2026, 11, 8))
    )
    assert (codes(s), found.settled.written, found.settled.closed) == (["Н", "Б"], 1, 1)


def test_the_grid_settles_what_was_seen(s: Scene, tutor) -> None:
    rows = [make.make_absence(s.lesson, student) for student in s.students]
    Absence.objects.filter(pk=rows[2].pk).update(version=2)
    reasons = [Reason(s.lesson.pk, row.student_id, "УП", 1) for row in rows]
    found = settle_week(tutor, class_id=s.class_group.pk, reasons=reasons)
    assert (found.written, found.changed_since) == (2, 1)
    other = make.make_lesson(make.make_course(make.make_class(s.school, "8Б"), teacher=s.teacher))
    assert refused(settle_week, tutor, class_id=s.class_group.pk, reasons=[Reason(other.pk, 1, "Б", 1)]) == "not_own"
    assert refused(settle_week, tutor, class_id=s.class_group.pk, reasons=[]) == "nothing"
    with pytest.raises(NotVisible):
        settle_week(s.actor, class_id=s.class_group.pk, reasons=reasons)


def test_totals_of_class_and_diary_agree_and_split_lessons_count_once(s: Scene, mother, tutor) -> None:
    english, german = (make.make_subgroup(s.class_group, s.student, name=name) for name in ("1", "2"))
    for group in (english, german):
        lesson = make.make_lesson(make.make_course(s.class_group, "Язык", teacher=s.teacher, subgroup=group), TODAY, 5)
        make.make_absence(lesson, s.student, "Н" if group is english else "Б")
    make.make_absence(s.lesson, s.student, "Б")
    ours = {pupil.id: totals for pupil, totals in class_totals(tutor, s.class_group.pk).lines}[s.student.pk]
    diary = absences_page(mother, s.student.pk).terms[-1][1]
    assert (ours.missed, ours.ill, ours.unexplained, ours.full_days) == (2, 2, 0, 1)
    assert (diary.missed, diary.ill, diary.without_reason) == (2, 2, 0)


@pytest.mark.parametrize("size", [1, 3, 30])
def test_constant_queries(size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made = scene(size)
    tutor = make.actor_of(made.tutor, Role.TUTOR)
    deputy = make.actor_of(make.make_staff(made.school), Role.DEPUTY)
    for student in made.students:
        make.make_absence(made.lesson, student)
        make.make_mark(made.work, student)
        add_note(tutor, class_id=made.class_group.pk, student_id=student.pk, draft=draft(TODAY - DAY, TODAY - DAY))
    group = made.class_group.pk
    divided = make.make_subgroup(made.class_group, *made.students)
    make.make_lesson(make.make_course(made.class_group, "Язык", subgroup=divided), TODAY, 5)
    with django_assert_num_queries(8):
        week = class_week(tutor, group, TODAY)
    assert (len(week.lines), week.unexplained, len(week.notes)) == (size, size, 0)
    with django_assert_num_queries(8):
        class_totals(tutor, group)
    with django_assert_num_queries(8):
        class_checks(tutor, group, week.dates)
    with django_assert_num_queries(6):
        assert building(deputy).outside == size
    with django_assert_num_queries(1):
        class_tasks(deputy)
    reasons: Sequence[Reason] = [Reason(made.lesson.pk, one.pk, "Б", 1) for one in made.students]
    with django_assert_num_queries(8 + 4 + TURN):  # and savepoints in the test's own transaction
        settle_week(tutor, class_id=group, reasons=reasons)
