"""Which classes there are, and whether every row names one of them."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from letopis.documents.school_import.live import Live
from letopis.documents.school_import.parsing.bells import shift_in
from letopis.documents.school_import.records import (
    NOWHERE,
    Base,
    ClassRecord,
    CurriculumRecord,
    GuardianRecord,
    LoadRecord,
    SlotRecord,
    StudentRecord,
)
from letopis.documents.school_import.words import table_name
from letopis.documents.sheets.problems import SKIP, CellPlace, Remedy, Report
from letopis.documents.sheets.values import class_key, parse_class
from letopis.kernel.text import clean, search_key
from letopis.school.organisation.words import phrase

Classed = StudentRecord | GuardianRecord | CurriculumRecord | LoadRecord | SlotRecord
MANY = 4
# So many students are no misprint.
_ENOUGH = 5
_WHOLE_BASE = ("calendar", "bells", "staff", "students", "guardians", "curriculum", "load", "timetable")


def settle_classes(base: Base, live: Live, report: Report) -> None:
    """Give every record its class's key, or an error; without a list of classes, take those that the sheets name."""
    _expand_parallels(base, live, report)
    known = {record.key: record.name for record in base.classes}
    known |= {key: group.name for key, group in live.classes.items() if key not in known}
    if not known:
        known = _inferred(base, report)
    guardians_say = _classes_by_guardians(base)
    unknown: dict[tuple[str, str, str, str], list[Classed]] = defaultdict(list)
    for kind, record in _classed(base):
        key = class_key(record.class_text)
        if key in known:
            if not isinstance(record, GuardianRecord):
                record.class_key = key
        elif key and not report.is_spoiled(record.place):
            unknown[kind, record.place.file, record.place.sheet, key].append(record)
    for (kind, _, _, _), records in unknown.items():
        _note_unknown(base, kind, records, known, guardians_say, report)


def _classed(base: Base) -> Iterator[tuple[str, Classed]]:
    for kind, records in (
        ("students", base.students),
        ("guardians", [one for one in base.guardians if not one.in_student_row]),
        ("curriculum", base.curriculum),
        ("load", base.load),
        ("timetable", base.timetable),
    ):
        for record in records:
            yield kind, record


def _expand_parallels(base: Base, live: Live, report: Report) -> None:
    """A curriculum row of «5» is one for every fifth class, unless there is a class called «5».

    A curriculum of all years of study names more of them than the school has classes of: one doubt for all.
    """
    by_grade: dict[int, list[str]] = defaultdict(list)
    names = {record.key for record in base.classes} | set(live.classes)
    for record in base.classes:
        by_grade[record.grade].append(record.name)
    if not base.classes:
        for group in live.classes.values():
            by_grade[group.grade].append(group.name)
    expanded: list[CurriculumRecord] = []
    without: list[CurriculumRecord] = []
    for row in base.curriculum:
        parsed = parse_class(row.class_text)
        if parsed is None or parsed.letter or class_key(row.class_text) in names or not by_grade:
            expanded.append(row)
            continue
        if not by_grade.get(parsed.grade):
            without.append(row)
            continue
        expanded += [
            CurriculumRecord(
                row.place,
                row.columns,
                class_text=name,
                subject=row.subject,
                area=row.area,
                part=row.part,
                hours=row.hours,
            )
            for name in by_grade[parsed.grade]
        ]
    base.curriculum = expanded
    if without:
        _note_without_classes(without, report)


def _note_without_classes(rows: list[CurriculumRecord], report: Report) -> None:
    grades = list(dict.fromkeys(clean(row.class_text) for row in rows))
    report.warn(
        CellPlace(rows[0].place.file, rows[0].place.sheet, rows[0].place.row),
        phrase("{Group.nom}"),
        "grade_without_classes",
        phrase(
            "В учебном плане есть часы для параллелей, в которых нет ни одного {group.gen}: {grades}. Они не "
            "загружаются; если {group.nom} там есть, дополните список {group.gens}.",
            grades=", ".join(grades),
        ),
        rows=list(dict.fromkeys(row.place.row for row in rows)),
    )


def _inferred(base: Base, report: Report) -> dict[str, str]:
    """Classes that two kinds of sheets, five students, or a title over students name: a misprint is in a cell."""
    kinds: dict[str, set[str]] = defaultdict(set)
    pupils: Counter[str] = Counter()
    for kind, record in _classed(base):
        parsed = parse_class(record.class_text)
        if record.class_text and not (parsed and parsed.has_latin):
            kinds[class_key(record.class_text)].add(kind)
            is_title = {"class", "grade"}.isdisjoint(record.columns)
            pupils[class_key(record.class_text)] += isinstance(record, StudentRecord) * (_ENOUGH if is_title else 1)
    for key, where in kinds.items():
        if len(where) > 1 or pupils[key] >= _ENOUGH:
            parsed = parse_class(key)
            name = parsed.name if parsed else key.upper()
            base.classes.append(
                ClassRecord(
                    NOWHERE, name=name, grade=parsed.grade if parsed else 1, letter=parsed.letter if parsed else ""
                )
            )
    _shifts_by_timetable(base)
    if base.classes:
        first = base.tables[0].place if base.tables else NOWHERE
        report.warn(
            CellPlace(first.file, first.sheet, 0),
            table_name("classes"),
            "classes_inferred",
            phrase(
                "Списка {group.gens} нет: из других листов взято {number} ({names}), без {lacking}.",
                lacking="кабинетов" if base.tutors else phrase("{tutor.gens} и кабинетов"),
                number=len(base.classes),
                names=", ".join(sorted(one.name for one in base.classes)),
            ),
        )
    return {record.key: record.name for record in base.classes}


