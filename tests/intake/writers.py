"""The writers of structure over one input: a form's page, an import's workbook, the bulk action, the demo's store."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import models
from django.test import Client
from django.urls import reverse

from letopis.demo.bulk import Ids
from letopis.demo.store import Store
from letopis.documents.school_import import service
from letopis.kernel.actor import Actor
from letopis.kernel.clock import in_zone, now
from letopis.kernel.fields import fields_of
from letopis.kernel.roles import Role
from letopis.school.classes import intake as classes
from letopis.school.classes.actions import sign_order
from letopis.school.classes.enums import OrderKind, OrderStatus
from letopis.school.classes.models import ClassGroup, Membership, Order, Subgroup, SubgroupMembership
from letopis.school.history.intake import Put
from letopis.school.history.models import Entry
from letopis.school.history.succession import Succession
from letopis.school.organisation.models import School
from letopis.school.people import intake as people
from letopis.school.people.enums import Kinship
from letopis.school.people.models import Guardian, Guardianship, Person, Staff, Student
from tests.factories import actor_of, make_class, make_officer, make_school, sign_in, year_of
from tests.sending import opened

DAY = "%d.%m.%Y"
NO_NUMBER = "б/н"
KINDS = ("people.", "classes.membership", "classes.order", "classes.subgroupmembership")


@dataclass(frozen=True)
class Human:
    """A person as everybody types one."""

    surname: str
    name: str
    patronymic: str = ""
    sex: str = "f"
    birth_date: date | None = None
    snils: str = ""
    phone: str = ""
    email: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """By the columns of a person."""
        return dict(self.__dict__)

    @property
    def full_name(self) -> str:
        """«Орлова Елена Викторовна»."""
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)


@dataclass(frozen=True)
class Pupil:
    """A student with the class and the order of enrolment; `guardian` is the mother."""

    human: Human
    class_name: str
    starts_on: date
    order: str = ""
    guardian: Human | None = None
    card: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Worker:
    """An employee."""

    human: Human
    card: dict[str, Any] = field(default_factory=dict)


class Writer:
    """A school of its own with classes 7А and 7Б and how one writer fills it. `said` is what the last refusal told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.school: School = make_school()
        self.year = year_of(self.school)
        self.groups = {name: make_class(self.school, name) for name in ("7А", "7Б")}
        self.officer = make_officer(self.school, Role.OPERATOR)
        self.actor = actor_of(self.officer, Role.OPERATOR)
        self.said = ""

    def pupils(self, rows: list[Pupil]) -> None:
        """Write students with their classes, orders and guardians."""
        raise NotImplementedError

    def workers(self, rows: list[Worker]) -> None:
        """Write employees."""
        raise NotImplementedError

    def move(self, pupil: Pupil, class_name: str, day: date) -> None:
        """Transfer a student, without an order."""
        raise NotImplementedError

    def leave(self, pupil: Pupil, last_day: date, order: str) -> None:
        """End a student's stay by an order of that day."""
        raise NotImplementedError

    def student(self, pupil: Pupil) -> Student:
        """The card that was written."""
        return Student.objects.get(
            school=self.school, person__surname=pupil.human.surname, person__name=pupil.human.name
        )

    def divide(self, pupil: Pupil, since: date) -> SubgroupMembership:
        """Put a student into a subgroup of the class, beside the writer."""
        group = Subgroup.objects.get_or_create(
            school=self.school, class_group=self.groups[pupil.class_name], division="Труд", name="1 группа"
        )[0]
        return SubgroupMembership.objects.create(
            school=self.school, subgroup=group, student=self.student(pupil), starts_on=since
        )

    # ── what was written ──────────────────────────────────────────────

    def rows(self) -> list[tuple[Any, ...]]:
        """The rows of the school in words, without the officer's own."""
        names = {one.pk: str(one) for one in Person.objects.filter(school=self.school)}
        own = {"school": self.school}
        found: list[tuple[Any, ...]] = [
            ("person", *(getattr(one, name) for name in (*Human.__dataclass_fields__, "sort_key", "search_key")))
            for one in Person.objects.filter(**own).exclude(pk=self.officer.person_id)
        ]
        for model, draft in ((Student, people.StudentDraft), (Staff, people.StaffDraft)):
            found += [
                (model.__name__, names[one.person_id], *(getattr(one, name) for name in fields_of(draft)))
                for one in model._default_manager.filter(**own).exclude(person_id=self.officer.person_id)
            ]
        found += [
            ("link", str(one.guardian), str(one.student), one.kinship, one.starts_on, one.ends_on)
            for one in Guardianship.objects.filter(**own).select_related("guardian__person", "student__person")
        ]
        found += [("order", one.kind, one.number, one.date) for one in Order.objects.filter(**own).exclude(number="")]
        found += [
            ("stay", str(one.student), one.class_group.name, one.starts_on, one.ends_on, *map(_order, _orders(one)))
            for one in Membership.objects.filter(**own).select_related("student__person", "class_group")
        ]
        found += [
            ("place", str(one.student), one.subgroup.name, one.starts_on, one.ends_on)
            for one in SubgroupMembership.objects.filter(**own).select_related("student__person", "subgroup")
        ]
        return sorted(found, key=repr)

    def ledger(self) -> Counter[str]:
        """The entries of the school in words: kind, action, before, after; keys are told by what they point at."""
        return Counter(
            repr((one.kind, one.action, self._words(one.before), self._words(one.after), bool(one.student_id)))
            for one in Entry.objects.filter(school=self.school)
            if one.kind.startswith(KINDS) and not _of_an_order(one)
        )

    def _words(self, form: dict[str, Any] | None) -> dict[str, Any] | None:
        if form is None:
            return None
        named = {name: self._name(name, value) if name.endswith("_id") else value for name, value in form.items()}
        return {name: value for name, value in named.items() if name != "signed_at"}

    @staticmethod
    def _name(column: str, key: Any) -> str:
        model: type[models.Model] = {
            "person_id": Person,
            "student_id": Student,
            "guardian_id": Guardian,
            "class_group_id": ClassGroup,
            "subgroup_id": Subgroup,
            "enrolled_by_id": Order,
            "left_by_id": Order,
            "cancels_id": Order,
            "class_from_id": ClassGroup,
            "class_to_id": ClassGroup,
            "order_id": Order,
        }[column]
        found = model._default_manager.filter(pk=key).first() if key else None
        if isinstance(found, Order):
            return _order(found) if found.number else "None"
        return str(found)


