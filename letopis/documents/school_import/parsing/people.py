"""Rows of staff, students and guardians."""

import re

from letopis.documents.school_import.parsing.rows import RowReader
from letopis.documents.school_import.recognising import SheetTable, TableRow
from letopis.documents.school_import.records import Base, GuardianRecord, StaffRecord, StudentRecord
from letopis.documents.sheets.problems import Report
from letopis.documents.sheets.values import parse_date, parse_full_name
from letopis.kernel.dates import DateRange
from letopis.school.organisation.words import phrase
from letopis.school.people.enums import Kinship
from letopis.school.people.intake import GuardianshipDraft, StaffDraft, StudentDraft
from letopis.school.people.rules import normalise_phone

_MOVED = re.compile(
    r"(?:(?P<left>выб\w*|отчисл\w*)|приб\w*|зачисл\w*|принят\w*)\.?\s*(?:с\s+)?(?P<day>[\d.]+\d|\d+ [а-яё]+(?: \d{4})?)"
    r"(?:\s*г\.?)?(?:,?\s*(?:пр|приказ)\w*\.?\s*№?\s*(?P<order>[\w/-]+))?",
    re.IGNORECASE,
)


def parse_staff(base: Base, table: SheetTable, report: Report) -> None:
    """Rows of the list of staff."""
    for row in table.rows:
        reader = RowReader(table, row, report, year=base.school_days)
        name = reader.full_name()
        if name is None:
            continue
        base.staff.append(
            StaffRecord(
                row.place,
                reader.columns,
                name=name,
                sex=reader.sex(),
                birth_date=reader.birth(),
                snils=reader.snils(),
                phone=reader.phone(),
                email=reader.email(),
                card=reader.values(StaffDraft),
                tutor_class=reader.text("tutor_class", 40).strip("-–— "),
            )
        )


def parse_students(base: Base, table: SheetTable, report: Report) -> None:
    """Rows of the list of students; guardians in the same row become records of their own."""
    for row in table.rows:
        reader = RowReader(table, row, report, year=base.school_days)
        name = reader.full_name()
        if name is None:
            continue
        student = StudentRecord(
            row.place,
            reader.columns,
            name=name,
            sex=reader.sex(),
            birth_date=reader.birth(),
            snils=reader.snils(),
            phone=reader.phone(),
            email=reader.email(),
            class_text=reader.class_text(required=True),
            enrolled_on=reader.day("enrolled_on"),
            enrol_order=_order(reader.text("enrol_order", 40)),
            left_on=reader.day("left_on"),
            left_order=_order(reader.text("left_order", 40)),
            language_group=reader.text("language_group", 40),
            card=reader.values(StudentDraft),
        )
        _take_note(student, reader.name_note(), base.school_days)
        base.students.append(student)
        base.guardians += _guardians_of(student, row)


def _take_note(student: StudentRecord, note: str, year: DateRange | None) -> None:
    """What stands beside a name: «прибыл 15.10 пр. № 45» and «выбыл 01.02», the rest goes to the card's note."""
    moved = _MOVED.search(note)
    day = parse_date(moved["day"], year=year) if moved else None
    if moved and day:
        order = moved["order"] or ""
        if moved["left"]:
            student.left_on, student.left_order = student.left_on or day, student.left_order or order
        else:
            student.enrolled_on, student.enrol_order = student.enrolled_on or day, student.enrol_order or order
        note = f"{note[: moved.start()]} {note[moved.end() :]}".strip(" ,;.")
    if note and not student.card.get("note"):
        student.card["note"] = note[:300]


def _guardians_of(student: StudentRecord, row: TableRow) -> list[GuardianRecord]:
    """Guardians that stand in the student's row: «ФИО матери», «Телефон матери»."""
    found = []
    for prefix, kinship in (("mother", Kinship.MOTHER), ("father", Kinship.FATHER), ("guardian", Kinship.OTHER)):
        name = parse_full_name(row.text(prefix))
        if name is None or not name.surname:
            continue
        found.append(
            GuardianRecord(
                row.place,
                dict(row.columns),
                name=name,
                phone=normalise_phone(row.text(f"{prefix}_phone")) or "",
                child_text=student.name.text,
                class_text=student.class_text,
                kinship=kinship,
                student=student,
                in_student_row=True,
            )
        )
    return found


def parse_guardians(base: Base, table: SheetTable, report: Report) -> None:
    """Rows «child — guardian»; unqualified name columns belong to whom the others leave them."""
    child_prefix, whole, guardian_prefix, guardian_whole = _whose(table)
    for row in table.rows:
        # A key of the child's row alone is looked up when all rows are known.
        keyed = row.text("child_key") and not row.text("child") and not row.text("child_surname")
        child_whole = "child_key" if keyed and whole == "child" else whole
        reader = RowReader(table, row, report, year=base.school_days)
        child = " ".join(
            part
            for part in (
                [row.text(child_whole)]
                if row.text(child_whole)
                else [row.text(f"{child_prefix}{part}") for part in ("surname", "name", "patronymic")]
            )
            if part
        )
        if not child:
            reader.error(child_whole, "no_child", phrase("Не указан {student.nom}, чей это представитель."))
            continue
        name = reader.full_name(guardian_prefix, guardian_whole, " представителя")
        if name is None:
            continue
        columns = {**reader.columns}
        columns.setdefault("child", columns.get(child_whole, columns.get(f"{child_prefix}surname", 0)))
        base.guardians.append(
            GuardianRecord(
                row.place,
                columns,
                name=name,
                birth_date=reader.birth("guardian_birth_date"),
                snils=reader.snils("guardian_snils"),
                phone=reader.phone("guardian_phone"),
                email=reader.email("guardian_email"),
                child_text=child,
                child_birth=reader.day("child_birth_date"),
                class_text=reader.class_text(required=False),
                kinship=reader.values(GuardianshipDraft).get("kinship", Kinship.OTHER),
            )
        )


def _whose(table: SheetTable) -> tuple[str, str, str, str]:
    """Prefix and whole-name column of the child and of the guardian."""
    has = table.columns
    child = ("child_", "child") if has.keys() & {"child", "child_surname", "child_key"} else ("", "full_name")
    guardian = ("guardian_", "guardian") if "guardian" in has or "guardian_surname" in has else ("", "full_name")
    return (*child, *guardian)


def _order(text: str) -> str:
    """The number of an order without «№»."""
    return text.removeprefix("№").strip()


PARSERS = {"staff": parse_staff, "students": parse_students, "guardians": parse_guardians}
