"""Rows of staff, students and guardians."""

import re

from letopis.documents.school_import.parsing.orders import parse_order
from letopis.documents.school_import.parsing.phones import (
    BESIDE,
    RELATIVES,
    give_phones,
    own_phone,
    phone_beside,
    raw_of,
    say_whose,
    share_phones,
)
from letopis.documents.school_import.parsing.relatives import (
    Relative,
    children_in,
    give_kinships,
    kinship_or,
    relatives_of,
)
from letopis.documents.school_import.parsing.rows import RowReader
from letopis.documents.school_import.recognising import SheetTable, TableRow
from letopis.documents.school_import.records import Base, GuardianRecord, PaperOrder, StaffRecord, StudentRecord
from letopis.documents.sheets.problems import Report
from letopis.documents.sheets.values import (
    FullName,
    class_key,
    has_mixed_alphabet,
    looks_patronymic,
    name_and_note,
    parse_date,
    parse_full_name,
    proper,
)
from letopis.kernel.dates import DateRange
from letopis.kernel.fields import fields_of
from letopis.kernel.text import search_key
from letopis.school.organisation.words import phrase
from letopis.school.people.enums import Kinship
from letopis.school.people.intake import GuardianshipDraft, StaffDraft, StudentDraft
from letopis.school.people.kinds import NOT_GIVEN

# As long as the number of an order may be in the base.
_NUMBER_LENGTH = 40
_KINSHIP = fields_of(GuardianshipDraft)["kinship"]
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
                goes_on=not row.above.isdisjoint({"full_name", "surname"}),
                tutor_class=reader.text("tutor_class", 40).strip("-–— "),
            )
        )


def parse_students(base: Base, table: SheetTable, report: Report) -> None:
    """Rows of the list of students; guardians in the same row become records of their own."""
    last: StudentRecord | None = None
    for before, row in zip([None, *table.rows], table.rows, strict=False):
        reader = RowReader(table, row, report, year=base.school_days)
        if last and before and _is_of_the_same(row, before):
            base.guardians += _guardians_of(last, reader)
            continue
        name = reader.full_name()
        if name is None:
            continue
        student = last = StudentRecord(
            row.place,
            reader.columns,
            name=name,
            sex=reader.sex(),
            birth_date=reader.birth(),
            snils=reader.snils(),
            phone=own_phone(reader),
            email=reader.email(),
            class_text=reader.class_text(required=True),
            enrolled_on=reader.day("enrolled_on"),
            enrol_order=_order(reader, "enrol_order"),
            left_on=reader.day("left_on"),
            left_order=_order(reader, "left_order"),
            language_group=reader.text("language_group", 40),
            card=reader.values(StudentDraft),
        )
        _take_consent(student, reader)
        _take_note(student, reader.name_note(), base.school_days)
        _take_moves(student, str(student.card.get("note") or ""), base.school_days)
        if student.left_on is None and (row.text("left") or _HAS_LEFT.match(reader.name_note() or row.text("note"))):
            reader.error(
                "full_name" if "full_name" in row.columns else "surname",
                "left_when",
                phrase("{Student.nom} выбыл, а дата выбытия не указана. Впишите её или пропустите строку."),
            )
        base.students.append(student)
        if tutor := row.text("tutor"):
            base.tutors.setdefault(class_key(student.class_text), (tutor, row.place))
        relatives = _guardians_of(student, reader)
        share_phones(relatives, reader)
        base.guardians += relatives


def _take_consent(student: StudentRecord, reader: RowReader) -> None:
    """«да», «нет», or the day on which it was given."""
    if "consent" not in reader.columns:
        return
    student.consent_on = parse_date(reader.row.cells.get("consent"), year=reader.year)
    student.has_consent = bool(student.consent_on) or reader.yes_no("consent")


def _take_note(student: StudentRecord, note: str, year: DateRange | None) -> None:
    """What stands beside a name: «прибыл 15.10 пр. № 45» and «выбыл 01.02», the rest goes to the card's note."""
    note = _take_moves(student, note, year)
    if note and not student.card.get("note"):
        student.card["note"] = note[:300]


