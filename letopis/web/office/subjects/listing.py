"""The list of subjects."""

from collections.abc import Sequence

from letopis.school.curriculum.models import Subject
from letopis.web.shared.listing import TEXT, ListColumn, ListFilter, link, values_of


def filters(rows: Sequence[Subject]) -> tuple[ListFilter, ...]:
    """Return the conditions of the list; the areas are those that the school's subjects are of."""
    areas = values_of(rows, lambda subject: subject.area)
    return (TEXT, ListFilter("area", "Область", areas)) if areas else (TEXT,)


def columns(*, may_keep: bool) -> list[ListColumn[Subject]]:
    """Return the columns; those who keep the subjects open one by its name."""
    return [
        ListColumn(
            "name",
            "Предмет",
            lambda subject: subject.name,
            (lambda subject: link("office_curriculum_subject", subject.pk, subject.name)) if may_keep else None,
            width=40,
            is_head=True,
        ),
        ListColumn("short_name", "Кратко", lambda subject: subject.short_name, width=16, edits="short_name"),
        ListColumn("area", "Область", lambda subject: subject.area, width=40, css="wide-only", edits="area"),
    ]
