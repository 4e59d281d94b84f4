"""Rows and grids of the timetable, read when all that a cell may name is known."""

from dataclasses import replace
from datetime import time

from letopis.documents.school_import.live import Live
from letopis.documents.school_import.parsing.cells import CellLesson, Known, is_half_empty, lessons_of, says_nothing
from letopis.documents.school_import.parsing.rows import RowReader
from letopis.documents.school_import.parsing.senses import numbers_days
from letopis.documents.school_import.parsing.splits import split_rows
from letopis.documents.school_import.parsing.teaching import NOTHING, is_nobody, subgroup_name, without_subgroup
from letopis.documents.school_import.recognising import SheetTable, TableRow
from letopis.documents.school_import.records import Base, SlotRecord
from letopis.documents.school_import.subjects import Subjects
from letopis.documents.sheets.evidence import SAMPLE
from letopis.documents.sheets.problems import Remedy, Report
from letopis.documents.sheets.values import (
    class_key,
    classes_in,
    is_custom,
    parse_full_name,
    parse_parity,
    parse_short_name,
    parse_time_span,
    parse_weekday,
    parse_whole,
)
from letopis.documents.sheets.values.weeks import EVEN, EVERY, ODD
from letopis.kernel.text import clean, search_key
from letopis.school.organisation.words import phrase

MOST_LESSONS = 15
_WEEKS = (("По нечётным", "нечётная"), ("По чётным", "чётная"), ("Каждую неделю", "каждая"))


def parse_timetables(base: Base, live: Live, report: Report) -> None:
    """Lessons of all timetables of the files."""
    tables = [table for table in base.tables if table.kind == "timetable"]
    if not tables:
        return
    known = known_of(base, live)
    for table in tables:
        _Timetable(base, table, known, report).read()
    base.timetable = of_every_week(base.timetable)


def known_of(base: Base, live: Live) -> Known:
    """What the files and the base know that a cell of a timetable may name."""
    staff = [one.person for one in live.staff]
    rooms = [*((one.number, one.name) for one in base.rooms), *((one.number, one.name) for one in live.rooms.values())]
    parts = [*(row.subgroup for row in base.load), *(one.subgroup.name for one in live.courses if one.subgroup)]
    return Known(
        subjects_of(base, live),
        [*(one.name.text for one in base.staff), *(str(one.full_name) for one in staff), *_teachers(base)],
        [number for number, _ in rooms],
        parts,
        [name for _, name in rooms],
    )


def _teachers(base: Base) -> list[str]:
    return sorted({row.teacher for row in base.load if row.teacher})


def subjects_of(base: Base, live: Live) -> Subjects:
    """All subjects by name, those of the curriculum first: it has them in full."""
    names = [*(row.subject for row in base.curriculum), *(one.name for one in live.subjects.values())]
    return Subjects([*names, *(row.subject for row in base.load)], base.shorts)


