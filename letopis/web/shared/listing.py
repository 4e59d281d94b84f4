"""A list of the product from one declaration: its columns on the page and in the workbook, filters, sorting, pages.

The rows come from queries, their rights with them; here is only how they are shown. `docs/developer/structure.md` has
the five lines that a new list takes, decision 0009 why it is not django-tables2.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from math import ceil
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from letopis.kernel.long_lists import PER_PAGE, LongList
from letopis.kernel.text import search_key
from letopis.web.shared.addresses import address, asked_but, whole_number
from letopis.web.shared.markup import shown
from letopis.web.shared.xlsx import download

R = TypeVar("R")
LONGEST_SEARCH = 100
MOST_PAGES = 1_000_000  # no list has more; what an address says may be any number


@dataclass(frozen=True, slots=True)
class ListColumn(Generic[R]):
    """A column. `name` is what the address sorts by (`?sort=name`, `?sort=-name`).

    `value` is the cell of the workbook as what it is (text, number, day, moment) and, without `html`, of the page.
    `order` sorts: a key of the row, by default its value; of a LongList the columns that it knows sort. A button is not
    sorted (not in the workbook, no order).
    `for_page`, `for_sheet`: where the column stands; a column that the role may not read is not declared at all.
    `edits`: the field of the row's own form that the cell is; where the list says which form (`Listing.opens`), the
    cell is changed in place.
    """

    name: str
    title: object
    value: Callable[[R], object]
    html: Callable[[R], object] | None = None
    width: int = 20
    css: str = ""
    order: Callable[[R], Any] | None = None
    is_head: bool = False
    for_page: bool = True
    for_sheet: bool = True
    total: object = ""
    edits: str = ""


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


TEXT = ListFilter("text", "Что найти")


def matching(rows: Iterable[R], text: str, columns: Sequence["ListColumn[R]"]) -> list[R]:
    """Return the rows in whose cells every word of `text` stands, in any order; ё as е, capitals as small letters."""
    words = search_key(text).split()
    if not words:
        return list(rows)
    read = [one.value for one in columns if one.for_sheet]
    keys = ((row, search_key(" ".join([str(value) for of in read if (value := of(row)) is not None]))) for row in rows)
    return [row for row, key in keys if all(word in key for word in words)]


def values_of(rows: Iterable[R], read: Callable[[R], str]) -> list[tuple[object, object]]:
    """Return the choices of a filter: what stands in a column, each once, in order."""
    found = {read(row) for row in rows} - {""}
    return [(one, one) for one in sorted(found, key=search_key)]


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
    """Rows shown by columns: all of them on one page, or a LongList in pages.

    `css` is of the table; `stacks`: on a phone a row becomes a card. `verb`: what the button of the filters does.
    `opens`: the address of a row's form, for those who may change it; cells of columns with `edits` are changed by it.
    """

    def __init__(
        self,
        request: HttpRequest,
        columns: Sequence[ListColumn[R]],
        rows: Sequence[R] | LongList[R],
        *,
        filters: Sequence[ListFilter] = (),
        chosen: Callable[[R], bool] | None = None,
        css: str = "",
        stacks: bool = False,
        verb: str = "Найти",
        opens: Callable[[R], str] | None = None,
    ) -> None:
        self.request = request
        self.columns = columns
        self.css = css if stacks else f"table--keep {css}".rstrip()
        self.verb = verb
        self.opens = opens
        self.filters = [(one, one.read(request)) for one in filters]
        self._rows, self._chosen = rows, chosen

    @cached_property
    def sort(self) -> str:
        """Return what the rows are sorted by, «-name» for the other way round; "" as they come."""
        wanted = self.request.GET.get("sort", "")
        return wanted if any(one.name == wanted.removeprefix("-") and self._sorts(one) for one in self.columns) else ""

    def _sorts(self, column: ListColumn[R]) -> bool:
        if isinstance(self._rows, LongList):
            return column.for_page and column.name in self._rows.orders.__members__
        return column.for_page and (column.order is not None or column.for_sheet)

    @cached_property
    def page(self) -> Page[Any] | None:
        """Return the page asked for, of the places of a LongList; None for a list that stands on one."""
        return self._read[1]

    @cached_property
    def rows(self) -> Sequence[R]:
        """Return the rows of the page."""
        return self._read[0]

    @cached_property
    def _read(self) -> tuple[Sequence[R], Page[Any] | None]:
        if not isinstance(self._rows, LongList):
            return self._all(), None
        number = min(max(whole_number(self.request.GET.get("page", "")) or 1, 1), MOST_PAGES)
        rows, many = self._rows.page(self.sort, number)
        if not rows and number > 1:  # after the last page
            _, many = self._rows.page(self.sort, 1)
            number = ceil(many / PER_PAGE) or 1
            rows, many = self._rows.page(self.sort, number)
        return rows, Paginator(range(many), PER_PAGE).page(number)

    def _all(self) -> Sequence[R]:
        """Return all rows in order."""
        if isinstance(self._rows, LongList):
            return self._rows.all(self.sort)
        if not self.sort:
            return self._rows
        column = next(one for one in self.columns if one.name == self.sort.removeprefix("-"))
        key = column.order or column.value
        full = [row for row in self._rows if key(row) not in (None, "")]
        empty = [row for row in self._rows if key(row) in (None, "")]
        return [*sorted(full, key=lambda row: _comparable(key(row)), reverse=self.sort.startswith("-")), *empty]

    @property
    def head(self) -> list[HeadCell]:
        """Return the heads of the page's columns."""
        asked = asked_but(self.request, "sort", "page", "format")
        return [self._head(one, asked) for one in self.columns if one.for_page]

    def _head(self, column: ListColumn[R], asked: str) -> HeadCell:
        if not self._sorts(column):
            return HeadCell(column.title, column.css, "", "")
        state = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "none")
        sort = f"-{column.name}" if state == "ascending" else column.name
        return HeadCell(column.title, column.css, f"?{asked}sort={sort}", state)

    def is_chosen(self, row: R) -> bool:
        """Say whether a row is the one that the page is about."""
        return self._chosen is not None and self._chosen(row)

    def workbook(self, name: str) -> HttpResponse:
        """Answer with all rows of the filters, in the order of the page, by the columns."""
        columns = [one for one in self.columns if one.for_sheet]
        cells = [[one.value(row) for one in columns] for row in self._all()]
        return download(name, [(str(one.title), one.width) for one in columns], cells)


def opener(name: str) -> Callable[[Any], str]:
    """Return what gives the address of a row's form: of rows with `id`, or of models."""
    return lambda row: address(name, row.id)


def link(name: str, pk: int, text: object, more: object = "") -> SafeString:
    """Return a link to the page of a row."""
    return SafeString(f'<a href="{address(name, pk)}">{shown(text)}</a>{shown(more)}')


def note(text: object) -> SafeString:
    """Return a remark behind the text of a cell, nothing for no text."""
    return SafeString(f' <span class="note">{shown(text)}</span>' if text else "")


def _comparable(value: object) -> tuple[int, Any]:
    """Order what may stand in one column: numbers and days, then texts without regard to capitals."""
    if isinstance(value, datetime):
        return (0, value.timestamp())
    if isinstance(value, date):
        return (0, value.toordinal())
    return (1, search_key(value)) if isinstance(value, str) else (0, value)
