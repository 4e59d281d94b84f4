"""The days of a week: in the diary with what was set and marked, in the timetable with hours, teachers and rooms."""

from collections.abc import Callable
from datetime import date
from html import escape as esc

from django.http import HttpRequest

from letopis.kernel.clock import today
from letopis.kernel.text import plural
from letopis.school.diary.marks import MarksPage
from letopis.school.diary.pieces import Day, Entry
from letopis.school.diary.places import Change, Moved, Unplaced
from letopis.school.diary.week import TimetableWeek
from letopis.school.organisation.words import current, phrase
from letopis.web.family.fragments.lessons import day_lines
from letopis.web.shared.addresses import asked_but
from letopis.web.shared.templatetags.letopis import icon
from letopis.web.shared.wording import (
    ago,
    capital,
    day_month,
    days_between,
    hour_text,
    lower_first,
    of_term,
    short_day,
    weekday_day,
)

_MOVES = {
    Change.ARRIVED: "С {day} — в {where}",
    Change.RETURNED: "С {day} — снова в {where}",
    Change.LEFT: "{day} — последний день в {where}",
    Change.SUBGROUP: "С {day} {division}: {where}",
}
_OUTSIDE = {"before": "ещё не в {group.pre}", "between": "не в {group.pre}", "after": "уже не в {group.pre}"}


def week_days(week: TimetableWeek) -> str:
    """The days with all that the diary says of their lessons."""
    return _days(week, lambda day: day_lines(day, week.child))


def timetable_days(week: TimetableWeek) -> str:
    """The days with the hours, teachers and rooms of their lessons."""
    return _days(week, lambda day: "".join([_slot(entry) for entry in day.entries]))


def _days(week: TimetableWeek, lines: Callable[[Day], str]) -> str:
    return "".join(
        f'<section class="week__day{" week__day--today" if day.date == week.today else ""}">'
        f'<h2>{weekday_day(day.date)}<span class="note">{esc(day_note(day))}</span></h2>'
        + (f"<ol>{lines(day)}</ol>" if day.entries else f'<p class="week__free note">{free_words(day)}</p>')
        + "</section>"
        for day in week.days
    )


def free_words(day: Day) -> str:
    """«Уроков нет», or why the child has none."""
    return capital(outside_words(day.outside)) if day.outside else f"{capital(current().lesson.gens)} нет"


def outside_words(reason: str) -> str:
    """«ещё не в классе»: why a day has no lessons of the child."""
    return phrase(_OUTSIDE[reason]) if reason else ""


def day_note(day: Day) -> str:
    """«7Б · завтра», «нет на уроках: болезнь», «Осенние каникулы»: what stands beside the name of a day."""
    near = ago(day.date, today())
    if day.absence:
        why = phrase("нет на {lesson.pres}: {reason}", reason=day.absence)
    elif day.occasion and not day.entries:
        why = day.occasion
    else:
        why = near if near in {"сегодня", "завтра"} else ""
    return " · ".join(part for part in (day.class_name, why) if part)


def _slot(entry: Entry) -> str:
    hours = f"{hour_text(entry.starts_at)}–{hour_text(entry.ends_at)}"
    teacher = f'<p class="note">{esc(entry.teacher)}</p>' if entry.teacher else ""
    return (
        f'<li class="slot{" entry--cancelled" if entry.is_cancelled else ""}"><span class="entry__no">{entry.number}'
        f'</span><span class="slot__time">{hours}</span><div><p class="entry__subject">{esc(entry.subject)}</p>'
        f'{teacher}</div><div class="slot__room">{_where(entry)}</div></li>'
    )


def _where(entry: Entry) -> str:
    if entry.is_cancelled:
        return "отменён"
    room = f"каб.&nbsp;{esc(entry.room)}" if entry.room else ""
    return f"{room}<br>{icon('swap')} замена" if entry.is_substitution else room


# ── the way to other weeks ───────────────────────────────────────────


def week_bar_of(request: HttpRequest, week: TimetableWeek, new_marks: int) -> str:
    """The bar of the page asked for."""
    return week_bar(week, new_marks, f"?{asked_but(request, 'format')}format=xlsx")


def week_bar(week: TimetableWeek, new_marks: int, sheet_url: str) -> str:
    """The week's days, the way to the weeks before and after; new marks; what takes the week away."""
    return (
        f"{_step('left', week.previous, 'Прошлая', 'prev')}{_step('right', week.next, 'Следующая', 'next')}"
        f"<h2>{days_between(week.monday, week.last_day)}</h2>{_in_term(week)}{_back(week)}"
        f'<span class="push row no-print">{_new_marks(new_marks)}{_sheet(sheet_url) if week.has_lessons else ""}'
        f'<button class="button button--small desktop-only" type="button" data-print>{icon("print")}Печать</button>'
        "</span>"
    )


def _step(shape: str, monday: date, which: str, rel: str) -> str:
    told = f'aria-label="{which} неделя" rel="{rel}"'
    return f'<a class="button button--small" href="?week={monday}" {told}>{icon(shape)}</a>'


def _in_term(week: TimetableWeek) -> str:
    if not week.week_of_term or not week.term:
        return ""
    return f'<span class="note">{week.week_of_term}-я неделя {esc(of_term(week.term.name))}</span>'


def _back(week: TimetableWeek) -> str:
    return "" if week.is_current else f'<a href="?">{"Будущая" if week.opens_ahead else "Эта"} неделя</a>'


def _new_marks(number: int) -> str:
    if not number:
        return ""
    named = plural(number, "новая отметка,новые отметки,новых отметок")
    return f'<span class="badge badge--accent">{number} {named}</span>'


def _sheet(address: str) -> str:
    return f'<a class="button button--small" href="{esc(address)}">{icon("download")}XLSX</a>'


def day_or_week(week: TimetableWeek, is_day: bool) -> str:
    """On a phone the day stands first, and the week is one tap away."""
    day = _way("?", f"День, {short_day(week.today)}", is_day)
    return (
        '<nav class="switch views no-print" aria-label="Что показать">'
        f"{day}{_way(f'?week={week.monday}', 'Неделя', not is_day)}</nav>"
    )


def _way(address: str, name: str, is_open: bool) -> str:
    current = ' aria-current="page"' if is_open else ""
    return f'<a class="switch__item" href="{address}"{current}>{name}</a>'


# ── why lessons come and go ───────────────────────────────────────────


def changes(page: TimetableWeek | MarksPage) -> str:
    """Why lessons come and go within the week or term, a line each; nothing where they do not."""
    unplaced = page.unplaced if isinstance(page, TimetableWeek) else ()
    lines = [*map(_moved, page.moves), *map(_unplaced, unplaced)]
    if not lines:
        return ""
    shown = "".join(f"<li>{icon('swap')}<span>{esc(line)}</span></li>" for line in lines)
    return f'<ul class="changes" aria-label="Что изменилось">{shown}</ul>'


def _moved(one: Moved) -> str:
    day = day_month(one.day)
    if one.change is Change.MOVED:
        return f"С {day} — в {one.where}, до этого — в {one.before}"
    return _MOVES[one.change].format(day=day, where=one.where, division=lower_first(one.division))


def _unplaced(one: Unplaced) -> str:
    """«Английский язык идёт по подгруппам. 23 и 25 ноября подгруппа не указана …»"""
    days = "" if one.whole else f" ({', '.join(day_month(day) for day in one.days)})"
    return phrase(
        "{subject}: {lesson.noms} идут по подгруппам, а подгруппа не указана{days}, поэтому их здесь нет. "
        "Её указывает {tutor.nom}.",
        subject=one.subject,
        days=days,
    )
