"""Problems and questions as a page keeps them, and the answers that its form brings: of every import the same."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from letopis.documents.sheets.headers import IGNORE
from letopis.documents.sheets.problems import Answers, Problem
from letopis.documents.sheets.questions import Question

MAX_KEPT_PROBLEMS = 3000
MAX_KEPT_TEXT = 300
MAX_KEPT_QUESTIONS = 100
MAX_KEPT_SETTLED = 200
MAX_TYPED = 500


def asked_form(problems: Sequence[Problem], questions: Iterable[Question], answers: Answers) -> dict[str, Any]:
    """Return {"problems", "questions"} as JSON values: a question has the numbers of its problems in the list.

    `answers`: those that the file was checked with; what was put for a value and is wrong as well stands as "tried".
    """
    kept = problems[:MAX_KEPT_PROBLEMS]
    numbers = {id(problem): number for number, problem in enumerate(kept)}
    return {
        "problems": [_problem_form(problem, answers) for problem in kept],
        "questions": [_question_form(one, numbers, answers) for one in [*questions][:MAX_KEPT_QUESTIONS]],
    }


def _question_form(question: Question, numbers: Mapping[int, int], answers: Answers) -> dict[str, Any]:
    form = question.as_json()
    tried = answers.causes.get(question.cause, "")
    return {
        **form,
        "text": question.text[: 3 * MAX_KEPT_TEXT],
        "examples": [one[:MAX_KEPT_TEXT] for one in form["examples"]],
        "level": question.level,
        "may_type": question.may_type,
        "is_of_reading": question.is_of_reading,
        "tried": tried if tried.startswith("value:") else "",
        "problems": [numbers[id(one)] for one in question.problems if id(one) in numbers],
    }


def _problem_form(problem: Problem, answers: Answers) -> dict[str, Any]:
    return {
        **problem.as_json(),
        # A page shows the beginning of a long text; three thousand whole ones would be a row of megabytes.
        "value": problem.value[:MAX_KEPT_TEXT],
        "message": problem.message[: 3 * MAX_KEPT_TEXT],
        "key": problem.key,
        "row_key": problem.place.row_key,
        "cell_key": problem.place.cell_key,
        "may_type": problem.may_type,
        "tried": answers.values.get(problem.place.cell_key, ""),
        "choices": [{"label": c.label, "action": c.action, "value": c.value} for c in problem.choices],
    }


def settled_form(before: Mapping[str, Any], now: Mapping[str, Any], answers: Answers) -> dict[str, Any]:
    """Return {"settled", "settled_questions"}: what was asked `before` and is not asked `now`, for it is answered.

    An answer that was wrong can be given otherwise only where its question still stands.
    """
    asked = {one["key"] for one in now["problems"]}
    causes = {one["cause"] for one in now["questions"]}
    problems, questions = all_problems(before), all_questions(before)
    return {
        "settled": [one for one in problems if one["key"] not in asked and is_answered(one, answers)][
            :MAX_KEPT_SETTLED
        ],
        "settled_questions": [
            {**one, "problems": []}
            for one in questions
            if one["cause"] not in causes and answers.causes.get(one["cause"])
        ][:MAX_KEPT_SETTLED],
    }


def all_problems(form: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The problems of a preview in the order of their numbers: those of its check, then the settled ones."""
    return [*form.get("problems", []), *form.get("settled", [])]


