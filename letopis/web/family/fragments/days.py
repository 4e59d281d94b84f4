"""The day of a phone: what is new, what is set for the next school day, today as it stands in the week."""

from html import escape as esc

from letopis.kernel.clock import today as clock_today
from letopis.school.diary.children import Child
from letopis.school.diary.pieces import Day, Mark
from letopis.school.diary.week import DiaryWeek
from letopis.school.organisation.words import current
from letopis.web.family.fragments.lessons import day_lines, mark_figure, task_text, weight
from letopis.web.family.fragments.weeks import free_words
from letopis.web.shared.addresses import address
from letopis.web.shared.wording import ago, counted, lower_first, nbsp, short_day

NEW_MARKS = 3


def phone_day(page: DiaryWeek) -> str:
    """The sections of the day; what there is nothing of is left out, but today."""
    child = page.week.child
    new = _new_marks(page.new_marks, child) if page.new_marks else ""
    following = _next_day(page.next_day) if page.next_day else ""
    return new + following + _today(page, child)


def _section(title: str, beside: str, body: str) -> str:
    return f'<section><h2 class="phone__part"><span>{title}</span>{beside}</h2>{body}</section>'


def _new_marks(marks: tuple[Mark, ...], child: Child) -> str:
    many = f" {len(marks)}" if len(marks) > NEW_MARKS else ""
    lines = "".join(_new_mark(mark, child) for mark in marks[:NEW_MARKS])
    every = f'<a href="{address("diary_marks", child.id)}">Все{many}</a>'
    return _section("Новые отметки", every, f"<ul>{lines}</ul>")


def _new_mark(mark: Mark, child: Child) -> str:
    heavy = f", вес&nbsp;{weight(mark)}" if mark.is_heavy else ""
    comment = f'<span class="line__comment">{esc(mark.comment)}</span>' if mark.comment else ""
    return (
        f'<li class="line"><p><b>{esc(mark.subject)}</b> <span class="line__note">{esc(nbsp(lower_first(mark.work)))}, '
        f"{ago(mark.date, clock_today())}{heavy}</span>{comment}</p>"
        f'<span class="line__mark">{mark_figure(mark, child)}</span></li>'
    )


def _next_day(day: Day) -> str:
    tasks, without = day.tasks, day.without_tasks
    tomorrow = "завтра, " if ago(day.date, clock_today()) == "завтра" else ""
    lines = "".join(
        f'<li class="line line--task"><span class="entry__no">{entry.number}<span class="hidden-visually">'
        f"{current().lesson_no}</span></span><p><b>{esc(entry.subject)}</b> <span>{task_text(task)}</span></p></li>"
        for entry, task in tasks
    )
    rest = f'<p class="line__rest note">Не задано: {esc(", ".join(without))}</p>' if without else ""
    return _section(
        f"Задано на {tomorrow}{short_day(day.date)}",
        f"<span>{counted(len(tasks), 'задание,задания,заданий')}</span>",
        (f"<ul>{lines}</ul>" if tasks else "") + rest,
    )


def _today(page: DiaryWeek, child: Child) -> str:
    title, day = f"Сегодня, {short_day(page.week.today)}", page.today
    if day and day.entries:
        many = esc(day.absence) or counted(len(day.entries), current().lesson.counted)
        return _section(title, f"<span>{many}</span>", f"<ol>{day_lines(day, child)}</ol>")
    day = day or Day(page.week.today, ())
    why = esc(day.occasion) if day.occasion and not day.outside else free_words(day)
    return _section(title, "", f'<p class="note line__rest">{why}</p>')
