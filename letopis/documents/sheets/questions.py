"""One question a cause: problems of one origin are asked about once, and what is answered settles all of them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from letopis.documents.sheets.problems import Answers, Level, Problem, Remedy, Report, cause_of_value

Found = TypeVar("Found")
EXAMPLES = 3
# Values of one cause that are asked about one by one; the rest are rows to mend.
MOST_VALUES = 5
# An answer to a whole cause may raise the next question: a sheet is told, then one of its columns, then a value.
PASSES = 4
# What settles how a file is read rather than a row of it.
_OF_READING = frozenset({"column", "sheet", "cause"})
_OF_ROWS = frozenset({"skip"})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about all problems of a cause: `choices` are what each of them may be settled by."""

    cause: str
    text: str
    level: Level
    problems: Sequence[Problem]
    choices: Sequence[Remedy]
    may_type: bool = False

    @property
    def count(self) -> int:
        """How many rows it is about."""
        return sum(len(problem.rows) or 1 for problem in self.problems)

    @property
    def examples(self) -> list[str]:
        """Up to three, of different values where there are: «строка 12: Лит-ра»."""
        seen: dict[str, Problem] = {}
        for problem in self.problems:
            seen.setdefault(problem.value, problem)
        chosen = [*seen.values()] if len(seen) > 1 else list(self.problems)
        return [_example(problem) for problem in chosen[:EXAMPLES]]

    @property
    def is_of_sheet(self) -> bool:
        """Whether a whole sheet hangs on it."""
        return any(choice.action == "sheet" for choice in self.choices)

    @property
    def is_of_reading(self) -> bool:
        """Whether it is about how the file is to be read."""
        return any(choice.action in _OF_READING for choice in self.choices)

    def as_json(self) -> dict[str, Any]:
        """The form that `letopis import --json` prints."""
        return {
            "cause": self.cause,
            "text": self.text,
            "count": self.count,
            "examples": self.examples,
            "choices": [{"label": choice.label, "answer": choice.answer} for choice in self.choices],
        }


def _example(problem: Problem) -> str:
    where = f"строка {problem.row}" if problem.row else problem.place.sheet
    return f"{where}: {problem.value}" if problem.value else where


def questions_of(problems: Iterable[Problem]) -> list[Question]:
    """Return what is to be asked: what a sheet is first, then what settles most rows, then what is only doubtful.

    A fault of one row that says nothing of others is no question: it is mended where it stands.
    """
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.choices:
            groups.setdefault(problem.cause, []).append(problem)
    asked = [one for cause, group in groups.items() for one in _asked(cause, group)]
    return sorted(asked, key=lambda one: (not one.is_of_sheet, one.level != "error", not one.is_of_reading, -one.count))


def _asked(cause: str, group: list[Problem]) -> list[Question]:
    """One question, or, where only the values have an answer, one for each value that repeats and one for the rest."""
    whole = _question(cause, group)
    if whole.is_of_reading:
        return [whole]
    if whole.count < 2:
        return []
    if _is_settling(whole):
        return [whole]
    values = sorted(_by_value(group).items(), key=lambda one: -len(one[1]))
    apart = [_question(cause_of_value(cause, value), own) for value, own in values[:MOST_VALUES] if len(own) > 1]
    apart = [one for one in apart if _is_settling(one)]
    taken = {id(problem) for one in apart for problem in one.problems}
    rest = [problem for problem in group if id(problem) not in taken]
    return apart + ([_question(cause, rest)] if len(rest) > 1 else [])


def _is_settling(question: Question) -> bool:
    """Whether there is more to choose than to leave the rows out."""
    return any(choice.action not in _OF_ROWS for choice in question.choices)


def _by_value(group: Iterable[Problem]) -> dict[str, list[Problem]]:
    by_value: dict[str, list[Problem]] = {}
    for problem in group:
        by_value.setdefault(problem.value, []).append(problem)
    return by_value


def _question(cause: str, group: list[Problem]) -> Question:
    first = group[0]
    common = set.intersection(*({choice.answer for choice in one.choices} for one in group))
    return Question(
        cause=cause,
        text=first.question or first.message,
        level="error" if any(one.level == "error" for one in group) else "warning",
        problems=group,
        choices=[choice for choice in first.choices if choice.answer in common],
        # What is typed takes the place of one value: of several it would be none's.
        may_type=all(one.may_type and one.value == first.value for one in group),
    )


# ── answers to whole causes ───────────────────────────────────────────


def carried_out(answers: Answers, problems: Iterable[Problem]) -> Answers:
    """Return the answers with those to whole causes put to each problem's own cell, column or sheet.

    The same answers where nothing is left to be put anywhere.
    """
    if not answers.causes:
        return answers
    more = replace(answers, values=dict(answers.values), columns=dict(answers.columns), sheets=dict(answers.sheets))
    for problem in problems:
        answer = answers.causes.get(cause_of_value(problem.cause, problem.value)) or answers.causes.get(problem.cause)
        if answer:
            _put(more, problem, answer)
    return more if more != answers else answers


def read_with(
    answers: Answers, read: Callable[[Report], Found], problems_of: Callable[[Found], Iterable[Problem]]
) -> tuple[Found, Mapping[str, str]]:
    """Read until the answers to whole causes are put in their places: one of them may raise the next question.

    Returns what was read last, and what is wrong with the answers, as strays().
    """
    given, met = answers, set[str]()
    for _ in range(PASSES):
        report = Report(given)
        found = read(report)
        more = carried_out(given, problems_of(found))
        if more == given:
            break
        given, met = more, met | report.met
    return found, strays(given, report, met) if given.causes else {}


def _put(answers: Answers, problem: Problem, answer: str) -> None:
    action, _, value = answer.partition(":")
    offered = answer in {choice.answer for choice in problem.choices if choice.action != "cause"}
    if action == "value" and (offered or problem.may_type):
        answers.values[problem.place.cell_key] = value
    elif action == "column" and offered:
        answers.columns[problem.place.cell_key] = value
    elif action == "sheet" and offered:
        answers.sheets[f"{problem.place.file}|{problem.place.sheet}"] = value


def strays(answers: Answers, report: Report, met: Collection[str]) -> Mapping[str, str]:
    """Return what is wrong with answers to whole causes, by cause. `met`: causes of earlier readings of the files."""
    known = report.met.union(met)
    wrong = {
        cause: f"Вопроса «{cause}» в этих файлах нет. Возьмите «cause» из отчёта --json по тем же файлам."
        for cause in answers.causes
        if cause not in known
    }
    for cause, problem in report.misunderstood.items():
        # Of one that an earlier reading has put in its place, a new trouble of the same cause says nothing.
        if cause in met:
            continue
        key = cause if cause in answers.causes else cause_of_value(cause, problem.value)
        offered = ", ".join(choice.answer for choice in problem.choices) or "нет"
        wrong[key] = f"На вопрос «{key}» нет ответа «{answers.causes.get(key)}». Ответы: {offered}."
    return wrong
