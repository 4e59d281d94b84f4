"""The timetable: whose it is, the published week, the weekly grid."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape as esc
from typing import Any
from urllib.parse import urlencode

from django.utils.safestring import SafeString

from letopis.kernel.choices import Choice
from letopis.school.organisation.words import current
from letopis.school.timetable.queries import Cell, GridItem, Row, Week, Whose
from letopis.web.shared.addresses import address
from letopis.web.shared.addresses import page as page_at
from letopis.web.shared.templatetags.letopis import badge, icon, state
from letopis.web.shared.wording import capital, days_between, weekday, weekday_date

PARITIES = {1: "нечётные недели", 2: "чётные недели"}


@dataclass(frozen=True, slots=True)
class WeekPage:
    """What the page is of. `kinds`: code, name; `day`: any day of the week."""

    whose: Whose
    pk: int | None
    day: date
    kinds: Sequence[tuple[str, object]]
    choices: Sequence[Choice]
    may_make: bool

    def name(self, week: Week | None) -> str:
        """Whose week it is, as the list to choose from has it: of two teachers who are called alike, which."""
        return next((one.name for one in self.choices if one.id == self.pk), week.name) if week else ""

    def query(self, day: date) -> str:
        """Return what the address of the same page of another day asks for."""
        return urlencode({"whose": self.whose, "id": str(self.pk or ""), "day": day.isoformat()})


def week_values(page: WeekPage, week: Week | None, today: date) -> dict[str, Any]:
    """What stands in the holes of office/timetable/week.html."""
    return {
        "name": page.name(week),
        "days": days_between(week.monday, week.sunday) if week else "",
        "query": page.query(page.day),
        "before": page.query(page.day - timedelta(days=7)),
        "after": page.query(page.day + timedelta(days=7)),
        "head": SafeString(week_head(page, is_grid=False)),
        "table": SafeString(week_table(week, today, page.may_make) if week else ""),
    }


def grid_values(page: WeekPage, week: Week | None, year_id: int) -> dict[str, Any]:
    """What stands in the holes of office/timetable/grid.html."""
    return {
        "name": page.name(week),
        "whose": page.whose,
        "pk": page.pk or "",
        "day": page.day.isoformat(),
        "query": page.query(page.day),
        "head": SafeString(week_head(page, is_grid=True)),
        "table": SafeString(grid_table(week, year_id) if week else ""),
    }


# ── whose timetable ───────────────────────────────────────────────────


def week_head(shown: WeekPage, is_grid: bool) -> str:
    """The choice of a class, a teacher or a room; for who makes the timetable the ways to lessons and grid."""
    kinds = "".join([_kind(shown, code, str(label)) for code, label in shown.kinds])
    options = "".join([_option(one, shown.pk) for one in shown.choices])
    return (
        f'<div class="row row--wrap no-print"><nav class="switch" aria-label="Чьё расписание">{kinds}</nav>'
        f'<form method="get" class="row"><input type="hidden" name="whose" value="{shown.whose}">'
        f'<input type="hidden" name="day" value="{shown.day.isoformat()}"><label class="hidden-visually" for="who">Кто'
        f'</label><select class="input who-select" id="who" name="id">{options}</select>'
        f'<button class="button" type="submit">Показать</button></form>{_making(shown, is_grid)}</div>'
    )


def _kind(shown: WeekPage, code: str, label: str) -> str:
    here = ' aria-current="true"' if code == shown.whose else ""
    return f'<a class="switch__item" href="?whose={code}&amp;day={shown.day.isoformat()}"{here}>{esc(label)}</a>'


def _option(one: Choice, pk: int | None) -> str:
    return f'<option value="{one.id}"{" selected" if one.id == pk else ""}>{esc(one.name)}</option>'


def _making(shown: WeekPage, is_grid: bool) -> str:
    if not shown.may_make:
        return ""
    words, here, query = current(), ' aria-current="page"', esc(shown.query(shown.day))
    lessons, grid, renewal = (
        page_at("office_timetable"),
        page_at("office_timetable_grid"),
        page_at("office_timetable_lessons"),
    )
    return (
        '<nav class="switch push" aria-label="Вид">'
        f'<a class="switch__item" href="{lessons}?{query}"{"" if is_grid else here}>{capital(words.lesson.noms)}</a>'
        f'<a class="switch__item" href="{grid}?{query}"{here if is_grid else ""}>Сетка</a></nav>'
        f'<a class="button" href="{renewal}">{icon("calendar")}Обновить {words.lesson.noms}</a>'
    )


# ── the week of lessons ───────────────────────────────────────────────


def week_table(week: Week, today: date, may_make: bool) -> str:
    """The lessons of a week by number and day; those who make the timetable open one."""
    heads = "".join([_head(day.date, day.note, day.date == today) for day in week.days])
    rows = "".join([_row(row, lambda cell: _lessons(week, cell, today, may_make)) for row in week.rows])
    return _table("Неделя", "week", heads, rows)


def _head(day: date, note: str, is_today: bool) -> str:
    named = f'<span class="week__day">{weekday_date(day)}</span>'
    said = f'<br><span class="note">{esc(note)}</span>' if note else ""
    if is_today:
        return f'<th scope="col" class="is-today">{named} {badge("сегодня", "accent")}{said}</th>'
    return f'<th scope="col">{named}{said}</th>'


def _table(label: str, css: str, heads: str, rows: str) -> str:
    return (
        f'<div class="week-scroll" tabindex="0" role="region" aria-label="{label}"><table class="{css}"><thead><tr>'
        f'<th scope="col" class="week__no">№</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(row: Row, cell: Callable[[Cell], str]) -> str:
    hours = f'<span class="week__hours">{row.hours}</span>' if row.hours else ""
    return f'<tr><th scope="row" class="week__no">{row.number}{hours}</th>{"".join(map(cell, row.cells))}</tr>'


def _lessons(week: Week, cell: Cell, today: date, may_make: bool) -> str:
    places = "".join([_lesson(week, one, may_make) for one in cell.entries])
    return f'<td class="is-today">{places}</td>' if cell.day.date == today else f"<td>{places}</td>"


def _lesson(week: Week, one: GridItem, may_make: bool) -> str:
    if may_make:
        what = f'<a href="{address("office_timetable_lesson", one.lesson_id or 0)}">{esc(one.subject)}</a>'
    else:
        what = f'<span class="place__what">{esc(one.subject)}</span>'
    css = "place place--cancelled" if one.is_cancelled else "place"
    return f'<div class="{css}">{what} {_more(week.whose, one)}{_changed(one)}</div>'


def _more(whose: Whose, one: GridItem) -> str:
    """Who, with whom and where, but for what the week is of."""
    group = ", ".join(part for part in ("" if whose == "class" else one.class_name, one.subgroup) if part)
    teacher = "" if whose == "teacher" else one.teacher
    room = f" · {esc(one.room)}" if whose != "room" and one.room else ""
    named = " · ".join(esc(part) for part in (group, teacher) if part)
    return f'<span class="place__more">{named}{room}</span>'


def _changed(one: GridItem) -> str:
    if one.is_cancelled:
        return f" {state('warn', 'отменён')}"
    if not one.substituted_for:
        return ""
    name = esc(one.substituted_for)
    instead = f'<span class="hidden-visually">, вместо {name}</span>'
    return f' <span title="Вместо: {name}">{state("swap", "замена")}{instead}</span>'


# ── the weekly grid ───────────────────────────────────────────────────


def grid_table(week: Week, year_id: int) -> str:
    """The places of the weekly grid by number and weekday: each opens, and in a class's grid one may be added."""
    names = [weekday(day.date) for day in week.days]
    heads = "".join([f'<th scope="col">{name}</th>' for name in names])
    new = f"{page_at('office_timetable_slot_new')}?year={year_id}&amp;class={week.id}"
    rows = "".join([_row(row, lambda cell: _slots(week, cell, new)) for row in week.rows])
    return _table("Сетка недели", "week week--bare", heads, rows)


def _slots(week: Week, cell: Cell, new: str) -> str:
    places = "".join([_slot(week.whose, one) for one in cell.entries])
    if week.whose != "class":
        return f"<td>{places}</td>"
    said = f"Добавить: {weekday(cell.day.date)}, {cell.number}{current().lesson_no}"
    to = f"{new}&amp;weekday={cell.day.weekday}&amp;number={cell.number}"
    return f'<td>{places}<a class="place-add no-print" href="{to}" aria-label="{said}">{icon("plus")}</a></td>'


def _slot(whose: Whose, one: GridItem) -> str:
    parity = f' <span class="note">{PARITIES[one.parity]}</span>' if one.parity else ""
    until = f' <span class="note">по {one.ends_on:%d.%m}</span>' if one.ends_on else ""
    to = address("office_timetable_slot", one.slot_id or 0)
    return f'<div class="place"><a href="{to}">{esc(one.subject)}</a> {_more(whose, one)}{parity}{until}</div>'
