"""The list of the load."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from letopis.kernel.choices import Choice
from letopis.school.curriculum.queries import LoadRow
from letopis.school.curriculum.rules import plain_hours
from letopis.school.organisation.words import current, phrase
from letopis.web.shared.listing import ListColumn, ListFilter, link, note
from letopis.web.shared.templatetags.letopis import state
from letopis.web.shared.wording import capital, counted, number_text


def filters(
    classes: Sequence[Choice], subjects: Sequence[Choice], teachers: Sequence[Choice]
) -> tuple[ListFilter, ...]:
    """Return the conditions of the list."""
    words = current()
    states = (
        *(("vacant", phrase("Без {teacher.gen}")), ("left", "Ведут уволенные")),
        *(("differs", "Часы расходятся"), ("unplaced", phrase("Без {lesson.gens} в расписании"))),
    )
    return (
        ListFilter("class", capital(words.group.nom), _choices(classes)),
        ListFilter("subject", "Предмет", _choices(subjects)),
        ListFilter("teacher", capital(words.teacher.nom), _choices(teachers)),
        ListFilter("state", "Состояние", states, nothing="Любое"),
    )


def _choices(rows: Sequence[Choice]) -> list[tuple[object, object]]:
    return [(one.id, one.name) for one in rows]


def columns(rows: Sequence[LoadRow], *, opens_classes: bool) -> list[ListColumn[LoadRow]]:
    """Return the columns with the totals of `rows`; a class is a link for those who may open it."""
    words = current()
    places = {row.course_id: place for place, row in enumerate(rows)}
    return [
        ListColumn(
            "class",
            capital(words.group.nom),
            lambda row: row.class_name,
            (lambda row: link("office_class", row.class_id, row.class_name)) if opens_classes else None,
            width=8,
            order=lambda row: places[row.course_id],
        ),
        ListColumn(
            "subject",
            "Предмет",
            lambda row: row.subject,
            lambda row: link("office_course", row.course_id, row.subject, note(row.subgroup)),
            width=36,
            is_head=True,
            total=counted(len(rows), "строка,строки,строк"),
        ),
        ListColumn("subgroup", "Подгруппа", lambda row: row.subgroup, width=14, for_page=False),
        ListColumn(
            "hours",
            "Часов",
            lambda row: float(row.hours_per_week),
            lambda row: number_text(row.hours_per_week),
            width=8,
            css="number",
            edits="hours_per_week",
            total=number_text(plain_hours(sum((row.hours_per_week for row in rows), Decimal(0)))),
        ),
        ListColumn(
            "curriculum",
            "По плану",
            lambda row: None if row.curriculum is None else float(row.curriculum),
            _curriculum,
            width=10,
            css="number wide-only",
        ),
        ListColumn(
            "teacher",
            capital(words.teacher.nom),
            lambda row: ", ".join(teacher.name for teacher in row.teachers),
            _teachers,
            width=36,
        ),
    ]


def _teachers(row: LoadRow) -> str | SafeString:
    names = ", ".join(teacher.name for teacher in row.teachers)
    if not names:
        return state("open", "не назначен")
    return format_html("{} {}", names, state("warn", "работа окончена")) if row.state == "left" else names


def _curriculum(row: LoadRow) -> str | SafeString:
    hours = "" if row.curriculum is None else number_text(row.curriculum)
    if not row.differs:
        return hours
    return state("open", hours or "нет")