def _shifts_by_timetable(base: Base) -> None:
    """Give classes that no list names the shift of the sheet that all their lessons stand on: «II смена»."""
    told = {
        (table.file, table.sheet): shift_in(f"{table.sheet} {table.title}")
        for table in base.tables
        if table.kind == "timetable"
    }
    found: dict[str, set[int]] = defaultdict(set)
    for slot in base.timetable:
        found[class_key(slot.class_text)].add(told.get((slot.place.file, slot.place.sheet), 0))
    for record in base.classes:
        (shift, *others) = found.get(record.key) or {0}
        record.shift = shift if shift and not others else record.shift


def _classes_by_guardians(base: Base) -> dict[str, str]:
    """The class that the rows of guardians give to a child."""
    return {
        search_key(one.child_text): one.class_text
        for one in base.guardians
        if one.class_text and not one.in_student_row
    }


def _note_unknown(  # noqa: PLR0917
    base: Base,
    kind: str,
    records: list[Classed],
    known: dict[str, str],
    guardians_say: dict[str, str],
    report: Report,
) -> None:
    first, text = records[0], clean(records[0].class_text)
    column = "class" if "class" in first.columns else "letter" if "letter" in first.columns else "grade"
    label = base.label(kind, first, column)
    if len(records) >= MANY:
        report.add(
            first.at(column),
            label,
            "unknown_class",
            phrase(
                "{Group.gen} «{text}» нет в списке {group.gens} {school.gen} ({rows} строк). "
                "Дополните список {group.gens} или исправьте эти строки.",
                text=text,
                rows=len(records),
            ),
            value=text,
            rows=[record.place.row for record in records],
        )
        for record in records:
            report.spoil(record.place)
        return
    parsed = parse_class(text)
    near = [name for key, name in known.items() if parsed and (one := parse_class(key)) and one.grade == parsed.grade]
    for record in records:
        text, hint = clean(record.class_text), ""
        options = near
        if isinstance(record, StudentRecord):
            said = parse_class(guardians_say.get(record.name.key, ""))
            if said and class_key(said.name) in known:
                hint = f" В строках родителей указан {said.name}."
                options = [said.name, *(name for name in near if name != said.name)]
        if column == "letter":
            # The grade stands in a column of its own and stays as it is.
            options = [name for name in options if name in near]
        elif column == "grade":
            options = []
        report.add(
            record.at(column),
            label,
            "unknown_class",
            phrase(
                "{Group.gen} «{text}» нет в списке {group.gens} {school.gen}.{hint} Исправьте {group.acc} "
                "или дополните список.",
                text=text,
                hint=hint,
            ),
            value=text,
            choices=[
                *(Remedy(f"Заменить на {name}", "value", name) for name in options[:8]),
                SKIP,
            ],
            may_type=True,
        )


# ── counts and what is missing ────────────────────────────────────────


def check_counts(base: Base, report: Report) -> None:
    """The number of students that the list of classes gives against the list of students, on the first day."""
    if not base.has("students") or base.year is None:
        return
    listed: Counter[str] = Counter()
    doubtful = 0
    for student in base.students:
        if student.place is NOWHERE:
            continue
        if report.is_spoiled(student.place):
            doubtful += 1
        elif not (student.enrolled_on and student.enrolled_on > base.year.starts_on):
            listed[student.class_key] += 1
    off = [
        (record, listed[record.key])
        for record in base.classes
        if record.count is not None and record.count != listed[record.key] and record.place is not NOWHERE
    ]
    if not off or sum(abs((record.count or 0) - number) for record, number in off) <= doubtful:
        return
    first = off[0][0]
    report.warn(
        first.at("count"),
        base.label("classes", first, "count"),
        "count_differs",
        phrase("Число обучающихся в списке {group.gens} и в списке {student.gens} не совпадает: ")
        + ", ".join(f"{record.name} — {record.count} и {number}" for record, number in off[:8])
        + ("…" if len(off) > 8 else ".")
        + " Сверьте списки.",
        rows=[record.place.row for record, _ in off],
    )


def note_missing_tables(base: Base, live: Live, report: Report) -> None:
    """A base that is nearly whole, with a sheet missing: say so once."""
    held = {
        "calendar": live.terms,
        "bells": live.bells,
        "staff": live.staff,
        "students": live.students,
        "guardians": live.guardians,
        "curriculum": live.curriculum,
        "load": live.courses,
        "timetable": live.slots,
    }
    present = [kind for kind in _WHOLE_BASE if base.has(kind)]
    missing = [table_name(kind) for kind in _WHOLE_BASE if not base.has(kind) and not held[kind]]
    if len(present) >= 3 and missing:
        first = base.tables[0]
        report.warn(
            CellPlace(first.file, "", 0),
            "лист",
            "missing_sheet",
            f"Не найдены таблицы: {', '.join(missing)}. Если они есть в файле, проверьте названия листов и строки "
            "заголовков; если нет, загрузите их позже отдельным файлом.",
        )
