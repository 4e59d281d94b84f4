"""What an import has to phrase: errors and warnings, each with its place, and what the operator may answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

_MOST_ROWS = 10
Level = Literal["error", "warning"]
WHOLE_ROW = "вся строка"


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where something stands: `row` counts from 1 as the spreadsheet does, 0 for the whole sheet; `column` from 0."""

    file: str
    sheet: str
    row: int
    column: int | None = None
    # In a wide table a cell is a row of its own: one wrong lesson does not spoil its neighbours.
    alone: bool = False

    @property
    def row_key(self) -> str:
        """The row as a key of answers."""
        return f"{self.file}|{self.sheet}|{self.row}" + (f"|{self.column}" if self.alone else "")

    @property
    def cell_key(self) -> str:
        """The cell as a key of answers."""
        return f"{self.file}|{self.sheet}|{self.row}|{'' if self.column is None else self.column}"


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way to settle a problem: `action` is «skip», «value», «accept», «column», «sheet» or «cause».

    «cause»: `value` is what report.settled() says of the whole cause from then on.
    """

    label: str
    action: str
    value: str = ""

    @property
    def answer(self) -> str:
        """What the choice is called in an answer to a whole cause: «skip», «value:5Б», the value itself of «cause»."""
        if self.action == "cause":
            return self.value
        return f"{self.action}:{self.value}" if self.value else self.action


SKIP = Remedy("Пропустить строку", "skip")
# Of a row of a wide table that is one cell.
SKIP_CELL = Remedy("Не загружать эту клетку", "skip")
# The row is of use without the value, which is not read while it is wrong.
EMPTY = Remedy("Оставить пустым", "accept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: what and what to do. `key` is what the operator's answer is kept under."""

    place: CellPlace
    field: str
    level: Level
    code: str
    message: str
    value: str = ""
    choices: tuple[Remedy, ...] = ()
    # A value may be typed instead; needs place.column.
    may_type: bool = False
    rows: tuple[int, ...] = ()
    # What all problems of one origin share: one answer settles them. `question`: how it is asked of all of them.
    cause: str = ""
    question: str = ""

    @property
    def row(self) -> int:
        """The row as the spreadsheet counts, 0 for the whole sheet."""
        return self.place.row

    @property
    def key(self) -> str:
        """Stable between runs over the same file."""
        return f"{self.place.cell_key}|{self.code}"

    def as_json(self) -> dict[str, Any]:
        """The form that `letopis import --json` prints and the preview keeps."""
        form: dict[str, Any] = {
            "file": self.place.file,
            "sheet": self.place.sheet,
            "row": self.place.row,
            "field": self.field,
            "level": self.level,
            "message": self.message,
            "code": self.code,
            "value": self.value,
            "cause": self.cause,
        }
        if self.rows:
            form["rows"] = list(self.rows)
        return form


@dataclass(slots=True)
class Answers:
    """What the operator settled: rows left out, cells replaced, doubts accepted, meanings of columns and sheets.

    `skip` holds row keys, `values` new text by cell key, `accepted` problem keys, `columns` field names (or "ignore")
    by cell key of the header cell, `sheets` table kinds (or "ignore") by «file|sheet», `causes` Remedy.answer by
    cause, or by `cause_of_value()` for the problems of one value only. `close_missing`: rows of the load that the file
    no longer has end.
    """

    skip: set[str] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    columns: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    causes: dict[str, str] = field(default_factory=dict)
    close_missing: bool = False

    @classmethod
    def from_json(cls, form: dict[str, Any]) -> "Answers":
        """Read what as_json() wrote; an empty form is no answers."""
        return cls(
            skip=set(form.get("skip", ())),
            values=dict(form.get("values", {})),
            accepted=set(form.get("accepted", ())),
            columns=dict(form.get("columns", {})),
            sheets=dict(form.get("sheets", {})),
            causes=dict(form.get("causes", {})),
            close_missing=bool(form.get("close_missing")),
        )

    def as_json(self) -> dict[str, Any]:
        """The form that is kept with the run."""
        return {
            "skip": sorted(self.skip),
            "values": self.values,
            "accepted": sorted(self.accepted),
            "columns": self.columns,
            "sheets": self.sheets,
            "causes": self.causes,
            "close_missing": self.close_missing,
        }


def usual_cause(code: str, place: CellPlace, field_name: str) -> str:
    """The cause of a problem that names none: the same trouble of the same column, on whichever sheet.

    A list may be parted into a sheet for each class; a wide table, into columns.
    """
    return f"{code}|{'' if place.alone else field_name}"


