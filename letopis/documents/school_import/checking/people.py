"""Doubles, ages, class teachers."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from letopis.documents.school_import.live import Live
from letopis.documents.school_import.people_index import PeopleIndex
from letopis.documents.school_import.records import (
    NOWHERE,
    Base,
    ClassRecord,
    PersonRecord,
    StaffRecord,
    StudentRecord,
)
from letopis.documents.school_import.words import table_name
from letopis.documents.sheets.margins import is_person
from letopis.documents.sheets.problems import SKIP, WHOLE_ROW, CellPlace, Remedy, Report
from letopis.documents.sheets.values import (
    class_key,
    has_mixed_alphabet,
    parse_full_name,
    parse_short_name,
    sex_by_patronymic,
)
from letopis.kernel.text import search_key
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.words import phrase

# Two positions in one card.
_LONGEST = 150

# ── one person in two lists ───────────────────────────────────────────


def fold_staff(base: Base, report: Report) -> None:
    """A member of staff who stands in two lists is one: what the later says besides is added to the earlier.

    Rows of one list stay apart: there it is a double, unless it is a second position of somebody whom the birth date,
    the СНИЛС or the cell of the name, merged over both rows, proves. So do those of whom a birth date or a СНИЛС says
    otherwise, and of whom two of the earlier may be: that one is told.
    """
    by_name: dict[str, list[StaffRecord]] = defaultdict(list)
    kept, second = [], []
    for one in base.staff:
        named = by_name[one.name.key]
        likely = [
            other
            for other in named
            if not _differ(one, other) and (_list_of(other) != _list_of(one) or _is_post(one, other))
        ]
        if len(likely) == 1 and not report.is_spoiled(one.place) and not report.is_spoiled(likely[0].place):
            if _list_of(likely[0]) == _list_of(one):
                second.append(one)
                likely[0].card["position"] = f"{likely[0].position}, {one.position[:1].lower()}{one.position[1:]}"
            _add(likely[0], one)
            continue
        named.append(one)
        kept.append(one)
    base.staff[:] = kept
    _tell_folded(base, second, report)


def _is_post(one: StaffRecord, other: StaffRecord) -> bool:
    """Whether two rows of a list are two positions of one person."""
    proved = (
        one.goes_on
        or (one.birth_date and one.birth_date == other.birth_date)
        or (one.snils and one.snils == other.snils)
    )
    posts = [one.position, other.position]
    return bool(
        proved and all(posts) and search_key(posts[0]) != search_key(posts[1]) and sum(map(len, posts)) <= _LONGEST
    )


def _tell_folded(base: Base, second: Sequence[StaffRecord], report: Report) -> None:
    if second:
        report.warn(
            second[0].at("position"),
            base.label("staff", second[0], "position"),
            "second_position",
            "Несколько строк одного человека: карточка одна, должности записаны через запятую.",
            value=second[0].position,
            rows=[one.place.row for one in second] if len(second) > 1 else (),
        )


def _list_of(one: StaffRecord) -> tuple[str, str]:
    return one.place.file, one.place.sheet


def _differ(one: StaffRecord, other: StaffRecord) -> bool:
    pairs = ((one.birth_date, other.birth_date), (one.snils, other.snils))
    return any(mine and its and mine != its for mine, its in pairs)


def _add(kept: StaffRecord, other: StaffRecord) -> None:
    for name in ("sex", "birth_date", "snils", "phone", "email"):
        setattr(kept, name, getattr(kept, name) or getattr(other, name))
    for name, value in other.card.items():
        own = kept.card.get(name)
        if name == "subjects" and own and value:
            said = [part.strip() for part in f"{own}, {value}".split(",")]
            kept.card[name] = ", ".join(dict.fromkeys(filter(None, said)))
        else:
            kept.card[name] = own or value
    classes = [part.strip() for part in f"{kept.tutor_class},{other.tutor_class}".split(",")]
    kept.tutor_class = ", ".join(dict.fromkeys(filter(None, classes)))


# ── staff that only the load names ───────────────────────────────────


def infer_staff(base: Base, live: Live, report: Report) -> None:
    """Without a list of staff, take the teachers whom the load names in full: a tariff list is often all there is."""
    if base.staff or live.staff:
        return
    found: dict[str, StaffRecord] = {}
    for row in base.load:
        name = parse_full_name(row.teacher) if is_person(row.teacher) and not parse_short_name(row.teacher) else None
        if name is None or not name.surname or has_mixed_alphabet(name.text):
            continue
        card = {"position": row.position} if row.position else {}
        record = found.setdefault(name.key, StaffRecord(row.place, row.columns, name=name, card=card))
        record.card = record.card or card
    if not found:
        return
    base.staff += found.values()
    first = next(iter(found.values())).place
    report.warn(
        CellPlace(first.file, first.sheet, 0),
        table_name("staff"),
        "staff_inferred",
        phrase(
            "Списка сотрудников нет: из нагрузки взято {number} ({names}…), без дат рождения и телефонов. "
            "Допишите их в карточках или загрузите список.",
            number=len(found),
            names=", ".join(one.name.text for one in list(found.values())[:3]),
        ),
    )


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
        twin = by_name.get((person.name.key, birth)) or _undated(person, by_name)
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
            born = ", дата рождения" if person.birth_date and first.birth_date else ""
            same = f"те же ФИО{born}{' и СНИЛС' if other else ''}"
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
        if isinstance(person, StudentRecord):
            by_name.setdefault((person.name.key, person.class_key), person)


def _undated(person: StaffRecord | StudentRecord, by_name: Mapping[tuple[str, object], Any]) -> Any:
    """A student's namesake in the same class, where one of the two has no birth date that would tell them apart."""
    other = by_name.get((person.name.key, person.class_key)) if isinstance(person, StudentRecord) else None
    return other if other and not (person.birth_date and other.birth_date) else None


