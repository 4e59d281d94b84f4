"""Terms, vacations and bells written as lines of text, without a header: «1 четверть 01.09 – 25.10 (8 недель)»."""

import re
from collections.abc import Sequence

from letopis.documents.sheets.grid import Grid
from letopis.documents.sheets.problems import CellPlace
from letopis.documents.sheets.sheet import Sheet
from letopis.documents.sheets.tables import SheetTable, TableRow
from letopis.documents.sheets.values import parse_time_span
from letopis.kernel.text import search_key

_LONGEST, _HEADING = 200, 80
_MONTHS = r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]{0,6}"
_DAY = rf"\d{{1,2}}(?:\.\d{{1,2}}(?:\.(?:\d{{4}}|\d{{2}}))?| {_MONTHS}(?: \d{{4}})?)(?: ?г(?:ода|\.)?)?"
_SPAN = re.compile(rf"(?:с )?({_DAY} ?(?:[-–—]|по|до) ?{_DAY})", re.IGNORECASE)
_PERIOD = re.compile(r"четверт|каникул|тримест|полугод|семестр|праздн|выходн")
_OFF = re.compile(r"праздн|выходн|нерабоч")
_TIMES = re.compile(r"\d{1,2}[.:]\d{2}")
_TIME = r"\d{1,2}[.:-]\d{2}"
_BELL = re.compile(
    r"№? ?(\d{1,2})(?: ?-?й)?[.):]?(?: ?(?:урок|пара|занятие))?[.:]?(?: ?[-–—])? (?:с )?"
    rf"({_TIME} ?(?:[-–—]|до|по) ?{_TIME})(?!\d)"
)
# So few lines may stand anywhere.
LEAST_PERIODS, LEAST_BELLS = 2, 3


def tables_of_lines(sheet: Sheet, grid: Grid, rows: Sequence[int]) -> list[SheetTable]:
    """Return the calendar and the bells that lines of a sheet tell, of the rows given (from 0)."""
    periods: list[TableRow] = []
    bells: list[TableRow] = []
    heading = ""
    for number in rows:
        filled = grid.filled(number)
        if not filled or len(filled) > 3:
            continue
        text = " ".join(grid.text(number, column) for column in filled)[:_LONGEST]
        place = CellPlace(sheet.file, sheet.name, number + 1)
        columns = {"name": filled[0], "span": filled[-1], "number": filled[0]}
        if (bell := _BELL.match(text)) and parse_time_span(bell[2]) and not _TIMES.search(text[bell.end() :]):
            bells.append(TableRow(place, {"number": bell[1], "span": bell[2], "schedule": heading}, columns))
        elif found := _SPAN.search(text):
            name = text[: found.start()].strip(" .,:;–—-")
            if not _PERIOD.search(search_key(name)):
                name = f"{name} {heading.lower()}".strip()
            if _PERIOD.search(search_key(name)):
                periods.append(TableRow(place, {"name": name, "span": found[1]}, columns))
        elif days := _days_off(text):
            periods += [TableRow(place, {"name": name, "span": day}, columns) for name, day in days]
        elif len(filled) == 1:
            heading = text[:_HEADING]
    tables = []
    if len(periods) >= LEAST_PERIODS:
        tables.append(_table("calendar", sheet, periods))
    # A table a shift: their numbers begin again.
    tables += [_table("bells", sheet, run) for run in _runs(bells) if len(run) >= LEAST_BELLS]
    return tables


def _days_off(text: str) -> list[tuple[str, str]]:
    """Names and days of «Праздничные дни: 4 ноября, 23 февраля (День защитника)»; [] of a line of anything else."""
    head = re.match(r"[^\d:–—-]*", text)
    if not head or not _OFF.search(search_key(head[0])):
        return []
    found = []
    for part in re.split(r"[,;]|\sи\s", text[head.end() :].strip(" :–—-.")):
        day = re.match(rf"\s*(?:с )?({_DAY})(?!\w)", part, re.IGNORECASE)
        if not day:
            return []
        own = part[day.end() :].strip(" ()–—-.«»")
        found.append((own or head[0].strip(" :–—-."), day[1]))
    return found


def _runs(bells: list[TableRow]) -> list[list[TableRow]]:
    """Bells whose numbers follow one another; none where a number is left out."""
    runs: list[list[TableRow]] = []
    for row in bells:
        number = int(str(row.cells["number"]))
        if runs and number == int(str(runs[-1][-1].cells["number"])) + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs if all(len(run) >= LEAST_BELLS for run in runs) else []


def _table(kind: str, sheet: Sheet, rows: list[TableRow]) -> SheetTable:
    names = ("number", "span") if kind == "bells" else ("name", "span")
    columns = {name: rows[0].columns[name] for name in names}
    return SheetTable(kind, sheet.file, sheet.name, sheet.name, rows[0].place.row, columns, {}, rows)
