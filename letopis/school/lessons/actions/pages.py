"""What every table of a journal page has in common: nothing changes in a closed period (JRN-05)."""

from typing import TypeVar

from django.db.models import Model

from letopis.school.lessons.actions.targets import Target
from letopis.school.sync.adapter import Adapter, Place, Write
from letopis.school.sync.wire import Operation

O = TypeVar("O", bound=Operation)  # noqa: E741  an operation
R = TypeVar("R", bound=Model)


def place_of(target: Target, *more: str) -> Place:
    """Return the place of a lesson, `more` words after its day."""
    text = ", ".join(filter(None, (f"{target.lesson.date:%d.%m.%Y}", *more)))
    return Place(target.course.pk, target.lesson.date, text, target.closing)


class OnPage(Adapter[O, R]):
    """A table of versioned rows whose writes are aimed at a lesson: `target` is a `targets.Target`."""

    def allow(self, write: Write[O, R]) -> None:
        """The period is open, or was when the change was typed."""
        typed_at = write.operation.judged_at()
        write.target.verdict(typed_at=typed_at)
        write.note = write.target.note(None, typed_at)

    def place(self, write: Write[O, R]) -> Place:
        """The lesson."""
        return place_of(write.target)
