"""The workbench: a sheet of a run as it is read, and what the operator says of its columns."""

from collections.abc import Mapping
from dataclasses import dataclass

from letopis.documents.school_import import runs
from letopis.documents.school_import.models import ImportRun, RunState
from letopis.documents.school_import.recognising import laid, recognise
from letopis.documents.school_import.words import LEXICON, TABLES, table_name
from letopis.documents.sheets import asking
from letopis.documents.sheets.headers import IGNORE
from letopis.documents.sheets.picture import Picture, picture_of
from letopis.documents.sheets.problems import Answers, Report
from letopis.documents.sheets.sheet import Sheet
from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.school.organisation.models import School

_FIELDS = {one.field for vocabulary in LEXICON.vocabularies for one in vocabulary.columns} | {"", IGNORE}


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """A sheet with how it is read now; `kind` is what the operator said that it is, "" where nothing was said."""

    number: int
    picture: Picture
    kind: str
    kinds: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def sheet_seen(actor: Actor, run: ImportRun, number: int) -> SheetSeen:
    """Read one sheet of a checked run again, with the answers as they are. Raises NotVisible where there is none."""
    sheet = _sheet(actor, run, number)
    answers = Answers.from_json(run.answers)
    report = Report(answers)
    school = School.objects.get(pk=run.school_id)
    tables = recognise([sheet], report, runs.meanings_of(school))
    # Only what there are a page's own words for is no note: a column that is not understood shows it by its select.
    asked = {"unknown_column", "unknown_columns", "unnamed_column"}
    return SheetSeen(
        number=number,
        picture=picture_of(laid(sheet, Report()), tables),
        kind=answers.sheets.get(_key(sheet), ""),
        kinds=tuple((kind, table_name(kind)) for kind in TABLES if kind != "card"),
        notes=tuple(problem.message for problem in report.problems if problem.code not in asked),
    )


def say_kind(actor: Actor, run: ImportRun, number: int, kind: str) -> None:
    """Say what is on a sheet: a table, IGNORE for nothing, "" for what the program finds."""
    sheet = _sheet(actor, run, number)
    with runs.answering(run) as answers:
        answers.sheets.pop(_key(sheet), None)
        if kind == IGNORE or (kind in TABLES and kind != "card"):
            answers.sheets[_key(sheet)] = kind


def say_columns(
    actor: Actor,
    run: ImportRun,
    number: int,
    *,
    said: Mapping[tuple[int, int], str],
    were: Mapping[tuple[int, int], str],
    kind: str = "",
) -> None:
    """Say what columns are, by (row of the header from 1, column from 0); "" and IGNORE: not loaded.

    `were`: what they were taken for, all columns of the sheet. A field is of one column: the one that was taken for it
    is none now. `kind`: the only table of the sheet, which stays that whatever its columns lack then. What says nothing
    new is not kept.
    """
    sheet = laid(_sheet(actor, run, number), Report())
    width = max(map(len, sheet.rows), default=0)
    for (row, column), meaning in said.items():
        if meaning not in _FIELDS or column >= width or not 1 <= row <= len(sheet.rows):
            raise NotVisible
    keys = {place: f"{_key(sheet)}|{place[0]}|{place[1]}" for place in {*said, *were}}
    with runs.answering(run) as answers:
        before = dict(answers.columns)
        asking.say_columns(
            answers,
            {keys[place]: meaning for place, meaning in said.items()},
            {key: were.get(place, "") for place, key in keys.items()},
            _FIELDS,
        )
        if answers.columns != before and kind in TABLES and kind != "card":
            answers.sheets.setdefault(_key(sheet), kind)


def _key(sheet: Sheet) -> str:
    return f"{sheet.file}|{sheet.name}"


def _sheet(actor: Actor, run: ImportRun, number: int) -> Sheet:
    runs.require(actor)
    if run.state != RunState.READY:
        raise NotVisible
    sheets = runs.sheets_of(run)
    if not 0 <= number < len(sheets):
        raise NotVisible
    return sheets[number]
