"""Every row of guardians finds its child; the same guardian is written once."""

import re
from collections import defaultdict
from dataclasses import replace

from letopis.documents.school_import.people_index import PeopleIndex
from letopis.documents.school_import.records import (
    NOWHERE,
    Base,
    GuardianRecord,
    StudentRecord,
)
from letopis.documents.sheets.problems import SKIP, WHOLE_ROW, CellPlace, Remedy, Report
from letopis.documents.sheets.values import class_key, parse_full_name
from letopis.kernel.text import search_key
from letopis.school.organisation.words import phrase

_ROW = re.compile(r" ?\(строка (\d{1,7})\)$")


def settle_guardians(base: Base, report: Report) -> None:
    """Find each guardian's child; a child whose own row is left out takes the guardian's row along."""
    rows = [one for one in base.guardians if not one.in_student_row]
    if rows and not base.students:
        first = rows[0]
        report.add(
            CellPlace(first.place.file, first.place.sheet, 0),
            base.label("guardians", first, "child"),
            "no_students",
            phrase(
                "Списка {student.gens} нет ни в файле, ни в базе: строки родителей ({rows}) не к кому привязать. "
                "Добавьте лист «{Student.noms}».",
                rows=len(rows),
            ),
        )
        for row in rows:
            report.spoil(row.place)
        return
    index = PeopleIndex(base.students)
    for guardian in rows:
        if guardian.place.row_key in report.answers.skip:
            continue
        guardian.student = _child_of(base, guardian, index, report)
    _check_guardian_doubles(base, report)


def _child_of(  # noqa: PLR0911
    base: Base, guardian: GuardianRecord, index: PeopleIndex[StudentRecord], report: Report
) -> StudentRecord | None:
    text = guardian.child_text
    if (found := _ROW.search(text)) and (one := _in_row(base, int(found[1]))):
        return one
    same = index.find(text) or index.find(_ROW.sub("", text))
    key = class_key(guardian.class_text)
    if len(same) > 1:
        same = [one for one in same if not report.is_spoiled(one.place)] or same[:1]
    in_class = [one for one in same if key and _class_of(one) == key]
    if len(in_class) != 1 and guardian.child_birth:
        in_class = [one for one in same if one.birth_date == guardian.child_birth] or in_class
    if len(in_class) == 1:
        return in_class[0]
    if len(in_class) > 1 or (len(same) > 1 and not key):
        _ambiguous(base, guardian, in_class or same, index, report)
        return None
    if len(same) == 1 and (not key or report.is_spoiled(same[0].place)):
        return same[0]
    if not same and (headless := _without_surname(index, text, key)):
        _offer_surname(headless, text, report)
        return headless
    if report.is_spoiled(guardian.place):
        return None
    if same:
        _other_class(base, guardian, same, report)
    else:
        _unknown_child(base, guardian, index, key, report)
    return None


def _class_of(student: StudentRecord) -> str:
    return student.class_key or class_key(student.class_text)


def _in_row(base: Base, row: int) -> StudentRecord | None:
    return next((one for one in base.students if one.place.row == row and one.place is not NOWHERE), None)


def _without_surname(index: PeopleIndex[StudentRecord], text: str, key: str) -> StudentRecord | None:
    """The row of a student that lacks the surname: the same name, patronymic and class."""
    wanted = parse_full_name(text)
    if wanted is None:
        return None
    tail = search_key(f"{wanted.name} {wanted.patronymic}")
    found = [
        one
        for one in index.people
        if not one.name.surname
        and search_key(f"{one.name.name} {one.name.patronymic}") == tail
        and (not key or _class_of(one) == key)
    ]
    return found[0] if len(found) == 1 else None


