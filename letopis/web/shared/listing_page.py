"""The page of a list: its table, conditions and pages are text, which stands in the holes of a kept page.

A template that asks for each value by its name took half the time. What a cell says is made safe here, unless its
column has done so.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from letopis.web.shared.addresses import asked_but
from letopis.web.shared.kept_page import kept_page
from letopis.web.shared.listing import HeadCell, ListColumn, ListFilter, Listing
from letopis.web.shared.markup import shown
from letopis.web.shared.templatetags.letopis import download, icon
from letopis.web.shared.wording import counted, number_text
from letopis.web.shared.xlsx import is_asked
from letopis.web.shared.years import may_switch


def list_page(
    request: HttpRequest,
    listing: Listing[Any],
    template: str,
    *,
    file: str,
    values: Mapping[str, Any] | None = None,
    **form: Hashable,
) -> HttpResponse:
    """Answer with the page of a list, or with the workbook `file` where it is asked for (`?format=xlsx`).

    The template is kept by its look (kept_page.py): it has what parts() returns and `values`, and branches on `form`
    and on `has_rows`.
    """
    if is_asked(request):
        return listing.workbook(file)
    told = {**parts(listing), **(values or {})}
    return kept_page(request, template, told, has_rows=bool(listing.rows), **form)


def parts(listing: Listing[Any]) -> dict[str, SafeString]:
    """Return what the template of a list has: `filters`, `table`, `pages`, and `download`, the button XLSX."""
    return {
        "filters": filters(listing),
        "table": table(listing),
        "pages": pages(listing),
        "download": download(listing.request),
    }


# ── the table ─────────────────────────────────────────────────────────


def table(listing: Listing[Any]) -> SafeString:
    """Return the table of a list's page."""
    head = "".join(map(_head, listing.head))
    columns = [(_reading(listing, column), *_around(column)) for column in listing.columns if column.for_page]
    rows: list[str] = []
    for row in listing.rows:
        cells = "".join([f"{begin}{shown(read(row))}{end}" for read, begin, end in columns])
        rows.append(f'<tr aria-selected="true">{cells}</tr>' if listing.is_chosen(row) else f"<tr>{cells}</tr>")
    return SafeString(
        f'<table class="table {listing.css}"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody>'
        f"{_foot(listing)}</table>"
    )


def _reading(listing: Listing[Any], column: ListColumn[Any]) -> Callable[[Any], object]:
    """What reads a cell of the column: its value or markup, in a link to the row's form where it is changed in place.

    Without a script, and on a phone, it is that link; office/client/cells.js turns it into the field.
    """
    read, opens = column.html or column.value, listing.opens
    if not column.edits or opens is None:
        return read
    label = shown(f"{column.title}: ")

    def linked(row: Any) -> SafeString:
        told = shown(column.value(row)) or "не указано"
        return SafeString(
            f'<a class="cell" href="{shown(opens(row))}#id_{column.edits}" data-edit="{column.edits}"'
            f' aria-label="{label}{told}. Изменить">{shown(read(row)) or "–"}</a>'
        )

    return linked


def _head(cell: HeadCell) -> str:
    css = f' class="{cell.css}"' if cell.css else ""
    order = f' aria-sort="{cell.sorted}"' if cell.sorted else ""
    title = shown(cell.title)
    linked = f'<a class="sort" href="{shown(cell.address)}">{title}</a>' if cell.address else title
    return f'<th scope="col"{css}{order}>{linked}</th>'


def _around(column: ListColumn[Any]) -> tuple[str, str]:
    """What stands before and after each cell of a column."""
    css = f' class="{column.css}"' if column.css else ""
    return (f'<th scope="row"{css}>', "</th>") if column.is_head else (f"<td{css}>", "</td>")


def _foot(listing: Listing[Any]) -> str:
    columns = [column for column in listing.columns if column.for_page]
    if all(column.total == "" for column in columns):
        return ""
    cells = (shown(column.total).join(_around(column)) for column in columns)
    return f"<tfoot><tr>{''.join(cells)}</tr></tfoot>"


# ── the conditions ────────────────────────────────────────────────────


def filters(listing: Listing[Any]) -> SafeString:
    """Return the form of a list's conditions, which keeps the order."""
    sort = _hidden("sort", listing.sort) if listing.sort else ""
    fields = in_year(listing.request) + "".join([_field(one, value) for one, value in listing.filters])
    return SafeString(
        f'<form method="get" class="row row--wrap filters no-print" role="search">{sort}{fields}'
        f'<button class="button" type="submit">{listing.verb}</button></form>'
    )


def in_year(request: HttpRequest) -> str:
    """Keep the year of the list, whatever the switch says by the time of the search; "" for who has no switch."""
    hand, actor = getattr(request, "year_in_hand", None), getattr(request, "actor", None)
    if hand is None or hand.year is None or len(hand.years) < 2 or actor is None or not may_switch(actor):
        return ""
    return _hidden("year", str(hand.year.pk))


def _field(one: ListFilter, value: str) -> str:
    if one.is_hidden:
        return _hidden(one.name, value)
    label = shown(one.label)
    if one.is_tick:
        checked = " checked" if value else ""
        return (
            f'<label class="check"><input type="checkbox" name="{one.name}" value="1"{checked}>'
            f"<span>{label}</span></label>"
        )
    if one.choices is None:
        given = f'type="search" name="{one.name}" value="{shown(value)}" autocomplete="off"'
        field = f'<input class="input" {given}>'
    else:
        nothing = f'<option value="">{shown(one.nothing)}</option>'
        field = f'<select class="input" name="{one.name}">{nothing}{_options(one.choices, value)}</select>'
    return f'<label class="field"><span class="field__label">{label}</span>{field}</label>'


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{shown(value)}">'


def _options(choices: Iterable[tuple[object, object]], chosen: str) -> str:
    return "".join([_option(str(value), label, chosen) for value, label in choices])


def _option(value: str, label: object, chosen: str) -> str:
    return f'<option value="{shown(value)}"{" selected" if value == chosen else ""}>{shown(label)}</option>'


# ── the pages ───────────────────────────────────────────


def pages(listing: Listing[Any]) -> SafeString:
    """Return «1–25 из 626» and the numbers of the pages, which keep the rest of the address; of one how many rows."""
    page = listing.page
    if page is None:
        return SafeString("")
    of: Paginator[Any] = page.paginator
    if of.num_pages == 1:
        return SafeString(f'<p class="pages pages__of">{counted(of.count, "запись,записи,записей")}</p>')
    to = shown(f"?{asked_but(listing.request, 'page')}page=")
    numbers = of.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    back = _step(f"{to}{page.number - 1}", "Назад", "prev", "left") if page.has_previous() else ""
    on = _step(f"{to}{page.number + 1}", "Вперёд", "next", "right") if page.has_next() else ""
    places = f"{number_text(page.start_index())}–{number_text(page.end_index())} из {number_text(of.count)}"
    return SafeString(
        f'<nav class="pages" aria-label="Страницы"><span class="pages__of">{places}</span> {back}'
        f"{''.join([_number(to, one, page.number) for one in numbers])}{on}</nav>"
    )


def _step(address: str, label: str, rel: str, sign: str) -> str:
    return f'<a class="pages__item" href="{address}" aria-label="{label}" rel="{rel}">{icon(sign)}</a> '


def _number(to: str, number: int | str, current: int) -> str:
    if not isinstance(number, int):
        return f"<span>{number}</span> "
    here = ' aria-current="page"' if number == current else ""
    return f'<a class="pages__item" href="{to}{number}"{here}>{number}</a> '
