"""The summary sheet of a class as HTML: five hundred cells that a template would take as long as all the rest for."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape as esc

from django.utils.safestring import SafeString

from letopis.school.grading.queries.summary import Cell, Line, Subject, Summary
from letopis.school.grading.summary_rules import NAMES, Doubt, Standing
from letopis.school.organisation.words import current
from letopis.web.shared.addresses import address
from letopis.web.shared.wording import capital
from letopis.web.teacher.fragments.switches import switch

SIGNS = {Doubt.MISSING: "–", Doubt.BELOW: "↓", Doubt.ABOVE: "↑", Doubt.MOVED: "≈", Doubt.DISPUTED: "?"}
TOLD = {
    Doubt.MISSING: "нет отметки",
    Doubt.BELOW: "ниже, чем выходит",
    Doubt.ABOVE: "выше, чем выходит",
    Doubt.MOVED: "средний с тех пор изменился",
    Doubt.DISPUTED: "спорная",
}
MOST = 12


def figure(value: Decimal | None) -> str:
    """Return «4,57», «–» for none."""
    return "–" if value is None else f"{value:.2f}".replace(".", ",")


def percent(value: int | None) -> str:
    """Return «84 %», «–» for none."""
    return "–" if value is None else f"{value}\u00a0%"


def periods(found: Summary) -> SafeString:
    """What the sheet may be for."""
    return switch("За что", "period", [(one.id, one.name) for one in found.periods], found.period.id)


def sheet(found: Summary) -> SafeString:
    """The table: students × subjects, means and figures at the right and at the foot."""
    heads = "".join(_head(subject) for subject in found.subjects)
    lines = "".join(_line(number, line) for number, line in enumerate(found.lines, 1))
    return SafeString(
        '<table class="table table--keep summary"><thead><tr><th scope="col" class="number">№</th>'
        f'<th scope="col">{capital(current().student.nom)}</th>{heads}<th scope="col" class="num">Средний</th>'
        f'<th scope="col">Итог</th></tr></thead><tbody>{lines}</tbody><tfoot>{_foot(found)}</tfoot></table>'
    )


def _head(subject: Subject) -> str:
    page = address("journal_totals", subject.pages[0][0])
    link = f'<a href="{page}" title="{esc(subject.name)}">{esc(subject.short)}</a>'
    return f'<th scope="col" class="summary__subject">{link}</th>'


def _line(number: int, line: Line) -> str:
    why = f'<br><span class="note">{esc(line.why)}</span>' if line.why else ""
    cells = "".join(map(_cell, line.cells))
    standing = "" if line.standing is Standing.UNKNOWN and not line.missing else NAMES[line.standing]
    return (
        f'<tr><td class="number">{number}</td><th scope="row">{esc(line.name)}{why}</th>{cells}'
        f'<td class="num">{figure(line.mean)}</td><td class="note">{standing}</td></tr>'
    )


def _cell(cell: Cell) -> str:
    if not cell.doubt:
        return f'<td class="num">{cell.value}</td>'
    told = TOLD[cell.doubt]
    if cell.average is not None:
        told = f"{told}: средний {figure(cell.average)}, выходит {cell.proposed}"
    if cell.reason:
        told = f"{told}; {cell.reason}"
    sign = f'<span aria-hidden="true" class="summary__sign">{SIGNS[cell.doubt]}</span>'
    hidden = f'<span class="hidden-visually">, {TOLD[cell.doubt]}</span>'
    kind = f"num summary__doubt summary__doubt--{cell.doubt}"
    return f'<td class="{kind}" title="{esc(told)}">{cell.value}{sign}{hidden}</td>'


def _foot(found: Summary) -> str:
    rows = (
        ("Средний", [figure(one.mean) for one in found.by_subject], figure(found.figures.mean)),
        ("Качество", [percent(one.quality) for one in found.by_subject], percent(found.figures.quality)),
        ("Успеваемость", [percent(one.success) for one in found.by_subject], percent(found.figures.success)),
    )
    return "".join(
        f'<tr><td></td><th scope="row">{name}</th>{"".join(f"<td class=num>{one}</td>" for one in cells)}'
        f'<td class="num">{total}</td><td></td></tr>'
        for name, cells, total in rows
    )


def groups(found: Summary) -> SafeString:
    """Who stands how, by name where they are few."""
    told = (
        f"<div><dt>{NAMES[standing]}</dt><dd><b>{len(lines)}</b>{_names(standing, lines)}</dd></div>"
        for standing, lines in found.groups.items()
    )
    return SafeString(f'<dl class="summary__groups">{"".join(told)}</dl>')


def _names(standing: Standing, lines: Sequence[Line]) -> str:
    if standing is Standing.PASSING or len(lines) > MOST:
        return ""
    return f' <span class="note">{esc(", ".join(line.name for line in lines))}</span>'


def checks(found: Summary) -> SafeString:
    """What there is to look at, the gravest first."""
    empty = "".join(f"<li>Ни одной отметки: {esc(subject.name)}</li>" for subject in found.empty)
    told = "".join(_doubts(doubt, cells) for doubt, cells in found.doubts.items())
    return SafeString(f'<ul class="list summary__checks">{empty}{told}</ul>' if empty or told else "")


def _doubts(doubt: Doubt, cells: Sequence[tuple[Line, Subject, Cell]]) -> str:
    named = (f"{esc(line.name)}, {esc(subject.short)}{_beside(cell)}" for line, subject, cell in cells[:MOST])
    more = f" и ещё {len(cells) - MOST}" if len(cells) > MOST else ""
    return f'<li><b>{capital(TOLD[doubt])}: {len(cells)}</b> <span class="note">{"; ".join(named)}{more}</span></li>'


def _beside(cell: Cell) -> str:
    """« (4,50, но 4)»."""
    if not cell.value or cell.average is None:
        return ""
    but = f", но {cell.value}" if cell.value != cell.proposed else ""
    return f" ({figure(cell.average)}{but})"
