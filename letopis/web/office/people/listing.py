"""Lists of students, guardians and staff. What a role may not read has no column (ACC-10)."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from letopis.kernel.choices import Choice
from letopis.school.classes.queries import Contact, GuardianRow, StudentRow
from letopis.school.organisation.words import current, phrase
from letopis.school.people.queries import PositionRow, StaffRow
from letopis.school.people.rules import phone_text
from letopis.web.shared.listing import ListColumn, ListFilter, link, note
from letopis.web.shared.markup import shown
from letopis.web.shared.templatetags.letopis import state
from letopis.web.shared.wording import capital

NAME = ListFilter("text", "Фамилия, имя")


def _phone() -> ListColumn[Any]:
    return ListColumn(
        "phone", "Телефон", lambda row: phone_text(row.phone), width=18, css="wide-only nowrap", edits="phone"
    )


# ── students ──────────────────────────────────────────────────────────


def student_filters(classes: Sequence[Choice]) -> tuple[ListFilter, ...]:
    """Return the conditions of the list of students."""
    choices = [*((one.id, one.name) for one in classes), ("none", phrase("{Without_group}"))]
    return ListFilter("kind", is_hidden=True), NAME, ListFilter("class", capital(current().group.nom), choices)


def student_columns(*, private: bool) -> list[ListColumn[StudentRow]]:
    """Return the columns; without `private` names alone."""
    words = current()
    known: list[ListColumn[StudentRow]] = [
        ListColumn(
            "name",
            capital(words.student.nom),
            lambda row: row.name,
            lambda row: link("office_student", row.id, row.shown, note(row.former)),
            width=36,
            is_head=True,
        ),
        ListColumn(
            "class",
            capital(words.group.nom),
            lambda row: row.class_name,
            lambda row: row.class_name or state("open", phrase("{without_group}")),
            width=8,
        ),
    ]
    parents: ListColumn[StudentRow] = ListColumn(
        "parents",
        "Родители",
        lambda row: "; ".join(_contact(one) for one in row.guardians),
        lambda row: SafeString("".join(map(_linked, row.guardians)) or "–"),
        width=80,
        css="wide-only note",
    )
    if not private:
        return [*known, parents]
    born: ListColumn[StudentRow] = ListColumn(
        "birth_date",
        "Дата рождения",
        lambda row: row.birth_date,
        width=14,
        css="wide-only nowrap",
        edits="birth_date",
    )
    return [*known, born, _phone(), parents]


def _contact(one: Contact) -> str:
    """«Орехова Инна Олеговна, мать, +7 900 123-45-67»."""
    return ", ".join(part for part in (one.name, one.kinship_label.lower(), phone_text(one.phone)) if part)


def _linked(one: Contact) -> str:
    """The same on a line of its own, with a telephone that is not torn apart."""
    phone = f', <span class="nowrap">{shown(phone_text(one.phone))}</span>' if one.phone else ""
    return f"<div>{shown(one.name)}, {one.kinship_label.lower()}{phone}</div>"


# ── guardians ─────────────────────────────────────────────────────────

GUARDIAN_FILTERS = (ListFilter("kind", is_hidden=True), NAME)


def guardian_columns(*, private: bool) -> list[ListColumn[GuardianRow]]:
    """Return the columns; without `private` names alone."""
    known: list[ListColumn[GuardianRow]] = [
        ListColumn(
            "name",
            "Родитель",
            lambda row: row.name,
            lambda row: link("office_person_guardian", row.id, row.name, note(row.former)),
            width=36,
            is_head=True,
        ),
        ListColumn(
            "children",
            "Дети",
            lambda row: ", ".join(name for _, name in row.children),
            lambda row: SafeString(", ".join(link("office_student", *one) for one in row.children) or "–"),
            width=60,
        ),
    ]
    email: ListColumn[GuardianRow] = ListColumn(
        "email", "Почта", lambda row: row.email, width=28, css="wide-only", edits="email"
    )
    return [*known, _phone(), email] if private else known


# ── staff ─────────────────────────────────────────────────────────────


def staff_filters(positions: Sequence[PositionRow]) -> tuple[ListFilter, ...]:
    """Return the conditions of the list of employees."""
    named = ListFilter("position", "Должность", [(row.name, row.name) for row in positions])
    return *GUARDIAN_FILTERS, named, ListFilter("dismissed", "Уволенные", is_tick=True)


def staff_columns(*, private: bool) -> list[ListColumn[StaffRow]]:
    """Return the columns; without `private` who does what."""
    known: list[ListColumn[StaffRow]] = [
        ListColumn(
            "name",
            "Сотрудник",
            lambda row: row.name,
            lambda row: link("office_person_staff", row.id, row.name, note(row.former)),
            width=36,
            is_head=True,
        ),
        ListColumn("position", "Должность", lambda row: row.position, _position, width=36, edits="position"),
        ListColumn("subjects", "Предметы", lambda row: row.subjects, width=36, css="wide-only", edits="subjects"),
    ]
    email: ListColumn[StaffRow] = ListColumn("email", "Почта", lambda row: row.email, width=28, for_page=False)
    return [*known, _phone(), email] if private else known


def _position(row: StaffRow) -> SafeString:
    gone = note(f"увольнение {row.dismissed_on:%d.%m.%Y}") if row.dismissed_on else ""
    return SafeString(f"{shown(row.position)}{gone}")
