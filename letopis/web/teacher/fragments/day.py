"""The page «Сегодня»: the lesson in hand, the lines of the day, the next day with lessons."""

from dataclasses import dataclass
from datetime import date, time
from html import escape as esc
from typing import Any

from django.utils.safestring import SafeString

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today as clock_today
from letopis.kernel.text import plural
from letopis.school.journal.queries.attention import Due
from letopis.school.journal.queries.day import LessonOfDay, TeacherDay
from letopis.school.organisation.words import current
from letopis.web.shared.addresses import address
from letopis.web.shared.templatetags.letopis import icon, state
from letopis.web.shared.wording import ago, capital, counted, day_month, nbsp, weekday_day
from letopis.web.teacher.day import Line, inside
from letopis.web.teacher.fragments.attention import attention

_STATES = {
    "filled": ("ok", "Заполнен"),
    "unfilled": ("open", "Не заполнен"),
    "now": ("now", "Идёт сейчас"),
    "ahead": ("ahead", "Предстоит"),
}


@dataclass(frozen=True, slots=True)
class DayPage:
    """What the page shows beside what needs attention. `roll`: who is on the list of the lesson in hand, in words."""

    day: TeacherDay
    lines: list[Line]
    in_hand: LessonOfDay | None
    roll: str
    is_today: bool


def day_values(actor: Actor, page: DayPage, before: date, after: date) -> dict[str, Any]:
    """What stands in the holes of teacher/today.html; `before`, `after`: the days that the page leads to."""
    return {
        "account": actor.account_id,
        "name": weekday_day(page.day.day),
        "before": before,
        "before_name": weekday_day(before),
        "after": after,
        "after_name": weekday_day(after),
        "now": SafeString(day_now(page)),
        "attention": SafeString(attention(page.day, is_today=page.is_today)),
        "lines": SafeString(day_lines(page)),
    }


# ── the lesson in hand ────────────────────────────────────────────────
def day_now(page: DayPage) -> str:
    """The lesson going on, or between lessons the next one, made large; nothing where there is none."""
    lesson, words = page.in_hand, current()
    if lesson is None:
        return ""
    is_now = lesson.state == "now"
    title, current_time = ("Идёт сейчас", ' aria-current="time"') if is_now else (capital(words.next_lesson), "")
    room = f'<span class="note">каб.&nbsp;{esc(lesson.room)}</span>' if lesson.room else ""
    return (
        f'<section class="day-now" aria-label="{title}">'
        f'<article class="lesson lesson--now"{current_time}>'
        f'<div class="row row--apart">{_when(lesson)}{room}</div><h2 class="lesson__title">{_named(lesson)}</h2>'
        f'<dl class="lesson__facts"><dt>Тема</dt><dd>{_topic_now(lesson)}</dd><dt>Было задано</dt>'
        f"<dd>{_due(lesson.due)}</dd><dt>По списку</dt><dd>{page.roll}</dd>{_swap(lesson)}</dl>"
        f'<a class="button button--main button--large" href="{address("lesson", lesson.id)}">Открыть '
        f"{words.lesson.acc}</a></article></section>"
    )


def _when(lesson: LessonOfDay) -> str:
    if lesson.state != "now":
        said = f"{capital(current().next_lesson)}, в {_clock(lesson.starts_at)}"
        return f'<span class="state">{icon("wait")}{said}</span>'
    left = lesson.minutes_left or 0
    said = f"Идёт сейчас · {plural(left, 'осталась,осталось,осталось')} {counted(left, 'минута,минуты,минут')}"
    return f'<span class="state state--now">{icon("now")}{said}</span>'


def _topic_now(lesson: LessonOfDay) -> str:
    if lesson.topic:
        return esc(nbsp(lesson.topic))
    if lesson.planned_topic:
        return f'{esc(nbsp(lesson.planned_topic))} <span class="note">по плану</span>'
    return '<span class="note">не указана</span>'


def _due(tasks: tuple[Due, ...]) -> str:
    return "<br>".join(map(_task, tasks)) or '<span class="note">ничего</span>'


def _task(task: Due) -> str:
    moved = f' <span class="note">было к {day_month(task.was)}</span>' if task.was else ""
    return esc(nbsp(task.text)) + moved


def _swap(lesson: LessonOfDay) -> str:
    if not lesson.is_substitution:
        return ""
    return f"<dt>Замена</dt><dd>за {current().teacher.gen} {esc(lesson.substituted_for)}</dd>"


# ── the lines of the day ──────────────────────────────────────────────
def day_lines(page: DayPage) -> str:
    """The lessons of the day with its gaps, or why there are none, and the next day."""
    shown = f'<ol class="timeline">{"".join(map(_line, page.lines))}</ol>' if page.lines else _nothing(page)
    title = f"{capital(current().lesson.noms)} дня"
    following = _following(page) if page.day.next_lessons and page.lines else ""
    return f'<div class="day-main"><section aria-label="{title}">{shown}</section>{following}</div>'


