"""Kinds of work of the school."""

from decimal import Decimal

import pytest

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.marks.actions.kinds import KindDraft, add_work_kind, change_work_kind, ensure_work_kinds
from letopis.school.marks.models import WorkKind
from letopis.school.marks.queries.kinds import work_kinds
from tests import factories as make

pytestmark = pytest.mark.django_db


def draft(name: str = "Коллоквиум", **more: object) -> KindDraft:
    return KindDraft(**{"name": name, "short_name": "колл", "weight": Decimal(2), **more})  # type: ignore[arg-type]


@pytest.fixture
def operator() -> Actor:
    return make.actor_of(make.make_officer(make.make_school()), Role.OPERATOR)


@pytest.mark.req("ORG-03")
def test_default_list_is_made_once_and_is_in_the_ledger(operator: Actor) -> None:
    kinds = ensure_work_kinds(operator)
    assert [kind.pk for kind in ensure_work_kinds(operator)] == [kind.pk for kind in kinds]
    assert [(kind.short_name, kind.weight) for kind in kinds[:4]] == [("отв", 1), ("д/з", 1), ("с/р", 2), ("к/р", 3)]
    assert Entry.objects.filter(kind="journal.workkind").count() == len(kinds) == 12


@pytest.mark.req("ORG-03")
def test_operator_adds_and_changes_kinds(operator: Actor) -> None:
    kind = add_work_kind(operator, draft=draft())
    change_work_kind(operator, kind_id=kind.pk, draft=draft(weight=Decimal("2.5"), is_active=False))
    change_work_kind(operator, kind_id=kind.pk, draft=draft(weight=Decimal("2.50"), is_active=False))
    kept = WorkKind.objects.get(pk=kind.pk)
    assert (kept.weight, kept.is_active, kept.position) == (Decimal("2.5"), False, 13)
    assert [e.action for e in Entry.objects.filter(object_id=kind.pk, kind="journal.workkind")] == [
        "created",
        "changed",
    ]
    assert [row.name for row in work_kinds(operator)][-1] == "Коллоквиум"


@pytest.mark.parametrize(
    "bad",
    [
        draft(""),
        draft(short_name=""),
        draft("контрольная  РАБОТА"),
        draft(weight=Decimal("-1")),
        draft(weight=Decimal("10.5")),
        draft(weight=Decimal("1.234")),
        draft("я" * 81),
    ],
)
def test_bad_values_are_refused(operator: Actor, bad: KindDraft) -> None:
    ensure_work_kinds(operator)
    with pytest.raises(Refused):
        add_work_kind(operator, draft=bad)
    assert WorkKind.objects.count() == 12


def test_the_last_kind_stays(operator: Actor) -> None:
    kind = make.make_work_kind(make.School.objects.get(pk=operator.school_id))
    with pytest.raises(Refused):
        change_work_kind(operator, kind_id=kind.pk, draft=draft(is_active=False))


def test_others_neither_change_nor_see_them(operator: Actor) -> None:
    school = make.School.objects.get(pk=operator.school_id)
    kind = make.make_work_kind(school)
    deputy = make.actor_of(make.make_officer(school, Role.DEPUTY), Role.DEPUTY)
    teacher = make.actor_of(make.make_staff(school), Role.TEACHER)
    stranger = make.actor_of(make.make_officer(make.make_school()), Role.OPERATOR)
    assert len(work_kinds(deputy)) == 1
    assert work_kinds(stranger) == ()
    with pytest.raises(NotVisible):
        work_kinds(teacher)
    for actor in (deputy, teacher, stranger):
        with pytest.raises(NotVisible):
            change_work_kind(actor, kind_id=kind.pk, draft=draft())
    for actor in (deputy, teacher):
        with pytest.raises(NotVisible):
            add_work_kind(actor, draft=draft())
