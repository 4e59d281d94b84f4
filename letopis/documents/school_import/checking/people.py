"""Doubles, ages, class teachers, and whose guardian each guardian is."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from letopis.documents.school_import.people_index import PeopleIndex
from letopis.documents.school_import.records import (
    NOWHERE,
    Base,
    GuardianRecord,
    StaffRecord,
    StudentRecord,
)
from letopis.documents.sheets.problems import SKIP, WHOLE_ROW, CellPlace, Remedy, Report
from letopis.documents.sheets.values import class_key, parse_full_name
from letopis.kernel.text import search_key
from letopis.school.organisation.words import say

_ROW = re.compile(r" ?\(строка (\d{1,7})\)$")


# ── doubles ───────────────────────────────────────────────────────────


def check_doubles(base: Base, report: Report) -> None:
    """One person in two rows of a list: the same СНИЛС, or the same full name and birth date."""
    _check_doubles(base, "staff", base.staff, report)
    _check_doubles(base, "students", base.students, report)


def _check_doubles(base: Base, kind: str, people: Sequence[StaffRecord | StudentRecord], report: Report) -> None:
    by_snils: dict[str, StaffRecord | StudentRecord] = {}
    by_name: dict[tuple[str, object], StaffRecord | StudentRecord] = {}
    for person in people:
        if person.place is NOWHERE:
            continue
        birth = person.birth_date or (person.class_key if isinstance(person, StudentRecord) else "")
        other = by_snils.get(person.snils) if person.snils else None
        twin = by_name.get((person.name.key, birth))
        if other and other.name.key != person.name.key:
            report.add(
                person.at("snils"),
                base.label(kind, person, "snils"),
                "snils_twice",
                f"Такой же СНИЛС в строке {other.place.row}: {other.name.text}. Сверьте с документом.",
                value=person.snils,
                choices=[SKIP],
                may_type=True,
            )
        elif (first := other or twin) and not (not other and person.snils and first.snils):
            same = (
                "те же ФИО" + (", дата рождения" if birth == person.birth_date else "") + (" и СНИЛС" if other else "")
            )
            accept = [] if other else [Remedy("Это другой человек", "accept")]
            report.add(
                person.place,
                WHOLE_ROW,
                "duplicate_student" if kind == "students" else "duplicate_staff",
                f"Повтор строки {first.place.row}: {same}. Удалите одну из строк.",
                value=person.name.text,
                choices=[Remedy(f"Пропустить строку {person.place.row}", "skip"), *accept],
            )
        if person.snils:
            by_snils.setdefault(person.snils, person)
        by_name.setdefault((person.name.key, birth), person)


# ── ages ──────────────────────────────────────────────────────────────


def check_ages(base: Base, report: Report) -> None:
    """A student far too young or old for the grade, a worker who is a child: a misprint in the year, most likely."""
    if base.year is None:
        return
    grades = {record.key: record.grade for record in base.classes}
    for student in base.students:
        grade = grades.get(student.class_key)
        if student.place is NOWHERE or student.birth_date is None or grade is None or report.is_spoiled(student.place):
            continue
        age = base.year.starts_on.year - student.birth_date.year
        if abs(age - grade - 6) > 4:
            report.warn(
                student.at("birth_date"),
                base.label("students", student, "birth_date"),
                "odd_age",
                say(
                    "{name}: {grade_no} {grade.nom}, а возраст около {age} лет. Проверьте год рождения.",
                    name=student.name.text,
                    grade_no=grade,
                    age=age,
                ),
                value=f"{student.birth_date:%d.%m.%Y}",
                may_type=True,
            )
    for worker in base.staff:
        if worker.place is not NOWHERE and worker.birth_date and base.year.starts_on.year - worker.birth_date.year < 16:
            report.warn(
                worker.at("birth_date"),
                base.label("staff", worker, "birth_date"),
                "odd_age",
                f"{worker.name.text}: моложе 16 лет. Проверьте год рождения.",
                value=f"{worker.birth_date:%d.%m.%Y}",
                may_type=True,
            )


# ── class teachers ────────────────────────────────────────────────────


def settle_tutors(base: Base, report: Report) -> None:
    """Class teachers from the list of classes and from the list of staff; they must agree."""
    index = PeopleIndex(base.staff)
    known = {record.key: record for record in base.classes}
    by_staff: dict[str, StaffRecord] = {}
    for worker in base.staff:
        for text in re.split(r"[,;]", worker.tutor_class):
            key = class_key(text)
            if key and key in known:
                by_staff[key] = worker
            elif key and known and text.strip().casefold() not in {"нет", "да"}:
                report.warn(
                    worker.at("tutor_class"),
                    base.label("staff", worker, "tutor_class"),
                    "unknown_class",
                    say(
                        "{Group.gen} «{text}» нет в списке {group.gens}: {tutoring} не записывается. "
                        "Исправьте {group.acc}.",
                        text=text.strip(),
                    ),
                    value=text,
                )
    for record in base.classes:
        said = by_staff.get(record.key)
        if not record.tutor:
            record.tutor_record = said
            continue
        found = index.find_right(record.tutor, lambda one: report.is_spoiled(one.place))
        if len(found) > 1 and said in found:
            found = [said]
        if not found and not base.staff:
            continue
        if len(found) != 1:
            report.warn(
                record.at("tutor"),
                base.label("classes", record, "tutor"),
                "unknown_tutor",
                say(
                    "{Tutor.nom} {name} «{tutor_name}» {fault} Исправьте имя; пока {group.nom} остаётся "
                    "без {tutor.gen}.",
                    name=record.name,
                    tutor_name=record.tutor,
                    fault="есть в списке сотрудников не один раз." if found else "не найден в списке сотрудников.",
                ),
                value=record.tutor,
                choices=[Remedy(index.shown[one], "value", index.shown[one]) for one in found],
                may_type=True,
            )
            record.tutor_record = None if found else said
            continue
        record.tutor_record = found[0]
        if said and said is not found[0]:
            report.warn(
                said.at("tutor_class"),
                base.label("staff", said, "tutor_class"),
                "tutors_differ",
                say(
                    "{Tutor.ins} {name} здесь назван(а) {one}, в списке {group.gens} — {other}. "
                    "Записано будет, как в списке {group.gens}.",
                    name=record.name,
                    one=said.name.text,
                    other=found[0].name.text,
                ),
                value=said.tutor_class,
            )


# ── guardians ─────────────────────────────────────────────────────────


def settle_guardians(base: Base, report: Report) -> None:
    """Find each guardian's child; a child whose own row is left out takes the guardian's row along."""
    rows = [one for one in base.guardians if not one.in_student_row]
    if rows and not base.students:
        first = rows[0]
        report.add(
            CellPlace(first.place.file, first.place.sheet, 0),
            base.label("guardians", first, "child"),
            "no_students",
            say(
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
        say("{Student.gens} «{name}» несколько: ", name=guardian.child_text)
        + ", ".join(f"{one.class_text or '—'}{f', строка {one.place.row}' if one.place.row else ''}" for one in among)
        + say(". Выберите, кто это, или укажите {group.acc} и полное имя."),
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
        say(
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
        say(
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
            say("Тот же представитель у того же {student.gen} уже записан выше; повтор не загружается."),
            value=first.name.text,
            rows=[row.place.row for row in rows],
        )
