"""The table and the choices of a list as text: a template, which asks for each value by its name, took half the time.

What a cell says is made safe here, unless its column has done so.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from letopis.web.shared.listing import HeadCell, ListColumn, Listing


def table(listing: Listing[Any], css: str = "", stacks: object = "") -> SafeString:
    """Return the table of a list's page. `stacks`: on a phone a row becomes a card."""
    classes = " ".join(part for part in ("table", "" if stacks else "table--keep", css) if part)
    head = "".join(map(_head, listing.head))
    columns = [(column, *_around(column)) for column in listing.columns if column.for_page]
    rows = "".join(_row(listing, row, columns) for row in listing.rows)
    foot = "".join(f"{begin}{_text(column.total)}{end}" for column, begin, end in columns) if listing.has_foot else ""
    foot = foot and f"<tfoot><tr>{foot}</tr></tfoot>"
    return mark_safe(  # noqa: S308  every part of it is escaped
        f'<table class="{_text(classes)}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>{foot}</table>'
    )


def options(choices: Iterable[tuple[object, object]], chosen: str) -> SafeString:
    """Return the lines of a filter's choices."""
    return mark_safe("".join(_option(str(value), label, chosen) for value, label in choices))  # noqa: S308  escaped


def _option(value: str, label: object, chosen: str) -> str:
    return f'<option value="{_text(value)}"{" selected" if value == chosen else ""}>{_text(label)}</option>'


def _head(cell: HeadCell) -> str:
    css = f' class="{_text(cell.css)}"' if cell.css else ""
    order = f' aria-sort="{cell.sorted}"' if cell.sorted else ""
    title = _text(cell.title)
    shown = f'<a class="sort" href="{_text(cell.address)}">{title}</a>' if cell.address else title
    return f'<th scope="col"{css}{order}>{shown}</th>'


def _around(column: ListColumn[Any]) -> tuple[str, str]:
    """What stands before and after each cell of a column."""
    css = f' class="{_text(column.css)}"' if column.css else ""
    return (f'<th scope="row"{css}>', "</th>") if column.is_head else (f"<td{css}>", "</td>")


def _row(listing: Listing[Any], row: Any, columns: Iterable[tuple[ListColumn[Any], str, str]]) -> str:
    cells = "".join([f"{begin}{_text(column.shown(row))}{end}" for column, begin, end in columns])
    return f'<tr aria-selected="true">{cells}</tr>' if listing.is_chosen(row) else f"<tr>{cells}</tr>"


def _text(value: Any) -> str:
    """A value as a template shows it."""
    return conditional_escape(localize(value))
