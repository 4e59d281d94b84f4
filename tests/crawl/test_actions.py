"""Every public action of the product with an actor who has not the right, and with officers of another school.

Arguments are made from the annotations: ids and rows of the own school, so that nothing but the right stands in the
way. A new action is asked by itself; one that leaves the right to its caller says so in `INNER`.
"""

import enum
import importlib
import inspect
import pkgutil
import types
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from django.db import transaction
from django.db.models import Model

import letopis.documents
import letopis.school
from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.organisation.models import AcademicYear, School, TermScheme
from letopis.school.organisation.serving import serving
from letopis.school.people.models import Staff
from tests import factories as make
from tests.crawl.scene import MODELS, TODAY, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.req("ACC-01", "ACC-03")]

Action = Callable[..., Any]
IDS: dict[str, type[Model]] = {**MODELS, "year_id": AcademicYear, "scheme_id": TermScheme, "responsible_id": Staff}
# Parts of other actions: they have checked the right, or it is the person's own.
INNER = frozenset(
    {
        "access.report_own_compromise",
        "attendance.settle_again",
        "classes.locked",
        "councils.debts_of_council",
        "councils.put_in_journal",
        "councils.require_staff",
        "lessons.lesson_targets",
        "marks.ensure_work_kinds",
        "marks.lesson_and_first_kind",
        "marks.settle_absences",
        "marks.work_targets",
        "people.change_person",
        "timetable.follow_teachers",
        "timetable.name_hour",
        "timetable.place_hour",
        "timetable.require_free",
        "timetable.take_back_hour",
        "years.copied_plans",
        "years.may_go_on",
        "years.may_prepare",
        "years.next_year",
        "carriers.carrier_of",
        "carriers.copy_of",
        "carriers.package_of",
        "carriers.put_copy",
        "handover.journal_of",
        "keeping.case_of",
    }
)
TEXTS = {"phone": "", "email": "", "kind": "expel", "mark": "5", "value": "5"}
NAMED = {"members": "staff_id", "classes": "class_id", "students": "student_id", "signed": "student_id"}
PLAIN: dict[type, Any] = {bool: False, int: 1, date: TODAY, time: time(10), Decimal: Decimal(1), bytes: b"x"}


class Unmade(Exception):
    """An argument that is not made of its annotation: the action has tests of its own."""


def actions() -> Iterator[tuple[str, Action]]:
    """Every public function of the modules of actions that takes an actor: «access.appoint»."""
    for base in (letopis.school, letopis.documents):
        for found in pkgutil.walk_packages(base.__path__, f"{base.__name__}."):
            if ".actions" not in found.name:
                continue
            for name, action in vars(importlib.import_module(found.name)).items():
                if not name.startswith("_") and _is_of(found.name, action):
                    yield f"{found.name.split('.')[2]}.{name}", action


def _is_of(module: str, action: Any) -> bool:
    """Whether it is a function of that module, and acts for the actor it is given first."""
    whole = inspect.unwrap(action) if callable(action) else None
    if not inspect.isfunction(whole) or whole.__module__ != module:
        return False
    first = next(iter(inspect.signature(whole).parameters.values()), None)
    return first is not None and first.name == "actor" and first.kind is first.POSITIONAL_OR_KEYWORD


class Maker:
    """Arguments of the own school; `has_rows`: whether any of them is a row of it, or an id."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.has_rows = False

    def arguments(self, action: Action) -> tuple[list[Any], dict[str, Any]]:
        """What the action cannot do without, by place and by name. Raises Unmade."""
        whole = inspect.unwrap(action)
        hints, by_place, by_name = get_type_hints(whole), [], {}
        for one in inspect.signature(whole).parameters.values():
            if one.name != "actor" and one.default is one.empty and one.kind is not one.VAR_KEYWORD:
                value = self.value(one.name, hints[one.name])
                if one.kind is one.KEYWORD_ONLY:
                    by_name[one.name] = value
                else:
                    by_place.append(value)
        return by_place, by_name

    def value(self, name: str, kind: Any) -> Any:
        origin, of = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            return self.value(name, next(one for one in of if one is not types.NoneType))
        if origin is Mapping:
            return {self.value(NAMED.get(name, name), of[0]): self.value("", of[1])}
        if origin in (Sequence, Collection, Iterable):
            return [self.value(name.removesuffix("s"), of[0])]
        if not inspect.isclass(kind):
            raise Unmade(name)
        return self.of_class(name, kind)

    def of_class(self, name: str, kind: type[Any]) -> Any:
        if issubclass(kind, Model):
            return self.row(kind)
        if name in IDS and kind is int:
            return self.row(IDS[name]).pk
        if is_dataclass(kind):
            hints = get_type_hints(kind)
            needed = [one for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]
            return kind(**{one.name: self.value(one.name, hints[one.name]) for one in needed})
        usual = {**PLAIN, str: TEXTS.get(name, "Проба")}
        if (kind is int and name.endswith("_id")) or not (kind in usual or issubclass(kind, enum.Enum)):
            raise Unmade(name)
        return usual[kind] if kind in usual else next(iter(kind))

    def row(self, model: type[Model]) -> Model:
        found = model._default_manager.filter(school=self.school).order_by("pk").first()
        if found is None:
            raise Unmade(model.__name__)
        self.has_rows = True
        return found


def did(action: Action, actor: Actor, by_place: list[Any], by_name: dict[str, Any]) -> bool:
    """Whether it was done, by whoever it was. What it raises but a refusal is a fault."""
    with serving("general", "Europe/Moscow"), transaction.atomic():
        try:
            action(actor, *by_place, **by_name)
        except (NotVisible, Refused):
            return False
        finally:
            transaction.set_rollback(True)
    return True


def test_no_action_is_done_without_the_right_or_over_rows_of_another_school(scene: Scene) -> None:
    powerless = [make.nobody(scene.own, role) for role in (Role.STUDENT, Role.GUARDIAN, Role.TEACHER)]
    officer = Staff.objects.filter(school=scene.foreign).order_by("pk")[0]
    foreign = [make.actor_of(officer, role) for role in (Role.DIRECTOR, Role.OPERATOR, Role.DEPUTY)]
    done: list[str] = []
    asked: Counter[bool] = Counter()
    for name, action in actions():
        maker = Maker(scene.own)
        try:
            by_place, by_name = maker.arguments(action)
        except Unmade:
            asked[False] += 1
            continue
        asked[True] += 1
        for actor in [*powerless, *(foreign if maker.has_rows else ())]:
            if name not in INNER and did(action, actor, by_place, by_name):
                done.append(f"{name} by {actor.role} of {actor.school_id}")
    assert done == []
    assert {name for name, _ in actions()} >= INNER
    assert asked[True] > 120
    assert asked[False] < 40
