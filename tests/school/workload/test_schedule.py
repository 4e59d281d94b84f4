"""The schedule of assessment works: proposed, added, moved, published, by whom (CTL-03: А4.5, С4; ACC-03)."""

from datetime import date, timedelta

import pytest

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.curriculum.enums import LessonKind
from letopis.school.history.models import Entry
from letopis.school.history.verification import verify
from letopis.school.organisation.models import AcademicYear
from letopis.school.workload.actions.norms import set_norm
from letopis.school.workload.actions.proposing import offer, propose_schedule
from letopis.school.workload.actions.works import WorkDraft, add_works, change_work, drop_drafts, publish, remove_work
from letopis.school.workload.enums import WorkLevel, WorkState
from letopis.school.workload.models import AssessmentWork, SchoolNorm
from letopis.school.workload.queries import half_of, norm_rows, schedule
from tests import factories as make
from tests.school.journal.scene import Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("CTL-03")]
DAY = date(2026, 12, 2)


class House:
    """7А with algebra on Mondays and Wednesdays, 2nd of four lessons, and physics beside it."""

    def __init__(self) -> None:
        self.s: Scene = scene(1)
        self.physics = make.make_course(self.s.class_group, "Физика", teacher=make.make_staff(self.s.school))
        for week in range(5):
            for day in (0, 2):
                on = date(2026, 11, 30) + timedelta(weeks=week, days=day)
                make.make_lesson(self.s.course, on, 2)
                make.make_lesson(self.physics, on, 3)
                for number in (1, 4):
                    make.make_lesson(self.physics, on, number)
        self.year: AcademicYear = self.s.class_group.year
        self.half = half_of(self.year, 1)
        self.deputy = make.actor_of(make.make_officer(self.s.school, Role.DEPUTY), Role.DEPUTY)
        self.teacher = self.s.actor
        self.tutor = make.actor_of(self.s.tutor, Role.TUTOR)

    def add(self, actor, course=None, day: date = DAY, **more):
        draft = WorkDraft(date=day, **more)
        return add_works(actor, year=self.year, course_ids=[(course or self.s.course).pk], draft=draft)

    def shown(self, actor):
        return schedule(actor, self.s.school, self.year, self.half)


@pytest.fixture
def h() -> House:
    return House()