def all_questions(form: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The questions of a preview in the order of their numbers, as all_problems()."""
    return [*form.get("questions", []), *form.get("settled_questions", [])]


# ── answers ───────────────────────────────────────────────────────────


def is_answered(problem: Mapping[str, Any], answers: Answers) -> bool:
    """Whether something was chosen or typed for a problem by itself."""
    is_typed = bool(problem["may_type"] and answers.values.get(problem["cell_key"]))
    return is_typed or any(is_taken(problem, one, answers) for one in problem["choices"] if one["action"] != "cause")


def is_taken(problem: Mapping[str, Any], choice: Mapping[str, str], answers: Answers) -> bool:
    """Whether a choice of a problem is its answer."""
    value = choice["value"]
    match choice["action"]:
        case "skip":
            return problem["row_key"] in answers.skip
        case "accept":
            return problem["key"] in answers.accepted
        case "value":
            taken = answers.values.get(problem["cell_key"])
        case "column":
            taken = answers.columns.get(problem["cell_key"])
        case "sheet":
            taken = answers.sheets.get(f"{problem['file']}|{problem['sheet']}")
        case _:
            taken = answers.causes.get(problem["cause"])
    return bool(taken == value)


def take_answers(answers: Answers, asked: Mapping[str, Any], form: Mapping[str, str]) -> None:
    """Put what a form says into `answers`. `asked`: what it was made of, as asked_form() gives it.

    Fields «cause-N» (an answer) and «cause-value-N» (typed text) of the question at place N of the list, «choice-N» (a
    number of the choices) and «value-N» (typed text) of the problem at place N.
    """
    for number, question in enumerate(all_questions(asked)):
        _take_cause(answers, question, form.get(f"cause-{number}"), form.get(f"cause-value-{number}", "").strip())
    for number, problem in enumerate(all_problems(asked)):
        typed = form.get(f"value-{number}", "").strip()
        choice = form.get(f"choice-{number}")
        if choice is None and not typed:
            continue
        _forget(answers, problem)
        if typed and problem["may_type"]:
            answers.values[problem["cell_key"]] = typed[:MAX_TYPED]
        elif choice and choice.isascii() and choice.isdecimal() and int(choice) < len(problem["choices"]):
            _take(answers, problem, problem["choices"][int(choice)])


def _take_cause(answers: Answers, question: Mapping[str, Any], answer: str | None, typed: str) -> None:
    if answer is None and not typed:
        return
    answers.causes.pop(question["cause"], None)
    if typed and question["may_type"]:
        answers.causes[question["cause"]] = f"value:{typed[:MAX_TYPED]}"
    elif answer in {choice["answer"] for choice in question["choices"]}:
        answers.causes[question["cause"]] = answer or ""


def _forget(answers: Answers, problem: Mapping[str, Any]) -> None:
    answers.skip.discard(problem["row_key"])
    answers.accepted.discard(problem["key"])
    answers.values.pop(problem["cell_key"], None)
    answers.columns.pop(problem["cell_key"], None)


def _take(answers: Answers, problem: Mapping[str, Any], choice: Mapping[str, str]) -> None:
    match choice["action"]:
        case "skip":
            answers.skip.add(problem["row_key"])
        case "accept":
            answers.accepted.add(problem["key"])
        case "value":
            answers.values[problem["cell_key"]] = choice["value"]
        case "column":
            answers.columns[problem["cell_key"]] = choice["value"]
        case "sheet":
            answers.sheets[f"{problem['file']}|{problem['sheet']}"] = choice["value"]
        case "cause":
            answers.causes[problem["cause"]] = choice["value"]


def say_columns(answers: Answers, said: Mapping[str, str], were: Mapping[str, str], meanings: Collection[str]) -> None:
    """Keep what columns are said to be, by the key of their header's cell; "" and IGNORE: not loaded.

    `were`: what they were taken for, all columns of the tables. A field is of one column: the one that was taken for it
    is none now. What says nothing new is not kept; a meaning that is none of `meanings` is passed over.
    """
    new = {key: meaning for key, meaning in said.items() if key in were and meaning != were[key]}
    for key, meaning in new.items():
        if meaning not in {"", IGNORE} and meaning not in meanings:
            continue
        for other, was in were.items():
            if meaning and was == meaning and other not in new and _row_of(other) == _row_of(key):
                answers.columns[other] = IGNORE
        answers.columns[key] = meaning or IGNORE


def _row_of(key: str) -> str:
    """The header that a column's key is of: tables of one sheet have columns of the same fields."""
    return key.rpartition("|")[0]