def _take_moves(student: StudentRecord, note: str, year: DateRange | None) -> str:
    """Take the day and the order of «прибыл 15.10 пр. № 45» and «выбыл 01.02»; return what else the note says."""
    moved = _MOVED.search(note)
    day = parse_date(moved["day"], year=year) if moved else None
    if not moved or not day:
        return note
    order = PaperOrder(moved["order"] or "")
    if moved["left"]:
        student.left_on, student.left_order = student.left_on or day, _known(student.left_order, order)
    else:
        student.enrolled_on, student.enrol_order = student.enrolled_on or day, _known(student.enrol_order, order)
    return f"{note[: moved.start()]} {note[moved.end() :]}".strip(" ,;.")


_HAS_LEFT = re.compile(r"(?:выбыл|отчислен)", re.IGNORECASE)
_OWN = ("full_name", "surname", "name")


def _is_of_the_same(row: TableRow, before: TableRow) -> bool:
    """Whether a row only adds a relative to the child of the row before: its own cells are empty, or merged down."""
    relatives = [row.text(name) for name in RELATIVES]
    if not any(relatives):
        return False
    own = [row.text(name) for name in _OWN]
    if not any(own):
        return not row.text("birth_date")
    same = all(row.text(name) == before.text(name) for name in (*_OWN, "birth_date", "class", "grade", "letter"))
    return same and relatives != [before.text(name) for name in RELATIVES]


def _guardians_of(student: StudentRecord, reader: RowReader) -> list[GuardianRecord]:
    """Guardians that stand in the student's row: «ФИО матери», «Телефон матери», both parents in one cell."""
    found = []
    for prefix, kinship in BESIDE:
        # A column of names with telephones may have been taken for one of telephones.
        behind = f"{prefix}_phone"
        column = behind if not reader.row.text(prefix) and relatives_of(raw_of(reader, behind)).people else prefix
        people = _people_in(reader, column) or _named_apart(reader, prefix)
        for one in people:
            alone = len(people) == 1
            found.append(
                GuardianRecord(
                    reader.row.place,
                    reader.columns,
                    name=one.name,
                    phone=one.phone or (phone_beside(reader, f"{prefix}_phone") if alone else ""),
                    email=one.email or (reader.email(f"{prefix}_email") if alone else ""),
                    child_text=student.name.text,
                    class_text=student.class_text,
                    kinship=kinship_or(one, _said_kinship(reader, prefix, kinship)),
                    student=student,
                    in_student_row=True,
                )
            )
        if len(people) > 1 and column == prefix and reader.row.text(behind) and not say_whose(reader, behind):
            reader.warn(
                f"{prefix}_phone",
                "whose_phone",
                "Чей это телефон из нескольких представителей, не понять: он не записывается. Впишите его в карточку.",
            )
    return found


def _said_kinship(reader: RowReader, prefix: str, usual: Kinship) -> str:
    """What the column of kinship beside a relative says, else what the column of the name means."""
    said = reader.value(f"{prefix}_kinship", _KINSHIP) if reader.row.text(f"{prefix}_kinship") else None
    return str(said or usual)


def _named_apart(reader: RowReader, prefix: str) -> list[Relative]:
    """A relative whose surname, name and patronymic have columns of their own."""
    texts = [name_and_note(reader.row.text(f"{prefix}_{part}"))[0] for part in ("surname", "name", "patronymic")]
    if not any(texts):
        return []
    name = FullName(*(" ".join(map(proper, text.split()))[:80] for text in texts))
    if not name.surname or not name.name or has_mixed_alphabet(name.text):
        reader.warn(f"{prefix}_surname", "no_relative", f"«{name.text[:60]}» не записывается: нужны фамилия и имя.")
        return []
    return [Relative(name)]


