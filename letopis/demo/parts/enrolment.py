"""Students and where they are: orders, membership of classes and of subgroups."""

from datetime import date, timedelta

from letopis.demo.parts.people import write_student
from letopis.demo.programmes import SUBGROUPS
from letopis.demo.shape import StudentPlan
from letopis.demo.store import Store
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.models import Membership, Order, OrderLine, Subgroup, SubgroupMembership
from letopis.school.organisation.words import phrase


def write(store: Store) -> None:
    """Write the students, each in a class by an order, and the subgroups."""
    year = store.plan.year
    usual = store.add(
        Order,
        kind=OrderKind.TRANSFER,
        number="31-у",
        date=year.starts_on - timedelta(days=70),
        effective_on=year.starts_on,
        note=phrase("О переводе {to_next_grade}"),
    )
    intake = store.add(
        Order,
        kind=OrderKind.ENROL,
        number="48-у",
        date=year.starts_on - timedelta(days=6),
        effective_on=year.starts_on,
        note=phrase("О зачислении {to_first_grade}"),
    )
    for index, student in enumerate(store.plan.students):
        write_student(store, index, student)
        _membership(store, index, student, usual if store.plan.classes[student.class_index].grade > 1 else intake)
    _subgroups(store)


def _membership(store: Store, index: int, student: StudentPlan, usual: Order) -> None:
    enrolled, left = usual, None
    if student.joined_on > store.plan.year.starts_on:
        enrolled = _order(store, OrderKind.ENROL, index, student.joined_on)
    if student.left_on:
        left = _order(store, OrderKind.EXPEL, index, student.left_on)
    group, row = store.classes[student.class_index], store.students[index]
    store.add(OrderLine, order_id=enrolled.pk, student_id=row.pk, class_to_id=group.pk)
    if left:
        store.add(OrderLine, order_id=left.pk, student_id=row.pk, class_from_id=group.pk)
    store.add(
        Membership,
        class_group_id=group.pk,
        student_id=row.pk,
        starts_on=student.joined_on,
        ends_on=student.left_on,
        enrolled_by_id=enrolled.pk,
        left_by_id=left.pk if left else None,
    )


def _order(store: Store, kind: OrderKind, index: int, day: date) -> Order:
    order: Order = store.add(Order, kind=kind, number=f"{index + 60}-у", date=day)
    return order


def _subgroups(store: Store) -> None:
    plan = store.plan
    for class_index, group in enumerate(plan.classes):
        divisions = {
            course.division for course in plan.courses if course.class_index == class_index and course.division
        }
        for division in sorted(divisions):
            rows = {
                name: store.add(Subgroup, class_group_id=store.classes[class_index].pk, division=division, name=name)
                for name in SUBGROUPS[division]
            }
            for member in group.students:
                student = plan.students[member]
                store.add(
                    SubgroupMembership,
                    subgroup_id=rows[student.subgroup(division)].pk,
                    student_id=store.students[member].pk,
                    starts_on=student.joined_on,
                    ends_on=student.left_on,
                )
