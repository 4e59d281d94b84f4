"""One number that is a row of the foreign school in every table and of the own one in none: whatever a field means by
an id, the number names the other school's row there. And what of it was written."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection
from django.db.models import Model
from msgspec.structs import fields

from letopis.school.curriculum.models import PlannedLesson
from letopis.school.history.append_only import TABLES
from letopis.school.lessons.models import Homework
from letopis.school.marks.models import Work, WorkKind
from letopis.school.organisation.models import School
from letopis.school.sync.engine import known_adapters
from letopis.school.timetable.models import Lesson
from tests.crawl.forms import Form

NUMBER = 7_770_001
# What a browser would have typed into a field that the page has left empty.
_TYPED = {"date": "2026-11-24", "time": "10:00", "number": "1", "email": "a@example.org", "tel": "+7 900 000-00-00"}
# What is typed there is no id.
_WRITTEN = frozenset({"text", "textarea", "number", "date", "time", "tel", "email", "password", "search", "url"})
_ID = re.compile(r"\d+")
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|WITH)\b", re.IGNORECASE)


def renumber(foreign: School) -> None:
    """Give the first foreign row of every table the number, and let what points at it follow. In a transaction."""
    with connection.cursor() as cursor:
        for model in _owned():
            first = model._default_manager.filter(school=foreign).order_by("pk").values_list("pk", flat=True).first()
            if first is None:
                continue
            for table, column in [(model._meta.db_table, model._meta.pk.column), *_pointing(model)]:
                if table not in TABLES:
                    cursor.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE "{column}" = %s', [NUMBER, first])


def _owned() -> list[type[Model]]:
    """Tables of a school whose rows are numbered and may be changed."""
    models = [one for one in apps.get_models() if any(field.name == "school" for field in one._meta.fields)]
    return [one for one in models if one._meta.db_table not in TABLES]


def _pointing(model: type[Model]) -> Iterator[tuple[str, str]]:
    for other in apps.get_models(include_auto_created=True):
        for column in other._meta.fields:
            if column.related_model is model:
                yield other._meta.db_table, column.column


def mixed(own: School) -> list[str]:
    """Return the columns by which a row of the own school points at a foreign one. One query."""
    asked = [
        f"SELECT '{model._meta.db_table}.{column.column}' WHERE EXISTS (SELECT 1 FROM \"{model._meta.db_table}\""
        f' WHERE "{column.column}" = {NUMBER} AND school_id = {own.pk})'
        for model in _owned()
        for column in model._meta.fields
        if column.related_model in _OWNED
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [row[0] for row in cursor.fetchall()]


_OWNED = frozenset(_owned())


@contextmanager
def watched() -> Iterator[list[str]]:
    """Note every statement that writes and names the number."""
    found: list[str] = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if _WRITES.match(sql) and (str(NUMBER) in sql or str(NUMBER) in repr(params)):
            found.append(sql[:90])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield found


def filled(form: Form) -> dict[str, list[str]]:
    """Return the form as a diligent user sends it: nothing empty, the first choice of each list, one button."""
    sent: dict[str, list[str]] = {}
    pressed = sorted(form.buttons)[:1]
    for name, values in form.fields.items():
        if name in form.buttons:
            if name in pressed:
                sent[name] = form.choices[name][:1]
            continue
        if any(values):
            sent[name] = values
        elif choices := [one for one in form.choices.get(name, []) if one]:
            sent[name] = choices[:1]
        elif form.kinds.get(name) == "hidden":
            sent[name] = values
        else:
            sent[name] = [_TYPED.get(form.kinds.get(name, ""), "Проба")]
    return sent


def with_foreign_rows(form: Form) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield the filled form with the number in the place of each id it carries: in values, in names, in JSON."""
    usual = filled(form)
    for name, values in usual.items():
        if name in ("csrfmiddlewaretoken", "was") or form.kinds.get(name) in _WRITTEN:
            continue
        chosen = form.choices.get(name, []) if name not in form.buttons else []
        if any(one.isdigit() for one in [*values, *chosen]):
            yield name, {**usual, name: [str(NUMBER)]}
            if form.kinds.get(name) == "checkbox":
                yield f"{name} beside", {**usual, name: [*values, str(NUMBER)]}
        elif any(_is_json(one) for one in values):
            yield name, {**usual, name: [_ID.sub(str(NUMBER), one) for one in values]}
        if (renamed := _ID.sub(str(NUMBER), name)) != name:
            yield f"{name} renamed", {**usual, renamed: values}


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), list | dict) and bool(_ID.search(text))
    except ValueError:
        return False


def operations(lesson: Lesson, student_id: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each operation of the journal on rows of the own school, one of the ids it carries the number instead."""
    work = Work.objects.filter(lesson=lesson).first()
    own = {
        "lesson_id": lesson.pk,
        "course_id": lesson.course_id,
        "student_id": student_id,
        "work_id": work.pk if work else 0,
        "kind_id": WorkKind.objects.filter(school=lesson.school_id).values_list("pk", flat=True)[0],
        "homework_id": Homework.objects.filter(school=lesson.school_id).values_list("pk", flat=True)[0],
        "planned_lesson_id": PlannedLesson.objects.filter(school=lesson.school_id).values_list("pk", flat=True)[0],
        "student_ids": [student_id],
    }
    told = {"value": "5", "code": "Н", "topic": "Проба", "text": "§ 1", "due_on": "2026-11-24", "period": "quarter-2"}
    for adapter in known_adapters():
        names = {field.name for field in fields(adapter.operation)}
        if {"work_id", "lesson_id"} <= names and adapter.operation.__struct_config__.tag == "mark":
            names.remove("lesson_id")  # a mark names its work or its lesson
        usual = {name: value for name, value in {**own, **told}.items() if name in names}
        for name in sorted(usual.keys() & own.keys()):
            foreign = [student_id, NUMBER] if name == "student_ids" else NUMBER
            kind = adapter.operation.__struct_config__.tag
            yield f"{kind} {name}", {**usual, "kind": kind, "op_id": str(uuid4()), "base_version": 0, name: foreign}
