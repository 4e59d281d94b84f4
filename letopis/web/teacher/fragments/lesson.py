"""The head of a lesson's screen: what lesson it is, and the ways to the others."""

from dataclasses import dataclass
from datetime import date
from html import escape as esc
from typing import Any

from django.utils.safestring import SafeString

from letopis.kernel.clock import local, now
from letopis.kernel.rights import Right
from letopis.school.access.held import HeldRole
from letopis.school.journal.wire import LessonDocument, LessonHead, OfDayRow
from letopis.school.organisation.words import current
from letopis.web.shared.addresses import address, page
from letopis.web.shared.templatetags.letopis import icon
from letopis.web.shared.wording import capital, day_month, day_month_year, nbsp, short_day


def lesson_values(held: HeldRole, document: LessonDocument) -> dict[str, Any]:
    """What stands in the holes of teacher/lesson.html, but for the document itself."""
    actor, course, lesson = held.actor, document.course, document.lesson
    today_url = page("today") if actor.may(Right.READ_OWN_PAGES, Right.READ_CLASS_PAGES) else ""
    return {
        "title": f"{course.class_name}, {course.subject}, {day_month(lesson.row.date)}",
        "account": actor.account_id,
        "changes": address("journal_changes", course.id),
        "data": address("lesson_data", lesson.id),
        "load": address("lesson_load", lesson.id),
        "top": SafeString(lesson_top(document, held.place.short_name, actor.name, today_url)),
        "reason": f" Причина: {lesson.cancelled_why}." if lesson.cancelled_why else "",
    }


def lesson_top(document: LessonDocument, school: str, reader: str, today_url: str) -> str:
    """All of the head but who is signed in. `today_url`: the page «Сегодня», "" for a reader who has none."""
    is_today = document.lesson.row.date == document.today
    return (
        f'{_back(document, is_today, today_url)}<div class="lesson-top__head"><h1>{_named(document)}</h1>'
        f'<p class="note">{_when(document.lesson, is_today)}</p>{_swap(document.lesson)}</div>'
        f'{_printed(document, school, reader)}<span class="push" data-short role="status"></span>'
        f"{_neighbours(document)}{_menu(document, is_today)}"
    )


def _back(document: LessonDocument, is_today: bool, today_url: str) -> str:
    if today_url:
        day = "" if is_today else f"?day={document.lesson.row.date.isoformat()}"
        href, label = f"{today_url}{day}", f"К {current().lesson.dats} дня"
    else:
        href, label = _journal(document), "К журналу"
    return f'<a class="icon-button" href="{href}" aria-label="{label}">{icon("left")}</a>'


def _journal(document: LessonDocument) -> str:
    return f"{address('journal', document.course.id)}?lesson={document.lesson.id}"


def _named(document: LessonDocument) -> str:
    subgroup = f", {esc(document.course.subgroup)}" if document.course.subgroup else ""
    return f"{_course(document)}{subgroup}"


def _course(document: LessonDocument) -> str:
    return f"{esc(document.course.class_name)} · {esc(document.course.subject)}"


def _when(head: LessonHead, is_today: bool) -> str:
    day = "" if is_today else f"{short_day(head.row.date)}, "
    hours = ""
    if head.ends_at:
        hours = f", до {head.ends_at}" if is_today else f", {head.starts_at}–{head.ends_at}"
    room = f'<span class="wide-only">, каб.&nbsp;{esc(head.room)}</span>' if head.room else ""
    return f"{day}{head.row.number}{current().lesson_no}{hours}{room}"


def _swap(head: LessonHead) -> str:
    if not head.substituted_for:
        return ""
    teacher = f"ведёт {esc(head.teacher)}, " if head.teacher else ""
    said = f"Замена: {teacher}вместо: {esc(head.substituted_for)}"
    return f'<p class="note lesson-top__swap">{icon("swap")}<span>{said}</span></p>'


def _printed(document: LessonDocument, school: str, reader: str) -> str:
    return (
        f'<p class="print-only">{day_month_year(document.lesson.row.date)} {capital(current().teacher.nom)}: '
        f"{esc(document.course.teacher or 'не назначен')} · {esc(nbsp(school))} · отпечатано "
        f"{local(now()):%d.%m.%Y в %H:%M}, {esc(reader)}</p>"
    )


# ── the ways to other lessons ─────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class _Way:
    """The way to a lesson of the course: which it is, its id, None where there is none, and its day."""

    sign: str
    name: str
    lesson_id: int | None
    day: date | None

    @property
    def url(self) -> str:
        return address("lesson", self.lesson_id or 0)

    @property
    def on(self) -> str:
        return short_day(self.day) if self.day else ""


def _ways(head: LessonHead) -> tuple[_Way, _Way]:
    words = current()
    return (
        _Way("left", capital(words.previous_lesson), head.previous_id, head.previous_on),
        _Way("right", capital(words.next_lesson), head.next_id, head.next_on),
    )


def _neighbours(document: LessonDocument) -> str:
    """Beside each other, where there is room."""
    before, after = map(_step, _ways(document.lesson))
    return (
        f'<nav class="row wide-only no-print" aria-label="{capital(current().lesson.noms)} этого предмета">{before}'
        f'<a class="button button--small" href="{_journal(document)}">{icon("journal")}Журнал</a>{after}</nav>'
    )


def _step(way: _Way) -> str:
    if way.lesson_id is None:
        return '<span class="icon-button icon-button--none"></span>'
    return (
        f'<a class="icon-button" href="{way.url}" title="{way.name}, {way.on}">{icon(way.sign)}'
        f'<span class="hidden-visually">{way.name}</span></a>'
    )


def _menu(document: LessonDocument, is_today: bool) -> str:
    """One under the other, with the lessons of the reader's day."""
    head = document.lesson
    ways = "".join(_line(way) for way in _ways(head) if way.lesson_id is not None)
    of_day = "".join(_of_day(one, one.id == head.id) for one in head.of_day)
    if of_day:
        title = "Сегодня" if is_today else capital(short_day(head.row.date))
        of_day = f'<hr><p class="menu__head">{title}</p>{of_day}'
    return (
        f'<details class="menu lesson-go no-print"><summary title="Перейти">{icon("menu")}'
        f'<span class="lesson-go__word">Перейти</span></summary><div class="menu__list"><p class="menu__head">'
        f'{_course(document)}</p><a class="menu__item" href="{_journal(document)}">{icon("journal")}Журнал</a>'
        f"{ways}{of_day}</div></details>"
    )


def _line(way: _Way) -> str:
    return f'<a class="menu__item" href="{way.url}">{icon(way.sign)}{way.name}, {way.on}</a>'


def _of_day(one: OfDayRow, is_current: bool) -> str:
    name = f"{one.number}. {esc(one.class_name)} · {esc(one.subject)}"
    if is_current:
        return f'<span class="menu__item" aria-current="true">{icon("check")}{name}</span>'
    return f'<a class="menu__item menu__item--inset" href="{address("lesson", one.id)}">{name}</a>'