def _people_in(reader: RowReader, column: str) -> list[Relative]:
    """Whom a cell of relatives names; a doubt where it says more than is written, or names nobody."""
    text = reader.row.text(column)
    if search_key(text) in NOT_GIVEN:
        return []
    found = relatives_of(raw_of(reader, column))
    plain = parse_full_name(text)
    if len(found.people) == 0:
        # «лишена родительских прав» is no name, «иванова мария петровна» is one.
        is_name = any(word[:1].isupper() or looks_patronymic(word) for word in text.split())
        if plain and plain.surname and is_name and not any(one.isdigit() for one in text):
            return [Relative(plain)]
        reader.warn(column, "no_relative", f"«{text[:60]}» не записывается: нет фамилии, имени и отчества.")
        return []
    if found.rest:
        reader.once(
            column,
            "relative_rest",
            f"Кроме имени, родства и телефона в ячейках есть другие сведения («{found.rest[:60]}»): не записываются.",
            lambda row: bool(relatives_of(row.text(column)).rest),
        )
    return list(found.people)


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
        told = relatives_of(raw_of(reader, guardian_whole)).people
        if len(told) > 1 or (told and (told[0].phone or told[0].kinship)):
            people = _people_in(reader, guardian_whole)
        else:
            name = reader.full_name(guardian_prefix, guardian_whole, " представителя")
            people = [Relative(name)] if name else []
        give_phones(people, reader)
        if len(people) > 1 and row.text("kinship") and not give_kinships(people, row.text("kinship")):
            reader.warn(
                "kinship",
                "whose_kinship",
                f"«{row.text('kinship')[:60]}»: чьё это родство из нескольких представителей, не понять. У кого оно не "
                "указано, записывается «иной представитель».",
            )
        for text, group in children_in(raw_of(reader, child_whole)) or children_in(child) or [(child, "")]:
            base.guardians += _of_child(reader, people, (text, group), child_whole, child_prefix)


def _of_child(
    reader: RowReader, people: list[Relative], child: tuple[str, str], child_whole: str, child_prefix: str
) -> list[GuardianRecord]:
    """The records of one row; what has a column of its own is said of a guardian who stands alone in the cell.

    `child`: the name, and the class that stands behind it, "" for none.
    """
    columns = {**reader.columns}
    columns.setdefault("child", columns.get(child_whole, columns.get(f"{child_prefix}surname", 0)))
    kinship = reader.values(GuardianshipDraft).get("kinship", Kinship.OTHER)
    alone = len(people) == 1
    # Of several the cell has said who is who, or nobody knows.
    kinship = kinship if alone else Kinship.OTHER
    return [
        GuardianRecord(
            reader.row.place,
            columns,
            name=one.name,
            birth_date=reader.birth("guardian_birth_date") if alone else None,
            snils=reader.snils("guardian_snils") if alone else "",
            phone=one.phone or (reader.phone("guardian_phone") if alone else ""),
            email=one.email or (reader.email("guardian_email") if alone else ""),
            child_text=child[0],
            child_birth=reader.day("child_birth_date"),
            class_text=child[1] or reader.class_text(required=False),
            kinship=kinship_or(one, kinship),
        )
        for one in people
    ]


def _whose(table: SheetTable) -> tuple[str, str, str, str]:
    """Prefix and whole-name column of the child and of the guardian."""
    has = table.columns
    child = ("child_", "child") if has.keys() & {"child", "child_surname", "child_key"} else ("", "full_name")
    guardian = ("guardian_", "guardian") if "guardian" in has or "guardian_surname" in has else ("", "full_name")
    return (*child, *guardian)


def _order(reader: RowReader, name: str) -> PaperOrder:
    """The order of a column; a number that is longer than the base holds is cut with a warning."""
    order = parse_order(reader.row.text(name))
    return order if len(order.number) <= _NUMBER_LENGTH else parse_order(reader.text(name, _NUMBER_LENGTH))


def _known(named: PaperOrder, noted: PaperOrder) -> PaperOrder:
    return named if named.number else noted


PARSERS = {"staff": parse_staff, "students": parse_students, "guardians": parse_guardians}
