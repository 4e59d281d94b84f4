"""The lines of a day: lessons with homework, marks and absences."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from html import escape as esc

from letopis.kernel.clock import local
from letopis.school.diary.children import Child
from letopis.school.diary.pieces import Day, Entry, Mark, Task
from letopis.school.lessons.wire import DueMoved
from letopis.school.marks import states
from letopis.school.marks.enums import MarkState
from letopis.school.organisation.words import current, phrase
from letopis.web.shared.addresses import address
from letopis.web.shared.templatetags.letopis import icon
from letopis.web.shared.wording import NBSP, counted, day_month, lower_first, nbsp, number_text, size_text

_WHY = {
    "cancelled": "{lesson_cancelled}",
    "moved": "изменилось расписание",
    "none": "в этот день {lesson.gen} нет",
}


def day_lines(day: Day, child: Child) -> str:
    """The lessons of a day; of one missed as a whole a line for all, and those with something beside themselves."""
    if not day.absence:
        return "".join([_line(entry, day, child) for entry in day.entries])
    return _away(day) + "".join(
        [_line(entry, day, child) for entry in day.entries if entry.due or entry.given or entry.marks]
    )


def _away(day: Day) -> str:
    """«3 урока пропущены: Алгебра, Физика, История»: a day missed as a whole, for one reason."""
    subjects = ", ".join(esc(entry.subject) for entry in day.entries)
    first = day.entries[0].missed
    return (
        '<li class="entry entry--away"><span class="entry__no"></span><p>'
        f'{counted(len(day.entries), current().missed)}: {subjects}</p><p class="entry__mark">'
        f'<span class="mark mark--away">{esc(first.code) if first else ""}</span></p></li>'
    )


def _line(entry: Entry, day: Day, child: Child) -> str:
    css = "entry entry--cancelled" if entry.is_cancelled else "entry"
    if entry.is_plain or (day.absence and not entry.marks):
        css += " entry--plain"
    return (
        f'<li class="{css}"><span class="entry__no">{entry.number}</span><div><p><span class="entry__subject">'
        f'{esc(entry.subject)}</span> <span class="entry__topic">{esc(nbsp(entry.topic))}</span></p>{_below(entry)}'
        f'</div><div class="entry__marks">{_beside(entry, day, child)}</div></li>'
    )


def _below(entry: Entry) -> str:
    """What stands under a lesson: homework for it, homework set at it, comments."""
    return _assessed(entry) + _due(entry.due) + _given(entry.given) + _comments(entry)


def _assessed(entry: Entry) -> str:
    """The work of the published schedule that stands at the lesson."""
    return f'<p class="entry__given">{icon("report")}<span><b>{esc(entry.work)}</b></span></p>' if entry.work else ""


def _due(tasks: Iterable[Task]) -> str:
    return "".join(
        f'<p class="entry__home"><span class="hidden-visually">К этому {current().lesson.dat}: </span>'
        f"{task_text(task)}</p>"
        for task in tasks
    )


def _given(tasks: Iterable[Task]) -> str:
    return "".join(
        f'<p class="entry__given">{icon("right")}<span>На дом'
        f"{f' к{NBSP}{day_month(task.due_on)}' if task.due_on else ''}: {task_text(task)}</span></p>"
        for task in tasks
    )


def _comments(entry: Entry) -> str:
    note = entry.missed.note if entry.missed else ""
    return "".join(
        f'<p class="entry__comment">{icon("note")}<span>{esc(comment)}</span></p>'
        for comment in (*entry.comments, note)
        if comment
    )


def _beside(entry: Entry, day: Day, child: Child) -> str:
    """What stands to the right of a lesson: that it was not held, or by another teacher; the absence; the marks."""
    if entry.is_plain:
        return ""
    shown = ""
    if entry.is_cancelled:
        shown += f'<p class="entry__mark">{current().lesson_cancelled}</p>'
    elif entry.is_substitution:
        shown += f'<p class="entry__mark">{icon("swap", "", "замена")}</p>'
    if entry.missed and not day.absence:
        minutes = f", {entry.missed.minutes}{NBSP}мин" if entry.missed.minutes else ""
        shown += (
            f'<p class="entry__mark"><span class="entry__work">{esc(entry.missed.words)}{minutes}</span>'
            f'<span class="mark mark--away">{esc(entry.missed.code)}</span></p>'
        )
    for mark in entry.marks:
        new = '<span class="new">новая</span>' if mark.is_new else ""
        shown += (
            f'<p class="entry__mark"><span class="entry__work">{new}{esc(_for_what(mark, entry))}</span>'
            f"{mark_figure(mark, child)}</p>"
        )
    return shown


def _for_what(mark: Mark, entry: Entry) -> str:
    """«контрольная работа, вес 3, долг до 4 декабря»; a work named as the topic of the lesson is told by its kind."""
    told = lower_first(mark.kind) if mark.work in entry.topic else nbsp(lower_first(mark.work))
    if mark.is_heavy:
        told += f", вес{NBSP}{weight(mark)}"
    return told + "".join(f", {one}" for one in [state_told(mark)] if one)


def state_told(mark: Mark) -> str:
    """«долг до 4 декабря», «сдано позже срока», «первая отметка 2»; "" of none."""
    told = states.told(mark.state)
    if mark.state == MarkState.DEBT and mark.debt_until:
        told += f" до{NBSP}{day_month(mark.debt_until)}"
    return told or ("переписано" if mark.was else "")


# ── a mark, a task ────────────────────────────────────────────────────


def weight(mark: Mark) -> str:
    """«2», «1,5», «10»: the weight of a mark."""
    return _weight(mark.weight)


@lru_cache(maxsize=256)
def _weight(weight: Decimal) -> str:
    # A school has few weights.
    return number_text(format(weight.normalize(), "f"))


NOT_COUNTED = "Вне дней в составе, не считается"


def mark_figure(mark: Mark, child: Child) -> str:
    """A mark as it stands in the diary; red where the child's school wants it so."""
    css = "mark"
    if mark.is_new:
        css += " mark--new"
    if mark.is_low:
        css += " mark--weak" if child.settings.show_weak_marks_red_to_family else " mark--low"
    if not mark.counts:
        return f'<s class="mark" title="{NOT_COUNTED}">{esc(mark.shown) or "·"}</s>'
    return f'<span class="{css}">{esc(mark.shown) or "·"}</span>'


def task_text(task: Task) -> str:
    """What was set, whether for this child alone, and its files."""
    shown = esc(nbsp(task.text))
    if "\n" in shown:
        shown = shown.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br>")
    if task.minutes:
        shown += f' <span class="note">≈{NBSP}{task.minutes}{NBSP}мин</span>'
    if task.is_own:
        shown += ' <span class="badge">лично</span>'
    if task.was and task.changed_at:
        shown += (
            f' <span class="note">(изменено {day_month(local(task.changed_at).date())}, было: {esc(task.was)})</span>'
        )
    if task.moved:
        shown += f' <span class="note">({esc(_was(task.moved))})</span>'
    for one in task.files:
        named = f"{esc(one.name)}, {nbsp(size_text(one.size))}"
        shown += f' <a class="entry__file" href="{address("homework_file", one.id)}">{icon("file")}{named}</a>'
    return shown


def _was(moved: DueMoved) -> str:
    """«было к 24 ноября: урок отменён»: why a task stands on another day than it was set for."""
    return f"было к{NBSP}{day_month(moved.was)}: {phrase(_WHY[moved.why])}"
