"""The grid of a class's week as HTML: a thousand cells that a template would take ten times as long for."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from html import escape as esc

from django.utils.safestring import SafeString

from letopis.school.attendance.queries.week import Cell, ClassWeek, DayHead, Line
from letopis.school.attendance.rules import Slot
from letopis.school.marks.enums import AbsenceCode
from letopis.school.organisation.words import current
from letopis.web.shared.addresses import address
from letopis.web.shared.wording import capital, day_month, short_day

Codes = Sequence[tuple[str, str]]


def grid(found: ClassWeek, codes: Codes, today: date) -> SafeString:
    """Return head and rows: students × lessons; choices of reasons where the reader settles them."""
    days = "".join(_day(head, today) for head in found.days)
    numbers = "".join(_numbers(head) for head in found.days)
    at_once = '<th scope="col" rowspan="2" class="no-print">Сразу</th>' if found.may_settle else ""
    lines = "".join([_line(line, found.may_settle, codes) for line in found.lines])
    return SafeString(
        '<table class="table table--keep week-grid"><thead><tr><th scope="col" rowspan="2" class="week-grid__name">'
        f"{capital(current().student.nom)}</th>{days}{at_once}</tr><tr>{numbers}</tr></thead><tbody>{lines}</tbody></table>"
    )


def _day(head: DayHead, today: date) -> str:
    of_today = " week-grid__day--today" if head.date == today else ""
    kind = f"week-grid__day{of_today}"
    return f'<th scope="colgroup" colspan="{len(head.numbers)}" class="{kind}">{short_day(head.date)}</th>'


def _numbers(head: DayHead) -> str:
    return "".join(
        f'<th scope="col" class="week-grid__no{_first(place)}">{number}</th>'
        for place, number in enumerate(head.numbers)
    )


def _first(place: int) -> str:
    return "" if place else " week-grid__first"


def _line(line: Line, may_settle: bool, codes: Codes) -> str:
    pupil, unexplained = line.pupil, line.unexplained
    name = esc(pupil.name)
    waits = (
        f' <span class="week-grid__open" title="Без причины">{unexplained}'
        '<span class="hidden-visually"> без причины</span></span>'
        if unexplained
        else ""
    )
    cells = "".join(
        [
            _cell(cell, place, head, name, codes if may_settle else ())
            for head, of_day in line.days
            for place, cell in enumerate(of_day)
        ]
    )
    at_once = f'<td class="no-print">{_at_once(line, codes) if unexplained else ""}</td>' if may_settle else ""
    return (
        f'<tr><th scope="row" class="week-grid__name"><a href="{address("my_class_student", pupil.id)}">{name}</a>'
        f"{waits}</th>{cells}{at_once}</tr>"
    )


def _cell(cell: Cell, place: int, head: DayHead, name: str, codes: Codes) -> str:
    """`codes`: to choose a reason from; none where the reader only reads."""
    coded = cell.coded
    if not (coded or cell.why or cell.announced):
        return _plain(place, cell.is_here, bool(cell.slots) and not cell.is_taken)
    kind, title, told = "", "", ""
    if cell.why:
        title, told = f"Подтверждено: {esc(cell.why)}", f"подтверждено: {esc(cell.why)}"
    elif cell.announced:
        kind = " week-grid__cell--said"
        title, told = f"Сообщили: {esc(cell.announced)}", f"сообщили: {esc(cell.announced)}"
    if not cell.is_here:
        kind = " week-grid__cell--out"
    titled = f' title="{title}"' if title else ""
    hidden = f'<span class="hidden-visually">{told}</span>' if told else ""
    to_settle = cell.to_settle if codes else ()
    shown = "".join(
        _choice(one, head, name, codes) if one in to_settle else _code(one, is_frozen=bool(cell.why)) for one in coded
    )
    none = NOT_TAKEN if cell.slots and not cell.is_taken else ""
    return f'<td class="week-grid__cell{_first(place)}{kind}"{titled}>{shown}{hidden}{none}</td>'


NOT_TAKEN = '<span class="week-grid__none" aria-hidden="true">·</span>'


@lru_cache(maxsize=64)
def _plain(place: int, is_here: bool, is_untaken: bool) -> str:
    """Nearly all cells: nobody was away."""
    kind = "" if is_here else " week-grid__cell--out"
    return f'<td class="week-grid__cell{_first(place)}{kind}">{NOT_TAKEN if is_untaken else ""}</td>'


def _choice(one: Slot, head: DayHead, name: str, codes: Codes) -> str:
    is_open = " reason--open" if one.code == AbsenceCode.ABSENT else ""
    options = "".join(
        f'<option value="{code}" label="{code}"{" selected" if code == one.code else ""}>{code}</option>'
        for code, _ in codes
    )
    label = f"{name}, {day_month(head.date)}, {one.number}{current().lesson_no}, {esc(one.subject)}"
    return (
        f'<select class="reason{is_open}" name="r-{one.lesson_id}-{one.student_id}-{one.version}-{one.code}" '
        f'data-day="{head.date.isoformat()}" aria-label="{label}">{options}</select>'
    )


def _code(one: Slot, *, is_frozen: bool) -> str:
    kind = ""
    if is_frozen and one.code != AbsenceCode.LATE:
        kind = " week-grid__code--frozen"
    elif one.code == AbsenceCode.ABSENT:
        kind = " week-grid__code--open"
    minutes = f"<small>{one.minutes}</small>" if one.minutes else ""
    return f'<span class="week-grid__code{kind}">{one.code}{minutes}</span>'


def _at_once(line: Line, codes: Codes) -> str:
    """A reason for a day or the week of a student."""
    days = line.days_to_settle
    if not days:
        return ""
    spans = [("week", "Вся неделя", "неделя"), *((one.isoformat(), short_day(one), short_day(one)) for one in days)]
    known = [code for code, _ in codes if code != AbsenceCode.ABSENT]
    groups = "".join(
        f'<optgroup label="{label}">'
        f"{''.join(f'<option value={value}:{code}>{told}: {code}</option>' for code in known)}</optgroup>"
        for value, label, told in spans
    )
    name = f"{esc(line.pupil.name)}: причина сразу"
    return (
        f'<select class="input input--small" name="s-{line.pupil.id}" aria-label="{name}">'
        f'<option value="">—</option>{groups}</select>'
    )
