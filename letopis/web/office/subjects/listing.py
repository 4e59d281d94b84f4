"""The list of subjects."""

from letopis.school.curriculum.models import Subject
from letopis.web.shared.listing import ListColumn, link


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
        ListColumn("short_name", "Кратко", lambda subject: subject.short_name, width=16),
        ListColumn("area", "Область", lambda subject: subject.area, width=40, css="wide-only"),
    ]