def _orders(stay: Membership) -> tuple[Order | None, Order | None]:
    return stay.enrolled_by, stay.left_by


def _order(order: Order | None) -> str:
    return f"{order.kind} {order.number} {order.date}" if order and order.number else "–"


def _of_an_order(entry: Entry) -> bool:
    """The documents are each writer's own: a card signs at once, a list drafts what is signed later."""
    return entry.kind in {"classes.order", "classes.orderline"}


# ── by the office's pages ─────────────────────────────────────────────


class FormWriter(Writer):
    """One row a request, each of a session of its own: weeks pass between them."""

    def _post(self, name: str, form: dict[str, Any], *args: int) -> bool:
        sent = {key: f"{value:%Y-%m-%d}" if isinstance(value, date) else value for key, value in form.items()}
        sent = {key: value for key, value in sent.items() if value not in (None, False)}
        browser, address = sign_in(Client(), self.officer), reverse(name, args=args)
        was = opened(browser, address).get("was")  # of a form over something recorded, its version
        answer = browser.post(address, {**sent, **({"was": was} if was else {})}, follow=True)
        self.said = answer.content.decode()
        return bool(answer.redirect_chain)

    def workers(self, rows: list[Worker]) -> None:
        for row in rows:
            self._post("office_person_staff_new", {**row.human.values, **row.card})

    def pupils(self, rows: list[Pupil]) -> None:
        for row in rows:
            form = {**row.human.values, "study_form": "full_time", **row.card}
            form |= {"class_id": self.groups[row.class_name].pk, "starts_on": row.starts_on}
            form |= {"order_number": row.order or NO_NUMBER}
            if self._post("office_student_new", form) and row.guardian:
                guardian = {**row.guardian.values, "kinship": Kinship.MOTHER.value}
                self._post("office_student_guardian_new", guardian, self.student(row).pk)

    def move(self, pupil: Pupil, class_name: str, day: date) -> None:
        form = {"how": "move", "class_id": self.groups[class_name].pk, "day": day}
        form["order_number"] = NO_NUMBER
        self._post("office_student_move", form, self.student(pupil).pk)

    def leave(self, pupil: Pupil, last_day: date, order: str) -> None:
        form = {"how": "expel", "day": last_day, "order_number": order, "is_sure": "on"}
        self._post("office_student_move", form, self.student(pupil).pk)


