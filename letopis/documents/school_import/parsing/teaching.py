"""Rows of the curriculum and the load."""

import re
from collections.abc import Sequence
from decimal import Decimal

from letopis.documents.school_import.parsing.cells import SUBGROUP
from letopis.documents.school_import.parsing.rows import RowReader
from letopis.documents.school_import.recognising import SheetTable, TableRow
from letopis.documents.school_import.records import Base, CurriculumRecord, LoadRecord
from letopis.documents.school_import.shares import shares_of
from letopis.documents.sheets.normal import normal
from letopis.documents.sheets.problems import Remedy, Report
from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values import class_key, parse_class, parse_number, parse_whole, text_of
from letopis.kernel.text import clean, search_key
from letopis.school.curriculum.enums import CourseKind
from letopis.school.organisation.words import phrase

# One figure for several classes, «5А, 5Б – 6 ч»: only the school knows whether it is of each.
TOGETHER, EACH, IN_ALL = "hours_of_several|load", "each", "in_all"
_SEVERAL = re.compile(r"\s?[,;]\s?|\sи\s")
# What a column of hours is called, where its figures are sums: of several classes, too.
_OF_SEVERAL = re.compile(r"^(?:всего|итого|общ\w+)\b|\b(?:всего|итого)$")
_OF_YEAR = re.compile(r"(\d{1,3}(?:[.,]\d)?)\s?/\s?(\d{1,3}(?:[.,]\d)?)")
# So many weeks a school year has.
_WEEKS = range(33, 37)
# What a row is of, where its column, the subject or the sheet's title says so.
_KINDS = (
    (re.compile(r"классн\w* час|час\w* куратор|кураторск\w* час"), CourseKind.CLASS_HOUR),
    (re.compile(r"внеурочн|^вд$|разговоры о важном"), CourseKind.EXTRACURRICULAR),
)
NOTHING = {"", "-", "–", "—", "нет", "вакансия"}
_VACANT = re.compile(r"вакан(?:т\w*|си\w*)\W*\d*")


def is_nobody(teacher: str) -> bool:
    """Whether a cell says that nobody teaches: «вакансия», «Вакант 2», a dash."""
    key = search_key(teacher)
    return key in NOTHING or bool(_VACANT.fullmatch(key))


def subgroup_name(text: str) -> str:
    """«1», «гр. 1», «1 подгруппа», «первая» → «1 группа»; «дев.» → «девочки»; «весь класс» → ""."""
    key = search_key(text).strip("() .")
    if key in NOTHING or key.startswith(("весь", "все", "класс", "целый")):
        return ""
    if key.startswith(("дев", "ж")):
        return "девочки"
    if key.startswith(("мал", "юн")) or key == "м":
        return "мальчики"
    number = parse_whole(text)
    return f"{number} группа" if number is not None else clean(text)[:40]


def course_kind(*texts: str) -> str:
    """Return the kind of page that the first of the texts speaks of, "" where none does: «Внеурочная деятельность»."""
    keys = [search_key(text) for text in texts]
    return next((kind for key in keys for pattern, kind in _KINDS if pattern.search(key)), "")


def weekly_hours(cell: Cell) -> Decimal | None:
    """Hours of a week: «5», «1,5», and «5/170» or «170/5», which tell those of the year besides; None for others."""
    both = _OF_YEAR.fullmatch(text_of(cell))
    if not both:
        return parse_number(cell)
    one, other = sorted((Decimal(both[1].replace(",", ".")), Decimal(both[2].replace(",", "."))))
    return one if one and other / one in _WEEKS else None


def parse_curriculum(base: Base, table: SheetTable, report: Report) -> None:
    """Hours of subjects by class; a row of a parallel counts for all its classes."""
    for row in table.rows:
        reader = RowReader(table, row, report)
        subject, hours = reader.text("subject", 160), weekly_hours(row.cells.get("hours"))
        if not subject or hours == 0 or not row.text("hours").strip("-–— "):
            reader.leave("не назван предмет" if not subject else "часов нет")
            continue
        if hours is None or not 0 < hours <= 40:
            reader.error(
                "hours", "bad_hours", f"{subject}: часы «{row.text('hours')}» не число. Напишите число часов в неделю."
            )
            continue
        for text in _SEVERAL.split(reader.class_text(required=True)):
            if text:
                base.curriculum.append(
                    CurriculumRecord(
                        row.place,
                        reader.columns,
                        class_text=text,
                        subject=subject,
                        area=reader.text("area", 160).strip("-–— "),
                        part=reader.text("part", 160),
                        hours=hours,
                    )
                )


def parse_load(base: Base, table: SheetTable, report: Report) -> None:
    """Rows of the load; several classes in one cell are several rows."""
    for row in table.rows:
        reader = RowReader(table, row, report)
        subject, teacher = reader.text("subject", 160), reader.text("teacher", 200)
        if not subject and not teacher:
            reader.leave(phrase("не названы ни предмет, ни {teacher.nom}"))
            continue
        if not subject:
            reader.error("subject", "no_subject", "Не указан предмет.")
            continue
        hours = weekly_hours(row.cells.get("hours"))
        if hours is None or not 0 < hours <= 40:
            if table.is_grid and "hours" in row.cells and not row.text("hours").strip("-–— "):
                continue
            if "hours" in row.cells:
                reader.error(
                    "hours", "bad_hours", f"Часы «{row.text('hours')}» не число. Напишите число часов в неделю."
                )
            hours = None
        subject, inline = without_subgroup(subject)
        kind = course_kind(row.text("kind"), subject, table.title, table.sheet)
        for text, own, part in _classes(base, table, reader, row):
            base.load.append(
                LoadRecord(
                    row.place,
                    reader.columns,
                    teacher="" if is_nobody(teacher) else teacher,
                    subject=subject,
                    class_text=text,
                    subgroup=subgroup_name(row.text("subgroup")) or inline or part,
                    hours=own or hours,
                    position=reader.text("position", 160),
                    kind=kind,
                )
            )


