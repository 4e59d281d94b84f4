"""What the pages of loading show: plain dictionaries out of a run."""

from datetime import date
from typing import Any

from letopis.documents.school_import import runs
from letopis.documents.school_import.models import ImportRun, RunState
from letopis.documents.sheets.problems import Answers
from letopis.school.classes.queries import order_label
from letopis.school.organisation.words import phrase_lazy
from letopis.web.shared.answers import Asked
from letopis.web.shared.wording import counted

# A writing run plans first, then writes rows, then makes the year's lessons: shares of its bar.
_STAGES = {
    "Чтение файлов": (0, 8),
    "Распознавание таблиц": (8, 20),
    "Запись": (35, 75),
    "Расписание на год": (75, 98),
}
SHOWN_DOUBTS = 8
_WRITTEN = {
    "classes": phrase_lazy("{group.counted}"),
    "students": phrase_lazy("{student.counted}"),
    "orders": "проект приказа,проекта приказа,проектов приказов",
    "guardians": "родитель,родителя,родителей",
    "staff": "сотрудник,сотрудника,сотрудников",
    "rooms": "кабинет,кабинета,кабинетов",
    "curriculum": "строка учебного плана,строки учебного плана,строк учебного плана",
    "load_rows": "строка нагрузки,строки нагрузки,строк нагрузки",
    "timetable_entries": phrase_lazy("{lesson.nom} недели,{lesson.gen} недели,{lesson.gens} недели"),
}


def preview_page(run: ImportRun, level: str) -> dict[str, Any]:
    """Counts, questions (of one level, if given) and sheets of a checked run."""
    answers = Answers.from_json(run.answers)
    asked = Asked.of(run.preview, answers)
    sheets = run.preview.get("sheets", [])
    return {
        "run": run,
        "of": runs.check_of(run),
        "missing": run.preview.get("missing", {}).get("load_rows", []),
        "closes_missing": answers.close_missing,
        "orders": _orders(run.preview.get("orders", [])),
        "appointed": run.preview.get("roles", []),
        "files": run.files,
        "sheets": sheets,
        "several_files": len(run.files) > 1,
        "created": sum(sheet["created"] for sheet in sheets),
        "changed": sum(sheet["changed"] for sheet in sheets),
        "skipped": sum(sheet["skipped"] for sheet in sheets),
        "rows": sum(sheet["created"] + sheet["changed"] for sheet in sheets),
        "is_stale": is_stale(run),
        **asked.page(level),
        # What was remembered of other files is an answer, too.
        "answered": answers != Answers(),
    }


def is_stale(run: ImportRun) -> bool:
    """Whether the files are to be read otherwise than the preview was."""
    return bool(runs.reading_of(run.answers) != run.preview.get("read_as", runs.reading_of({})))


def _orders(forms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Draft orders as the page tells of them: a table a kind, for a list may name an order for each student."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for form in forms:
        kinds.setdefault(form["kind"], []).append(form)
    return [_of_kind(kind, orders) for kind, orders in kinds.items()]


def _of_kind(kind: str, orders: list[dict[str, Any]]) -> dict[str, Any]:
    students = [
        {**one, "day": f"{date.fromisoformat(one['day']):%d.%m.%Y}", "order": _label(order)}
        for order in orders
        for one in order["students"]
    ]
    count = sum(order["count"] for order in orders)
    return {
        "kind": kind,
        "drafts": len(orders),
        "label": _label(orders[0]),
        "count": count,
        "students": students,
        "more": count - len(students),
    }


def _label(order: dict[str, Any]) -> str:
    return order_label(order["number"], date.fromisoformat(order["date"])) if order["number"] else "без номера"


def busy_page(run: ImportRun) -> dict[str, Any]:
    """How far a run has come."""
    far = runs.how_far(run)
    first, last = _STAGES.get(far.stage, (20, 35 if run.state == RunState.WRITING else 98))
    percent = first + (last - first) * far.percent // 100
    if run.state == RunState.CHECKING and far.stage not in _STAGES:
        percent = 20 + 78 * far.percent // 100
    return {"run": run, "stage": far.stage, "percent": percent, "is_writing": run.state == RunState.WRITING}


def left_to_do(run: ImportRun) -> dict[str, Any]:
    """What a written load leaves to be done by hand: its doubts, the first few, and how many more there are."""
    problems = run.preview.get("problems", []) if run.state == RunState.DONE else []
    told = [one["message"] for one in problems if one["level"] == "warning" and not one["choices"]]
    return {"left": told[:SHOWN_DOUBTS], "left_more": max(0, len(told) - SHOWN_DOUBTS)}


def written_rows(run: ImportRun) -> list[str]:
    """«24 класса», «621 ученик»: what a finished run created and changed."""
    counts = run.preview.get("counts", {})
    created, changed = counts.get("created", {}), counts.get("changed", {})
    return [
        counted(number, forms)
        for table, forms in _WRITTEN.items()
        if (number := created.get(table, 0) + changed.get(table, 0))
    ]
