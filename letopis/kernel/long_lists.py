"""A list too long for one page: any part of it, in any order it knows, and how many rows it has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from django.db.models import Count, QuerySet, Subquery

from letopis.kernel.statements import Statement, page_of

R = TypeVar("R")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class LongList(Generic[R]):
    """What a query returns whose rows are shown in pages: rights and conditions are in it.

    `read` is a statement that ends with cut(), of what is `asked`; `lines` makes rows of what it reads. `orders`: what
    they may be sorted by, called as the page's columns are, each with its column of the table; they stand by the first,
    from its end where `is_down`.
    """

    read: Statement[..., Any]
    asked: Mapping[str, Any]
    orders: type[Enum]
    lines: Callable[[list[Any]], list[R]]
    is_down: bool = False

    def all(self, sort: str = "") -> list[R]:
        """Return all rows; `sort`: «name», «-name» from the end."""
        return self._part(sort, None)[0]

    def page(self, sort: str, number: int) -> tuple[list[R], int]:
        """Return the rows of a page, counted from 1, and how many all pages have; no rows after the last page."""
        return self._part(sort, (number - 1) * PER_PAGE)

    def _part(self, sort: str, first: int | None) -> tuple[list[R], int]:
        by = self.orders[sort.removeprefix("-")] if sort else next(iter(self.orders))
        is_down = sort.startswith("-") if sort else self.is_down
        rows = self.read(**self.asked, by=by, is_down=is_down, first=first)
        return self.lines([row[:-1] for row in rows]), rows[0][-1] if rows else 0


def cut(
    rows: QuerySet[Any, Any], by: Enum, is_down: bool, first: int | None, *columns: str
) -> QuerySet[Any, tuple[Any, ...]]:
    """Return a page of the rows in order, from the place `first` on, all for None: `columns` and how many rows are.

    The rows are of one school.
    """
    many = rows.order_by().values("school_id").annotate(many=Count("pk")).values("many")
    ordered = rows.order_by(f"-{by.value}" if is_down else by.value, "pk")
    return page_of(ordered.annotate(many=Subquery(many)).values_list(*columns, "many"), first, PER_PAGE)
