"""Logins of the showroom: one for each role, all with one password that the sign-in page shows."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from letopis.demo.shape import OFFICE_POSTS, Blueprint
from letopis.demo.store import Store, local
from letopis.school.access.models import Account, AccountPerson, RoleAssignment

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
    at = local(store.plan.year.starts_on, time(7, 30))
    for index, (_, role) in enumerate(OFFICE_POSTS):
        person_id = store.staff[index].person_id
        store.add(RoleAssignment, person_id=person_id, role=role, starts_on=store.plan.staff[index].hired_on)
    password = make_password(PASSWORD)
    logins = []
    for chosen in _chosen(store):
        account = Account.objects.create(username=chosen.login, password=password)
        store.accounts[chosen.person_id] = account.pk
        store.add(AccountPerson, account_id=account.pk, person_id=chosen.person_id)
        logins.append(Login(chosen.role, chosen.login, PASSWORD, chosen.name))
    store.flush(at)
    return logins


def save(logins: list[Login]) -> Path:
    """Write the logins where the sign-in page of the showroom looks for them."""
    path = Path(settings.LETOPIS_HOME) / FILE
    path.write_text(json.dumps([asdict(login) for login in logins], ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _chosen(store: Store) -> Iterator[_Chosen]:
    plan = store.plan
    labels = {
        "director": "Директор",
        "deputy": "Завуч",
        "methodologist": "Методист",
        "operator": "Оператор",
        "dispatcher": "Диспетчер расписания",
        "study_office": "Учебная часть",
        "personnel": "Отдел кадров",
    }
    first = showroom_class(plan)
    tutor = plan.classes[first].tutor
    yield _staff(store, f"Учитель, классный руководитель {plan.classes[first].name}", "teacher", tutor)
    busiest = _busiest(plan, tutor)
    yield _staff(store, f"Учитель ({plan.staff[busiest].post.subjects[0].lower()})", "teacher2", busiest)
    for guardian in plan.guardians:
        if guardian.staff is not None:
            role = "Учитель, классный руководитель и родитель"
            yield _Chosen(role, "tutor", store.staff[guardian.staff].person_id, guardian.human.full_name)
            break
    both = next(
        (
            i
            for i, g in enumerate(plan.guardians)
            if g.staff is None and _classes(plan, g.children) > 1 and _has(plan, g.children, first)
        ),
        0,
    )
    child = next(c for c in plan.guardians[both].children if plan.students[c].class_index == first or both == 0)
    names = " и ".join(plan.classes[plan.students[c].class_index].name for c in plan.guardians[both].children)
    yield _Chosen(
        f"Родитель (дети в {names})", "parent", store.guardians[both].person_id, plan.guardians[both].human.full_name
    )
    student = plan.students[child]
    role = f"Ученик {plan.classes[student.class_index].name}"
    yield _Chosen(role, "student", store.students[child].person_id, student.human.full_name)
    for index, (_, role) in enumerate(OFFICE_POSTS):
        yield _staff(store, labels[role], role, index)


def _staff(store: Store, role: str, login: str, index: int) -> _Chosen:
    return _Chosen(role, login, store.staff[index].person_id, store.plan.staff[index].human.full_name)


def showroom_class(plan: Blueprint) -> int:
    """Return the class the showroom opens with: the first seventh, or the first of all."""
    return next((i for i, group in enumerate(plan.classes) if group.grade == 7), 0)


def _busiest(plan: Blueprint, but: int) -> int:
    hours: dict[int, int] = {}
    tutors = {group.tutor for group in plan.classes}
    for course in plan.courses:
        hours[course.teacher] = hours.get(course.teacher, 0) + course.hours
    free = [teacher for teacher in hours if teacher not in tutors] or [teacher for teacher in hours if teacher != but]
    return max(free, key=lambda teacher: (hours[teacher], -teacher))


def _classes(plan: Blueprint, children: tuple[int, ...]) -> int:
    return len({plan.students[child].class_index for child in children})


def _has(plan: Blueprint, children: tuple[int, ...], class_index: int) -> bool:
    return any(plan.students[child].class_index == class_index for child in children)