# ── by a workbook ─────────────────────────────────────────────────────


class ImportWriter(Writer):
    """All rows in one file; what stands there says so again."""

    def _load(self, sheets: dict[str, list[list[Any]]]) -> None:
        path = self.folder / f"{self.school.pk}.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate([[f"{name}, список"], *rows]):
                    sheet.write_row(number, 0, row)
        found, _ = service.apply(service.read([path]), school=self.school, actor=self.actor, leave_out_errors=True)
        self.problems = found.problems
        self.said = "\n".join(f"{one.place.row} {one.field}: {one.message}" for one in found.problems)

    def workers(self, rows: list[Worker]) -> None:
        heads = ["ФИО", *_PERSON, "Должность", "Дата приёма", "Дата увольнения"]
        names = ("position", "hired_on", "dismissed_on")
        self._load({"Сотрудники": [heads, *([r.human.full_name, *_cells(r.human), *_card(r, names)] for r in rows)]})

    def pupils(self, rows: list[Pupil]) -> None:
        self._pupils([(row, row.class_name, "", "") for row in rows])

    def move(self, pupil: Pupil, class_name: str, day: date) -> None:
        self._pupils([(pupil, class_name, "", "")])
        self._sign()

    def leave(self, pupil: Pupil, last_day: date, order: str) -> None:
        self._pupils([(pupil, pupil.class_name, last_day.strftime(DAY), order)])
        self._sign()

    def _sign(self) -> None:
        """A list that finds somebody elsewhere, or gone, has drafted an order."""
        with in_zone(self.school.time_zone):
            for order in Order.objects.filter(school=self.school, status=OrderStatus.DRAFT):
                number = order.number or NO_NUMBER
                sign_order(self.actor, order_id=order.pk, version=order.version, number=number, even_with_marks=True)

    def _pupils(self, rows: list[tuple[Pupil, str, str, str]]) -> None:
        heads = ["ФИО обучающегося", *_PERSON, "Класс", "Дата зачисления", "№ приказа о зачислении"]
        heads += ["Дата выбытия", "№ приказа о выбытии", "№ личного дела", "Адрес"]
        lines = [
            [row.human.full_name, *_cells(row.human), group, row.starts_on.strftime(DAY), row.order, day, number]
            + [row.card.get("file_number", ""), row.card.get("address", "")]
            for row, group, day, number in rows
        ]
        links = [
            [row.human.full_name, group, row.guardian.full_name, "мать", *_cells(row.guardian)[1:]]
            for row, group, _, _ in rows
            if row.guardian
        ]
        sheets = {"Ученики": [heads, *lines]}
        if links:
            heads = ["ФИО ученика", "Класс", "ФИО родителя", "Степень родства", "Дата рождения родителя"]
            heads += ["СНИЛС", "Телефон", "Эл. почта"]
            sheets["Родители"] = [heads, *links]
        self._load(sheets)


_PERSON = ["Пол", "Дата рождения", "СНИЛС", "Телефон", "Эл. почта"]


