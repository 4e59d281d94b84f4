"""Tags of the diary's pages.

A week has some forty lessons and as many tasks, so what stands on each of their lines is made here: a template asks for
every value by its name again, and would take half the time of the page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from letopis.kernel.clock import today
from letopis.kernel.roles import Role
from letopis.school.diary.children import Child
from letopis.school.diary.marks import MarksPage
from letopis.school.diary.pieces import Day, Entry, Mark, Task
from letopis.school.diary.places import Change, Moved, Unplaced
from letopis.school.diary.policy import is_family
from letopis.school.diary.week import TimetableWeek
from letopis.school.lessons.wire import DueMoved
from letopis.school.organisation.words import current, phrase
from letopis.web.shared.templatetags.letopis import icon, nbsp, size
from letopis.web.shared.wording import NBSP, ago, day_month, lower_first, number_text

register = template.Library()
# Two names beside each other as long as they are short; more, or longer ones, in a menu.
SWITCHED = 2
SHORT = 36
NOTHING = SafeString("")


@dataclass(frozen=True, slots=True)
class Line:
    """A child as the switcher shows it; `new` marks."""

    label: str
    url: str
    is_open: bool
    new: int


@register.inclusion_tag("family/child.html", takes_context=True)
def whose_diary(
    context: dict[str, Any],
    children: Sequence[Child],
    child: Child,
    url_name: str,
    new: Mapping[int, int] | None = None,
) -> dict[str, Any]:
    """`{% whose_diary children child "diary" new %}`: whose page it is, and the way to the other children.

    `new`: new marks of the others by id. Children of the account in another school are in the menu too.
    """
    counts = new or {}
    lines = [
        Line(one.label, reverse(url_name, args=[one.id]), one.id == child.id, counts.get(one.id, 0)) for one in children
    ]
    guardians = [role for role in context.get("roles", ()) if role.role == Role.GUARDIAN and not role.is_current]
    elsewhere = guardians if context["actor"].role == Role.GUARDIAN else []
    several = len(lines) > 1
    return {
        "lines": lines,
        "label": child.label
        if is_family(context["actor"])
        else ", ".join(filter(None, (child.full_name, child.class_name))),
        "full_name": child.full_name,
        "class_name": child.class_name,
        "what": "Ребёнок",
        "has_menu": several or bool(elsewhere),
        "has_switch": len(lines) == SWITCHED and not elsewhere and sum(len(one.label) for one in lines) <= SHORT,
        "new_of_others": sum(counts.values()),
        "elsewhere": elsewhere,
        "csrf_token": context.get("csrf_token"),
        "request": context.get("request"),
    }


@register.filter
def weight(mark: Mark) -> str:
    """«2», «1,5», «10»: the weight of a mark."""
    return number_text(format(Decimal(mark.weight).normalize(), "f"))


@register.simple_tag
def mark_figure(mark: Mark, child: Child) -> SafeString:
    """`{% mark_figure mark child %}`: a mark as it stands in the diary; red where the child's school wants it so."""
    css = "mark"
    if mark.is_new:
        css += " mark--new"
    if mark.is_low:
        css += " mark--weak" if child.settings.show_weak_marks_red_to_family else " mark--low"
    return format_html('<span class="{}">{}</span>', css, mark.shown or "·")


@register.simple_tag
def task_text(task: Task) -> SafeString:
    """`{% task_text task %}`: what was set, whether for this child alone, and its files."""
    text = nbsp(task.text)
    shown: SafeString = linebreaksbr(text) if "\n" in text else escape(text)
    own = format_html(' <span class="badge">{}</span>', "лично") if task.is_own else NOTHING
    told = format_html(' <span class="note">({})</span>', _was(task.moved)) if task.moved else NOTHING
    return shown + own + told + (_files(task) if task.files else NOTHING)


_WHY = {
    "cancelled": "{lesson_cancelled}",
    "moved": "изменилось расписание",
    "none": "в этот день {lesson.gen} нет",
}


def _was(moved: DueMoved) -> str:
    """«было к 24 ноября: урок отменён»: why a task stands on another day than it was set for."""
    return f"было к{NBSP}{day_month(moved.was)}: {phrase(_WHY[moved.why])}"


def _files(task: Task) -> SafeString:
    return format_html_join(
        "",
        ' <a class="entry__file" href="{}">{}{}, {}</a>',
        ((reverse("homework_file", args=[one.id]), icon("file"), one.name, nbsp(size(one.size))) for one in task.files),
    )


_MOVES = {
    Change.ARRIVED: "С {day} — в {where}",
    Change.RETURNED: "С {day} — снова в {where}",
    Change.LEFT: "{day} — последний день в {where}",
    Change.SUBGROUP: "С {day} {division}: {where}",
}
_OUTSIDE = {"before": "ещё не в {group.pre}", "between": "не в {group.pre}", "after": "уже не в {group.pre}"}


