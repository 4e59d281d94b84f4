"""The workbench of loading: a sheet as it is read, its columns with what they mean (ORG-02)."""

import re
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from letopis.documents.school_import import runs, workbench
from letopis.documents.school_import.models import ImportRun, RunState
from letopis.documents.school_import.words import table_name
from letopis.documents.sheets.headers import IGNORE
from letopis.documents.sheets.picture import ColumnSeen, Line, TableSeen
from letopis.kernel.rights import Right
from letopis.web.office.imports.pages import is_stale
from letopis.web.shared.actors import ActorRequest, for_rights

_COLUMN = re.compile(r"(column|was)-([0-9]{1,6})-([0-9]{1,3})", re.ASCII)


@for_rights(Right.LOAD_BASE)
@require_safe
def sheet(request: ActorRequest, run_id: int, number: int) -> HttpResponse:
    """A sheet (`number` from 1) as it is read, beside the list of sheets; after the check only."""
    found = runs.run_of(request.actor, run_id)
    if found.state != RunState.READY:
        return redirect("office_import_run", found.pk)
    return render(request, "office/imports/sheet.html", _page(request, found, number))


@for_rights(Right.LOAD_BASE)
@require_POST
def meanings(request: ActorRequest, run_id: int, number: int) -> HttpResponse:
    """Keep what the sheet is, or what its columns mean; a script gets the picture that follows of it."""
    found = runs.run_of(request.actor, run_id)
    if found.state != RunState.READY:
        return redirect("office_import_run", found.pk)
    _keep(request, found, number, request.POST)
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, "office/imports/picture.html", _page(request, found, number))
    return redirect("office_import_sheet", found.pk, number)


def _keep(request: ActorRequest, run: ImportRun, number: int, form: QueryDict) -> None:
    """The form shows the sheet's kind and all columns at once: a new kind makes other columns of them."""
    if form.get("kind", "") != form.get("kind-was", ""):
        workbench.say_kind(request.actor, run, number - 1, form.get("kind", ""))
        return
    said: dict[str, dict[tuple[int, int], str]] = {"column": {}, "was": {}}
    for name, meaning in form.items():
        if (place := _COLUMN.fullmatch(name)) and isinstance(meaning, str):
            said[place[1]][int(place[2]), int(place[3])] = meaning
    workbench.say_columns(
        request.actor, run, number - 1, said=said["column"], were=said["was"], kind=form.get("table", "")
    )


def _page(request: ActorRequest, run: ImportRun, number: int) -> dict[str, Any]:
    seen = workbench.sheet_seen(request.actor, run, number - 1)
    sheets = run.preview.get("sheets", [])
    return {
        "run": run,
        "number": number,
        "sheets": [{**one, "number": place, "is_here": place == number} for place, one in enumerate(sheets, 1)],
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if number < len(sheets) else None,
        "several_files": len(run.files) > 1,
        "seen": seen,
        "picture": seen.picture,
        "is_ignored": seen.kind == IGNORE,
        "ignore": IGNORE,
        "tables": [_table(one) for one in seen.picture.tables],
        "is_stale": is_stale(run),
    }


def _table(seen: TableSeen) -> dict[str, Any]:
    """A table with the select of each column."""
    return {
        "name": table_name(seen.kind),
        "kind": seen.kind,
        "header_row": seen.header_row,
        "columns": [_column(seen, one) for one in seen.columns],
        "lines": [_cells(seen, line) for line in seen.lines],
    }


def _column(seen: TableSeen, column: ColumnSeen) -> dict[str, Any]:
    return {
        "column": column,
        "name": f"column-{seen.header_row}-{column.number}",
        "was": f"was-{seen.header_row}-{column.number}",
        # Over what neither a name nor a value stands in, nothing is asked.
        "is_asked": bool(seen.offered) and not column.is_wide and (column.label or _is_filled(seen, column.number)),
        "offered": seen.offered,
    }


def _is_filled(seen: TableSeen, column: int) -> bool:
    return any(line.cells[column] for line in seen.lines if line.role == "taken")


def _cells(seen: TableSeen, line: Line) -> dict[str, Any]:
    """A line of the picture; cells of columns that are not loaded stand back."""
    loaded = [bool(one.meaning or one.is_wide) or not seen.columns for one in seen.columns]
    cells = [(text, loaded[n] if n < len(loaded) else True) for n, text in enumerate(line.cells)]
    return {"line": line, "cells": cells}
