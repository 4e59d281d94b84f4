"""Draft marks: what of a written work the family does not see yet. One condition, for every reading of theirs; pure.

Where the school has drafts, marks and states of a written work are the teacher's own until the work is released, at the
latest until the day when its marks are due (JRN-03). They are in no figure of the family either: an average that counts
a hidden mark tells it. Works that are not written are seen at once, as everything is where the school has no drafts.
"""

from dataclasses import dataclass
from datetime import date, datetime

from letopis.school.lessons.deadlines import Deadlines


@dataclass(frozen=True, slots=True)
class Work:
    """What the rule asks of a work: the day of its lesson, the grade, whether its kind is written, when released."""

    day: date
    grade: int
    is_written: bool
    released_at: datetime | None


def is_hidden(work: Work, deadlines: Deadlines, today: date) -> bool:
    """Say whether the family does not see the marks of a work on `today` (the school's day)."""
    return (
        deadlines.settings.draft_marks
        and work.is_written
        and work.released_at is None
        and today < deadlines.marked_by(work.day, work.grade)
    )
