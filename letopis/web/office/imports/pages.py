"""What the pages of loading show: plain dictionaries out of a run."""

from dataclasses import dataclass
from typing import Any

from letopis.documents.school_import import runs
from letopis.documents.school_import.models import ImportRun, RunState
from letopis.documents.sheets.problems import Answers
from letopis.school.organisation.words import phrase_lazy
from letopis.web.shared.wording import counted, plural

LEVELS = {"error": "Нужно решить", "warning": "Проверьте"}
SHOWN = 200
FEW_ANSWERS = 4
# A writing run plans first, then writes rows, then makes the year's lessons: shares of its bar.
_STAGES = {
    "Чтение файлов": (0, 8),
    "Распознавание таблиц": (8, 20),
    "Запись": (35, 75),
    "Расписание на год": (75, 98),
}
_WRITTEN = {
    "classes": phrase_lazy("{group.counted}"),
    "students": phrase_lazy("{student.counted}"),
    "guardians": "родитель,родителя,родителей",
    "staff": "сотрудник,сотрудника,сотрудников",
    "rooms": "кабинет,кабинета,кабинетов",
    "curriculum": "строка учебного плана,строки учебного плана,строк учебного плана",
    "load_rows": "строка нагрузки,строки нагрузки,строк нагрузки",
    "timetable_entries": phrase_lazy("{lesson.nom} недели,{lesson.gen} недели,{lesson.gens} недели"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A line of «Вопросы к файлу». `chosen` is the number of the taken choice, None for none."""

    number: int
    form: dict[str, Any]
    chosen: int | None
    typed: str

    @property
    def is_settled(self) -> bool:
        """Whether the operator has answered."""
        return self.chosen is not None or bool(self.typed)

    @property
    def state(self) -> str:
        """Kind of the state tag."""
        return "ok" if self.is_settled else "danger" if self.form["level"] == "error" else "info"

    @property
    def word(self) -> str:
        """Its word."""
        return "Решено" if self.is_settled else LEVELS[self.form["level"]]

    @property
    def rows(self) -> str:
        """«48, 96»; the first ones of many."""
        numbers = self.form.get("rows") or ([self.form["row"]] if self.form["row"] else [])
        return ", ".join(map(str, numbers[:2])) + ("…" if len(numbers) > 2 else "")

    @property
    def is_column(self) -> bool:
        """Whether it is about the meaning of a column or a sheet, which the school is asked once."""
        return bool(self.form["code"] in {"unknown_column", "unknown_sheet"})


@dataclass(frozen=True, slots=True)
class Cause:
    """A question about many rows at once, or about how a file is read. `answer` is the taken one, "" for none."""

    number: int
    form: dict[str, Any]
    answer: str
    is_settled: bool

    @property
    def state(self) -> str:
        """Kind of the state tag."""
        return "ok" if self.is_settled else "danger" if self.form["level"] == "error" else "info"

    @property
    def word(self) -> str:
        """Its word."""
        return "Решено" if self.is_settled else LEVELS[self.form["level"]]

    @property
    def typed(self) -> str:
        """What was typed in the place of the value."""
        offered = {choice["answer"] for choice in self.form["choices"]}
        return self.answer.removeprefix("value:") if self.answer and self.answer not in offered else ""

    @property
    def is_short(self) -> bool:
        """Whether its answers stand beside one another rather than in a list."""
        return len(self.form["choices"]) <= FEW_ANSWERS


def preview_page(run: ImportRun, level: str) -> dict[str, Any]:
    """Counts, questions (of one level, if given) and sheets of a checked run."""
    answers = Answers.from_json(run.answers)
    rows = [_question(n, form, answers) for n, form in enumerate(run.preview.get("problems", []))]
    causes = [_cause(n, form, rows, answers) for n, form in enumerate(run.preview.get("questions", []))]
    asked = {number for cause in causes for number in cause.form["problems"]}
    single = [row for row in rows if row.number not in asked]
    # How a file is read is answered for the whole column; a row has no say in it.
    of_causes = [rows[n] for cause in causes if not cause.form["is_of_reading"] for n in cause.form["problems"]]
    everything: list[Cause | Question] = [*causes, *single]
    errors = [one for one in everything if one.form["level"] == "error"]
    unsettled = sum(not one.is_settled for one in errors)
    sheets = run.preview.get("sheets", [])
    shown = [row for row in single if not level or row.form["level"] == level]
    return {
        "run": run,
        "missing": run.preview.get("missing", {}).get("load_rows", []),
        "closes_missing": answers.close_missing,
        "appointed": run.preview.get("roles", []),
        "files": run.files,
        "sheets": sheets,
        "several_files": len(run.files) > 1,
        "created": sum(sheet["created"] for sheet in sheets),
        "changed": sum(sheet["changed"] for sheet in sheets),
        "skipped": sum(sheet["skipped"] for sheet in sheets),
        "rows": sum(sheet["created"] + sheet["changed"] for sheet in sheets),
        "causes": [cause for cause in causes if not level or cause.form["level"] == level],
        "of_causes": of_causes[:SHOWN],
        "of_causes_hidden": max(0, len(of_causes) - SHOWN),
        "is_stale": is_stale(run),
        "questions": shown[:SHOWN],
        "hidden": max(0, len(shown) - SHOWN),
        "level": level,
        "all": len(everything),
        "errors": len(errors),
        "warnings": len(everything) - len(errors),
        "open": unsettled,
        "open_text": _open_text(unsettled),
        "answered": any(one.is_settled for one in everything),
    }


def is_stale(run: ImportRun) -> bool:
    """Whether the files are to be read otherwise than the preview was."""
    return bool(runs.reading_of(run.answers) != run.preview.get("read_as", runs.reading_of({})))


def _cause(number: int, form: dict[str, Any], rows: list[Question], answers: Answers) -> Cause:
    answer = answers.causes.get(form["cause"], "")
    own = [rows[n] for n in form["problems"]]
    return Cause(number, form, answer, bool(answer) or (bool(own) and all(row.is_settled for row in own)))


def _open_text(number: int) -> str:
    if not number:
        return "Все вопросы решены"
    verb = plural(number, "Остался,Осталось,Осталось")
    return f"{verb} решить {counted(number, 'вопрос,вопроса,вопросов')}"


def _question(number: int, form: dict[str, Any], answers: Answers) -> Question:
    chosen = next((n for n, choice in enumerate(form["choices"]) if _is_taken(form, choice, answers)), None)
    typed = "" if chosen is not None else answers.values.get(form["cell_key"], "")
    return Question(number, form, chosen, typed if form["may_type"] else "")


def _is_taken(form: dict[str, Any], choice: dict[str, str], answers: Answers) -> bool:
    value = choice["value"]
    match choice["action"]:
        case "skip":
            return form["row_key"] in answers.skip
        case "accept":
            return form["key"] in answers.accepted
        case "value":
            taken = answers.values.get(form["cell_key"])
        case "column":
            taken = answers.columns.get(form["cell_key"])
        case "sheet":
            taken = answers.sheets.get(f"{form['file']}|{form['sheet']}")
        case _:
            taken = answers.causes.get(form["cause"])
    return bool(taken == value)


def busy_page(run: ImportRun) -> dict[str, Any]:
    """How far a run has come."""
    far = runs.how_far(run)
    first, last = _STAGES.get(far.stage, (20, 35 if run.state == RunState.WRITING else 98))
    percent = first + (last - first) * far.percent // 100
    if run.state == RunState.CHECKING and far.stage not in _STAGES:
        percent = 20 + 78 * far.percent // 100
    return {"run": run, "stage": far.stage, "percent": percent, "is_writing": run.state == RunState.WRITING}


def written_rows(run: ImportRun) -> list[str]:
    """«24 класса», «621 ученик»: what a finished run created and changed."""
    counts = run.preview.get("counts", {})
    created, changed = counts.get("created", {}), counts.get("changed", {})
    return [
        counted(number, forms)
        for table, forms in _WRITTEN.items()
        if (number := created.get(table, 0) + changed.get(table, 0))
    ]
