"""Lesson plans: created, filled, replaced, copied, edited; rights both ways; the ledger."""

from datetime import date

import pytest

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.curriculum.actions import (
    LessonDraft,
    SectionDraft,
    add_planned_lesson,
    assign_plan,
    copy_plan,
    create_plan,
    edit_planned_lesson,
    move_planned_lesson,
    remove_planned_lesson,
    replace_lessons,
    update_plan,
)
from letopis.school.curriculum.models import CourseTeacher, LessonPlan, PlannedLesson
from letopis.school.curriculum.queries import plan_page
from letopis.school.history.models import Entry
from tests.factories import (
    actor_of,
    make_class,
    make_course,
    make_lesson,
    make_officer,
    make_plan,
    make_school,
    make_staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUR-02")]


@pytest.fixture
def teacher():
    return make_staff(make_school(), "Кузьмина Анна Олеговна")


@pytest.fixture
def course(teacher):
    return make_course(make_class(teacher.school), teacher=teacher)


@pytest.fixture
def actor(teacher):
    return actor_of(teacher, Role.TEACHER)


def drafts(*topics, **columns):
    return [LessonDraft(topic, **columns) for topic in topics]


def topics(plan):
    return list(PlannedLesson.objects.filter(plan=plan).order_by("number").values_list("number", "topic"))


def test_a_textbook_is_kept_whole_or_refused(actor, course):
    plan = create_plan(actor, course_ids=[course.pk], textbook="ж" * 200)
    assert plan.textbook == "ж" * 200
    with pytest.raises(Refused, match="200 знаков"):
        update_plan(actor, plan_id=plan.pk, title=plan.title, textbook="ж" * 201)


def test_a_plan_is_made_filled_and_given(actor, course):
    plan = create_plan(actor, course_ids=[course.pk], textbook="Макарычев")
    done = replace_lessons(
        actor,
        plan_id=plan.pk,
        sections=[SectionDraft("Числа", 2)],
        lessons=[LessonDraft("Степень", section=1), LessonDraft("К чему это", planned_on=date(2026, 9, 3), section=1)],
    )

    course.refresh_from_db()
    assert course.plan == plan
    assert (plan.title, plan.author_id, plan.grade) == ("Алгебра, 7А", actor.staff_id, 7)
    assert (done.created, done.changed, done.removed, done.kept) == (2, 0, 0, 0)
    assert topics(plan) == [(1, "Степень"), (2, "К чему это")]
    assert set(plan.lessons.values_list("section__title", flat=True)) == {"Числа"}
    kinds = Entry.objects.filter(school=course.school).values_list("kind", "action")
    assert sorted(kinds) == [
        ("curriculum.course", "assign_plan"),
        ("curriculum.lessonplan", "create_plan"),
        ("curriculum.plannedlesson", "plan_lesson"),
        ("curriculum.plannedlesson", "plan_lesson"),
        ("curriculum.plansection", "plan_section"),
    ]


def test_titles_made_up_do_not_collide(actor, course):
    assert create_plan(actor, course_ids=[course.pk]).title == "Алгебра, 7А"
    assert create_plan(actor, course_ids=[course.pk]).title == "Алгебра, 7А (2)"
    with pytest.raises(Refused, match="уже есть"):
        create_plan(actor, course_ids=[course.pk], title="Алгебра, 7А")


def test_replacing_keeps_rows_and_writes_only_what_changed(actor, course):
    plan = make_plan(course, "Один", "Два", "Три", author=None)
    ids = dict(plan.lessons.values_list("number", "pk"))
    lessons = drafts("Один", "Два с половиной", section=1)
    done = replace_lessons(actor, plan_id=plan.pk, sections=[SectionDraft("Раздел 1")], lessons=lessons)

    assert (done.created, done.changed, done.removed) == (0, 1, 1)
    assert dict(plan.lessons.values_list("number", "pk")) == {1: ids[1], 2: ids[2]}
    assert sorted(Entry.objects.values_list("object_id", "action")) == sorted(
        [(ids[2], "plan_lesson"), (ids[3], "remove_planned_lesson")]
    )
    gone = Entry.objects.get(object_id=ids[3])
    assert gone.before["topic"] == "Три"
    assert gone.after is None


def test_what_was_held_is_not_lost(actor, course):
    plan = make_plan(course, "Один", "Два", "Три")
    first = plan.lessons.get(number=1)
    third = plan.lessons.get(number=3)
    make_lesson(course, date(2026, 9, 2), planned_lesson=first)
    held = make_lesson(course, date(2026, 9, 3), planned_lesson=third)

    with pytest.raises(Refused, match="№\u00a03 уже проведены") as refused:
        replace_lessons(actor, plan_id=plan.pk, sections=[], lessons=drafts("Один", "Новое"))
    assert refused.value.code == "held"
    assert topics(plan) == [(1, "Один"), (2, "Два"), (3, "Три")]

    done = replace_lessons(actor, plan_id=plan.pk, sections=[], lessons=drafts("один", "Новое"), keep_held=True)
    assert done.kept == 1
    assert topics(plan) == [(1, "один"), (2, "Новое"), (3, "Три")]
    held.refresh_from_db()
    assert held.planned_lesson == third


def test_bad_contents_change_nothing(actor, course):
    plan = make_plan(course, "Один")
    for bad in (drafts(" "), drafts("x" * 501), drafts("Один", kind="что-то"), drafts("Один", section=1)):
        with pytest.raises(Refused):
            replace_lessons(actor, plan_id=plan.pk, sections=[], lessons=bad)
    with pytest.raises(Refused, match="1500"):
        replace_lessons(actor, plan_id=plan.pk, sections=[], lessons=drafts("Один") * 1501)
    assert topics(plan) == [(1, "Один")]


def test_a_parallel_shares_a_plan_or_gets_a_copy(actor, course, teacher):
    plan = make_plan(course, "Один", "Два")
    parallel = make_course(make_class(teacher.school, "7Б"), teacher=teacher)
    assign_plan(actor, plan_id=plan.pk, course_ids=[parallel.pk])
    parallel.refresh_from_db()
    assert parallel.plan == plan

    copy = copy_plan(actor, plan_id=plan.pk, course_ids=[parallel.pk])
    parallel.refresh_from_db()
    assert parallel.plan == copy
    assert copy.title == "Алгебра, 7Б"
    assert topics(copy) == topics(plan)
    assert list(copy.sections.values_list("title", flat=True)) == ["Раздел 1"]
    assert copy.lessons.filter(section__isnull=True).count() == 0


def test_a_plan_is_of_one_subject_and_grade(actor, course, teacher):
    plan = make_plan(course)
    others = [
        make_course(make_class(teacher.school, "8А"), teacher=teacher),
        make_course(course.class_group, "Геометрия", teacher=teacher),
    ]
    for other in others:
        with pytest.raises(Refused, match="того же предмета"):
            assign_plan(actor, plan_id=plan.pk, course_ids=[other.pk])
        with pytest.raises(Refused, match="того же предмета"):
            create_plan(actor, course_ids=[course.pk, other.pk])
        with pytest.raises(Refused, match="того же предмета"):
            copy_plan(actor, plan_id=plan.pk, course_ids=[other.pk])
    assert LessonPlan.objects.count() == 1


def test_a_lesson_is_edited_moved_added_removed(actor, course):
    plan = make_plan(course, "Один", "Два", "Три", "Четыре")
    row = plan.lessons.get(number=2)
    edit_planned_lesson(actor, lesson_id=row.pk, draft=LessonDraft("Два!", kind="control", homework="§ 2"))
    move_planned_lesson(actor, lesson_id=row.pk, to_number=4)
    assert topics(plan) == [(1, "Один"), (2, "Три"), (3, "Четыре"), (4, "Два!")]
    move_planned_lesson(actor, lesson_id=row.pk, to_number=1)
    assert topics(plan) == [(1, "Два!"), (2, "Один"), (3, "Три"), (4, "Четыре")]
    add_planned_lesson(actor, plan_id=plan.pk, after_number=1, draft=LessonDraft("Полтора"))
    assert topics(plan)[:3] == [(1, "Два!"), (2, "Полтора"), (3, "Один")]
    remove_planned_lesson(actor, lesson_id=row.pk)
    assert topics(plan) == [(1, "Полтора"), (2, "Один"), (3, "Три"), (4, "Четыре")]
    add_planned_lesson(actor, plan_id=plan.pk, after_number=4, draft=LessonDraft("Пять"))
    assert topics(plan)[-1] == (5, "Пять")


def test_held_lessons_stay_in_place(actor, course):
    plan = make_plan(course, "Один", "Два", "Три")
    one, two, three = plan.lessons.order_by("number")
    make_lesson(course, date(2026, 9, 2), planned_lesson=two)
    edit_planned_lesson(actor, lesson_id=two.pk, draft=LessonDraft("Два", homework="§ 3"))
    refusals = [
        lambda: edit_planned_lesson(actor, lesson_id=two.pk, draft=LessonDraft("Другое")),
        lambda: move_planned_lesson(actor, lesson_id=three.pk, to_number=1),
        lambda: remove_planned_lesson(actor, lesson_id=one.pk),
        lambda: remove_planned_lesson(actor, lesson_id=two.pk),
        lambda: add_planned_lesson(actor, plan_id=plan.pk, after_number=0, draft=LessonDraft("Ноль")),
    ]
    for attempt in refusals:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "held"
    add_planned_lesson(actor, plan_id=plan.pk, after_number=2, draft=LessonDraft("Два с половиной"))
    assert topics(plan) == [(1, "Один"), (2, "Два"), (3, "Два с половиной"), (4, "Три")]


def test_a_place_that_is_not_there_is_refused(actor, course):
    plan = make_plan(course, "Один", "Два")
    row = plan.lessons.first()
    for number in (0, 3):
        with pytest.raises(Refused):
            move_planned_lesson(actor, lesson_id=row.pk, to_number=number)
    for number in (-1, 3):
        with pytest.raises(Refused):
            add_planned_lesson(actor, plan_id=plan.pk, after_number=number, draft=LessonDraft("Ноль"))


def everything(actor, plan, course):
    row = plan.lessons.first()
    return [
        lambda: update_plan(actor, plan_id=plan.pk, title="Другое", textbook=""),
        lambda: replace_lessons(actor, plan_id=plan.pk, sections=[], lessons=drafts("Один", "Два", "Три")),
        lambda: edit_planned_lesson(actor, lesson_id=row.pk, draft=LessonDraft("Ноль")),
        lambda: add_planned_lesson(actor, plan_id=plan.pk, after_number=1, draft=LessonDraft("Ноль")),
        lambda: move_planned_lesson(actor, lesson_id=row.pk, to_number=2),
        lambda: remove_planned_lesson(actor, lesson_id=row.pk),
        lambda: assign_plan(actor, plan_id=plan.pk, course_ids=[course.pk]),
        lambda: copy_plan(actor, plan_id=plan.pk, course_ids=[course.pk]),
        lambda: create_plan(actor, course_ids=[course.pk]),
    ]


@pytest.mark.req("ACC-01")
def test_teacher_and_office_may(actor, course):
    plan = make_plan(course)
    office = actor_of(make_officer(course.school, Role.STUDY_OFFICE), Role.STUDY_OFFICE)
    for who in (actor, office, Actor.system(course.school_id)):
        for act in everything(who, plan, course):
            act()


@pytest.mark.req("ACC-01")
def test_nobody_else_may(course, teacher):
    plan = make_plan(course)
    colleague = make_staff(course.school)
    stranger = make_officer(make_school(), Role.OPERATOR)
    invisible = [
        actor_of(colleague, Role.TEACHER),
        actor_of(colleague, Role.TUTOR),
        actor_of(teacher, Role.GUARDIAN),
        actor_of(stranger, Role.OPERATOR),
    ]
    for who in invisible:
        for act in everything(who, plan, course):
            with pytest.raises(NotVisible):
                act()
    for who in (actor_of(colleague, Role.DEPUTY), actor_of(colleague, Role.DIRECTOR)):
        for act in everything(who, plan, course):
            with pytest.raises(Refused):
                act()
    assert Entry.objects.count() == 0


@pytest.mark.req("ACC-01")
def test_the_right_ends_with_the_appointment(actor, course, teacher):
    plan = make_plan(course)
    CourseTeacher.objects.filter(staff=teacher).update(ends_on=date(2026, 11, 22))
    with pytest.raises(NotVisible):
        update_plan(actor, plan_id=plan.pk, title="Другое", textbook="")
    plan.author = teacher
    plan.save()
    assert plan_page(actor, plan.pk).editable is False
    with pytest.raises(Refused, match="сделайте его копию"):
        update_plan(actor, plan_id=plan.pk, title="Другое", textbook="")
    course.plan = None
    course.save()
    assert plan_page(actor, plan.pk).editable is True
    assert update_plan(actor, plan_id=plan.pk, title="Другое", textbook="").title == "Другое"