def _line(line: Line) -> str:
    lesson = line.lesson
    if lesson is None:
        return (
            f'<li class="day"><div class="day__time day__time--break"><b>{line.number}</b></div>'
            '<div class="day__rail day__rail--break"></div><p class="lesson lesson--break">Окно</p></li>'
        )
    hours = f" &nbsp;{_clock(lesson.starts_at)}–{_clock(lesson.ends_at)}" if lesson.starts_at else ""
    room = f"каб.&nbsp;{esc(lesson.room)}" if lesson.room and lesson.is_own else ""
    return (
        f'<li class="day{"" if lesson.is_own else " day--off"}">'
        f'<div class="day__time"><b>{lesson.number}</b>{hours}</div>'
        f'<div class="day__rail day__rail--{line.rail}"></div><article class="lesson"><h2 class="lesson__name">'
        f'<a href="{address("lesson", lesson.id)}">{_named(lesson)}</a></h2><p>{_topic(lesson)}</p>'
        f'<p class="note">{room}</p><div class="lesson__state">{_state(lesson)}</div></article></li>'
    )


def _named(lesson: LessonOfDay) -> str:
    subgroup = f", {esc(lesson.subgroup)}" if lesson.subgroup else ""
    return f"{esc(lesson.class_name)} · {esc(lesson.subject)}{subgroup}"


def _topic(lesson: LessonOfDay) -> str:
    if lesson.state == "cancelled":
        return f'<span class="note">{esc(capital(lesson.cancelled_why or "Причина не указана"))}</span>'
    if lesson.topic:
        return esc(nbsp(lesson.topic))
    if lesson.state == "unfilled":
        return f'<a href="{address("lesson", lesson.id)}#topic">Выбрать тему</a>'
    if lesson.planned_topic:
        return esc(nbsp(lesson.planned_topic))
    return '<span class="note">Тема не указана</span>' if lesson.is_own else ""


def _state(lesson: LessonOfDay) -> str:
    if not lesson.is_own:
        return _off(lesson)
    swap = f'{state("swap", "Замена")}<span class="note">за {esc(lesson.substituted_for)}</span>'
    return state(*_STATES[lesson.state]) + (swap if lesson.is_substitution else "")


def _off(lesson: LessonOfDay, gap: str = "") -> str:
    """How a lesson stands that the teacher does not give."""
    if lesson.state == "cancelled":
        return state("warn", capital(current().lesson_cancelled))
    by = esc(lesson.substitute or "коллега")
    return f'{state("swap", "Замена")}{gap}<span class="note">замещает {by}</span>'


def _clock(moment: time | None) -> str:
    return f"{moment:%H:%M}" if moment else ""


# ── a day without lessons, the next day ───────────────────────────────
def _nothing(page: DayPage) -> str:
    lesson = current().lesson
    if page.day.occasion:
        title = f"{esc(page.day.occasion)}: {lesson.gens} нет"
    else:
        title = f"{capital(lesson.gens)} сегодня нет" if page.is_today else f"В этот день {lesson.gens} нет"
    return f'<div class="empty"><p class="empty__title">{title}</p>{_nearest(page.day)}</div>'


def _nearest(day: TeacherDay) -> str:
    if day.next_day is None:
        return (
            f"<p>И дальше в расписании ваших {current().lesson.gens} пока нет. Если это не так, напишите "
            "диспетчеру расписания.</p>"
        )
    first = day.next_lessons[0]
    at = f" в&nbsp;{_clock(first.starts_at)}" if first.starts_at else ""
    named = f"{esc(first.class_name)}, {esc(inside(first.subject))}"
    return (
        f"<p>Ближайший: {ago(day.next_day, clock_today())}{at}, {named}.</p>"
        f'<a class="button" href="{_of(day.next_day)}">Открыть этот день</a>'
    )


def _following(page: DayPage) -> str:
    day = page.day.next_day or page.day.day
    name, is_tomorrow = weekday_day(day), (day - page.day.day).days == 1
    title = f"{'Завтра' if page.is_today else name} по плану" if is_tomorrow else f"{name}, по плану"
    lessons = "".join(map(_planned, page.day.next_lessons))
    return (
        f'<section class="tomorrow" aria-labelledby="tomorrow"><h2 id="tomorrow"><a href="{_of(day)}">{title}</a></h2>'
        f'<ol class="plan plan--wide">{lessons}</ol></section>'
    )


def _planned(lesson: LessonOfDay) -> str:
    hours = f" &nbsp;{_clock(lesson.starts_at)}" if lesson.starts_at else ""
    room = f"каб.&nbsp;{esc(lesson.room)}" if lesson.room and lesson.is_own else ""
    what = esc(nbsp(lesson.topic or lesson.planned_topic)) if lesson.is_own else _off(lesson, " ")
    return (
        f'<li><span class="note">{lesson.number}{hours}</span><b><a href="{address("lesson", lesson.id)}">'
        f"{esc(lesson.class_name)} · {esc(lesson.subject)}</a></b><span>{what}</span>"
        f'<span class="note">{room}</span></li>'
    )


def _of(day: date) -> str:
    return f"?day={day.isoformat()}"
