"""What a school has answered about its files, for the next file of the same shape; and as a profile for other schools.

A file is known again by its headers, never by its name. What leaves rows out, or leaves a doubt aside, is asked anew
each time; what stands for one value may be a person's name, and is no part of a profile.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from letopis.documents.school_import.models import ColumnMeaning, SettledAnswer
from letopis.documents.school_import.words import LEXICON, TABLES
from letopis.documents.sheets.headers import IGNORE
from letopis.documents.sheets.kinds import kinds_of
from letopis.documents.sheets.problems import Answers
from letopis.documents.sheets.reading import unknown_cause
from letopis.documents.sheets.sheet import Sheet
from letopis.documents.sheets.values import text_of
from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.text import search_key

FORMAT, VERSION = "letopis-import-profile", 1
MOST_ANSWERS = 2000
MOST_BYTES = 1 << 20
# The header is the first of the upper rows that fills most of the width.
_UPPER, _FILLED = 15, 0.7
_SHEET = "sheet"
_OF_ROWS = ("skip", "accept", "column:", "sheet:")
_PERSONAL = {"full name", "short name", "patronymic", "phone", "email", "snils"}


def shape_of(sheet: Sheet) -> str:
    """The fingerprint of a sheet's headers, whatever the file, the sheet and its rows are."""
    rows = [[search_key(text_of(cell)) for cell in row] for row in sheet.rows[:_UPPER]]
    most = max((sum(map(bool, row)) for row in rows), default=0)
    header = next((row for row in rows if most and sum(map(bool, row)) >= most * _FILLED), [])
    return _hash(text for text in header if text)


def _load_shape(sheets: Iterable[Sheet]) -> str:
    """The fingerprint of all sheets that are loaded together."""
    return _hash(sorted(shape_of(sheet) for sheet in sheets))


def _hash(texts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:32]


def remember(school_id: int, sheets: list[Sheet], answers: Answers) -> None:
    """Keep answers that say how such files are read."""
    shapes = {f"{sheet.file}|{sheet.name}": shape_of(sheet) for sheet in sheets}
    kept = [(shapes[key], _SHEET, kind) for key, kind in answers.sheets.items() if key in shapes]
    whole = _load_shape(sheets)
    for cause, answer in answers.causes.items():
        code, _, rest = cause.partition("|")
        table, _, header = rest.partition("|")
        if code == "unknown_column" and answer.startswith("column:"):
            _mean(school_id, table, header, answer.removeprefix("column:"))
        elif code == "unknown_sheet" and answer.startswith("sheet:"):
            own = [shape_of(sheet) for sheet in sheets if unknown_cause(sheet) == cause]
            kept += [(shape, _SHEET, answer.removeprefix("sheet:")) for shape in own]
        elif not answer.startswith(_OF_ROWS):
            kept.append((whole, cause, answer))
    for shape, cause, answer in kept:
        SettledAnswer.objects.update_or_create(
            school_id=school_id, shape=shape, cause=cause[:300], defaults={"answer": answer[:500]}
        )


def _mean(school_id: int, table: str, header: str, field: str) -> None:
    ColumnMeaning.objects.update_or_create(
        school_id=school_id, table=table, header=header[:120], defaults={"field": field}
    )


def recalled(school_id: int, sheets: list[Sheet], answers: Answers) -> Answers:
    """Return the answers with what was settled for files of this shape; what is answered now comes first."""
    shapes = {f"{sheet.file}|{sheet.name}": shape_of(sheet) for sheet in sheets}
    whole = _load_shape(sheets)
    of_sheets: dict[str, str] = {}
    of_causes: dict[str, str] = {}
    for one in SettledAnswer.objects.filter(school_id=school_id, shape__in={*shapes.values(), whole}):
        if one.cause == _SHEET:
            of_sheets |= {key: one.answer for key, shape in shapes.items() if shape == one.shape}
        elif one.shape == whole:
            of_causes[one.cause] = one.answer
    return replace(answers, sheets={**of_sheets, **answers.sheets}, causes={**of_causes, **answers.causes})


# ── a profile for other schools ───────────────────────────────────────


def profile(actor: Actor) -> dict[str, Any]:
    """What the school has settled, without anything about a person."""
    _require(actor)
    columns = ColumnMeaning.objects.filter(school_id=actor.school_id).order_by("table", "header")
    answers = SettledAnswer.objects.filter(school_id=actor.school_id).order_by("shape", "cause")
    return {
        "format": FORMAT,
        "version": VERSION,
        "columns": [
            {"table": one.table, "header": one.header, "field": one.field}
            for one in columns
            if not _PERSONAL & kinds_of(one.header.title())
        ],
        "answers": [
            {"shape": one.shape, "cause": one.cause, "answer": one.answer}
            for one in answers
            if "=" not in one.cause and not one.answer.startswith("value:")
        ],
    }


def size(actor: Actor) -> int:
    """How many answers the school has settled."""
    _require(actor)
    own = {"school_id": actor.school_id}
    return ColumnMeaning.objects.filter(**own).count() + SettledAnswer.objects.filter(**own).count()


def take_profile(actor: Actor, data: bytes) -> int:
    """Settle what a profile says; return how many answers it has. Raises Refused, nothing changed."""
    _require(actor)
    columns, answers = _read(data)
    with transaction.atomic():
        for one in columns:
            _mean(actor.school_id, one["table"], one["header"], one["field"])
        for one in answers:
            SettledAnswer.objects.update_or_create(
                school_id=actor.school_id, shape=one["shape"], cause=one["cause"], defaults={"answer": one["answer"]}
            )
    return len(columns) + len(answers)


def _read(data: bytes) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    no_profile = Refused("Это не профиль загрузки: нужен файл, который даёт «Скачать профиль».", code="bad_profile")
    if len(data) > MOST_BYTES:
        raise no_profile
    try:
        form = json.loads(data)
        columns, answers = form["columns"], form["answers"]
        is_profile = (form["format"], form["version"]) == (FORMAT, VERSION)
    except (ValueError, KeyError, TypeError) as error:
        raise no_profile from error
    if not is_profile or not isinstance(columns, list) or not isinstance(answers, list):
        raise no_profile
    if len(columns) + len(answers) > MOST_ANSWERS:
        raise Refused(f"В профиле больше {MOST_ANSWERS} ответов.", code="bad_profile")
    if not all(_is_column(one) for one in columns) or not all(_is_answer(one) for one in answers):
        raise no_profile
    return columns, answers


def _is_column(one: Any) -> bool:
    if not _has_texts(one, {"table": 20, "header": 120, "field": 40}) or one["table"] not in LEXICON.by_table:
        return False
    return one["field"] in {IGNORE, *(column.field for column in LEXICON.by_table[one["table"]].columns)}


def _is_answer(one: Any) -> bool:
    if not _has_texts(one, {"shape": 32, "cause": 300, "answer": 500}):
        return False
    return one["cause"] != _SHEET or one["answer"] in {IGNORE, *TABLES}


def _has_texts(one: Any, limits: Mapping[str, int]) -> bool:
    return isinstance(one, dict) and all(
        isinstance(one.get(name), str) and 0 < len(one[name]) <= limit for name, limit in limits.items()
    )


def _require(actor: Actor) -> None:
    if not actor.may(Right.LOAD_BASE):
        raise NotVisible