def cause_of_value(cause: str, value: str) -> str:
    """The part of a cause that one value makes: what is answered for it leaves the other values alone."""
    return f"{cause}={value}"


def rows_text(rows: Sequence[int]) -> str:
    """Return «строка 4», «строки 4, 5, 9», «строки 4, 5 … (всего 120)»."""
    if len(rows) == 1:
        return f"строка {rows[0]}"
    shown = ", ".join(map(str, rows[:_MOST_ROWS]))
    return f"строки {shown}" + (f" … (всего {len(rows)})" if len(rows) > _MOST_ROWS else "")


class Report:
    """Collects problems and which rows they spoil."""

    def __init__(self, answers: Answers | None = None) -> None:
        self.answers = answers or Answers()
        self.problems: list[Problem] = []
        self._spoiled: set[str] = set()
        # Cells without a value: what else would be said about them follows from that.
        self._unread: set[str] = set()
        # Causes that were met, answered ones among them; and answers that none of the choices is.
        self.met: set[str] = set()
        self.misunderstood: dict[str, Problem] = {}

    def settled(self, cause: str, value: str = "") -> str | None:
        """Return the operator's answer to a whole cause, or to one value of it; None where there is none yet."""
        self.met.update((cause, cause_of_value(cause, value)))
        of_value = self.answers.causes.get(cause_of_value(cause, value)) if value else None
        return of_value or self.answers.causes.get(cause)

    def add(
        self,
        place: CellPlace,
        field_name: str,
        code: str,
        message: str,
        *,
        level: Level = "error",
        value: object = "",
        choices: Iterable[Remedy] = (),
        may_type: bool = False,
        rows: Iterable[int] = (),
        cause: str = "",
        question: str = "",
    ) -> None:
        """Note a problem; an error spoils its row. What the operator accepted is not noted again.

        `cause`: what all problems of one origin share (else the code, the column and the sheet); `question`: how it is
        asked of all of them at once.
        """
        problem = Problem(
            place=place,
            field=field_name,
            level=level,
            code=code,
            message=message,
            value=str(value if value is not None else ""),
            choices=tuple(SKIP_CELL if place.alone and one is SKIP else one for one in choices),
            may_type=may_type,
            rows=tuple(rows),
            cause=cause or usual_cause(code, place, field_name),
            question=question,
        )
        answer = self._answer(problem)
        if place.row and answer == SKIP.answer:
            self._spoiled.add(place.row_key)
            return
        if answer == "accept":
            return
        if place.row_key in self.answers.skip and place.row:
            self._spoiled.add(place.row_key)
            return
        if problem.key in self.answers.accepted or (place.column is not None and place.cell_key in self._unread):
            return
        self.problems.append(problem)
        if level == "error":
            self._spoiled.add(place.row_key)

    def _answer(self, problem: Problem) -> str | None:
        """The answer to the problem's cause, where it is one of the problem's; any other is kept to be told."""
        answer = self.settled(problem.cause, problem.value)
        if answer is None or answer in {choice.answer for choice in problem.choices}:
            return answer
        if not (problem.may_type and answer.startswith("value:")):
            self.misunderstood[problem.cause] = problem
        return None

    def add_unread(self, places: Sequence[CellPlace], field_name: str, message: str, value: str) -> None:
        """Note cells of one column that hold no value: one error, which spoils their rows until it is accepted."""
        first = places[0]
        self.add(
            first,
            field_name,
            "no_value",
            message,
            value=value,
            choices=[Remedy("Загрузить без этих значений", "accept") if len(places) > 1 else EMPTY],
            may_type=len(places) == 1,
            rows=[place.row for place in places] if len(places) > 1 else (),
        )
        accepted = f"{first.cell_key}|no_value" in self.answers.accepted
        if accepted or self.settled(usual_cause("no_value", first, field_name), value) == "accept":
            return
        for place in places:
            self._spoiled.add(place.row_key)
            self._unread.add(place.cell_key)

    def spoil(self, place: CellPlace) -> None:
        """Leave a row out for a problem that is noted elsewhere."""
        self._spoiled.add(place.row_key)

    def warn(self, place: CellPlace, field_name: str, code: str, message: str, **more: Any) -> None:
        """Note a doubt that stops nothing."""
        self.add(place, field_name, code, message, level="warning", **more)

    def is_spoiled(self, place: CellPlace) -> bool:
        """Whether the row has an error or is left out on purpose."""
        return place.row_key in self._spoiled or place.row_key in self.answers.skip

    @property
    def errors(self) -> int:
        """How many problems have to be settled."""
        return sum(problem.level == "error" for problem in self.problems)