class _Timetable:
    """Reads one table."""

    def __init__(self, base: Base, table: SheetTable, known: Known, report: Report) -> None:
        self.base, self.table, self.known, self.report = base, table, known, report
        # A day stands for the rows below it as well: one error for them all.
        self.unread: set[str] = set()

    def read(self) -> None:
        for row in split_rows(self.table, self.known, self.report):
            self._row(RowReader(self.table, row, self.report), row)

    def _lessons(self, row: TableRow) -> list[CellLesson]:
        if self.table.is_grid:
            return lessons_of(str(row.cells.get("cell", "")), self.known, subgroup_name)
        return [_lesson(row)]

    def _row(self, reader: RowReader, row: TableRow) -> None:
        if self.table.is_grid and row.text("teacher") and not row.text("class"):
            self._of_teacher(reader, row)
            return
        lessons = self._lessons(row)
        if not any(lesson.subject for lesson in lessons):
            self._note_empty(reader, row)
            return
        weekday, number = self._when(reader, row)
        if weekday is None or number is None or not self._is_clear(reader, row, lessons):
            return
        parity = self._parity(reader, row)
        class_text = reader.class_text(required=True)
        if class_text and parity is not None:
            self._add(reader, class_text, lessons, (weekday, number, parity))

    def _of_teacher(self, reader: RowReader, row: TableRow) -> None:
        """«5А», «5А Алг.», «Алгебра 5А, 5Б каб. 12» in the row of a teacher."""
        cell, teacher = str(row.cells.get("cell", "")), row.text("teacher")
        if search_key(cell) in NOTHING or not any(one.isalnum() for one in cell):
            return
        classes, rest = classes_in(cell)
        lessons = lessons_of(rest or "", self.known, subgroup_name)
        weekday, number = self._when(reader, row)
        if not classes:
            reader.error("class", "no_class", phrase("«{cell}»: не понять, {group.nom} какой.", cell=cell[:60]))
        if not classes or weekday is None or number is None:
            return
        for text in classes:
            said = [one for one in lessons if one.subject] or self._taught(teacher, text, rest)
            if not said:
                message = f"«{cell[:60]}»: не понять, какой здесь предмет. Допишите его или заполните нагрузку."
                reader.error("cell", "no_subject", message, may_type=False)
                return
            self._add(reader, text, [replace(one, teacher=teacher) for one in said], (weekday, number, EVERY))

    def _taught(self, teacher: str, class_text: str, rest: str) -> list[CellLesson]:
        """The only subject that the load gives a teacher in a class, with the room or the part that the cell says."""
        own = initials(teacher)
        subjects = {
            row.subject
            for row in self.base.load
            if class_key(row.class_text) == class_key(class_text) and initials(row.teacher) == own
        }
        if len(subjects) != 1:
            return []
        return lessons_of(f"{subjects.pop()} {rest}", self.known, subgroup_name)

    def _add(self, reader: RowReader, class_text: str, lessons: list[CellLesson], when: tuple[int, int, int]) -> None:
        weekday, number, parity = when
        for lesson in lessons:
            self.base.timetable.append(
                SlotRecord(
                    reader.row.place,
                    reader.columns,
                    class_text=class_text,
                    weekday=weekday,
                    number=number,
                    parity=self._week(lesson) or parity or EVERY,
                    subject=lesson.subject[:160],
                    subgroup=lesson.subgroup,
                    teacher=lesson.teacher,
                    room=lesson.room[:20],
                )
            )

    def _note_empty(self, reader: RowReader, row: TableRow) -> None:
        """A lesson without a subject: told where the row or the cell says anything at all."""
        cell = row.text("cell")
        if self.table.is_grid and search_key(cell) not in NOTHING and any(one.isalpha() for one in cell):
            label = self.table.labels.get(f"column{row.columns.get('cell')}", "")
            message = f"«{cell[:60]}»: не понять, какой здесь предмет. Напишите его полностью."
            reader.error("cell", "no_subject", message, may_type=False, label=label)
        elif not self.table.is_grid and (row.text("teacher") or row.text("room")):
            reader.error("subject", "no_subject", "Не указан предмет.")

    def _when(self, reader: RowReader, row: TableRow) -> tuple[int | None, int | None]:
        """Weekday and number of a row's lessons; errors where they are not understood."""
        weekday, number = self._weekday(reader, row), self._number(reader, row)
        if weekday is None:
            if row.text("day") in self.unread:
                self.report.spoil(row.place)
            else:
                self.unread.add(row.text("day"))
                reader.error("day", "bad_day", f"День «{row.text('day')}» не понят. Напишите день недели.")
        elif number is None or not 0 <= number <= MOST_LESSONS:
            said = row.text("number") or row.text("time")
            message = phrase("Номер {lesson.gen} «{text}» не понят. Напишите число.", text=said)
            reader.error("number", "bad_number", message)
            return weekday, None
        return weekday, number

    def _number(self, reader: RowReader, row: TableRow) -> int | None:
        """The number of a lesson; where its row tells the time instead, by the bells, else by the order of times."""
        if "time" not in self.table.columns or row.text("number"):
            return parse_whole(row.cells.get("number"))
        numbers, is_new = self.table.sense("numbers of times", self._numbers)
        if is_new and not self._bells():
            shown = ", ".join(f"{start:%H:%M} — {number}" for start, number in list(numbers.items())[:4])
            reader.warn(
                "time",
                "times_counted",
                phrase("Номеров {lesson.gens} нет: они взяты по порядку времени ({shown} …).", shown=shown),
            )
        span = parse_time_span(row.text("time"))
        return numbers.get(span[0]) if span else None

    def _numbers(self) -> dict[time, int]:
        spans = {span for row in self.table.rows if (span := parse_time_span(row.text("time")))}
        return self._bells() or {start: number for number, start in enumerate(sorted({one for one, _ in spans}), 1)}

    def _bells(self) -> dict[time, int]:
        """Numbers by their beginnings, of the bells of the files that have every time of the table."""
        starts = {span[0] for row in self.table.rows if (span := parse_time_span(row.text("time")))}
        known = [{start: number for number, start, _ in one.periods} for one in self.base.bells]
        return next((one for one in known if starts <= one.keys()), {})

    def _parity(self, reader: RowReader, row: TableRow) -> int | None:
        """In which weeks the lessons of a row are; an error where the cell does not say. None: the row is not read."""
        found, text = parse_parity(row.cells.get("parity")), row.text("parity")
        if found is None:
            reader.error(
                "parity",
                "bad_week",
                phrase("Неделя «{text}» не понята. Укажите, по каким неделям {lesson.nom}.", text=text[:40]),
                choices=tuple(Remedy(label, "value", value) for label, value in _WEEKS),
            )
        elif found and is_custom(text):
            return self._by_custom(found)
        return found

    def _is_clear(self, reader: RowReader, row: TableRow, lessons: list[CellLesson]) -> bool:
        """Whether a cell that names weeks says of each lesson in which it is; an error of the cell where not."""
        cell = str(row.cells.get("cell", "")) if self.table.is_grid else ""
        named = [lesson for lesson in lessons if lesson.week]
        is_half = not named and is_half_empty(cell, self._names_teachers)
        if not is_half and len(named) in {0, len(lessons)}:
            return True
        label = self.table.labels.get(f"column{row.columns.get('cell')}", "")
        message = phrase(
            "«{cell}»: не понять, по каким неделям какой {lesson.nom}. Напишите неделю у каждого: «Физика (чис.) / "
            "Химия (знам.)».",
            cell=clean(cell)[:60],
        )
        choices = [Remedy("Каждую неделю", "value", clean(lessons[0].subject))] if is_half and len(lessons) == 1 else []
        reader.error("cell", "unclear_weeks", message, may_type=True, label=label, choices=tuple(choices))
        return False

    def _names_teachers(self) -> bool:
        """Whether cells of the table name teachers."""
        rows = self.table.rows[:SAMPLE]
        return self.table.sense("teachers", lambda: any(one.teacher for row in rows for one in self._lessons(row)))[0]

    def _week(self, lesson: CellLesson) -> int:
        """The week that a cell says of its lesson, 0 for none."""
        found = parse_parity(lesson.week) or EVERY
        return self._by_custom(found, lesson.week) if found and is_custom(lesson.week) else found

    def _by_custom(self, found: int, word: str = "") -> int:
        """Whether the upper week is the first one only the school knows: taken so, and asked once a table."""
        cause = "week_order|timetable"
        _, is_new = self.table.sense("weeks by custom", lambda: True)
        answer = self.report.settled(cause)
        if is_new and answer not in {"odd", "even"}:
            rows = [row for row in self.table.rows if is_custom(row.text("parity"))]
            self.report.warn(
                rows[0].at("parity") if rows else self.table.place,
                self.table.label("parity"),
                "week_order",
                "«Верхняя» неделя (числитель) прочитана как нечётная: первая неделя учебного года, третья и так далее; "
                "«нижняя» (знаменатель) — как чётная. Если первая неделя — «нижняя», выберите это.",
                value=rows[0].text("parity") if rows else word,
                choices=[
                    Remedy("Первая неделя года — верхняя (числитель)", "cause", "odd"),
                    Remedy("Первая неделя года — нижняя (знаменатель)", "cause", "even"),
                ],
                rows=[row.place.row for row in rows] if len(rows) > 1 else (),
                cause=cause,
                question="Какая неделя учебного года первая: верхняя или нижняя?",
            )
        return ODD + EVEN - found if answer == "even" else found

    def _weekday(self, reader: RowReader, row: TableRow) -> int | None:
        """A weekday by its name, or by its number where the whole column has numbers: that is told once."""
        if (found := parse_weekday(row.cells.get("day"))) is not None:
            return found
        numbered, is_new = self.table.sense("days as numbers", lambda: numbers_days(self.table))
        if numbered and is_new:
            reader.warn("day", "numbered_days", "Дни недели записаны числами: 1 прочитано как понедельник.")
        return parse_whole(row.cells.get("day")) if numbered else None


