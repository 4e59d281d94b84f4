"""Every row of guardians finds its child; the same guardian is written once."""

import re
from collections import defaultdict
from dataclasses import replace

from letopis.documents.school_import.people_index import PeopleIndex, short_name
from letopis.documents.school_import.records import (
    NOWHERE,
    Base,
    GuardianRecord,
    StudentRecord,
)
from letopis.documents.school_import.relations import Pointed, names_beside, students_pointed_at
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
    pointed = students_pointed_at(base)
    beside = names_beside(base, "guardians", index) if pointed else {}
    for guardian in rows:
        if guardian.place.row_key in report.answers.skip:
            continue
        key = pointed.get(guardian.place.row_key)
        if key and guardian.child_text == key.text:
            guardian.child_text = beside.get(guardian.place.row_key, key.text)
        guardian.student = (
            _child_by_key(base, guardian, key, index, report) if key else _child_of(base, guardian, index, report)
        )
    _check_guardian_doubles(base, report)


# ── a child by a key ──────────────────────────────────────────────────


def _child_by_key(
    base: Base,
    guardian: GuardianRecord,
    key: Pointed[StudentRecord],
    index: PeopleIndex[StudentRecord],
    report: Report,
) -> StudentRecord | None:
    """The child whose number of the personal file, СНИЛС or id the row has; a name beside it must not gainsay it."""
    is_named = guardian.child_text != key.text
    fitting = [one for one in key.people if not report.is_spoiled(one.place)] or list(key.people[:1])
    if is_named:
        fitting = [one for one in fitting if _may_be_called(one, guardian.child_text, index)]
    in_class = [one for one in fitting if _class_of(one) == class_key(guardian.class_text)]
    if len(in_class or fitting) > 1:
        _ambiguous(base, guardian, in_class or fitting, index, report)
        return None
    if fitting and guardian.class_text and not in_class and not report.is_spoiled(fitting[0].place):
        _other_class(base, guardian, fitting, report)
        return None
    if fitting:
        return fitting[0]
    if key.people:
        _key_of_another(guardian, key, index, report)
        return None
    return _child_without_key(base, guardian, key, index, report)


def _may_be_called(student: StudentRecord, text: str, index: PeopleIndex[StudentRecord]) -> bool:
    """Whether a name that stands beside a key may be the student's: in short, without a part, with a misprint."""
    if student in index.find(_ROW.sub("", text)) or student in index.find(text):
        return True
    if short := short_name(text):
        has_initials = search_key(student.name.name)[:1] == search_key(short.name)
        surname = search_key(student.name.surname)
        return has_initials and surname in {"", search_key(short.surname)}
    named = parse_full_name(text)
    if named and not student.name.surname:
        return search_key(named.name) == search_key(student.name.name)
    return index.like(text, [student]) is student


def _key_of_another(
    guardian: GuardianRecord, key: Pointed[StudentRecord], index: PeopleIndex[StudentRecord], report: Report
) -> None:
    """The key is one student's, the name another's: neither is taken."""
    holder = key.people[0]
    report.add(
        key.place,
        key.label,
        "guardian_key_differs",
        phrase(
            "«{key}» — это {holder}, а {student.nom} здесь назван(а) «{name}». Исправьте одно из двух.",
            key=key.text,
            holder=_named(holder, index),
            name=guardian.child_text,
        ),
        value=key.text,
        choices=[SKIP],
        may_type=True,
    )


def _child_without_key(
    base: Base,
    guardian: GuardianRecord,
    key: Pointed[StudentRecord],
    index: PeopleIndex[StudentRecord],
    report: Report,
) -> StudentRecord | None:
    """Nobody has the key: a full name beside it is enough, with a doubt noted; less is not."""
    named = parse_full_name(guardian.child_text)
    found = index.find(guardian.child_text) if guardian.child_text != key.text else []
    if found and named and named.surname and not short_name(guardian.child_text):
        child = _child_of(base, guardian, index, report)
        if child:
            report.warn(
                key.place,
                key.label,
                "guardian_unknown_key",
                phrase("«{key}» нет в списке {student.gens}; {student.nom} найден(а) по имени.", key=key.text),
                value=key.text,
            )
        return child
    report.add(
        key.place,
        key.label,
        "guardian_unknown_student",
        phrase(
            "«{key}»: такого {student.gen} нет в списке. Исправьте «{label}» или добавьте {student.acc}.",
            key=key.text,
            label=key.label,
        ),
        value=key.text,
        choices=[SKIP],
        may_type=True,
    )
    return None


# ── a child by name ───────────────────────────────────────────────────


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
