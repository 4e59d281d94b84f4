"""The list of journals: what a teacher writes in, as tables; for who only reads all, a list for each class."""

from collections.abc import Iterable, Sequence
from html import escape as esc
from itertools import groupby
from operator import attrgetter

from django.utils.safestring import SafeString

from letopis.kernel.text import plural
from letopis.school.curriculum.enums import CourseKind
from letopis.school.journal.queries.journals import JournalOfList
from letopis.school.organisation.words import current
from letopis.web.shared.addresses import address
from letopis.web.shared.templatetags.letopis import icon, state
from letopis.web.shared.wording import capital, counted


def grades_switch(grades: Sequence[int], grade: int | None) -> SafeString:
    """The grades to choose from."""
    here = ' aria-current="page"'
    links = (f'<a class="switch__item" href="?grade={one}"{here if one == grade else ""}>{one}</a>' for one in grades)
    return SafeString("".join(links))


def journals_of_classes(journals: Iterable[JournalOfList]) -> SafeString:
    """The journals of each class with who teaches, and how many lessons wait for their topic."""
    lists = (
        f'<section class="journals-class"><h2>{esc(name)}</h2><ul>{"".join(map(_line, rows))}</ul></section>'
        for name, rows in groupby(journals, attrgetter("class_name"))
    )
    return SafeString(f'<div class="columns">{"".join(lists)}</div>')


def _line(one: JournalOfList) -> str:
    return f'<li>{_link(one)}<span class="note">{_told(one)}</span>{_waiting(one)}</li>'


def _told(one: JournalOfList) -> str:
    """Who teaches and, of what is no subject, what it is; class hours are the class teacher's own."""
    if one.kind == CourseKind.CLASS_HOUR:
        return esc(one.teacher) or current().tutor.nom
    return ", ".join(filter(None, (one.kind_told, esc(one.teacher or "не назначен"))))


def _link(one: JournalOfList) -> str:
    subgroup = f", {esc(one.subgroup)}" if one.subgroup else ""
    return f'<a href="{address("journal", one.course_id)}">{esc(one.subject)}{subgroup}</a>'


def _waiting(one: JournalOfList) -> str:
    if not one.unfilled:
        return ""
    words = current().unfilled
    return (
        f'<span class="state state--warn" title="{counted(one.unfilled, words)}">{icon("open")}{one.unfilled}'
        f'<span class="hidden-visually"> {plural(one.unfilled, words)}</span></span>'
    )


def journals_table(rows: Sequence[JournalOfList], title: str, teacher: bool) -> str:
    """Journals as a table; `teacher`: whether to name who teaches."""
    words = current()
    named = f", {words.teacher.nom}" if teacher else ""
    lines = "".join([_row(one, teacher) for one in rows])
    return (
        f'<section class="part"><h2 class="part__head">{esc(title)}</h2>'
        '<table class="table journals-table table--keep"><thead><tr>'
        f'<th scope="col">{capital(words.group.nom)}</th><th scope="col">Предмет{named}</th>'
        f'<th scope="col">Состояние</th></tr></thead><tbody>{lines}</tbody></table></section>'
    )


def _row(one: JournalOfList, teacher: bool) -> str:
    words = current()
    who = words.tutor.nom if one.kind == CourseKind.CLASS_HOUR else words.no_teacher
    told = ", ".join(filter(None, (one.kind_told, esc(one.teacher or who) if teacher else "")))
    named = f'<br><span class="note">{told}</span>' if told else ""
    waiting = f'<span class="state state--warn">{icon("open")}{counted(one.unfilled, words.unfilled)}</span>'
    standing = waiting if one.unfilled else state("ok", "Заполнен")
    return f"<tr><td>{esc(one.class_name)}</td><td>{_link(one)}{named}</td><td>{standing}</td></tr>"