def code(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_works_of_the_plan_are_proposed_published_and_held_against_the_journal(h):
    plan = make.make_plan(h.s.course, "Степень", "Контрольная № 1", "Одночлен", "Контрольная № 2")
    plan.lessons.filter(number__in=(2, 4)).update(kind=LessonKind.CONTROL)
    plan.lessons.filter(number=4).update(planned_on=date(2026, 12, 2))
    h.add(h.deputy, h.physics, day=date(2026, 11, 30), level=WorkLevel.FEDERAL, kind="vpr", number=3)
    before = offer(h.deputy, year=h.year, half=h.half)
    assert AssessmentWork.objects.count() == 1
    made = propose_schedule(h.deputy, year=h.year, half=h.half)
    assert [(one.title, one.date, one.number) for one in made.works] == [
        (one.title, one.date, one.number) for one in before.works
    ]
    # By its number the first falls on 30 November, where the given work stands: it goes on to the next lesson; the
    # second of the plan is seventeen days later at the earliest.
    found = {work.title: work for work in AssessmentWork.objects.exclude(title="")}
    assert (found["Контрольная № 1"].date, found["Контрольная № 1"].number) == (date(2026, 12, 2), 2)
    assert found["Контрольная № 2"].date == date(2026, 12, 21)
    assert code(lambda: propose_schedule(h.deputy, year=h.year, half=h.half)) == "twice"
    assert h.shown(h.deputy).hits == []
    assert publish(h.deputy, year=h.year, half=h.half) == 3
    assert {work.state for work in AssessmentWork.objects.all()} == {WorkState.PLANNED}
    assert code(lambda: publish(h.deputy, year=h.year, half=h.half)) == "twice"
    assert Entry.objects.filter(action="propose_work").count() == 2
    told = verify(h.s.school.pk).findings
    assert [one for one in told if one.table == "workload.assessmentwork"] == []


def test_a_norm_is_cited_and_what_is_left_all_the_same_keeps_its_reason(h):
    h.add(h.deputy, h.physics, level=WorkLevel.REGIONAL, kind="rdr", number=3)
    with pytest.raises(Refused, match=r"уже есть работа.*СК-228/03") as refused:
        h.add(h.teacher)
    assert (refused.value.code, refused.value.field) == ("norms", "reason")
    assert AssessmentWork.objects.count() == 1
    (kept,) = h.add(h.teacher, reason="Класс едет на олимпиаду")
    (hit,) = h.shown(h.teacher).hits
    assert (hit.key, hit.work_id) == ("works_a_day", kept.pk)
    assert "Физика" in hit.text
    assert kept.reason == "Класс едет на олимпиаду"
    assert code(lambda: h.add(h.deputy, h.physics, day=date(2026, 12, 7), number=1)) == "norms"
    assert code(lambda: h.add(h.teacher, day=date(2026, 12, 1))) == "no_lesson"
    assert code(lambda: h.add(h.teacher, day=date(2026, 12, 7), number=5)) == "no_lesson"
    assert code(lambda: h.add(h.teacher, day=date(2027, 9, 7))) == "outside_year"
    assert code(lambda: h.add(h.teacher, day=date(2026, 12, 7), minutes=0)) == "minutes"
    assert code(lambda: h.add(h.teacher, day=date(2026, 12, 7), minutes=91)) == "norms"


@pytest.mark.req("ACC-03")
def test_a_teacher_proposes_and_moves_the_own_works_and_nobody_elses(h):
    (own,) = h.add(h.teacher)
    assert own.state == WorkState.DRAFT
    (given,) = h.add(h.deputy, day=date(2026, 12, 21), level=WorkLevel.SCHOOL)
    assert code(lambda: h.add(h.teacher, day=date(2026, 12, 23), level=WorkLevel.FEDERAL)) == "forbidden"
    assert code(lambda: remove_work(h.teacher, work_id=given.pk)) == "forbidden"
    assert code(lambda: h.add(h.tutor)) == "forbidden"
    stranger = make.actor_of(make.make_staff(h.s.school), Role.TEACHER)
    family = make.actor_of(h.s.student, Role.STUDENT)
    for actor in (stranger, family):
        for act in (
            lambda actor=actor: h.add(actor),
            lambda actor=actor: change_work(actor, work_id=own.pk, draft=WorkDraft(date=DAY)),
            lambda actor=actor: remove_work(actor, work_id=own.pk),
        ):
            with pytest.raises(NotVisible):
                act()
    for actor in (h.teacher, h.tutor, stranger):
        for act in (propose_schedule, publish, drop_drafts):
            with pytest.raises(NotVisible):
                act(actor, year=h.year, half=h.half)
    assert [work.id for work in h.shown(h.teacher).works] == [own.pk, given.pk]
    assert len(h.shown(h.tutor).works) == 2
    assert h.shown(stranger).works == []
    with pytest.raises(NotVisible):
        h.shown(family)
    moved = change_work(h.teacher, work_id=own.pk, draft=WorkDraft(date=date(2026, 11, 30)))
    assert (moved.date, moved.number, moved.version) == (date(2026, 11, 30), 2, 2)
    remove_work(h.teacher, work_id=own.pk)
    assert not AssessmentWork.objects.filter(pk=own.pk).exists()


def test_a_published_work_is_moved_and_cancelled_with_a_reason(h):
    (own,) = h.add(h.teacher)
    publish(h.deputy, year=h.year, half=h.half)
    draft = WorkDraft(date=date(2026, 12, 7))
    assert code(lambda: change_work(h.teacher, work_id=own.pk, draft=draft)) == "published"
    change_work(h.teacher, work_id=own.pk, draft=WorkDraft(date=date(2026, 12, 7), reason="Карантин"))
    assert code(lambda: remove_work(h.teacher, work_id=own.pk)) == "published"
    remove_work(h.teacher, work_id=own.pk, reason="Тема не пройдена")
    own.refresh_from_db()
    assert (own.state, own.reason) == (WorkState.CANCELLED, "Тема не пройдена")
    assert h.shown(h.deputy).works == []
    assert [e.reason for e in Entry.objects.filter(kind="workload.assessmentwork").order_by("pk")][-2:] == [
        "Карантин",
        "Тема не пройдена",
    ]


def test_a_work_that_stays_where_it_is_keeps_its_reason_and_is_not_asked_again(h):
    h.add(h.teacher)
    (own,) = h.add(h.deputy, h.physics, number=3, reason="Класс едет на олимпиаду")
    change_work(h.deputy, work_id=own.pk, draft=WorkDraft(date=DAY, number=3, title="Механика"))
    own.refresh_from_db()
    assert (own.title, own.reason) == ("Механика", "Класс едет на олимпиаду")
    longer = WorkDraft(date=DAY, number=3, title="Механика", minutes=90)
    assert code(lambda: change_work(h.deputy, work_id=own.pk, draft=longer)) == "norms"
    draft = WorkDraft(date=date(2026, 12, 9), number=3, title="Механика")
    change_work(h.deputy, work_id=own.pk, draft=draft)
    own.refresh_from_db()
    assert own.reason == "", "elsewhere nothing speaks against it"


def test_what_was_planned_before_the_new_year_and_held_after_it_was_moved(h, moment):
    control = make.make_work_kind(h.s.school, "control", name="Контрольная", short_name="к/р", is_control=True)
    planned = make.make_assessment(h.s.course, date(2026, 12, 30))
    make.make_work(make.make_lesson(h.s.course, date(2027, 1, 11), 2), control)
    moment.move_to(make.moment_on(date(2027, 1, 20)))
    halves = [half_of(h.year, number) for number in (1, 2)]
    first, second = (schedule(h.deputy, h.s.school, h.year, half).compared for half in halves)
    assert {pk: one.day for pk, one in first.moved.items()} == {planned.pk: date(2027, 1, 11)}
    assert (first.missed, second.unplanned, second.moved) == (frozenset(), (), {})


def test_planned_is_told_against_held(h):
    control = make.make_work_kind(h.s.school, "control", name="Контрольная", short_name="к/р", is_control=True)
    done, moved, missed = (date(2026, 9, 2), date(2026, 10, 1), date(2026, 11, 10))
    works = [make.make_assessment(h.s.course, day, title=str(day)) for day in (done, moved, missed)]
    for day in (done, date(2026, 10, 5), date(2026, 11, 20)):
        lesson = make.make_lesson(h.s.course if day.month != 11 else h.physics, day, 2)
        make.make_work(lesson, control)
    found = h.shown(h.deputy).compared
    assert set(found.held) == {works[0].pk}
    assert {pk: one.day for pk, one in found.moved.items()} == {works[1].pk: date(2026, 10, 5)}
    assert found.missed == {works[2].pk}
    assert [one.day for one in found.unplanned] == [date(2026, 11, 20)]


def test_a_school_sets_its_norms(h):
    operator = make.actor_of(make.make_officer(h.s.school), Role.OPERATOR)
    set_norm(operator, key="works_a_day", value=2, is_on=True)
    h.add(h.deputy, h.physics, level=WorkLevel.REGIONAL, kind="rdr", number=3)
    h.add(h.teacher)
    assert h.shown(h.deputy).hits == []
    set_norm(h.deputy, key="works_a_day", value=1, is_on=True)
    assert [hit.key for hit in h.shown(h.deputy).hits] == ["works_a_day"]
    assert SchoolNorm.objects.get().value is None
    set_norm(h.deputy, key="works_a_day", value=None, is_on=False)
    assert h.shown(h.deputy).hits == []
    row = next(one for one in norm_rows(operator) if one.norm.key == "works_a_day")
    assert (row.is_on, row.is_own, row.value) == (False, True, 1)
    assert code(lambda: set_norm(operator, key="works_a_day", value=5000, is_on=True)) == "value"
    for actor, key in ((h.teacher, "share"), (operator, "nothing")):
        with pytest.raises(NotVisible):
            set_norm(actor, key=key, value=1, is_on=True)
    with pytest.raises(NotVisible):
        norm_rows(h.teacher)


def test_a_schedule_takes_the_same_queries_for_any_number_of_classes(h, django_assert_num_queries):
    names = iter([f"{grade}{letter}" for letter in "БВГДЕЖ" for grade in range(5, 10)])
    for classes in (1, 2, 27):
        for _ in range(classes):
            group = make.make_class(h.s.school, next(names))
            course = make.make_course(group, "Алгебра")
            make.make_lesson(course, DAY)
            make.make_assessment(course, DAY)
        with django_assert_num_queries(5):
            h.shown(h.deputy)
    assert len(h.shown(h.deputy).works) == 30


def test_a_schedule_of_thousands_is_proposed_in_the_same_queries(h, django_assert_num_queries):
    """Beside what writing takes; seconds are measured on a school of a thousand."""
    for name in ("8А", "8Б", "8В"):
        course = make.make_course(make.make_class(h.s.school, name), "Алгебра")
        make.make_plan(course, "Контрольная").lessons.update(kind=LessonKind.CONTROL)
        make.make_lesson(course, DAY, 2)
        with django_assert_num_queries(7):
            offer(h.deputy, year=h.year, half=h.half)