def _offer_surname(student: StudentRecord, text: str, report: Report) -> None:
    """The guardians' rows know the surname that the student's own row lacks: offer it."""
    wanted = parse_full_name(text)
    for number, problem in enumerate(report.problems):
        if wanted and problem.code == "missing_surname" and problem.place.row_key == student.place.row_key:
            value = wanted.surname if "surname" in student.columns else wanted.text
            offer = Remedy(f"Записать: {wanted.text}", "value", value)
            if offer not in problem.choices:
                hint = f"{problem.message} В строках родителей: {wanted.text}."
                report.problems[number] = replace(problem, choices=(offer, *problem.choices), message=hint)


def _named(student: StudentRecord, index: PeopleIndex[StudentRecord]) -> str:
    """A student as a choice shows one; the row, else the birth date, makes namesakes of one class different."""
    return index.shown[student] if student.place is NOWHERE else f"{student.name.text} (строка {student.place.row})"


def _ambiguous(
    base: Base,
    guardian: GuardianRecord,
    among: list[StudentRecord],
    index: PeopleIndex[StudentRecord],
    report: Report,
) -> None:
    report.add(
        guardian.at("child"),
        base.label("guardians", guardian, "child"),
        "guardian_ambiguous_student",
        phrase("{Student.gens} «{name}» несколько: ", name=guardian.child_text)
        + ", ".join(f"{one.class_text or '—'}{f', строка {one.place.row}' if one.place.row else ''}" for one in among)
        + phrase(". Выберите, кто это, или укажите {group.acc} и полное имя."),
        value=guardian.child_text,
        choices=[
            *(Remedy(f"{_named(one, index)}, {one.class_text}", "value", _named(one, index)) for one in among),
            SKIP,
        ],
        may_type=True,
    )


def _other_class(base: Base, guardian: GuardianRecord, same: list[StudentRecord], report: Report) -> None:
    report.add(
        guardian.at("class"),
        base.label("guardians", guardian, "class"),
        "guardian_other_class",
        phrase(
            "{name} учится в {own}, а здесь {group.nom} {other}. Исправьте {group.acc} или имя {student.gen}.",
            name=guardian.child_text,
            own=", ".join(one.class_text for one in same),
            other=guardian.class_text,
        ),
        value=guardian.class_text,
        choices=[*(Remedy(f"Заменить на {one.class_text}", "value", one.class_text) for one in same), SKIP],
        may_type=True,
    )


def _unknown_child(
    base: Base, guardian: GuardianRecord, index: PeopleIndex[StudentRecord], key: str, report: Report
) -> None:
    near = index.like(guardian.child_text, [one for one in index.people if not key or _class_of(one) == key])
    hint = f" Похоже на: {near.name.text}." if near else ""
    report.add(
        guardian.at("child"),
        base.label("guardians", guardian, "child"),
        "guardian_unknown_student",
        phrase(
            "{Student.gen} «{name}» нет в списке {student.gens}.{hint} Исправьте имя или добавьте {student.acc}.",
            name=guardian.child_text,
            hint=hint,
        ),
        value=guardian.child_text,
        choices=[*([Remedy(f"Связать: {near.name.text}", "value", _named(near, index))] if near else []), SKIP],
        may_type=True,
    )


def _check_guardian_doubles(base: Base, report: Report) -> None:
    """One guardian twice at one child: the second row is left out, with a doubt noted."""
    seen: dict[tuple[int, str], GuardianRecord] = {}
    doubled: dict[str, list[GuardianRecord]] = defaultdict(list)
    for guardian in base.guardians:
        if guardian.student is None or report.is_spoiled(guardian.place):
            continue
        key = (id(guardian.student), guardian.name.key)
        if key in seen:
            doubled[guardian.place.sheet].append(guardian)
            if not guardian.in_student_row:
                report.spoil(guardian.place)
            guardian.student = None
        else:
            seen[key] = guardian
    for rows in doubled.values():
        first = rows[0]
        report.warn(
            first.place,
            WHOLE_ROW,
            "duplicate_guardian",
            phrase("Тот же представитель у того же {student.gen} уже записан выше; повтор не загружается."),
            value=first.name.text,
            rows=[row.place.row for row in rows],
        )
