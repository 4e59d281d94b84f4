"""Questions to a file and what has been answered: what the pages of every import show of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from letopis.documents.sheets.asking import all_problems, all_questions, is_taken
from letopis.documents.sheets.problems import Answers
from letopis.kernel.text import plural
from letopis.web.shared.wording import counted

Found = TypeVar("Found")
LEVELS = {"error": "Нужно решить", "warning": "Проверьте"}
SHOWN = 200
FEW_ANSWERS = 4


@dataclass(frozen=True, slots=True)
class Question:
    """A line of «Вопросы к файлу». `chosen` is the number of the taken choice, None for none."""

    number: int
    form: dict[str, Any]
    chosen: int | None
    typed: str

    @property
    def is_settled(self) -> bool:
        """Whether the operator has answered, otherwise than what the check has found wrong as well."""
        return self.value != self.form.get("tried") if self.value else self.chosen is not None

    @property
    def value(self) -> str:
        """The text that was put for the cell's, "" for none."""
        choice = None if self.chosen is None else self.form["choices"][self.chosen]
        return str(choice["value"]) if choice and choice["action"] == "value" else self.typed

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


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a file, with the answers so far: questions of many rows, then rows by themselves."""

    causes: Sequence[Cause]
    single: Sequence[Question]
    # The rows of the questions of many, each with an answer of its own.
    of_causes: Sequence[Question]
    # What an earlier check asked and its answer has settled: it can still be answered otherwise.
    settled: Sequence[Question]
    settled_causes: Sequence[Cause]

    @classmethod
    def of(cls, form: Mapping[str, Any], answers: Answers) -> Self:
        """Set the answers beside what asked_form() gave."""
        rows = [_question(n, one, answers) for n, one in enumerate(all_problems(form))]
        causes = [_cause(n, one, rows, answers) for n, one in enumerate(all_questions(form))]
        rows, settled = _parted(rows, len(form.get("problems", [])))
        causes, settled_causes = _parted(causes, len(form.get("questions", [])))
        asked = {number for cause in causes for number in cause.form["problems"]}
        # How a file is read is answered for the whole column; a row has no say in it.
        of_causes = [rows[n] for cause in causes if not cause.form["is_of_reading"] for n in cause.form["problems"]]
        single = [row for row in rows if row.number not in asked]
        return cls(causes, single, of_causes, settled, settled_causes)

    def page(self, level: str = "") -> dict[str, Any]:
        """What the templates of shared/answers show (of one level, if given)."""
        everything: list[Cause | Question] = [*self.causes, *self.single]
        errors = [one for one in everything if one.form["level"] == "error"]
        before: list[Cause | Question] = [*self.settled_causes, *self.settled]
        unsettled = sum(not one.is_settled for one in [*errors, *(e for e in before if e.form["level"] == "error")])
        shown = [row for row in self.single if not level or row.form["level"] == level]
        return {
            "causes": [cause for cause in self.causes if not level or cause.form["level"] == level],
            "of_causes": self.of_causes[:SHOWN],
            "of_causes_hidden": max(0, len(self.of_causes) - SHOWN),
            "settled": self.settled,
            "settled_causes": self.settled_causes,
            "settled_count": len(before),
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


def _parted(found: list[Found], number: int) -> tuple[list[Found], list[Found]]:
    return found[:number], found[number:]


def _cause(number: int, form: dict[str, Any], rows: list[Question], answers: Answers) -> Cause:
    answer = answers.causes.get(form["cause"], "")
    own = [rows[n] for n in form["problems"]]
    is_answered = bool(answer) and answer != form.get("tried")
    return Cause(number, form, answer, is_answered or (bool(own) and all(row.is_settled for row in own)))


def _open_text(number: int) -> str:
    if not number:
        return "Все вопросы решены"
    verb = plural(number, "Остался,Осталось,Осталось")
    return f"{verb} решить {counted(number, 'вопрос,вопроса,вопросов')}"


def _question(number: int, form: dict[str, Any], answers: Answers) -> Question:
    chosen = next((n for n, choice in enumerate(form["choices"]) if is_taken(form, choice, answers)), None)
    typed = "" if chosen is not None else answers.values.get(form["cell_key"], "")
    return Question(number, form, chosen, typed if form["may_type"] else "")
