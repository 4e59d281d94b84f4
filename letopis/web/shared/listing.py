"""A list of the product from one declaration: its columns on the page and in the workbook, filters, sorting, pages.

The rows come from queries, their rights with them; here is only how they are shown. `docs/developer/structure.md` has
the five lines that a new list takes, decision 0009 why it is not django-tables2.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString

from letopis.kernel.text import search_key
from letopis.web.shared.addresses import address
from letopis.web.shared.xlsx import download, is_asked

R = TypeVar("R")
PER_PAGE = 50
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class ListColumn(Generic[R]):
    """A column. `name` is what the address sorts by (`?sort=name`, `?sort=-name`).

    `value` is the cell of the workbook as what it is (text, number, day, moment) and, without `html`, of the page.
    `order` sorts: a key of the row, by default its value, or names of columns of the table where the rows are a query;
    a query's column without it is not sorted, nor is a button (not in the workbook, no order).
    `for_page`, `for_sheet`: where the column stands; a column that the role may not read is not declared at all.
    """

    name: str
    title: object
    value: Callable[[R], object]
    html: Callable[[R], object] | None = None
    width: int = 20
    css: str = ""
    order: Callable[[R], Any] | Sequence[str] | None = None
    is_head: bool = False
    for_page: bool = True
    for_sheet: bool = True
    total: object = ""

    def shown(self, row: R) -> object:
        """Return the cell of the page."""
        found = self.html(row) if self.html else self.value(row)
        return f"{found:%d.%m.%Y}" if isinstance(found, date) else "" if found is None else found


@dataclass(frozen=True, slots=True)
class ListFilter:
    """A condition of a list, kept in the address: a search for text, one of `choices`, a box to tick, or hidden.

    `nothing` is the first line of the choices.
    """

    name: str
    label: object = ""
    choices: Sequence[tuple[object, object]] | None = None
    nothing: str = "Все"
    is_tick: bool = False
    is_hidden: bool = False

    def read(self, request: HttpRequest) -> str:
        """Return what is asked for, "" for nothing and for what is no choice."""
        asked = request.GET.get(self.name, "")[:LONGEST_SEARCH]
        if self.is_tick:
            return "1" if asked == "1" else ""
        if self.choices is not None and asked not in {str(value) for value, _ in self.choices}:
            return ""
        return asked


def asked(request: HttpRequest, filters: Iterable[ListFilter]) -> dict[str, str]:
    """Return what the filters ask for, by their names."""
    return {one.name: one.read(request) for one in filters}


@dataclass(frozen=True, slots=True)
class HeadCell:
    """The head of a column: `address` sorts by it, "" where it is not sorted; `sorted` as aria-sort says it."""

    title: object
    css: str
    address: str
    sorted: str


class Listing(Generic[R]):
    """Rows shown by columns. `rows`: the rows, or a query with `lines` that turns a page of it into rows."""

    def __init__(
        self,
        request: HttpRequest,
        columns: Sequence[ListColumn[R]],
        rows: Sequence[R] | QuerySet[Any],
        *,
        lines: Callable[[Iterable[Any]], Sequence[R]] = list,
        filters: Sequence[ListFilter] = (),
        per_page: int | None = None,
        chosen: Callable[[R], bool] | None = None,
    ) -> None:
        self.request = request
        self.columns = columns
        self.filters = [(one, one.read(request)) for one in filters]
        self._rows, self._lines, self._per_page, self._chosen = rows, lines, per_page, chosen

    @cached_property
    def sort(self) -> str:
        """Return what the rows are sorted by, «-name» for the other way round; "" as they come."""
        wanted = self.request.GET.get("sort", "")
        return wanted if any(one.name == wanted.removeprefix("-") and self._sorts(one) for one in self.columns) else ""

    def _sorts(self, column: ListColumn[R]) -> bool:
        return column.for_page and (column.order is not None or (column.for_sheet and not self._is_query))

    @property
    def _is_query(self) -> bool:
        return isinstance(self._rows, QuerySet)

    def _in_order(self) -> Sequence[Any] | QuerySet[Any]:
        if not self.sort:
            return self._rows
        column = next(one for one in self.columns if one.name == self.sort.removeprefix("-"))
        is_down = self.sort.startswith("-")
        if isinstance(self._rows, QuerySet):
            names = [str(name) for name in column.order or ()]  # type: ignore[union-attr]
            return self._rows.order_by(*(f"-{name}" if is_down else name for name in names), "pk")
        key = column.order if callable(column.order) else column.value
        full = [row for row in self._rows if key(row) not in (None, "")]
        empty = [row for row in self._rows if key(row) in (None, "")]
        return [*sorted(full, key=lambda row: _comparable(key(row)), reverse=is_down), *empty]

    @cached_property
    def page(self) -> Page[Any] | None:
        """Return the page asked for; None for a list that stands on one."""
        if self._per_page is None:
            return None
        return Paginator(self._in_order(), self._per_page).get_page(self.request.GET.get("page", "1"))

    @cached_property
    def rows(self) -> Sequence[R]:
        """Return the rows of the page."""
        return self._lines(self.page.object_list if self.page else self._in_order())

    @property
    def head(self) -> list[HeadCell]:
        """Return the heads of the page's columns."""
        return [self._head(one) for one in self.columns if one.for_page]

    def _head(self, column: ListColumn[R]) -> HeadCell:
        if not self._sorts(column):
            return HeadCell(column.title, column.css, "", "")
        state = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "none")
        query = self.request.GET.copy()
        for gone in ("page", "format"):
            query.pop(gone, None)
        query["sort"] = f"-{column.name}" if state == "ascending" else column.name
        return HeadCell(column.title, column.css, f"?{query.urlencode()}", state)

    def is_chosen(self, row: R) -> bool:
        """Say whether a row is the one that the page is about."""
        return self._chosen is not None and self._chosen(row)

    @property
    def has_foot(self) -> bool:
        """Say whether a row of totals stands below."""
        return any(one.total != "" for one in self.columns if one.for_page)

    def workbook(self, name: str) -> HttpResponse:
        """Answer with all rows of the filters, in the order of the page, by the columns."""
        columns = [one for one in self.columns if one.for_sheet]
        cells = [[one.value(row) for one in columns] for row in self._lines(self._in_order())]
        return download(name, [(str(one.title), one.width) for one in columns], cells)


def list_page(
    request: HttpRequest,
    listing: Listing[Any],
    template: str,
    context: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
    *,
    file: str,
) -> HttpResponse:
    """Answer with the page of a list, or with the workbook `file` where it is asked for (`?format=xlsx`).

    `context`: what else the page shows; a function where it costs queries, which the workbook does not need.
    """
    if is_asked(request):
        return listing.workbook(file)
    shown = context() if callable(context) else context
    return render(request, template, {**shown, "listing": listing})


def link(name: str, pk: int, text: object, more: object = "") -> SafeString:
    """Return a link to the page of a row."""
    return format_html('<a href="{}">{}</a>{}', address(name, pk), text, more)


def note(text: object) -> SafeString:
    """Return a remark behind the text of a cell, nothing for no text."""
    return format_html(' <span class="note">{}</span>', text) if text else SafeString("")


def _comparable(value: object) -> tuple[int, Any]:
    """Order what may stand in one column: numbers and days, then texts without regard to capitals."""
    if isinstance(value, datetime):
        return (0, value.timestamp())
    if isinstance(value, date):
        return (0, value.toordinal())
    return (1, search_key(value)) if isinstance(value, str) else (0, value)