@register.simple_tag
def changes(page: TimetableWeek | MarksPage) -> SafeString:
    """`{% changes week %}`: why lessons come and go within the week or term, a line each; nothing where they do not."""
    unplaced = page.unplaced if isinstance(page, TimetableWeek) else ()
    lines = [*map(_moved, page.moves), *map(_unplaced, unplaced)]
    if not lines:
        return NOTHING
    shown = format_html_join("", "<li>{}<span>{}</span></li>", ((icon("swap"), line) for line in lines))
    return format_html('<ul class="changes" aria-label="Что изменилось">{}</ul>', shown)


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


@register.filter
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


@register.filter
def outside_words(reason: str) -> str:
    """«Ещё не в классе»: why a day has no lessons of the child."""
    return phrase(_OUTSIDE[reason]) if reason else ""


@register.simple_tag
def day_entries(day: Day, child: Child) -> SafeString:
    """`{% day_entries day child %}`: the lessons of a day with homework, comments and marks.

    Of a day missed as a whole only those with something beside the lesson itself.
    """
    shown = (entry for entry in day.entries if not day.absence or entry.due or entry.given or entry.marks)
    return format_html_join(
        "",
        '<li class="{}"><span class="entry__no">{}</span><div><p><span class="entry__subject">{}</span>'
        ' <span class="entry__topic">{}</span></p>{}</div><div class="entry__marks">{}</div></li>',
        ((*_head(entry, day), _below(entry), _beside(entry, day, child)) for entry in shown),
    )


def _head(entry: Entry, day: Day) -> tuple[str, int, str, str]:
    css = "entry entry--cancelled" if entry.is_cancelled else "entry"
    if entry.is_plain or (day.absence and not entry.marks):
        css += " entry--plain"
    return css, entry.number, entry.subject, nbsp(entry.topic)


def _below(entry: Entry) -> SafeString:
    """What stands under a lesson: homework for it, homework set at it, comments."""
    shown = NOTHING
    if entry.due:
        lines = ((current().lesson.dat, task_text(task)) for task in entry.due)
        shown += _lines('<p class="entry__home"><span class="hidden-visually">К этому {}: </span>{}</p>', lines)
    if entry.given:
        shown += _lines(
            '<p class="entry__given">{}<span>На дом{}: {}</span></p>',
            ((icon("right"), f" к{NBSP}{day_month(t.due_on)}" if t.due_on else "", task_text(t)) for t in entry.given),
        )
    noted = (*entry.comments, *((entry.missed.note,) if entry.missed and entry.missed.note else ()))
    if noted:
        comments = ((icon("note"), comment) for comment in noted)
        shown += _lines('<p class="entry__comment">{}<span>{}</span></p>', comments)
    return shown


def _lines(line: str, values: Iterable[tuple[object, ...]]) -> SafeString:
    return format_html_join("", line, values)


def _beside(entry: Entry, day: Day, child: Child) -> SafeString:
    """What stands to the right of a lesson: that it was not held, or by another teacher; the absence; the marks."""
    shown = NOTHING
    if entry.is_plain:
        return shown
    if entry.is_cancelled:
        shown += format_html('<p class="entry__mark">{}</p>', current().lesson_cancelled)
    elif entry.is_substitution:
        shown += format_html('<p class="entry__mark">{}</p>', icon("swap", "", "замена"))
    if entry.missed and not day.absence:
        minutes = f", {entry.missed.minutes}{NBSP}мин" if entry.missed.minutes else ""
        shown += format_html(
            '<p class="entry__mark"><span class="entry__work">{}{}</span><span class="mark mark--away">{}</span></p>',
            *(entry.missed.words, minutes, entry.missed.code),
        )
    return shown + _lines(
        '<p class="entry__mark"><span class="entry__work">{}{}</span>{}</p>',
        ((_new(mark), _for_what(mark, entry), mark_figure(mark, child)) for mark in entry.marks),
    )


def _new(mark: Mark) -> SafeString:
    return format_html('<span class="new">{}</span>', "новая") if mark.is_new else NOTHING


def _for_what(mark: Mark, entry: Entry) -> str:
    """«контрольная работа, вес 3, долг до 4 декабря»; a work named as the topic of the lesson is told by its kind."""
    told = lower_first(mark.kind) if mark.work in entry.topic else nbsp(lower_first(mark.work))
    if mark.is_heavy:
        told += f", вес{NBSP}{weight(mark)}"
    if mark.is_debt:
        told += f", долг до{NBSP}{day_month(mark.debt_until)}" if mark.debt_until else ", долг"
    return told
