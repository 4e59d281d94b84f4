"""Tags of the teacher's pages: what stands there on many lines is written by `letopis.web.teacher.fragments`."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from letopis.kernel.rights import Right
from letopis.school.journal.queries.day import TeacherDay
from letopis.school.journal.queries.journals import JournalOfList
from letopis.school.journal.wire import LessonDocument
from letopis.school.organisation.words import Noun, current
from letopis.web.teacher.fragments import attention as side
from letopis.web.teacher.fragments import day, journals, lesson

register = template.Library()


@register.simple_tag
def day_now(page: day.DayPage) -> SafeString:
    """`{% day_now page %}`: the lesson in hand, made large."""
    return SafeString(day.day_now(page))


@register.simple_tag
def day_lines(page: day.DayPage) -> SafeString:
    """`{% day_lines page %}`: the lessons of the day, and what is planned for the next one."""
    return SafeString(day.day_lines(page))


@register.simple_tag
def attention(shown: TeacherDay, is_today: bool = True) -> SafeString:
    """`{% attention day %}`: what asks for attention; `is_today=False` where another day is shown."""
    return SafeString(side.attention(shown, is_today=is_today))


@register.simple_tag(takes_context=True)
def lesson_top(context: dict[str, Any], document: LessonDocument) -> SafeString:
    """`{% lesson_top document %}`: the head of a lesson's screen, but for who is signed in."""
    actor, school = context["actor"], context["school"]
    today_url = reverse("today") if actor.may(Right.READ_OWN_PAGES, Right.READ_CLASS_PAGES) else ""
    return SafeString(lesson.lesson_top(document, school.short_name, actor.name, today_url))


@register.simple_tag
def journals_of_classes(classes: Iterable[tuple[str, Sequence[JournalOfList]]]) -> SafeString:
    """`{% journals_of_classes classes %}`: all journals, a list for each class."""
    return SafeString(journals.journals_of_classes(classes))


@register.simple_tag
def journals_table(rows: Sequence[JournalOfList], title: str, teacher: bool) -> SafeString:
    """`{% journals_table mine "Мои предметы" False %}`: journals as a table, with who teaches or without."""
    return SafeString(journals.journals_table(rows, title, teacher))


@register.simple_tag
def journal_keys(is_editable: bool) -> SafeString:
    """`{% journal_keys document.course.editable %}`: all keys of the journal, in a dialog that help.js opens."""
    words = current()
    return _keys(words.student, words.lesson, is_editable)


@lru_cache(maxsize=8)
def _keys(_student: Noun, _lesson: Noun, is_editable: bool) -> SafeString:
    # The dialog depends on the school's words alone, and on whether its reader writes: nothing of a person is in it.
    return render_to_string("teacher/keys.html", {"is_editable": is_editable})
