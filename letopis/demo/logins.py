"""Logins of the showroom: one for each role, all with one password that the sign-in page shows."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from letopis.demo.shape import Blueprint
from letopis.demo.store import Store, local
from letopis.school.access.models import Account, AccountPerson, RoleAssignment
from letopis.school.organisation.words import phrase, role_name

PASSWORD = "zarechny-bor"  # noqa: S105 shown on the sign-in page of the showroom
FILE = "demo-logins.json"


@dataclass(frozen=True, slots=True)
class Login:
    """A line of the sign-in page: `role` and `name` are for the reader."""

    role: str
    login: str
    password: str
    name: str


@dataclass(frozen=True, slots=True)
class _Chosen:
    role: str
    login: str
    person_id: int
    name: str


def write(store: Store) -> list[Login]:
    """Appoint the office, give the chosen people accounts and return their logins."""
    for index, (_, role) in enumerate(store.plan.catalogue.posts):
        person_id, since = store.staff[index].person_id, store.plan.staff[index].hired_on
        store.add(RoleAssignment, person_id=person_id, role=role, starts_on=since)
    password = make_password(PASSWORD)
    logins = []
    for chosen in _chosen(store):
        account = Account.objects.create(username=chosen.login, password=password)
        store.accounts[chosen.person_id] = account.pk
        store.add(AccountPerson, account_id=account.pk, person_id=chosen.person_id)
        logins.append(Login(chosen.role, chosen.login, PASSWORD, chosen.name))
    store.flush(local(store.plan.year.starts_on, time(7, 30)))
    return logins


def save(logins: list[Login]) -> Path:
    """Write the logins where the sign-in page of the showroom looks for them."""
    path = Path(settings.LETOPIS_HOME) / FILE
    path.write_text(json.dumps([asdict(login) for login in logins], ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _chosen(store: Store) -> Iterator[_Chosen]:
    plan = store.plan
    first = plan.showroom
    tutor = plan.classes[first].tutor
    yield _employee(store, phrase("{Teacher.nom}, {tutor.nom} {name}", name=plan.classes[first].name), "teacher", tutor)
    busiest = _busiest(plan, tutor)
    label = phrase("{Teacher.nom}, {subject}", subject=plan.staff[busiest].post.subjects[0].lower())
    yield _employee(store, label, "teacher2", busiest)
    colleague = next((guardian.staff for guardian in plan.guardians if guardian.staff is not None), None)
    if colleague is not None:
        yield _employee(store, phrase("{Teacher.nom}, {tutor.nom} и родитель"), "tutor", colleague)
    yield from _family(store, first)
    for index, (_, role) in enumerate(store.plan.catalogue.posts):
        yield _employee(store, role_name(role), role, index)


def _employee(store: Store, role: str, login: str, index: int) -> _Chosen:
    return _Chosen(role, login, store.staff[index].person_id, store.plan.staff[index].human.full_name)


def _busiest(plan: Blueprint, but: int) -> int:
    """Return the teacher with most hours who leads no class, or at least is not `but`."""
    hours: dict[int, int] = {}
    for course in plan.courses:
        hours[course.teacher] = hours.get(course.teacher, 0) + course.hours
    tutors = {group.tutor for group in plan.classes}
    free = [teacher for teacher in hours if teacher not in tutors] or [teacher for teacher in hours if teacher != but]
    return max(free, key=lambda teacher: (hours[teacher], -teacher))


def _family(store: Store, class_index: int) -> Iterator[_Chosen]:
    """A guardian with children in two classes, and the child of the showroom's class."""
    plan = store.plan
    guardian = _guardian(plan, class_index)
    children = plan.guardians[guardian].children
    classes = " и ".join(plan.classes[plan.students[child].class_index].name for child in children)
    label = f"Родитель, {'дети' if len(children) > 1 else 'ребёнок'} в {classes}"
    yield _Chosen(label, "parent", store.guardians[guardian].person_id, plan.guardians[guardian].human.full_name)
    child = next((child for child in children if plan.students[child].class_index == class_index), children[0])
    student = plan.students[child]
    label = phrase("{Student.nom} {name}", name=plan.classes[student.class_index].name)
    yield _Chosen(label, "student", store.students[child].person_id, student.human.full_name)


def _guardian(plan: Blueprint, class_index: int) -> int:
    """Return the guardian of children in two classes, one of them `class_index`, who are all still at the school."""
    fit = 0
    for index, guardian in enumerate(plan.guardians):
        students = [plan.students[child] for child in guardian.children]
        classes = {student.class_index for student in students}
        is_here = all(student.left_on is None for student in students)
        if guardian.staff is None and is_here and class_index in classes:
            if len(classes) > 1:
                return index
            fit = fit or index
    return fit
