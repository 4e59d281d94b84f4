"""What every table of a journal page has in common: nothing changes in a closed period (JRN-05)."""

from typing import TypeVar

from django.db.models import Model

from letopis.school.sync.adapter import Adapter, Write
from letopis.school.sync.wire import Operation

O = TypeVar("O", bound=Operation)  # noqa: E741  an operation
R = TypeVar("R", bound=Model)


class OnPage(Adapter[O, R]):
    """A table of versioned rows whose writes are aimed at a lesson: `target` is a `targets.Target`."""

    def allow(self, write: Write[O, R]) -> None:
        """The period is open, or was when the change was typed."""
        typed_at = write.operation.judged_at()
        write.target.verdict(typed_at=typed_at)
        write.note = write.target.note(None, typed_at)