# ── ages ──────────────────────────────────────────────────────────────


def check_ages(base: Base, live: Live, report: Report) -> None:
    """A student far too young or old for the grade, a worker who is a child: a misprint in the year, most likely.

    Into a college people come after the ninth grade or the eleventh, and at any age.
    """
    if base.year is None:
        return
    # A school to be founded says in its card what it is.
    of_college = (live.school.kind if live.school.pk else base.card.get("kind")) == SchoolKind.COLLEGE
    youngest, oldest = (13, 50) if of_college else (2, 10)
    grades = {record.key: record.grade for record in base.classes}
    for student in base.students:
        grade = grades.get(student.class_key)
        if student.place is NOWHERE or student.birth_date is None or grade is None or report.is_spoiled(student.place):
            continue
        age = base.year.starts_on.year - student.birth_date.year
        if not youngest <= age - grade <= oldest:
            report.warn(
                student.at("birth_date"),
                base.label("students", student, "birth_date"),
                "odd_age",
                phrase(
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


def check_sexes(base: Base, report: Report) -> None:
    """A sex that the patronymic of the same row contradicts: one doubt a list, the column is believed."""
    for kind, people in (("students", base.students), ("staff", base.staff)):
        wrong: dict[tuple[str, str], list[PersonRecord]] = defaultdict(list)
        for one in people:
            said = sex_by_patronymic(one.name.patronymic)
            if one.place is not NOWHERE and one.sex and said and one.sex != said and not report.is_spoiled(one.place):
                wrong[one.place.file, one.place.sheet].append(one)
        for first, *others in wrong.values():
            report.warn(
                first.at("sex"),
                base.label(kind, first, "sex"),
                "sex_differs",
                f"{first.name.text}: пол в столбце не тот, что у отчества. Записан будет тот, что в столбце; если это "
                "ошибка, исправьте.",
                value=first.sex,
                rows=[one.place.row for one in (first, *others)] if others else (),
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
                    phrase(
                        "{Group.gen} «{text}» нет в списке {group.gens}: {tutoring} не записывается. "
                        "Исправьте {group.acc}.",
                        text=text.strip(),
                    ),
                    value=text,
                )
    for record in base.classes:
        said = by_staff.get(record.key)
        if not record.tutor:
            record.tutor_record = said or _named_in_heading(base, record, index, report)
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
                phrase(
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
                phrase(
                    "{Tutor.ins} {name} здесь назван(а) {one}, в списке {group.gens} — {other}. "
                    "Записано будет, как в списке {group.gens}.",
                    name=record.name,
                    one=said.name.text,
                    other=found[0].name.text,
                ),
                value=said.tutor_class,
            )


def _named_in_heading(
    base: Base, record: ClassRecord, index: PeopleIndex[StaffRecord], report: Report
) -> StaffRecord | None:
    """Who leads a class by the heading over its children; told where that is nobody of the staff, or several."""
    name, place = base.tutors.get(record.key, ("", NOWHERE))
    found = index.find_right(name, lambda one: report.is_spoiled(one.place)) if name and base.staff else []
    if name and base.staff and len(found) != 1:
        report.warn(
            place,
            phrase("{Tutor.nom}"),
            "unknown_tutor",
            phrase(
                "{Tutor.nom} {name} «{tutor_name}», названный над списком, {fault} Пока {group.nom} остаётся без "
                "{tutor.gen}.",
                name=record.name,
                tutor_name=name,
                fault="есть среди сотрудников не один раз." if found else "не найден среди сотрудников.",
            ),
            value=name,
        )
    return found[0] if len(found) == 1 else None