def _classes(base: Base, table: SheetTable, reader: RowReader, row: TableRow) -> list[tuple[str, Decimal | None, str]]:
    """The classes of a row with the hours and the part that their cell says of each, None and "" where it does not."""
    shares = shares_of(row.text("class"))
    if not any(share.hours for share in shares):
        texts = [text for text in _SEVERAL.split(reader.class_text(required=True)) if text]
        return _of_column(base, table, reader, texts)
    if any(share.hours is None for share in shares):
        cell = row.text("class")[:60]
        message = phrase("«{cell}»: часы не у каждого {group.gen}. Напишите их у каждого: «5А – 3, 5Б – 3».", cell=cell)
        reader.error("class", "hours_not_of_all", message)
        return []
    if all(share.of == 1 for share in shares):
        return [(share.class_text, share.hours, subgroup_name(share.part)) for share in shares]
    answer = reader.report.settled(TOGETHER)
    if answer not in {EACH, IN_ALL}:
        _ask_together(table, row, reader.report)
        return []
    in_all = answer == IN_ALL
    return [(one.class_text, one.hours / one.of if in_all and one.hours else one.hours, "") for one in shares]


def _of_column(
    base: Base, table: SheetTable, reader: RowReader, texts: list[str]
) -> list[tuple[str, Decimal | None, str]]:
    """Several classes with one figure in the column of hours: of each or of all, as the curriculum has them.

    Where it does not tell, a figure is of each until the operator says otherwise; one that is called a sum is
    asked about first.
    """
    hours = weekly_hours(reader.row.cells.get("hours"))
    if len(texts) < 2 or not hours:
        return [(text, None, "") for text in texts]
    answer = reader.report.settled(TOGETHER) or ""
    if answer not in {EACH, IN_ALL}:
        answer = table.sense("hours by curriculum", lambda: said_by_curriculum(base, table))[0]
    if not answer and _OF_SEVERAL.search(normal(table.label("hours"))):
        _ask_together(table, reader.row, reader.report)
        return []
    if not answer and table.sense("hours of several", lambda: True)[1]:
        rows = [row.place.row for row in table.rows if len(_SEVERAL.split(row.text("class"))) > 1]
        _ask_together(table, reader.row, reader.report, rows=rows)
    return [(text, hours / len(texts) if answer == IN_ALL else None, "") for text in texts]


def said_by_curriculum(base: Base, table: SheetTable) -> str:
    """Whether figures over several classes are of EACH or IN_ALL, by the curriculum; "" where it tells neither."""
    known = {(search_key(one.subject), class_key(one.class_text)): one.hours for one in base.curriculum}
    said = set()
    for row in table.rows:
        texts = [text for text in _SEVERAL.split(row.text("class")) if text]
        figure, subject = weekly_hours(row.cells.get("hours")), search_key(without_subgroup(row.text("subject"))[0])
        planned = [known.get((subject, class_key(text))) or known.get((subject, _grade_of(text))) for text in texts]
        if len(texts) < 2 or not figure or None in planned:
            continue
        hours = [one for one in planned if one is not None]
        said.add(EACH if set(hours) == {figure} else IN_ALL if len(set(hours)) == 1 and sum(hours) == figure else "")
    return said.pop() if len(said) == 1 else ""


def _grade_of(text: str) -> str:
    """The parallel of a class, as the curriculum of a parallel names it."""
    found = parse_class(text)
    return str(found.grade) if found else ""


def _ask_together(table: SheetTable, row: TableRow, report: Report, *, rows: Sequence[int] = ()) -> None:
    """`rows`: those of the column of hours whose figure is taken for each until that is answered."""
    text = row.text("class")[:60]
    until = " Пока прочитано: в каждом." if rows else ""
    report.add(
        row.at("class"),
        table.label("class"),
        "hours_of_several",
        phrase("«{text}»: не сказано, часы в каждом {group.pre} или во всех вместе.", text=text) + until,
        level="warning" if rows else "error",
        rows=rows if len(rows) > 1 else (),
        value=text,
        choices=[
            Remedy(phrase("Столько в каждом {group.pre}"), "cause", EACH),
            Remedy(phrase("Столько во всех вместе, в каждом поровну"), "cause", IN_ALL),
        ],
        cause=TOGETHER,
        question=phrase("Часы нескольких {group.gens} в одной клетке («{text}»): в каждом или во всех?", text=text),
    )


def without_subgroup(subject: str) -> tuple[str, str]:
    """«Информатика (1 группа)» → («Информатика», «1 группа»)."""
    found = SUBGROUP.search(subject)
    if not found or found.end() != len(subject):
        return subject, ""
    rest = subject[: found.start()].strip(" ,-–(")
    return (rest, subgroup_name(found[1])) if rest else (subject, "")


def parse_shorts(base: Base, table: SheetTable, report: Report) -> None:
    """The sheet that explains short forms of subjects: «Лит-ра — Литература»."""
    for row in table.rows:
        if row.text("short") and row.text("subject"):
            base.shorts.setdefault(row.text("short"), row.text("subject"))


PARSERS = {"curriculum": parse_curriculum, "load": parse_load, "shorts": parse_shorts}