def _cells(human: Human) -> list[str]:
    born = human.birth_date.strftime(DAY) if human.birth_date else ""
    return ["м" if human.sex == "m" else "ж", born, human.snils, human.phone, human.email]


def _card(row: Worker, names: tuple[str, ...]) -> list[Any]:
    cells = [row.card.get(name, "") for name in names]
    return [cell.strftime(DAY) if isinstance(cell, date) else cell for cell in cells]


# ── by the bulk actions ───────────────────────────────────────────────


class BulkWriter(Writer):
    """As a program would: rows of models, table by table."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.actor = Actor.system(self.school.pk)

    def put(self, rows: list[models.Model]) -> None:
        """Write new rows of tables, parents first."""
        writers: dict[type[models.Model], Any] = {
            Person: people.put_people,
            Student: people.put_students,
            Staff: people.put_staff,
            Guardian: people.put_guardians,
            Guardianship: people.put_guardianships,
            Order: classes.put_orders,
            Membership: classes.put_memberships,
        }
        for model, write in writers.items():
            write(self.actor, [Put(row) for row in rows if type(row) is model])

    def make(self, model: type[models.Model], **columns: Any) -> Any:
        """A row that is not written yet."""
        return model(school=self.school, **columns)

    def workers(self, rows: list[Worker]) -> None:
        made = []
        for row in rows:
            person = self.make(Person, **row.human.values)
            made += [person, self.make(Staff, person=person, **row.card)]
        self.put(made)

    def pupils(self, rows: list[Pupil]) -> None:
        made: list[Any] = []
        orders: dict[tuple[str, date], Order] = {}
        for row in rows:
            person = self.make(Person, **row.human.values)
            student = self.make(Student, person=person, **row.card)
            key = (row.order, row.starts_on)
            if row.order and key not in orders:
                orders[key] = self.make(Order, kind=OrderKind.ENROL, number=row.order, date=row.starts_on)
            stay = {"class_group": self.groups[row.class_name], "enrolled_by": orders.get(key)}
            made += [person, student, self.make(Membership, student=student, starts_on=row.starts_on, **stay)]
            if row.guardian:
                mother = self.make(Person, **row.guardian.values)
                guardian = self.make(Guardian, person=mother)
                link = {"guardian": guardian, "student": student, "kinship": Kinship.MOTHER}
                made += [mother, guardian, self.make(Guardianship, starts_on=row.starts_on, **link)]
        self.put([*orders.values(), *made])

    def move(self, pupil: Pupil, class_name: str, day: date) -> None:
        old = Membership.objects.get(student=self.student(pupil), ends_on=None)
        steps = Succession[Membership](classes.STAYS)
        new = self.make(Membership, student=old.student, class_group=self.groups[class_name], starts_on=day)
        steps.hand_over([old], new)
        classes.put_memberships(self.actor, [Put(one.row, one.before) for one in steps.puts])

    def leave(self, pupil: Pupil, last_day: date, order: str) -> None:
        row = Membership.objects.get(student=self.student(pupil), ends_on=None)
        document = self.make(Order, kind=OrderKind.EXPEL, number=order, date=last_day)
        classes.put_orders(self.actor, [Put(document)])
        put = Put.change(row)
        row.ends_on, row.left_by = last_day, document
        classes.put_memberships(self.actor, [put])


class DemoWriter(BulkWriter):
    """As the demo does: rows with their keys given out, written by a flush about a moment."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.store = Store(None, Ids(), self.school, self.year, self.actor)  # type: ignore[arg-type]

    def make(self, model: type[models.Model], **columns: Any) -> Any:
        return model(pk=self.store.ids.next(model), school=self.school, **columns)

    def put(self, rows: list[models.Model]) -> None:
        self.store.pending += rows
        self.store.flush(now())
        self.store.ids.settle()


WRITERS = {"form": FormWriter, "import": ImportWriter, "bulk": BulkWriter, "demo": DemoWriter}