def of_every_week(slots: list[SlotRecord]) -> list[SlotRecord]:
    """Return the lessons, those that are the same in both weeks as one of every week."""
    weeks: dict[tuple[object, ...], list[SlotRecord]] = {}
    for one in slots:
        when = class_key(one.class_text), one.weekday, one.number
        weeks.setdefault((*when, search_key(one.subject), one.subgroup, one.teacher, one.room), []).append(one)
    twice = [pair for pair in weeks.values() if [one.parity for one in pair] in ([ODD, EVEN], [EVEN, ODD])]
    dropped = {id(pair[1]) for pair in twice}
    for first, _ in twice:
        first.parity = EVERY
    return [one for one in slots if id(one) not in dropped]


def initials(name: str) -> tuple[str, str, str]:
    """A name as its short form is compared."""
    short = parse_short_name(name)
    if short:
        return search_key(short.surname), short.name, short.patronymic
    full = parse_full_name(name)
    return (search_key(full.surname), full.name[:1], full.patronymic[:1]) if full else (search_key(name), "", "")


def _lesson(row: TableRow) -> CellLesson:
    subject, inline = without_subgroup(row.text("subject"))
    teacher = row.text("teacher")
    return CellLesson(
        "" if says_nothing(subject) else subject,
        subgroup_name(row.text("subgroup")) or inline,
        "" if is_nobody(teacher) else teacher,
        row.text("room").strip("-–— "),
    )
